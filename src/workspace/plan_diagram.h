/* The diagram of a model: as its views place the parts, else laid out along its flows. */
#ifndef EN_PLAN_DIAGRAM_H
#define EN_PLAN_DIAGRAM_H

#include "plan_model.h"
#include "plan_names.h"

typedef struct en_diagram_ask {
    const en_plan_names *labels; /* NULL: the model's own names */
    en_language language;
    double width;
    const char *group; /* NULL: all; else the parts of this group (sector) of the model alone */
    uint32_t
        view; /* from 1, in the order of the file; 0: the first, or all parts laid out where there is none */
} en_diagram_ask;

/* The views of the model that show a stock, a flow, a variable or a module. */
uint32_t en_diagram_views(const en_planned *planned);

/* The groups (sectors) of the model, by their names. */
size_t en_diagram_group_count(const en_planned *planned);
en_str en_diagram_group(const en_planned *planned, size_t which);

/* Draws a view, or the whole root model where there is none: its stocks, flows, variables and modules, and
 * which of them goes into which. EN_ERR_INPUT after reporting: there is no such view, or it has more parts
 * than a picture shows. */
EN_MUST_USE en_status en_picture_of_diagram(const en_planned *planned, const en_diagram_ask *ask,
                                            en_report *report, en_text *svg);

#endif

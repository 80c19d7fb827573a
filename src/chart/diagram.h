/* The diagram of a model: stocks as boxes, flows as pipes with a valve, auxiliaries as circles, what is
 * outside as clouds, and connectors as arcs with an arrow.
 *
 * Parts stand where they are placed (any unit; stretched to the width, and so far in height that the labels
 * have room), or in layers along the flows where not every part has a place. Texts and arrays are borrowed.
 */
#ifndef EN_DIAGRAM_H
#define EN_DIAGRAM_H

#include "sankey.h"

enum { EN_CHART_MOST_PARTS = 600, EN_CHART_MOST_LINKS = 3000, EN_CHART_MOST_BENDS = 16 };

typedef enum en_chart_part_kind {
    EN_CHART_STOCK,
    EN_CHART_FLOW,
    EN_CHART_AUXILIARY,
    EN_CHART_CONSTANT, /* a circle with a line through it */
    EN_CHART_GRAPH,    /* a graphical function: a circle with a curve in it */
    EN_CHART_MODULE,   /* a rounded box */
    EN_CHART_ALIAS,    /* a dashed circle: a part that stands elsewhere, once more */
    EN_CHART_PARTS
} en_chart_part_kind;

typedef struct en_chart_spot {
    double x, y; /* to the right and down, as in XMILE's views */
} en_chart_spot;

/* A variable of the model, with its row of the table. */
typedef struct en_chart_part {
    en_chart_part_kind kind;
    en_str label;
    en_str unit, equation; /* for the title; may be empty */
    bool is_placed;
    en_chart_spot at;           /* its centre; of a flow its valve */
    size_t from, to;            /* of a flow: stocks by their index among the parts, or EN_CHART_OUTSIDE; from
                                   of an alias: the part that it stands for, or EN_CHART_OUTSIDE */
    const en_chart_spot *bends; /* of a flow that is placed: its pipe from end to end, or NULL */
    size_t bend_count;          /* at most EN_CHART_MOST_BENDS */
} en_chart_part;

/* What the value of one part goes into another with. */
typedef struct en_chart_link {
    size_t from, to; /* parts */
    bool has_angle;
    double angle; /* in degrees, at which it leaves `from`: 0 to the right, 90 up, as in XMILE's views */
} en_chart_link;

typedef struct en_chart_diagram {
    en_chart_frame frame; /* empty texts but the note are made of what is below */
    en_str model;
    const en_chart_part *parts;
    size_t part_count; /* at most EN_CHART_MOST_PARTS */
    const en_chart_link *links;
    size_t link_count; /* at most EN_CHART_MOST_LINKS */
} en_chart_diagram;

/* Draws the diagram. EN_ERR_MEMORY; EN_ERR_LIMIT for too many; EN_ERR_USAGE for an end that is no part (of a
 * flow: no stock), or a place that is not finite or beyond 1e9. Adds nothing to the text then. */
EN_MUST_USE en_status en_chart_diagram_add(en_text *text, const en_chart_diagram *chart);

#endif

/* A model that was read: its bytes, the tree of them, the model as written, and the plan that the engine
 * understands. */
#ifndef EN_PLAN_MODEL_READ_H
#define EN_PLAN_MODEL_READ_H

#include "plan.h"
#include "plan_files.h"
#include "tree.h"

/* A variable, or one element of an array, with its name as tables have it. */
typedef struct en_plan_column {
    en_str name;
    uint32_t slot;
} en_plan_column;

typedef struct en_plan_columns {
    en_plan_column *at;
    size_t count;
} en_plan_columns;

/* A file of a module: what is in the model borrows from it. */
typedef struct en_plan_part {
    struct en_plan_part *next;
    en_xmile_tree tree;
    en_plan_model model;
} en_plan_part;

typedef struct en_planned {
    en_arena arena;
    en_xmile_tree tree;
    en_plan_part *parts;
    en_plan_model model;
    en_plan plan;
    en_plan_columns all; /* every variable with a value, in the order of the document */
} en_planned;

/* Reads a model, of whose bytes and name it keeps a copy; *planned must stay where it is. Repairs of the file
 * are warnings. finder: of the files that the model names; NULL: it may name none. en_planned_close in any
 * case. */
EN_MUST_USE en_status en_planned_read(en_str bytes, en_str name, const en_plan_finder *finder,
                                      const en_context *context, en_report *report, en_planned *planned);
void en_planned_close(en_planned *planned);

/* What a name of a user's means. EN_ERR_INPUT after reporting at `where`, whose value is set to the name. */
EN_MUST_USE en_status en_planned_find(const en_planned *planned, en_str name, en_where where,
                                      en_report *report, en_plan_found *found);

/* Whether a constant repeats what the simulation's settings say, as Vensim's TIME STEP and FINAL TIME do: a
 * run takes it from there. */
bool en_planned_is_control(const en_planned *planned, uint32_t slot);

/* Columns that names choose one after another. */
typedef struct en_plan_chooser {
    en_planned *planned;
    en_report *report;
    en_plan_columns columns; /* in the planned's arena */
    bool *chosen;            /* by slot */
} en_plan_chooser;

/* Chooses none yet. */
EN_MUST_USE en_status en_planned_chooser(en_planned *planned, en_report *report, en_plan_chooser *chooser);

/* Adds what is named, an array's bare name for all its elements, each once. EN_ERR_INPUT after reporting at
 * `where`, whose value is set to the name. */
EN_MUST_USE en_status en_plan_chooser_add(en_plan_chooser *chooser, en_str name, en_where where);

/* The one column of a name, which must not be that of a whole array. */
EN_MUST_USE en_status en_planned_column(en_planned *planned, en_str name, en_where where, en_report *report,
                                        en_plan_column *column);

/* How many columns of `all` are of a variable that the plan lists: those of its elements, in their order. */
uint32_t en_planned_width(const en_planned *planned, uint32_t variable);

/* The name of a variable, or an element, in the arena; NULL text where memory is out. */
en_str en_planned_name(en_planned *planned, uint32_t slot);

#endif

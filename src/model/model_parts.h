/* What the functions of enishi/plan.h share. */
#ifndef EN_MODEL_PARTS_H
#define EN_MODEL_PARTS_H

#include "plan_settings.h"
#include "words.h"

#include <enishi/plan.h>

struct en_model_report {
    en_report report;
};

/* The plan is understood anew in each call, since compiling changes it: so a model is the same for all
 * threads. */
struct en_model {
    const en_allocator *allocator;
    en_planned planned;
    en_model_contents contents;
};

/* A call: the report that it adds to, and what it needs of the model. */
typedef struct en_model_call {
    const en_model *model;
    const en_context *context;
    en_report own; /* where the caller has none */
    en_report *report;
    en_planned planned;
} en_model_call;

/* Begins a call; model NULL: one that is not about a model. en_model_call_end in any case. */
EN_MUST_USE en_status en_model_call_begin(en_model_call *call, const en_model *model,
                                          const en_context *context, en_model_report *report);

/* Frees what the call needed. The status that the caller gets: a problem that could not be kept is lack of
 * memory, one without a word gets it. */
en_status en_model_call_end(en_model_call *call, en_status status);

/* The columns that are asked for; EN_ERR_USAGE where there is no such column, or the step is no number. */
EN_MUST_USE en_status en_model_columns_of(en_model_call *call, const en_model_ask *ask,
                                          en_plan_columns *columns);

/* Sets what is asked for. Its status is the setter's. */
void en_model_take_sets(en_plan_setter *setter, const en_model_ask *ask);

/* Reports a number that is not finite at a member of an array's row. */
EN_MUST_USE en_status en_model_finite(en_report *report, const char *array, uint64_t row, const char *member,
                                      double value);

#endif

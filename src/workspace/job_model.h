/* What the server has a process of its own do with models: look into a file, say what is in a model, run it,
 * draw it. See job.h for where it works: `model/` receives the files of the model.
 *
 * Answers are of the types of src/api/types.c, in the language asked for.
 */
#ifndef EN_JOB_MODEL_H
#define EN_JOB_MODEL_H

#include "job.h"

#define EN_JOB_MODEL "model"
#define EN_JOB_ASKED "asked.json"

/* Looks into upload/<file> as the file of a model that its name says, and answers with {"figures": [id]}, the
 * figures that targets name. What cannot be read as that is EN_ERR_INPUT; equations are not looked at. */
EN_MUST_USE en_status en_job_model_look(const en_job_place *place, const char *name,
                                        const en_context *context, en_report *report);

/* Which model, and how what comes of it is written. width 0: no picture is asked for. */
typedef struct en_job_model_asked {
    en_str model;
    en_language language;
    uint64_t width;
} en_job_model_asked;

/* Answers with ModelContents. A model with errors is EN_OK: the answer has them. */
EN_MUST_USE en_status en_job_model_contents(const en_job_place *place, const en_job_model_asked *asked,
                                            const en_context *context, en_report *report);

/* Answers with ModelSource: `count` lines from `from` on, the first being 1. */
EN_MUST_USE en_status en_job_model_source(const en_job_place *place, en_str model, uint64_t from,
                                          uint64_t count, const en_context *context, en_report *report);

/* Answers with the diagram of stocks and flows. */
EN_MUST_USE en_status en_job_model_diagram(const en_job_place *place, const en_job_model_asked *asked,
                                           const en_context *context, en_report *report);

/* Answers with Futures; upload/asked.json says what is asked, checked by the type FuturesAsked. */
EN_MUST_USE en_status en_job_model_futures(const en_job_place *place, const en_job_model_asked *asked,
                                           const en_context *context, en_report *report);

/* Answers with Flows; upload/asked.json says what is asked, checked by the type FlowsAsked. */
EN_MUST_USE en_status en_job_model_flows(const en_job_place *place, const en_job_model_asked *asked,
                                         const en_context *context, en_report *report);

/* Answers with the picture of EN_OUTLOOK_RUNS futures of the variable whose target is this figure of the
 * ledger. EN_ERR_USAGE: no target names it. */
enum { EN_OUTLOOK_RUNS = 512, EN_OUTLOOK_SEED = 1 };
EN_MUST_USE en_status en_job_outlook(const en_job_place *place, const en_job_model_asked *asked,
                                     en_str figure, const en_context *context, en_report *report);

#endif

/* What the jobs over a model share. See job_model.h. */
#ifndef EN_JOB_MODEL_PARTS_H
#define EN_JOB_MODEL_PARTS_H

#include "fan.h"
#include "job_model.h"
#include "job_parts.h"
#include "json.h"
#include "models.h"
#include "plan_history.h"
#include "plan_names.h"
#include "plan_settings.h"

/* A model as the database has it now, laid out and opened. */
typedef struct model_work {
    work w;
    const en_job_model_asked *asked;
    const en_context *context;
    en_report *report;
    en_stored_model stored;
    const char *paths[EN_MODEL_FILES]; /* by en_model_file_names; NULL: there is none */
    en_planned planned;                /* stays where it is */
    en_plan_names names;
    bool has_names;
} model_work;

enum {
    MODEL_FILE,
    MODEL_VARY,
    MODEL_CORRELATIONS,
    MODEL_SCENARIOS,
    MODEL_TARGETS,
    MODEL_HISTORY,
    MODEL_NAMES
}; /* in the order of en_model_file_names */

/* Lays out the files, and no more; EN_ERR_USAGE where there is no such model, or none with an XMILE file.
 * model_work_end, always. */
EN_MUST_USE en_status model_work_start(model_work *m, const en_job_place *place,
                                       const en_job_model_asked *asked, const en_context *context,
                                       en_report *report);
void model_work_end(model_work *m);

/* Opens the model. It may name no other files: what is uploaded must not reach what else is on the machine.
 */
EN_MUST_USE en_status model_work_open(model_work *m);

/* Opens the table of names; nothing where there is none. */
EN_MUST_USE en_status model_work_open_names(model_work *m);

/* Reads a table of the model; no rows where there is none. */
EN_MUST_USE en_status model_work_read(model_work *m, int file, en_plan_table_kind kind, en_plan_rows *rows);

/* job_model_history.c: what was observed of the variable with this slot, in place of what the ledger is asked
 * for; what cannot be found there is a warning, so that the ledger breaks no model. */
EN_MUST_USE en_status model_read_history(model_work *m, uint32_t slot, en_plan_rows *rows);

/* The same of rows that were read. */
EN_MUST_USE en_status model_resolve_history(model_work *m, en_plan_rows *rows);

/* Sets the points of the chart: as many as it shows, the last ones. EN_ERR_MEMORY. */
EN_MUST_USE en_status model_draw_history(model_work *m, const en_plan_rows *rows, en_chart_fan *chart);

/* Adds the points as "history", and how the fan's first column matches them as "fit"; no fit without points.
 */
void model_add_history(en_json *json, const en_plan_rows *rows);
EN_MUST_USE en_status model_add_fit(en_json *json, model_work *m, const en_plan_rows *rows,
                                    const en_fan_table *fan);

/* job_model_words.c: what a variable, a scenario or a target is called, with its elements by their own names;
 * and a unit. What nobody names is called what it is. at NULL: memory is out. */
en_str model_label(model_work *m, en_str name);
en_str model_unit(model_work *m, en_str unit);

/* What the model says itself of a variable, by a slot of it. */
const en_plan_variable *model_written(const model_work *m, uint32_t slot);

/* The sources of the ledger that a text names, "o001, o018", each once, in the arena; empty: none. at NULL:
 * memory is out. */
EN_MUST_USE en_status model_sources(model_work *m, en_str text, en_str *sources);

/* The titles of the sources that a list of ids names, in the arena; what the ledger does not have stays as it
 * is. at NULL: memory is out. */
EN_MUST_USE en_status model_source_titles(model_work *m, en_str ids, en_str *titles);

/* The settings of a question (an array of ModelSetting) in a scenario; scenario empty: none. */
EN_MUST_USE en_status model_settings(model_work *m, const json_t *settings, en_str scenario,
                                     en_plan_settings *made);

/* Adds the problems of the report as "findings". */
EN_MUST_USE en_status model_add_findings(en_json *json, const model_work *m);

/* Adds what something is called as "label"; EN_ERR_MEMORY. */
EN_MUST_USE en_status model_add_label(en_json *json, model_work *m, en_str name);

/* Adds the first figure of a target's list, which there need not be. */
void model_key_figure(en_json *json, en_str figures);

/* Adds a text unless it is empty, a number unless it is none. */
void model_key_text(en_json *json, const char *key, en_str value);
void model_key_real(en_json *json, const char *key, double value);

/* Adds a number, or null where it is none. */
void model_key_number(en_json *json, const char *key, double value);

/* Writes the answer unless status says that there is none; returns what became of it. */
EN_MUST_USE en_status model_answer(model_work *m, en_status status, const en_text *answer);

#endif

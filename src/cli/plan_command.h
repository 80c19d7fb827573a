/* What the plan commands share: their options, and tables for a terminal. */
#ifndef EN_CLI_PLAN_H
#define EN_CLI_PLAN_H

#include "cli.h"

#include "history_ledger.h"
#include "json.h"
#include "plan_history.h"
#include "plan_open.h"
#include "plan_place.h"
#include "plan_run.h"

/* Options of `plan run`, as they were given. Borrowed from the command line and the arena. */
typedef struct plan_options {
    en_plan_settings_from from;
    const char *output, *target, *rank, *data;
    const char *records[CLI_MOST_LISTED], *sets[CLI_MOST_LISTED];
    size_t record_count;
    double save_step;
    uint64_t seed, runs; /* runs 0: a single one */
    double *percents;
    uint32_t percent_count;
    int sampling, ranking; /* en_sampling, en_ranking */
    size_t memory;
    en_table_options reading;
} plan_options;

/* Reads them; EN_ERR_USAGE after reporting. */
EN_MUST_USE en_status plan_take_options(cli *c, en_arena *arena, plan_options *options);

/* A whole number of an option, or EN_ERR_USAGE after reporting; not given: *value stays. */
EN_MUST_USE en_status plan_take_whole(cli *c, const char *option, uint64_t least, uint64_t most,
                                      uint64_t *value);

/* Whether the model's steps allow for --save-step; EN_ERR_INPUT after reporting. */
EN_MUST_USE en_status plan_check_save_step(cli *c, const plan_options *options, const en_planned *planned);

/* --width of a picture, as plan_take_whole. */
EN_MUST_USE en_status plan_take_width(cli *c, uint64_t *width);

/* A table of numbers for people: first and last rows, as many columns as the terminal is wide. */
void plan_add_table(en_text *text, const cli *c, const en_run_table *table);

/* The digits after the point with which people read numbers of this size: seven in all. */
int plan_decimals(double largest);

/* The files that a run reads; NULL for those that are not given. */
enum { PLAN_INPUTS = 6 };
void plan_list_inputs(const cli *c, const plan_options *options, const char *inputs[PLAN_INPUTS]);

/* Adds a number for people with these decimals; the shortest form where it is too large or too small for
 * that. */
void plan_add_number(en_text *text, const cli *c, double value, int decimals);

/* A line of the catalogue, wrapped. */
void plan_add_line(en_text *text, const cli *c, en_word word, size_t arg_count, const en_arg *args);

/* What --data says, and the columns of the run that it is compared with. */
typedef struct plan_history {
    en_plan_rows rows;
    en_history_columns columns;
} plan_history;

/* Reads it, in the planned's arena; without --data the columns are those that are asked for. */
EN_MUST_USE en_status plan_take_history(cli *c, en_planned *planned, const plan_options *o,
                                        en_plan_columns columns, plan_history *history);

/* Adds how the model matches its history, as a table for people and as "history"; nothing where there is
 * none.
 */
void plan_add_fits(en_text *text, const cli *c, const en_history_fits *fits);
void plan_add_fits_json(en_json *json, const en_history_fits *fits);

/* `plan run --runs`. */
EN_MUST_USE en_status plan_run_ensemble(cli *c, en_planned *planned, const plan_options *options,
                                        const en_plan_settings *settings, en_plan_columns columns);

#endif

/* Results of a model as tables: one run (OUT.csv), an ensemble (FAN.csv) and what it ranks (its -rank.csv);
 * written, and read again for pictures.
 *
 * Numbers have the fewest digits that read back as the same double; what is not there (the deviation of a
 * single run) is an empty cell, what is infinite by the model's own word is INF. Bound: linear in the cells.
 */
#ifndef EN_PLAN_RESULTS_H
#define EN_PLAN_RESULTS_H

#include "plan_tables.h"

/* One run. values[row * columns + column]. */
typedef struct en_run_table {
    const en_str *names;
    size_t columns, rows;
    const double *times, *values;
} en_run_table;

/* An ensemble. Tables are by column, then row; quantiles[(column * rows + row) * quantile_count + quantile].
 * NaN: an empty cell. */
typedef struct en_fan_table {
    const en_str *names;
    size_t columns, rows, quantile_count;
    const double *percents; /* of the quantiles: 5, 25, … */
    const double *times, *mean, *sd, *quantiles;
    uint64_t runs;
} en_fan_table;

/* A varied parameter and how much an output depends on it. */
typedef struct en_rank_row {
    en_str name;
    double value, second; /* the measure; what goes with it: see plan_rank_columns */
    double low, high;     /* the range that it was drawn from; NaN: none */
} en_rank_row;

typedef struct en_rank_table {
    en_str variable, method; /* regression, morris or sobol */
    double time, r_squared;  /* r_squared NaN: not of this method */
    uint64_t runs;
    en_rank_row *rows;
    size_t count;
} en_rank_table;

/* Adds the table, header and all; text->failed where memory is out. */
void en_run_table_add(en_text *text, const en_run_table *table);
void en_fan_table_add(en_text *text, const en_fan_table *table);
void en_rank_table_add(en_text *text, const en_rank_table *table);

/* Adds a number as these tables have it. */
void en_plan_number_add(en_text *text, double value);

/* Adds the header's word of a quantile: q05, q50, q2.5. */
void en_quantile_name_add(en_text *text, double percent);

enum { EN_PLAN_RESULT_MOST_CELLS = 1 << 27 }; /* of an ensemble that is read: variables × times × columns */

typedef enum en_plan_result_kind {
    EN_RESULT_OF_RUN,
    EN_RESULT_OF_ENSEMBLE,
    EN_RESULT_OF_RANKING
} en_plan_result_kind;

/* What a table holds, by its header; the one of the three that it is. All lives in the arena. */
typedef struct en_plan_result {
    en_plan_result_kind kind;
    en_str file;
    en_run_table run;
    en_fan_table fan;
    en_rank_table rank;
} en_plan_result;

EN_MUST_USE en_status en_plan_result_read(en_plan_source source, const en_context *context, en_arena *arena,
                                          en_report *report, en_plan_result *result);

#endif

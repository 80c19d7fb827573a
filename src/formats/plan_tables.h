/* The tables that go with a model: what varies and how (VARY.csv), what varies together (C.csv), scenarios
 * (S.csv), targets (TARGETS.csv) and history. docs/plan.md.
 *
 * Rows are as written: their numbers are checked, their names are not yet looked up in a model. Texts live in
 * the arena. A table comes as a CSV file or as the sheet of its name in a workbook. Bound: linear in the
 * bytes.
 */
#ifndef EN_PLAN_TABLES_H
#define EN_PLAN_TABLES_H

#include "distribution.h"
#include "table.h"

/* Where a table is. */
typedef struct en_plan_source {
    const char *path;
    en_table_options options;
} en_plan_source;

typedef struct en_vary_row {
    en_str name; /* of a constant, a stock, or name.y */
    en_distribution distribution;
    uint64_t row;
} en_vary_row;

typedef struct en_correlation_row {
    en_str first, second;
    double rank_correlation;
    uint64_t row;
} en_correlation_row;

typedef struct en_scenario_row {
    en_str scenario, name;
    double value;
    bool has_from, has_to;
    double from, to;
    en_str note;
    uint64_t row;
} en_scenario_row;

typedef struct en_target_row {
    en_str target, variable;
    double time, value;
    en_str as_of, source;
    en_str figure; /* of the ledger, that the target is, or several that say the same, by `;`; may be empty */
    bool has_probability; /* of a table that an ensemble wrote */
    double probability;
    uint64_t row;
} en_target_row;

/* What was observed: a value at a time; or what of the ledger to take it from, an indicator or one figure. */
typedef struct en_history_row {
    en_str variable;
    bool has_time; /* of a row that names an indicator: never; one that names a figure may have one */
    double time, value;
    en_str as_of, source;
    en_str indicator, subject, area; /* of the ledger; empty: none, and all that there are */
    en_str figure;
    uint64_t row;
} en_history_row;

/* Whether the row still has to be looked up in the ledger. A point that came from there has a value and says
 * its figure. */
static inline bool en_history_asks(const en_history_row *row)
{
    return row->indicator.size > 0 || (row->figure.size > 0 && row->value != row->value);
}

/* The rows of a table; which of the five depends on the reader. */
typedef struct en_plan_rows {
    en_str file; /* for messages */
    size_t count;
    en_vary_row *vary;
    en_correlation_row *correlations;
    en_scenario_row *scenarios;
    en_target_row *targets;
    en_history_row *history;
} en_plan_rows;

typedef enum en_plan_table_kind {
    EN_TABLE_VARY,
    EN_TABLE_CORRELATIONS,
    EN_TABLE_SCENARIOS,
    EN_TABLE_TARGETS,
    EN_TABLE_HISTORY
} en_plan_table_kind;

/* Reads a table whole; reports everything that is wrong with it by row and column. After EN_ERR_INPUT the
 * rows of VARY.csv and scenarios are those that have a name, so that names can be looked up, too; what else
 * such a row says may stand for nothing. */
EN_MUST_USE en_status en_plan_table_read(en_plan_table_kind kind, en_plan_source source,
                                         const en_context *context, en_arena *arena, en_report *report,
                                         en_plan_rows *rows);

/* Names of distributions as VARY.csv has them. */
const char *en_distribution_name(en_distribution_kind kind);

#endif

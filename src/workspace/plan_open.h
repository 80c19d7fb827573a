/* A model from its file, and what the command line says of it: columns, settings from tables. */
#ifndef EN_PLAN_OPEN_H
#define EN_PLAN_OPEN_H

#include "plan_settings.h"

/* Reads a model's file; see en_planned_read. */
EN_MUST_USE en_status en_planned_open(const char *path, const en_context *context, en_report *report,
                                      en_planned *planned);

/* The columns that records of names choose (CSV: `A,"b, c"`), an array's bare name for all its elements, each
 * once; none given: all. In the planned's arena. */
EN_MUST_USE en_status en_planned_choose(en_planned *planned, const char *const *records, size_t record_count,
                                        en_report *report, en_plan_columns *columns);

/* Where settings come from. A path NULL: not given. */
typedef struct en_plan_settings_from {
    const char *const *sets; /* NAME=VALUE */
    size_t set_count;
    bool force; /* computed variables may be set, too */
    en_plan_source scenario, vary, correlate;
    const char *scenario_name; /* NULL: the only one */
} en_plan_settings_from;

/* Splits FILE[:NAME], as --scenario takes it: at the last colon, unless there is such a file. *name NULL:
 * none. The path lives in the arena; NULL where memory is out. */
const char *en_scenario_split(const char *value, en_arena *arena, const char **name);

/* Reads and looks up all of it. All lives in the planned's arena. Reports everything that is wrong. */
EN_MUST_USE en_status en_plan_settings_make(en_planned *planned, const en_plan_settings_from *from,
                                            const en_context *context, en_report *report,
                                            en_plan_settings *settings);

#endif

/* What a run sets in place of what the model says: constants, scenarios, and what is drawn. */
#ifndef EN_PLAN_SETTINGS_H
#define EN_PLAN_SETTINGS_H

#include "ensemble.h"
#include "plan_model.h"
#include "plan_tables.h"

/* One of VARY.csv's, with its elements apart where it says name[*]. */
typedef struct en_varied_name {
    en_str name; /* as tables have it */
    uint32_t first, count;
    bool curve;
    double low, high; /* the range that holds all, or nearly all, of its values; NaN: none */
} en_varied_name;

typedef struct en_plan_settings {
    en_plan_setting *at;
    size_t count, room;
    en_varied *varied;
    en_varied_name *names; /* as varied */
    uint32_t varied_count;
    en_correlation *correlations;
    uint32_t correlation_count;
    en_str scenario; /* empty: none */
} en_plan_settings;

/* Where a setting comes from: a row of a scenario, or, with row 0, something else. */
#define EN_SETTING_NONE SIZE_MAX
typedef struct en_setting_origin {
    en_str file;
    uint64_t row;
    uint32_t first; /* slot of the row's */
    size_t before;  /* the setting of the same slot before it, or EN_SETTING_NONE */
} en_setting_origin;

/* Makes settings of rows, which are kept in the planned's arena as far as settings need them. What is wrong
 * with one row does not keep the next from being looked at. */
typedef struct en_plan_setter {
    en_planned *planned;
    bool force;    /* computed variables may be set, too */
    bool override; /* what is set for the whole time is so, also where it is drawn: the draws of all others
                      stay as they are */
    en_report *report;
    en_plan_settings *settings;
    en_setting_origin *origins; /* by setting */
    size_t *last;               /* by slot: its last setting */
    en_status status;           /* the worst so far */
} en_plan_setter;

/* Empties the settings. */
en_plan_setter en_plan_setter_make(en_planned *planned, bool force, en_report *report,
                                   en_plan_settings *settings);

/* Keeps a status; false where nothing can go on. */
bool en_plan_setter_goes_on(en_plan_setter *setter, en_status status);

/* Where a column of a row stands. */
en_where en_plan_row_at(en_str file, uint64_t row, const char *column);

/* Sets what a row says; row->row: of a scenario, else 0. Rows of the scenario that hold for the same at the
 * same time are an error; what is set besides takes the place of such rows, with a warning unless that is
 * what `override` says, and so is a row whose time no step of the run is in. EN_ERR_INPUT after reporting at
 * `where`, EN_ERR_MEMORY. */
EN_MUST_USE en_status en_plan_set(en_plan_setter *setter, const en_scenario_row *row, en_where where);

/* What varies, once; and what varies together, after it. */
EN_MUST_USE en_status en_plan_vary(en_plan_setter *setter, const en_plan_rows *rows);
EN_MUST_USE en_status en_plan_correlate(en_plan_setter *setter, const en_plan_rows *rows);

/* The worst status, after looking for what varies and is also set. */
EN_MUST_USE en_status en_plan_setter_end(en_plan_setter *setter);

#endif

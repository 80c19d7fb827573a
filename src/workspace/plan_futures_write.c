/* What many runs come to, as files. See plan_futures_write.h. */
#include "plan_futures_write.h"

#include "plan_place.h"

static void add_real_cell(en_text *text, double value)
{
    en_plan_number_add(text, value);
    en_text_add_char(text, ',');
}

static void add_text_cell(en_text *text, en_str value)
{
    en_csv_add(text, value);
    en_text_add_char(text, ',');
}

static void add_count_cell(en_text *text, uint64_t value)
{
    en_text_add_int(text, (int64_t)value);
    en_text_add_char(text, ',');
}

void en_outcomes_add(en_text *text, const en_futures *futures)
{
    en_text_add_z(text,
                  "target,variable,time,value,as_of,source,runs,met,probability,first_time,half_by,never\n");
    for (size_t i = 0; i < futures->outcome_count; i++) {
        const en_target_outcome *o = &futures->outcomes[i];
        add_text_cell(text, o->row->target);
        add_text_cell(text, o->row->variable);
        add_real_cell(text, o->row->time);
        add_real_cell(text, o->row->value);
        add_text_cell(text, o->row->as_of);
        add_text_cell(text, o->row->source);
        add_count_cell(text, futures->result.runs);
        add_count_cell(text, o->met);
        add_real_cell(text, o->share);
        add_real_cell(text, o->has_first ? o->first_time : __builtin_nan(""));
        add_real_cell(text, o->has_half ? o->half_time : __builtin_nan(""));
        en_text_add_int(text, (int64_t)o->never);
        en_text_add_char(text, '\n');
    }
}

void en_failures_add(en_text *text, const en_futures *futures)
{
    en_text_add_z(text, "run,time,variable,line\n");
    for (size_t i = 0; i < futures->failure_count; i++) {
        const en_failure *failure = &futures->failures[i];
        add_count_cell(text, failure->run);
        add_real_cell(text, failure->time);
        add_text_cell(text, failure->variable);
        if (failure->variable.size) en_text_add_int(text, (int64_t)failure->line);
        en_text_add_char(text, '\n');
    }
}

void en_fits_add(en_text *text, const en_history_fits *fits)
{
    en_text_add_z(text, "variable,points,outside,mean_error,mape,rmse,bias,variance,covariance,in_band\n");
    for (size_t i = 0; i < fits->count; i++) {
        const en_history_fit *fit = &fits->at[i];
        const en_theil *theil = &fit->theil;
        const double cells[] = {theil->mean_error, theil->mape,     theil->rmse,
                                theil->bias,       theil->variance, theil->covariance};
        add_text_cell(text, fit->variable);
        add_count_cell(text, fit->points);
        add_count_cell(text, fit->outside);
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) add_real_cell(text, cells[k]);
        if (fit->has_band && fit->points) en_text_add_real(text, (double)fit->in_band / (double)fit->points);
        en_text_add_char(text, '\n');
    }
}

/* ---- files */

/* What is written: many runs or one, and how they match a history, if one was given. */
typedef struct tables {
    const en_futures *futures;
    const en_run_table *run;
    const en_history_fits *fits;
} tables;

static void add_of_many(en_text *text, const en_futures *futures, en_plan_output output)
{
    if (output == EN_OUTPUT_TARGETS) en_outcomes_add(text, futures);
    else if (output == EN_OUTPUT_RANK) en_rank_table_add(text, &futures->rank);
    else if (output == EN_OUTPUT_FAILED) en_failures_add(text, futures);
    else en_fan_table_add(text, &futures->fan);
}

static void add_table(en_text *text, const tables *t, en_plan_output output)
{
    if (output == EN_OUTPUT_HISTORY) en_fits_add(text, t->fits);
    else if (t->futures) add_of_many(text, t->futures, output);
    else en_run_table_add(text, t->run);
}

/* All or none, the main table last; then what an earlier result left beside it goes. */
static en_status write_tables(const tables *t, const bool wanted[EN_OUTPUT_KINDS], const char *path,
                              const char *const *inputs, size_t input_count, en_report *report)
{
    en_arena arena = en_arena_make(NULL);
    en_outfile built[EN_OUTPUT_KINDS] = {0};
    en_status status = EN_OK;
    for (en_plan_output i = 0; i < EN_OUTPUT_KINDS && status == EN_OK; i++) {
        en_text text = en_text_make(NULL);
        if (!wanted[i]) continue;
        add_table(&text, t, i);
        char *place = en_plan_place_beside(&arena, path, i);
        status = text.failed || !place
                     ? EN_ERR_MEMORY
                     : en_outfile_write(place, inputs, input_count, en_text_str(&text), report, &built[i]);
        en_text_free(&text);
    }
    for (int i = EN_OUTPUT_KINDS - 1; i >= 0 && status == EN_OK; i--)
        status = en_outfile_commit(&built[i], report);
    if (status == EN_OK) status = en_plan_place_clear(path, wanted, inputs, input_count, report);
    for (int i = 0; i < EN_OUTPUT_KINDS; i++) en_outfile_end(&built[i]);
    en_arena_free(&arena);
    return status;
}

en_status en_futures_write(const en_futures *futures, const en_history_fits *fits, const char *path,
                           const char *const *inputs, size_t input_count, en_report *report)
{
    const bool wanted[EN_OUTPUT_KINDS] = {[EN_OUTPUT_TABLE] = true,
                                          [EN_OUTPUT_TARGETS] = futures->outcome_count > 0,
                                          [EN_OUTPUT_RANK] = futures->ranked,
                                          [EN_OUTPUT_FAILED] = futures->result.failed > 0,
                                          [EN_OUTPUT_HISTORY] = fits != NULL};
    return write_tables(&(tables){futures, NULL, fits}, wanted, path, inputs, input_count, report);
}

en_status en_run_write(const en_run_table *run, const en_history_fits *fits, const char *path,
                       const char *const *inputs, size_t input_count, en_report *report)
{
    const bool wanted[EN_OUTPUT_KINDS] = {[EN_OUTPUT_TABLE] = true, [EN_OUTPUT_HISTORY] = fits != NULL};
    return write_tables(&(tables){NULL, run, fits}, wanted, path, inputs, input_count, report);
}

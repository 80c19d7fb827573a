/* How a model matches its history: read beside a run, and shown. See plan_command.h. */
#include "plan_command.h"

#include "cli_ledger.h"
#include "terminal.h"

enum { FIT_COLUMNS = 10, GAP = 2, MOST_NAME = 36, SPARE_DIGITS = 3 };

en_status plan_take_history(cli *c, en_planned *planned, const plan_options *o, en_plan_columns columns,
                            plan_history *history)
{
    *history = (plan_history){.columns = {.columns = columns, .asked = columns.count}};
    if (!o->data) return EN_OK;
    const en_history_ask ask = {.workspace = cli_workspace(c),
                                .are_years = en_history_are_years(planned->plan.start, planned->plan.stop),
                                .severity = EN_ERROR};
    en_status status = en_history_read((en_plan_source){o->data, o->reading}, &ask, &c->context,
                                       &planned->arena, c->report, &history->rows);
    if (status != EN_OK) return status;
    return en_history_find(planned, &history->rows, columns, c->report, &history->columns);
}

/* ---- for people */

/* Both numbers have the unit of the variable. */
static void add_amount(en_text *text, const cli *c, const en_history_fit *fit, double value)
{
    int decimals = plan_decimals(fit->theil.rmse) - SPARE_DIGITS; /* the mean error is not larger */
    if (value == value) plan_add_number(text, c, value, decimals > 0 ? decimals : 0);
}

static void add_rounded(en_text *text, const cli *c, double value, int decimals)
{
    if (value == value) en_words_add_real(text, c->language, value, decimals);
}

static void add_cell(en_text *text, const cli *c, const en_history_fit *fit, int column)
{
    const en_theil *theil = &fit->theil;
    bool cut = en_utf8_width(fit->variable) > MOST_NAME;
    switch (column) {
    case 0:
        en_text_add(text, cut ? en_utf8_cut(fit->variable, MOST_NAME - 1) : fit->variable);
        if (cut) en_text_add_z(text, "…");
        break;
    case 1: en_words_add_int(text, c->language, (int64_t)fit->points); break;
    case 2: en_words_add_int(text, c->language, (int64_t)fit->outside); break;
    case 3: add_amount(text, c, fit, theil->mean_error); break;
    case 4: add_rounded(text, c, theil->mape, 1); break;
    case 5: add_amount(text, c, fit, theil->rmse); break;
    case 6: add_rounded(text, c, theil->bias, 2); break;
    case 7: add_rounded(text, c, theil->variance, 2); break;
    case 8: add_rounded(text, c, theil->covariance, 2); break;
    default: en_words_add_int(text, c->language, (int64_t)fit->in_band); break;
    }
}

static const en_word headings[FIT_COLUMNS] = {EN_W_CLI_PLAN_FIT_VARIABLE,   EN_W_CLI_PLAN_FIT_POINTS,
                                              EN_W_CLI_PLAN_FIT_OUTSIDE,    EN_W_CLI_PLAN_FIT_MEAN_ERROR,
                                              EN_W_CLI_PLAN_FIT_MAPE,       EN_W_CLI_PLAN_FIT_RMSE,
                                              EN_W_CLI_PLAN_FIT_BIAS,       EN_W_CLI_PLAN_FIT_VARIANCE,
                                              EN_W_CLI_PLAN_FIT_COVARIANCE, EN_W_CLI_PLAN_FIT_IN_BAND};

/* fit NULL: the heading. */
static void fill_cell(en_text *cell, const cli *c, const en_history_fit *fit, int column)
{
    cell->size = 0;
    if (fit) add_cell(cell, c, fit, column);
    else en_text_add_z(cell, en_word_template(c->language, headings[column]));
}

static void add_row(en_text *text, const cli *c, const en_history_fit *fit, const size_t *widths, int columns)
{
    en_text cell = en_text_make(NULL);
    for (int k = 0; k < columns; k++) {
        fill_cell(&cell, c, fit, k);
        en_text_add_repeated(text, " ", GAP);
        terminal_pad(text, en_text_str(&cell), widths[k], k > 0);
    }
    en_text_add_char(text, '\n');
    text->failed = text->failed || cell.failed;
    en_text_free(&cell);
}

void plan_add_fits(en_text *text, const cli *c, const en_history_fits *fits)
{
    size_t widths[FIT_COLUMNS] = {0};
    if (fits->count == 0) return;
    int columns = fits->at[0].has_band ? FIT_COLUMNS : FIT_COLUMNS - 1;
    en_text cell = en_text_make(NULL);
    for (int k = 0; k < columns; k++)
        for (size_t i = 0; i <= fits->count; i++) {
            fill_cell(&cell, c, i ? &fits->at[i - 1] : NULL, k);
            size_t width = en_utf8_width(en_text_str(&cell));
            if (width > widths[k]) widths[k] = width;
        }
    text->failed = text->failed || cell.failed;
    en_text_free(&cell);
    plan_add_line(text, c, EN_W_CLI_PLAN_FIT, 0, NULL);
    for (size_t i = 0; i <= fits->count; i++) add_row(text, c, i ? &fits->at[i - 1] : NULL, widths, columns);
}

/* ---- for programs */

static void add_number(en_json *json, const char *key, double value)
{
    en_json_key(json, key);
    if (value - value == 0) en_json_real(json, value);
    else en_json_null(json);
}

void plan_add_fits_json(en_json *json, const en_history_fits *fits)
{
    en_json_key(json, "history");
    en_json_open(json, '[');
    for (size_t i = 0; i < fits->count; i++) {
        const en_history_fit *fit = &fits->at[i];
        en_json_open(json, '{');
        en_json_key_str(json, "variable", fit->variable);
        en_json_key_int(json, "points", (int64_t)fit->points);
        en_json_key_int(json, "outside", (int64_t)fit->outside);
        add_number(json, "mean_error", fit->theil.mean_error);
        add_number(json, "mape", fit->theil.mape);
        add_number(json, "rmse", fit->theil.rmse);
        add_number(json, "bias", fit->theil.bias);
        add_number(json, "variance", fit->theil.variance);
        add_number(json, "covariance", fit->theil.covariance);
        if (fit->has_band) en_json_key_int(json, "in_band", (int64_t)fit->in_band);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

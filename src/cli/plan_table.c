/* Tables of numbers for a terminal. See plan_command.h. */
#include "plan_command.h"

#include "number.h"
#include "terminal.h"

enum { DIGITS = 7, MOST_DECIMALS = 6, END_ROWS = 10, GAP = 2, LEAST_COLUMN = 6, MOST_COLUMN = 28 };

void plan_add_line(en_text *text, const cli *c, en_word word, size_t arg_count, const en_arg *args)
{
    en_text line = en_text_make(NULL);
    en_words_add(&line, c->language, word, arg_count, args);
    terminal_wrap(text, en_text_str(&line), 0, 2, terminal_width());
    en_text_add_char(text, '\n');
    text->failed = text->failed || line.failed;
    en_text_free(&line);
}

int plan_decimals(double largest)
{
    int decimals = DIGITS - 1;
    double size = largest < 0 ? -largest : largest;
    while (size >= 10 && decimals > 0) size /= 10, decimals--;
    return decimals > MOST_DECIMALS ? MOST_DECIMALS : decimals;
}

void plan_add_number(en_text *text, const cli *c, double value, int decimals)
{
    double size = value < 0 ? -value : value;
    if (value - value != 0) en_plan_number_add(text, value);
    else if (size >= 1e15 || (size != 0 && size < 1e-4)) en_text_add_real(text, value);
    else en_words_add_real(text, c->language, value, decimals);
}

/* Rows in the middle of a long table are left out. */
static bool is_shown(const en_run_table *table, size_t row)
{
    return row < END_ROWS || row + END_ROWS >= table->rows;
}

static bool is_cut(const en_run_table *table) { return table->rows > 2 * END_ROWS; }

typedef struct column_form {
    size_t width;
    int decimals;
} column_form;

/* Whole numbers have no decimals; others as many as the largest needs. */
static int decimals_of(const double *values, size_t stride, const en_run_table *table)
{
    double largest = 0;
    bool whole = true;
    for (size_t r = 0; r < table->rows; r++) {
        double value = values[r * stride], size = value < 0 ? -value : value;
        if (!is_shown(table, r) || value - value != 0) continue;
        whole = whole && (size >= 1e15 || value == (double)(int64_t)value);
        if (size > largest) largest = size;
    }
    return whole ? 0 : plan_decimals(largest);
}

static column_form form_of(const cli *c, const en_run_table *table, const double *values, size_t stride,
                           en_str name)
{
    column_form form = {en_utf8_width(name), decimals_of(values, stride, table)};
    en_text cell = en_text_make(NULL);
    if (form.width > MOST_COLUMN) form.width = MOST_COLUMN;
    if (form.width < LEAST_COLUMN) form.width = LEAST_COLUMN;
    for (size_t r = 0; r < table->rows; r++) {
        if (!is_shown(table, r)) continue;
        cell.size = 0;
        plan_add_number(&cell, c, values[r * stride], form.decimals);
        size_t width = en_utf8_width(en_text_str(&cell));
        if (width > form.width) form.width = width;
    }
    en_text_free(&cell);
    return form;
}

static void add_cell(en_text *text, const cli *c, double value, column_form form)
{
    en_text cell = en_text_make(NULL);
    plan_add_number(&cell, c, value, form.decimals);
    terminal_pad(text, en_text_str(&cell), form.width, true);
    text->failed = text->failed || cell.failed;
    en_text_free(&cell);
}

static void add_heading(en_text *text, en_str name, size_t width)
{
    bool cut = en_utf8_width(name) > width;
    en_str shown = cut ? en_utf8_cut(name, width - 1) : name;
    size_t used = en_utf8_width(shown) + cut;
    en_text_add_repeated(text, " ", GAP + (used < width ? width - used : 0));
    en_text_add(text, shown);
    if (cut) en_text_add_z(text, "…");
}

/* Times are numbers of the calendar or counters: without groups of digits. */
static void add_time(en_text *text, const cli *c, double time, size_t width)
{
    en_text cell = en_text_make(NULL);
    en_words_add_time(&cell, c->language, time, -1);
    terminal_pad(text, en_text_str(&cell), width, true);
    text->failed = text->failed || cell.failed;
    en_text_free(&cell);
}

static size_t width_of_times(const en_run_table *table)
{
    size_t width = 4;
    char out[EN_REAL_MOST_BYTES];
    for (size_t r = 0; r < table->rows; r++)
        if (is_shown(table, r) && en_real_print(table->times[r], out) > width)
            width = en_real_print(table->times[r], out);
    return width;
}

void plan_add_table(en_text *text, const cli *c, const en_run_table *table)
{
    enum { MOST_COLUMNS = 40 };
    column_form forms[MOST_COLUMNS];
    size_t times = width_of_times(table), used = times, shown = 0, most = terminal_width();
    for (; shown < table->columns && shown < MOST_COLUMNS; shown++) {
        forms[shown] = form_of(c, table, table->values + shown, table->columns, table->names[shown]);
        used += forms[shown].width + GAP;
        if (used > most && shown > 0) break;
    }
    terminal_pad(text, en_str_of("time"), times, true);
    for (size_t k = 0; k < shown; k++) add_heading(text, table->names[k], forms[k].width);
    en_text_add_char(text, '\n');
    for (size_t r = 0; r < table->rows; r++) {
        if (is_cut(table) && r == END_ROWS) en_text_add_z(text, "   …\n");
        if (!is_shown(table, r)) continue;
        add_time(text, c, table->times[r], times);
        for (size_t k = 0; k < shown; k++) {
            en_text_add_repeated(text, " ", GAP);
            add_cell(text, c, table->values[r * table->columns + k], forms[k]);
        }
        en_text_add_char(text, '\n');
    }
    en_arg args[] = {en_arg_int("rows", (int64_t)table->rows),
                     en_arg_int("count", (int64_t)(table->columns - shown))};
    if (is_cut(table)) plan_add_line(text, c, EN_W_CLI_PLAN_ROWS, 1, args);
    if (shown < table->columns) plan_add_line(text, c, EN_W_CLI_PLAN_MORE_COLUMNS, 1, args + 1);
}

/* Data that a model imports: no input breaks the reader; what it reads has points with ascending times and
 * finite values, what it refuses it tells of; and a table that is turned is read as the same. The first byte
 * chooses the orientation. */
#include "fuzz.h"
#include "plan_data.h"

#include "file.h"

#include <stdio.h>

static void check_series(const en_data_table *table, const en_data_series *series)
{
    fuzz_check(series->count > 0 && (table->timed || series->count == 1));
    for (size_t k = 0; k < series->count; k++) {
        fuzz_check(series->values[k] - series->values[k] == 0);
        fuzz_check(k == 0 || series->times[k] > series->times[k - 1]);
    }
}

/* A cell, quoted. */
static void add_cell(en_text *text, en_str cell, bool last)
{
    en_text_add_char(text, '"');
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.at[i] == '"') en_text_add_char(text, '"');
        en_text_add_char(text, cell.at[i]);
    }
    en_text_add_z(text, last ? "\"\n" : "\",");
}

static void add_number(en_text *text, bool given, double value, bool last)
{
    char digits[64];
    int size = given ? snprintf(digits, sizeof digits, "%.17g", value) : 0;
    add_cell(text, (en_str){digits, (size_t)size}, last);
}

/* The table as one that is horizontal, of a series of times and one more. */
static void turn(const en_data_table *table, const en_data_series *series)
{
    en_text text = en_text_make(NULL);
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_data_table turned;
    if (table->timed) add_cell(&text, en_str_of("TIME"), false);
    for (size_t k = 0; table->timed && k < series->count; k++)
        add_number(&text, true, series->times[k], k + 1 == series->count);
    add_cell(&text, series->name, false);
    for (size_t k = 0; k < series->count; k++)
        add_number(&text, true, series->values[k], k + 1 == series->count);
    for (int k = 0; k < EN_FILE_PADDING; k++) en_text_add_char(&text, '\0');
    en_data_form form = {.horizontal = true};
    en_str bytes = {text.at, text.size - EN_FILE_PADDING};
    fuzz_check(en_plan_data_read(bytes, en_str_of("t"), form, &arena, &report, &turned) == EN_OK);
    fuzz_check(turned.timed == table->timed && turned.count == 1);
    fuzz_check(en_str_equal(turned.series->name, series->name) && turned.series->count == series->count);
    for (size_t k = 0; k < series->count; k++)
        fuzz_check(turned.series->values[k] == series->values[k] &&
                   turned.series->times[k] == series->times[k]);
    en_report_free(&report);
    en_arena_free(&arena);
    en_text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    en_data_form form = {.horizontal = data[0] & 1, .time_units = en_str_of("Year")};
    char *bytes = fuzz_padded(data + 1, --size, EN_FILE_PADDING);
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_data_table table;
    en_status status =
        en_plan_data_read((en_str){bytes, size}, en_str_of("t.csv"), form, &arena, &report, &table);
    fuzz_check((status == EN_OK) == (report.errors == 0));
    for (size_t k = 0; status == EN_OK && k < table.count; k++) {
        check_series(&table, &table.series[k]);
        bool plain =
            table.series[k].name.size < EN_CSV_MOST_CELL / 2 && table.series[k].count < EN_CSV_MOST_COLUMNS;
        if (plain && (table.timed ? k < 4 : k == 0)) turn(&table, &table.series[k]);
    }
    en_report_free(&report);
    en_arena_free(&arena);
    free(bytes);
    return 0;
}

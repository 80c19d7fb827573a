/* Reading and checking the ledger's tables. Faults are made from the description of the tables: one sound row
 * of every table, and for each column every way in which its cell can be wrong. */
#include "ledger_rows.h"

#include "ledger_read.h"
#include "words.h"

#include <stdio.h>

/* Cells of sound rows are made once: "row-figures" for the id of figures, the first choice, and so on. */
static const char *sound_cell(en_ledger_table table, const en_field *field)
{
    static char ids[EN_LEDGER_TABLES][32];
    static char choice[40];
    if (!field->required && field->type != EN_FIELD_NUMBER) return "";
    switch (field->type) {
    case EN_FIELD_ID:
        snprintf(ids[table], sizeof ids[table], "row-%s", en_shapes[table].name);
        return ids[table];
    case EN_FIELD_REF:
    case EN_FIELD_REFS:
        for (int target = 1; target < EN_LEDGER_TABLES; target++)
            if (field->targets >> target & 1) {
                snprintf(ids[target], sizeof ids[target], "row-%s", en_shapes[target].name);
                return ids[target];
            }
        return "";
    case EN_FIELD_OPERANDS: return "1;2";
    case EN_FIELD_LIST:
    case EN_FIELD_TEXT: return "text";
    case EN_FIELD_DATE: return "2025";
    case EN_FIELD_NUMBER: return strcmp(field->column, "value") == 0 ? "1" : "";
    case EN_FIELD_CHOICE: {
        en_str first = en_choice_name(field, 1);
        snprintf(choice, sizeof choice, "%.*s", (int)first.size, first.at);
        return choice;
    }
    }
    return "";
}

/* A row of a table in which one column may say something else. */
static void add_sound(en_rows *rows, en_ledger_table table, const char *column, const char *instead)
{
    const en_shape *shape = &en_shapes[table];
    en_str *cells = en_arena_array(&rows->arena, shape->field_count, sizeof *cells);
    assert_non_null(cells);
    for (size_t i = 0; i < shape->field_count; i++) {
        const en_field *field = &shape->fields[i];
        const char *cell = column && strcmp(column, field->column) == 0 ? instead : sound_cell(table, field);
        cells[i] = (en_str){en_arena_copy(&rows->arena, cell, strlen(cell)), strlen(cell)};
        assert_non_null(cells[i].at);
    }
    en_row row = {.cells = cells, .file = en_str_of(shape->name), .line = rows->of[table].count + 2};
    assert_true(en_rows_add(rows, table, row));
}

/* One row in every table, with one cell of one table changed. */
static en_rows sound_rows(en_ledger_table table, const char *column, const char *instead)
{
    en_rows rows = en_rows_make(NULL);
    for (int t = 1; t < EN_LEDGER_TABLES; t++)
        add_sound(&rows, (en_ledger_table)t, t == (int)table ? column : NULL, instead);
    return rows;
}

/* Builds, and expects this problem at this place. */
static void expect_fault(const en_rows *rows, en_ledger_table table, uint64_t line, const char *column,
                         en_word rule)
{
    en_ledger ledger;
    en_report report = en_report_make(NULL);
    assert_int_equal(en_ledger_build(rows, NULL, &report, &ledger), EN_ERR_INPUT);
    bool found = false;
    for (size_t i = 0; i < report.kept; i++) {
        const en_problem *p = &report.problems[i];
        found = found || (p->rule == rule && en_str_is(p->where.file, en_shapes[table].name) &&
                          p->where.row == line && (!column || en_str_is(p->where.column, column)));
    }
    if (!found)
        fail_msg("%s, column %s: %s was not reported", en_shapes[table].name, column ? column : "",
                 en_word_key(rule));
    en_report_free(&report);
}

static void build__accepts_one_sound_row_of_every_table(void **state)
{
    (void)state;
    en_rows rows = sound_rows(EN_LEDGER_NONE, NULL, NULL);
    en_ledger ledger = check_build(&rows);
    for (int table = 1; table < EN_LEDGER_TABLES; table++) assert_int_equal(ledger.count[table], 1);
    en_ledger_free(&ledger);
    en_rows_free(&rows);
}

/* Runs a check for every column of every table. */
static void for_each_column(void (*check)(en_ledger_table table, const en_field *field))
{
    for (int table = 1; table < EN_LEDGER_TABLES; table++)
        for (size_t i = 0; i < en_shapes[table].field_count; i++)
            check((en_ledger_table)table, &en_shapes[table].fields[i]);
}

static void expect_cell_fault(en_ledger_table table, const en_field *field, const char *cell, en_word rule)
{
    en_rows rows = sound_rows(table, field->column, cell);
    expect_fault(&rows, table, 2, field->column, rule);
    en_rows_free(&rows);
}

static void check_required(en_ledger_table table, const en_field *field)
{
    if (field->required) expect_cell_fault(table, field, "", EN_W_LEDGER_REQUIRED);
}

static void check_unknown(en_ledger_table table, const en_field *field)
{
    if (field->type == EN_FIELD_REF || field->type == EN_FIELD_REFS) {
        expect_cell_fault(table, field, "nobody", EN_W_LEDGER_UNKNOWN_ID);
        expect_cell_fault(table, field, "42", EN_W_LEDGER_UNKNOWN_ID);
    }
    if (field->type == EN_FIELD_OPERANDS) expect_cell_fault(table, field, "1;nobody", EN_W_LEDGER_UNKNOWN_ID);
}

static void check_date(en_ledger_table table, const en_field *field)
{
    static const char *const wrong[] = {"2025-02-30", "30/4/2025", "today", "25"};
    for (size_t i = 0; i < CHECK_COUNT(wrong) && field->type == EN_FIELD_DATE; i++)
        expect_cell_fault(table, field, wrong[i], EN_W_LEDGER_BAD_DATE);
}

static void check_number(en_ledger_table table, const en_field *field)
{
    static const char *const wrong[] = {"x", "50,000", "1.2.3", "about 3", "NaN", "0x10", "1e"};
    for (size_t i = 0; i < CHECK_COUNT(wrong) && field->type == EN_FIELD_NUMBER; i++)
        expect_cell_fault(table, field, wrong[i], EN_W_LEDGER_BAD_NUMBER);
    if (field->type != EN_FIELD_NUMBER) return;
    expect_cell_fault(table, field, "1e999", EN_W_LEDGER_NUMBER_RANGE);
    expect_cell_fault(table, field, "0.1234567890123456789123", EN_W_LEDGER_NUMBER_PRECISE);
}

static void check_choice(en_ledger_table table, const en_field *field)
{
    static const char *const wrong[] = {"x", "Exact", "exact|about", "exact;about"};
    for (size_t i = 0; i < CHECK_COUNT(wrong) && field->type == EN_FIELD_CHOICE; i++)
        expect_cell_fault(table, field, wrong[i], EN_W_LEDGER_NOT_ALLOWED);
}

static void build__refuses_an_empty_cell_in_every_required_column(void **state)
{
    (void)state;
    for_each_column(check_required);
}

static void build__refuses_an_unknown_id_in_every_column_that_refers(void **state)
{
    (void)state;
    for_each_column(check_unknown);
}

static void build__refuses_wrong_dates_in_every_column_of_dates(void **state)
{
    (void)state;
    for_each_column(check_date);
}

static void build__refuses_wrong_numbers_in_every_column_of_numbers(void **state)
{
    (void)state;
    for_each_column(check_number);
}

static void build__refuses_values_that_are_not_allowed_in_every_column_of_choices(void **state)
{
    (void)state;
    for_each_column(check_choice);
}

static void build__refuses_a_second_row_with_the_same_id_or_key_in_every_table(void **state)
{
    (void)state;
    for (int t = 1; t < EN_LEDGER_TABLES; t++) {
        en_ledger_table table = (en_ledger_table)t;
        en_rows rows = sound_rows(EN_LEDGER_NONE, NULL, NULL);
        add_sound(&rows, table, NULL, NULL);
        bool has_id = en_shape_has_ids(&en_shapes[table]);
        expect_fault(&rows, table, 3, NULL, has_id ? EN_W_LEDGER_DUPLICATE_ID : EN_W_LEDGER_DUPLICATE_ROW);
        en_rows_free(&rows);
    }
}

static void build__refuses_an_id_that_another_table_of_its_space_has(void **state)
{
    (void)state;
    for (int a = 1; a < EN_LEDGER_TABLES; a++)
        for (int b = a + 1; b < EN_LEDGER_TABLES; b++) {
            if (en_shapes[a].space == EN_SPACE_OWN || en_shapes[a].space != en_shapes[b].space) continue;
            en_rows rows = sound_rows(EN_LEDGER_NONE, NULL, NULL);
            add_sound(&rows, (en_ledger_table)a, en_shapes[a].fields[0].column, "shared");
            add_sound(&rows, (en_ledger_table)b, en_shapes[b].fields[0].column, "shared");
            expect_fault(&rows, (en_ledger_table)b, 3, en_shapes[b].fields[0].column,
                         EN_W_LEDGER_DUPLICATE_ID);
            en_rows_free(&rows);
        }
}

static void build__refuses_an_end_before_its_start_wherever_a_table_has_both(void **state)
{
    (void)state;
    static const char *const spans[][2] = {
        {"valid_from", "valid_to"}, {"starts", "ends"}, {"starts", "due"}, {"period_start", "period_end"}};
    size_t seen = 0;
    for (int t = 1; t < EN_LEDGER_TABLES; t++)
        for (size_t k = 0; k < CHECK_COUNT(spans); k++) {
            const en_shape *shape = &en_shapes[t];
            int from = en_shape_column(shape, spans[k][0]), to = en_shape_column(shape, spans[k][1]);
            if (from < 0 || to < 0) continue;
            en_rows rows = sound_rows((en_ledger_table)t, spans[k][0], "2025-03");
            en_str *cells = (en_str *)(uintptr_t)rows.of[t].at[0].cells;
            cells[to] = en_str_of("2025-02");
            expect_fault(&rows, (en_ledger_table)t, 2, spans[k][1], EN_W_LEDGER_ENDS_BEFORE_START);
            cells[to] = en_str_of("2025");
            en_ledger ledger = check_build(&rows); /* the year may still hold the month */
            en_ledger_free(&ledger);
            en_rows_free(&rows);
            seen++;
        }
    assert_true(seen >= 6);
}

static void build__refuses_rows_that_lead_back_to_themselves(void **state)
{
    (void)state;
    size_t seen = 0;
    for (int t = 1; t < EN_LEDGER_TABLES; t++)
        for (size_t i = 0; i < en_shapes[t].field_count; i++) {
            const en_field *field = &en_shapes[t].fields[i];
            if (field->type != EN_FIELD_REF || field->targets != 1u << t) continue;
            char own[40];
            snprintf(own, sizeof own, "row-%s", en_shapes[t].name);
            en_rows rows = sound_rows((en_ledger_table)t, field->column, own);
            expect_fault(&rows, (en_ledger_table)t, 2, field->column, EN_W_LEDGER_CYCLE);
            en_rows_free(&rows);
            seen++;
        }
    assert_int_equal(seen, 4); /* successor, within, replaces, same_as */
}

/* A ledger with one more figure or derivation, and the problem that it must bring. */
static void expect_figure_fault(const char *pairs, const char *column, en_word rule)
{
    en_rows rows = check_rows();
    check_row(&rows, EN_FIGURES,
              "figure=first|indicator=people|value=1|qualifier=exact|kind=actual|source=s");
    check_row(&rows, EN_FIGURES, pairs);
    expect_fault(&rows, EN_FIGURES, 3, column, rule);
    en_rows_free(&rows);
}

static void build__wants_a_value_or_a_range_and_not_both(void **state)
{
    (void)state;
#define REST "figure=f|indicator=people|qualifier=exact|kind=actual|source=s"
    expect_figure_fault(REST, "value", EN_W_LEDGER_NO_VALUE);
    expect_figure_fault(REST "|value=1|low=1|high=2", "value", EN_W_LEDGER_VALUE_AND_RANGE);
    expect_figure_fault(REST "|value=1|low=1", "value", EN_W_LEDGER_VALUE_AND_RANGE);
    expect_figure_fault(REST "|low=1", "high", EN_W_LEDGER_HALF_RANGE);
    expect_figure_fault(REST "|high=1", "low", EN_W_LEDGER_HALF_RANGE);
    expect_figure_fault(REST "|low=2|high=1", "low", EN_W_LEDGER_LOW_ABOVE_HIGH);
    expect_figure_fault(
        "figure=f|indicator=women|qualifier=exact|kind=actual|source=s|value=1|replaces=first", "replaces",
        EN_W_LEDGER_REPLACES_OTHER);
#undef REST
}

static void build__finds_cycles_of_derivations_and_of_replacements(void **state)
{
    (void)state;
    en_rows rows = check_rows();
    check_row(&rows, EN_FIGURES,
              "figure=a|indicator=people|value=1|qualifier=exact|kind=actual|source=s|replaces=b");
    check_row(&rows, EN_FIGURES,
              "figure=b|indicator=people|value=1|qualifier=exact|kind=actual|source=s|replaces=a");
    expect_fault(&rows, EN_FIGURES, 2, "replaces", EN_W_LEDGER_CYCLE);
    en_rows_free(&rows);
    rows = check_rows();
    check_row(&rows, EN_DERIVATIONS, "derivation=a|indicator=people|kind=actual|operation=sum|operands=1;b");
    check_row(&rows, EN_DERIVATIONS, "derivation=b|indicator=people|kind=actual|operation=sum|operands=a;1");
    expect_fault(&rows, EN_DERIVATIONS, 2, "operands", EN_W_LEDGER_DERIVATION_CYCLE);
    expect_fault(&rows, EN_DERIVATIONS, 3, "operands", EN_W_LEDGER_DERIVATION_CYCLE);
    en_rows_free(&rows);
}

static void build__wants_two_operands_where_there_is_an_order(void **state)
{
    (void)state;
    static const struct {
        const char *operation, *operands;
        en_word rule;
    } cases[] = {{"difference", "1;2;3", EN_W_LEDGER_OPERANDS_TWO},
                 {"quotient", "1", EN_W_LEDGER_OPERANDS_TWO},
                 {"percent", "1;2;3", EN_W_LEDGER_OPERANDS_TWO},
                 {"sum", "1", EN_W_LEDGER_OPERANDS_FEW},
                 {"product", "1", EN_W_LEDGER_OPERANDS_FEW}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        en_rows rows = check_rows();
        char row[160];
        snprintf(row, sizeof row, "derivation=d|indicator=people|kind=actual|operation=%s|operands=%s",
                 cases[i].operation, cases[i].operands);
        check_row(&rows, EN_DERIVATIONS, row);
        expect_fault(&rows, EN_DERIVATIONS, 2, "operands", cases[i].rule);
        en_rows_free(&rows);
    }
}

static void build__says_when_an_id_could_mean_two_things(void **state)
{
    (void)state;
    en_rows rows = check_rows();
    check_row(&rows, EN_FIGURES,
              "figure=people|indicator=people|value=1|qualifier=exact|kind=actual|source=s");
    check_row(&rows, EN_CAUTIONS, "caution=c|about=people|kind=scope|text_en=Which?");
    expect_fault(&rows, EN_CAUTIONS, 2, "about", EN_W_LEDGER_AMBIGUOUS_ID);
    en_rows_free(&rows);
}

static void build__reports_the_problems_of_all_tables_at_once(void **state)
{
    (void)state;
    en_rows rows = en_rows_make(NULL);
    en_ledger ledger;
    en_report report = en_report_make(NULL);
    for (int table = 1; table < EN_LEDGER_TABLES; table++) {
        int kind = en_shape_column(&en_shapes[table], "refs") - 1;
        add_sound(&rows, (en_ledger_table)table, en_shapes[table].fields[kind].column, "");
        add_sound(&rows, (en_ledger_table)table, en_shapes[table].fields[0].column, "");
    }
    assert_int_equal(en_ledger_build(&rows, NULL, &report, &ledger), EN_ERR_INPUT);
    bool seen[EN_LEDGER_TABLES] = {0};
    for (size_t i = 0; i < report.kept; i++)
        for (int table = 1; table < EN_LEDGER_TABLES; table++)
            seen[table] = seen[table] || en_str_is(report.problems[i].where.file, en_shapes[table].name);
    for (int table = 1; table < EN_LEDGER_TABLES; table++)
        if (!seen[table]) fail_msg("nothing about %s", en_shapes[table].name);
    en_report_free(&report);
    en_rows_free(&rows);
}

static void build__does_not_call_an_id_unknown_whose_row_was_lost(void **state)
{
    (void)state;
    en_rows rows = check_rows();
    check_row(&rows, EN_COMMITMENTS, "commitment=c|by=lost|what_en=What|source=s");
    rows.incomplete = 1u << EN_ORGANISATIONS;
    en_ledger ledger;
    en_report report = en_report_make(NULL);
    assert_int_equal(en_ledger_build(&rows, NULL, &report, &ledger), EN_ERR_INPUT);
    assert_int_equal(report.errors, 0);
    en_report_free(&report);
    en_rows_free(&rows);
}

/* The next `name` between backticks that stands outside of parentheses; what follows its closing backtick
 * goes to *after. Choices in parentheses behind it are collected into *choices, joined by |. */
static bool next_column(const char **at, const char *end, char name[64], bool *required, en_text *choices)
{
    int depth = 0;
    bool found = false;
    choices->size = 0;
    for (const char *p = *at; p < end; p++) {
        if (*p == '(') depth++;
        if (*p == ')') depth--;
        if (*p != '`') continue;
        const char *close = memchr(p + 1, '`', (size_t)(end - p - 1));
        assert_non_null(close);
        if (depth == 0 && found) {
            *at = p;
            return true;
        }
        if (depth == 0) {
            snprintf(name, 64, "%.*s", (int)(close - p - 1), p + 1);
            *required = close[1] == '*';
            found = true;
        } else if (found && memcmp(p + 1, ";", 1) != 0) {
            if (choices->size) en_text_add_char(choices, '|');
            en_text_add(choices, (en_str){p + 1, (size_t)(close - p - 1)});
        }
        p = close;
    }
    *at = end;
    return found;
}

static size_t choices_seen; /* lists of choices that were compared */

static void check_documented(const char *row, const char *end, const en_shape *shape)
{
    char name[64];
    bool required = false;
    en_text choices = en_text_make(NULL);
    size_t i = 0;
    for (; next_column(&row, end, name, &required, &choices); i++) {
        if (i >= shape->field_count)
            fail_msg("%s: the documentation has %s, the description does not", shape->name, name);
        const en_field *field = &shape->fields[i];
        assert_string_equal(name, field->column);
        if (required != field->required) fail_msg("%s.%s: required or not?", shape->name, name);
        /* A list that another table has given already is not given again. */
        if (field->type == EN_FIELD_CHOICE && choices.size) check_str(en_text_str(&choices), field->choices);
        choices_seen += field->type == EN_FIELD_CHOICE && choices.size;
    }
    if (i < shape->field_count) fail_msg("%s: %s is not documented", shape->name, shape->fields[i].column);
    en_text_free(&choices);
}

static const char *documentation; /* path of docs/data-model.md */

static void documentation__names_exactly_the_columns_of_every_table(void **state)
{
    (void)state;
    en_file file;
    en_report report = en_report_make(NULL);
    assert_int_equal(en_file_read(documentation, NULL, &report, &file), EN_OK);
    for (int table = 1; table < EN_LEDGER_TABLES; table++) {
        char start[64];
        snprintf(start, sizeof start, "\n| `%s.csv` | ", en_shapes[table].name);
        const char *row = strstr(file.at, start);
        if (!row) fail_msg("%s is not documented", en_shapes[table].name);
        else {
            row += strlen(start);
            const char *end = strchr(row, '\n');
            /* A note at the end of some rows is in parentheses, or behind a semicolon: it names no column. */
            const char *semicolon = memchr(row, ';', (size_t)(end - row));
            while (semicolon && (semicolon[-1] == '`' || semicolon[1] == '`' || semicolon[1] == ' ') &&
                   semicolon[1] != ' ')
                semicolon = memchr(semicolon + 1, ';', (size_t)(end - semicolon - 1));
            if (semicolon && semicolon[1] == ' ') end = semicolon;
            check_documented(row, end, &en_shapes[table]);
        }
    }
    assert_true(choices_seen >= 12);
    en_file_free(&file);
    en_report_free(&report);
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    documentation = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(build__accepts_one_sound_row_of_every_table),
        cmocka_unit_test(build__refuses_an_empty_cell_in_every_required_column),
        cmocka_unit_test(build__refuses_an_unknown_id_in_every_column_that_refers),
        cmocka_unit_test(build__refuses_wrong_dates_in_every_column_of_dates),
        cmocka_unit_test(build__refuses_wrong_numbers_in_every_column_of_numbers),
        cmocka_unit_test(build__refuses_values_that_are_not_allowed_in_every_column_of_choices),
        cmocka_unit_test(build__refuses_a_second_row_with_the_same_id_or_key_in_every_table),
        cmocka_unit_test(build__refuses_an_id_that_another_table_of_its_space_has),
        cmocka_unit_test(build__refuses_an_end_before_its_start_wherever_a_table_has_both),
        cmocka_unit_test(build__refuses_rows_that_lead_back_to_themselves),
        cmocka_unit_test(build__wants_a_value_or_a_range_and_not_both),
        cmocka_unit_test(build__finds_cycles_of_derivations_and_of_replacements),
        cmocka_unit_test(build__wants_two_operands_where_there_is_an_order),
        cmocka_unit_test(build__says_when_an_id_could_mean_two_things),
        cmocka_unit_test(build__reports_the_problems_of_all_tables_at_once),
        cmocka_unit_test(build__does_not_call_an_id_unknown_whose_row_was_lost),
        cmocka_unit_test(documentation__names_exactly_the_columns_of_every_table),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}

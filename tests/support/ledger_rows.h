/* Ledgers for tests, written as rows of `column=value` pairs separated by `|`. */
#ifndef EN_TESTS_ROWS_H
#define EN_TESTS_ROWS_H

#include "check.h"

#include "ledger_build.h"
#include "track.h"

/* Adds a row; columns that are not named are empty. The texts must outlive the rows. */
static inline void check_row(en_rows *rows, en_ledger_table table, const char *pairs)
{
    const en_shape *shape = &en_shapes[table];
    en_str *cells = en_arena_array(&rows->arena, shape->field_count, sizeof *cells);
    assert_non_null(cells);
    for (size_t i = 0; i < shape->field_count; i++) cells[i] = (en_str){"", 0};
    en_str rest = en_str_of(pairs), pair;
    while (en_str_next(&rest, '|', &pair)) {
        const char *equals = memchr(pair.at, '=', pair.size);
        assert_non_null(equals);
        char column[64] = "";
        memcpy(column, pair.at, (size_t)(equals - pair.at));
        int index = en_shape_column(shape, column);
        if (index < 0) fail_msg("%s has no column %s", shape->name, column);
        cells[index] = (en_str){equals + 1, pair.size - (size_t)(equals + 1 - pair.at)};
    }
    en_row row = {.cells = cells, .file = en_str_of(shape->name), .line = rows->of[table].count + 2};
    assert_true(en_rows_add(rows, table, row));
}

/* What nearly every ledger needs: a source, two countries, an area, indicators of people and of a share. */
static inline en_rows check_rows(void)
{
    en_rows rows = en_rows_make(NULL);
    check_row(&rows, EN_SOURCES, "source=s|title=Source|quality=news|published=2025");
    check_row(&rows, EN_SOURCES, "source=official|title=Official|quality=official|published=2024");
    check_row(&rows, EN_ORGANISATIONS, "organisation=vn|kind=state|name_en=Viet Nam");
    check_row(&rows, EN_ORGANISATIONS, "organisation=jp|kind=state|name_en=Japan");
    check_row(&rows, EN_AREAS, "area=north|kind=region|name_en=North");
    check_row(&rows, EN_AREAS, "area=south|kind=region|name_en=South");
    check_row(&rows, EN_INDICATORS,
              "indicator=people|name_en=People|unit=persons|counting_rule_en=Heads|measure=stock");
    check_row(&rows, EN_INDICATORS,
              "indicator=sent|name_en=Sent|unit=persons|counting_rule_en=Departures|measure=flow");
    check_row(&rows, EN_INDICATORS,
              "indicator=women|name_en=Women|unit=persons|counting_rule_en=Heads|measure=stock");
    check_row(&rows, EN_INDICATORS,
              "indicator=men|name_en=Men|unit=persons|counting_rule_en=Heads|measure=stock");
    check_row(&rows, EN_INDICATORS,
              "indicator=share|name_en=Share|unit=%|counting_rule_en=Part|measure=share");
    return rows;
}

/* The ledger of rows that are sound. */
static inline en_ledger check_build(const en_rows *rows)
{
    en_ledger ledger;
    en_report report = en_report_make(NULL);
    en_status status = en_ledger_build(rows, NULL, &report, &ledger);
    if (status != EN_OK)
        fail_msg("a row of the test is not sound: %s",
                 report.kept ? en_words_keys[report.problems[0].rule] : "?");
    en_report_free(&report);
    return ledger;
}

#endif

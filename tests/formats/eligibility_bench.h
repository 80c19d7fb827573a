/* What tests of eligibility share: headers and rows of two tables, and an expression compiled against them.
 */
#ifndef EN_TESTS_ELIGIBILITY_BENCH_H
#define EN_TESTS_ELIGIBILITY_BENCH_H

#include "check.h"

#include "eligibility.h"
#include "tables.h"

#include <stdio.h>

#define ANNA  "A1,master,IT,N2,B2,85.5,2,,1998-04-01,women; rural,30,x,7,yes\n"
#define BLANK "A2,,,,,,,,,,,,,\n"
#define TOKYO "P1,3,N3,B1,80,1998-04-02,doctor,n,18\n"
#define PLAIN "P2,3,,,,,,,\n"

static const char applicant_header[] =
    "applicant,degree,field,jlpt,cefr,score,other,third,birth,categories,min-age,"
    "\x54\x72\xC3\xAC\x6E\x68,a]b,in\n";
static const char place_header[] = "place,seats,min_jlpt,min_cefr,min_score,born_by,degree,note,min age\n";

static const struct {
    const char *name;
    en_attribute_type type;
} typed[] = {
    {"jlpt", EN_ATTRIBUTE_JLPT},           {"min_jlpt", EN_ATTRIBUTE_JLPT},    {"cefr", EN_ATTRIBUTE_CEFR},
    {"min_cefr", EN_ATTRIBUTE_CEFR},       {"score", EN_ATTRIBUTE_NUMBER},     {"other", EN_ATTRIBUTE_NUMBER},
    {"third", EN_ATTRIBUTE_NUMBER},        {"min_score", EN_ATTRIBUTE_NUMBER}, {"birth", EN_ATTRIBUTE_DATE},
    {"born_by", EN_ATTRIBUTE_DATE},        {"min-age", EN_ATTRIBUTE_NUMBER},   {"field", EN_ATTRIBUTE_TEXT},
    {"place.min age", EN_ATTRIBUTE_NUMBER}};

/* Everything that one expression needs. */
typedef struct bench {
    en_arena arena;
    en_report report;
    en_attribute types[CHECK_COUNT(typed)];
    en_table applicants, places;
    en_eligibility_source source;
    en_eligibility *eligibility;
} bench;

static inline en_str joined(en_arena *arena, const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    char *both = en_arena_array(arena, n + m + 1, 1);
    assert_non_null(both);
    memcpy(both, a, n);
    memcpy(both + n, b, m);
    return (en_str){both, n + m};
}

/* applicants, places: rows of the two tables. */
static inline void bench_start(bench *b, const char *text, const char *applicants, const char *places)
{
    *b = (bench){.arena = en_arena_make(NULL), .report = en_report_make(NULL)};
    for (size_t i = 0; i < CHECK_COUNT(typed); i++)
        b->types[i] = (en_attribute){en_str_of(typed[i].name), typed[i].type};
    assert_true(table_of_text(&b->arena, "applicants.csv", joined(&b->arena, applicant_header, applicants),
                              &b->report, &b->applicants));
    assert_true(table_of_text(&b->arena, "places.csv", joined(&b->arena, place_header, places), &b->report,
                              &b->places));
    b->source = (en_eligibility_source){.text = en_str_of(text),
                                        .file = en_str_of("round.json"),
                                        .types = b->types,
                                        .type_count = CHECK_COUNT(typed),
                                        .applicants = &b->applicants,
                                        .places = &b->places};
}

static inline void bench_end(bench *b)
{
    en_report_free(&b->report);
    en_arena_free(&b->arena);
}

enum { ROWS = 2000 };

/* EN_OK where all rows were sound. */
static inline en_status take_rows(bench *b, en_eligibility_table which, en_arena *arena)
{
    const en_table *table = which == EN_ELIGIBILITY_PLACES ? &b->places : &b->applicants;
    en_csv_piece piece = {
        .at = table->body.at, .end = table->body.at + table->body.size, .row = table->body_row};
    en_csv csv;
    en_status status = EN_OK;
    uint32_t row = 0;
    en_arena cells = en_arena_make(arena->allocator); /* gone before anything is tested */
    if (!en_eligibility_reserve(b->eligibility, which, ROWS) ||
        !en_table_read(table, piece, true, &cells, &b->report, &csv))
        status = EN_ERR_MEMORY;
    for (en_csv_step step; status != EN_ERR_MEMORY && (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) {
            status = EN_ERR_MEMORY;
            break;
        }
        assert_int_equal(step, EN_CSV_RECORD);
        en_status taken = en_eligibility_take(b->eligibility, which, &csv, row++);
        if (taken != EN_OK) status = taken;
    }
    en_arena_free(&cells);
    return status;
}

static inline void show(const en_report *report, const char *text)
{
    en_text all = en_text_make(NULL);
    en_words_add_report(&all, EN_LANGUAGE_EN, report, 20, "  ");
    print_error("%s\n%.*s", text ? text : "", (int)all.size, all.at ? all.at : "");
    en_text_free(&all);
}

/* Compiled, with the rows read. */
static inline void bench_read(bench *b, const char *text, const char *applicants, const char *places)
{
    bench_start(b, text, applicants, places);
    if (en_eligibility_compile(&b->source, &b->arena, &b->report, &b->eligibility) != EN_OK) {
        show(&b->report, text);
        fail();
    }
    assert_int_equal(take_rows(b, EN_ELIGIBILITY_APPLICANTS, &b->arena), EN_OK);
    assert_int_equal(take_rows(b, EN_ELIGIBILITY_PLACES, &b->arena), EN_OK);
}

#endif

/* Eligibility expressions: the input is the expression, applicants.csv and places.csv, separated by the byte
 * 0x1E. What is accepted is never true together with its denial, means the same in parentheses, names the
 * column that decided, and can be said in every language; what is refused is reported with its place.
 */
#include "fuzz.h"

#include "eligibility.h"
#include "tables.h"

enum { MOST_ROWS = 16 };

static const en_attribute types[] = {
    {{"jlpt", 4}, EN_ATTRIBUTE_JLPT},           {{"min_jlpt", 8}, EN_ATTRIBUTE_JLPT},
    {{"cefr", 4}, EN_ATTRIBUTE_CEFR},           {{"score", 5}, EN_ATTRIBUTE_NUMBER},
    {{"place.score", 11}, EN_ATTRIBUTE_NUMBER}, {{"birth", 5}, EN_ATTRIBUTE_DATE}};

typedef struct round_parts {
    en_arena arena;
    en_table tables[EN_ELIGIBILITY_TABLES];
    uint32_t rows[EN_ELIGIBILITY_TABLES];
} round_parts;

static en_str next_part(en_str *rest)
{
    const char *end = rest->size ? memchr(rest->at, 0x1E, rest->size) : NULL;
    size_t n = end ? (size_t)(end - rest->at) : rest->size, step = end ? n + 1 : n;
    en_str part = {rest->at, n};
    *rest = (en_str){rest->at + step, rest->size - step};
    return part;
}

static void take_rows(round_parts *r, en_eligibility *e, en_eligibility_table which)
{
    en_report report = en_report_make(NULL);
    const en_table *table = &r->tables[which];
    en_csv_piece piece = {
        .at = table->body.at, .end = table->body.at + table->body.size, .row = table->body_row};
    en_csv csv;
    fuzz_check(en_eligibility_reserve(e, which, MOST_ROWS) &&
               en_table_read(table, piece, true, &r->arena, &report, &csv));
    r->rows[which] = 0;
    for (en_csv_step step; r->rows[which] < MOST_ROWS && (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step != EN_CSV_RECORD) continue;
        uint64_t before = report.errors;
        en_status status = en_eligibility_take(e, which, &csv, r->rows[which]);
        fuzz_check(status == (report.errors > before ? EN_ERR_INPUT : EN_OK));
        r->rows[which] += status == EN_OK; /* a faulty row is taken over by the next */
    }
    en_report_free(&report);
}

/* The expression between two texts, compiled and filled; NULL where it is refused. */
static en_eligibility *compile(round_parts *r, const char *before, en_str text, const char *behind)
{
    en_text whole = en_text_make(NULL);
    en_text_add_z(&whole, before);
    en_text_add(&whole, text);
    en_text_add_z(&whole, behind);
    en_text_add_char(&whole, '\0');
    char *copy = en_arena_copy(&r->arena, whole.at, whole.size - 1);
    en_eligibility_source source = {.text = {copy, whole.size - 1},
                                    .types = types,
                                    .type_count = sizeof types / sizeof *types,
                                    .applicants = &r->tables[EN_ELIGIBILITY_APPLICANTS],
                                    .places = &r->tables[EN_ELIGIBILITY_PLACES]};
    en_text_free(&whole);
    en_report report = en_report_make(NULL);
    en_eligibility *e = NULL;
    en_status status = en_eligibility_compile(&source, &r->arena, &report, &e);
    fuzz_check(status == (report.errors ? EN_ERR_INPUT : EN_OK) && (status == EN_OK) == (e != NULL));
    for (size_t i = 0; i < report.kept; i++)
        if (report.problems[i].severity == EN_ERROR)
            fuzz_check(report.problems[i].args[0].as.integer > 0 &&
                       report.problems[i].args[1].as.integer > 0);
    en_report_free(&report);
    if (!e) return NULL;
    take_rows(r, e, EN_ELIGIBILITY_APPLICANTS);
    take_rows(r, e, EN_ELIGIBILITY_PLACES);
    return e;
}

static void check_words(const en_eligibility *e)
{
    for (int language = 0; language < EN_LANGUAGE_COUNT; language++) {
        en_text words = en_text_make(NULL);
        en_eligibility_add_words(&words, (en_language)language, e);
        fuzz_check(!words.failed && words.size > 0 && en_utf8_invalid(words.at, words.size) == words.size);
        en_text_free(&words);
    }
}

static void check_meaning(round_parts *r, en_str text)
{
    const en_eligibility *plain = compile(r, "", text, "");
    if (!plain) return;
    const en_eligibility *grouped = compile(r, "(", text, ")"), *denied = compile(r, "not (", text, ")");
    check_words(plain);
    for (uint32_t a = 0; a < r->rows[EN_ELIGIBILITY_APPLICANTS]; a++)
        for (uint32_t p = 0; p < r->rows[EN_ELIGIBILITY_PLACES]; p++) {
            bool passes = en_eligibility_test(plain, a, p);
            if (!passes) fuzz_check(en_eligibility_column(plain, a, p).size > 0);
            if (grouped) fuzz_check(en_eligibility_test(grouped, a, p) == passes); /* NULL: nested too deep */
            if (denied) fuzz_check(!(passes && en_eligibility_test(denied, a, p)));
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    en_str rest = {(const char *)data, size}, text = next_part(&rest);
    round_parts r = {.arena = en_arena_make(NULL)};
    en_report report = en_report_make(NULL);
    en_str applicants = next_part(&rest), places = next_part(&rest);
    if (table_of_text(&r.arena, "applicants.csv", applicants, &report,
                      &r.tables[EN_ELIGIBILITY_APPLICANTS]) &&
        table_of_text(&r.arena, "places.csv", places, &report, &r.tables[EN_ELIGIBILITY_PLACES]))
        check_meaning(&r, text);
    en_report_free(&report);
    en_arena_free(&r.arena);
    return 0;
}

/* Eligibility expressions: what they mean, what they refuse and where, and which column decided. */
#include "check.h"

#include "eligibility.h"
#include "tables.h"

#include <stdio.h>

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

static en_str joined(en_arena *arena, const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    char *both = en_arena_array(arena, n + m + 1, 1);
    assert_non_null(both);
    memcpy(both, a, n);
    memcpy(both + n, b, m);
    return (en_str){both, n + m};
}

/* applicants, places: rows of the two tables. */
static void bench_start(bench *b, const char *text, const char *applicants, const char *places)
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

static void bench_end(bench *b)
{
    en_report_free(&b->report);
    en_arena_free(&b->arena);
}

enum { ROWS = 2000 };

/* EN_OK where all rows were sound. */
static en_status take_rows(bench *b, en_eligibility_table which, en_arena *arena)
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

static void show(const en_report *report, const char *text)
{
    en_text all = en_text_make(NULL);
    en_words_add_report(&all, EN_LANGUAGE_EN, report, 20, "  ");
    print_error("%s\n%.*s", text, (int)all.size, all.at ? all.at : "");
    en_text_free(&all);
}

/* Compiled, with the rows read. */
static void bench_read(bench *b, const char *text, const char *applicants, const char *places)
{
    bench_start(b, text, applicants, places);
    if (en_eligibility_compile(&b->source, &b->arena, &b->report, &b->eligibility) != EN_OK) {
        show(&b->report, text);
        fail();
    }
    assert_int_equal(take_rows(b, EN_ELIGIBILITY_APPLICANTS, &b->arena), EN_OK);
    assert_int_equal(take_rows(b, EN_ELIGIBILITY_PLACES, &b->arena), EN_OK);
}

static bool passes(const char *text, const char *applicant, const char *place)
{
    bench b;
    bench_read(&b, text, applicant, place);
    bool passed = en_eligibility_test(b.eligibility, 0, 0);
    bench_end(&b);
    return passed;
}

/* 'T', 'F' or 'U': unknown is what is not eligible either way. */
static char truth(const char *text, const char *applicant, const char *place)
{
    char denied[1024];
    snprintf(denied, sizeof denied, "not (%s)", text);
    bool holds = passes(text, applicant, place), fails = passes(denied, applicant, place);
    assert_false(holds && fails);
    return holds ? 'T' : fails ? 'F' : 'U';
}

static void expect(const char *text, const char *applicant, const char *place, char expected)
{
    char found = truth(text, applicant, place);
    if (found != expected) fail_msg("%s: %c, expected %c", text, found, expected);
}

#define ANNA  "A1,master,IT,N2,B2,85.5,2,,1998-04-01,women; rural,30,x,7,yes\n"
#define BLANK "A2,,,,,,,,,,,,,\n"
#define TOKYO "P1,3,N3,B1,80,1998-04-02,doctor,n,18\n"
#define PLAIN "P2,3,,,,,,,\n"

static void test__has_every_comparison_of_every_type(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char expected;
    } cases[] = {
        {"jlpt >= \"N3\"", 'T'},
        {"jlpt >= \"N2\"", 'T'},
        {"jlpt >= \"N1\"", 'F'},
        {"jlpt > \"N2\"", 'F'},
        {"jlpt > \"N3\"", 'T'},
        {"jlpt < \"N1\"", 'T'},
        {"jlpt <= \"N3\"", 'F'},
        {"jlpt == \"N2\"", 'T'},
        {"jlpt != \"N2\"", 'F'},
        {"\"N3\" <= jlpt", 'T'},
        {"jlpt >= place.min_jlpt", 'T'},
        {"place.min_jlpt >= jlpt", 'F'},
        {"cefr >= \"B2\"", 'T'},
        {"cefr >= \"C1\"", 'F'},
        {"cefr > place.min_cefr", 'T'},
        {"cefr > \"A2\" and cefr > \"A1\" and cefr < \"C1\" and cefr < \"C2\"", 'T'},
        {"score == 85.5", 'T'},
        {"score == 855e-1", 'T'},
        {"score >= place.min_score", 'T'},
        {"score < -1", 'F'},
        {"other == 1 + 1", 'T'},
        {"other == 1 + 2 * 3 - 5", 'T'},
        {"other == (1 + 2) * 2 - 4", 'T'},
        {"other == 8 / 2 / 2", 'T'},
        {"other == 9 - 4 - 3", 'T'},
        {"other == - -2", 'T'},
        {"-other == 2 * -1", 'T'},
        {"score / other > 42", 'T'},
        {"score / 0 > 0", 'U'},
        {"score * 1e308 > 0", 'U'},
        {"place.seats == 3", 'T'},
        {"birth <= \"1998-04-01\"", 'T'},
        {"birth < place.born_by", 'T'},
        {"birth > \"1998-03-31\"", 'T'},
        {"birth == \"1998-04-01\"", 'T'},
        {"degree == \"master\"", 'T'},
        {"degree == 'master'", 'T'},
        {"degree != place.degree", 'T'},
        {"degree == \" master \"", 'T'},
        {"degree == \"Master\"", 'F'},
        {"degree == field", 'F'},
        {"degree in (\"master\", \"doctor\")", 'T'},
        {"degree in (\"doctor\")", 'F'},
        {"degree not in (\"doctor\")", 'T'},
        {"degree in (place.degree, \"master\")", 'T'},
        {"jlpt in (\"N1\", \"N2\")", 'T'},
        {"jlpt in (place.min_jlpt)", 'F'},
        {"\"N2\" in (jlpt, place.min_jlpt)", 'T'},
        {"score in (85.5, 1)", 'T'},
        {"birth in (\"1998-04-01\")", 'T'},
        {"\"women\" in categories", 'T'},
        {"\"rural\" in categories", 'T'},
        {"\"men\" in categories", 'F'},
        {"\"men\" not in categories", 'T'},
        {"place.degree in categories", 'F'},
        {"categories is empty", 'F'},
        {"jlpt is empty", 'F'},
        {"jlpt is not empty", 'T'},
        {"third is empty", 'T'},
        {"(score > 1) == (other > 1)", 'T'},
        {"(score > 1) != (other > 2)", 'T'},
        {"(score > 1) == true", 'T'},
        {"applicant == \"A1\" and place.place == \"P1\"", 'T'},
        {"[min-age] == 30", 'T'},
        {"place.[min age] == 18", 'T'},
        {"[a]]b] == \"7\"", 'T'},
        {"[in] in ('yes')", 'T'},
        {"score >= (if degree == \"master\" then 60 else 90)", 'T'},
        {"jlpt >= (if field == \"IT\" then \"N3\" else \"N1\")", 'T'},
        {"(if field == \"IT\" then \"N3\" else \"N1\") > jlpt", 'F'},
        {"degree == (if field == \"IT\" then \"master\" else \"doctor\")", 'T'},
        {"(if field == \"IT\" then \"x\" else \"y\") == \"x\"", 'T'},
        {"score > 1\n\tand\r\n other > 1", 'T'},
        {"score\xC2\xA0>\xE3\x80\x80"
         "1",
         'T'},
        {"note_is_no_keyword is empty", '-'},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases) - 1; i++) expect(cases[i].text, ANNA, TOKYO, cases[i].expected);
}

static void test__takes_if_at_the_start_of_an_expression(void **state)
{
    (void)state;
    const char *text =
        "if degree == \"master\" then jlpt >= \"N3\" else if score > 1 then true else cefr > \"A1\"";
    assert_true(passes(text, ANNA, TOKYO));
    assert_true(passes(text, "A1,doctor,,,,2,,,,,,,,\n", TOKYO));
    assert_false(passes(text, "A1,doctor,,,A1,1,,,,,,,,\n", TOKYO));
    assert_true(passes("if score > 1 then other > 1 else third > 1 and degree == \"x\"", ANNA, TOKYO));
}

static void test__compares_texts_after_normalising_them(void **state)
{
    (void)state;
    assert_true(passes("degree == \"th\xE1\xBA\xA1"
                       "c s\xC4\xA9\"",
                       "A,tha\xCC\xA3"
                       "c si\xCC\x83,,,,,,,,,,,,\n",
                       TOKYO));
    assert_true(passes("Tri\xCC\x80nh == \"x\"", ANNA, TOKYO)); /* the header has it composed */
}

static void test__finds_an_empty_cell_unknown_in_every_comparison(void **state)
{
    (void)state;
    static const char *const unknown[] = {
        "jlpt >= \"N5\"",
        "jlpt != \"N1\"",
        "score > -1e300",
        "birth > \"1000-01-01\"",
        "degree == \"\"",
        "degree != field",
        "degree in (\"x\")",
        "degree not in (\"x\")",
        "-score < 0",
        "score + 1 > 0",
        "(if score > 0 then 1 else 1) == 1",
        "(score > 1) == (other > 1)",
        "degree in (field, \"x\")",
        "\"x\" in (field)",
        "field in categories",
    };
    for (size_t i = 0; i < CHECK_COUNT(unknown); i++) expect(unknown[i], BLANK, PLAIN, 'U');
    expect("\"x\" in categories", BLANK, PLAIN, 'F'); /* an empty list is known to be empty */
    expect("categories is empty", BLANK, PLAIN, 'T');
    expect("jlpt is empty", BLANK, PLAIN, 'T');
    expect("place.min_jlpt is empty or jlpt >= place.min_jlpt", ANNA, PLAIN, 'T');
    expect("jlpt >= place.min_jlpt", ANNA, PLAIN, 'U');
    expect("degree in (place.degree, \"master\")", ANNA, PLAIN, 'T');
    expect("degree in (place.degree, \"doctor\")", ANNA, PLAIN, 'U');
}

/* A row in which score, other and third are 1 (false of `> 1`), 2 (true) or empty. */
static void row_of(char row[64], const char values[3])
{
    char cells[3][2] = {"", "", ""};
    for (int i = 0; i < 3; i++) *cells[i] = values[i] == 'U' ? '\0' : values[i] == 'T' ? '2' : '1';
    snprintf(row, 64, "A,,,,,%s,%s,%s,,,,,,\n", cells[0], cells[1], cells[2]);
}

static char and_of(char a, char b) { return a == 'F' || b == 'F' ? 'F' : a == 'T' && b == 'T' ? 'T' : 'U'; }

static char not_of(char a) { return a == 'T' ? 'F' : a == 'F' ? 'T' : 'U'; }

static char or_of(char a, char b) { return not_of(and_of(not_of(a), not_of(b))); }

static char if_of(char a, char b, char c) { return a == 'T' ? b : a == 'F' ? c : 'U'; }

static void test__follows_the_tables_of_three_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < 27; i++) {
        const char v[] = {"FUT"[i % 3], "FUT"[i / 3 % 3], "FUT"[i / 9]};
        char row[64];
        row_of(row, v);
        expect("score > 1 and other > 1", row, PLAIN, and_of(v[0], v[1]));
        expect("score > 1 or other > 1", row, PLAIN, or_of(v[0], v[1]));
        expect("not score > 1", row, PLAIN, not_of(v[0]));
        expect("score > 1 and other > 1 and third > 1", row, PLAIN, and_of(and_of(v[0], v[1]), v[2]));
        expect("score > 1 or other > 1 or third > 1", row, PLAIN, or_of(or_of(v[0], v[1]), v[2]));
        expect("if score > 1 then other > 1 else third > 1", row, PLAIN, if_of(v[0], v[1], v[2]));
        expect("2 in (score, other, third)", row, PLAIN, or_of(or_of(v[0], v[1]), v[2]));
    }
}

/* A random condition: its text, with as few parentheses as the precedence allows, and its value. Level 0
 * joins by or, 1 by and, 2 denies, 3 is a comparison. */
static char random_condition(en_text *text, uint64_t *random, const char values[3], int level, int depth)
{
    static const char *const atoms[] = {"score > 1", "other > 1", "third > 1"};
    if (depth == 0 || (level == 3 && check_below(random, 2) == 0)) {
        size_t i = check_below(random, 3);
        en_text_add_z(text, atoms[i]);
        return values[i];
    }
    if (level == 3) {
        en_text_add_char(text, '(');
        char value = random_condition(text, random, values, 0, depth - 1);
        en_text_add_char(text, ')');
        return value;
    }
    if (level == 2) {
        bool denied = check_below(random, 2) == 0;
        if (denied) en_text_add_z(text, "not ");
        char value = random_condition(text, random, values, denied ? 2 : 3, depth - 1);
        return denied ? not_of(value) : value;
    }
    char value = random_condition(text, random, values, level + 1, depth - 1);
    for (size_t more = check_below(random, 3); more > 0; more--) {
        en_text_add_z(text, level == 0 ? " or " : " and ");
        char next = random_condition(text, random, values, level + 1, depth - 1);
        value = level == 0 ? or_of(value, next) : and_of(value, next);
    }
    return value;
}

static void test__agrees_with_a_second_evaluation_of_random_conditions(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (size_t i = 0; i < 3000; i++) {
        const char values[] = {"FUT"[check_below(&random, 3)], "FUT"[check_below(&random, 3)],
                               "FUT"[check_below(&random, 3)]};
        char row[64];
        row_of(row, values);
        en_text text = en_text_make(NULL);
        char expected = random_condition(&text, &random, values, 0, 6);
        en_text_add_char(&text, '\0');
        bench b;
        bench_read(&b, text.at, row, PLAIN);
        bool passed = en_eligibility_test(b.eligibility, 0, 0);
        if (passed != (expected == 'T')) fail_msg("%s: %d, expected %c", text.at, passed, expected);
        if (!passed) assert_true(en_eligibility_column(b.eligibility, 0, 0).size == 5);
        bench_end(&b);
        en_text_free(&text);
    }
}

static void column__names_what_decided(void **state)
{
    (void)state;
    static const struct {
        const char *text, *applicant, *place, *column;
    } cases[] = {
        {"jlpt >= place.min_jlpt", BLANK, TOKYO, "jlpt"},
        {"jlpt >= place.min_jlpt", ANNA, PLAIN, "place.min_jlpt"},
        {"jlpt >= place.min_jlpt", BLANK, PLAIN, "jlpt"},
        {"place.min_jlpt <= jlpt", BLANK, PLAIN, "place.min_jlpt"},
        {"place.min_jlpt > jlpt", ANNA, TOKYO, "jlpt"},
        {"place.seats > 3", ANNA, TOKYO, "place.seats"},
        {"score > 1 and jlpt >= \"N1\" and degree == \"x\"", ANNA, TOKYO, "jlpt"},
        {"score > 1 and third > 1 and jlpt >= \"N1\"", ANNA, TOKYO, "third"},
        {"degree == \"x\" or jlpt >= \"N1\"", ANNA, TOKYO, "degree"},
        {"degree == \"x\" or third > 1 or other > 9", ANNA, TOKYO, "third"},
        {"place.min_jlpt is empty or jlpt > place.min_jlpt", "A,,,N3,,,,,,,,,,\n", TOKYO, "jlpt"},
        {"place.min_jlpt is empty or jlpt > place.min_jlpt", BLANK, TOKYO, "jlpt"},
        {"place.seats == 1 or place.min_score > 90", ANNA, TOKYO, "place.seats"},
        {"not (score > 1 and jlpt >= \"N2\")", ANNA, TOKYO, "score"},
        {"not (score > 1 and third > 1)", ANNA, TOKYO, "third"},
        {"not (score > 100 or jlpt >= \"N2\" or degree == \"master\")", ANNA, TOKYO, "jlpt"},
        {"not (place.seats == 3 and jlpt >= \"N2\")", ANNA, TOKYO, "jlpt"},
        {"not not (jlpt >= \"N1\")", ANNA, TOKYO, "jlpt"},
        {"if degree == \"master\" then jlpt >= \"N1\" else score > 1", ANNA, TOKYO, "jlpt"},
        {"if degree == \"doctor\" then jlpt >= \"N1\" else score > 99", ANNA, TOKYO, "score"},
        {"if third > 1 then jlpt >= \"N1\" else score > 99", ANNA, TOKYO, "third"},
        {"if degree == \"master\" then false else score > 99", ANNA, TOKYO, "degree"},
        {"score >= (if degree == \"master\" then third else other)", ANNA, TOKYO, "third"},
        {"1 > (if degree == \"master\" then other else third)", ANNA, TOKYO, "degree"},
        {"false and score > 1", ANNA, TOKYO, "score"},
        {"score / 0 > 1", ANNA, TOKYO, "score"},
        {"\"x\" in categories", ANNA, TOKYO, "categories"},
        {"degree in (\"x\", \"y\")", ANNA, TOKYO, "degree"},
        {"degree in (\"x\", place.note)", ANNA, PLAIN, "place.note"},
        {"place.[min age] > 20", ANNA, TOKYO, "place.min age"},
        {"[min-age] > 40", ANNA, TOKYO, "min-age"},
        {"jlpt is empty", ANNA, TOKYO, "jlpt"},
        {"(score > 1) == (third > 1)", ANNA, TOKYO, "third"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        bench b;
        bench_read(&b, cases[i].text, cases[i].applicant, cases[i].place);
        assert_false(en_eligibility_test(b.eligibility, 0, 0));
        en_str found = en_eligibility_column(b.eligibility, 0, 0);
        if (!en_str_is(found, cases[i].column))
            fail_msg("%s: %.*s, expected %s", cases[i].text, (int)found.size, found.at, cases[i].column);
        bench_end(&b);
    }
}

typedef struct fault {
    const char *text;
    en_word rule;
    int line, position;
    const char *value; /* NULL: none */
} fault;

static void expect_fault(const fault *f)
{
    bench b;
    bench_start(&b, f->text, "", "");
    assert_int_equal(en_eligibility_compile(&b.source, &b.arena, &b.report, &b.eligibility), EN_ERR_INPUT);
    const en_problem *p = b.report.problems;
    if (b.report.kept != 1 || p->rule != f->rule || p->args[0].as.integer != f->line ||
        p->args[1].as.integer != f->position) {
        show(&b.report, f->text);
        fail_msg("expected one %s at %d:%d", en_word_key(f->rule), f->line, f->position);
    }
    assert_true(en_str_is(p->where.file, "round.json") && en_str_is(p->where.column, "eligibility"));
    if (f->value) check_str(p->where.value, f->value);
    else assert_null(p->where.value.at);
    for (int language = 0; language < EN_LANGUAGE_COUNT; language++) {
        en_text words = en_text_make(NULL);
        en_words_add_problem(&words, (en_language)language, p);
        assert_true(words.size > 0 && !words.failed);
        en_text_free(&words);
    }
    bench_end(&b);
}

static void compile__reports_each_fault_where_it_is(void **state)
{
    (void)state;
    static const fault faults[] = {
        {"", EN_W_ELIGIBILITY_ENDS, 1, 1, NULL},
        {"  ", EN_W_ELIGIBILITY_ENDS, 1, 3, NULL},
        {"jltp >= \"N3\"", EN_W_ELIGIBILITY_UNKNOWN_COLUMN, 1, 1, "jltp"},
        {"score > 1\n  and place.jlpt == \"x\"", EN_W_ELIGIBILITY_UNKNOWN_COLUMN, 2, 7, "place.jlpt"},
        {"min_jlpt >= \"N3\"", EN_W_ELIGIBILITY_UNKNOWN_COLUMN, 1, 1, "min_jlpt"},
        {"Score > 1", EN_W_ELIGIBILITY_UNKNOWN_COLUMN, 1, 1, "Score"},
        {"place > 1", EN_W_ELIGIBILITY_UNKNOWN_COLUMN, 1, 1, "place"},
        {"[no such] > 1", EN_W_ELIGIBILITY_UNKNOWN_COLUMN, 1, 1, "[no such]"},
        {"degree == \"\xC4\x91\xE1\xBA\xA1i\" and nobody > 1", EN_W_ELIGIBILITY_UNKNOWN_COLUMN, 1, 21,
         "nobody"},
        {"jlpt >= \"N6\"", EN_W_ELIGIBILITY_NOT_JLPT, 1, 9, "\"N6\""},
        {"jlpt >= \"n3\"", EN_W_ELIGIBILITY_NOT_JLPT, 1, 9, "\"n3\""},
        {"\"B2\" == jlpt", EN_W_ELIGIBILITY_NOT_JLPT, 1, 1, "\"B2\""},
        {"jlpt in (\"N3\", \"\")", EN_W_ELIGIBILITY_NOT_JLPT, 1, 16, "\"\""},
        {"cefr >= \"B3\"", EN_W_ELIGIBILITY_NOT_CEFR, 1, 9, "\"B3\""},
        {"cefr >= (if score > 1 then \"B1\" else \"N1\")", EN_W_ELIGIBILITY_NOT_CEFR, 1, 38, "\"N1\""},
        {"birth > \"1998-02-30\"", EN_W_ELIGIBILITY_NOT_DAY, 1, 9, "\"1998-02-30\""},
        {"birth > \"1998-02\"", EN_W_ELIGIBILITY_NOT_DAY, 1, 9, "\"1998-02\""},
        {"score > 12x", EN_W_ELIGIBILITY_NOT_NUMBER, 1, 9, "12x"},
        {"score > 1.", EN_W_ELIGIBILITY_NOT_NUMBER, 1, 9, "1."},
        {"score > 1e999", EN_W_ELIGIBILITY_NOT_NUMBER, 1, 9, "1e999"},
        {"score > 0.12345678901234567890", EN_W_ELIGIBILITY_NOT_NUMBER, 1, 9, "0.12345678901234567890"},
        {"score > .5", EN_W_ELIGIBILITY_CHARACTER, 1, 9, "."},
        {"score = 1", EN_W_ELIGIBILITY_SINGLE_EQUALS, 1, 7, "="},
        {"score <> 1", EN_W_ELIGIBILITY_ANGLES, 1, 7, "<>"},
        {"score \xE2\x89\xA5 1", EN_W_ELIGIBILITY_CHARACTER, 1, 7, "\xE2\x89\xA5"},
        {"degree == \xE2\x80\x9Cx\xE2\x80\x9D", EN_W_ELIGIBILITY_CHARACTER, 1, 11, "\xE2\x80\x9C"},
        {"\xEF\xBC\x88score > 1\xEF\xBC\x89", EN_W_ELIGIBILITY_CHARACTER, 1, 1, "\xEF\xBC\x88"},
        {"score > 1 && other > 1", EN_W_ELIGIBILITY_CHARACTER, 1, 11, "&"},
        {"score > 1 \xFF", EN_W_ELIGIBILITY_CHARACTER, 1, 11, NULL},
        {"degree == \"master", EN_W_ELIGIBILITY_UNCLOSED_TEXT, 1, 11, "\""},
        {"degree == \"a\"\"", EN_W_ELIGIBILITY_UNCLOSED_TEXT, 1, 11, "\""},
        {"[degree == \"master\"", EN_W_ELIGIBILITY_UNCLOSED_NAME, 1, 1, "["},
        {"score > 1 and place.[x", EN_W_ELIGIBILITY_UNCLOSED_NAME, 1, 21, "["},
        {"place. > 1", EN_W_ELIGIBILITY_NAME_MISSING, 1, 1, "place."},
        {"(score > 1", EN_W_ELIGIBILITY_UNCLOSED_PARENTHESIS, 1, 1, "("},
        {"degree in (\"a\", \"b\"", EN_W_ELIGIBILITY_UNCLOSED_PARENTHESIS, 1, 11, "("},
        {"(score > 1))", EN_W_ELIGIBILITY_STRAY_PARENTHESIS, 1, 12, ")"},
        {"score > 1 or", EN_W_ELIGIBILITY_ENDS, 1, 13, NULL},
        {"score > and other > 1", EN_W_ELIGIBILITY_UNEXPECTED, 1, 9, "and"},
        {"score > 1 other > 1", EN_W_ELIGIBILITY_UNEXPECTED, 1, 11, "other"},
        {"if(score > 1, other > 1, true)", EN_W_ELIGIBILITY_UNEXPECTED, 1, 13, ","},
        {"if score > 1 other > 1", EN_W_ELIGIBILITY_UNEXPECTED, 1, 14, "other"},
        {"if score > 1 then other > 1", EN_W_ELIGIBILITY_ENDS, 1, 28, NULL},
        {"degree in \"a\"", EN_W_ELIGIBILITY_UNEXPECTED, 1, 11, "\"a\""},
        {"degree in ()", EN_W_ELIGIBILITY_UNEXPECTED, 1, 12, ")"},
        {"degree not \"a\"", EN_W_ELIGIBILITY_UNEXPECTED, 1, 12, "\"a\""},
        {"degree is \"a\"", EN_W_ELIGIBILITY_UNEXPECTED, 1, 11, "\"a\""},
        {"(score > 1 other)", EN_W_ELIGIBILITY_UNEXPECTED, 1, 12, "other"},
        {"score > 1 AND other > 1", EN_W_ELIGIBILITY_UNEXPECTED, 1, 11, "AND"},
        {"score >= if degree == \"x\" then 1 else 2", EN_W_ELIGIBILITY_BARE_IF, 1, 10, "if"},
        {"score > 1 and if other > 1 then true else false", EN_W_ELIGIBILITY_BARE_IF, 1, 15, "if"},
        {"1 < score < 3", EN_W_ELIGIBILITY_CHAINED, 1, 11, "<"},
        {"score >= \"85\"", EN_W_ELIGIBILITY_TYPES, 1, 7, ">="},
        {"degree >= 85", EN_W_ELIGIBILITY_TYPES, 1, 8, ">="},
        {"jlpt >= cefr", EN_W_ELIGIBILITY_TYPES, 1, 6, ">="},
        {"jlpt == degree", EN_W_ELIGIBILITY_TYPES, 1, 6, "=="},
        {"score in (1, \"x\")", EN_W_ELIGIBILITY_TYPES, 1, 7, "in"},
        {"(score > 1) == 1", EN_W_ELIGIBILITY_TYPES, 1, 13, "=="},
        {"score in categories", EN_W_ELIGIBILITY_TYPES, 1, 7, "in"},
        {"score > 1 and degree == 1 and jlpt == \"N1\"", EN_W_ELIGIBILITY_TYPES, 1, 22, "=="},
        {"if score > 1 then 1 else \"x\"", EN_W_ELIGIBILITY_BRANCHES, 1, 1, "if"},
        {"score >= (if other > 1 then jlpt else 1)", EN_W_ELIGIBILITY_BRANCHES, 1, 11, "if"},
        {"score", EN_W_ELIGIBILITY_NOT_CONDITION, 1, 1, "score"},
        {"score + 1", EN_W_ELIGIBILITY_NOT_CONDITION, 1, 7, "+"},
        {"score > 1 and degree", EN_W_ELIGIBILITY_NOT_CONDITION, 1, 15, "degree"},
        {"not degree", EN_W_ELIGIBILITY_NOT_CONDITION, 1, 5, "degree"},
        {"if score then true else false", EN_W_ELIGIBILITY_NOT_CONDITION, 1, 4, "score"},
        {"if score > 1 then \"x\" else \"y\"", EN_W_ELIGIBILITY_NOT_CONDITION, 1, 1, "if"},
        {"\"x\" or score > 1", EN_W_ELIGIBILITY_NOT_CONDITION, 1, 1, "\"x\""},
        {"degree + 1 > 2", EN_W_ELIGIBILITY_NOT_ARITHMETIC, 1, 1, "degree"},
        {"1 + birth > 2", EN_W_ELIGIBILITY_NOT_ARITHMETIC, 1, 5, "birth"},
        {"-jlpt == 1", EN_W_ELIGIBILITY_NOT_ARITHMETIC, 1, 2, "jlpt"},
        {"degree < \"master\"", EN_W_ELIGIBILITY_TEXT_ORDER, 1, 8, "<"},
        {"(score > 1) < (other > 1)", EN_W_ELIGIBILITY_CONDITION_ORDER, 1, 13, "<"},
        {"categories == categories", EN_W_ELIGIBILITY_LIST, 1, 12, "=="},
        {"categories in (categories)", EN_W_ELIGIBILITY_LIST, 1, 16, "categories"},
        {"categories == \"women\"", EN_W_ELIGIBILITY_TYPES, 1, 12, "=="},
        {"\"x\" in degree", EN_W_ELIGIBILITY_NOT_LIST, 1, 8, "degree"},
        {"(score + 1) is empty", EN_W_ELIGIBILITY_EMPTY_OF, 1, 8, "+"},
        {"1 == 1", EN_W_ELIGIBILITY_NO_COLUMN, 1, 3, "=="},
        {"true", EN_W_ELIGIBILITY_NO_COLUMN, 1, 1, "true"},
    };
    for (size_t i = 0; i < CHECK_COUNT(faults); i++) expect_fault(&faults[i]);
}

static void compile__reports_every_fault_of_names_and_types(void **state)
{
    (void)state;
    bench b;
    bench_start(&b, "nobody > 1 and\njlpt >= \"N9\" and place.nothing == 1 and degree < \"x\" and (", "", "");
    assert_int_equal(en_eligibility_compile(&b.source, &b.arena, &b.report, &b.eligibility), EN_ERR_INPUT);
    static const en_word rules[] = {EN_W_ELIGIBILITY_UNKNOWN_COLUMN, EN_W_ELIGIBILITY_NOT_JLPT,
                                    EN_W_ELIGIBILITY_UNKNOWN_COLUMN, EN_W_ELIGIBILITY_TEXT_ORDER,
                                    EN_W_ELIGIBILITY_ENDS};
    assert_int_equal(b.report.kept, CHECK_COUNT(rules));
    for (size_t i = 0; i < CHECK_COUNT(rules); i++) assert_int_equal(b.report.problems[i].rule, rules[i]);
    bench_end(&b);
}

/* `repeated` so many times before a comparison, and `behind` as often after it. */
static en_status compile_nested(const char *repeated, const char *behind, size_t times, en_word *rule)
{
    bench b;
    en_text text = en_text_make(NULL);
    en_text_add_repeated(&text, repeated, times);
    en_text_add_z(&text, "score > 1");
    en_text_add_repeated(&text, behind, times);
    en_text_add_char(&text, '\0');
    bench_start(&b, text.at, "", "");
    en_status status = en_eligibility_compile(&b.source, &b.arena, &b.report, &b.eligibility);
    if (status != EN_OK) *rule = b.report.problems[0].rule;
    bench_end(&b);
    en_text_free(&text);
    return status;
}

static void compile__has_stated_limits(void **state)
{
    (void)state;
    static const char *const nests[][2] = {
        {"(", ")"}, {"not ", ""}, {"1 > -", ""}, {"if true then ", " else true"}, {"1 + ", ""}, {"-", ""}};
    en_word rule = EN_WORD_COUNT;
    for (size_t i = 0; i < CHECK_COUNT(nests); i++) {
        if (i == 2) continue; /* comparisons do not chain */
        assert_int_equal(compile_nested(nests[i][0], nests[i][1], 90, &rule), EN_OK);
        assert_int_equal(compile_nested(nests[i][0], nests[i][1], 110, &rule), EN_ERR_INPUT);
        assert_int_equal(rule, EN_W_ELIGIBILITY_TOO_DEEP);
    }
    assert_int_equal(compile_nested("score > 1 and ", "", 1100, &rule), EN_OK);
    assert_int_equal(compile_nested("score > 1 and ", "", 1200, &rule), EN_ERR_INPUT);
    assert_int_equal(rule, EN_W_ELIGIBILITY_TOO_LONG);
}

static void compile__warns_of_a_type_for_a_column_that_is_not_there(void **state)
{
    (void)state;
    bench b;
    bench_start(&b, "score > 1", "", "");
    b.types[11] = (en_attribute){en_str_of("jltp"), EN_ATTRIBUTE_JLPT};
    b.types[12] = (en_attribute){en_str_of("seats"), EN_ATTRIBUTE_TEXT}; /* which is a number anyway */
    assert_int_equal(en_eligibility_compile(&b.source, &b.arena, &b.report, &b.eligibility), EN_OK);
    assert_int_equal(b.report.warnings, 2);
    check_str(b.report.problems[0].where.value, "jltp");
    check_str(b.report.problems[1].where.value, "seats");
    bench_end(&b);
}

static void compile__without_an_expression_lets_everyone_pass(void **state)
{
    (void)state;
    bench b;
    bench_read(&b, NULL, BLANK, PLAIN);
    assert_false(en_eligibility_given(b.eligibility));
    assert_true(en_eligibility_test(b.eligibility, 0, 0));
    bench_end(&b);
}

static void take__checks_every_typed_column_whether_it_is_named_or_not(void **state)
{
    (void)state;
    static const struct {
        const char *row, *column, *value;
        en_word rule;
    } cases[] = {
        {"A,,,N6,,,,,,,,,,\n", "jlpt", "N6", EN_W_ATTRIBUTE_NOT_JLPT},
        {"A,,,,B3,,,,,,,,,\n", "cefr", "B3", EN_W_ATTRIBUTE_NOT_CEFR},
        {"A,,,,,85 points,,,,,,,,\n", "score", "85 points", EN_W_NUMBER_MALFORMED},
        {"A,,,,,1e999,,,,,,,,\n", "score", "1e999", EN_W_NUMBER_OUT_OF_RANGE},
        {"A,,,,,,,,1998-13-01,,,,,\n", "birth", "1998-13-01", EN_W_ATTRIBUTE_NOT_DAY},
        {"A,,,,,,,,1998,,,,,\n", "birth", "1998", EN_W_ATTRIBUTE_NOT_DAY},
    };
    static const char *const texts[] = {
        NULL, "degree == \"x\"", "jlpt > \"N5\" and cefr > \"A1\" and score > 1 and birth > \"1990-01-01\""};
    for (size_t i = 0; i < CHECK_COUNT(cases) * CHECK_COUNT(texts); i++) {
        bench b;
        size_t n = i / CHECK_COUNT(texts);
        bench_start(&b, texts[i % CHECK_COUNT(texts)], "", PLAIN);
        assert_true(table_of_text(&b.arena, "applicants.csv",
                                  joined(&b.arena, applicant_header, cases[n].row), &b.report,
                                  &b.applicants));
        assert_int_equal(en_eligibility_compile(&b.source, &b.arena, &b.report, &b.eligibility), EN_OK);
        assert_int_equal(take_rows(&b, EN_ELIGIBILITY_PLACES, &b.arena), EN_OK);
        assert_int_equal(take_rows(&b, EN_ELIGIBILITY_APPLICANTS, &b.arena), EN_ERR_INPUT);
        assert_int_equal(b.report.kept, 1);
        const en_problem *p = b.report.problems;
        assert_int_equal(p->rule, cases[n].rule);
        assert_int_equal(p->where.row, 2);
        check_str(p->where.file, "applicants.csv");
        check_str(p->where.column, cases[n].column);
        check_str(p->where.value, cases[n].value);
        bench_end(&b);
    }
}

static void take__tells_rows_apart(void **state)
{
    (void)state;
    bench b;
    bench_read(&b, "jlpt >= place.min_jlpt and degree in (\"master\", \"doctor\")",
               ANNA BLANK "A3,doctor,,N4,,,,,,,,,,\n", PLAIN TOKYO "P3,1,N5,,,,,,\n");
    static const bool expected[3][3] = {{false, true, true}, {false, false, false}, {false, false, true}};
    for (uint32_t a = 0; a < 3; a++)
        for (uint32_t p = 0; p < 3; p++)
            assert_int_equal(en_eligibility_test(b.eligibility, a, p), expected[a][p]);
    bench_end(&b);
}

static void take__keeps_many_texts_and_lists_apart(void **state)
{
    (void)state;
    en_text rows = en_text_make(NULL);
    for (int i = 0; i < ROWS; i++) {
        char row[96];
        snprintf(row, sizeof row, "A%d,d%d,d%d,,,,,,,c%d;c%d,,,,\n", i, i, i % 2 ? i : i + 1, i, i + 1);
        en_text_add_z(&rows, row);
    }
    en_text_add_char(&rows, '\0');
    bench b;
    bench_start(&b, "degree == field and \"c77\" in categories", rows.at, PLAIN);
    assert_int_equal(en_eligibility_compile(&b.source, &b.arena, &b.report, &b.eligibility), EN_OK);
    assert_int_equal(take_rows(&b, EN_ELIGIBILITY_APPLICANTS, &b.arena), EN_OK);
    assert_int_equal(take_rows(&b, EN_ELIGIBILITY_PLACES, &b.arena), EN_OK);
    for (uint32_t row = 0; row < ROWS; row++)
        assert_int_equal(en_eligibility_test(b.eligibility, row, 0), row == 77);
    bench_end(&b);
    en_text_free(&rows);
}

static void take__keeps_cells_when_the_reader_is_gone(void **state)
{
    (void)state;
    bench b;
    bench_read(&b, "degree == place.degree", "A,\"a text of more than \"\"16\"\" bytes\",,,,,,,,,,,,\n" BLANK,
               "P,1,,,,,\"a text of more than \"\"16\"\" bytes\",,\nP2,1,,,,,a b,,\n");
    assert_true(en_eligibility_test(b.eligibility, 0, 0));
    assert_false(en_eligibility_test(b.eligibility, 0, 1));
    bench_end(&b);
}

static void words__say_the_expression_in_three_languages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words[EN_LANGUAGE_COUNT];
    } cases[] = {
        {NULL, {"everyone", "tất cả mọi người", "全員"}},
        {"jlpt >= place.min_jlpt and degree in (\"master\", \"doctor\")",
         {"jlpt at least the place’s min_jlpt, and degree one of master, doctor",
          "jlpt từ min_jlpt của nơi tiếp nhận trở lên và degree là một trong: master, doctor",
          "jlpt が 受入先の min_jlpt 以上、かつ degree が master、doctor のいずれか"}},
        {"birth >= \"1991-04-02\" or (score > 1200.5 and not score == 3)",
         {"birth on or after 1991-04-02, or (score above 1,200.5, and not (score equal to 3))",
          "birth từ 2/4/1991 trở đi hoặc (score cao hơn 1.200,5 và không phải (score là 3))",
          "birth が 1991年4月2日 以降、または （score が 1,200.5 を上回る、かつ （score が 3）ではない）"}},
        {"score * (other - 1) / 2 > -third",
         {"(score × (other − 1)) ÷ 2 above −third", "(score × (other − 1)) ÷ 2 cao hơn −third",
          "（score × （other − 1）） ÷ 2 が −third を上回る"}},
        {"jlpt is not empty and \"women\" in categories and degree not in (\"x\") and place.min_jlpt is "
         "empty",
         {"jlpt given, and women among categories, and degree none of x, and the place’s min_jlpt not given",
          "đã ghi jlpt và women có trong categories và degree không thuộc: x và chưa ghi min_jlpt của nơi "
          "tiếp nhận",
          "jlpt が記入済み、かつ categories に women がある、かつ degree が x のいずれでもない、かつ "
          "受入先の min_jlpt が未記入"}},
        {"if degree == \"doctor\" then score >= 60 else score >= 70",
         {"score at least 60 if degree equal to doctor, otherwise score at least 70",
          "score từ 60 trở lên nếu degree là doctor, nếu không thì score từ 70 trở lên",
          "degree が doctorの場合は score が 60 以上、それ以外は score が 70 以上"}},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases) * EN_LANGUAGE_COUNT; i++) {
        size_t n = i / EN_LANGUAGE_COUNT, language = i % EN_LANGUAGE_COUNT;
        bench b;
        bench_read(&b, cases[n].text, "", "");
        en_text words = en_text_make(NULL);
        en_eligibility_add_words(&words, (en_language)language, b.eligibility);
        check_str(en_text_str(&words), cases[n].words[language]);
        en_text_free(&words);
        bench_end(&b);
    }
}

/* Everything with an allocator that refuses the n-th call. */
static en_status with_failure(size_t n, size_t *calls)
{
    check_heap heap = {.fail_at = n};
    en_allocator allocator = check_allocator(&heap);
    bench b;
    bench_start(&b,
                "degree == \"th\xE1\xBA\xA1"
                "c \"\"s\xC4\xA9\" and jlpt > \"N5\" and \"w\" in categories and [a]]b] == field",
                ANNA "A2,tha\xCC\xA3"
                     "c,,,,,,,,a;b;c,,,,\n",
                TOKYO);
    en_arena arena = en_arena_make(&allocator);
    en_status status = en_eligibility_compile(&b.source, &arena, &b.report, &b.eligibility);
    if (status == EN_OK) status = take_rows(&b, EN_ELIGIBILITY_APPLICANTS, &arena);
    if (status == EN_OK) status = take_rows(&b, EN_ELIGIBILITY_PLACES, &arena);
    if (status == EN_OK) assert_false(en_eligibility_test(b.eligibility, 0, 0));
    assert_int_equal(b.report.errors, 0);
    en_arena_free(&arena);
    assert_int_equal(heap.in_use, 0);
    *calls = heap.calls;
    bench_end(&b);
    return status;
}

static void compile__survives_every_refused_allocation(void **state)
{
    (void)state;
    size_t calls, all;
    assert_int_equal(with_failure(0, &all), EN_OK);
    assert_true(all > 0);
    for (size_t n = 1; n <= all; n++) assert_int_equal(with_failure(n, &calls), EN_ERR_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test__has_every_comparison_of_every_type),
        cmocka_unit_test(test__takes_if_at_the_start_of_an_expression),
        cmocka_unit_test(test__compares_texts_after_normalising_them),
        cmocka_unit_test(test__finds_an_empty_cell_unknown_in_every_comparison),
        cmocka_unit_test(test__follows_the_tables_of_three_values),
        cmocka_unit_test(test__agrees_with_a_second_evaluation_of_random_conditions),
        cmocka_unit_test(column__names_what_decided),
        cmocka_unit_test(compile__reports_each_fault_where_it_is),
        cmocka_unit_test(compile__reports_every_fault_of_names_and_types),
        cmocka_unit_test(compile__has_stated_limits),
        cmocka_unit_test(compile__warns_of_a_type_for_a_column_that_is_not_there),
        cmocka_unit_test(compile__without_an_expression_lets_everyone_pass),
        cmocka_unit_test(take__checks_every_typed_column_whether_it_is_named_or_not),
        cmocka_unit_test(take__tells_rows_apart),
        cmocka_unit_test(take__keeps_many_texts_and_lists_apart),
        cmocka_unit_test(take__keeps_cells_when_the_reader_is_gone),
        cmocka_unit_test(words__say_the_expression_in_three_languages),
        cmocka_unit_test(compile__survives_every_refused_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

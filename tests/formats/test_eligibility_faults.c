/* What eligibility expressions and typed cells refuse, and where; limits; rows; memory that runs out. */
#include "eligibility_bench.h"

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
        {"(", ")"}, {"not ", ""}, {"if true then ", " else true"}, {"1 + ", ""}, {"-", ""}};
    en_word rule = EN_WORD_COUNT;
    for (size_t i = 0; i < CHECK_COUNT(nests); i++) {
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
        cmocka_unit_test(compile__reports_each_fault_where_it_is),
        cmocka_unit_test(compile__reports_every_fault_of_names_and_types),
        cmocka_unit_test(compile__has_stated_limits),
        cmocka_unit_test(compile__warns_of_a_type_for_a_column_that_is_not_there),
        cmocka_unit_test(compile__without_an_expression_lets_everyone_pass),
        cmocka_unit_test(take__checks_every_typed_column_whether_it_is_named_or_not),
        cmocka_unit_test(take__tells_rows_apart),
        cmocka_unit_test(take__keeps_many_texts_and_lists_apart),
        cmocka_unit_test(take__keeps_cells_when_the_reader_is_gone),
        cmocka_unit_test(compile__survives_every_refused_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

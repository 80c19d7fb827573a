/* What eligibility expressions mean, which column decided, and how they are said in words. */
#include "eligibility_bench.h"

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
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) expect(cases[i].text, ANNA, TOKYO, cases[i].expected);
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
        cmocka_unit_test(words__say_the_expression_in_three_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

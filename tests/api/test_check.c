/* Parameters and bodies against the rows of their routes. */
#include "check.h"

#include "../../src/api/check.h"
#include "query.h"
#include "types.h"

static const en_route things = {
    .name = "list",
    .method = "GET",
    .path = "/api/things/{thing}",
    .flags = EN_PAGED,
    .sorts = "-made_at|name",
    .parameters = {{"thing", EN_IN_PATH, EN_KIND_ID, true},
                   {"kind", EN_IN_QUERY, EN_KIND_CHOICE, .choices = "a|b"},
                   {"from", EN_IN_QUERY, EN_KIND_INTEGER, .least = 1, .most = 9},
                   {"day", EN_IN_QUERY, EN_KIND_DATE},
                   {"q", EN_IN_QUERY, EN_KIND_TEXT, true, 1, 5}},
};

/* "column:rule" of each problem, with blanks between. */
static void add_problems(en_text *text, const en_report *report)
{
    for (size_t i = 0; i < report->kept; i++) {
        if (i > 0) en_text_add_char(text, ' ');
        en_text_add(text, report->problems[i].where.column);
        en_text_add_char(text, ':');
        en_text_add_z(text, en_word_key(report->problems[i].rule));
    }
}

static en_status ask(const char *query, const char *taken, en_arena *arena, en_asked *asked,
                     const char *problems)
{
    en_report report = en_report_make(NULL);
    en_text text = en_text_make(NULL);
    en_str segment = en_str_of(taken);
    en_status status = en_check_parameters(&things, en_str_of(query), &segment, 1, arena, &report, asked);
    add_problems(&text, &report);
    check_str(en_text_str(&text), problems);
    en_text_free(&text);
    en_report_free(&report);
    return status;
}

static void parameters__are_decoded_and_taken(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    en_asked asked;
    assert_int_equal(ask("q=a%20b+c&kind=b&from=9&day=2026-02", "%E7%B8%81", &arena, &asked, ""), EN_OK);
    check_str(asked.values[0], "縁");
    check_str(asked.values[1], "b");
    check_str(asked.values[2], "9");
    check_str(asked.values[3], "2026-02");
    check_str(asked.values[4], "a b c");
    assert_int_equal(asked.limit, EN_PAGE_USUAL);
    assert_int_equal(asked.sort, 0);
    assert_true(asked.turned); /* the row turns its first sort */
    en_arena_free(&arena);
}

static void parameters__of_a_page(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    en_asked asked;
    assert_int_equal(ask("q=a&limit=200&after=abc&sort=-name", "x", &arena, &asked, ""), EN_OK);
    assert_int_equal(asked.limit, 200);
    check_str(asked.after, "abc");
    assert_int_equal(asked.sort, 1);
    assert_true(asked.turned);
    assert_int_equal(ask("q=a&sort=made_at", "x", &arena, &asked, ""), EN_OK);
    assert_true(asked.turned);
    assert_int_equal(ask("q=a&sort=-made_at", "x", &arena, &asked, ""), EN_OK);
    assert_false(asked.turned);
    assert_int_equal(ask("q=a&limit=0", "x", &arena, &asked, "limit:check.number-bounds"), EN_ERR_INPUT);
    assert_int_equal(ask("q=a&limit=201", "x", &arena, &asked, "limit:check.number-bounds"), EN_ERR_INPUT);
    assert_int_equal(ask("q=a&sort=other", "x", &arena, &asked, "sort:check.choice"), EN_ERR_INPUT);
    assert_int_equal(ask("q=a&sort=-", "x", &arena, &asked, "sort:check.choice"), EN_ERR_INPUT);
    assert_int_equal(ask("q=a&sort=", "x", &arena, &asked, "sort:check.choice"), EN_ERR_INPUT);
    en_arena_free(&arena);
}

static void parameters__that_are_wrong_are_all_reported(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    en_asked asked;
    assert_int_equal(
        ask("kind=c&from=10&day=2026-13&other=1&q=aaaaaa&q=b&x%zz=1", "x", &arena, &asked,
            "kind:check.choice from:check.number-bounds day:check.date other:check.unknown-parameter "
            "q:check.length q:check.twice :check.encoding"),
        EN_ERR_INPUT);
    assert_int_equal(ask("", "x", &arena, &asked, "q:check.missing"), EN_ERR_INPUT);
    assert_int_equal(ask("thing=1&q=a", "x", &arena, &asked, "thing:check.unknown-parameter"), EN_ERR_INPUT);
    en_arena_free(&arena);
}

static void parameters__of_the_path_lead_nowhere_when_they_cannot_be(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    en_asked asked;
    static const char *const wrong[] = {"%", "%zz", "%00", "%ff", "a%0ab", "%20"};
    for (size_t i = 0; i < CHECK_COUNT(wrong); i++) {
        assert_int_equal(ask("q=a", wrong[i], &arena, &asked, ""), EN_ERR_INPUT);
        assert_true(asked.is_nowhere);
    }
    en_arena_free(&arena);
}

static void body(const en_type *type, const char *json, const char *problems)
{
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_text text = en_text_make(NULL);
    json_t *value = json_loads(json, 0, NULL);
    assert_non_null(value);
    en_status status = en_check_json(type, value, &arena, &report);
    add_problems(&text, &report);
    check_str(en_text_str(&text), problems);
    assert_int_equal(status, *problems ? EN_ERR_INPUT : EN_OK);
    json_decref(value);
    en_text_free(&text);
    en_report_free(&report);
    en_arena_free(&arena);
}

static void bodies__are_checked_by_their_type(void **state)
{
    (void)state;
    body(&en_type_new_user, "{\"user\":\"a\",\"name\":\"b\",\"roles\":[\"officer\",\"auditor\"]}", "");
    body(&en_type_new_user, "{}", "user:check.missing name:check.missing roles:check.missing");
    body(&en_type_new_user, "{\"user\":1,\"name\":null,\"roles\":\"officer\"}",
         "user:check.kind-text name:check.null roles:check.list");
    body(&en_type_new_user, "{\"user\":\"a\",\"name\":\"b\",\"roles\":[\"officer\",\"king\",3],\"crown\":1}",
         "roles[1]:check.choice roles[2]:check.kind-text crown:check.unknown");
    body(&en_type_new_user, "{\"user\":\"a\",\"name\":\"\",\"roles\":[]}",
         "name:check.missing roles:check.missing");
    body(&en_type_new_user, "[]", ":check.object");
    body(&en_type_new_key, "{\"name\":\"k\",\"scopes\":[\"users\"],\"days\":0}", "days:check.number-bounds");
    body(&en_type_new_key, "{\"name\":\"k\",\"scopes\":[\"users\"],\"days\":1.5}", "days:check.integer");
    body(&en_type_new_key, "{\"name\":\"k\",\"scopes\":[\"users\"],\"days\":\"1\"}", "days:check.integer");
}

static void bodies__reach_into_objects(void **state)
{
    (void)state;
    body(&en_type_new_round, "{\"round\":\"r\",\"title\":{\"en\":\"a\",\"vi\":\"b\"}}", "");
    body(&en_type_new_round, "{\"round\":\"r\",\"title\":{\"en\":1,\"fr\":\"b\"}}",
         "title.en:check.kind-text title.fr:check.unknown");
    body(&en_type_new_round, "{\"round\":\"r\",\"title\":[],\"from_sample\":\"yes\"}",
         "title:check.object from_sample:check.boolean");
}

static void bodies__of_the_ledger_have_the_columns_of_its_tables(void **state)
{
    (void)state;
    body(&en_type_area, "{\"area\":\"a\",\"kind\":\"country\",\"name_en\":\"A\"}", "");
    body(&en_type_area, "{\"area\":\"a\",\"kind\":\"planet\",\"name_fr\":\"A\"}",
         "kind:check.choice name_en:check.missing name_fr:check.unknown");
}

static void kinds__know_their_texts(void **state)
{
    (void)state;
    static const en_property property[] = {
        {"id", EN_KIND_ID},     {"decimal", EN_KIND_DECIMAL},
        {"date", EN_KIND_DATE}, {"instant", EN_KIND_INSTANT},
        {"real", EN_KIND_REAL}, {"yes", EN_KIND_BOOLEAN},
        {"any", EN_KIND_JSON},  {"text", EN_KIND_TEXT, .least = 2, .most = 3}};
    static const en_type type = {"Kinds", CHECK_COUNT(property), property, EN_LEDGER_NONE};
    body(&type,
         "{\"id\":\"a "
         "b\",\"decimal\":\"-1.50\",\"date\":\"2026\",\"instant\":\"2026-11-22T10:00:00Z\",\"real\":1e3,"
         "\"yes\":true,\"any\":[{\"a\":null}],\"text\":\"ab\"}",
         "");
    body(&type,
         "{\"id\":\"a\\u0007\",\"decimal\":\"1,5\",\"date\":\"22.11.2026\",\"instant\":\"2026-11-22\","
         "\"real\":\"1\","
         "\"yes\":1,\"text\":\"a\"}",
         "id:check.id decimal:check.number date:check.date instant:check.instant real:check.number "
         "yes:check.boolean "
         "text:check.length");
    body(&type, "{\"instant\":\"2026-02-29T10:00:00Z\"}", "instant:check.instant");
    body(&type, "{\"instant\":\"2026-02-28T24:00:00Z\"}", "instant:check.instant");
    body(&type, "{\"instant\":\"2026-02-28T23:59:60Z\"}", "instant:check.instant");
    body(&type, "{\"instant\":\"2026-02-28T23:59:59.125Z\"}", "");
    body(&type, "{\"instant\":\"2026-02-28T23:59:59.Z\"}", "instant:check.instant");
}

static void cookies__are_found_by_their_whole_name(void **state)
{
    (void)state;
    check_str(en_cookie_find(en_str_of("a=1; enishi=x; b=2"), "enishi"), "x");
    check_str(en_cookie_find(en_str_of("enishi=x=y"), "enishi"), "x=y");
    static const char *const none[] = {"",         "enishi",     "xenishi=1",         "enishi2=1",
                                       "ENISHI=1", "a=enishi=1", "enishi=1; enishi=2"};
    for (size_t i = 0; i < CHECK_COUNT(none); i++)
        assert_int_equal(en_cookie_find(en_str_of(none[i]), "enishi").size, 0);
}

static void languages__go_by_weight_then_by_place(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        en_language language;
    } cases[] = {
        {"", EN_LANGUAGE_EN},
        {"ja", EN_LANGUAGE_JA},
        {"vi-VN,vi;q=0.9,en;q=0.8", EN_LANGUAGE_VI},
        {"fr, de;q=0.9", EN_LANGUAGE_EN},
        {"en;q=0.1, ja;q=0.2", EN_LANGUAGE_JA},
        {"ja;q=0, vi;q=0.001", EN_LANGUAGE_VI},
        {"ja;q=2, vi", EN_LANGUAGE_VI},
        {"ja;q=0.1234, vi;q=0.1", EN_LANGUAGE_VI},
        {"ja;q=abc", EN_LANGUAGE_EN},
        {"ja ; q=0.5 , vi ; q=0.5", EN_LANGUAGE_JA},
        {"jap, vietnamese", EN_LANGUAGE_EN},
        {"*", EN_LANGUAGE_EN},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        assert_int_equal(en_language_accepted(en_str_of(cases[i].header)), cases[i].language);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters__are_decoded_and_taken),
        cmocka_unit_test(parameters__of_a_page),
        cmocka_unit_test(parameters__that_are_wrong_are_all_reported),
        cmocka_unit_test(parameters__of_the_path_lead_nowhere_when_they_cannot_be),
        cmocka_unit_test(bodies__are_checked_by_their_type),
        cmocka_unit_test(bodies__reach_into_objects),
        cmocka_unit_test(bodies__of_the_ledger_have_the_columns_of_its_tables),
        cmocka_unit_test(kinds__know_their_texts),
        cmocka_unit_test(cookies__are_found_by_their_whole_name),
        cmocka_unit_test(languages__go_by_weight_then_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

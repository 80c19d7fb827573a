/* JSON: what is refused, and that what is written is JSON again. */
#include "json.h"

#include "check.h"

#include <float.h>

static void check_read(const char *bytes, size_t n, uint64_t fault_row)
{
    en_report report = en_report_make(NULL);
    json_t *value = en_json_read((en_str){bytes, n}, en_str_of("round.json"), &report);
    assert_int_equal(value == NULL, fault_row > 0);
    if (fault_row) {
        assert_int_equal(report.errors, 1);
        check_str(report.problems[0].where.file, "round.json");
        assert_int_equal(report.problems[0].where.row, fault_row);
    } else {
        assert_int_equal(report.errors, 0);
    }
    json_decref(value);
    en_report_free(&report);
}

static void check_refused(const char *text, uint64_t row) { check_read(text, strlen(text), row); }

static void json__reads_objects_and_arrays(void **state)
{
    (void)state;
    check_refused("{\"id\": \"縁\", \"a\": [1, -2.5e3, true, null]}\n", 0);
    check_refused("[]", 0);
}

static void json__counts_values_before_they_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t least; /* values that are there */
        size_t most;  /* an empty array or object counts for two */
    } cases[] = {
        {"1", 1, 1},
        {"[]", 1, 2},
        {"[1]", 2, 2},
        {"[1, 2, 3]", 4, 4},
        {"{\"a\": 1, \"b\": [true, null]}", 5, 5},
        {"{\"a,[{\": \"x,y\\\",[{\\\\\", \"b\": \"\"}", 3, 3},
        {"[[], [], {}]", 4, 7},
        {"", 0, 1},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        size_t count = en_json_count(en_str_of(cases[i].text));
        assert_in_range(count, cases[i].least, cases[i].most);
    }
}

static void json__refuses_what_is_not_json(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "{",
                                        "{]",
                                        "{'a': 1}",
                                        "{\"a\": NaN}",
                                        "{\"a\": 01}",
                                        "{\"a\": 1,}",
                                        "[1] x",
                                        "[1e999]",
                                        "[99999999999999999999]",
                                        "{a: 1}",
                                        "[\"\\u0000\"]",
                                        "[\"\\ud800\"]",
                                        "// x\n[]",
                                        "[+1]",
                                        "[.5]"};
    for (size_t i = 0; i < CHECK_COUNT(wrong); i++) check_refused(wrong[i], 1);
}

/* A body that was not sent has no bytes, not even a place. */
static void json__refuses_no_bytes_at_all(void **state)
{
    (void)state;
    check_read(NULL, 0, 1);
}

static void json__refuses_a_key_that_is_there_twice(void **state)
{
    (void)state;
    check_refused("{\"id\": 1,\n \"id\": 2}", 2);
    check_refused("[{\"a\": {\"b\": 1, \"b\": 1}}]", 1);
}

static void json__says_in_which_line(void **state)
{
    (void)state;
    check_refused("{\n\"a\": 1,\n\"b\": x\n}", 3);
}

static void json__refuses_bytes_that_are_not_utf8(void **state)
{
    (void)state;
    en_report report = en_report_make(NULL);
    assert_null(en_json_read(en_str_of("[\"\xFF\"]"), en_str_of("a.json"), &report));
    assert_int_equal(report.problems[0].rule, EN_W_JSON_NOT_UTF8);
    assert_int_equal(report.problems[0].args[0].as.integer, 3);
    en_report_free(&report);
}

static void json__refuses_a_nul(void **state)
{
    (void)state;
    static const char *const places[] = {"[1]_", "_[1]", "[1,_2]", "[\"_\"]", "_"};
    for (size_t i = 0; i < CHECK_COUNT(places); i++) {
        char bytes[16];
        size_t n = strlen(places[i]);
        for (size_t k = 0; k < n; k++) bytes[k] = places[i][k] == '_' ? '\0' : places[i][k];
        en_report report = en_report_make(NULL);
        assert_null(en_json_read((en_str){bytes, n}, en_str_of("round.json"), &report));
        assert_int_equal(report.errors, 1);
        en_report_free(&report);
    }
}

static void json__refuses_nesting_without_end(void **state)
{
    (void)state;
    char *deep = malloc(200000);
    assert_non_null(deep);
    memset(deep, '[', 200000);
    check_read(deep, 200000, 1);
    free(deep);
}

static void json__is_written_with_indents(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_json json = en_json_to(&text);
    en_json_open(&json, '{');
    en_json_key_text(&json, "a", "x");
    en_json_key(&json, "list");
    en_json_open(&json, '[');
    en_json_int(&json, 1);
    en_json_null(&json);
    en_json_open(&json, '{');
    en_json_close(&json, '}');
    en_json_close(&json, ']');
    en_json_key_bool(&json, "b", true);
    en_json_key(&json, "r");
    en_json_real(&json, 0.5);
    en_json_close(&json, '}');
    check_str(en_text_str(&text), "{\n  \"a\": \"x\",\n  \"list\": [\n    1,\n    null,\n    {}\n  ],\n  "
                                  "\"b\": true,\n  \"r\": 0.5\n}\n");
    en_text_free(&text);
}

static void json__reads_back_every_text_it_writes(void **state)
{
    (void)state;
    uint64_t random = 1;
    static const char *const parts[] = {"\"", "\\", "\n", "\x01", "\x1F", "\x7F",
                                        "縁", "😀",  "a",  "/",    "\t",   "\xE2\x80\xA8"};
    for (int round = 0; round < 3000; round++) {
        char cell[64] = "";
        size_t count = check_below(&random, 12);
        for (size_t i = 0; i < count; i++) strcat(cell, parts[check_below(&random, CHECK_COUNT(parts))]);
        en_text text = en_text_make(NULL);
        en_json json = en_json_to(&text);
        en_json_open(&json, '[');
        en_json_str(&json, en_str_of(cell));
        en_json_close(&json, ']');
        json_t *back = en_json_read(en_text_str(&text), en_str_of("x"), NULL);
        assert_non_null(back);
        assert_string_equal(json_string_value(json_array_get(back, 0)), cell);
        json_decref(back);
        en_text_free(&text);
    }
}

static void json__reads_back_every_number_it_writes(void **state)
{
    (void)state;
    static const double values[] = {0, 1, -1.5, 0.1, 1e21, 1e-8, DBL_MAX, DBL_MIN, 123456789.123, 1e20};
    for (size_t i = 0; i < CHECK_COUNT(values); i++) {
        en_text text = en_text_make(NULL);
        en_json json = en_json_to(&text);
        en_json_open(&json, '[');
        en_json_real(&json, values[i]);
        en_json_close(&json, ']');
        json_t *back = json_loadb(text.at, text.size, JSON_DECODE_INT_AS_REAL, NULL);
        assert_non_null(back);
        assert_true(json_real_value(json_array_get(back, 0)) == values[i]);
        json_decref(back);
        en_text_free(&text);
    }
}

/* Every ASCII byte but NUL, at every place of strings of many lengths. */
static void json__escapes_what_must_be_wherever_it_stands(void **state)
{
    (void)state;
    char bytes[20];
    for (int byte = 1; byte < 0x80; byte++) {
        for (size_t size = 1; size <= sizeof bytes; size++) {
            for (size_t at = 0; at < size; at++) {
                memset(bytes, 'a', sizeof bytes);
                bytes[at] = (char)byte;
                en_text text = en_text_make(NULL);
                en_json_add_string(&text, (en_str){bytes, size});
                json_t *read = json_loadb(text.at, text.size, JSON_DECODE_ANY, NULL);
                assert_non_null(read);
                assert_int_equal(json_string_length(read), size);
                assert_memory_equal(json_string_value(read), bytes, size);
                json_decref(read);
                en_text_free(&text);
            }
        }
    }
}

static void json__leaves_other_scripts_as_they_are(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_json_add_string(&text, en_str_of("Đặng \"縁\" ハンダ\\"));
    check_str(en_text_str(&text), "\"Đặng \\\"縁\\\" ハンダ\\\\\"");
    en_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json__escapes_what_must_be_wherever_it_stands),
        cmocka_unit_test(json__leaves_other_scripts_as_they_are),
        cmocka_unit_test(json__reads_objects_and_arrays),
        cmocka_unit_test(json__refuses_what_is_not_json),
        cmocka_unit_test(json__refuses_no_bytes_at_all),
        cmocka_unit_test(json__refuses_a_key_that_is_there_twice),
        cmocka_unit_test(json__says_in_which_line),
        cmocka_unit_test(json__refuses_bytes_that_are_not_utf8),
        cmocka_unit_test(json__refuses_a_nul),
        cmocka_unit_test(json__refuses_nesting_without_end),
        cmocka_unit_test(json__counts_values_before_they_are_read),
        cmocka_unit_test(json__is_written_with_indents),
        cmocka_unit_test(json__reads_back_every_text_it_writes),
        cmocka_unit_test(json__reads_back_every_number_it_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

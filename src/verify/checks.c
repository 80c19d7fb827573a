/* Checks and what they found. See checks.h. */
#include "checks.h"

enum { MOST_SHOWN = 20 };

static const struct {
    const char *name;
    en_word word;
} states[] = {
    [EN_CHECK_NOT_DONE] = {"not-checked", EN_W_VERIFY_NOT_CHECKED},
    [EN_CHECK_HOLDS] = {"holds", EN_W_VERIFY_HOLDS},
    [EN_CHECK_FAILS] = {"fails", EN_W_VERIFY_FAILS},
};

bool en_checks_conclude(size_t count, en_check *checks)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (checks[i].report.errors == 0) continue;
        checks[i].state = EN_CHECK_FAILS;
        any = true;
    }
    return any;
}

static void add_line(en_text *out, en_language language, en_word word, size_t arg_count, const en_arg *args)
{
    en_words_add(out, language, word, arg_count, args);
    en_text_add_char(out, '\n');
}

static void show_check(en_text *out, en_language language, const en_check *check)
{
    en_arg args[] = {en_arg_text("check", check->name), en_arg_int("checked", (int64_t)check->checked)};
    en_text_add_z(out, en_word_template(language, states[check->state].word));
    en_text_add_z(out, "  ");
    add_line(out, language, check->state == EN_CHECK_NOT_DONE ? EN_W_VERIFY_CHECK : check->line, 2, args);
    en_words_add_report(out, language, &check->report, MOST_SHOWN, "       ");
}

void en_checks_show(en_text *out, en_text *errors, en_language language, const en_report *input, size_t count,
                    const en_check *checks, en_status status)
{
    en_arg fails = en_arg_int("count", 0);
    en_words_add_report(errors, language, input, MOST_SHOWN, "");
    if (status != EN_OK && status != EN_ERR_CLAIM) return;
    for (size_t i = 0; i < count; i++) {
        if (checks[i].name) show_check(out, language, &checks[i]);
        fails.as.integer += checks[i].state == EN_CHECK_FAILS;
    }
    add_line(out, language, status == EN_OK ? EN_W_VERIFY_ALL_HOLD : EN_W_VERIFY_SOME_FAIL, 1, &fails);
}

static void json_report(en_json *json, en_language language, const char *check, const char *state,
                        const en_report *report)
{
    en_json_open(json, '{');
    en_json_key_text(json, "check", check);
    en_json_key_text(json, "state", state);
    en_json_key_int(json, "errors", (int64_t)report->errors);
    en_json_key(json, "problems");
    en_json_open(json, '[');
    for (size_t i = 0; i < report->kept && i < MOST_SHOWN; i++)
        en_words_add_problem_json(json, language, &report->problems[i]);
    en_json_close(json, ']');
    en_json_close(json, '}');
}

void en_checks_show_json(en_text *out, en_language language, const en_report *input, size_t count,
                         const en_check *checks, en_status status)
{
    en_json json = en_json_to(out);
    en_json_open(&json, '{');
    en_json_key_bool(&json, "holds", status == EN_OK);
    en_json_key(&json, "checks");
    en_json_open(&json, '[');
    json_report(&json, language, "input", input->errors > 0 ? "fails" : "holds", input);
    for (size_t i = 0; i < count; i++)
        if (checks[i].name)
            json_report(&json, language, checks[i].name, states[checks[i].state].name, &checks[i].report);
    en_json_close(&json, ']');
    en_json_close(&json, '}');
}

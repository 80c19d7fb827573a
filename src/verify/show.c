/* What a verification found, for people and for programs. See show.h. */
#include "show.h"

enum { MOST_SHOWN = 20 };

static const struct {
    const char *name;
    en_word line;
} checks[EN_VERIFY_CHECKS] = {
    [EN_VERIFY_FILES] = {"files", EN_W_VERIFY_CHECK_FILES},
    [EN_VERIFY_RULES] = {"rules", EN_W_VERIFY_CHECK_RULES},
    [EN_VERIFY_CLAIMS] = {"claims", EN_W_VERIFY_CHECK_CLAIMS},
    [EN_VERIFY_LOTTERY] = {"lottery", EN_W_VERIFY_CHECK_LOTTERY},
    [EN_VERIFY_FEASIBLE] = {"feasible", EN_W_VERIFY_CHECK_FEASIBLE},
    [EN_VERIFY_STABLE] = {"stable", EN_W_VERIFY_CHECK_STABLE},
    [EN_VERIFY_APPLICANT_OPTIMAL] = {"applicant-optimal", EN_W_VERIFY_CHECK_APPLICANT_OPTIMAL},
    [EN_VERIFY_PLACE_OPTIMAL] = {"place-optimal", EN_W_VERIFY_CHECK_PLACE_OPTIMAL},
    [EN_VERIFY_MATCHES] = {"matches.csv", EN_W_VERIFY_CHECK_ROWS},
    [EN_VERIFY_PLACES] = {"places.csv", EN_W_VERIFY_CHECK_ROWS},
    [EN_VERIFY_WAITING] = {"waiting.csv", EN_W_VERIFY_CHECK_ROWS},
    [EN_VERIFY_SUMMARY] = {"summary.json", EN_W_VERIFY_CHECK_SUMMARY},
};

static const struct {
    const char *name;
    en_word word;
} states[] = {
    [EN_VERIFY_NOT_ASKED] = {"not-asked", EN_W_VERIFY_NOT_CHECKED},
    [EN_VERIFY_NOT_CHECKED] = {"not-checked", EN_W_VERIFY_NOT_CHECKED},
    [EN_VERIFY_HOLDS] = {"holds", EN_W_VERIFY_HOLDS},
    [EN_VERIFY_FAILS] = {"fails", EN_W_VERIFY_FAILS},
};

static void add_line(en_text *out, en_language language, en_word word, size_t arg_count, const en_arg *args)
{
    en_words_add(out, language, word, arg_count, args);
    en_text_add_char(out, '\n');
}

static void add_problems(en_text *out, en_language language, const en_report *report, const char *indent)
{
    for (size_t i = 0; i < report->kept && i < MOST_SHOWN; i++) {
        en_text_add_z(out, indent);
        en_words_add_problem(out, language, &report->problems[i]);
        en_text_add_char(out, '\n');
    }
    en_arg more = en_arg_int("count", (int64_t)(report->errors + report->warnings) - MOST_SHOWN);
    if (more.as.integer <= 0) return;
    en_text_add_z(out, indent);
    add_line(out, language, EN_W_VERIFY_MORE, 1, &more);
}

void en_verify_show(en_text *out, en_text *errors, en_language language, const en_verify *v, en_status status)
{
    en_arg fails = en_arg_int("count", 0);
    add_problems(errors, language, &v->input, "");
    if (status != EN_OK && status != EN_ERR_CLAIM) return;
    for (int i = 0; i < EN_VERIFY_CHECKS; i++) {
        const en_verify_finding *f = &v->findings[i];
        if (f->state == EN_VERIFY_NOT_ASKED) continue;
        en_arg args[] = {en_arg_text("check", checks[i].name), en_arg_int("checked", (int64_t)f->checked)};
        en_text_add_z(out, en_word_template(language, states[f->state].word));
        en_text_add_z(out, "  ");
        add_line(out, language, f->state == EN_VERIFY_NOT_CHECKED ? EN_W_VERIFY_CHECK : checks[i].line, 2, args);
        add_problems(out, language, &f->report, "       ");
        fails.as.integer += f->state == EN_VERIFY_FAILS;
    }
    add_line(out, language, status == EN_OK ? EN_W_VERIFY_ALL_HOLD : EN_W_VERIFY_SOME_FAIL, 1, &fails);
}

static void json_problem(en_json *json, en_language language, const en_problem *problem)
{
    const en_where *where = &problem->where;
    en_text message = en_text_make(NULL);
    en_words_add(&message, language, problem->rule, problem->arg_count, problem->args);
    json->text->failed = json->text->failed || message.failed;
    en_json_open(json, '{');
    en_json_key_text(json, "rule", en_word_key(problem->rule));
    if (where->file.size) en_json_key_str(json, "file", where->file);
    if (where->row) en_json_key_int(json, "row", (int64_t)where->row);
    if (where->column.size) en_json_key_str(json, "column", where->column);
    if (where->value.size) en_json_key_str(json, "value", where->value);
    for (size_t i = 0; i < problem->arg_count; i++)
        if (problem->args[i].kind == EN_ARG_TEXT) en_json_key_str(json, problem->args[i].name, problem->args[i].as.text);
    en_json_key_str(json, "message", en_text_str(&message));
    en_json_close(json, '}');
    en_text_free(&message);
}

static void json_report(en_json *json, en_language language, const char *check, const char *state, const en_report *report)
{
    en_json_open(json, '{');
    en_json_key_text(json, "check", check);
    en_json_key_text(json, "state", state);
    en_json_key_int(json, "errors", (int64_t)report->errors);
    en_json_key(json, "problems");
    en_json_open(json, '[');
    for (size_t i = 0; i < report->kept && i < MOST_SHOWN; i++) json_problem(json, language, &report->problems[i]);
    en_json_close(json, ']');
    en_json_close(json, '}');
}

void en_verify_show_json(en_text *out, en_language language, const en_verify *v, en_status status)
{
    en_json json = en_json_to(out);
    en_json_open(&json, '{');
    en_json_key_bool(&json, "holds", status == EN_OK);
    en_json_key(&json, "checks");
    en_json_open(&json, '[');
    json_report(&json, language, "input", v->input.errors > 0 ? "fails" : "holds", &v->input);
    for (int i = 0; i < EN_VERIFY_CHECKS; i++)
        if (v->findings[i].state != EN_VERIFY_NOT_ASKED)
            json_report(&json, language, checks[i].name, states[v->findings[i].state].name, &v->findings[i].report);
    en_json_close(&json, ']');
    en_json_close(&json, '}');
}

/* What a verification found, for people and for programs. See show.h. */
#include "show.h"

enum { MOST_SHOWN = 20 };

typedef struct check_words {
    const char *name;
    en_word line;
} check_words;

static const check_words checks[EN_VERIFY_CHECKS] = {
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

static void add_problems(en_text *out, en_language language, const en_report *report, const char *indent)
{
    for (size_t i = 0; i < report->kept && i < MOST_SHOWN; i++) {
        en_text_add_z(out, indent);
        en_words_add_problem(out, language, &report->problems[i]);
        en_text_add_char(out, '\n');
    }
    uint64_t all = report->errors + report->warnings;
    if (all <= MOST_SHOWN) return;
    en_arg more = en_arg_int("count", (int64_t)(all - MOST_SHOWN));
    en_text_add_z(out, indent);
    en_words_add(out, language, EN_W_VERIFY_MORE, 1, &more);
    en_text_add_char(out, '\n');
}

static void add_check(en_text *out, en_language language, const en_verify_finding *finding, const check_words *check)
{
    en_arg args[] = {en_arg_text("check", check->name), en_arg_int("checked", (int64_t)finding->checked)};
    en_text_add_z(out, en_word_template(language, states[finding->state].word));
    en_text_add_z(out, "  ");
    if (finding->checked > 0 || finding->state == EN_VERIFY_HOLDS) en_words_add(out, language, check->line, 2, args);
    else en_text_add_z(out, check->name);
    en_text_add_char(out, '\n');
    add_problems(out, language, &finding->report, "       ");
}

void en_verify_show(en_text *out, en_language language, const en_verify *v)
{
    int64_t fails = 0;
    bool all = true;
    for (int i = 0; i < EN_VERIFY_CHECKS; i++) {
        const en_verify_finding *finding = &v->findings[i];
        fails += finding->state == EN_VERIFY_FAILS;
        all = all && (finding->state == EN_VERIFY_HOLDS || finding->state == EN_VERIFY_NOT_ASKED);
        if (finding->state != EN_VERIFY_NOT_ASKED) add_check(out, language, finding, &checks[i]);
    }
    en_arg count = en_arg_int("count", fails);
    if (all) en_words_add(out, language, EN_W_VERIFY_ALL_HOLD, 0, NULL);
    else if (fails > 0) en_words_add(out, language, EN_W_VERIFY_SOME_FAIL, 1, &count);
    if (all || fails > 0) en_text_add_char(out, '\n');
}

void en_verify_show_input(en_text *out, en_language language, const en_verify *v)
{
    add_problems(out, language, &v->input, "");
}

static void json_where(en_json *json, const en_where *where)
{
    if (where->file.size) en_json_key_str(json, "file", where->file);
    if (where->row) en_json_key_int(json, "row", (int64_t)where->row);
    if (where->column.size) en_json_key_str(json, "column", where->column);
    if (where->value.size) en_json_key_str(json, "value", where->value);
}

static void json_arg(en_json *json, const en_arg *arg)
{
    switch (arg->kind) {
    case EN_ARG_NONE: break;
    case EN_ARG_INT: en_json_key_int(json, arg->name, arg->as.integer); break;
    case EN_ARG_REAL:
        en_json_key(json, arg->name);
        en_json_real(json, arg->as.real);
        break;
    case EN_ARG_TEXT: en_json_key_str(json, arg->name, arg->as.text); break;
    case EN_ARG_WORD: en_json_key_text(json, arg->name, en_word_key(arg->as.word)); break;
    }
}

static void json_problem(en_json *json, en_language language, const en_problem *problem)
{
    en_json_open(json, '{');
    en_json_key_text(json, "rule", en_word_key(problem->rule));
    en_json_key_text(json, "severity", problem->severity == EN_ERROR ? "error" : "warning");
    json_where(json, &problem->where);
    en_json_key(json, "args");
    en_json_open(json, '{');
    for (size_t i = 0; i < problem->arg_count; i++) json_arg(json, &problem->args[i]);
    en_json_close(json, '}');
    en_text message = en_text_make(NULL);
    en_words_add(&message, language, problem->rule, problem->arg_count, problem->args);
    if (message.failed) json->text->failed = true;
    en_json_key_str(json, "message", en_text_str(&message));
    en_text_free(&message);
    en_json_close(json, '}');
}

static void json_report(en_json *json, en_language language, const en_report *report)
{
    en_json_key_int(json, "errors", (int64_t)report->errors);
    en_json_key(json, "problems");
    en_json_open(json, '[');
    for (size_t i = 0; i < report->kept && i < MOST_SHOWN; i++) json_problem(json, language, &report->problems[i]);
    en_json_close(json, ']');
}

static void json_check(en_json *json, en_language language, const en_verify_finding *finding, const char *name)
{
    en_json_open(json, '{');
    en_json_key_text(json, "check", name);
    en_json_key_text(json, "state", states[finding->state].name);
    en_json_key_int(json, "checked", (int64_t)finding->checked);
    json_report(json, language, &finding->report);
    en_json_close(json, '}');
}

void en_verify_show_json(en_text *out, en_language language, const en_verify *v, en_status status)
{
    en_json json = en_json_to(out);
    en_json_open(&json, '{');
    if (v->round.id.size) en_json_key_str(&json, "round", v->round.id);
    en_json_key_bool(&json, "holds", status == EN_OK);
    en_json_key(&json, "checks");
    en_json_open(&json, '[');
    for (int i = 0; i < EN_VERIFY_CHECKS; i++)
        if (v->findings[i].state != EN_VERIFY_NOT_ASKED) json_check(&json, language, &v->findings[i], checks[i].name);
    en_json_close(&json, ']');
    en_json_key(&json, "input");
    en_json_open(&json, '{');
    json_report(&json, language, &v->input);
    en_json_close(&json, '}');
    en_json_close(&json, '}');
}

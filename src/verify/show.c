/* What a verification found, for people and for programs. */
#include "verify.h"

enum { MOST_SHOWN = 20 };

static const struct {
    const char *name;
    en_word line;
} checks[EN_VERIFY_CHECKS] = {
    [EN_VERIFY_FILES] = {"files", EN_W_VERIFY_CHECK_FILES},
    [EN_VERIFY_CERTIFICATE] = {"certificate", EN_W_VERIFY_CHECK_CERTIFICATE},
    [EN_VERIFY_FEASIBLE] = {"feasible", EN_W_VERIFY_CHECK_FEASIBLE},
    [EN_VERIFY_STABLE] = {"stable", EN_W_VERIFY_CHECK_STABLE},
    [EN_VERIFY_OPTIMAL] = {"optimal", EN_W_VERIFY_CHECK_OPTIMAL},
    [EN_VERIFY_MATCHES] = {"matches.csv", EN_W_VERIFY_CHECK_ROWS},
    [EN_VERIFY_PLACES] = {"places.csv", EN_W_VERIFY_CHECK_ROWS},
    [EN_VERIFY_WAITING] = {"waiting.csv", EN_W_VERIFY_CHECK_ROWS},
    [EN_VERIFY_SUMMARY] = {"summary.json", EN_W_VERIFY_CHECK_SUMMARY},
};

static const struct {
    const char *name;
    en_word word;
} states[] = {
    [EN_VERIFY_NOT_CHECKED] = {"not-checked", EN_W_VERIFY_NOT_CHECKED},
    [EN_VERIFY_HOLDS] = {"holds", EN_W_VERIFY_HOLDS},
    [EN_VERIFY_FAILS] = {"fails", EN_W_VERIFY_FAILS},
};

static const char *name_of(const en_verify *v, int check)
{
    return check == EN_VERIFY_OPTIMAL ? en_verify_optimal(v) : checks[check].name;
}

static void add_line(en_text *out, en_language language, en_word word, size_t arg_count, const en_arg *args)
{
    en_words_add(out, language, word, arg_count, args);
    en_text_add_char(out, '\n');
}

void en_verify_show(en_text *out, en_text *errors, en_language language, const en_verify *v, en_status status)
{
    en_arg fails = en_arg_int("count", 0);
    en_words_add_report(errors, language, &v->input, MOST_SHOWN, "");
    if (status != EN_OK && status != EN_ERR_CLAIM) return;
    for (int i = 0; i < EN_VERIFY_CHECKS; i++) {
        const en_verify_finding *f = &v->findings[i];
        en_arg args[] = {en_arg_text("check", name_of(v, i)), en_arg_int("checked", (int64_t)f->checked)};
        en_text_add_z(out, en_word_template(language, states[f->state].word));
        en_text_add_z(out, "  ");
        add_line(out, language, f->state == EN_VERIFY_NOT_CHECKED ? EN_W_VERIFY_CHECK : checks[i].line, 2,
                 args);
        en_words_add_report(out, language, &f->report, MOST_SHOWN, "       ");
        fails.as.integer += f->state == EN_VERIFY_FAILS;
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

void en_verify_show_json(en_text *out, en_language language, const en_verify *v, en_status status)
{
    en_json json = en_json_to(out);
    en_json_open(&json, '{');
    en_json_key_bool(&json, "holds", status == EN_OK);
    en_json_key(&json, "checks");
    en_json_open(&json, '[');
    json_report(&json, language, "input", v->input.errors > 0 ? "fails" : "holds", &v->input);
    for (int i = 0; i < EN_VERIFY_CHECKS; i++)
        json_report(&json, language, name_of(v, i), states[v->findings[i].state].name,
                    &v->findings[i].report);
    en_json_close(&json, ']');
    en_json_close(&json, '}');
}

/* Words as JSON, and in the language that the environment asks for: what a program needs of them and an
 * engine does not. See words.h. */
#include "words.h"

#include <stdlib.h>

en_language en_language_of_environment(void)
{
    static const char *const variables[] = {"ENISHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    en_language language = EN_LANGUAGE_EN;
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (!value || !*value) continue;
        return en_language_of(en_str_of(value), &language) ? language : EN_LANGUAGE_EN;
    }
    return language;
}

void en_words_add_problem_json(en_json *json, en_language language, const en_problem *problem)
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
        if (problem->args[i].kind == EN_ARG_TEXT)
            en_json_key_str(json, problem->args[i].name, problem->args[i].as.text);
    en_json_key_str(json, "message", en_text_str(&message));
    en_json_close(json, '}');
    en_text_free(&message);
}

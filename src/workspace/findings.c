/* Problems as JSON and back. See findings.h. */
#include "findings.h"

/* Text that JSON cannot hold becomes a question mark: it is for people to see. */
static json_t *text_value(en_str s)
{
    json_t *value = json_stringn(s.at ? s.at : "", s.size);
    return value ? value : json_string("?");
}

static json_t *arg_value(const en_arg *arg)
{
    switch (arg->kind) {
    case EN_ARG_INT: return json_integer(arg->as.integer);
    case EN_ARG_REAL: return json_real(arg->as.real);
    case EN_ARG_TEXT: return text_value(arg->as.text);
    case EN_ARG_TIME: return json_pack("{sf}", "time", arg->as.real);
    case EN_ARG_WORD: return json_pack("{ss}", "word", en_word_key(arg->as.word));
    case EN_ARG_NONE: break;
    }
    return json_null();
}

/* json_object_set_new with NULL, which memory may give, fails. */
static bool set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static json_t *finding_of(const en_problem *problem)
{
    const en_where *where = &problem->where;
    json_t *object = json_object(), *args = json_object();
    bool whole = object && args && set(object, "rule", json_string(en_word_key(problem->rule)));
    whole =
        whole && set(object, "severity", json_string(problem->severity == EN_ERROR ? "error" : "warning"));
    if (where->file.size) whole = whole && set(object, "file", text_value(where->file));
    if (where->row) whole = whole && set(object, "row", json_integer((json_int_t)where->row));
    if (where->column.size) whole = whole && set(object, "column", text_value(where->column));
    if (where->value.at) whole = whole && set(object, "value", text_value(where->value));
    for (size_t i = 0; i < problem->arg_count; i++)
        whole = whole && set(args, problem->args[i].name, arg_value(&problem->args[i]));
    if (whole && json_object_size(args) > 0) whole = json_object_set(object, "args", args) == 0;
    json_decref(args);
    if (whole) return object;
    json_decref(object);
    return NULL;
}

json_t *en_findings_of(const en_report *report)
{
    json_t *array = json_array();
    bool whole = array != NULL;
    for (size_t i = 0; i < report->kept && whole; i++)
        whole = json_array_append_new(array, finding_of(&report->problems[i])) == 0;
    if (whole) return array;
    json_decref(array);
    return NULL;
}

bool en_word_of_key(en_str key, en_word *word)
{
    for (int i = 0; i < EN_WORD_COUNT; i++)
        if (en_str_is(key, en_word_key((en_word)i))) {
            *word = (en_word)i;
            return true;
        }
    return false;
}

static en_str text_of(const json_t *value)
{
    return json_is_string(value) ? (en_str){json_string_value(value), json_string_length(value)}
                                 : (en_str){0};
}

static en_arg arg_of(const char *name, const json_t *value)
{
    en_word word;
    if (json_is_integer(value)) return en_arg_int(name, json_integer_value(value));
    if (json_is_real(value)) return en_arg_real(name, json_real_value(value));
    if (json_is_real(json_object_get(value, "time")))
        return en_arg_time(name, json_real_value(json_object_get(value, "time")));
    if (json_is_object(value) && en_word_of_key(text_of(json_object_get(value, "word")), &word))
        return en_arg_word(name, word);
    return en_arg_str(name, text_of(value));
}

size_t en_findings_args(const json_t *object, en_arg args[EN_FINDINGS_MOST_ARGS])
{
    size_t count = 0;
    for (void *at = json_object_iter((json_t *)(uintptr_t)object); at && count < EN_FINDINGS_MOST_ARGS;
         at = json_object_iter_next((json_t *)(uintptr_t)object, at))
        args[count++] = arg_of(json_object_iter_key(at), json_object_iter_value(at));
    return count;
}

void en_findings_add_message(en_text *text, en_language language, en_str key, const json_t *args)
{
    en_word word;
    en_arg list[EN_FINDINGS_MOST_ARGS];
    size_t count = en_findings_args(args, list);
    if (en_word_of_key(key, &word)) en_words_add(text, language, word, count, list);
    else en_text_add(text, key);
}

static void add_text(en_json *json, const char *key, const json_t *object)
{
    en_str value = text_of(json_object_get(object, key));
    if (value.at) en_json_key_str(json, key, value);
}

static void add_finding(en_json *json, en_language language, const json_t *finding)
{
    en_text message = en_text_make(NULL);
    en_findings_add_message(&message, language, text_of(json_object_get(finding, "rule")),
                            json_object_get(finding, "args"));
    en_json_open(json, '{');
    add_text(json, "rule", finding);
    add_text(json, "severity", finding);
    en_json_key_str(json, "message", en_text_str(&message));
    add_text(json, "file", finding);
    const json_t *row = json_object_get(finding, "row");
    if (json_is_integer(row)) en_json_key_int(json, "row", json_integer_value(row));
    add_text(json, "column", finding);
    add_text(json, "value", finding);
    en_json_close(json, '}');
    json->text->failed = json->text->failed || message.failed;
    en_text_free(&message);
}

void en_findings_add(en_json *json, en_language language, const json_t *findings)
{
    size_t at;
    json_t *finding;
    en_json_open(json, '[');
    json_array_foreach(findings, at, finding)
    {
        if (json_is_string(json_object_get(finding, "rule"))) add_finding(json, language, finding);
    }
    en_json_close(json, ']');
}

void en_findings_report(en_report *report, const json_t *finding)
{
    en_word word;
    en_arg args[EN_FINDINGS_MOST_ARGS];
    if (!en_word_of_key(text_of(json_object_get(finding, "rule")), &word)) return;
    bool warning = en_str_is(text_of(json_object_get(finding, "severity")), "warning");
    en_where where = {
        .file = text_of(json_object_get(finding, "file")),
        .row = (uint64_t)json_integer_value(json_object_get(finding, "row")),
        .column = text_of(json_object_get(finding, "column")),
        .value = text_of(json_object_get(finding, "value")),
    };
    size_t count = en_findings_args(json_object_get(finding, "args"), args);
    for (size_t i = 0; i < count; i++) { /* a report copies texts, and takes names for literals */
        args[i].name = en_arena_copy(&report->arena, args[i].name, strlen(args[i].name));
        if (!args[i].name) {
            report->out_of_memory = true;
            return;
        }
    }
    (void)en_report_add(report, warning ? EN_WARNING : EN_ERROR, word, where, count, args);
}

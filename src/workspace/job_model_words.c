/* What a model's parts are called for readers: by its table of names, which may also name elements of arrays,
 * units, scenarios and targets. See job_model_parts.h.
 */
#include "job_model_parts.h"

static en_str said(model_work *m, en_str name)
{
    return en_plan_name_said(m->has_names ? &m->names : NULL, m->asked->language, name, &m->w.arena);
}

/* The pieces between separators, each by its own name. */
static void add_pieces(model_work *m, en_text *text, en_str pieces, char separator)
{
    bool more = true;
    while (more) {
        const char *at = pieces.size ? memchr(pieces.at, separator, pieces.size) : NULL;
        en_str piece = {pieces.at, at ? (size_t)(at - pieces.at) : pieces.size};
        en_str name = said(m, en_str_trim(piece));
        text->failed = text->failed || !name.at;
        if (!text->failed) en_text_add(text, name);
        if (at) en_text_add_char(text, separator);
        more = at != NULL;
        if (more) pieces = (en_str){at + 1, pieces.size - piece.size - 1};
    }
}

static en_str kept(model_work *m, en_text *text)
{
    const char *copy = text->failed ? NULL : en_arena_copy(&m->w.arena, text->at ? text->at : "", text->size);
    en_str whole = {copy, copy ? text->size : 0};
    en_text_free(text);
    return whole;
}

en_str model_label(model_work *m, en_str name)
{
    en_str label = said(m, name);
    const char *open =
        label.size && label.at[label.size - 1] == ']' ? memchr(label.at, '[', label.size) : NULL;
    if (!m->has_names || !open) return label;
    size_t before = (size_t)(open - label.at) + 1;
    en_text text = en_text_make(NULL);
    en_text_add(&text, (en_str){label.at, before});
    add_pieces(m, &text, (en_str){open + 1, label.size - before - 1}, ',');
    en_text_add_char(&text, ']');
    return kept(m, &text);
}

en_str model_unit(model_work *m, en_str unit)
{
    if (!m->has_names || unit.size == 0) return unit.at ? unit : en_str_of("");
    en_text text = en_text_make(NULL);
    add_pieces(m, &text, unit, '/');
    return kept(m, &text);
}

/* Texts, numbers and flags of elements, and the tables that say where they go. See read_parts.h. */
#include "read_parts.h"

#include "number.h"

#include <math.h>
#include <strings.h>

void reader_fail(reader *r, en_status status)
{
    if (r->status == EN_OK || status == EN_ERR_MEMORY) r->status = status;
}

void reader_tell(reader *r, en_severity severity, en_word rule, en_plan_place place, en_str value,
                 en_str element)
{
    en_arg arg = en_arg_str("element", element);
    en_status status = en_xmile_report(r->tree, r->report, severity, rule, place, value, 1, &arg);
    if (status != EN_OK) reader_fail(r, status);
}

en_plan_place place_of(const reader *r, uint32_t n) { return en_xmile_place(r->tree, r->tree->nodes[n].at); }

void *add_item(reader *r, void **items, size_t *count, size_t size)
{
    bool full = (*count & (*count - 1)) == 0; /* 0, or a power of two: as many as there is room for */
    if (full) {
        void *grown = en_arena_array(r->arena, *count ? 2 * *count : 1, size);
        if (!grown) {
            reader_fail(r, EN_ERR_MEMORY);
            return NULL;
        }
        if (*count) memcpy(grown, *items, *count * size);
        *items = grown;
    }
    return (char *)*items + (*count)++ * size;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Drops blanks at both ends; pieces before the new start go, and the one that holds it begins there. */
static void trim(reader *r, en_plan_text *t)
{
    size_t from = 0, to = t->text.size;
    while (from < to && is_blank(t->text.at[from])) from++;
    while (to > from && is_blank(t->text.at[to - 1])) to--;
    en_plan_place start = en_plan_text_place(t, from);
    uint32_t first = 0;
    while (first + 1 < t->piece_count && t->pieces[first + 1].at <= from) first++;
    en_plan_piece *pieces = en_arena_array(r->arena, t->piece_count - first, sizeof *pieces);
    if (!pieces) {
        reader_fail(r, EN_ERR_MEMORY);
        return;
    }
    for (uint32_t i = first; i < t->piece_count; i++) {
        pieces[i - first] = t->pieces[i];
        pieces[i - first].at -= i > first ? (uint32_t)from : t->pieces[i].at;
    }
    if (t->piece_count > first) pieces[0].place = start;
    t->pieces = pieces;
    t->piece_count -= first;
    t->text = (en_str){t->text.at + from, to - from};
}

static bool is_text(const en_xmile_node *node)
{
    return node->kind == EN_XMILE_TEXT || node->kind == EN_XMILE_CDATA;
}

/* The texts of the element one behind the other. Element children are the caller's concern. */
static en_plan_text collect(reader *r, uint32_t n)
{
    const en_xmile_node *nodes = r->tree->nodes;
    size_t parts = 0, bytes = 0, runs = 0, done = 0, made = 0;
    en_str only = en_str_of("");
    for (uint32_t child = nodes[n].first; child; child = nodes[child].next) {
        if (!is_text(&nodes[child])) continue;
        only = nodes[child].text;
        parts++, bytes += only.size, runs += nodes[child].run_count;
    }
    en_plan_piece *pieces = en_arena_array(r->arena, runs ? runs : 1, sizeof *pieces);
    char *joined = parts > 1 ? en_arena_raw(r->arena, bytes + 1, 1) : NULL;
    if (!pieces || (parts > 1 && !joined)) {
        reader_fail(r, EN_ERR_MEMORY);
        return (en_plan_text){0};
    }
    for (uint32_t child = nodes[n].first; child; child = nodes[child].next) {
        const en_xmile_node *node = &nodes[child];
        if (!is_text(node)) continue;
        for (uint32_t i = 0; i < node->run_count; i++)
            pieces[made++] = (en_plan_piece){(uint32_t)(done + node->runs[i].at),
                                             en_xmile_place(r->tree, node->runs[i].from)};
        if (joined && node->text.size) memcpy(joined + done, node->text.at, node->text.size);
        done += node->text.size;
    }
    if (made == 0) /* where a text would stand */
        pieces[made++].place =
            en_xmile_place(r->tree, nodes[n].at + (nodes[n].close_size ? nodes[n].size : 0));
    return (en_plan_text){parts > 1 ? (en_str){joined, bytes} : only, pieces, (uint32_t)made, n};
}

static en_plan_text doc_of(reader *r, uint32_t n)
{
    en_plan_text text = collect(r, n);
    if (r->status != EN_ERR_MEMORY) trim(r, &text);
    return text;
}

en_plan_text text_of(reader *r, uint32_t n)
{
    const en_xmile_node *nodes = r->tree->nodes;
    for (uint32_t child = nodes[n].first; child; child = nodes[child].next)
        if (nodes[child].kind == EN_XMILE_ELEMENT && nodes[child].space == EN_XMILE_STANDARD)
            reader_tell(r, EN_ERROR, EN_W_XMILE_ELEMENT_IN_TEXT, place_of(r, child), nodes[child].name,
                        nodes[n].name);
    return doc_of(r, n);
}

static en_plan_text text_of_attribute(reader *r, const en_xmile_attribute *a)
{
    en_plan_piece *piece = en_arena_array(r->arena, 1, sizeof *piece);
    if (!piece) {
        reader_fail(r, EN_ERR_MEMORY);
        return (en_plan_text){0};
    }
    piece->place = en_xmile_place(r->tree, a->value_at);
    en_plan_text text = {a->value, piece, 1, 0};
    trim(r, &text);
    return text;
}

/* XMILE's numbers may begin or end with their point (.375, 14.) and be INF. */
bool read_real(en_str s, double *value)
{
    char buffer[400];
    size_t sign = s.size > 0 && (*s.at == '-' || *s.at == '+'), n = 0;
    if (s.size - sign == 3 && strncasecmp(s.at + sign, "inf", 3) == 0) {
        *value = *s.at == '-' ? -(double)INFINITY : (double)INFINITY;
        return true;
    }
    if (s.size == 0 || s.size > sizeof buffer / 2) return false;
    for (size_t i = 0; i < s.size; i++) {
        bool before = i > sign && s.at[i - 1] >= '0' && s.at[i - 1] <= '9';
        bool after = i + 1 < s.size && s.at[i + 1] >= '0' && s.at[i + 1] <= '9';
        if (s.at[i] == '.' && !before && !after) return false;
        if (s.at[i] == '.' && !before) buffer[n++] = '0';
        buffer[n++] = s.at[i];
        if (s.at[i] == '.' && !after) buffer[n++] = '0';
    }
    return en_real_round((en_str){buffer, n}, value) == EN_NUMBER_FINE;
}

en_plan_number number_of(reader *r, en_plan_text text, en_str element)
{
    en_plan_number number = {.text = text};
    number.known = en_plan_given(text) && read_real(text.text, &number.value);
    if (!number.known && !r->in_macro && r->status != EN_ERR_MEMORY)
        reader_tell(r, EN_ERROR, EN_W_XMILE_NOT_A_NUMBER, en_plan_text_place(&text, 0), text.text, element);
    return number;
}

static en_plan_flag flag_of(reader *r, en_plan_text text, en_plan_place place, en_str element)
{
    static const char *const words[] = {"false", "true", "0", "1"};
    en_plan_flag flag = {true, true, place};
    if (text.text.size == 0) return flag;
    for (size_t i = 0; i < 4; i++)
        if (strlen(words[i]) == text.text.size && strncasecmp(words[i], text.text.at, text.text.size) == 0) {
            flag.value = i & 1;
            return flag;
        }
    reader_tell(r, EN_ERROR, EN_W_XMILE_NOT_A_FLAG, place, text.text, element);
    return flag;
}

/* A place that moves on along a text. */
typedef struct cursor {
    const en_plan_text *text;
    size_t offset;
    uint32_t piece;
    en_plan_place place;
} cursor;

static void move_to(cursor *c, size_t offset)
{
    const en_plan_text *t = c->text;
    for (; c->offset < offset; c->offset++) {
        if (t->text.at[c->offset] == '\n') c->place = (en_plan_place){c->place.line + 1, 1, c->place.file};
        else if (((unsigned char)t->text.at[c->offset] & 0xC0) != 0x80) c->place.column++;
        if (c->piece + 1 < t->piece_count && t->pieces[c->piece + 1].at == c->offset + 1)
            c->place = t->pieces[++c->piece].place;
    }
}

en_plan_list split(reader *r, en_plan_text text, char separator)
{
    en_plan_list list = {0};
    cursor c = {.text = &text, .place = en_plan_text_place(&text, 0)};
    for (size_t from = 0; from <= text.text.size && r->status != EN_ERR_MEMORY;) {
        const char *end = memchr(text.text.at + from, separator, text.text.size - from);
        size_t to = end ? (size_t)(end - text.text.at) : text.text.size;
        if (list.count == EN_READER_MOST_ITEMS) {
            reader_tell(r, EN_ERROR, EN_W_XMILE_TOO_MANY_ITEMS, c.place, (en_str){0}, (en_str){0});
            break;
        }
        en_plan_piece *piece = en_arena_array(r->arena, 1, sizeof *piece);
        en_plan_text *item = add_item(r, (void **)&list.at, &list.count, sizeof *item);
        if (!piece || !item) {
            reader_fail(r, EN_ERR_MEMORY);
            break;
        }
        move_to(&c, from);
        piece->place = c.place;
        *item = (en_plan_text){{text.text.at + from, to - from}, piece, 1, text.origin};
        trim(r, item);
        from = to + 1;
    }
    return list;
}

void need_name(reader *r, uint32_t n, en_plan_text name)
{
    if (name.text.size == 0 && r->status != EN_ERR_MEMORY)
        reader_tell(r, EN_ERROR, EN_W_XMILE_NO_NAME, place_of(r, n), (en_str){0}, r->tree->nodes[n].name);
}

/* Told once for each pair; what comes after the hundredth is told of together. */
static void unknown(reader *r, en_word rule, en_plan_place place, en_str name, en_str element)
{
    for (size_t i = 0; i < r->unknown_count; i++)
        if (en_str_equal(r->unknown[i][0], name) && en_str_equal(r->unknown[i][1], element)) return;
    if (r->unknown_count == EN_READER_MOST_UNKNOWN) return;
    r->unknown[r->unknown_count][0] = name;
    r->unknown[r->unknown_count++][1] = element;
    bool last = r->unknown_count == EN_READER_MOST_UNKNOWN;
    reader_tell(r, EN_WARNING, last ? EN_W_XMILE_MORE_UNKNOWN : rule, place, name, element);
}

static const field *find(const field *fields, en_str name, en_xmile_space space)
{
    for (const field *f = fields; f && f->name; f++) {
        bool isee = strncmp(f->name, "isee:", 5) == 0;
        bool same = en_str_is(en_xmile_local(name), isee ? f->name + 5 : f->name);
        if (same && space == (isee ? EN_XMILE_ISEE : EN_XMILE_STANDARD)) return f;
    }
    return NULL;
}

static const field *find_extras(const field *fields)
{
    for (const field *f = fields; f && f->name; f++)
        if (f->kind == FIELD_EXTRAS) return f;
    return NULL;
}

static void store(reader *r, const field *f, en_plan_text text, en_plan_place place, en_str element, void *at)
{
    if (f->kind == FIELD_TEXT || f->kind == FIELD_DOC) *(en_plan_text *)at = text;
    else if (f->kind == FIELD_NUMBER) *(en_plan_number *)at = number_of(r, text, element);
    else if (f->kind == FIELD_FLAG) *(en_plan_flag *)at = flag_of(r, text, place, element);
    else if (f->kind == FIELD_LIST) {
        en_plan_list *list = at;
        en_plan_text *item = add_item(r, (void **)&list->at, &list->count, sizeof *item);
        if (item) *item = text;
    }
}

static void add_extra(reader *r, const field *f, en_str name, en_plan_place place, en_plan_text value,
                      void *into)
{
    en_plan_extras *extras = (en_plan_extras *)(void *)((char *)into + f->offset);
    en_plan_extra *extra = add_item(r, (void **)&extras->at, &extras->count, sizeof *extra);
    en_plan_piece *piece = en_arena_array(r->arena, 1, sizeof *piece);
    if (!extra || !piece) {
        reader_fail(r, EN_ERR_MEMORY);
        return;
    }
    piece->place = place;
    extra->name = (en_plan_text){name, piece, 1, 0};
    extra->value = value;
}

static bool is_namespace(en_str name)
{
    return name.size >= 5 && memcmp(name.at, "xmlns", 5) == 0 && (name.size == 5 || name.at[5] == ':');
}

/* One that no table names. Where elements of vendors matter, their attributes do, too, unless they say that
 * something is off. extras: NULL where they do not. */
static void take_unknown(reader *r, const en_xmile_node *node, const en_xmile_attribute *a,
                         const field *extras, void *into)
{
    bool vendors = a->space != EN_XMILE_STANDARD || memchr(a->name.at, ':', a->name.size);
    bool off = vendors && (en_str_is(a->value, "false") || en_str_is(a->value, "0"));
    if (is_namespace(a->name) || off || (vendors && !extras)) return;
    en_plan_place place = en_xmile_place(r->tree, a->at);
    unknown(r, EN_W_XMILE_UNKNOWN_ATTRIBUTE, place, a->name, node->name);
    if (extras) add_extra(r, extras, a->name, place, text_of_attribute(r, a), into);
}

static void take_attributes(reader *r, uint32_t n, const field *fields, const field *extras, void *into)
{
    const en_xmile_node *node = &r->tree->nodes[n];
    for (uint32_t i = 0; i < node->attribute_count && r->status != EN_ERR_MEMORY; i++) {
        const en_xmile_attribute *a = &node->attributes[i];
        const field *f = find(fields, a->name, a->space);
        if (f && f->kind == FIELD_KNOWN) continue;
        en_plan_place place = en_xmile_place(r->tree, a->at);
        if (f) store(r, f, text_of_attribute(r, a), place, a->name, (char *)into + f->offset);
        else take_unknown(r, node, a, extras, into);
    }
}

void read_attributes(reader *r, uint32_t n, const field *fields, void *into)
{
    take_attributes(r, n, fields, NULL, into);
}

static void read_child(reader *r, uint32_t n, const field *f, void *into)
{
    void *at = (char *)into + f->offset;
    en_str name = r->tree->nodes[n].name;
    if (f->kind == FIELD_READ || f->kind == FIELD_MANY) f->read(r, n, at);
    else if (f->kind != FIELD_KNOWN)
        store(r, f, f->kind == FIELD_DOC ? doc_of(r, n) : text_of(r, n), place_of(r, n), name, at);
}

static bool repeats(const field *f)
{
    return f->kind == FIELD_MANY || f->kind == FIELD_LIST || f->kind == FIELD_KNOWN;
}

/* `seen` has a bit for each field that was there: own ones first, then shared ones. */
static void take_child(reader *r, uint32_t n, const shape *form, void *into, uint64_t *seen)
{
    const en_xmile_node *node = &r->tree->nodes[n];
    const field *own = find(form->children, node->name, node->space);
    const field *shared = own ? NULL : find(form->shared, node->name, node->space);
    const field *extras = find_extras(form->children), *f = own ? own : shared;
    if (!f) {
        bool standard = node->space == EN_XMILE_STANDARD;
        if (standard || extras)
            unknown(r, EN_W_XMILE_UNKNOWN_ELEMENT, place_of(r, n), node->name,
                    r->tree->nodes[node->parent].name);
        if (extras) add_extra(r, extras, node->name, place_of(r, n), doc_of(r, n), into);
        return;
    }
    uint64_t bit =
        own ? (uint64_t)1 << (own - form->children) : (uint64_t)1 << (32 + (shared - form->shared));
    if ((*seen & bit) && !repeats(f)) {
        reader_tell(r, EN_ERROR, EN_W_XMILE_TWICE, place_of(r, n), node->name,
                    r->tree->nodes[node->parent].name);
        return;
    }
    *seen |= bit;
    read_child(r, n, f, own ? into : (char *)into + form->shared_offset);
}

void read_element(reader *r, uint32_t n, const shape *form, void *into)
{
    const en_xmile_node *nodes = r->tree->nodes;
    uint64_t seen = 0;
    take_attributes(r, n, form->attributes, find_extras(form->children), into);
    for (uint32_t child = nodes[n].first; child && r->status != EN_ERR_MEMORY; child = nodes[child].next)
        if (nodes[child].kind == EN_XMILE_ELEMENT) take_child(r, child, form, into, &seen);
}

/* The repaired text into nodes, by expat. See tree.h.
 *
 * expat says which bytes each event came from, so a node is those bytes, and what lies between nodes outside
 * the root (XML declaration, document type, blanks) is a node of its own. Prefixes are resolved here, against
 * the declarations that are in force, because many files need more leniency than expat's namespaces have.
 */
#include "repair.h"

#include "reasons.h"

#include <expat.h>
typedef struct declared {
    en_str prefix; /* size 0: of elements without a prefix */
    en_xmile_space space;
} declared;

typedef struct builder {
    en_xmile_tree *tree;
    const en_context *context;
    en_report *report;
    XML_Parser parser;
    uint32_t current; /* the element that is open, or the document */
    uint32_t depth, declared_count;
    uint32_t covered; /* bytes of the text that nodes have, outside the root */
    bool in_type, in_section;
    uint64_t expanded;
    en_text text; /* of the text or section that is being read */
    uint32_t text_at, text_end;
    en_xmile_run *runs;
    size_t run_count, run_room;
    declared declared[EN_XMILE_MOST_NAMESPACES];
    uint32_t declared_before[EN_XMILE_MOST_DEPTH + 1];
    en_status status;
} builder;

static void stop(builder *b, en_status status)
{
    if (b->status == EN_OK) b->status = status;
    XML_StopParser(b->parser, XML_FALSE);
}

static void refuse(builder *b, en_word rule, en_str value)
{
    XML_Index at = XML_GetCurrentByteIndex(b->parser);
    en_plan_place place = en_xmile_place(b->tree, at < 0 ? 0 : (size_t)at);
    stop(b, en_xmile_report(b->tree, b->report, EN_ERROR, rule, place, value, 0, NULL));
}

static uint32_t event_at(const builder *b) { return (uint32_t)XML_GetCurrentByteIndex(b->parser); }

static uint32_t event_size(const builder *b) { return (uint32_t)XML_GetCurrentByteCount(b->parser); }

/* Room for one more, doubling; the old items stay in the arena. NULL when memory is out. */
static void *grow(en_arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room) return items;
    size_t wanted = *room ? 2 * *room : 8;
    void *grown = en_arena_array(arena, wanted, size);
    if (!grown) return NULL;
    if (count) memcpy(grown, items, count * size);
    *room = wanted;
    return grown;
}

/* A new node under `parent`, or 0 with the builder stopped. */
static uint32_t add_node(builder *b, uint32_t parent, en_xmile_kind kind, uint32_t at, uint32_t size)
{
    en_xmile_tree *tree = b->tree;
    if (tree->node_count == EN_XMILE_MOST_NODES) {
        refuse(b, EN_W_XMILE_TOO_MANY_NODES, (en_str){0});
        return 0;
    }
    en_xmile_node *nodes = grow(&tree->arena, tree->nodes, tree->node_count, &tree->node_room, sizeof *nodes);
    if (!nodes) {
        stop(b, EN_ERR_MEMORY);
        return 0;
    }
    tree->nodes = nodes;
    uint32_t n = (uint32_t)tree->node_count++;
    nodes[n] = (en_xmile_node){.kind = kind, .parent = parent, .at = at, .size = size};
    if (n == 0) return 0;
    if (nodes[parent].last) nodes[nodes[parent].last].next = n;
    else nodes[parent].first = n;
    nodes[parent].last = n;
    return n;
}

/* A slice of the text where that says the same, else a copy. */
static en_str keep(builder *b, en_str decoded, size_t raw_at, size_t raw_size)
{
    const char *raw = b->tree->text.at + raw_at;
    if (decoded.size == raw_size && memcmp(decoded.at, raw, raw_size) == 0) return (en_str){raw, raw_size};
    const char *copy = en_arena_copy(&b->tree->arena, decoded.at, decoded.size);
    if (!copy) stop(b, EN_ERR_MEMORY);
    b->expanded += decoded.size;
    if (b->expanded > EN_XMILE_MOST_BYTES) refuse(b, EN_W_XMILE_TOO_LARGE, (en_str){0});
    return (en_str){copy, decoded.size};
}

/* Ends the text that is being read: it becomes a node. */
static void flush(builder *b, en_xmile_kind kind)
{
    if (b->status != EN_OK || (kind == EN_XMILE_TEXT && b->run_count == 0)) return;
    if (b->text.failed) {
        stop(b, EN_ERR_MEMORY);
        return;
    }
    uint32_t n = add_node(b, b->current, kind, b->text_at, b->text_end - b->text_at);
    if (!n) return;
    size_t skip = kind == EN_XMILE_CDATA ? strlen("<![CDATA[") : 0, tail = skip ? strlen("]]>") : 0;
    size_t raw_size = b->text_end - b->text_at - skip - tail;
    en_str decoded = b->text.size ? en_text_str(&b->text) : en_str_of("");
    en_xmile_node *node = &b->tree->nodes[n];
    node->text = keep(b, decoded, b->text_at + skip, raw_size);
    node->runs = en_arena_array(&b->tree->arena, b->run_count, sizeof *node->runs);
    if (!node->runs) {
        stop(b, EN_ERR_MEMORY);
        return;
    }
    if (b->run_count) memcpy(node->runs, b->runs, b->run_count * sizeof *node->runs);
    node->run_count = (uint32_t)b->run_count;
    b->text.size = 0;
    b->run_count = 0;
}

/* Decoded bytes that came from `at` on. A run goes on while both advance alike. */
static void take_text(builder *b, en_str piece, uint32_t at, uint32_t size)
{
    const en_xmile_run *last = b->run_count ? &b->runs[b->run_count - 1] : NULL;
    if (b->run_count == 0 && !b->in_section) b->text_at = at;
    if (!last || b->text.size - last->at != at - last->from) {
        en_xmile_run *runs = grow(&b->tree->arena, b->runs, b->run_count, &b->run_room, sizeof *runs);
        if (!runs) {
            stop(b, EN_ERR_MEMORY);
            return;
        }
        b->runs = runs;
        runs[b->run_count++] = (en_xmile_run){(uint32_t)b->text.size, at};
    }
    en_text_add(&b->text, piece);
    b->text_end = at + size;
    if (b->text.size > EN_XMILE_MOST_BYTES) refuse(b, EN_W_XMILE_TOO_LARGE, (en_str){0});
}

static void on_text(void *user, const char *at, int size)
{
    builder *b = user;
    if (b->status == EN_OK) take_text(b, (en_str){at, (size_t)size}, event_at(b), event_size(b));
}

static void on_section(void *user)
{
    builder *b = user;
    if (b->status != EN_OK) return;
    flush(b, EN_XMILE_TEXT);
    b->in_section = true;
    b->text_at = event_at(b);
}

static void on_section_end(void *user)
{
    builder *b = user;
    if (b->status != EN_OK) return;
    b->text_end = event_at(b) + event_size(b);
    flush(b, EN_XMILE_CDATA);
    b->in_section = false;
}

/* What of the text no node has yet, up to `to`, outside the root. */
static void cover(builder *b, uint32_t to, uint32_t end)
{
    if (b->current != 0 || b->in_type) return;
    if (to > b->covered) {
        uint32_t n = add_node(b, 0, EN_XMILE_AROUND, b->covered, to - b->covered);
        if (n) b->tree->nodes[n].text = (en_str){b->tree->text.at + b->covered, to - b->covered};
    }
    b->covered = end;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* The attributes that the tag itself has, with their bytes. expat gives them in the order of the tag. */
static void read_attributes(builder *b, uint32_t n, const char **attributes)
{
    size_t count = (size_t)XML_GetSpecifiedAttributeCount(b->parser) / 2;
    en_xmile_attribute *list = en_arena_array(&b->tree->arena, count, sizeof *list);
    if (!list) {
        stop(b, EN_ERR_MEMORY);
        return;
    }
    const char *text = b->tree->text.at;
    uint32_t at = b->tree->nodes[n].at + 1 + (uint32_t)b->tree->nodes[n].name.size;
    for (size_t i = 0; i < count && b->status == EN_OK; i++) {
        while (is_blank(text[at])) at++;
        en_xmile_attribute *a = &list[i];
        a->at = at;
        a->name = (en_str){text + at, strlen(attributes[2 * i])};
        at += (uint32_t)a->name.size;
        while (text[at] != '"' && text[at] != '\'') at++;
        a->quote = text[at];
        a->value_at = at + 1;
        const char *close = memchr(text + at + 1, a->quote, b->tree->text.size - at - 1);
        a->value_size = close ? (uint32_t)(close - text) - a->value_at : 0;
        a->value = keep(b, en_str_of(attributes[2 * i + 1]), a->value_at, a->value_size);
        at = a->value_at + a->value_size + 1;
    }
    b->tree->nodes[n].attributes = list;
    b->tree->nodes[n].attribute_count = (uint32_t)count;
}

static bool is_standard(en_str uri)
{
    static const char *const names[] = {"", "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0",
                                        "http://www.systemdynamics.org/XMILE"};
    for (size_t i = 0; i < 3; i++)
        if (en_str_is(uri, names[i])) return true;
    return false;
}

static en_xmile_space space_of(builder *b, const en_xmile_attribute *a, bool root)
{
    static const char *const isee[] = {"http://iseesystems.com/XMILE", "http://www.iseesystems.com/XMILE",
                                       "isee"};
    if (is_standard(a->value)) return EN_XMILE_STANDARD;
    for (size_t i = 0; i < 3; i++)
        if (en_str_is(a->value, isee[i])) return EN_XMILE_ISEE;
    if (!root || !en_str_is(a->name, "xmlns")) return EN_XMILE_FOREIGN;
    en_plan_place place = en_xmile_place(b->tree, a->value_at);
    if (en_xmile_report(b->tree, b->report, EN_WARNING, EN_W_XMILE_NAMESPACE, place, a->value, 0, NULL))
        stop(b, EN_ERR_INPUT);
    return EN_XMILE_STANDARD;
}

static void read_namespaces(builder *b, uint32_t n)
{
    const en_xmile_node *node = &b->tree->nodes[n];
    for (uint32_t i = 0; i < node->attribute_count; i++) {
        const en_xmile_attribute *a = &node->attributes[i];
        bool prefixed = a->name.size > 6 && memcmp(a->name.at, "xmlns:", 6) == 0;
        if (!prefixed && !en_str_is(a->name, "xmlns")) continue;
        if (b->declared_count == EN_XMILE_MOST_NAMESPACES) {
            refuse(b, EN_W_XMILE_TOO_MANY_NAMESPACES, (en_str){0});
            return;
        }
        en_str prefix = prefixed ? (en_str){a->name.at + 6, a->name.size - 6} : (en_str){"", 0};
        bool root = node->parent == 0 && !memchr(node->name.at, ':', node->name.size);
        b->declared[b->declared_count++] = (declared){prefix, space_of(b, a, root)};
    }
}

static en_xmile_space resolve(const builder *b, en_str name)
{
    en_str local = en_xmile_local(name);
    en_str prefix = {name.at, local.size < name.size ? name.size - local.size - 1 : 0};
    for (uint32_t i = b->declared_count; i > 0; i--)
        if (en_str_equal(b->declared[i - 1].prefix, prefix)) return b->declared[i - 1].space;
    return prefix.size ? EN_XMILE_FOREIGN : EN_XMILE_STANDARD;
}

static void on_open(void *user, const char *name, const char **attributes)
{
    builder *b = user;
    if (b->status != EN_OK) return;
    flush(b, EN_XMILE_TEXT);
    uint32_t at = event_at(b), size = event_size(b);
    cover(b, at, at + size);
    if (b->depth == EN_XMILE_MOST_DEPTH) refuse(b, EN_W_XMILE_TOO_DEEP, (en_str){0});
    if ((b->tree->node_count & 1023) == 0 && en_cancelled(b->context)) stop(b, EN_ERR_CANCELLED);
    uint32_t n = b->status == EN_OK ? add_node(b, b->current, EN_XMILE_ELEMENT, at, size) : 0;
    if (!n) return;
    b->tree->nodes[n].name = (en_str){b->tree->text.at + at + 1, strlen(name)};
    b->declared_before[b->depth++] = b->declared_count;
    b->current = n;
    read_attributes(b, n, attributes);
    if (b->status == EN_OK) read_namespaces(b, n);
    en_xmile_node *node = &b->tree->nodes[n];
    node->space = resolve(b, node->name);
    for (uint32_t i = 0; i < node->attribute_count; i++)
        if (memchr(node->attributes[i].name.at, ':', node->attributes[i].name.size))
            node->attributes[i].space = resolve(b, node->attributes[i].name);
}

static void on_close(void *user, const char *name)
{
    (void)name;
    builder *b = user;
    if (b->status != EN_OK) return;
    flush(b, EN_XMILE_TEXT);
    if (b->status != EN_OK) return;
    en_xmile_node *node = &b->tree->nodes[b->current];
    node->close_at = event_at(b);
    node->close_size = event_size(b);
    b->current = node->parent;
    b->declared_count = b->declared_before[--b->depth];
    if (b->current == 0) b->covered = node->close_at + node->close_size;
}

/* A comment or an instruction: bytes that are kept as they are. */
static uint32_t add_plain(builder *b, en_xmile_kind kind)
{
    if (b->status != EN_OK || b->in_type) return 0;
    flush(b, EN_XMILE_TEXT);
    uint32_t at = event_at(b), size = event_size(b);
    cover(b, at, at + size);
    uint32_t n = b->status == EN_OK ? add_node(b, b->current, kind, at, size) : 0;
    if (n) b->tree->nodes[n].text = (en_str){b->tree->text.at + at, size};
    return n;
}

static void on_comment(void *user, const char *text)
{
    (void)text;
    (void)add_plain(user, EN_XMILE_COMMENT);
}

static void on_instruction(void *user, const char *target, const char *text)
{
    (void)text;
    builder *b = user;
    uint32_t n = add_plain(b, EN_XMILE_INSTRUCTION);
    if (n) b->tree->nodes[n].name = (en_str){b->tree->text.at + b->tree->nodes[n].at + 2, strlen(target)};
}

/* What the document type refers to outside is never opened, and so not allowed to matter either. */
static void on_type(void *user, const char *name, const char *system, const char *public, int internal)
{
    (void)name;
    (void)public;
    (void)internal;
    builder *b = user;
    if (b->status != EN_OK) return;
    b->in_type = true;
    if (system) refuse(b, EN_W_XMILE_EXTERNAL, en_str_of(system));
}

static void on_type_end(void *user) { ((builder *)user)->in_type = false; }

static void on_entity(void *user, const char *name, int is_parameter, const char *value, int size,
                      const char *base, const char *system, const char *public, const char *notation)
{
    (void)base;
    (void)public;
    (void)notation;
    builder *b = user;
    if (b->status != EN_OK) return;
    if (system) {
        refuse(b, EN_W_XMILE_EXTERNAL, en_str_of(system));
        return;
    }
    if (!is_parameter && !value) return; /* expat had no memory for it, and says so next */
    bool plain = !is_parameter && size <= EN_XMILE_MOST_ENTITY_BYTES && !memchr(value, '<', (size_t)size) &&
                 !memchr(value, '&', (size_t)size);
    if (!plain) refuse(b, EN_W_XMILE_ENTITY, en_str_of(name));
}

/* What expat stopped at. */
static en_status malformed(const builder *b)
{
    enum XML_Error error = XML_GetErrorCode(b->parser);
    if (error == XML_ERROR_NO_MEMORY) return EN_ERR_MEMORY;
    XML_Index at = XML_GetCurrentByteIndex(b->parser);
    size_t offset = at < 0 ? 0 : (size_t)at;
    if (offset > b->tree->text.size) offset = b->tree->text.size;
    char room[EN_REASON_ROOM];
    en_arg arg = en_reason_of_xml((int)error, room);
    return en_xmile_report(b->tree, b->report, EN_ERROR,
                           error == XML_ERROR_NO_ELEMENTS ? EN_W_XMILE_EMPTY : EN_W_XMILE_MALFORMED,
                           en_xmile_place(b->tree, offset), (en_str){0}, 1, &arg);
}

static void set_handlers(builder *b)
{
    XML_SetUserData(b->parser, b);
    XML_SetElementHandler(b->parser, on_open, on_close);
    XML_SetCharacterDataHandler(b->parser, on_text);
    XML_SetCdataSectionHandler(b->parser, on_section, on_section_end);
    XML_SetCommentHandler(b->parser, on_comment);
    XML_SetProcessingInstructionHandler(b->parser, on_instruction);
    XML_SetDoctypeDeclHandler(b->parser, on_type, on_type_end);
    XML_SetEntityDeclHandler(b->parser, on_entity);
}

en_status en_xmile_build(en_xmile_tree *tree, const en_context *context, en_report *report)
{
    builder *b = en_arena_array(&tree->arena, 1, sizeof *b);
    if (!b) return EN_ERR_MEMORY;
    *b = (builder){
        .tree = tree, .context = context, .report = report, .text = en_text_make(tree->arena.allocator)};
    b->parser = XML_ParserCreate("UTF-8"); /* whatever the declaration says: the bytes are */
    if (!b->parser) return EN_ERR_MEMORY;
    set_handlers(b);
    (void)add_node(b, 0, EN_XMILE_DOCUMENT, 0, (uint32_t)tree->text.size);
    enum XML_Status parsed = XML_STATUS_OK;
    if (b->status == EN_OK) parsed = XML_Parse(b->parser, tree->text.at, (int)tree->text.size, 1);
    if (b->status == EN_OK && parsed != XML_STATUS_OK) b->status = malformed(b);
    if (b->status == EN_OK) cover(b, (uint32_t)tree->text.size, (uint32_t)tree->text.size);
    XML_ParserFree(b->parser);
    en_text_free(&b->text);
    return b->status;
}

en_str en_xmile_local(en_str name)
{
    const char *colon = memchr(name.at, ':', name.size);
    if (!colon) return name;
    return (en_str){colon + 1, name.size - (size_t)(colon + 1 - name.at)};
}

uint32_t en_xmile_root(const en_xmile_tree *tree)
{
    uint32_t n = tree->nodes[0].first;
    while (tree->nodes[n].kind != EN_XMILE_ELEMENT) n = tree->nodes[n].next;
    return n;
}

en_status en_xmile_parse(en_str bytes, en_str file, const en_context *context, en_report *report,
                         en_xmile_tree *tree)
{
    en_word foreign;
    if (bytes.size <= EN_XMILE_MOST_BYTES && en_xmile_foreign(bytes, file, &foreign))
        return en_report_error(report, foreign, (en_where){.file = file});
    en_xmile_tree made = {.arena = en_arena_make(context ? context->allocator : NULL), .file = file};
    en_status status = en_xmile_decode(bytes, &made, report);
    if (status == EN_OK) status = en_xmile_repair(&made, report);
    if (status == EN_OK) status = en_xmile_build(&made, context, report);
    if (status == EN_OK) *tree = made;
    else en_arena_free(&made.arena);
    return status;
}

void en_xmile_free(en_xmile_tree *tree) { en_arena_free(&tree->arena); }

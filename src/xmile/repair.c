/* What real files get wrong, repaired by edits of the text. See tree.h.
 *
 * One pass over the markup with a stack of open elements: expat stops at the first of these faults, and so it
 * is given a text without them. Each repair is a warning at its place; the edits keep what was where. What
 * this pass cannot make sense of it leaves as it is, and expat then names it. Bound: linear in the text, but
 * for the names of prefixes, which are few.
 */
#define _GNU_SOURCE
#include "repair.h"

#include <stdlib.h>
#include <strings.h>

enum { MOST_PREFIXES = 64, MOST_ENTITIES = 256 };

typedef struct open_element {
    en_str name;
    uint32_t at;
    bool holds_elements;
    uint32_t prefix_count; /* declared outside it */
} open_element;

typedef struct repair {
    en_xmile_tree *tree;
    en_report *report;
    en_str read;
    size_t at;
    size_t depth, edit_room, root_name_end;
    bool root_seen, given_up; /* given_up: the rest is for expat to refuse */
    open_element open[EN_XMILE_MOST_DEPTH];
    en_str prefixes[MOST_PREFIXES], undeclared[MOST_PREFIXES], entities[MOST_ENTITIES];
    uint32_t prefix_count, undeclared_count, entity_count, entity_uses;
    en_status status;
} repair;

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Characters of a name, but for those past ASCII, all of which are taken; expat is stricter. */
static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           (unsigned char)c >= 0x80;
}

static bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

static size_t name_size(en_str s, size_t at)
{
    if (at >= s.size || !is_name_start(s.at[at])) return 0;
    size_t n = 1;
    while (at + n < s.size && is_name(s.at[at + n])) n++;
    return n;
}

static size_t blanks(en_str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.size && is_blank(s.at[at + n])) n++;
    return n;
}

static bool starts(const repair *r, size_t at, const char *with)
{
    size_t n = strlen(with);
    return r->read.size - at >= n && memcmp(r->read.at + at, with, n) == 0;
}

/* The offset behind `end`, looked for from `at` on; 0 where it is not. */
static size_t behind(const repair *r, size_t at, const char *end)
{
    if (at > r->read.size) return 0;
    const char *found = memmem(r->read.at + at, r->read.size - at, end, strlen(end));
    return found ? (size_t)(found - r->read.at) + strlen(end) : 0;
}

static void fail(repair *r, en_status status)
{
    if (r->status == EN_OK) r->status = status;
}

static void tell(repair *r, en_severity severity, en_word rule, size_t at, en_str value, size_t arg_count,
                 const en_arg *args)
{
    en_plan_place place = en_xmile_read_place(r->tree, at);
    fail(r, en_xmile_report(r->tree, r->report, severity, rule, place, value, arg_count, args));
}

/* size bytes at `at` become `put`. Edits never overlap. */
static void edit(repair *r, size_t at, size_t size, en_str put)
{
    en_xmile_tree *tree = r->tree;
    if (tree->edit_count == EN_XMILE_MOST_REPAIRS) {
        tell(r, EN_ERROR, EN_W_XMILE_TOO_DAMAGED, at, (en_str){0}, 0, NULL);
        return;
    }
    if (tree->edit_count == r->edit_room) {
        size_t room = r->edit_room ? 2 * r->edit_room : 16;
        en_xmile_edit *grown = en_arena_array(&tree->arena, room, sizeof *grown);
        if (!grown) {
            fail(r, EN_ERR_MEMORY);
            return;
        }
        if (tree->edit_count) memcpy(grown, tree->edits, tree->edit_count * sizeof *grown);
        tree->edits = grown;
        r->edit_room = room;
    }
    tree->edits[tree->edit_count++] = (en_xmile_edit){
        .at = (uint32_t)at, .size = (uint32_t)size, .to_size = (uint32_t)put.size, .put = put.at};
}

/* An edit told as a warning at its own place. */
static void mend(repair *r, en_word rule, size_t at, size_t size, en_str put, en_str value)
{
    tell(r, EN_WARNING, rule, at, value, 0, NULL);
    edit(r, at, size, put);
}

static en_str slice(const repair *r, size_t at, size_t size) { return (en_str){r->read.at + at, size}; }

/* prefix, if the name has one. */
static en_str prefix_of(en_str name)
{
    const char *colon = memchr(name.at, ':', name.size);
    return colon ? (en_str){name.at, (size_t)(colon - name.at)} : (en_str){0};
}

static bool is_among(en_str name, const en_str *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (en_str_equal(name, names[i])) return true;
    return false;
}

static void use_prefix(repair *r, en_str name, size_t at)
{
    en_str prefix = prefix_of(name);
    if (prefix.size == 0 || en_str_is(prefix, "xml") || en_str_is(prefix, "xmlns")) return;
    if (is_among(prefix, r->prefixes, r->prefix_count)) return;
    if (is_among(prefix, r->undeclared, r->undeclared_count)) return;
    if (r->undeclared_count == MOST_PREFIXES) return; /* those that follow stay as they are */
    r->undeclared[r->undeclared_count++] = prefix;
    tell(r, EN_WARNING, EN_W_XMILE_UNDECLARED_PREFIX, at, prefix, 0, NULL);
}

/* An entity or character reference at `at`; returns its size. What is none is a stray `&`. */
static size_t reference(repair *r, size_t at)
{
    size_t n = at + 1 < r->read.size && r->read.at[at + 1] == '#' ? 1 : 0;
    while (at + 1 + n < r->read.size && is_name(r->read.at[at + 1 + n])) n++;
    bool ended = n > 0 && at + 1 + n < r->read.size && r->read.at[at + 1 + n] == ';';
    en_str name = slice(r, at + 1, n);
    static const char *const known[] = {"amp", "lt", "gt", "quot", "apos"};
    bool declared = ended && is_among(name, r->entities, r->entity_count);
    bool is_known = declared || (ended && *name.at == '#');
    if (declared && r->entity_uses++ == EN_XMILE_MOST_ENTITY_USES)
        tell(r, EN_ERROR, EN_W_XMILE_ENTITY_USES, at, name, 0, NULL);
    for (size_t i = 0; i < 5 && ended; i++) is_known = is_known || en_str_is(name, known[i]);
    if (is_known) return n + 2;
    const char *character = ended ? en_xmile_entity(name) : NULL;
    if (character) {
        mend(r, EN_W_XMILE_HTML_ENTITY, at, n + 2, en_str_of(character), slice(r, at, n + 2));
        return n + 2;
    }
    en_str shown = ended ? slice(r, at, n + 2) : slice(r, at, 1);
    mend(r, EN_W_XMILE_STRAY_AMPERSAND, at, 1, en_str_of("&amp;"), shown);
    return 1;
}

/* The character at `at` goes if XML cannot hold it in any way: control characters, U+FFFE and U+FFFF. Returns
 * its size, or 1. */
static size_t character(repair *r, size_t at)
{
    unsigned char c = (unsigned char)r->read.at[at];
    bool beyond = c == 0xEF && (starts(r, at, "\xEF\xBF\xBE") || starts(r, at, "\xEF\xBF\xBF"));
    if ((c >= 0x20 || is_blank((char)c)) && !beyond) return 1;
    size_t size = beyond ? 3 : 1;
    char code[] = {"0123456789ABCDEF"[c >> 4], "0123456789ABCDEF"[c & 15], '\0'};
    en_arg arg = en_arg_text("code", beyond ? "FFFE/FFFF" : code);
    tell(r, EN_WARNING, EN_W_XMILE_FORBIDDEN, at, (en_str){0}, 1, &arg);
    edit(r, at, size, (en_str){0});
    return size;
}

/* The attribute at `at`, behind its blanks; *end is behind its value. False where there is none as it should
 * be. */
static bool attribute(const repair *r, size_t at, en_str *name, size_t *value, size_t *end)
{
    *name = slice(r, at, name_size(r->read, at));
    at += name->size;
    at += blanks(r->read, at);
    if (name->size == 0 || at >= r->read.size || r->read.at[at] != '=') return false;
    at++;
    at += blanks(r->read, at);
    if (at >= r->read.size || (r->read.at[at] != '"' && r->read.at[at] != '\'')) return false;
    const char *close = memchr(r->read.at + at + 1, r->read.at[at], r->read.size - at - 1);
    if (!close) return false;
    *value = at + 1;
    *end = (size_t)(close - r->read.at) + 1;
    return true;
}

/* The offset behind the tag that opens an element at `at`, or 0 where it is no whole tag. */
static size_t tag_end(const repair *r, size_t at, size_t name)
{
    size_t i = at + 1 + name;
    for (;;) {
        i += blanks(r->read, i);
        if (starts(r, i, "/>")) return i + 2;
        if (starts(r, i, ">")) return i + 1;
        en_str key;
        size_t value, end;
        if (!attribute(r, i, &key, &value, &end)) return 0;
        i = end;
    }
}

/* References, and `<`, inside the value of an attribute. */
static void mend_value(repair *r, size_t at, size_t end)
{
    while (at < end && r->status == EN_OK) {
        if (r->read.at[at] == '&') {
            at += reference(r, at);
            continue;
        }
        if (r->read.at[at] == '<') mend(r, EN_W_XMILE_STRAY_LESS, at, 1, en_str_of("&lt;"), slice(r, at, 1));
        at += character(r, at);
    }
}

static void declare(repair *r, en_str name)
{
    if (!en_str_is(prefix_of(name), "xmlns") || r->prefix_count == MOST_PREFIXES) return;
    r->prefixes[r->prefix_count++] = (en_str){name.at + 6, name.size - 6};
}

/* The attributes of a tag that tag_end has passed: first what they declare, then what they use. */
static void attributes(repair *r, size_t from, size_t end)
{
    en_str name;
    size_t value, next;
    for (size_t i = from; attribute(r, i + blanks(r->read, i), &name, &value, &next); i = next)
        declare(r, name);
    for (size_t i = from; i < end && attribute(r, i + blanks(r->read, i), &name, &value, &next); i = next) {
        use_prefix(r, name, i + blanks(r->read, i));
        mend_value(r, value, next - 1);
    }
}

/* Elements whose content is text, so that a `<` in it is a sign and not a tag. */
static bool holds_text(en_str name)
{
    static const char *const names[] = {"eqn",      "units",   "doc",      "len",        "capacity",
                                        "in_limit", "sample",  "arrest",   "leak",       "alias",
                                        "inflow",   "outflow", "init_eqn", "multiplier", "parm",
                                        "format",   "stop",    "start",    "dt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (en_str_is(name, names[i])) return true;
    return false;
}

static void open_tag(repair *r, size_t name)
{
    size_t at = r->at, end = tag_end(r, at, name);
    if (!end && r->depth > 0 && holds_text(r->open[r->depth - 1].name)) {
        mend(r, EN_W_XMILE_STRAY_LESS, at, 1, en_str_of("&lt;"), slice(r, at, 1));
        r->at++;
        return;
    }
    r->given_up = !end;
    if (!end) return;
    if (!r->root_seen) r->root_name_end = at + 1 + name;
    r->root_seen = true;
    uint32_t outside = r->prefix_count;
    attributes(r, at + 1 + name, end);
    use_prefix(r, slice(r, at + 1, name), at);
    if (r->depth > 0) r->open[r->depth - 1].holds_elements = true;
    r->at = end;
    if (r->read.at[end - 2] == '/') {
        r->prefix_count = outside;
    } else if (r->depth == EN_XMILE_MOST_DEPTH) {
        tell(r, EN_ERROR, EN_W_XMILE_TOO_DEEP, at, (en_str){0}, 0, NULL);
    } else {
        r->open[r->depth++] = (open_element){slice(r, at + 1, name), (uint32_t)at, false, outside};
    }
}

static bool same_but_for_case(en_str a, en_str b)
{
    return a.size == b.size && strncasecmp(a.at, b.at, a.size) == 0;
}

static void pop(repair *r) { r->prefix_count = r->open[--r->depth].prefix_count; }

/* The element on top gets the end tag that the file forgets. */
static void close_before(repair *r, size_t at)
{
    const open_element *top = &r->open[r->depth - 1];
    en_arg args[] = {en_arg_str("element", top->name),
                     en_arg_int("line", (int64_t)en_xmile_read_place(r->tree, top->at).line)};
    tell(r, EN_WARNING, EN_W_XMILE_CLOSED_ELEMENT, at, (en_str){0}, 2, args);
    char *put = en_arena_array(&r->tree->arena, top->name.size + 3, 1);
    if (!put) {
        fail(r, EN_ERR_MEMORY);
        return;
    }
    put[0] = '<', put[1] = '/', put[top->name.size + 2] = '>';
    memcpy(put + 2, top->name.at, top->name.size);
    edit(r, at, 0, (en_str){put, top->name.size + 3});
    pop(r);
}

/* An end tag that is not that of the element on top. It closes an element further out, with those inside; or
 * it is misspelt, where the element on top has no other end in sight; or it is left out. */
static void mismatched(repair *r, size_t at, en_str name, size_t end)
{
    const open_element *top = r->depth ? &r->open[r->depth - 1] : NULL;
    size_t outer = r->depth;
    while (outer > 0 && !en_str_equal(r->open[outer - 1].name, name)) outer--;
    bool misspelt = top && (same_but_for_case(top->name, name) || (!outer && !top->holds_elements));
    if (misspelt) {
        en_arg arg = en_arg_str("element", top->name);
        tell(r, EN_WARNING, EN_W_XMILE_RENAMED_END, at, name, 1, &arg);
        edit(r, at + 2, name.size, top->name);
        pop(r);
    } else if (outer) {
        while (r->depth > outer && r->status == EN_OK) close_before(r, at);
        pop(r);
    } else {
        mend(r, EN_W_XMILE_STRAY_END, at, end - at, (en_str){0}, name);
    }
}

static void end_tag(repair *r)
{
    size_t at = r->at;
    en_str name = slice(r, at + 2, name_size(r->read, at + 2));
    size_t end = at + 2 + name.size;
    end += blanks(r->read, end);
    r->given_up = name.size == 0 || end >= r->read.size || r->read.at[end] != '>' || !r->root_seen;
    if (r->given_up) return;
    r->at = end + 1;
    if (r->depth > 0 && en_str_equal(r->open[r->depth - 1].name, name)) pop(r);
    else mismatched(r, at, name, end + 1);
}

/* Names of the entities that a document type declares; the tree's builder judges their contents. */
static void document_type(repair *r)
{
    size_t i = r->at;
    int depth = 0;
    for (char quote = 0; i < r->read.size; i++) {
        char c = r->read.at[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (starts(r, i, "<!--")) {
            size_t end = behind(r, i + 4, "-->");
            if (!end) break;
            i = end - 1;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '<') {
            size_t from = i + 8 + blanks(r->read, i + 8), n = name_size(r->read, from);
            if (starts(r, i, "<!ENTITY") && n && r->entity_count < MOST_ENTITIES)
                r->entities[r->entity_count++] = slice(r, from, n);
            depth++;
        } else if (c == '>' && --depth == 0) {
            r->at = i + 1;
            return;
        }
    }
    r->given_up = true;
}

/* An instruction is passed over as it is: the XML declaration looks like one. */
static void instruction(repair *r)
{
    size_t to = behind(r, r->at + 2, "?>");
    r->given_up = to == 0;
    if (to) r->at = to;
}

/* Passes over a comment or section, which runs to `end`. */
static void pass(repair *r, size_t skip, const char *end)
{
    size_t to = behind(r, r->at + skip, end);
    r->given_up = to == 0;
    for (r->at += skip; r->at < to && r->status == EN_OK;) r->at += character(r, r->at);
}

static void markup(repair *r)
{
    size_t name = name_size(r->read, r->at + 1);
    if (starts(r, r->at, "<!--")) pass(r, 4, "-->");
    else if (starts(r, r->at, "<![CDATA[")) pass(r, 9, "]]>");
    else if (starts(r, r->at, "<!DOCTYPE")) document_type(r);
    else if (starts(r, r->at, "<?")) instruction(r);
    else if (starts(r, r->at, "</")) end_tag(r);
    else if (name) open_tag(r, name);
    else {
        mend(r, EN_W_XMILE_STRAY_LESS, r->at, 1, en_str_of("&lt;"), slice(r, r->at, 1));
        r->at++;
    }
}

/* The XML declaration: first in the file, and naming the encoding in which this is written back. */
static void declaration(repair *r)
{
    size_t mark = starts(r, 0, "\xEF\xBB\xBF") ? 3 : 0, blank = blanks(r->read, mark);
    if (blank && starts(r, mark + blank, "<?xml"))
        mend(r, EN_W_XMILE_BLANKS_FIRST, mark, blank, (en_str){0}, (en_str){0});
    en_str encoding = en_xmile_declared(r->read);
    if (encoding.at && !en_xmile_is_utf8(encoding))
        mend(r, EN_W_XMILE_DECLARED_ENCODING, (size_t)(encoding.at - r->read.at), encoding.size,
             en_str_of("UTF-8"), encoding);
    r->at = mark + blank;
}

/* Declarations for the prefixes that have none, in the tag of the root. */
static void declare_prefixes(repair *r)
{
    en_text put = en_text_make(r->tree->arena.allocator);
    for (uint32_t i = 0; i < r->undeclared_count; i++) {
        en_text_add_z(&put, " xmlns:");
        en_text_add(&put, r->undeclared[i]);
        bool isee = en_str_is(r->undeclared[i], "isee");
        en_text_add_z(&put, isee ? "=\"http://iseesystems.com/XMILE\"" : "=\"urn:undeclared:");
        if (!isee) en_text_add(&put, r->undeclared[i]);
        if (!isee) en_text_add_char(&put, '"');
    }
    if (put.failed) fail(r, EN_ERR_MEMORY);
    const char *copy = put.size && !put.failed ? en_arena_copy(&r->tree->arena, put.at, put.size) : NULL;
    if (put.size && !copy) fail(r, EN_ERR_MEMORY);
    if (copy) edit(r, r->root_name_end, 0, (en_str){copy, put.size});
    en_text_free(&put);
}

/* In the order of the text; of two at one place, in that in which they were made: end tags close from inside.
 */
static int compare_edits(const void *a, const void *b)
{
    const en_xmile_edit *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return x->to < y->to ? -1 : 1;
}

static en_status apply(en_xmile_tree *tree)
{
    tree->text = tree->read;
    if (tree->edit_count == 0) return EN_OK;
    for (size_t i = 0; i < tree->edit_count; i++) tree->edits[i].to = (uint32_t)i;
    qsort(tree->edits, tree->edit_count, sizeof *tree->edits, compare_edits);
    en_text out = en_text_make(tree->arena.allocator);
    size_t done = 0;
    for (size_t i = 0; i < tree->edit_count; i++) {
        en_xmile_edit *edit = &tree->edits[i];
        en_text_add(&out, (en_str){tree->read.at + done, edit->at - done});
        edit->to = (uint32_t)out.size;
        en_text_add(&out, (en_str){edit->put, edit->to_size});
        done = (size_t)edit->at + edit->size;
    }
    en_text_add(&out, (en_str){tree->read.at + done, tree->read.size - done});
    const char *copy = out.failed ? NULL : en_arena_copy(&tree->arena, out.at, out.size);
    tree->text = (en_str){copy, out.size};
    en_text_free(&out);
    return copy ? EN_OK : EN_ERR_MEMORY;
}

static void scan(repair *r)
{
    while (r->at < r->read.size && r->status == EN_OK && !r->given_up) {
        char c = r->read.at[r->at];
        if (c == '<') markup(r);
        else if (c == '&' && r->depth > 0) r->at += reference(r, r->at);
        else r->at += r->root_seen ? character(r, r->at) : 1; /* what stands before it decides the encoding */
    }
    /* Uses of entities are counted by this pass alone. */
    if (r->given_up && r->entity_count) tell(r, EN_ERROR, EN_W_XMILE_ENTITY, r->at, r->entities[0], 0, NULL);
    if (r->status != EN_OK || r->given_up || r->depth == 0) return;
    const open_element *top = &r->open[r->depth - 1];
    tell(r, EN_ERROR, EN_W_XMILE_NOT_CLOSED, top->at, top->name, 0, NULL);
}

en_status en_xmile_repair(en_xmile_tree *tree, en_report *report)
{
    repair *r = en_arena_array(&tree->arena, 1, sizeof *r);
    if (!r) return EN_ERR_MEMORY;
    *r = (repair){.tree = tree, .report = report, .read = tree->read};
    declaration(r);
    if (r->status == EN_OK) scan(r);
    if (r->status == EN_OK && r->root_seen) declare_prefixes(r);
    return r->status == EN_OK ? apply(tree) : r->status;
}

/* JSON: reading by jansson, writing by ourselves. See json.h. */
#include "json.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

/* jansson 2.14 does not see that a text it collects could not grow: it goes on with characters missing, and
 * past the end of what it has. So memory that is refused while it reads comes from a reserve, which is enough
 * for its text to grow and for what it makes of the thousand bytes that it has taken in already; then its
 * input ends. */
typedef struct reserve {
    char *at;
    size_t size, used;
    bool touched;
    en_str rest; /* of the input */
} reserve;

static _Thread_local reserve *reading;

static void *allocate(size_t size)
{
    void *block = malloc(size);
    if (block || !reading) return block;
    reading->touched = true;
    size_t taken = (size + 15) & ~(size_t)15;
    if (taken < size || reading->size - reading->used < taken) return NULL;
    reading->used += taken;
    return reading->at + reading->used - taken;
}

static void release(void *block)
{
    bool reserved = reading && (char *)block >= reading->at && (char *)block < reading->at + reading->size;
    if (!reserved) free(block);
}

static void use_reserve(void) { json_set_alloc_funcs(allocate, release); }

static size_t give_input(void *buffer, size_t size, void *user)
{
    reserve *r = user;
    if (r->touched) return 0;
    size_t n = r->rest.size < size ? r->rest.size : size;
    if (n > 0) memcpy(buffer, r->rest.at, n);
    r->rest = (en_str){r->rest.at + n, r->rest.size - n};
    return n;
}

/* At least as many bytes as the longest text or number has. */
static size_t longest_token(en_str bytes)
{
    size_t longest = 0, begin = 0;
    bool in_text = false;
    for (size_t i = 0; i < bytes.size; i++) {
        char c = bytes.at[i];
        if (in_text && c == '\\') {
            i++;
        } else if (c == '"' || (!in_text && (c == ',' || c == ':'))) {
            if (c == '"') in_text = !in_text;
            if (i - begin > longest) longest = i - begin;
            begin = i;
        }
    }
    return bytes.size - begin > longest ? bytes.size - begin : longest;
}

json_t *en_json_load(en_str bytes, json_error_t *error, bool *out_of_memory)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, use_reserve);
    enum { FOR_WHAT_IS_TAKEN_IN = 1 << 18 };
    json_error_t no_error;
    bool no_memory;
    if (!out_of_memory) out_of_memory = &no_memory;
    size_t size = 6 * longest_token(bytes) + FOR_WHAT_IS_TAKEN_IN;
    reserve own = {.at = malloc(size), .size = size, .rest = bytes};
    *out_of_memory = own.at == NULL;
    if (!own.at) return NULL;
    reading = &own;
    json_t *value = json_load_callback(give_input, &own, JSON_REJECT_DUPLICATES, error ? error : &no_error);
    if (own.touched) {
        json_decref(value);
        value = NULL;
    }
    reading = NULL;
    *out_of_memory = own.touched;
    free(own.at);
    return value;
}

json_t *en_json_read(en_str bytes, en_str file, en_report *report)
{
    json_error_t error;
    if (!bytes.at) bytes = (en_str){"", 0};
    const char *nul = memchr(bytes.at, '\0', bytes.size); /* jansson passes over some */
    size_t bad = nul ? (size_t)(nul - bytes.at) : en_utf8_invalid(bytes.at, bytes.size);
    if (bad < bytes.size) {
        en_arg arg = en_arg_int("byte", (int64_t)bad + 1);
        (void)en_report_add(report, EN_ERROR, EN_W_JSON_NOT_UTF8, (en_where){.file = file}, 1, &arg);
        return NULL;
    }
    bool out_of_memory;
    json_t *value = en_json_load(bytes, &error, &out_of_memory);
    if (out_of_memory) {
        if (report) report->out_of_memory = true;
        return NULL;
    }
    if (value) return value;
    en_arg args[] = {en_arg_int("column", error.column > 0 ? error.column : 1),
                     en_arg_text("said", error.text)};
    en_where where = {.file = file, .row = error.line > 0 ? (uint64_t)error.line : 1};
    (void)en_report_add(report, EN_ERROR, EN_W_JSON_MALFORMED, where, 2, args);
    return NULL;
}

/* Every value but the first comes behind a comma, or is the first of an array or object. */
size_t en_json_count(en_str bytes)
{
    size_t count = 1;
    bool in_text = false;
    for (size_t i = 0; i < bytes.size; i++) {
        char c = bytes.at[i];
        if (in_text && c == '\\') i++;
        else if (c == '"') in_text = !in_text;
        else if (!in_text && (c == ',' || c == '[' || c == '{')) count++;
    }
    return count;
}

static void new_line(en_json *json)
{
    if (json->compact) return;
    en_text_add_char(json->text, '\n');
    en_text_add_repeated(json->text, "  ", (size_t)json->depth);
}

/* Comma, line and indent before an element; nothing after a key. */
static void begin_element(en_json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0) return;
    if (json->filled[json->depth - 1]) en_text_add_char(json->text, ',');
    json->filled[json->depth - 1] = true;
    new_line(json);
}

void en_json_open(en_json *json, char bracket)
{
    begin_element(json);
    assert(json->depth < EN_JSON_MOST_DEPTH);
    en_text_add_char(json->text, bracket);
    json->filled[json->depth++] = false;
}

void en_json_close(en_json *json, char bracket)
{
    assert(json->depth > 0);
    bool filled = json->filled[--json->depth];
    if (filled) new_line(json);
    en_text_add_char(json->text, bracket);
    if (json->depth == 0 && !json->compact) en_text_add_char(json->text, '\n');
}

static inline bool needs_escape(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

static void add_escaped(en_text *text, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char escape[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    if (c < 0x20) {
        en_text_add(text, (en_str){escape, sizeof escape});
        return;
    }
    en_text_add_char(text, '\\');
    en_text_add_char(text, (char)c);
}

/* Whether one of eight bytes may need an escape: below 0x20, or the quote or the backslash. */
static inline bool word_needs_escape(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
    return (((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) &
           tops;
}

/* How many bytes stand as they are, from this one on. */
static size_t plain_bytes(en_str s, size_t from)
{
    size_t at = from;
    uint64_t word;
    for (; at + sizeof word <= s.size; at += sizeof word) {
        memcpy(&word, s.at + at, sizeof word);
        if (word_needs_escape(word)) break;
    }
    while (at < s.size && !needs_escape((unsigned char)s.at[at])) at++;
    return at - from;
}

/* By runs of bytes that stand as they are; mostly the whole is one. */
void en_json_add_string(en_text *text, en_str s)
{
    size_t plain = plain_bytes(s, 0);
    char *at = plain == s.size ? en_text_reserve(text, s.size + 2) : NULL;
    if (at) {
        *at = '"';
        if (s.size) memcpy(at + 1, s.at, s.size);
        at[s.size + 1] = '"';
        text->size += s.size + 2;
        return;
    }
    en_text_add_char(text, '"');
    for (size_t i = 0; i < s.size; i++) {
        plain = plain_bytes(s, i);
        en_text_add(text, (en_str){s.at + i, plain});
        i += plain;
        if (i < s.size) add_escaped(text, (unsigned char)s.at[i]);
    }
    en_text_add_char(text, '"');
}

void en_json_key(en_json *json, const char *key)
{
    begin_element(json);
    en_json_add_string(json->text, en_str_of(key));
    en_text_add_z(json->text, json->compact ? ":" : ": ");
    json->after_key = true;
}

void en_json_str(en_json *json, en_str value)
{
    begin_element(json);
    en_json_add_string(json->text, value);
}

void en_json_int(en_json *json, int64_t value)
{
    begin_element(json);
    en_text_add_int(json->text, value);
}

void en_json_real(en_json *json, double value)
{
    begin_element(json);
    en_text_add_real(json->text, value);
}

void en_json_bool(en_json *json, bool value)
{
    begin_element(json);
    en_text_add_z(json->text, value ? "true" : "false");
}

void en_json_null(en_json *json)
{
    begin_element(json);
    en_text_add_z(json->text, "null");
}

void en_json_raw(en_json *json, en_str value)
{
    begin_element(json);
    en_text_add(json->text, value);
}

static int add_dumped(const char *bytes, size_t size, void *text)
{
    en_text_add(text, (en_str){bytes, size});
    return 0;
}

void en_json_dump(en_text *text, const json_t *value, size_t flags)
{
    size_t how = flags | JSON_ENCODE_ANY | (flags & JSON_MAX_INDENT ? 0 : JSON_COMPACT);
    if (!value || json_dump_callback(value, add_dumped, text, how) != 0) text->failed = true;
}

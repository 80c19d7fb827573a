/* Whether a request is framed without doubt. See framing.h. */
#include "framing.h"

#include "number.h"

#include <ctype.h>
#include <strings.h>

static void broken(framing_walk *walk)
{
    if (walk->fault == FRAMING_FINE) walk->fault = FRAMING_BROKEN;
}

/* RFC 9110, section 5.6.2: what names are made of. */
static bool is_token(en_str s)
{
    static const char signs[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < s.size; i++)
        if (!isalnum((unsigned char)s.at[i]) && (!s.at[i] || !strchr(signs, s.at[i]))) return false;
    return s.size > 0;
}

/* No control character but a tab: NUL and bare CR are among them. */
static bool is_field_text(en_str s)
{
    for (size_t i = 0; i < s.size; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) return false;
    }
    return true;
}

static bool is_target(en_str s)
{
    for (size_t i = 0; i < s.size; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c <= 0x20 || c >= 0x7F || c == '#' || c == '"' || c == '<' || c == '>' || c == '\\') return false;
    }
    return s.size > 0 && (*s.at == '/' || (s.size == 1 && *s.at == '*'));
}

framing_walk framing_begin(en_headers *headers, const char *method, framing_target target,
                           const char *version)
{
    *headers = (en_headers){0};
    framing_walk walk = {.headers = headers};
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0) walk.fault = FRAMING_VERSION;
    if (!is_token(en_str_of(method)) || !is_target(target.text)) broken(&walk);
    if (method + strlen(method) + 1 != target.at || target.at + target.text.size + 1 != version)
        broken(&walk);
    walk.at = version + strlen(version) + 2; /* CR and LF */
    return walk;
}

/* Where a header is kept; NULL: nobody reads it. Two of one that is kept are one too many. */
static en_str *slot_of(en_headers *headers, en_str key)
{
    const struct {
        const char *name;
        en_str *slot;
    } known[] = {
        {"Host", &headers->host},
        {"Content-Length", &headers->content_length},
        {"Transfer-Encoding", &headers->transfer_encoding},
        {"Content-Type", &headers->content_type},
        {"Content-Encoding", &headers->content_encoding},
        {"Cookie", &headers->cookie},
        {"Authorization", &headers->authorization},
        {"Origin", &headers->origin},
        {"X-CSRF-Token", &headers->csrf_token},
        {"Accept-Language", &headers->accept_language},
        {"Accept-Encoding", &headers->accept_encoding},
        {"If-Match", &headers->if_match},
        {"Last-Event-ID", &headers->last_event_id},
        {"If-None-Match", &headers->if_none_match},
        {"Idempotency-Key", &headers->idempotency_key},
        {"Expect", &headers->expect},
        {"X-Forwarded-For", &headers->forwarded_for},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == key.size && strncasecmp(known[i].name, key.at, key.size) == 0)
            return known[i].slot;
    return NULL;
}

void framing_take(framing_walk *walk, en_str key, en_str value)
{
    if (++walk->count > EN_HEADERS_MOST && walk->fault == FRAMING_FINE) walk->fault = FRAMING_MANY;
    if (walk->fault != FRAMING_FINE) return;
    const char *between = key.at + key.size + 1;
    bool is_whole = key.at == walk->at && value.at >= between && is_token(key) && is_field_text(value);
    for (; is_whole && between < value.at; between++) is_whole = *between == ' ' || *between == '\t';
    if (!is_whole) {
        broken(walk);
        return;
    }
    walk->at = value.at + value.size + 2;
    value = en_str_trim(value);
    en_str *slot = slot_of(walk->headers, key);
    if (!slot) return;
    /* A proxy may add a line of its own behind the client's: the last one counts. */
    if (slot->at && slot != &walk->headers->forwarded_for) broken(walk);
    *slot = (en_str){value.at, value.size};
}

static bool are_digits(en_str s)
{
    uint64_t value;
    return s.size <= 19 && en_whole_read(s, INT64_MAX, &value) == EN_NUMBER_FINE;
}

static bool is_chunked_coding(en_str s)
{
    return s.size == strlen("chunked") && strncasecmp(s.at, "chunked", s.size) == 0;
}

/* A host and perhaps a port, as they stand in an address. */
static bool is_host(en_str s)
{
    for (size_t i = 0; i < s.size; i++)
        if (!isalnum((unsigned char)s.at[i]) && !strchr("-._~%!$&'()*+,;=:[]", s.at[i])) return false;
    return s.size > 0 && s.size <= 512;
}

framing_fault framing_end(framing_walk *walk, const char *method, size_t header_size, const char *version)
{
    const en_headers *h = walk->headers;
    bool is_old = strcmp(version, "HTTP/1.0") == 0;
    if (walk->fault == FRAMING_FINE && walk->at + 2 != method + header_size) broken(walk);
    if (h->host.at ? !is_host(h->host) : !is_old) broken(walk);
    if (h->content_length.at && h->transfer_encoding.at) broken(walk);
    if (h->content_length.at && !are_digits(h->content_length)) broken(walk);
    if (h->transfer_encoding.at && (is_old || !is_chunked_coding(h->transfer_encoding))) broken(walk);
    return walk->fault;
}

uint64_t framing_body(const en_headers *headers, bool *is_chunked)
{
    uint64_t size = 0;
    *is_chunked = headers->transfer_encoding.at != NULL;
    if (headers->content_length.size &&
        en_whole_read(headers->content_length, INT64_MAX, &size) != EN_NUMBER_FINE)
        size = 0;
    return size;
}

/* The walk over a header: texts in a buffer as libmicrohttpd leaves it, line ends turned into NULs. */
#include "check.h"

#include "framing.h"

/* A header with '|' for every byte that libmicrohttpd turned into NUL. */
typedef struct header {
    char bytes[512];
    size_t size;
} header;

static header header_of(const char *text)
{
    header h = {.size = strlen(text)};
    assert_true(h.size < sizeof h.bytes);
    memcpy(h.bytes, text, h.size + 1);
    for (size_t i = 0; i < h.size; i++)
        if (h.bytes[i] == '|') h.bytes[i] = '\0';
    return h;
}

/* Walks as the server does: `METHOD|TARGET|VERSION||`, then `name:value||` for each line, then `||`. */
static framing_fault walk_over(const char *text, en_headers *headers)
{
    static header h; /* what the headers borrow until the next walk */
    h = header_of(text);
    const char *method = h.bytes, *uri = method + strlen(method) + 1, *version = uri + strlen(uri) + 1;
    framing_target target = {uri, en_str_of(uri)};
    framing_walk walk = framing_begin(headers, method, target, version);
    const char *at = version + strlen(version) + 2;
    while (at < h.bytes + h.size && *at) {
        const char *colon = strchr(at, ':');
        assert_non_null(colon);
        const char *value = colon + 1;
        while (*value == ' ') value++;
        framing_take(&walk, (en_str){at, (size_t)(colon - at)}, en_str_of(value));
        at = value + strlen(value) + 2;
    }
    return framing_end(&walk, method, h.size, version);
}

static framing_fault fault_of(const char *text)
{
    en_headers headers;
    return walk_over(text, &headers);
}

static void walk__takes_a_sound_header(void **state)
{
    (void)state;
    en_headers headers;
    assert_int_equal(fault_of("GET|/|HTTP/1.1||Host: x||||"), FRAMING_FINE);
    assert_int_equal(
        walk_over("POST|/a?b=c|HTTP/1.1||host:x||CONTENT-LENGTH: 12 ||content-type: text/csv||||", &headers),
        FRAMING_FINE);
    bool is_chunked;
    assert_int_equal(framing_body(&headers, &is_chunked), 12);
    assert_false(is_chunked);
    assert_int_equal(headers.content_type.size, strlen("text/csv"));
}

static void walk__refuses_what_does_not_begin_where_the_text_before_ended(void **state)
{
    (void)state;
    assert_int_equal(fault_of("GET|/|HTTP/1.1||Host: x|||||"), FRAMING_BROKEN); /* bytes behind the last */
    assert_int_equal(fault_of("GET|/|HTTP/1.1||Host: x||X: a||||b||||"),
                     FRAMING_BROKEN);                                        /* NULs in a value */
    assert_int_equal(fault_of("GET|/|HTTP/1.1||Host: x||"), FRAMING_BROKEN); /* no empty line */
}

static void walk__refuses_two_of_what_must_be_one(void **state)
{
    (void)state;
    assert_int_equal(fault_of("GET|/|HTTP/1.1||Host: x||Host: x||||"), FRAMING_BROKEN);
    assert_int_equal(fault_of("GET|/|HTTP/1.1||Host: x||Cookie: a||cookie: b||||"), FRAMING_BROKEN);
    assert_int_equal(fault_of("GET|/|HTTP/1.1||Host: x||Content-Length: 1||Content-Length: 1||||"),
                     FRAMING_BROKEN);
    assert_int_equal(fault_of("GET|/|HTTP/1.1||Host: x||X: 1||X: 1||||"), FRAMING_FINE);
}

static void walk__takes_the_last_line_of_whom_proxies_name(void **state)
{
    (void)state;
    en_headers headers;
    assert_int_equal(
        walk_over("GET|/|HTTP/1.1||Host: x||X-Forwarded-For: a||x-forwarded-for: b, c||||", &headers),
        FRAMING_FINE);
    assert_int_equal(headers.forwarded_for.size, strlen("b, c"));
}

static void walk__knows_two_versions(void **state)
{
    (void)state;
    assert_int_equal(fault_of("GET|/|HTTP/1.0||||"), FRAMING_FINE);
    assert_int_equal(fault_of("GET|/|HTTP/1.1||||"), FRAMING_BROKEN); /* no Host */
    assert_int_equal(fault_of("GET|/|HTTP/2.0||Host: x||||"), FRAMING_VERSION);
    assert_int_equal(fault_of("GET|/|HTTP/1.0||Transfer-Encoding: chunked||||"), FRAMING_BROKEN);
}

static void walk__counts_headers(void **state)
{
    (void)state;
    char text[1024] = "GET|/|HTTP/1.1||Host:x||";
    en_headers headers;
    framing_walk walk = {.headers = &headers};
    headers = (en_headers){0};
    walk.at = text;
    for (int i = 0; i < EN_HEADERS_MOST; i++) {
        walk.at = text;
        framing_take(&walk, (en_str){text, 3}, (en_str){text + 4, 0});
    }
    assert_int_equal(walk.fault, FRAMING_FINE);
    walk.at = text;
    framing_take(&walk, (en_str){text, 3}, (en_str){text + 4, 0});
    assert_int_equal(walk.fault, FRAMING_MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walk__takes_a_sound_header),
        cmocka_unit_test(walk__refuses_what_does_not_begin_where_the_text_before_ended),
        cmocka_unit_test(walk__refuses_two_of_what_must_be_one),
        cmocka_unit_test(walk__takes_the_last_line_of_whom_proxies_name),
        cmocka_unit_test(walk__knows_two_versions),
        cmocka_unit_test(walk__counts_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

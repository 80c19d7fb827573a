/* UTF-8 and ids: well-formedness agrees with utf8proc; an id is composed, trimmed, bounded, and its own id; a
 * report's value is fit for a terminal. */
#include "fuzz.h"
#include "report.h"

#include <utf8proc.h>

static size_t invalid_by_utf8proc(const uint8_t *data, size_t size)
{
    size_t at = 0;
    while (at < size) {
        utf8proc_int32_t point;
        utf8proc_ssize_t n = utf8proc_iterate(data + at, (utf8proc_ssize_t)(size - at), &point);
        if (n <= 0) break;
        at += (size_t)n;
    }
    return at;
}

static void check_id(en_str raw)
{
    en_arena arena = en_arena_make(NULL);
    en_str id, again;
    if (en_id_normalise(&arena, raw, &id) == EN_ID_FINE) {
        fuzz_check(id.size <= EN_ID_MOST_BYTES && en_utf8_invalid(id.at, id.size) == id.size);
        fuzz_check(en_id_normalise(&arena, id, &again) == EN_ID_FINE && en_str_equal(id, again));
        fuzz_check(en_str_equal(en_str_trim(id), id));
    }
    en_arena_free(&arena);
}

static void check_value(en_str value)
{
    en_report report = en_report_make(NULL);
    (void)en_report_error(&report, EN_W_CSV_NUL, (en_where){value, 1, value, value});
    en_str kept = report.problems[0].where.value;
    fuzz_check(en_utf8_width(kept) <= EN_REPORT_VALUE_COLUMNS + 1 &&
               en_utf8_invalid(kept.at, kept.size) == kept.size);
    for (size_t i = 0; i < kept.size; i++)
        fuzz_check((unsigned char)kept.at[i] >= 0x20 && kept.at[i] != 0x7F);
    en_report_free(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    en_str s = {(const char *)data, size};
    size_t bad = en_utf8_invalid(s.at, s.size);
    fuzz_check(bad == invalid_by_utf8proc(data, size));
    for (size_t columns = 0; columns < 8; columns++) {
        en_str cut = en_utf8_cut(s, columns);
        fuzz_check(cut.size <= s.size && en_utf8_width(cut) <= columns);
    }
    if (bad == size) check_id(s);
    check_value(s);
    return 0;
}

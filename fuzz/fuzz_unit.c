/* Expressions of units: any bytes are a unit, or one fault with its place. What is shown of a unit is read as
 * the same unit again. The text up to a newline is a definition of the unit `mine`, the rest the expression.
 */
#include "fuzz.h"

#include "unit_names.h"
#include "words.h"

static bool read_text(en_unit_names *names, en_str text, en_unit *unit)
{
    uint64_t before = names->report->warnings;
    en_plan_text written = {.text = text};
    en_status status = en_unit_read(names, &written, en_str_of("x"), unit);
    fuzz_check(status == EN_OK || status == EN_ERR_INPUT);
    fuzz_check((status == EN_OK) == (names->report->warnings == before));
    return status == EN_OK;
}

static void check_unit(const en_unit *unit)
{
    fuzz_check(unit->count <= EN_UNIT_MOST_FACTORS);
    for (uint32_t k = 0; k < unit->count; k++) {
        fuzz_check(unit->at[k].power.above != 0 && unit->at[k].power.below > 0);
        fuzz_check(k == 0 || unit->at[k - 1].base < unit->at[k].base);
    }
}

/* Names that need quotes are shown without them, and are not read again. */
static bool is_plain(en_str text)
{
    for (size_t k = 0; k < text.size; k++)
        if (strchr("\"\\[],{}=<>;?", text.at[k]) || (unsigned char)text.at[k] <= ' ') return false;
    return true;
}

static void check_round(en_unit_names *names, bool readable, en_unit unit)
{
    en_text shown = en_text_make(NULL);
    en_unit again, quotient;
    en_unit_show(names, unit, &shown);
    fuzz_check(!shown.failed && en_utf8_invalid(shown.at, shown.size) == shown.size);
    if (readable && shown.size <= EN_UNIT_MOST_BYTES && read_text(names, en_text_str(&shown), &again)) {
        fuzz_check(en_unit_equal(unit, again));
        fuzz_check(en_unit_multiply(names->arena, unit, again, (en_ratio){-1, 1}, &quotient) ==
                       EN_UNIT_FINE &&
                   quotient.count == 0);
    }
    en_text_free(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    en_str all = {(const char *)data, size}, definition = {(const char *)data, 0}, text = all;
    const char *newline = size ? memchr(data, '\n', size) : NULL;
    if (newline) {
        definition.size = (size_t)(newline - all.at);
        text = (en_str){newline + 1, size - definition.size - 1};
    }
    if (en_utf8_invalid(definition.at, definition.size) < definition.size)
        return 0; /* the reader of files sees to that */
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_plan_unit mine = {.name = {.text = en_str_of("mine")}, .equation = {.text = definition}};
    en_plan_model model = {.units = &mine, .unit_count = 1};
    en_unit_names names;
    en_unit unit;
    fuzz_check(en_unit_names_make(&arena, &model, EN_WARNING, &report, &names) == EN_OK);
    if (read_text(&names, text, &unit)) {
        check_unit(&unit);
        check_round(&names, is_plain(text) && is_plain(definition), unit);
    }
    en_report_free(&report);
    en_arena_free(&arena);
    return 0;
}

/* Pieces of the report. See track_parts.h. */
#include "track_parts.h"

#include "terminal.h"

void part_heading(en_text *text, const track_page *page, en_word word, size_t arg_count, const en_arg *args)
{
    en_text_add_char(text, '\n');
    if (page->style) en_text_add_z(text, "\033[1m");
    part_words(text, page, word, arg_count, args);
    if (page->style) en_text_add_z(text, "\033[0m");
    en_text_add_char(text, '\n');
}

void part_line(en_text *text, const track_page *page, size_t indent, size_t hang, en_text *line)
{
    text->failed = text->failed || line->failed;
    en_text_add_repeated(text, " ", indent);
    terminal_wrap(text, en_text_str(line), indent, hang, page->width);
    en_text_add_char(text, '\n');
    line->size = 0;
}

void part_in_brackets(en_text *text, const track_page *page, const en_text *inside)
{
    en_arg arg = en_arg_str("text", en_text_str(inside));
    part_words(text, page, EN_W_TRACK_BRACKETS, 1, &arg);
}

void part_names(en_text *text, const track_page *page, en_refs refs)
{
    for (size_t i = 0; i < refs.count; i++) {
        if (i > 0) part_word(text, page, EN_W_TRACK_COMMA);
        en_text_add(text, part_name(page, refs.at[i]));
    }
}

en_str part_partition(const track_page *page, const en_counts_toward *relation)
{
    en_str name = part_in(page, &relation->partition_name);
    return name.size ? name : relation->partition;
}

void part_locator(en_text *text, en_str locator)
{
    if (!locator.size) return;
    en_text_add_z(text, " “");
    en_text_add(text, locator);
    en_text_add_z(text, "”");
}

/* Adds the origin of an operand unless it is that of the operand before. */
static void add_operand_origin(en_text *origins, const track_page *page, size_t number, bool locator,
                               size_t *last)
{
    en_text origin = en_text_make(NULL);
    part_origin(&origin, page, number, locator);
    en_str before = {origins->at + *last, origins->size - *last};
    if (!en_str_equal(before, en_text_str(&origin))) {
        if (origins->size) en_text_add_z(origins, "; ");
        *last = origins->size;
        en_text_add(origins, en_text_str(&origin));
    }
    part_free(origins, &origin);
}

static bool is_percent(const track_page *page, size_t number)
{
    return en_str_is(en_indicator_at(page->ledger, page->track->numbers[number].key->indicator.index)->unit,
                     "%");
}

/* "71,500 ÷ 158,588", and the origin of each. A share keeps its sign: 250 ÷ 50 % is not 5. */
static void add_operation(en_text *text, const track_page *page, const en_derivation *d, bool locator)
{
    static const char *const signs[] = {"", " + ", " − ", " × ", " ÷ ", " ÷ "};
    en_text formula = en_text_make(NULL), origins = en_text_make(NULL);
    size_t last = 0;
    for (size_t i = 0; i < d->operands.count; i++) {
        const en_operand *o = &d->operands.at[i];
        if (i > 0) en_text_add_z(&formula, signs[d->operation]);
        size_t number = en_track_index(page->track, o->ref);
        if (number == EN_NO_NUMBER) en_words_add_real(&formula, page->language, o->number.value, -1);
        else if (is_percent(page, number)) part_value(&formula, page, number);
        else part_bare(&formula, page, number);
        if (o->ref.table == EN_FIGURES) add_operand_origin(&origins, page, number, locator, &last);
    }
    en_arg arg = en_arg_str("formula", en_text_str(&formula));
    part_words(text, page, EN_W_TRACK_COMPUTED, 1, &arg);
    if (origins.size) part_in_brackets(text, page, &origins);
    part_free(text, &formula);
    part_free(text, &origins);
}

void part_origin(en_text *text, const track_page *page, size_t number, bool locator)
{
    const en_track_number *n = &page->track->numbers[number];
    if (n->ref.table == EN_DERIVATIONS) {
        add_operation(text, page, en_derivation_at(page->ledger, n->ref.index), locator);
        return;
    }
    const en_figure *f = en_figure_at(page->ledger, n->ref.index);
    en_date date =
        en_date_given(f->as_of) ? f->as_of : en_source_at(page->ledger, f->source.index)->published;
    part_date(text, page, date);
    if (en_date_given(date)) en_text_add_char(text, ' ');
    part_source(text, page, f->source);
    if (page->all || locator) part_locator(text, f->locator);
}

en_word part_kind(int kind)
{
    static const en_word words[] = {EN_W_TRACK_KIND_ACTUAL, EN_W_TRACK_KIND_ACTUAL, EN_W_TRACK_KIND_TARGET,
                                    EN_W_TRACK_KIND_FORECAST, EN_W_TRACK_KIND_NEED};
    return words[kind];
}

en_word part_status(int status)
{
    static const en_word words[] = {EN_W_TRACK_NOT_REPORTED, EN_W_TRACK_ON_SCHEDULE, EN_W_TRACK_UNDERWAY,
                                    EN_W_TRACK_NO_PROGRESS, EN_W_TRACK_NOT_STARTED};
    return words[status];
}

en_word part_lack(int bit)
{
    static const en_word words[EN_LACKS_COUNT] = {EN_W_TRACK_LACKS_NUMBER, EN_W_TRACK_LACKS_INDICATOR,
                                                  EN_W_TRACK_LACKS_START,  EN_W_TRACK_LACKS_END,
                                                  EN_W_TRACK_LACKS_PER,    EN_W_TRACK_LACKS_ACTUAL};
    return words[bit];
}

void part_lacks(en_text *text, const track_page *page, unsigned lacks)
{
    bool first = true;
    for (int bit = 0; bit < EN_LACKS_COUNT; bit++) {
        if (!(lacks >> bit & 1)) continue;
        if (!first) part_word(text, page, EN_W_TRACK_COMMA);
        first = false;
        part_word(text, page, part_lack(bit));
    }
}

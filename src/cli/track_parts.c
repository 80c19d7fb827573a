/* Pieces of the report. See track_parts.h. */
#include "track_parts.h"

#include "fields.h"
#include "terminal.h"

#include <math.h>

void part_words(en_text *text, const track_page *page, en_word word, size_t arg_count, const en_arg *args)
{
    en_words_add(text, page->language, word, arg_count, args);
}

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

en_str part_in(const track_page *page, const en_texts *texts)
{
    en_str s = texts->in[page->language];
    return s.size ? s : texts->in[EN_LANGUAGE_EN];
}

en_str part_name(const track_page *page, en_ref ref)
{
    const en_texts *texts = en_ref_name(page->ledger, ref);
    en_str name = texts ? part_in(page, texts) : (en_str){0};
    return name.size ? name : en_ref_id(page->ledger, ref);
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

/* Units that have words; any other is written as the table has it. */
static const struct {
    const char *unit;
    en_word word;
} units[] = {
    {"persons", EN_W_TRACK_UNIT_PERSONS},
    {"persons/year", EN_W_TRACK_UNIT_PERSONS_YEAR},
    {"companies", EN_W_TRACK_UNIT_COMPANIES},
    {"projects", EN_W_TRACK_UNIT_PROJECTS},
    {"institutions", EN_W_TRACK_UNIT_INSTITUTIONS},
    {"plants", EN_W_TRACK_UNIT_PLANTS},
    {"organisations", EN_W_TRACK_UNIT_ORGANISATIONS},
    {"labs", EN_W_TRACK_UNIT_LABS},
    {"places", EN_W_TRACK_UNIT_PLACES},
    {"%", EN_W_TRACK_UNIT_PERCENT},
    {"startups", EN_W_TRACK_UNIT_STARTUPS},
    {"year", EN_W_TRACK_UNIT_YEAR},
    {"startups/year", EN_W_TRACK_UNIT_STARTUPS_YEAR},
    {"trillion VND", EN_W_TRACK_UNIT_TRILLION_VND},
    {"JPY/month", EN_W_TRACK_UNIT_JPY_MONTH},
    {"million VND/month", EN_W_TRACK_UNIT_MILLION_VND_MONTH},
    {"million VND/year", EN_W_TRACK_UNIT_MILLION_VND_YEAR},
    {"items", EN_W_TRACK_UNIT_ITEMS},
    {"billion USD", EN_W_TRACK_UNIT_BILLION_USD},
    {"million USD", EN_W_TRACK_UNIT_MILLION_USD},
    {"thousand USD/year", EN_W_TRACK_UNIT_THOUSAND_USD_YEAR},
    {"USD/year", EN_W_TRACK_UNIT_USD_YEAR},
    {"million USD/project", EN_W_TRACK_UNIT_MILLION_USD_PROJECT},
    {"JPY", EN_W_TRACK_UNIT_JPY},
    {"JPY/person", EN_W_TRACK_UNIT_JPY_PERSON},
    {"million JPY", EN_W_TRACK_UNIT_MILLION_JPY},
    {"million JPY/project", EN_W_TRACK_UNIT_MILLION_JPY_PROJECT},
    {"million JPY/year", EN_W_TRACK_UNIT_MILLION_JPY_YEAR},
    {"million JPY/plan", EN_W_TRACK_UNIT_MILLION_JPY_PLAN},
    {"solutions", EN_W_TRACK_UNIT_SOLUTIONS},
    {"t/year", EN_W_TRACK_UNIT_TONNES_YEAR},
    {"%/year", EN_W_TRACK_UNIT_PERCENT_YEAR},
    {"programmes", EN_W_TRACK_UNIT_PROGRAMMES},
    {"times", EN_W_TRACK_UNIT_TIMES},
    {"months", EN_W_TRACK_UNIT_MONTHS},
    {"countries", EN_W_TRACK_UNIT_COUNTRIES},
    {"couples", EN_W_TRACK_UNIT_COUPLES},
    {"kWh/month", EN_W_TRACK_UNIT_KWH_MONTH},
};

/* count chooses between one person and two persons. */
static void add_with_unit(en_text *text, const track_page *page, en_str value, double count, en_ref indicator)
{
    en_str unit =
        en_ref_given(indicator) ? en_indicator_at(page->ledger, indicator.index)->unit : (en_str){0};
    en_arg args[] = {en_arg_str("value", value), en_arg_real("count", count)};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (en_str_is(unit, units[i].unit)) {
            part_words(text, page, units[i].word, 2, args);
            return;
        }
    en_text_add(text, value);
    if (unit.size) en_text_add_char(text, ' ');
    en_text_add(text, unit);
}

/* Years are not grouped into thousands. */
static void add_digits(en_text *text, const track_page *page, double value, int decimals, en_ref indicator)
{
    bool is_year =
        en_ref_given(indicator) && en_indicator_at(page->ledger, indicator.index)->measure == EN_DATE_MEASURE;
    if (is_year) en_text_add_real(text, value);
    else en_words_add_real(text, page->language, value, decimals);
}

/* digits, with "about" at the digits and "at least" or "up to" around digits and unit: Japanese says
 * 年約1,000人, 年1,000人以上. */
static void add_qualified(en_text *text, const track_page *page, int qualifier, en_str digits, double count,
                          en_ref unit)
{
    en_text about = en_text_make(NULL), amount = en_text_make(NULL);
    en_arg arg = en_arg_str("value", digits);
    if (qualifier == EN_ABOUT) part_words(&about, page, EN_W_TRACK_ABOUT, 1, &arg);
    else en_text_add(&about, digits);
    add_with_unit(&amount, page, en_text_str(&about), count, unit);
    arg = en_arg_str("value", en_text_str(&amount));
    if (qualifier == EN_AT_LEAST) part_words(text, page, EN_W_TRACK_AT_LEAST, 1, &arg);
    else if (qualifier == EN_UNDER) part_words(text, page, EN_W_TRACK_UNDER, 1, &arg);
    else en_text_add(text, en_text_str(&amount));
    part_free(text, &about);
    part_free(text, &amount);
}

/* The indicator says how digits are written; `unit` is the indicator again, or not given for a bare number.
 */
static void add_amount(en_text *text, const track_page *page, double value, int decimals, int qualifier,
                       en_ref indicator, en_ref unit)
{
    en_text digits = en_text_make(NULL);
    add_digits(&digits, page, value, decimals, indicator);
    add_qualified(text, page, qualifier, en_text_str(&digits), value, unit);
    part_free(text, &digits);
}

void part_amount(en_text *text, const track_page *page, double value, int decimals, int qualifier,
                 en_ref indicator)
{
    add_amount(text, page, value, decimals, qualifier, indicator, indicator);
}

/* How many decimals were printed; −1 where an exponent was. */
static int printed_decimals(en_str printed)
{
    int decimals = 0;
    bool after_point = false;
    for (size_t i = 0; i < printed.size; i++) {
        if (printed.at[i] == 'e' || printed.at[i] == 'E') return -1;
        decimals += after_point;
        after_point = after_point || printed.at[i] == '.';
    }
    return decimals > 9 ? -1 : decimals;
}

/* Enough decimals for people: a whole number has none, others three significant digits or one decimal. */
static int computed_decimals(double value)
{
    if (value == nearbyint(value)) return 0;
    return fabs(value) >= 10 ? 1 : 2;
}

static void add_span(en_text *text, const track_page *page, const en_figure *f, en_ref unit)
{
    en_text span = en_text_make(NULL);
    add_digits(&span, page, f->low.value, printed_decimals(f->low.text), f->key.indicator);
    en_text_add_z(&span, "–");
    add_digits(&span, page, f->high.value, printed_decimals(f->high.text), f->key.indicator);
    add_qualified(text, page, f->qualifier, en_text_str(&span), f->high.value, unit);
    part_free(text, &span);
}

static void add_value(en_text *text, const track_page *page, size_t number, bool with_unit)
{
    const en_track_number *n = &page->track->numbers[number];
    en_ref indicator = n->key->indicator, unit = with_unit ? indicator : (en_ref){EN_LEDGER_NONE, 0};
    if (!n->known) {
        part_word(text, page, EN_W_TRACK_NOT_COMPUTABLE);
        return;
    }
    if (n->ref.table == EN_DERIVATIONS) {
        add_amount(text, page, n->value, computed_decimals(n->value), n->qualifier, indicator, unit);
        return;
    }
    const en_figure *f = en_figure_at(page->ledger, n->ref.index);
    if (f->value.text.size)
        add_amount(text, page, n->value, printed_decimals(f->value.text), n->qualifier, indicator, unit);
    else add_span(text, page, f, unit);
}

void part_value(en_text *text, const track_page *page, size_t number) { add_value(text, page, number, true); }

void part_bare(en_text *text, const track_page *page, size_t number) { add_value(text, page, number, false); }

void part_promised(en_text *text, const track_page *page, const en_commitment *c)
{
    part_amount(text, page, c->value.value, printed_decimals(c->value.text), c->qualifier, c->indicator);
}

/* English is written as tables are, with two digits; the others as people say it. */
static void add_part_of_date(en_text *text, en_language language, int value)
{
    if (language == EN_LANGUAGE_EN && value < 10) en_text_add_char(text, '0');
    en_text_add_int(text, value);
}

static void add_date(en_text *text, const track_page *page, en_date date, const en_word words[3])
{
    if (!en_date_given(date)) return;
    en_text year = en_text_make(NULL), month = en_text_make(NULL), day = en_text_make(NULL);
    en_text_add_int(&year, date.year);
    add_part_of_date(&month, page->language, date.month);
    add_part_of_date(&day, page->language, date.day);
    en_arg args[] = {en_arg_str("year", en_text_str(&year)), en_arg_str("month", en_text_str(&month)),
                     en_arg_str("day", en_text_str(&day))};
    size_t parts = date.day ? 3 : date.month ? 2 : 1;
    part_words(text, page, words[parts - 1], parts, args);
    part_free(text, &year);
    part_free(text, &month);
    part_free(text, &day);
}

void part_date(en_text *text, const track_page *page, en_date date)
{
    static const en_word words[] = {EN_W_TRACK_DATE_YEAR, EN_W_TRACK_DATE_MONTH, EN_W_TRACK_DATE_DAY};
    add_date(text, page, date, words);
}

void part_spoken_date(en_text *text, const track_page *page, en_date date)
{
    static const en_word words[] = {EN_W_TRACK_SPOKEN_YEAR, EN_W_TRACK_SPOKEN_MONTH, EN_W_TRACK_DATE_DAY};
    add_date(text, page, date, words);
}

/* "2025–2028", "2024-04 – 2025-03"; one date where both are the same. */
static void add_span_of_dates(en_text *text, const track_page *page, en_date start, en_date end)
{
    if (en_date_equal(start, end)) {
        part_date(text, page, start);
        return;
    }
    en_text from = en_text_make(NULL), to = en_text_make(NULL);
    bool years = !start.month && !end.month;
    if (years) en_text_add_int(&from, start.year);
    else part_date(&from, page, start);
    if (years) en_text_add_int(&to, end.year);
    else part_date(&to, page, end);
    en_arg args[] = {en_arg_str("from", en_text_str(&from)), en_arg_str("to", en_text_str(&to))};
    part_words(text, page, years ? EN_W_TRACK_SPAN_YEARS : EN_W_TRACK_SPAN, 2, args);
    part_free(text, &from);
    part_free(text, &to);
}

void part_period(en_text *text, const track_page *page, en_date start, en_date end)
{
    if (en_date_given(start) && en_date_given(end)) {
        add_span_of_dates(text, page, start, end);
        return;
    }
    if (!en_date_given(start) && !en_date_given(end)) return;
    en_text date = en_text_make(NULL);
    part_spoken_date(&date, page, en_date_given(end) ? end : start);
    en_arg arg = en_arg_str("date", en_text_str(&date));
    part_words(text, page, en_date_given(end) ? EN_W_TRACK_BY_DATE : EN_W_TRACK_FROM_DATE, 1, &arg);
    part_free(text, &date);
}

static bool is_called(const en_organisation *o, en_str name)
{
    for (size_t i = 0; i < EN_LANGUAGE_COUNT; i++)
        if (en_str_equal(o->name.in[i], name)) return true;
    for (size_t i = 0; i < o->aliases.count; i++)
        if (en_str_equal(o->aliases.at[i], name)) return true;
    return false;
}

en_str part_publisher(const track_page *page, en_str publisher)
{
    for (size_t i = 0; i < page->ledger->count[EN_ORGANISATIONS] && publisher.size; i++) {
        const en_organisation *o = en_organisation_at(page->ledger, i);
        if (!is_called(o, publisher)) continue;
        bool is_media = en_str_is(en_choice_in(EN_ORGANISATIONS, "kind", o->kind), "media");
        return is_media ? publisher : part_in(page, &o->name);
    }
    return publisher;
}

void part_source(en_text *text, const track_page *page, en_ref source)
{
    enum { MOST_COLUMNS = 44 };
    if (!en_ref_given(source)) return;
    const en_source *s = en_source_at(page->ledger, source.index);
    en_str name = s->publisher.size ? part_publisher(page, s->publisher) : s->title,
           cut = en_utf8_cut(name, MOST_COLUMNS);
    en_text_add(text, cut);
    if (cut.size < name.size) en_text_add_z(text, "…");
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

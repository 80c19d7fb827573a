/* Numbers, dates and names as people say them. See said.h. */
#include "said.h"

#include "fields.h"

#include <math.h>

/* Frees a text that was made for `into`, which fails if that did. */
static void end_text(en_text *into, en_text *text)
{
    into->failed = into->failed || text->failed;
    en_text_free(text);
}

en_str en_say_in(en_speaker who, const en_texts *texts)
{
    en_str s = texts->in[who.language];
    return s.size ? s : texts->in[EN_LANGUAGE_EN];
}

en_str en_say_name(en_speaker who, en_ref ref)
{
    const en_texts *texts = en_ref_name(who.ledger, ref);
    en_str name = texts ? en_say_in(who, texts) : (en_str){0};
    return name.size ? name : en_ref_id(who.ledger, ref);
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
static void add_with_unit(en_text *text, en_speaker who, en_str value, double count, en_ref indicator)
{
    en_str unit = en_ref_given(indicator) ? en_indicator_at(who.ledger, indicator.index)->unit : (en_str){0};
    en_arg args[] = {en_arg_str("value", value), en_arg_real("count", count)};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (en_str_is(unit, units[i].unit)) {
            en_words_add(text, who.language, units[i].word, 2, args);
            return;
        }
    en_text_add(text, value);
    if (unit.size) en_text_add_char(text, ' ');
    en_text_add(text, unit);
}

/* Years are not grouped into thousands. */
static void add_digits(en_text *text, en_speaker who, double value, int decimals, en_ref indicator)
{
    bool is_year =
        en_ref_given(indicator) && en_indicator_at(who.ledger, indicator.index)->measure == EN_DATE_MEASURE;
    if (is_year) en_text_add_real(text, value);
    else en_words_add_real(text, who.language, value, decimals);
}

/* digits, with "about" at the digits and "at least" or "up to" around digits and unit: Japanese says
 * スタートアップ約30社, スタートアップ30社以上. */
static void add_qualified(en_text *text, en_speaker who, int qualifier, en_str digits, double count,
                          en_ref unit)
{
    en_text about = en_text_make(NULL), amount = en_text_make(NULL);
    en_arg arg = en_arg_str("value", digits);
    if (qualifier == EN_ABOUT) en_words_add(&about, who.language, EN_W_TRACK_ABOUT, 1, &arg);
    else en_text_add(&about, digits);
    add_with_unit(&amount, who, en_text_str(&about), count, unit);
    arg = en_arg_str("value", en_text_str(&amount));
    if (qualifier == EN_AT_LEAST) en_words_add(text, who.language, EN_W_TRACK_AT_LEAST, 1, &arg);
    else if (qualifier == EN_UNDER) en_words_add(text, who.language, EN_W_TRACK_UNDER, 1, &arg);
    else en_text_add(text, en_text_str(&amount));
    end_text(text, &about);
    end_text(text, &amount);
}

/* The indicator says how digits are written; `unit` is the indicator again, or not given for a bare number.
 */
static void add_amount(en_text *text, en_speaker who, double value, int decimals, int qualifier,
                       en_ref indicator, en_ref unit)
{
    en_text digits = en_text_make(NULL);
    add_digits(&digits, who, value, decimals, indicator);
    add_qualified(text, who, qualifier, en_text_str(&digits), value, unit);
    end_text(text, &digits);
}

void en_say_amount(en_text *text, en_speaker who, double value, int decimals, int qualifier, en_ref indicator)
{
    add_amount(text, who, value, decimals, qualifier, indicator, indicator);
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

static void add_span(en_text *text, en_speaker who, const en_figure *f, en_ref unit)
{
    en_text span = en_text_make(NULL);
    add_digits(&span, who, f->low.value, printed_decimals(f->low.text), f->key.indicator);
    en_text_add_z(&span, "–");
    add_digits(&span, who, f->high.value, printed_decimals(f->high.text), f->key.indicator);
    add_qualified(text, who, f->qualifier, en_text_str(&span), f->high.value, unit);
    end_text(text, &span);
}

static void add_value(en_text *text, en_speaker who, size_t number, bool with_unit)
{
    const en_track_number *n = &who.track->numbers[number];
    en_ref indicator = n->key->indicator, unit = with_unit ? indicator : (en_ref){EN_LEDGER_NONE, 0};
    if (!n->known) {
        en_words_add(text, who.language, EN_W_TRACK_NOT_COMPUTABLE, 0, NULL);
        return;
    }
    if (n->ref.table == EN_DERIVATIONS) {
        add_amount(text, who, n->value, computed_decimals(n->value), n->qualifier, indicator, unit);
        return;
    }
    const en_figure *f = en_figure_at(who.ledger, n->ref.index);
    if (f->value.text.size)
        add_amount(text, who, n->value, printed_decimals(f->value.text), n->qualifier, indicator, unit);
    else add_span(text, who, f, unit);
}

void en_say_value(en_text *text, en_speaker who, size_t number) { add_value(text, who, number, true); }

void en_say_bare(en_text *text, en_speaker who, size_t number) { add_value(text, who, number, false); }

void en_say_promised(en_text *text, en_speaker who, const en_commitment *c)
{
    en_say_amount(text, who, c->value.value, printed_decimals(c->value.text), c->qualifier, c->indicator);
}

/* "2025–2028", "2024-04 – 2025-03"; one date where both are the same. */
static void add_span_of_dates(en_text *text, en_speaker who, en_date start, en_date end)
{
    if (en_date_equal(start, end)) {
        en_words_add_date(text, who.language, start, false);
        return;
    }
    en_text from = en_text_make(NULL), to = en_text_make(NULL);
    bool years = !start.month && !end.month;
    if (years) en_text_add_int(&from, start.year);
    else en_words_add_date(&from, who.language, start, false);
    if (years) en_text_add_int(&to, end.year);
    else en_words_add_date(&to, who.language, end, false);
    en_arg args[] = {en_arg_str("from", en_text_str(&from)), en_arg_str("to", en_text_str(&to))};
    en_words_add(text, who.language, years ? EN_W_TRACK_SPAN_YEARS : EN_W_TRACK_SPAN, 2, args);
    end_text(text, &from);
    end_text(text, &to);
}

void en_say_period(en_text *text, en_speaker who, en_date start, en_date end)
{
    if (en_date_given(start) && en_date_given(end)) {
        add_span_of_dates(text, who, start, end);
        return;
    }
    if (!en_date_given(start) && !en_date_given(end)) return;
    en_text date = en_text_make(NULL);
    en_words_add_date(&date, who.language, en_date_given(end) ? end : start, true);
    en_arg arg = en_arg_str("date", en_text_str(&date));
    en_words_add(text, who.language, en_date_given(end) ? EN_W_TRACK_BY_DATE : EN_W_TRACK_FROM_DATE, 1, &arg);
    end_text(text, &date);
}

static bool is_called(const en_organisation *o, en_str name)
{
    for (size_t i = 0; i < EN_LANGUAGE_COUNT; i++)
        if (en_str_equal(o->name.in[i], name)) return true;
    for (size_t i = 0; i < o->aliases.count; i++)
        if (en_str_equal(o->aliases.at[i], name)) return true;
    return false;
}

en_str en_say_publisher(en_speaker who, en_str publisher)
{
    for (size_t i = 0; i < who.ledger->count[EN_ORGANISATIONS] && publisher.size; i++) {
        const en_organisation *o = en_organisation_at(who.ledger, i);
        if (!is_called(o, publisher)) continue;
        bool is_media = en_str_is(en_choice_in(EN_ORGANISATIONS, "kind", o->kind), "media");
        return is_media ? publisher : en_say_in(who, &o->name);
    }
    return publisher;
}

void en_say_source(en_text *text, en_speaker who, en_ref source)
{
    enum { MOST_COLUMNS = 44 };
    if (!en_ref_given(source)) return;
    const en_source *s = en_source_at(who.ledger, source.index);
    en_str name = s->publisher.size ? en_say_publisher(who, s->publisher) : s->title,
           cut = en_utf8_cut(name, MOST_COLUMNS);
    en_text_add(text, cut);
    if (cut.size < name.size) en_text_add_z(text, "…");
}

/* The ledger's engine on small ledgers made by hand. */
#include "ledger_rows.h"

#include <math.h>
#include <stdio.h>

/* A ledger with what is computed from it. */
typedef struct bench {
    en_rows rows;
    en_ledger ledger;
    en_track track;
} bench;

static void compute(bench *b, const char *today, bool only_then)
{
    en_track_options options = {.only_then = only_then};
    assert_true(en_date_read(en_str_of(today), &options.today));
    b->ledger = check_build(&b->rows);
    assert_int_equal(en_track_compute(&b->ledger, &options, NULL, &b->track), EN_OK);
}

static void done(bench *b)
{
    en_track_free(&b->track);
    en_ledger_free(&b->ledger);
    en_rows_free(&b->rows);
}

/* The number with this id. */
static size_t number(const bench *b, const char *id)
{
    for (size_t i = 0; i < b->track.number_count; i++)
        if (en_str_is(en_ref_id(&b->ledger, b->track.numbers[i].ref), id)) return i;
    fail_msg("no number %s", id);
    return EN_NO_NUMBER;
}

static void figure(bench *b, const char *pairs) { check_row(&b->rows, EN_FIGURES, pairs); }
static void derivation(bench *b, const char *pairs) { check_row(&b->rows, EN_DERIVATIONS, pairs); }

#define ACTUAL "|indicator=people|qualifier=exact|kind=actual|source=s"

static void dates__are_read_as_days_months_and_years_and_nothing_else(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",           "25",         "2025-13",    "2025-00",
                                        "2025-2-03",  "2025-02-29", "2025/02/03", "0999",
                                        "2025-04-31", "2025-04-00", " 2025",      "2025-",
                                        "20250401",   "1900-02-29", "2025-1a",    "2025-01-1b"};
    static const char *const right[] = {"2024-02-29", "2000-02-29", "2025", "2025-12", "9999-12-31", "1000"};
    en_date date;
    for (size_t i = 0; i < CHECK_COUNT(wrong); i++) assert_false(en_date_read(en_str_of(wrong[i]), &date));
    for (size_t i = 0; i < CHECK_COUNT(right); i++) {
        assert_true(en_date_read(en_str_of(right[i]), &date));
        en_text text = en_text_make(NULL);
        en_date_add(&text, date);
        check_str(en_text_str(&text), right[i]);
        en_text_free(&text);
    }
}

static void dates__count_days_as_the_calendar_does(void **state)
{
    (void)state;
    en_date date = {1000, 1, 1};
    int32_t day = en_date_first(date), end = en_date_first((en_date){9999, 12, 31});
    assert_int_equal(en_date_first((en_date){1970, 1, 1}), 0);
    assert_int_equal(en_date_first((en_date){2000, 3, 1}), 11017);
    for (; day < end; day += 13) {
        date = en_date_of_day(day);
        assert_int_equal(en_date_first(date), day);
        assert_int_equal(en_date_last(date), day);
    }
    assert_int_equal(en_date_last((en_date){2024, 2, 0}) - en_date_first((en_date){2024, 2, 0}), 28);
    assert_int_equal(en_date_last((en_date){2023, 0, 0}) - en_date_first((en_date){2023, 0, 0}), 364);
}

static void dates__sort_by_first_day_and_then_by_last(void **state)
{
    (void)state;
    en_date year = {2025, 0, 0}, month = {2025, 1, 0}, later = {2025, 1, 2}, none = {0};
    assert_true(en_date_compare(month, year) < 0);
    assert_true(en_date_compare(later, year) > 0);
    assert_true(en_date_compare(none, year) < 0);
    assert_int_equal(en_date_compare(none, none), 0);
}

static void derivations__compute_each_operation(void **state)
{
    (void)state;
    static const struct {
        const char *operation, *operands;
        double value;
    } cases[] = {{"sum", "f1;f2;5", 305},  {"difference", "f1;f2", 100}, {"product", "f1;4", 800},
                 {"quotient", "f1;f2", 2}, {"percent", "f2;f1", 50},     {"sum", "f1;-200", 0}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        bench b = {.rows = check_rows()};
        figure(&b, "figure=f1|value=200" ACTUAL);
        figure(&b, "figure=f2|value=100|area=north" ACTUAL);
        char row[160];
        snprintf(row, sizeof row, "derivation=d|indicator=women|kind=actual|operation=%s|operands=%s",
                 cases[i].operation, cases[i].operands);
        derivation(&b, row);
        compute(&b, "2025", false);
        const en_track_number *n = &b.track.numbers[number(&b, "d")];
        assert_true(n->known);
        assert_true(n->value == cases[i].value);
        done(&b);
    }
}

static void derivations__use_each_other_in_any_order(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    derivation(&b, "derivation=d1|indicator=men|kind=actual|operation=sum|operands=d2;d3");
    derivation(&b, "derivation=d2|indicator=men|kind=actual|operation=product|operands=d3;2");
    derivation(&b, "derivation=d3|indicator=men|kind=actual|operation=sum|operands=f;1");
    figure(&b, "figure=f|value=9" ACTUAL);
    compute(&b, "2025", false);
    assert_true(b.track.numbers[number(&b, "d1")].value == 30);
    done(&b);
}

static void derivations__that_divide_by_nothing_are_not_known(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    figure(&b, "figure=zero|value=0" ACTUAL);
    figure(&b, "figure=under|value=5|indicator=men|qualifier=under|kind=actual|source=s");
    derivation(&b, "derivation=d1|indicator=share|kind=actual|operation=percent|operands=5;zero");
    derivation(&b, "derivation=d2|indicator=share|kind=actual|operation=quotient|operands=5;under");
    derivation(&b, "derivation=d3|indicator=share|kind=actual|operation=sum|operands=d1;5");
    compute(&b, "2025", false);
    assert_false(b.track.numbers[number(&b, "d1")].known);
    assert_false(b.track.numbers[number(&b, "d2")].known);
    assert_false(b.track.numbers[number(&b, "d3")].known);
    assert_int_equal(b.track.contradiction_count, 0);
    done(&b);
}

static void derivations__carry_the_bounds_of_their_operands(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    figure(&b, "figure=f|value=42000|indicator=people|qualifier=at-least|kind=target|source=s");
    figure(&b, "figure=g|value=7500|indicator=men|qualifier=at-least|kind=target|source=s");
    derivation(&b, "derivation=d|indicator=women|kind=target|operation=sum|operands=f;g;500");
    derivation(&b, "derivation=half|indicator=women|kind=target|operation=quotient|operands=100;f");
    compute(&b, "2025", false);
    const en_track_number *n = &b.track.numbers[number(&b, "d")];
    assert_true(n->range.low == 50000 && isinf(n->range.high));
    assert_int_equal(n->qualifier, EN_AT_LEAST);
    const en_track_number *half = &b.track.numbers[number(&b, "half")];
    assert_true(half->range.low == 0 && fabs(half->range.high - 100.0 / 42000) < 1e-15);
    done(&b);
}

/* Two figures with equal keys, written as qualifier and value; whether they contradict each other. */
static void contradictions__follow_from_what_values_may_be(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        bool contradict;
    } cases[] = {
        {"exact 300", "exact 300", false},
        {"exact 300", "exact 301", true},
        {"exact 45.1", "exact 45", false},
        {"exact 45.1", "exact 45.2", true},
        {"exact 1.1", "exact 1.2", true},
        {"exact 45.1", "exact 45.12", false},
        {"exact 45.1", "exact 45.15", false},
        {"exact 45.1", "exact 45.16", true},
        {"about 1000", "exact 1100", false},
        {"about 1000", "exact 1101", true},
        {"about 1000", "exact 900", false},
        {"about 1000", "exact 899", true},
        {"about 1000", "about 1220", false},
        {"about 1000", "about 1230", true},
        {"at-least 50", "exact 45.1", true},
        {"at-least 50", "exact 50", false},
        {"at-least 50", "at-least 9999", false},
        {"under 50", "exact 50", false},
        {"under 50", "exact 51", true},
        {"under 50", "at-least 51", true},
        {"under 50", "at-least 50", false},
        {"exact -200", "exact -200", false},
        {"about -200", "exact -220", false},
        {"about -200", "exact -221", true},
        {"about 0", "exact 1", true},
        {"exact 78.6e9", "exact 7.855e10", false},
        {"exact 7.86e10", "exact 7.9e10", false},
        {"exact 1e3", "exact 1600", true},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        bench b = {.rows = check_rows()};
        char rows[2][160];
        const char *texts[] = {cases[i].first, cases[i].second};
        for (int k = 0; k < 2; k++) {
            const char *blank = strchr(texts[k], ' ');
            snprintf(rows[k], sizeof rows[k],
                     "figure=f%d|indicator=people|kind=actual|source=s|qualifier=%.*s|value=%s", k,
                     (int)(blank - texts[k]), texts[k], blank + 1);
            figure(&b, rows[k]);
        }
        compute(&b, "2025", false);
        if (b.track.contradiction_count != cases[i].contradict)
            fail_msg("%s against %s", cases[i].first, cases[i].second);
        done(&b);
    }
}

static void contradictions__need_equal_keys(void **state)
{
    (void)state;
    static const char *const others[] = {"indicator=men|kind=actual",
                                         "indicator=people|kind=target",
                                         "indicator=people|kind=actual|area=north",
                                         "indicator=people|kind=actual|subject=vn",
                                         "indicator=people|kind=actual|period_start=2025",
                                         "indicator=people|kind=actual|period_end=2025"};
    for (size_t i = 0; i < CHECK_COUNT(others); i++) {
        bench b = {.rows = check_rows()};
        char row[200];
        snprintf(row, sizeof row, "figure=g|value=999|qualifier=exact|source=s|%s", others[i]);
        figure(&b, "figure=f|value=1" ACTUAL);
        figure(&b, row);
        compute(&b, "2025", false);
        assert_int_equal(b.track.contradiction_count, 0);
        done(&b);
    }
}

static void contradictions__are_none_between_a_figure_and_what_it_replaced(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    figure(&b, "figure=f1|value=1000|as_of=2023" ACTUAL);
    figure(&b, "figure=f2|value=700|as_of=2024|replaces=f1" ACTUAL);
    figure(&b, "figure=f3|value=300|as_of=2025|replaces=f2" ACTUAL);
    compute(&b, "2025", false);
    assert_int_equal(b.track.contradiction_count, 0);
    done(&b);
}

static void contradictions__with_a_replaced_figure_are_past(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    figure(&b, "figure=f1|value=1000|as_of=2023" ACTUAL);
    figure(&b, "figure=f2|value=300|as_of=2025|replaces=f1" ACTUAL);
    figure(&b, "figure=other|value=300|as_of=2024" ACTUAL);
    compute(&b, "2025", false);
    assert_int_equal(b.track.contradiction_count, 1);
    assert_true(b.track.contradictions[0].is_past);
    done(&b);
}

static void contradictions__name_the_gap_as_people_see_it(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    figure(&b, "figure=japan|value=71500" ACTUAL);
    figure(&b, "figure=all|value=158588|indicator=men|qualifier=exact|kind=actual|source=s");
    figure(&b, "figure=half|value=50|indicator=share|qualifier=at-least|kind=actual|source=s");
    derivation(&b, "derivation=d|indicator=share|kind=actual|operation=percent|operands=japan;all");
    compute(&b, "2025", false);
    assert_int_equal(b.track.contradiction_count, 1);
    assert_true(fabs(b.track.contradictions[0].gap - (50 - 100.0 * 71500 / 158588)) < 1e-9);
    done(&b);
}

static void contradictions__show_a_part_that_is_larger_than_its_whole(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    check_row(&b.rows, EN_COUNTS_TOWARD, "item=women|toward=people|relation=subset");
    figure(&b, "figure=all|value=40|period_start=2024|period_end=2024" ACTUAL);
    figure(&b, "figure=part|value=50|indicator=women|qualifier=at-least|kind=actual|source=s");
    figure(&b, "figure=elsewhere|value=90|indicator=women|area=north|qualifier=exact|kind=actual|source=s");
    figure(&b,
           "figure=earlier|value=90|indicator=women|period_start=2020|qualifier=exact|kind=actual|source=s");
    compute(&b, "2025", false);
    assert_int_equal(b.track.contradiction_count, 1);
    assert_int_equal(b.track.contradictions[0].kind, EN_PART_IS_LARGER);
    assert_int_equal(b.track.contradictions[0].first, number(&b, "part"));
    assert_int_equal(b.track.contradictions[0].second, number(&b, "all"));
    done(&b);
}

static void add_partition(bench *b, const char *whole, const char *women, const char *men)
{
    check_row(&b->rows, EN_COUNTS_TOWARD, "item=women|toward=people|relation=part|partition=sex");
    check_row(&b->rows, EN_COUNTS_TOWARD, "item=men|toward=people|relation=part|partition=sex");
    figure(b, whole);
    figure(b, women);
    figure(b, men);
}

static void contradictions__show_a_partition_that_does_not_add_up(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    add_partition(&b, "figure=f|value=100" ACTUAL,
                  "figure=w|value=60|indicator=women|qualifier=exact|kind=actual|source=s",
                  "figure=m|value=41|indicator=men|qualifier=exact|kind=actual|source=s");
    compute(&b, "2025", false);
    assert_int_equal(b.track.contradiction_count, 1);
    assert_int_equal(b.track.contradictions[0].kind, EN_PARTITION_DIFFERS);
    assert_int_equal(b.track.contradictions[0].part_count, 2);
    assert_true(b.track.contradictions[0].sum == 101);
    done(&b);
    b = (bench){.rows = check_rows()};
    add_partition(&b, "figure=f|value=100" ACTUAL,
                  "figure=w|value=60|indicator=women|qualifier=at-least|kind=actual|source=s",
                  "figure=m|value=40|indicator=men|qualifier=exact|kind=actual|source=s");
    compute(&b, "2025", false);
    assert_int_equal(b.track.contradiction_count, 0);
    done(&b);
}

static void contradictions__leave_a_partition_alone_whose_part_has_no_number(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    add_partition(&b, "figure=f|value=100" ACTUAL,
                  "figure=w|value=60|indicator=women|qualifier=exact|kind=actual|source=s",
                  "figure=m|value=1|indicator=men|area=north|qualifier=exact|kind=actual|source=s");
    compute(&b, "2025", false);
    assert_int_equal(b.track.contradiction_count, 0);
    done(&b);
}

static void contradictions__show_a_commitment_whose_number_is_not_that_of_the_target(void **state)
{
    (void)state;
    static const struct {
        const char *target, *promise;
        double gap; /* 0: none */
    } cases[] = {
        {"value=40|qualifier=exact|period_start=2025|period_end=2028|kind=target", "value=38|per=total", 2},
        {"value=38|qualifier=exact|period_start=2025|period_end=2028|kind=target", "value=38|per=total", 0},
        {"value=39|qualifier=about|period_start=2025|period_end=2028|kind=target", "value=38|per=total", 0},
        {"value=40|qualifier=exact|period_start=2025|period_end=2028|kind=target",
         "value=38|per=total|qualifier=at-least", 0},
        {"value=40|qualifier=exact|period_start=2025|period_end=2027|kind=target", "value=38|per=total", 0},
        {"value=40|qualifier=exact|period_start=2025|period_end=2028|kind=actual", "value=38|per=total", 0},
        {"value=40|qualifier=exact|period_start=2025|period_end=2028|kind=target", "value=38|per=year", 0},
        {"value=40|qualifier=exact|period_start=2025|period_end=2028|kind=target|subject=jp",
         "value=38|per=total", 2},
        {"value=40|qualifier=exact|period_start=2025|period_end=2028|kind=target|subject=vn",
         "value=38|per=total", 0},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        bench b = {.rows = check_rows()};
        char target[200], row[200];
        snprintf(target, sizeof target, "figure=f|indicator=sent|source=s|%s", cases[i].target);
        figure(&b, target);
        snprintf(row, sizeof row,
                 "commitment=c|by=jp|what_en=W|source=s|indicator=sent|starts=2025|due=2028|%s",
                 cases[i].promise);
        check_row(&b.rows, EN_COMMITMENTS, row);
        compute(&b, "2026", false);
        assert_int_equal(b.track.contradiction_count, cases[i].gap > 0);
        if (cases[i].gap > 0) {
            assert_int_equal(b.track.contradictions[0].kind, EN_PROMISE_DIFFERS);
            assert_int_equal(b.track.contradictions[0].commitment, 0);
            assert_true(b.track.contradictions[0].gap == cases[i].gap);
        }
        done(&b);
    }
}

static void vintages__keep_the_chain_and_what_lies_between(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    figure(&b, "figure=new|value=300|as_of=2026-01|replaces=report|period_start=2028|period_end=2034" ACTUAL);
    figure(&b, "figure=old|value=1000|as_of=2023" ACTUAL);
    figure(&b, "figure=report|value=1000|as_of=2025|replaces=old" ACTUAL);
    figure(&b, "figure=between|value=550|as_of=2024|period_start=2024|period_end=2024" ACTUAL);
    figure(&b, "figure=before|value=5|as_of=2019|period_start=2019|period_end=2019" ACTUAL);
    compute(&b, "2026", false);
    assert_int_equal(b.track.vintage_count, 1);
    const en_vintage *v = &b.track.vintages[0];
    assert_int_equal(v->chain_count, 3);
    assert_int_equal(v->chain[0], number(&b, "new"));
    assert_int_equal(v->chain[2], number(&b, "old"));
    assert_int_equal(v->between_count, 1);
    assert_int_equal(v->between[0], number(&b, "between"));
    assert_false(en_track_stands(&b.track, number(&b, "report")));
    done(&b);
}

static void targets__keep_partitions_apart_and_name_what_is_outside(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    check_row(&b.rows, EN_PROGRAMMES, "programme=jds|name_en=JDS|source=s");
    check_row(&b.rows, EN_COUNTS_TOWARD, "item=women|toward=people|relation=part|partition=sex");
    check_row(&b.rows, EN_COUNTS_TOWARD, "item=jds|toward=people|relation=outside|reason_en=other people");
    figure(&b, "figure=news|value=50000|as_of=2025|indicator=people|qualifier=about|kind=target|source=s");
    figure(
        &b,
        "figure=law|value=50000|as_of=2024|indicator=people|qualifier=at-least|kind=target|source=official");
    figure(&b, "figure=j|value=38|indicator=men|subject=jds|qualifier=exact|kind=target|source=s");
    compute(&b, "2026", false);
    assert_int_equal(b.track.target_count, 1);
    const en_target *t = &b.track.targets[0];
    assert_int_equal(t->number, number(&b, "law"));
    assert_int_equal(t->other_count, 1);
    assert_int_equal(t->others[0], number(&b, "news"));
    assert_int_equal(t->relation_count, 2);
    assert_int_equal(t->items[0], EN_NO_NUMBER);
    assert_int_equal(t->items[1], number(&b, "j"));
    assert_int_equal(b.track.contradiction_count, 0);
    done(&b);
}

/* The pace of one commitment. */
static const en_pace *promise(bench *b, const char *pairs, const char *today)
{
    char row[300];
    snprintf(row, sizeof row, "commitment=c|by=jp|what_en=What|source=s|%s", pairs);
    check_row(&b->rows, EN_COMMITMENTS, row);
    compute(b, today, false);
    return &b->track.promises[0].pace;
}

static void pace__names_every_part_that_it_lacks(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    assert_int_equal(promise(&b, "made_on=2025", "2026")->lacks,
                     EN_LACKS_NUMBER | EN_LACKS_INDICATOR | EN_LACKS_START | EN_LACKS_END | EN_LACKS_ACTUAL);
    done(&b);
    b = (bench){.rows = check_rows()};
    figure(&b, "figure=f|value=5|as_of=2025" ACTUAL);
    assert_int_equal(promise(&b, "value=10|indicator=people|starts=2024|due=2026", "2026")->lacks,
                     EN_LACKS_PER);
    done(&b);
    b = (bench){.rows = check_rows()};
    figure(&b, "figure=f|value=5|indicator=people|qualifier=exact|kind=target|source=s");
    assert_int_equal(promise(&b, "value=10|per=total|indicator=people|starts=2024|due=2026", "2026")->lacks,
                     EN_LACKS_ACTUAL);
    assert_int_equal(b.track.promises[0].newest, number(&b, "f"));
    done(&b);
}

static void pace__of_a_total_follows_a_straight_line_to_the_day_of_the_figure(void **state)
{
    (void)state;
    static const struct {
        const char *as_of, *today;
        double expected;
    } cases[] = {{"2024-12-31", "2030", 250.0 * 366 / 1461},
                 {"2027-12-31", "2030", 250},
                 {"2023-06-01", "2030", 0},
                 {"2027-12-31", "2024-12-31", 250.0 * 366 / 1461},
                 {"2024", "2030", 250.0 * 366 / 1461}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        bench b = {.rows = check_rows()};
        char row[120];
        snprintf(row, sizeof row, "figure=f|value=50|as_of=%s" ACTUAL, cases[i].as_of);
        figure(&b, row);
        const en_pace *pace =
            promise(&b, "value=250|per=total|indicator=people|starts=2024|due=2027", cases[i].today);
        assert_int_equal(pace->lacks, 0);
        assert_true(fabs(pace->expected - cases[i].expected) < 1e-9);
        assert_true(fabs(pace->difference - (50 - cases[i].expected)) < 1e-9);
        done(&b);
    }
}

static void pace__per_year_expects_the_number_for_each_year_of_the_figure(void **state)
{
    (void)state;
    static const struct {
        const char *period;
        double expected;
    } cases[] = {{"|period_start=2025|period_end=2025", 38},
                 {"|period_start=2025-04|period_end=2026-03", 38},
                 {"|period_start=2025|period_end=2026", 76},
                 {"|as_of=2025-07-30", 38}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        bench b = {.rows = check_rows()};
        char row[200];
        snprintf(row, sizeof row, "figure=f|value=40|indicator=sent|qualifier=exact|kind=actual|source=s%s",
                 cases[i].period);
        figure(&b, row);
        const en_pace *pace = promise(&b, "value=38|per=year|indicator=sent|starts=2025|due=2028", "2026");
        assert_int_equal(pace->lacks, 0);
        assert_true(pace->expected == cases[i].expected);
        done(&b);
    }
}

static void pace__does_not_take_a_part_for_the_whole(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "figure=f|value=9|indicator=sent|period_start=2026|period_end=2026|qualifier=exact|kind=actual|"
        "source=s",
        "figure=f|value=9|indicator=sent|subject=elsewhere|qualifier=exact|kind=actual|source=s",
    };
    for (size_t i = 0; i < CHECK_COUNT(rows); i++) {
        bench b = {.rows = check_rows()};
        check_row(&b.rows, EN_ORGANISATIONS, "organisation=elsewhere|kind=state|name_en=Elsewhere");
        figure(&b, rows[i]);
        assert_int_equal(promise(&b, "value=38|per=total|indicator=sent|starts=2025|due=2028", "2026")->lacks,
                         EN_LACKS_ACTUAL);
        done(&b);
    }
    bench b = {.rows = check_rows()};
    figure(&b, "figure=f|value=9|area=north" ACTUAL);
    figure(&b, "figure=g|value=9|area=south" ACTUAL);
    assert_int_equal(promise(&b, "value=38|per=total|indicator=people|starts=2025|due=2028", "2026")->lacks,
                     EN_LACKS_ACTUAL);
    done(&b);
}

static void status__is_the_newest_report_and_never_a_pace(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    check_row(&b.rows, EN_STATUSES,
              "commitment=c|status=underway|reported_by=vn|reported_on=2025-01|source=s");
    check_row(&b.rows, EN_STATUSES,
              "commitment=c|status=on-schedule|reported_by=jp|reported_on=2026-01|source=s");
    check_row(&b.rows, EN_STATUSES,
              "commitment=c|status=not-started|reported_by=jp|reported_on=2024-01|source=s");
    assert_int_not_equal(promise(&b, "made_on=2024", "2026")->lacks, 0);
    assert_int_equal(b.track.promises[0].status, 1);
    done(&b);
}

static void questions_about_a_day__leave_out_what_became_known_later(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    figure(&b, "figure=old|value=1000|as_of=2023" ACTUAL);
    figure(&b, "figure=new|value=300|as_of=2026|replaces=old" ACTUAL);
    check_row(&b.rows, EN_COMMITMENTS, "commitment=c|by=jp|what_en=What|source=s|indicator=people");
    check_row(&b.rows, EN_STATUSES,
              "commitment=c|status=underway|reported_by=vn|reported_on=2025-06|source=s");
    compute(&b, "2025-01-31", true);
    assert_true(en_track_stands(&b.track, number(&b, "old")));
    assert_int_equal(b.track.vintage_count, 0);
    assert_int_equal(b.track.promises[0].newest, number(&b, "old"));
    assert_int_equal(b.track.promises[0].status, EN_NO_NUMBER);
    done(&b);
}

static void compute__gives_its_memory_back_wherever_it_runs_out(void **state)
{
    (void)state;
    bench b = {.rows = check_rows()};
    figure(&b, "figure=f|value=1" ACTUAL);
    figure(&b, "figure=g|value=9|replaces=f" ACTUAL);
    figure(&b, "figure=h|value=5" ACTUAL);
    derivation(&b, "derivation=d|indicator=men|kind=target|operation=sum|operands=f;g");
    check_row(&b.rows, EN_COUNTS_TOWARD, "item=women|toward=men|relation=part|partition=p");
    b.ledger = check_build(&b.rows);
    en_status status = EN_ERR_MEMORY;
    for (size_t n = 1; status == EN_ERR_MEMORY; n++) {
        check_heap heap = {.fail_at = n};
        en_allocator allocator = {&heap, check_resize};
        en_context context = {.allocator = &allocator};
        en_track_options options = {.today = {2025, 0, 0}};
        en_track track;
        status = en_track_compute(&b.ledger, &options, &context, &track);
        if (status == EN_OK) en_track_free(&track);
        assert_int_equal(heap.in_use, 0);
    }
    assert_int_equal(status, EN_OK);
    en_ledger_free(&b.ledger);
    en_rows_free(&b.rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates__are_read_as_days_months_and_years_and_nothing_else),
        cmocka_unit_test(dates__count_days_as_the_calendar_does),
        cmocka_unit_test(dates__sort_by_first_day_and_then_by_last),
        cmocka_unit_test(derivations__compute_each_operation),
        cmocka_unit_test(derivations__use_each_other_in_any_order),
        cmocka_unit_test(derivations__that_divide_by_nothing_are_not_known),
        cmocka_unit_test(derivations__carry_the_bounds_of_their_operands),
        cmocka_unit_test(contradictions__follow_from_what_values_may_be),
        cmocka_unit_test(contradictions__need_equal_keys),
        cmocka_unit_test(contradictions__are_none_between_a_figure_and_what_it_replaced),
        cmocka_unit_test(contradictions__with_a_replaced_figure_are_past),
        cmocka_unit_test(contradictions__name_the_gap_as_people_see_it),
        cmocka_unit_test(contradictions__show_a_part_that_is_larger_than_its_whole),
        cmocka_unit_test(contradictions__show_a_partition_that_does_not_add_up),
        cmocka_unit_test(contradictions__leave_a_partition_alone_whose_part_has_no_number),
        cmocka_unit_test(contradictions__show_a_commitment_whose_number_is_not_that_of_the_target),
        cmocka_unit_test(vintages__keep_the_chain_and_what_lies_between),
        cmocka_unit_test(targets__keep_partitions_apart_and_name_what_is_outside),
        cmocka_unit_test(pace__names_every_part_that_it_lacks),
        cmocka_unit_test(pace__of_a_total_follows_a_straight_line_to_the_day_of_the_figure),
        cmocka_unit_test(pace__per_year_expects_the_number_for_each_year_of_the_figure),
        cmocka_unit_test(pace__does_not_take_a_part_for_the_whole),
        cmocka_unit_test(status__is_the_newest_report_and_never_a_pace),
        cmocka_unit_test(questions_about_a_day__leave_out_what_became_known_later),
        cmocka_unit_test(compute__gives_its_memory_back_wherever_it_runs_out),
    };
    return cmocka_run_group_tests_name("track", tests, NULL, NULL);
}

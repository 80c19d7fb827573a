/* Lines, groups and held seats against choices made anew from the definition: cumulative offers that keep
 * every offer, all stable matchings of small markets, and en_match_check on matchings right and wrong. */
#include "naive.h"

enum { MARKETS = 20000 };

static uint32_t draw(uint64_t *random, size_t n) { return (uint32_t)check_below(random, n); }

static void draw_wishes(market *m, uint64_t *random, uint32_t applicants, uint32_t places)
{
    uint32_t wishes = 0;
    for (uint32_t i = 0; i < applicants; i++) {
        m->wish_begin[i] = wishes;
        m->tie[i] = draw(random, 1000) * MOST_APPLICANTS + i;
        m->categories[i] = draw(random, 4);
        uint32_t n = draw(random, 5);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t p = draw(random, places), term = draw(random, 10) < 7 ? 1 : 2;
            bool twice = false;
            for (uint32_t j = m->wish_begin[i]; j < wishes; j++)
                twice = twice || (m->wish_place[j] == p && m->wish_term[j] == term);
            if (twice) continue;
            m->wish_place[wishes] = p;
            m->wish_term[wishes] = term;
            m->owner[wishes] = i;
            m->wish_score[wishes++] = draw(random, 10) == 0 ? EN_MATCH_UNACCEPTABLE : draw(random, 6);
        }
    }
    m->wish_begin[applicants] = wishes;
}

static void draw_lines(market *m, uint64_t *random, uint32_t p)
{
    uint32_t begin = m->line_begin[p], n = draw(random, 4);
    m->line_begin[p + 1] = begin + n;
    if (n == 0) return;
    m->seats[p] = 0;
    for (uint32_t l = begin; l < begin + n; l++) {
        m->lines[l] = (en_match_line){.seats = draw(random, 3),
                                      .term = draw(random, 3),
                                      .category = draw(random, 3),
                                      .others_never = draw(random, 2),
                                      .to = EN_MATCH_NONE};
        if (!m->lines[l].category) m->lines[l].others_never = false;
        m->seats[p] += m->lines[l].seats;
    }
    uint32_t receiver = begin + draw(random, n);
    for (uint32_t l = begin; l < begin + n; l++)
        if (l != receiver && draw(random, 2)) m->lines[l].to = receiver;
}

/* Groups of which each is below an earlier one, or at the root. Under common order everything is. */
static void draw_groups(market *m, uint64_t *random, uint32_t places, bool common)
{
    uint32_t n = 1 + draw(random, MOST_GROUPS), turn = 0;
    m->problem.group_count = n;
    for (uint32_t g = 0; g < n; g++) {
        m->groups[g] =
            (en_match_group){.parent = g == 0 || draw(random, 3) == 0 ? EN_MATCH_NONE : draw(random, g),
                             .cap = draw(random, 4) == 0 ? EN_MATCH_NONE : draw(random, 5),
                             .target = draw(random, 3),
                             .turn = 100 + (turn++ * 7 + draw(random, 2) * 50) % 90,
                             .choice = common ? EN_MATCH_BY_COMMON_ORDER : EN_MATCH_BY_TARGETS};
        if (!common && draw(random, 4) == 0 && m->groups[g].parent == EN_MATCH_NONE)
            m->groups[g].choice = EN_MATCH_BY_COMMON_ORDER;
        if (m->groups[g].parent != EN_MATCH_NONE &&
            m->groups[m->groups[g].parent].choice == EN_MATCH_BY_COMMON_ORDER)
            m->groups[g].choice = EN_MATCH_BY_COMMON_ORDER;
    }
    for (uint32_t p = 0; p < places; p++)
        m->in_group[p] =
            (en_match_place_in_group){.group = draw(random, 5) == 0 ? EN_MATCH_NONE : draw(random, n),
                                      .target = draw(random, 3),
                                      .turn = (p * 13 + 5 * draw(random, 2)) % 89};
}

/* A place below common order has neither lines nor scores of its own: an applicant's wishes there score
 * alike. */
static void even_scores(market *m)
{
    for (uint32_t w = 0; w < m->problem.wish_begin[m->problem.applicants]; w++)
        for (uint32_t v = w + 1; v < m->wish_begin[m->owner[w] + 1]; v++) {
            uint32_t p = m->wish_place[w], q = m->wish_place[v];
            uint32_t g = m->in_group[p].group;
            bool common = g != EN_MATCH_NONE && m->groups[g].choice == EN_MATCH_BY_COMMON_ORDER;
            if (common && naive_same_unit(m, p, q)) m->wish_score[v] = m->wish_score[w];
        }
}

typedef struct features {
    bool lines, targets, common;
} features;

static void draw_market(market *m, uint64_t *random, features f)
{
    uint32_t applicants = 1 + draw(random, MOST_APPLICANTS), places = 1 + draw(random, MOST_PLACES);
    memset(m, 0, sizeof *m);
    draw_wishes(m, random, applicants, places);
    for (uint32_t p = 0; p < places; p++) m->seats[p] = draw(random, 4);
    m->problem = (en_match_problem){.applicants = applicants,
                                    .places = places,
                                    .seats = m->seats,
                                    .wish_begin = m->wish_begin,
                                    .wish_place = m->wish_place,
                                    .wish_score = m->wish_score,
                                    .wish_term = m->wish_term,
                                    .categories = m->categories,
                                    .tie = m->tie};
    if (f.targets || f.common) {
        draw_groups(m, random, places, f.common);
        m->problem.groups = m->groups;
        m->problem.in_group = m->in_group;
        even_scores(m);
    }
    if (!f.lines) return;
    for (uint32_t p = 0; p < places; p++) {
        uint32_t g = m->problem.groups ? m->in_group[p].group : EN_MATCH_NONE;
        bool common = g != EN_MATCH_NONE && m->groups[g].choice == EN_MATCH_BY_COMMON_ORDER;
        m->line_begin[p + 1] = m->line_begin[p];
        if (!common) draw_lines(m, random, p);
    }
    m->problem.line_begin = m->line_begin;
    m->problem.lines = m->lines;
}

/* Some of those who are placed hold their seats in the next round; they may move up only. */
static void hold_some(market *m, uint64_t *random, const uint32_t *wish)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        if (wish[i] != EN_MATCH_NONE && draw(random, 2)) m->wish_score[wish[i]] = EN_MATCH_HELD;
}

static wish_set units_choose(const market *m, wish_set offered)
{
    wish_set chosen = 0;
    for (uint32_t p = 0; p < m->problem.places; p++) {
        bool first = true;
        wish_set unit = 0;
        for (uint32_t q = 0; q < m->problem.places; q++) {
            if (!naive_same_unit(m, p, q)) continue;
            if (q < p) first = false;
            for (uint32_t w = 0; w < MOST_WISHES; w++)
                if (offered >> w & 1 && m->wish_place[w] == q) unit |= (wish_set)1 << w;
        }
        if (first) chosen |= naive_choose_of(m, p, unit);
    }
    return chosen;
}

/* Cumulative offers: nobody's offer is ever forgotten; who has none that is chosen makes the next. */
static void offer_cumulatively(const market *m, uint32_t *wish)
{
    wish_set offered = 0;
    uint32_t next[MOST_APPLICANTS];
    memcpy(next, m->wish_begin, sizeof next);
    for (bool more = true; more;) {
        wish_set chosen = units_choose(m, offered);
        more = false;
        for (uint32_t i = 0; i < m->problem.applicants; i++) wish[i] = EN_MATCH_NONE;
        for (uint32_t w = 0; w < MOST_WISHES; w++) {
            if (!(chosen >> w & 1)) continue;
            assert_int_equal(wish[m->owner[w]], EN_MATCH_NONE); /* nobody is chosen twice */
            wish[m->owner[w]] = w;
        }
        for (uint32_t i = 0; i < m->problem.applicants; i++) {
            if (wish[i] != EN_MATCH_NONE) continue;
            while (next[i] < m->wish_begin[i + 1] && !naive_acceptable(m, next[i])) next[i]++;
            if (next[i] == m->wish_begin[i + 1]) continue;
            offered |= (wish_set)1 << next[i]++;
            more = true;
        }
    }
}

/* The definition of docs/formats.md. */
static bool is_stable(const market *m, const uint32_t *wish)
{
    wish_set holding = 0, preferred = 0;
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        if (wish[i] != EN_MATCH_NONE && !naive_acceptable(m, wish[i])) return false;
        if (wish[i] != EN_MATCH_NONE) holding |= (wish_set)1 << wish[i];
        for (uint32_t w = m->wish_begin[i]; w < m->wish_begin[i + 1] && w != wish[i]; w++)
            if (naive_acceptable(m, w)) preferred |= (wish_set)1 << w;
    }
    return units_choose(m, holding) == holding && units_choose(m, holding | preferred) == holding;
}

static void check_market(market *m)
{
    en_match_result result;
    uint32_t expected[MOST_APPLICANTS];
    offer_cumulatively(m, expected);
    assert_int_equal(en_match_solve(&m->problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &result), EN_OK);
    assert_memory_equal(result.wish, expected, m->problem.applicants * sizeof *expected);
    assert_true(is_stable(m, expected));
    assert_int_equal(en_match_check(&m->problem, result.wish, NULL, NULL), EN_OK);
    en_match_result_free(&result);
}

static void check_markets(features f, uint64_t random)
{
    for (int k = 0; k < MARKETS; k++) {
        market m;
        draw_market(&m, &random, f);
        check_market(&m);
    }
}

static void solve__fills_lines_as_cumulative_offers_do(void **state)
{
    (void)state;
    check_markets((features){.lines = true}, 1);
}

static void solve__fills_groups_by_targets_as_cumulative_offers_do(void **state)
{
    (void)state;
    check_markets((features){.targets = true}, 2);
}

static void solve__fills_groups_by_common_order_as_cumulative_offers_do(void **state)
{
    (void)state;
    check_markets((features){.common = true}, 3);
}

static void solve__fills_lines_within_groups_as_cumulative_offers_do(void **state)
{
    (void)state;
    check_markets((features){.lines = true, .targets = true}, 4);
}

/* Whoever holds a seat keeps it or gets a wish that they prefer, whoever else withdraws. */
static void solve__leaves_no_holder_worse_off(void **state)
{
    (void)state;
    uint64_t random = 5;
    unsigned unseatable = 0;
    const features all[] = {{0}, {.lines = true}, {.targets = true}, {.common = true}, {true, true, false}};
    for (int k = 0; k < MARKETS; k++) {
        market m;
        en_match_result before, after;
        draw_market(&m, &random, all[(size_t)k % CHECK_COUNT(all)]);
        assert_int_equal(en_match_solve(&m.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &before), EN_OK);
        hold_some(&m, &random, before.wish);
        uint32_t leaver = draw(&random, m.problem.applicants);
        for (uint32_t w = m.wish_begin[leaver]; w < m.wish_begin[leaver + 1]; w++)
            m.wish_score[w] = EN_MATCH_UNACCEPTABLE;
        uint32_t unseated;
        en_status seated = en_match_seat_held(&m.problem, NULL, &unseated);
        if (seated == EN_ERR_CLAIM) { /* a seat that another line gave for this term cannot be held */
            assert_non_null(m.problem.line_begin);
            unseatable++;
            en_match_result_free(&before);
            continue;
        }
        check_market(&m);
        assert_int_equal(en_match_solve(&m.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &after), EN_OK);
        for (uint32_t i = 0; i < m.problem.applicants; i++) {
            bool held = before.wish[i] != EN_MATCH_NONE && m.wish_score[before.wish[i]] == EN_MATCH_HELD;
            if (held) assert_true(after.wish[i] <= before.wish[i]);
        }
        en_match_result_free(&before);
        en_match_result_free(&after);
    }
    assert_in_range(unseatable, 1, MARKETS / 10);
}

/* Whether somebody prefers another wish of the unit that holds them. */
static bool prefers_own_unit(const market *m, const uint32_t *wish)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        for (uint32_t w = m->wish_begin[i]; wish[i] != EN_MATCH_NONE && w < wish[i]; w++)
            if (naive_acceptable(m, w) && naive_same_unit(m, m->wish_place[w], m->wish_place[wish[i]]))
                return true;
    return false;
}

/* The check and the definition agree on any matching; where an applicant might be counted twice by a unit,
 * the check may ask for more than the definition. */
static void check__agrees_with_the_definition(void **state)
{
    (void)state;
    uint64_t random = 6;
    const features all[] = {{.lines = true}, {.targets = true}, {.common = true}, {true, true, false}};
    unsigned stable = 0;
    for (int k = 0; k < 4 * MARKETS; k++) {
        market m;
        uint32_t wish[MOST_APPLICANTS];
        draw_market(&m, &random, all[k % 4]);
        if (!m.problem.line_begin && m.problem.group_count == 0) continue;
        for (uint32_t i = 0; i < m.problem.applicants; i++) {
            uint32_t n = m.wish_begin[i + 1] - m.wish_begin[i], w = draw(&random, n + 1);
            wish[i] = w == n ? EN_MATCH_NONE : m.wish_begin[i] + w;
        }
        bool expected = is_stable(&m, wish);
        en_match_blocking blocking;
        en_status status = en_match_check(&m.problem, wish, NULL, &blocking);
        stable += status == EN_OK;
        if (status == EN_OK) assert_true(expected);
        else assert_true(!expected || prefers_own_unit(&m, wish));
    }
    assert_true(stable > MARKETS / 20);
}

/* Whether a line, alone, may take the wish: by what the line says, with no choice made. */
static bool may_take(const market *m, const en_match_line *line, uint32_t w)
{
    if (line->term && line->term != m->wish_term[w]) return false;
    return !line->others_never || !line->category || (m->categories[m->owner[w]] & line->category);
}

static void check_lines(const market *m, const en_match_result *result, const en_match_standings *s,
                        uint32_t p)
{
    uint32_t seats = 0, filled = 0;
    for (uint32_t k = s->line_begin[p]; k < s->line_begin[p + 1]; k++) {
        const en_match_line *line = &m->lines[m->line_begin[p] + k - s->line_begin[p]];
        bool implicit = m->line_begin[p] == m->line_begin[p + 1];
        uint32_t applied = 0, refused = 0;
        for (uint32_t w = 0; w < m->wish_begin[m->problem.applicants]; w++) {
            if (m->wish_place[w] != p || !naive_acceptable(m, w) || (!implicit && !may_take(m, line, w)))
                continue;
            applied++;
            refused += w < result->wish[m->owner[w]];
        }
        assert_int_equal(s->lines[k].applied, applied);
        assert_int_equal(s->lines[k].refused, refused);
        assert_true(s->lines[k].filled <= s->lines[k].seats);
        seats += s->lines[k].seats;
        filled += s->lines[k].filled;
    }
    assert_int_equal(seats, m->seats[p]);
    assert_int_equal(filled, result->filled[p]);
}

/* A cap is what refuses somebody exactly where the place, if it were alone, would take them; no score is
 * lower than the last one's where score is named. */
static unsigned check_refusals(const market *m, const en_match_result *result, const en_match_standings *s)
{
    unsigned kinds = 0;
    for (uint32_t w = 0; w < m->wish_begin[m->problem.applicants]; w++) {
        uint32_t i = m->owner[w], p = m->wish_place[w], last, group;
        if (!naive_acceptable(m, w) || w >= result->wish[i]) continue;
        wish_set held = 0;
        for (uint32_t j = 0; j < m->problem.applicants; j++)
            if (j != i && result->wish[j] != EN_MATCH_NONE && m->wish_place[result->wish[j]] == p)
                held |= (wish_set)1 << result->wish[j];
        bool alone = naive_choose_alone(m, p, held | (wish_set)1 << w) >> w & 1;
        bool at_home = result->wish[i] != EN_MATCH_NONE && m->wish_place[result->wish[i]] == p;
        en_match_refusal refusal = en_match_why_refused(&m->problem, s, i, w, &last, &group);
        kinds |= 1u << refusal;
        if (!at_home) assert_int_equal(refusal == EN_MATCH_REFUSED_CAP, alone);
        assert_int_equal(refusal == EN_MATCH_REFUSED_CAP, group != EN_MATCH_NONE);
        if (refusal == EN_MATCH_REFUSED_SCORE && last != EN_MATCH_NONE)
            assert_true(m->wish_score[last] > m->wish_score[w]);
        if (refusal == EN_MATCH_REFUSED_TIE) assert_true(m->wish_score[last] == m->wish_score[w]);
    }
    return kinds;
}

static void stand__says_how_lines_stand_and_what_refuses(void **state)
{
    (void)state;
    uint64_t random = 7;
    const features all[] = {{.lines = true}, {.targets = true}, {.common = true}, {true, true, false}};
    unsigned kinds = 0;
    for (int k = 0; k < MARKETS; k++) {
        market m;
        en_match_result result;
        en_match_standings s;
        draw_market(&m, &random, all[(size_t)k % CHECK_COUNT(all)]);
        assert_int_equal(en_match_solve(&m.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &result), EN_OK);
        assert_int_equal(en_match_stand(&m.problem, &result, NULL, NULL, &s), EN_OK);
        for (uint32_t p = 0; p < m.problem.places && m.problem.line_begin; p++)
            check_lines(&m, &result, &s, p);
        kinds |= check_refusals(&m, &result, &s);
        en_match_standings_free(&s);
        en_match_result_free(&result);
    }
    assert_int_equal(kinds, (2u << EN_MATCH_REFUSED_NO_SEAT) - 1); /* each was seen */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solve__fills_lines_as_cumulative_offers_do),
        cmocka_unit_test(solve__fills_groups_by_targets_as_cumulative_offers_do),
        cmocka_unit_test(solve__fills_groups_by_common_order_as_cumulative_offers_do),
        cmocka_unit_test(solve__fills_lines_within_groups_as_cumulative_offers_do),
        cmocka_unit_test(solve__leaves_no_holder_worse_off),
        cmocka_unit_test(check__agrees_with_the_definition),
        cmocka_unit_test(stand__says_how_lines_stand_and_what_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

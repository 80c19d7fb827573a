/* Places that close and floors, against all matchings of small markets. */
#include "check.h"

#include <enishi/lower_limits.h>

enum { MOST_APPLICANTS = 5, MOST_PLACES = 3, MOST_WISHES = MOST_APPLICANTS * MOST_PLACES, MARKETS = 10000 };
enum { MANY_APPLICANTS = 24, MANY_PLACES = 8, MANY_EACH = 4, MANY_MARKETS = 1500 };

typedef struct market {
    uint32_t seats[MANY_PLACES], lower[MANY_PLACES], turn[MANY_PLACES];
    uint32_t wish_begin[MANY_APPLICANTS + 1], wish_place[MANY_APPLICANTS * MANY_EACH];
    double wish_score[MANY_APPLICANTS * MANY_EACH];
    en_match_problem problem;
} market;

static void set_problem(market *m, uint32_t applicants, uint32_t places)
{
    m->problem = (en_match_problem){.applicants = applicants,
                                    .places = places,
                                    .seats = m->seats,
                                    .wish_begin = m->wish_begin,
                                    .wish_place = m->wish_place,
                                    .wish_score = m->wish_score};
}

/* Strict scores: a wish's own number decides. */
static void draw_market(market *m, uint64_t *random)
{
    uint32_t applicants = 1 + (uint32_t)check_below(random, MOST_APPLICANTS), wishes = 0;
    uint32_t places = 1 + (uint32_t)check_below(random, MOST_PLACES),
             shift = (uint32_t)check_below(random, 3);
    for (uint32_t p = 0; p < places; p++) {
        m->seats[p] = (uint32_t)check_below(random, 4);
        m->lower[p] = (uint32_t)check_below(random, m->seats[p] + 1);
        m->turn[p] = (p + shift) % places;
    }
    for (uint32_t i = 0; i < applicants; i++) {
        m->wish_begin[i] = wishes;
        uint32_t first = (uint32_t)check_below(random, places), n = (uint32_t)check_below(random, places + 1);
        for (uint32_t k = 0; k < n; k++, wishes++) {
            m->wish_place[wishes] = (first + k) % places;
            m->wish_score[wishes] = check_below(random, 8) == 0
                                        ? EN_MATCH_UNACCEPTABLE
                                        : (double)(check_below(random, 100) * MOST_WISHES + wishes);
        }
    }
    m->wish_begin[applicants] = wishes;
    set_problem(m, applicants, places);
}

static uint32_t held_by(const market *m, const uint32_t *wish, uint32_t p)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        n += wish[i] != EN_MATCH_NONE && m->wish_place[wish[i]] == p;
    return n;
}

/* Whether somebody at the wish's place stands behind it. */
static bool is_envied(const market *m, const uint32_t *wish, uint32_t w)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        if (wish[i] != EN_MATCH_NONE && m->wish_place[wish[i]] == m->wish_place[w] &&
            m->wish_score[wish[i]] < m->wish_score[w])
            return true;
    return false;
}

static bool is_feasible(const market *m, const uint32_t *wish)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        if (wish[i] != EN_MATCH_NONE && m->wish_score[wish[i]] == EN_MATCH_UNACCEPTABLE) return false;
    for (uint32_t p = 0; p < m->problem.places; p++)
        if (held_by(m, wish, p) > m->seats[p]) return false;
    return true;
}

static const uint32_t BLOCKED = UINT32_MAX;

/* BLOCKED unless every place holds none or enough, and those open are stable; else how many of those closed
 * enough prefer to open them. */
static uint32_t count_wanted(const market *m, const uint32_t *wish)
{
    uint32_t preferring[MOST_PLACES] = {0}, wanted = 0;
    if (!is_feasible(m, wish)) return BLOCKED;
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        for (uint32_t w = m->wish_begin[i]; w < m->wish_begin[i + 1] && w != wish[i]; w++) {
            uint32_t p = m->wish_place[w], held = held_by(m, wish, p);
            if (m->wish_score[w] == EN_MATCH_UNACCEPTABLE) continue;
            preferring[p]++;
            bool closed = held == 0 && m->lower[p] > 0;
            if (!closed && (held < m->seats[p] || is_envied(m, wish, w))) return BLOCKED;
        }
    for (uint32_t p = 0; p < m->problem.places; p++) {
        uint32_t held = held_by(m, wish, p);
        if (held > 0 && held < m->lower[p]) return BLOCKED;
        wanted += held == 0 && m->lower[p] > 0 && preferring[p] >= m->lower[p];
    }
    return wanted;
}

static bool is_stable_with_closing(const market *m, const uint32_t *wish)
{
    return count_wanted(m, wish) == 0;
}

static bool is_envy_free_above_floors(const market *m, const uint32_t *wish)
{
    if (!is_feasible(m, wish)) return false;
    for (uint32_t p = 0; p < m->problem.places; p++)
        if (held_by(m, wish, p) < m->lower[p]) return false;
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        for (uint32_t w = m->wish_begin[i]; w < m->wish_begin[i + 1] && w != wish[i]; w++)
            if (m->wish_score[w] != EN_MATCH_UNACCEPTABLE && is_envied(m, wish, w)) return false;
    return true;
}

/* How many matchings are so, and whether one of them is better for somebody than `than` and worse for nobody.
 */
static unsigned enumerate(const market *m, bool (*is_so)(const market *, const uint32_t *),
                          const uint32_t *than, bool *beaten)
{
    uint32_t wish[MOST_APPLICANTS], choice[MOST_APPLICANTS] = {0};
    unsigned found = 0;
    *beaten = false;
    for (uint32_t i = 0; i < m->problem.applicants;) {
        for (i = 0; i < m->problem.applicants; i++) {
            uint32_t n = m->wish_begin[i + 1] - m->wish_begin[i];
            wish[i] = choice[i] == n ? EN_MATCH_NONE : m->wish_begin[i] + choice[i];
        }
        if (is_so(m, wish)) {
            bool better = false, worse = false;
            for (i = 0; i < m->problem.applicants && than; i++) {
                better = better || wish[i] < than[i];
                worse = worse || wish[i] > than[i];
            }
            found++;
            *beaten = *beaten || (better && !worse);
        }
        for (i = 0; i < m->problem.applicants; i++) {
            if (choice[i] < m->wish_begin[i + 1] - m->wish_begin[i]) {
                choice[i]++;
                break;
            }
            choice[i] = 0;
        }
    }
    return found;
}

static void closing__finds_a_stable_matching_exactly_where_there_is_one(void **state)
{
    (void)state;
    uint64_t random = 11;
    unsigned none = 0, closing = 0;
    for (int k = 0; k < MARKETS; k++) {
        market m;
        bool beaten;
        draw_market(&m, &random);
        en_match_result result;
        en_match_closing c;
        en_status status = en_match_solve_closing(&m.problem, m.lower, m.turn, 1000, NULL, &result, &c);
        unsigned expected = enumerate(&m, is_stable_with_closing, NULL, &beaten);
        assert_int_equal(status, expected ? EN_OK : EN_ERR_IMPOSSIBLE);
        if (status == EN_ERR_IMPOSSIBLE) {
            none++;
            assert_in_range(c.place, 0, m.problem.places - 1);
            continue;
        }
        assert_true(is_stable_with_closing(&m, result.wish));
        assert_int_equal(en_match_check_closing(&m.problem, m.lower, result.wish, NULL, NULL, NULL), EN_OK);
        for (uint32_t p = 0; p < m.problem.places; p++) {
            assert_int_equal(c.closed[p], m.lower[p] > 0 && result.filled[p] == 0);
            closing += c.closed[p];
        }
        en_match_closing_free(&c);
        en_match_result_free(&result);
    }
    assert_in_range(none, 10, MARKETS);
    assert_in_range(closing, 100, MARKETS);
}

static void closing__at_its_limit_names_the_closed_places_that_enough_prefer(void **state)
{
    (void)state;
    uint64_t random = 14;
    unsigned limits = 0, settled = 0;
    for (int k = 0; k < MARKETS; k++) {
        market m;
        draw_market(&m, &random);
        en_match_result result;
        en_match_closing c;
        uint64_t steps = check_below(&random, 3);
        en_status status = en_match_solve_closing(&m.problem, m.lower, m.turn, steps, NULL, &result, &c);
        if (status == EN_ERR_IMPOSSIBLE) continue;
        uint32_t wanted = 0;
        assert_int_equal(status, c.wanted > 0 ? EN_ERR_LIMIT : EN_OK);
        assert_int_equal(count_wanted(&m, result.wish), c.wanted);
        assert_int_equal(en_match_check_closing(&m.problem, m.lower, result.wish, NULL, &wanted, NULL),
                         c.wanted > 0 ? EN_ERR_CLAIM : EN_OK);
        assert_int_equal(wanted, c.wanted);
        for (uint32_t p = 0; p < m.problem.places; p++) {
            assert_int_equal(c.closed[p], m.lower[p] > 0 && result.filled[p] == 0);
            wanted -= c.closed[p] && c.preferring[p] >= m.lower[p];
        }
        assert_int_equal(wanted, 0);
        limits += c.wanted > 0;
        settled += c.wanted == 0;
        en_match_closing_free(&c);
        en_match_result_free(&result);
    }
    assert_in_range(limits, 10, MARKETS);
    assert_in_range(settled, 50, MARKETS);
}

/* A larger market, in which about half of the places can open. */
static void draw_crowd(market *m, uint64_t *random)
{
    uint32_t places = 4 + (uint32_t)check_below(random, MANY_PLACES - 3), wishes = 0;
    uint32_t applicants = 2 * places + (uint32_t)check_below(random, MANY_APPLICANTS - 2 * places + 1);
    for (uint32_t p = 0; p < places; p++) {
        m->lower[p] = (uint32_t)check_below(random, 6);
        m->seats[p] = m->lower[p] + (uint32_t)check_below(random, 3);
        m->turn[p] = p;
    }
    for (uint32_t i = 0; i < applicants; i++) {
        m->wish_begin[i] = wishes;
        bool asked[MANY_PLACES] = {false};
        for (uint32_t k = 0; k < MANY_EACH; k++) {
            uint32_t p = (uint32_t)check_below(random, places);
            if (asked[p]) continue;
            asked[p] = true;
            m->wish_place[wishes] = p;
            m->wish_score[wishes] = (double)(check_below(random, 1000) * MANY_APPLICANTS + i);
            wishes++;
        }
    }
    m->wish_begin[applicants] = wishes;
    set_problem(m, applicants, places);
}

/* Whether with these places closed the others are filled far enough, and too few prefer the closed ones. What
 * places hold is the same in every stable matching (Roth 1986), so that one of each set tells. */
static bool is_stable_without(const market *m, unsigned closed)
{
    uint32_t seats[MANY_PLACES], preferring[MANY_PLACES] = {0};
    en_match_problem open = m->problem;
    en_match_result result;
    bool stable = true;
    for (uint32_t p = 0; p < open.places; p++) seats[p] = closed >> p & 1 ? 0 : m->seats[p];
    open.seats = seats;
    assert_int_equal(en_match_solve(&open, EN_MATCH_APPLICANTS_PROPOSE, NULL, &result), EN_OK);
    for (uint32_t i = 0; i < open.applicants; i++)
        for (uint32_t w = m->wish_begin[i]; w < m->wish_begin[i + 1] && w != result.wish[i]; w++)
            preferring[m->wish_place[w]]++;
    for (uint32_t p = 0; p < open.places && stable; p++)
        stable = closed >> p & 1 ? preferring[p] < m->lower[p] : result.filled[p] >= m->lower[p];
    en_match_result_free(&result);
    return stable;
}

static void closing__agrees_with_every_set_of_closed_places(void **state)
{
    (void)state;
    uint64_t random = 15;
    unsigned none = 0, closing = 0;
    for (int k = 0; k < MANY_MARKETS; k++) {
        market m;
        draw_crowd(&m, &random);
        bool exists = false;
        for (unsigned closed = 0; closed < 1u << m.problem.places && !exists; closed++)
            exists = is_stable_without(&m, closed);
        en_match_result result;
        en_match_closing c;
        en_status status = en_match_solve_closing(&m.problem, m.lower, m.turn, 10000, NULL, &result, &c);
        assert_int_equal(status, exists ? EN_OK : EN_ERR_IMPOSSIBLE);
        none += !exists;
        if (!exists) {
            assert_in_range(c.place, 0, m.problem.places - 1);
            continue;
        }
        assert_int_equal(en_match_check_closing(&m.problem, m.lower, result.wish, NULL, NULL, NULL), EN_OK);
        for (uint32_t p = 0; p < m.problem.places; p++) closing += c.closed[p];
        en_match_closing_free(&c);
        en_match_result_free(&result);
    }
    assert_in_range(none, 30, MANY_MARKETS);
    assert_in_range(closing, 500, MANY_MARKETS * MANY_PLACES);
}

static void floors__give_an_envy_free_matching_exactly_where_there_is_one(void **state)
{
    (void)state;
    uint64_t random = 12;
    unsigned none = 0, wasted = 0, dominated = 0;
    for (int k = 0; k < MARKETS; k++) {
        market m;
        draw_market(&m, &random);
        en_match_result result;
        uint32_t given[MOST_PLACES], place;
        en_status status = en_match_solve_floors(&m.problem, m.lower, m.turn, NULL, &result, given, &place);
        bool beaten;
        unsigned expected =
            enumerate(&m, is_envy_free_above_floors, status == EN_OK ? result.wish : NULL, &beaten);
        assert_int_equal(status, expected ? EN_OK : EN_ERR_IMPOSSIBLE);
        if (status == EN_ERR_IMPOSSIBLE) {
            none++;
            assert_in_range(given[place], 0, m.lower[place] - 1);
            for (uint32_t p = 0; p < place; p++) assert_true(given[p] >= m.lower[p]);
            continue;
        }
        assert_true(is_envy_free_above_floors(&m, result.wish));
        assert_int_equal(en_match_check_floors(&m.problem, m.lower, result.wish, NULL, NULL), EN_OK);
        for (uint32_t p = 0; p < m.problem.places; p++) { /* no place could have one seat more */
            if (given[p] == m.seats[p]) continue;
            wasted++;
            en_match_result more;
            given[p]++;
            en_match_problem larger = m.problem;
            larger.seats = given;
            assert_int_equal(en_match_solve(&larger, EN_MATCH_APPLICANTS_PROPOSE, NULL, &more), EN_OK);
            bool kept = true;
            for (uint32_t q = 0; q < m.problem.places; q++) kept = kept && more.filled[q] >= m.lower[q];
            assert_false(kept);
            given[p]--;
            en_match_result_free(&more);
        }
        dominated += beaten;
        en_match_result_free(&result);
    }
    assert_in_range(none, 100, MARKETS);
    assert_in_range(wasted, 100, MARKETS);
    assert_in_range(dominated, 1, MARKETS / 50); /* rare, and so said: other seats could be better for all */
}

static void lower_limits__are_checked_by_their_definitions(void **state)
{
    (void)state;
    uint64_t random = 13;
    unsigned right = 0, stable = 0;
    for (int k = 0; k < MARKETS; k++) {
        market m;
        uint32_t wish[MOST_APPLICANTS];
        draw_market(&m, &random);
        for (uint32_t i = 0; i < m.problem.applicants; i++) {
            uint32_t n = m.wish_begin[i + 1] - m.wish_begin[i], w = (uint32_t)check_below(&random, n + 1);
            wish[i] = w == n ? EN_MATCH_NONE : m.wish_begin[i] + w;
        }
        bool expected = is_envy_free_above_floors(&m, wish);
        right += expected;
        en_status status = en_match_check_floors(&m.problem, m.lower, wish, NULL, NULL);
        assert_int_equal(status, expected ? EN_OK : EN_ERR_CLAIM);
        uint32_t wanted = 0, expected_wanted = count_wanted(&m, wish);
        stable += expected_wanted == 0;
        status = en_match_check_closing(&m.problem, m.lower, wish, NULL, &wanted, NULL);
        assert_int_equal(status, expected_wanted == 0 ? EN_OK : EN_ERR_CLAIM);
        assert_int_equal(wanted, expected_wanted == BLOCKED ? 0 : expected_wanted);
    }
    assert_in_range(right, 100, MARKETS);
    assert_in_range(stable, 100, MARKETS);
}

/* Without a stable matching: the case of docs/mechanisms. */
static void closing__proves_that_there_is_none(void **state)
{
    (void)state;
    const uint32_t seats[] = {2, 1}, least[] = {2, 0}, turn[] = {0, 1}, begin[] = {0, 2, 4},
                   place[] = {1, 0, 0, 1};
    const double score[] = {1, 2, 1, 2};
    const en_match_problem problem = {.applicants = 2,
                                      .places = 2,
                                      .seats = seats,
                                      .wish_begin = begin,
                                      .wish_place = place,
                                      .wish_score = score};
    en_match_result result;
    en_match_closing closing;
    assert_int_equal(en_match_solve_closing(&problem, least, turn, 1000, NULL, &result, &closing),
                     EN_ERR_IMPOSSIBLE);
    assert_int_equal(closing.place, 0);
    assert_int_equal(en_match_solve_closing(&problem, least, turn, 1, NULL, &result, &closing), EN_ERR_LIMIT);
    assert_int_equal(closing.wanted, 1);
    en_match_closing_free(&closing);
    en_match_result_free(&result);
}

static void lower_limits__are_refused_where_places_choose_by_more_than_seats(void **state)
{
    (void)state;
    uint64_t random = 14;
    market m;
    draw_market(&m, &random);
    en_match_place_in_group in_group[MOST_PLACES];
    en_match_group group = {.parent = EN_MATCH_NONE, .cap = 1};
    for (uint32_t p = 0; p < m.problem.places; p++) in_group[p] = (en_match_place_in_group){.turn = p};
    m.problem.in_group = in_group;
    m.problem.groups = &group;
    m.problem.group_count = 1;
    en_match_result result;
    en_match_closing closing;
    uint32_t given[MOST_PLACES], place;
    assert_int_equal(en_match_solve_closing(&m.problem, m.lower, m.turn, 1000, NULL, &result, &closing),
                     EN_ERR_USAGE);
    assert_int_equal(en_match_solve_floors(&m.problem, m.lower, m.turn, NULL, &result, given, &place),
                     EN_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closing__finds_a_stable_matching_exactly_where_there_is_one),
        cmocka_unit_test(closing__proves_that_there_is_none),
        cmocka_unit_test(closing__agrees_with_every_set_of_closed_places),
        cmocka_unit_test(closing__at_its_limit_names_the_closed_places_that_enough_prefer),
        cmocka_unit_test(floors__give_an_envy_free_matching_exactly_where_there_is_one),
        cmocka_unit_test(lower_limits__are_checked_by_their_definitions),
        cmocka_unit_test(lower_limits__are_refused_where_places_choose_by_more_than_seats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The engine against brute force: every stable matching of small random markets is enumerated from the
 * definition, and the two proposers must give the best and the worst of them for the applicants. */
#include "check.h"

#include <enishi/match.h>

#include "context.h"

enum { MOST_APPLICANTS = 5, MOST_PLACES = 4, MOST_WISHES = MOST_APPLICANTS * MOST_PLACES };

typedef struct market {
    uint32_t seats[MOST_PLACES], wish_begin[MOST_APPLICANTS + 1], wish_place[MOST_WISHES];
    double wish_score[MOST_WISHES];
    uint64_t tie[MOST_APPLICANTS];
    en_match_problem problem;
} market;

/* Few scores, so that ties abound; some wishes unacceptable; places without seats. */
static void draw_market(market *m, uint64_t *random)
{
    uint32_t applicants = 1 + (uint32_t)check_below(random, MOST_APPLICANTS), wishes = 0;
    uint32_t places = 1 + (uint32_t)check_below(random, MOST_PLACES);
    for (uint32_t p = 0; p < places; p++) m->seats[p] = (uint32_t)check_below(random, 3);
    for (uint32_t i = 0; i < applicants; i++) {
        m->wish_begin[i] = wishes;
        m->tie[i] = check_below(random, 1000) * MOST_APPLICANTS + i;
        uint32_t first = (uint32_t)check_below(random, places), n = (uint32_t)check_below(random, places + 1);
        for (uint32_t k = 0; k < n; k++) {
            m->wish_place[wishes] = (first + k) % places;
            m->wish_score[wishes++] =
                check_below(random, 8) == 0 ? EN_MATCH_UNACCEPTABLE : (double)check_below(random, 12);
        }
    }
    m->wish_begin[applicants] = wishes;
    m->problem = (en_match_problem){.applicants = applicants,
                                    .places = places,
                                    .seats = m->seats,
                                    .wish_begin = m->wish_begin,
                                    .wish_place = m->wish_place,
                                    .wish_score = m->wish_score,
                                    .tie = m->tie};
}

static bool before(const market *m, uint32_t w, uint32_t i, uint32_t v, uint32_t j)
{
    return m->wish_score[w] != m->wish_score[v] ? m->wish_score[w] > m->wish_score[v] : m->tie[i] < m->tie[j];
}

/* The definition, with no care for time: does the pair of applicant i and wish w block? */
static bool blocks(const market *m, const uint32_t *wish, uint32_t i, uint32_t w)
{
    if (m->wish_score[w] == EN_MATCH_UNACCEPTABLE) return false;
    if (wish[i] != EN_MATCH_NONE && wish[i] <= w) return false;
    uint32_t held = 0;
    for (uint32_t j = 0; j < m->problem.applicants; j++) {
        if (wish[j] == EN_MATCH_NONE || m->wish_place[wish[j]] != m->wish_place[w]) continue;
        held++;
        if (before(m, w, i, wish[j], j)) return true;
    }
    return held < m->seats[m->wish_place[w]];
}

static bool is_stable(const market *m, const uint32_t *wish)
{
    uint32_t held[MOST_PLACES] = {0};
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        if (wish[i] == EN_MATCH_NONE) continue;
        if (m->wish_score[wish[i]] == EN_MATCH_UNACCEPTABLE) return false;
        if (++held[m->wish_place[wish[i]]] > m->seats[m->wish_place[wish[i]]]) return false;
    }
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        for (uint32_t w = m->wish_begin[i]; w < m->wish_begin[i + 1]; w++)
            if (blocks(m, wish, i, w)) return false;
    return true;
}

/* Goes through all assignments of wishes; returns how many are stable, and each applicant's best and worst in
 * them. A wish's number, or the number behind the last where there is none, so that smaller is better. */
static unsigned enumerate(const market *m, uint32_t *best, uint32_t *worst)
{
    uint32_t n = m->problem.applicants, wish[MOST_APPLICANTS], choice[MOST_APPLICANTS] = {0};
    unsigned stable = 0;
    for (uint32_t i = 0; i < n; i++) best[i] = m->wish_begin[i + 1], worst[i] = 0;
    for (;;) {
        for (uint32_t i = 0; i < n; i++) {
            uint32_t w = m->wish_begin[i] + choice[i];
            wish[i] = w == m->wish_begin[i + 1] ? EN_MATCH_NONE : w;
        }
        bool now = is_stable(m, wish);
        en_status checked = en_match_check(&m->problem, wish, NULL, NULL);
        assert_int_equal(checked, now ? EN_OK : EN_ERR_CLAIM);
        stable += now;
        for (uint32_t i = 0; i < n && now; i++) {
            uint32_t w = m->wish_begin[i] + choice[i];
            if (w < best[i]) best[i] = w;
            if (w > worst[i]) worst[i] = w;
        }
        uint32_t i = 0;
        while (i < n && ++choice[i] > m->wish_begin[i + 1] - m->wish_begin[i]) choice[i++] = 0;
        if (i == n) return stable;
    }
}

static void expect_result(const market *m, en_match_proposer proposer, const uint32_t *expected)
{
    en_match_result result;
    assert_int_equal(en_match_solve(&m->problem, proposer, NULL, &result), EN_OK);
    uint32_t filled[MOST_PLACES] = {0};
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        bool none = expected[i] == m->wish_begin[i + 1];
        assert_int_equal(result.wish[i], none ? EN_MATCH_NONE : expected[i]);
        if (!none) filled[m->wish_place[expected[i]]]++;
    }
    for (uint32_t p = 0; p < m->problem.places; p++) assert_int_equal(result.filled[p], filled[p]);
    en_match_result_free(&result);
}

static void solve__gives_the_best_and_the_worst_of_all_stable_matchings(void **state)
{
    (void)state;
    uint64_t random = 1;
    unsigned several = 0;
    for (int round = 0; round < 60000; round++) {
        market m;
        uint32_t best[MOST_APPLICANTS], worst[MOST_APPLICANTS];
        draw_market(&m, &random);
        unsigned stable = enumerate(&m, best, worst);
        assert_in_range(stable, 1, UINT32_MAX);
        several += stable > 1;
        expect_result(&m, EN_MATCH_APPLICANTS_PROPOSE, best);
        expect_result(&m, EN_MATCH_PLACES_PROPOSE, worst);
    }
    assert_in_range(several, 100, UINT32_MAX); /* or the test would say little */
}

static void stand__lists_who_prefers_a_place_in_its_order(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int round = 0; round < 2000; round++) {
        market m;
        draw_market(&m, &random);
        en_match_result result;
        en_match_standings s;
        assert_int_equal(en_match_solve(&m.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &result), EN_OK);
        assert_int_equal(en_match_stand(&m.problem, &result, NULL, &s), EN_OK);
        for (uint32_t p = 0; p < m.problem.places; p++) {
            uint32_t preferring = 0, applied = 0;
            for (uint32_t i = 0; i < m.problem.applicants; i++)
                for (uint32_t w = m.wish_begin[i]; w < m.wish_begin[i + 1]; w++) {
                    bool here = m.wish_place[w] == p && m.wish_score[w] != EN_MATCH_UNACCEPTABLE;
                    applied += here;
                    preferring += here && w < result.wish[i];
                }
            assert_int_equal(s.lines[s.line_begin[p]].applied, applied);
            assert_int_equal(s.lines[s.line_begin[p]].refused, preferring);
            assert_int_equal(s.waiting_begin[p + 1] - s.waiting_begin[p], preferring);
            for (uint32_t k = s.waiting_begin[p] + 1; k < s.waiting_begin[p + 1]; k++)
                assert_true(before(&m, s.waiting[k - 1], s.applicant[k - 1], s.waiting[k], s.applicant[k]));
        }
        en_match_standings_free(&s);
        en_match_result_free(&result);
    }
}

/* A market in which sorting meets its hard cases: long lists of equal, rising and falling scores. */
static void find_tie__sees_one_pair_among_thousands(void **state)
{
    (void)state;
    enum { N = 5000 };
    static uint32_t begin[N + 1], place[N], seats[1] = {10};
    static double score[N];
    en_match_problem problem = {.applicants = N,
                                .places = 1,
                                .seats = seats,
                                .wish_begin = begin,
                                .wish_place = place,
                                .wish_score = score};
    for (uint32_t i = 0; i <= N; i++) begin[i] = i;
    bool found;
    uint32_t where = 7;
    for (int shape = 0; shape < 3; shape++) {
        for (uint32_t i = 0; i < N; i++)
            score[i] = shape == 0 ? i : shape == 1 ? N - i : (double)((i * 7919u) % 10007u);
        assert_int_equal(en_match_find_tie(&problem, NULL, &found, &where), EN_OK);
        assert_false(found);
        score[17] = score[4711];
        assert_int_equal(en_match_find_tie(&problem, NULL, &found, &where), EN_OK);
        assert_true(found);
        assert_int_equal(where, 0);
    }
}

static void solve__refuses_arrays_that_do_not_fit(void **state)
{
    (void)state;
    uint32_t seats[] = {1}, begin[] = {0, 1}, beyond[] = {1}, back[] = {1, 0}, place[] = {0};
    double score[] = {1}, not_a_number[] = {NAN};
    en_match_problem good = {.applicants = 1,
                             .places = 1,
                             .seats = seats,
                             .wish_begin = begin,
                             .wish_place = place,
                             .wish_score = score};
    en_match_result result = {0};
    en_match_problem bad[3] = {good, good, good};
    bad[0].wish_place = beyond;
    bad[1].wish_begin = back;
    bad[2].wish_score = not_a_number;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(en_match_solve(&bad[i], EN_MATCH_APPLICANTS_PROPOSE, NULL, &result), EN_ERR_INPUT);
        assert_null(result.memory);
    }
}

static void solve__does_not_let_places_propose_where_they_choose_by_more_than_seats(void **state)
{
    (void)state;
    uint32_t seats[] = {1}, begin[] = {0, 1}, place[] = {0}, line_begin[] = {0, 1};
    double score[] = {1};
    en_match_line lines[] = {{.seats = 1, .to = EN_MATCH_NONE}};
    en_match_problem problem = {.applicants = 1,
                                .places = 1,
                                .seats = seats,
                                .wish_begin = begin,
                                .wish_place = place,
                                .wish_score = score,
                                .line_begin = line_begin,
                                .lines = lines};
    en_match_result result = {0};
    assert_int_equal(en_match_solve(&problem, EN_MATCH_PLACES_PROPOSE, NULL, &result), EN_ERR_USAGE);
    assert_null(result.memory);
}

/* The engine is called from C too, where nothing has read a table before. */
static void find_tie__refuses_groups_that_are_below_themselves_or_not_there(void **state)
{
    (void)state;
    uint32_t seats[] = {1}, begin[] = {0, 1}, place[] = {0}, where;
    double score[] = {1};
    bool found;
    en_match_place_in_group in_group[] = {{.group = 0}};
    en_match_group groups[] = {{.parent = 1, .cap = 1, .choice = EN_MATCH_BY_COMMON_ORDER},
                               {.parent = 0, .cap = 1, .choice = EN_MATCH_BY_COMMON_ORDER}};
    en_match_problem problem = {.applicants = 1,
                                .places = 1,
                                .seats = seats,
                                .wish_begin = begin,
                                .wish_place = place,
                                .wish_score = score,
                                .in_group = in_group,
                                .groups = groups,
                                .group_count = 2};
    assert_int_equal(en_match_find_tie(&problem, NULL, &found, &where), EN_ERR_INPUT);
    groups[0].parent = 0;
    assert_int_equal(en_match_find_tie(&problem, NULL, &found, &where), EN_ERR_INPUT);
    groups[0].parent = 7;
    assert_int_equal(en_match_find_tie(&problem, NULL, &found, &where), EN_ERR_INPUT);
    groups[0].parent = EN_MATCH_NONE;
    assert_int_equal(en_match_find_tie(&problem, NULL, &found, &where), EN_OK);
    assert_false(found);
}

static void solve__stops_when_cancelled(void **state)
{
    (void)state;
    market m;
    uint64_t random = 3;
    draw_market(&m, &random);
    atomic_bool cancel = true;
    en_context context = {.cancel = &cancel};
    en_match_result result;
    assert_int_equal(en_match_solve(&m.problem, EN_MATCH_APPLICANTS_PROPOSE, &context, &result),
                     EN_ERR_CANCELLED);
    assert_int_equal(en_match_solve(&m.problem, EN_MATCH_PLACES_PROPOSE, &context, &result),
                     EN_ERR_CANCELLED);
}

typedef struct proposing {
    market m;
    en_match_proposer proposer;
} proposing;

static en_status solve_and_stand(const en_context *context, void *user)
{
    const proposing *p = user;
    en_match_result result;
    en_match_standings s;
    en_status status = en_match_solve(&p->m.problem, p->proposer, context, &result);
    if (status != EN_OK) return status;
    status = en_match_stand(&p->m.problem, &result, context, &s);
    if (status == EN_OK) en_match_standings_free(&s);
    en_match_result_free(&result);
    return status;
}

static void solve__gives_back_all_memory_whichever_allocation_fails(void **state)
{
    (void)state;
    proposing p;
    uint64_t random = 4;
    draw_market(&p.m, &random);
    for (p.proposer = EN_MATCH_APPLICANTS_PROPOSE; p.proposer <= EN_MATCH_PLACES_PROPOSE; p.proposer++)
        check_refused_allocations(solve_and_stand, &p, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solve__gives_the_best_and_the_worst_of_all_stable_matchings),
        cmocka_unit_test(stand__lists_who_prefers_a_place_in_its_order),
        cmocka_unit_test(find_tie__sees_one_pair_among_thousands),
        cmocka_unit_test(solve__refuses_arrays_that_do_not_fit),
        cmocka_unit_test(solve__does_not_let_places_propose_where_they_choose_by_more_than_seats),
        cmocka_unit_test(find_tie__refuses_groups_that_are_below_themselves_or_not_there),
        cmocka_unit_test(solve__stops_when_cancelled),
        cmocka_unit_test(solve__gives_back_all_memory_whichever_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Kept ties, against all matchings of small markets by the definition of weak stability. */
#include "small_market.h"

#include <enishi/ties.h>

#include "context.h"

static const drawing usual = {5, 4, 3, 2, 3, 0, 10};
static const drawing large = {6, 5, 3, 1, 2, 2, 0};
static const drawing crowded = {6, 4, 4, 2, 2, 3, 0};

/* The definition, with no care for time. ranks: whether equal ranks are ties. */
static bool blocks_weakly(const small_market *m, bool ranks, const uint32_t *wish, uint32_t i, uint32_t w)
{
    uint32_t p = m->place[w], held = 0;
    if (m->score[w] == EN_MATCH_UNACCEPTABLE) return false;
    if (wish[i] != EN_MATCH_NONE && (ranks ? m->rank[wish[i]] <= m->rank[w] : wish[i] <= w)) return false;
    for (uint32_t j = 0; j < m->problem.applicants; j++) {
        if (wish[j] == EN_MATCH_NONE || m->place[wish[j]] != p) continue;
        held++;
        if (m->score[wish[j]] < m->score[w]) return true;
    }
    return held < m->seats[p];
}

static bool is_weakly_stable(const small_market *m, bool ranks, const uint32_t *wish)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        for (uint32_t w = m->begin[i]; w < m->begin[i + 1]; w++)
            if (blocks_weakly(m, ranks, wish, i, w)) return false;
    return true;
}

static void check_weakly__agrees_with_the_definition(void **state)
{
    (void)state;
    uint64_t random = 21;
    unsigned stable = 0, not_stable = 0;
    for (int round = 0; round < 20000; round++) {
        small_market m;
        uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS];
        bool ranks = check_below(&random, 2);
        draw_small(&m, &usual, &random);
        do {
            en_match_blocking found = {0, 0};
            bool good = matching_of(&m, choice, wish);
            en_status status = en_match_check_weakly(&m.problem, ranks ? m.rank : NULL, wish, NULL, &found);
            if (good && status == EN_ERR_CLAIM)
                assert_true(blocks_weakly(&m, ranks, wish, found.applicant, found.wish));
            else if (!good) assert_int_equal(found.wish, EN_MATCH_NONE);
            good = good && is_weakly_stable(&m, ranks, wish);
            assert_int_equal(status, good ? EN_OK : EN_ERR_CLAIM);
            stable += good;
            not_stable += !good;
        } while (next_choice(&m, choice));
    }
    assert_in_range(stable, 6000, UINT32_MAX); /* there is always one */
    assert_in_range(not_stable, 6000, UINT32_MAX);
}

static uint32_t largest_weakly_stable(const small_market *m, bool ranks)
{
    uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS], largest = 0;
    do
        if (matching_of(m, choice, wish) && size_of(m, wish) > largest && is_weakly_stable(m, ranks, wish))
            largest = size_of(m, wish);
    while (next_choice(m, choice));
    return largest;
}

/* Returns by how many the result is smaller than the largest. */
static uint32_t expect_two_thirds(const small_market *m, bool ranks)
{
    en_match_result result;
    assert_int_equal(en_match_solve_weakly(&m->problem, ranks ? m->rank : NULL, m->order, NULL, &result),
                     EN_OK);
    uint32_t filled[MOST_PLACES] = {0};
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        if (result.wish[i] != EN_MATCH_NONE) filled[m->place[result.wish[i]]]++;
    for (uint32_t p = 0; p < m->problem.places; p++) {
        assert_int_equal(result.filled[p], filled[p]);
        assert_in_range(filled[p], 0, m->seats[p]);
    }
    assert_true(is_weakly_stable(m, ranks, result.wish));
    uint32_t size = size_of(m, result.wish), largest = largest_weakly_stable(m, ranks);
    assert_in_range(size, 0, largest);
    assert_in_range(3 * size, 2 * largest, UINT32_MAX);
    en_match_result_free(&result);
    return largest - size;
}

static void solve_weakly__places_two_thirds_of_the_most_that_can_be(void **state)
{
    (void)state;
    uint64_t random = 22;
    unsigned smaller = 0;
    for (int round = 0; round < 100000; round++) {
        small_market m;
        bool ranks = check_below(&random, 4) > 0;
        draw_small(&m, round % 2 == 0 ? &large : &usual, &random);
        smaller += expect_two_thirds(&m, ranks) > 0;
    }
    assert_in_range(smaller, 10, UINT32_MAX); /* or the bound was never in question */
}

/* m1: 1 2 | m2: 1 ; w1: (m1 m2) | w2: m1. Weakly stable matchings of size 1 and of size 2. */
static void solve_weakly__finds_the_larger_of_two_sizes(void **state)
{
    (void)state;
    uint32_t seats[] = {1, 1}, begin[] = {0, 2, 3}, place[] = {0, 1, 0}, rank[] = {1, 2, 1};
    double score[] = {5, 5, 5};
    uint64_t tie[] = {0, 1};
    en_match_problem problem = {.applicants = 2,
                                .places = 2,
                                .seats = seats,
                                .wish_begin = begin,
                                .wish_place = place,
                                .wish_score = score,
                                .tie = tie};
    for (uint32_t first = 0; first < 2; first++) {
        uint32_t order[] = {first, 1 - first};
        en_match_result result;
        assert_int_equal(en_match_solve_weakly(&problem, rank, order, NULL, &result), EN_OK);
        assert_int_equal(result.wish[0], 1);
        assert_int_equal(result.wish[1], 2);
        en_match_result_free(&result);
    }
    uint32_t small[] = {0, EN_MATCH_NONE}, none[] = {EN_MATCH_NONE, EN_MATCH_NONE};
    assert_int_equal(en_match_check_weakly(&problem, rank, small, NULL, NULL), EN_OK);
    assert_int_equal(en_match_check_weakly(&problem, rank, none, NULL, NULL), EN_ERR_CLAIM);
}

/* Called after every cycle: the matching at that moment is stable, by the definition. */
typedef struct watching {
    const small_market *m;
    const uint32_t *wish;
    unsigned cycles;
} watching;

static void watch(void *user, uint64_t done, uint64_t total)
{
    watching *w = user;
    assert_in_range(done, 0, total);
    assert_true(is_weakly_stable(w->m, false, w->wish));
    w->cycles++;
}

/* Whether some weakly stable matching is better for someone and worse for nobody. */
static bool can_be_improved(const small_market *m, const uint32_t *result)
{
    uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS];
    do
        if (matching_of(m, choice, wish) && dominates(m, wish, result) && is_weakly_stable(m, false, wish))
            return true;
    while (next_choice(m, choice));
    return false;
}

/* From a stable matching to one that no stable matching improves; returns how many cycles it took. */
static unsigned improve_from(const small_market *m, const uint32_t *start)
{
    uint32_t wish[MOST_APPLICANTS];
    memcpy(wish, start, m->problem.applicants * sizeof *wish);
    watching seen = {m, wish, 0};
    en_context context = {.progress = watch, .progress_user = &seen};
    en_match_result result = {.wish = wish};
    uint64_t cycles;
    assert_int_equal(en_match_improve(&m->problem, m->order, &context, &result, &cycles), EN_OK);
    assert_int_equal(cycles, seen.cycles);
    assert_int_equal(dominates(m, wish, start), cycles > 0);
    assert_true(is_weakly_stable(m, false, wish));
    assert_false(can_be_improved(m, wish));
    return seen.cycles;
}

static void improve__ends_where_no_stable_matching_is_better_for_all(void **state)
{
    (void)state;
    uint64_t random = 23;
    unsigned improved = 0;
    for (int round = 0; round < 60000; round++) {
        small_market m;
        en_match_result result;
        draw_small(&m, round % 4 == 0 ? &large : &crowded, &random);
        assert_int_equal(en_match_solve(&m.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &result), EN_OK);
        improved += improve_from(&m, result.wish) > 0;
        en_match_result_free(&result);
    }
    assert_in_range(improved, 200, UINT32_MAX);
}

/* Erdil and Ergin's theorem, at every stable matching there is: a cycle is left exactly where one is better.
 */
static void check_improved__agrees_with_enumeration_at_every_stable_matching(void **state)
{
    (void)state;
    uint64_t random = 24;
    unsigned can = 0, cannot = 0;
    for (int round = 0; round < 20000; round++) {
        small_market m;
        uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS];
        draw_small(&m, round % 2 ? &usual : &crowded, &random);
        do {
            if (!matching_of(&m, choice, wish) || !is_weakly_stable(&m, false, wish)) continue;
            bool better = can_be_improved(&m, wish);
            assert_int_equal(en_match_check_improved(&m.problem, wish, NULL), better ? EN_ERR_CLAIM : EN_OK);
            assert_int_equal(improve_from(&m, wish) > 0, better);
            can += better;
            cannot += !better;
        } while (next_choice(&m, choice));
    }
    assert_in_range(can, 200, UINT32_MAX);
    assert_in_range(cannot, 6000, UINT32_MAX);
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    uint64_t random = 25;
    for (int round = 0; round < 10000; round++) {
        small_market m, other;
        uint32_t to[MOST_APPLICANTS], place_to[MOST_PLACES];
        en_match_result a, b;
        draw_small(&m, &usual, &random);
        shuffled(to, m.problem.applicants, &random);
        shuffled(place_to, m.problem.places, &random);
        permute(&m, to, place_to, &other);
        assert_int_equal(en_match_solve_weakly(&m.problem, m.rank, m.order, NULL, &a), EN_OK);
        assert_int_equal(en_match_solve_weakly(&other.problem, other.rank, other.order, NULL, &b), EN_OK);
        expect_permuted(&m, a.wish, to, &other, b.wish);
        en_match_result_free(&a);
        en_match_result_free(&b);
        assert_int_equal(en_match_solve(&m.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &a), EN_OK);
        assert_int_equal(en_match_solve(&other.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &b), EN_OK);
        assert_int_equal(en_match_improve(&m.problem, m.order, NULL, &a, NULL), EN_OK);
        assert_int_equal(en_match_improve(&other.problem, other.order, NULL, &b, NULL), EN_OK);
        expect_permuted(&m, a.wish, to, &other, b.wish);
        en_match_result_free(&a);
        en_match_result_free(&b);
    }
}

/* Places with many seats, whose holders are many: 3,000 applicants, 40 places of up to 60 seats. */
enum { MANY = 3000, MANY_PLACES = 40, MANY_WISHES = 6 };

typedef struct big_market {
    uint32_t seats[MANY_PLACES], begin[MANY + 1], place[MANY * MANY_WISHES], rank[MANY * MANY_WISHES],
        order[MANY];
    double score[MANY * MANY_WISHES];
    uint64_t tie[MANY * MANY_WISHES];
    en_match_problem problem;
} big_market;

static void draw_big(big_market *m, uint32_t scores, uint64_t *random)
{
    for (uint32_t p = 0; p < MANY_PLACES; p++) m->seats[p] = (uint32_t)check_below(random, 61);
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t places[MANY_PLACES];
        shuffled(places, MANY_PLACES, random);
        m->begin[i] = i * MANY_WISHES;
        for (uint32_t k = 0, w = m->begin[i]; k < MANY_WISHES; k++, w++) {
            m->place[w] = places[k];
            m->rank[w] = k / (1 + i % 3);
            m->score[w] = (double)check_below(random, scores);
            m->tie[w] = check_random(random);
        }
    }
    m->begin[MANY] = MANY * MANY_WISHES;
    shuffled(m->order, MANY, random);
    m->problem = (en_match_problem){.applicants = MANY,
                                    .places = MANY_PLACES,
                                    .seats = m->seats,
                                    .wish_begin = m->begin,
                                    .wish_place = m->place,
                                    .wish_score = m->score,
                                    .tie = m->tie,
                                    .tie_per_wish = true};
}

typedef struct watching_big {
    const big_market *m;
    const uint32_t *wish;
    uint64_t cycles;
} watching_big;

static void watch_big(void *user, uint64_t done, uint64_t total)
{
    watching_big *w = user;
    assert_in_range(done, 0, total);
    assert_int_equal(en_match_check_weakly(&w->m->problem, NULL, w->wish, NULL, NULL), EN_OK);
    w->cycles++;
}

static void places_with_many_seats_are_filled_and_improved_alike(void **state)
{
    (void)state;
    static big_market m;
    uint64_t random = 26, cycles, all = 0;
    for (uint32_t scores = 1; scores <= 40; scores++) {
        en_match_result result;
        draw_big(&m, scores, &random);
        assert_int_equal(en_match_solve_weakly(&m.problem, m.rank, m.order, NULL, &result), EN_OK);
        assert_int_equal(en_match_check_weakly(&m.problem, m.rank, result.wish, NULL, NULL), EN_OK);
        en_match_result_free(&result);
        assert_int_equal(en_match_solve(&m.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &result), EN_OK);
        watching_big seen = {&m, result.wish, 0};
        en_context context = {.progress = watch_big, .progress_user = &seen};
        assert_int_equal(en_match_improve(&m.problem, m.order, &context, &result, &cycles), EN_OK);
        assert_int_equal(cycles, seen.cycles);
        assert_int_equal(en_match_check_improved(&m.problem, result.wish, NULL), EN_OK);
        all += cycles;
        en_match_result_free(&result);
    }
    assert_in_range(all, 300, UINT32_MAX);
}

/* Two who hold each other's first wish, where neither place minds: the lottery made them both worse off. */
typedef struct exchange_market {
    uint32_t seats[3], begin[4], place[5], rank[5], order[3];
    double score[5];
    uint64_t tie[3];
    en_match_problem problem;
} exchange_market;

/* a: X Y | b: Y X | c: X ; X: b, then (a c) by lottery c a | Y: a, then b. With scores as in the docs. */
static void set_exchange(exchange_market *e)
{
    *e = (exchange_market){.seats = {1, 1, 0},
                           .begin = {0, 2, 4, 5},
                           .place = {0, 1, 1, 0, 0},
                           .rank = {1, 2, 1, 2, 1},
                           .order = {0, 1, 2},
                           .score = {5, 9, 5, 9, 5},
                           .tie = {2, 1, 0}};
    e->problem = (en_match_problem){.applicants = 3,
                                    .places = 2,
                                    .seats = e->seats,
                                    .wish_begin = e->begin,
                                    .wish_place = e->place,
                                    .wish_score = e->score,
                                    .tie = e->tie};
}

static void improve__exchanges_what_a_lottery_kept_apart(void **state)
{
    (void)state;
    exchange_market e;
    en_match_result result;
    uint64_t cycles;
    set_exchange(&e);
    assert_int_equal(en_match_solve(&e.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &result), EN_OK);
    assert_int_equal(result.wish[0], 1);
    assert_int_equal(result.wish[1], 3);
    assert_int_equal(en_match_check_improved(&e.problem, result.wish, NULL), EN_ERR_CLAIM);
    assert_int_equal(en_match_improve(&e.problem, e.order, NULL, &result, &cycles), EN_OK);
    assert_int_equal(cycles, 1);
    assert_int_equal(result.wish[0], 0);
    assert_int_equal(result.wish[1], 2);
    assert_int_equal(result.wish[2], EN_MATCH_NONE);
    en_match_result_free(&result);
    e.score[4] = 6; /* c comes strictly before a at X: the exchange would pass c over */
    assert_int_equal(en_match_solve(&e.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &result), EN_OK);
    assert_int_equal(en_match_improve(&e.problem, e.order, NULL, &result, &cycles), EN_OK);
    assert_int_equal(cycles, 0);
    en_match_result_free(&result);
}

static void improve__leaves_a_matching_that_is_not_stable_untouched(void **state)
{
    (void)state;
    exchange_market e;
    set_exchange(&e);
    uint32_t wish[] = {EN_MATCH_NONE, EN_MATCH_NONE, 4}, twice[] = {0, 0, 0};
    en_match_result result = {.wish = wish};
    assert_int_equal(en_match_improve(&e.problem, e.order, NULL, &result, NULL), EN_ERR_CLAIM);
    assert_int_equal(wish[2], 4);
    assert_int_equal(en_match_check_improved(&e.problem, wish, NULL), EN_ERR_CLAIM);
    wish[0] = 1, wish[1] = 3, wish[2] = EN_MATCH_NONE;
    assert_int_equal(en_match_improve(&e.problem, twice, NULL, &result, NULL), EN_ERR_INPUT);
    assert_int_equal(wish[0], 1);
}

static void all__refuse_what_they_do_not_know(void **state)
{
    (void)state;
    exchange_market e;
    set_exchange(&e);
    en_match_result result = {0};
    uint32_t wish[] = {1, 3, EN_MATCH_NONE}, terms[5] = {0}, falling[] = {2, 1, 1, 2, 1},
             beyond[] = {0, 1, 3};
    en_match_result improved = {.wish = wish};
    en_match_problem bad[2] = {e.problem, e.problem};
    bad[0].wish_term = terms;
    double holding[] = {5, 9, EN_MATCH_HELD, 9, 5};
    bad[1].wish_score = holding;
    for (size_t k = 0; k < CHECK_COUNT(bad); k++) {
        assert_int_equal(en_match_solve_weakly(&bad[k], e.rank, e.order, NULL, &result), EN_ERR_USAGE);
        assert_int_equal(en_match_check_weakly(&bad[k], e.rank, wish, NULL, NULL), EN_ERR_USAGE);
        assert_int_equal(en_match_improve(&bad[k], e.order, NULL, &improved, NULL), EN_ERR_USAGE);
        assert_int_equal(en_match_check_improved(&bad[k], wish, NULL), EN_ERR_USAGE);
    }
    assert_int_equal(en_match_solve_weakly(&e.problem, falling, e.order, NULL, &result), EN_ERR_INPUT);
    assert_int_equal(en_match_solve_weakly(&e.problem, e.rank, beyond, NULL, &result), EN_ERR_INPUT);
    assert_null(result.memory);
}

static en_status run_all(const en_context *context, void *user)
{
    const exchange_market *e = user;
    en_match_result result;
    uint32_t wish[] = {1, 3, EN_MATCH_NONE}, best[] = {0, 2, EN_MATCH_NONE};
    en_match_result improved = {.wish = wish};
    en_status status = en_match_solve_weakly(&e->problem, e->rank, e->order, context, &result);
    if (status != EN_OK) return status;
    en_match_result_free(&result);
    status = en_match_check_improved(&e->problem, best, context);
    return status == EN_OK ? en_match_improve(&e->problem, e->order, context, &improved, NULL) : status;
}

static void all__give_back_all_memory_whichever_allocation_fails(void **state)
{
    (void)state;
    exchange_market e;
    set_exchange(&e);
    check_refused_allocations(run_all, &e, 200);
}

static void all__stop_when_cancelled(void **state)
{
    (void)state;
    exchange_market e;
    set_exchange(&e);
    atomic_bool cancel = true;
    en_context context = {.cancel = &cancel};
    uint32_t wish[] = {1, 3, EN_MATCH_NONE};
    en_match_result result = {0}, improved = {.wish = wish};
    assert_int_equal(en_match_solve_weakly(&e.problem, e.rank, e.order, &context, &result), EN_ERR_CANCELLED);
    assert_null(result.memory);
    assert_int_equal(en_match_improve(&e.problem, e.order, &context, &improved, NULL), EN_ERR_CANCELLED);
    assert_int_equal(wish[0], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_weakly__agrees_with_the_definition),
        cmocka_unit_test(solve_weakly__places_two_thirds_of_the_most_that_can_be),
        cmocka_unit_test(solve_weakly__finds_the_larger_of_two_sizes),
        cmocka_unit_test(improve__ends_where_no_stable_matching_is_better_for_all),
        cmocka_unit_test(check_improved__agrees_with_enumeration_at_every_stable_matching),
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(places_with_many_seats_are_filled_and_improved_alike),
        cmocka_unit_test(improve__exchanges_what_a_lottery_kept_apart),
        cmocka_unit_test(improve__leaves_a_matching_that_is_not_stable_untouched),
        cmocka_unit_test(all__refuse_what_they_do_not_know),
        cmocka_unit_test(all__give_back_all_memory_whichever_allocation_fails),
        cmocka_unit_test(all__stop_when_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

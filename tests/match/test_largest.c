/* The largest weakly stable matching by a solver, against enumeration; and what is made of a solver that is
 * wrong or gives up. */
#include "small_weakly.h"

#include "cbc.h"

static const drawing tight = {6, 4, 3, 1, 4, 1, 0};
static const drawing usual = {6, 4, 4, 2, 3, 1, 10};

static en_mip_solver load(void)
{
    en_mip_solver solver;
    assert_int_equal(en_cbc_load(&solver), EN_OK);
    return solver;
}

/* Counts how often it was needed: a count of seats settles many markets. */
typedef struct counting {
    en_mip_solver solver;
    unsigned calls;
} counting;

static en_status count_and_solve(void *user, const en_mip *mip, uint64_t most_nodes,
                                 const en_context *context, unsigned char *solution, en_mip_answer *answer)
{
    counting *c = user;
    c->calls++;
    return c->solver.solve(c->solver.user, mip, most_nodes, context, solution, answer);
}

static en_status relax_in_turn(void *user, const en_mip *mip, const double *low, const double *high,
                               const en_context *context, double *solution, double *price)
{
    counting *c = user;
    return c->solver.relax(c->solver.user, mip, low, high, context, solution, price);
}

static void solve_largest__finds_what_enumeration_finds(void **state)
{
    (void)state;
    counting counted = {load(), 0};
    en_mip_solver solver = {&counted, count_and_solve, relax_in_turn};
    uint64_t random = 31;
    for (int round = 0; round < 20000; round++) {
        small_market m;
        en_match_result result;
        uint32_t most, nodes = round % 4 < 2 ? 0 : 1000;
        draw_small(&m, round % 2 ? &tight : &usual, &random);
        const uint32_t *rank = check_below(&random, 4) ? m.rank : NULL;
        en_status status =
            en_match_solve_largest(&m.problem, rank, m.order, &solver, nodes, NULL, &result, &most);
        uint32_t size = size_of(&m, result.wish), largest = largest_weakly_stable(&m, rank);
        assert_int_equal(en_match_check_weakly(&m.problem, rank, result.wish, NULL, NULL), EN_OK);
        assert_int_equal(status, size == most ? EN_OK : EN_ERR_LIMIT);
        assert_in_range(most, largest, nodes > 0 ? largest : m.problem.applicants);
        assert_in_range(size, nodes > 0 ? largest : 0, largest);
        uint32_t filled = 0;
        for (uint32_t p = 0; p < m.problem.places; p++) filled += result.filled[p];
        assert_int_equal(filled, size);
        en_match_result_free(&result);
    }
    assert_in_range(counted.calls, 100, UINT32_MAX);
}

static void solve_largest__does_not_depend_on_the_order_of_rows(void **state)
{
    (void)state;
    en_mip_solver solver = load();
    uint64_t random = 32;
    for (int round = 0; round < 300; round++) {
        small_market m, other;
        uint32_t to[MOST_APPLICANTS], place_to[MOST_PLACES], most;
        en_match_result a, b;
        draw_small(&m, &tight, &random);
        shuffled(to, m.problem.applicants, &random);
        shuffled(place_to, m.problem.places, &random);
        permute(&m, to, place_to, &other);
        assert_int_equal(en_match_solve_largest(&m.problem, m.rank, m.order, &solver, 1000, NULL, &a, &most),
                         EN_OK);
        assert_int_equal(
            en_match_solve_largest(&other.problem, other.rank, other.order, &solver, 1000, NULL, &b, &most),
            EN_OK);
        expect_permuted(&m, a.wish, to, &other, b.wish);
        en_match_result_free(&a);
        en_match_result_free(&b);
    }
}

/* A solver that says yes to everything, and claims a bound that its user gives it. */
static en_status boast(void *user, const en_mip *mip, uint64_t most_nodes, const en_context *context,
                       unsigned char *solution, en_mip_answer *answer)
{
    (void)most_nodes;
    (void)context;
    memset(solution, 1, mip->columns);
    *answer = (en_mip_answer){.found = true, .bound = *(const double *)user};
    return EN_OK;
}

/* Prices that mean nothing. */
static en_status nonsense(void *user, const en_mip *mip, const double *low, const double *high,
                          const en_context *context, double *solution, double *price)
{
    (void)user, (void)context;
    for (uint32_t j = 0; j < mip->columns; j++) solution[j] = j % 4 ? 0.25 * (j % 5) : low[j] + 0.5 * high[j];
    for (uint32_t r = 0; r < mip->rows; r++)
        price[r] = r % 3 == 0 ? 0.7 * (r % 5) : r % 3 == 1 ? -0.3 * (r % 7) : NAN;
    return EN_OK;
}

static void solve_largest__takes_no_matching_that_is_not_stable(void **state)
{
    (void)state;
    double bound = 6;
    en_mip_solver solver = {&bound, boast, nonsense};
    uint64_t random = 33;
    for (int round = 0; round < 2000; round++) {
        small_market m;
        en_match_result result;
        uint32_t most;
        draw_small(&m, &usual, &random);
        en_status status =
            en_match_solve_largest(&m.problem, m.rank, m.order, &solver, 1, NULL, &result, &most);
        uint32_t size = size_of(&m, result.wish), n = m.problem.applicants;
        assert_int_equal(status, size == most ? EN_OK : EN_ERR_LIMIT);
        assert_in_range(most, size, n);
        assert_int_equal(en_match_check_weakly(&m.problem, m.rank, result.wish, NULL, NULL), EN_OK);
        en_match_result_free(&result);
    }
}

/* 20,000 times: a: X Y | b: X ; X puts a before b. b has no seat in any stable matching, but a count of seats
 * does not see that. */
static void solve_largest__says_so_where_a_market_is_too_large(void **state)
{
    (void)state;
    enum { PAIRS = 20000, N = 2 * PAIRS };
    static uint32_t begin[N + 1], place[3 * PAIRS], order[N], seats[N];
    static double score[3 * PAIRS];
    for (uint32_t k = 0; k < PAIRS; k++) {
        uint32_t w = 3 * k;
        begin[2 * k] = w;
        begin[2 * k + 1] = w + 2;
        place[w] = place[w + 2] = 2 * k;
        place[w + 1] = 2 * k + 1;
        score[w] = 1;
    }
    begin[N] = 3 * PAIRS;
    for (uint32_t i = 0; i < N; i++) order[i] = i, seats[i] = 1;
    en_match_problem problem = {.applicants = N,
                                .places = N,
                                .seats = seats,
                                .wish_begin = begin,
                                .wish_place = place,
                                .wish_score = score};
    en_mip_solver solver = load();
    en_match_result result;
    uint32_t most, size = 0;
    assert_int_equal(en_match_solve_largest(&problem, NULL, order, &solver, 1, NULL, &result, &most),
                     EN_ERR_LIMIT);
    for (uint32_t i = 0; i < N; i++) size += result.wish[i] != EN_MATCH_NONE;
    assert_int_equal(size, PAIRS);
    assert_int_equal(most, N);
    en_match_result_free(&result);
}

static void solve_largest__gives_back_all_memory_whichever_allocation_fails(void **state)
{
    (void)state;
    double bound = 6;
    en_mip_solver solver = {&bound, boast, nonsense};
    small_market m;
    uint64_t random = 34;
    draw_small(&m, &tight, &random);
    for (size_t fail = 1;; fail++) {
        check_heap heap = {.fail_at = fail};
        en_allocator allocator = check_allocator(&heap);
        en_context context = {.allocator = &allocator};
        en_match_result result;
        uint32_t most;
        en_status status =
            en_match_solve_largest(&m.problem, m.rank, m.order, &solver, 1, &context, &result, &most);
        if (status == EN_OK || status == EN_ERR_LIMIT) en_match_result_free(&result);
        else assert_int_equal(status, EN_ERR_MEMORY);
        assert_int_equal(heap.in_use, 0);
        if (heap.calls < fail) break;
        assert_in_range(fail, 1, 200);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solve_largest__finds_what_enumeration_finds),
        cmocka_unit_test(solve_largest__does_not_depend_on_the_order_of_rows),
        cmocka_unit_test(solve_largest__takes_no_matching_that_is_not_stable),
        cmocka_unit_test(solve_largest__says_so_where_a_market_is_too_large),
        cmocka_unit_test(solve_largest__gives_back_all_memory_whichever_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is proven of the size of weakly stable matchings, against enumeration: whatever the prices, no bound
 * is below the largest; and with those of the solver it is nearly always reached. */
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

static void bound_weakly__proves_what_enumeration_finds(void **state)
{
    (void)state;
    const en_mip_solver solver = load();
    uint64_t random = 51;
    unsigned reached[2] = {0}, trees = 0, rounds = 6000;
    for (unsigned round = 0; round < rounds; round++) {
        small_market m;
        uint32_t most, again;
        draw_small(&m, round % 2 ? &tight : &usual, &random);
        const uint32_t *rank = check_below(&random, 4) ? m.rank : NULL;
        uint32_t largest = largest_weakly_stable(&m, rank);
        for (int tree = 0; tree < 2; tree++) {
            en_match_proof proof;
            assert_int_equal(en_match_bound_weakly(&m.problem, rank, m.order, &solver, largest, tree ? 12 : 1,
                                                   NULL, &proof, &most),
                             EN_OK);
            assert_int_equal(en_match_check_bound(&m.problem, rank, &proof, NULL, &again), EN_OK);
            assert_int_equal(most, again);
            assert_in_range(most, largest, m.problem.applicants);
            reached[tree] += most == largest;
            trees += proof.count > 1;
            en_match_proof_free(&proof);
        }
    }
    assert_in_range(trees, 1, rounds);
    assert_in_range(reached[0], rounds * 9 / 10, reached[1] - 1);
    assert_in_range(reached[1], rounds * 99 / 100, rounds);
}

/* A tree of up to seven nodes with any prices, most of them small. */
typedef struct random_proof {
    uint64_t seat[7][MOST_PLACES], wish[7][MOST_WISHES], level[7][MOST_WISHES];
    en_match_proof_node nodes[7];
    en_match_proof proof;
} random_proof;

static uint64_t draw_price(uint64_t *random)
{
    if (check_below(random, 3)) return 0;
    return check_below(random, 2) ? EN_MATCH_PRICE_ONE : check_below(random, 2 * EN_MATCH_PRICE_ONE);
}

static void draw_proof(random_proof *r, const small_market *m, uint64_t *random)
{
    uint32_t wishes = m->begin[m->problem.applicants], inner = wishes ? (uint32_t)check_below(random, 4) : 0;
    for (uint32_t k = 0; k < 2 * inner + 1; k++) {
        for (uint32_t p = 0; p < MOST_PLACES; p++) r->seat[k][p] = draw_price(random);
        for (uint32_t w = 0; w < MOST_WISHES; w++) r->wish[k][w] = draw_price(random);
        for (uint32_t w = 0; w < MOST_WISHES; w++) r->level[k][w] = draw_price(random);
        r->nodes[k] =
            (en_match_proof_node){.place = EN_MATCH_NONE, .prices = {r->seat[k], r->wish[k], r->level[k]}};
        if (k >= inner) continue;
        uint32_t w = (uint32_t)check_below(random, wishes);
        r->nodes[k].place = m->place[w];
        r->nodes[k].score = m->score[w] == EN_MATCH_UNACCEPTABLE ? 1 : m->score[w];
        r->nodes[k].filled = 2 * k + 1;
        r->nodes[k].unfilled = 2 * k + 2;
    }
    r->proof = (en_match_proof){.nodes = r->nodes, .count = 2 * inner + 1};
}

static void check_bound__proves_nothing_below_the_largest_whatever_the_prices(void **state)
{
    (void)state;
    uint64_t random = 52;
    unsigned of_use = 0;
    for (int round = 0; round < 40000; round++) {
        small_market m;
        static random_proof r;
        uint32_t most;
        draw_small(&m, round % 2 ? &tight : &usual, &random);
        draw_proof(&r, &m, &random);
        const uint32_t *rank = check_below(&random, 4) ? m.rank : NULL;
        assert_int_equal(en_match_check_bound(&m.problem, rank, &r.proof, NULL, &most), EN_OK);
        uint32_t largest = largest_weakly_stable(&m, rank);
        assert_in_range(most, largest, m.problem.applicants);
        of_use += most < m.problem.applicants;
    }
    assert_in_range(of_use, 1000, 40000);
}

static void check_bound__refuses_what_is_no_tree_or_no_price(void **state)
{
    (void)state;
    uint64_t random = 53;
    small_market m;
    static random_proof r;
    uint32_t most;
    do draw_small(&m, &tight, &random);
    while (m.begin[m.problem.applicants] == 0);
    do draw_proof(&r, &m, &random);
    while (r.proof.count < 3);
    assert_int_equal(en_match_check_bound(&m.problem, m.rank, &r.proof, NULL, &most), EN_OK);
    random_proof good = r;
    r.nodes[0].filled = 0;
    assert_int_equal(en_match_check_bound(&m.problem, m.rank, &r.proof, NULL, &most), EN_ERR_CLAIM);
    r.nodes[0].filled = r.proof.count;
    assert_int_equal(en_match_check_bound(&m.problem, m.rank, &r.proof, NULL, &most), EN_ERR_CLAIM);
    r.nodes[0].filled = good.nodes[0].filled;
    r.nodes[0].place = m.problem.places;
    assert_int_equal(en_match_check_bound(&m.problem, m.rank, &r.proof, NULL, &most), EN_ERR_CLAIM);
    r.nodes[0].place = EN_MATCH_NONE;
    r.seat[0][m.place[0]] = EN_MATCH_MOST_PRICE + 1;
    assert_int_equal(en_match_check_bound(&m.problem, m.rank, &r.proof, NULL, &most), EN_ERR_CLAIM);
}

/* Solutions and prices that mean nothing. */
static en_status nonsense(void *user, const en_mip *mip, const double *low, const double *high,
                          const en_context *context, double *solution, double *price)
{
    uint64_t *random = user;
    (void)context;
    for (uint32_t j = 0; j < mip->columns; j++)
        solution[j] = check_below(random, 9)
                          ? low[j] + (high[j] - low[j]) * 0.25 * (double)check_below(random, 5)
                          : (double)NAN;
    for (uint32_t r = 0; r < mip->rows; r++)
        price[r] = check_below(random, 9) ? (double)check_below(random, 9) / 4 - 1 : (double)INFINITY;
    return EN_OK;
}

static void bound_weakly__proves_nothing_wrong_with_a_solver_that_is(void **state)
{
    (void)state;
    uint64_t random = 54, of_solver = 55;
    const en_mip_solver solver = {&of_solver, NULL, nonsense};
    for (int round = 0; round < 3000; round++) {
        small_market m;
        en_match_proof proof;
        uint32_t most;
        draw_small(&m, round % 2 ? &tight : &usual, &random);
        assert_int_equal(
            en_match_bound_weakly(&m.problem, m.rank, m.order, &solver, 0, 12, NULL, &proof, &most), EN_OK);
        assert_in_range(most, largest_weakly_stable(&m, m.rank), m.problem.applicants);
        en_match_proof_free(&proof);
    }
}

static void bound_weakly__does_not_depend_on_the_order_of_rows(void **state)
{
    (void)state;
    const en_mip_solver solver = load();
    uint64_t random = 56;
    for (int round = 0; round < 300; round++) {
        small_market m, other;
        uint32_t to[MOST_APPLICANTS], place_to[MOST_PLACES], most, other_most;
        en_match_proof a, b;
        draw_small(&m, &tight, &random);
        shuffled(to, m.problem.applicants, &random);
        shuffled(place_to, m.problem.places, &random);
        permute(&m, to, place_to, &other);
        assert_int_equal(en_match_bound_weakly(&m.problem, m.rank, m.order, &solver, 0, 12, NULL, &a, &most),
                         EN_OK);
        assert_int_equal(en_match_bound_weakly(&other.problem, other.rank, other.order, &solver, 0, 12, NULL,
                                               &b, &other_most),
                         EN_OK);
        assert_int_equal(most, other_most);
        assert_int_equal(a.count, b.count);
        for (uint32_t k = 0; k < a.count; k++) {
            assert_int_equal(a.nodes[k].filled, b.nodes[k].filled);
            if (a.nodes[k].place == EN_MATCH_NONE) assert_int_equal(b.nodes[k].place, EN_MATCH_NONE);
            else assert_int_equal(place_to[a.nodes[k].place], b.nodes[k].place);
        }
        en_match_proof_free(&a);
        en_match_proof_free(&b);
    }
}

typedef struct bounding {
    small_market m;
    en_mip_solver solver;
} bounding;

static en_status bound_once(const en_context *context, void *user)
{
    bounding *b = user;
    en_match_proof proof;
    uint32_t most;
    en_status status = en_match_bound_weakly(&b->m.problem, b->m.rank, b->m.order, &b->solver, 0, 12, context,
                                             &proof, &most);
    if (status == EN_OK) {
        status = en_match_check_bound(&b->m.problem, b->m.rank, &proof, context, &most);
        en_match_proof_free(&proof);
    }
    return status;
}

static void bound_weakly__gives_back_all_memory_whichever_allocation_fails(void **state)
{
    (void)state;
    uint64_t random = 57, of_solver = 58;
    bounding b = {.solver = {&of_solver, NULL, nonsense}};
    draw_small(&b.m, &tight, &random);
    check_refused_allocations(bound_once, &b, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bound_weakly__proves_what_enumeration_finds),
        cmocka_unit_test(check_bound__proves_nothing_below_the_largest_whatever_the_prices),
        cmocka_unit_test(check_bound__refuses_what_is_no_tree_or_no_price),
        cmocka_unit_test(bound_weakly__proves_nothing_wrong_with_a_solver_that_is),
        cmocka_unit_test(bound_weakly__does_not_depend_on_the_order_of_rows),
        cmocka_unit_test(bound_weakly__gives_back_all_memory_whichever_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Mechanisms that fill seats for good, against their definitions carried out without care for time, against
 * all matchings of small markets, and against all misreports. */
#include "small_lists.h"

#include "context.h"

enum { ROUNDS = 60000 };

static const drawing usual = {5, 4, 4, 2, 5, 0, 8};

static bool better_asker(const small_market *m, uint32_t w, uint32_t i, uint32_t v, uint32_t j)
{
    if (m->score[w] != m->score[v]) return m->score[w] > m->score[v];
    return m->tie_per_wish ? m->wish_tie[w] < m->wish_tie[v] : m->tie[i] < m->tie[j];
}

/* The k-th acceptable wish of an applicant, from 0; EN_MATCH_NONE where there are not so many. */
static uint32_t acceptable_wish(const small_market *m, uint32_t i, uint32_t k)
{
    for (uint32_t w = m->begin[i]; w < m->begin[i + 1]; w++)
        if (m->score[w] != EN_MATCH_UNACCEPTABLE && k-- == 0) return w;
    return EN_MATCH_NONE;
}

/* Seat by seat: in each step, each place takes the best who ask until nobody asks or no seat is left. */
static void accept_naively(const small_market *m, uint32_t *wish)
{
    uint32_t left[MOST_PLACES], n = m->problem.applicants;
    for (uint32_t p = 0; p < m->problem.places; p++) left[p] = m->seats[p];
    for (uint32_t i = 0; i < n; i++) wish[i] = EN_MATCH_NONE;
    for (uint32_t k = 0; k < MOST_PLACES; k++)
        for (uint32_t p = 0; p < m->problem.places; p++)
            for (; left[p] > 0; left[p]--) {
                uint32_t best = EN_MATCH_NONE;
                for (uint32_t i = 0; i < n; i++) {
                    uint32_t w = acceptable_wish(m, i, k);
                    if (wish[i] != EN_MATCH_NONE || w == EN_MATCH_NONE || m->place[w] != p) continue;
                    if (best == EN_MATCH_NONE || better_asker(m, w, i, acceptable_wish(m, best, k), best))
                        best = i;
                }
                if (best == EN_MATCH_NONE) break;
                wish[best] = acceptable_wish(m, best, k);
            }
}

static void expect_wishes(const small_market *m, const en_match_result *result, const uint32_t *wish)
{
    uint32_t filled[MOST_PLACES] = {0};
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        assert_int_equal(result->wish[i], wish[i]);
        if (wish[i] != EN_MATCH_NONE) filled[m->place[wish[i]]]++;
    }
    for (uint32_t p = 0; p < m->problem.places; p++) assert_int_equal(result->filled[p], filled[p]);
}

static void expect_efficient(const small_market *m, const uint32_t *result)
{
    uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS];
    do
        if (matching_of(m, choice, wish)) assert_false(dominates(m, wish, result));
    while (next_choice(m, choice));
}

static void immediate__takes_the_best_who_ask_and_wastes_nothing(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int round = 0; round < ROUNDS; round++) {
        small_market m;
        uint32_t wish[MOST_APPLICANTS];
        en_match_result result;
        draw_small(&m, &usual, &random);
        accept_naively(&m, wish);
        assert_int_equal(en_match_solve_immediate(&m.problem, NULL, &result), EN_OK);
        expect_wishes(&m, &result, wish);
        expect_efficient(&m, result.wish);
        en_match_result_free(&result);
    }
}

/* Ergin and Sonmez 2006: it is deferred acceptance where places put the step before the score. */
static void immediate__is_deferred_acceptance_by_steps(void **state)
{
    (void)state;
    uint64_t random = 12;
    for (int round = 0; round < ROUNDS; round++) {
        small_market m;
        en_match_result result, by_steps;
        draw_small(&m, &usual, &random);
        assert_int_equal(en_match_solve_immediate(&m.problem, NULL, &result), EN_OK);
        for (uint32_t i = 0; i < m.problem.applicants; i++) {
            double step = 0;
            for (uint32_t w = m.begin[i]; w < m.begin[i + 1]; w++)
                if (m.score[w] != EN_MATCH_UNACCEPTABLE) m.score[w] -= 100 * step++;
        }
        assert_int_equal(en_match_solve(&m.problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &by_steps), EN_OK);
        expect_wishes(&m, &result, by_steps.wish);
        en_match_result_free(&result);
        en_match_result_free(&by_steps);
    }
}

/* Whether a is better than b for the first, in the order, for whom they differ. */
static bool is_earlier(const small_market *m, const uint32_t *a, const uint32_t *b)
{
    for (uint32_t k = 0; k < m->problem.applicants; k++) {
        uint32_t i = m->order[k];
        if (a[i] != b[i]) return a[i] < b[i];
    }
    return false;
}

static void serial__is_the_first_of_all_matchings_in_the_order(void **state)
{
    (void)state;
    uint64_t random = 13;
    for (int round = 0; round < ROUNDS; round++) {
        small_market m;
        uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS], best[MOST_APPLICANTS];
        en_match_result result;
        draw_small(&m, &usual, &random);
        for (uint32_t i = 0; i < MOST_APPLICANTS; i++) best[i] = EN_MATCH_NONE;
        do
            if (matching_of(&m, choice, wish) && is_earlier(&m, wish, best)) memcpy(best, wish, sizeof best);
        while (next_choice(&m, choice));
        assert_int_equal(en_match_solve_serial(&m.problem, m.order, NULL, &result), EN_OK);
        expect_wishes(&m, &result, best);
        en_match_result_free(&result);
    }
}

/* The state of a market in which one cycle after another is carried out, all arrows drawn anew each time. */
typedef struct naive_trading {
    const small_market *m;
    const small_lists *l;
    uint32_t left[MOST_PLACES], wish[MOST_APPLICANTS];
    bool gone[MOST_APPLICANTS];
} naive_trading;

static uint32_t naive_first(const naive_trading *t, uint32_t p)
{
    const uint32_t *begin = t->l->begin;
    bool own = begin[p + 1] > begin[p];
    const uint32_t *list = own ? t->l->applicant + begin[p] : t->l->shared;
    uint32_t count = own ? begin[p + 1] - begin[p] : t->l->lists.shared_count;
    for (uint32_t k = 0; k < count; k++)
        if (!t->gone[list[k]]) return list[k];
    return EN_MATCH_NONE;
}

static uint32_t naive_wish(const naive_trading *t, uint32_t i)
{
    for (uint32_t w = t->m->begin[i]; w < t->m->begin[i + 1]; w++) {
        uint32_t p = t->m->place[w];
        if (t->m->score[w] != EN_MATCH_UNACCEPTABLE && t->left[p] > 0 && naive_first(t, p) != EN_MATCH_NONE)
            return w;
    }
    return EN_MATCH_NONE;
}

/* From the last applicant who is there: arrows for so long that the walk must be on a cycle; then round it.
 */
static void trade_naively(naive_trading *t)
{
    for (uint32_t i = t->m->problem.applicants; i-- > 0;) {
        if (t->gone[i]) continue;
        uint32_t on = i;
        for (uint32_t k = 0; k <= 2 * MOST_APPLICANTS && on != EN_MATCH_NONE; k++) {
            uint32_t w = naive_wish(t, on);
            if (w == EN_MATCH_NONE) t->gone[on] = true;
            on = w == EN_MATCH_NONE ? EN_MATCH_NONE : naive_first(t, t->m->place[w]);
        }
        uint32_t cycle[MOST_APPLICANTS], wishes[MOST_APPLICANTS], n = 0;
        for (uint32_t at = on; on != EN_MATCH_NONE && (n == 0 || at != on); n++) {
            cycle[n] = at;
            wishes[n] = naive_wish(t, at);
            at = naive_first(t, t->m->place[wishes[n]]);
        }
        for (uint32_t k = 0; k < n; k++) {
            t->gone[cycle[k]] = true;
            t->wish[cycle[k]] = wishes[k];
            t->left[t->m->place[wishes[k]]]--;
        }
        i = t->m->problem.applicants; /* from the last one again */
    }
}

static void start_naive(naive_trading *t, const small_market *m, const small_lists *l)
{
    *t = (naive_trading){.m = m, .l = l};
    for (uint32_t p = 0; p < m->problem.places; p++) t->left[p] = m->seats[p];
    for (uint32_t i = 0; i < MOST_APPLICANTS; i++) t->wish[i] = EN_MATCH_NONE;
}

static void trading__carries_out_all_cycles_and_wastes_nothing(void **state)
{
    (void)state;
    uint64_t random = 14;
    for (int round = 0; round < ROUNDS; round++) {
        small_market m;
        small_lists l;
        naive_trading t;
        en_match_result result;
        draw_small(&m, &usual, &random);
        draw_lists(&l, &m, &random);
        start_naive(&t, &m, &l);
        trade_naively(&t);
        assert_int_equal(en_match_solve_trading(&m.problem, &l.lists, NULL, &result), EN_OK);
        expect_wishes(&m, &result, t.wish);
        expect_efficient(&m, result.wish);
        en_match_result_free(&result);
    }
}

/* Lists that do not name everyone, not even everyone who wishes for the place: it leaves when its list ends.
 */
static void trading__lets_a_place_go_whose_list_is_at_its_end(void **state)
{
    (void)state;
    uint64_t random = 15;
    for (int round = 0; round < ROUNDS; round++) {
        small_market m;
        small_lists l;
        naive_trading t;
        en_match_result result;
        draw_small(&m, &usual, &random);
        draw_lists(&l, &m, &random);
        l.lists.shared_count = (uint32_t)check_below(&random, m.problem.applicants + 1);
        uint32_t at = 0;
        for (uint32_t p = 0, k = 0; p < m.problem.places; p++) {
            uint32_t end = l.begin[p + 1];
            l.begin[p] = at;
            for (; k < end; k++)
                if (check_below(&random, 2)) l.applicant[at++] = l.applicant[k];
        }
        l.begin[m.problem.places] = at;
        start_naive(&t, &m, &l);
        trade_naively(&t);
        assert_int_equal(en_match_solve_trading(&m.problem, &l.lists, NULL, &result), EN_OK);
        expect_wishes(&m, &result, t.wish);
        en_match_result_free(&result);
    }
}

typedef en_status mechanism(const small_market *m, const small_lists *l, const en_context *context,
                            en_match_result *result);

static en_status run_immediate(const small_market *m, const small_lists *l, const en_context *context,
                               en_match_result *result)
{
    (void)l;
    return en_match_solve_immediate(&m->problem, context, result);
}

static en_status run_serial(const small_market *m, const small_lists *l, const en_context *context,
                            en_match_result *result)
{
    (void)l;
    return en_match_solve_serial(&m->problem, m->order, context, result);
}

static en_status run_trading(const small_market *m, const small_lists *l, const en_context *context,
                             en_match_result *result)
{
    return en_match_solve_trading(&m->problem, &l->lists, context, result);
}

static mechanism *const all[] = {run_immediate, run_serial, run_trading};

static const drawing complete = {4, 3, 3, 2, 1, 0, 0};

/* The same market with another list for one applicant. */
static void misreport(const small_market *m, uint32_t liar, const uint32_t *list, uint32_t n,
                      small_market *out)
{
    uint32_t at = 0;
    *out = *m;
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        out->begin[i] = at;
        uint32_t count = i == liar ? n : m->begin[i + 1] - m->begin[i];
        for (uint32_t k = 0; k < count; k++) {
            out->score[at] = 0;
            out->place[at++] = i == liar ? list[k] : m->place[m->begin[i] + k];
        }
    }
    out->begin[m->problem.applicants] = at;
    set_problem(out, m->problem.applicants, m->problem.places);
}

/* Where the true list has the place that an applicant gets; behind its end for none. */
static uint32_t true_position(const small_market *truth, const small_market *told, uint32_t i,
                              const uint32_t *wish)
{
    uint32_t w = wish[i] == EN_MATCH_NONE ? EN_MATCH_NONE : wish_for(truth, i, told->place[wish[i]]);
    return w == EN_MATCH_NONE ? truth->begin[i + 1] : w;
}

/* How often some applicant gains by some list other than the true one; all lists are tried. */
static unsigned count_gains(mechanism *run, const small_market *m, const small_lists *l)
{
    en_match_result honest, result;
    unsigned gains = 0;
    assert_int_equal(run(m, l, NULL, &honest), EN_OK);
    uint32_t places = m->problem.places, codes = (places + 1) * (places + 1) * (places + 1);
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        for (uint32_t code = 0; code < codes; code++) {
            uint32_t list[3], n = 0, rest = code;
            for (; rest % (places + 1) > 0; rest /= places + 1) list[n++] = rest % (places + 1) - 1;
            bool twice =
                (n > 1 && list[0] == list[1]) || (n > 2 && (list[2] == list[0] || list[2] == list[1]));
            if (rest > 0 || twice) continue;
            small_market told;
            misreport(m, i, list, n, &told);
            assert_int_equal(run(&told, l, NULL, &result), EN_OK);
            gains += true_position(m, &told, i, result.wish) < true_position(m, m, i, honest.wish);
            en_match_result_free(&result);
        }
    en_match_result_free(&honest);
    return gains;
}

static void no_list_but_the_true_one_helps_except_in_immediate_acceptance(void **state)
{
    (void)state;
    uint64_t random = 16;
    unsigned immediate = 0;
    for (int round = 0; round < 4000; round++) {
        small_market m;
        small_lists l;
        draw_small(&m, &complete, &random);
        m.tie_per_wish = false; /* or the others' ties would change with the liar's list */
        set_problem(&m, m.problem.applicants, m.problem.places);
        draw_lists(&l, &m, &random);
        assert_int_equal(count_gains(run_serial, &m, &l), 0);
        assert_int_equal(count_gains(run_trading, &m, &l), 0);
        immediate += count_gains(run_immediate, &m, &l) > 0;
    }
    assert_in_range(immediate, 100, UINT32_MAX);
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    uint64_t random = 17;
    for (int round = 0; round < 5000; round++) {
        small_market m, other;
        small_lists l, other_lists;
        uint32_t to[MOST_APPLICANTS], place_to[MOST_PLACES];
        draw_small(&m, &usual, &random);
        draw_lists(&l, &m, &random);
        shuffled(to, m.problem.applicants, &random);
        shuffled(place_to, m.problem.places, &random);
        permute(&m, to, place_to, &other);
        permute_lists(&l, &m, to, place_to, &other_lists);
        for (size_t k = 0; k < CHECK_COUNT(all); k++) {
            en_match_result result, permuted;
            assert_int_equal(all[k](&m, &l, NULL, &result), EN_OK);
            assert_int_equal(all[k](&other, &other_lists, NULL, &permuted), EN_OK);
            expect_permuted(&m, result.wish, to, &other, permuted.wish);
            en_match_result_free(&result);
            en_match_result_free(&permuted);
        }
    }
}

/* Abdulkadiroglu and Sonmez 2003, example 1. */
static void the_example_of_2003_has_the_outcomes_of_the_docs(void **state)
{
    (void)state;
    uint32_t seats[] = {1, 1, 1}, begin[] = {0, 3, 6, 9}, place[] = {1, 0, 2, 0, 1, 2, 0, 1, 2};
    double score[] = {2, 3, 2, 1, 3, 3, 2, 1, 1}; /* c1: s1 s3 s2; c2: s2 s1 s3; c3: s2 s1 s3 */
    en_match_problem problem = {.applicants = 3,
                                .places = 3,
                                .seats = seats,
                                .wish_begin = begin,
                                .wish_place = place,
                                .wish_score = score};
    en_match_priorities lists;
    uint32_t order[] = {2, 0, 1};
    en_match_result trading, deferred, immediate, serial;
    assert_int_equal(en_match_prioritise(&problem, NULL, &lists), EN_OK);
    uint32_t expected[] = {0, 2, 1, 1, 0, 2, 1, 0, 2};
    for (size_t k = 0; k < CHECK_COUNT(expected); k++) assert_int_equal(lists.applicant[k], expected[k]);
    assert_int_equal(en_match_solve_trading(&problem, &lists, NULL, &trading), EN_OK);
    assert_int_equal(en_match_solve(&problem, EN_MATCH_APPLICANTS_PROPOSE, NULL, &deferred), EN_OK);
    assert_int_equal(en_match_solve_immediate(&problem, NULL, &immediate), EN_OK);
    assert_int_equal(en_match_solve_serial(&problem, order, NULL, &serial), EN_OK);
    static const uint32_t by_serial[] = {0, 5, 6};
    static const uint32_t by_deferred[] = {1, 4, 8}, by_trading[] = {0, 3, 8}, by_immediate[] = {0, 5, 6};
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(deferred.wish[i], by_deferred[i]);
        assert_int_equal(trading.wish[i], by_trading[i]);
        assert_int_equal(immediate.wish[i], by_immediate[i]);
        assert_int_equal(serial.wish[i], by_serial[i]);
    }
    en_match_priorities_free(&lists);
    en_match_result_free(&trading);
    en_match_result_free(&deferred);
    en_match_result_free(&immediate);
    en_match_result_free(&serial);
    place[3] = 1, place[4] = 0; /* s2 says c2, c1, c3, and gets c2 where the true list gave c3 */
    score[3] = 3, score[4] = 1;
    assert_int_equal(en_match_solve_immediate(&problem, NULL, &immediate), EN_OK);
    assert_int_equal(immediate.wish[1], 3);
    en_match_result_free(&immediate);
}

/* One place takes from the first applicant's hands what another wants: only lists beyond the wishes say so.
 */
static void trading__points_to_applicants_who_do_not_wish_for_the_place(void **state)
{
    (void)state;
    uint32_t seats[] = {1, 1}, begin[] = {0, 1, 2, 3}, place[] = {0, 1, 0};
    double score[] = {0, 0, 0};
    uint64_t tie[] = {0, 1, 2};
    uint32_t list_begin[] = {0, 2, 4}, list[] = {1, 2, 0, 1}; /* place 0: 1 2; place 1: 0 1 */
    en_match_problem problem = {.applicants = 3,
                                .places = 2,
                                .seats = seats,
                                .wish_begin = begin,
                                .wish_place = place,
                                .wish_score = score,
                                .tie = tie};
    en_match_priorities lists = {list_begin, list, NULL, 0, NULL};
    en_match_result result;
    assert_int_equal(en_match_solve_trading(&problem, &lists, NULL, &result), EN_OK);
    assert_int_equal(result.wish[0], 0); /* by exchange with 1, whom place 0 puts first */
    assert_int_equal(result.wish[1], 1);
    assert_int_equal(result.wish[2], EN_MATCH_NONE);
    en_match_result_free(&result);
}

static void all__refuse_what_they_do_not_know(void **state)
{
    (void)state;
    small_market m;
    small_lists l;
    uint64_t random = 18;
    do draw_small(&m, &usual, &random);
    while (m.problem.applicants < 2 || m.begin[m.problem.applicants] < 2);
    draw_lists(&l, &m, &random);
    uint32_t line_begin[MOST_PLACES + 1] = {0};
    en_match_line lines[1] = {{0}};
    en_match_place_in_group in_group[MOST_PLACES] = {{0}};
    en_match_result result = {0};
    for (size_t k = 0; k < CHECK_COUNT(all); k++) {
        small_market bad = m;
        set_problem(&bad, m.problem.applicants, m.problem.places);
        en_match_problem good = bad.problem;
        bad.score[1] = EN_MATCH_HELD;
        assert_int_equal(all[k](&bad, &l, NULL, &result), EN_ERR_USAGE);
        bad.score[1] = m.score[1];
        bad.problem.line_begin = line_begin;
        bad.problem.lines = lines;
        assert_int_equal(all[k](&bad, &l, NULL, &result), EN_ERR_USAGE);
        bad.problem = good;
        bad.problem.in_group = in_group;
        assert_int_equal(all[k](&bad, &l, NULL, &result), EN_ERR_USAGE);
        bad.problem = good;
        bad.score[0] = NAN;
        assert_int_equal(all[k](&bad, &l, NULL, &result), EN_ERR_INPUT);
        assert_null(result.memory);
    }
}

static void all__refuse_orders_and_lists_that_do_not_fit(void **state)
{
    (void)state;
    small_market m;
    small_lists l;
    uint64_t random = 19;
    do draw_small(&m, &usual, &random);
    while (m.problem.applicants < 2);
    do draw_lists(&l, &m, &random);
    while (l.begin[m.problem.places] == 0);
    en_match_result result = {0};
    uint32_t twice[MOST_APPLICANTS] = {0}, beyond[MOST_APPLICANTS] = {m.problem.applicants};
    assert_int_equal(en_match_solve_serial(&m.problem, twice, NULL, &result), EN_ERR_INPUT);
    assert_int_equal(en_match_solve_serial(&m.problem, beyond, NULL, &result), EN_ERR_INPUT);
    small_lists bad = l;
    bad.lists = (en_match_priorities){bad.begin, bad.applicant, beyond, 1, NULL};
    assert_int_equal(run_trading(&m, &bad, NULL, &result), EN_ERR_INPUT);
    bad.lists.shared = NULL;
    bad.applicant[0] = m.problem.applicants;
    assert_int_equal(run_trading(&m, &bad, NULL, &result), EN_ERR_INPUT);
    bad.applicant[0] = 0;
    bad.begin[0] = 1;
    assert_int_equal(run_trading(&m, &bad, NULL, &result), EN_ERR_INPUT);
    bad.begin[0] = 0;
    bad.begin[1] = bad.begin[m.problem.places] + 1;
    bad.begin[m.problem.places] = bad.begin[1] - 1;
    if (m.problem.places > 1) assert_int_equal(run_trading(&m, &bad, NULL, &result), EN_ERR_INPUT);
    assert_null(result.memory);
}

static en_status run_all(const small_market *m, const small_lists *l, const en_context *context)
{
    for (size_t k = 0; k < CHECK_COUNT(all); k++) {
        en_match_result result;
        en_status status = all[k](m, l, context, &result);
        if (status != EN_OK) return status;
        en_match_result_free(&result);
    }
    en_match_priorities lists;
    en_status status = en_match_prioritise(&m->problem, context, &lists);
    if (status == EN_OK) en_match_priorities_free(&lists);
    return status;
}

typedef struct all_of {
    small_market m;
    small_lists l;
} all_of;

static en_status run_all_of(const en_context *context, void *user)
{
    const all_of *a = user;
    return run_all(&a->m, &a->l, context);
}

static void all__give_back_all_memory_whichever_allocation_fails(void **state)
{
    (void)state;
    all_of a;
    uint64_t random = 20;
    draw_small(&a.m, &usual, &random);
    draw_lists(&a.l, &a.m, &random);
    check_refused_allocations(run_all_of, &a, 200);
}

static void all__stop_when_cancelled(void **state)
{
    (void)state;
    small_market m;
    small_lists l;
    uint64_t random = 21;
    draw_small(&m, &usual, &random);
    draw_lists(&l, &m, &random);
    atomic_bool cancel = true;
    en_context context = {.cancel = &cancel};
    en_match_result result;
    en_match_priorities lists;
    for (size_t k = 0; k < CHECK_COUNT(all); k++)
        assert_int_equal(all[k](&m, &l, &context, &result), EN_ERR_CANCELLED);
    assert_int_equal(en_match_prioritise(&m.problem, &context, &lists), EN_ERR_CANCELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(immediate__takes_the_best_who_ask_and_wastes_nothing),
        cmocka_unit_test(immediate__is_deferred_acceptance_by_steps),
        cmocka_unit_test(serial__is_the_first_of_all_matchings_in_the_order),
        cmocka_unit_test(trading__carries_out_all_cycles_and_wastes_nothing),
        cmocka_unit_test(trading__lets_a_place_go_whose_list_is_at_its_end),
        cmocka_unit_test(no_list_but_the_true_one_helps_except_in_immediate_acceptance),
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(the_example_of_2003_has_the_outcomes_of_the_docs),
        cmocka_unit_test(trading__points_to_applicants_who_do_not_wish_for_the_place),
        cmocka_unit_test(all__refuse_what_they_do_not_know),
        cmocka_unit_test(all__refuse_orders_and_lists_that_do_not_fit),
        cmocka_unit_test(all__give_back_all_memory_whichever_allocation_fails),
        cmocka_unit_test(all__stop_when_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

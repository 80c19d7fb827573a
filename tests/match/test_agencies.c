/* Calls of two agencies, against their claims written out, on small calls. */
#include "check.h"

#include <enishi/agencies.h>

enum { MOST_APPLICANTS = 6, MOST_PLACES = 3, MOST_BUDGETS = 3, MOST_WISHES = MOST_APPLICANTS * MOST_PLACES };

typedef struct call_case {
    uint32_t seats[MOST_PLACES], begin[MOST_APPLICANTS + 1], place[MOST_WISHES], order[MOST_APPLICANTS];
    double acceptable[MOST_WISHES], score[2][MOST_APPLICANTS];
    uint64_t units[MOST_BUDGETS];
    uint32_t demand_begin[MOST_WISHES + 1];
    en_match_demand demand[MOST_WISHES * MOST_BUDGETS];
    en_match_problem problem;
    en_match_call call;
} call_case;

static void set_call(call_case *m, uint32_t applicants, uint32_t places, uint32_t budgets)
{
    m->problem = (en_match_problem){.applicants = applicants,
                                    .places = places,
                                    .seats = m->seats,
                                    .wish_begin = m->begin,
                                    .wish_place = m->place,
                                    .wish_score = m->acceptable};
    m->call =
        (en_match_call){{m->score[0], m->score[1]}, budgets, m->units, m->demand_begin, m->demand, m->order};
}

static void draw_demands(call_case *m, uint32_t w, uint32_t budgets, uint64_t *random)
{
    uint32_t d = m->demand_begin[w];
    for (uint32_t g = 0; g < budgets; g++)
        if (check_below(random, 4) > 0)
            m->demand[d++] = (en_match_demand){g, (uint32_t)check_below(random, 5)};
    m->demand_begin[w + 1] = d;
}

static void shuffled(uint32_t *list, uint32_t n, uint64_t *random)
{
    for (uint32_t k = 0; k < n; k++) list[k] = k;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t at = k + (uint32_t)check_below(random, n - k), swap = list[k];
        list[k] = list[at];
        list[at] = swap;
    }
}

static void draw_call(call_case *m, uint64_t *random)
{
    uint32_t n = 1 + (uint32_t)check_below(random, MOST_APPLICANTS), w = 0, places_of[MOST_PLACES];
    uint32_t places = 1 + (uint32_t)check_below(random, MOST_PLACES),
             budgets = 1 + (uint32_t)check_below(random, MOST_BUDGETS);
    *m = (call_case){0};
    for (uint32_t p = 0; p < places; p++) m->seats[p] = (uint32_t)check_below(random, 4);
    for (uint32_t g = 0; g < budgets; g++) m->units[g] = check_below(random, 9);
    shuffled(m->order, n, random);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t wishes = (uint32_t)check_below(random, places + 1);
        shuffled(places_of, places, random);
        for (uint32_t a = 0; a < 2; a++) m->score[a][i] = (double)check_below(random, 4);
        for (uint32_t k = 0; k < wishes; k++, w++) {
            m->place[w] = places_of[k];
            m->acceptable[w] = check_below(random, 9) == 0 ? EN_MATCH_UNACCEPTABLE : 0;
            draw_demands(m, w, budgets, random);
        }
        m->begin[i + 1] = w;
    }
    set_call(m, n, places, budgets);
}

static uint64_t needs(const call_case *m, uint32_t w, uint32_t g)
{
    for (uint32_t d = m->demand_begin[w]; d < m->demand_begin[w + 1]; d++)
        if (m->demand[d].budget == g) return m->demand[d].units;
    return 0;
}

static uint32_t held_at(const call_case *m, const uint32_t *wish, uint32_t p)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        n += wish[i] != EN_MATCH_NONE && m->place[wish[i]] == p;
    return n;
}

static bool is_within(const call_case *m, const uint32_t *wish)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        if (wish[i] != EN_MATCH_NONE && m->acceptable[wish[i]] == EN_MATCH_UNACCEPTABLE) return false;
    for (uint32_t p = 0; p < m->problem.places; p++)
        if (held_at(m, wish, p) > m->seats[p]) return false;
    for (uint32_t g = 0; g < m->call.budgets; g++) {
        uint64_t spent = 0;
        for (uint32_t i = 0; i < m->problem.applicants; i++)
            if (wish[i] != EN_MATCH_NONE) spent += needs(m, wish[i], g);
        if (spent > m->units[g]) return false;
    }
    return true;
}

/* Whether i's wish w is better than what k has. */
static bool is_better(const call_case *m, uint32_t i, uint32_t w, uint32_t k, uint32_t funded)
{
    for (uint32_t a = 0; a < 2; a++)
        if (m->score[a][i] < m->score[a][k]) return false;
    for (uint32_t g = 0; g < m->call.budgets; g++)
        if (needs(m, w, g) > needs(m, funded, g)) return false;
    return m->score[0][i] > m->score[0][k] || m->score[1][i] > m->score[1][k];
}

static bool would_fit(const call_case *m, const uint32_t *wish, uint32_t i, uint32_t w)
{
    uint32_t other[MOST_APPLICANTS];
    for (uint32_t k = 0; k < m->problem.applicants; k++) other[k] = k == i ? w : wish[k];
    return is_within(m, other);
}

/* The claims for one refused wish. */
static bool is_rightly_refused(const call_case *m, const uint32_t *wish, uint32_t i, uint32_t w)
{
    uint32_t p = m->place[w];
    bool has_seat = held_at(m, wish, p) < m->seats[p];
    if (m->acceptable[w] == EN_MATCH_UNACCEPTABLE) return true;
    for (uint32_t k = 0; k < m->problem.applicants; k++)
        if (wish[k] != EN_MATCH_NONE && (has_seat || m->place[wish[k]] == p) &&
            is_better(m, i, w, k, wish[k]))
            return false;
    return !would_fit(m, wish, i, w);
}

static bool keeps_claims(const call_case *m, const uint32_t *wish)
{
    if (!is_within(m, wish)) return false;
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        for (uint32_t w = m->begin[i]; w < m->begin[i + 1] && w != wish[i]; w++)
            if (!is_rightly_refused(m, wish, i, w)) return false;
    return true;
}

static void solve__keeps_its_claims(void **state)
{
    (void)state;
    uint64_t random = 51;
    unsigned refused = 0;
    for (int k = 0; k < 40000; k++) {
        call_case m;
        draw_call(&m, &random);
        en_match_result result;
        assert_int_equal(en_match_solve_agencies(&m.problem, &m.call, NULL, &result), EN_OK);
        assert_true(keeps_claims(&m, result.wish));
        assert_int_equal(en_match_check_agencies(&m.problem, &m.call, result.wish, NULL, NULL), EN_OK);
        for (uint32_t p = 0; p < m.problem.places; p++)
            assert_int_equal(result.filled[p], held_at(&m, result.wish, p));
        for (uint32_t i = 0; i < m.problem.applicants; i++)
            refused += result.wish[i] == EN_MATCH_NONE && m.begin[i] < m.begin[i + 1];
        en_match_result_free(&result);
    }
    assert_in_range(refused, 10000, 1000000);
}

static void check__agrees_with_the_claims(void **state)
{
    (void)state;
    uint64_t random = 52;
    unsigned good = 0, faults[4] = {0};
    for (int k = 0; k < 60000; k++) {
        call_case m;
        uint32_t wish[MOST_APPLICANTS];
        draw_call(&m, &random);
        en_match_result result;
        assert_int_equal(en_match_solve_agencies(&m.problem, &m.call, NULL, &result), EN_OK);
        for (uint32_t i = 0; i < m.problem.applicants; i++) { /* the result, changed here and there */
            uint32_t w = m.begin[i] + (uint32_t)check_below(&random, m.begin[i + 1] - m.begin[i] + 1);
            wish[i] = check_below(&random, 5) ? result.wish[i] : w < m.begin[i + 1] ? w : EN_MATCH_NONE;
        }
        en_match_call_blocking found;
        bool expected = keeps_claims(&m, wish);
        en_status status = en_match_check_agencies(&m.problem, &m.call, wish, NULL, &found);
        assert_int_equal(status, expected ? EN_OK : EN_ERR_CLAIM);
        good += expected;
        if (!expected) faults[found.fault]++;
        en_match_result_free(&result);
    }
    assert_in_range(good, 1000, 59000);
    for (uint32_t f = 0; f < 4; f++) assert_in_range(faults[f], 500, 59000);
}

static void solve__does_not_depend_on_the_order_of_rows(void **state)
{
    (void)state;
    uint64_t random = 53;
    for (int k = 0; k < 20000; k++) {
        call_case m, other = {0};
        uint32_t to[MOST_APPLICANTS], w = 0;
        draw_call(&m, &random);
        uint32_t n = m.problem.applicants;
        shuffled(to, n, &random);
        for (uint32_t j = 0; j < n; j++) {
            uint32_t i = 0;
            while (to[i] != j) i++;
            for (uint32_t a = 0; a < 2; a++) other.score[a][j] = m.score[a][i];
            for (uint32_t v = m.begin[i]; v < m.begin[i + 1]; v++, w++) {
                uint32_t d = other.demand_begin[w];
                other.place[w] = m.place[v];
                other.acceptable[w] = m.acceptable[v];
                for (uint32_t e = m.demand_begin[v]; e < m.demand_begin[v + 1]; e++)
                    other.demand[d++] = m.demand[e];
                other.demand_begin[w + 1] = d;
            }
            other.begin[j + 1] = w;
        }
        for (uint32_t p = 0; p < m.problem.places; p++) other.seats[p] = m.seats[p];
        for (uint32_t g = 0; g < m.call.budgets; g++) other.units[g] = m.units[g];
        for (uint32_t i = 0; i < n; i++) other.order[i] = to[m.order[i]];
        set_call(&other, n, m.problem.places, m.call.budgets);
        en_match_result first, second;
        assert_int_equal(en_match_solve_agencies(&m.problem, &m.call, NULL, &first), EN_OK);
        assert_int_equal(en_match_solve_agencies(&other.problem, &other.call, NULL, &second), EN_OK);
        for (uint32_t i = 0; i < n; i++) {
            uint32_t v = second.wish[to[i]];
            if (first.wish[i] == EN_MATCH_NONE) assert_int_equal(v, EN_MATCH_NONE);
            else assert_int_equal(v - other.begin[to[i]], first.wish[i] - m.begin[i]);
        }
        en_match_result_free(&first);
        en_match_result_free(&second);
    }
}

/* Swapping two wishes of one applicant never gets them a wish that truly stands earlier. */
static void solve__rewards_no_untrue_list(void **state)
{
    (void)state;
    uint64_t random = 54;
    unsigned tried = 0;
    for (int k = 0; k < 40000; k++) {
        call_case m;
        draw_call(&m, &random);
        uint32_t i = (uint32_t)check_below(&random, m.problem.applicants), first = m.begin[i];
        if (m.begin[i + 1] - first < 2) continue;
        en_match_result truth, lie;
        assert_int_equal(en_match_solve_agencies(&m.problem, &m.call, NULL, &truth), EN_OK);
        call_case untrue = m;
        uint32_t d = m.demand_begin[first];
        for (uint32_t w = 0; w < 2; w++) { /* the second wish stands first */
            uint32_t from = first + 1 - w;
            untrue.place[first + w] = m.place[from];
            untrue.acceptable[first + w] = m.acceptable[from];
            untrue.demand_begin[first + w] = d;
            for (uint32_t e = m.demand_begin[from]; e < m.demand_begin[from + 1]; e++)
                untrue.demand[d++] = m.demand[e];
        }
        set_call(&untrue, m.problem.applicants, m.problem.places, m.call.budgets);
        assert_int_equal(en_match_solve_agencies(&untrue.problem, &untrue.call, NULL, &lie), EN_OK);
        uint32_t got = lie.wish[i] != EN_MATCH_NONE && lie.wish[i] < first + 2 ? 2 * first + 1 - lie.wish[i]
                                                                               : lie.wish[i];
        assert_true(truth.wish[i] <= got);
        tried++;
        en_match_result_free(&truth);
        en_match_result_free(&lie);
    }
    assert_in_range(tried, 5000, 40000);
}

static void solve__refuses_calls_that_are_none(void **state)
{
    (void)state;
    uint64_t random = 55;
    call_case m;
    en_match_result result;
    do draw_call(&m, &random);
    while (m.begin[1] < 2 || m.demand_begin[1] < 2 || m.problem.applicants < 2 || m.acceptable[0] != 0);
    call_case wrong = m;
    set_call(&wrong, m.problem.applicants, m.problem.places, m.call.budgets);
    wrong.demand[0].budget = m.call.budgets;
    assert_int_equal(en_match_solve_agencies(&wrong.problem, &wrong.call, NULL, &result), EN_ERR_INPUT);
    wrong.demand[0].budget = wrong.demand[1].budget; /* one twice */
    assert_int_equal(en_match_solve_agencies(&wrong.problem, &wrong.call, NULL, &result), EN_ERR_INPUT);
    wrong.demand[0] = m.demand[0];
    wrong.order[0] = wrong.order[1];
    assert_int_equal(en_match_solve_agencies(&wrong.problem, &wrong.call, NULL, &result), EN_ERR_INPUT);
    wrong.order[0] = m.order[0];
    wrong.score[1][0] = (double)NAN;
    assert_int_equal(en_match_solve_agencies(&wrong.problem, &wrong.call, NULL, &result), EN_ERR_INPUT);
    wrong.score[1][0] = 0;
    wrong.acceptable[0] = EN_MATCH_HELD;
    assert_int_equal(en_match_solve_agencies(&wrong.problem, &wrong.call, NULL, &result), EN_ERR_USAGE);
}

static void solve__survives_want_of_memory(void **state)
{
    (void)state;
    uint64_t random = 56;
    call_case m;
    draw_call(&m, &random);
    en_status status = EN_ERR_MEMORY;
    for (size_t n = 1; status == EN_ERR_MEMORY; n++) {
        check_heap heap = {.fail_at = n};
        en_allocator allocator = {&heap, check_resize};
        en_context context = {.allocator = &allocator};
        en_match_result result;
        status = en_match_solve_agencies(&m.problem, &m.call, &context, &result);
        if (status == EN_OK) en_match_result_free(&result);
        assert_int_equal(heap.in_use, 0);
        assert_in_range(n, 1, 100);
    }
    assert_int_equal(status, EN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solve__keeps_its_claims),
        cmocka_unit_test(check__agrees_with_the_claims),
        cmocka_unit_test(solve__does_not_depend_on_the_order_of_rows),
        cmocka_unit_test(solve__rewards_no_untrue_list),
        cmocka_unit_test(solve__refuses_calls_that_are_none),
        cmocka_unit_test(solve__survives_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Couples, against all matchings of small markets by the definition of stability. */
#include "small_couples.h"

#include <stdio.h>
#include <string.h>

static const couples_drawing mixed = {4, 2, 3, 2, 5};
static const couples_drawing paired = {1, 3, 3, 2, 4};
static const couples_drawing crowded = {3, 2, 4, 1, 6};
static const couples_drawing roomy = {4, 2, 2, 4, 6};
static const couples_drawing *const drawings[] = {&mixed, &paired, &crowded, &roomy};

static const couples_drawing *any_drawing(uint64_t *random)
{
    return drawings[check_below(random, CHECK_COUNT(drawings))];
}

static const en_match_couples_limits plenty = {1000, 5000, 1000000};
static const en_match_couples_limits no_search = {1000, 5000, 0};
static const en_match_couples_limits only_search = {0, 0, 1000000}; /* most couples are put aside at once */

static void check__counts_what_blocks_by_the_definition(void **state)
{
    (void)state;
    uint64_t random = 31;
    unsigned stable = 0, infeasible = 0;
    for (int k = 0; k < 40000; k++) {
        couples_case m;
        uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS], count = 99;
        draw_case(&m, any_drawing(&random), &random);
        for (size_t steps = check_below(&random, 60); steps > 0 && next_choice(&m, choice);) steps--;
        matching_of(&m, choice, wish);
        en_match_couples_blocking first;
        en_status status = en_match_check_couples(&m.problem, &m.couples, wish, NULL, &first, &count);
        uint32_t expected = is_feasible(&m, wish) ? count_blocking(&m, wish) : 0;
        bool good = is_feasible(&m, wish) && expected == 0;
        assert_int_equal(status, good ? EN_OK : EN_ERR_CLAIM);
        if (status == EN_ERR_CLAIM) assert_int_equal(count, expected);
        if (status == EN_ERR_CLAIM && expected == 0)
            assert_int_equal(first.applicant & first.couple, EN_MATCH_NONE);
        stable += good;
        infeasible += !is_feasible(&m, wish);
    }
    assert_in_range(stable, 100, 39000);
    assert_in_range(infeasible, 100, 39000);
}

static void check__refuses_seats_that_no_joint_wish_names(void **state)
{
    (void)state;
    const uint32_t seats[] = {1, 1}, begin[] = {0, 2, 4}, place[] = {0, 1, 0, 1}, order[] = {0, 1};
    const double score[] = {1, 1, 2, 2};
    const en_match_problem problem = {.applicants = 2,
                                      .places = 2,
                                      .seats = seats,
                                      .wish_begin = begin,
                                      .wish_place = place,
                                      .wish_score = score};
    const en_match_couple couple = {{0, 1}, 0, 1};
    const en_match_joint_wish joint = {{0, 3}};
    const en_match_couples couples = {&couple, 1, &joint, order};
    uint32_t count = 9;
    assert_int_equal(en_match_check_couples(&problem, &couples, (uint32_t[]){0, 3}, NULL, NULL, NULL), EN_OK);
    assert_int_equal(en_match_check_couples(&problem, &couples, (uint32_t[]){1, 2}, NULL, NULL, &count),
                     EN_ERR_CLAIM);
    assert_int_equal(count, 0);
}

static void solve__is_stable_exactly_where_it_can_be_and_else_has_fewest_blocking(void **state)
{
    (void)state;
    uint64_t random = 32;
    unsigned none = 0, searched = 0, several = 0;
    for (int k = 0; k < 40000; k++) {
        couples_case m;
        draw_case(&m, any_drawing(&random), &random);
        uint32_t fewest = fewest_blocking(&m);
        en_match_result result;
        en_match_couples_outcome outcome;
        en_match_couples_limits limits = k % 2 ? plenty : only_search;
        assert_int_equal(en_match_solve_couples(&m.problem, &m.couples, limits, NULL, &result, &outcome),
                         EN_OK);
        assert_int_equal(outcome.end, fewest == 0 ? EN_MATCH_COUPLES_STABLE : EN_MATCH_COUPLES_FEWEST);
        assert_true(is_feasible(&m, result.wish));
        assert_int_equal(count_blocking(&m, result.wish), fewest);
        assert_int_equal(outcome.blocking_count, fewest);
        assert_int_equal(outcome.least, fewest);
        none += fewest > 0;
        several += fewest > 1;
        searched += outcome.searched;
        en_match_result_free(&result);
        en_match_couples_outcome_free(&outcome);
    }
    assert_in_range(none, 200, 39000);
    assert_in_range(searched, 4000, 39000);
    print_message("# none exists: %u, fewest over one: %u, searched: %u\n", none, several, searched);
}

static void heuristic__finds_what_is_stable_or_says_that_it_is_not(void **state)
{
    (void)state;
    uint64_t random = 33;
    unsigned found = 0, missed = 0, none = 0;
    for (int k = 0; k < 40000; k++) {
        couples_case m;
        draw_case(&m, any_drawing(&random), &random);
        en_match_result result;
        en_match_couples_outcome outcome;
        assert_int_equal(en_match_solve_couples(&m.problem, &m.couples, no_search, NULL, &result, &outcome),
                         EN_OK);
        uint32_t blocking = count_blocking(&m, result.wish);
        assert_true(is_feasible(&m, result.wish));
        assert_int_equal(outcome.blocking_count, blocking);
        assert_int_equal(outcome.end, blocking == 0 ? EN_MATCH_COUPLES_STABLE : EN_MATCH_COUPLES_BOUND);
        bool can = blocking == 0 || fewest_blocking(&m) == 0;
        found += blocking == 0;
        missed += can && blocking > 0;
        none += !can;
        en_match_result_free(&result);
        en_match_couples_outcome_free(&outcome);
    }
    assert_in_range(found, 30000, 40000);
    assert_in_range(missed, 0, 400); /* seldom: of a hundred, one at most */
    print_message("# found: %u, missed: %u, none exists: %u\n", found, missed, none);
}

static void limits__leave_a_bound_that_holds(void **state)
{
    (void)state;
    uint64_t random = 34;
    unsigned bounds = 0, raised = 0;
    for (int k = 0; k < 20000; k++) {
        couples_case m;
        draw_case(&m, any_drawing(&random), &random);
        en_match_result result;
        en_match_couples_outcome outcome;
        en_match_couples_limits few = {k % 2 ? 1000 : 0, 0, 1 + check_below(&random, 4)};
        assert_int_equal(en_match_solve_couples(&m.problem, &m.couples, few, NULL, &result, &outcome), EN_OK);
        uint32_t fewest = fewest_blocking(&m);
        assert_in_range(outcome.least, 0, fewest);
        assert_in_range(outcome.nodes, 0, few.nodes);
        assert_int_equal(count_blocking(&m, result.wish), outcome.blocking_count);
        if (outcome.end == EN_MATCH_COUPLES_BOUND) assert_true(outcome.blocking_count > outcome.least);
        else assert_int_equal(outcome.blocking_count, fewest);
        bounds += outcome.end == EN_MATCH_COUPLES_BOUND;
        raised += outcome.end == EN_MATCH_COUPLES_BOUND && outcome.least > 0;
        en_match_result_free(&result);
        en_match_couples_outcome_free(&outcome);
    }
    assert_in_range(bounds, 100, 20000);
    assert_in_range(raised, 10, 20000);
}

static void solve__does_not_depend_on_the_order_of_rows(void **state)
{
    (void)state;
    uint64_t random = 35;
    for (int k = 0; k < 20000; k++) {
        couples_case m, other;
        uint32_t to[MOST_APPLICANTS] = {0}, place_to[MOST_PLACES] = {0};
        draw_case(&m, any_drawing(&random), &random);
        shuffled(to, m.problem.applicants, &random);
        shuffled(place_to, m.problem.places, &random);
        reorder_case(&m, to, place_to, &other);
        uint64_t steps = check_below(&random, 3) * 2000, nodes = check_below(&random, 9);
        en_match_couples_limits limits = {k % 3 ? 1000 : 0, steps, k % 2 ? 1000000 : nodes};
        en_match_result first, second;
        en_match_couples_outcome a, b;
        assert_int_equal(en_match_solve_couples(&m.problem, &m.couples, limits, NULL, &first, &a), EN_OK);
        assert_int_equal(en_match_solve_couples(&other.problem, &other.couples, limits, NULL, &second, &b),
                         EN_OK);
        for (uint32_t i = 0; i < m.problem.applicants; i++) {
            uint32_t w = second.wish[to[i]];
            if (first.wish[i] == EN_MATCH_NONE) assert_int_equal(w, EN_MATCH_NONE);
            else assert_int_equal(w - other.begin[to[i]], first.wish[i] - m.begin[i]);
        }
        assert_int_equal(a.end, b.end);
        assert_int_equal(a.least, b.least);
        assert_int_equal(a.nodes, b.nodes);
        assert_int_equal(a.steps, b.steps);
        en_match_result_free(&first);
        en_match_result_free(&second);
        en_match_couples_outcome_free(&a);
        en_match_couples_outcome_free(&b);
    }
}

/* B. Klaus, F. Klijn, "Stable matchings and preferences of couples" (2005): markets of this kind. Single r2:
 * p0 p1; couple r0, r1: (p0, p1) only; p0: r0 r2; p1: r2 r1. `copies` of it side by side. */
static void without_stable_matching(couples_case *m, uint32_t copies)
{
    *m = (couples_case){0};
    for (uint32_t k = 0; k < copies; k++) {
        uint32_t r = 3 * k, w = 4 * k, p = 2 * k;
        m->seats[p] = m->seats[p + 1] = 1;
        const uint32_t place[] = {p, p + 1, p, p + 1};
        const double score[] = {2, 1, 1, 2};
        memcpy(m->place + w, place, sizeof place);
        memcpy(m->score + w, score, sizeof score);
        m->begin[r + 1] = w + 1;
        m->begin[r + 2] = w + 2;
        m->begin[r + 3] = w + 4;
        m->couple[k] = (en_match_couple){{r, r + 1}, k, k + 1};
        m->joint[k] = (en_match_joint_wish){{w, w + 1}};
    }
    for (uint32_t i = 0; i < 3 * copies; i++) m->order[i] = (uint32_t)(m->tie[i] = i);
    set_case(m, 3 * copies, 2 * copies, copies);
}

static void solve__proves_that_there_is_none(void **state)
{
    (void)state;
    for (uint32_t copies = 1; copies <= 2; copies++) {
        couples_case m;
        without_stable_matching(&m, copies);
        assert_int_equal(fewest_blocking(&m), copies);
        en_match_result result;
        en_match_couples_outcome outcome;
        assert_int_equal(en_match_solve_couples(&m.problem, &m.couples, plenty, NULL, &result, &outcome),
                         EN_OK);
        assert_int_equal(outcome.end, EN_MATCH_COUPLES_FEWEST);
        assert_int_equal(outcome.least, copies);
        assert_int_equal(outcome.blocking_count, copies);
        assert_true(outcome.nodes > 0);
        for (uint32_t k = 0; k < copies; k++)
            assert_true((outcome.blocking[k].wish == EN_MATCH_NONE) ==
                        (outcome.blocking[k].joint_wish != EN_MATCH_NONE));
        en_match_result_free(&result);
        en_match_couples_outcome_free(&outcome);
    }
}

static void solve__refuses_couples_that_are_none(void **state)
{
    (void)state;
    couples_case m;
    en_match_result result;
    en_match_couples_outcome outcome;
    without_stable_matching(&m, 2);
    couples_case wrong = m;
    set_case(&wrong, 6, 4, 2);
    wrong.couple[1].applicant[0] = 0; /* in two couples */
    assert_int_equal(en_match_solve_couples(&wrong.problem, &wrong.couples, plenty, NULL, &result, &outcome),
                     EN_ERR_INPUT);
    wrong.couple[1].applicant[0] = 99;
    assert_int_equal(en_match_solve_couples(&wrong.problem, &wrong.couples, plenty, NULL, &result, &outcome),
                     EN_ERR_INPUT);
    wrong.couple[1] = m.couple[1];
    wrong.joint[1].wish[0] = 0; /* another's wish */
    assert_int_equal(en_match_solve_couples(&wrong.problem, &wrong.couples, plenty, NULL, &result, &outcome),
                     EN_ERR_INPUT);
    wrong.joint[1] = (en_match_joint_wish){{EN_MATCH_NONE, EN_MATCH_NONE}};
    assert_int_equal(en_match_solve_couples(&wrong.problem, &wrong.couples, plenty, NULL, &result, &outcome),
                     EN_ERR_INPUT);
    wrong.joint[1] = m.joint[1];
    wrong.order[0] = 1; /* one twice */
    assert_int_equal(en_match_solve_couples(&wrong.problem, &wrong.couples, plenty, NULL, &result, &outcome),
                     EN_ERR_INPUT);
    wrong.order[0] = 0;
    wrong.score[0] = EN_MATCH_HELD;
    assert_int_equal(en_match_solve_couples(&wrong.problem, &wrong.couples, plenty, NULL, &result, &outcome),
                     EN_ERR_USAGE);
}

static void solve__survives_want_of_memory(void **state)
{
    (void)state;
    couples_case m;
    without_stable_matching(&m, 2);
    en_status status = EN_ERR_MEMORY;
    size_t n = 0;
    while (status == EN_ERR_MEMORY) {
        check_heap heap = {.fail_at = ++n};
        en_allocator allocator = {&heap, check_resize};
        en_context context = {.allocator = &allocator};
        en_match_result result;
        en_match_couples_outcome outcome;
        status = en_match_solve_couples(&m.problem, &m.couples, plenty, &context, &result, &outcome);
        if (status == EN_OK) {
            en_match_result_free(&result);
            en_match_couples_outcome_free(&outcome);
        }
        assert_int_equal(heap.in_use, 0);
    }
    assert_int_equal(status, EN_OK);
    assert_in_range(n, 5, 1000);
}

static void solve__stops_when_cancelled(void **state)
{
    (void)state;
    couples_case m;
    without_stable_matching(&m, 1);
    atomic_bool cancel = true;
    en_context context = {.cancel = &cancel};
    en_match_result result;
    en_match_couples_outcome outcome;
    assert_int_equal(en_match_solve_couples(&m.problem, &m.couples, plenty, &context, &result, &outcome),
                     EN_ERR_CANCELLED);
}

enum {
    LARGE_SINGLES = 400,
    LARGE_COUPLES = 30,
    LARGE = LARGE_SINGLES + 2 * LARGE_COUPLES,
    LARGE_PLACES = 45,
    LARGE_WISHES = 8
};

typedef struct large_case {
    uint32_t seats[LARGE_PLACES], begin[LARGE + 1], place[LARGE * LARGE_WISHES], order[LARGE];
    double score[LARGE * LARGE_WISHES];
    en_match_couple couple[LARGE_COUPLES];
    en_match_joint_wish joint[LARGE_COUPLES * 2 * LARGE_WISHES];
} large_case;

/* Members are 2 c and 2 c + 1, and like the same places more often than not; joint wishes go down both lists
 * side by side, each pair also the other way round. */
static void draw_large(large_case *m, uint64_t *random)
{
    for (uint32_t p = 0; p < LARGE_PLACES; p++) m->seats[p] = 1 + (uint32_t)check_below(random, 18);
    for (uint32_t i = 0; i < LARGE; i++) {
        uint32_t list[LARGE_PLACES];
        shuffled(list, LARGE_PLACES, random);
        bool alike = i < 2 * LARGE_COUPLES && i % 2 && check_below(random, 3);
        for (uint32_t k = 0, w = i * LARGE_WISHES; k < LARGE_WISHES; k++, w++) {
            m->place[w] = alike ? m->place[w - LARGE_WISHES] : list[k];
            m->score[w] = (double)(check_random(random) >> 12);
        }
        m->order[i] = i;
        m->begin[i + 1] = (i + 1) * LARGE_WISHES;
    }
    for (uint32_t c = 0; c < LARGE_COUPLES; c++) {
        uint32_t at = c * 2 * LARGE_WISHES, first = 2 * c * LARGE_WISHES, second = first + LARGE_WISHES;
        m->couple[c] = (en_match_couple){{2 * c, 2 * c + 1}, at, at + 2 * LARGE_WISHES};
        for (uint32_t k = 0; k + 1 < LARGE_WISHES; k++) {
            m->joint[at + 2 * k] = (en_match_joint_wish){{first + k, second + k + 1}};
            m->joint[at + 2 * k + 1] = (en_match_joint_wish){{first + k + 1, second + k}};
        }
        m->joint[at + 2 * LARGE_WISHES - 2] = (en_match_joint_wish){{first, EN_MATCH_NONE}};
        m->joint[at + 2 * LARGE_WISHES - 1] = (en_match_joint_wish){{EN_MATCH_NONE, second}};
    }
}

static void solve__ends_in_larger_markets(void **state)
{
    (void)state;
    uint64_t random = 36;
    unsigned stable = 0, none = 0;
    static large_case m;
    for (int k = 0; k < 100; k++) {
        draw_large(&m, &random);
        const en_match_problem problem = {.applicants = LARGE,
                                          .places = LARGE_PLACES,
                                          .seats = m.seats,
                                          .wish_begin = m.begin,
                                          .wish_place = m.place,
                                          .wish_score = m.score};
        const en_match_couples couples = {m.couple, LARGE_COUPLES, m.joint, m.order};
        const en_match_couples_limits limits = {3000, 1000000, 500};
        en_match_result result;
        en_match_couples_outcome outcome;
        assert_int_equal(en_match_solve_couples(&problem, &couples, limits, NULL, &result, &outcome), EN_OK);
        bool is_stable = en_match_check_couples(&problem, &couples, result.wish, NULL, NULL, NULL) == EN_OK;
        assert_int_equal(outcome.end == EN_MATCH_COUPLES_STABLE, is_stable);
        stable += is_stable;
        none += outcome.end == EN_MATCH_COUPLES_FEWEST;
        en_match_result_free(&result);
        en_match_couples_outcome_free(&outcome);
    }
    print_message("# of 100: stable %u, none exists %u\n", stable, none);
    assert_in_range(stable + none, 70, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__counts_what_blocks_by_the_definition),
        cmocka_unit_test(check__refuses_seats_that_no_joint_wish_names),
        cmocka_unit_test(solve__is_stable_exactly_where_it_can_be_and_else_has_fewest_blocking),
        cmocka_unit_test(heuristic__finds_what_is_stable_or_says_that_it_is_not),
        cmocka_unit_test(limits__leave_a_bound_that_holds),
        cmocka_unit_test(solve__does_not_depend_on_the_order_of_rows),
        cmocka_unit_test(solve__ends_in_larger_markets),
        cmocka_unit_test(solve__proves_that_there_is_none),
        cmocka_unit_test(solve__refuses_couples_that_are_none),
        cmocka_unit_test(solve__survives_want_of_memory),
        cmocka_unit_test(solve__stops_when_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

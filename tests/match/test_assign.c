/* Assignment without stability against brute force: every assignment of small random markets is gone through.
 * The result must have the largest gain, every potential must be what one more seat there would gain, and the
 * check must accept exactly the best assignments. */
#include "check.h"

#include <enishi/assign.h>

#include "context.h"

enum {
    MOST_APPLICANTS = 5,
    MOST_PLACES = 4,
    MOST_WISHES = 20,
    MOST_LENGTH = MOST_WISHES + 1,
    OBJECTIVES = 5
};

typedef struct market {
    uint32_t seats[MOST_PLACES], wish_begin[MOST_APPLICANTS + 1], wish_place[MOST_WISHES],
        wish_rank[MOST_WISHES];
    double wish_score[MOST_WISHES];
    uint32_t ranks[MOST_WISHES], rank_count, length;
    en_match_problem plain;
    en_assign_problem problem;
} market;

typedef struct gain {
    int64_t of[MOST_LENGTH];
} gain;

static void find_ranks(market *m, uint32_t wishes)
{
    m->rank_count = 0;
    for (uint32_t w = 0; w < wishes; w++) {
        if (m->wish_score[w] == EN_MATCH_UNACCEPTABLE) continue;
        uint32_t at = 0;
        while (at < m->rank_count && m->ranks[at] < m->wish_rank[w]) at++;
        if (at < m->rank_count && m->ranks[at] == m->wish_rank[w]) continue;
        for (uint32_t k = m->rank_count++; k > at; k--) m->ranks[k] = m->ranks[k - 1];
        m->ranks[at] = m->wish_rank[w];
    }
}

static void connect(market *m, uint32_t applicants, uint32_t places)
{
    m->plain = (en_match_problem){.applicants = applicants,
                                  .places = places,
                                  .seats = m->seats,
                                  .wish_begin = m->wish_begin,
                                  .wish_place = m->wish_place,
                                  .wish_score = m->wish_score};
    m->problem = (en_assign_problem){.market = &m->plain, .wish_rank = m->wish_rank};
    find_ranks(m, m->wish_begin[applicants]);
}

/* Tied ranks, gaps between them, ranks up to the largest that there are, unacceptable wishes, places without
 * seats. */
static void draw_market(market *m, uint64_t *random)
{
    uint32_t applicants = 1 + (uint32_t)check_below(random, MOST_APPLICANTS), wishes = 0;
    uint32_t places = 1 + (uint32_t)check_below(random, MOST_PLACES);
    uint32_t step = check_below(random, 8) == 0 ? UINT32_MAX / 16 : 2;
    for (uint32_t p = 0; p < places; p++) m->seats[p] = (uint32_t)check_below(random, 3);
    for (uint32_t i = 0; i < applicants; i++) {
        uint32_t first = (uint32_t)check_below(random, places), n = (uint32_t)check_below(random, places + 1);
        uint32_t rank = 1 + (uint32_t)check_below(random, 2);
        m->wish_begin[i] = wishes;
        for (uint32_t k = 0; k < n; k++, rank += (uint32_t)check_below(random, step + 1)) {
            m->wish_place[wishes] = (first + k) % places;
            m->wish_rank[wishes] = rank;
            m->wish_score[wishes++] = check_below(random, 8) == 0 ? EN_MATCH_UNACCEPTABLE : 1;
        }
    }
    m->wish_begin[applicants] = wishes;
    connect(m, applicants, places);
}

static uint32_t length_of(const market *m, int objective)
{
    if (objective == EN_ASSIGN_MAX_SIZE) return 1;
    if (objective == EN_ASSIGN_MIN_COST_MAX) return 2;
    return m->rank_count + (objective != EN_ASSIGN_RANK_MAXIMAL);
}

/* As the header words it. */
static void add_gain(const market *m, int objective, uint32_t w, gain *sum)
{
    uint32_t last = m->rank_count - 1, r = 0;
    while (m->ranks[r] != m->wish_rank[w]) r++;
    if (objective == EN_ASSIGN_RANK_MAXIMAL) {
        sum->of[r]++;
        return;
    }
    sum->of[0]++;
    if (objective == EN_ASSIGN_MIN_COST_MAX) sum->of[1] -= m->wish_rank[w];
    if (objective == EN_ASSIGN_GENEROUS_MAX) sum->of[1 + last - r]--;
    if (objective == EN_ASSIGN_GREEDY_MAX) sum->of[1 + r]++;
}

static gain gain_of(const market *m, int objective, const uint32_t *wish)
{
    gain sum = {{0}};
    for (uint32_t i = 0; i < m->plain.applicants; i++)
        if (wish[i] != EN_MATCH_NONE) add_gain(m, objective, wish[i], &sum);
    return sum;
}

static int compare(gain a, gain b)
{
    for (size_t k = 0; k < MOST_LENGTH; k++)
        if (a.of[k] != b.of[k]) return a.of[k] < b.of[k] ? -1 : 1;
    return 0;
}

static bool is_feasible(const market *m, const uint32_t *wish, uint32_t further_seat_at)
{
    uint32_t held[MOST_PLACES] = {0};
    for (uint32_t i = 0; i < m->plain.applicants; i++) {
        if (wish[i] == EN_MATCH_NONE) continue;
        uint32_t p = m->wish_place[wish[i]];
        if (m->wish_score[wish[i]] == EN_MATCH_UNACCEPTABLE) return false;
        if (++held[p] > m->seats[p] + (p == further_seat_at)) return false;
    }
    return true;
}

/* Goes on to the next assignment of wishes; false after the last. Begin with choice all 0. */
static bool next_assignment(const market *m, uint32_t *choice, uint32_t *wish)
{
    uint32_t i = 0, n = m->plain.applicants;
    while (i < n && ++choice[i] > m->wish_begin[i + 1] - m->wish_begin[i]) choice[i++] = 0;
    for (uint32_t j = 0; j < n; j++)
        wish[j] = choice[j] == 0 ? EN_MATCH_NONE : m->wish_begin[j] + choice[j] - 1;
    return i < n;
}

static gain most_gain(const market *m, int objective, uint32_t further_seat_at)
{
    uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS];
    gain most = {{0}};
    while (next_assignment(m, choice, wish)) {
        if (!is_feasible(m, wish, further_seat_at)) continue;
        gain now = gain_of(m, objective, wish);
        if (compare(now, most) > 0) most = now;
    }
    return most;
}

static en_status check(const market *m, int objective, const uint32_t *wish, const int64_t *potentials)
{
    return en_assign_check(&m->problem, (en_assign_objective)objective, wish, potentials, NULL, NULL);
}

/* Every potential is what one more seat would gain. */
static void expect_potentials(const market *m, int objective, gain most, const en_assign_result *result)
{
    assert_int_equal(result->length, length_of(m, objective));
    for (uint32_t p = 0; p < m->plain.places; p++) {
        gain more = most_gain(m, objective, p);
        for (uint32_t k = 0; k < result->length; k++)
            assert_int_equal(result->potentials[p * result->length + k], more.of[k] - most.of[k]);
    }
}

static uint32_t expect_exactly_the_best_pass(const market *m, int objective, gain most,
                                             const int64_t *potentials)
{
    uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS], best = 0;
    bool going = true;
    for (uint32_t i = 0; i < m->plain.applicants; i++) wish[i] = EN_MATCH_NONE;
    for (; going; going = next_assignment(m, choice, wish)) {
        bool is_best = is_feasible(m, wish, EN_MATCH_NONE) && compare(gain_of(m, objective, wish), most) == 0;
        assert_int_equal(check(m, objective, wish, potentials), is_best ? EN_OK : EN_ERR_CLAIM);
        if (objective == EN_ASSIGN_MAX_SIZE)
            assert_int_equal(check(m, objective, wish, NULL), is_best ? EN_OK : EN_ERR_CLAIM);
        best += is_best;
    }
    return best;
}

/* The least potentials: nothing below them proves anything, and an overprice of a free seat does not either.
 */
static void expect_others_are_refused(const market *m, int objective, const en_assign_result *result)
{
    for (uint32_t k = 0; k < m->plain.places * result->length; k++) {
        result->potentials[k]--;
        assert_int_equal(check(m, objective, result->wish, result->potentials), EN_ERR_CLAIM);
        result->potentials[k] += 2;
        uint32_t p = k / result->length;
        if (result->filled[p] < m->seats[p])
            assert_int_equal(check(m, objective, result->wish, result->potentials), EN_ERR_CLAIM);
        result->potentials[k]--;
    }
}

static void expect_filled(const market *m, const en_assign_result *result)
{
    uint32_t filled[MOST_PLACES] = {0};
    for (uint32_t i = 0; i < m->plain.applicants; i++)
        if (result->wish[i] != EN_MATCH_NONE) filled[m->wish_place[result->wish[i]]]++;
    for (uint32_t p = 0; p < m->plain.places; p++) assert_int_equal(result->filled[p], filled[p]);
    assert_int_equal(result->rank_count, m->rank_count);
    for (uint32_t r = 0; r < m->rank_count; r++) assert_int_equal(result->ranks[r], m->ranks[r]);
}

static void solve__gains_most_of_all_assignments(void **state)
{
    (void)state;
    uint64_t random = 1;
    unsigned several = 0;
    for (int round = 0; round < 100000; round++) {
        market m;
        en_assign_result result;
        int objective = round % OBJECTIVES;
        draw_market(&m, &random);
        gain most = most_gain(&m, objective, EN_MATCH_NONE);
        assert_int_equal(en_assign_solve(&m.problem, (en_assign_objective)objective, NULL, &result), EN_OK);
        assert_int_equal(compare(gain_of(&m, objective, result.wish), most), 0);
        expect_filled(&m, &result);
        expect_potentials(&m, objective, most, &result);
        several += expect_exactly_the_best_pass(&m, objective, most, result.potentials) > 1;
        expect_others_are_refused(&m, objective, &result);
        en_assign_result_free(&result);
    }
    assert_in_range(several, 10000, UINT32_MAX); /* or the orders would decide little */
}

/* No prices whatever prove what is not best. */
static void check__accepts_nothing_but_the_best_at_any_prices(void **state)
{
    (void)state;
    uint64_t random = 2;
    unsigned accepted = 0;
    for (int round = 0; round < 100000; round++) {
        market m;
        draw_market(&m, &random);
        int objective = (int)check_below(&random, OBJECTIVES);
        int64_t prices[MOST_PLACES * MOST_LENGTH];
        uint32_t wish[MOST_APPLICANTS];
        for (size_t k = 0; k < CHECK_COUNT(prices); k++) prices[k] = (int64_t)check_below(&random, 3) - 1;
        for (uint32_t i = 0; i < m.plain.applicants; i++) {
            uint32_t n = m.wish_begin[i + 1] - m.wish_begin[i], k = (uint32_t)check_below(&random, n + 1);
            wish[i] = k == n ? EN_MATCH_NONE : m.wish_begin[i] + k;
        }
        if (check(&m, objective, wish, prices) != EN_OK) continue;
        accepted++;
        assert_true(is_feasible(&m, wish, EN_MATCH_NONE));
        assert_int_equal(compare(gain_of(&m, objective, wish), most_gain(&m, objective, EN_MATCH_NONE)), 0);
    }
    assert_in_range(accepted, 1000, UINT32_MAX);
}

static void check__refuses_prices_too_large_to_subtract(void **state)
{
    (void)state;
    market m = {.seats = {1}, .wish_begin = {0, 1}, .wish_rank = {1}, .wish_score = {1}};
    connect(&m, 1, 1);
    uint32_t wish[] = {0}, none[] = {EN_MATCH_NONE}, foreign[] = {1};
    int64_t zero[2] = {0, 0}, far[] = {0, INT64_MIN}, high[] = {INT64_MAX, 0};
    assert_int_equal(check(&m, EN_ASSIGN_MIN_COST_MAX, wish, zero), EN_OK);
    assert_int_equal(check(&m, EN_ASSIGN_MIN_COST_MAX, wish, far), EN_ERR_CLAIM);
    assert_int_equal(check(&m, EN_ASSIGN_MIN_COST_MAX, wish, high), EN_ERR_CLAIM);
    assert_int_equal(check(&m, EN_ASSIGN_MIN_COST_MAX, foreign, zero), EN_ERR_CLAIM);
    assert_int_equal(check(&m, EN_ASSIGN_MIN_COST_MAX, wish, NULL), EN_ERR_INPUT);
    en_assign_fault fault;
    assert_int_equal(en_assign_check(&m.problem, EN_ASSIGN_MAX_SIZE, none, NULL, NULL, &fault), EN_ERR_CLAIM);
    assert_int_equal(fault.kind, EN_ASSIGN_AUGMENTING);
    assert_int_equal(fault.place, 0);
    assert_int_equal(en_assign_check(&m.problem, EN_ASSIGN_MAX_SIZE, none, zero, NULL, &fault), EN_ERR_CLAIM);
    assert_int_equal(fault.kind, EN_ASSIGN_BETTER_WISH);
    assert_int_equal(fault.wish, 0);
}

/* Six students, four hospitals with seats 2 2 1 1: 1: (3 1) 2 4 | 2: 1 3 4 2 | 3: 1 2 (4 3) | 4: (1 2 3) | 5:
 * 3 1 4 | 6: 1 2 3 4. Ranks are dense. */
static void solve__agrees_with_the_published_case(void **state)
{
    (void)state;
    static const uint32_t place[] = {2, 0, 1, 3, 0, 2, 3, 1, 0, 1, 3, 2, 0, 1, 2, 2, 0, 3, 0, 1, 2, 3};
    static const uint32_t rank[] = {1, 1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 3, 1, 1, 1, 1, 2, 3, 1, 2, 3, 4};
    static const uint32_t begin[] = {0, 4, 8, 12, 15, 18, 22}, seats[] = {2, 2, 1, 1};
    static const double score[22];
    static const uint32_t expected[OBJECTIVES][4] = {{0}, {0}, {4, 1, 1, 0}, {4, 1, 1, 0}, {4, 1, 1, 0}};
    en_match_problem plain = {.applicants = 6,
                              .places = 4,
                              .seats = seats,
                              .wish_begin = begin,
                              .wish_place = place,
                              .wish_score = score};
    en_assign_problem problem = {.market = &plain, .wish_rank = rank};
    for (int objective = 0; objective < OBJECTIVES; objective++) {
        en_assign_result r;
        uint32_t profile[5] = {0}, cost = 0;
        assert_int_equal(en_assign_solve(&problem, (en_assign_objective)objective, NULL, &r), EN_OK);
        for (uint32_t i = 0; i < 6; i++) {
            assert_int_not_equal(r.wish[i], EN_MATCH_NONE);
            profile[rank[r.wish[i]]]++;
            cost += rank[r.wish[i]];
        }
        if (objective == EN_ASSIGN_MIN_COST_MAX) assert_int_equal(cost, 9);
        for (uint32_t k = 0; k < 4 && objective > EN_ASSIGN_MIN_COST_MAX; k++)
            assert_int_equal(profile[k + 1], expected[objective][k]);
        en_assign_result_free(&r);
    }
}

/* The example of docs/mechanisms: a1: D A C | a2: B F E D | a3: E B D F | a4: A E | a5: C D E | a6: C; one
 * seat each. */
static void solve__agrees_with_the_example_of_the_documentation(void **state)
{
    (void)state;
    static const uint32_t place[] = {3, 0, 2, 1, 5, 4, 3, 4, 1, 3, 5, 0, 4, 2, 3, 4, 2};
    static const uint32_t rank[] = {1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 1, 2, 3, 1};
    static const uint32_t begin[] = {0, 3, 7, 11, 13, 16, 17}, seats[] = {1, 1, 1, 1, 1, 1};
    static const double score[17];
    static const char *const expected[OBJECTIVES] = {"DBFAEC", "DFBAEC", "AFBEDC", "DBFAEC", "DBEA-C"};
    static const int64_t price_of_c[OBJECTIVES][5] = {
        {0}, {0, 4}, {0, 0, 0, 5, -5}, {0, 2, 0, -1, -1}, {1, 0, 0, 0}};
    en_match_problem plain = {.applicants = 6,
                              .places = 6,
                              .seats = seats,
                              .wish_begin = begin,
                              .wish_place = place,
                              .wish_score = score};
    en_assign_problem problem = {.market = &plain, .wish_rank = rank};
    for (int objective = 0; objective < OBJECTIVES; objective++) {
        en_assign_result r;
        assert_int_equal(en_assign_solve(&problem, (en_assign_objective)objective, NULL, &r), EN_OK);
        for (uint32_t i = 0; i < 6; i++)
            assert_int_equal(r.wish[i] == EN_MATCH_NONE ? '-' : 'A' + (int)place[r.wish[i]],
                             expected[objective][i]);
        for (uint32_t k = 0; k < r.length; k++)
            assert_int_equal(r.potentials[2 * r.length + k], price_of_c[objective][k]);
        en_assign_result_free(&r);
    }
}

enum { MANY = 40, MANY_PLACES = 9, MANY_WISHES = MANY * MANY_PLACES };

typedef struct larger {
    uint32_t seats[MANY_PLACES], wish_begin[MANY + 1], wish_place[MANY_WISHES], wish_rank[MANY_WISHES];
    double wish_score[MANY_WISHES];
    uint32_t applicant_order[MANY], place_order[MANY_PLACES];
    en_match_problem plain;
    en_assign_problem problem;
} larger;

static void join_larger(larger *m)
{
    m->plain = (en_match_problem){.applicants = MANY,
                                  .places = MANY_PLACES,
                                  .seats = m->seats,
                                  .wish_begin = m->wish_begin,
                                  .wish_place = m->wish_place,
                                  .wish_score = m->wish_score};
    m->problem = (en_assign_problem){&m->plain, m->wish_rank, m->applicant_order, m->place_order};
}

static void shuffle(uint32_t *order, uint32_t n, uint64_t *random)
{
    for (uint32_t k = 0; k < n; k++) order[k] = k;
    for (uint32_t k = n; k > 1; k--) {
        uint32_t j = (uint32_t)check_below(random, k), swap = order[j];
        order[j] = order[k - 1];
        order[k - 1] = swap;
    }
}

static void draw_larger(larger *m, uint64_t *random)
{
    uint32_t wishes = 0;
    for (uint32_t p = 0; p < MANY_PLACES; p++) m->seats[p] = (uint32_t)check_below(random, 8);
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t first = (uint32_t)check_below(random, MANY_PLACES), n = (uint32_t)check_below(random, 6),
                 rank = 1;
        m->wish_begin[i] = wishes;
        for (uint32_t k = 0; k < n; k++, rank += (uint32_t)check_below(random, 3)) {
            m->wish_place[wishes] = (first + 2 * k) % MANY_PLACES;
            m->wish_rank[wishes] = rank;
            m->wish_score[wishes++] = check_below(random, 9) == 0 ? EN_MATCH_UNACCEPTABLE : 0;
        }
    }
    m->wish_begin[MANY] = wishes;
    shuffle(m->applicant_order, MANY, random);
    shuffle(m->place_order, MANY_PLACES, random);
    join_larger(m);
}

/* The same market with its rows in another order: row i holds who was in row rows[i], and likewise places. */
static void reorder(const larger *m, const uint32_t *rows, const uint32_t *places, larger *other)
{
    uint32_t row_of[MANY], place_of[MANY_PLACES], wishes = 0;
    for (uint32_t i = 0; i < MANY; i++) row_of[rows[i]] = i;
    for (uint32_t p = 0; p < MANY_PLACES; p++) place_of[places[p]] = p;
    for (uint32_t p = 0; p < MANY_PLACES; p++) other->seats[p] = m->seats[places[p]];
    for (uint32_t i = 0; i < MANY; i++) {
        other->wish_begin[i] = wishes;
        for (uint32_t w = m->wish_begin[rows[i]]; w < m->wish_begin[rows[i] + 1]; w++, wishes++) {
            other->wish_place[wishes] = place_of[m->wish_place[w]];
            other->wish_rank[wishes] = m->wish_rank[w];
            other->wish_score[wishes] = m->wish_score[w];
        }
    }
    other->wish_begin[MANY] = wishes;
    for (uint32_t k = 0; k < MANY; k++) other->applicant_order[k] = row_of[m->applicant_order[k]];
    for (uint32_t k = 0; k < MANY_PLACES; k++) other->place_order[k] = place_of[m->place_order[k]];
    join_larger(other);
}

static void expect_same(const larger *m, const en_assign_result *one, const larger *n,
                        const en_assign_result *two, const uint32_t *rows, const uint32_t *places)
{
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t w = one->wish[rows[i]], v = two->wish[i];
        assert_int_equal(w == EN_MATCH_NONE, v == EN_MATCH_NONE);
        if (w != EN_MATCH_NONE) assert_int_equal(w - m->wish_begin[rows[i]], v - n->wish_begin[i]);
    }
    for (uint32_t p = 0; p < MANY_PLACES; p++)
        for (uint32_t k = 0; k < one->length; k++)
            assert_int_equal(one->potentials[places[p] * one->length + k],
                             two->potentials[p * one->length + k]);
}

static void solve__does_not_depend_on_the_order_of_rows(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < 2000; round++) {
        larger m, other;
        uint32_t rows[MANY], places[MANY_PLACES];
        draw_larger(&m, &random);
        shuffle(rows, MANY, &random);
        shuffle(places, MANY_PLACES, &random);
        reorder(&m, rows, places, &other);
        for (int objective = 0; objective < OBJECTIVES; objective++) {
            en_assign_result one, two;
            assert_int_equal(en_assign_solve(&m.problem, (en_assign_objective)objective, NULL, &one), EN_OK);
            assert_int_equal(en_assign_solve(&other.problem, (en_assign_objective)objective, NULL, &two),
                             EN_OK);
            expect_same(&m, &one, &other, &two, rows, places);
            en_assign_result_free(&one);
            en_assign_result_free(&two);
        }
    }
}

static void solve__refuses_what_it_does_not_understand(void **state)
{
    (void)state;
    larger m;
    uint64_t random = 4;
    draw_larger(&m, &random);
    uint32_t twice[MANY] = {0}, beyond[MANY_PLACES] = {MANY_PLACES};
    double held[MANY_WISHES];
    en_match_line lines[MANY_PLACES];
    uint32_t line_begin[MANY_PLACES + 1];
    en_match_place_in_group in_group[MANY_PLACES];
    for (uint32_t p = 0; p <= MANY_PLACES; p++) line_begin[p] = p;
    for (uint32_t p = 0; p < MANY_PLACES; p++) {
        lines[p] = (en_match_line){.seats = m.seats[p], .to = EN_MATCH_NONE};
        in_group[p] = (en_match_place_in_group){.group = EN_MATCH_NONE, .turn = p};
    }
    for (uint32_t w = 0; w < m.wish_begin[MANY]; w++) held[w] = w == 3 ? EN_MATCH_HELD : 0;
    en_match_problem bad[3] = {m.plain, m.plain, m.plain};
    bad[0].wish_score = held;
    bad[1].line_begin = line_begin;
    bad[1].lines = lines;
    bad[2].in_group = in_group;
    en_assign_result result = {0};
    for (int k = 0; k < 5; k++) {
        en_assign_problem problem = m.problem;
        if (k < 3) problem.market = &bad[k];
        if (k == 3) problem.applicant_order = twice;
        if (k == 4) problem.place_order = beyond;
        assert_int_equal(en_assign_solve(&problem, EN_ASSIGN_MAX_SIZE, NULL, &result),
                         k < 3 ? EN_ERR_USAGE : EN_ERR_INPUT);
        assert_null(result.memory);
    }
}

static void solve__stops_when_cancelled(void **state)
{
    (void)state;
    larger m;
    uint64_t random = 5;
    draw_larger(&m, &random);
    atomic_bool cancel = true;
    en_context context = {.cancel = &cancel};
    en_assign_result result;
    assert_int_equal(en_assign_solve(&m.problem, EN_ASSIGN_GREEDY_MAX, &context, &result), EN_ERR_CANCELLED);
}

typedef struct aiming {
    larger m;
    en_assign_objective objective;
} aiming;

static en_status solve_and_check(const en_context *context, void *user)
{
    const aiming *a = user;
    en_assign_result result;
    en_status status = en_assign_solve(&a->m.problem, a->objective, context, &result);
    if (status != EN_OK) return status;
    const int64_t *prices = a->objective == EN_ASSIGN_MAX_SIZE ? NULL : result.potentials;
    status = en_assign_check(&a->m.problem, a->objective, result.wish, prices, context, NULL);
    en_assign_result_free(&result);
    return status;
}

static void solve__gives_back_all_memory_whichever_allocation_fails(void **state)
{
    (void)state;
    aiming a;
    uint64_t random = 6;
    draw_larger(&a.m, &random);
    for (int objective = 0; objective < OBJECTIVES; objective++) {
        a.objective = (en_assign_objective)objective;
        check_refused_allocations(solve_and_check, &a, 200);
    }
}

static void solve__takes_a_market_without_wishes_or_anybody(void **state)
{
    (void)state;
    market m = {.seats = {3}};
    for (uint32_t applicants = 0; applicants < 3; applicants++)
        for (int objective = 0; objective < OBJECTIVES; objective++) {
            en_assign_result r;
            connect(&m, applicants, applicants > 0);
            assert_int_equal(en_assign_solve(&m.problem, (en_assign_objective)objective, NULL, &r), EN_OK);
            assert_int_equal(r.rank_count, 0);
            for (uint32_t i = 0; i < applicants; i++) assert_int_equal(r.wish[i], EN_MATCH_NONE);
            assert_int_equal(check(&m, objective, r.wish, r.potentials), EN_OK);
            en_assign_result_free(&r);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solve__gains_most_of_all_assignments),
        cmocka_unit_test(check__accepts_nothing_but_the_best_at_any_prices),
        cmocka_unit_test(check__refuses_prices_too_large_to_subtract),
        cmocka_unit_test(solve__agrees_with_the_published_case),
        cmocka_unit_test(solve__agrees_with_the_example_of_the_documentation),
        cmocka_unit_test(solve__does_not_depend_on_the_order_of_rows),
        cmocka_unit_test(solve__refuses_what_it_does_not_understand),
        cmocka_unit_test(solve__stops_when_cancelled),
        cmocka_unit_test(solve__gives_back_all_memory_whichever_allocation_fails),
        cmocka_unit_test(solve__takes_a_market_without_wishes_or_anybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

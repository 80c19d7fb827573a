/* Clearing a round. See clearing.h. Each mechanism is a function that gives a matching and what proves it. */
#include "clearing.h"

#include "cbc.h"
#include "clearing_couples.h"

#include <enishi/sequential.h>
#include <enishi/ties.h>

/* What a mechanism works on. */
typedef struct clearing {
    const en_round *round;
    en_match_problem problem;
    const en_context *context;
    en_arena *arena;
    en_report *report;
    en_round_result *result;
} clearing;

/* The places in the order of their ids: what decides between equals, whatever the order of rows. */
static uint32_t *places_by_id(const clearing *c)
{
    const en_ids *places = &c->round->places;
    uint32_t *order = en_arena_raw(c->arena, places->count, sizeof *order);
    return order && en_ids_order(places->ids, places->count, order) ? order : NULL;
}

/* Per place, where it stands in that order. */
static uint32_t *turns_of_places(const clearing *c)
{
    uint32_t *order = places_by_id(c), *turn = en_arena_raw(c->arena, c->round->places.count, sizeof *turn);
    if (!order || !turn) return NULL;
    for (uint32_t k = 0; k < c->round->places.count; k++) turn[order[k]] = k;
    return turn;
}

static en_status report_place(const clearing *c, en_word rule, const char *column, uint32_t place)
{
    en_str id = en_round_place(c->round, place);
    en_where where = {c->round->places_table.name, 0, en_str_of(column), id};
    en_arg arg = en_arg_str("place", id);
    return en_report_add(c->report, EN_ERROR, rule, where, 1, &arg);
}

/* Each step looks at every wish once at most. */
enum { MOST_CLOSING_WISHES = 1 << 28, LEAST_CLOSING_STEPS = 100 };

static uint64_t most_closing_steps(const en_round *round)
{
    uint64_t steps = MOST_CLOSING_WISHES / ((uint64_t)round->wishes + round->places.count + 1);
    return steps > LEAST_CLOSING_STEPS ? steps : LEAST_CLOSING_STEPS;
}

static en_status clear_closing(clearing *c)
{
    uint32_t *turn = turns_of_places(c);
    if (!turn) return EN_ERR_MEMORY;
    en_status status =
        en_match_solve_closing(&c->problem, c->round->min_seats, turn, most_closing_steps(c->round),
                               c->context, &c->result->match, &c->result->closing);
    if (status == EN_ERR_IMPOSSIBLE)
        (void)report_place(c, EN_W_CLEARING_NONE_CLOSES, "min_seats", c->result->closing.place);
    c->result->reached_limit = status == EN_ERR_LIMIT;
    return status == EN_ERR_LIMIT ? EN_OK : status;
}

static en_status clear_floors(clearing *c)
{
    uint32_t *turn = turns_of_places(c), place;
    c->result->seats_given = en_arena_raw(c->arena, c->round->places.count, sizeof *c->result->seats_given);
    if (!turn || !c->result->seats_given) return EN_ERR_MEMORY;
    en_status status = en_match_solve_floors(&c->problem, c->round->floors, turn, c->context,
                                             &c->result->match, c->result->seats_given, &place);
    for (uint32_t p = 0; p < c->round->places.count && status == EN_ERR_IMPOSSIBLE; p++)
        if (c->result->seats_given[p] < c->round->floors[p])
            (void)report_place(c, EN_W_CLEARING_FLOOR_UNFILLED, "floor", p);
    return status;
}

static en_status clear_deferred(clearing *c)
{
    const en_round *round = c->round;
    if (round->min_seats) return clear_closing(c);
    if (round->floors) return clear_floors(c);
    if (round->couple_count) return en_clear_couples(round, &c->problem, c->context, c->result);
    en_status status = en_match_solve(&c->problem, round->rules.proposer, c->context, &c->result->match);
    if (status == EN_OK && round->rules.stable_cycles)
        status = en_match_improve(&c->problem, round->order, c->context, &c->result->match, NULL);
    return status;
}

static en_status clear_immediate(clearing *c)
{
    return en_match_solve_immediate(&c->problem, c->context, &c->result->match);
}

/* Whom each place puts first is in the round; places without scores share one order. */
static en_status clear_trading(clearing *c)
{
    en_match_priorities priorities;
    en_match_problem scored = en_round_pairs(c->round);
    en_status status = en_match_prioritise(&scored, c->context, &priorities);
    if (status != EN_OK) return status;
    priorities.shared = c->round->order;
    priorities.shared_count = c->round->applicants.count;
    status = en_match_solve_trading(&c->problem, &priorities, c->context, &c->result->match);
    en_match_priorities_free(&priorities);
    return status;
}

static en_status clear_serial(clearing *c)
{
    return en_match_solve_serial(&c->problem, c->round->order, c->context, &c->result->match);
}

static en_assign_objective objective_of(en_mechanism mechanism)
{
    static const en_assign_objective objectives[EN_MECHANISM_COUNT] = {
        [EN_MAX_SIZE] = EN_ASSIGN_MAX_SIZE,
        [EN_MIN_COST_MAX] = EN_ASSIGN_MIN_COST_MAX,
        [EN_GENEROUS_MAX] = EN_ASSIGN_GENEROUS_MAX,
        [EN_GREEDY_MAX] = EN_ASSIGN_GREEDY_MAX,
        [EN_RANK_MAXIMAL] = EN_ASSIGN_RANK_MAXIMAL};
    return objectives[mechanism];
}

enum { MOST_PROGRAM_NODES = 20, MOST_LEAVES = 6 };

/* What the search cannot settle within its nodes is written all the same, and the status says so. What is
 * claimed of the size is proven by prices, whatever the search says. */
static en_status clear_weakly(clearing *c)
{
    en_mip_solver solver;
    en_round_result *result = c->result;
    en_status status = en_cbc_load(&solver);
    if (status == EN_ERR_IO) return en_report_error(c->report, EN_W_CLEARING_NO_SOLVER, (en_where){0});
    if (status != EN_OK) return status;
    status = en_match_solve_largest(&c->problem, c->round->wish_rank, c->round->order, &solver,
                                    MOST_PROGRAM_NODES, c->context, &result->match, &result->most);
    if (status != EN_OK && status != EN_ERR_LIMIT) return status;
    bool settled = status == EN_OK;
    for (uint32_t p = 0; p < c->problem.places; p++) result->placed += result->match.filled[p];
    status = en_match_bound_weakly(&c->problem, c->round->wish_rank, c->round->order, &solver, result->placed,
                                   MOST_LEAVES, c->context, &result->proof, &result->most);
    result->reached_limit = !settled && result->placed < result->most;
    return status;
}

/* Which refused wishes found no seat any more when their applicant's turn came. */
static en_status find_full(clearing *c)
{
    const en_round *round = c->round;
    const uint32_t *met = c->result->match.wish;
    bool *was_full = c->result->was_full = en_arena_array(c->arena, round->wishes, sizeof *was_full);
    uint32_t *filled = en_arena_array(c->arena, round->places.count, sizeof *filled);
    if (!was_full || !filled) return EN_ERR_MEMORY;
    for (uint32_t k = 0; k < round->applicants.count; k++) {
        uint32_t i = round->order[k];
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++)
            was_full[w] = filled[round->wish_place[w]] == round->seats[round->wish_place[w]];
        if (met[i] != EN_MATCH_NONE) filled[round->wish_place[met[i]]]++;
    }
    return EN_OK;
}

static en_status clear_call(clearing *c)
{
    en_match_call call;
    en_status status = en_round_call(c->round, c->arena, &call);
    if (status == EN_OK) status = en_match_solve_agencies(&c->problem, &call, c->context, &c->result->match);
    return status == EN_OK ? find_full(c) : status;
}

static en_status clear_assignment(clearing *c)
{
    const en_assign_problem problem = {&c->problem, c->round->wish_rank, c->round->order, places_by_id(c)};
    if (!problem.place_order) return EN_ERR_MEMORY;
    en_assign_result *assign = &c->result->assign;
    en_status status = en_assign_solve(&problem, objective_of(c->round->rules.mechanism), c->context, assign);
    if (status == EN_ERR_LIMIT)
        (void)en_report_error(c->report, EN_W_CLEARING_ASSIGN_LIMIT,
                              (en_where){.file = c->round->choices_table.name});
    if (status == EN_OK) c->result->match = (en_match_result){.wish = assign->wish, .filled = assign->filled};
    return status;
}

static en_status (*const clear_by[EN_MECHANISM_COUNT])(clearing *) = {
    [EN_DEFERRED_ACCEPTANCE] = clear_deferred,
    [EN_IMMEDIATE_ACCEPTANCE] = clear_immediate,
    [EN_TOP_TRADING_CYCLES] = clear_trading,
    [EN_SERIAL_DICTATORSHIP] = clear_serial,
    [EN_MAX_WEAKLY_STABLE] = clear_weakly,
    [EN_MAX_SIZE] = clear_assignment,
    [EN_MIN_COST_MAX] = clear_assignment,
    [EN_GENEROUS_MAX] = clear_assignment,
    [EN_GREEDY_MAX] = clear_assignment,
    [EN_RANK_MAXIMAL] = clear_assignment,
    [EN_TWO_AGENCY] = clear_call,
};

static en_status stand(clearing *c)
{
    if (c->round->couple_count)
        return en_stand_couples(c->round, &c->problem, c->context, c->arena, c->result);
    en_status status = en_match_stand(&c->problem, &c->result->match, en_round_kept_ranks(c->round),
                                      c->context, &c->result->standings);
    return status == EN_OK ? en_result_settle_held(c->round, c->arena, c->result) : status;
}

en_status en_clear(const en_round *round, const en_context *context, en_arena *arena, en_report *report,
                   en_round_result *result)
{
    *result = (en_round_result){0};
    en_status status = en_round_refuse_unready(round, report);
    if (status != EN_OK) return status;
    clearing c = {.round = round,
                  .problem = en_round_problem(round),
                  .context = context,
                  .arena = arena,
                  .report = report,
                  .result = result};
    status = clear_by[round->rules.mechanism](&c);
    if (status == EN_OK) status = stand(&c);
    if (status != EN_OK) en_clearing_free(result);
    return status;
}

void en_clearing_free(en_round_result *result)
{
    en_match_standings_free(&result->standings);
    en_match_closing_free(&result->closing);
    en_match_couples_outcome_free(&result->couples);
    en_match_proof_free(&result->proof);
    if (result->assign.memory) en_assign_result_free(&result->assign);
    else en_match_result_free(&result->match);
    *result = (en_round_result){0};
}

/* A result that fails its own check is a defect of the program: it is named, and never written. */
static en_status report_failure(const en_round *round, uint32_t applicant, uint32_t wish, en_report *report)
{
    en_str place = wish == EN_MATCH_NONE ? en_str_of("?") : en_round_place(round, round->wish_place[wish]);
    en_arg args[] = {en_arg_str("applicant", en_round_applicant(round, applicant)),
                     en_arg_str("place", place)};
    (void)en_report_add(report, EN_ERROR, EN_W_RESULT_CHECK_FAILED, (en_where){0}, 2, args);
    return EN_ERR_CLAIM;
}

/* Where the search ended at its limit, as many closed places are wanted as it says. */
static en_status check_closing(const en_round *round, const en_match_problem *problem,
                               const en_round_result *result, const en_context *context,
                               en_match_blocking *found)
{
    uint32_t wanted = 0;
    en_status status =
        en_match_check_closing(problem, round->min_seats, result->match.wish, context, &wanted, found);
    return status == EN_ERR_CLAIM && wanted > 0 && wanted == result->closing.wanted ? EN_OK : status;
}

static en_status check_deferred(const en_round *round, const en_match_problem *problem,
                                const en_round_result *result, const en_context *context,
                                en_match_blocking *found)
{
    const uint32_t *wish = result->match.wish;
    if (round->couple_count) return en_check_couples(round, problem, result, context, found);
    if (round->floors) return en_match_check_floors(problem, round->floors, wish, context, found);
    if (round->rules.stable_cycles) {
        *found = (en_match_blocking){0, EN_MATCH_NONE};
        return en_match_check_improved(problem, wish, context);
    }
    if (result->closing.closed) return check_closing(round, problem, result, context, found);
    return en_match_check(problem, wish, context, found);
}

/* Those that follow a procedure are checked by the verifier, which carries it out again. */
static en_status check_assignment(const en_round *round, const en_match_problem *problem,
                                  const en_round_result *result, const en_context *context,
                                  en_match_blocking *found)
{
    const en_assign_problem assign = {problem, round->wish_rank, NULL, NULL};
    en_assign_fault fault;
    en_status status = en_assign_check(&assign, objective_of(round->rules.mechanism), result->match.wish,
                                       result->assign.potentials, context, &fault);
    if (status == EN_ERR_CLAIM)
        *found = (en_match_blocking){fault.applicant == EN_MATCH_NONE ? 0 : fault.applicant, fault.wish};
    return status;
}

/* The bound is computed again from its proof. */
static en_status check_weakly(const en_round *round, const en_match_problem *problem,
                              const en_round_result *result, const en_context *context,
                              en_match_blocking *found)
{
    uint32_t most;
    en_status status = en_match_check_weakly(problem, round->wish_rank, result->match.wish, context, found);
    if (status == EN_OK)
        status = en_match_check_bound(problem, round->wish_rank, &result->proof, context, &most);
    if (status != EN_OK || (most == result->most && most >= result->placed)) return status;
    *found = (en_match_blocking){0, EN_MATCH_NONE};
    return EN_ERR_CLAIM;
}

static en_status check_call(const en_round *round, const en_match_problem *problem,
                            const en_round_result *result, const en_context *context,
                            en_match_blocking *found)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    en_match_call call;
    en_match_call_blocking blocking = {.applicant = EN_MATCH_NONE, .wish = EN_MATCH_NONE};
    en_status status = en_round_call(round, &scratch, &call);
    if (status == EN_OK)
        status = en_match_check_agencies(problem, &call, result->match.wish, context, &blocking);
    en_arena_free(&scratch);
    if (status == EN_ERR_CLAIM)
        *found =
            (en_match_blocking){blocking.applicant == EN_MATCH_NONE ? 0 : blocking.applicant, blocking.wish};
    return status;
}

en_status en_clear_check(const en_round *round, const en_round_result *result, const en_context *context,
                         en_report *report)
{
    en_match_problem problem = en_round_problem(round);
    en_match_blocking found;
    en_status status = EN_OK;
    if (round->rules.mechanism == EN_DEFERRED_ACCEPTANCE)
        status = check_deferred(round, &problem, result, context, &found);
    else if (round->rules.mechanism == EN_MAX_WEAKLY_STABLE)
        status = check_weakly(round, &problem, result, context, &found);
    else if (round->rules.mechanism == EN_TWO_AGENCY)
        status = check_call(round, &problem, result, context, &found);
    else if (result->assign.memory) status = check_assignment(round, &problem, result, context, &found);
    return status == EN_ERR_CLAIM ? report_failure(round, found.applicant, found.wish, report) : status;
}

/* See lower.h: functions that remember (XMILE 1.0, sections 3.5.3 and 3.5.6), by states of their own.
 *
 * A delay of order n is n stocks in a row, each of which gives contents / (time / n) to the next; a smooth of
 * order n is n averages in a row. Where time / n is shorter than dt the numbers swing; as Vensim does, the
 * order of DELAYN is then made smaller. Both are told of. An order is taken when a run starts. A time that
 * changes reaches the stages of DELAYN one a step, as in Vensim; those of the others at once.
 */
#include "lower.h"

#include <math.h>

enum { MOST_ORDER = 1000 };

static en_value at(en_lowering *l, const en_env *env, en_when when, uint32_t node)
{
    en_env there = *env;
    there.when = when;
    return en_lower(l, &there, node);
}

/* The arguments of a call; those of LOOKUP(function, x) begin one later. */
static const uint32_t *arguments_of(const en_env *env, uint32_t node, uint32_t *count)
{
    const en_expr *expr = &env->formula->expr;
    const en_function *function = en_function_find(en_expr_key(expr, en_expr_child(expr, node, 0)));
    uint32_t skip = function && en_function_id_of(function) == EN_FUNCTION_LOOKUP ? 2 : 1;
    *count = expr->nodes[node].count - skip;
    return &expr->links[expr->nodes[node].first + skip];
}

static en_function_id function_of(const en_env *env, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    const en_function *function = en_function_find(en_expr_key(expr, en_expr_child(expr, node, 0)));
    if (en_function_id_of(function) == EN_FUNCTION_LOOKUP)
        function = en_function_find(en_expr_key(expr, en_expr_child(expr, node, 1)));
    return en_function_id_of(function);
}

static bool has_order(en_function_id id) { return id == EN_FUNCTION_DELAYN || id == EN_FUNCTION_SMTHN; }
static bool is_delay(en_function_id id)
{
    return id == EN_FUNCTION_DELAY1 || id == EN_FUNCTION_DELAY3 || id == EN_FUNCTION_DELAYN;
}

/* The node of the initial value; EN_EXPR_NONE: the input's. */
static uint32_t initial_of(en_function_id id, const uint32_t *arguments, uint32_t count)
{
    uint32_t where = has_order(id) || id == EN_FUNCTION_FORCST ? 3 : id == EN_FUNCTION_PREVIOUS ? 1 : 2;
    return where < count ? arguments[where] : EN_EXPR_NONE;
}

static uint32_t memory_at(en_lowering *l, const en_env *env, uint32_t node, uint32_t states, uint32_t order,
                          en_memory_define *define)
{
    en_site site = {env->slot, env->formula->number, node, env->site};
    uint32_t first = en_sites_find(&l->sites, site);
    if (first != EN_SITES_NONE) return first;
    first = en_lower_state(l, states);
    if (first == EN_VALUE_NONE) return EN_SITES_NONE;
    bool noted = en_sites_add(&l->sites, l->arena.allocator, site, first) &&
                 en_lower_note(l, env, node, first, states, define);
    if (noted) l->memories[l->memory_count - 1].order = order;
    l->out_of_memory = l->out_of_memory || !noted;
    return noted ? first : EN_SITES_NONE;
}

static en_value state(en_lowering *l, uint32_t which)
{
    return en_value_make(&l->graph, EN_OP_STATE, which, 0, 0);
}

static bool is_defined(en_lowering *l, const en_memory *m)
{
    for (uint32_t s = m->first; s < m->first + m->states; s++)
        if (l->draft.states[s].initial == EN_VALUE_NONE || l->draft.states[s].next == EN_VALUE_NONE)
            return false;
    return true;
}

/* time / n, when a run starts or at each step. */
static en_value share(en_lowering *l, const en_env *env, en_when when, const uint32_t *arguments,
                      uint32_t order)
{
    return en_lower_op(l, EN_OP_DIVIDE, at(l, env, when, arguments[1]), en_lower_constant(l, order));
}

/* Whether the stages of a delay have times of their own, which are states behind its stocks. */
static bool is_passed_on(en_lowering *l, en_function_id id, uint32_t order, en_value time)
{
    return id == EN_FUNCTION_DELAYN && order > 1 && (l->graph.nodes[time].varies & EN_VARIES_BY_STEP);
}

/* time / n of a stage, from 0. */
static en_value share_of(en_lowering *l, uint32_t first, uint32_t order, uint32_t stage, bool passed_on,
                         en_value share)
{
    return passed_on && stage > 0 ? state(l, first + order + stage - 1) : share;
}

static void pass_on(en_lowering *l, uint32_t first, uint32_t order, en_value started, en_value now)
{
    for (uint32_t stage = 1; stage < order; stage++)
        l->draft.states[first + order + stage - 1] =
            (en_plan_state){.initial = started, .next = share_of(l, first, order, stage - 1, true, now)};
}

static bool define_row(en_lowering *l, const en_memory *m)
{
    uint32_t count, order = m->order;
    const uint32_t *arguments = arguments_of(&m->env, m->node, &count);
    en_function_id id = function_of(&m->env, m->node);
    uint32_t start = initial_of(id, arguments, count);
    en_value initial = at(l, &m->env, EN_AT_START, start == EN_EXPR_NONE ? arguments[0] : start);
    en_value before = at(l, &m->env, EN_AT_STEP, arguments[0]),
             time = share(l, &m->env, EN_AT_STEP, arguments, order);
    en_value started = share(l, &m->env, EN_AT_START, arguments, order);
    if (initial == EN_VALUE_NONE || before == EN_VALUE_NONE || time == EN_VALUE_NONE ||
        started == EN_VALUE_NONE)
        return false;
    bool passed_on = m->states > order;
    if (passed_on) pass_on(l, m->first, order, started, time);
    if (is_delay(id)) initial = en_lower_op(l, EN_OP_MULTIPLY, initial, started);
    for (uint32_t stage = 0; stage < order; stage++) {
        en_value of_stage = share_of(l, m->first, order, stage, passed_on, time),
                 held = state(l, m->first + stage);
        en_value leaving = is_delay(id) ? en_lower_op(l, EN_OP_DIVIDE, held, of_stage) : held;
        en_value slope = en_lower_op(l, EN_OP_SUBTRACT, before, leaving);
        if (!is_delay(id)) slope = en_lower_op(l, EN_OP_DIVIDE, slope, of_stage);
        l->draft.states[m->first + stage] =
            (en_plan_state){.initial = initial, .next = slope, .kind = EN_STATE_INTEGRATED};
        before = leaving;
    }
    return is_defined(l, m);
}

/* The order of a delay with this dt, where its time is known. */
static uint32_t feasible_order(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                               uint32_t order, en_value time)
{
    if (!en_value_is_constant(&l->graph, time)) return order;
    double steps = en_value_of_constant(&l->graph, time) / l->plan->dt * (1 + 1e-9);
    if (!(steps > 0) || steps >= order) return order;
    uint32_t less = steps < 1 ? 1 : (uint32_t)steps;
    en_arg args[] = {en_arg_int("order", order), en_arg_int("less", less)};
    bool lessened = id == EN_FUNCTION_DELAYN;
    if (!env->formula->warned && lessened) en_lower_warn(l, env, node, EN_W_PLAN_DELAY_ORDER, 2, args);
    else if (!env->formula->warned) en_lower_warn(l, env, node, EN_W_PLAN_DELAY_SHORT, 1, args);
    env->formula->warned = true;
    return lessened ? less : order;
}

/* 0: told of what is wrong, or not known yet. */
static uint32_t order_of(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                         const uint32_t *arguments)
{
    uint32_t order = id == EN_FUNCTION_DELAY3 || id == EN_FUNCTION_SMTH3 ? 3 : 1;
    if (has_order(id)) {
        en_value given = at(l, env, EN_AT_START, arguments[2]);
        if (given == EN_VALUE_NONE) return 0;
        double number = en_value_is_constant(&l->graph, given) ? en_value_of_constant(&l->graph, given) : 0;
        if (!(number >= 1 && number <= MOST_ORDER && number == trunc(number))) {
            (void)en_lower_fault(l, env, arguments[2], EN_W_PLAN_ORDER, 0, NULL);
            return 0;
        }
        order = (uint32_t)number;
    }
    en_value time = at(l, env, EN_AT_START, arguments[1]);
    if (time == EN_VALUE_NONE) return 0;
    return is_delay(id) ? feasible_order(l, env, node, id, order, time) : order;
}

static en_value row(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                    const uint32_t *arguments, uint32_t count)
{
    uint32_t start = initial_of(id, arguments, count);
    if (env->when == EN_AT_START)
        return at(l, env, EN_AT_START, start == EN_EXPR_NONE ? arguments[0] : start);
    uint32_t order = order_of(l, env, node, id, arguments);
    if (order == 0) return env->formula->faulty ? en_lower_constant(l, 1) : EN_VALUE_NONE;
    en_value time = share(l, env, EN_AT_STEP, arguments, order);
    if (time == EN_VALUE_NONE) return EN_VALUE_NONE;
    bool passed_on = is_passed_on(l, id, order, time);
    uint32_t first = memory_at(l, env, node, passed_on ? 2 * order - 1 : order, order, define_row);
    if (first == EN_SITES_NONE) return EN_VALUE_NONE;
    en_value last = state(l, first + order - 1);
    return is_delay(id)
               ? en_lower_op(l, EN_OP_DIVIDE, last, share_of(l, first, order, order - 1, passed_on, time))
               : last;
}

/* The average that a trend is seen against starts where the trend is as it is given, or 0. */
static bool define_trend(en_lowering *l, const en_memory *m)
{
    uint32_t count;
    const uint32_t *arguments = arguments_of(&m->env, m->node, &count);
    uint32_t start = initial_of(function_of(&m->env, m->node), arguments, count);
    en_value trend = start == EN_EXPR_NONE ? en_lower_constant(l, 0) : at(l, &m->env, EN_AT_START, start);
    en_value grown =
        en_lower_op(l, EN_OP_ADD, en_lower_constant(l, 1),
                    en_lower_op(l, EN_OP_MULTIPLY, trend, at(l, &m->env, EN_AT_START, arguments[1])));
    en_value apart =
        en_lower_op(l, EN_OP_SUBTRACT, at(l, &m->env, EN_AT_STEP, arguments[0]), state(l, m->first));
    l->draft.states[m->first] = (en_plan_state){
        .initial = en_lower_op(l, EN_OP_DIVIDE, at(l, &m->env, EN_AT_START, arguments[0]), grown),
        .next = en_lower_op(l, EN_OP_DIVIDE, apart, at(l, &m->env, EN_AT_STEP, arguments[1])),
        .kind = EN_STATE_INTEGRATED};
    return is_defined(l, m);
}

static en_value trend(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                      const uint32_t *arguments, uint32_t count)
{
    uint32_t start = initial_of(id, arguments, count);
    if (env->when == EN_AT_START)
        return start == EN_EXPR_NONE ? en_lower_constant(l, 0) : en_lower(l, env, start);
    uint32_t average = memory_at(l, env, node, 1, 1, define_trend);
    if (average == EN_SITES_NONE) return EN_VALUE_NONE;
    en_value apart = en_lower_op(l, EN_OP_SUBTRACT, en_lower(l, env, arguments[0]), state(l, average));
    return en_lower_op(l, EN_OP_DIVIDE, apart,
                       en_lower_op(l, EN_OP_MULTIPLY, state(l, average), en_lower(l, env, arguments[1])));
}

static en_value forecast(en_lowering *l, const en_env *env, uint32_t node, const uint32_t *arguments,
                         uint32_t count)
{
    en_value growth = trend(l, env, node, EN_FUNCTION_FORCST, arguments, count);
    en_value far = en_lower_op(l, EN_OP_MULTIPLY, growth, en_lower(l, env, arguments[2]));
    return en_lower_op(l, EN_OP_MULTIPLY, en_lower(l, env, arguments[0]),
                       en_lower_op(l, EN_OP_ADD, en_lower_constant(l, 1), far));
}

static bool define_previous(en_lowering *l, const en_memory *m)
{
    uint32_t count;
    const uint32_t *arguments = arguments_of(&m->env, m->node, &count);
    l->draft.states[m->first] = (en_plan_state){.initial = at(l, &m->env, EN_AT_START, arguments[1]),
                                                .next = at(l, &m->env, EN_AT_STEP, arguments[0])};
    return is_defined(l, m);
}

static en_value previous(en_lowering *l, const en_env *env, uint32_t node, const uint32_t *arguments)
{
    if (env->when == EN_AT_START) return en_lower(l, env, arguments[1]);
    uint32_t kept = memory_at(l, env, node, 1, 1, define_previous);
    return kept == EN_SITES_NONE ? EN_VALUE_NONE : state(l, kept);
}

static bool define_kept(en_lowering *l, const en_memory *m)
{
    uint32_t count;
    const uint32_t *arguments = arguments_of(&m->env, m->node, &count);
    l->draft.states[m->first] =
        (en_plan_state){.initial = at(l, &m->env, EN_AT_START, arguments[0]), .next = state(l, m->first)};
    return is_defined(l, m);
}

/* What an expression is when a run starts; kept only where it is not the same value at each step. */
static en_value at_start(en_lowering *l, const en_env *env, uint32_t node, const uint32_t *arguments)
{
    en_value value = at(l, env, EN_AT_START, arguments[0]);
    if (env->when == EN_AT_START || value == EN_VALUE_NONE ||
        !(l->graph.nodes[value].varies & EN_VARIES_BY_STEP))
        return value;
    uint32_t kept = memory_at(l, env, node, 1, 1, define_kept);
    return kept == EN_SITES_NONE ? EN_VALUE_NONE : state(l, kept);
}

static bool define_delay(en_lowering *l, const en_memory *m)
{
    uint32_t count;
    en_value input = at(l, &m->env, EN_AT_STEP, arguments_of(&m->env, m->node, &count)[0]);
    return input != EN_VALUE_NONE && en_delay_end(&l->draft, &l->delays[m->first], input) != EN_VALUE_NONE;
}

static uint32_t add_delay(en_lowering *l, const en_env *env, uint32_t node, en_value time, en_value initial)
{
    en_site site = {env->slot, env->formula->number, node, env->site};
    uint32_t found = en_sites_find(&l->sites, site);
    if (found != EN_SITES_NONE) return found;
    en_delay *more = en_lower_grown(l, l->delays, &l->delay_room, (uint64_t)l->delay_count + 1, sizeof *more);
    if (!more) return EN_SITES_NONE;
    l->delays = more;
    bool noted = en_delay_begin(&l->draft, time, initial, &l->delays[l->delay_count]) &&
                 en_sites_add(&l->sites, l->arena.allocator, site, l->delay_count) &&
                 en_lower_note(l, env, node, l->delay_count, 0, define_delay);
    l->out_of_memory = l->out_of_memory || !noted;
    return noted ? l->delay_count++ : EN_SITES_NONE;
}

/* The input some steps ago. Where that may be this step's input, it has to be there. */
static en_value delay(en_lowering *l, const en_env *env, uint32_t node, const uint32_t *arguments,
                      uint32_t count)
{
    en_value initial = at(l, env, EN_AT_START, count > 2 ? arguments[2] : arguments[0]);
    if (env->when == EN_AT_START) return initial;
    en_value time = at(l, env, EN_AT_START, arguments[1]);
    if (initial == EN_VALUE_NONE || time == EN_VALUE_NONE) return EN_VALUE_NONE;
    uint32_t which = add_delay(l, env, node, time, initial);
    if (which == EN_SITES_NONE) return EN_VALUE_NONE;
    const en_delay *d = &l->delays[which];
    if (en_delay_is_late(&l->draft, d)) return d->delayed;
    return en_value_make(&l->graph, EN_OP_SELECT, d->immediate, at(l, env, EN_AT_STEP, arguments[0]),
                         d->delayed);
}

bool en_lower_is_memory(en_function_id id)
{
    return (id >= EN_FUNCTION_DELAY && id <= EN_FUNCTION_TREND) || id == EN_FUNCTION_INIT ||
           id == EN_FUNCTION_PREVIOUS;
}

en_value en_lower_memory(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                         const uint32_t *arguments, uint32_t count)
{
    switch ((int)id) {
    case EN_FUNCTION_INIT: return at_start(l, env, node, arguments);
    case EN_FUNCTION_PREVIOUS: return previous(l, env, node, arguments);
    case EN_FUNCTION_TREND: return trend(l, env, node, id, arguments, count);
    case EN_FUNCTION_FORCST: return forecast(l, env, node, arguments, count);
    case EN_FUNCTION_DELAY: return delay(l, env, node, arguments, count);
    default: return row(l, env, node, id, arguments, count);
    }
}

/* See lower.h: operators, names without subscripts, and functions that compute from their arguments alone. */
#include "lower.h"

#include "name.h"

#include <math.h>

static const en_op operators[EN_EXPR_LIST + 1] = {
    [EN_EXPR_NEGATE] = EN_OP_NEGATE, [EN_EXPR_NOT] = EN_OP_NOT,
    [EN_EXPR_POWER] = EN_OP_POWER,   [EN_EXPR_MULTIPLY] = EN_OP_MULTIPLY,
    [EN_EXPR_DIVIDE] = EN_OP_DIVIDE, [EN_EXPR_MODULO] = EN_OP_MODULO,
    [EN_EXPR_ADD] = EN_OP_ADD,       [EN_EXPR_SUBTRACT] = EN_OP_SUBTRACT,
    [EN_EXPR_LESS] = EN_OP_LESS,     [EN_EXPR_NOT_MORE] = EN_OP_NOT_MORE,
    [EN_EXPR_MORE] = EN_OP_LESS,     [EN_EXPR_NOT_LESS] = EN_OP_NOT_MORE,
    [EN_EXPR_EQUAL] = EN_OP_EQUAL,   [EN_EXPR_NOT_EQUAL] = EN_OP_NOT_EQUAL,
    [EN_EXPR_AND] = EN_OP_AND,       [EN_EXPR_OR] = EN_OP_OR,
};

/* a mod b: its sign is that of b, in Vensim that of a. */
static en_value modulo(en_lowering *l, en_value a, en_value b)
{
    if (!l->plan->vensim) return en_lower_op(l, EN_OP_MODULO, a, b);
    en_value rest = en_lower_op(l, EN_OP_MODULO, en_value_make(&l->graph, EN_OP_ABS, a, 0, 0),
                                en_value_make(&l->graph, EN_OP_ABS, b, 0, 0));
    en_value negative = en_lower_op(l, EN_OP_LESS, a, en_lower_constant(l, 0));
    return en_value_make(&l->graph, EN_OP_SELECT, negative,
                         en_value_make(&l->graph, EN_OP_NEGATE, rest, 0, 0), rest);
}

/* a > b is b < a. */
static en_value binary(en_lowering *l, const en_env *env, uint32_t node, en_expr_kind kind)
{
    en_value a = en_lower(l, env, en_expr_child(&env->formula->expr, node, 0));
    en_value b = en_lower(l, env, en_expr_child(&env->formula->expr, node, 1));
    bool turned = kind == EN_EXPR_MORE || kind == EN_EXPR_NOT_LESS;
    if (kind == EN_EXPR_MODULO) return modulo(l, a, b);
    return en_lower_op(l, operators[kind], turned ? b : a, turned ? a : b);
}

static en_value choice(en_lowering *l, const en_env *env, const uint32_t *parts)
{
    en_value which = en_lower(l, env, parts[0]);
    en_value yes = en_lower(l, env, parts[1]), no = en_lower(l, env, parts[2]);
    return en_value_make(&l->graph, EN_OP_SELECT, which, yes, no);
}

static en_value time_of(en_lowering *l, const en_env *env)
{
    const en_moment *moment = en_lower_moment(l, env->scope);
    if (moment) return en_lower_constant(l, moment->time);
    return env->when == EN_AT_START ? en_lower_constant(l, l->plan->start)
                                    : en_value_make(&l->graph, EN_OP_TIME, 0, 0, 0);
}

/* The time at which the step began, also in the later stages of a method of Runge and Kutta, which pulses are
 * told by. */
static bool define_step_time(en_lowering *l, const en_memory *m)
{
    en_plan_state *s = &l->draft.states[m->first];
    s->initial = en_lower_constant(l, l->plan->start);
    s->next = en_lower_op(l, EN_OP_ADD, en_value_make(&l->graph, EN_OP_TIME, 0, 0, 0),
                          en_lower_constant(l, l->plan->dt));
    return s->initial != EN_VALUE_NONE && s->next != EN_VALUE_NONE;
}

static en_value step_time(en_lowering *l, const en_env *env)
{
    const en_moment *moment = en_lower_moment(l, env->scope);
    if (moment) return en_lower_constant(l, moment->began);
    if (env->when == EN_AT_START || l->plan->method == EN_EULER) return time_of(l, env);
    en_site site = {EN_SPACE_NONE, EN_SPACE_NONE, 0, 0};
    uint32_t state = en_sites_find(&l->sites, site);
    if (state == EN_SITES_NONE) {
        state = en_lower_state(l, 1);
        if (state == EN_VALUE_NONE || !en_sites_add(&l->sites, l->arena.allocator, site, state) ||
            !en_lower_note(l, env, 0, state, 1, define_step_time)) {
            l->out_of_memory = true;
            return EN_VALUE_NONE;
        }
    }
    return en_value_make(&l->graph, EN_OP_STATE, state, 0, 0);
}

static double dt_of(const en_lowering *l, const en_env *env)
{
    const en_moment *moment = en_lower_moment(l, env->scope);
    return moment ? moment->dt : l->plan->dt;
}

/* How far times may be apart and still be one: steps are never so short. */
static double slack_of(const en_lowering *l, const en_env *env) { return dt_of(l, env) * 1e-6; }

/* magnitude / dt in the step that holds `first`, and then every `interval`; an interval of 0 is none. */
static en_value pulse(en_lowering *l, const en_env *env, const uint32_t *arguments, uint32_t count)
{
    en_value_graph *g = &l->graph;
    en_value height =
        en_lower_op(l, EN_OP_DIVIDE, en_lower(l, env, arguments[0]), en_lower_constant(l, dt_of(l, env)));
    en_value first = en_lower(l, env, arguments[1]), dt = en_lower_constant(l, dt_of(l, env));
    en_value since = en_lower_op(l, EN_OP_ADD, en_lower_op(l, EN_OP_SUBTRACT, step_time(l, env), first),
                                 en_lower_constant(l, slack_of(l, env)));
    en_value begun = en_lower_op(l, EN_OP_NOT_MORE, en_lower_constant(l, 0), since);
    en_value once = en_lower_op(l, EN_OP_LESS, since, dt), within = once;
    if (count > 2) {
        en_value interval = en_lower(l, env, arguments[2]);
        en_value repeats = en_lower_op(l, EN_OP_LESS, en_lower_constant(l, 0), interval);
        en_value length = en_value_make(g, EN_OP_SELECT, repeats, interval, en_lower_constant(l, 1));
        en_value again = en_lower_op(l, EN_OP_LESS, en_lower_op(l, EN_OP_MODULO, since, length), dt);
        within = en_value_make(g, EN_OP_SELECT, repeats, again, once);
    }
    return en_value_make(g, EN_OP_SELECT, en_lower_op(l, EN_OP_AND, begun, within), height,
                         en_lower_constant(l, 0));
}

static en_value step(en_lowering *l, const en_env *env, const uint32_t *arguments)
{
    en_value height = en_lower(l, env, arguments[0]), from = en_lower(l, env, arguments[1]);
    en_value begun = en_lower_op(l, EN_OP_NOT_MORE,
                                 en_lower_op(l, EN_OP_SUBTRACT, from, en_lower_constant(l, slack_of(l, env))),
                                 time_of(l, env));
    return en_value_make(&l->graph, EN_OP_SELECT, begun, height, en_lower_constant(l, 0));
}

static en_value ramp(en_lowering *l, const en_env *env, const uint32_t *arguments)
{
    en_value slope = en_lower(l, env, arguments[0]), from = en_lower(l, env, arguments[1]);
    en_value since = en_lower_op(l, EN_OP_MAX, en_lower_op(l, EN_OP_SUBTRACT, time_of(l, env), from),
                                 en_lower_constant(l, 0));
    return en_lower_op(l, EN_OP_MULTIPLY, slope, since);
}

/* a / b, and instead of it, where b is 0, the third argument or 0. */
static en_value safe_divide(en_lowering *l, const en_env *env, const uint32_t *arguments, uint32_t count)
{
    en_value a = en_lower(l, env, arguments[0]), b = en_lower(l, env, arguments[1]),
             zero = en_lower_constant(l, 0);
    en_value otherwise = count > 2 ? en_lower(l, env, arguments[2]) : zero;
    return en_value_make(&l->graph, EN_OP_SELECT, en_lower_op(l, EN_OP_EQUAL, b, zero), otherwise,
                         en_lower_op(l, EN_OP_DIVIDE, a, b));
}

/* (e^x ± e^-x) / 2, and their quotient by way of e^-2|x|, which does not overflow. */
static en_value hyperbolic(en_lowering *l, en_function_id id, en_value x)
{
    en_value_graph *g = &l->graph;
    en_value up = en_value_make(g, EN_OP_EXP, x, 0, 0),
             down = en_value_make(g, EN_OP_EXP, en_value_make(g, EN_OP_NEGATE, x, 0, 0), 0, 0);
    if (id != EN_FUNCTION_TANH)
        return en_lower_op(l, EN_OP_DIVIDE,
                           en_lower_op(l, id == EN_FUNCTION_SINH ? EN_OP_SUBTRACT : EN_OP_ADD, up, down),
                           en_lower_constant(l, 2));
    en_value size = en_value_make(g, EN_OP_ABS, x, 0, 0), one = en_lower_constant(l, 1);
    en_value far =
        en_value_make(g, EN_OP_EXP, en_lower_op(l, EN_OP_MULTIPLY, en_lower_constant(l, -2), size), 0, 0);
    en_value of_size = en_lower_op(l, EN_OP_DIVIDE, en_lower_op(l, EN_OP_SUBTRACT, one, far),
                                   en_lower_op(l, EN_OP_ADD, one, far));
    en_value negative = en_lower_op(l, EN_OP_LESS, x, en_lower_constant(l, 0));
    return en_value_make(g, EN_OP_SELECT, negative, en_value_make(g, EN_OP_NEGATE, of_size, 0, 0), of_size);
}

static en_op unary_op(en_function_id id)
{
    switch ((int)id) {
    case EN_FUNCTION_ABS: return EN_OP_ABS;
    case EN_FUNCTION_ARCCOS: return EN_OP_ARCCOS;
    case EN_FUNCTION_ARCSIN: return EN_OP_ARCSIN;
    case EN_FUNCTION_ARCTAN: return EN_OP_ARCTAN;
    case EN_FUNCTION_COS: return EN_OP_COS;
    case EN_FUNCTION_EXP: return EN_OP_EXP;
    case EN_FUNCTION_INT: return EN_OP_FLOOR;
    case EN_FUNCTION_LN: return EN_OP_LN;
    case EN_FUNCTION_LOG10: return EN_OP_LOG10;
    case EN_FUNCTION_ROUND: return EN_OP_ROUND;
    case EN_FUNCTION_SIN: return EN_OP_SIN;
    case EN_FUNCTION_SQRT: return EN_OP_SQRT;
    case EN_FUNCTION_TAN: return EN_OP_TAN;
    default: return EN_OP_COUNT;
    }
}

static en_value constant_of(en_lowering *l, const en_env *env, en_function_id id)
{
    const en_moment *m = en_lower_moment(l, env->scope);
    switch ((int)id) {
    case EN_FUNCTION_INF: return en_lower_constant(l, (double)INFINITY);
    case EN_FUNCTION_PI: return en_lower_constant(l, 0x1.921fb54442d18p+1);
    case EN_FUNCTION_DT: return en_lower_constant(l, m ? m->dt : l->plan->dt);
    case EN_FUNCTION_STARTTIME: return en_lower_constant(l, m ? m->start : l->plan->start);
    case EN_FUNCTION_STOPTIME: return en_lower_constant(l, m ? m->stop : l->plan->stop);
    default: return time_of(l, env);
    }
}

en_value en_lower_call(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                       const uint32_t *arguments, uint32_t count)
{
    if (en_lower_is_array_function(id)) return en_lower_arrays(l, env, node, id, arguments, count);
    if ((en_lower_is_memory(id) || en_lower_is_random(id)) && en_lower_moment(l, env->scope))
        return en_lower_fault(l, env, node, EN_W_PLAN_MACRO_RUN_MEMORY, 0, NULL);
    if (en_lower_is_memory(id)) return en_lower_memory(l, env, node, id, arguments, count);
    if (en_lower_is_random(id)) return en_lower_random(l, env, node, id, arguments, count);
    if (unary_op(id) != EN_OP_COUNT) {
        en_op op = id == EN_FUNCTION_INT && l->plan->vensim ? EN_OP_TRUNCATE : unary_op(id);
        return en_value_make(&l->graph, op, en_lower(l, env, arguments[0]), 0, 0);
    }
    switch ((int)id) {
    case EN_FUNCTION_PULSE: return pulse(l, env, arguments, count);
    case EN_FUNCTION_STEP: return step(l, env, arguments);
    case EN_FUNCTION_RAMP: return ramp(l, env, arguments);
    case EN_FUNCTION_IF_THEN_ELSE: return choice(l, env, arguments);
    case EN_FUNCTION_MODULO: return modulo(l, en_lower(l, env, arguments[0]), en_lower(l, env, arguments[1]));
    case EN_FUNCTION_SAFEDIV: return safe_divide(l, env, arguments, count);
    case EN_FUNCTION_COSH:
    case EN_FUNCTION_SINH:
    case EN_FUNCTION_TANH: return hyperbolic(l, id, en_lower(l, env, arguments[0]));
    default: return constant_of(l, env, id);
    }
}

/* LOOKUP(graph, x); translators write functions of Vensim that they do not know so as well: LOOKUP(VMIN, x).
 */
static en_value look_up(en_lowering *l, const en_env *env, uint32_t node, const uint32_t *arguments)
{
    const en_expr *expr = &env->formula->expr;
    if (expr->nodes[arguments[0]].kind == EN_EXPR_NAME) {
        en_str key = en_expr_key(expr, arguments[0]);
        const en_function *function = en_function_find(key);
        if (en_space_find(l->space, env->scope, key) == EN_SPACE_NONE && function && function->least <= 1) {
            en_arg arg = en_arg_text("function", function->name);
            if (!env->formula->warned) en_lower_warn(l, env, node, EN_W_PLAN_LOOKUP_OF_FUNCTION, 1, &arg);
            env->formula->warned = true;
            return en_lower_call(l, env, node, en_function_id_of(function), arguments + 1, 1);
        }
    }
    en_value none;
    uint32_t slot = en_lower_slot_of(l, env, arguments[0], &none);
    if (slot == EN_SPACE_NONE) return none;
    return en_lower_curve(l, env, slot, en_lower(l, env, arguments[1]), arguments[0]);
}

/* What is called: a graphical function, a macro, or a function. */
static en_value call(en_lowering *l, const en_env *env, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    const uint32_t *children = &expr->links[expr->nodes[node].first];
    uint32_t callee = children[0], count = expr->nodes[node].count - 1;
    bool named = expr->nodes[callee].kind == EN_EXPR_NAME;
    if (!named || en_space_find(l->space, env->scope, en_expr_key(expr, callee)) != EN_SPACE_NONE) {
        if (count != 1) return en_lower_fault(l, env, node, EN_W_PLAN_CURVE_ARGUMENTS, 0, NULL);
        en_value none;
        uint32_t slot = en_lower_slot_of(l, env, callee, &none);
        return slot == EN_SPACE_NONE ? none
                                     : en_lower_curve(l, env, slot, en_lower(l, env, children[1]), callee);
    }
    uint32_t macro = en_ids_find(&l->space->macro_names, en_expr_key(expr, callee));
    if (macro != EN_IDS_NONE) return en_lower_macro(l, env, node, macro, count);
    const en_function *function = en_function_find(en_expr_key(expr, callee));
    if (env->formula->faulty) return en_lower_constant(l, 1);
    en_status status = function ? en_function_check(function, &env->formula->equation, expr, node, l->report)
                                : en_function_unknown(&env->formula->equation, expr, node, l->report);
    if (status != EN_OK) {
        env->formula->faulty = l->wrong = true;
        return en_lower_constant(l, 1);
    }
    en_function_id id = en_function_id_of(function);
    return id == EN_FUNCTION_LOOKUP ? look_up(l, env, node, children + 1)
                                    : en_lower_call(l, env, node, id, children + 1, count);
}

/* `dimension.size`. */
static en_value size_of(en_lowering *l, en_str key)
{
    en_str rest = key, part, last = {NULL, 0};
    if (!en_qualified_next(&rest, &part) || !rest.at || !en_qualified_next(&rest, &last) || rest.at)
        return EN_VALUE_NONE;
    uint32_t dimension =
        en_str_is(last, "size") ? en_ids_find(&l->space->dimension_names, part) : EN_IDS_NONE;
    return dimension == EN_IDS_NONE ? EN_VALUE_NONE
                                    : en_lower_constant(l, l->space->dimensions[dimension].count);
}

/* A dimension's name is the position of the element that the equation is at; an element's name its position,
 * where that is one. */
static en_value position_of(en_lowering *l, const en_env *env, en_str key)
{
    uint32_t dimension = en_ids_find(&l->space->dimension_names, key);
    for (uint32_t k = env->axis_count; dimension != EN_IDS_NONE && k-- > 0;)
        if (env->axes[k].dimension == dimension) return en_lower_constant(l, env->axes[k].element + 1.0);
    uint32_t found = EN_SPACE_NONE;
    for (uint32_t d = 0; d < l->space->dimension_count; d++) {
        uint32_t at = en_ids_find(&l->space->dimensions[d].elements, key);
        if (at == EN_IDS_NONE) continue;
        if (found != EN_SPACE_NONE && found != at) return EN_VALUE_NONE;
        found = at;
    }
    return found == EN_SPACE_NONE ? EN_VALUE_NONE : en_lower_constant(l, found + 1.0);
}

static en_value name(en_lowering *l, const en_env *env, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    en_str key = en_expr_key(expr, node);
    if (en_space_find(l->space, env->scope, key) != EN_SPACE_NONE) return en_lower_reference(l, env, node);
    en_value known = size_of(l, key);
    if (known == EN_VALUE_NONE) known = position_of(l, env, key);
    if (known != EN_VALUE_NONE) return known;
    uint32_t macro = en_ids_find(&l->space->macro_names, key);
    if (macro != EN_IDS_NONE) return en_lower_macro(l, env, node, macro, 0);
    const en_function *function = en_function_find(key);
    if (function && en_function_id_of(function) == EN_FUNCTION_SELF) return en_lower_reference(l, env, node);
    if (!function || function->least > 0)
        return en_lower_fault(l, env, node, function ? EN_W_PLAN_NAME_OF_FUNCTION : EN_W_PLAN_NAME_UNKNOWN, 0,
                              NULL);
    const uint32_t no_arguments = 0;
    return en_lower_call(l, env, node, en_function_id_of(function), &no_arguments, 0);
}

/* 0,05 or 7,000 of somebody who writes numbers so: nothing but numbers, for what has one value. */
static bool is_number_with_commas(const en_expr *expr, uint32_t node, const en_space_definition *d)
{
    bool numbers = d->rank == 0;
    for (uint32_t k = 0; k < expr->nodes[node].count && numbers; k++) {
        const en_expr_node *item = &expr->nodes[en_expr_child(expr, node, k)];
        if (k == 0 && (item->kind == EN_EXPR_NEGATE || item->kind == EN_EXPR_PLUS))
            item = &expr->nodes[en_expr_child(expr, en_expr_child(expr, node, 0), 0)];
        numbers = item->kind == EN_EXPR_NUMBER;
    }
    return numbers;
}

static en_value list(en_lowering *l, const en_env *env, uint32_t node)
{
    const en_space_variable *v = &l->space->variables[l->space->variable_of[env->slot]];
    if (env->formula->expr.nodes[node].count != v->definition->count)
        return en_lower_fault(l, env, node,
                              is_number_with_commas(&env->formula->expr, node, v->definition)
                                  ? EN_W_PLAN_NUMBER_COMMA
                                  : EN_W_PLAN_LIST_COUNT,
                              0, NULL);
    return en_lower(l, env, en_expr_child(&env->formula->expr, node, env->slot - v->first));
}

en_value en_lower(en_lowering *l, const en_env *env, uint32_t node)
{
    const en_expr_node *n = &env->formula->expr.nodes[node];
    en_env inner = *env;
    if (en_lower_stopped(l) || !en_lower_may_work(l)) return EN_VALUE_NONE;
    if (++inner.depth > EN_LOWER_MOST_DEPTH)
        return en_lower_fault(l, env, node, EN_W_PLAN_EXPRESSION_DEEP, 0, NULL);
    if (en_expr_is_binary(n->kind)) return binary(l, &inner, node, n->kind);
    switch ((int)n->kind) {
    case EN_EXPR_NUMBER: return en_lower_constant(l, n->number);
    case EN_EXPR_NAME: return name(l, &inner, node);
    case EN_EXPR_SUBSCRIPT:
    case EN_EXPR_TRANSPOSE: return en_lower_reference(l, &inner, node);
    case EN_EXPR_CALL: return call(l, &inner, node);
    case EN_EXPR_PLUS: return en_lower(l, &inner, en_expr_child(&env->formula->expr, node, 0));
    case EN_EXPR_NEGATE:
    case EN_EXPR_NOT:
        return en_value_make(&l->graph, operators[n->kind],
                             en_lower(l, &inner, en_expr_child(&env->formula->expr, node, 0)), 0, 0);
    case EN_EXPR_IF: return choice(l, &inner, &env->formula->expr.links[n->first]);
    case EN_EXPR_LIST: return list(l, &inner, node);
    default: return en_lower_fault(l, env, node, EN_W_PLAN_ONLY_SUBSCRIPT, 0, NULL);
    }
}

/* See lower.h: which slot a name, with subscripts or without, stands for.
 *
 * A subscript is an element, a number from 1, a dimension (the element that the equation, or an array
 * function, is at), `@2` (that of the variable's second dimension), `*` (what an array function goes through;
 * outside of one, the equation's own element of that dimension), or an expression that is computed when the
 * model runs. Beyond the bounds such an element is 0 (XMILE 1.0, section 3.7.1).
 */
#include "lower.h"

#include "name.h"

typedef struct index {
    uint32_t element; /* EN_SPACE_NONE: computed */
    en_value value;
} index;

typedef struct reference {
    uint32_t variable;
    const en_space_definition *definition;
    index at[EN_SPACE_MOST_RANK];
    bool lost; /* a fault was told of, or something is not there yet */
    en_value instead;
} reference;

uint32_t en_lower_map(const en_lowering *l, const en_axis *axis, uint32_t target)
{
    const en_space_dimension *from = &l->space->dimensions[axis->dimension],
                             *to = &l->space->dimensions[target];
    if (axis->dimension == target) return axis->element;
    return en_ids_find(&to->elements, from->elements.ids[axis->element]);
}

static void lose(en_lowering *l, const en_env *env, reference *r, uint32_t node, en_word rule)
{
    r->lost = true;
    r->instead = en_lower_fault(l, env, node, rule, 0, NULL);
}

/* The axis of a dimension: the last that is bound, of equal ones that of the ordinal if there is one. */
static const en_axis *find_axis(const en_env *env, uint32_t dimension, uint32_t ordinal)
{
    const en_axis *found = NULL;
    for (uint32_t k = env->axis_count; k-- > 0;) {
        if (env->axes[k].dimension != dimension) continue;
        if (env->axes[k].ordinal == ordinal) return &env->axes[k];
        if (!found) found = &env->axes[k];
    }
    return found;
}

static uint32_t own_axes(const en_env *env)
{
    uint32_t count = 0;
    while (count < env->axis_count && env->axes[count].own) count++;
    return count;
}

/* The axis for a dimension without a subscript: its own, or one that has its elements by name (of a
 * subrange). */
static const en_axis *match_axis(const en_lowering *l, const en_env *env, const en_space_definition *d,
                                 uint32_t position)
{
    const en_axis *axis = find_axis(env, d->dimensions[position], en_space_ordinal(d, position));
    for (uint32_t k = env->axis_count; !axis && k-- > 0;) {
        const en_space_dimension *from = &l->space->dimensions[env->axes[k].dimension];
        const en_space_dimension *to = en_space_dimension_of(l->space, d, position);
        if (en_ids_find(&to->elements, from->elements.ids[env->axes[k].element]) != EN_IDS_NONE)
            axis = &env->axes[k];
    }
    return axis;
}

uint32_t en_lower_match(const en_lowering *l, const en_env *env, uint32_t variable)
{
    const en_space_variable *v = &l->space->variables[variable];
    uint32_t slot = 0;
    for (uint32_t k = 0; k < v->definition->rank; k++) {
        const en_axis *axis = match_axis(l, env, v->definition, k);
        uint32_t element = axis ? en_lower_map(l, axis, v->definition->dimensions[k]) : EN_SPACE_NONE;
        if (element == EN_SPACE_NONE) return EN_SPACE_NONE;
        slot = slot * en_space_dimension_of(l->space, v->definition, k)->count + element;
    }
    return v->first + slot;
}

static void index_by_axis(en_lowering *l, const en_env *env, reference *r, uint32_t k, const en_axis *axis,
                          uint32_t node)
{
    r->at[k].element = axis ? en_lower_map(l, axis, r->definition->dimensions[k]) : EN_SPACE_NONE;
    if (r->at[k].element == EN_SPACE_NONE)
        lose(l, env, r, node, axis ? EN_W_PLAN_SUBSCRIPT_MAP : EN_W_PLAN_SUBSCRIPT_UNBOUND);
}

static void index_by_value(en_lowering *l, const en_env *env, reference *r, uint32_t k, uint32_t node)
{
    uint32_t count = en_space_dimension_of(l->space, r->definition, k)->count;
    en_value value = en_lower(l, env, node);
    r->at[k] = (index){EN_SPACE_NONE, value};
    if (value == EN_VALUE_NONE) {
        r->lost = true;
        r->instead = EN_VALUE_NONE;
        return;
    }
    if (!en_value_is_constant(&l->graph, value)) return;
    double at = en_value_of_constant(&l->graph, value);
    if (at >= 1 && at < count + 1.0) r->at[k].element = (uint32_t)at - 1;
    else if (env->formula->expr.nodes[node].kind == EN_EXPR_NUMBER)
        lose(l, env, r, node, EN_W_PLAN_SUBSCRIPT_RANGE);
}

static void index_by_name(en_lowering *l, const en_env *env, reference *r, uint32_t k, uint32_t node)
{
    en_str key = en_expr_key(&env->formula->expr, node);
    const en_space_dimension *target = en_space_dimension_of(l->space, r->definition, k);
    r->at[k].element = en_ids_find(&target->elements, key);
    if (r->at[k].element != EN_IDS_NONE) return;
    uint32_t dimension = en_ids_find(&l->space->dimension_names, key);
    if (dimension == EN_IDS_NONE || en_space_find(l->space, env->scope, key) != EN_SPACE_NONE) {
        index_by_value(l, env, r, k, node);
        return;
    }
    index_by_axis(l, env, r, k, find_axis(env, dimension, en_space_ordinal(r->definition, k)), node);
}

/* `*` and `*:dimension` are what an array function is at; alone, the equation's own element. */
static void index_by_star(en_lowering *l, const en_env *env, reference *r, uint32_t k, uint32_t node)
{
    const en_expr_node *n = &env->formula->expr.nodes[node];
    uint32_t dimension = r->definition->dimensions[k];
    if (n->name != EN_EXPR_NONE) {
        dimension = en_ids_find(&l->space->dimension_names, env->formula->expr.names[n->name].key);
        if (dimension == EN_IDS_NONE) {
            lose(l, env, r, node, EN_W_PLAN_SUBSCRIPT_DIMENSION);
            return;
        }
    }
    const en_axis *axis = find_axis(env, dimension, en_space_ordinal(r->definition, k));
    index_by_axis(l, env, r, k, axis ? axis : match_axis(l, env, r->definition, k), node);
}

/* a:b is gone through by an array function, which has bound an axis for it. */
static void index_by_range(en_lowering *l, const en_env *env, reference *r, uint32_t k, uint32_t node)
{
    const en_axis *axis = find_axis(env, r->definition->dimensions[k], en_space_ordinal(r->definition, k));
    if (!axis || axis->own) lose(l, env, r, node, EN_W_PLAN_SUBSCRIPT_RANGE_ALONE);
    else index_by_axis(l, env, r, k, axis, node);
}

/* @2: the element that stands where the second of the variable's own stands, whatever both are called. */
static void index_by_position(en_lowering *l, const en_env *env, reference *r, uint32_t k, uint32_t node)
{
    double number = env->formula->expr.nodes[node].number;
    bool known = number >= 1 && number <= own_axes(env);
    uint32_t element = known ? env->axes[(uint32_t)number - 1].element : EN_SPACE_NONE;
    bool inside = known && element < en_space_dimension_of(l->space, r->definition, k)->count;
    r->at[k].element = element;
    if (!inside) lose(l, env, r, node, known ? EN_W_PLAN_SUBSCRIPT_RANGE : EN_W_PLAN_SUBSCRIPT_POSITION);
}

static void index_by(en_lowering *l, const en_env *env, reference *r, uint32_t k, uint32_t node)
{
    switch ((int)env->formula->expr.nodes[node].kind) {
    case EN_EXPR_NAME: index_by_name(l, env, r, k, node); break;
    case EN_EXPR_ALL: index_by_star(l, env, r, k, node); break;
    case EN_EXPR_RANGE: index_by_range(l, env, r, k, node); break;
    case EN_EXPR_POSITION: index_by_position(l, env, r, k, node); break;
    case EN_EXPR_EMPTY: lose(l, env, r, node, EN_W_PLAN_SUBSCRIPT_EMPTY); break;
    default: index_by_value(l, env, r, k, node);
    }
}

/* The indices of a name without subscripts; turned: of its transpose. */
static void index_without(en_lowering *l, const en_env *env, reference *r, uint32_t node, bool turned)
{
    uint32_t rank = r->definition->rank;
    if (turned && own_axes(env) == rank) {
        for (uint32_t k = 0; k < rank && !r->lost; k++)
            index_by_axis(l, env, r, k, &env->axes[rank - 1 - k], node);
        return;
    }
    for (uint32_t k = 0; k < rank && !r->lost; k++) {
        const en_axis *axis = turned ? NULL : match_axis(l, env, r->definition, k);
        if (!axis) lose(l, env, r, node, EN_W_PLAN_SUBSCRIPTS_MISSING);
        else index_by_axis(l, env, r, k, axis, node);
    }
}

static void index_all(en_lowering *l, const en_env *env, reference *r, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    if (expr->nodes[node].kind != EN_EXPR_SUBSCRIPT) {
        index_without(l, env, r, node, expr->nodes[node].kind == EN_EXPR_TRANSPOSE);
        return;
    }
    uint32_t rank = r->definition->rank, given = expr->nodes[node].count - 1;
    if (given == rank + 1 && en_lower_is_device(l->space, r->variable)) {
        lose(l, env, r, node, EN_W_PLAN_DEVICE_WITHIN);
        return;
    }
    if (given != rank) {
        en_arg arg = en_arg_int("rank", rank);
        r->lost = true;
        r->instead = en_lower_fault(l, env, node, EN_W_PLAN_SUBSCRIPT_COUNT, 1, &arg);
        return;
    }
    for (uint32_t k = 0; k < rank && !r->lost; k++) index_by(l, env, r, k, en_expr_child(expr, node, 1 + k));
}

/* SELF is the variable whose equation it is. */
static uint32_t find_variable(const en_lowering *l, const en_env *env, uint32_t name)
{
    en_str key = en_expr_key(&env->formula->expr, name);
    uint32_t variable = en_space_find(l->space, env->scope, key);
    const en_function *function = variable == EN_SPACE_NONE ? en_function_find(key) : NULL;
    if (function && en_function_id_of(function) == EN_FUNCTION_SELF) return l->space->variable_of[env->slot];
    return variable;
}

static reference refer(en_lowering *l, const en_env *env, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    uint32_t name = expr->nodes[node].kind == EN_EXPR_NAME ? node : en_expr_child(expr, node, 0);
    reference r = {.variable = EN_SPACE_NONE, .instead = EN_VALUE_NONE};
    if (expr->nodes[name].kind != EN_EXPR_NAME) {
        lose(l, env, &r, node, EN_W_PLAN_SUBSCRIPT_OF_WHAT);
        return r;
    }
    r.variable = find_variable(l, env, name);
    if (r.variable == EN_SPACE_NONE) {
        lose(l, env, &r, name, EN_W_PLAN_NAME_UNKNOWN);
        return r;
    }
    r.definition = l->space->variables[r.variable].definition;
    index_all(l, env, &r, node);
    return r;
}

/* The values of all elements from position k on, at the given element before it, chosen by what is computed.
 */
static en_value pick(en_lowering *l, const en_env *env, const reference *r, uint32_t k, uint32_t element)
{
    if (k == r->definition->rank)
        return en_lower_need(l, l->space->variables[r->variable].first + element, env->when);
    uint32_t count = en_space_dimension_of(l->space, r->definition, k)->count;
    if (r->at[k].element != EN_SPACE_NONE) return pick(l, env, r, k + 1, element * count + r->at[k].element);
    en_arena arena = en_arena_make(l->arena.allocator);
    en_value *from = en_arena_array(&arena, count, sizeof *from), value = EN_VALUE_NONE;
    bool whole = from != NULL;
    l->out_of_memory = l->out_of_memory || !from;
    for (uint32_t e = 0; e < count && from; e++) {
        from[e] = pick(l, env, r, k + 1, element * count + e);
        whole = whole && from[e] != EN_VALUE_NONE;
    }
    if (whole) value = en_value_pick(&l->graph, from, count, r->at[k].value);
    en_arena_free(&arena);
    return value;
}

static bool has_no_value(const en_space_definition *d)
{
    return d->written->kind == EN_PLAN_MODULE || d->written->kind == EN_PLAN_GRAPH;
}

en_value en_lower_reference(en_lowering *l, const en_env *env, uint32_t node)
{
    reference r = refer(l, env, node);
    if (r.lost) return r.instead;
    if (has_no_value(r.definition)) return en_lower_fault(l, env, node, EN_W_PLAN_NO_VALUE, 0, NULL);
    return pick(l, env, &r, 0, 0);
}

uint32_t en_lower_slot_of(en_lowering *l, const en_env *env, uint32_t node, en_value *value)
{
    reference r = refer(l, env, node);
    *value = r.instead;
    if (r.lost) return EN_SPACE_NONE;
    uint32_t element = 0;
    for (uint32_t k = 0; k < r.definition->rank; k++) {
        if (r.at[k].element == EN_SPACE_NONE) {
            *value = en_lower_fault(l, env, node, EN_W_PLAN_SUBSCRIPT_COMPUTED, 0, NULL);
            return EN_SPACE_NONE;
        }
        element = element * en_space_dimension_of(l->space, r.definition, k)->count + r.at[k].element;
    }
    return l->space->variables[r.variable].first + element;
}

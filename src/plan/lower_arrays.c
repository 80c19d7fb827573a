/* See lower.h: functions that go through arrays (XMILE 1.0, section 3.7.1.3).
 *
 * What an argument leaves open becomes an axis: `*`, `*:dimension`, a range, a dimension that is not bound,
 * and each dimension of an array's name alone. Equal ones in one argument are gone through together, so that
 * SUM(a[*] * b[*]) is a scalar product.
 */
#include "lower.h"

typedef struct open_axes {
    en_axis at[EN_LOWER_MOST_AXES]; /* env's, then the open ones */
    uint32_t bound, count;
    bool lost;
} open_axes;

static void open_axis(en_lowering *l, const en_env *env, open_axes *open, en_axis axis, uint32_t node)
{
    for (uint32_t k = open->bound; k < open->count; k++) {
        const en_axis *known = &open->at[k];
        if (known->dimension != axis.dimension || known->ordinal != axis.ordinal) continue;
        if (known->from != axis.from || known->to != axis.to) {
            (void)en_lower_fault(l, env, node, EN_W_PLAN_RANGES_DIFFER, 0, NULL);
            open->lost = true;
        }
        return;
    }
    if (open->count == EN_LOWER_MOST_AXES) {
        (void)en_lower_fault(l, env, node, EN_W_PLAN_TOO_MANY_AXES, 0, NULL);
        open->lost = true;
        return;
    }
    open->at[open->count++] = axis;
}

static en_axis whole(const en_lowering *l, uint32_t dimension, uint32_t ordinal)
{
    return (en_axis){.dimension = dimension, .ordinal = ordinal, .to = l->space->dimensions[dimension].count};
}

/* An end of a range: an element's name, or its number. */
static uint32_t end_of_range(const en_lowering *l, const en_env *env, uint32_t dimension, uint32_t node)
{
    const en_expr_node *n = &env->formula->expr.nodes[node];
    const en_space_dimension *d = &l->space->dimensions[dimension];
    if (n->kind == EN_EXPR_NAME) return en_ids_find(&d->elements, en_expr_key(&env->formula->expr, node));
    bool is = n->kind == EN_EXPR_NUMBER && n->number >= 1 && n->number < d->count + 1.0;
    return is ? (uint32_t)n->number - 1 : EN_SPACE_NONE;
}

static void open_range(en_lowering *l, const en_env *env, open_axes *open, en_axis axis, uint32_t node)
{
    uint32_t from = end_of_range(l, env, axis.dimension, en_expr_child(&env->formula->expr, node, 0));
    uint32_t to = end_of_range(l, env, axis.dimension, en_expr_child(&env->formula->expr, node, 1));
    if (from == EN_SPACE_NONE || to == EN_SPACE_NONE || to < from) {
        (void)en_lower_fault(l, env, node, EN_W_PLAN_RANGE, 0, NULL);
        open->lost = true;
        return;
    }
    axis.from = from;
    axis.to = to + 1;
    open_axis(l, env, open, axis, node);
}

static bool is_bound(const en_env *env, uint32_t dimension)
{
    for (uint32_t k = 0; k < env->axis_count; k++)
        if (env->axes[k].dimension == dimension) return true;
    return false;
}

/* A dimension's name that no variable has: open, unless the equation is at one of its elements. */
static void open_name(en_lowering *l, const en_env *env, open_axes *open, uint32_t node, uint32_t ordinal)
{
    en_str key = en_expr_key(&env->formula->expr, node);
    uint32_t dimension = en_ids_find(&l->space->dimension_names, key);
    if (dimension == EN_IDS_NONE || is_bound(env, dimension) ||
        en_space_find(l->space, env->scope, key) != EN_SPACE_NONE)
        return;
    open_axis(l, env, open, whole(l, dimension, ordinal), node);
}

static void open_subscript(en_lowering *l, const en_env *env, open_axes *open, const en_space_definition *d,
                           uint32_t k, uint32_t node)
{
    const en_expr_node *n = &env->formula->expr.nodes[node];
    uint32_t ordinal = en_space_ordinal(d, k), dimension = d->dimensions[k];
    if (n->kind == EN_EXPR_NAME) {
        if (en_ids_find(&l->space->dimensions[dimension].elements, en_expr_key(&env->formula->expr, node)) ==
            EN_IDS_NONE)
            open_name(l, env, open, node, ordinal);
        return;
    }
    if (n->kind == EN_EXPR_RANGE) open_range(l, env, open, whole(l, dimension, ordinal), node);
    if (n->kind != EN_EXPR_ALL) return;
    if (n->name != EN_EXPR_NONE)
        dimension = en_ids_find(&l->space->dimension_names, env->formula->expr.names[n->name].key);
    if (dimension != EN_IDS_NONE) open_axis(l, env, open, whole(l, dimension, ordinal), node);
}

static bool calls_array_function(const en_lowering *l, const en_env *env, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    uint32_t callee = en_expr_child(expr, node, 0);
    if (expr->nodes[callee].kind != EN_EXPR_NAME) return false;
    if (en_space_find(l->space, env->scope, en_expr_key(expr, callee)) != EN_SPACE_NONE) return false;
    const en_function *function = en_function_find(en_expr_key(expr, callee));
    return function && en_lower_is_array_function(en_function_id_of(function));
}

/* alone: the node is all of an argument, so that an array's name means the whole array whatever is bound. */
static void open_node(en_lowering *l, const en_env *env, open_axes *open, uint32_t node, bool alone);

static void open_subscripts(en_lowering *l, const en_env *env, open_axes *open, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    uint32_t name = en_expr_child(expr, node, 0);
    uint32_t variable = expr->nodes[name].kind == EN_EXPR_NAME
                            ? en_space_find(l->space, env->scope, en_expr_key(expr, name))
                            : EN_SPACE_NONE;
    if (variable == EN_SPACE_NONE) return;
    const en_space_definition *d = l->space->variables[variable].definition;
    for (uint32_t k = 0; k + 1 < expr->nodes[node].count && k < d->rank; k++)
        open_subscript(l, env, open, d, k, en_expr_child(expr, node, 1 + k));
}

static void open_whole(en_lowering *l, const en_env *env, open_axes *open, uint32_t node, bool alone)
{
    uint32_t variable = en_space_find(l->space, env->scope, en_expr_key(&env->formula->expr, node));
    if (variable == EN_SPACE_NONE) {
        open_name(l, env, open, node, 0);
        return;
    }
    const en_space_definition *d = l->space->variables[variable].definition;
    for (uint32_t k = 0; k < d->rank; k++) {
        if (alone || !is_bound(env, d->dimensions[k]))
            open_axis(l, env, open, whole(l, d->dimensions[k], en_space_ordinal(d, k)), node);
    }
}

static void open_node(en_lowering *l, const en_env *env, open_axes *open, uint32_t node, bool alone)
{
    const en_expr *expr = &env->formula->expr;
    const en_expr_node *n = &expr->nodes[node];
    en_env inner = *env;
    if (++inner.depth > EN_LOWER_MOST_DEPTH || open->lost) return; /* en_lower tells of it */
    if (n->kind == EN_EXPR_NAME) open_whole(l, &inner, open, node, alone);
    else if (n->kind == EN_EXPR_SUBSCRIPT) open_subscripts(l, &inner, open, node);
    else if (n->kind != EN_EXPR_CALL || !calls_array_function(l, env, node))
        for (uint32_t k = n->kind == EN_EXPR_CALL; k < n->count; k++)
            open_node(l, &inner, open, en_expr_child(expr, node, k), false);
}

/* What an array function has seen of its arguments so far. */
typedef struct tally {
    en_value value, squares;
    uint32_t count;
    bool lost;
} tally;

static void take(en_lowering *l, en_function_id id, tally *t, en_value x)
{
    static const en_op ops[EN_FUNCTION_COUNT] = {[EN_FUNCTION_MAX] = EN_OP_MAX,
                                                 [EN_FUNCTION_VMAX] = EN_OP_MAX,
                                                 [EN_FUNCTION_MIN] = EN_OP_MIN,
                                                 [EN_FUNCTION_VMIN] = EN_OP_MIN,
                                                 [EN_FUNCTION_PROD] = EN_OP_MULTIPLY};
    en_op op = ops[id] ? ops[id] : EN_OP_ADD;
    t->lost = t->lost || x == EN_VALUE_NONE;
    t->value = t->count++ == 0 ? x : en_lower_op(l, op, t->value, x);
}

void en_lower_each_element(en_lowering *l, const en_env *env, uint32_t node, en_lower_visit *visit,
                           void *user)
{
    open_axes open = {.bound = env->axis_count, .count = env->axis_count};
    if (env->axis_count) memcpy(open.at, env->axes, env->axis_count * sizeof *open.at);
    open_node(l, env, &open, node, true);
    if (open.lost) {
        visit(l, user, en_lower_constant(l, 1));
        return;
    }
    en_env inner = *env;
    inner.axes = open.at;
    inner.axis_count = open.count;
    for (uint32_t k = open.bound; k < open.count; k++) {
        open.at[k].element = open.at[k].from;
        inner.site *= open.at[k].to - open.at[k].from; /* so that all sites below this function differ */
    }
    for (bool more = true; more && !en_lower_stopped(l);) {
        visit(l, user, en_lower(l, &inner, node));
        inner.site++;
        uint32_t k = open.count;
        while (k > open.bound && ++open.at[k - 1].element == open.at[k - 1].to) {
            open.at[k - 1].element = open.at[k - 1].from;
            k--;
        }
        more = k > open.bound;
    }
}

typedef struct folding {
    en_function_id id;
    tally tally;
} folding;

static void fold_one(en_lowering *l, void *user, en_value x)
{
    folding *f = user;
    take(l, f->id, &f->tally, x);
}

static void count_one(en_lowering *l, void *user, en_value x)
{
    (void)l;
    (void)x;
    ++*(uint32_t *)user;
}

typedef struct spread {
    en_value mean, squares;
} spread;

static void square_one(en_lowering *l, void *user, en_value x)
{
    spread *s = user;
    en_value from_mean = en_lower_op(l, EN_OP_SUBTRACT, x, s->mean);
    s->squares = en_lower_op(l, EN_OP_ADD, s->squares, en_lower_op(l, EN_OP_MULTIPLY, from_mean, from_mean));
}

static folding fold(en_lowering *l, const en_env *env, en_function_id id, const uint32_t *arguments,
                    uint32_t count)
{
    folding f = {.id = id, .tally = {.value = EN_VALUE_NONE}};
    for (uint32_t a = 0; a < count; a++) en_lower_each_element(l, env, arguments[a], fold_one, &f);
    return f;
}

/* Of all that there are, not of a sample: divided by their number. */
static en_value deviation(en_lowering *l, const en_env *env, const uint32_t *arguments, uint32_t count)
{
    folding f = fold(l, env, EN_FUNCTION_SUM, arguments, count);
    en_value n = en_lower_constant(l, f.tally.count);
    spread s = {.mean = en_lower_op(l, EN_OP_DIVIDE, f.tally.value, n), .squares = en_lower_constant(l, 0)};
    for (uint32_t a = 0; a < count; a++) en_lower_each_element(l, env, arguments[a], square_one, &s);
    return en_value_make(&l->graph, EN_OP_SQRT, en_lower_op(l, EN_OP_DIVIDE, s.squares, n), 0, 0);
}

bool en_lower_is_array_function(en_function_id id)
{
    switch ((int)id) {
    case EN_FUNCTION_MAX:
    case EN_FUNCTION_MIN:
    case EN_FUNCTION_MEAN:
    case EN_FUNCTION_RANK:
    case EN_FUNCTION_SIZE:
    case EN_FUNCTION_STDDEV:
    case EN_FUNCTION_SUM:
    case EN_FUNCTION_PROD:
    case EN_FUNCTION_VMAX:
    case EN_FUNCTION_VMIN: return true;
    default: return false;
    }
}

/* A single conveyor or queue: an array of batches or slats in the eyes of an array function. */
static bool is_one_device(en_lowering *l, const en_env *env, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    bool indexed = expr->nodes[node].kind == EN_EXPR_SUBSCRIPT;
    uint32_t name = indexed ? en_expr_child(expr, node, 0) : node;
    if (expr->nodes[name].kind != EN_EXPR_NAME) return false;
    uint32_t variable = en_space_find(l->space, env->scope, en_expr_key(expr, name));
    if (variable == EN_SPACE_NONE || !en_lower_is_device(l->space, variable)) return false;
    open_axes open = {.bound = env->axis_count, .count = env->axis_count};
    open_node(l, env, &open, node, true);
    return open.count == open.bound;
}

/* The argument that is one, where that is not the same as all that it holds; else EN_VALUE_NONE. */
static uint32_t find_device(en_lowering *l, const en_env *env, en_function_id id, const uint32_t *arguments,
                            uint32_t count)
{
    bool of_each = id != EN_FUNCTION_MAX && id != EN_FUNCTION_MIN;
    if (id == EN_FUNCTION_SUM || (count > 1 && !of_each)) return EN_VALUE_NONE;
    for (uint32_t a = 0; a < count; a++)
        if (is_one_device(l, env, arguments[a])) return arguments[a];
    return EN_VALUE_NONE;
}

en_value en_lower_arrays(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                         const uint32_t *arguments, uint32_t count)
{
    uint32_t device = find_device(l, env, id, arguments, id == EN_FUNCTION_RANK && count > 1 ? 1 : count);
    if (device != EN_VALUE_NONE) return en_lower_fault(l, env, device, EN_W_PLAN_DEVICE_WITHIN, 0, NULL);
    if (id == EN_FUNCTION_RANK) return en_lower_rank(l, env, node, arguments, count);
    if (count == 0) return en_lower_fault(l, env, node, EN_W_PLAN_NAME_OF_FUNCTION, 0, NULL);
    if (id == EN_FUNCTION_STDDEV) return deviation(l, env, arguments, count);
    if (id == EN_FUNCTION_SIZE) {
        const en_expr_node *n = &env->formula->expr.nodes[arguments[0]];
        uint32_t size = 0, dimension = EN_IDS_NONE;
        if (n->kind == EN_EXPR_NAME)
            dimension =
                en_ids_find(&l->space->dimension_names, en_expr_key(&env->formula->expr, arguments[0]));
        if (dimension != EN_IDS_NONE) return en_lower_constant(l, l->space->dimensions[dimension].count);
        en_lower_each_element(l, env, arguments[0], count_one, &size);
        return en_lower_constant(l, size);
    }
    folding f = fold(l, env, id, arguments, count);
    if (f.tally.lost) return EN_VALUE_NONE;
    if (id != EN_FUNCTION_MEAN) return f.tally.value;
    return en_lower_op(l, EN_OP_DIVIDE, f.tally.value, en_lower_constant(l, f.tally.count));
}

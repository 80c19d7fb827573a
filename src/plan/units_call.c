/* Forms of names and calls: variables, functions by their rules in functions.h, and macros, which are gone
 * through anew at each call, since what they give has the unit that their arguments make. See units_check.h.
 */
#include "units_check.h"

#include "name.h"

/* What must agree besides the rule of functions.h, by argument: `s` with the first argument, `t` with time,
 * `-` with nothing. A last argument that is a seed, an order, or a trend to begin with is none of these. */
static const char *const agreements[EN_FUNCTION_COUNT] = {
    [EN_FUNCTION_LOGNORMAL] = "-s-", [EN_FUNCTION_NORMAL] = "-s-",  [EN_FUNCTION_RANDOM] = "-s-",
    [EN_FUNCTION_DELAY] = "-ts",     [EN_FUNCTION_DELAY1] = "-ts",  [EN_FUNCTION_DELAY3] = "-ts",
    [EN_FUNCTION_DELAYN] = "-t-s",   [EN_FUNCTION_FORCST] = "-tt-", [EN_FUNCTION_SMTH1] = "-ts",
    [EN_FUNCTION_SMTH3] = "-ts",     [EN_FUNCTION_SMTHN] = "-t-s",  [EN_FUNCTION_TREND] = "-t-",
    [EN_FUNCTION_PULSE] = "-tt",     [EN_FUNCTION_RAMP] = "-t",     [EN_FUNCTION_STEP] = "-t",
    [EN_FUNCTION_PREVIOUS] = "-s",   [EN_FUNCTION_MODULO] = "-s",
};

typedef struct function_call {
    const en_unit_env *env;
    uint32_t node, count;
    const uint32_t *arguments; /* nodes */
    const en_form *forms;
} function_call;

static const en_form lost = {.kind = EN_FORM_LOST};

static en_form form_of_argument(const function_call *k, uint32_t which)
{
    return which < k->count ? k->forms[k->arguments[which]] : lost;
}

static en_unit_side side_of(const function_call *k, uint32_t which)
{
    return en_side_of_node(k->arguments[which], form_of_argument(k, which));
}

static en_form agree(en_unit_checker *c, const function_call *k, en_word rule, en_unit_side a, en_unit_side b)
{
    return en_units_agree(c, k->env, k->node, rule, a, b);
}

/* From the argument `from` on, all have one unit. */
static en_form common(en_unit_checker *c, const function_call *k, uint32_t from, uint32_t to)
{
    en_form made = form_of_argument(k, from);
    for (uint32_t i = from + 1; i < to && i < k->count; i++) {
        en_unit_side first = en_side_of_node(k->arguments[from], made);
        made = agree(c, k, EN_W_PLAN_UNITS_ARGUMENTS, first, side_of(k, i));
    }
    return made;
}

static en_form time_form(en_unit_checker *c) { return en_form_of(c, en_units_time(c)); }

/* 2 * PI * TIME / 20: time, multiplied or divided by numbers that are written out, which may well be a period
 * or a rate. */
static bool is_scaled_time(en_unit_checker *c, const function_call *k, uint32_t which)
{
    const en_expr *expr = &k->env->formula->expr;
    en_form form = form_of_argument(k, which),
            over = en_form_multiply(c, en_form_pure(), time_form(c), (en_ratio){-1, 1});
    uint32_t node = k->arguments[which];
    bool time = en_unit_equal(form.unit, time_form(c).unit) || en_unit_equal(form.unit, over.unit),
         scaled = false;
    while (expr->nodes[node].kind == EN_EXPR_MULTIPLY || expr->nodes[node].kind == EN_EXPR_DIVIDE ||
           expr->nodes[node].kind == EN_EXPR_NEGATE) {
        uint32_t last = en_expr_child(expr, node, expr->nodes[node].count - 1);
        scaled = scaled || k->forms[last].kind == EN_FORM_NUMBER;
        node = en_expr_child(expr, node, 0);
    }
    return time && form.kind == EN_FORM_UNIT && (scaled || k->forms[node].kind == EN_FORM_NUMBER);
}

static en_form pure(en_unit_checker *c, const function_call *k)
{
    bool numbers = true;
    for (uint32_t i = 0; i < k->count; i++) {
        numbers = numbers && form_of_argument(k, i).kind == EN_FORM_NUMBER;
        if (is_scaled_time(c, k, i)) continue;
        (void)agree(c, k, EN_W_PLAN_UNITS_PURE, side_of(k, i), en_side_of_node(EN_EXPR_NONE, en_form_pure()));
    }
    return numbers ? (en_form){.kind = EN_FORM_NUMBER} : en_form_pure();
}

/* The first argument's form, times time to a power; a number that is written out fits, whatever comes of it.
 */
static en_form with_time(en_unit_checker *c, const function_call *k, int32_t power)
{
    en_form first = form_of_argument(k, 0);
    if (first.kind == EN_FORM_NUMBER) return (en_form){.kind = EN_FORM_NUMBER};
    return en_form_multiply(c, first, time_form(c), (en_ratio){power, 1});
}

static en_form quotient(en_unit_checker *c, const function_call *k)
{
    en_form made = en_form_multiply(c, form_of_argument(k, 0), form_of_argument(k, 1), (en_ratio){-1, 1});
    if (k->count < 3) return made;
    return agree(c, k, EN_W_PLAN_UNITS_ARGUMENTS, side_of(k, 2), en_side_of_node(k->node, made));
}

/* Of an array, nobody knows here how many elements are multiplied. */
static en_form product(en_unit_checker *c, const function_call *k)
{
    en_form made = form_of_argument(k, 0);
    if (k->count == 1) return made.kind == EN_FORM_UNIT && made.unit.count == 0 ? made : lost;
    for (uint32_t i = 1; i < k->count; i++)
        made = en_form_multiply(c, made, form_of_argument(k, i), (en_ratio){1, 1});
    return made;
}

static en_form graph(en_unit_checker *c, const function_call *k)
{
    if (k->count == 0) return lost;
    uint32_t name = k->arguments[0];
    if (k->env->formula->expr.nodes[name].kind == EN_EXPR_SUBSCRIPT)
        name = en_expr_child(&k->env->formula->expr, name, 0);
    uint32_t variable = en_units_variable(c, k->env, name);
    return variable == EN_SPACE_NONE ? lost : en_form_of(c, variable);
}

static en_form result(en_unit_checker *c, const function_call *k, en_function_unit rule)
{
    en_form number = {.kind = EN_FORM_NUMBER};
    switch (rule) {
    case EN_UNIT_NONE: return number;
    case EN_UNIT_PURE: return pure(c, k);
    case EN_UNIT_FIRST: {
        en_form first = form_of_argument(k, 0);
        first.valued = false;
        return first;
    }
    case EN_UNIT_COMMON: return common(c, k, 0, k->count);
    case EN_UNIT_BRANCHES: return agree(c, k, EN_W_PLAN_UNITS_BRANCHES, side_of(k, 1), side_of(k, 2));
    case EN_UNIT_TIME: return time_form(c);
    case EN_UNIT_PER_TIME: return en_form_multiply(c, en_form_pure(), time_form(c), (en_ratio){-1, 1});
    case EN_UNIT_FIRST_PER_TIME: return with_time(c, k, -1);
    case EN_UNIT_FIRST_TIMES_TIME: return with_time(c, k, 1);
    case EN_UNIT_ROOT:
        return form_of_argument(k, 0).kind == EN_FORM_NUMBER
                   ? number
                   : en_form_multiply(c, en_form_pure(), form_of_argument(k, 0), (en_ratio){1, 2});
    case EN_UNIT_QUOTIENT: return quotient(c, k);
    case EN_UNIT_PRODUCT: return product(c, k);
    case EN_UNIT_GRAPH: return graph(c, k);
    case EN_UNIT_SELF: return k->env->self == EN_SPACE_NONE ? lost : en_form_of(c, k->env->self);
    case EN_UNIT_ANY: break;
    }
    return lost;
}

static en_form function_of(en_unit_checker *c, const function_call *k, const en_function *function)
{
    const char *agreement = agreements[en_function_id_of(function)];
    for (uint32_t i = 1; agreement && i < k->count && agreement[i]; i++) {
        if (agreement[i] == 's') (void)agree(c, k, EN_W_PLAN_UNITS_ARGUMENTS, side_of(k, i), side_of(k, 0));
        if (agreement[i] == 't')
            (void)agree(c, k, EN_W_PLAN_UNITS_TIME, side_of(k, i),
                        en_side_of_variable(en_units_time(c), time_form(c)));
    }
    return result(c, k, function->unit);
}

/* ---- Macros */

static en_form local_form(en_unit_checker *c, const en_unit_call *call, uint32_t which);
static en_form call_macro(en_unit_checker *c, const en_unit_env *env, uint32_t node, uint32_t macro,
                          const en_form *forms);

/* The definition of a name within a macro; EN_IDS_NONE. */
static uint32_t find_local(const en_unit_env *env, en_str key)
{
    en_str rest = key, part;
    if (!env->call || !en_qualified_next(&rest, &part) || rest.at) return EN_IDS_NONE;
    return en_ids_find(&env->call->macro->names, part);
}

static en_form root_of(en_unit_checker *c, const en_unit_env *env)
{
    if (!env->formula->given || env->formula->faulty) return lost;
    const en_form *forms = en_units_forms(c, env);
    return forms ? forms[en_expr_root(&env->formula->expr)] : lost;
}

/* A number that is written out may have any unit, if nobody says which. */
static en_form unit_of_local(en_unit_checker *c, const en_unit_call *call, uint32_t which)
{
    const en_space_definition *d = &call->macro->definitions[which];
    const en_known_unit *declared = &c->declared[call->model][which];
    en_unit_env env = {
        .formula = &d->bodies[0].formulas[EN_FORMULA_EQUATION], .self = EN_SPACE_NONE, .call = call};
    bool curve = d->bodies[0].written && d->bodies[0].written->graph;
    en_form form = root_of(c, &env), own = {.kind = EN_FORM_UNIT, .unit = declared->unit};
    if (declared->how == EN_KNOWN_DECLARED) {
        if (!curve && form.kind != EN_FORM_LOST)
            (void)en_units_agree(c, &env, en_expr_root(&env.formula->expr), EN_W_PLAN_UNITS_EQUATION,
                                 en_side_of_node(en_expr_root(&env.formula->expr), form),
                                 en_side_of_node(EN_EXPR_NONE, own));
        return own;
    }
    return curve || form.kind == EN_FORM_NUMBER ? lost : form;
}

static en_form local_form(en_unit_checker *c, const en_unit_call *call, uint32_t which)
{
    if (which < call->argument_count) return call->arguments[which];
    if (which < call->macro->parameters || call->stages[which] == EN_UNIT_OPEN) return lost;
    if (call->stages[which] == EN_UNIT_NEW && c->nested < EN_UNITS_MOST_NESTED) {
        call->stages[which] = EN_UNIT_OPEN;
        c->nested++;
        call->locals[which] = unit_of_local(c, call, which);
        c->nested--;
        call->stages[which] = EN_UNIT_DONE;
    }
    return call->locals[which];
}

/* All of its definitions are looked at, not only what the result uses. */
static en_form call_macro(en_unit_checker *c, const en_unit_env *env, uint32_t node, uint32_t macro,
                          const en_form *forms)
{
    const en_expr *expr = &env->formula->expr;
    uint32_t model = c->space->macro_first + macro, depth = env->call ? env->call->depth + 1 : 1;
    const en_space_model *m = &c->space->models[model];
    bool called = expr->nodes[node].kind == EN_EXPR_CALL;
    uint32_t given = called ? expr->nodes[node].count - 1 : 0;
    if (depth > EN_SPACE_MOST_NESTED || c->calls >= EN_UNITS_MOST_CALLS || given > m->parameters) return lost;
    c->calls++;
    en_form *arguments = en_arena_array(&c->scratch, given, sizeof *arguments);
    en_unit_call inner = {
        .macro = m, .model = model, .depth = depth, .arguments = arguments, .argument_count = given};
    inner.locals = en_arena_array(&c->scratch, m->count, sizeof *inner.locals);
    inner.stages = en_arena_array(&c->scratch, m->count, sizeof *inner.stages);
    if (!arguments || !inner.locals || !inner.stages) {
        c->out_of_memory = true;
        return lost;
    }
    for (uint32_t i = 0; i < given; i++) arguments[i] = forms[en_expr_child(expr, node, 1 + i)];
    for (uint32_t i = m->parameters; i < m->count; i++) (void)local_form(c, &inner, i);
    en_unit_env within = {.formula = &m->result, .self = EN_SPACE_NONE, .call = &inner};
    en_form made = root_of(c, &within);
    return made.kind == EN_FORM_NUMBER ? lost : made;
}

/* ---- Names and calls */

static bool is_element_or_dimension(const en_space *space, en_str key)
{
    if (en_ids_find(&space->dimension_names, key) != EN_IDS_NONE) return true;
    for (uint32_t d = 0; d < space->dimension_count; d++)
        if (en_ids_find(&space->dimensions[d].elements, key) != EN_IDS_NONE) return true;
    en_str rest = key, part, last;
    bool two = en_qualified_next(&rest, &part) && rest.at && en_qualified_next(&rest, &last) && !rest.at;
    return two && en_str_is(last, "size") && en_ids_find(&space->dimension_names, part) != EN_IDS_NONE;
}

en_form en_units_name(en_unit_checker *c, const en_unit_env *env, uint32_t node)
{
    en_str key = en_expr_key(&env->formula->expr, node);
    uint32_t local = find_local(env, key), variable = en_units_variable(c, env, node);
    if (local != EN_IDS_NONE) return local_form(c, env->call, local);
    if (variable != EN_SPACE_NONE) return en_form_of(c, variable);
    if (is_element_or_dimension(c->space, key)) return (en_form){.kind = EN_FORM_NUMBER};
    uint32_t macro = en_ids_find(&c->space->macro_names, key);
    bool alone = macro != EN_IDS_NONE && c->space->models[c->space->macro_first + macro].parameters == 0;
    if (macro != EN_IDS_NONE) return alone ? call_macro(c, env, node, macro, NULL) : lost;
    const en_function *function = en_function_find(key);
    function_call none = {.env = env, .node = node};
    return function && function->least == 0 ? function_of(c, &none, function) : lost;
}

en_form en_units_call(en_unit_checker *c, const en_unit_env *env, uint32_t node, const en_form *forms)
{
    const en_expr *expr = &env->formula->expr;
    const uint32_t *children = &expr->links[expr->nodes[node].first];
    uint32_t callee = children[0];
    if (expr->nodes[callee].kind != EN_EXPR_NAME) return forms[callee];
    en_str key = en_expr_key(expr, callee);
    if (en_units_variable(c, env, callee) != EN_SPACE_NONE || find_local(env, key) != EN_IDS_NONE)
        return forms[callee];
    uint32_t macro = en_ids_find(&c->space->macro_names, key);
    if (macro != EN_IDS_NONE) return call_macro(c, env, node, macro, forms);
    const en_function *function = en_function_find(key);
    function_call k = {.env = env,
                       .node = node,
                       .count = expr->nodes[node].count - 1,
                       .arguments = children + 1,
                       .forms = forms};
    return function ? function_of(c, &k, function) : lost;
}

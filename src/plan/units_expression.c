/* Forms of expressions, from the leaves of the tree to its root, without recursion. See units_check.h. */
#include "units_check.h"

static en_form number(double value)
{
    en_form form = {.kind = EN_FORM_NUMBER};
    form.valued = en_ratio_of(value, &form.value);
    return form;
}

uint32_t en_units_variable(const en_unit_checker *c, const en_unit_env *env, uint32_t node)
{
    const en_expr_node *n = &env->formula->expr.nodes[node];
    if (n->kind != EN_EXPR_NAME) return EN_SPACE_NONE;
    if (env->resolved) return env->resolved[n->name];
    en_str key = env->formula->expr.names[n->name].key;
    return key.size && key.at[0] == '.' ? en_space_find_written(c->space, 0, key) : EN_SPACE_NONE;
}

static en_form sum(en_unit_checker *c, const en_unit_env *env, uint32_t node, const en_form *a,
                   const en_form *b)
{
    const en_expr *expr = &env->formula->expr;
    bool minus = expr->nodes[node].kind == EN_EXPR_SUBTRACT,
         remainder = expr->nodes[node].kind == EN_EXPR_MODULO;
    if (a->kind != EN_FORM_NUMBER || b->kind != EN_FORM_NUMBER)
        return en_units_agree(c, env, node, remainder ? EN_W_PLAN_UNITS_ARGUMENTS : EN_W_PLAN_UNITS_SUM,
                              en_side_of_node(en_expr_child(expr, node, 0), *a),
                              en_side_of_node(en_expr_child(expr, node, 1), *b));
    en_form made = {.kind = EN_FORM_NUMBER};
    en_ratio other = {minus ? -b->value.above : b->value.above, b->value.below};
    made.valued = a->valued && b->valued && !remainder && en_ratio_add(a->value, other, &made.value);
    return made;
}

/* A number as exponent raises the unit; any other exponent is dimensionless, as what it raises then is. */
static en_form power(en_unit_checker *c, const en_unit_env *env, uint32_t node, const en_form *a,
                     const en_form *b)
{
    const en_expr *expr = &env->formula->expr;
    en_form pure = en_form_pure(), lost = {.kind = EN_FORM_LOST};
    en_unit_side base = en_side_of_node(en_expr_child(expr, node, 0), *a),
                 exponent = en_side_of_node(en_expr_child(expr, node, 1), *b);
    if (b->kind == EN_FORM_NUMBER && a->kind == EN_FORM_NUMBER) return (en_form){.kind = EN_FORM_NUMBER};
    if (b->kind == EN_FORM_NUMBER && b->valued) return en_form_multiply(c, pure, *a, b->value);
    if (b->kind == EN_FORM_NUMBER) return a->unit.count ? lost : *a;
    bool known = b->kind == EN_FORM_UNIT && !en_form_is_open(b);
    (void)en_units_agree(c, env, node, EN_W_PLAN_UNITS_EXPONENT, exponent,
                         en_side_of_node(EN_EXPR_NONE, pure));
    if (a->kind == EN_FORM_NUMBER) return pure;
    if (!known || en_form_is_open(a)) return lost;
    return en_units_agree(c, env, node, EN_W_PLAN_UNITS_BASE, base, en_side_of_node(EN_EXPR_NONE, pure));
}

static en_form comparison(en_unit_checker *c, const en_unit_env *env, uint32_t node, const en_form *a,
                          const en_form *b)
{
    const en_expr *expr = &env->formula->expr;
    (void)en_units_agree(c, env, node, EN_W_PLAN_UNITS_COMPARISON,
                         en_side_of_node(en_expr_child(expr, node, 0), *a),
                         en_side_of_node(en_expr_child(expr, node, 1), *b));
    return en_form_pure();
}

static en_form binary(en_unit_checker *c, const en_unit_env *env, uint32_t node, const en_form *forms)
{
    const en_expr *expr = &env->formula->expr;
    const en_form *a = &forms[en_expr_child(expr, node, 0)], *b = &forms[en_expr_child(expr, node, 1)];
    switch ((int)expr->nodes[node].kind) {
    case EN_EXPR_POWER: return power(c, env, node, a, b);
    case EN_EXPR_MULTIPLY: return en_form_multiply(c, *a, *b, (en_ratio){1, 1});
    case EN_EXPR_DIVIDE: return en_form_multiply(c, *a, *b, (en_ratio){-1, 1});
    case EN_EXPR_ADD:
    case EN_EXPR_SUBTRACT:
    case EN_EXPR_MODULO: return sum(c, env, node, a, b);
    case EN_EXPR_AND:
    case EN_EXPR_OR: return en_form_pure();
    default: return comparison(c, env, node, a, b);
    }
}

static en_form negated(en_form form)
{
    form.value.above = -form.value.above;
    return form;
}

static en_form form_of(en_unit_checker *c, const en_unit_env *env, uint32_t node, const en_form *forms)
{
    const en_expr *expr = &env->formula->expr;
    const en_expr_node *n = &expr->nodes[node];
    uint32_t first =
        n->count ? en_expr_child(expr, node, 0) : node; /* a leaf has no form yet, and needs none */
    switch ((int)n->kind) {
    case EN_EXPR_NUMBER: return number(n->number);
    case EN_EXPR_NAME: return en_units_name(c, env, node);
    case EN_EXPR_CALL: return en_units_call(c, env, node, forms);
    case EN_EXPR_SUBSCRIPT:
    case EN_EXPR_TRANSPOSE:
    case EN_EXPR_PLUS: return forms[first];
    case EN_EXPR_NEGATE: return negated(forms[first]);
    case EN_EXPR_NOT: return en_form_pure();
    case EN_EXPR_IF:
        return en_units_agree(
            c, env, node, EN_W_PLAN_UNITS_BRANCHES,
            en_side_of_node(en_expr_child(expr, node, 1), forms[en_expr_child(expr, node, 1)]),
            en_side_of_node(en_expr_child(expr, node, 2), forms[en_expr_child(expr, node, 2)]));
    case EN_EXPR_LIST:
    case EN_EXPR_EMPTY:
    case EN_EXPR_ALL:
    case EN_EXPR_RANGE:
    case EN_EXPR_POSITION: return (en_form){.kind = EN_FORM_LOST};
    default: return binary(c, env, node, forms);
    }
}

const en_form *en_units_forms(en_unit_checker *c, const en_unit_env *env)
{
    const en_expr *expr = &env->formula->expr;
    en_form *forms = en_arena_array(&c->scratch, expr->node_count, sizeof *forms);
    if (!forms) c->out_of_memory = true;
    for (uint32_t n = 0; n < expr->node_count && !c->out_of_memory; n++) forms[n] = form_of(c, env, n, forms);
    return c->out_of_memory ? NULL : forms;
}

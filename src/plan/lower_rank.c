/* See lower.h: RANK(A, k[, B]), the position of the element of A that is the k-th from the smallest, where
 * ties are broken by B, then by position (XMILE 1.0, section 3.7.1.3). SIZE alone as k is the number of
 * elements. Bound: quadratic in the elements. */
#include "lower.h"

enum { MOST_ELEMENTS = 512 };

typedef struct ranking {
    en_value at[MOST_ELEMENTS];
    uint32_t count;
    bool lost;
} ranking;

static void gather(en_lowering *l, void *user, en_value x)
{
    ranking *r = user;
    (void)l;
    r->lost = r->lost || x == EN_VALUE_NONE;
    if (r->count < MOST_ELEMENTS) r->at[r->count] = x;
    r->count++;
}

/* 1 where element j comes before element i. */
static en_value comes_before(en_lowering *l, const ranking *a, const ranking *ties, uint32_t j, uint32_t i)
{
    en_value equal = en_lower_op(l, EN_OP_EQUAL, a->at[j], a->at[i]), first = en_lower_constant(l, j < i);
    if (ties->count > 0) {
        en_value tied =
            en_lower_op(l, EN_OP_AND, en_lower_op(l, EN_OP_EQUAL, ties->at[j], ties->at[i]), first);
        first = en_lower_op(l, EN_OP_OR, en_lower_op(l, EN_OP_LESS, ties->at[j], ties->at[i]), tied);
    }
    return en_lower_op(l, EN_OP_OR, en_lower_op(l, EN_OP_LESS, a->at[j], a->at[i]),
                       en_lower_op(l, EN_OP_AND, equal, first));
}

static en_value position(en_lowering *l, const ranking *a, const ranking *ties, en_value k)
{
    en_value found = en_lower_constant(l, 0), one = en_lower_constant(l, 1);
    for (uint32_t i = 0; i < a->count; i++) {
        en_value rank = one;
        for (uint32_t j = 0; j < a->count; j++)
            if (j != i) rank = en_lower_op(l, EN_OP_ADD, rank, comes_before(l, a, ties, j, i));
        en_value here = en_lower_op(l, EN_OP_EQUAL, rank, k);
        found = en_lower_op(l, EN_OP_ADD, found,
                            en_lower_op(l, EN_OP_MULTIPLY, here, en_lower_constant(l, i + 1.0)));
    }
    return found;
}

static bool is_size(const en_lowering *l, const en_env *env, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    if (expr->nodes[node].kind != EN_EXPR_NAME ||
        en_space_find(l->space, env->scope, en_expr_key(expr, node)) != EN_SPACE_NONE)
        return false;
    const en_function *function = en_function_find(en_expr_key(expr, node));
    return function && en_function_id_of(function) == EN_FUNCTION_SIZE;
}

en_value en_lower_rank(en_lowering *l, const en_env *env, uint32_t node, const uint32_t *arguments,
                       uint32_t count)
{
    ranking a = {.count = 0}, ties = {.count = 0};
    en_lower_each_element(l, env, arguments[0], gather, &a);
    if (count > 2) en_lower_each_element(l, env, arguments[2], gather, &ties);
    if (a.count > MOST_ELEMENTS || (count > 2 && ties.count != a.count))
        return en_lower_fault(l, env, node, EN_W_PLAN_RANKED, 0, NULL);
    en_value k =
        is_size(l, env, arguments[1]) ? en_lower_constant(l, a.count) : en_lower(l, env, arguments[1]);
    return a.lost || ties.lost || k == EN_VALUE_NONE ? EN_VALUE_NONE : position(l, &a, &ties, k);
}

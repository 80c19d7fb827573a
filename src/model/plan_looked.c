/* See plan_looked.h. */
#include "plan_looked.h"

#include "plan_uses.h"

static bool is_finite(double value) { return value - value == 0; }

/* Whether the model itself writes INF, and nothing but signs around it. */
static bool is_infinite_by_word(const en_plan *plan, uint32_t slot)
{
    const en_expr *expr = &en_space_formula(&plan->space, slot, EN_FORMULA_EQUATION)->expr;
    bool infinite = false;
    for (uint32_t n = 0; n < expr->node_count; n++) {
        en_expr_kind kind = expr->nodes[n].kind;
        bool named = kind == EN_EXPR_NAME && en_str_is(en_expr_key(expr, n), "inf");
        if (!named && kind != EN_EXPR_PLUS && kind != EN_EXPR_NEGATE && kind != EN_EXPR_NUMBER &&
            kind != EN_EXPR_LIST)
            return false;
        infinite = infinite || named;
    }
    return infinite;
}

en_status en_looked_make(const en_planned *planned, const en_plan_columns *columns, en_arena *arena,
                         en_looked *looked)
{
    uint32_t all = planned->plan.space.slot_count, n = 0;
    bool *seen = en_arena_array(arena, all, sizeof *seen);
    size_t most = columns->count + planned->all.count;
    uint32_t *slots = en_arena_array(arena, most, sizeof *slots);
    bool *may_be_infinite = en_arena_array(arena, most, sizeof *may_be_infinite);
    if (!seen || !slots || !may_be_infinite) return EN_ERR_MEMORY;
    for (size_t i = 0; i < most; i++) {
        bool chosen = i < columns->count;
        uint32_t slot = chosen ? columns->at[i].slot : planned->all.at[i - columns->count].slot;
        if (seen[slot] && !chosen) continue;
        seen[slot] = true;
        may_be_infinite[n] = is_infinite_by_word(&planned->plan, slot);
        slots[n++] = slot;
    }
    *looked = (en_looked){planned, slots, may_be_infinite, n};
    return EN_OK;
}

typedef struct search {
    const bool *unsound; /* by variable */
    uint32_t self;
    bool found; /* it uses another one that is not */
} search;

static void look_at_use(void *user, uint32_t used)
{
    search *s = user;
    if (used != s->self && s->unsound[used]) s->found = true;
}

/* Whether the value of this variable comes from another one that is not finite either. After the start, a
 * stock's comes from the step before, in which all was finite. */
static bool follows(const en_plan *plan, uint32_t variable, const bool *unsound, bool at_start)
{
    search s = {unsound, variable, false};
    if (!at_start && plan->space.variables[variable].definition->written->kind == EN_PLAN_STOCK) return false;
    en_plan_uses(plan, variable, look_at_use, &s);
    return s.found;
}

en_status en_looked_culprit(const en_looked *looked, const double *now, bool at_start, uint32_t *culprit)
{
    const en_plan *plan = &looked->planned->plan;
    const uint32_t *variable_of = plan->space.variable_of;
    en_arena scratch = en_arena_make(NULL);
    bool *unsound = en_arena_array(&scratch, plan->space.variable_count, sizeof *unsound);
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < looked->count && unsound; i++)
        if (!is_finite(now[i]) && !looked->may_be_infinite[i]) unsound[variable_of[looked->slots[i]]] = true;
    for (uint32_t i = 0; i < looked->count && unsound; i++) {
        uint32_t variable = variable_of[looked->slots[i]];
        if (!unsound[variable] || is_finite(now[i])) continue;
        if (first == UINT32_MAX) first = i;
        if (follows(plan, variable, unsound, at_start)) continue;
        first = i;
        break;
    }
    en_arena_free(&scratch);
    *culprit = first;
    return first == UINT32_MAX ? EN_ERR_MEMORY : EN_OK;
}

en_plan_place en_slot_place(const en_plan *plan, uint32_t slot)
{
    const en_formula *equation = en_space_formula(&plan->space, slot, EN_FORMULA_EQUATION);
    if (equation->given) return en_plan_text_place(equation->text, 0);
    return plan->space.variables[plan->space.variable_of[slot]].definition->written->place;
}

/* See lower.h: calls of macros. Each call has a scope of its own, whose parameters are what stands at the
 * call. */
#include "lower.h"

static bool remember_call(en_lowering *l, uint32_t scope, const en_env *env, uint32_t node)
{
    en_frame *more = en_lower_grown(l, l->frames, &l->frame_room, (uint64_t)scope + 1, sizeof *more);
    en_axis *axes = en_arena_array(&l->arena, env->axis_count, sizeof *axes);
    if (more) l->frames = more;
    if (!more || !axes) {
        l->out_of_memory = true;
        return false;
    }
    if (env->axis_count) memcpy(axes, env->axes, env->axis_count * sizeof *axes);
    l->frames[scope] = (en_frame){.caller = *env, .node = node};
    l->frames[scope].caller.axes = axes;
    l->frames[scope].caller.depth = 0;
    return true;
}

uint32_t en_lower_enter_call(en_lowering *l, const en_env *env, uint32_t node, uint32_t macro)
{
    uint32_t scope;
    en_status status =
        en_space_enter(l->space, l->space->macro_first + macro, env->scope, en_str_of(""), true, &scope);
    if (status == EN_ERR_LIMIT) {
        (void)en_lower_fault(l, env, node, EN_W_PLAN_MACRO_DEEP, 0, NULL);
        l->too_large = true;
    }
    if (status == EN_ERR_MEMORY) l->out_of_memory = true;
    if (status != EN_OK) return EN_SPACE_NONE;
    return remember_call(l, scope, env, node) && en_lower_find_ends(l) ? scope : EN_SPACE_NONE;
}

static uint32_t scope_of_call(en_lowering *l, const en_env *env, uint32_t node, uint32_t macro)
{
    en_site site = {env->slot, env->formula->number, node, env->site};
    uint32_t scope = en_sites_find(&l->calls, site);
    if (scope != EN_SITES_NONE) return scope;
    scope = en_lower_enter_call(l, env, node, macro);
    if (scope == EN_SPACE_NONE) return EN_SITES_NONE;
    if (en_sites_add(&l->calls, l->arena.allocator, site, scope)) return scope;
    l->out_of_memory = true;
    return EN_SITES_NONE;
}

en_value en_lower_macro(en_lowering *l, const en_env *env, uint32_t node, uint32_t macro, uint32_t arguments)
{
    en_space_model *model = &l->space->models[l->space->macro_first + macro];
    uint32_t least = model->parameters;
    while (least > 0 && model->fallbacks[least - 1].given) least--;
    if (arguments < least || arguments > model->parameters) {
        en_arg arg = en_arg_int("count", model->parameters);
        return en_lower_fault(l, env, node, EN_W_PLAN_MACRO_ARGUMENTS, 1, &arg);
    }
    uint32_t scope = scope_of_call(l, env, node, macro);
    if (scope == EN_SITES_NONE) return EN_VALUE_NONE;
    en_value lost = EN_VALUE_NONE;
    if (model->macro->specs) scope = en_lower_run(l, env, node, macro, scope, &lost);
    if (scope == EN_SPACE_NONE) return lost;
    en_env inner = {
        .when = env->when, .scope = scope, .slot = env->slot, .formula = &model->result, .depth = env->depth};
    if (model->count > 0) inner.slot = l->space->variables[l->space->scopes[scope].first].first;
    if (!model->result.given) return en_lower_fault(l, env, node, EN_W_PLAN_MACRO_RESULT, 0, NULL);
    return en_lower(l, &inner, en_expr_root(&model->result.expr));
}

en_value en_lower_parameter(en_lowering *l, uint32_t slot, en_when when)
{
    const en_space_variable *v = &l->space->variables[l->space->variable_of[slot]];
    const en_space_scope *scope = &l->space->scopes[v->scope];
    uint32_t which = l->space->variable_of[slot] - scope->first;
    const en_moment *moment = l->frames[v->scope].moment;
    if (moment && moment->first != v->scope) { /* that of the first moment */
        uint32_t first = l->space->scopes[moment->first].first + which;
        return en_lower_need(l, l->space->variables[first].first + slot - v->first, when);
    }
    en_env caller = l->frames[v->scope].caller;
    caller.when = when;
    const en_expr *expr = &caller.formula->expr;
    uint32_t node = l->frames[v->scope].node;
    uint32_t given = expr->nodes[node].kind == EN_EXPR_CALL ? expr->nodes[node].count - 1 : 0;
    if (which < given) return en_lower(l, &caller, en_expr_child(expr, node, 1 + which));
    en_formula *fallback = &l->space->models[scope->model].fallbacks[which];
    en_env inner = {.when = when, .scope = v->scope, .slot = slot, .formula = fallback};
    return en_lower(l, &inner, en_expr_root(&fallback->expr));
}

/* See lower.h: macros that run by settings of their own (XMILE 1.0, sections 3.6.1 and 4.8.3).
 *
 * Such a macro runs from its start to its stop, as a model of its own, whenever it is called, and gives what
 * its equation is at the stop. Here that run is laid out: each of its moments is a scope, in which TIME is a
 * number, and a stock is an expression of the moments before. So its settings must be numbers when the
 * program is made (of parameters whose arguments are), and nothing in it may have a memory that lasts from
 * one call to the next. Bound: linear in the moments, of which a step has one (Euler), two or four.
 */
#include "lower.h"

#include <math.h>

enum { MOST_STEPS = 10000 };

const en_moment *en_lower_moment(const en_lowering *l, uint32_t scope)
{
    while (scope != EN_SPACE_NONE && l->space->scopes[scope].model >= l->space->macro_first) {
        if (l->frames[scope].moment) return l->frames[scope].moment;
        scope = l->space->scopes[scope].parent;
    }
    return NULL;
}

/* ---- settings */

typedef struct settings {
    double start, stop, dt;
    uint32_t steps;
    en_plan_method method;
} settings;

/* One of the settings as a number. *lost: it is none, or not there yet. */
static double number_of(en_lowering *l, const en_env *env, uint32_t first, uint32_t node, en_formula *formula,
                        double otherwise, bool *lost, en_value *value)
{
    if (!formula->given || *lost) return otherwise;
    en_env inner = {.when = env->when, .scope = first, .slot = env->slot, .formula = formula};
    en_value made = en_lower(l, &inner, en_expr_root(&formula->expr));
    if (made != EN_VALUE_NONE && en_value_is_constant(&l->graph, made))
        return en_value_of_constant(&l->graph, made);
    *lost = true;
    *value = made == EN_VALUE_NONE ? made : en_lower_fault(l, env, node, EN_W_PLAN_MACRO_RUN_VARIES, 0, NULL);
    return otherwise;
}

static bool read_settings(en_lowering *l, const en_env *env, uint32_t node, uint32_t macro, uint32_t first,
                          settings *s, en_value *value)
{
    en_space_model *model = &l->space->models[l->space->macro_first + macro];
    const en_plan_specs *specs = model->macro->specs;
    const en_moment *moment = l->frames[first].moment;
    bool lost = false;
    l->frames[first].moment = NULL; /* the settings are in the time of the call */
    s->start = number_of(l, env, first, node, &model->start, 1, &lost, value);
    s->stop = number_of(l, env, first, node, &model->stop, 1, &lost, value);
    s->dt = number_of(l, env, first, node, &model->step, 1, &lost, value);
    l->frames[first].moment = moment;
    if (lost) return false;
    if (specs->reciprocal.given && specs->reciprocal.value) s->dt = 1 / s->dt;
    double steps = floor((s->stop - s->start) / s->dt + 1e-6);
    en_arg arg = en_arg_int("most", MOST_STEPS);
    en_word rule = EN_WORD_COUNT;
    if (!(s->dt > 0) || !(s->stop >= s->start)) rule = EN_W_PLAN_MACRO_RUN_TIMES;
    else if (!(steps <= MOST_STEPS)) rule = EN_W_PLAN_MACRO_RUN_STEPS;
    else if (!en_plan_method_of(specs, &s->method)) rule = EN_W_PLAN_MACRO_RUN_METHOD;
    if (rule != EN_WORD_COUNT) *value = en_lower_fault(l, env, node, rule, 1, &arg);
    else s->steps = (uint32_t)steps;
    return rule == EN_WORD_COUNT;
}

/* ---- laying out */

typedef struct layout {
    en_lowering *l;
    const en_env *env;
    uint32_t node, macro;
    settings settings;
    en_moment start; /* what all moments have in common */
} layout;

static bool set_moment(layout *y, uint32_t scope, const en_moment *moment)
{
    en_moment *kept = en_arena_array(&y->l->arena, 1, sizeof *kept);
    if (!kept) {
        y->l->out_of_memory = true;
        return false;
    }
    *kept = *moment;
    y->l->frames[scope].moment = kept;
    return true;
}

/* A scope for a moment; EN_SPACE_NONE. */
static uint32_t add_moment(layout *y, const en_moment *moment)
{
    uint32_t scope = en_lower_enter_call(y->l, y->env, y->node, y->macro);
    return scope != EN_SPACE_NONE && set_moment(y, scope, moment) ? scope : EN_SPACE_NONE;
}

/* A stage of a step: where it stands in the step, from the stage before; its weight in the step's end. */
typedef struct stage {
    double at, weight;
} stage;

static const stage euler[] = {{0, 1}}, rk2[] = {{0, 1.0 / 2}, {1, 1.0 / 2}},
                   rk4[] = {{0, 1.0 / 6}, {0.5, 1.0 / 3}, {0.5, 1.0 / 3}, {1, 1.0 / 6}};

/* The moments of the step that begins at scope `from`; gives the scope of its end. */
static uint32_t add_step(layout *y, uint32_t from, uint32_t step)
{
    static const struct {
        const stage *stages;
        uint32_t count;
    } methods[] = {[EN_EULER] = {euler, 1}, [EN_RK2] = {rk2, 2}, [EN_RK4] = {rk4, 4}};
    const stage *stages = methods[y->settings.method].stages;
    uint32_t count = methods[y->settings.method].count, scope = from;
    double dt = y->settings.dt, began = y->settings.start + step * dt;
    en_moment end = y->start;
    end.base = from;
    end.terms = count;
    end.time = end.began = y->settings.start + (step + 1) * dt;
    for (uint32_t k = 0; k < count && scope != EN_SPACE_NONE; k++) {
        en_moment moment = y->start;
        moment.base = from;
        moment.terms = 1;
        moment.from[0] = scope;
        moment.weight[0] = stages[k].at * dt;
        moment.time = began + stages[k].at * dt;
        moment.began = began;
        if (k > 0) scope = add_moment(y, &moment);
        end.from[k] = scope;
        end.weight[k] = stages[k].weight * dt;
    }
    return scope == EN_SPACE_NONE ? scope : add_moment(y, &end);
}

/* All moments of the run; the scope of the last. */
static uint32_t lay_out(layout *y, uint32_t first)
{
    en_lowering *l = y->l;
    const settings *s = &y->settings;
    y->start = (en_moment){.first = first,
                           .base = EN_SPACE_NONE,
                           .time = s->start,
                           .began = s->start,
                           .start = s->start,
                           .stop = s->stop,
                           .dt = s->dt};
    if (!set_moment(y, first, &y->start)) return EN_SPACE_NONE;
    uint32_t scope = first;
    for (uint32_t k = 0; k < s->steps && scope != EN_SPACE_NONE; k++)
        scope = l->wrong || !en_lower_may_work(l) ? EN_SPACE_NONE : add_step(y, scope, k);
    l->frames[first].last = scope;
    return scope;
}

uint32_t en_lower_run(en_lowering *l, const en_env *env, uint32_t node, uint32_t macro, uint32_t first,
                      en_value *value)
{
    layout y = {.l = l, .env = env, .node = node, .macro = macro};
    if (!read_settings(l, env, node, macro, first, &y.settings, value)) return EN_SPACE_NONE;
    const en_moment *moment = l->frames[first].moment;
    if (!moment) {
        uint32_t last = lay_out(&y, first);
        if (last == EN_SPACE_NONE) *value = l->wrong ? en_lower_constant(l, 1) : EN_VALUE_NONE;
        return last;
    }
    const settings *s = &y.settings;
    if (moment->start == s->start && moment->stop == s->stop && moment->dt == s->dt)
        return l->frames[first].last;
    *value = en_lower_fault(l, env, node, EN_W_PLAN_MACRO_RUN_VARIES, 0, NULL);
    return EN_SPACE_NONE;
}

/* ---- stocks */

static en_value refuse(en_lowering *l, const en_space_definition *d)
{
    en_formula *formula = &d->bodies[0].formulas[EN_FORMULA_EQUATION];
    if (!formula->faulty)
        (void)en_space_report(l->report, EN_ERROR, EN_W_PLAN_MACRO_RUN_STOCK, l->space->written->file,
                              d->written->place, d->name, d->name, 0, NULL);
    formula->faulty = l->wrong = true;
    return en_lower_constant(l, 1);
}

static en_value initial_of(en_lowering *l, uint32_t slot, en_when when)
{
    en_axis axes[EN_LOWER_MOST_AXES];
    const en_space_variable *v = &l->space->variables[l->space->variable_of[slot]];
    en_formula *initial = &en_space_body_of(v->definition, slot - v->first)->formulas[EN_FORMULA_INITIAL];
    en_formula *formula = initial->given ? initial : en_space_formula(l->space, slot, EN_FORMULA_EQUATION);
    en_env env = en_lower_env(l, slot, when, formula, axes);
    return formula->given ? en_lower(l, &env, en_expr_root(&formula->expr)) : refuse(l, v->definition);
}

/* The same element of the same stock in another moment. */
static uint32_t slot_at(const en_lowering *l, uint32_t slot, uint32_t scope)
{
    uint32_t variable = l->space->variable_of[slot];
    const en_space_variable *v = &l->space->variables[variable];
    uint32_t other = l->space->scopes[scope].first + (variable - l->space->scopes[v->scope].first);
    return l->space->variables[other].first + (slot - v->first);
}

en_value en_lower_stock_at(en_lowering *l, uint32_t slot, en_when when)
{
    uint32_t variable = l->space->variable_of[slot];
    const en_space_variable *v = &l->space->variables[variable];
    const en_moment *m = l->frames[v->scope].moment;
    if (!m || v->definition->not_negative || en_lower_is_conveyor(l->space, variable) ||
        en_lower_is_queue(l->space, variable))
        return refuse(l, v->definition);
    if (m->base == EN_SPACE_NONE) return initial_of(l, slot, when);
    en_value sum = en_lower_need(l, slot_at(l, slot, m->base), when);
    for (uint32_t k = 0; k < m->terms && sum != EN_VALUE_NONE; k++) {
        en_value net = en_lower_net(l, slot_at(l, slot, m->from[k]), when);
        sum = net == EN_VALUE_NONE
                  ? net
                  : en_lower_op(l, EN_OP_ADD, sum,
                                en_lower_op(l, EN_OP_MULTIPLY, en_lower_constant(l, m->weight[k]), net));
    }
    return sum;
}

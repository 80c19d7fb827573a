/* See lower.h: graphical functions. */
#include "lower.h"

#include "lookup.h"
#include "name.h"

enum { MOST_HOPS = 8 }; /* from a graphical function that only names another */

static const en_plan_graph *graph_of(const en_space_definition *d, uint32_t element)
{
    const en_space_body *body = en_space_body_of(d, element);
    return body->written->graph ? body->written->graph : d->bodies[0].written->graph;
}

bool en_lower_has_curve(const en_space *space, uint32_t slot)
{
    const en_space_variable *v = &space->variables[space->variable_of[slot]];
    return graph_of(v->definition, slot - v->first) != NULL;
}

/* The points: the graphical function's own, or those of the one that it names. */
static const en_plan_graph *find_graph(en_lowering *l, uint32_t slot)
{
    uint32_t variable = l->space->variable_of[slot];
    const en_space_variable *v = &l->space->variables[variable];
    const en_plan_graph *graph = graph_of(v->definition, slot - v->first);
    for (int hops = 0; graph && graph->count == 0 && hops < MOST_HOPS; hops++) {
        en_str key;
        en_name_fault fault =
            en_plan_given(graph->name) ? en_name_of(&l->arena, graph->name.text, &key) : EN_NAME_EMPTY;
        l->out_of_memory = l->out_of_memory || fault == EN_NAME_NO_MEMORY;
        uint32_t other = fault == EN_NAME_FINE ? en_space_find(l->space, v->scope, key) : EN_SPACE_NONE;
        graph = other == EN_SPACE_NONE ? NULL : graph_of(l->space->variables[other].definition, 0);
    }
    return graph && graph->count > 0 ? graph : NULL;
}

static uint32_t add_curve(en_lowering *l, const en_plan_graph *graph, en_site site)
{
    static const en_curve_kind kinds[] = {[EN_PLAN_GRAPH_CONTINUOUS] = EN_CURVE_CONTINUOUS,
                                          [EN_PLAN_GRAPH_EXTRAPOLATE] = EN_CURVE_EXTRAPOLATE,
                                          [EN_PLAN_GRAPH_DISCRETE] = EN_CURVE_DISCRETE};
    en_curve *more = en_lower_grown(l, l->curves, &l->curve_room, (uint64_t)l->curve_count + 1, sizeof *more);
    if (!more) return EN_SITES_NONE;
    l->curves = more;
    if (!en_sites_add(&l->curve_at, l->arena.allocator, site, l->curve_count)) {
        l->out_of_memory = true;
        return EN_SITES_NONE;
    }
    l->curves[l->curve_count] =
        (en_curve){.kind = kinds[graph->type], .count = (uint32_t)graph->count, .x = graph->x, .y = graph->y};
    return l->curve_count++;
}

static uint32_t curve_of(en_lowering *l, const en_plan_graph *graph)
{
    uint64_t address = (uint64_t)(uintptr_t)graph;
    en_site site = {(uint32_t)(address >> 32), (uint32_t)address, 0, 0};
    uint32_t curve = en_sites_find(&l->curve_at, site);
    return curve != EN_SITES_NONE ? curve : add_curve(l, graph, site);
}

/* The factor that a setting gives the y of the slot's graphical function; EN_VALUE_NONE where there is none.
 */
static en_value factor_of(en_lowering *l, uint32_t slot)
{
    bool hidden = l->space->variables[l->space->variable_of[slot]].hidden;
    uint32_t setting = hidden ? EN_SPACE_NONE : l->setting[slot];
    while (setting != EN_SPACE_NONE && !l->wish->settings[setting].curve) setting = l->chained[setting];
    if (setting == EN_SPACE_NONE) return EN_VALUE_NONE;
    const en_plan_setting *s = &l->wish->settings[setting];
    return s->by_run ? en_value_make(&l->graph, EN_OP_PARAMETER, s->parameter, 0, 0)
                     : en_lower_constant(l, s->value);
}

en_value en_lower_curve(en_lowering *l, const en_env *env, uint32_t slot, en_value x, uint32_t node)
{
    const en_plan_graph *graph = find_graph(l, slot);
    if (!graph) return en_lower_fault(l, env, node, EN_W_PLAN_NO_CURVE, 0, NULL);
    uint32_t curve = curve_of(l, graph);
    if (x == EN_VALUE_NONE || curve == EN_SITES_NONE) return EN_VALUE_NONE;
    en_value y =
        en_value_is_constant(&l->graph, x)
            ? en_lower_constant(l, en_plan_look_up(&l->curves[curve], en_value_of_constant(&l->graph, x)))
            : en_value_make(&l->graph, EN_OP_LOOKUP, x, curve, 0);
    en_value factor = factor_of(l, slot);
    return factor == EN_VALUE_NONE ? y : en_lower_op(l, EN_OP_MULTIPLY, y, factor);
}

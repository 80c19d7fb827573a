/* Graphical functions, and the scales that ranges and axes share (XMILE 1.0, sections 4.1.1 and 4.1.3).
 *
 * Points must be at least two, as many x as y, and x ascending; equal neighbours are a step, which other
 * programs write so. A graphical function with nothing but a name refers to the one of that name.
 */
#include "read_parts.h"

#include <math.h>

static const field scale_attributes[] = {
    {"min", FIELD_NUMBER, offsetof(en_plan_scale, min), NULL},
    {"max", FIELD_NUMBER, offsetof(en_plan_scale, max), NULL},
    {"auto", FIELD_FLAG, offsetof(en_plan_scale, automatic), NULL},
    {"group", FIELD_TEXT, offsetof(en_plan_scale, group), NULL},
    {0},
};

static const shape scale_shape = {.attributes = scale_attributes};

static void read_axis(reader *r, uint32_t n, void *into)
{
    en_plan_scale *scale = into;
    scale->place = place_of(r, n);
    read_element(r, n, &scale_shape, scale);
    bool wrong = scale->min.known && scale->max.known && scale->min.value > scale->max.value;
    if (wrong)
        reader_tell(r, EN_ERROR, EN_W_XMILE_SCALE_REVERSED, scale->place, scale->min.text.text,
                    r->tree->nodes[n].name);
}

/* into: en_plan_scale *. */
void read_scale(reader *r, uint32_t n, void *into)
{
    en_plan_scale **scale = into;
    *scale = en_arena_array(r->arena, 1, sizeof **scale);
    if (*scale) read_axis(r, n, *scale);
    else reader_fail(r, EN_ERR_MEMORY);
}

typedef struct points {
    en_plan_text text;
    double *at;
    size_t count;
    bool given;
} points;

typedef struct graph_parts {
    en_plan_text name, type, units, doc;
    en_plan_flag discrete; /* before XMILE 1.0 */
    en_plan_scale x_scale, y_scale;
    points x, y;
} graph_parts;

static const field points_attributes[] = {{"sep", FIELD_KNOWN, 0, NULL}, {0}};
static const shape points_shape = {.attributes = points_attributes};

/* The separator as it is written: a blank is one too. */
static char separator_of(reader *r, uint32_t n)
{
    const en_xmile_node *node = &r->tree->nodes[n];
    for (uint32_t i = 0; i < node->attribute_count; i++) {
        const en_xmile_attribute *a = &node->attributes[i];
        if (!en_str_is(a->name, "sep")) continue;
        if (a->value.size == 1) return *a->value.at;
        reader_tell(r, EN_ERROR, EN_W_XMILE_SEPARATOR, en_xmile_place(r->tree, a->value_at), a->value,
                    node->name);
    }
    return ',';
}

static void read_points(reader *r, uint32_t n, void *into)
{
    points *p = into;
    p->given = true;
    read_element(r, n, &points_shape, p);
    p->text = text_of(r, n);
    if (r->status == EN_ERR_MEMORY || p->text.text.size == 0) return;
    en_plan_list list = split(r, p->text, separator_of(r, n));
    p->at = en_arena_array(r->arena, list.count, sizeof *p->at);
    if (!p->at) {
        reader_fail(r, EN_ERR_MEMORY);
        return;
    }
    bool in_macro = r->in_macro;
    r->in_macro = false; /* points are numbers everywhere */
    for (; p->count < list.count && r->status != EN_ERR_MEMORY; p->count++)
        p->at[p->count] = number_of(r, list.at[p->count], r->tree->nodes[n].name).value;
    r->in_macro = in_macro;
}

static const field graph_attributes[] = {
    {"name", FIELD_TEXT, offsetof(graph_parts, name), NULL},
    {"type", FIELD_TEXT, offsetof(graph_parts, type), NULL},
    {"discrete", FIELD_FLAG, offsetof(graph_parts, discrete), NULL},
    {0},
};

static const field graph_children[] = {
    {"xscale", FIELD_READ, offsetof(graph_parts, x_scale), read_axis},
    {"yscale", FIELD_READ, offsetof(graph_parts, y_scale), read_axis},
    {"xpts", FIELD_READ, offsetof(graph_parts, x), read_points},
    {"ypts", FIELD_READ, offsetof(graph_parts, y), read_points},
    {"units", FIELD_TEXT, offsetof(graph_parts, units), NULL},
    {"doc", FIELD_DOC, offsetof(graph_parts, doc), NULL},
    {0},
};

static const shape graph_shape = {.attributes = graph_attributes, .children = graph_children};

static void read_type(reader *r, const graph_parts *parts, en_plan_graph *graph)
{
    static const char *const types[] = {"continuous", "extrapolate", "discrete"};
    if (parts->discrete.value) graph->type = EN_PLAN_GRAPH_DISCRETE;
    if (!en_plan_given(parts->type)) return;
    for (int i = 0; i < 3; i++)
        if (en_str_is(parts->type.text, types[i])) {
            graph->type = (en_plan_graph_type)i;
            return;
        }
    reader_tell(r, EN_ERROR, EN_W_XMILE_GRAPH_TYPE, en_plan_text_place(&parts->type, 0), parts->type.text,
                parts->name.text);
}

static void check_points(reader *r, en_plan_graph *graph, const graph_parts *parts)
{
    en_str name = parts->name.text;
    bool scaled = graph->x_scale.min.known && graph->x_scale.max.known;
    if (graph->count < 2) reader_tell(r, EN_ERROR, EN_W_XMILE_GRAPH_TOO_FEW, graph->place, (en_str){0}, name);
    else if (!graph->x_given && !scaled)
        reader_tell(r, EN_ERROR, EN_W_XMILE_GRAPH_NO_X, graph->place, (en_str){0}, name);
    else if (!graph->x_given && graph->x_scale.min.value >= graph->x_scale.max.value)
        reader_tell(r, EN_ERROR, EN_W_XMILE_SCALE_REVERSED, graph->x_scale.place,
                    graph->x_scale.min.text.text, en_str_of("xscale"));
    else if (graph->x_given && parts->x.count != graph->count) {
        en_arg args[] = {en_arg_int("x", (int64_t)parts->x.count), en_arg_int("y", (int64_t)graph->count)};
        reader_fail(r, en_xmile_report(r->tree, r->report, EN_ERROR, EN_W_XMILE_GRAPH_COUNTS, graph->place,
                                       name, 2, args));
    }
}

/* Even steps, each from the scale itself, so that none carries the rounding of those before it. */
static void fill_x(reader *r, en_plan_graph *graph)
{
    double low = graph->x_scale.min.value, width = graph->x_scale.max.value - low;
    graph->x = en_arena_array(r->arena, graph->count, sizeof *graph->x);
    if (!graph->x) reader_fail(r, EN_ERR_MEMORY);
    for (size_t i = 0; graph->x && i < graph->count; i++)
        graph->x[i] = i + 1 < graph->count ? low + width * (double)i / (double)(graph->count - 1)
                                           : graph->x_scale.max.value;
}

static void check_values(reader *r, const en_plan_graph *graph, const graph_parts *parts)
{
    for (size_t i = 0; i < graph->count; i++) {
        bool finite = isfinite(graph->x[i]) && isfinite(graph->y[i]);
        if (finite && (i == 0 || graph->x[i] >= graph->x[i - 1])) continue;
        en_plan_place place = graph->x_given ? en_plan_text_place(&graph->x_text, 0) : graph->place;
        en_arg args[] = {en_arg_int("point", (int64_t)i + 1)};
        en_word rule = finite ? EN_W_XMILE_GRAPH_ORDER : EN_W_XMILE_GRAPH_INFINITE;
        reader_fail(r, en_xmile_report(r->tree, r->report, EN_ERROR, rule, place, parts->name.text, 1, args));
        return;
    }
}

/* into: en_plan_graph *. */
void read_graph(reader *r, uint32_t n, void *into)
{
    en_plan_graph *graph = en_arena_array(r->arena, 1, sizeof *graph);
    if (!graph) {
        reader_fail(r, EN_ERR_MEMORY);
        return;
    }
    graph_parts parts = {0};
    read_element(r, n, &graph_shape, &parts);
    *graph = (en_plan_graph){.place = place_of(r, n), .name = parts.name, .x_given = parts.x.given};
    graph->units = parts.units, graph->doc = parts.doc;
    graph->x_scale = parts.x_scale, graph->y_scale = parts.y_scale;
    graph->x_text = parts.x.text, graph->y_text = parts.y.text;
    graph->x = parts.x.at, graph->y = parts.y.at, graph->count = parts.y.count;
    *(en_plan_graph **)into = graph;
    read_type(r, &parts, graph);
    if (r->status != EN_OK || (!parts.x.given && !parts.y.given && !parts.x_scale.place.line)) return;
    if (parts.x.given && parts.x_scale.place.line)
        reader_tell(r, EN_WARNING, EN_W_XMILE_GRAPH_BOTH, graph->place, (en_str){0}, parts.name.text);
    check_points(r, graph, &parts);
    if (r->status == EN_OK && !graph->x_given) fill_x(r, graph);
    if (r->status == EN_OK) check_values(r, graph, &parts);
}

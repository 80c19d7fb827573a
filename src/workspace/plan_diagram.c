/* The diagram of a model. See plan_diagram.h. */
#include "plan_diagram.h"

#include "name.h"
#include "plan_uses.h"
#include "plan_views.h"

enum { MOST_EQUATION_COLUMNS = 200 };

typedef struct drawing {
    const en_planned *planned;
    const en_diagram_ask *ask;
    en_report *report;
    en_arena arena;
    bool out_of_memory;
    const en_plan_group *group;
    bool *in_group;      /* by variable of the root; NULL: all are */
    en_plan_view view;   /* nothing where there is none */
    size_t *part_of;     /* by variable of the root, or SIZE_MAX */
    size_t *alias_of;    /* by connector of the view: the part that it leaves from, or SIZE_MAX */
    uint32_t *variables; /* by part */
    en_chart_part *parts;
    size_t part_count;
    uint32_t *module_of; /* by scope: the module that it is inside of */
    bool *is_linked;     /* by part and part */
    en_chart_link *links;
    size_t link_count;
    size_t target; /* what a part's equations go into, while they are looked at */
} drawing;

static const en_space *space_of(const drawing *d) { return &d->planned->plan.space; }

/* The variables of the root model stand first. */
static uint32_t root_count(const drawing *d)
{
    const en_space *space = space_of(d);
    return space->models[space->scopes[0].model].count;
}

static uint32_t find_key(const drawing *d, en_str key)
{
    uint32_t found = en_space_find_written(space_of(d), 0, key);
    return found < root_count(d) ? found : EN_SPACE_NONE;
}

/* ---- a group */

static uint32_t find_name(drawing *d, en_str name)
{
    en_str key;
    en_name_fault fault = en_name_of(&d->arena, name, &key);
    d->out_of_memory = d->out_of_memory || fault == EN_NAME_NO_MEMORY;
    return fault == EN_NAME_FINE ? find_key(d, key) : EN_SPACE_NONE;
}

static bool is_name(drawing *d, en_str a, en_str b)
{
    en_str x, y;
    en_name_fault first = en_name_of(&d->arena, a, &x), second = en_name_of(&d->arena, b, &y);
    d->out_of_memory = d->out_of_memory || first == EN_NAME_NO_MEMORY || second == EN_NAME_NO_MEMORY;
    return first == EN_NAME_FINE && second == EN_NAME_FINE && en_str_equal(x, y);
}

/* Adds the names of all groups, with commas between them. */
static void add_groups(const drawing *d, en_text *text)
{
    const en_plan_variables *v = &d->planned->model.models[0].variables;
    for (size_t i = 0; i < v->group_count; i++) {
        en_text_add_z(text, i ? ", " : "");
        en_text_add(text, v->groups[i].name.text);
    }
}

static en_status tell_group(const drawing *d)
{
    en_text names = en_text_make(d->arena.allocator);
    add_groups(d, &names);
    en_arg arg = en_arg_str("names", en_text_str(&names));
    en_where where = {.file = d->planned->model.file, .value = en_str_of(d->ask->group)};
    en_status status =
        names.failed
            ? EN_ERR_MEMORY
            : en_report_add(d->report, EN_ERROR, names.size ? EN_W_PLAN_DRAW_GROUP : EN_W_PLAN_DRAW_NO_GROUPS,
                            where, 1, &arg);
    en_text_free(&names);
    return status;
}

static en_status choose_group(drawing *d)
{
    const en_plan_variables *v = &d->planned->model.models[0].variables;
    if (!d->ask->group) return EN_OK;
    d->in_group = en_arena_array(&d->arena, root_count(d), sizeof *d->in_group);
    if (!d->in_group) return EN_ERR_MEMORY;
    for (size_t i = 0; i < v->group_count; i++) {
        const en_plan_group *group = &v->groups[i];
        if (!is_name(d, group->name.text, en_str_of(d->ask->group))) continue;
        d->group = group;
        for (size_t k = 0; k < group->entities.count; k++) {
            uint32_t variable = find_name(d, group->entities.at[k].text);
            if (variable != EN_SPACE_NONE) d->in_group[variable] = true;
        }
        return d->out_of_memory ? EN_ERR_MEMORY : EN_OK;
    }
    return d->out_of_memory ? EN_ERR_MEMORY : tell_group(d);
}

/* ---- parts */

static bool is_constant(const en_plan *plan, const en_space_variable *v)
{
    double value;
    for (uint32_t e = 0; e < v->definition->count; e++)
        if (en_plan_role_of(plan, v->first + e, &value) != EN_ROLE_CONSTANT) return false;
    return v->definition->count > 0;
}

static bool has_graph(const en_plan_variable *written)
{
    for (size_t i = 0; i < written->element_count; i++)
        if (written->elements[i].body.graph) return true;
    return written->body.graph != NULL;
}

static en_chart_part_kind kind_of(const drawing *d, uint32_t variable)
{
    const en_space_variable *v = &space_of(d)->variables[variable];
    const en_plan_variable *written = v->definition->written;
    if (written->kind == EN_PLAN_STOCK) return EN_CHART_STOCK;
    if (written->kind == EN_PLAN_FLOW) return EN_CHART_FLOW;
    if (written->kind == EN_PLAN_MODULE) return EN_CHART_MODULE;
    if (written->kind == EN_PLAN_GRAPH || has_graph(written)) return EN_CHART_GRAPH;
    return is_constant(&d->planned->plan, v) ? EN_CHART_CONSTANT : EN_CHART_AUXILIARY;
}

static en_str keep_text(drawing *d, en_text *text)
{
    en_str kept = {text->failed ? NULL : en_arena_copy(&d->arena, text->at ? text->at : "", text->size),
                   text->size};
    d->out_of_memory = d->out_of_memory || !kept.at;
    en_text_free(text);
    return kept;
}

static en_str label_of(drawing *d, uint32_t variable)
{
    en_text text = en_text_make(d->arena.allocator);
    en_space_show(space_of(d), variable, &text);
    en_str name = keep_text(d, &text);
    if (!name.at) return name;
    en_str label = en_plan_name_said(d->ask->labels, d->ask->language, name, &d->arena);
    d->out_of_memory = d->out_of_memory || !label.at;
    return label;
}

static bool is_line_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/* What it computes, in one line; of several elements the first, and that there is more. */
static en_str equation_of(drawing *d, uint32_t variable)
{
    const en_space_definition *def = space_of(d)->variables[variable].definition;
    const en_formula *equation = def->body_count ? &def->bodies[0].formulas[EN_FORMULA_EQUATION] : NULL;
    if (!equation || !equation->given) return (en_str){0};
    en_str whole = equation->text->text, cut = en_utf8_cut(whole, MOST_EQUATION_COLUMNS);
    en_text text = en_text_make(d->arena.allocator);
    for (size_t i = 0; i < cut.size; i++) {
        bool is_blank = is_line_blank(cut.at[i]), was_blank = i > 0 && is_line_blank(cut.at[i - 1]);
        if (!is_blank || !was_blank) en_text_add_char(&text, is_blank ? ' ' : cut.at[i]);
    }
    if (cut.size < whole.size || def->body_count > 1) en_text_add_z(&text, " …");
    return keep_text(d, &text);
}

static en_chart_part part_made(drawing *d, uint32_t variable)
{
    return (en_chart_part){.kind = kind_of(d, variable),
                           .label = label_of(d, variable),
                           .unit = space_of(d)->variables[variable].definition->written->units.text,
                           .equation = equation_of(d, variable),
                           .from = EN_CHART_OUTSIDE,
                           .to = EN_CHART_OUTSIDE};
}

/* The part of a variable, new if it was not there yet; SIZE_MAX: it is of another group. */
static size_t take_part(drawing *d, uint32_t variable)
{
    if (d->in_group && !d->in_group[variable]) return SIZE_MAX;
    if (d->part_of[variable] != SIZE_MAX) return d->part_of[variable];
    d->part_of[variable] = d->part_count;
    d->variables[d->part_count] = variable;
    d->parts[d->part_count] = part_made(d, variable);
    return d->part_count++;
}

static void place_part(drawing *d, size_t part, const en_view_item *item)
{
    d->parts[part].is_placed = item->is_placed;
    d->parts[part].at = item->at;
    d->parts[part].bends = item->bends;
    d->parts[part].bend_count = item->bend_count;
}

/* What stands in the view, or, where it is no more than an alias there, where that stands. */
static void take_items(drawing *d, bool are_aliases)
{
    for (size_t i = 0; i < d->view.item_count; i++) {
        const en_view_item *item = &d->view.items[i];
        uint32_t variable = item->is_alias == are_aliases ? find_key(d, item->key) : EN_SPACE_NONE;
        bool is_new = variable != EN_SPACE_NONE && d->part_of[variable] == SIZE_MAX;
        size_t part = is_new ? take_part(d, variable) : SIZE_MAX;
        if (part == SIZE_MAX) continue;
        place_part(d, part, item);
    }
}

/* An alias is a part of its own where connectors lead from it to what is drawn. */
static void take_alias(drawing *d, const en_view_item *item)
{
    uint32_t variable = find_key(d, item->key);
    size_t alias = SIZE_MAX;
    if (variable == EN_SPACE_NONE || item->uid.size == 0) return;
    for (size_t i = 0; i < d->view.connector_count; i++) {
        const en_view_connector *c = &d->view.connectors[i];
        uint32_t to = en_str_equal(c->alias, item->uid) ? find_key(d, c->to) : EN_SPACE_NONE;
        if (to == EN_SPACE_NONE || d->part_of[to] == SIZE_MAX) continue;
        if (alias == SIZE_MAX) {
            alias = d->part_count++;
            d->variables[alias] = variable;
            d->parts[alias] = part_made(d, variable);
            d->parts[alias].kind = EN_CHART_ALIAS;
            d->parts[alias].from = d->part_of[variable] == SIZE_MAX ? EN_CHART_OUTSIDE : d->part_of[variable];
            place_part(d, alias, item);
        }
        d->alias_of[i] = alias;
    }
}

/* Whether the variable itself stands where the alias does, since it stands nowhere else. */
static bool is_drawn_as(const drawing *d, const en_view_item *item)
{
    uint32_t variable = find_key(d, item->key);
    size_t part = variable == EN_SPACE_NONE ? SIZE_MAX : d->part_of[variable];
    return part != SIZE_MAX && d->parts[part].at.x == item->at.x && d->parts[part].at.y == item->at.y;
}

static void take_aliases(drawing *d)
{
    for (size_t i = 0; i < d->view.connector_count; i++) d->alias_of[i] = SIZE_MAX;
    for (size_t i = 0; i < d->view.item_count; i++) {
        const en_view_item *item = &d->view.items[i];
        if (item->is_alias && !is_drawn_as(d, item)) take_alias(d, item);
    }
}

static en_status tell_view(const drawing *d, uint32_t count)
{
    en_arg arg = en_arg_int("count", count);
    return en_report_add(d->report, EN_ERROR, EN_W_PLAN_DRAW_VIEW, (en_where){.file = d->planned->model.file},
                         1, &arg);
}

static en_status make_room(drawing *d)
{
    uint32_t count = root_count(d);
    size_t most = count + d->view.item_count;
    d->part_of = en_arena_array(&d->arena, count, sizeof *d->part_of);
    d->alias_of = en_arena_array(&d->arena, d->view.connector_count, sizeof *d->alias_of);
    d->variables = en_arena_array(&d->arena, most, sizeof *d->variables);
    d->parts = en_arena_array(&d->arena, most, sizeof *d->parts);
    if (!d->part_of || !d->alias_of || !d->variables || !d->parts) return EN_ERR_MEMORY;
    for (uint32_t v = 0; v < count; v++) d->part_of[v] = SIZE_MAX;
    return EN_OK;
}

static en_status take_parts(drawing *d)
{
    uint32_t views = en_plan_view_count(&d->planned->tree), view = d->ask->view ? d->ask->view : 1;
    if (d->ask->view > views) return tell_view(d, views);
    en_status status = views ? en_plan_view_read(&d->planned->tree, view, &d->arena, &d->view) : EN_OK;
    if (status == EN_OK) status = make_room(d);
    if (status != EN_OK) return status;
    take_items(d, false);
    take_items(d, true);
    take_aliases(d);
    for (uint32_t v = 0; v < root_count(d) && views == 0; v++) (void)take_part(d, v);
    if (d->out_of_memory) return EN_ERR_MEMORY;
    if (d->part_count > 0) return EN_OK;
    return en_report_error(d->report, EN_W_PLAN_DRAW_NOTHING, (en_where){.file = d->planned->model.file});
}

/* ---- what the flows and the connectors lead to */

/* The flows that a stock names. */
static void take_ends(drawing *d, size_t stock, const en_plan_list *flows, bool is_inflow)
{
    for (size_t k = 0; k < flows->count; k++) {
        en_str key;
        en_name_fault fault = en_qualified_of(&d->arena, flows->at[k].text, &key);
        d->out_of_memory = d->out_of_memory || fault == EN_NAME_NO_MEMORY;
        uint32_t flow = fault == EN_NAME_FINE ? en_space_find(space_of(d), 0, key) : EN_SPACE_NONE;
        size_t part = flow < root_count(d) ? d->part_of[flow] : SIZE_MAX;
        if (part == SIZE_MAX || d->parts[part].kind != EN_CHART_FLOW) continue;
        size_t *end = is_inflow ? &d->parts[part].to : &d->parts[part].from;
        if (*end == EN_CHART_OUTSIDE) *end = stock;
    }
}

static void find_ends(drawing *d)
{
    for (size_t i = 0; i < d->part_count; i++) {
        const en_plan_body *body = &space_of(d)->variables[d->variables[i]].definition->written->body;
        if (d->parts[i].kind != EN_CHART_STOCK) continue;
        take_ends(d, i, &body->inflows, true);
        take_ends(d, i, &body->outflows, false);
    }
}

/* The variable of the root that it is, or is inside of; EN_SPACE_NONE. */
static uint32_t root_around(const drawing *d, uint32_t variable)
{
    const en_space *space = space_of(d);
    while (variable != EN_SPACE_NONE && space->variables[variable].scope != 0)
        variable = d->module_of[space->variables[variable].scope];
    return variable;
}

static size_t part_around(const drawing *d, uint32_t variable)
{
    uint32_t root = root_around(d, variable);
    return root == EN_SPACE_NONE ? SIZE_MAX : d->part_of[root];
}

/* The alias from which the view leads a variable into the target; SIZE_MAX: from itself. */
static size_t alias_for(const drawing *d, uint32_t variable)
{
    for (size_t i = 0; i < d->view.connector_count; i++) {
        size_t alias = d->alias_of[i];
        if (alias == SIZE_MAX || d->variables[alias] != variable) continue;
        if (find_key(d, d->view.connectors[i].to) == d->variables[d->target]) return alias;
    }
    return SIZE_MAX;
}

static void add_link(void *user, uint32_t used)
{
    drawing *d = user;
    uint32_t variable = root_around(d, used);
    size_t from = variable == EN_SPACE_NONE ? SIZE_MAX : d->part_of[variable];
    size_t alias = variable == EN_SPACE_NONE ? SIZE_MAX : alias_for(d, variable);
    if (from == d->target) return;
    if (alias != SIZE_MAX) from = alias;
    if (from == SIZE_MAX || d->is_linked[from * d->part_count + d->target]) return;
    d->is_linked[from * d->part_count + d->target] = true;
    if (d->link_count < EN_CHART_MOST_LINKS)
        d->links[d->link_count] = (en_chart_link){from, d->target, false, 0};
    d->link_count++;
}

static bool find_modules(drawing *d)
{
    const en_space *space = space_of(d);
    d->module_of = en_arena_array(&d->arena, space->scope_count, sizeof *d->module_of);
    if (!d->module_of) return false;
    for (uint32_t s = 0; s < space->scope_count; s++) d->module_of[s] = EN_SPACE_NONE;
    for (uint32_t v = 0; v < space->variable_count; v++)
        if (space->variables[v].inner != EN_SPACE_NONE) d->module_of[space->variables[v].inner] = v;
    return true;
}

/* At which angle the view's connectors leave. */
static void take_angles(drawing *d)
{
    for (size_t i = 0; i < d->view.connector_count; i++) {
        const en_view_connector *c = &d->view.connectors[i];
        uint32_t variable = c->has_angle ? find_key(d, c->from) : EN_SPACE_NONE, to = find_key(d, c->to);
        if (variable == EN_SPACE_NONE || to == EN_SPACE_NONE) continue;
        size_t from = c->alias.at ? d->alias_of[i] : d->part_of[variable];
        for (size_t k = 0; from != SIZE_MAX && k < d->link_count; k++) {
            if (d->links[k].from != from || d->links[k].to != d->part_of[to]) continue;
            d->links[k].has_angle = true;
            d->links[k].angle = c->angle;
        }
    }
}

static en_status tell_many(const drawing *d)
{
    en_text names = en_text_make(d->arena.allocator);
    add_groups(d, &names);
    en_arg args[] = {en_arg_int("parts", (int64_t)d->part_count), en_arg_int("most", EN_CHART_MOST_PARTS),
                     en_arg_str("names", en_text_str(&names))};
    bool has_groups = names.size > 0 && !d->ask->group;
    en_status status =
        names.failed ? EN_ERR_MEMORY
                     : en_report_add(d->report, EN_ERROR,
                                     has_groups ? EN_W_PLAN_DRAW_MANY_GROUPS : EN_W_PLAN_DRAW_MANY,
                                     (en_where){.file = d->planned->model.file}, has_groups ? 3 : 2, args);
    en_text_free(&names);
    return status;
}

/* Every equation, and what a module's inputs stand for. */
static en_status link_parts(drawing *d)
{
    const en_space *space = space_of(d);
    if (d->part_count > EN_CHART_MOST_PARTS) return tell_many(d);
    d->is_linked = en_arena_array(&d->arena, d->part_count * d->part_count, sizeof *d->is_linked);
    d->links = en_arena_array(&d->arena, EN_CHART_MOST_LINKS, sizeof *d->links);
    if (!d->is_linked || !d->links || !find_modules(d)) return EN_ERR_MEMORY;
    find_ends(d);
    for (uint32_t v = 0; v < space->variable_count; v++) {
        d->target = space->variables[v].hidden ? SIZE_MAX : part_around(d, v);
        if (d->target == SIZE_MAX) continue;
        en_plan_uses(&d->planned->plan, v, add_link, d);
        if (space->variables[v].source != EN_SPACE_NONE) add_link(d, en_space_source(space, v));
    }
    if (d->link_count > EN_CHART_MOST_LINKS) return tell_many(d);
    take_angles(d);
    return d->out_of_memory ? EN_ERR_MEMORY : EN_OK;
}

/* ---- the picture */

/* So many parts that nobody reads them at once: what could be drawn instead. */
static en_str note_of(drawing *d)
{
    enum { READABLE = 80 };
    if (d->part_count <= READABLE || d->group || en_diagram_group_count(d->planned) == 0) return (en_str){0};
    en_text names = en_text_make(d->arena.allocator);
    add_groups(d, &names);
    en_arg arg = en_arg_str("names", en_text_str(&names));
    en_str said = {0};
    d->out_of_memory =
        names.failed || !en_words_say(&d->arena, d->ask->language, EN_W_CHART_DIAGRAM_GROUPS, 1, &arg, &said);
    en_text_free(&names);
    return said;
}

static en_status draw_parts(drawing *d, en_text *svg)
{
    const en_plan_model *model = &d->planned->model;
    en_str name = model->header.name.text.size ? model->header.name.text : model->file;
    en_chart_diagram chart = {.frame = {.language = d->ask->language, .width = d->ask->width},
                              .model = en_plan_name_said(d->ask->labels, d->ask->language, name, &d->arena),
                              .parts = d->parts,
                              .part_count = d->part_count,
                              .links = d->links,
                              .link_count = d->link_count};
    chart.frame.note = note_of(d);
    if (d->group)
        chart.frame.subtitle =
            en_plan_name_said(d->ask->labels, d->ask->language, d->group->name.text, &d->arena);
    if (!chart.model.at || d->out_of_memory) return EN_ERR_MEMORY;
    en_status status = en_chart_diagram_add(svg, &chart);
    if (status != EN_ERR_USAGE) return status;
    return en_report_error(d->report, EN_W_PLAN_DRAW_PLACE, (en_where){.file = model->file});
}

size_t en_diagram_group_count(const en_planned *planned)
{
    return planned->model.models[0].variables.group_count;
}

en_str en_diagram_group(const en_planned *planned, size_t which)
{
    return planned->model.models[0].variables.groups[which].name.text;
}

uint32_t en_diagram_views(const en_planned *planned) { return en_plan_view_count(&planned->tree); }

en_status en_picture_of_diagram(const en_planned *planned, const en_diagram_ask *ask, en_report *report,
                                en_text *svg)
{
    drawing d = {.planned = planned, .ask = ask, .report = report, .arena = en_arena_make(svg->allocator)};
    en_status status = choose_group(&d);
    if (status == EN_OK) status = take_parts(&d);
    if (status == EN_OK) status = link_parts(&d);
    if (status == EN_OK) status = draw_parts(&d, svg);
    en_arena_free(&d.arena);
    return status;
}

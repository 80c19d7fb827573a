/* Variables of a model or a macro (XMILE 1.0, sections 4.1 to 4.7): stocks, flows, auxiliaries, graphical
 * functions, modules and groups. What each may hold is in tables; the standard's sections give their order.
 */
#include "read_parts.h"

static void *make(reader *r, size_t size)
{
    void *made = en_arena_array(r->arena, 1, size);
    if (!made) reader_fail(r, EN_ERR_MEMORY);
    return made;
}

static const field conveyor_attributes[] = {
    {"discrete", FIELD_FLAG, offsetof(en_plan_conveyor, discrete), NULL},
    {"batch_integrity", FIELD_FLAG, offsetof(en_plan_conveyor, batch_integrity), NULL},
    {"one_at_a_time", FIELD_FLAG, offsetof(en_plan_conveyor, one_at_a_time), NULL},
    {"exponential_leak", FIELD_FLAG, offsetof(en_plan_conveyor, exponential_leak), NULL},
    {0},
};

static const field conveyor_children[] = {
    {"len", FIELD_TEXT, offsetof(en_plan_conveyor, length), NULL},
    {"capacity", FIELD_TEXT, offsetof(en_plan_conveyor, capacity), NULL},
    {"in_limit", FIELD_TEXT, offsetof(en_plan_conveyor, inflow_limit), NULL},
    {"sample", FIELD_TEXT, offsetof(en_plan_conveyor, sample), NULL},
    {"arrest", FIELD_TEXT, offsetof(en_plan_conveyor, arrest), NULL},
    {"*", FIELD_EXTRAS, offsetof(en_plan_conveyor, extras), NULL},
    {0},
};

static void read_conveyor(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = conveyor_attributes, .children = conveyor_children};
    en_plan_conveyor *conveyor = make(r, sizeof *conveyor);
    if (!conveyor) return;
    *(en_plan_conveyor **)into = conveyor;
    conveyor->place = place_of(r, n);
    read_element(r, n, &form, conveyor);
}

static const field event_attributes[] = {{"sim_action", FIELD_TEXT, 0, NULL}, {0}};
static const field event_children[] = {
    {"text_box", FIELD_DOC, sizeof(en_plan_text), NULL},
    {"image", FIELD_KNOWN, 0, NULL},
    {"video", FIELD_KNOWN, 0, NULL},
    {"sound", FIELD_KNOWN, 0, NULL},
    {"link", FIELD_KNOWN, 0, NULL},
    {0},
};

/* An event is an action and a message, at the same index of the threshold's two lists. */
static void read_event(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = event_attributes, .children = event_children};
    en_plan_threshold *threshold = into;
    en_plan_text parts[2] = {{.text = {"", 0}}, {.text = {"", 0}}};
    read_element(r, n, &form, parts);
    en_plan_list *lists[] = {&threshold->actions, &threshold->messages};
    for (int i = 0; i < 2; i++) {
        en_plan_text *item = add_item(r, (void **)&lists[i]->at, &lists[i]->count, sizeof *item);
        if (item) *item = parts[i];
    }
}

static const field threshold_attributes[] = {
    {"value", FIELD_NUMBER, offsetof(en_plan_threshold, value), NULL},
    {"interval", FIELD_NUMBER, offsetof(en_plan_threshold, interval), NULL},
    {"direction", FIELD_TEXT, offsetof(en_plan_threshold, direction), NULL},
    {"repeat", FIELD_TEXT, offsetof(en_plan_threshold, repeat), NULL},
    {0},
};

static const field threshold_children[] = {{"event", FIELD_MANY, 0, read_event}, {0}};

static void read_threshold(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = threshold_attributes, .children = threshold_children};
    en_plan_poster *poster = into;
    en_plan_threshold *threshold =
        add_item(r, (void **)&poster->thresholds, &poster->threshold_count, sizeof *threshold);
    if (!threshold) return;
    *threshold = (en_plan_threshold){.place = place_of(r, n)};
    read_element(r, n, &form, threshold);
    if (!en_plan_given(threshold->value.text) && r->status != EN_ERR_MEMORY)
        reader_tell(r, EN_ERROR, EN_W_XMILE_NO_VALUE, threshold->place, (en_str){0}, en_str_of("value"));
}

static const field poster_attributes[] = {
    {"min", FIELD_NUMBER, offsetof(en_plan_poster, min), NULL},
    {"max", FIELD_NUMBER, offsetof(en_plan_poster, max), NULL},
    {0},
};

static const field poster_children[] = {{"threshold", FIELD_MANY, 0, read_threshold}, {0}};

static void read_poster(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = poster_attributes, .children = poster_children};
    en_plan_poster *poster = make(r, sizeof *poster);
    if (!poster) return;
    *(en_plan_poster **)into = poster;
    poster->place = place_of(r, n);
    read_element(r, n, &form, poster);
}

/* <leak/> marks a leakage, and <leak>0.1</leak> gives its fraction too. */
static void read_leak(reader *r, uint32_t n, void *into)
{
    en_plan_body *body = into;
    body->leak = text_of(r, n);
    body->leaks = (en_plan_flag){true, true, place_of(r, n)};
}

static const field body_fields[] = {
    {"eqn", FIELD_TEXT, offsetof(en_plan_body, equation), NULL},
    {"init_eqn", FIELD_TEXT, offsetof(en_plan_body, initial), NULL},
    {"mathml", FIELD_DOC, offsetof(en_plan_body, mathml), NULL},
    {"gf", FIELD_READ, offsetof(en_plan_body, graph), read_graph},
    {"event_poster", FIELD_READ, offsetof(en_plan_body, poster), read_poster},
    {"inflow", FIELD_LIST, offsetof(en_plan_body, inflows), NULL},
    {"outflow", FIELD_LIST, offsetof(en_plan_body, outflows), NULL},
    {"queue", FIELD_FLAG, offsetof(en_plan_body, queue), NULL},
    {"non_negative", FIELD_FLAG, offsetof(en_plan_body, non_negative), NULL},
    {"conveyor", FIELD_READ, offsetof(en_plan_body, conveyor), read_conveyor},
    {"multiplier", FIELD_TEXT, offsetof(en_plan_body, multiplier), NULL},
    {"overflow", FIELD_FLAG, offsetof(en_plan_body, overflow), NULL},
    {"leak", FIELD_READ, 0, read_leak},
    {"leak_integers", FIELD_FLAG, offsetof(en_plan_body, leak_integers), NULL},
    {0},
};

static void read_array_element(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {{"subscript", FIELD_TEXT, offsetof(en_plan_element, subscript), NULL},
                                       {0}};
    static const shape form = {
        .attributes = attributes, .shared = body_fields, .shared_offset = offsetof(en_plan_element, body)};
    en_plan_variable *variable = into;
    en_plan_element *element =
        add_item(r, (void **)&variable->elements, &variable->element_count, sizeof *element);
    if (!element) return;
    *element = (en_plan_element){.place = place_of(r, n)};
    read_element(r, n, &form, element);
    if (element->subscript.text.size == 0 && r->status != EN_ERR_MEMORY)
        reader_tell(r, EN_ERROR, EN_W_XMILE_NO_VALUE, element->place, (en_str){0}, en_str_of("subscript"));
}

static bool is_standard(const en_xmile_node *node, const char *name)
{
    return node->kind == EN_XMILE_ELEMENT && node->space == EN_XMILE_STANDARD &&
           en_str_is(en_xmile_local(node->name), name);
}

/* Names of <dim> inside <dimensions>. Some programs write <dimensions> twice, one inside the other. */
void read_dimension_names(reader *r, uint32_t n, void *into)
{
    const en_xmile_node *nodes = r->tree->nodes;
    for (uint32_t child = nodes[n].first; child && r->status != EN_ERR_MEMORY; child = nodes[child].next) {
        if (!is_standard(&nodes[child], "dimensions")) continue;
        reader_tell(r, EN_WARNING, EN_W_XMILE_NESTED_DIMENSIONS, place_of(r, child), (en_str){0},
                    nodes[n].name);
        read_dimension_names(r, child, into);
    }
    static const field attributes[] = {{"name", FIELD_TEXT, 0, NULL}, {"size", FIELD_KNOWN, 0, NULL}, {0}};
    for (uint32_t child = nodes[n].first; child && r->status != EN_ERR_MEMORY; child = nodes[child].next) {
        if (!is_standard(&nodes[child], "dim")) continue;
        en_plan_list *list = into;
        en_plan_text name = {0}, *item = add_item(r, (void **)&list->at, &list->count, sizeof *item);
        read_attributes(r, child, attributes, &name);
        need_name(r, child, name);
        if (item) *item = name;
    }
}

typedef struct format_parts {
    en_plan_text precision, scale_by, display_as;
    en_plan_flag delimit_thousands;
} format_parts;

static const field format_attributes[] = {
    {"precision", FIELD_TEXT, offsetof(format_parts, precision), NULL},
    {"scale_by", FIELD_TEXT, offsetof(format_parts, scale_by), NULL},
    {"display_as", FIELD_TEXT, offsetof(format_parts, display_as), NULL},
    {"delimit_000s", FIELD_FLAG, offsetof(format_parts, delimit_thousands), NULL},
    {0},
};

static void read_format(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = format_attributes};
    format_parts parts = {0};
    read_element(r, n, &form, &parts);
    en_plan_variable *variable = into;
    variable->precision = parts.precision, variable->scale_by = parts.scale_by;
    variable->display_as = parts.display_as, variable->delimit_thousands = parts.delimit_thousands;
}

static void read_connection(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {{"to", FIELD_TEXT, offsetof(en_plan_connection, to), NULL},
                                       {"from", FIELD_TEXT, offsetof(en_plan_connection, from), NULL},
                                       {0}};
    static const shape form = {.attributes = attributes};
    en_plan_variable *module = into;
    en_plan_connection *connection =
        add_item(r, (void **)&module->connections, &module->connection_count, sizeof *connection);
    if (!connection) return;
    *connection = (en_plan_connection){.place = place_of(r, n)};
    connection->second = en_str_is(en_xmile_local(r->tree->nodes[n].name), "connect2");
    read_element(r, n, &form, connection);
    if (r->status == EN_ERR_MEMORY || (connection->to.text.size && connection->from.text.size)) return;
    reader_tell(r, EN_ERROR, EN_W_XMILE_NO_VALUE, connection->place, (en_str){0},
                en_str_of(connection->to.text.size ? "from" : "to"));
}

static const field variable_attributes[] = {
    {"name", FIELD_TEXT, offsetof(en_plan_variable, name), NULL},
    {"access", FIELD_TEXT, offsetof(en_plan_variable, access), NULL},
    {"autoexport", FIELD_FLAG, offsetof(en_plan_variable, autoexport), NULL},
    {"flow_concept", FIELD_FLAG, offsetof(en_plan_variable, flow_concept), NULL},
    {"leak_start", FIELD_NUMBER, offsetof(en_plan_variable, leak_start), NULL},
    {"leak_end", FIELD_NUMBER, offsetof(en_plan_variable, leak_end), NULL},
    {"resource", FIELD_TEXT, offsetof(en_plan_variable, resource), NULL},
    {0},
};

static const field variable_children[] = {
    {"units", FIELD_TEXT, offsetof(en_plan_variable, units), NULL},
    {"doc", FIELD_DOC, offsetof(en_plan_variable, doc), NULL},
    {"dimensions", FIELD_READ, offsetof(en_plan_variable, dimensions), read_dimension_names},
    {"element", FIELD_MANY, 0, read_array_element},
    {"range", FIELD_READ, offsetof(en_plan_variable, range), read_scale},
    {"scale", FIELD_READ, offsetof(en_plan_variable, scale), read_scale},
    {"format", FIELD_READ, 0, read_format},
    {"connect", FIELD_MANY, 0, read_connection},
    {"connect2", FIELD_MANY, 0, read_connection},
    {"isee:delay_aux", FIELD_KNOWN, 0, NULL}, /* how the symbol is drawn */
    {"*", FIELD_EXTRAS, offsetof(en_plan_variable, extras), NULL},
    {0},
};

static en_plan_variable *add_variable(reader *r, uint32_t n, en_plan_variables *into, en_plan_kind kind)
{
    en_plan_variable *variable = add_item(r, (void **)&into->at, &into->count, sizeof *variable);
    if (variable) *variable = (en_plan_variable){.kind = kind, .place = place_of(r, n)};
    return variable;
}

static void read_variable(reader *r, uint32_t n, en_plan_variables *into, en_plan_kind kind)
{
    static const shape form = {.attributes = variable_attributes,
                               .children = variable_children,
                               .shared = body_fields,
                               .shared_offset = offsetof(en_plan_variable, body)};
    en_plan_variable *variable = add_variable(r, n, into, kind);
    if (!variable) return;
    read_element(r, n, &form, variable);
    need_name(r, n, variable->name);
}

static void read_stock(reader *r, uint32_t n, void *into) { read_variable(r, n, into, EN_PLAN_STOCK); }
static void read_flow(reader *r, uint32_t n, void *into) { read_variable(r, n, into, EN_PLAN_FLOW); }
static void read_auxiliary(reader *r, uint32_t n, void *into)
{
    read_variable(r, n, into, EN_PLAN_AUXILIARY);
}
static void read_module(reader *r, uint32_t n, void *into) { read_variable(r, n, into, EN_PLAN_MODULE); }

/* A graphical function that stands alone may have what variables have beside its points. */
static void read_table(reader *r, uint32_t n, void *into)
{
    en_plan_variable *variable = add_variable(r, n, into, EN_PLAN_GRAPH);
    if (!variable) return;
    read_graph(r, n, &variable->body.graph);
    const en_plan_graph *graph = variable->body.graph;
    if (graph) variable->name = graph->name, variable->units = graph->units, variable->doc = graph->doc;
    need_name(r, n, variable->name);
}

static const field entity_attributes[] = {{"name", FIELD_TEXT, 0, NULL}, {0}};

static void read_entity(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = entity_attributes};
    en_plan_list *list = into;
    en_plan_text name = {0}, *item = add_item(r, (void **)&list->at, &list->count, sizeof *item);
    read_element(r, n, &form, &name);
    need_name(r, n, name);
    if (item) *item = name;
}

static const field group_attributes[] = {
    {"name", FIELD_TEXT, offsetof(en_plan_group, name), NULL},
    {"run", FIELD_FLAG, offsetof(en_plan_group, run), NULL},
    {0},
};

static const field group_children[] = {
    {"doc", FIELD_DOC, offsetof(en_plan_group, doc), NULL},
    {"entity", FIELD_MANY, offsetof(en_plan_group, entities), read_entity},
    {0},
};

static void read_group(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = group_attributes, .children = group_children};
    en_plan_variables *variables = into;
    en_plan_group *group = add_item(r, (void **)&variables->groups, &variables->group_count, sizeof *group);
    if (!group) return;
    *group = (en_plan_group){.place = place_of(r, n)};
    read_element(r, n, &form, group);
    need_name(r, n, group->name);
}

static const field kinds[] = {
    {"stock", FIELD_MANY, 0, read_stock},
    {"flow", FIELD_MANY, 0, read_flow},
    {"aux", FIELD_MANY, 0, read_auxiliary},
    {"gf", FIELD_MANY, 0, read_table},
    {"group", FIELD_MANY, 0, read_group},
    {"module", FIELD_MANY, 0, read_module},
    {0},
};

/* into: en_plan_variables. */
void read_variables(reader *r, uint32_t n, void *into)
{
    static const shape form = {.children = kinds};
    read_element(r, n, &form, into);
}

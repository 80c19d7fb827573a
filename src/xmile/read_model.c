/* A file as a model (XMILE 1.0, chapter 2 and sections 4 and 4.8): header, simulation settings, units,
 * dimensions, behavior, data, models and macros. See tree.h for en_xmile_read. */
#include "read_parts.h"

#include <math.h>

static const field header_fields[] = {
    {"vendor", FIELD_TEXT, offsetof(en_plan_header, vendor), NULL},
    {"name", FIELD_TEXT, offsetof(en_plan_header, name), NULL},
    {"version", FIELD_TEXT, offsetof(en_plan_header, version), NULL},
    {"caption", FIELD_TEXT, offsetof(en_plan_header, caption), NULL},
    {"author", FIELD_TEXT, offsetof(en_plan_header, author), NULL},
    {"affiliation", FIELD_TEXT, offsetof(en_plan_header, affiliation), NULL},
    {"client", FIELD_TEXT, offsetof(en_plan_header, client), NULL},
    {"copyright", FIELD_TEXT, offsetof(en_plan_header, copyright), NULL},
    {"created", FIELD_TEXT, offsetof(en_plan_header, created), NULL},
    {"modified", FIELD_TEXT, offsetof(en_plan_header, modified), NULL},
    {"uuid", FIELD_TEXT, offsetof(en_plan_header, uuid), NULL},
    {"image", FIELD_KNOWN, 0, NULL},
    {"contact", FIELD_KNOWN, 0, NULL},
    {0},
};

static void read_product(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {
        {"version", FIELD_TEXT, offsetof(en_plan_header, product_version), NULL},
        {"lang", FIELD_TEXT, offsetof(en_plan_header, product_language), NULL},
        {0},
    };
    static const shape form = {.attributes = attributes};
    read_element(r, n, &form, into);
    ((en_plan_header *)into)->product = text_of(r, n);
}

/* Each option by its name: <uses_arrays/> is "uses_arrays". Before XMILE 1.0 the element was <smile>. */
static void read_options(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {
        {"namespace", FIELD_TEXT, offsetof(en_plan_header, namespaces), NULL},
        {"version", FIELD_KNOWN, 0, NULL},
        {"uses_submodels", FIELD_KNOWN, 0, NULL},
        {"uses_conveyor", FIELD_KNOWN, 0, NULL},
        {"uses_queue", FIELD_KNOWN, 0, NULL},
        {"uses_arrays", FIELD_KNOWN, 0, NULL},
        {0},
    };
    en_plan_header *header = into;
    const en_xmile_node *nodes = r->tree->nodes;
    read_attributes(r, n, attributes, header);
    for (uint32_t child = nodes[n].first; child && r->status != EN_ERR_MEMORY; child = nodes[child].next) {
        if (nodes[child].kind != EN_XMILE_ELEMENT || nodes[child].space != EN_XMILE_STANDARD) continue;
        en_plan_piece *piece = en_arena_array(r->arena, 1, sizeof *piece);
        en_plan_text *item = add_item(r, (void **)&header->options.at, &header->options.count, sizeof *item);
        if (!piece || !item) {
            reader_fail(r, EN_ERR_MEMORY);
            return;
        }
        piece->place = place_of(r, child);
        *item = (en_plan_text){nodes[child].name, piece, 1, 0};
    }
}

static const field include_attributes[] = {{"resource", FIELD_LIST, 0, NULL}, {0}};

static void read_include(reader *r, uint32_t n, void *into)
{
    read_attributes(r, n, include_attributes, into);
}

static void read_includes(reader *r, uint32_t n, void *into)
{
    static const field children[] = {{"include", FIELD_MANY, 0, read_include}, {0}};
    static const shape form = {.children = children};
    read_element(r, n, &form, into);
}

static const field header_parts[] = {
    {"product", FIELD_READ, 0, read_product},
    {"options", FIELD_READ, 0, read_options},
    {"smile", FIELD_READ, 0, read_options},
    {"includes", FIELD_READ, offsetof(en_plan_header, includes), read_includes},
    {0},
};

static void read_header(reader *r, uint32_t n, void *into)
{
    static const shape form = {.children = header_parts, .shared = header_fields};
    ((en_plan_header *)into)->place = place_of(r, n);
    read_element(r, n, &form, into);
}

typedef struct specs_parts {
    en_plan_specs specs;
    en_plan_text method;
} specs_parts;

static void read_dt(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {{"reciprocal", FIELD_FLAG, offsetof(en_plan_specs, reciprocal), NULL},
                                       {0}};
    en_plan_specs *specs = into;
    read_attributes(r, n, attributes, specs);
    en_plan_text text = text_of(r, n);
    if (r->status != EN_ERR_MEMORY) specs->dt = number_of(r, text, r->tree->nodes[n].name);
}

static void read_run(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {{"by", FIELD_TEXT, 0, NULL}, {0}};
    read_attributes(r, n, attributes, into);
}

static const field specs_attributes[] = {
    {"method", FIELD_TEXT, offsetof(specs_parts, method), NULL},
    {"time_units", FIELD_TEXT, offsetof(en_plan_specs, time_units), NULL},
    {"pause", FIELD_NUMBER, offsetof(en_plan_specs, pause), NULL},
    {"isee:save_interval", FIELD_NUMBER, offsetof(en_plan_specs, save_interval), NULL},
    {"isee:sim_duration", FIELD_KNOWN, 0, NULL}, /* these four: how a program plays a run */
    {"isee:simulation_delay", FIELD_KNOWN, 0, NULL},
    {"isee:restore_on_start", FIELD_KNOWN, 0, NULL},
    {"isee:loop_scores", FIELD_KNOWN, 0, NULL},
    {0},
};

static const field specs_children[] = {
    {"start", FIELD_NUMBER, offsetof(en_plan_specs, start), NULL},
    {"stop", FIELD_NUMBER, offsetof(en_plan_specs, stop), NULL},
    {"dt", FIELD_READ, 0, read_dt},
    {"savestep", FIELD_NUMBER, offsetof(en_plan_specs, save_interval), NULL},
    {"save_step", FIELD_NUMBER, offsetof(en_plan_specs, save_interval), NULL},
    {"run", FIELD_READ, offsetof(en_plan_specs, run_by), read_run},
    {"*", FIELD_EXTRAS, offsetof(en_plan_specs, extras), NULL},
    {0},
};

static void check_specs(reader *r, const en_plan_specs *specs)
{
    const en_plan_number *start = &specs->start, *stop = &specs->stop, *dt = &specs->dt;
    if (dt->known && (!(dt->value > 0) || isinf(dt->value)))
        reader_tell(r, EN_ERROR, EN_W_XMILE_STEP, en_plan_text_place(&dt->text, 0), dt->text.text,
                    en_str_of("dt"));
    if (start->known && stop->known &&
        (isinf(start->value) || isinf(stop->value) || start->value > stop->value))
        reader_tell(r, EN_ERROR, EN_W_XMILE_TIMES, en_plan_text_place(&stop->text, 0), stop->text.text,
                    en_str_of("stop"));
    bool incomplete = !en_plan_given(start->text) || !en_plan_given(stop->text);
    if (incomplete && r->status != EN_ERR_MEMORY)
        reader_tell(r, EN_ERROR, EN_W_XMILE_NO_VALUE, specs->place, (en_str){0},
                    en_str_of(en_plan_given(start->text) ? "stop" : "start"));
}

/* into: en_plan_specs *. */
void read_specs(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = specs_attributes, .children = specs_children};
    specs_parts *parts = en_arena_array(r->arena, 1, sizeof *parts);
    if (!parts) {
        reader_fail(r, EN_ERR_MEMORY);
        return;
    }
    parts->specs.place = place_of(r, n);
    read_element(r, n, &form, parts);
    if (r->status == EN_ERR_MEMORY) return;
    if (parts->method.text.size) parts->specs.methods = split(r, parts->method, ',');
    check_specs(r, &parts->specs);
    *(en_plan_specs **)into = &parts->specs;
}

static void read_unit(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {
        {"name", FIELD_TEXT, offsetof(en_plan_unit, name), NULL},
        {"disabled", FIELD_FLAG, offsetof(en_plan_unit, disabled), NULL},
        {0},
    };
    static const field children[] = {
        {"eqn", FIELD_TEXT, offsetof(en_plan_unit, equation), NULL},
        {"alias", FIELD_LIST, offsetof(en_plan_unit, aliases), NULL},
        {0},
    };
    static const shape form = {.attributes = attributes, .children = children};
    en_plan_model *model = into;
    en_plan_unit *unit = add_item(r, (void **)&model->units, &model->unit_count, sizeof *unit);
    if (!unit) return;
    *unit = (en_plan_unit){.place = place_of(r, n)};
    read_element(r, n, &form, unit);
    need_name(r, n, unit->name);
}

static void read_units(reader *r, uint32_t n, void *into)
{
    static const field children[] = {{"unit", FIELD_MANY, 0, read_unit}, {0}};
    static const shape form = {.children = children};
    read_element(r, n, &form, into);
}

static void read_elem(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {{"name", FIELD_TEXT, 0, NULL}, {0}};
    en_plan_list *list = into;
    en_plan_text name = {0}, *item = add_item(r, (void **)&list->at, &list->count, sizeof *item);
    read_attributes(r, n, attributes, &name);
    need_name(r, n, name);
    if (item) *item = name;
}

/* A size beside names must be that of the names; alone it is a whole number from 1. */
static void check_dimension(reader *r, const en_plan_dimension *dimension)
{
    bool sized = en_plan_given(dimension->size.text);
    double most = dimension->elements.count ? (double)dimension->elements.count : EN_XMILE_MOST_NODES;
    double least = dimension->elements.count ? (double)dimension->elements.count : 1,
           size = dimension->size.value;
    if (!sized && dimension->elements.count == 0)
        reader_tell(r, EN_ERROR, EN_W_XMILE_DIMENSION_EMPTY, dimension->place, (en_str){0},
                    dimension->name.text);
    if (sized && dimension->size.known && !(size >= least && size <= most && floor(size) == size))
        reader_tell(r, EN_ERROR, EN_W_XMILE_DIMENSION_SIZE, dimension->place, dimension->size.text.text,
                    dimension->name.text);
}

static void read_dimension(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {
        {"name", FIELD_TEXT, offsetof(en_plan_dimension, name), NULL},
        {"size", FIELD_NUMBER, offsetof(en_plan_dimension, size), NULL},
        {0},
    };
    static const field children[] = {
        {"elem", FIELD_MANY, offsetof(en_plan_dimension, elements), read_elem},
        {0},
    };
    static const shape form = {.attributes = attributes, .children = children};
    en_plan_model *model = into;
    en_plan_dimension *dimension =
        add_item(r, (void **)&model->dimensions, &model->dimension_count, sizeof *dimension);
    if (!dimension) return;
    *dimension = (en_plan_dimension){.place = place_of(r, n)};
    read_element(r, n, &form, dimension);
    need_name(r, n, dimension->name);
    if (r->status != EN_ERR_MEMORY) check_dimension(r, dimension);
}

static void read_dimensions(reader *r, uint32_t n, void *into);

static void read_nested(reader *r, uint32_t n, void *into)
{
    reader_tell(r, EN_WARNING, EN_W_XMILE_NESTED_DIMENSIONS, place_of(r, n), (en_str){0},
                r->tree->nodes[n].name);
    read_dimensions(r, n, into);
}

static void read_dimensions(reader *r, uint32_t n, void *into)
{
    static const field children[] = {
        {"dim", FIELD_MANY, 0, read_dimension}, {"dimensions", FIELD_MANY, 0, read_nested}, {0}};
    static const shape form = {.children = children};
    read_element(r, n, &form, into);
}

static void read_stocks_behavior(reader *r, uint32_t n, void *into)
{
    static const field children[] = {
        {"non_negative", FIELD_FLAG, offsetof(en_plan_behavior, stocks_non_negative), NULL}, {0}};
    static const shape form = {.children = children};
    read_element(r, n, &form, into);
}

static void read_flows_behavior(reader *r, uint32_t n, void *into)
{
    static const field children[] = {
        {"non_negative", FIELD_FLAG, offsetof(en_plan_behavior, flows_non_negative), NULL}, {0}};
    static const shape form = {.children = children};
    read_element(r, n, &form, into);
}

/* into: en_plan_behavior *. */
void read_behavior(reader *r, uint32_t n, void *into)
{
    static const field children[] = {
        {"non_negative", FIELD_FLAG, offsetof(en_plan_behavior, non_negative), NULL},
        {"stock", FIELD_READ, 0, read_stocks_behavior},
        {"flow", FIELD_READ, 0, read_flows_behavior},
        {0},
    };
    static const shape form = {.children = children};
    en_plan_behavior *behavior = en_arena_array(r->arena, 1, sizeof *behavior);
    if (!behavior) {
        reader_fail(r, EN_ERR_MEMORY);
        return;
    }
    behavior->place = place_of(r, n);
    *(en_plan_behavior **)into = behavior;
    read_element(r, n, &form, behavior);
}

static void read_exported_table(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {
        {"uid", FIELD_TEXT, offsetof(en_plan_transfer, table), NULL},
        {"name", FIELD_TEXT, offsetof(en_plan_transfer, table), NULL},
        {"use_settings", FIELD_FLAG, offsetof(en_plan_transfer, use_settings), NULL},
        {0},
    };
    read_attributes(r, n, attributes, into);
}

static void read_transfer(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {
        {"type", FIELD_TEXT, offsetof(en_plan_transfer, type), NULL},
        {"enabled", FIELD_FLAG, offsetof(en_plan_transfer, enabled), NULL},
        {"frequency", FIELD_TEXT, offsetof(en_plan_transfer, frequency), NULL},
        {"orientation", FIELD_TEXT, offsetof(en_plan_transfer, orientation), NULL},
        {"resource", FIELD_TEXT, offsetof(en_plan_transfer, resource), NULL},
        {"worksheet", FIELD_TEXT, offsetof(en_plan_transfer, worksheet), NULL},
        {"interval", FIELD_TEXT, offsetof(en_plan_transfer, interval), NULL},
        {0},
    };
    static const field children[] = {
        {"all", FIELD_FLAG, offsetof(en_plan_transfer, all), NULL},
        {"table", FIELD_READ, 0, read_exported_table},
        {0},
    };
    static const shape form = {.attributes = attributes, .children = children};
    en_plan_transfers *transfers = into;
    en_plan_transfer *transfer = add_item(r, (void **)&transfers->at, &transfers->count, sizeof *transfer);
    if (!transfer) return;
    *transfer = (en_plan_transfer){.place = place_of(r, n)};
    read_element(r, n, &form, transfer);
}

static void read_data(reader *r, uint32_t n, void *into)
{
    static const field children[] = {
        {"import", FIELD_MANY, offsetof(en_plan_model, imports), read_transfer},
        {"export", FIELD_MANY, offsetof(en_plan_model, exports), read_transfer},
        {0},
    };
    static const shape form = {.children = children};
    read_element(r, n, &form, into);
}

static void add_shown(reader *r, uint32_t n, en_str name, en_plan_list *shown)
{
    en_plan_piece *piece = en_arena_array(r->arena, 1, sizeof *piece);
    en_plan_text *text = add_item(r, (void **)&shown->at, &shown->count, sizeof *text);
    if (!piece) reader_fail(r, EN_ERR_MEMORY);
    if (!piece || !text) return;
    piece->place = place_of(r, n);
    *text = (en_plan_text){name, piece, 1, 0};
}

/* A picture of a variable has its name; a further one names it in <of>. */
static void read_picture(reader *r, uint32_t n, en_plan_list *shown)
{
    static const char *const pictures[] = {"stock", "flow", "aux", "module"};
    const en_xmile_node *nodes = r->tree->nodes, *node = &nodes[n];
    bool known = false;
    if (node->kind != EN_XMILE_ELEMENT || node->space != EN_XMILE_STANDARD) return;
    for (size_t k = 0; k < sizeof pictures / sizeof *pictures; k++)
        known = known || en_str_is(en_xmile_local(node->name), pictures[k]);
    for (uint32_t a = 0; known && a < node->attribute_count; a++)
        if (en_str_is(node->attributes[a].name, "name")) add_shown(r, n, node->attributes[a].value, shown);
    if (!en_str_is(en_xmile_local(node->name), "alias")) return;
    for (uint32_t child = node->first; child; child = nodes[child].next)
        if (nodes[child].kind == EN_XMILE_ELEMENT && en_str_is(en_xmile_local(nodes[child].name), "of"))
            add_shown(r, child, text_of(r, child).text, shown);
}

static void read_views(reader *r, uint32_t n, void *into)
{
    en_plan_submodel *submodel = into;
    const en_xmile_node *nodes = r->tree->nodes;
    submodel->has_views = true;
    for (uint32_t view = nodes[n].first; view; view = nodes[view].next)
        for (uint32_t child = nodes[view].first; child && r->status != EN_ERR_MEMORY;
             child = nodes[child].next)
            read_picture(r, child, &submodel->shown);
}

static const field submodel_attributes[] = {
    {"name", FIELD_TEXT, offsetof(en_plan_submodel, name), NULL},
    {"resource", FIELD_TEXT, offsetof(en_plan_submodel, resource), NULL},
    {"namespace", FIELD_TEXT, offsetof(en_plan_submodel, namespaces), NULL},
    {"run", FIELD_FLAG, offsetof(en_plan_submodel, run), NULL},
    {"password", FIELD_TEXT, offsetof(en_plan_submodel, password), NULL},
    {"encryption-scheme", FIELD_TEXT, offsetof(en_plan_submodel, encryption), NULL},
    {"iv", FIELD_KNOWN, 0, NULL},
    {"hmac", FIELD_KNOWN, 0, NULL},
    {0},
};

static const field submodel_children[] = {
    {"sim_specs", FIELD_READ, offsetof(en_plan_submodel, specs), read_specs},
    {"behavior", FIELD_READ, offsetof(en_plan_submodel, behavior), read_behavior},
    {"variables", FIELD_READ, offsetof(en_plan_submodel, variables), read_variables},
    {"views", FIELD_READ, 0, read_views},
    {"isee:dependencies", FIELD_KNOWN, 0, NULL},
    {0},
};

static void read_submodel(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = submodel_attributes, .children = submodel_children};
    en_plan_model *model = into;
    en_plan_submodel *submodel = add_item(r, (void **)&model->models, &model->model_count, sizeof *submodel);
    if (!submodel) return;
    *submodel = (en_plan_submodel){.place = place_of(r, n)};
    read_element(r, n, &form, submodel);
}

static void read_parameter(reader *r, uint32_t n, void *into)
{
    static const field attributes[] = {{"default", FIELD_TEXT, offsetof(en_plan_parameter, fallback), NULL},
                                       {0}};
    en_plan_macro *macro = into;
    en_plan_parameter *parameter =
        add_item(r, (void **)&macro->parameters, &macro->parameter_count, sizeof *parameter);
    if (!parameter) return;
    *parameter = (en_plan_parameter){0};
    read_attributes(r, n, attributes, parameter);
    parameter->name = text_of(r, n);
    need_name(r, n, parameter->name);
}

static const field macro_attributes[] = {
    {"name", FIELD_TEXT, offsetof(en_plan_macro, name), NULL},
    {"namespace", FIELD_TEXT, offsetof(en_plan_macro, namespaces), NULL},
    {"filter", FIELD_TEXT, offsetof(en_plan_macro, filter), NULL},
    {"applyto", FIELD_TEXT, offsetof(en_plan_macro, applies_to), NULL},
    {0},
};

static const field macro_children[] = {
    {"parm", FIELD_MANY, 0, read_parameter},
    {"eqn", FIELD_TEXT, offsetof(en_plan_macro, equation), NULL},
    {"format", FIELD_DOC, offsetof(en_plan_macro, format), NULL},
    {"doc", FIELD_DOC, offsetof(en_plan_macro, doc), NULL},
    {"sim_specs", FIELD_READ, offsetof(en_plan_macro, specs), read_specs},
    {"variables", FIELD_READ, offsetof(en_plan_macro, variables), read_variables},
    {"views", FIELD_KNOWN, 0, NULL},
    {0},
};

static void read_macro(reader *r, uint32_t n, void *into)
{
    static const shape form = {.attributes = macro_attributes, .children = macro_children};
    en_plan_model *model = into;
    en_plan_macro *macro = add_item(r, (void **)&model->macros, &model->macro_count, sizeof *macro);
    if (!macro) return;
    *macro = (en_plan_macro){.place = place_of(r, n)};
    r->in_macro = true;
    read_element(r, n, &form, macro);
    r->in_macro = false;
    need_name(r, n, macro->name);
    if (!macro->equation.text.size && r->status != EN_ERR_MEMORY)
        reader_tell(r, EN_ERROR, EN_W_XMILE_NO_VALUE, macro->place, (en_str){0}, en_str_of("eqn"));
}

static const field file_attributes[] = {
    {"version", FIELD_TEXT, offsetof(en_plan_model, version), NULL},
    {"level", FIELD_KNOWN, 0, NULL}, /* before XMILE 1.0 */
    {0},
};

static const field file_children[] = {
    {"header", FIELD_READ, offsetof(en_plan_model, header), read_header},
    {"sim_specs", FIELD_READ, offsetof(en_plan_model, specs), read_specs},
    {"model_units", FIELD_READ, 0, read_units},
    {"dimensions", FIELD_READ, 0, read_dimensions},
    {"behavior", FIELD_READ, offsetof(en_plan_model, behavior), read_behavior},
    {"data", FIELD_READ, 0, read_data},
    {"style", FIELD_KNOWN, 0, NULL},
    {"default_format", FIELD_KNOWN, 0, NULL},
    {"equation_prefs", FIELD_KNOWN, 0, NULL}, /* these two before XMILE 1.0: how a program shows things */
    {"prefs", FIELD_KNOWN, 0, NULL},
    {"model", FIELD_MANY, 0, read_submodel},
    {"macro", FIELD_MANY, 0, read_macro},
    {0},
};

/* The root is the model without a name, else the first. */
static void put_root_first(en_plan_model *model)
{
    size_t root = 0;
    while (root < model->model_count && model->models[root].name.text.size) root++;
    if (root == 0 || root == model->model_count) return;
    en_plan_submodel found = model->models[root];
    memmove(&model->models[1], &model->models[0], root * sizeof found);
    model->models[0] = found;
}

en_status en_xmile_read(const en_xmile_tree *tree, en_arena *arena, en_report *report, en_plan_model *model)
{
    static const shape form = {.attributes = file_attributes, .children = file_children};
    reader *r = en_arena_array(arena, 1, sizeof *r);
    if (!r) return EN_ERR_MEMORY;
    *r = (reader){.tree = tree, .arena = arena, .report = report};
    uint32_t root = en_xmile_root(tree);
    const en_xmile_node *node = &tree->nodes[root];
    if (node->space != EN_XMILE_STANDARD || !en_str_is(en_xmile_local(node->name), "xmile")) {
        reader_tell(r, EN_ERROR, EN_W_XMILE_NOT_XMILE, place_of(r, root), node->name, (en_str){0});
        return r->status;
    }
    en_plan_model made = {.file = tree->file};
    read_element(r, root, &form, &made);
    put_root_first(&made);
    if (r->status == EN_OK) *model = made;
    return r->status;
}

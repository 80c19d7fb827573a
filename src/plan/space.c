/* See space.h. Scopes and variables; definitions are in space_model.c. */
#include "space.h"

#include "name.h"
#include "space_model.h"

en_status en_space_report(en_report *report, en_severity severity, en_word rule, en_str file,
                          en_plan_place place, en_str owner, en_str value, size_t arg_count,
                          const en_arg *args)
{
    en_arg all[EN_REPORT_ARGS] = {en_arg_int("column", place.column)};
    for (size_t i = 0; i < arg_count && i + 1 < EN_REPORT_ARGS; i++) all[1 + i] = args[i];
    return en_report_add(
        report, severity, rule,
        (en_where){
            .file = place.file ? *place.file : file, .row = place.line, .column = owner, .value = value},
        1 + arg_count, all);
}

/* An array that grows, in the allocator's own blocks. */
static void *grown(const en_space *space, void *at, uint32_t *room, uint32_t least, size_t size)
{
    uint64_t wanted = *room ? *room : 64;
    while (wanted < least) wanted *= 2;
    const en_allocator *allocator = space->arena.allocator;
    void *more = allocator->resize(allocator->user, at, wanted * size);
    if (more) *room = (uint32_t)wanted;
    return more;
}

static bool make_room(en_space *space, uint32_t variables, uint64_t slots)
{
    if (space->variable_count + variables > space->variable_room || !space->variables) {
        void *more = grown(space, space->variables, &space->variable_room, space->variable_count + variables,
                           sizeof *space->variables);
        if (!more) return false;
        space->variables = more;
    }
    if (space->slot_count + slots > space->slot_room || !space->variable_of) {
        void *more = grown(space, space->variable_of, &space->slot_room,
                           (uint32_t)(space->slot_count + slots), sizeof *space->variable_of);
        if (!more) return false;
        space->variable_of = more;
    }
    if (space->scope_count < space->scope_room) return true;
    void *more =
        grown(space, space->scopes, &space->scope_room, space->scope_count + 1, sizeof *space->scopes);
    if (!more) return false;
    space->scopes = more;
    return true;
}

static uint64_t slots_of(const en_space_model *model)
{
    uint64_t slots = 0;
    for (uint32_t d = 0; d < model->count; d++) slots += model->definitions[d].count;
    return slots;
}

static void add_variable(en_space *space, const en_space_definition *definition, uint32_t scope, bool hidden)
{
    uint32_t variable = space->variable_count++;
    space->variables[variable] = (en_space_variable){.definition = definition,
                                                     .scope = scope,
                                                     .first = space->slot_count,
                                                     .source = EN_SPACE_NONE,
                                                     .inner = EN_SPACE_NONE,
                                                     .hidden = hidden};
    for (uint32_t e = 0; e < definition->count; e++) space->variable_of[space->slot_count++] = variable;
}

en_status en_space_enter(en_space *space, uint32_t model, uint32_t parent, en_str prefix, bool hidden,
                         uint32_t *scope)
{
    const en_space_model *m = &space->models[model];
    uint32_t depth = parent == EN_SPACE_NONE ? 0 : space->scopes[parent].depth + 1;
    uint64_t slots = slots_of(m);
    if (depth > EN_SPACE_MOST_NESTED || space->slot_count + slots > EN_SPACE_MOST_SLOTS) return EN_ERR_LIMIT;
    if (!make_room(space, m->count, slots)) return EN_ERR_MEMORY;
    *scope = space->scope_count++;
    space->scopes[*scope] = (en_space_scope){
        .model = model, .parent = parent, .depth = depth, .first = space->variable_count, .prefix = prefix};
    for (uint32_t d = 0; d < m->count; d++) add_variable(space, &m->definitions[d], *scope, hidden);
    return EN_OK;
}

uint32_t en_space_source(const en_space *space, uint32_t variable)
{
    for (uint32_t hops = 0; variable != EN_SPACE_NONE && space->variables[variable].source != EN_SPACE_NONE;
         hops++) {
        if (hops > EN_SPACE_MOST_NESTED) return EN_SPACE_NONE;
        variable = space->variables[variable].source;
    }
    return variable;
}

uint32_t en_space_find_written(const en_space *space, uint32_t scope, en_str key)
{
    en_str rest = key, part;
    uint32_t found = EN_SPACE_NONE;
    for (bool first = true; en_qualified_next(&rest, &part); first = false) {
        if (first && part.size == 0) {
            scope = 0;
            continue;
        }
        if (found != EN_SPACE_NONE) scope = space->variables[found].inner;
        if (scope == EN_SPACE_NONE) return EN_SPACE_NONE;
        uint32_t local = en_ids_find(&space->models[space->scopes[scope].model].names, part);
        if (local == EN_IDS_NONE) return EN_SPACE_NONE;
        found = space->scopes[scope].first + local;
    }
    return found;
}

uint32_t en_space_find(const en_space *space, uint32_t scope, en_str key)
{
    return en_space_source(space, en_space_find_written(space, scope, key));
}

static en_status enter_module(en_space *space, uint32_t variable, en_report *report)
{
    const en_plan_variable *written = space->variables[variable].definition->written;
    en_str name = space->variables[variable].definition->name,
           key = space->variables[variable].definition->key;
    uint32_t parent = space->variables[variable].scope;
    if (en_plan_given(written->resource))
        return en_space_report(report, EN_ERROR, EN_W_PLAN_MODULE_FILE, space->written->file, written->place,
                               name, written->resource.text, 0, NULL);
    if (en_plan_given(written->uses) &&
        en_name_of(&space->arena, written->uses.text, &key) == EN_NAME_NO_MEMORY)
        return EN_ERR_MEMORY;
    uint32_t model = en_ids_find(&space->model_names, key);
    if (model == EN_IDS_NONE)
        return en_space_report(report, EN_ERROR, EN_W_PLAN_MODULE_MODEL, space->written->file, written->place,
                               name, name, 0, NULL);
    en_text prefix = en_text_make(space->arena.allocator);
    en_text_add(&prefix, space->scopes[parent].prefix);
    en_text_add(&prefix, name);
    en_text_add_char(&prefix, '.');
    en_str copy = {prefix.failed ? NULL : en_arena_copy(&space->arena, prefix.at, prefix.size), prefix.size};
    en_text_free(&prefix);
    uint32_t inner = EN_SPACE_NONE;
    en_status status = copy.at ? en_space_enter(space, model, parent, copy, false, &inner) : EN_ERR_MEMORY;
    if (status == EN_ERR_LIMIT)
        (void)en_space_report(report, EN_ERROR, EN_W_PLAN_TOO_LARGE, space->written->file, written->place,
                              name, name, 0, NULL);
    if (status == EN_OK) space->variables[variable].inner = inner;
    return status;
}

/* What a connection's `to` names within the module: `input`, or `module.input`. */
static uint32_t find_input(const en_space *space, uint32_t module, en_str key)
{
    en_str rest = key, part;
    const en_space_variable *v = &space->variables[module];
    if (en_qualified_next(&rest, &part) && rest.at && en_str_equal(part, v->definition->key))
        return en_space_find_written(space, v->scope, key);
    uint32_t found = en_space_find_written(space, v->inner, key);
    return found != EN_SPACE_NONE ? found : en_space_find_written(space, v->scope, key);
}

/* The same input may be told of twice: by <connect2>, and by the module that the value comes from. */
static en_status connect(en_space *space, uint32_t module, const en_plan_connection *c, en_report *report)
{
    en_str to, from, file = space->written->file, name = space->variables[module].definition->name;
    en_name_fault fault = en_qualified_of(&space->arena, c->to.text, &to);
    if (fault == EN_NAME_FINE) fault = en_qualified_of(&space->arena, c->from.text, &from);
    if (fault == EN_NAME_NO_MEMORY) return EN_ERR_MEMORY;
    uint32_t input = fault == EN_NAME_FINE ? find_input(space, module, to) : EN_SPACE_NONE;
    uint32_t source = fault == EN_NAME_FINE
                          ? en_space_find_written(space, space->variables[module].scope, from)
                          : EN_SPACE_NONE;
    if (input == EN_SPACE_NONE || source == EN_SPACE_NONE || input == source)
        return en_space_report(report, EN_ERROR, EN_W_PLAN_CONNECTION, file, c->place, name,
                               input == EN_SPACE_NONE ? c->to.text : c->from.text, 0, NULL);
    en_space_variable *v = &space->variables[input];
    if (v->definition->count != space->variables[source].definition->count)
        return en_space_report(report, EN_ERROR, EN_W_PLAN_CONNECTION_SHAPE, file, c->place, name, c->to.text,
                               0, NULL);
    if (v->source != EN_SPACE_NONE && v->source != source)
        return en_space_report(report, EN_ERROR, EN_W_PLAN_CONNECTION_TWICE, file, c->place, name, c->to.text,
                               0, NULL);
    v->source = source;
    return EN_OK;
}

static en_status worse(en_status a, en_status b)
{
    return a == EN_OK || (a == EN_ERR_INPUT && b != EN_OK) ? b : a;
}

static en_status connect_all(en_space *space, en_report *report)
{
    en_status status = EN_OK;
    for (uint32_t v = 0; v < space->variable_count; v++) {
        const en_plan_variable *written = space->variables[v].definition->written;
        for (size_t c = 0; space->variables[v].inner != EN_SPACE_NONE && c < written->connection_count; c++)
            status = worse(status, connect(space, v, &written->connections[c], report));
    }
    for (uint32_t v = 0; v < space->variable_count && status == EN_OK; v++)
        if (en_space_source(space, v) == EN_SPACE_NONE) {
            const en_space_definition *d = space->variables[v].definition;
            status = en_space_report(report, EN_ERROR, EN_W_PLAN_CONNECTION_CIRCLE, space->written->file,
                                     d->written->place, d->name, d->name, 0, NULL);
        }
    return status;
}

en_status en_space_make(const en_plan_model *model, const en_allocator *allocator, en_report *report,
                        en_space *space)
{
    *space = (en_space){.arena = en_arena_make(allocator), .written = model};
    uint32_t root;
    en_status status = en_space_define(space, report);
    if (status != EN_OK) return status;
    status = en_space_enter(space, 0, EN_SPACE_NONE, en_str_of(""), false, &root);
    if (status == EN_ERR_LIMIT)
        return en_space_report(report, EN_ERROR, EN_W_PLAN_TOO_LARGE, model->file, (en_plan_place){0},
                               en_str_of(""), en_str_of(""), 0, NULL);
    for (uint32_t v = 0; v < space->variable_count; v++) {
        if (status != EN_OK && status != EN_ERR_INPUT) return status;
        if (space->variables[v].definition->written->kind == EN_PLAN_MODULE)
            status = worse(status, enter_module(space, v, report));
    }
    return status == EN_OK ? connect_all(space, report) : status;
}

void en_space_free(en_space *space)
{
    const en_allocator *allocator = space->arena.allocator;
    if (!allocator) return;
    if (space->scopes) allocator->resize(allocator->user, space->scopes, 0);
    if (space->variables) allocator->resize(allocator->user, space->variables, 0);
    if (space->variable_of) allocator->resize(allocator->user, space->variable_of, 0);
    en_arena_free(&space->arena);
    *space = (en_space){.arena = space->arena};
}

void en_space_show(const en_space *space, uint32_t variable, en_text *text)
{
    const en_space_variable *v = &space->variables[variable];
    en_text_add(text, space->scopes[v->scope].prefix);
    en_text_add(text, v->definition->name);
}

void en_space_show_slot(const en_space *space, uint32_t slot, en_text *text)
{
    uint32_t variable = space->variable_of[slot], element = slot - space->variables[variable].first;
    const en_space_definition *d = space->variables[variable].definition;
    en_space_show(space, variable, text);
    uint32_t behind = d->count;
    for (uint32_t k = 0; k < d->rank; k++) {
        const en_space_dimension *dimension = en_space_dimension_of(space, d, k);
        behind /= dimension->count;
        en_text_add_char(text, k == 0 ? '[' : ',');
        en_text_add(text, dimension->shown[element / behind % dimension->count]);
    }
    if (d->rank) en_text_add_char(text, ']');
}

/* Data that the model imports (XMILE 1.0: the element `data`), put in place of equations. See plan_files.h.
 *
 * A series becomes a graphical function of time, a single value a number, both with the place of their name
 * in the table, so that what is wrong with them is told of there.
 */
#include "name.h"
#include "number.h"
#include "plan_model.h"

/* The variables of a model by their names; NULL: not looked up yet. */
typedef struct names {
    en_ids *ids;
    en_plan_variable **variables;
} names;

/* What was imported, so that nothing is twice; element without text: all of the variable. */
typedef struct placed {
    const en_plan_variable *variable;
    en_str element;
} placed;

typedef struct importer {
    en_planned *planned;
    en_plan_model *model;
    en_arena *arena;
    en_report *report;
    en_status status;
    names *names; /* by model */
    placed *imports;
    size_t import_count, import_room;
} importer;

static void no_memory(importer *m) { m->status = EN_ERR_MEMORY; }
static bool stopped(const importer *m) { return m->status == EN_ERR_MEMORY; }

static void wrong(importer *m, en_status status)
{
    if (!stopped(m)) m->status = status;
}

/* ---- which variable */

static bool look_up_names(importer *m, size_t which)
{
    const en_plan_variables *all = &m->model->models[which].variables;
    names *n = &m->names[which];
    n->ids = en_arena_array(m->arena, 1, sizeof *n->ids);
    n->variables = en_arena_array(m->arena, all->count, sizeof(en_plan_variable *));
    if (!n->ids || !n->variables || !en_ids_make(m->arena, all->count ? all->count : 1, n->ids)) return false;
    for (size_t k = 0; k < all->count; k++) {
        en_str key;
        bool known;
        en_name_fault fault = en_name_of(m->arena, all->at[k].name.text, &key);
        if (fault == EN_NAME_NO_MEMORY) return false;
        if (fault != EN_NAME_FINE) continue;
        uint32_t id = en_ids_add(n->ids, key, &known);
        if (!known) n->variables[id] = &all->at[k];
    }
    return true;
}

static en_plan_variable *find_in(importer *m, size_t which, en_str key)
{
    if (!m->names[which].ids && !look_up_names(m, which)) {
        no_memory(m);
        return NULL;
    }
    uint32_t id = en_ids_find(m->names[which].ids, key);
    return id == EN_IDS_NONE ? NULL : m->names[which].variables[id];
}

/* The key of a name; without text where it has none. */
static en_str key_of(importer *m, en_str name)
{
    en_str key = {NULL, 0};
    if (en_name_of(m->arena, name, &key) == EN_NAME_NO_MEMORY) no_memory(m);
    return key;
}

static en_str model_key(importer *m, const en_plan_variable *module)
{
    return key_of(m, en_plan_given(module->uses) ? module->uses.text : module->name.text);
}

/* How many modules use the model; *which: where it is among the models, or their count. */
static size_t count_uses(importer *m, const en_plan_variable *module, size_t *which)
{
    en_str wanted = model_key(m, module);
    size_t uses = 0;
    for (*which = 1; *which < m->model->model_count && !stopped(m); ++*which)
        if (en_str_equal(key_of(m, m->model->models[*which].name.text), wanted)) break;
    for (size_t k = 0; k < m->model->model_count; k++) {
        const en_plan_variables *all = &m->model->models[k].variables;
        for (size_t v = 0; v < all->count && !stopped(m); v++)
            uses += all->at[v].kind == EN_PLAN_MODULE && en_str_equal(model_key(m, &all->at[v]), wanted);
    }
    return uses;
}

/* The variable of a qualified name; NULL with what is wrong. */
static en_plan_variable *find_variable(importer *m, en_str name, en_word *rule)
{
    en_str key, part;
    en_name_fault fault = en_qualified_of(m->arena, name, &key);
    if (fault == EN_NAME_NO_MEMORY) no_memory(m);
    *rule = EN_W_PLAN_RUN_UNKNOWN;
    if (fault != EN_NAME_FINE) return NULL;
    en_plan_variable *found = NULL;
    size_t model = 0;
    for (bool first = true; en_qualified_next(&key, &part); first = false) {
        if (first && part.size == 0) continue;
        if (found && found->kind != EN_PLAN_MODULE) return NULL;
        if (found && count_uses(m, found, &model) > 1) {
            *rule = EN_W_PLAN_DATA_SHARED;
            return NULL;
        }
        if (model >= m->model->model_count) return NULL;
        found = find_in(m, model, part);
        if (!found) return NULL;
    }
    return found;
}

/* ---- putting it in place */

/* A text at the row of the table where the series has its name. */
static en_plan_text text_at(importer *m, const en_data_table *table, const en_data_series *series,
                            en_str text)
{
    en_plan_piece *piece = en_arena_array(m->arena, 1, sizeof *piece);
    if (!piece) {
        no_memory(m);
        return (en_plan_text){0};
    }
    piece->place = (en_plan_place){(uint32_t)series->row, 1, &table->file};
    return (en_plan_text){.text = text, .pieces = piece, .piece_count = 1};
}

static en_str shortest(importer *m, double value)
{
    char digits[EN_REAL_MOST_BYTES];
    size_t size = en_real_print(value, digits);
    en_str text = {en_arena_copy(m->arena, digits, size), size};
    if (!text.at) no_memory(m);
    return text;
}

/* A graphical function of the points; one point alone gets a second of the same value. */
static en_plan_graph *graph_of(importer *m, const en_data_series *series, en_plan_graph_type type,
                               en_plan_place place)
{
    en_plan_graph *graph = en_arena_array(m->arena, 1, sizeof *graph);
    size_t count = series->count > 1 ? series->count : 2;
    double *x = en_arena_array(m->arena, count, sizeof *x), *y = en_arena_array(m->arena, count, sizeof *y);
    if (!graph || !x || !y) {
        no_memory(m);
        return NULL;
    }
    for (size_t k = 0; k < series->count; k++) x[k] = series->times[k], y[k] = series->values[k];
    if (series->count == 1) x[1] = x[0] + 1, y[1] = y[0];
    *graph = (en_plan_graph){.place = place, .type = type, .x_given = true, .x = x, .y = y, .count = count};
    return graph;
}

/* What is computed instead: the series at TIME, or the number. A number, too, goes through the graphical
 * function that the variable has for its other elements. */
static void fill(importer *m, const en_data_table *table, const en_data_series *series,
                 const en_plan_graph *old, bool element, en_plan_body *body)
{
    en_str text = table->timed ? en_str_of("std.TIME") : shortest(m, series->values[0]);
    en_plan_graph_type type = old ? old->type : EN_PLAN_GRAPH_CONTINUOUS;
    body->equation = text_at(m, table, series, text);
    body->initial = body->mathml = (en_plan_text){0};
    body->graph = NULL;
    if (table->timed || (element && old))
        body->graph = graph_of(m, series, type, en_plan_text_place(&body->equation, 0));
}

static void fill_element(importer *m, const en_data_table *table, const en_data_series *series,
                         en_plan_variable *variable, en_str subscript)
{
    size_t count = variable->element_count;
    en_plan_element *more = en_arena_array(m->arena, count + 1, sizeof *more);
    if (!more) {
        no_memory(m);
        return;
    }
    if (count) memcpy(more, variable->elements, count * sizeof *more);
    more[count].subscript = text_at(m, table, series, subscript);
    more[count].place = en_plan_text_place(&more[count].subscript, 0);
    fill(m, table, series, variable->body.graph, true, &more[count].body);
    variable->elements = more;
    variable->element_count = count + 1;
}

/* Whether the variable, or this element of it, has data already; otherwise it is noted. */
static bool is_twice(importer *m, const en_plan_variable *variable, en_str element)
{
    for (size_t k = 0; k < m->import_count; k++) {
        const placed *other = &m->imports[k];
        if (other->variable == variable &&
            (!other->element.at || !element.at || en_str_equal(other->element, element)))
            return true;
    }
    if (m->import_count == m->import_room) {
        size_t room = m->import_room ? m->import_room * 2 : 64;
        placed *more = en_arena_array(m->arena, room, sizeof *more);
        if (!more) {
            no_memory(m);
            return false;
        }
        if (m->import_count) memcpy(more, m->imports, m->import_count * sizeof *more);
        m->imports = more;
        m->import_room = room;
    }
    m->imports[m->import_count++] = (placed){variable, element};
    return false;
}

/* `name[a,b]` as its two parts; inside.at NULL: there are no brackets. */
static en_str without_element(en_str name, en_str *inside)
{
    *inside = (en_str){NULL, 0};
    const char *open = name.size && name.at[name.size - 1] == ']' ? memchr(name.at, '[', name.size) : NULL;
    if (!open) return name;
    *inside = en_str_trim((en_str){open + 1, (size_t)(name.at + name.size - 1 - (open + 1))});
    return en_str_trim((en_str){name.at, (size_t)(open - name.at)});
}

/* The key of the elements, so that two ways to write them are one; the text itself where it has none. */
static en_str element_key(importer *m, en_str inside)
{
    en_str key;
    if (!inside.at) return inside;
    en_name_fault fault = en_name_of(m->arena, inside, &key);
    if (fault == EN_NAME_NO_MEMORY) no_memory(m);
    return fault == EN_NAME_FINE ? key : inside;
}

static void take_series(importer *m, const en_data_table *table, const en_data_series *series)
{
    en_str inside, name = without_element(series->name, &inside);
    en_word rule;
    en_plan_variable *variable = find_variable(m, name, &rule);
    if (stopped(m)) return;
    if (variable && (variable->kind == EN_PLAN_MODULE || variable->kind == EN_PLAN_GRAPH))
        rule = EN_W_PLAN_RUN_NO_VALUE;
    else if (variable && variable->kind == EN_PLAN_STOCK && table->timed) rule = EN_W_PLAN_DATA_STOCK;
    else if (variable && inside.at && variable->dimensions.count == 0) rule = EN_W_PLAN_RUN_NO_ELEMENT;
    else if (variable && is_twice(m, variable, element_key(m, inside))) rule = EN_W_PLAN_DATA_TWICE;
    else if (variable) {
        variable->imported = true;
        if (inside.at) fill_element(m, table, series, variable, inside);
        else fill(m, table, series, variable->body.graph, false, &variable->body);
        if (!inside.at) variable->element_count = 0;
        return;
    }
    en_where where = {.file = table->file, .row = series->row, .column = series->name, .value = series->name};
    wrong(m, en_report_error(m->report, rule, where));
}

/* ---- an import */

static void tell(importer *m, const en_plan_transfer *import, en_word rule, const en_plan_text *value)
{
    en_plan_place place = en_plan_given(*value) ? en_plan_text_place(value, 0) : import->place;
    wrong(m, en_space_report(m->report, EN_ERROR, rule, m->model->file, place, import->resource.text,
                             value->text, 0, NULL));
}

static bool is_one_of(const en_plan_text *text, const char *a, const char *b, const char *c)
{
    return !en_plan_given(*text) || en_str_is(text->text, a) || en_str_is(text->text, b) ||
           (c && en_str_is(text->text, c));
}

static void take_import(importer *m, const en_plan_finder *finder, const en_plan_transfer *import)
{
    bool memory = false;
    const char *path = en_plan_path_of(m->arena, (en_str){"", 0}, import->resource.text, &memory);
    if (memory) no_memory(m);
    else if (!path) tell(m, import, EN_W_PLAN_FILE_OUTSIDE, &import->resource);
    if (!is_one_of(&import->orientation, "vertical", "horizontal", NULL))
        tell(m, import, EN_W_PLAN_DATA_ORIENTATION, &import->orientation);
    if (!is_one_of(&import->frequency, "automatic", "on_demand", NULL))
        tell(m, import, EN_W_PLAN_DATA_FREQUENCY, &import->frequency);
    if (!is_one_of(&import->type, "CSV", "Excel", NULL)) tell(m, import, EN_W_PLAN_DATA_TYPE, &import->type);
    if (m->status != EN_OK) return;
    const en_plan_specs *specs = m->model->models[0].specs ? m->model->models[0].specs : m->model->specs;
    en_data_table *table = en_arena_array(m->arena, 1, sizeof *table);
    if (!table) no_memory(m);
    if (!table) return;
    en_finder_fault fault = EN_FINDER_FINE;
    en_data_form form = {.horizontal = en_str_is(import->orientation.text, "horizontal"),
                         .time_units = specs ? specs->time_units.text : (en_str){0}};
    en_status status = finder->table(finder->user, path, import, form, m->arena, m->report, &fault, table);
    if (fault != EN_FINDER_FINE)
        status =
            en_plan_finder_tell(m->report, fault, m->model->file, en_plan_text_place(&import->resource, 0),
                                en_str_of("import"), import->resource.text);
    if (status != EN_OK) wrong(m, status);
    for (size_t k = 0; status == EN_OK && k < table->count && !stopped(m); k++)
        take_series(m, table, &table->series[k]);
}

en_status en_planned_take_data(en_planned *planned, const en_plan_finder *finder, en_report *report)
{
    en_plan_model *model = &planned->model;
    if (!finder || model->imports.count == 0 || model->model_count == 0) return EN_OK;
    importer m = {.planned = planned,
                  .model = model,
                  .arena = &planned->arena,
                  .report = report,
                  .names = en_arena_array(&planned->arena, model->model_count, sizeof(names))};
    if (!m.names) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    size_t left = 0; /* of those that are not read here */
    for (size_t k = 0; k < model->imports.count && status != EN_ERR_MEMORY; k++) {
        en_plan_transfer import = model->imports.at[k];
        if (en_plan_is_automatic(&import)) take_import(&m, finder, &import);
        else model->imports.at[left++] = import;
        if (m.status != EN_OK) status = m.status;
        m.status = EN_OK;
    }
    model->imports.count = left;
    return status;
}

/* See space_model.h. */
#include "space_model.h"

#include "name.h"

typedef struct definer {
    en_space *space;
    en_report *report;
    bool wrong, out_of_memory, too_large;
} definer;

static void wrong(definer *d, en_word rule, en_plan_place place, en_str owner, en_str value)
{
    d->wrong = true;
    (void)en_space_report(d->report, EN_ERROR, rule, d->space->written->file, place, owner, value, 0, NULL);
}

static bool stopped(const definer *d) { return d->out_of_memory || d->too_large; }

static void *array(definer *d, size_t count, size_t size)
{
    void *at = en_arena_array(&d->space->arena, count, size);
    if (!at) d->out_of_memory = true;
    return at;
}

static en_word word_of(en_name_fault fault)
{
    if (fault == EN_NAME_EMPTY) return EN_W_PLAN_A_NAME_EMPTY;
    return fault == EN_NAME_TOO_LONG ? EN_W_PLAN_A_NAME_LONG : EN_W_PLAN_A_NAME_MALFORMED;
}

/* The key and the shown form of a name; false after telling why there is none. */
static bool name_of(definer *d, en_str written, en_plan_place place, en_str *key, en_str *shown)
{
    en_name_fault fault = en_name_of(&d->space->arena, written, key);
    if (fault == EN_NAME_NO_MEMORY) d->out_of_memory = true;
    else if (fault != EN_NAME_FINE) wrong(d, word_of(fault), place, written, written);
    if (fault != EN_NAME_FINE) return false;
    en_text text = en_text_make(d->space->arena.allocator);
    en_name_show(&text, written);
    *shown = (en_str){text.failed ? NULL : en_arena_copy(&d->space->arena, text.at, text.size), text.size};
    en_text_free(&text);
    d->out_of_memory = d->out_of_memory || !shown->at;
    return shown->at;
}

static bool ids(definer *d, size_t most, en_ids *made)
{
    if (!en_ids_make(&d->space->arena, most ? most : 1, made)) d->out_of_memory = true;
    return !d->out_of_memory;
}

static bool number_elements(definer *d, const en_plan_dimension *w, en_space_dimension *dimension,
                            en_str *shown)
{
    for (uint32_t e = 0; e < dimension->count; e++) {
        en_text text = en_text_make(d->space->arena.allocator);
        en_text_add_int(&text, (int64_t)e + 1);
        shown[e] =
            (en_str){text.failed ? NULL : en_arena_copy(&d->space->arena, text.at, text.size), text.size};
        en_text_free(&text);
        bool known;
        if (!shown[e].at) d->out_of_memory = true;
        if (d->out_of_memory) return false;
        en_ids_add(&dimension->elements, shown[e], &known);
    }
    (void)w;
    return true;
}

static bool name_elements(definer *d, const en_plan_dimension *w, en_space_dimension *dimension,
                          en_str *shown)
{
    for (uint32_t e = 0; e < dimension->count; e++) {
        en_str key;
        bool known = false;
        en_plan_place place = en_plan_text_place(&w->elements.at[e], 0);
        if (!name_of(d, w->elements.at[e].text, place, &key, &shown[e])) return false;
        en_ids_add(&dimension->elements, key, &known);
        if (known) wrong(d, EN_W_PLAN_ELEMENT_TWICE, place, dimension->name, w->elements.at[e].text);
        if (known) return false;
    }
    return true;
}

static void define_dimension(definer *d, uint32_t which)
{
    const en_plan_dimension *w = &d->space->written->dimensions[which];
    en_space_dimension *dimension = &d->space->dimensions[which];
    bool named = w->elements.count > 0, known;
    double size = named ? (double)w->elements.count : w->size.value;
    if (!name_of(d, w->name.text, w->place, &dimension->key, &dimension->name)) return;
    d->too_large = d->too_large || size > EN_SPACE_MOST_SLOTS;
    if (d->too_large) return;
    dimension->count = (uint32_t)size;
    en_str *shown = array(d, dimension->count, sizeof *shown);
    dimension->shown = shown;
    if (!shown || !ids(d, dimension->count, &dimension->elements)) return;
    if (!(named ? name_elements : number_elements)(d, w, dimension, shown)) return;
    en_ids_add(&d->space->dimension_names, dimension->key, &known);
    if (known) wrong(d, EN_W_PLAN_DIMENSION_TWICE, w->place, dimension->name, dimension->name);
}

static void define_dimensions(definer *d)
{
    size_t count = d->space->written->dimension_count;
    d->space->dimensions = array(d, count, sizeof *d->space->dimensions);
    if (!d->space->dimensions || !ids(d, count, &d->space->dimension_names)) return;
    d->space->dimension_count = (uint32_t)count;
    for (uint32_t k = 0; k < count && !d->wrong && !stopped(d); k++) define_dimension(d, k);
}

static void place_in_text(const void *user, size_t offset, uint32_t *line, uint32_t *column)
{
    en_plan_place place = en_plan_text_place(user, offset);
    *line = place.line;
    *column = place.column;
}

static void parse(definer *d, const en_plan_text *text, en_str owner, en_formula *formula)
{
    formula->text = text;
    formula->number = d->space->formula_count++;
    formula->given = en_plan_given(*text);
    if (!formula->given || stopped(d)) return;
    const en_str *file = en_plan_text_place(text, 0).file;
    formula->equation = (en_equation){.text = text->text,
                                      .file = file ? *file : d->space->written->file,
                                      .owner = owner,
                                      .place = place_in_text,
                                      .user = text};
    en_status status = en_expr_parse(&formula->equation, &d->space->arena, d->report, &formula->expr);
    d->out_of_memory = d->out_of_memory || status == EN_ERR_MEMORY;
    d->wrong = d->wrong || status == EN_ERR_INPUT;
    formula->faulty = status == EN_ERR_INPUT;
    if (formula->expr.node_count == 0) formula->given = false;
}

static void define_body(definer *d, const en_plan_body *written, en_str owner, en_space_body *body)
{
    static const en_plan_conveyor none;
    const en_plan_conveyor *conveyor = written->conveyor ? written->conveyor : &none;
    const en_plan_text *const texts[] = {[EN_FORMULA_EQUATION] = &written->equation,
                                         [EN_FORMULA_INITIAL] = &written->initial,
                                         [EN_FORMULA_LEAK] = &written->leak,
                                         [EN_FORMULA_MULTIPLIER] = &written->multiplier,
                                         [EN_FORMULA_LENGTH] = &conveyor->length,
                                         [EN_FORMULA_CAPACITY] = &conveyor->capacity,
                                         [EN_FORMULA_INFLOW_LIMIT] = &conveyor->inflow_limit,
                                         [EN_FORMULA_SAMPLE] = &conveyor->sample,
                                         [EN_FORMULA_ARREST] = &conveyor->arrest};
    body->written = written;
    body->list_at = EN_SPACE_NONE;
    for (int kind = 0; kind < EN_FORMULA_KINDS; kind++) parse(d, texts[kind], owner, &body->formulas[kind]);
}

/* The elements that a subscript of an <element> names: first, and how many follow one another `step` apart.
 */
typedef struct selection {
    uint32_t elements[EN_SPACE_MOST_RANK];
    const en_space_dimension
        *range[EN_SPACE_MOST_RANK]; /* instead of an element: all of a dimension, by name */
} selection;

static bool find_element(definer *d, const en_space_dimension *dimension, en_str written, selection *s,
                         uint32_t k)
{
    en_str key;
    en_name_fault fault = en_name_of(&d->space->arena, written, &key);
    if (fault == EN_NAME_NO_MEMORY) d->out_of_memory = true;
    if (fault != EN_NAME_FINE) return false;
    s->range[k] = NULL;
    s->elements[k] = en_ids_find(&dimension->elements, key);
    if (s->elements[k] != EN_IDS_NONE) return true;
    uint32_t range = en_ids_find(&d->space->dimension_names, key);
    if (range == EN_IDS_NONE) return false;
    s->range[k] = &d->space->dimensions[range];
    return true;
}

static bool select_elements(definer *d, const en_space_definition *v, const en_plan_element *element,
                            selection *s)
{
    en_str rest = element->subscript.text, piece;
    uint32_t k = 0;
    bool found = true;
    while (found && en_str_next(&rest, ',', &piece)) {
        found = k < v->rank && find_element(d, en_space_dimension_of(d->space, v, k), piece, s, k);
        k++;
    }
    if (found && k == v->rank) return true;
    if (!d->out_of_memory)
        wrong(d, EN_W_PLAN_ELEMENT_UNKNOWN, element->place, v->name, element->subscript.text);
    return false;
}

/* Whether element e of the variable is one of the selected. */
static bool is_selected(const en_space *space, const en_space_definition *v, const selection *s, uint32_t e)
{
    uint32_t behind = v->count;
    for (uint32_t k = 0; k < v->rank; k++) {
        const en_space_dimension *dimension = en_space_dimension_of(space, v, k);
        behind /= dimension->count;
        uint32_t at = e / behind % dimension->count;
        if (!s->range[k] && at != s->elements[k]) return false;
        if (s->range[k] && en_ids_find(&s->range[k]->elements, dimension->elements.ids[at]) == EN_IDS_NONE)
            return false;
    }
    return true;
}

static bool is_single(const en_space_definition *v, const selection *s)
{
    for (uint32_t k = 0; k < v->rank; k++)
        if (s->range[k]) return false;
    return true;
}

static void assign_body(const en_space *space, en_space_definition *v, const selection *s, uint32_t body)
{
    if (!is_single(v, s)) {
        for (uint32_t e = 0; e < v->count; e++)
            if (is_selected(space, v, s, e)) v->body_of[e] = body;
        return;
    }
    uint32_t e = 0;
    for (uint32_t k = 0; k < v->rank; k++) e = e * en_space_dimension_of(space, v, k)->count + s->elements[k];
    v->body_of[e] = body;
}

/* Whether an element is another kind of stock or flow than its variable says, which would be passed over. */
static bool differs_in_kind(const en_plan_body *element, const en_plan_body *whole)
{
    const en_plan_flag *own[] = {&element->non_negative, &element->queue, &element->overflow,
                                 &element->leaks};
    const en_plan_flag *all[] = {&whole->non_negative, &whole->queue, &whole->overflow, &whole->leaks};
    bool differs = element->inflows.count > 0 || element->outflows.count > 0 || element->poster ||
                   (element->conveyor && !whole->conveyor);
    for (int k = 0; k < 4; k++)
        differs = differs || (own[k]->given && !(all[k]->given && all[k]->value == own[k]->value));
    return differs;
}

/* Elements with equations of their own; the others keep what the variable has for all. */
static void define_elements(definer *d, en_space_definition *v)
{
    const en_plan_variable *w = v->written;
    v->body_of = array(d, v->count, sizeof *v->body_of);
    if (!v->body_of) return;
    for (size_t k = 0; k < w->element_count && !stopped(d); k++) {
        selection s;
        if (!select_elements(d, v, &w->elements[k], &s)) continue;
        uint32_t body = v->body_count++;
        define_body(d, &w->elements[k].body, v->name, &v->bodies[body]);
        if (differs_in_kind(&w->elements[k].body, &w->body))
            wrong(d, EN_W_PLAN_ELEMENT_KIND, w->elements[k].place, v->name, w->elements[k].subscript.text);
        assign_body(d->space, v, &s, body);
    }
}

static void define_shape(definer *d, en_space_definition *v)
{
    const en_plan_variable *w = v->written;
    uint64_t count = 1;
    v->rank = (uint32_t)w->dimensions.count;
    v->count = 1;
    if (w->dimensions.count > EN_SPACE_MOST_RANK) {
        v->rank = 0;
        wrong(d, EN_W_PLAN_RANK, w->place, v->name, v->name);
        return;
    }
    v->dimensions = array(d, v->rank, sizeof *v->dimensions);
    for (uint32_t k = 0; k < v->rank && v->dimensions; k++) {
        en_str key;
        en_name_fault fault = en_name_of(&d->space->arena, w->dimensions.at[k].text, &key);
        d->out_of_memory = d->out_of_memory || fault == EN_NAME_NO_MEMORY;
        v->dimensions[k] = fault == EN_NAME_FINE ? en_ids_find(&d->space->dimension_names, key) : EN_IDS_NONE;
        if (v->dimensions[k] == EN_IDS_NONE) {
            v->rank = 0;
            wrong(d, EN_W_PLAN_DIMENSION_UNKNOWN, en_plan_text_place(&w->dimensions.at[k], 0), v->name,
                  w->dimensions.at[k].text);
            return;
        }
        count *= en_space_dimension_of(d->space, v, k)->count;
        if (count > EN_SPACE_MOST_SLOTS) d->too_large = true;
        if (d->too_large) return;
    }
    v->count = (uint32_t)count;
}

static bool is_not_negative(const en_plan_variable *w, const en_plan_behavior *b,
                            const en_plan_behavior *outer)
{
    if (w->kind != EN_PLAN_STOCK && w->kind != EN_PLAN_FLOW) return false;
    if (w->body.non_negative.given) return w->body.non_negative.value;
    const en_plan_behavior *all[] = {b, outer};
    for (int k = 0; k < 2; k++) {
        if (!all[k]) continue;
        const en_plan_flag *own =
            w->kind == EN_PLAN_STOCK ? &all[k]->stocks_non_negative : &all[k]->flows_non_negative;
        if (own->given) return own->value;
        if (all[k]->non_negative.given) return all[k]->non_negative.value;
    }
    return false;
}

/* A parameter that is listed among the macro's variables is of that kind: a flow, mostly. */
static void describe_parameter(en_space_definition *parameter, const en_plan_variable *written)
{
    parameter->written = written;
}

static void define_variable(definer *d, const en_plan_variable *written, en_space_model *model,
                            const en_plan_behavior *behavior)
{
    en_space_definition *v = &model->definitions[model->count];
    v->written = written;
    if (!name_of(d, written->name.text, written->place, &v->key, &v->name)) return;
    define_shape(d, v);
    v->not_negative = is_not_negative(written, behavior, d->space->written->behavior);
    if (stopped(d)) return;
    v->bodies = array(d, 1 + written->element_count, sizeof *v->bodies);
    if (!v->bodies) return;
    v->body_count = 1;
    define_body(d, &written->body, v->name, &v->bodies[0]);
    if (written->element_count > 0 && v->rank > 0) define_elements(d, v);
    bool known;
    uint32_t first = en_ids_add(&model->names, v->key, &known);
    if (!known) model->count++;
    else if (first < model->parameters) describe_parameter(&model->definitions[first], written);
    else wrong(d, EN_W_PLAN_NAME_TWICE, written->place, v->name, v->name);
}

static void define_variables(definer *d, en_space_model *model, const en_plan_variables *variables,
                             const en_plan_behavior *behavior)
{
    for (size_t k = 0; k < variables->count && !stopped(d); k++)
        define_variable(d, &variables->at[k], model, behavior);
}

static void define_model(definer *d, uint32_t which)
{
    const en_plan_submodel *w = &d->space->written->models[which];
    en_space_model *model = &d->space->models[which];
    en_str shown;
    bool known = false;
    model->written = w;
    if (which > 0 && !name_of(d, w->name.text, w->place, &model->key, &shown)) return;
    en_ids_add(&d->space->model_names, which > 0 ? model->key : en_str_of("."), &known);
    if (known) wrong(d, EN_W_PLAN_MODEL_TWICE, w->place, model->key, w->name.text);
    model->definitions = array(d, w->variables.count, sizeof *model->definitions);
    if (model->definitions && ids(d, w->variables.count, &model->names))
        define_variables(d, model, &w->variables, w->behavior);
}

/* A parameter is a variable whose value the call gives; one of the same name among the macro's variables
 * describes it. */
static void define_parameters(definer *d, en_space_model *model, const en_plan_macro *w)
{
    en_plan_variable *stand_ins = array(d, w->parameter_count, sizeof *stand_ins);
    model->fallbacks = array(d, w->parameter_count, sizeof *model->fallbacks);
    for (size_t k = 0; k < w->parameter_count && !stopped(d); k++) {
        stand_ins[k] =
            (en_plan_variable){.kind = EN_PLAN_AUXILIARY, .place = w->place, .name = w->parameters[k].name};
        define_variable(d, &stand_ins[k], model, NULL);
        parse(d, &w->parameters[k].fallback, model->key, &model->fallbacks[k]);
    }
    model->parameters = model->count;
}

static void define_macro(definer *d, uint32_t which)
{
    const en_plan_macro *w = &d->space->written->macros[which];
    en_space_model *model = &d->space->models[d->space->macro_first + which];
    en_str shown;
    bool known;
    model->macro = w;
    if (!name_of(d, w->name.text, w->place, &model->key, &shown)) return;
    if (en_plan_given(w->filter)) wrong(d, EN_W_PLAN_MACRO_FILTER, w->place, shown, shown);
    en_ids_add(&d->space->macro_names, model->key, &known);
    if (known) wrong(d, EN_W_PLAN_MACRO_TWICE, w->place, shown, shown);
    size_t count = w->parameter_count + w->variables.count;
    model->definitions = array(d, count, sizeof *model->definitions);
    if (!model->definitions || !ids(d, count, &model->names)) return;
    define_parameters(d, model, w);
    define_variables(d, model, &w->variables, NULL);
    parse(d, &w->equation, shown, &model->result);
    if (!w->specs) return;
    parse(d, &w->specs->start.text, shown, &model->start);
    parse(d, &w->specs->stop.text, shown, &model->stop);
    parse(d, &w->specs->dt.text, shown, &model->step);
}

en_status en_space_define(en_space *space, en_report *report)
{
    const en_plan_model *written = space->written;
    definer d = {.space = space, .report = report};
    space->macro_first = space->model_count = (uint32_t)written->model_count;
    space->models = array(&d, written->model_count + written->macro_count, sizeof *space->models);
    define_dimensions(&d);
    if (!stopped(&d) && !d.wrong && ids(&d, written->model_count, &space->model_names) &&
        ids(&d, written->macro_count, &space->macro_names)) {
        for (uint32_t k = 0; k < written->model_count && !stopped(&d); k++) define_model(&d, k);
        for (uint32_t k = 0; k < written->macro_count && !stopped(&d); k++) define_macro(&d, k);
    }
    if (d.out_of_memory) return EN_ERR_MEMORY;
    if (d.too_large) wrong(&d, EN_W_PLAN_TOO_LARGE, (en_plan_place){0}, en_str_of(""), en_str_of(""));
    return d.wrong ? EN_ERR_INPUT : EN_OK;
}

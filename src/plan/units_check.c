/* What there is to be looked at, and in what order: equations, flows of stocks, connections of modules. See
 * units_check.h. */
#include "units_check.h"

#include "name.h"

typedef enum task_kind { TASK_FORMULA, TASK_FLOW, TASK_CONNECTION } task_kind;

/* What the result of a formula must be. */
typedef enum task_wants { WANTS_NOTHING, WANTS_OWN, WANTS_TIME, WANTS_PER_TIME } task_wants;

typedef struct task {
    task_kind kind;
    task_wants wants;
    uint32_t variable, other; /* other: a stock's flow, or what an input is connected to */
    bool converted;           /* the flow's multiplier makes another unit of it */
    const en_formula *formula;
    const uint32_t *names; /* variables: by the expression's names; or of a flow and its stock */
    uint32_t name_count;
    en_plan_place place; /* of a flow's name, or a connection */
    en_str value;
    uint8_t tries;
    bool queued, told;
} task;

typedef struct tasks {
    en_unit_checker *c;
    task *at; /* NULL: they are only counted */
    uint32_t count;
    uint32_t *user_first, *users; /* tasks that name a variable, by variable */
    uint32_t *queue, head, waiting;
    bool forward_only; /* an equation tells the unit of its own variable alone */
} tasks;

static void *array(tasks *t, size_t count, size_t size)
{
    void *at = en_arena_array(t->c->arena, count, size);
    if (!at) t->c->out_of_memory = true;
    return at;
}

/* ---- What there is to be looked at */

static void add(tasks *t, task made)
{
    if (t->at) t->at[t->count] = made;
    t->count++;
}

/* The variables that an expression names, by its names. */
static const uint32_t *resolve(tasks *t, uint32_t scope, const en_expr *expr)
{
    uint32_t *names = array(t, expr->name_count, sizeof *names);
    for (uint32_t n = 0; names && n < expr->name_count; n++)
        names[n] = en_space_find_written(t->c->space, scope, expr->names[n].key);
    return names;
}

static void add_formula(tasks *t, uint32_t variable, const en_formula *formula, task_wants wants)
{
    if (!formula->given || formula->faulty) return;
    task made = {.kind = TASK_FORMULA, .wants = wants, .variable = variable, .formula = formula};
    made.name_count = formula->expr.name_count;
    if (t->at) made.names = resolve(t, t->c->space->variables[variable].scope, &formula->expr);
    add(t, made);
}

/* The equation of a graphical function is its x, that of a leakage a fraction. */
static void add_body(tasks *t, uint32_t variable, const en_space_body *body, const en_space_body *whole)
{
    const en_plan_body *w = body->written;
    bool own = !(w->graph || whole->written->graph || w->leaks.value || en_plan_given(w->leak));
    const task_wants wants[EN_FORMULA_KINDS] = {[EN_FORMULA_EQUATION] = own ? WANTS_OWN : WANTS_NOTHING,
                                                [EN_FORMULA_INITIAL] = own ? WANTS_OWN : WANTS_NOTHING,
                                                [EN_FORMULA_LENGTH] = WANTS_TIME,
                                                [EN_FORMULA_CAPACITY] = WANTS_OWN,
                                                [EN_FORMULA_INFLOW_LIMIT] = WANTS_PER_TIME};
    for (int kind = 0; kind < EN_FORMULA_KINDS; kind++)
        add_formula(t, variable, &body->formulas[kind], wants[kind]);
}

static void add_flows(tasks *t, uint32_t stock, const en_plan_list *list, bool entering)
{
    const en_space *space = t->c->space;
    for (size_t k = 0; k < list->count && !t->c->out_of_memory; k++) {
        en_str key;
        en_name_fault fault = en_qualified_of(t->c->arena, list->at[k].text, &key);
        if (fault == EN_NAME_NO_MEMORY) t->c->out_of_memory = true;
        uint32_t flow = fault == EN_NAME_FINE
                            ? en_space_find_written(space, space->variables[stock].scope, key)
                            : EN_SPACE_NONE;
        if (flow == EN_SPACE_NONE) continue;
        const en_space_definition *d = space->variables[flow].definition;
        task made = {.kind = TASK_FLOW, .variable = stock, .other = flow, .name_count = 2};
        made.converted = entering && d->body_count > 0 && d->bodies[0].formulas[EN_FORMULA_MULTIPLIER].given;
        made.place = en_plan_text_place(&list->at[k], 0);
        made.value = list->at[k].text;
        uint32_t *names = t->at ? array(t, 2, sizeof *names) : NULL;
        if (names) names[0] = stock, names[1] = flow;
        made.names = names;
        add(t, made);
    }
}

/* Where the module says what its input is connected to; the input's own place where it is said elsewhere. */
static en_plan_place place_of_connection(tasks *t, uint32_t input)
{
    const en_space *space = t->c->space;
    const en_space_variable *v = &space->variables[input];
    for (uint32_t m = 0; m < space->variable_count; m++) {
        const en_plan_variable *w = space->variables[m].definition->written;
        for (size_t k = 0; space->variables[m].inner == v->scope && k < w->connection_count; k++) {
            en_str rest, part, key = {NULL, 0};
            en_name_fault fault = en_qualified_of(t->c->arena, w->connections[k].to.text, &rest);
            if (fault == EN_NAME_NO_MEMORY) t->c->out_of_memory = true;
            while (fault == EN_NAME_FINE && en_qualified_next(&rest, &part)) key = part;
            if (fault == EN_NAME_FINE && en_str_equal(key, v->definition->key))
                return w->connections[k].place;
        }
    }
    return v->definition->written->place;
}

static void add_connection(tasks *t, uint32_t input)
{
    const en_space_variable *v = &t->c->space->variables[input];
    task made = {.kind = TASK_CONNECTION,
                 .variable = input,
                 .other = v->source,
                 .value = v->definition->name,
                 .name_count = 2};
    uint32_t *names = t->at ? array(t, 2, sizeof *names) : NULL;
    if (t->at) made.place = place_of_connection(t, input);
    if (names) names[0] = input, names[1] = v->source;
    made.names = names;
    add(t, made);
}

static void add_all(tasks *t)
{
    const en_space *space = t->c->space;
    t->count = 0;
    for (uint32_t v = 0; v < space->variable_count && !t->c->out_of_memory; v++) {
        const en_space_definition *d = space->variables[v].definition;
        bool input = space->variables[v].source != EN_SPACE_NONE;
        if (input) add_connection(t, v);
        for (uint32_t b = 0; !input && b < d->body_count && d->written->kind != EN_PLAN_MODULE; b++) {
            add_body(t, v, &d->bodies[b], &d->bodies[0]);
            if (d->written->kind != EN_PLAN_STOCK) continue;
            add_flows(t, v, &d->bodies[b].written->inflows, true);
            add_flows(t, v, &d->bodies[b].written->outflows, false);
        }
    }
}

/* ---- One look */

static void look_at_formula(en_unit_checker *c, const task *t)
{
    en_unit_env env = {.formula = t->formula, .self = t->variable, .resolved = t->names};
    const en_form *forms = en_units_forms(c, &env);
    if (!forms || t->wants == WANTS_NOTHING) return;
    const en_expr *expr = &t->formula->expr;
    uint32_t root = en_expr_root(expr), of = t->wants == WANTS_TIME ? en_units_time(c) : t->variable;
    en_unit_side wanted = en_side_of_variable(of, en_form_of(c, of));
    if (t->wants == WANTS_PER_TIME)
        wanted =
            en_side_of_node(EN_EXPR_NONE, en_form_multiply(c, wanted.form, en_form_of(c, en_units_time(c)),
                                                           (en_ratio){-1, 1}));
    bool list = expr->nodes[root].kind == EN_EXPR_LIST;
    for (uint32_t k = 0; k < (list ? expr->nodes[root].count : 1); k++) {
        uint32_t node = list ? en_expr_child(expr, root, k) : root;
        en_word rule = t->wants == WANTS_TIME ? EN_W_PLAN_UNITS_TIME : EN_W_PLAN_UNITS_EQUATION;
        (void)en_units_agree(c, &env, node, rule, en_side_of_node(node, forms[node]), wanted);
    }
}

/* A stock is its flow times time; an input is what it is connected to. */
static void look_at_pair(en_unit_checker *c, const task *t)
{
    en_form one = en_form_of(c, t->variable), other = en_form_of(c, t->other), made = other;
    if (t->converted) return;
    if (t->kind == TASK_FLOW)
        made = en_form_multiply(c, other, en_form_of(c, en_units_time(c)), (en_ratio){1, 1});
    (void)en_units_agree(c, NULL, 0, EN_W_PLAN_UNITS_FLOW, en_side_of_variable(t->other, made),
                         en_side_of_variable(t->variable, one));
    if (!c->disagrees || !c->telling) return;
    en_unit_side a = en_side_of_variable(t->other, other), b = en_side_of_variable(t->variable, one);
    en_word rule = t->kind == TASK_FLOW ? EN_W_PLAN_UNITS_FLOW : EN_W_PLAN_UNITS_CONNECTION;
    en_units_tell_at(c, t->place, t->variable, t->value, rule, &a, &b);
}

static void look(en_unit_checker *c, const task *t)
{
    c->disagrees = false;
    c->learnt_count = 0;
    if (t->kind == TASK_FORMULA) look_at_formula(c, t);
    else look_at_pair(c, t);
}

/* ---- Learning */

/* The variables that a look depends on: those that it names, then its own. */
static uint32_t variable_of(const task *t, uint32_t which)
{
    return which < t->name_count ? t->names[which] : t->variable;
}

static bool list_users(tasks *t)
{
    uint32_t variables = t->c->space->variable_count;
    t->user_first = array(t, (size_t)variables + 2, sizeof *t->user_first);
    for (uint32_t k = 0; k < t->count && t->user_first; k++)
        for (uint32_t n = 0; n <= t->at[k].name_count; n++)
            if (variable_of(&t->at[k], n) != EN_SPACE_NONE) t->user_first[variable_of(&t->at[k], n) + 1]++;
    for (uint32_t v = 0; v < variables && t->user_first; v++) t->user_first[v + 1] += t->user_first[v];
    t->users = t->user_first ? array(t, t->user_first[variables], sizeof *t->users) : NULL;
    uint32_t *next = t->users ? array(t, variables, sizeof *next) : NULL;
    if (!next) return false;
    for (uint32_t v = 0; v < variables; v++) next[v] = t->user_first[v];
    for (uint32_t k = 0; k < t->count; k++)
        for (uint32_t n = 0; n <= t->at[k].name_count; n++)
            if (variable_of(&t->at[k], n) != EN_SPACE_NONE) t->users[next[variable_of(&t->at[k], n)]++] = k;
    return true;
}

static void enqueue(tasks *t, uint32_t which)
{
    task *k = &t->at[which];
    if (k->queued || k->tries == EN_UNITS_MOST_TRIES) return;
    k->queued = true;
    t->queue[(t->head + t->waiting++) % t->count] = which;
}

/* Everything that hangs on time is not looked for: it is all looked at again. */
static void enqueue_users(tasks *t, uint32_t variable)
{
    bool all = variable == en_units_time(t->c);
    uint32_t from = all ? 0 : t->user_first[variable], to = all ? t->count : t->user_first[variable + 1];
    for (uint32_t k = from; k < to; k++) enqueue(t, all ? k : t->users[k]);
}

static en_plan_place place_of_task(const task *t)
{
    return t->kind == TASK_FORMULA ? en_plan_text_place(t->formula->text, 0) : t->place;
}

static void keep(tasks *t, const en_unit_learnt *learnt, en_plan_place place)
{
    en_known_unit *known = &t->c->known[learnt->variable];
    if (known->how != EN_KNOWN_NOT) return;
    en_unit_factor *factors = array(t, learnt->unit.count, sizeof *factors);
    if (!factors) return;
    if (learnt->unit.count) memcpy(factors, learnt->unit.at, learnt->unit.count * sizeof *factors);
    *known = (en_known_unit){EN_KNOWN_INFERRED, {factors, learnt->unit.count}, place};
    enqueue_users(t, learnt->variable);
}

/* What an equation says is learnt where nothing in it disagrees. */
static void keep_learnt(tasks *t, const task *from)
{
    const en_unit_checker *c = t->c;
    if (c->disagrees) return;
    for (uint32_t k = 0; k < c->learnt_count; k++) {
        bool forward = from->kind != TASK_FORMULA || c->learnt[k].variable == from->variable;
        if (forward || !t->forward_only) keep(t, &c->learnt[k], place_of_task(from));
    }
}

static void infer(tasks *t)
{
    if (t->count == 0) return;
    for (uint32_t k = 0; k < t->count; k++) {
        t->at[k].tries = 0;
        enqueue(t, k);
    }
    while (t->waiting > 0 && !t->c->out_of_memory) {
        task *next = &t->at[t->queue[t->head]];
        t->head = (t->head + 1) % t->count;
        t->waiting--;
        next->queued = false;
        next->tries++;
        look(t->c, next);
        if (!t->c->out_of_memory) keep_learnt(t, next);
        en_arena_free(&t->c->scratch);
    }
}

/* What the model says of a flow, or of an input, and contradicts by what it says of the other end is told
 * before anything is learnt. The flow is lost then: one mistake, told once. */
static void tell_pairs(tasks *t)
{
    t->c->telling = true;
    for (uint32_t k = 0; k < t->count && !t->c->out_of_memory; k++) {
        if (t->at[k].kind == TASK_FORMULA) continue;
        look(t->c, &t->at[k]);
        t->at[k].told = t->c->disagrees;
        if (t->c->disagrees && t->at[k].kind == TASK_FLOW) t->c->known[t->at[k].other].how = EN_KNOWN_LOST;
        en_arena_free(&t->c->scratch);
    }
    t->c->telling = false;
}

/* What was inferred and is contradicted is not held against anything else. */
static void forget(en_unit_checker *c, const task *t)
{
    for (uint32_t n = 0; n <= t->name_count + 1; n++) {
        uint32_t v = n > t->name_count ? en_units_time(c) : variable_of(t, n);
        if (v != EN_SPACE_NONE && c->known[v].how == EN_KNOWN_INFERRED) c->known[v].how = EN_KNOWN_LOST;
    }
}

static void tell_all(tasks *t)
{
    en_unit_checker *c = t->c;
    c->telling = true;
    c->calls = 0;
    for (uint32_t k = 0; k < t->count && !c->out_of_memory; k++) {
        if (t->at[k].told) continue;
        look(c, &t->at[k]);
        if (c->disagrees) forget(c, &t->at[k]);
        en_arena_free(&c->scratch);
    }
}

/* ---- What the model says */

static en_status declare(en_unit_checker *c, const en_plan_text *text, en_plan_place place, en_str owner,
                         en_known_unit *known)
{
    if (!text->text.size) return EN_OK;
    en_status status = en_unit_read(&c->names, text, owner, &known->unit);
    known->how = status == EN_OK ? EN_KNOWN_DECLARED : EN_KNOWN_LOST;
    known->place = text->piece_count ? en_plan_text_place(text, 0) : place;
    return status == EN_ERR_MEMORY ? status : EN_OK;
}

/* Of a graphical function that stands alone, the unit stands in the function. */
static const en_plan_text *units_of(const en_plan_variable *w)
{
    return !w->units.text.size && w->body.graph ? &w->body.graph->units : &w->units;
}

static en_status declare_all(en_unit_checker *c)
{
    const en_space *space = c->space;
    en_status status = EN_OK;
    c->declared =
        en_arena_array(c->arena, space->model_count + c->space->written->macro_count, sizeof *c->declared);
    for (size_t m = 0;
         m < space->model_count + c->space->written->macro_count && c->declared && status == EN_OK; m++) {
        const en_space_model *model = &space->models[m];
        c->declared[m] = en_arena_array(c->arena, model->count, sizeof **c->declared);
        if (!c->declared[m]) return EN_ERR_MEMORY;
        for (uint32_t d = 0; d < model->count && status == EN_OK; d++) {
            const en_plan_variable *w = model->definitions[d].written;
            status = declare(c, units_of(w), w->place, model->definitions[d].name, &c->declared[m][d]);
        }
    }
    return c->declared ? status : EN_ERR_MEMORY;
}

static en_status declare_time(en_unit_checker *c)
{
    const en_plan_model *w = c->space->written;
    const en_plan_specs *specs = w->models[0].specs ? w->models[0].specs : w->specs;
    if (!specs) return EN_OK;
    return declare(c, &specs->time_units, specs->place, en_str_of("sim_specs"), &c->known[en_units_time(c)]);
}

static en_status prepare(en_unit_checker *c)
{
    const en_space *space = c->space;
    en_status status = en_unit_names_make(c->arena, space->written, c->severity, c->report, &c->names);
    if (status == EN_OK) status = declare_all(c);
    c->known = en_arena_array(c->arena, (size_t)space->variable_count + 1, sizeof *c->known);
    c->told = en_arena_array(c->arena, space->formula_count, sizeof *c->told);
    if (!c->known || !c->told) return EN_ERR_MEMORY;
    for (uint32_t v = 0; v < space->variable_count && status == EN_OK; v++) {
        const en_space_scope *scope = &space->scopes[space->variables[v].scope];
        c->known[v] = c->declared[scope->model][v - scope->first];
        if (space->variables[v].definition->written->kind == EN_PLAN_MODULE) c->known[v].how = EN_KNOWN_LOST;
    }
    return status == EN_OK ? declare_time(c) : status;
}

static void run(tasks *t)
{
    add_all(t);
    uint32_t count = t->count;
    t->at = array(t, count, sizeof *t->at);
    t->queue = array(t, count, sizeof *t->queue);
    if (!t->at || !t->queue) return;
    add_all(t);
    if (t->c->out_of_memory || !list_users(t)) return;
    tell_pairs(t);
    t->forward_only = true;
    infer(t);
    t->forward_only = false;
    infer(t);
    tell_all(t);
}

en_status en_units_check(const en_plan *plan, en_severity severity, en_arena *arena, en_report *report)
{
    en_unit_checker c = {
        .plan = plan, .space = &plan->space, .report = report, .severity = severity, .arena = arena};
    c.scratch = en_arena_make(arena->allocator);
    tasks t = {.c = &c};
    en_status status = prepare(&c);
    if (status == EN_OK) run(&t);
    en_arena_free(&c.scratch);
    return c.out_of_memory ? EN_ERR_MEMORY : status;
}

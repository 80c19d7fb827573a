/* Checking a model. See plan_check.h. */
#include "plan_check.h"

#include "model_check.h"

#include <math.h>

static void count_one(const en_space_variable *v, en_plan_summary *s)
{
    switch (v->definition->written->kind) {
    case EN_PLAN_STOCK: s->stocks++; break;
    case EN_PLAN_FLOW: s->flows++; break;
    case EN_PLAN_AUXILIARY: s->auxiliaries++; break;
    case EN_PLAN_GRAPH: s->graphs++; break;
    case EN_PLAN_MODULE: s->modules++; break;
    }
    s->arrays += v->definition->rank > 0;
}

static en_str name_of(en_planned *planned, uint32_t variable)
{
    en_text text = en_text_make(planned->arena.allocator);
    en_space_show(&planned->plan.space, variable, &text);
    en_str name = {text.failed ? NULL : en_arena_copy(&planned->arena, text.at ? text.at : "", text.size),
                   text.size};
    en_text_free(&text);
    return name;
}

static en_status list_unused(en_planned *planned, en_plan_summary *s)
{
    uint32_t *variables, count;
    en_status status = en_plan_unused(&planned->plan, &planned->arena, &variables, &count);
    if (status != EN_OK) return status;
    s->unused = en_arena_array(&planned->arena, count, sizeof *s->unused);
    if (!s->unused) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        s->unused[i] = name_of(planned, variables[i]);
        if (!s->unused[i].at) return EN_ERR_MEMORY;
    }
    s->unused_count = count;
    return EN_OK;
}

static void sum_up(const en_planned *planned, en_plan_summary *s)
{
    const en_plan *plan = &planned->plan;
    for (uint32_t v = 0; v < plan->space.variable_count; v++) count_one(&plan->space.variables[v], s);
    s->macros = planned->model.macro_count;
    s->dimensions = plan->space.dimension_count;
    s->elements = planned->all.count;
    double value;
    for (size_t i = 0; i < planned->all.count; i++)
        s->constants += en_plan_role_of(plan, planned->all.at[i].slot, &value) == EN_ROLE_CONSTANT;
}

en_status en_planned_check(en_planned *planned, bool strict_units, const en_context *context,
                           en_report *report, en_plan_summary *summary)
{
    *summary = (en_plan_summary){0};
    uint32_t *slots = en_arena_array(&planned->arena, planned->all.count, sizeof *slots);
    if (!slots) return EN_ERR_MEMORY;
    for (size_t i = 0; i < planned->all.count; i++) slots[i] = planned->all.at[i].slot;
    en_plan_wish wish = {.outputs = slots, .output_count = (uint32_t)planned->all.count};
    en_plan_code code = {0};
    en_status status = en_plan_compile(&planned->plan, &wish, context, report, &code);
    if (status == EN_OK) {
        summary->steps = code.simulation.steps;
        summary->rows = en_saved_rows(&code.simulation);
        summary->random = code.program.draw.count > 0;
        sum_up(planned, summary);
        status = list_unused(planned, summary);
    }
    en_plan_code_free(&code);
    if (status == EN_OK) status = en_plan_check(&planned->plan, strict_units, context, report);
    return status;
}

/* ---- VARY.csv to begin with */

typedef enum range_kind { RANGE_NONE, RANGE_OF_MODEL, RANGE_ASSUMED, RANGE_SWITCH } range_kind;

/* A constant as a row. */
typedef struct varying {
    en_str name;
    const en_plan_variable *written;
    double value, low, high;
    range_kind kind;
} varying;

/* With four digits; value is finite and not 0. */
static double rounded(double value)
{
    int place = 3 - (int)floor(log10(fabs(value)));
    double power = pow(10, place < 0 ? -place : place); /* exact up to 10^22 */
    if (place > 22 || place < -22) return value;
    return place < 0 ? round(value / power) * power : round(value * power) / power;
}

static bool contains(en_str key, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= key.size; i++)
        if (memcmp(key.at + i, word, n) == 0) return true;
    return false;
}

/* On or off: the model has 0 to 1 for it, and it is at one end, or its name says so. */
static bool is_switch(const varying *v, en_str key)
{
    if (v->value != 0 && v->value != 1) return false;
    bool named = contains(key, "switch") || contains(key, "toggle");
    return named || (v->kind == RANGE_OF_MODEL && v->low == 0 && v->high == 1);
}

/* A year, where the model's time counts years as calendars do: a tenth of it says nothing. */
static bool is_year(const en_plan *plan, double value)
{
    enum { FIRST_YEAR = 1000, MOST_AWAY = 200 };
    return plan->start >= FIRST_YEAR && value >= plan->start - MOST_AWAY && value <= plan->stop + MOST_AWAY &&
           floor(value) == value;
}

/* The range of a constant: the model's own, or 10 % to either side; none where that would be nothing, or mean
 * nothing. */
static void find_range(const en_plan *plan, en_str key, varying *v)
{
    const en_plan_scale *range = v->written->range;
    if (range && range->min.known && range->max.known && range->min.value < range->max.value) {
        v->kind = RANGE_OF_MODEL;
        v->low = range->min.value;
        v->high = range->max.value;
    }
    if (is_switch(v, key)) v->kind = RANGE_SWITCH;
    double tenth = fabs(v->value) / 10;
    if (v->kind != RANGE_NONE || tenth == 0 || !isfinite(v->value + tenth) || is_year(plan, v->value)) return;
    v->kind = RANGE_ASSUMED;
    v->low = rounded(v->value - tenth);
    v->high = rounded(v->value + tenth);
}

static void add_row(en_text *text, const varying *v, en_language language)
{
    static const en_word words[] = {[RANGE_OF_MODEL] = EN_W_PLAN_CHECK_RANGE_OF_MODEL,
                                    [RANGE_ASSUMED] = EN_W_PLAN_CHECK_RANGE_ASSUMED,
                                    [RANGE_SWITCH] = EN_W_PLAN_CHECK_SWITCH};
    en_text note = en_text_make(NULL), number = en_text_make(NULL);
    en_text_add_real(&number, v->value);
    if (v->written->units.text.size) {
        en_text_add_char(&number, ' ');
        en_text_add(&number, v->written->units.text);
    }
    en_arg arg = en_arg_str("value", en_text_str(&number));
    en_words_add(&note, language, words[v->kind], 1, &arg);
    en_csv_add(text, v->name);
    if (v->kind == RANGE_SWITCH) en_text_add_z(text, ",choice,0;1,");
    else {
        en_text_add_z(text, ",uniform,");
        en_text_add_real(text, v->low);
        en_text_add_char(text, ',');
        en_text_add_real(text, v->high);
    }
    en_text_add_z(text, ",,");
    en_csv_add(text, en_text_str(&note));
    en_text_add_char(text, '\n');
    text->failed = text->failed || note.failed || number.failed;
    en_text_free(&note);
    en_text_free(&number);
}

/* Under its own name, where a module's input stands before it. false: memory is out. */
static bool add_constant(en_text *text, en_planned *planned, uint32_t slot, double value,
                         en_language language, bool *added)
{
    const en_space *space = &planned->plan.space;
    const en_space_definition *d = space->variables[space->variable_of[slot]].definition;
    varying v = {.name = en_planned_name(planned, slot), .written = d->written, .value = value};
    find_range(&planned->plan, d->key, &v);
    *added = v.kind != RANGE_NONE;
    if (v.name.at && *added) add_row(text, &v, language);
    return v.name.at;
}

en_status en_vary_template_add(en_text *text, en_planned *planned, en_language language, size_t *rows,
                               size_t *left_out)
{
    bool *seen = en_arena_array(&planned->arena, planned->plan.space.slot_count, sizeof *seen);
    if (!seen) return EN_ERR_MEMORY;
    *rows = *left_out = 0;
    en_text_add_z(text, "name,distribution,a,b,c,note\n");
    for (size_t i = 0; i < planned->all.count; i++) {
        uint32_t slot = planned->all.at[i].slot;
        double value;
        bool added;
        if (seen[slot] || en_plan_role_of(&planned->plan, slot, &value) != EN_ROLE_CONSTANT) continue;
        seen[slot] = true;
        if (en_planned_is_control(planned, slot)) continue;
        if (!add_constant(text, planned, slot, value, language, &added)) return EN_ERR_MEMORY;
        *(added ? rows : left_out) += 1;
    }
    return text->failed ? EN_ERR_MEMORY : EN_OK;
}

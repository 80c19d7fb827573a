/* Reading a model and finding what users name in it. See plan_model.h. */
#include "plan_model.h"

#include "name.h"

static en_str keep(en_arena *arena, en_text *text)
{
    en_str kept = {text->failed ? NULL : en_arena_copy(arena, text->at ? text->at : "", text->size),
                   text->size};
    en_text_free(text);
    return kept;
}

en_str en_planned_name(en_planned *planned, uint32_t slot)
{
    en_text text = en_text_make(planned->arena.allocator);
    en_space_show_slot(&planned->plan.space, slot, &text);
    return keep(&planned->arena, &text);
}

/* The name of a variable's slot; of a module's input its own, with the element of what it stands for. */
static en_str name_of_slot(en_planned *planned, uint32_t variable, uint32_t slot)
{
    const en_space *space = &planned->plan.space;
    uint32_t source = space->variable_of[slot];
    if (source == variable) return en_planned_name(planned, slot);
    en_text text = en_text_make(planned->arena.allocator), of_source = en_text_make(planned->arena.allocator);
    en_space_show(space, source, &of_source);
    size_t before = of_source.size;
    of_source.size = 0;
    en_space_show_slot(space, slot, &of_source);
    en_space_show(space, variable, &text);
    if (of_source.size > before) en_text_add(&text, (en_str){of_source.at + before, of_source.size - before});
    text.failed = text.failed || of_source.failed;
    en_text_free(&of_source);
    return keep(&planned->arena, &text);
}

static bool has_value(const en_space_variable *v)
{
    en_plan_kind kind = v->definition->written->kind;
    return kind != EN_PLAN_GRAPH && kind != EN_PLAN_MODULE && !v->hidden;
}

uint32_t en_planned_width(const en_planned *planned, uint32_t variable)
{
    const en_space *space = &planned->plan.space;
    const en_space_variable *v = &space->variables[en_space_source(space, variable)];
    return has_value(v) ? v->definition->count : 0;
}

static en_status list_all(en_planned *planned)
{
    const en_plan *plan = &planned->plan;
    size_t most = 0;
    for (uint32_t i = 0; i < plan->listed_count; i++) {
        uint32_t source = en_space_source(&plan->space, plan->listed[i]);
        most += plan->space.variables[source].definition->count;
    }
    en_plan_columns *all = &planned->all;
    all->at = en_arena_array(&planned->arena, most, sizeof *all->at);
    if (!all->at) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < plan->listed_count; i++) {
        uint32_t variable = plan->listed[i], source = en_space_source(&plan->space, variable);
        const en_space_variable *v = &plan->space.variables[source];
        for (uint32_t e = 0; has_value(v) && e < v->definition->count; e++) {
            uint32_t slot = v->first + e;
            en_str name = name_of_slot(planned, variable, slot);
            if (!name.at) return EN_ERR_MEMORY;
            all->at[all->count++] = (en_plan_column){name, slot};
        }
    }
    return EN_OK;
}

en_status en_planned_read(en_str bytes, en_str name, const en_plan_finder *finder, const en_context *context,
                          en_report *report, en_planned *planned)
{
    *planned = (en_planned){.arena = en_arena_make(context ? context->allocator : NULL)};
    en_str kept_name = {en_arena_copy(&planned->arena, name.at, name.size), name.size};
    if (bytes.size <= EN_XMILE_MOST_BYTES) bytes.at = en_arena_copy(&planned->arena, bytes.at, bytes.size);
    if (!kept_name.at || !bytes.at) return EN_ERR_MEMORY;
    en_status status = en_xmile_parse(bytes, kept_name, context, report, &planned->tree);
    if (status == EN_OK) status = en_xmile_read(&planned->tree, &planned->arena, report, &planned->model);
    if (status == EN_OK) status = en_planned_take_files(planned, finder, context, report);
    if (status == EN_OK) status = en_planned_take_data(planned, finder, report);
    if (status == EN_OK) status = en_plan_understand(&planned->model, context, report, &planned->plan);
    return status == EN_OK ? list_all(planned) : status;
}

void en_planned_close(en_planned *planned)
{
    if (!planned->arena.allocator) return;
    en_plan_free(&planned->plan);
    if (planned->tree.nodes) en_xmile_free(&planned->tree);
    for (en_plan_part *part = planned->parts; part; part = part->next) en_xmile_free(&part->tree);
    en_arena_free(&planned->arena);
    *planned = (en_planned){0};
}

/* A name as tables show it, without the quotes that an equation would need: one with a point in it, or
 * brackets. */
static bool find_shown(const en_planned *planned, en_str name, en_plan_found *found)
{
    const en_space *space = &planned->plan.space;
    for (size_t i = 0; i < planned->all.count; i++) {
        const en_plan_column *column = &planned->all.at[i];
        if (!en_str_equal(column->name, name)) continue;
        *found =
            (en_plan_found){.variable = space->variable_of[column->slot], .first = column->slot, .count = 1};
        return true;
    }
    return false;
}

/* A module's input has the values of what it stands for. */
static void resolve_input(const en_space *space, en_plan_found *found)
{
    uint32_t source = en_space_source(space, found->variable);
    if (source != found->variable)
        found->first =
            found->first - space->variables[found->variable].first + space->variables[source].first;
}

/* The key of a variable with its modules, as somebody names it. */
static bool key_with_modules(const en_planned *planned, uint32_t variable, en_arena *scratch, en_str *key)
{
    const en_space *space = &planned->plan.space;
    *key = space->variables[variable].definition->key;
    if (space->variables[variable].scope == 0) return true;
    en_text text = en_text_make(scratch->allocator);
    en_space_show(space, variable, &text);
    en_name_fault fault = text.failed ? EN_NAME_NO_MEMORY : en_qualified_of(scratch, en_text_str(&text), key);
    en_text_free(&text);
    return fault != EN_NAME_NO_MEMORY;
}

/* The variable whose name is most like the key, if a slip of the hand could explain the difference; else
 * EN_SPACE_NONE. */
static en_status find_near(const en_planned *planned, en_arena *scratch, en_str key, uint32_t *near)
{
    unsigned least = en_name_most_slips(key) + 1;
    for (uint32_t i = 0; i < planned->plan.listed_count; i++) {
        en_str other;
        if (!key_with_modules(planned, planned->plan.listed[i], scratch, &other)) return EN_ERR_MEMORY;
        unsigned d = en_name_distance(key, other);
        if (d >= least) continue;
        least = d;
        *near = planned->plan.listed[i];
    }
    return EN_OK;
}

static en_status tell_unknown(const en_planned *planned, uint32_t near, en_where where, en_report *report)
{
    if (near == EN_SPACE_NONE) return en_report_error(report, EN_W_PLAN_RUN_UNKNOWN, where);
    en_text text = en_text_make(planned->arena.allocator);
    en_space_show(&planned->plan.space, near, &text);
    en_arg arg = en_arg_str("near", en_text_str(&text));
    en_status status = en_report_add(report, EN_ERROR, EN_W_PLAN_RUN_UNKNOWN_NEAR, where, 1, &arg);
    if (text.failed) status = EN_ERR_MEMORY;
    en_text_free(&text);
    return status;
}

/* An unknown name with the one that may be meant: of the first ones only, since each looks at all variables.
 */
static en_status refuse_unknown(const en_planned *planned, en_str name, en_where where, en_report *report)
{
    enum { MOST_NEAR = 20 };
    en_arena scratch = en_arena_make(planned->arena.allocator);
    uint32_t near = EN_SPACE_NONE;
    en_str key;
    en_name_fault fault = report && report->errors < MOST_NEAR
                              ? en_qualified_of(&scratch, en_str_trim(name), &key)
                              : EN_NAME_EMPTY;
    en_status status = fault == EN_NAME_NO_MEMORY ? EN_ERR_MEMORY
                       : fault == EN_NAME_FINE    ? find_near(planned, &scratch, key, &near)
                                                  : EN_OK;
    if (status == EN_OK) status = tell_unknown(planned, near, where, report);
    en_arena_free(&scratch);
    return status;
}

en_status en_planned_find(const en_planned *planned, en_str name, en_where where, en_report *report,
                          en_plan_found *found)
{
    en_plan_find_fault fault = en_plan_find(&planned->plan, name, found);
    if (fault == EN_FIND_UNKNOWN && find_shown(planned, name, found)) return EN_OK;
    if (fault == EN_FIND_NO_MEMORY) return EN_ERR_MEMORY;
    if (fault == EN_FIND_FINE) {
        resolve_input(&planned->plan.space, found);
        return EN_OK;
    }
    where.value = name;
    if (fault == EN_FIND_UNKNOWN) return refuse_unknown(planned, name, where, report);
    return en_report_error(
        report, fault == EN_FIND_NO_CURVE ? EN_W_PLAN_RUN_NO_CURVE : EN_W_PLAN_RUN_NO_ELEMENT, where);
}

bool en_planned_is_control(const en_planned *planned, uint32_t slot)
{
    const en_plan *plan = &planned->plan;
    const struct {
        const char *key;
        double value;
    } controls[] = {{"initial_time", plan->start},
                    {"final_time", plan->stop},
                    {"time_step", plan->dt},
                    {"saveper", plan->save_interval > 0 ? plan->save_interval : plan->dt}};
    const en_space_variable *v = &plan->space.variables[plan->space.variable_of[slot]];
    double value;
    if (v->scope != 0 || en_plan_role_of(plan, slot, &value) != EN_ROLE_CONSTANT) return false;
    for (size_t k = 0; k < sizeof controls / sizeof *controls; k++)
        if (en_str_is(v->definition->key, controls[k].key)) return plan->vensim || value == controls[k].value;
    return false;
}

/* ---- columns */

/* The variable's elements, as columns that are not there yet. */
static en_status add_found(en_plan_chooser *c, const en_plan_found *found, en_where where)
{
    const en_space_variable *v = &c->planned->plan.space.variables[found->variable];
    if (found->curve || !has_value(v)) return en_report_error(c->report, EN_W_PLAN_RUN_NO_VALUE, where);
    for (uint32_t k = 0; k < found->count; k++) {
        uint32_t slot = found->first + k;
        if (c->chosen[slot]) continue;
        c->chosen[slot] = true;
        en_str name = name_of_slot(c->planned, found->variable, slot);
        if (!name.at) return EN_ERR_MEMORY;
        c->columns.at[c->columns.count++] = (en_plan_column){name, slot};
    }
    return EN_OK;
}

en_status en_planned_chooser(en_planned *planned, en_report *report, en_plan_chooser *chooser)
{
    uint32_t slots = planned->plan.space.slot_count;
    *chooser =
        (en_plan_chooser){.planned = planned,
                          .report = report,
                          .columns = {.at = en_arena_array(&planned->arena, slots, sizeof(en_plan_column))},
                          .chosen = en_arena_array(&planned->arena, slots, sizeof *chooser->chosen)};
    return chooser->columns.at && chooser->chosen ? EN_OK : EN_ERR_MEMORY;
}

en_status en_plan_chooser_add(en_plan_chooser *c, en_str name, en_where where)
{
    en_plan_found found;
    where.value = name;
    en_status status = en_planned_find(c->planned, name, where, c->report, &found);
    return status == EN_OK ? add_found(c, &found, where) : status;
}

en_status en_planned_column(en_planned *planned, en_str name, en_where where, en_report *report,
                            en_plan_column *column)
{
    en_plan_found found;
    en_status status = en_planned_find(planned, name, where, report, &found);
    if (status != EN_OK) return status;
    where.value = name;
    if (found.count != 1) return en_report_error(report, EN_W_PLAN_RUN_ONE_ELEMENT, where);
    const en_space_variable *v = &planned->plan.space.variables[found.variable];
    if (found.curve || !has_value(v)) return en_report_error(report, EN_W_PLAN_RUN_NO_VALUE, where);
    *column = (en_plan_column){name_of_slot(planned, found.variable, found.first), found.first};
    return column->name.at ? EN_OK : EN_ERR_MEMORY;
}

/* Settings of a run. See plan_settings.h. */
#include "plan_settings.h"

#include "name.h"
#include "philox.h"

#include <math.h>

en_plan_setter en_plan_setter_make(en_planned *planned, bool force, en_report *report,
                                   en_plan_settings *settings)
{
    *settings = (en_plan_settings){0};
    return (en_plan_setter){.planned = planned, .force = force, .report = report, .settings = settings};
}

bool en_plan_setter_goes_on(en_plan_setter *m, en_status status)
{
    if (status != EN_OK && m->status != EN_ERR_MEMORY) m->status = status;
    return status == EN_OK || status == EN_ERR_INPUT || status == EN_ERR_USAGE;
}

static bool make_room(en_plan_setter *m)
{
    en_plan_settings *s = m->settings;
    en_arena *arena = &m->planned->arena;
    if (!m->last) {
        uint32_t slots = m->planned->plan.space.slot_count;
        m->last = en_arena_array(arena, slots, sizeof *m->last);
        for (uint32_t k = 0; k < slots && m->last; k++) m->last[k] = EN_SETTING_NONE;
    }
    if (!m->last || s->count < s->room) return m->last;
    size_t room = s->room ? s->room * 2 : 16;
    en_plan_setting *more = en_arena_array(arena, room, sizeof *more);
    en_setting_origin *origins = en_arena_array(arena, room, sizeof *origins);
    if (!more || !origins) return false;
    if (s->count) memcpy(more, s->at, s->count * sizeof *more);
    if (s->count) memcpy(origins, m->origins, s->count * sizeof *origins);
    s->at = more;
    m->origins = origins;
    s->room = room;
    return true;
}

/* A setting of its own for each slot, since each slot has its own list of them. row: of a scenario; else 0.
 */
static en_status add(en_plan_setter *m, en_plan_setting setting, en_str file, uint64_t row)
{
    en_plan_settings *s = m->settings;
    uint32_t first = setting.first, end = first + setting.count;
    setting.count = 1;
    for (; setting.first < end; setting.first++) {
        if (!make_room(m)) return EN_ERR_MEMORY;
        m->origins[s->count] = (en_setting_origin){file, row, first, m->last[setting.first]};
        m->last[setting.first] = s->count;
        s->at[s->count++] = setting;
    }
    return EN_OK;
}

/* Whether what was found may be set: constants and stocks; what is computed only by force; for a part of the
 * time, no stock. */
static en_status check_roles(en_plan_setter *m, const en_plan_found *found, bool bounded, en_where where)
{
    if (m->planned->plan.space.variables[found->variable].source != EN_SPACE_NONE)
        return en_report_error(m->report, EN_W_PLAN_RUN_INPUT, where);
    if (found->count == 1 && en_planned_is_control(m->planned, found->first))
        return en_report_error(m->report, EN_W_PLAN_RUN_CONTROL, where);
    if (found->curve) return bounded ? en_report_error(m->report, EN_W_PLAN_RUN_BOUNDED_CURVE, where) : EN_OK;
    for (uint32_t k = 0; k < found->count; k++) {
        double value;
        switch (en_plan_role_of(&m->planned->plan, found->first + k, &value)) {
        case EN_ROLE_CONSTANT: break;
        case EN_ROLE_STOCK:
            if (bounded) return en_report_error(m->report, EN_W_PLAN_RUN_BOUNDED_STOCK, where);
            break;
        case EN_ROLE_COMPUTED:
            if (!m->force) return en_report_error(m->report, EN_W_PLAN_RUN_COMPUTED, where);
            break;
        case EN_ROLE_GRAPH:
        case EN_ROLE_MODULE: return en_report_error(m->report, EN_W_PLAN_RUN_NO_VALUE, where);
        }
    }
    return EN_OK;
}

/* ---- what is set */

en_where en_plan_row_at(en_str file, uint64_t row, const char *column)
{
    return (en_where){.file = file, .row = row, .column = en_str_of(column)};
}

/* The same with what stands there. */
static en_where at_row(en_str file, uint64_t row, const char *column, en_str value)
{
    en_where where = en_plan_row_at(file, row, column);
    where.value = value;
    return where;
}

static en_str plain(en_text *text, double value)
{
    text->size = 0;
    en_text_add_real(text, value);
    return en_text_str(text);
}

/* Whether a step begins in the setting's time. Other methods than Euler's also look between steps. */
static bool has_effect(const en_plan *plan, const en_plan_setting *s)
{
    double slack = plan->dt * 1e-6;
    if (!(s->from <= plan->stop + slack && s->to >= plan->start - slack)) return false;
    if (plan->method != EN_EULER || s->from <= plan->start) return true;
    double begins = plan->start + ceil((s->from - slack - plan->start) / plan->dt) * plan->dt;
    return begins <= s->to + slack && begins <= plan->stop + slack;
}

static en_status warn_of_time(en_plan_setter *m, en_where where)
{
    const en_plan *plan = &m->planned->plan;
    en_text start = en_text_make(NULL), stop = en_text_make(NULL), dt = en_text_make(NULL);
    en_arg args[] = {en_arg_str("start", plain(&start, plan->start)),
                     en_arg_str("stop", plain(&stop, plan->stop)), en_arg_str("dt", plain(&dt, plan->dt))};
    (void)en_report_add(m->report, EN_WARNING, EN_W_PLAN_RUN_OUTSIDE, where, 3, args);
    en_status status = start.failed || stop.failed || dt.failed ? EN_ERR_MEMORY : EN_OK;
    en_text_free(&start);
    en_text_free(&stop);
    en_text_free(&dt);
    return status;
}

/* What an earlier row of the scenario says of a slot: an error where both rows of one scenario hold at a
 * time, a warning where what is set besides takes its place. */
static en_status tell_of_other(en_plan_setter *m, size_t other, const en_plan_setting *setting, bool is_row,
                               en_where where)
{
    const en_plan_setting *before = &m->settings->at[other];
    const en_setting_origin *origin = &m->origins[other];
    if (origin->row == 0 || before->curve != setting->curve) return EN_OK;
    en_arg arg = en_arg_int("row", (int64_t)origin->row);
    if (is_row && before->from <= setting->to && setting->from <= before->to)
        return en_report_add(m->report, EN_ERROR, EN_W_PLAN_RUN_OVERLAP, where, 1, &arg);
    uint32_t told_at = origin->first > setting->first ? origin->first : setting->first;
    if (is_row || m->override || before->first != told_at) return EN_OK;
    en_where row = en_plan_row_at(origin->file, origin->row, "name");
    row.value = where.value;
    (void)en_report_add(m->report, EN_WARNING, EN_W_PLAN_RUN_OVERRULED, row, 0, NULL);
    return EN_OK;
}

static en_status tell_of_others(en_plan_setter *m, const en_plan_setting *setting, bool is_row,
                                en_where where)
{
    en_status status = EN_OK;
    for (uint32_t k = 0; k < setting->count && m->last && status == EN_OK; k++)
        for (size_t i = m->last[setting->first + k]; i != EN_SETTING_NONE && status == EN_OK;
             i = m->origins[i].before)
            status = tell_of_other(m, i, setting, is_row, where);
    return status;
}

en_status en_plan_set(en_plan_setter *m, const en_scenario_row *row, en_where where)
{
    bool bounded = row->has_from || row->has_to;
    where.value = where.value.at ? where.value : row->name;
    en_plan_found found;
    en_status status = en_planned_find(m->planned, row->name, where, m->report, &found);
    if (status == EN_OK) status = check_roles(m, &found, bounded, where);
    if (status != EN_OK) return status;
    en_plan_setting setting = {.first = found.first,
                               .count = found.count,
                               .curve = found.curve,
                               .value = row->value,
                               .bounded = bounded};
    setting.from = row->has_from ? row->from : -__builtin_inf();
    setting.to = row->has_to ? row->to : __builtin_inf();
    status = tell_of_others(m, &setting, row->row > 0, where);
    if (status == EN_OK && bounded && !has_effect(&m->planned->plan, &setting))
        status = warn_of_time(m, where);
    return status == EN_OK ? add(m, setting, where.file, row->row) : status;
}

/* ---- what varies */

/* What a distribution's values lie in; of the normal ones nearly all, to two deviations. */
static void range_of(const en_distribution *d, en_varied_name *name)
{
    name->low = d->a;
    name->high = d->b;
    switch (d->kind) {
    case EN_UNIFORM: break;
    case EN_NORMAL:
        name->low = d->a - 2 * d->b;
        name->high = d->a + 2 * d->b;
        break;
    case EN_LOGNORMAL: name->low = name->high = __builtin_nan(""); break;
    case EN_TRIANGULAR:
    case EN_PERT: name->high = d->c; break;
    case EN_CHOICE:
        name->low = name->high = d->values[0];
        for (uint32_t i = 1; i < d->value_count; i++) {
            if (d->values[i] < name->low) name->low = d->values[i];
            if (d->values[i] > name->high) name->high = d->values[i];
        }
        break;
    }
}

/* FNV-1a: the stream of a parameter is the hash of its name's key, however the name is written. Philox mixes
 * it with the seed. */
static uint64_t hash_of(en_str key, uint64_t hash)
{
    for (size_t i = 0; i < key.size; i++) hash = (hash ^ (unsigned char)key.at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static en_status stream_of(en_plan_setter *m, const en_varied_name *name, uint64_t *stream)
{
    en_str key;
    en_name_fault fault = en_name_of(&m->planned->arena, name->name, &key);
    if (fault == EN_NAME_NO_MEMORY) return EN_ERR_MEMORY;
    *stream = hash_of(fault == EN_NAME_FINE ? key : name->name, UINT64_C(0xcbf29ce484222325));
    return EN_OK;
}

/* The name of what varies: of a variable, its one element, or its curve. */
static en_str name_of(en_plan_setter *m, const en_plan_found *found, uint32_t first, uint32_t count)
{
    const en_space *space = &m->planned->plan.space;
    en_text text = en_text_make(NULL);
    const en_space_variable *v = &space->variables[found->variable];
    if (count == 1 && v->definition->count > 1) en_space_show_slot(space, first, &text);
    else en_space_show(space, found->variable, &text);
    if (found->curve) en_text_add_z(&text, ".y");
    en_str name = {text.failed ? NULL : en_arena_copy(&m->planned->arena, text.at ? text.at : "", text.size),
                   text.size};
    en_text_free(&text);
    return name;
}

static bool overlaps(const en_varied_name *a, uint32_t first, uint32_t count, bool curve)
{
    return a->curve == curve && a->first < first + count && first < a->first + a->count;
}

static en_status vary_one(en_plan_setter *m, const en_vary_row *row, const en_plan_found *found,
                          uint32_t first, uint32_t count, en_where where)
{
    en_plan_settings *s = m->settings;
    for (uint32_t i = 0; i < s->varied_count; i++)
        if (overlaps(&s->names[i], first, count, found->curve))
            return en_report_error(m->report, EN_W_PLAN_RUN_VARIED_TWICE, where);
    uint32_t *parameter = en_arena_array(&m->planned->arena, 1, sizeof *parameter), index = s->varied_count;
    en_varied_name name = {
        .name = name_of(m, found, first, count), .first = first, .count = count, .curve = found->curve};
    uint64_t stream;
    if (!parameter || !name.name.at || stream_of(m, &name, &stream) != EN_OK) return EN_ERR_MEMORY;
    *parameter = index;
    range_of(&row->distribution, &name);
    s->names[index] = name;
    s->varied[index] = (en_varied){.parameters = parameter,
                                   .parameter_count = 1,
                                   .distribution = row->distribution,
                                   .stream = stream,
                                   .where = where};
    s->varied_count++;
    return add(m,
               (en_plan_setting){
                   .first = first, .count = count, .curve = found->curve, .by_run = true, .parameter = index},
               (en_str){0}, 0);
}

static en_status vary_row(en_plan_setter *m, en_str file, const en_vary_row *row)
{
    en_where where = at_row(file, row->row, "name", row->name);
    en_plan_found found;
    en_status status = en_planned_find(m->planned, row->name, where, m->report, &found);
    if (status == EN_OK) status = check_roles(m, &found, false, where);
    if (status != EN_OK || !found.each)
        return status == EN_OK ? vary_one(m, row, &found, found.first, found.count, where) : status;
    for (uint32_t k = 0; k < found.count && status == EN_OK; k++)
        status = vary_one(m, row, &found, found.first + k, 1, where);
    return status;
}

/* How many parameters the rows make at most. */
static size_t count_varied(en_plan_setter *m, const en_plan_rows *rows)
{
    size_t most = 0;
    for (size_t i = 0; i < rows->count; i++) {
        en_plan_found found;
        bool known = en_plan_find(&m->planned->plan, rows->vary[i].name, &found) == EN_FIND_FINE;
        most += known && found.each ? found.count : 1;
    }
    return most;
}

en_status en_plan_vary(en_plan_setter *m, const en_plan_rows *rows)
{
    size_t most = count_varied(m, rows);
    m->settings->varied = en_arena_array(&m->planned->arena, most, sizeof *m->settings->varied);
    m->settings->names = en_arena_array(&m->planned->arena, most, sizeof *m->settings->names);
    if (!m->settings->varied || !m->settings->names) return EN_ERR_MEMORY;
    for (size_t i = 0; i < rows->count; i++)
        if (!en_plan_setter_goes_on(m, vary_row(m, rows->file, &rows->vary[i]))) return m->status;
    return EN_OK;
}

/* ---- what varies together */

static en_status find_varied(en_plan_setter *m, en_str name, en_where where, uint32_t *index)
{
    en_plan_found found;
    en_status status = en_planned_find(m->planned, name, where, m->report, &found);
    if (status != EN_OK) return status;
    for (uint32_t i = 0; i < m->settings->varied_count; i++) {
        const en_varied_name *v = &m->settings->names[i];
        if (v->first != found.first || v->count != found.count || v->curve != found.curve) continue;
        *index = i;
        return EN_OK;
    }
    return en_report_error(m->report, EN_W_PLAN_RUN_NOT_VARIED, where);
}

static en_status correlate_row(en_plan_setter *m, en_str file, const en_correlation_row *row)
{
    en_correlation *c = &m->settings->correlations[m->settings->correlation_count];
    en_status first = find_varied(m, row->first, at_row(file, row->row, "first", row->first), &c->first);
    en_status second = find_varied(m, row->second, at_row(file, row->row, "second", row->second), &c->second);
    if (first != EN_OK || second != EN_OK) return first != EN_OK ? first : second;
    c->rank_correlation = row->rank_correlation;
    c->where = at_row(file, row->row, "rank_correlation", (en_str){0});
    m->settings->correlation_count++;
    return EN_OK;
}

en_status en_plan_correlate(en_plan_setter *m, const en_plan_rows *rows)
{
    m->settings->correlations =
        en_arena_array(&m->planned->arena, rows->count, sizeof *m->settings->correlations);
    if (!m->settings->correlations) return EN_ERR_MEMORY;
    for (size_t i = 0; i < rows->count; i++)
        if (!en_plan_setter_goes_on(m, correlate_row(m, rows->file, &rows->correlations[i])))
            return m->status;
    return EN_OK;
}

/* What is drawn and also set for the whole time: one of the two would be lost without a word. */
static en_status check_conflicts(en_plan_setter *m)
{
    const en_plan_settings *s = m->settings;
    for (size_t i = 0; i < s->count; i++)
        for (uint32_t v = 0; v < s->varied_count && !s->at[i].by_run && !s->at[i].bounded; v++)
            if (overlaps(&s->names[v], s->at[i].first, s->at[i].count, s->at[i].curve))
                (void)en_plan_setter_goes_on(
                    m, en_report_error(m->report, EN_W_PLAN_RUN_VARIED_AND_SET, s->varied[v].where));
    return m->status;
}

en_status en_plan_setter_end(en_plan_setter *m)
{
    return m->status == EN_OK && !m->override ? check_conflicts(m) : m->status;
}

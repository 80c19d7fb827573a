/* A model from its file, with what the command line says of it. See plan_open.h. */
#include "plan_open.h"

#include "beside.h"
#include "file.h"
#include "number.h"
#include "plan_columns.h"

en_status en_planned_open(const char *path, const en_context *context, en_report *report, en_planned *planned)
{
    *planned = (en_planned){0};
    en_file file;
    en_status status = en_file_read(path, context, report, &file);
    if (status != EN_OK) return status;
    en_beside beside = en_beside_open(path, context);
    en_plan_finder finder = en_beside_finder(&beside);
    status = en_planned_read((en_str){file.at, file.size}, file.name, &finder, context, report, planned);
    en_beside_close(&beside);
    en_file_free(&file);
    return status;
}

/* ---- --columns */

/* A status that an earlier one does not hide: lack of memory ends all, a problem is kept. */
static bool columns_go_on(en_status *status, en_status next)
{
    if (next != EN_OK) *status = next;
    return next == EN_OK || next == EN_ERR_INPUT;
}

static en_status add_record(en_plan_chooser *c, const char *record)
{
    en_status status = EN_OK;
    for (en_str name; en_columns_next(&record, &c->planned->arena, &name);) {
        if (!name.at) return EN_ERR_MEMORY;
        en_where where = {.column = en_str_of("--columns")};
        if (!columns_go_on(&status, en_plan_chooser_add(c, name, where))) return status;
    }
    return status;
}

en_status en_planned_choose(en_planned *planned, const char *const *records, size_t record_count,
                            en_report *report, en_plan_columns *columns)
{
    *columns = planned->all;
    if (record_count == 0) return EN_OK;
    en_plan_chooser chooser;
    en_status status = en_planned_chooser(planned, report, &chooser);
    if (status != EN_OK) return status;
    for (size_t i = 0; i < record_count; i++)
        if (!columns_go_on(&status, add_record(&chooser, records[i]))) break;
    *columns = chooser.columns;
    return status;
}

/* ---- settings */

typedef struct taker {
    const en_plan_settings_from *from;
    const en_context *context;
    en_plan_setter setter;
} taker;

static en_status misuse(const taker *t, en_where where)
{
    (void)en_report_error(t->setter.report, EN_W_PLAN_RUN_SET_FORM, where);
    return EN_ERR_USAGE;
}

static en_status set_one(taker *t, const char *word)
{
    const char *equals = strrchr(word, '=');
    en_where where = {.column = en_str_of("--set"), .value = en_str_of(word)};
    if (!equals || equals == word) return misuse(t, where);
    en_scenario_row row = {.name = en_str_trim((en_str){word, (size_t)(equals - word)})};
    if (en_real_read(en_str_trim(en_str_of(equals + 1)), &row.value) != EN_NUMBER_FINE)
        return misuse(t, where);
    return en_plan_set(&t->setter, &row, where);
}

const char *en_scenario_split(const char *value, en_arena *arena, const char **name)
{
    const char *colon = strrchr(value, ':');
    *name = NULL;
    if (!colon || en_file_exists(value)) return en_arena_copy(arena, value, strlen(value));
    *name = colon + 1;
    return en_arena_copy(arena, value, (size_t)(colon - value));
}

/* The names of all scenarios of the table, with commas. */
static void list_scenarios(const en_plan_rows *rows, en_text *text, size_t *count)
{
    for (size_t i = 0; i < rows->count; i++) {
        bool known = false;
        for (size_t k = 0; k < i && !known; k++)
            known = en_str_equal(rows->scenarios[i].scenario, rows->scenarios[k].scenario);
        if (known) continue;
        en_text_add_z(text, text->size ? ", " : "");
        en_text_add(text, rows->scenarios[i].scenario);
        ++*count;
    }
}

/* The scenario that is meant: the one named, or the only one. */
static en_status choose_scenario(taker *t, const en_plan_rows *rows)
{
    en_text names = en_text_make(NULL);
    size_t count = 0;
    const char *name = t->from->scenario_name;
    list_scenarios(rows, &names, &count);
    en_where where = {.file = rows->file, .value = en_str_of(name)};
    en_arg arg = en_arg_str("names", en_text_str(&names));
    en_status status = EN_OK;
    bool found = false;
    for (size_t i = 0; i < rows->count && name; i++)
        found = found || en_str_is(rows->scenarios[i].scenario, name);
    if (name && !found)
        status = en_report_add(t->setter.report, EN_ERROR, EN_W_PLAN_RUN_NO_SCENARIO, where, 1, &arg);
    else if (!name && count > 1)
        status = en_report_add(t->setter.report, EN_ERROR, EN_W_PLAN_RUN_WHICH_SCENARIO, where, 1, &arg);
    t->setter.settings->scenario = name ? en_str_of(name) : rows->scenarios[0].scenario;
    if (names.failed) status = EN_ERR_MEMORY;
    en_text_free(&names);
    return status;
}

static en_status read_table(taker *t, en_plan_table_kind kind, en_plan_source source, en_plan_rows *rows)
{
    return en_plan_table_read(kind, source, t->context, &t->setter.planned->arena, t->setter.report, rows);
}

/* Of a table with other mistakes, so that all are told at once: names that the model lacks. */
static en_status look_up_scenario(taker *t, const en_plan_rows *rows)
{
    const char *name = t->from->scenario_name;
    for (size_t i = 0; i < rows->count; i++) {
        const en_scenario_row *row = &rows->scenarios[i];
        en_plan_found found;
        if (name && !en_str_is(row->scenario, name)) continue;
        if (en_planned_find(t->setter.planned, row->name, en_plan_row_at(rows->file, row->row, "name"),
                            t->setter.report, &found) == EN_ERR_MEMORY)
            return EN_ERR_MEMORY;
    }
    return EN_ERR_INPUT;
}

static en_status take_scenario(taker *t)
{
    en_plan_rows rows;
    en_status status = read_table(t, EN_TABLE_SCENARIOS, t->from->scenario, &rows);
    if (status == EN_ERR_INPUT) return look_up_scenario(t, &rows);
    if (status == EN_OK) status = choose_scenario(t, &rows);
    for (size_t i = 0; i < rows.count && status == EN_OK; i++) {
        const en_scenario_row *row = &rows.scenarios[i];
        if (!en_str_equal(row->scenario, t->setter.settings->scenario)) continue;
        if (!en_plan_setter_goes_on(
                &t->setter, en_plan_set(&t->setter, row, en_plan_row_at(rows.file, row->row, "name"))))
            return t->setter.status;
    }
    return status;
}

static en_status take_vary(taker *t)
{
    en_plan_rows rows;
    en_status status = read_table(t, EN_TABLE_VARY, t->from->vary, &rows);
    if (status != EN_OK && status != EN_ERR_INPUT) return status;
    en_status varied = en_plan_vary(&t->setter, &rows);
    return varied == EN_ERR_MEMORY || status == EN_OK ? varied : status;
}

static en_status take_correlations(taker *t)
{
    en_plan_rows rows;
    en_status status = read_table(t, EN_TABLE_CORRELATIONS, t->from->correlate, &rows);
    return status == EN_OK ? en_plan_correlate(&t->setter, &rows) : status;
}

en_status en_plan_settings_make(en_planned *planned, const en_plan_settings_from *from,
                                const en_context *context, en_report *report, en_plan_settings *settings)
{
    taker t = {.from = from,
               .context = context,
               .setter = en_plan_setter_make(planned, from->force, report, settings)};
    en_plan_setter *s = &t.setter;
    bool on = !from->vary.path || en_plan_setter_goes_on(s, take_vary(&t));
    on = on && (!from->scenario.path || en_plan_setter_goes_on(s, take_scenario(&t)));
    for (size_t i = 0; i < from->set_count && on; i++)
        on = en_plan_setter_goes_on(s, set_one(&t, from->sets[i]));
    if (on && from->correlate.path && s->status == EN_OK)
        (void)en_plan_setter_goes_on(s, take_correlations(&t));
    return en_plan_setter_end(s);
}

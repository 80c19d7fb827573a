/* Models away from the server: their files, and what all questions about one share. See job_model.h. */
#include "job_model_parts.h"

#include "findings.h"
#include "lists.h"
#include "records.h"
#include "said.h"

/* What a file is called where it is laid out, and when it is downloaded. */
static const char *const file_names[EN_MODEL_FILES] = {"model.xmile",   "vary.csv",    "correlations.csv",
                                                       "scenarios.csv", "targets.csv", "history.csv",
                                                       "names.csv"};

static int file_of(en_str name)
{
    for (int i = 0; i < EN_MODEL_FILES; i++)
        if (en_str_is(name, en_model_file_names[i])) return i;
    return -1;
}

static en_status lay_out(model_work *m)
{
    en_stored_model_file *files;
    size_t count;
    char *folder = en_path_join(&m->w.arena, m->w.place->folder, EN_JOB_MODEL);
    if (!folder) return EN_ERR_MEMORY;
    en_status status = en_models_files(m->w.db, m->stored.number, &m->w.arena, m->report, &files, &count);
    if (status == EN_OK) status = work_make_folder(folder, m->report);
    for (size_t i = 0; i < count && status == EN_OK; i++) {
        int at = file_of(files[i].name);
        if (at < 0) continue; /* of a newer version */
        en_stored_file file = {.file = en_str_of(file_names[at]), .blob = files[i].blob};
        status = work_lay_out_file(&m->w, folder, &file, m->report);
        m->paths[at] = en_path_join(&m->w.arena, folder, file_names[at]);
        if (!m->paths[at]) status = EN_ERR_MEMORY;
    }
    return status;
}

en_status model_work_start(model_work *m, const en_job_place *place, const en_job_model_asked *asked,
                           const en_context *context, en_report *report)
{
    *m = (model_work){.asked = asked, .context = context, .report = report};
    en_status status = work_start(&m->w, place, report);
    if (status == EN_OK) status = en_models_get(m->w.db, asked->model, &m->w.arena, report, &m->stored);
    if (status == EN_OK && m->stored.number == 0) status = EN_ERR_USAGE;
    if (status == EN_OK) status = lay_out(m);
    return status == EN_OK && !m->paths[MODEL_FILE] ? EN_ERR_USAGE : status;
}

void model_work_end(model_work *m)
{
    en_planned_close(&m->planned);
    work_end(&m->w);
}

en_status model_work_open(model_work *m)
{
    en_file file;
    en_status status = en_file_read(m->paths[MODEL_FILE], m->context, m->report, &file);
    if (status != EN_OK) return status;
    status =
        en_planned_read((en_str){file.at, file.size}, file.name, NULL, m->context, m->report, &m->planned);
    en_file_free(&file);
    return status;
}

en_status model_work_open_names(model_work *m)
{
    en_plan_source source = {.path = m->paths[MODEL_NAMES]};
    if (!source.path) return EN_OK;
    en_status status = en_plan_names_read(source, m->context, &m->w.arena, m->report, &m->names);
    m->has_names = status == EN_OK;
    return status;
}

en_status model_work_read(model_work *m, int file, en_plan_table_kind kind, en_plan_rows *rows)
{
    en_plan_source source = {.path = m->paths[file]};
    *rows = (en_plan_rows){0};
    return source.path ? en_plan_table_read(kind, source, m->context, &m->w.arena, m->report, rows) : EN_OK;
}

const en_plan_variable *model_written(const model_work *m, uint32_t slot)
{
    const en_space *space = &m->planned.plan.space;
    return space->variables[space->variable_of[slot]].definition->written;
}

static bool is_of_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/* The next word with a digit in it, as ids of sources have; steps over it. */
static bool next_word(en_str *rest, en_str *word)
{
    while (rest->size > 0) {
        size_t n = 0, digits = 0;
        for (; n < rest->size && is_of_word(rest->at[n]); n++)
            digits += rest->at[n] >= '0' && rest->at[n] <= '9';
        *word = (en_str){rest->at, n};
        size_t step = n ? n : 1;
        *rest = (en_str){rest->at + step, rest->size - step};
        if (digits > 0) return true;
    }
    return false;
}

/* Whether the word is among those that are joined by ", ". */
static bool has_word(en_str joined, en_str word)
{
    en_str piece;
    while (en_str_next(&joined, ',', &piece))
        if (en_str_equal(en_str_trim(piece), word)) return true;
    return false;
}

en_status model_sources(model_work *m, en_str text, en_str *sources)
{
    en_text found = en_text_make(NULL);
    en_status status = EN_OK;
    *sources = (en_str){"", 0};
    for (en_str rest = text, word; status == EN_OK && next_word(&rest, &word);) {
        en_stored_row row;
        if (has_word(en_text_str(&found), word)) continue;
        status = en_store_find(m->w.store, EN_SOURCES, word, &m->w.arena, m->report, &row);
        if (status != EN_OK || row.number == 0) continue;
        en_text_add_z(&found, found.size ? ", " : "");
        en_text_add(&found, word);
    }
    if (status == EN_OK && found.size)
        *sources = (en_str){en_arena_copy(&m->w.arena, found.at, found.size), found.size};
    if (found.failed || !sources->at) status = EN_ERR_MEMORY;
    en_text_free(&found);
    return status;
}

en_status model_source_titles(model_work *m, en_str ids, en_str *titles)
{
    en_text said = en_text_make(NULL);
    en_status status = EN_OK;
    en_str id;
    for (en_str rest = ids; status == EN_OK && en_str_next(&rest, ',', &id);) {
        en_stored_row row;
        status = en_store_find(m->w.store, EN_SOURCES, id, &m->w.arena, m->report, &row);
        if (status != EN_OK) break;
        const en_texts texts = row.number ? en_row_texts(EN_SOURCES, row.cells) : (en_texts){0};
        en_str title = en_say_in((en_speaker){.language = m->asked->language}, &texts);
        en_text_add_z(&said, said.size ? ", " : "");
        en_text_add(&said, title.size ? title : id);
    }
    const char *kept = said.failed ? NULL : en_arena_copy(&m->w.arena, said.at ? said.at : "", said.size);
    *titles = (en_str){kept, kept ? said.size : 0};
    en_text_free(&said);
    return status == EN_OK && !kept ? EN_ERR_MEMORY : status;
}

/* The names of all scenarios, with commas. */
static void list_scenarios(const en_plan_rows *rows, en_text *text)
{
    for (size_t i = 0; i < rows->count; i++) {
        bool known = false;
        for (size_t k = 0; k < i && !known; k++)
            known = en_str_equal(rows->scenarios[i].scenario, rows->scenarios[k].scenario);
        if (known) continue;
        en_text_add_z(text, text->size ? ", " : "");
        en_text_add(text, rows->scenarios[i].scenario);
    }
}

static en_status refuse_scenario(model_work *m, const en_plan_rows *rows, en_str scenario)
{
    en_text names = en_text_make(NULL);
    list_scenarios(rows, &names);
    en_arg arg = en_arg_str("names", names.size ? en_text_str(&names) : en_str_of("-"));
    en_where where = {.file = en_str_of(file_names[MODEL_SCENARIOS]), .value = scenario};
    en_status status = en_report_add(m->report, EN_ERROR, EN_W_PLAN_RUN_NO_SCENARIO, where, 1, &arg);
    if (names.failed) status = EN_ERR_MEMORY;
    en_text_free(&names);
    return status;
}

static en_status set_scenario(model_work *m, en_plan_setter *setter, en_str scenario)
{
    en_plan_rows rows;
    bool found = false;
    en_status status = model_work_read(m, MODEL_SCENARIOS, EN_TABLE_SCENARIOS, &rows);
    for (size_t i = 0; i < rows.count && status == EN_OK; i++) {
        const en_scenario_row *row = &rows.scenarios[i];
        if (!en_str_equal(row->scenario, scenario)) continue;
        found = true;
        en_where where = en_plan_row_at(rows.file, row->row, "name");
        if (!en_plan_setter_goes_on(setter, en_plan_set(setter, row, where))) return setter->status;
    }
    return status == EN_OK && !found ? refuse_scenario(m, &rows, scenario) : status;
}

static en_status set_each(en_plan_setter *setter, const json_t *settings)
{
    size_t at;
    const json_t *setting;
    json_array_foreach(settings, at, setting)
    {
        en_scenario_row row = {.name = en_str_of(json_string_value(json_object_get(setting, "name"))),
                               .value = json_number_value(json_object_get(setting, "value"))};
        en_where where = {.column = en_str_of("settings")};
        if (!en_plan_setter_goes_on(setter, en_plan_set(setter, &row, where))) return setter->status;
    }
    return EN_OK;
}

static en_status vary(model_work *m, en_plan_setter *setter)
{
    en_plan_rows rows;
    en_status status = model_work_read(m, MODEL_VARY, EN_TABLE_VARY, &rows);
    return status == EN_OK && rows.count > 0 ? en_plan_vary(setter, &rows) : status;
}

static en_status correlate(model_work *m, en_plan_setter *setter)
{
    en_plan_rows rows;
    en_status status = model_work_read(m, MODEL_CORRELATIONS, EN_TABLE_CORRELATIONS, &rows);
    return status == EN_OK && rows.count > 0 ? en_plan_correlate(setter, &rows) : status;
}

en_status model_settings(model_work *m, const json_t *settings, en_str scenario, en_plan_settings *made)
{
    en_plan_setter setter = en_plan_setter_make(&m->planned, false, m->report, made);
    setter.override = true;
    bool on = en_plan_setter_goes_on(&setter, vary(m, &setter));
    if (on && scenario.size > 0) on = en_plan_setter_goes_on(&setter, set_scenario(m, &setter, scenario));
    on = on && en_plan_setter_goes_on(&setter, set_each(&setter, settings));
    if (on && setter.status == EN_OK && m->paths[MODEL_VARY])
        (void)en_plan_setter_goes_on(&setter, correlate(m, &setter));
    return en_plan_setter_end(&setter);
}

en_status model_add_findings(en_json *json, const model_work *m)
{
    json_t *findings = en_findings_of(m->report);
    if (!findings) return EN_ERR_MEMORY;
    en_json_key(json, "findings");
    en_findings_add(json, m->asked->language, findings);
    json_decref(findings);
    return EN_OK;
}

void model_key_text(en_json *json, const char *key, en_str value)
{
    if (value.size > 0) en_json_key_str(json, key, value);
}

en_status model_add_label(en_json *json, model_work *m, en_str name)
{
    en_str label = model_label(m, name);
    if (!label.at) return EN_ERR_MEMORY;
    en_json_key_str(json, "label", label);
    return EN_OK;
}

void model_key_figure(en_json *json, en_str figures)
{
    en_str first;
    if (en_str_next(&figures, ';', &first)) model_key_text(json, "figure", en_str_trim(first));
}

void model_key_real(en_json *json, const char *key, double value)
{
    if (value - value != 0) return;
    en_json_key(json, key);
    en_json_real(json, value);
}

void model_key_number(en_json *json, const char *key, double value)
{
    en_json_key(json, key);
    if (value - value == 0) en_json_real(json, value);
    else en_json_null(json);
}

en_status model_answer(model_work *m, en_status status, const en_text *answer)
{
    return status == EN_OK ? work_write_answer(&m->w, answer, m->report) : status;
}

/* ---- looking into a file, before it is kept */

static en_status look_into_xmile(const char *path, const en_context *context, en_report *report)
{
    en_file file = {0};
    en_xmile_tree tree = {0};
    en_plan_model model;
    en_arena arena = en_arena_make(NULL);
    en_status status = en_file_read(path, context, report, &file);
    if (status == EN_OK)
        status = en_xmile_parse((en_str){file.at, file.size}, file.name, context, report, &tree);
    if (status == EN_OK) {
        status = en_xmile_read(&tree, &arena, report, &model);
        en_xmile_free(&tree);
    }
    en_file_free(&file);
    en_arena_free(&arena);
    return status;
}

static en_status look_into_table(int file, const char *path, const en_context *context, en_arena *arena,
                                 en_report *report, en_plan_rows *rows)
{
    static const en_plan_table_kind kinds[EN_MODEL_FILES] = {[MODEL_VARY] = EN_TABLE_VARY,
                                                             [MODEL_CORRELATIONS] = EN_TABLE_CORRELATIONS,
                                                             [MODEL_SCENARIOS] = EN_TABLE_SCENARIOS,
                                                             [MODEL_TARGETS] = EN_TABLE_TARGETS,
                                                             [MODEL_HISTORY] = EN_TABLE_HISTORY};
    en_plan_source source = {.path = path};
    en_plan_names names;
    if (file == MODEL_NAMES) return en_plan_names_read(source, context, arena, report, &names);
    return en_plan_table_read(kinds[file], source, context, arena, report, rows);
}

static void add_figures(en_json *json, const en_plan_rows *rows)
{
    en_json_open(json, '{');
    en_json_key(json, "figures");
    en_json_open(json, '[');
    for (size_t i = 0; rows->targets && i < rows->count; i++) {
        en_str rest = rows->targets[i].figure, figure;
        while (en_str_next(&rest, ';', &figure))
            if (en_str_trim(figure).size) en_json_str(json, en_str_trim(figure));
    }
    en_json_close(json, ']');
    en_json_close(json, '}');
}

en_status en_job_model_look(const en_job_place *place, const char *name, const en_context *context,
                            en_report *report)
{
    int file = file_of(en_str_of(name));
    if (file < 0) return EN_ERR_USAGE;
    en_arena arena = en_arena_make(NULL);
    en_text text = en_text_make(NULL);
    en_json json = en_json_to(&text);
    en_plan_rows rows = {0};
    char *folder = en_path_join(&arena, place->folder, EN_JOB_UPLOAD);
    char *path = folder ? en_path_join(&arena, folder, file_names[file]) : NULL;
    char *answer = en_path_join(&arena, place->folder, EN_JOB_ANSWER);
    en_status status = EN_ERR_MEMORY;
    if (path && answer)
        status = file == MODEL_FILE ? look_into_xmile(path, context, report)
                                    : look_into_table(file, path, context, &arena, report, &rows);
    add_figures(&json, &rows);
    if (status == EN_OK)
        status = text.failed ? EN_ERR_MEMORY : en_file_write(answer, en_text_str(&text), report);
    en_text_free(&text);
    en_arena_free(&arena);
    return status;
}

/* ---- lines as they are written */

static en_status add_lines(en_text *answer, en_str text, uint64_t from, uint64_t count)
{
    en_json json = en_json_to(answer);
    uint64_t line = 0;
    bool goes_on = true;
    en_json_open(&json, '{');
    en_json_key(&json, "lines");
    en_json_open(&json, '[');
    while (goes_on && line + 1 < from + count) {
        const char *end = text.size ? memchr(text.at, '\n', text.size) : NULL;
        size_t size = end ? (size_t)(end - text.at) : text.size, shown = size;
        line++;
        if (shown && text.at[shown - 1] == '\r') shown--;
        if (line >= from) {
            en_json_open(&json, '{');
            en_json_key_int(&json, "line", (int64_t)line);
            en_json_key_str(&json, "text", (en_str){text.at, shown});
            en_json_close(&json, '}');
        }
        goes_on = end && size + 1 < text.size;
        if (goes_on) text = (en_str){end + 1, text.size - size - 1};
    }
    en_json_close(&json, ']');
    en_json_key(&json, "next");
    if (goes_on) en_json_int(&json, (int64_t)line + 1);
    else en_json_null(&json);
    en_json_close(&json, '}');
    return answer->failed ? EN_ERR_MEMORY : EN_OK;
}

en_status en_job_model_source(const en_job_place *place, en_str model, uint64_t from, uint64_t count,
                              const en_context *context, en_report *report)
{
    model_work m;
    en_file file = {0};
    en_xmile_tree tree;
    en_job_model_asked asked = {.model = model};
    en_text answer = en_text_make(NULL);
    en_status status = model_work_start(&m, place, &asked, context, report);
    if (status == EN_OK) status = en_file_read(m.paths[MODEL_FILE], context, report, &file);
    if (status == EN_OK)
        status = en_xmile_parse((en_str){file.at, file.size}, file.name, context, report, &tree);
    if (status == EN_OK) {
        status = add_lines(&answer, tree.read, from, count);
        en_xmile_free(&tree);
    }
    status = model_answer(&m, status, &answer);
    en_file_free(&file);
    model_work_end(&m);
    en_text_free(&answer);
    return status;
}

/* Models and their files. See models.h. */
#include "models.h"

#include "reading.h"

const char *const en_model_file_names[EN_MODEL_FILES] = {"model",   "vary",    "correlations", "scenarios",
                                                         "targets", "history", "names"};

#define MODEL_COLUMNS "number, model, title_en, title_vi, title_ja, sample, made_at, made_by, revision"

en_status en_models_add(en_db *db, en_stored_model *model, en_report *report)
{
    en_statement *s = en_db_prepare(db,
                                    "INSERT INTO models (model, title_en, title_vi, title_ja, sample, "
                                    "made_at, made_by, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
                                    report);
    en_bind_text(s, 1, model->model);
    en_bind_texts(s, 2, model->title);
    en_bind_int(s, 5, model->sample);
    en_bind_text(s, 6, model->made_at);
    en_bind_text_or_empty(s, 7, model->made_by);
    en_status status = en_db_run(s, report, NULL);
    if (status != EN_OK) return status;
    model->number = en_db_inserted(db);
    model->revision = 1;
    return EN_OK;
}

static void read_model(en_columns *columns, en_stored_model *model)
{
    *model = (en_stored_model){
        .number = en_column_int(columns->statement, 0),
        .model = en_columns_text(columns, 1),
        .sample = en_column_int(columns->statement, 5) != 0,
        .made_at = en_columns_text(columns, 6),
        .made_by = en_columns_text(columns, 7),
        .revision = en_column_int(columns->statement, 8),
    };
    en_columns_texts(columns, 2, model->title);
}

en_status en_models_get(en_db *db, en_str id, en_arena *arena, en_report *report, en_stored_model *model)
{
    *model = (en_stored_model){0};
    en_statement *s = en_db_prepare(db, "SELECT " MODEL_COLUMNS " FROM models WHERE model = $1", report);
    en_bind_text(s, 1, id);
    en_columns columns = {s, arena, false};
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_ROW) read_model(&columns, model);
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

en_status en_models_remove(en_db *db, int64_t number, en_report *report)
{
    return en_db_run_for(db, "DELETE FROM models WHERE number = $1", number, report);
}

/* By order: a statement for each, whose text is a literal. */
#define LIST(before, order)                                                                                  \
    "SELECT " MODEL_COLUMNS " FROM models WHERE ($3 = 0 OR " before ") ORDER BY " order " LIMIT $4"
static const char *const lists[] = {
    LIST("(made_at, number) < ($1, $2)", "made_at DESC, number DESC"),
    LIST("(made_at, number) > ($1, $2)", "made_at, number"),
    LIST("(model, number) > ($1, $2)", "model, number"),
    LIST("(model, number) < ($1, $2)", "model DESC, number DESC"),
};

en_status en_models_list(en_db *db, const en_models_page *page, en_arena *arena, en_report *report,
                         en_stored_model *models, size_t *count)
{
    *count = 0;
    en_statement *s = en_db_prepare(db, lists[(page->by_id ? 2 : 0) + (page->turned ? 1 : 0)], report);
    en_bind_text_or_empty(s, 1, page->after);
    en_bind_int(s, 2, page->after_number);
    en_bind_int(s, 3, page->after.size > 0);
    en_bind_int(s, 4, (int64_t)page->limit);
    en_columns columns = {s, arena, false};
    en_step step = EN_STEP_DONE;
    while (*count < page->limit && (step = en_db_step(s, report)) == EN_STEP_ROW)
        read_model(&columns, &models[(*count)++]);
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

en_status en_models_files(en_db *db, int64_t number, en_arena *arena, en_report *report,
                          en_stored_model_file **files, size_t *count)
{
    *count = 0;
    *files = en_arena_array(arena, EN_MODEL_FILES, sizeof **files);
    if (!*files) return EN_ERR_MEMORY;
    en_statement *s = en_db_prepare(db,
                                    "SELECT f.name, f.file, f.blob, b.sha256, b.size, f.at"
                                    " FROM model_files f JOIN blobs b ON b.blob = f.blob"
                                    " WHERE f.model = $1 ORDER BY f.name <> 'model', f.name",
                                    report);
    en_bind_int(s, 1, number);
    en_columns columns = {s, arena, false};
    en_step step = EN_STEP_DONE;
    while (*count < EN_MODEL_FILES && (step = en_db_step(s, report)) == EN_STEP_ROW)
        (*files)[(*count)++] = (en_stored_model_file){
            en_columns_text(&columns, 0), en_columns_text(&columns, 1),  en_column_int(s, 2),
            en_columns_text(&columns, 3), (uint64_t)en_column_int(s, 4), en_columns_text(&columns, 5),
        };
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

static en_status raise_revision(en_db *db, int64_t number, en_report *report)
{
    return en_db_run_for(db, "UPDATE models SET revision = revision + 1 WHERE number = $1", number, report);
}

en_status en_models_put_file(en_db *db, int64_t number, const en_stored_model_file *file, en_report *report)
{
    en_statement *s =
        en_db_prepare(db,
                      "INSERT INTO model_files (model, name, file, blob, at) VALUES ($1, $2, $3, $4, $5)"
                      " ON CONFLICT (model, name) DO UPDATE SET file = excluded.file, blob = excluded.blob,"
                      " at = excluded.at",
                      report);
    en_bind_int(s, 1, number);
    en_bind_text(s, 2, file->name);
    en_bind_text(s, 3, file->file);
    en_bind_int(s, 4, file->blob);
    en_bind_text(s, 5, file->at);
    en_status status = en_db_run(s, report, NULL);
    return status == EN_OK ? raise_revision(db, number, report) : status;
}

en_status en_models_remove_file(en_db *db, int64_t number, en_str name, en_report *report)
{
    en_statement *s = en_db_prepare(db, "DELETE FROM model_files WHERE model = $1 AND name = $2", report);
    en_bind_int(s, 1, number);
    en_bind_text(s, 2, name);
    en_status status = en_db_run(s, report, NULL);
    return status == EN_OK ? raise_revision(db, number, report) : status;
}

en_status en_models_put_figures(en_db *db, int64_t number, const en_str *figures, size_t count,
                                en_report *report)
{
    en_status status = en_db_run_for(db, "DELETE FROM model_figures WHERE model = $1", number, report);
    for (size_t i = 0; i < count && status == EN_OK; i++) {
        en_statement *s = en_db_prepare(
            db, "INSERT INTO model_figures (model, figure) VALUES ($1, $2) ON CONFLICT DO NOTHING", report);
        en_bind_int(s, 1, number);
        en_bind_text(s, 2, figures[i]);
        status = en_db_run(s, report, NULL);
    }
    return status;
}

/* Of figures with a model that can be run. */
#define RUNNABLE                                                                                             \
    " FROM model_figures g WHERE EXISTS (SELECT 1 FROM model_files f WHERE f.model = g.model AND f.name = "  \
    "'model')"

en_status en_models_figures(en_db *db, en_arena *arena, en_report *report, en_model_figure **figures,
                            size_t *count)
{
    int64_t most;
    *count = 0;
    en_statement *s = en_db_prepare(db, "SELECT count(DISTINCT g.figure)" RUNNABLE, report);
    en_status status = en_db_read_int(s, report, &most);
    if (status != EN_OK) return status;
    *figures = en_arena_array(arena, (size_t)most, sizeof **figures);
    if (!*figures) return EN_ERR_MEMORY;
    s = en_db_prepare(db,
                      "SELECT o.figure, m.model FROM (SELECT g.figure, min(g.model) AS oldest" RUNNABLE
                      " GROUP BY g.figure) o JOIN models m ON m.number = o.oldest ORDER BY o.figure",
                      report);
    en_columns columns = {s, arena, false};
    en_step step = EN_STEP_DONE;
    while (*count < (size_t)most && (step = en_db_step(s, report)) == EN_STEP_ROW)
        (*figures)[(*count)++] =
            (en_model_figure){en_columns_text(&columns, 0), en_columns_text(&columns, 1)};
    status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

/* Numbers only grow while models are there, revisions too; a removed model changes the count. */
en_status en_models_state(en_db *db, en_report *report, int64_t *state)
{
    en_statement *s = en_db_prepare(db, "SELECT changes FROM model_changes", report);
    return en_db_read_int(s, report, state);
}

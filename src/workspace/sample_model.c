/* The model of the sample, into the database. See sample_model.h. */
#include "sample_model.h"

#include "blobs.h"
#include "plan_tables.h"

enum { TARGETS = 4 }; /* of en_model_file_names */

static const char *const sample_files[EN_MODEL_FILES] = {
    "pipeline.xmile",       "pipeline-vary.csv",    "pipeline-correlations.csv", "pipeline-scenarios.csv",
    "pipeline-targets.csv", "pipeline-history.csv", "pipeline-names.csv"};

bool en_sample_model_exists(const char *sample)
{
    en_arena arena = en_arena_make(NULL);
    char *path = en_path_join(&arena, sample, sample_files[0]);
    bool exists = path && en_file_exists(path);
    en_arena_free(&arena);
    return exists;
}

static en_status read_figures(const char *path, const en_context *context, en_report *report,
                              en_sample_model *model)
{
    en_plan_rows rows;
    en_plan_source source = {.path = path};
    en_status status = en_plan_table_read(EN_TABLE_TARGETS, source, context, &model->arena, report, &rows);
    if (status != EN_OK) return status;
    size_t most = 0;
    for (size_t i = 0; i < rows.count; i++) most += 1 + rows.targets[i].figure.size / 2;
    model->figures = en_arena_array(&model->arena, most, sizeof *model->figures);
    if (!model->figures) return EN_ERR_MEMORY;
    for (size_t i = 0; i < rows.count; i++) {
        en_str rest = rows.targets[i].figure, figure;
        while (en_str_next(&rest, ';', &figure))
            if (en_str_trim(figure).size) model->figures[model->figure_count++] = en_str_trim(figure);
    }
    return EN_OK;
}

en_status en_sample_model_read(const char *sample, const en_context *context, en_report *report,
                               en_sample_model *model)
{
    *model = (en_sample_model){.arena = en_arena_make(context ? context->allocator : NULL)};
    en_status status = EN_OK;
    for (int i = 0; i < EN_MODEL_FILES && status == EN_OK; i++) {
        char *path = en_path_join(&model->arena, sample, sample_files[i]);
        if (!path) return EN_ERR_MEMORY;
        if (i > 0 && !en_file_exists(path)) continue;
        status = en_file_read(path, context, report, &model->files[i]);
        if (status == EN_OK && i == TARGETS) status = read_figures(path, context, report, model);
    }
    return status;
}

void en_sample_model_free(en_sample_model *model)
{
    for (int i = 0; i < EN_MODEL_FILES; i++) en_file_free(&model->files[i]);
    en_arena_free(&model->arena);
}

en_status en_sample_model_put(en_db *db, const en_sample_model *sample, const en_stored_model *model,
                              en_report *report)
{
    en_status status = EN_OK;
    for (int i = 0; i < EN_MODEL_FILES && status == EN_OK; i++) {
        if (!sample->files[i].at) continue;
        en_stored_model_file file = {.name = en_str_of(en_model_file_names[i]),
                                     .file = en_str_of(sample_files[i]),
                                     .at = model->made_at};
        en_str bytes = {sample->files[i].at, sample->files[i].size};
        status = en_blob_add(db, bytes, report, &file.blob);
        if (status == EN_OK) status = en_models_put_file(db, model->number, &file, report);
    }
    if (status != EN_OK) return status;
    return en_models_put_figures(db, model->number, sample->figures, sample->figure_count, report);
}

en_str en_sample_model_title(en_language language)
{
    return en_str_of(en_word_template(language, EN_W_MODEL_SAMPLE_TITLE));
}

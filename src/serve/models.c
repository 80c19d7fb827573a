/* Models of the planning engine: making them, and what there is. */
#include "models_parts.h"

#include "cursor.h"
#include "handlers.h"
#include "ids.h"
#include "sample_model.h"

en_status model_find(en_request *request, en_store *store, en_stored_model *model)
{
    en_str id;
    en_id_fault fault = en_id_normalise(&request->arena, en_parameter_value(request, "model"), &id);
    if (fault == EN_ID_NO_MEMORY) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    *model = (en_stored_model){0};
    if (fault == EN_ID_FINE)
        status = en_models_get(en_store_db(store), id, &request->arena, &request->report, model);
    if (status == EN_OK && model->number == 0) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    return status;
}

en_status model_find_file(en_request *request, en_store *store, const en_stored_model *model, en_str name,
                          en_stored_model_file *file)
{
    en_stored_model_file *files;
    size_t count = 0;
    *file = (en_stored_model_file){0};
    en_status status =
        en_models_files(en_store_db(store), model->number, &request->arena, &request->report, &files, &count);
    for (size_t i = 0; i < count && status == EN_OK; i++)
        if (en_str_equal(files[i].name, name)) *file = files[i];
    return status;
}

en_status model_find_runnable(en_request *request, en_stored_model *model)
{
    en_stored_model_file file;
    en_status status = model_find(request, request->store, model);
    if (status == EN_OK)
        status = model_find_file(request, request->store, model, en_str_of(en_model_file_names[0]), &file);
    if (status == EN_OK && file.name.size == 0)
        return en_refuse(request, 404, EN_W_MODEL_WITHOUT_FILE, 0, NULL);
    return status;
}

en_str model_tag(en_request *request, const en_stored_model *model)
{
    return request_print(request, "%lld-%lld", (long long)model->number, (long long)model->revision);
}

static void add_file(en_json *json, const en_stored_model_file *file)
{
    en_json_open(json, '{');
    en_json_key_str(json, "name", file->name);
    en_json_key_str(json, "file", file->file);
    en_json_key_int(json, "size", (int64_t)file->size);
    en_json_key_str(json, "sha256", file->sha256);
    en_json_key_str(json, "at", file->at);
    en_json_close(json, '}');
}

en_status model_add_json(en_request *request, en_json *json, const en_stored_model *model)
{
    en_stored_model_file *files;
    size_t count;
    en_status status = en_models_files(en_store_db(request->store), model->number, &request->arena,
                                       &request->report, &files, &count);
    if (status != EN_OK) return status;
    en_json_open(json, '{');
    en_json_key_str(json, "model", model->model);
    en_json_key(json, "title");
    en_json_open(json, '{');
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++)
        if (model->title[i].size) en_json_key_str(json, en_language_tag((en_language)i), model->title[i]);
    en_json_close(json, '}');
    en_json_key_bool(json, "sample", model->sample);
    en_json_key_str(json, "made_at", model->made_at);
    en_json_key_int(json, "revision", model->revision);
    en_json_key(json, "files");
    en_json_open(json, '[');
    for (size_t i = 0; i < count; i++) add_file(json, &files[i]);
    en_json_close(json, ']');
    en_json_close(json, '}');
    return EN_OK;
}

en_status model_answer_now(en_request *request)
{
    en_stored_model model;
    en_json json = en_json_to(&request->out);
    en_status status = model_find(request, request->store, &model);
    if (status != EN_OK) return status;
    request->tag = model_tag(request, &model);
    return request->tag.size ? model_add_json(request, &json, &model) : EN_ERR_MEMORY;
}

en_status en_handle_list_models(en_request *request)
{
    en_models_page page = {
        .by_id = request->sort == 1, .turned = request->turned, .limit = request->limit + 1};
    size_t count = 0;
    en_stored_model *models = en_arena_array(&request->arena, page.limit, sizeof *models);
    if (!models) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    if (request->after.size) status = en_cursor_read(request, &page.after_number, &page.after);
    if (status == EN_OK)
        status = en_models_list(en_store_db(request->store), &page, &request->arena, &request->report, models,
                                &count);
    if (status != EN_OK) return status;
    en_page written = en_page_begin(request, count);
    for (size_t i = 0; i < written.shown && status == EN_OK; i++)
        status = model_add_json(request, &written.json, &models[i]);
    if (status != EN_OK) return status;
    const en_stored_model *last = written.goes_on ? &models[written.shown - 1] : NULL;
    en_str sorted = !last ? (en_str){0} : page.by_id ? last->model : last->made_at;
    en_page_end(&written, last ? last->number : 0, sorted);
    return EN_OK;
}

en_status en_handle_get_model(en_request *request)
{
    en_stored_model model;
    en_json json = en_json_to(&request->out);
    en_status status = model_find(request, request->store, &model);
    if (status != EN_OK || en_request_has(request, model_tag(request, &model))) return status;
    return model_add_json(request, &json, &model);
}

/* A model to be made, with the files of the sample if it is to be one. */
typedef struct new_model {
    en_stored_model row;
    en_sample_model sample;
} new_model;

static en_status add_model(en_request *request, en_store *store, void *user, en_logged *logged)
{
    static const en_str fields[] = {{"files", 5}};
    new_model *made = user;
    en_db *db = en_store_db(store);
    en_stored_model there;
    *logged = (en_logged){.action = "add",
                          .table = "models",
                          .id = made->row.model,
                          .fields = fields,
                          .field_count = made->row.sample ? 1 : 0,
                          .content = request->body};
    en_status status = en_models_get(db, made->row.model, &request->arena, &request->report, &there);
    if (status == EN_OK && there.number) return en_refuse(request, 409, EN_W_MODEL_ID_TAKEN, 0, NULL);
    if (status == EN_OK) status = en_models_add(db, &made->row, &request->report);
    if (status != EN_OK || !made->row.sample) return status;
    return en_sample_model_put(db, &made->sample, &made->row, &request->report);
}

static en_status read_sample(en_request *request, new_model *made)
{
    const char *folder = request->server->options->sample;
    if (!folder || !en_sample_model_exists(folder))
        return en_refuse(request, 409, EN_W_CLI_INIT_NO_SAMPLE, 0, NULL);
    made->row.sample = true;
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++)
        if (made->row.title[i].size == 0) made->row.title[i] = en_sample_model_title((en_language)i);
    return en_sample_model_read(folder, NULL, &request->report, &made->sample);
}

static en_status build_model(en_request *request, new_model *made)
{
    const json_t *title = json_object_get(request->json, "title");
    en_str given = en_str_of(json_string_value(json_object_get(request->json, "model")));
    en_id_fault fault = en_id_normalise(&request->arena, given, &made->row.model);
    if (fault == EN_ID_NO_MEMORY) return EN_ERR_MEMORY;
    if (fault != EN_ID_FINE) return EN_ERR_INPUT; /* which the check of the body has let through: none */
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++)
        made->row.title[i] =
            en_str_of(json_string_value(json_object_get(title, en_language_tag((en_language)i))));
    made->row.made_at = request_now(request);
    made->row.made_by = request->actor.user;
    return json_is_true(json_object_get(request->json, "from_sample")) ? read_sample(request, made) : EN_OK;
}

en_status en_handle_add_model(en_request *request)
{
    new_model made = {0};
    en_json json = en_json_to(&request->out);
    en_status status = build_model(request, &made);
    if (status == EN_OK) status = en_server_write(request, add_model, &made);
    en_sample_model_free(&made.sample);
    if (status != EN_OK) return status;
    status = en_models_get(en_store_db(request->store), made.row.model, &request->arena, &request->report,
                           &made.row);
    return status == EN_OK ? model_add_json(request, &json, &made.row) : status;
}

static en_status remove_model(en_request *request, en_store *store, void *user, en_logged *logged)
{
    en_stored_model model;
    en_db *db = en_store_db(store);
    (void)user;
    en_status status = model_find(request, store, &model);
    if (status == EN_OK) status = en_request_matches(request, model_tag(request, &model));
    if (status != EN_OK) return status;
    *logged = (en_logged){.action = "remove", .table = "models", .id = model.model};
    status = en_models_remove(db, model.number, &request->report);
    return status == EN_OK ? en_blobs_sweep(db, &request->report) : status;
}

en_status en_handle_remove_model(en_request *request) { return en_server_write(request, remove_model, NULL); }

/* Files of models: uploads, which a child reads before they are kept, and downloads. */
#include "models_parts.h"

#include "handlers.h"

/* What is called how when it is downloaded. */
static en_str file_name_of(en_request *request, en_str name)
{
    bool is_model = en_str_is(name, en_model_file_names[0]);
    return request_print(request, "%.*s%s", (int)name.size, name.at, is_model ? ".xmile" : ".csv");
}

/* An upload that a child has read. */
typedef struct upload {
    en_str name, file;
    en_str *figures; /* that targets name */
    size_t figure_count;
} upload;

static en_status take_figures(en_request *request, const json_t *answer, upload *up)
{
    size_t at;
    json_t *figure;
    const json_t *figures = json_object_get(answer, "figures");
    if (!json_is_array(figures)) return EN_ERR_IO;
    up->figures = en_arena_array(&request->arena, json_array_size(figures), sizeof *up->figures);
    if (!up->figures) return EN_ERR_MEMORY;
    json_array_foreach(figures, at, figure)
    {
        const char *text = json_string_value(figure);
        const char *copy = text ? en_arena_copy(&request->arena, text, strlen(text)) : NULL;
        if (!copy) return EN_ERR_MEMORY;
        up->figures[up->figure_count++] = en_str_of(copy);
    }
    return EN_OK;
}

static en_status look(en_request *request, upload *up)
{
    en_question question;
    json_t *answer = NULL;
    const char *name = en_arena_copy(&request->arena, up->name.at, up->name.size);
    const char *const words[] = {"--", "model-look", name, NULL};
    if (!name) return EN_ERR_MEMORY;
    en_status status = question_begin(request, 0, &question);
    if (status == EN_OK) status = question_lay_out(request, &question, up->file, request->body);
    if (status == EN_OK)
        status =
            en_question_ask(request->server->queue, &question, request->language, words, &request->report);
    if (status == EN_OK) status = question_read(request, &question, &answer);
    if (status == EN_OK) status = take_figures(request, answer, up);
    json_decref(answer);
    en_question_end(&question);
    return status;
}

static en_status put_file(en_request *request, en_store *store, void *user, en_logged *logged)
{
    upload *up = user;
    en_stored_model model;
    en_stored_model_file file = {.name = up->name, .file = up->file, .at = request_now(request)};
    en_db *db = en_store_db(store);
    en_status status = model_find(request, store, &model);
    if (status == EN_OK) status = en_blob_add(db, request->body, &request->report, &file.blob);
    if (status == EN_OK) status = en_models_put_file(db, model.number, &file, &request->report);
    if (status == EN_OK && en_str_is(up->name, "targets"))
        status = en_models_put_figures(db, model.number, up->figures, up->figure_count, &request->report);
    *logged = (en_logged){"upload", .table = "models", .id = model.model, &up->name, 1, request->body};
    return status == EN_OK ? en_blobs_sweep(db, &request->report) : status;
}

en_status en_handle_put_model_file(en_request *request)
{
    en_stored_model model;
    upload up = {.name = en_parameter_value(request, "file")};
    en_status status = model_find(request, request->store, &model);
    if (status != EN_OK) return status;
    up.file = file_name_of(request, up.name);
    if (!up.file.size) return EN_ERR_MEMORY;
    status = look(request, &up);
    if (status == EN_OK) status = en_server_write(request, put_file, &up);
    return status == EN_OK ? model_answer_now(request) : status;
}

/* The file that the path names; refuses with 404. */
static en_status find_named(en_request *request, en_store *store, en_stored_model *model,
                            en_stored_model_file *file)
{
    en_status status = model_find(request, store, model);
    if (status == EN_OK)
        status = model_find_file(request, store, model, en_parameter_value(request, "file"), file);
    if (status == EN_OK && file->name.size == 0)
        return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    return status;
}

en_status en_handle_get_model_file(en_request *request)
{
    en_stored_model model;
    en_stored_model_file file;
    en_status status = find_named(request, request->store, &model, &file);
    if (status != EN_OK || en_request_has(request, file.sha256)) return status;
    return answer_blob(request, file.blob, file.file);
}

static en_status remove_file(en_request *request, en_store *store, void *user, en_logged *logged)
{
    en_stored_model model;
    en_stored_model_file file;
    en_db *db = en_store_db(store);
    (void)user;
    en_status status = find_named(request, store, &model, &file);
    if (status != EN_OK) return status;
    en_str *name = en_arena_array(&request->arena, 1, sizeof *name);
    if (!name) return EN_ERR_MEMORY;
    *name = file.name;
    *logged = (en_logged){"remove-file", .table = "models", .id = model.model, name, 1, file.sha256};
    status = en_models_remove_file(db, model.number, file.name, &request->report);
    if (status == EN_OK && en_str_is(file.name, "targets"))
        status = en_models_put_figures(db, model.number, NULL, 0, &request->report);
    return status == EN_OK ? en_blobs_sweep(db, &request->report) : status;
}

en_status en_handle_remove_model_file(en_request *request)
{
    if (en_str_is(en_parameter_value(request, "file"), en_model_file_names[0])) {
        en_stored_model model;
        en_status status = model_find(request, request->store, &model);
        return status == EN_OK ? en_refuse(request, 409, EN_W_MODEL_FILE_NEEDED, 0, NULL) : status;
    }
    return en_server_write(request, remove_file, NULL);
}

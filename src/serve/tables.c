/* Tables of rounds: uploads, which a child looks into before they are kept, and what is in them. */
#include "rounds_parts.h"

#include "handlers.h"
#include "job.h"
#include "json.h"

#include <sys/stat.h>

/* An upload that was looked into: its tables with their rows, and the bytes that are kept. */
typedef struct upload {
    const char *table; /* NULL: a workbook */
    en_str file;
    en_str bytes;
    en_file converted;
    json_t *tables; /* [{"name", "rows"}] */
} upload;

en_status question_begin(en_request *request, int64_t asker, en_question *question)
{
    en_status status = en_question_begin(request->server->queue, asker, &request->report, question);
    if (status != EN_ERR_CANCELLED) return status;
    request->retry_after = 2;
    return en_refuse(request, 503, EN_W_SERVE_BUSY, 0, NULL);
}

en_status question_lay_out(en_request *request, const en_question *question, en_str name, en_str bytes)
{
    const char *folder = en_path_join(&request->arena, question->folder, EN_JOB_UPLOAD);
    const char *path = folder ? en_path_join(&request->arena, folder, name.at) : NULL;
    if (!path) return EN_ERR_MEMORY;
    en_status status = child_make_folder(folder, &request->report);
    return status == EN_OK ? en_file_write(path, bytes, &request->report) : status;
}

static en_status ask(en_request *request, en_question *question, const upload *up)
{
    const char *words[10];
    size_t n = 0;
    en_str encoding = en_parameter_value(request, "encoding"),
           delimiter = en_parameter_value(request, "delimiter");
    if (encoding.size) {
        words[n++] = "--encoding";
        words[n++] = en_str_is(encoding, "cp932") ? "cp932" : "utf-8";
    }
    if (delimiter.size) {
        words[n++] = "--delimiter";
        words[n++] = en_str_is(delimiter, "semicolon") ? ";" : en_str_is(delimiter, "tab") ? "tab" : ",";
    }
    words[n++] = "--";
    words[n++] = "look";
    if (up->table) words[n++] = up->table;
    words[n] = NULL;
    return en_question_ask(request->server->queue, question, request->language, words, &request->report);
}

en_status question_read(en_request *request, const en_question *question, json_t **answer)
{
    const char *path = en_path_join(&request->arena, question->folder, EN_JOB_ANSWER);
    en_file file;
    if (!path) return EN_ERR_MEMORY;
    en_status status = en_file_read(path, NULL, &request->report, &file);
    if (status != EN_OK) return EN_ERR_IO;
    *answer = en_json_read((en_str){file.at, file.size}, file.name, &request->report);
    en_file_free(&file);
    if (*answer) return EN_OK;
    return request->report.out_of_memory ? EN_ERR_MEMORY : EN_ERR_IO;
}

static en_status read_answer(en_request *request, const en_question *question, upload *up)
{
    json_t *answer = NULL;
    const char *converted = en_path_join(&request->arena, question->folder, EN_JOB_CONVERTED);
    if (!converted) return EN_ERR_MEMORY;
    en_status status = question_read(request, question, &answer);
    if (status != EN_OK) return status;
    up->tables = json_incref(json_object_get(answer, "tables"));
    json_decref(answer);
    if (!json_is_array(up->tables)) return EN_ERR_IO;
    up->bytes = request->body;
    if (!en_file_exists(converted)) return EN_OK;
    status = en_file_read(converted, NULL, &request->report, &up->converted);
    up->bytes = (en_str){up->converted.at, up->converted.size};
    return status;
}

static en_status look(en_request *request, upload *up)
{
    en_question question;
    en_status status = question_begin(request, 0, &question);
    if (status == EN_OK) status = question_lay_out(request, &question, up->file, request->body);
    if (status == EN_OK) status = ask(request, &question, up);
    if (status == EN_OK) status = read_answer(request, &question, up);
    en_question_end(&question);
    return status;
}

/* The tables of a round; the workbook that they are in, if they are. */
static en_status tables_of(en_request *request, en_store *store, const en_stored_round *round,
                           en_stored_table **tables, size_t *count, bool *in_workbook)
{
    en_status status =
        en_rounds_tables(en_store_db(store), round->number, &request->arena, &request->report, tables, count);
    *in_workbook = status == EN_OK && *count && en_str_is((*tables)[0].file, EN_ROUND_WORKBOOK);
    return status;
}

static en_status put_tables(en_request *request, en_store *store, void *user, en_logged *logged)
{
    static const en_str fields[] = {{"tables", 6}};
    upload *up = user;
    en_stored_round round;
    en_stored_table *tables;
    size_t count, at;
    bool in_workbook;
    int64_t blob;
    json_t *named;
    en_db *db = en_store_db(store);
    en_status status = round_find(request, store, &round);
    if (status == EN_OK) status = tables_of(request, store, &round, &tables, &count, &in_workbook);
    if (status == EN_OK && up->table && in_workbook)
        return en_refuse(request, 422, EN_W_ROUND_IN_WORKBOOK, 0, NULL);
    if (status == EN_OK && !up->table)
        status = en_rounds_remove_tables(db, round.number, (en_str){0}, &request->report);
    if (status == EN_OK) status = en_blob_add(db, up->bytes, &request->report, &blob);
    json_array_foreach(up->tables, at, named)
    {
        en_stored_table table = {.name = en_str_of(json_string_value(json_object_get(named, "name"))),
                                 .file = up->file,
                                 .blob = blob,
                                 .rows = (uint64_t)json_integer_value(json_object_get(named, "rows")),
                                 .at = request_now(request)};
        if (status == EN_OK) status = en_rounds_put_table(db, round.number, &table, &request->report);
    }
    *logged = (en_logged){"upload", .table = "rounds", .id = round.round, fields, 1, up->bytes};
    return status == EN_OK ? en_blobs_sweep(db, &request->report) : status;
}

static en_status put(en_request *request, upload *up)
{
    en_stored_round round;
    en_status status = round_find(request, request->store, &round);
    if (status == EN_OK) status = look(request, up);
    if (status == EN_OK) status = en_server_write(request, put_tables, up);
    json_decref(up->tables);
    en_file_free(&up->converted);
    return status == EN_OK ? round_answer(request) : status;
}

/* The table that the path names, as one of the words that there are. */
static const char *table_name(const en_request *request)
{
    for (const char *const *name = en_round_table_names; *name; name++)
        if (en_str_is(en_parameter_value(request, "table"), *name)) return *name;
    return NULL;
}

en_status en_handle_put_table(en_request *request)
{
    upload up = {.table = table_name(request)};
    if (!up.table) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    up.file = request_print(request, "%s.csv", up.table);
    return up.file.size ? put(request, &up) : EN_ERR_MEMORY;
}

en_status en_handle_put_workbook(en_request *request)
{
    upload up = {.file = en_str_of(EN_ROUND_WORKBOOK)};
    return put(request, &up);
}

/* The table that the path names; refuses with 404. */
static en_status find_table(en_request *request, en_store *store, en_stored_round *round,
                            en_stored_table *table)
{
    en_stored_table *tables;
    size_t count = 0;
    bool in_workbook;
    en_status status = round_find(request, store, round);
    if (status == EN_OK) status = tables_of(request, store, round, &tables, &count, &in_workbook);
    if (status != EN_OK) return status;
    for (size_t i = 0; i < count; i++) {
        if (!en_str_equal(tables[i].name, en_parameter_value(request, "table"))) continue;
        *table = tables[i];
        return EN_OK;
    }
    return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
}

/* A sheet is no file of its own. */
en_status en_handle_get_table(en_request *request)
{
    en_stored_round round;
    en_stored_table table = {0};
    en_status status = find_table(request, request->store, &round, &table);
    if (status != EN_OK) return status;
    if (en_str_is(table.file, EN_ROUND_WORKBOOK))
        return en_refuse(request, 404, EN_W_ROUND_IN_WORKBOOK, 0, NULL);
    if (en_request_has(request, table.sha256)) return EN_OK;
    return answer_blob(request, table.blob, table.file);
}

static en_status remove_table(en_request *request, en_store *store, void *user, en_logged *logged)
{
    static const en_str fields[] = {{"tables", 6}};
    en_stored_round round;
    en_stored_table table = {0};
    (void)user;
    en_status status = find_table(request, store, &round, &table);
    if (status != EN_OK) return status;
    *logged = (en_logged){"remove-table", .table = "rounds", .id = round.round, fields, 1, table.sha256};
    status = en_rounds_remove_tables(en_store_db(store), round.number, table.file, &request->report);
    return status == EN_OK ? en_blobs_sweep(en_store_db(store), &request->report) : status;
}

en_status en_handle_remove_table(en_request *request) { return en_server_write(request, remove_table, NULL); }

en_status question_take(en_request *request, const en_question *question)
{
    const char *path = en_path_join(&request->arena, question->folder, EN_JOB_ANSWER);
    en_file file;
    if (!path) return EN_ERR_MEMORY;
    en_status status = en_file_read(path, NULL, &request->report, &file);
    if (status != EN_OK) return EN_ERR_IO;
    en_text_add(&request->out, (en_str){file.at, file.size});
    en_file_free(&file);
    return EN_OK;
}

en_status answer_question(en_request *request, const char *const *words)
{
    en_question question;
    en_queue *queue = request->server->queue;
    en_status status = question_begin(request, request->actor.account, &question);
    if (status == EN_OK)
        status = en_question_ask(queue, &question, request->language, words, &request->report);
    if (status == EN_OK) status = question_take(request, &question);
    en_question_end(&question);
    return status;
}

static const char *number_or(en_request *request, const char *name, const char *otherwise)
{
    en_str value = en_parameter_value(request, name);
    const char *copy = value.size ? en_arena_copy(&request->arena, value.at, value.size) : otherwise;
    return copy ? copy : otherwise;
}

en_status en_handle_table_rows(en_request *request)
{
    en_stored_round round;
    en_stored_table table = {0};
    en_status status = find_table(request, request->store, &round, &table);
    if (status != EN_OK || en_request_has(request, table.sha256)) return status;
    const char *id = en_arena_copy(&request->arena, round.round.at, round.round.size);
    if (!id) return EN_ERR_MEMORY;
    const char *const words[] = {"--from",  number_or(request, "from", "2"),
                                 "--count", number_or(request, "count", "50"),
                                 "--",      "rows",
                                 id,        table_name(request),
                                 NULL};
    return answer_question(request, words);
}

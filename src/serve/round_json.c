/* A round as JSON, and what else its handlers share. See rounds_parts.h. */
#include "rounds_parts.h"

#include "job_json.h"
#include "number.h"

#include <stdarg.h>
#include <stdio.h>

en_str request_print(en_request *request, const char *format, ...)
{
    char text[256];
    va_list list;
    va_start(list, format);
    int size = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (size < 0 || (size_t)size >= sizeof text) return (en_str){0};
    const char *copy = en_arena_copy(&request->arena, text, (size_t)size);
    return (en_str){copy, copy ? (size_t)size : 0};
}

int64_t request_number(const en_request *request, const char *name)
{
    uint64_t number = 0;
    en_str value = en_parameter_value(request, name);
    return value.size && en_whole_read(value, INT64_MAX, &number) == EN_NUMBER_FINE ? (int64_t)number : 0;
}

en_str request_now(en_request *request)
{
    char text[EN_INSTANT_BYTES + 1];
    return request_print(request, "%s", en_instant_write((int64_t)time(NULL), text).at);
}

bool request_of_applicant(const en_request *request)
{
    return !(request->actor.roles & request->route->roles & ~(unsigned)EN_APPLICANT);
}

static void add_texts(en_json *json, const char *key, const en_str texts[EN_LANGUAGE_COUNT])
{
    en_json_key(json, key);
    en_json_open(json, '{');
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++)
        if (texts[i].size) en_json_key_str(json, en_language_tag((en_language)i), texts[i]);
    en_json_close(json, '}');
}

static en_status add_tables(en_request *request, en_json *json, const en_stored_round *round)
{
    en_stored_table *tables;
    size_t count;
    en_status status = en_rounds_tables(en_store_db(request->store), round->number, &request->arena,
                                        &request->report, &tables, &count);
    if (status != EN_OK) return status;
    en_json_key(json, "tables");
    en_json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        en_json_open(json, '{');
        en_json_key_str(json, "name", tables[i].name);
        en_json_key_str(json, "file", tables[i].file);
        en_json_key_int(json, "rows", (int64_t)tables[i].rows);
        en_json_key_int(json, "size", (int64_t)tables[i].size);
        en_json_key_str(json, "sha256", tables[i].sha256);
        en_json_key_str(json, "at", tables[i].at);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
    return EN_OK;
}

/* The newest check, if the round is still what it checked; job 0: there is none. */
static en_status find_checked(en_request *request, const en_stored_round *round, en_job *job)
{
    en_db *db = en_store_db(request->store);
    int64_t number;
    bool current = false;
    *job = (en_job){0};
    en_status status = en_jobs_newest(db, round->number, EN_JOB_CHECK, &request->report, &number);
    if (status == EN_OK && number) status = en_jobs_get(db, number, &request->arena, &request->report, job);
    if (status == EN_OK && job->job) status = en_jobs_current(db, job, &request->report, &current);
    if (!current) *job = (en_job){0};
    return status;
}

static void add_description(en_json *json, const en_stored_round *round)
{
    en_json_key_str(json, "round", round->round);
    add_texts(json, "title", round->title);
    en_json_key_bool(json, "synthetic", round->synthetic);
    en_json_key_str(json, "made_at", round->made_at);
}

static en_status add_newest_result(en_request *request, en_json *json, const en_stored_round *round)
{
    int64_t newest = 0;
    en_status status =
        en_results_newest(en_store_db(request->store), round->number, &request->report, &newest);
    en_json_key(json, "newest_result");
    if (newest) en_json_int(json, newest);
    else en_json_null(json);
    return status;
}

en_status round_add_json_for_applicant(en_request *request, en_json *json, const en_stored_round *round)
{
    en_json_open(json, '{');
    add_description(json, round);
    en_status status = add_newest_result(request, json, round);
    en_json_close(json, '}');
    return status;
}

en_status round_add_json(en_request *request, en_json *json, const en_stored_round *round)
{
    en_job checked;
    en_json_open(json, '{');
    add_description(json, round);
    en_json_key_int(json, "revision", round->revision);
    en_status status = add_tables(request, json, round);
    if (status == EN_OK) status = find_checked(request, round, &checked);
    if (status != EN_OK) return status;
    en_json_key(json, "checked");
    if (checked.job)
        job_add_json(json, request->language, &checked,
                     en_queue_progress(request->server->queue, checked.job).done);
    else en_json_null(json);
    status = add_newest_result(request, json, round);
    en_json_close(json, '}');
    return status;
}

en_status round_tag(en_request *request, const en_stored_round *round, en_str *tag)
{
    en_job checked;
    int64_t newest;
    en_status status = find_checked(request, round, &checked);
    if (status == EN_OK)
        status = en_results_newest(en_store_db(request->store), round->number, &request->report, &newest);
    if (status != EN_OK) return status;
    en_job_progress progress = en_queue_progress(request->server->queue, checked.job);
    *tag = request_print(request, "%lld-%lld-%lld-%d-%llu-%lld-%s", (long long)round->number,
                         (long long)round->revision, (long long)checked.job, (int)checked.state,
                         (unsigned long long)progress.changes, (long long)newest,
                         en_language_tag(request->language));
    return tag->size ? EN_OK : EN_ERR_MEMORY;
}

en_status round_find(en_request *request, en_store *store, en_stored_round *round)
{
    en_str id;
    en_id_fault fault = en_id_normalise(&request->arena, en_parameter_value(request, "round"), &id);
    if (fault == EN_ID_NO_MEMORY) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    *round = (en_stored_round){0};
    if (fault == EN_ID_FINE)
        status = en_rounds_get(en_store_db(store), id, &request->arena, &request->report, round);
    if (status == EN_OK && round->number == 0) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    return status;
}

en_status round_answer(en_request *request)
{
    en_stored_round round;
    en_json json = en_json_to(&request->out);
    en_status status = round_find(request, request->store, &round);
    if (status == EN_OK) status = round_tag(request, &round, &request->tag);
    return status == EN_OK ? round_add_json(request, &json, &round) : status;
}

en_status result_find(en_request *request, en_stored_result *result)
{
    en_status status = en_results_get(en_store_db(request->store), request_number(request, "result"),
                                      &request->arena, &request->report, result);
    if (status == EN_OK && result->result == 0) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    return status;
}

/* A content on its way: the next piece when the one before has gone. */
typedef struct blob_stream {
    int64_t blob;
    uint64_t piece, left; /* left: bytes that are still to come */
} blob_stream;

static bool next_piece(void *user, en_store *store, en_text *out)
{
    blob_stream *stream = user;
    en_report report = en_report_make(NULL);
    en_status status = en_blob_piece(en_store_db(store), stream->blob, stream->piece++, &report, out);
    en_report_free(&report);
    if (status != EN_OK || out->size == 0 || out->size > stream->left) out->failed = true;
    else stream->left -= out->size;
    return !out->failed && stream->left > 0;
}

en_status answer_blob(en_request *request, int64_t blob, en_str file_name)
{
    en_blob known;
    en_status status = en_blob_get(en_store_db(request->store), blob, &request->report, &known);
    if (status != EN_OK) return status;
    request->file_name = file_name;
    if (known.size <= EN_BLOB_PIECE)
        return en_blob_read(en_store_db(request->store), blob, &request->report, &request->out);
    blob_stream *stream = malloc(sizeof *stream);
    if (!stream) return EN_ERR_MEMORY;
    *stream = (blob_stream){.blob = blob, .left = known.size};
    request->events = (en_events){next_piece, free, stream, known.size};
    return EN_OK;
}

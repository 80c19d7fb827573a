/* Results: what was decided, the files of it, and why. */
#include "rounds_parts.h"

#include "cursor.h"
#include "handlers.h"

static void add_files(en_json *json, const char *key, const en_stored_file *files, size_t count)
{
    en_json_key(json, key);
    en_json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        if (en_str_is(files[i].file, EN_JOB_NAMES)) continue; /* for the server's own use */
        en_json_open(json, '{');
        en_json_key_str(json, "name", files[i].file);
        en_json_key_int(json, "size", (int64_t)files[i].size);
        en_json_key_str(json, "sha256", files[i].sha256);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

/* summary.json as it was written. */
static en_status add_summary(en_request *request, en_json *json, int64_t result)
{
    en_stored_file file;
    en_text text = en_text_make(NULL);
    en_status status = en_results_file(en_store_db(request->store), result, en_str_of("summary.json"),
                                       &request->arena, &request->report, &file);
    if (status == EN_OK)
        status = en_blob_read(en_store_db(request->store), file.blob, &request->report, &text);
    en_json_key(json, "summary");
    if (status == EN_OK && file.blob) en_json_raw(json, en_str_trim(en_text_str(&text)));
    else en_json_null(json);
    en_text_free(&text);
    return status;
}

/* Whether the round still is what the result was made from. */
static en_status is_current(en_request *request, const en_stored_result *result, bool *current)
{
    en_job job = {.job = result->job, .round_number = result->round_number};
    return en_jobs_current(en_store_db(request->store), &job, &request->report, current);
}

static en_status add_result(en_request *request, en_json *json, const en_stored_result *result, bool current)
{
    en_db *db = en_store_db(request->store);
    en_stored_file *files, *inputs;
    size_t file_count, input_count;
    en_status status =
        en_results_files(db, result->result, &request->arena, &request->report, &files, &file_count);
    if (status == EN_OK)
        status = en_jobs_inputs(db, result->job, &request->arena, &request->report, &inputs, &input_count);
    if (status != EN_OK) return status;
    en_json_open(json, '{');
    en_json_key_int(json, "result", result->result);
    en_json_key_str(json, "round", result->round);
    en_json_key_str(json, "at", result->at);
    en_json_key_str(json, "by", result->by);
    en_json_key_str(json, "version", result->version);
    en_json_key_bool(json, "current", current);
    status = add_summary(request, json, result->result);
    add_files(json, "files", files, file_count);
    add_files(json, "inputs", inputs, input_count);
    en_json_close(json, '}');
    return status;
}

/* For who only is an applicant: that there is the result. Its files and inputs are others' too, and a digest
 * of a small table tells a cell to whoever guesses. */
static void add_result_for_applicant(en_json *json, const en_stored_result *result)
{
    en_json_open(json, '{');
    en_json_key_int(json, "result", result->result);
    en_json_key_str(json, "round", result->round);
    en_json_key_str(json, "at", result->at);
    en_json_close(json, '}');
}

static en_status add_listed(en_request *request, en_json *json, const en_stored_result *result)
{
    bool current = false;
    if (request_of_applicant(request)) {
        add_result_for_applicant(json, result);
        return EN_OK;
    }
    en_status status = is_current(request, result, &current);
    return status == EN_OK ? add_result(request, json, result, current) : status;
}

en_status en_handle_list_results(en_request *request)
{
    en_stored_round round;
    en_str nothing;
    int64_t before = 0;
    size_t count = 0;
    en_stored_result *results = en_arena_array(&request->arena, request->limit + 1, sizeof *results);
    if (!results) return EN_ERR_MEMORY;
    en_status status = round_find(request, request->store, &round);
    if (status == EN_OK && request->after.size) status = en_cursor_read(request, &before, &nothing);
    if (status == EN_OK)
        status = en_results_list(en_store_db(request->store), round.number, before, request->limit + 1,
                                 &request->arena, &request->report, results, &count);
    if (status != EN_OK) return status;
    /* The list of rounds does not show it to them either. */
    if (count == 0 && request_of_applicant(request))
        return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    en_page written = en_page_begin(request, count);
    for (size_t i = 0; i < written.shown && status == EN_OK; i++)
        status = add_listed(request, &written.json, &results[i]);
    if (status != EN_OK) return status;
    en_page_end(&written, written.goes_on ? results[written.shown - 1].result : 0, (en_str){0});
    return EN_OK;
}

en_status en_handle_get_result(en_request *request)
{
    en_stored_result result;
    bool current = false;
    en_json json = en_json_to(&request->out);
    en_status status = result_find(request, &result);
    if (status == EN_OK) status = is_current(request, &result, &current);
    if (status != EN_OK) return status;
    en_str tag = request_print(request, "%lld-%d", (long long)result.result, current);
    if (en_request_has(request, tag)) return EN_OK;
    return add_result(request, &json, &result, current);
}

static en_status answer_file(en_request *request, const en_stored_file *file)
{
    if (file->blob == 0) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    if (en_request_has(request, file->sha256)) return EN_OK;
    return answer_blob(request, file->blob, file->file);
}

en_status en_handle_result_file(en_request *request)
{
    en_stored_result result;
    en_stored_file file;
    en_status status = result_find(request, &result);
    if (status == EN_OK)
        status =
            en_results_file(en_store_db(request->store), result.result, en_parameter_value(request, "file"),
                            &request->arena, &request->report, &file);
    return status == EN_OK ? answer_file(request, &file) : status;
}

en_status en_handle_result_input(en_request *request)
{
    en_stored_result result;
    en_stored_file *files, found = {0};
    size_t count = 0;
    en_status status = result_find(request, &result);
    if (status == EN_OK)
        status = en_jobs_inputs(en_store_db(request->store), result.job, &request->arena, &request->report,
                                &files, &count);
    for (size_t i = 0; i < count && status == EN_OK; i++)
        if (en_str_equal(files[i].file, en_parameter_value(request, "file"))) found = files[i];
    return status == EN_OK ? answer_file(request, &found) : status;
}

/* Who only is an applicant asks for nobody else. */
static en_status check_asker(en_request *request, en_str *id)
{
    en_id_fault fault = en_id_normalise(&request->arena, en_parameter_value(request, "applicant"), id);
    if (fault == EN_ID_NO_MEMORY) return EN_ERR_MEMORY;
    if (fault != EN_ID_FINE) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    if (!request_of_applicant(request) ||
        (request->actor.applicant.size && en_str_equal(*id, request->actor.applicant)))
        return EN_OK;
    return en_refuse(request, 403, EN_W_RESULT_NOT_YOURS, 0, NULL);
}

/* What the child found wrong: no such applicant, or a version of enishi that decides otherwise. */
static en_status refuse_explanation(en_request *request)
{
    const en_report *report = &request->report;
    bool unknown = report->kept && report->problems[0].rule == EN_W_ROUND_UNKNOWN_APPLICANT;
    if (request_of_applicant(request)) { /* where in the tables is not for them */
        en_report_free(&request->report);
        request->report = en_report_make(request->arena.allocator);
    }
    if (unknown) return en_refuse(request, 404, EN_W_ROUND_UNKNOWN_APPLICANT, 0, NULL);
    return en_refuse(request, 409, EN_W_RESULT_OF_OTHER_ROUND, 0, NULL);
}

en_status en_handle_explain(en_request *request)
{
    en_stored_result result;
    en_str id;
    en_status status = check_asker(request, &id);
    if (status == EN_OK) status = result_find(request, &result);
    if (status != EN_OK) return status;
    /* The same words for as long as the program is the same. */
    en_str tag = request_print(request, "%lld-%s-%s", (long long)result.result,
                               en_language_tag(request->language), request->server->options->version);
    if (en_request_has(request, tag)) return EN_OK;
    en_str number = request_print(request, "%lld", (long long)result.result);
    const char *applicant = en_arena_copy(&request->arena, id.at, id.size);
    if (!number.size || !applicant) return EN_ERR_MEMORY;
    const char *const words[] = {"--", "explain", number.at, applicant, NULL};
    status = answer_question(request, words);
    bool was_asked = request->status == 0; /* not refused for want of a place */
    return status == EN_ERR_INPUT && was_asked ? refuse_explanation(request) : status;
}

/* Pictures for the page and for print, drawn by src/chart. docs/charts.md. */
#include "handlers.h"

#include "blobs.h"
#include "number.h"
#include "picture.h"
#include "results.h"
#include "rounds.h"

/* The picture of what cannot be drawn is not there: 404, with the reason. */
static en_status refuse_empty(en_request *request)
{
    const en_report *report = &request->report;
    en_word word = report->kept ? report->problems[0].rule : EN_W_SERVE_NOT_FOUND;
    return en_refuse(request, 404, word, 0, NULL);
}

static int64_t number_of(const en_request *request, const char *name, int64_t otherwise)
{
    uint64_t value;
    en_str text = en_parameter_value(request, name);
    return en_whole_read(text, INT64_MAX, &value) == EN_NUMBER_FINE ? (int64_t)value : otherwise;
}

static en_picture_options options_of(const en_request *request)
{
    return (en_picture_options){request->language, (double)number_of(request, "width", EN_CHART_USUAL_WIDTH)};
}

/* state-language-width, in the arena; false where memory is out. */
static bool make_tag(en_request *request, int64_t state, en_str *tag)
{
    en_text text = en_text_make(request->arena.allocator);
    en_text_add_int(&text, state);
    en_text_add_char(&text, '-');
    en_text_add_z(&text, en_language_tag(request->language));
    en_text_add_char(&text, '-');
    en_text_add_int(&text, number_of(request, "width", EN_CHART_USUAL_WIDTH));
    char *copy = text.failed ? NULL : en_arena_copy(&request->arena, text.at, text.size);
    *tag = (en_str){copy, copy ? text.size : 0};
    en_text_free(&text);
    return copy != NULL;
}

/* Reads the summary of a result, and what its round is called; *found is false where it is not there. */
static en_status read_summary(en_request *request, const en_stored_result *result, en_text *summary,
                              en_str *name)
{
    en_db *db = en_store_db(request->store);
    en_stored_file file;
    en_stored_round round;
    en_status status = en_results_file(db, result->result, en_str_of("summary.json"), &request->arena,
                                       &request->report, &file);
    if (status == EN_OK) status = en_rounds_get(db, result->round, &request->arena, &request->report, &round);
    if (status == EN_OK) *name = round.title[request->language];
    if (status == EN_OK && file.blob) status = en_blob_read(db, file.blob, &request->report, summary);
    return status;
}

en_status en_handle_result_chart(en_request *request)
{
    en_stored_result result;
    en_str tag, name = {0};
    en_status status = en_results_get(en_store_db(request->store), number_of(request, "result", 0),
                                      &request->arena, &request->report, &result);
    if (status != EN_OK) return status;
    if (!result.result) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    if (!make_tag(request, result.result, &tag)) return EN_ERR_MEMORY;
    if (en_request_has(request, tag)) return EN_OK;
    en_text summary = en_text_make(request->arena.allocator);
    status = read_summary(request, &result, &summary, &name);
    if (status == EN_OK)
        status = en_picture_of_ranks(en_text_str(&summary), name, options_of(request), &request->report,
                                     &request->out);
    en_text_free(&summary);
    return status == EN_ERR_INPUT ? refuse_empty(request) : status;
}

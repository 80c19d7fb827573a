/* Pictures for the page and for print, drawn by src/chart. docs/charts.md. */
#include "rounds_parts.h"

#include "handlers.h"
#include "number.h"
#include "picture.h"
#include "standing_now.h"

/* What cannot be drawn is not there: 404, with the reason. */
static en_status refuse_empty(en_request *request)
{
    const en_report *report = &request->report;
    return en_refuse(request, 404, report->kept ? report->problems[0].rule : EN_W_SERVE_NOT_FOUND, 0, NULL);
}

static en_picture_options options_of(const en_request *request)
{
    uint64_t width;
    en_str given = en_parameter_value(request, "width");
    bool is_given = en_whole_read(given, EN_CHART_MOST_WIDTH, &width) == EN_NUMBER_FINE;
    return (en_picture_options){request->language, is_given ? (double)width : EN_CHART_USUAL_WIDTH};
}

static en_str tag_of(en_request *request, en_picture_options options, long long state)
{
    return request_print(request, "%lld-%s-%.0f", state, en_language_tag(options.language), options.width);
}

/* The summary of a result, and what its round is called. */
static en_status read_summary(en_request *request, const en_stored_result *result, en_text *summary,
                              en_str *name)
{
    en_db *db = en_store_db(request->store);
    en_stored_file file = {0};
    en_stored_round round = {0};
    en_status status = en_results_file(db, result->result, en_str_of("summary.json"), &request->arena,
                                       &request->report, &file);
    if (status == EN_OK) status = en_rounds_get(db, result->round, &request->arena, &request->report, &round);
    if (status != EN_OK) return status;
    *name = round.title[request->language];
    return file.blob ? en_blob_read(db, file.blob, &request->report, summary) : EN_OK;
}

en_status en_handle_result_chart(en_request *request)
{
    en_stored_result result;
    en_picture_options options = options_of(request);
    en_str name = {0};
    en_status status = result_find(request, &result);
    if (status != EN_OK) return status;
    if (en_request_has(request, tag_of(request, options, result.result))) return EN_OK;
    en_text summary = en_text_make(request->arena.allocator);
    status = read_summary(request, &result, &summary, &name);
    if (status == EN_OK)
        status = en_picture_of_ranks(en_text_str(&summary), name, options, &request->report, &request->out);
    en_text_free(&summary);
    return status == EN_ERR_INPUT ? refuse_empty(request) : status;
}

/* A child clears the round again and draws. */
en_status en_handle_seats_chart(en_request *request)
{
    en_stored_result result;
    en_picture_options options = options_of(request);
    en_status status = result_find(request, &result);
    if (status != EN_OK) return status;
    en_str tag =
        request_print(request, "%lld-%s-%.0f-%s", (long long)result.result, en_language_tag(options.language),
                      options.width, request->server->options->version);
    if (en_request_has(request, tag)) return EN_OK;
    en_str number = request_print(request, "%lld", (long long)result.result),
           width = request_print(request, "%.0f", options.width);
    if (!tag.size || !number.size || !width.size) return EN_ERR_MEMORY;
    const char *const words[] = {"--", "seats", number.at, width.at, NULL};
    status = answer_question(request, words);
    if (status != EN_ERR_INPUT || request->status != 0) return status;
    bool is_empty = request->report.kept && request->report.problems[0].rule == EN_W_CHART_NO_SEATS;
    return is_empty ? refuse_empty(request) : en_refuse(request, 409, EN_W_RESULT_OF_OTHER_ROUND, 0, NULL);
}

/* The state of the ledger and the day, which is drawn. */
static long long state_of(const shared_standing *shared)
{
    en_date today = shared->today;
    return (long long)shared->standing.revision * 100000000 + today.year * 10000 + today.month * 100 +
           today.day;
}

static en_status draw_promise(en_request *request, const shared_standing *shared)
{
    const en_standing *standing = &shared->standing;
    en_picture_options options = options_of(request);
    en_ref found =
        en_ledger_find(&standing->ledger, EN_COMMITMENTS, en_parameter_value(request, "commitment"));
    if (!en_ref_given(found)) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    if (en_request_has(request, tag_of(request, options, state_of(shared)))) return EN_OK;
    en_status status = en_picture_of_promise(standing, found.index, options, &request->report, &request->out);
    return status == EN_ERR_INPUT ? refuse_empty(request) : status;
}

en_status en_handle_promise_chart(en_request *request)
{
    shared_standing *shared;
    en_status status = standing_take(request, &shared);
    if (status != EN_OK) return status;
    status = draw_promise(request, shared);
    standing_give(request, shared);
    return status;
}

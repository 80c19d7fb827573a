/* What would be otherwise, and is not kept: other mechanisms over a round, other seats in a result. A child
 * computes it while the asker waits.
 */
#include "rounds_parts.h"

#include "handlers.h"

/* The same answer for as long as round and program are the same. */
static en_status answer_comparison(en_request *request, const char *width)
{
    en_stored_round round;
    en_status status = round_find(request, request->store, &round);
    if (status != EN_OK) return status;
    en_str tag = request_print(request, "%lld-%lld-%s-%s-%s", (long long)round.number,
                               (long long)round.revision, en_language_tag(request->language),
                               width ? width : "", request->server->options->version);
    if (en_request_has(request, tag)) return EN_OK;
    en_str asked = en_parameter_value(request, "mechanisms");
    const char *id = en_arena_copy(&request->arena, round.round.at, round.round.size);
    const char *mechanisms = en_arena_copy(&request->arena, asked.at, asked.size);
    if (!tag.size || !id || !mechanisms) return EN_ERR_MEMORY;
    const char *const words[] = {"--", "compare", id, mechanisms, width, NULL};
    return answer_question(request, words);
}

en_status en_handle_compare_round(en_request *request) { return answer_comparison(request, NULL); }

en_status en_handle_comparison_chart(en_request *request)
{
    int64_t asked = request_number(request, "width");
    en_str width = request_print(request, "%d", asked ? (int)asked : EN_CHART_USUAL_WIDTH);
    return width.size ? answer_comparison(request, width.at) : EN_ERR_MEMORY;
}

/* A version of enishi that decides otherwise cannot say what would change; what else is wrong is with the
 * seats that were asked for. */
static en_status refuse_trial(en_request *request)
{
    const en_report *report = &request->report;
    bool is_other = report->kept && report->problems[0].rule == EN_W_RESULT_OF_OTHER_ROUND;
    return is_other ? en_refuse(request, 409, EN_W_RESULT_OF_OTHER_ROUND, 0, NULL)
                    : en_refuse(request, 422, EN_W_WHAT_IF_REFUSED, 0, NULL);
}

en_status en_handle_what_if(en_request *request)
{
    en_stored_result result;
    en_question question;
    en_status status = result_find(request, &result);
    en_str number = request_print(request, "%lld", (long long)result.result);
    if (status != EN_OK) return status;
    if (!number.size) return EN_ERR_MEMORY;
    const char *const words[] = {"--", "what-if", number.at, NULL};
    status = question_begin(request, request->actor.account, &question);
    if (status == EN_OK)
        status = question_lay_out(request, &question, en_str_of(EN_JOB_CHANGES), request->body);
    if (status == EN_OK)
        status =
            en_question_ask(request->server->queue, &question, request->language, words, &request->report);
    if (status == EN_OK) status = question_take(request, &question);
    en_question_end(&question);
    bool was_asked = request->status == 0; /* not refused for want of a place */
    return status == EN_ERR_INPUT && was_asked ? refuse_trial(request) : status;
}

/* What a model says: a child reads it, runs it or draws it while the asker waits. Nothing is kept.
 *
 * Of futures and flows an asker has one question at a time: a newer one ends the older, so that each move of
 * a slider is answered at once.
 */
#include "models_parts.h"

#include "handlers.h"

static const char *copy_of(en_request *request, en_str text)
{
    return en_arena_copy(&request->arena, text.at, text.size);
}

static const char *width_of(en_request *request)
{
    int64_t asked = request_number(request, "width");
    return request_print(request, "%d", asked ? (int)asked : EN_CHART_USUAL_WIDTH).at;
}

/* The same answer for as long as model and program are the same. */
static en_str tag_of(en_request *request, const en_stored_model *model, const char *more)
{
    return request_print(request, "%lld-%lld-%s-%s-%s", (long long)model->number, (long long)model->revision,
                         en_language_tag(request->language), more, request->server->options->version);
}

/* What also depends on the ledger, in which sources are looked up; NULL: the status says why. */
static const char *with_ledger(en_request *request, const char *more, en_status *status)
{
    int64_t ledger;
    *status = en_store_revision(request->store, &request->report, &ledger);
    if (*status != EN_OK) return NULL;
    en_str whole = request_print(request, "%lld-%s", (long long)ledger, more);
    if (!whole.at) *status = EN_ERR_MEMORY;
    return whole.at;
}

/* What the child refuses is wrong with the model, or with what was asked of it. */
static en_status refuse_wrong(en_request *request, en_status status)
{
    if (status != EN_ERR_INPUT || request->status != 0) return status;
    return en_refuse(request, 422, EN_W_MODEL_REFUSED, 0, NULL);
}

en_status en_handle_model_contents(en_request *request)
{
    en_stored_model model;
    en_status status = model_find_runnable(request, &model);
    if (status != EN_OK) return status;
    const char *more = with_ledger(request, "", &status);
    if (!more) return status;
    if (en_request_has(request, tag_of(request, &model, more))) return EN_OK;
    const char *id = copy_of(request, model.model);
    const char *const words[] = {"--", "model-contents", id, NULL};
    return id ? answer_question(request, words) : EN_ERR_MEMORY;
}

en_status en_handle_model_source(en_request *request)
{
    en_stored_model model;
    int64_t from = request_number(request, "from"), count = request_number(request, "count");
    en_status status = model_find_runnable(request, &model);
    if (status != EN_OK || en_request_has(request, model_tag(request, &model))) return status;
    const char *id = copy_of(request, model.model);
    const char *first = request_print(request, "%lld", (long long)(from ? from : 1)).at;
    const char *most = request_print(request, "%lld", (long long)(count ? count : 200)).at;
    const char *const words[] = {"--", "model-source", id, first, most, NULL};
    return id && first && most ? answer_question(request, words) : EN_ERR_MEMORY;
}

en_status en_handle_model_diagram(en_request *request)
{
    en_stored_model model;
    const char *width = width_of(request);
    en_status status = model_find_runnable(request, &model);
    if (status != EN_OK) return status;
    if (!width) return EN_ERR_MEMORY;
    if (en_request_has(request, tag_of(request, &model, width))) return EN_OK;
    const char *id = copy_of(request, model.model);
    const char *const words[] = {"--", "model-diagram", id, width, NULL};
    return id ? refuse_wrong(request, answer_question(request, words)) : EN_ERR_MEMORY;
}

/* ---- questions with a body */

static en_status begin_instead(en_request *request, en_question *question)
{
    en_status status =
        en_question_begin_instead(request->server->queue, request->actor.account, &request->report, question);
    if (status != EN_ERR_CANCELLED) return status;
    if (en_question_was_replaced(question)) return en_refuse(request, 409, EN_W_MODEL_ASKED_ANEW, 0, NULL);
    request->retry_after = 2;
    return en_refuse(request, 503, EN_W_SERVE_BUSY, 0, NULL);
}

static en_status ask(en_request *request, en_question *question, const char *const *words)
{
    en_status status = question_lay_out(request, question, en_str_of(EN_JOB_ASKED), request->body);
    if (status == EN_OK)
        status =
            en_question_ask(request->server->queue, question, request->language, words, &request->report);
    if (status == EN_OK) status = question_take(request, question);
    if (status == EN_ERR_CANCELLED && en_question_was_replaced(question))
        return en_refuse(request, 409, EN_W_MODEL_ASKED_ANEW, 0, NULL);
    return refuse_wrong(request, status);
}

static en_status ask_with_body(en_request *request, const char *verb)
{
    en_stored_model model;
    en_question question;
    const char *width = width_of(request);
    en_status status = model_find_runnable(request, &model);
    if (status != EN_OK) return status;
    const char *id = copy_of(request, model.model);
    const char *const words[] = {"--", verb, id, width, NULL};
    if (!id || !width) return EN_ERR_MEMORY;
    status = begin_instead(request, &question);
    if (status == EN_OK) status = ask(request, &question, words);
    en_question_end(&question);
    return status;
}

en_status en_handle_model_futures(en_request *request) { return ask_with_body(request, "model-futures"); }
en_status en_handle_model_flows(en_request *request) { return ask_with_body(request, "model-flows"); }

/* ---- outlooks */

/* The model whose targets name the figure; refuses with 404. */
static en_status find_outlook(en_request *request, en_str figure, en_str *model)
{
    en_model_figure *figures;
    size_t count = 0;
    en_status status =
        en_models_figures(en_store_db(request->store), &request->arena, &request->report, &figures, &count);
    for (size_t i = 0; i < count && status == EN_OK; i++) {
        if (!en_str_equal(figures[i].figure, figure)) continue;
        *model = figures[i].model;
        return EN_OK;
    }
    return status == EN_OK ? en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL) : status;
}

en_status en_handle_outlook(en_request *request)
{
    en_stored_model model;
    en_str id = {0};
    en_str figure = en_parameter_value(request, "number");
    en_status status = find_outlook(request, figure, &id);
    if (status == EN_OK)
        status = en_models_get(en_store_db(request->store), id, &request->arena, &request->report, &model);
    if (status != EN_OK) return status;
    const char *width = width_of(request);
    const char *of = copy_of(request, id), *what = copy_of(request, figure);
    if (!width || !of || !what) return EN_ERR_MEMORY;
    const char *more = with_ledger(request, width, &status);
    if (!more) return status;
    if (en_request_has(request, tag_of(request, &model, more))) return EN_OK;
    const char *const words[] = {"--", "outlook", of, what, width, NULL};
    return refuse_wrong(request, answer_question(request, words));
}

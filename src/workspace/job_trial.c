/* What would be otherwise: other mechanisms over a round, other seats in a result. See job.h.
 *
 * Nothing of it is kept. A trial that has no result by the rules of the round is a finding about what was
 * asked, and no failure of the job.
 */
#include "job_parts.h"

#include "compare.h"
#include "what_if.h"

static en_status as_finding(en_status status, const en_report *report)
{
    bool is_finding = status == EN_ERR_USAGE || status == EN_ERR_IMPOSSIBLE || status == EN_ERR_LIMIT;
    return is_finding && report->errors > 0 ? EN_ERR_INPUT : status;
}

static en_status compare(const work *w, const char *mechanisms, en_picture_options options,
                         const en_context *context, en_report *report, en_text *answer)
{
    en_comparison comparison;
    const en_round_source source = {.path = w->round};
    en_status status = en_compare(source, *mechanisms ? mechanisms : NULL, context, report, &comparison);
    if (status != EN_OK) return status;
    en_json json = en_json_to(answer);
    if (options.width > 0) status = en_picture_of_comparison(&comparison, options, answer);
    else en_comparison_json(&json, options.language, &comparison);
    en_comparison_free(&comparison);
    return status;
}

en_status en_job_compare(const en_job_place *place, en_str round, const char *mechanisms, uint64_t width,
                         en_language language, const en_context *context, en_report *report)
{
    work w;
    en_text answer = en_text_make(NULL);
    const en_picture_options options = {language, (double)width};
    en_status status = work_start(&w, place, report);
    if (status == EN_OK) status = work_lay_out_round(&w, round, report);
    if (status == EN_OK) status = compare(&w, mechanisms, options, context, report, &answer);
    if (status == EN_OK) status = work_write_answer(&w, &answer, report);
    work_end(&w);
    en_text_free(&answer);
    return as_finding(status, report);
}

/* A change as round_change.h reads it: PLACE=+2, or PLACE/ORDER=+2 where the seats are of a line. */
static const char *change_of(en_arena *arena, const json_t *change)
{
    en_text text = en_text_make(NULL);
    const json_t *order = json_object_get(change, "order");
    const json_int_t by = json_integer_value(json_object_get(change, "by"));
    en_text_add(&text, en_str_of(json_string_value(json_object_get(change, "place"))));
    if (order) {
        en_text_add_char(&text, '/');
        en_text_add_int(&text, json_integer_value(order));
    }
    en_text_add(&text, en_str_of(by < 0 ? "=" : "=+"));
    en_text_add_int(&text, by);
    const char *copy = text.failed ? NULL : en_arena_copy(arena, text.at, text.size);
    en_text_free(&text);
    return copy;
}

static en_status read_changes(work *w, en_report *report, en_what_if_ask *ask)
{
    json_t *asked = NULL;
    en_status status = work_read_asked(w, EN_JOB_CHANGES, report, &asked);
    if (status != EN_OK) return status;
    const json_t *changes = json_object_get(asked, "changes");
    const char **texts = en_arena_array(&w->arena, json_array_size(changes), sizeof *texts);
    for (size_t i = 0; i < json_array_size(changes) && texts && status == EN_OK; i++) {
        texts[i] = change_of(&w->arena, json_array_get(changes, i));
        if (!texts[i]) status = EN_ERR_MEMORY;
    }
    *ask = (en_what_if_ask){.seats = texts, .seat_count = json_array_size(changes)};
    json_decref(asked);
    return status == EN_OK && !texts ? EN_ERR_MEMORY : status;
}

/* What stands beside the result must be this very result. */
static en_status try_seats(const work *w, const en_what_if_ask *ask, const en_context *context,
                           en_report *report, en_text *answer)
{
    en_what_if result;
    en_status status = en_what_if_changed((en_round_source){.path = w->round}, ask, context, report, &result);
    if (status != EN_OK) return status;
    status = en_solve_compare(&result.before, w->result, w->place->version, context, report);
    en_json json = en_json_to(answer);
    if (status == EN_OK) en_what_if_json(&json, &result);
    en_what_if_free(&result);
    return status;
}

en_status en_job_what_if(const en_job_place *place, int64_t result, const en_context *context,
                         en_report *report)
{
    work w;
    en_what_if_ask ask;
    en_text answer = en_text_make(NULL);
    en_status status = work_start(&w, place, report);
    if (status == EN_OK) status = work_lay_out_result(&w, result, report);
    if (status == EN_OK) status = read_changes(&w, report, &ask);
    if (status == EN_OK) status = try_seats(&w, &ask, context, report, &answer);
    if (status == EN_OK) status = work_write_answer(&w, &answer, report);
    work_end(&w);
    en_text_free(&answer);
    return as_finding(status, report);
}

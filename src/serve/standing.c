/* Where the promises stand: the overview, targets and contradictions, promises with filters, one promise with
 * all that is known about it. */
#include "handlers.h"
#include "ledger.h"
#include "models.h"
#include "promises.h"
#include "server.h"

#include "records.h"
#include "standing_json.h"

/* Writes an answer from the standing. */
typedef en_status writer(en_request *request, const en_standing *standing);

/* The tag of what holds for this revision of the ledger on this day, with more behind it; found before
 * anything is computed. */
static en_status has_state(en_request *request, const int64_t *more, size_t count, bool *has)
{
    int64_t revision;
    en_date today = standing_today();
    en_status status = en_store_revision(request->store, &request->report, &revision);
    if (status != EN_OK) return status;
    int64_t state = revision * 100000000 + today.year * 10000 + today.month * 100 + today.day;
    en_text text = en_text_make(request->arena.allocator);
    en_text_add(&text, ledger_tag(request, state));
    for (size_t i = 0; i < count; i++) {
        en_text_add_char(&text, '-');
        en_text_add_int(&text, more[i]);
    }
    char *tag = text.failed ? NULL : en_arena_copy(&request->arena, text.at, text.size);
    if (tag) *has = en_request_has(request, (en_str){tag, text.size});
    en_text_free(&text);
    return tag ? EN_OK : EN_ERR_MEMORY;
}

static en_status answer(en_request *request, writer *write)
{
    shared_standing *shared;
    bool has = false;
    en_status status = has_state(request, NULL, 0, &has);
    if (status != EN_OK || has) return status;
    status = standing_take(request, &shared);
    if (status != EN_OK) return status;
    status = write(request, &shared->standing);
    standing_give(request, shared);
    return status;
}

/* Which numbers an answer needs, by index; NULL when memory is out. */
static bool *marks_of(en_request *request, const en_track *track)
{
    return en_arena_array(&request->arena, track->number_count, sizeof(bool));
}

/* With all that it replaced, and all that replaced it. */
static void mark(bool *marks, const en_track *track, size_t number)
{
    if (number == EN_NO_NUMBER) return;
    for (size_t n = number; n != EN_NO_NUMBER; n = track->numbers[n].replaces) marks[n] = true;
    for (size_t n = number; n != EN_NO_NUMBER; n = track->numbers[n].replaced_by) marks[n] = true;
}

static void mark_all(bool *marks, const en_track *track, const size_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) mark(marks, track, numbers[i]);
}

/* Of every derivation that is marked, what it was computed from, so that each number leads to its sources.
 * False when memory is out. Linear. */
static bool mark_operands(en_request *request, bool *marks, const en_track *track)
{
    size_t *open = en_arena_array(&request->arena, track->number_count, sizeof *open), count = 0;
    if (!open) return false;
    for (size_t i = 0; i < track->number_count; i++)
        if (marks[i]) open[count++] = i;
    while (count > 0) {
        en_ref ref = track->numbers[open[--count]].ref;
        if (ref.table != EN_DERIVATIONS) continue;
        const en_operands *operands = &en_derivation_at(track->ledger, ref.index)->operands;
        for (size_t i = 0; i < operands->count; i++) {
            if (!en_ref_given(operands->at[i].ref)) continue;
            size_t number = en_track_index(track, operands->at[i].ref);
            if (!marks[number]) open[count++] = number;
            marks[number] = true;
        }
    }
    return true;
}

static void write_numbers(en_json *json, const en_track *track, const bool *marks)
{
    en_json_key(json, "numbers");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->number_count; i++)
        if (track->numbers[i].visible && (!marks || marks[i])) en_number_json(json, track, i);
    en_json_close(json, ']');
}

static void write_targets(en_json *json, const en_track *track)
{
    en_json_key(json, "targets");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->target_count; i++) en_target_json(json, track, i);
    en_json_close(json, ']');
}

static void begin(en_json *json, const en_standing *standing)
{
    en_json_open(json, '{');
    en_date_json(json, "as_of", standing->track.options.today);
    en_json_key_bool(json, "sample", standing->is_sample);
}

static en_status write_standing(en_request *request, const en_standing *standing)
{
    const en_track *track = &standing->track;
    en_json json = en_json_compact_to(&request->out);
    begin(&json, standing);
    write_targets(&json, track);
    en_json_key(&json, "changes");
    en_json_open(&json, '[');
    for (size_t i = 0; i < track->vintage_count; i++) en_change_json(&json, track, i);
    en_json_close(&json, ']');
    en_json_key(&json, "contradictions");
    en_json_open(&json, '[');
    for (size_t i = 0; i < track->contradiction_count; i++) en_contradiction_json(&json, track, i);
    en_json_close(&json, ']');
    en_json_key(&json, "cautions");
    en_json_open(&json, '[');
    for (size_t i = 0; i < standing->ledger.count[EN_CAUTIONS]; i++)
        en_caution_json(&json, &standing->ledger, i);
    en_json_close(&json, ']');
    write_numbers(&json, track, NULL);
    en_json_close(&json, '}');
    return EN_OK;
}

en_status en_handle_standing(en_request *request) { return answer(request, write_standing); }

/* The figures of which a model has a fan; none for whoever may not see models. */
typedef struct outlooks {
    en_model_figure *at;
    size_t count;
    int64_t state; /* of the models; below 0: not for the asker */
} outlooks;

static en_status find_outlooks(en_request *request, outlooks *found)
{
    en_db *db = en_store_db(request->store);
    *found = (outlooks){.state = -1};
    if (!(request->actor.roles & en_routes[EN_ROUTE_OUTLOOK].roles)) return EN_OK;
    en_status status = en_models_state(db, &request->report, &found->state);
    if (status != EN_OK) return status;
    return en_models_figures(db, &request->arena, &request->report, &found->at, &found->count);
}

static en_str outlook_of(const outlooks *known, const en_track *track, size_t number)
{
    if (number == EN_NO_NUMBER) return (en_str){0};
    en_str id = en_ref_id(track->ledger, track->numbers[number].ref);
    for (size_t i = 0; i < known->count; i++)
        if (en_str_equal(known->at[i].figure, id)) return known->at[i].model;
    return (en_str){0};
}

static void write_targets_with(en_json *json, const en_track *track, const outlooks *known)
{
    en_json_key(json, "targets");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->target_count; i++)
        en_target_json_with(json, track, i, outlook_of(known, track, track->targets[i].number));
    en_json_close(json, ']');
}

/* Of the newest result of each round. */
typedef struct round_counts {
    int64_t rounds, results, seats, placed;
} round_counts;

static en_status count_rounds(en_request *request, round_counts *counts)
{
    en_statement *statement =
        en_db_prepare(en_store_db(request->store),
                      "SELECT (SELECT count(*) FROM rounds), (SELECT count(*) FROM results), "
                      "coalesce(sum(json_extract(CAST(p.bytes AS TEXT), '$.seats')), 0), "
                      "coalesce(sum(json_extract(CAST(p.bytes AS TEXT), '$.placed')), 0) "
                      "FROM (SELECT max(result) AS result FROM results GROUP BY round) newest "
                      "JOIN result_files f ON f.result = newest.result AND f.file = 'summary.json' "
                      "JOIN blob_pieces p ON p.blob = f.blob AND p.piece = 0",
                      &request->report);
    if (en_db_step(statement, &request->report) != EN_STEP_ROW) return en_db_fault(&request->report);
    *counts = (round_counts){en_column_int(statement, 0), en_column_int(statement, 1),
                             en_column_int(statement, 2), en_column_int(statement, 3)};
    en_db_end(statement);
    return EN_OK;
}

static void write_counts(en_json *json, const en_standing *standing, const round_counts *rounds)
{
    const en_track *track = &standing->track;
    int64_t measurable = 0, reported = 0, commitments = 0;
    for (size_t i = 0; i < track->promise_count; i++) {
        const en_promise *p = &track->promises[i];
        commitments += p->visible;
        measurable += p->visible && p->pace.lacks == 0;
        reported += p->visible && p->status != EN_NO_NUMBER;
    }
    en_json_key(json, "counts");
    en_json_open(json, '{');
    en_json_key_int(json, "sources", (int64_t)standing->ledger.count[EN_SOURCES]);
    en_json_key_int(json, "figures", (int64_t)standing->ledger.count[EN_FIGURES]);
    en_json_key_int(json, "organisations", (int64_t)standing->ledger.count[EN_ORGANISATIONS]);
    en_json_key_int(json, "commitments", commitments);
    en_json_key_int(json, "measurable", measurable);
    en_json_key_int(json, "reported", reported);
    en_json_key_int(json, "contradictions", (int64_t)track->contradiction_count);
    en_json_key_int(json, "targets", (int64_t)track->target_count);
    en_json_key_int(json, "rounds", rounds->rounds);
    en_json_key_int(json, "results", rounds->results);
    en_json_key_int(json, "seats", rounds->seats);
    en_json_key_int(json, "placed", rounds->placed);
    en_json_close(json, '}');
}

static en_status write_overview(en_request *request, const en_standing *standing, const round_counts *rounds,
                                const outlooks *known)
{
    const en_track *track = &standing->track;
    bool *marks = marks_of(request, track);
    if (!marks) return EN_ERR_MEMORY;
    for (size_t i = 0; i < track->target_count; i++) {
        const en_target *t = &track->targets[i];
        mark(marks, track, t->number);
        mark_all(marks, track, t->others, t->other_count);
        mark_all(marks, track, t->items, t->relation_count);
    }
    if (!mark_operands(request, marks, track)) return EN_ERR_MEMORY;
    en_json json = en_json_compact_to(&request->out);
    begin(&json, standing);
    write_counts(&json, standing, rounds);
    write_targets_with(&json, track, known);
    write_numbers(&json, track, marks);
    en_json_close(&json, '}');
    return EN_OK;
}

/* Its tag is also of the rounds and the models, which the revision of the ledger does not know. */
en_status en_handle_overview(en_request *request)
{
    round_counts rounds = {0};
    outlooks known;
    shared_standing *shared;
    bool has = false;
    en_status status = find_outlooks(request, &known);
    if (status == EN_OK) status = count_rounds(request, &rounds);
    const int64_t parts[] = {rounds.rounds, rounds.results, rounds.seats, rounds.placed, known.state};
    if (status == EN_OK) status = has_state(request, parts, sizeof parts / sizeof *parts, &has);
    if (status != EN_OK || has) return status;
    status = standing_take(request, &shared);
    if (status != EN_OK) return status;
    status = write_overview(request, &shared->standing, &rounds, &known);
    standing_give(request, shared);
    return status;
}

en_status en_handle_promises(en_request *request) { return answer(request, promises_write); }

static void write_statuses(en_json *json, const en_standing *standing, size_t commitment)
{
    const en_ledger *ledger = &standing->ledger;
    en_json_key(json, "statuses");
    en_text_add_char(json->text, '[');
    bool is_first = true;
    for (size_t i = ledger->count[EN_STATUSES]; i-- > 0;) {
        if (en_status_at(ledger, i)->commitment.index != commitment) continue;
        if (!is_first) en_text_add_char(json->text, ',');
        is_first = false;
        en_row_json(json->text, EN_STATUSES, standing->rows.of[EN_STATUSES].at[i].cells);
    }
    en_text_add_char(json->text, ']');
    json->after_key = false;
}

static bool is_marked(const bool *marks, const size_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (numbers[i] != EN_NO_NUMBER && marks[numbers[i]]) return true;
    return false;
}

/* Figures of its indicator that can be about it, and the number that its pace is measured by. */
static void mark_about(bool *marks, const en_track *track, const en_promise *promise)
{
    const en_commitment *c = en_commitment_at(track->ledger, promise->commitment);
    mark(marks, track, promise->newest);
    if (promise->pace.lacks == 0) mark(marks, track, promise->pace.actual);
    for (size_t i = 0; i < track->number_count && en_ref_given(c->indicator); i++) {
        const en_key *key = track->numbers[i].key;
        if (en_ref_equal(key->indicator, c->indicator) && en_track_concerns(c, key->subject))
            mark(marks, track, i);
    }
}

static void write_changes(en_json *json, const en_track *track, bool *marks)
{
    en_json_key(json, "changes");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->vintage_count; i++) {
        const en_vintage *v = &track->vintages[i];
        if (!is_marked(marks, v->chain, v->chain_count)) continue;
        mark_all(marks, track, v->between, v->between_count);
        en_change_json(json, track, i);
    }
    en_json_close(json, ']');
}

static void write_contradictions(en_json *json, const en_track *track, size_t commitment, bool *marks)
{
    en_json_key(json, "contradictions");
    en_json_open(json, '[');
    for (size_t i = 0; i < track->contradiction_count; i++) {
        const en_contradiction *c = &track->contradictions[i];
        const size_t sides[] = {c->first, c->second};
        bool is_about =
            c->kind == EN_PROMISE_DIFFERS ? c->commitment == commitment : is_marked(marks, sides, 2);
        if (!is_about) continue;
        mark_all(marks, track, sides, 2);
        mark_all(marks, track, c->parts, c->part_count);
        en_contradiction_json(json, track, i);
    }
    en_json_close(json, ']');
}

static void write_cautions(en_json *json, const en_track *track, size_t commitment, const bool *marks)
{
    const en_ledger *ledger = track->ledger;
    const en_commitment *c = en_commitment_at(ledger, commitment);
    en_json_key(json, "cautions");
    en_json_open(json, '[');
    for (size_t i = 0; i < ledger->count[EN_CAUTIONS]; i++) {
        en_ref about = en_caution_at(ledger, i)->about;
        bool is_number = about.table == EN_FIGURES || about.table == EN_DERIVATIONS;
        if (en_ref_equal(about, en_ref_to(EN_COMMITMENTS, commitment)) || en_ref_equal(about, c->indicator) ||
            en_ref_equal(about, c->programme) || (is_number && marks[en_track_index(track, about)]))
            en_caution_json(json, ledger, i);
    }
    en_json_close(json, ']');
}

static en_status write_promise(en_request *request, const en_standing *standing)
{
    const en_track *track = &standing->track;
    en_ref found = en_ledger_find(&standing->ledger, EN_COMMITMENTS, request->values[0]);
    if (!en_ref_given(found)) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    const en_promise *promise = &track->promises[found.index];
    bool *marks = marks_of(request, track);
    if (!marks) return EN_ERR_MEMORY;
    mark_about(marks, track, promise);
    en_json json = en_json_compact_to(&request->out);
    en_json_open(&json, '{');
    en_json_key(&json, "promise");
    en_promise_json(&json, track, promise);
    write_statuses(&json, standing, promise->commitment);
    write_changes(&json, track, marks);
    write_contradictions(&json, track, promise->commitment, marks);
    write_cautions(&json, track, promise->commitment, marks);
    if (!mark_operands(request, marks, track)) return EN_ERR_MEMORY;
    write_numbers(&json, track, marks);
    en_json_close(&json, '}');
    return EN_OK;
}

en_status en_handle_promise(en_request *request) { return answer(request, write_promise); }

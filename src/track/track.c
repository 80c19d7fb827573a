/* Where the promises stand: the steps, and how the newest number for a question is found. See track.h. */
#include "track.h"

static en_status compute_all(en_track *track, const en_context *context)
{
    en_status status = en_track_numbers(track);
    if (status == EN_OK) status = en_track_promises(track);
    if (status == EN_OK) status = en_track_contradictions(track, context);
    if (status == EN_OK) status = en_track_vintages(track);
    if (status == EN_OK) status = en_track_targets(track);
    return status;
}

en_status en_track_compute(const en_ledger *ledger, const en_track_options *options,
                           const en_context *context, en_track *track)
{
    *track = (en_track){
        .arena = en_arena_make(context ? context->allocator : NULL), .ledger = ledger, .options = *options};
    en_status status = compute_all(track, context);
    if (status != EN_OK) en_track_free(track);
    return status;
}

void en_track_free(en_track *track)
{
    en_arena_free(&track->arena);
    *track = (en_track){0};
}

size_t en_track_index(const en_track *track, en_ref ref)
{
    if (ref.table == EN_FIGURES) return ref.index;
    if (ref.table == EN_DERIVATIONS) return track->figure_count + ref.index;
    return EN_NO_NUMBER;
}

bool en_track_stands(const en_track *track, size_t number)
{
    const en_track_number *n = &track->numbers[number];
    return n->visible && n->known && n->replaced_by == EN_NO_NUMBER;
}

static en_date recorded_on(const en_track *track, size_t number)
{
    return number < track->figure_count ? en_figure_at(track->ledger, number)->recorded_on : (en_date){0};
}

bool en_track_newer(const en_track *track, size_t a, size_t b)
{
    const en_track_number *x = &track->numbers[a], *y = &track->numbers[b];
    int order = en_date_compare(x->as_of, y->as_of);
    if (order == 0) order = en_date_compare(x->key->period_end, y->key->period_end);
    if (order == 0) order = en_date_compare(recorded_on(track, a), recorded_on(track, b));
    if (order == 0)
        order = en_str_compare(en_ref_id(track->ledger, y->ref), en_ref_id(track->ledger, x->ref));
    return order > 0;
}

bool en_track_before(const en_track *track, size_t a, size_t b)
{
    bool printed = a < track->figure_count, other_printed = b < track->figure_count;
    return printed != other_printed ? printed : en_track_newer(track, a, b);
}

size_t en_track_newest(const en_track *track, const en_key *key)
{
    size_t best = EN_NO_NUMBER;
    for (size_t i = 0; i < track->number_count; i++) {
        if (!en_track_stands(track, i) || !en_key_equal(track->numbers[i].key, key)) continue;
        if (best == EN_NO_NUMBER || en_track_before(track, i, best)) best = i;
    }
    return best;
}

/* A programme's numbers are those about it; an indicator's those of it. */
static bool is_of_item(const en_key *key, en_ref item)
{
    return en_ref_equal(item.table == EN_INDICATORS ? key->indicator : key->subject, item);
}

/* How well a number of the item fits beside the whole: 2 same period and kind, 1 same kind, 0 another. */
static int fit_beside(const en_key *key, en_ref item, const en_key *whole)
{
    en_key same = *whole;
    if (item.table == EN_INDICATORS) same.indicator = item;
    else same.subject = item;
    if (en_key_equal(key, &same)) return 2;
    return key->kind == whole->kind;
}

size_t en_track_item(const en_track *track, const en_counts_toward *relation, const en_key *whole,
                     bool same_only)
{
    size_t best = EN_NO_NUMBER;
    int best_fit = -1;
    for (size_t i = 0; i < track->number_count; i++) {
        const en_key *key = track->numbers[i].key;
        if (!is_of_item(key, relation->item) || !en_track_stands(track, i)) continue;
        int fit = fit_beside(key, relation->item, whole);
        if (same_only && fit < 2) continue;
        if (fit < best_fit || (fit == best_fit && !en_track_before(track, i, best))) continue;
        best = i;
        best_fit = fit;
    }
    return best;
}

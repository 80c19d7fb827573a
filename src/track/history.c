/* Vintages (what replaced what) and targets (what counts toward what). See track.h. */
#include "track.h"

static size_t chain_length(const en_track *track, size_t newest)
{
    size_t length = 0;
    for (size_t at = newest; at != EN_NO_NUMBER && length <= track->figure_count;
         at = track->numbers[at].replaces)
        length++;
    return length;
}

/* The newest of a chain: it stands in for another, and nothing visible stands in for it. */
static bool ends_chain(const en_track *track, size_t i)
{
    const en_track_number *n = &track->numbers[i];
    return n->visible && n->replaces != EN_NO_NUMBER && n->replaced_by == EN_NO_NUMBER;
}

static bool is_in(const size_t *list, size_t count, size_t number)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == number) return true;
    return false;
}

/* Forecasts and what came of them belong together; targets and needs are nobody's finding. */
static bool same_nature(int kind, int other)
{
    bool found = kind == EN_ACTUAL || kind == EN_FORECAST,
         other_found = other == EN_ACTUAL || other == EN_FORECAST;
    return kind == other || (found && other_found);
}

static bool is_between(const en_track *track, const en_vintage *v, size_t number)
{
    const en_track_number *n = &track->numbers[number], *newest = &track->numbers[v->chain[0]];
    const en_track_number *oldest = &track->numbers[v->chain[v->chain_count - 1]];
    return n->visible && n->known && same_nature(n->key->kind, newest->key->kind) &&
           en_ref_equal(n->key->indicator, newest->key->indicator) &&
           en_ref_equal(n->key->subject, newest->key->subject) &&
           en_ref_equal(n->key->area, newest->key->area) && en_date_compare(n->as_of, oldest->as_of) >= 0 &&
           en_date_compare(n->as_of, newest->as_of) <= 0 && !is_in(v->chain, v->chain_count, number);
}

/* Puts `number` into a list sorted from old to new. */
static void insert_by_age(const en_track *track, size_t *list, size_t count, size_t number)
{
    while (count > 0 && en_track_newer(track, list[count - 1], number)) {
        list[count] = list[count - 1];
        count--;
    }
    list[count] = number;
}

static bool fill_vintage(en_track *track, size_t newest, en_vintage *v)
{
    v->chain_count = chain_length(track, newest);
    v->chain = en_arena_array(&track->arena, v->chain_count, sizeof *v->chain);
    if (!v->chain) return false;
    for (size_t i = 0, at = newest; i < v->chain_count; i++, at = track->numbers[at].replaces)
        v->chain[i] = at;
    size_t between = 0;
    for (size_t i = 0; i < track->number_count; i++) between += is_between(track, v, i);
    v->between = en_arena_array(&track->arena, between, sizeof *v->between);
    if (!v->between) return false;
    for (size_t i = 0; i < track->number_count; i++)
        if (is_between(track, v, i)) insert_by_age(track, v->between, v->between_count++, i);
    return true;
}

en_status en_track_vintages(en_track *track)
{
    size_t count = 0;
    for (size_t i = 0; i < track->figure_count; i++) count += ends_chain(track, i);
    track->vintages = en_arena_array(&track->arena, count, sizeof *track->vintages);
    if (!track->vintages) return EN_ERR_MEMORY;
    for (size_t i = 0; i < track->figure_count; i++)
        if (ends_chain(track, i) && !fill_vintage(track, i, &track->vintages[track->vintage_count++]))
            return EN_ERR_MEMORY;
    return EN_OK;
}

static bool is_official(const en_track *track, size_t number)
{
    enum { OFFICIAL = 1 }; /* the first quality of a source */
    if (number >= track->figure_count) return false;
    en_ref source = en_figure_at(track->ledger, number)->source;
    return en_ref_given(source) && en_source_at(track->ledger, source.index)->quality == OFFICIAL;
}

size_t en_track_speaker(const en_track *track, const en_key *key)
{
    size_t best = EN_NO_NUMBER;
    for (size_t i = 0; i < track->number_count; i++) {
        if (!en_track_stands(track, i) || !en_key_equal(track->numbers[i].key, key)) continue;
        bool official = is_official(track, i),
             best_official = best != EN_NO_NUMBER && is_official(track, best);
        if (best == EN_NO_NUMBER || official > best_official ||
            (official == best_official && en_track_before(track, i, best)))
            best = i;
    }
    return best;
}

/* A number stands as a target if something counts toward its indicator, and it is not itself about one of
 * those things. */
static bool is_target(const en_track *track, size_t number)
{
    const en_key *key = track->numbers[number].key;
    if (!en_track_stands(track, number) || (key->kind != EN_TARGET && key->kind != EN_NEED)) return false;
    bool counted = false;
    for (size_t i = 0; i < track->ledger->count[EN_COUNTS_TOWARD]; i++) {
        const en_counts_toward *r = en_counts_toward_at(track->ledger, i);
        if (!en_ref_equal(r->toward, key->indicator)) continue;
        if (en_ref_equal(r->item, key->subject)) return false;
        counted = true;
    }
    return counted && en_track_speaker(track, key) == number;
}

static bool fill_target(en_track *track, size_t number, en_target *target)
{
    const en_ledger *ledger = track->ledger;
    const en_key *key = track->numbers[number].key;
    size_t count = ledger->count[EN_COUNTS_TOWARD], same = 0;
    for (size_t i = 0; i < track->number_count; i++) same += en_key_equal(track->numbers[i].key, key);
    *target = (en_target){.number = number};
    target->relations = en_arena_array(&track->arena, count, sizeof *target->relations);
    target->items = en_arena_array(&track->arena, count, sizeof *target->items);
    target->others = en_arena_array(&track->arena, same, sizeof *target->others);
    if (!target->relations || !target->items || !target->others) return false;
    for (size_t i = 0; i < count; i++) {
        const en_counts_toward *r = en_counts_toward_at(ledger, i);
        if (!en_ref_equal(r->toward, key->indicator)) continue;
        target->relations[target->relation_count] = i;
        target->items[target->relation_count++] = en_track_item(track, r, key, false);
    }
    for (size_t i = 0; i < track->number_count; i++)
        if (i != number && en_key_equal(track->numbers[i].key, key) && en_track_stands(track, i))
            insert_by_age(track, target->others, target->other_count++, i);
    return true;
}

en_status en_track_targets(en_track *track)
{
    size_t count = 0;
    for (size_t i = 0; i < track->number_count; i++) count += is_target(track, i);
    track->targets = en_arena_array(&track->arena, count, sizeof *track->targets);
    if (!track->targets) return EN_ERR_MEMORY;
    for (size_t i = 0; i < track->number_count; i++)
        if (is_target(track, i) && !fill_target(track, i, &track->targets[track->target_count++]))
            return EN_ERR_MEMORY;
    return EN_OK;
}

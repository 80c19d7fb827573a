/* What became of each promise: the newest report of its status, and beside it, never mixed with it, the pace.
 *
 * The pace compares like with like: the path is read off at the day of the actual figure, not at the day of
 * the question, so that a figure that nobody has renewed does not turn into a delay. The path of a total is a
 * straight line from the first day of the start to the last day of the end; what is promised for each year is
 * expected in each year.
 */
#include "track.h"

#include <math.h>

bool en_track_concerns(const en_commitment *c, en_ref subject)
{
    if (!en_ref_given(subject) || en_ref_equal(subject, c->programme) || en_ref_equal(subject, c->agreement))
        return true;
    for (size_t i = 0; i < c->by.count; i++)
        if (en_ref_equal(c->by.at[i], subject)) return true;
    for (size_t i = 0; i < c->to.count; i++)
        if (en_ref_equal(c->to.at[i], subject)) return true;
    return false;
}

/* Whether a number of the commitment's indicator is about it. */
static bool is_about(const en_track *track, const en_commitment *c, size_t number)
{
    const en_key *key = track->numbers[number].key;
    return en_ref_equal(key->indicator, c->indicator) && en_track_stands(track, number) &&
           en_track_concerns(c, key->subject);
}

/* The newest number about the commitment; actual ones go before all others. */
static size_t newest_about(const en_track *track, const en_commitment *c)
{
    size_t best = EN_NO_NUMBER;
    for (size_t i = 0; i < track->number_count && en_ref_given(c->indicator); i++) {
        if (!is_about(track, c, i)) continue;
        bool actual = track->numbers[i].key->kind == EN_ACTUAL;
        bool best_actual = best != EN_NO_NUMBER && track->numbers[best].key->kind == EN_ACTUAL;
        if (best == EN_NO_NUMBER || actual > best_actual ||
            (actual == best_actual && en_track_newer(track, i, best)))
            best = i;
    }
    return best;
}

/* A flow that is to reach a total counts from the start on: a figure of one later year alone is not what has
 * been reached. */
static bool covers_start(const en_track *track, const en_commitment *c, size_t number)
{
    const en_key *key = track->numbers[number].key;
    if (c->per == EN_PER_YEAR || en_indicator_at(track->ledger, c->indicator.index)->measure != EN_FLOW)
        return true;
    if (!en_date_given(key->period_start) || !en_date_given(c->starts)) return true;
    return en_date_first(key->period_start) <= en_date_last(c->starts);
}

/* The actual number to compare with: newest, for the whole; one of a single area only where there is no other
 * area. */
static size_t find_actual(const en_track *track, const en_commitment *c)
{
    size_t best = EN_NO_NUMBER;
    bool areas_differ = false;
    for (size_t i = 0; i < track->number_count && en_ref_given(c->indicator); i++) {
        const en_key *key = track->numbers[i].key;
        if (key->kind != EN_ACTUAL || !is_about(track, c, i) || !covers_start(track, c, i)) continue;
        if (best == EN_NO_NUMBER) {
            best = i;
            continue;
        }
        const en_key *best_key = track->numbers[best].key;
        bool same_area = en_ref_equal(key->area, best_key->area);
        if (same_area ? en_track_newer(track, i, best) : !en_ref_given(key->area)) best = i;
        areas_differ =
            areas_differ || (!same_area && en_ref_given(key->area) && en_ref_given(best_key->area));
    }
    if (best != EN_NO_NUMBER && areas_differ && en_ref_given(track->numbers[best].key->area))
        return EN_NO_NUMBER;
    return best;
}

static unsigned what_lacks(const en_commitment *c, size_t actual)
{
    unsigned lacks = 0;
    if (c->value.text.size == 0) lacks |= EN_LACKS_NUMBER;
    if (!en_ref_given(c->indicator)) lacks |= EN_LACKS_INDICATOR;
    if (!en_date_given(c->starts)) lacks |= EN_LACKS_START;
    if (!en_date_given(c->due)) lacks |= EN_LACKS_END;
    if (c->value.text.size && !c->per) lacks |= EN_LACKS_PER;
    if (actual == EN_NO_NUMBER) lacks |= EN_LACKS_ACTUAL;
    return lacks;
}

/* The last day for which the number speaks. */
static int32_t day_of(const en_track_number *n, int32_t today)
{
    en_date date = en_date_given(n->as_of) ? n->as_of : n->key->period_end;
    int32_t day = en_date_given(date) ? en_date_last(date) : today;
    return day < today ? day : today;
}

/* The share of the way from start to end that lies behind the end of a day. */
static double share_gone(const en_commitment *c, int32_t day)
{
    int32_t first = en_date_first(c->starts), last = en_date_last(c->due);
    if (day < first) return 0;
    return day >= last ? 1 : (double)(day + 1 - first) / (double)(last + 1 - first);
}

/* How many years the number covers: its period, or one year. A period of whole years but for a day counts as
 * such. */
static double years_of(const en_key *key)
{
    if (!en_date_given(key->period_start)) return 1;
    en_date end = en_date_given(key->period_end) ? key->period_end : key->period_start;
    double years = (double)(en_date_last(end) + 1 - en_date_first(key->period_start)) / 365.2425;
    double whole = nearbyint(years);
    return whole >= 1 && fabs(years - whole) < 0.01 ? whole : years;
}

static en_pace pace_of(const en_track *track, const en_commitment *c)
{
    en_pace pace = {.actual = find_actual(track, c)};
    pace.lacks = what_lacks(c, pace.actual);
    if (pace.lacks) return pace;
    const en_track_number *actual = &track->numbers[pace.actual];
    int32_t day = day_of(actual, en_date_last(track->options.today));
    pace.at = en_date_of_day(day);
    pace.expected = c->value.value * (c->per == EN_PER_YEAR ? years_of(actual->key) : share_gone(c, day));
    pace.difference = actual->value - pace.expected;
    return pace;
}

static bool is_newer_report(const en_track *track, size_t a, size_t b)
{
    const en_status_report *x = en_status_at(track->ledger, a), *y = en_status_at(track->ledger, b);
    return en_date_compare(x->reported_on, y->reported_on) >= 0;
}

/* The newest report of the status that was made by the day of the question, if the question is about that
 * day. */
static size_t find_status(const en_track *track, size_t commitment)
{
    size_t best = EN_NO_NUMBER;
    for (size_t i = 0; i < track->ledger->count[EN_STATUSES]; i++) {
        const en_status_report *s = en_status_at(track->ledger, i);
        if (s->commitment.index != commitment) continue;
        if (track->options.only_then && en_date_first(s->reported_on) > en_date_last(track->options.today))
            continue;
        if (best == EN_NO_NUMBER || is_newer_report(track, i, best)) best = i;
    }
    return best;
}

static bool was_made(const en_track *track, const en_commitment *c)
{
    en_date made = c->made_on;
    if (!en_date_given(made) && en_ref_given(c->source))
        made = en_source_at(track->ledger, c->source.index)->published;
    return !track->options.only_then || !en_date_given(made) ||
           en_date_first(made) <= en_date_last(track->options.today);
}

en_status en_track_promises(en_track *track)
{
    size_t count = track->ledger->count[EN_COMMITMENTS];
    track->promises = en_arena_array(&track->arena, count, sizeof *track->promises);
    if (!track->promises) return EN_ERR_MEMORY;
    track->promise_count = count;
    for (size_t i = 0; i < count; i++) {
        const en_commitment *c = en_commitment_at(track->ledger, i);
        track->promises[i] = (en_promise){i, was_made(track, c), find_status(track, i),
                                          newest_about(track, c), pace_of(track, c)};
    }
    return EN_OK;
}

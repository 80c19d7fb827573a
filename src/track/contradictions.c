/* Contradictions, computed: equal keys whose possible values do not meet; a part larger than its whole; a
 * partition that does not add up; a commitment whose number is not that of the target.
 *
 * Numbers are sorted by a hash of their key, so that only numbers with equal keys are paired.
 */
#include "track.h"

#include <math.h>
#include <stdlib.h>

typedef struct hashed {
    uint64_t hash;
    size_t number;
} hashed;

static uint64_t mix(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * 0x9E3779B97F4A7C15u ^ (hash >> 29);
}

static uint64_t date_bits(en_date date)
{
    return (uint64_t)(date.year * 10000 + date.month * 100 + date.day);
}

static uint64_t ref_bits(en_ref ref) { return (uint64_t)ref.table << 32 | ref.index; }

static uint64_t hash_key(const en_key *key)
{
    uint64_t hash = mix(mix(mix(1, ref_bits(key->indicator)), ref_bits(key->subject)), ref_bits(key->area));
    return mix(mix(mix(hash, date_bits(key->period_start)), date_bits(key->period_end)), (uint64_t)key->kind);
}

static int by_hash(const void *a, const void *b)
{
    const hashed *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Whether a replaces b, at once or through others. The chain cannot be longer than there are figures. */
static bool replaces(const en_track *track, size_t a, size_t b)
{
    size_t at = track->numbers[a].replaces;
    for (size_t steps = 0; at != EN_NO_NUMBER && steps < track->figure_count; steps++) {
        if (at == b) return true;
        at = track->numbers[at].replaces;
    }
    return false;
}

/* A growing list of what was found. */
typedef struct findings {
    en_track *track;
    size_t capacity;
    bool failed;
} findings;

static void add(findings *f, en_contradiction found)
{
    en_track *track = f->track;
    if (track->contradiction_count == f->capacity) {
        size_t capacity = f->capacity ? f->capacity * 2 : 16;
        en_contradiction *grown = en_arena_array(&track->arena, capacity, sizeof *grown);
        f->failed = f->failed || !grown;
        if (!grown) return;
        if (f->capacity) memcpy(grown, track->contradictions, f->capacity * sizeof *grown);
        track->contradictions = grown;
        f->capacity = capacity;
    }
    track->contradictions[track->contradiction_count++] = found;
}

/* A number as people see it: the printed or computed value, or the bounds where it has no single one. */
static en_range seen_range(const en_track *track, size_t number)
{
    const en_track_number *n = &track->numbers[number];
    bool is_span = number < track->figure_count && en_figure_at(track->ledger, number)->value.text.size == 0;
    bool is_single = !is_span && (n->qualifier == EN_EXACT || n->qualifier == EN_ABOUT);
    return is_single ? (en_range){n->value, n->value} : n->range;
}

/* What people would call the difference. */
static double gap_between(const en_track *track, size_t a, size_t b)
{
    return en_range_gap(seen_range(track, a), seen_range(track, b));
}

static void compare_pair(findings *f, size_t a, size_t b)
{
    const en_track *track = f->track;
    const en_track_number *x = &track->numbers[a], *y = &track->numbers[b];
    if (!x->known || !y->known || !x->visible || !y->visible || en_range_meet(x->range, y->range)) return;
    if (!en_key_equal(x->key, y->key) || replaces(track, a, b) || replaces(track, b, a)) return;
    bool swap = en_track_newer(track, b, a);
    add(f, (en_contradiction){.kind = EN_VALUES_DIFFER,
                              .first = swap ? b : a,
                              .second = swap ? a : b,
                              .gap = gap_between(track, a, b),
                              .is_past = x->replaced_by != EN_NO_NUMBER || y->replaced_by != EN_NO_NUMBER});
}

static en_status compare_equal_keys(findings *f, const en_context *context)
{
    en_track *track = f->track;
    hashed *order = en_arena_array(&track->arena, track->number_count, sizeof *order);
    if (!order) return EN_ERR_MEMORY;
    for (size_t i = 0; i < track->number_count; i++) order[i] = (hashed){hash_key(track->numbers[i].key), i};
    if (track->number_count > 0) qsort(order, track->number_count, sizeof *order, by_hash);
    for (size_t i = 0; i < track->number_count; i++) {
        if (en_cancelled(context)) return EN_ERR_CANCELLED;
        for (size_t j = i + 1; j < track->number_count && order[j].hash == order[i].hash; j++)
            compare_pair(f, order[i].number, order[j].number);
    }
    return EN_OK;
}

static bool has_period(const en_key *key)
{
    return en_date_given(key->period_start) || en_date_given(key->period_end);
}

/* How well a number fits as the whole of a part with this key: 2 in the same period, 1 where one of them has
 * no period, 0 not. */
static int fit_as_whole(const en_key *whole, const en_key *part, const en_counts_toward *relation)
{
    en_ref subject = relation->item.table == EN_INDICATORS ? part->subject : (en_ref){EN_LEDGER_NONE, 0};
    if (!en_ref_equal(whole->indicator, relation->toward) || !en_ref_equal(whole->subject, subject)) return 0;
    if (!en_ref_equal(whole->area, part->area) || whole->kind != part->kind) return 0;
    if (en_date_equal(whole->period_start, part->period_start) &&
        en_date_equal(whole->period_end, part->period_end))
        return 2;
    return !has_period(whole) || !has_period(part);
}

static size_t find_whole(const en_track *track, size_t part, const en_counts_toward *relation)
{
    size_t best = EN_NO_NUMBER;
    int best_fit = 1;
    for (size_t i = 0; i < track->number_count; i++) {
        int fit = fit_as_whole(track->numbers[i].key, track->numbers[part].key, relation);
        if (i == part || fit < best_fit || !en_track_stands(track, i)) continue;
        if (best != EN_NO_NUMBER && fit == best_fit && !en_track_before(track, i, best)) continue;
        best = i;
        best_fit = fit;
    }
    return best;
}

/* Every newest number of the item beside the newest of its whole. */
static void compare_with_wholes(findings *f, const en_counts_toward *relation)
{
    const en_track *track = f->track;
    for (size_t i = 0; i < track->number_count; i++) {
        const en_key *key = track->numbers[i].key;
        bool is_indicator = relation->item.table == EN_INDICATORS;
        if (!en_ref_equal(is_indicator ? key->indicator : key->subject, relation->item)) continue;
        if (!is_indicator && !en_ref_equal(key->indicator, relation->toward)) continue;
        if (!en_track_stands(track, i) || en_track_newest(track, key) != i) continue;
        size_t whole = find_whole(track, i, relation);
        if (whole == EN_NO_NUMBER || track->numbers[i].range.low <= track->numbers[whole].range.high)
            continue;
        add(f,
            (en_contradiction){
                .kind = EN_PART_IS_LARGER, .first = i, .second = whole, .gap = gap_between(track, i, whole)});
    }
}

static bool is_first_of_partition(const en_ledger *ledger, size_t relation)
{
    const en_counts_toward *r = en_counts_toward_at(ledger, relation);
    if (r->relation != EN_PART || r->partition.size == 0) return false;
    for (size_t i = 0; i < relation; i++) {
        const en_counts_toward *s = en_counts_toward_at(ledger, i);
        if (s->relation == EN_PART && en_ref_equal(s->toward, r->toward) &&
            en_str_equal(s->partition, r->partition))
            return false;
    }
    return true;
}

/* Adds up the parts of the partition that starts with this relation, for a whole of which every part has a
 * number. */
static void check_partition(findings *f, size_t relation, size_t whole)
{
    en_track *track = f->track;
    const en_ledger *ledger = track->ledger;
    const en_counts_toward *head = en_counts_toward_at(ledger, relation);
    size_t count = ledger->count[EN_COUNTS_TOWARD];
    en_contradiction c = {
        .kind = EN_PARTITION_DIFFERS, .first = whole, .second = EN_NO_NUMBER, .relation = relation};
    en_range seen = {0, 0};
    c.parts = en_arena_array(&track->arena, count - relation, sizeof *c.parts);
    f->failed = f->failed || !c.parts;
    if (!c.parts) return;
    for (size_t i = relation; i < count; i++) {
        const en_counts_toward *r = en_counts_toward_at(ledger, i);
        if (r->relation != EN_PART || !en_ref_equal(r->toward, head->toward)) continue;
        if (!en_str_equal(r->partition, head->partition)) continue;
        size_t part = en_track_item(track, r, track->numbers[whole].key, true);
        if (part == EN_NO_NUMBER) return;
        c.parts[c.part_count++] = part;
        c.sum += track->numbers[part].value;
        c.sum_range.low += track->numbers[part].operand.low;
        c.sum_range.high += track->numbers[part].operand.high;
        seen.low += seen_range(track, part).low;
        seen.high += seen_range(track, part).high;
    }
    if (en_range_meet(c.sum_range, track->numbers[whole].range)) return;
    c.gap = en_range_gap(seen, seen_range(track, whole));
    add(f, c);
}

/* Every newest number of the whole of the partition that starts with this relation. */
static void check_partitions(findings *f, size_t relation)
{
    const en_track *track = f->track;
    const en_counts_toward *r = en_counts_toward_at(track->ledger, relation);
    for (size_t i = 0; i < track->number_count; i++) {
        const en_key *key = track->numbers[i].key;
        if (!en_ref_equal(key->indicator, r->toward) || en_ref_equal(key->subject, r->item)) continue;
        if (en_track_stands(track, i) && en_track_newest(track, key) == i) check_partition(f, relation, i);
    }
}

bool en_track_per_year(en_str unit)
{
    static const char year[] = "/year";
    size_t size = sizeof year - 1;
    return unit.size >= size && memcmp(unit.at + unit.size - size, year, size) == 0;
}

/* Whether the number is the newest target for what the commitment says: its indicator, its period, its sides.
 */
static bool is_target_of(const en_track *track, const en_commitment *c, size_t number)
{
    const en_key *key = track->numbers[number].key;
    if (key->kind != EN_TARGET || !en_ref_equal(key->indicator, c->indicator)) return false;
    if (!en_date_equal(key->period_start, c->starts) || !en_date_equal(key->period_end, c->due)) return false;
    /* a number for each year can only be compared with one whose unit is per year, and no other number can */
    bool yearly = en_track_per_year(en_indicator_at(track->ledger, key->indicator.index)->unit);
    if ((c->per == EN_PER_YEAR) != yearly) return false;
    return en_track_concerns(c, key->subject) && en_track_stands(track, number) &&
           en_track_newest(track, key) == number;
}

/* A target of one area among several is not the whole promise. */
static bool has_one_area(const en_track *track, const en_commitment *c)
{
    en_ref area = {EN_LEDGER_NONE, 0};
    for (size_t i = 0; i < track->number_count; i++) {
        if (!is_target_of(track, c, i) || !en_ref_given(track->numbers[i].key->area)) continue;
        if (en_ref_given(area) && !en_ref_equal(area, track->numbers[i].key->area)) return false;
        area = track->numbers[i].key->area;
    }
    return true;
}

/* The number of a commitment beside the newest targets for the same. */
static void compare_with_targets(findings *f, size_t commitment)
{
    const en_track *track = f->track;
    const en_commitment *c = en_commitment_at(track->ledger, commitment);
    if (!track->promises[commitment].visible || !c->value.text.size || !en_ref_given(c->indicator)) return;
    bool one_area = has_one_area(track, c);
    en_range promised = en_range_of(&c->value, c->qualifier);
    bool is_single = c->qualifier != EN_AT_LEAST && c->qualifier != EN_UNDER;
    en_range seen = is_single ? (en_range){c->value.value, c->value.value} : promised;
    for (size_t i = 0; i < track->number_count; i++) {
        if (!is_target_of(track, c, i) || en_range_meet(promised, track->numbers[i].range)) continue;
        if (!one_area && en_ref_given(track->numbers[i].key->area)) continue;
        add(f, (en_contradiction){.kind = EN_PROMISE_DIFFERS,
                                  .first = i,
                                  .second = EN_NO_NUMBER,
                                  .commitment = commitment,
                                  .gap = en_range_gap(seen, seen_range(track, i))});
    }
}

en_status en_track_contradictions(en_track *track, const en_context *context)
{
    findings f = {.track = track};
    en_status status = compare_equal_keys(&f, context);
    for (size_t i = 0; i < track->ledger->count[EN_COUNTS_TOWARD] && status == EN_OK; i++) {
        const en_counts_toward *r = en_counts_toward_at(track->ledger, i);
        if (r->relation == EN_PART || r->relation == EN_SUBSET) compare_with_wholes(&f, r);
        if (is_first_of_partition(track->ledger, i)) check_partitions(&f, i);
        if (en_cancelled(context)) status = EN_ERR_CANCELLED;
    }
    for (size_t i = 0; i < track->promise_count && status == EN_OK; i++) {
        compare_with_targets(&f, i);
        if (en_cancelled(context)) status = EN_ERR_CANCELLED;
    }
    return status == EN_OK && f.failed ? EN_ERR_MEMORY : status;
}

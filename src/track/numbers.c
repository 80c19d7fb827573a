/* Figures and derivations as one array of numbers: values, ranges, and who replaced whom. See track.h. */
#include "track.h"

#include <math.h>

/* How many of a derivation's operands are derivations. */
static uint32_t count_derived(const en_derivation *derivation)
{
    uint32_t count = 0;
    for (size_t i = 0; i < derivation->operands.count; i++)
        count += derivation->operands.at[i].ref.table == EN_DERIVATIONS;
    return count;
}

/* For each derivation the derivations that use it, as runs of `users` from start[i] to start[i + 1]. */
typedef struct uses {
    uint32_t *start, *users;
} uses;

static bool collect_uses(const en_ledger *ledger, en_arena *arena, uses *u)
{
    size_t count = ledger->count[EN_DERIVATIONS], total = 0;
    u->start = en_arena_array(arena, count + 2, sizeof *u->start);
    if (!u->start) return false;
    for (size_t i = 0; i < count; i++) {
        const en_operands *operands = &en_derivation_at(ledger, i)->operands;
        for (size_t j = 0; j < operands->count; j++)
            if (operands->at[j].ref.table == EN_DERIVATIONS) {
                u->start[operands->at[j].ref.index + 2]++;
                total++;
            }
    }
    for (size_t i = 2; i < count + 2; i++) u->start[i] += u->start[i - 1];
    u->users = en_arena_array(arena, total, sizeof *u->users);
    if (!u->users) return false;
    for (size_t i = 0; i < count; i++) {
        const en_operands *operands = &en_derivation_at(ledger, i)->operands;
        for (size_t j = 0; j < operands->count; j++)
            if (operands->at[j].ref.table == EN_DERIVATIONS)
                u->users[u->start[operands->at[j].ref.index + 1]++] = (uint32_t)i;
    }
    return true;
}

size_t en_derivations_order(const en_ledger *ledger, en_arena *arena, uint32_t *order)
{
    size_t count = ledger->count[EN_DERIVATIONS], ordered = 0;
    uses u;
    uint32_t *waiting = en_arena_array(arena, count, sizeof *waiting);
    if (!waiting || !collect_uses(ledger, arena, &u)) return SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        waiting[i] = count_derived(en_derivation_at(ledger, i));
        if (waiting[i] == 0) order[ordered++] = (uint32_t)i;
    }
    for (size_t done = 0; done < ordered; done++)
        for (uint32_t k = u.start[order[done]]; k < u.start[order[done] + 1]; k++)
            if (--waiting[u.users[k]] == 0) order[ordered++] = u.users[k];
    size_t rest = ordered;
    for (size_t i = 0; i < count; i++)
        if (waiting[i] > 0) order[rest++] = (uint32_t)i;
    return ordered;
}

static en_track_number number_of_figure(const en_ledger *ledger, size_t index)
{
    const en_figure *figure = en_figure_at(ledger, index);
    en_track_number n = {.ref = en_ref_to(EN_FIGURES, index),
                         .key = &figure->key,
                         .as_of = figure->as_of,
                         .known = true,
                         .visible = true,
                         .qualifier = figure->qualifier,
                         .replaced_by = EN_NO_NUMBER,
                         .replaces = EN_NO_NUMBER};
    if (figure->value.text.size) {
        n.value = figure->value.value;
        n.range = en_range_of(&figure->value, figure->qualifier);
        n.operand = en_range_operand(&figure->value, figure->qualifier);
    } else {
        n.value = (figure->low.value + figure->high.value) / 2;
        n.range = n.operand = (en_range){figure->low.value, figure->high.value};
    }
    return n;
}

typedef struct operand_value {
    double value;
    en_range range;
    bool known, visible;
} operand_value;

static operand_value operand_of(const en_track *track, const en_operand *operand)
{
    size_t index = en_track_index(track, operand->ref);
    if (index == EN_NO_NUMBER)
        return (operand_value){operand->number.value, en_range_operand(&operand->number, EN_EXACT), true,
                               true};
    const en_track_number *n = &track->numbers[index];
    return (operand_value){n->value, n->operand, n->known, n->visible};
}

static double apply(en_operation operation, double first, double second)
{
    switch (operation) {
    case EN_SUM: return first + second;
    case EN_DIFFERENCE: return first - second;
    case EN_PRODUCT: return first * second;
    case EN_QUOTIENT: return first / second;
    case EN_PERCENT: return 100 * first / second;
    default: return (double)NAN;
    }
}

/* How the result of a computation would be printed: without a bound on one side it is "at least" or "under".
 */
static int qualifier_of(en_range range)
{
    if (isinf(range.high)) return isinf(range.low) ? EN_ABOUT : EN_AT_LEAST;
    if (isinf(range.low)) return EN_UNDER;
    double width = range.high - range.low;
    return width > fabs(range.high) / 100 ? EN_ABOUT : EN_EXACT;
}

static void derive(en_track *track, size_t index)
{
    const en_derivation *derivation = en_derivation_at(track->ledger, index);
    en_track_number *n = &track->numbers[track->figure_count + index];
    bool known = derivation->operands.count > 0, visible = true;
    for (size_t i = 0; i < derivation->operands.count; i++) {
        operand_value o = operand_of(track, &derivation->operands.at[i]);
        en_operation operation = (en_operation)derivation->operation;
        visible = visible && o.visible;
        known = known && o.known;
        if (i == 0) {
            n->value = o.value;
            n->range = o.range;
        } else {
            n->value = apply(operation, n->value, o.value);
            known = known && en_range_apply(operation, n->range, o.range, &n->range);
        }
    }
    n->known = known && isfinite(n->value);
    n->visible = n->visible && visible;
    n->operand = n->range;
    n->qualifier = qualifier_of(n->range);
}

static bool is_visible(const en_track *track, en_date as_of)
{
    if (!track->options.only_then || !en_date_given(as_of)) return true;
    return en_date_first(as_of) <= en_date_last(track->options.today);
}

static void link_replaced(en_track *track)
{
    for (size_t i = 0; i < track->figure_count; i++) {
        en_ref old = en_figure_at(track->ledger, i)->replaces;
        if (!en_ref_given(old) || !track->numbers[i].visible || old.index == i) continue;
        size_t *by = &track->numbers[old.index].replaced_by;
        track->numbers[i].replaces = old.index;
        if (*by == EN_NO_NUMBER || en_track_newer(track, i, *by)) *by = i;
    }
}

en_status en_track_numbers(en_track *track)
{
    const en_ledger *ledger = track->ledger;
    size_t figures = ledger->count[EN_FIGURES], derivations = ledger->count[EN_DERIVATIONS];
    track->figure_count = figures;
    track->number_count = figures + derivations;
    track->numbers = en_arena_array(&track->arena, track->number_count, sizeof *track->numbers);
    uint32_t *order = en_arena_array(&track->arena, derivations, sizeof *order);
    if (!track->numbers || !order) return EN_ERR_MEMORY;
    for (size_t i = 0; i < figures; i++) {
        track->numbers[i] = number_of_figure(ledger, i);
        track->numbers[i].visible = is_visible(track, track->numbers[i].as_of);
    }
    for (size_t i = 0; i < derivations; i++) {
        const en_derivation *d = en_derivation_at(ledger, i);
        track->numbers[figures + i] = (en_track_number){.ref = en_ref_to(EN_DERIVATIONS, i),
                                                        .key = &d->key,
                                                        .as_of = d->as_of,
                                                        .visible = is_visible(track, d->as_of),
                                                        .replaced_by = EN_NO_NUMBER,
                                                        .replaces = EN_NO_NUMBER};
    }
    size_t ordered = en_derivations_order(ledger, &track->arena, order);
    if (ordered == SIZE_MAX) return EN_ERR_MEMORY;
    for (size_t i = 0; i < ordered; i++) derive(track, order[i]);
    link_replaced(track);
    return EN_OK;
}

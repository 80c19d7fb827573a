/* A round in which one thing is otherwise. See round_variant.h. */
#include "round_variant.h"

#include "round_parts.h"

uint32_t en_round_orderer(const en_round *round, uint32_t wish)
{
    return round->order_group ? round->order_group[round->wish_place[wish]] : EN_MATCH_NONE;
}

bool en_round_is_scored(const en_round *round, uint32_t wish)
{
    return round->scored[round->wish_place[wish]];
}

static bool is_lottery(const en_round *round)
{
    return round->rules.tie_rule == EN_TIES_SINGLE || round->rules.tie_rule == EN_TIES_MULTIPLE;
}

bool en_round_decides_ties(const en_round *round) { return !is_lottery(round) || round->rules.seed.size > 0; }

/* Whether the wish goes by the same score as `like`. */
static bool is_ordered_alike(const en_round *round, uint32_t applicant, uint32_t wish, uint32_t like)
{
    uint32_t group = en_round_orderer(round, like);
    if (en_round_orderer(round, wish) != group) return false;
    if (group == EN_MATCH_NONE && round->wish_place[wish] != round->wish_place[like]) return false;
    return round->wish_score[wish] == round->wish_score[like] && en_round_is_eligible(round, applicant, wish);
}

en_status en_round_with_score(const en_round *round, uint32_t applicant, uint32_t wish, double score,
                              const en_context *context, en_arena *arena, en_round *variant)
{
    en_round to = *round;
    if (!round_copy(&to.wish_score, round->wish_score, arena, round->wishes, sizeof *round->wish_score))
        return EN_ERR_MEMORY;
    for (uint32_t w = round->wish_begin[applicant]; w < round->wish_begin[applicant + 1]; w++)
        if (is_ordered_alike(round, applicant, w, wish)) to.wish_score[w] = score;
    en_status status = EN_OK;
    if (!round->tie && is_lottery(round) && round->rules.seed.size) {
        to.lottery_used = true; /* the new score may be the first that is equal to another */
        status = round_draw_lottery(&to, arena, context);
    }
    if (status == EN_OK && round->pair_begin) status = round_gather_pairs(&to, arena);
    if (status == EN_OK) *variant = to;
    return status;
}

en_status en_round_with_member(const en_round *round, uint32_t applicant, uint64_t category, en_arena *arena,
                               en_round *variant)
{
    en_round to = *round;
    uint32_t n = round->applicants.count;
    bool made = round->member ? round_copy(&to.member, round->member, arena, n, sizeof *round->member)
                              : (to.member = en_arena_array(arena, n, sizeof *to.member)) != NULL;
    if (!made) return EN_ERR_MEMORY;
    to.member[applicant] |= category;
    *variant = to;
    return EN_OK;
}

en_status en_round_with_min_seats(const en_round *round, uint32_t place, uint32_t least, en_arena *arena,
                                  en_round *variant)
{
    en_round to = *round;
    if (!round_copy(&to.min_seats, round->min_seats, arena, round->places.count, sizeof *round->min_seats))
        return EN_ERR_MEMORY;
    to.min_seats[place] = least;
    *variant = to;
    return EN_OK;
}

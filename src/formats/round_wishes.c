/* Wishes that choices.csv does not have: for held seats, and of couples. They are put behind the applicants'
 * own into new arrays. Linear. */
#include "round_parts.h"

uint32_t round_find_wish(const en_round *round, uint32_t applicant, uint32_t place, uint32_t term)
{
    if (!round->wish_begin) return EN_MATCH_NONE;
    for (uint32_t w = round->wish_begin[applicant]; w < round->wish_begin[applicant + 1]; w++)
        if (round->wish_place[w] == place && (round->wish_term ? round->wish_term[w] : 0) == term) return w;
    return EN_MATCH_NONE;
}

/* The wishes as they will be. */
typedef struct wish_arrays {
    en_arena rows;
    uint32_t *begin, *place, *rank, *term; /* term NULL: no wish has one */
    double *score;
} wish_arrays;

static bool allocate(const en_round *round, size_t count, const round_wish *wishes, wish_arrays *to)
{
    size_t n = (size_t)round->wishes + count;
    bool terms = round->wish_term != NULL;
    for (size_t k = 0; k < count; k++) terms = terms || wishes[k].term != 0;
    *to = (wish_arrays){.rows = en_arena_make(round->arena.allocator)};
    to->begin = en_arena_raw(&to->rows, (size_t)round->applicants.count + 1, sizeof *to->begin);
    to->place = en_arena_raw(&to->rows, n, sizeof *to->place);
    to->rank = en_arena_raw(&to->rows, n, sizeof *to->rank);
    to->score = en_arena_raw(&to->rows, n, sizeof *to->score);
    to->term = terms ? en_arena_raw(&to->rows, n, sizeof *to->term) : NULL;
    return to->begin && to->place && to->rank && to->score && (to->term || !terms);
}

static void copy_wishes(const en_round *round, uint32_t begin, uint32_t end, const wish_arrays *to,
                        uint32_t at)
{
    size_t n = end - begin;
    memcpy(to->place + at, round->wish_place + begin, n * sizeof *to->place);
    memcpy(to->rank + at, round->wish_rank + begin, n * sizeof *to->rank);
    memcpy(to->score + at, round->wish_score + begin, n * sizeof *to->score);
    if (!to->term) return;
    if (round->wish_term) memcpy(to->term + at, round->wish_term + begin, n * sizeof *to->term);
    else memset(to->term + at, 0, n * sizeof *to->term);
}

static void put_wish(const round_wish *wish, const wish_arrays *to, uint32_t at)
{
    to->place[at] = wish->place;
    to->rank[at] = wish->rank;
    to->score[at] = EN_MATCH_UNACCEPTABLE;
    if (to->term) to->term[at] = wish->term;
}

static void keep(en_round *round, wish_arrays *arrays, uint32_t wishes)
{
    en_arena_free(&round->rows);
    round->rows = arrays->rows;
    round->wish_begin = arrays->begin;
    round->wish_place = arrays->place;
    round->wish_rank = arrays->rank;
    round->wish_score = arrays->score;
    round->wish_term = arrays->term;
    round->wishes = wishes;
}

en_status round_add_wishes(en_round *round, size_t count, const round_wish *wishes)
{
    if (count == 0 || !round->wish_begin) return EN_OK;
    if (count >= EN_MATCH_NONE - round->wishes) return EN_ERR_LIMIT;
    wish_arrays to;
    if (!allocate(round, count, wishes, &to)) {
        en_arena_free(&to.rows);
        return EN_ERR_MEMORY;
    }
    uint32_t at = 0;
    size_t k = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        uint32_t begin = round->wish_begin[i], end = round->wish_begin[i + 1];
        to.begin[i] = at;
        copy_wishes(round, begin, end, &to, at);
        at += end - begin;
        for (; k < count && wishes[k].applicant == i; k++) put_wish(&wishes[k], &to, at++);
    }
    to.begin[round->applicants.count] = at;
    keep(round, &to, at);
    return EN_OK;
}

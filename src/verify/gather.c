/* Wishes brought together place by place: to find ties, and to put those who wait in their place's order.
 *
 * A counting sort copies the acceptable wishes so that each place's stand together; then tasks visit some
 * places each. Ties are found by a hash set of scores. Bound: linear, and n log n in those who wait at one
 * place.
 */
#include "verify.h"

#include <math.h>

enum { PLACES_A_TASK = 16 };

typedef struct visiting {
    en_verify *v;
    void (*visit)(struct visiting *visiting, en_arena *arena, uint32_t place);
    atomic_bool out_of_memory;
} visiting;

static void visit_some(void *shared, size_t index)
{
    visiting *all = shared;
    en_arena arena = en_arena_make(NULL);
    size_t first = index * PLACES_A_TASK, places = all->v->round.places.count;
    for (size_t p = first; p < places && p < first + PLACES_A_TASK; p++) all->visit(all, &arena, (uint32_t)p);
    en_arena_free(&arena);
}

static en_status visit_places(visiting *all)
{
    en_run(all->v->context, visit_some, all, all->v->round.places.count / PLACES_A_TASK + 1);
    return atomic_load(&all->out_of_memory) ? EN_ERR_MEMORY : EN_OK;
}

static bool gather(en_verify *v)
{
    en_verify_round *round = &v->round;
    size_t places = round->places.count;
    uint32_t *begin = v->begin = en_arena_array(&v->arena, places + 2, sizeof *begin);
    v->waiting = en_arena_raw(&v->arena, round->wishes.count, sizeof *v->waiting);
    round->applied = en_arena_array(&round->arena, places, sizeof *round->applied);
    if (!begin || !v->waiting || !round->applied) return false;
    for (uint32_t w = 0; w < round->wishes.count; w++)
        if (en_verify_acceptable(round, w)) begin[round->wishes.at[w].place + 2]++;
    for (size_t p = 0; p < places; p++) {
        round->applied[p] = begin[p + 2];
        begin[p + 2] += begin[p + 1];
    }
    for (uint32_t w = 0; w < round->wishes.count; w++) {
        const en_verify_wish *wish = &round->wishes.at[w];
        if (en_verify_acceptable(round, w))
            v->waiting[begin[wish->place + 1]++] = (en_verify_waiter){wish->score, w, wish->applicant};
    }
    return true;
}

/* Whether two have the same score: all go into a set, which has at least twice the room. */
static void look_for_tie(visiting *all, en_arena *arena, uint32_t place)
{
    en_verify *v = all->v;
    const en_verify_waiter *waiters = v->waiting + v->begin[place];
    size_t n = v->round.applied[place], slots = 4;
    if (n < 2 || atomic_load_explicit(&v->round.tied, memory_order_relaxed)) return;
    while (slots / 2 < n) slots *= 2;
    double *set = en_arena_raw(arena, slots, sizeof *set);
    if (!set) atomic_store(&all->out_of_memory, true);
    for (size_t i = 0; i < slots && set; i++) set[i] = NAN;
    for (size_t i = 0; i < n && set; i++) {
        uint64_t bits;
        memcpy(&bits, &waiters[i].score, sizeof bits);
        bits *= 0x9E3779B97F4A7C15u;
        size_t slot = (size_t)(bits ^ bits >> 32) & (slots - 1);
        for (; !isnan(set[slot]); slot = (slot + 1) & (slots - 1))
            if (set[slot] == waiters[i].score) atomic_store(&v->round.tied, true);
        set[slot] = waiters[i].score;
    }
}

en_status en_verify_find_ties(en_verify *v)
{
    visiting all = {.v = v, .visit = look_for_tie};
    return gather(v) ? visit_places(&all) : EN_ERR_MEMORY;
}

static inline bool comes_before(const en_verify_round *round, const en_verify_waiter *a,
                                const en_verify_waiter *b)
{
    if (a->score != b->score) return a->score > b->score;
    return en_verify_compare(round, a->wish, b->wish) < 0;
}

/* By merging; spare has room for half of them. */
static void sort_waiters(const en_verify_round *round, en_verify_waiter *at, size_t n,
                         en_verify_waiter *spare)
{
    if (n < 2) return;
    size_t half = n / 2, left = 0, right = half, to = 0;
    sort_waiters(round, at, half, spare);
    sort_waiters(round, at + half, n - half, spare);
    memcpy(spare, at, half * sizeof *at);
    while (left < half && right < n) {
        bool second = comes_before(round, &at[right], &spare[left]);
        at[to++] = second ? at[right] : spare[left];
        right += second;
        left += !second;
    }
    memcpy(at + to, spare + left, (half - left) * sizeof *at);
}

/* Of all who wished for the place, those who prefer it to their result. */
static void sort_place(visiting *all, en_arena *arena, uint32_t place)
{
    en_verify *v = all->v;
    en_verify_waiter *waiters = v->waiting + v->begin[place];
    uint32_t n = 0;
    for (uint32_t i = 0; i < v->round.applied[place]; i++)
        if (waiters[i].wish < v->result[waiters[i].applicant])
            waiters[n++] = waiters[i]; /* EN_VERIFY_NONE is behind all */
    en_verify_waiter *spare = en_arena_raw(arena, n / 2, sizeof *spare);
    if (spare) sort_waiters(&v->round, waiters, n, spare);
    else atomic_store(&all->out_of_memory, true);
    v->refused[place] = n;
}

en_status en_verify_find_waiting(en_verify *v)
{
    visiting all = {.v = v, .visit = sort_place};
    v->refused = en_arena_array(&v->arena, v->round.places.count, sizeof *v->refused);
    return v->refused ? visit_places(&all) : EN_ERR_MEMORY;
}

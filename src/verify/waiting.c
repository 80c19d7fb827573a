/* Those who prefer a place to their result, place by place and in its order: a counting sort by place, then a merge sort at each
 * place. Tasks share the places by the last bits of their index. Bound: n log n in those who wait at one place. */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stdlib.h>

/* Someone who waits, with what decides most comparisons. */
typedef struct waiter {
    double score;
    uint32_t wish;
} waiter;

typedef struct gathering {
    en_verify *v;
    unsigned shift;
    atomic_bool out_of_memory;
} gathering;

/* Where the wishes end that the applicant prefers to the result. */
static uint32_t end_of_preferred(const en_verify *v, size_t applicant)
{
    uint32_t result = v->result[applicant];
    return result == EN_VERIFY_NONE ? v->round.wishes.first[applicant + 1] : result;
}

/* Calls for every wish at one of the task's places that is preferred to the result; place is the index among the task's. */
static void each_preferred(const gathering *g, size_t task, void (*visit)(void *user, uint32_t wish, size_t place), void *user)
{
    const en_verify_round *round = &g->v->round;
    const uint32_t mask = (1u << g->shift) - 1;
    for (size_t a = 0; a < round->applicants.count; a++)
        for (uint32_t w = round->wishes.first[a], end = end_of_preferred(g->v, a); w < end; w++)
            if ((round->wishes.place[w] & mask) == task && en_verify_acceptable(round, w))
                visit(user, w, round->wishes.place[w] >> g->shift);
}

static void count_one(void *user, uint32_t wish, size_t place)
{
    (void)wish;
    ((uint32_t *)user)[place]++;
}

static size_t places_of(const gathering *g, size_t task)
{
    size_t all = g->v->round.places.count;
    return all > task ? ((all - task - 1) >> g->shift) + 1 : 0;
}

static void count_task(void *shared, size_t task)
{
    gathering *g = shared;
    size_t places = places_of(g, task);
    en_arena arena = en_arena_make(NULL);
    uint32_t *count = en_arena_array(&arena, places, sizeof *count);
    if (count) each_preferred(g, task, count_one, count);
    else atomic_store(&g->out_of_memory, true);
    for (size_t i = 0; i < places && count; i++) g->v->refusing[(i << g->shift) + task + 1] = count[i];
    en_arena_free(&arena);
}

/* The part of one task while its wishes are brought together. */
typedef struct part {
    const en_verify_round *round;
    waiter *waiters;
    size_t *next; /* by place */
} part;

static void place_one(void *user, uint32_t wish, size_t place)
{
    const part *p = user;
    p->waiters[p->next[place]++] = (waiter){p->round->wishes.score[wish], wish};
}

static int in_order(const void *first, const void *second, void *round)
{
    const waiter *a = first, *b = second;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return en_verify_compare(round, a->wish, b->wish);
}

static void sort_places(gathering *g, const part *p, size_t task, size_t places)
{
    size_t start = 0;
    for (size_t i = 0; i < places; i++) {
        size_t n = p->next[i] - start;
        if (n > 1) qsort_r(p->waiters + start, n, sizeof *p->waiters, in_order, &g->v->round);
        uint32_t *out = g->v->waiting + g->v->refusing[(i << g->shift) + task];
        for (size_t k = 0; k < n; k++) out[k] = p->waiters[start + k].wish;
        start += n;
    }
}

static void sort_task(void *shared, size_t task)
{
    gathering *g = shared;
    size_t places = places_of(g, task), all = 0;
    const uint32_t *begin = g->v->refusing;
    en_arena arena = en_arena_make(NULL);
    part p = {.round = &g->v->round, .next = en_arena_raw(&arena, places, sizeof *p.next)};
    for (size_t i = 0; i < places && p.next; i++) {
        p.next[i] = all;
        all += begin[(i << g->shift) + task + 1] - begin[(i << g->shift) + task];
    }
    if (p.next) p.waiters = en_arena_raw(&arena, all, sizeof *p.waiters);
    if (p.waiters) {
        each_preferred(g, task, place_one, &p);
        sort_places(g, &p, task, places);
    } else {
        atomic_store(&g->out_of_memory, true);
    }
    en_arena_free(&arena);
}

en_status en_verify_find_waiting(en_verify *v)
{
    gathering g = {.v = v, .shift = en_verify_shift(v->context)};
    size_t places = v->round.places.count, tasks = (size_t)1 << g.shift;
    v->refusing = en_arena_array(&v->arena, places + 1, sizeof *v->refusing);
    if (!v->refusing) return EN_ERR_MEMORY;
    en_run(v->context, count_task, &g, tasks);
    for (size_t p = 0; p < places; p++) v->refusing[p + 1] += v->refusing[p];
    v->waiting = en_arena_raw(&v->arena, v->refusing[places], sizeof *v->waiting);
    if (!v->waiting) return EN_ERR_MEMORY;
    en_run(v->context, sort_task, &g, tasks);
    return atomic_load(&g.out_of_memory) ? EN_ERR_MEMORY : EN_OK;
}

/* Wishes brought together place by place: to find ties, and to put those who wait in their place's order.
 *
 * Each task takes the places whose index ends in its own: it counts their wishes, copies them so that each place's stand
 * together, and visits the places. Ties are found by a hash set of scores. Bound: linear, and n log n in those who wait at one place.
 */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <math.h>
#include <stdlib.h>

/* What one visit may use. */
typedef struct tool {
    en_verify *v;
    en_arena arena;
    double *set;
    size_t room;
    bool out_of_memory;
} tool;

typedef struct gathering {
    en_verify *v;
    bool preferred; /* only wishes that are preferred to the result */
    void (*visit)(tool *t, uint32_t place, en_verify_waiter *waiters, size_t n);
    unsigned shift; /* 1 << shift tasks */
    atomic_bool out_of_memory;
} gathering;

/* Counts the task's wishes into start[2 …] or, the second time, copies them to where start[1 …] says. */
static void pass_wishes(const gathering *g, size_t task, size_t *start, en_verify_waiter *out)
{
    const en_verify *v = g->v;
    const en_verify_rows *wishes = &v->round.wishes;
    const uint32_t mask = (1u << g->shift) - 1;
    for (uint32_t a = 0; a < v->round.applicants.count; a++) {
        bool all = !g->preferred || v->result[a] == EN_VERIFY_NONE;
        uint32_t end = all ? wishes->first[a + 1] : v->result[a];
        for (uint32_t w = wishes->first[a]; w < end; w++) {
            size_t i = wishes->place[w] >> g->shift;
            if ((wishes->place[w] & mask) != task || isnan(wishes->score[w])) continue;
            if (out) out[start[i + 1]++] = (en_verify_waiter){wishes->score[w], w, a};
            else start[i + 2]++;
        }
    }
}

static bool gather_places(const gathering *g, tool *t, size_t task)
{
    size_t all = g->v->round.places.count, places = all > task ? ((all - task - 1) >> g->shift) + 1 : 0;
    size_t *start = en_arena_array(&t->arena, places + 2, sizeof *start);
    if (!start) return false;
    pass_wishes(g, task, start, NULL);
    for (size_t i = 1; i <= places; i++) start[i + 1] += start[i];
    en_verify_waiter *waiters = en_arena_raw(&t->arena, start[places + 1], sizeof *waiters);
    if (!waiters) return false;
    pass_wishes(g, task, start, waiters);
    for (size_t i = 0; i < places && !t->out_of_memory; i++)
        g->visit(t, (uint32_t)((i << g->shift) + task), waiters + start[i], start[i + 1] - start[i]);
    return !t->out_of_memory;
}

static void gather_task(void *shared, size_t task)
{
    gathering *g = shared;
    tool t = {.v = g->v, .arena = en_arena_make(NULL)};
    if (!gather_places(g, &t, task)) atomic_store(&g->out_of_memory, true);
    g->v->gathered[task] = t.arena;
}

void en_verify_drop_gathered(en_verify *v)
{
    for (size_t i = 0; i < EN_VERIFY_TASKS; i++)
        if (v->gathered[i].allocator) en_arena_free(&v->gathered[i]);
}

static en_status gather(gathering *g)
{
    while (2u << g->shift <= en_width(g->v->context) && 2u << g->shift <= EN_VERIFY_TASKS) g->shift++;
    en_run(g->v->context, gather_task, g, (size_t)1 << g->shift);
    return atomic_load(&g->out_of_memory) ? EN_ERR_MEMORY : EN_OK;
}

/* Whether two have the same score: all go into a set, which has at least twice the room. */
static bool has_equal(tool *t, const en_verify_waiter *waiters, size_t n)
{
    size_t slots = 4;
    while (slots / 2 < n) slots *= 2;
    if (slots > t->room) t->set = en_arena_raw(&t->arena, t->room = slots, sizeof *t->set);
    t->out_of_memory = t->out_of_memory || !t->set;
    for (size_t i = 0; i < slots && t->set; i++) t->set[i] = NAN;
    for (size_t i = 0; i < n && t->set; i++) {
        uint64_t bits;
        memcpy(&bits, &waiters[i].score, sizeof bits);
        bits *= 0x9E3779B97F4A7C15u;
        size_t slot = (size_t)(bits ^ bits >> 32) & (slots - 1);
        for (; !isnan(t->set[slot]); slot = (slot + 1) & (slots - 1))
            if (t->set[slot] == waiters[i].score) return true;
        t->set[slot] = waiters[i].score;
    }
    return false;
}

static void look_for_tie(tool *t, uint32_t place, en_verify_waiter *waiters, size_t n)
{
    en_verify_round *round = &t->v->round;
    round->applied[place] = (uint32_t)n;
    if (n < 2 || atomic_load_explicit(&round->tied, memory_order_relaxed)) return;
    if (has_equal(t, waiters, n)) atomic_store(&round->tied, true);
}

en_status en_verify_find_ties(en_verify *v)
{
    gathering g = {.v = v, .visit = look_for_tie};
    v->round.applied = en_arena_array(&v->round.arena, v->round.places.count, sizeof *v->round.applied);
    if (!v->round.applied) return EN_ERR_MEMORY;
    en_status status = gather(&g);
    en_verify_drop_gathered(v);
    return status;
}

static int in_order(const void *first, const void *second, void *round)
{
    const en_verify_waiter *a = first, *b = second;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return en_verify_compare(round, a->wish, b->wish);
}

static void sort_place(tool *t, uint32_t place, en_verify_waiter *waiters, size_t n)
{
    if (n > 1) qsort_r(waiters, n, sizeof *waiters, in_order, &t->v->round);
    t->v->waiting[place] = waiters;
    t->v->refused[place] = (uint32_t)n;
}

en_status en_verify_find_waiting(en_verify *v)
{
    gathering g = {.v = v, .preferred = true, .visit = sort_place};
    size_t places = v->round.places.count;
    v->waiting = en_arena_array(&v->arena, places, sizeof *v->waiting);
    v->refused = en_arena_array(&v->arena, places, sizeof *v->refused);
    return v->waiting && v->refused ? gather(&g) : EN_ERR_MEMORY;
}

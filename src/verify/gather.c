/* Wishes brought together place by place: to find ties, and to put those who wait in their place's order.
 *
 * A counting sort copies the acceptable wishes so that each place's stand together; then tasks visit some
 * places each. Ties are found by a hash set of scores. Bound: linear, and n log n in those who wait at one
 * place.
 */
#include "verify.h"

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
    const en_intake *round = &v->round;
    size_t places = round->places.count;
    uint32_t *begin = v->begin = en_arena_array(&v->arena, places + 2, sizeof *begin);
    v->waiting = en_arena_raw(&v->arena, round->wishes.count, sizeof *v->waiting);
    v->applied = en_arena_array(&v->arena, places, sizeof *v->applied);
    if (!begin || !v->waiting || !v->applied) return false;
    for (uint32_t w = 0; w < round->wishes.count; w++)
        if (en_verify_acceptable(v, w)) begin[round->wishes.at[w].place + 2]++;
    for (size_t p = 0; p < places; p++) {
        v->applied[p] = begin[p + 2];
        begin[p + 2] += begin[p + 1];
    }
    for (uint32_t w = 0; w < round->wishes.count; w++) {
        const en_intake_wish *wish = &round->wishes.at[w];
        if (en_verify_acceptable(v, w))
            v->waiting[begin[wish->place + 1]++] = (en_verify_waiter){wish->score, w, wish->applicant};
    }
    return true;
}

/* Adds those of a place to a set, which has at least twice the room; whether another has the same score. */
static bool add_scores(const en_verify *v, uint32_t place, const en_verify_waiter **set, size_t slots)
{
    const en_verify_waiter *waiters = en_verify_waiting(v, place);
    bool tied = false;
    for (size_t i = 0; i < v->applied[place]; i++) {
        uint64_t bits;
        if (en_verify_holds(v, waiters[i].wish)) continue;
        memcpy(&bits, &waiters[i].score, sizeof bits);
        bits *= 0x9E3779B97F4A7C15u;
        size_t slot = (size_t)(bits ^ bits >> 32) & (slots - 1);
        for (; set[slot] && set[slot]->score != waiters[i].score; slot = (slot + 1) & (slots - 1)) continue;
        tied = tied || (set[slot] && set[slot]->applicant != waiters[i].applicant);
        set[slot] = &waiters[i];
    }
    return tied;
}

/* Of a place that scores for itself, or of the first of those that a group scores: all go into a set. */
static void look_for_tie(visiting *all, en_arena *arena, uint32_t place)
{
    en_verify *v = all->v;
    const en_intake_node *node = v->round.nodes;
    uint32_t by = node[place].scorer, end = by == place ? place + 1 : v->round.places.count;
    size_t n = 0, slots = 4;
    if (atomic_load_explicit(&v->tied, memory_order_relaxed)) return;
    for (uint32_t p = 0; p < place && end > place + 1; p++)
        if (node[p].scorer == by) return;
    for (uint32_t p = place; p < end; p++) n += node[p].scorer == by ? v->applied[p] : 0;
    while (slots / 2 < n) slots *= 2;
    const en_verify_waiter **set = n > 1 ? en_arena_array(arena, slots, sizeof(void *)) : NULL;
    if (!set && n > 1) atomic_store(&all->out_of_memory, true);
    for (uint32_t p = place; set && p < end; p++)
        if (node[p].scorer == by && add_scores(v, p, set, slots)) atomic_store(&v->tied, true);
}

en_status en_verify_find_ties(en_verify *v)
{
    visiting all = {.v = v, .visit = look_for_tie};
    if (!gather(v)) return EN_ERR_MEMORY;
    return en_verify_scores_decide(v) ? visit_places(&all) : EN_OK;
}

static inline bool comes_before(const en_verify *v, const en_verify_waiter *a, const en_verify_waiter *b)
{
    if (a->score != b->score && !v->held) return a->score > b->score;
    return en_verify_compare(v, a->wish, b->wish) < 0;
}

/* By merging; spare has room for half of them. */
void en_verify_sort(const en_verify *v, en_verify_waiter *at, size_t n, en_verify_waiter *spare)
{
    if (n < 2) return;
    size_t half = n / 2, left = 0, right = half, to = 0;
    en_verify_sort(v, at, half, spare);
    en_verify_sort(v, at + half, n - half, spare);
    memcpy(spare, at, half * sizeof *at);
    while (left < half && right < n) {
        bool second = comes_before(v, &at[right], &spare[left]);
        at[to++] = second ? at[right] : spare[left];
        right += second;
        left += !second;
    }
    memcpy(at + to, spare + left, (half - left) * sizeof *at);
}

/* Of all who wished for the place, those who prefer it to their result come first, then those whose result
 * it is, in the place's order. */
static void sort_place(visiting *all, en_arena *arena, uint32_t place)
{
    en_verify *v = all->v;
    en_verify_waiter *waiters = en_verify_waiting(v, place);
    uint32_t n = 0, count = v->applied[place], to;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t wish = waiters[i].wish;
        if (v->wanted ? !v->wanted[wish] : !en_verify_prefers(v, wish, v->result[waiters[i].applicant]))
            continue;
        en_verify_waiter waiter = waiters[i];
        waiters[i] = waiters[n];
        waiters[n++] = waiter;
    }
    v->refused[place] = to = n;
    for (uint32_t i = n; i < count && to < n + v->filled[place]; i++) {
        if (waiters[i].wish != v->result[waiters[i].applicant]) continue;
        en_verify_waiter waiter = waiters[i];
        waiters[i] = waiters[to];
        waiters[to++] = waiter;
    }
    bool sorted = v->round.lined ||
                  v->round.groups.count + v->round.terms.count > 0; /* else nobody asks for their order */
    uint32_t kept = sorted ? v->filled[place] : 0;
    en_verify_waiter *spare = en_arena_raw(arena, (n > kept ? n : kept) / 2, sizeof *spare);
    if (!spare) atomic_store(&all->out_of_memory, true);
    if (spare) en_verify_sort(v, waiters, n, spare);
    if (spare) en_verify_sort(v, waiters + n, kept, spare);
}

en_status en_verify_find_waiting(en_verify *v)
{
    visiting all = {.v = v, .visit = sort_place};
    v->refused = en_arena_array(&v->arena, v->round.places.count, sizeof *v->refused);
    if (v->round.terms.count > 0) {
        v->taken = en_arena_array(&v->arena, v->round.wishes.count, sizeof *v->taken);
        if (!v->taken) return EN_ERR_MEMORY;
    }
    return v->refused ? visit_places(&all) : EN_ERR_MEMORY;
}

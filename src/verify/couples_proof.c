/* The proof that every matching with couples is blocked by so many wishes at least.
 *
 * A matching that fewer block would be stable without these, so that it is enough that no stable matching
 * exists however few are left out. That is searched for anew, over what each couple gets. With that settled
 * the members are like singles with one wish; all stable matchings then place the same people (Roth 1986),
 * and the one best for places, in which the fewest joint wishes block, is one deferred acceptance. Below a
 * node, settled couples and singles alone leave places as empty as they can be: what is refused there cannot
 * happen. All that is undecided taken together leaves them as full as they can be: what is open even so
 * blocks whatever is worse for its couple. A wish that nobody held, or that ruled out nothing, changes no
 * proof, and need not be left out. Every node takes O(wishes) a round; nodes are limited.
 */
#include "joint.h"

enum { MOST_NODES = 100000 };
typedef enum outcome { NONE_EXISTS, ONE_EXISTS, GAVE_UP } outcome;

typedef struct proof {
    const en_verify *v;
    const en_intake_joint *joints;
    uint32_t couples, *first,
        *at;                /* first: by couple, its first joint wish; at: by wish, its place in `list` */
    en_verify_waiter *list; /* by place, as in v->waiting, in the place's order */
    bool *left_out, *used, *tried;  /* by wish, then by joint wish */
    uint32_t *held, *next, *filled; /* by applicant, place, place */
    bool *asks, *in;                /* by wish of a member: takes part; has a seat */
    en_arena *arena;
    uint64_t nodes;
    bool out_of_memory;
} proof;

/* Options of couple c are first[c] + c … first[c + 1] + c: its joint wishes, and at last to stay unplaced. */
static uint32_t open_options(const proof *s, const bool *open, uint32_t c)
{
    uint32_t n = 0;
    for (uint32_t o = s->first[c] + c; o <= s->first[c + 1] + c; o++) n += open[o];
    return n;
}

static void offer(proof *s, const en_verify_waiter *to, bool *again)
{
    uint32_t w = to->wish, p = s->v->round.wishes.at[w].place, *held = &s->held[to->applicant];
    if (en_verify_in_couple(s->v, to->applicant)) {
        s->in[w] = s->asks[w];
        s->filled[p] += s->asks[w];
    } else if (w < *held && !s->left_out[w]) {
        if (*held != EN_VERIFY_NONE) s->filled[s->v->round.wishes.at[*held].place]--;
        *again = *again || *held != EN_VERIFY_NONE;
        s->filled[p]++;
        s->used[w] = true;
        *held = w;
    }
}

/* Places offer seats, each down its list, to singles and to settled couples, or to all. */
static void fill(proof *s, const bool *open, bool all)
{
    const en_intake *r = &s->v->round;
    memset(s->asks, 0, r->wishes.count);
    memset(s->in, 0, r->wishes.count);
    memset(s->held, 0xFF, r->applicants.count * sizeof *s->held);
    for (uint32_t c = 0; c < s->couples; c++)
        for (uint32_t j = s->first[c]; j < s->first[c + 1] && (all || open_options(s, open, c) == 1); j++)
            for (int m = 0; m < 2 && open[j + c]; m++)
                if (s->joints[j].wish[m] != EN_VERIFY_NONE) s->asks[s->joints[j].wish[m]] = true;
    for (uint32_t p = 0; p < r->places.count; p++) s->next[p] = s->v->begin[p], s->filled[p] = 0;
    for (bool again = true; again;) {
        again = false;
        for (uint32_t p = 0; p < r->places.count; p++)
            while (s->filled[p] < r->seats[p] && s->next[p] < s->v->begin[p] + s->v->applied[p])
                offer(s, &s->list[s->next[p]++], &again);
    }
}

/* Whether the place would choose the wish, and the other one if that is there too. settled: its own couple's
 * wishes are in. */
static bool would_choose(const proof *s, uint32_t wish, uint32_t other, bool settled)
{
    const en_intake_wish *wishes = s->v->round.wishes.at;
    uint32_t p = wishes[wish].place, seats = s->v->round.seats[p], before = 0, last = s->at[wish];
    if (other == EN_VERIFY_NONE || wishes[other].place != p) return s->filled[p] < seats || last < s->next[p];
    if (s->at[other] > last) last = s->at[other];
    for (uint32_t k = s->v->begin[p]; k < last && k < s->next[p]; k++) {
        const en_verify_waiter *one = &s->list[k];
        bool holds = en_verify_in_couple(s->v, one->applicant) ? s->in[one->wish]
                                                               : s->held[one->applicant] == one->wish;
        before += holds && !(settled && (one->wish == wish || one->wish == other));
    }
    return before + 2 <= seats;
}

static bool is_open(const proof *s, uint32_t j, bool settled)
{
    const uint32_t *wish = s->joints[j].wish;
    bool open = s->joints[j].counts && !s->left_out[s->v->round.wishes.count + j];
    for (int m = 0; m < 2 && open; m++)
        open = wish[m] == EN_VERIFY_NONE || would_choose(s, wish[m], wish[!m], settled);
    return open;
}

/* Closes what cannot happen (full: what something better would block); says whether it closed any. */
static bool close_options(proof *s, bool *open, uint32_t c, bool full)
{
    bool settled = open_options(s, open, c) == 1, closed = false, blocked = false;
    for (uint32_t j = s->first[c]; j <= s->first[c + 1]; j++) {
        bool joint = j < s->first[c + 1], fits = joint && !blocked && is_open(s, j, settled);
        uint32_t used = (uint32_t)s->v->round.wishes.count + j;
        bool close = open[j + c] && (full ? blocked : joint && !fits);
        if (full && fits)
            for (uint32_t o = j + c + 1; o <= s->first[c + 1] + c; o++)
                s->used[used] = s->used[used] || open[o];
        blocked = blocked || (full && fits);
        closed = closed || close;
        open[j + c] = open[j + c] && !close;
    }
    return closed;
}

/* False where a couple has no option left. */
static bool narrow(proof *s, bool *open)
{
    for (bool again = true; again;) {
        again = false;
        for (int full = 0; full < 2; full++) {
            fill(s, open, full);
            for (uint32_t c = 0; c < s->couples; c++) {
                again = close_options(s, open, c, full) || again;
                if (open_options(s, open, c) == 0) return false;
            }
        }
    }
    return true;
}

static outcome search(proof *s, const bool *before)
{
    uint32_t options = s->first[s->couples] + s->couples, branch = EN_VERIFY_NONE;
    bool *open = en_arena_raw(s->arena, options, sizeof *open);
    bool *one = en_arena_raw(s->arena, options, sizeof *one);
    s->out_of_memory = s->out_of_memory || !open || !one;
    if (s->out_of_memory || s->nodes++ == MOST_NODES) return GAVE_UP;
    memcpy(open, before, options);
    if (!narrow(s, open)) return NONE_EXISTS;
    for (uint32_t c = 0; c < s->couples; c++) {
        uint32_t n = open_options(s, open, c);
        if (n > 1 && (branch == EN_VERIFY_NONE || n < open_options(s, open, branch))) branch = c;
    }
    if (branch == EN_VERIFY_NONE) return ONE_EXISTS;
    for (uint32_t o = s->first[branch] + branch; o <= s->first[branch + 1] + branch; o++) {
        if (!open[o]) continue;
        memcpy(one, open, options);
        memset(one + s->first[branch] + branch, 0, s->first[branch + 1] - s->first[branch] + 1);
        one[o] = true;
        outcome below = search(s, one);
        if (below != NONE_EXISTS) return below;
    }
    return NONE_EXISTS;
}

/* Whether a stable matching exists with at most so many more left out. */
static outcome leave_out(proof *s, size_t more)
{
    uint32_t options = s->first[s->couples] + s->couples;
    size_t all = s->v->round.wishes.count + s->first[s->couples];
    en_arena arena = en_arena_make(NULL), *outer = s->arena;
    bool *open = en_arena_array(&arena, options, sizeof *open),
         *used = en_arena_raw(&arena, all, sizeof *used);
    s->arena = &arena;
    s->out_of_memory = s->out_of_memory || !open || !used;
    memset(s->used, 0, all);
    for (uint32_t c = 0; c < s->couples && open; c++)
        for (uint32_t j = s->first[c]; j <= s->first[c + 1]; j++)
            open[j + c] =
                j == s->first[c + 1] || (s->joints[j].counts && !s->left_out[s->v->round.wishes.count + j]);
    outcome found = s->out_of_memory ? GAVE_UP : search(s, open);
    if (used) memcpy(used, s->used, all);
    size_t w = 0;
    for (; w < all && more > 0 && found == NONE_EXISTS; w++) {
        used[w] = used[w] && !s->tried[w];
        if (!used[w]) continue;
        s->left_out[w] = true;
        found = leave_out(s, more - 1);
        s->left_out[w] = false;
        s->tried[w] = true;
    }
    while (w-- > 0) s->tried[w] = s->tried[w] && !used[w];
    s->arena = outer;
    en_arena_free(&arena);
    return found;
}

static bool make(proof *s, en_arena *arena)
{
    const en_intake *r = &s->v->round;
    size_t wishes = r->wishes.count, all = wishes + r->joint_count, places = r->places.count;
    s->joints = r->joints;
    s->couples = r->couples.count;
    s->first = en_arena_array(arena, s->couples + (size_t)1, sizeof *s->first);
    s->at = en_arena_array(arena, wishes, sizeof *s->at);
    s->list = en_arena_raw(arena, wishes, sizeof *s->list);
    s->left_out = en_arena_array(arena, all, 3 * sizeof *s->left_out);
    s->held = en_arena_array(arena, r->applicants.count, sizeof *s->held);
    s->next = en_arena_array(arena, places, 2 * sizeof *s->next);
    s->asks = en_arena_array(arena, wishes, 2 * sizeof *s->asks);
    en_verify_waiter *spare = en_arena_raw(arena, wishes, sizeof *spare);
    if (!s->first || !s->at || !s->list || !s->left_out || !s->held || !s->next || !s->asks || !spare)
        return false;
    s->used = s->left_out + all;
    s->tried = s->used + all;
    s->filled = s->next + places;
    s->in = s->asks + wishes;
    for (uint32_t p = 0; p < places; p++) {
        memcpy(s->list + s->v->begin[p], en_verify_waiting(s->v, p), s->v->applied[p] * sizeof *s->list);
        en_verify_sort(s->v, s->list + s->v->begin[p], s->v->applied[p], spare);
        for (uint32_t k = s->v->begin[p]; k < s->v->begin[p] + s->v->applied[p]; k++)
            s->at[s->list[k].wish] = k;
    }
    for (uint32_t j = 0, c = 0; j < r->joint_count; j++)
        if (j + 1 == r->joint_count || r->joints[j + 1].couple != r->joints[j].couple) s->first[++c] = j + 1;
    return true;
}

en_status en_verify_prove_blocked(const en_verify *v, size_t least, bool *proven)
{
    en_arena arena = en_arena_make(NULL);
    proof s = {.v = v};
    s.out_of_memory = !make(&s, &arena);
    *proven = !s.out_of_memory && leave_out(&s, least - 1) == NONE_EXISTS;
    en_arena_free(&arena);
    return s.out_of_memory ? EN_ERR_MEMORY : EN_OK;
}

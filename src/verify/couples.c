/* Couples: what blocks a matching, and the proof that every matching is blocked by so many wishes at least.
 *
 * A joint wish blocks if the couple prefers it to what it has, and each of its places would choose its
 * member, at one place both together, out of them and everyone whom it holds. A matching that fewer block
 * would be stable without these, so that it is enough that no stable matching exists however few are left
 * out. That is searched for anew, over what each couple gets. With that settled the members are like singles
 * with one wish; all stable matchings then place the same people (Roth 1986), and the one best for places, in
 * which the fewest joint wishes block, is one deferred acceptance. Below a node, settled couples and singles
 * alone leave places as empty as they can be: what is refused there cannot happen. All that is undecided
 * taken together leaves them as full as they can be: what is open even so blocks whatever is worse for its
 * couple. A wish that nobody held, or that ruled out nothing, changes no proof, and need not be left out.
 * Every node takes O(wishes) a round; nodes are limited.
 */
#include "verify.h"

/* Whether there is room for the wish, and another at the same place, besides those who come before both. */
static bool would_choose(const verify *v, uint32_t w, uint32_t other)
{
    const node *place = &v->nodes[v->wishes.at[w].place];
    uint32_t before = 0, n = other != NONE && v->wishes.at[other].place == v->wishes.at[w].place ? 2 : 1;
    uint32_t last = n == 2 && compare(v, w, other) < 0 ? other : w;
    for (const entry *e = v->by_place + place->begin; e->wish != last; e++)
        before += v->result[e->applicant] == e->wish && e->wish != w && (n == 1 || e->wish != other);
    return before + n <= place->seats;
}

static bool blocks_jointly(const verify *v, const joint *j)
{
    bool blocks = j->preferred;
    for (int m = 0; m < 2 && blocks; m++)
        blocks = j->wish[m] == NONE || would_choose(v, j->wish[m], j->wish[!m]);
    return blocks;
}

bool blocks_alone(const verify *v, uint32_t w)
{
    uint32_t a = v->wishes.at[w].applicant;
    const node *place = &v->nodes[v->wishes.at[w].place];
    if (!acceptable(v, w) || in_couple(v, a) || !wants(v, w, a)) return false;
    return place->filled < place->seats || (place->last != NONE && compare(v, w, place->last) < 0);
}

/* Notes what a couple got, and what it would rather have; returns the next couple's first joint wish. */
static joint *settle_couple(verify *v, joint *first, const joint *end)
{
    const uint32_t *a = first->applicant;
    joint *j = first;
    bool got = false;
    for (; j < end && j->couple == first->couple; j++) {
        got = got || (j->counts && v->result[a[0]] == j->wish[0] && v->result[a[1]] == j->wish[1]);
        if (got && v->ranks[a[0]] == 0) v->ranks[a[0]] = v->ranks[a[1]] = j->rank;
        j->preferred = j->counts && !got;
        for (int m = 0; m < 2 && j->preferred; m++)
            if (j->wish[m] != NONE) v->wanted[j->wish[m]] = j->wish[m] != v->result[a[m]];
    }
    if (!got && (v->result[a[0]] & v->result[a[1]]) != NONE)
        FOUND(&v->checks[FEASIBLE], EN_W_VERIFY_NO_JOINT_WISH, "matches.csv",
              en_arg_str("applicant", v->applicants.ids[a[0]]));
    return j;
}

/* The wishes of each joint wish: NONE of one who stays unplaced; then each couple. */
void settle_couples(verify *v)
{
    joint *end = v->joints + v->joint_count;
    if (!v->couple_of) return;
    v->ranks = make(v, v->applicants.count, sizeof *v->ranks);
    bool *wanted = make(v, v->wishes.count, sizeof *wanted);
    for (uint32_t w = 0; w < v->wishes.count; w++) {
        uint32_t a = v->wishes.at[w].applicant;
        wanted[w] = !in_couple(v, a) && wants(v, w, a);
    }
    v->wanted = wanted;
    for (joint *j = v->joints; j < end; j++) {
        j->counts = true;
        for (int m = 0; m < 2; m++) {
            uint32_t w = j->place[m] == NONE ? NONE : v->wishes.first[j->applicant[m]];
            while (w != NONE && v->wishes.at[w].place != j->place[m]) w++;
            j->wish[m] = w;
            j->counts = j->counts && (w == NONE || acceptable(v, w));
        }
        j->counts = j->counts && (j->wish[0] & j->wish[1]) != NONE;
    }
    for (joint *j = v->joints; j < end;) j = settle_couple(v, j, end);
}

static json_t *name_of(const en_ids *ids, uint32_t index)
{
    en_str id = index == NONE ? en_str_of("-") : ids->ids[index];
    return json_stringn(id.at, id.size);
}

/* All that blocks, as the certificate names it; where nothing may, it is reported. */
static json_t *list_blocking(const verify *v, check *c, bool stable)
{
    json_t *list = json_array();
    for (uint32_t w = 0; w < v->wishes.count; w++) {
        const wish *is = &v->wishes.at[w];
        if (!blocks_alone(v, w)) continue;
        if (stable) report_blocking(v, c, w);
        (void)json_array_append_new(list, json_pack("{s:o, s:o}", "applicant",
                                                    name_of(&v->applicants, is->applicant), "place",
                                                    name_of(&v->places, is->place)));
    }
    for (const joint *j = v->joints; j < v->joints + v->joint_count; j++) {
        if (!blocks_jointly(v, j)) continue;
        if (stable)
            FOUND(c, EN_W_VERIFY_COUPLE_BLOCKS, NULL, en_arg_str("couple", v->couples.ids[j->couple]));
        (void)json_array_append_new(list,
                                    json_pack("{s:o, s:o, s:o}", "joint", name_of(&v->couples, j->couple),
                                              "first_place", name_of(&v->places, j->place[0]), "second_place",
                                              name_of(&v->places, j->place[1])));
    }
    return list;
}

enum { MOST_NODES = 100000, MOST_LEFT_OUT = 100 };
typedef enum outcome { NONE_EXISTS, ONE_EXISTS, GAVE_UP } outcome;

/* A couple whose options are tried one after the other. */
typedef struct branch {
    uint32_t couple, next;
    size_t closed; /* how many were closed before */
} branch;

/* Options of couple c are first[c] + c … first[c + 1] + c: its joint wishes, and at last to stay unplaced. */
typedef struct proof {
    const verify *v;
    uint32_t couples, *first,
        *at; /* first: by couple, its first joint wish; at: by wish, where it is in by_place */
    bool *left_out, *used, *tried;  /* by wish, then by joint wish */
    uint32_t *held, *next, *filled; /* by applicant; by place */
    bool *asks, *in;                /* by wish of a member: takes part; has a seat */
    bool *open;                     /* by option; those that were closed, in turn */
    uint32_t *closed;
    size_t closed_count;
    branch *branches;
    uint32_t nodes;
} proof;

static uint32_t count_open(const proof *s, uint32_t c)
{
    uint32_t n = 0;
    for (uint32_t o = s->first[c] + c; o <= s->first[c + 1] + c; o++) n += s->open[o];
    return n;
}

static void close_option(proof *s, uint32_t option)
{
    if (s->open[option]) s->closed[s->closed_count++] = option;
    s->open[option] = false;
}

static void offer(proof *s, const entry *e, bool *again)
{
    uint32_t w = e->wish, *filled = &s->filled[s->v->wishes.at[w].place], *held = &s->held[e->applicant];
    if (in_couple(s->v, e->applicant)) {
        s->in[w] = s->asks[w];
        *filled += s->asks[w];
    } else if (w < *held && !s->left_out[w]) {
        if (*held != NONE) s->filled[s->v->wishes.at[*held].place]--;
        *again = *again || *held != NONE;
        ++*filled;
        s->used[w] = true;
        *held = w;
    }
}

/* Places offer seats, each down its list, to singles and to settled couples, or to all. */
static void fill(proof *s, bool all)
{
    const verify *v = s->v;
    (void)fill_with(s->asks, 0, 2 * v->wishes.count); /* and in */
    (void)fill_with(s->held, 0xFF, v->applicants.count * sizeof *s->held);
    (void)fill_with(s->filled, 0, v->places.count * sizeof *s->filled);
    for (uint32_t c = 0; c < s->couples; c++)
        for (uint32_t j = s->first[c]; j < s->first[c + 1] && (all || count_open(s, c) == 1); j++)
            for (int m = 0; m < 2 && s->open[j + c]; m++)
                if (v->joints[j].wish[m] != NONE) s->asks[v->joints[j].wish[m]] = true;
    for (uint32_t p = 0; p < v->places.count; p++) s->next[p] = v->nodes[p].begin;
    for (bool again = true; again;) {
        again = false;
        for (uint32_t p = 0; p < v->places.count; p++)
            while (s->filled[p] < v->nodes[p].seats && s->next[p] < v->nodes[p].begin + v->nodes[p].listed)
                offer(s, &v->by_place[s->next[p]++], &again);
    }
}

/* Whether the place would choose the wish, and the other one if that is there too. settled: its own couple's
 * wishes are in. */
static bool has_room(const proof *s, uint32_t w, uint32_t other, bool settled)
{
    const verify *v = s->v;
    uint32_t p = v->wishes.at[w].place, before = 0, last = s->at[w];
    if (other == NONE || v->wishes.at[other].place != p)
        return s->filled[p] < v->nodes[p].seats || last < s->next[p];
    if (s->at[other] > last) last = s->at[other];
    for (uint32_t k = v->nodes[p].begin; k < last && k < s->next[p]; k++) {
        const entry *e = &v->by_place[k];
        bool is_in = in_couple(v, e->applicant) ? s->in[e->wish] : s->held[e->applicant] == e->wish;
        before += is_in && !(settled && (e->wish == w || e->wish == other));
    }
    return before + 2 <= v->nodes[p].seats;
}

static bool is_open(const proof *s, uint32_t j, bool settled)
{
    const uint32_t *of = s->v->joints[j].wish;
    bool open = s->v->joints[j].counts && !s->left_out[s->v->wishes.count + j];
    for (int m = 0; m < 2 && open; m++) open = of[m] == NONE || has_room(s, of[m], of[!m], settled);
    return open;
}

/* Closes what cannot happen (full: what something better would block); says whether it closed any. */
static bool close_options(proof *s, uint32_t c, bool full)
{
    bool settled = count_open(s, c) == 1, blocked = false;
    size_t before = s->closed_count;
    for (uint32_t j = s->first[c]; j <= s->first[c + 1]; j++) {
        bool both = j < s->first[c + 1], fits = both && !blocked && is_open(s, j, settled);
        for (uint32_t o = j + c + 1; o <= s->first[c + 1] + c && full && fits; o++)
            if (s->open[o]) s->used[s->v->wishes.count + j] = true;
        if (full ? blocked : both && !fits) close_option(s, j + c);
        blocked = blocked || (full && fits);
    }
    return s->closed_count > before;
}

/* False where a couple has no option left. */
static bool narrow(proof *s)
{
    for (bool again = true; again;) {
        again = false;
        for (int full = 0; full < 2; full++) {
            fill(s, full);
            for (uint32_t c = 0; c < s->couples; c++) {
                again = close_options(s, c, full) || again;
                if (count_open(s, c) == 0) return false;
            }
        }
    }
    return true;
}

/* Of the couples with several options left one with the fewest; NONE: all are settled. */
static uint32_t pick(const proof *s)
{
    uint32_t best = NONE, least = NONE;
    for (uint32_t c = 0; c < s->couples; c++) {
        uint32_t n = count_open(s, c);
        if (n < 2 || n >= least) continue;
        best = c;
        least = n;
    }
    return best;
}

/* Puts back what was closed since, and leaves the next open option alone open; false where there is none. */
static bool try_next(proof *s, branch *b)
{
    uint32_t first = s->first[b->couple] + b->couple, end = s->first[b->couple + 1] + b->couple + 1;
    while (s->closed_count > b->closed) s->open[s->closed[--s->closed_count]] = true;
    while (b->next < end && !s->open[b->next]) b->next++;
    for (uint32_t o = first; o < end && b->next < end; o++)
        if (o != b->next) close_option(s, o);
    return b->next++ < end;
}

/* Whether a stable matching exists: a walk in depth over what couples get, each settled once on the way. */
static outcome search(proof *s)
{
    for (uint32_t depth = 0;;) {
        if (s->nodes++ == MOST_NODES) return GAVE_UP;
        if (narrow(s)) {
            uint32_t c = pick(s);
            if (c == NONE) return ONE_EXISTS;
            s->branches[depth++] = (branch){c, s->first[c] + c, s->closed_count};
        }
        while (depth > 0 && !try_next(s, &s->branches[depth - 1])) depth--;
        if (depth == 0) return NONE_EXISTS;
    }
}

/* Whether a stable matching exists with at most so many more left out. */
static outcome leave_out(proof *s, size_t more)
{
    size_t n = s->v->wishes.count, all = n + s->first[s->couples], w = 0;
    en_arena arena = en_arena_make(s->v->context.allocator);
    bool *used = en_arena_array(&arena, all, sizeof *used);
    (void)fill_with(s->used, 0, all);
    s->closed_count = 0;
    for (uint32_t c = 0; c < s->couples; c++)
        for (uint32_t j = s->first[c]; j <= s->first[c + 1]; j++)
            s->open[j + c] = j == s->first[c + 1] || (s->v->joints[j].counts && !s->left_out[n + j]);
    outcome found = search(s);
    memcpy(used, s->used, all);
    for (; w < all && more > 0 && found == NONE_EXISTS; w++) {
        used[w] = used[w] && !s->tried[w];
        if (!used[w]) continue;
        s->left_out[w] = true;
        found = leave_out(s, more - 1);
        s->left_out[w] = false;
        s->tried[w] = true;
    }
    while (w-- > 0) s->tried[w] = s->tried[w] && !used[w];
    en_arena_free(&arena);
    return found;
}

/* Whether every matching is blocked by so many wishes at least; false too where the search reaches a limit.
 */
static bool are_blocked(verify *v, size_t least)
{
    size_t n = v->wishes.count, all = n + v->joint_count, options = v->joint_count + v->couples.count;
    proof s = {.v = v, .couples = v->couples.count};
    uint32_t c = 0;
    s.first = make(v, s.couples + (size_t)1, sizeof *s.first);
    s.at = make(v, n, sizeof *s.at);
    s.left_out = make(v, all, 3 * sizeof *s.left_out);
    s.used = s.left_out + all;
    s.tried = s.used + all;
    s.held = make(v, v->applicants.count, sizeof *s.held);
    s.next = make(v, v->places.count, sizeof *s.next);
    s.filled = make(v, v->places.count, sizeof *s.filled);
    s.asks = make(v, n, 2 * sizeof *s.asks);
    s.in = s.asks + n;
    s.open = make(v, options, sizeof *s.open);
    s.closed = make(v, options, sizeof *s.closed);
    s.branches = make(v, s.couples, sizeof *s.branches);
    for (const node *p = v->nodes; p < v->nodes + v->places.count; p++)
        for (uint32_t k = p->begin; k < p->begin + p->listed; k++) s.at[v->by_place[k].wish] = k;
    for (uint32_t j = 0; j < v->joint_count; j++)
        if (j + 1 == v->joint_count || v->joints[j + 1].couple != v->joints[j].couple) s.first[++c] = j + 1;
    return least <= MOST_LEFT_OUT && leave_out(&s, least - 1) == NONE_EXISTS;
}

/* Exactly what the certificate names blocks, and so many as it says block any matching. */
void check_couples(verify *v, check *c)
{
    json_t **witness = v->witness[c - &v->checks[CLAIMS]];
    bool stable = strcmp(c->is->name, "stable") == 0, fewest = strcmp(c->is->name, "fewest-blocking") == 0,
         bound = strcmp(c->is->name, "bound") == 0;
    json_t *blocking = list_blocking(v, c, stable);
    int64_t count = (int64_t)json_array_size(blocking), least = 0;
    if (fewest) least = count;
    if (bound) least = json_integer_value(witness[1]);
    c->checked = v->wishes.count + v->joint_count;
    v->blocking = count;
    if (stable) {
        json_decref(blocking);
        return;
    }
    (void)compare_json(c, "certificate.json", "blocking", blocking, witness[0]);
    if (count == 0) (void)en_report_error(&c->report, EN_W_VERIFY_NOTHING_BLOCKS, (en_where){0});
    else if (least > count || (bound && least <= 0) || (least > 0 && !are_blocked(v, (size_t)least)))
        FOUND(c, EN_W_VERIFY_FEWER_BLOCK, NULL, en_arg_int("count", least));
}

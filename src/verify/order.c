/* The lottery, who comes before whom, and the acceptable wishes of every place in its order.
 *
 * Lottery numbers are computed only where equal scores ask for them; the first eight bytes are kept. Whoever
 * sorts compares neighbours: so that is where ties show. Bound: n log n in the wishes for one place.
 */
#include "verify.h"

enum { PLACES_A_TASK = 16, FEW = 12, SLICES = 4 };

void start_lottery(verify *v)
{
    const en_str texts[] = {en_str_of("enishi-1\n"), v->seed, en_str_of("\n"), v->id, en_str_of("\n")};
    size_t count = v->applicants.count + (v->ties == MULTIPLE ? v->wishes.count : 0);
    v->tied = make(v, 1, sizeof *v->tied);
    en_sha256_start(&v->lottery);
    for (size_t i = 0; i < COUNT(texts); i++) en_sha256_add(&v->lottery, texts[i].at, texts[i].size);
    if (v->ties <= MULTIPLE && v->seed.size > 0) v->numbers = make(v, count, sizeof *v->numbers);
}

bool is_drawn(const verify *v) { return atomic_load(v->tied) && v->ties != BY_ID && !v->kept; }

/* The lottery number of an applicant; with a node, of an applicant there. */
void draw(const verify *v, uint32_t applicant, uint32_t at, unsigned char digest[EN_SHA256_BYTES])
{
    en_sha256 hash = v->lottery;
    en_sha256_add(&hash, v->applicants.ids[applicant].at, v->applicants.ids[applicant].size);
    if (at != NONE) {
        en_sha256_add(&hash, "\n", 1);
        en_sha256_add(&hash, id_of(v, at).at, id_of(v, at).size);
    }
    en_sha256_end(&hash, digest);
}

/* The first eight bytes of a number, which are kept at an index. */
static uint64_t number_of(const verify *v, size_t at, uint32_t applicant, uint32_t n)
{
    unsigned char digest[EN_SHA256_BYTES];
    uint64_t number = atomic_load_explicit(&v->numbers[at], memory_order_relaxed);
    if (number != 0) return number;
    draw(v, applicant, n, digest);
    for (int i = 0; i < 8; i++) number = number << 8 | digest[i];
    atomic_store_explicit(&v->numbers[at], number, memory_order_relaxed);
    return number;
}

static int by_number(const verify *v, const size_t at[2], uint32_t a, uint32_t b, uint32_t n)
{
    unsigned char first[EN_SHA256_BYTES], second[EN_SHA256_BYTES];
    uint64_t x = number_of(v, at[0], a, n), y = number_of(v, at[1], b, n);
    if (x != y) return x < y ? -1 : 1;
    draw(v, a, n, first);
    draw(v, b, n, second);
    return memcmp(first, second, EN_SHA256_BYTES);
}

int compare_applicants(const verify *v, uint32_t a, uint32_t b)
{
    if (!v->numbers) return en_str_compare(v->applicants.ids[a], v->applicants.ids[b]);
    return by_number(v, (size_t[]){a, b}, a, b, NONE);
}

/* At one place, or under one common order: holders first, by id; then the higher score, then (where no place
 * prefers between equal scores) who is there, then the tie rule; an applicant's own wishes as they stand. */
int compare(const verify *v, uint32_t a, uint32_t b)
{
    const wish *first = &v->wishes.at[a], *second = &v->wishes.at[b];
    bool holder = holds(v, a);
    if (a == b) return 0;
    if (holder != holds(v, b)) return holder ? -1 : 1;
    if (holder)
        return en_str_compare(v->applicants.ids[first->applicant], v->applicants.ids[second->applicant]);
    if (first->score != second->score) return first->score > second->score ? -1 : 1;
    if (first->applicant == second->applicant) return a < b ? -1 : 1;
    if (v->scores_decide && !atomic_load_explicit(v->tied, memory_order_relaxed)) atomic_store(v->tied, true);
    if (v->weakly && has(v, a) != has(v, b)) return has(v, a) ? -1 : 1;
    size_t n = v->applicants.count;
    if (v->ties != MULTIPLE || !v->numbers) return compare_applicants(v, first->applicant, second->applicant);
    return by_number(v, (size_t[]){n + a, n + b}, first->applicant, second->applicant,
                     v->nodes[first->place].scorer);
}

static inline bool comes_before(const verify *v, const entry *a, const entry *b)
{
    bool higher = a->score > b->score; /* without a branch */
    return __builtin_expect(a->score == b->score, 0) ? compare(v, a->wish, b->wish) < 0 : higher;
}

/* By merging; spare has room for half of them. */
static void sort(const verify *v, entry *at, size_t n, entry *spare)
{
    size_t half = n / 2, left = 0, right = half, to = 0;
    for (size_t i = 1; i < n && n <= FEW; i++) {
        entry one = at[i];
        for (to = i; to > 0 && comes_before(v, &one, &at[to - 1]); to--) at[to] = at[to - 1];
        at[to] = one;
    }
    if (n <= FEW) return;
    to = 0;
    sort(v, at, half, spare);
    sort(v, at + half, n - half, spare);
    memcpy(spare, at, half * sizeof *at);
    while (left < half && right < n) {
        const entry *const next[] = {&spare[left], &at[right]}; /* which is next is no branch */
        bool second = comes_before(v, next[1], next[0]);
        at[to++] = *next[second];
        right += second;
        left += !second;
    }
    memcpy(at + to, spare + left, (half - left) * sizeof *at);
}

static void sort_some(void *shared, size_t index)
{
    verify *v = shared;
    en_arena arena = en_arena_make(v->context.allocator);
    for (size_t n = index * PLACES_A_TASK; n < v->node_count && n < (index + 1) * PLACES_A_TASK; n++) {
        const node *unit = &v->nodes[n];
        if (unit->wished > 1)
            sort(v, v->entries + unit->unit, unit->wished,
                 en_arena_raw(&arena, unit->wished / 2, sizeof(entry)));
    }
    en_arena_free(&arena);
}

/* What a slice of the applicants has for a node; while wishes are put, where the next one goes. */
typedef struct tally {
    uint32_t applied, listed, wished;
} tally;

typedef struct bringing {
    verify *v;
    bool all, put;
    tally *tallies; /* SLICES × nodes */
} bringing;

/* Counts the acceptable wishes of a slice of the applicants, or puts them into place: those that are
 * preferred to the result, or came true; or all. */
static void bring_some(void *shared, size_t slice)
{
    const bringing *b = shared;
    verify *v = b->v;
    tally *tallies = b->tallies + slice * v->node_count;
    uint64_t n = v->applicants.count;
    for (uint32_t a = (uint32_t)(n * slice / SLICES); a < n * (slice + 1) / SLICES; a++) {
        uint32_t result = v->result[a], end = v->wishes.first[a + 1];
        if (b->put && !b->all && !v->wanted && result < end) end = result + 1;
        for (uint32_t w = v->wishes.first[a]; w < end; w++) {
            const wish *is = &v->wishes.at[w];
            if (!acceptable(v, w)) continue;
            tally *by = &tallies[v->nodes[is->place].scorer], *place = &tallies[is->place];
            place->applied++;
            if (!b->all && result != w && !wants(v, w, a)) continue;
            place->listed++;
            double score = holds(v, w) ? (double)INFINITY : is->score;
            if (b->put) v->entries[by->wished] = (entry){score, w, a};
            by->wished++;
        }
    }
}

/* A counting sort brings wishes to their units, those of the first slice first. */
static void bring(verify *v, bool all)
{
    uint32_t unit = 0, begin = 0;
    bringing b = {v, all, false, make(v, (size_t)v->node_count * SLICES, sizeof *b.tallies)};
    en_run(&v->context, bring_some, &b, SLICES);
    for (uint32_t i = 0; i < v->node_count; i++) {
        node *n = &v->nodes[i];
        n->unit = unit;
        n->begin = begin;
        n->listed = n->applied = 0;
        for (tally *t = &b.tallies[i]; t < b.tallies + (size_t)v->node_count * SLICES; t += v->node_count) {
            n->applied += t->applied;
            n->listed += t->listed;
            unit += t->wished;
            t->wished = unit - t->wished;
        }
        n->wished = unit - n->unit;
        begin += n->listed;
    }
    v->entries = en_arena_raw(&v->arena, unit, sizeof *v->entries);
    b.put = true;
    en_run(&v->context, bring_some, &b, SLICES);
    en_run(&v->context, sort_some, v, v->node_count / PLACES_A_TASK + 1);
}

/* All wishes count for lines, for some proofs, and for ties where none is found among the others. Those of a
 * place that does not score for itself are then handed to it from its group's. Where scores ask for no
 * lottery, and nothing else did, ids decide between equal ones. */
void sort_entries(verify *v)
{
    settle_turns(v);
    if (!v->scores_decide && !atomic_load(v->tied)) v->numbers = NULL;
    bool all = v->lined || v->couple_of || v->mechanism == LARGEST;
    bring(v, all);
    if (!all && v->scores_decide && v->ties != BY_ID && !atomic_load(v->tied)) bring(v, true);
    uint32_t count =
        v->node_count > 0 ? v->nodes[v->node_count - 1].unit + v->nodes[v->node_count - 1].wished : 0;
    v->by_place = v->entries;
    if (v->common) v->by_place = en_arena_raw(&v->arena, count, sizeof *v->by_place);
    for (uint32_t i = 0; v->common && i < count; i++) {
        node *place = &v->nodes[v->wishes.at[v->entries[i].wish].place];
        v->by_place[place->begin + place->given++] = v->entries[i];
    }
    for (uint32_t p = 0; p < v->places.count && v->common; p++) v->nodes[p].given = 0;
    if (!is_drawn(v)) return;
    if (v->ties == KEEP) refuse(v, EN_W_VERIFY_TIES_KEPT, "round.json", "ties.rule", (en_str){0});
    if (v->seed.size == 0) refuse(v, EN_W_VERIFY_NO_SEED, "round.json", "ties.seed", (en_str){0});
}

/* What blocks a matching with couples. A place would choose some wishes out of them and the others that it
 * holds if the k others who would have to go, for want of seats, all come behind the wishes. k is at most
 * two, and at most two of those held are not others but have these wishes already: so the four weakest at
 * each place are enough to know. O(wishes + joint wishes).
 */
#include "couples.h"

enum { WEAKEST = 4 };

typedef struct place_held {
    uint32_t count;
    candidate weakest[WEAKEST]; /* the weakest first */
} place_held;

typedef struct checking {
    const couples_market *m;
    const uint32_t *wish;
    place_held *places;
    uint32_t *joint; /* per couple: what it has, or its `end` */
} checking;

static void note_holder(const en_match_problem *problem, place_held *held, candidate c)
{
    uint32_t known = held->count < WEAKEST ? held->count : WEAKEST, at = known;
    while (at > 0 && comes_before(problem, held->weakest[at - 1], c)) at--;
    held->count++;
    for (uint32_t k = known < WEAKEST ? known : WEAKEST - 1; k > at; k--)
        held->weakest[k] = held->weakest[k - 1];
    if (at < WEAKEST) held->weakest[at] = c;
}

static bool note_holders(checking *k)
{
    const en_match_problem *problem = k->m->problem;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t w = k->wish[i];
        if (w == EN_MATCH_NONE) continue;
        if (!may_have(problem, i, w)) return false;
        place_held *held = &k->places[problem->wish_place[w]];
        if (held->count == problem->seats[problem->wish_place[w]]) return false;
        note_holder(problem, held, (candidate){problem->wish_score[w], i, w});
    }
    return true;
}

/* The joint wish by which each couple has its seats. */
static bool note_joints(checking *k)
{
    const en_match_couples *couples = k->m->couples;
    for (uint32_t c = 0; c < couples->count; c++) {
        const en_match_couple *couple = &couples->couples[c];
        uint32_t has[2] = {k->wish[couple->applicant[0]], k->wish[couple->applicant[1]]};
        k->joint[c] = find_joint(couples, couple, has);
        if (k->joint[c] == couple->end && (has[0] != EN_MATCH_NONE || has[1] != EN_MATCH_NONE)) return false;
    }
    return true;
}

static bool is_asked_for(const asking *a, uint32_t applicant)
{
    return applicant == a->wish[0].applicant || (a->n == 2 && applicant == a->wish[1].applicant);
}

/* Whether the place would choose all that is asked of it, out of that and whom it holds. */
static bool would_choose(const checking *k, const asking *a)
{
    const en_match_problem *problem = k->m->problem;
    const place_held *held = &k->places[a->place];
    uint32_t others = held->count, seats = problem->seats[a->place];
    for (uint32_t w = 0; w < a->n; w++) {
        uint32_t has = k->wish[a->wish[w].applicant];
        others -= has != EN_MATCH_NONE && problem->wish_place[has] == a->place;
    }
    if (a->n > seats) return false;
    uint32_t give_way = others + a->n > seats ? others + a->n - seats : 0;
    for (uint32_t at = 0; give_way > 0; at++) {
        candidate c = held->weakest[at];
        if (is_asked_for(a, c.applicant)) continue;
        if (comes_before(problem, c, a->wish[a->n - 1])) return false;
        give_way--;
    }
    return true;
}

static bool blocks(const checking *k, uint32_t party, uint32_t option)
{
    asking asks[2];
    uint32_t n = ask(k->m, party, option, asks);
    for (uint32_t a = 0; a < n; a++)
        if (!would_choose(k, &asks[a])) return false;
    return n > 0;
}

/* list NULL: counts only. */
static uint32_t list_singles(const checking *k, en_match_couples_blocking *list)
{
    const uint32_t *begin = k->m->problem->wish_begin;
    uint32_t n = 0;
    for (uint32_t i = 0; i < k->m->problem->applicants; i++) {
        if (k->m->couple_of[i] != EN_MATCH_NONE) continue;
        uint32_t end = k->wish[i] == EN_MATCH_NONE ? begin[i + 1] : k->wish[i];
        for (uint32_t w = begin[i]; w < end; w++) {
            if (!blocks(k, i, w)) continue;
            if (list) list[n] = (en_match_couples_blocking){i, w, EN_MATCH_NONE, EN_MATCH_NONE};
            n++;
        }
    }
    return n;
}

static uint32_t list_couples(const checking *k, en_match_couples_blocking *list)
{
    uint32_t n = 0;
    for (uint32_t c = 0; c < k->m->couples->count; c++) {
        const en_match_couple *couple = &k->m->couples->couples[c];
        for (uint32_t j = couple->begin; j < k->joint[c]; j++) {
            if (!blocks(k, couple->applicant[0], j)) continue;
            if (list) list[n] = (en_match_couples_blocking){EN_MATCH_NONE, EN_MATCH_NONE, c, j};
            n++;
        }
    }
    return n;
}

en_status list_blocking(const couples_market *m, const uint32_t *wish, en_arena *arena,
                        en_match_couples_blocking **list, uint32_t *count)
{
    en_arena scratch = en_arena_make(arena->allocator);
    checking k = {.m = m, .wish = wish};
    k.places = en_arena_array(&scratch, m->problem->places, sizeof *k.places);
    k.joint = en_arena_raw(&scratch, m->couples->count, sizeof *k.joint);
    en_status status = k.places && k.joint ? EN_OK : EN_ERR_MEMORY;
    if (status == EN_OK && (!note_holders(&k) || !note_joints(&k))) status = EN_ERR_CLAIM;
    if (status == EN_OK) {
        uint32_t singles = list_singles(&k, NULL);
        *count = singles + list_couples(&k, NULL);
        *list = en_arena_raw(arena, *count, sizeof **list);
        if (!*list) status = EN_ERR_MEMORY;
        else if (*count > 0) list_singles(&k, *list), list_couples(&k, *list + singles);
    }
    en_arena_free(&scratch);
    return status;
}

en_status en_match_check_couples(const en_match_problem *problem, const en_match_couples *couples,
                                 const uint32_t *wish, const en_context *context,
                                 en_match_couples_blocking *first, uint32_t *count)
{
    static const en_match_couples_blocking none = {EN_MATCH_NONE, EN_MATCH_NONE, EN_MATCH_NONE,
                                                   EN_MATCH_NONE};
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    couples_market market;
    en_match_couples_blocking *list = NULL;
    uint32_t n = 0;
    en_status status = make_couples_market(problem, couples, &scratch, &market);
    if (status == EN_OK) status = list_blocking(&market, wish, &scratch, &list, &n);
    if (status == EN_OK && n > 0) status = EN_ERR_CLAIM;
    if (status == EN_ERR_CLAIM && first) *first = n > 0 ? list[0] : none;
    if (status == EN_ERR_CLAIM && count) *count = n;
    en_arena_free(&scratch);
    return status;
}

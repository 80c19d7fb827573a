/* The matching with couples in which the fewest wishes block.
 *
 * If exactly the wishes of a set block a matching, it is stable in the market where these were given up; and
 * a matching that is stable there is blocked by none but these. So the fewest that can block are the fewest
 * to give up for a stable matching to exist. One is tried, then two, and so on. A proof that none exists
 * names the wishes that it rests on: of every set that helps, one is among those. So only these are tried as
 * the first, and likewise for each as the second; a wish that was tried is not tried again beside those after
 * it.
 */
#include "couples_search.h"

/* What might be given up: wishes of singles, and behind them joint wishes. */
typedef struct given_up {
    uint32_t *list;
    uint32_t count;
} given_up;

typedef struct giving {
    search *search;
    uint32_t wishes; /* from here on, joint wishes */
    bool *barred;    /* tried before */
    uint32_t *wish;
} giving;

static bool *flag_of(giving *g, uint32_t which)
{
    return which < g->wishes ? &g->search->given_up_wish[which]
                             : &g->search->given_up_joint[which - g->wishes];
}

static void note(const giving *g, given_up *tries, bool used, uint32_t which)
{
    if (!used || g->barred[which]) return;
    if (tries->list) tries->list[tries->count] = which;
    tries->count++;
}

/* Couples as they stand, then singles by `order`, each with the best first. */
static void list_used(const giving *g, given_up *tries)
{
    const search *s = g->search;
    const en_match_problem *problem = s->m->problem;
    tries->count = 0;
    for (uint32_t c = 0; c < s->m->couples->count; c++)
        for (uint32_t j = s->m->couples->couples[c].begin; j < s->m->couples->couples[c].end; j++)
            note(g, tries, s->used_joint[j], g->wishes + j);
    for (uint32_t k = 0; k < problem->applicants; k++) {
        uint32_t i = s->m->couples->order[k];
        for (uint32_t w = problem->wish_begin[i]; w < problem->wish_begin[i + 1]; w++)
            note(g, tries, s->used_wish[w], w);
    }
}

static en_status make_tries(const giving *g, en_arena *arena, given_up *tries)
{
    *tries = (given_up){0};
    list_used(g, tries);
    tries->list = en_arena_raw(arena, tries->count, sizeof *tries->list);
    if (!tries->list) return EN_ERR_MEMORY;
    list_used(g, tries);
    return EN_OK;
}

static en_status give_up(giving *g, uint32_t more);

static en_status try_all(giving *g, const given_up *tries, uint32_t more)
{
    en_status status = EN_ERR_IMPOSSIBLE;
    uint32_t k = 0;
    for (; k < tries->count && status == EN_ERR_IMPOSSIBLE; k++) {
        *flag_of(g, tries->list[k]) = true;
        status = give_up(g, more - 1);
        *flag_of(g, tries->list[k]) = false;
        g->barred[tries->list[k]] = true;
    }
    while (k > 0) g->barred[tries->list[--k]] = false;
    return status;
}

/* Whether there is a stable matching with at most so many more given up. */
static en_status give_up(giving *g, uint32_t more)
{
    en_status status = find_stable(g->search, g->wish);
    if (status != EN_ERR_IMPOSSIBLE || more == 0) return status;
    given_up tries;
    en_arena arena = en_arena_make(g->search->context ? g->search->context->allocator : NULL);
    status = make_tries(g, &arena, &tries);
    if (status == EN_OK) status = try_all(g, &tries, more);
    en_arena_free(&arena);
    return status;
}

static en_status give_up_ever_more(giving *g, uint32_t *least)
{
    uint32_t known = *least;
    for (*least = 0; *least < known; ++*least) {
        en_status status = give_up(g, *least);
        if (status != EN_ERR_IMPOSSIBLE) return status;
    }
    return EN_OK;
}

en_status find_fewest(const couples_market *m, uint64_t most_nodes, const en_context *context, uint32_t *wish,
                      uint32_t *least, uint64_t *nodes)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    search s = {.most_nodes = most_nodes};
    giving g = {.search = &s, .wishes = wish_count(m->problem), .wish = wish};
    en_status status = make_search(&s, m, context, &scratch);
    if (status == EN_OK) {
        g.barred = en_arena_array(&scratch, (size_t)g.wishes + s.joints, sizeof *g.barred);
        status = g.barred ? give_up_ever_more(&g, least) : EN_ERR_MEMORY;
    }
    *nodes = s.nodes;
    en_arena_free(&scratch);
    return status;
}

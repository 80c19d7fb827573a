/* See callers.h. */
#include "callers.h"

#include <stdlib.h>

struct caller_count {
    caller_count *next;
    int64_t open;
    char name[ADDRESS_BYTES];
};

/* FNV-1a. Whoever has addresses whose chains are the same makes them no longer than there are connections. */
static caller_count **chain_of(callers *all, const char *name)
{
    uint32_t hash = 2166136261u;
    for (const char *c = name; *c; c++) hash = (hash ^ (unsigned char)*c) * 16777619u;
    return &all->chains[(hash ^ hash >> 16) % CALLER_CHAINS];
}

static caller_count *make(caller_count **chain, const caller *from)
{
    caller_count *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    memcpy(made->name, from->name, sizeof made->name);
    made->next = *chain;
    *chain = made;
    return made;
}

caller_count *callers_add(callers *all, const caller *from, int64_t most)
{
    caller_count **chain = chain_of(all, from->name), *one = *chain;
    while (one && strcmp(one->name, from->name) != 0) one = one->next;
    if (most < 1 || (one && one->open >= most)) return NULL;
    if (!one) one = make(chain, from);
    if (one) one->open++;
    return one;
}

void callers_remove(callers *all, caller_count *one)
{
    if (!one || --one->open > 0) return;
    caller_count **at = chain_of(all, one->name);
    while (*at != one) at = &(*at)->next;
    *at = one->next;
    free(one);
}

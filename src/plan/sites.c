/* See sites.h. */
#include "sites.h"

#include <string.h>

static uint32_t hash(const en_site *s)
{
    uint64_t h = ((uint64_t)s->slot << 32 | s->node) * 0x9E3779B97F4A7C15u;
    h ^= ((uint64_t)s->formula << 32 | s->element) * 0xC2B2AE3D27D4EB4Fu;
    h = (h ^ h >> 29) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(h ^ h >> 32);
}

static struct en_site_entry *entry_of(const en_sites *sites, en_site site)
{
    uint32_t at = hash(&site) & (sites->room - 1);
    while (sites->at[at].taken && memcmp(&sites->at[at].site, &site, sizeof site) != 0)
        at = (at + 1) & (sites->room - 1);
    return &sites->at[at];
}

uint32_t en_sites_find(const en_sites *sites, en_site site)
{
    if (sites->room == 0) return EN_SITES_NONE;
    const struct en_site_entry *entry = entry_of(sites, site);
    return entry->taken ? entry->number : EN_SITES_NONE;
}

static bool grow(en_sites *sites, const en_allocator *allocator)
{
    en_sites more = {.room = sites->room ? sites->room * 2 : 64, .count = sites->count};
    more.at = allocator->resize(allocator->user, NULL, more.room * sizeof *more.at);
    if (!more.at) return false;
    memset(more.at, 0, more.room * sizeof *more.at);
    for (uint32_t k = 0; k < sites->room; k++)
        if (sites->at[k].taken) *entry_of(&more, sites->at[k].site) = sites->at[k];
    en_sites_free(sites, allocator);
    *sites = more;
    return true;
}

bool en_sites_add(en_sites *sites, const en_allocator *allocator, en_site site, uint32_t number)
{
    if (2 * sites->count >= sites->room && !grow(sites, allocator)) return false;
    *entry_of(sites, site) = (struct en_site_entry){.site = site, .number = number, .taken = true};
    sites->count++;
    return true;
}

void en_sites_free(en_sites *sites, const en_allocator *allocator)
{
    if (sites->at) allocator->resize(allocator->user, sites->at, 0);
    *sites = (en_sites){0};
}

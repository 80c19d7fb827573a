/* Numbers by where something stands: a hash table that grows, of four numbers to one.
 * Bound: constant time on average. */
#ifndef EN_PLAN_SITES_H
#define EN_PLAN_SITES_H

#include "memory.h"

typedef struct en_site {
    uint32_t slot, formula, node, element;
} en_site;

typedef struct en_sites {
    struct en_site_entry {
        en_site site;
        uint32_t number;
        bool taken;
    } * at;
    uint32_t count, room;
} en_sites;

#define EN_SITES_NONE UINT32_MAX

/* The number of a site, or EN_SITES_NONE. */
uint32_t en_sites_find(const en_sites *sites, en_site site);
/* The site is new. False where memory is out. */
EN_MUST_USE bool en_sites_add(en_sites *sites, const en_allocator *allocator, en_site site, uint32_t number);
void en_sites_free(en_sites *sites, const en_allocator *allocator);

#endif

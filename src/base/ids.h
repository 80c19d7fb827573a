/* Ids and their indices: an open hash table over slices. The slices are borrowed and must outlive it. */
#ifndef EN_IDS_H
#define EN_IDS_H

#include "str.h"

#define EN_IDS_NONE UINT32_MAX

typedef struct en_ids_slot {
    uint64_t head, tail;  /* the first and the last eight bytes of the id, which may overlap */
    uint32_t size, index; /* index EN_IDS_NONE: free */
} en_ids_slot;

typedef struct en_ids {
    en_str *ids; /* by index, in the order of adding */
    uint32_t count;
    uint32_t mask;
    en_ids_slot *slots;
} en_ids;

/* A table for at most `most` ids; false when memory is out or `most` is 2^31 or more. */
EN_MUST_USE bool en_ids_make(en_arena *arena, size_t most, en_ids *ids);

/* The index of an id, or EN_IDS_NONE. */
uint32_t en_ids_find(const en_ids *ids, en_str id);

/* A look-up in two steps. A large table is not in the cache: what is started, and finished some look-ups
 * later, need not wait for memory. */
typedef struct en_ids_lookup {
    const en_ids *ids;
    en_str id;
    uint32_t at; /* the slot where the search begins */
} en_ids_lookup;

en_ids_lookup en_ids_start(const en_ids *ids, en_str id);
uint32_t en_ids_finish(const en_ids_lookup *lookup); /* as en_ids_find */

/* Adds an id; returns its index. *known: it was there already. There is room for it. */
uint32_t en_ids_add(en_ids *ids, en_str id, bool *known);

/* Adds ids[0] to ids[count − 1], which were put there, to a table that has none; waits less for memory than
 * one call after the other. False, and the table is empty again, where one of them is there twice. */
EN_MUST_USE bool en_ids_fill(en_ids *ids, uint32_t count);

/* order[k] = the index of the k-th of `count` ids by their bytes, which are all different; false when memory
 * is out. O(count) where they stand in that order, else O(count · log count). */
EN_MUST_USE bool en_ids_order(const en_str *ids, uint32_t count, uint32_t *order);

#endif

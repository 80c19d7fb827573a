/* Ids and their indices: linear probing at most half full. A slot holds both ends of its id, so that ids of
 * up to sixteen bytes are compared without a look at the text. See ids.h. */
#include "ids.h"

#include <assert.h>
#include <stdlib.h>

static uint64_t load(const char *at, size_t n)
{
    uint64_t word = 0;
    memcpy(&word, at, n);
    return word;
}

/* The first and the last eight bytes; of shorter ids all, in some order. */
typedef struct ends {
    uint64_t head, tail;
} ends;

static inline ends ends_of(en_str s)
{
    if (s.size >= 8) return (ends){load(s.at, 8), load(s.at + s.size - 8, 8)};
    if (s.size >= 4) return (ends){load(s.at, 4) | load(s.at + s.size - 4, 4) << 32, 0};
    uint64_t head = 0;
    for (size_t i = 0; i < s.size; i++) head = head << 8 | (unsigned char)s.at[i];
    return (ends){head, 0};
}

/* Every bit of a word reaches the low bits of the hash. */
static inline uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    hash = (hash ^ hash >> 32) * 0xC2B2AE3D27D4EB4Fu;
    return hash ^ hash >> 29;
}

/* Blocks of eight bytes; the last one overlaps. */
static inline uint32_t start_of(const en_ids *ids, en_str s, ends e)
{
    uint64_t hash = mix(s.size, e.head);
    for (size_t i = 8; i + 8 < s.size; i += 8) hash = mix(hash, load(s.at + i, 8));
    return (uint32_t)(s.size > 8 ? mix(hash, e.tail) : hash) & ids->mask;
}

bool en_ids_make(en_arena *arena, size_t most, en_ids *ids)
{
    if (most >= (size_t)1 << 31) return false;
    size_t slots = 16;
    while (slots < 2 * most) slots *= 2;
    *ids = (en_ids){.mask = (uint32_t)(slots - 1)};
    ids->ids = en_arena_raw(arena, most, sizeof *ids->ids);
    ids->slots = en_arena_raw(arena, slots, sizeof *ids->slots);
    if (ids->slots) memset(ids->slots, 0xFF, slots * sizeof *ids->slots);
    return ids->ids && ids->slots;
}

/* The slot that holds the id, or the free one where it would go. */
static inline en_ids_slot *slot_of(const en_ids *ids, en_str id, ends e, uint32_t start)
{
    for (uint32_t at = start;; at = (at + 1) & ids->mask) {
        en_ids_slot *slot = &ids->slots[at];
        if (slot->index == EN_IDS_NONE) return slot;
        if (slot->head != e.head || slot->tail != e.tail || slot->size != id.size) continue;
        if (id.size <= 16 || en_str_equal(ids->ids[slot->index], id)) return slot;
    }
}

en_ids_lookup en_ids_start(const en_ids *ids, en_str id)
{
    en_ids_lookup lookup = {ids, id, start_of(ids, id, ends_of(id))};
    const en_ids_slot *slot = &ids->slots[lookup.at];
    __builtin_prefetch(&slot->head);
    __builtin_prefetch(&slot->index); /* a slot may lie across two cache lines */
    return lookup;
}

uint32_t en_ids_finish(const en_ids_lookup *lookup)
{
    return slot_of(lookup->ids, lookup->id, ends_of(lookup->id), lookup->at)->index;
}

uint32_t en_ids_find(const en_ids *ids, en_str id)
{
    ends e = ends_of(id);
    return slot_of(ids, id, e, start_of(ids, id, e))->index;
}

uint32_t en_ids_add(en_ids *ids, en_str id, bool *known)
{
    ends e = ends_of(id);
    en_ids_slot *slot = slot_of(ids, id, e, start_of(ids, id, e));
    *known = slot->index != EN_IDS_NONE;
    if (*known) return slot->index;
    assert(2 * (size_t)ids->count <= ids->mask);
    *slot = (en_ids_slot){e.head, e.tail, (uint32_t)id.size, ids->count};
    ids->ids[ids->count] = id;
    return ids->count++;
}

/* Always inlined: a call that only prefetches is dropped. */
__attribute__((always_inline)) static inline void fetch_slot(const en_ids *ids, en_str id)
{
    const en_ids_slot *slot = &ids->slots[start_of(ids, id, ends_of(id))];
    __builtin_prefetch(&slot->head, 1);
    __builtin_prefetch(&slot->index, 1);
}

bool en_ids_fill(en_ids *ids, uint32_t count)
{
    enum { AHEAD = 16 };
    bool known = false;
    ids->count = 0;
    for (uint32_t i = 0; i < count && !known; i++) {
        if (i + AHEAD < count) fetch_slot(ids, ids->ids[i + AHEAD]);
        (void)en_ids_add(ids, ids->ids[i], &known);
    }
    if (!known) return true;
    memset(ids->slots, 0xFF, ((size_t)ids->mask + 1) * sizeof *ids->slots);
    ids->count = 0;
    return false;
}

static int by_bytes(const void *a, const void *b)
{
    return en_str_compare(**(const en_str *const *)a, **(const en_str *const *)b);
}

bool en_ids_order(const en_str *ids, uint32_t count, uint32_t *order)
{
    bool sorted = true;
    for (uint32_t k = 1; k < count && sorted; k++) sorted = en_str_compare(ids[k - 1], ids[k]) < 0;
    for (uint32_t k = 0; k < count; k++) order[k] = k;
    if (sorted) return true;
    en_arena scratch = en_arena_make(NULL);
    const en_str **pointers = en_arena_raw(&scratch, count, sizeof *pointers);
    if (pointers) {
        for (uint32_t k = 0; k < count; k++) pointers[k] = &ids[k];
        qsort(pointers, count, sizeof *pointers, by_bytes);
        for (uint32_t k = 0; k < count; k++) order[k] = (uint32_t)(pointers[k] - ids);
    }
    en_arena_free(&scratch);
    return pointers != NULL;
}

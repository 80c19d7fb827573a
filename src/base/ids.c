/* Ids and their indices: linear probing at most half full, with the upper hash half in the slot. See ids.h. */
#include "ids.h"

#include <assert.h>

static uint64_t mix(uint64_t a)
{
    a ^= a >> 32;
    a *= 0xD6E8FEB86659FD93u;
    return a ^ (a >> 32);
}

static uint64_t hash(en_str id)
{
    uint64_t h = 0x9E3779B97F4A7C15u ^ id.size, word;
    const char *at = id.at;
    size_t left = id.size;
    for (; left >= sizeof word; left -= sizeof word, at += sizeof word) {
        memcpy(&word, at, sizeof word);
        h = mix(h ^ word) * 0xFF51AFD7ED558CCDu;
    }
    word = 0;
    for (size_t i = 0; i < left; i++) word |= (uint64_t)(unsigned char)at[i] << (8 * i);
    return mix(h ^ word);
}

bool en_ids_make(en_arena *arena, size_t most, en_ids *ids)
{
    if (most >= (size_t)1 << 31) return false;
    size_t slots = 16;
    while (slots < 2 * most) slots *= 2;
    *ids = (en_ids){.mask = (uint32_t)(slots - 1)};
    ids->ids = en_arena_raw(arena, most, sizeof *ids->ids);
    ids->slots = en_arena_array(arena, slots, sizeof *ids->slots);
    return ids->ids && ids->slots;
}

/* The slot that holds the id, or the free one where it would go. */
static uint64_t *slot_of(const en_ids *ids, en_str id, uint64_t h)
{
    for (uint32_t at = (uint32_t)h & ids->mask;; at = (at + 1) & ids->mask) {
        uint64_t *slot = &ids->slots[at];
        if (*slot == 0) return slot;
        if (*slot >> 32 == h >> 32 && en_str_equal(ids->ids[(uint32_t)*slot - 1], id)) return slot;
    }
}

uint32_t en_ids_find(const en_ids *ids, en_str id)
{
    uint64_t slot = *slot_of(ids, id, hash(id));
    return slot ? (uint32_t)slot - 1 : EN_IDS_NONE;
}

uint32_t en_ids_add(en_ids *ids, en_str id, bool *known)
{
    uint64_t h = hash(id), *slot = slot_of(ids, id, h);
    *known = *slot != 0;
    if (*known) return (uint32_t)*slot - 1;
    assert(2 * (size_t)ids->count <= ids->mask);
    *slot = (h >> 32 << 32) | (ids->count + 1);
    ids->ids[ids->count] = id;
    return ids->count++;
}

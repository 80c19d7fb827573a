/* Ids and their index: open addressing with linear probing, at most half full. A slot holds the first bytes of its id, so that
 * short ids are compared without a look at the text. */
#include "verify.h"

static uint64_t load(const char *at, size_t n)
{
    uint64_t word = 0;
    memcpy(&word, at, n);
    return word;
}

/* The first eight bytes; of shorter ids all, in some order. */
static uint64_t head_of(en_str s)
{
    if (s.size >= 8) return load(s.at, 8);
    if (s.size >= 4) return load(s.at, 4) | load(s.at + s.size - 4, 4) << 32;
    uint64_t head = 0;
    for (size_t i = 0; i < s.size; i++) head = head << 8 | (unsigned char)s.at[i];
    return head;
}

/* Every bit of a word reaches the low bits of the hash. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    hash = (hash ^ hash >> 32) * 0xC2B2AE3D27D4EB4Fu;
    return hash ^ hash >> 29;
}

/* Blocks of eight bytes; the last one overlaps. */
static uint64_t hash_of(en_str s, uint64_t head)
{
    uint64_t hash = mix(s.size, head);
    for (size_t i = 8; i < s.size; i += 8) hash = mix(hash, load(s.at + (i + 8 < s.size ? i : s.size - 8), 8));
    return hash;
}

bool en_verify_ids_make(en_arena *arena, size_t most, en_verify_ids *ids)
{
    size_t slots = 16;
    while (slots / 2 < most) slots *= 2;
    *ids = (en_verify_ids){.mask = slots - 1};
    ids->names = en_arena_raw(arena, most, sizeof *ids->names);
    ids->slots = en_arena_raw(arena, slots, sizeof *ids->slots);
    if (ids->slots) memset(ids->slots, 0xFF, slots * sizeof *ids->slots);
    return ids->names && ids->slots;
}

/* The slot that has the name, or the free one where it belongs. */
static en_verify_slot *slot_of(const en_verify_ids *ids, en_str name)
{
    uint64_t head = head_of(name);
    for (size_t i = hash_of(name, head) & ids->mask;; i = (i + 1) & ids->mask) {
        en_verify_slot *slot = &ids->slots[i];
        if (slot->index == EN_VERIFY_NONE) return slot;
        if (slot->head != head || slot->size != name.size) continue;
        if (name.size <= 8 || en_str_equal(ids->names[slot->index], name)) return slot;
    }
}

bool en_verify_ids_add(en_verify_ids *ids, en_str name)
{
    en_verify_slot *slot = slot_of(ids, name);
    if (slot->index != EN_VERIFY_NONE) return false;
    *slot = (en_verify_slot){head_of(name), (uint32_t)name.size, (uint32_t)ids->count};
    ids->names[ids->count++] = name;
    return true;
}

uint32_t en_verify_ids_find(const en_verify_ids *ids, en_str cell, en_arena *arena)
{
    uint32_t index = slot_of(ids, cell)->index;
    en_str id;
    if (index != EN_VERIFY_NONE || en_id_normalise(arena, cell, &id) != EN_ID_FINE) return index;
    return slot_of(ids, id)->index;
}

/* Rows by key, in two stable steps: into buckets of neighbouring keys, then bucket by bucket, side by side.
 * Memory is then written in few places at a time. See group.h. */
#include "group.h"

enum { MOST_BUCKETS = 128 };

/* Rows on their way. A bucket holds those of 2^shift keys. */
typedef struct sorting {
    uint64_t *at, *bucketed;
    size_t words, count, keys;
    const uint32_t *first;
    uint32_t *next; /* by key: where the next row goes */
    unsigned shift;
} sorting;

static inline uint32_t key_of(const uint64_t *row)
{
    uint32_t key;
    memcpy(&key, row, sizeof key);
    return key;
}

static inline void copy(const sorting *s, uint64_t *to, size_t row, const uint64_t *from, size_t old)
{
    for (size_t i = 0; i < s->words; i++) to[row * s->words + i] = from[old * s->words + i];
}

/* Into buckets, in the order of the rows. */
static void fill_buckets(const sorting *s)
{
    uint32_t next[MOST_BUCKETS];
    for (size_t k = 0; k < s->keys; k += (size_t)1 << s->shift) next[k >> s->shift] = s->first[k];
    for (size_t i = 0; i < s->count; i++)
        copy(s, s->bucketed, next[key_of(s->at + i * s->words) >> s->shift]++, s->at, i);
}

static void empty_bucket(void *shared, size_t bucket)
{
    const sorting *s = shared;
    size_t end = (bucket + 1) << s->shift;
    uint32_t last = s->first[end < s->keys ? end : s->keys];
    for (uint32_t i = s->first[bucket << s->shift]; i < last; i++)
        copy(s, s->at, s->next[key_of(s->bucketed + i * s->words)]++, s->bucketed, i);
}

static bool sort_rows(const en_context *context, sorting *s)
{
    en_arena arena = en_arena_make(NULL);
    s->bucketed = en_arena_raw(&arena, s->count, s->words * sizeof *s->bucketed);
    s->next = en_arena_raw(&arena, s->keys, sizeof *s->next);
    bool made = s->bucketed && s->next;
    if (made) {
        while ((s->keys - 1) >> s->shift >= MOST_BUCKETS) s->shift++;
        memcpy(s->next, s->first, s->keys * sizeof *s->next);
        fill_buckets(s);
        en_run(context, empty_bucket, s, ((s->keys - 1) >> s->shift) + 1);
    }
    en_arena_free(&arena);
    return made;
}

bool en_group_rows(const en_context *context, uint64_t *at, size_t words, size_t *count, size_t keys,
                   uint32_t *first)
{
    sorting s = {.at = at, .words = words, .keys = keys, .first = first};
    uint32_t before = 0;
    bool grouped = true;
    memset(first, 0, (keys + 1) * sizeof *first);
    for (size_t i = 0; i < *count; i++) {
        uint32_t key = key_of(at + i * words);
        if (key == EN_IDS_NONE) continue;
        if (s.count != i) copy(&s, at, s.count, at, i);
        grouped = grouped && before <= key;
        before = key;
        first[key + 1]++;
        s.count++;
    }
    *count = s.count;
    for (size_t k = 0; k < keys; k++) first[k + 1] += first[k];
    return grouped || sort_rows(context, &s);
}

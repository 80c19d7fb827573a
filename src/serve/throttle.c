/* See throttle.h. */
#include "throttle.h"

#include "sha256.h"

void en_throttle_make(en_throttle *throttle, en_throttle_limits limits,
                      const unsigned char key[EN_THROTTLE_KEY_BYTES])
{
    memset(throttle, 0, sizeof *throttle);
    throttle->limits = limits;
    memcpy(throttle->key, key, EN_THROTTLE_KEY_BYTES);
    pthread_mutex_init(&throttle->lock, NULL);
}

void en_throttle_free(en_throttle *throttle) { pthread_mutex_destroy(&throttle->lock); }

static uint64_t hash_of(const en_throttle *throttle, en_str name)
{
    unsigned char digest[EN_SHA256_BYTES];
    uint64_t hash;
    en_sha256 state;
    en_sha256_start(&state);
    en_sha256_add(&state, throttle->key, EN_THROTTLE_KEY_BYTES);
    en_sha256_add(&state, name.at, name.size);
    en_sha256_end(&state, digest);
    memcpy(&hash, digest, sizeof hash);
    return hash ? hash : 1;
}

static bool is_forgotten(const en_throttle *throttle, const en_throttle_slot *slot, int64_t now)
{
    return slot->name == 0 || now - slot->last >= throttle->limits.forget_seconds * 1000;
}

static en_throttle_slot *find(en_throttle *throttle, uint64_t name)
{
    en_throttle_slot *set = throttle->slots[name % EN_THROTTLE_SETS];
    for (size_t i = 0; i < EN_THROTTLE_WAYS; i++)
        if (set[i].name == name) return &set[i];
    return NULL;
}

/* Whether a gives way rather than b. */
static bool gives_way(const en_throttle_slot *a, const en_throttle_slot *b)
{
    return a->failures != b->failures ? a->failures < b->failures : a->last < b->last;
}

/* The slot of the name, which takes another's place if it has none. */
static en_throttle_slot *slot_of(en_throttle *throttle, uint64_t name, int64_t now)
{
    en_throttle_slot *slot = find(throttle, name), *set = throttle->slots[name % EN_THROTTLE_SETS];
    if (slot && !is_forgotten(throttle, slot, now)) return slot;
    for (size_t i = 0; i < EN_THROTTLE_WAYS && !slot; i++)
        if (is_forgotten(throttle, &set[i], now)) slot = &set[i];
    if (!slot) {
        slot = &set[0];
        for (size_t i = 1; i < EN_THROTTLE_WAYS; i++)
            if (gives_way(&set[i], slot)) slot = &set[i];
    }
    *slot = (en_throttle_slot){.name = name};
    return slot;
}

static int64_t wait_after(const en_throttle_limits *limits, uint32_t failures)
{
    if (failures <= limits->free) return 0;
    uint32_t doublings = failures - limits->free - 1;
    int64_t wait = doublings < 30 ? (int64_t)1 << doublings : limits->most_seconds;
    return wait < limits->most_seconds ? wait : limits->most_seconds;
}

int64_t en_throttle_begin(en_throttle *throttle, en_str name, int64_t now)
{
    uint64_t hash = hash_of(throttle, name);
    pthread_mutex_lock(&throttle->lock);
    en_throttle_slot *slot = slot_of(throttle, hash, now);
    int64_t wait = slot->until > now ? (slot->until - now + 999) / 1000 : 0;
    if (wait == 0) {
        slot->failures++;
        slot->last = now;
        slot->until = now + wait_after(&throttle->limits, slot->failures) * 1000;
    }
    pthread_mutex_unlock(&throttle->lock);
    return wait;
}

bool en_throttle_knows(en_throttle *throttle, en_str name, int64_t now)
{
    uint64_t hash = hash_of(throttle, name);
    pthread_mutex_lock(&throttle->lock);
    const en_throttle_slot *slot = find(throttle, hash);
    bool is_known = slot && !is_forgotten(throttle, slot, now);
    pthread_mutex_unlock(&throttle->lock);
    return is_known;
}

void en_throttle_take_back(en_throttle *throttle, en_str name, int64_t now)
{
    uint64_t hash = hash_of(throttle, name);
    pthread_mutex_lock(&throttle->lock);
    en_throttle_slot *slot = find(throttle, hash);
    if (slot && slot->failures > 0) {
        slot->failures--;
        slot->until = now;
    }
    pthread_mutex_unlock(&throttle->lock);
}

void en_throttle_forget(en_throttle *throttle, en_str name)
{
    uint64_t hash = hash_of(throttle, name);
    pthread_mutex_lock(&throttle->lock);
    en_throttle_slot *slot = find(throttle, hash);
    if (slot) *slot = (en_throttle_slot){0};
    pthread_mutex_unlock(&throttle->lock);
}

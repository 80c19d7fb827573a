/* The keys that a JSON object may have, and what their values are. */
#ifndef EN_KNOWN_KEYS_H
#define EN_KNOWN_KEYS_H

#include "json.h"

typedef struct en_known_key {
    const char *name;
    json_type type;
    bool or_object;            /* an object will do too */
    const char *const *values; /* the texts that it may be, up to a NULL; or NULL: any */
    int *index;                /* receives the index of the value; or NULL */
} en_known_key;

/* Reports keys that are unknown, of another type or another value, by the words given. A key that is missing
 * leaves its index as it is. */
EN_MUST_USE en_status en_known_keys_check(json_t *object, en_str file, size_t count, const en_known_key *keys,
                                          en_word malformed, en_word unknown, en_report *report);

#endif

/* Brings rows that share a key together, in the order in which they came: as a table's rows reach the ids
 * that they speak of. Bound: linear. */
#ifndef EN_GROUP_H
#define EN_GROUP_H

#include "context.h"
#include "ids.h"

/* A row is `words` times eight bytes and starts with its key, a uint32_t below `keys`; rows with the key
 * EN_IDS_NONE are dropped. *count: how many there are, and afterwards how many are left. Those of key k are
 * then at[first[k]] … at[first[k + 1] − 1]; first has room for keys + 1. False when memory is out. */
EN_MUST_USE bool en_group_rows(const en_context *context, uint64_t *at, size_t words, size_t *count,
                               size_t keys, uint32_t *first);

#endif

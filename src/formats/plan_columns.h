/* The value of --columns: one CSV record of names, in which commas inside brackets, as in people[a,b],
 * separate nothing. */
#ifndef EN_PLAN_COLUMNS_H
#define EN_PLAN_COLUMNS_H

#include "str.h"

/* The next name of a record, trimmed, without its quotes, in the arena; steps over it. False at the end.
 * name->at NULL: memory is out. */
EN_MUST_USE bool en_columns_next(const char **rest, en_arena *arena, en_str *name);

#endif

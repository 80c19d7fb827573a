/* What of a lottery's commitment the handlers of rules share. See lottery.c. */
#ifndef EN_SERVE_LOTTERY_H
#define EN_SERVE_LOTTERY_H

#include "rounds_parts.h"

/* What the log names of a change of rules: "rules", and each part of the lottery that is another than before.
 */
enum { LOTTERY_MOST_FIELDS = 5 };
size_t lottery_fields(const en_round_rules *before, const en_round_rules *after,
                      en_str fields[LOTTERY_MOST_FIELDS]);

/* The rules as they are kept, in the request's arena; json may be NULL, and is json_decref'ed otherwise. */
EN_MUST_USE en_status lottery_read_rules(en_request *request, en_store *store, const en_stored_round *round,
                                         json_t **json, en_round_rules *rules);

#endif

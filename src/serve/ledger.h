/* What handlers over the ledger share. */
#ifndef EN_SERVE_LEDGER_H
#define EN_SERVE_LEDGER_H

#include "request.h"

/* Sets the tag of what follows from the whole ledger; *has: the asker has this state. */
EN_MUST_USE en_status ledger_has(en_request *request, bool *has);

/* The tag of a state with this number, in this language; empty when memory is out. */
en_str ledger_tag(en_request *request, int64_t number);

#endif

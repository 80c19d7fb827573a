/* Between unit_names.c, which knows names, and unit_read.c, which reads expressions of them. */
#ifndef EN_PLAN_UNIT_READ_H
#define EN_PLAN_UNIT_READ_H

#include "unit_names.h"

/* The unit of a name by its key; written: for messages, if it is new. */
en_unit_fault en_unit_named(en_unit_names *names, en_str key, en_str written, en_unit *unit);

#endif

/* Couples in enishi-verify: joint.csv, what blocks, and the proof that no matching has fewer that block. */
#ifndef EN_VERIFY_JOINT_H
#define EN_VERIFY_JOINT_H

#include "verify.h"

/* Whether every matching is blocked by so many wishes at least; false too where the search for one that is
 * not reaches its limit. */
EN_MUST_USE en_status en_verify_prove_blocked(const en_verify *v, size_t least, bool *proven);

#endif

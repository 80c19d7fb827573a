/* Explaining a wish of somebody who applies in a couple. See explain.h. */
#ifndef EN_EXPLAIN_JOINT_H
#define EN_EXPLAIN_JOINT_H

#include "explain.h"

static inline bool explain_is_joint(const en_round *round, uint32_t applicant)
{
    return round->couple_of && round->couple_of[applicant] != EN_MATCH_NONE;
}

/* Whether the couple got what it prefers to every joint wish that names the wish. */
bool explain_joint_not_asked(const en_round *round, const en_round_result *result, uint32_t applicant,
                             uint32_t wish);

/* Of the best joint wish that names the wish, which is preferred to what the couple got: who kept it from
 * coming true. */
void explain_tell_joint(const en_round *round, const en_round_result *result, uint32_t applicant,
                        en_wish_story *story);

/* The sentence that tells it. */
void explain_add_joint(en_text *text, en_language language, const en_wish_story *story);

#endif

/* What the rules of a round do, and what a result claims, in the words of the page. */
#ifndef EN_RULES_WORDS_H
#define EN_RULES_WORDS_H

#include "round.h"

/* The sentences of round.json, one behind the other: mechanism, ties, lottery, eligibility. */
void en_rules_add_words(en_text *text, en_language language, const en_round *round);

/* What a claim of a certificate says; its name where no words are known for it. */
void en_claim_add_words(en_text *text, en_language language, en_str claim);

#endif

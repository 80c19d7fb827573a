/* Keys that put names in the order in which people look for them: compared byte by byte, they sort as the
 * language does. */
#ifndef EN_ORDER_H
#define EN_ORDER_H

#include "words.h"

enum { EN_SORT_KEY_CHARACTERS = 64, EN_SORT_KEY_MOST_BYTES = 576 };

/* Adds the key of the first EN_SORT_KEY_CHARACTERS characters of a text, or as much of them as a bounded key
 * holds; keys are made in one language for
 * all that is sorted together. */
void en_sort_key_add(en_text *key, en_str text, en_language language);

#endif

/* What a verification found, for people and for programs. */
#ifndef EN_VERIFY_SHOW_H
#define EN_VERIFY_SHOW_H

#include "verify.h"
#include "words.h"

/* A line for each check, its problems below it, and a last line that says whether all holds. */
void en_verify_show(en_text *out, en_language language, const en_verify *v);

/* What is wrong with the input, a line each. */
void en_verify_show_input(en_text *out, en_language language, const en_verify *v);

/* Both as one JSON object. */
void en_verify_show_json(en_text *out, en_language language, const en_verify *v, en_status status);

#endif

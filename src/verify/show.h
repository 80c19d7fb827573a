/* What a verification found, for people and for programs. */
#ifndef EN_VERIFY_SHOW_H
#define EN_VERIFY_SHOW_H

#include "verify.h"
#include "words.h"

/* A line for each check, its problems below it, and a last line that says whether all holds; to `errors`, what is wrong with the input. */
void en_verify_show(en_text *out, en_text *errors, en_language language, const en_verify *v, en_status status);

/* All of it as one JSON object. */
void en_verify_show_json(en_text *out, en_language language, const en_verify *v, en_status status);

#endif

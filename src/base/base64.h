/* Bytes as base64url without padding (RFC 4648, section 5), and back. */
#ifndef EN_BASE64_H
#define EN_BASE64_H

#include "str.h"

void en_base64_add(en_text *text, en_str bytes);

/* Reads exactly what en_base64_add writes; false, and nothing but a part added, for anything else. */
EN_MUST_USE bool en_base64_read(en_text *bytes, en_str text);

#endif

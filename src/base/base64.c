/* base64url. See base64.h. */
#include "base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void en_base64_add(en_text *text, en_str bytes)
{
    uint32_t held = 0;
    int bits = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        held = held << 8 | (unsigned char)bytes.at[i];
        for (bits += 8; bits >= 6; bits -= 6) en_text_add_char(text, digits[held >> (bits - 6) & 63]);
    }
    if (bits > 0) en_text_add_char(text, digits[held << (6 - bits) & 63]);
}

bool en_base64_read(en_text *bytes, en_str text)
{
    uint32_t held = 0;
    int bits = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *digit = text.at[i] ? strchr(digits, text.at[i]) : NULL;
        if (!digit) return false;
        held = held << 6 | (uint32_t)(digit - digits);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        en_text_add_char(bytes, (char)(held >> bits & 0xFF));
    }
    return bits < 6 && (held & ((1u << bits) - 1)) == 0;
}

/* See cursor.h: "number:value", by RFC 4648's alphabet for addresses, without padding. */
#include "cursor.h"

#include "number.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void encode(en_text *text, en_str bytes)
{
    for (size_t i = 0; i < bytes.size; i += 3) {
        size_t left = bytes.size - i, digits = left >= 3 ? 4 : left + 1;
        uint32_t group = 0;
        for (size_t j = 0; j < 3; j++) group = group << 8 | (j < left ? (unsigned char)bytes.at[i + j] : 0U);
        for (size_t j = 0; j < digits; j++) en_text_add_char(text, alphabet[group >> (18 - 6 * j) & 63]);
    }
}

void en_cursor_write(en_json *json, int64_t number, en_str value)
{
    en_text plain = en_text_make(NULL), coded = en_text_make(NULL);
    en_text_add_int(&plain, number);
    en_text_add_char(&plain, ':');
    en_text_add(&plain, value);
    encode(&coded, en_text_str(&plain));
    en_json_key_str(json, "next", en_text_str(&coded));
    json->text->failed = json->text->failed || plain.failed || coded.failed;
    en_text_free(&plain);
    en_text_free(&coded);
}

/* The bytes; a size of 0 where it is not base64url. */
static en_str decode(en_str text, char *into)
{
    uint32_t group = 0;
    unsigned bits = 0;
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *digit = text.at[i] ? strchr(alphabet, text.at[i]) : NULL;
        if (!digit) return (en_str){0};
        group = (group << 6 | (uint32_t)(digit - alphabet)) & 0xFFFFFF;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        into[size++] = (char)(group >> bits & 0xFF);
    }
    return (en_str){into, size};
}

en_status en_cursor_refuse(en_request *request)
{
    (void)en_report_error(&request->report, EN_W_CHECK_CURSOR, (en_where){.column = en_str_of("after")});
    return en_refuse(request, 400, EN_W_SERVE_PARAMETERS, 0, NULL);
}

en_status en_cursor_read(en_request *request, int64_t *number, en_str *value)
{
    char *into = en_arena_raw(&request->arena, request->after.size + 1, 1);
    if (!into) return EN_ERR_MEMORY;
    en_str plain = decode(request->after, into);
    const char *colon = plain.size ? memchr(plain.at, ':', plain.size) : NULL;
    uint64_t read = 0;
    if (colon &&
        en_whole_read((en_str){plain.at, (size_t)(colon - plain.at)}, INT64_MAX, &read) == EN_NUMBER_FINE &&
        en_utf8_invalid(plain.at, plain.size) == plain.size) {
        *number = (int64_t)read;
        *value = (en_str){colon + 1, plain.size - (size_t)(colon + 1 - plain.at)};
        return EN_OK;
    }
    return en_cursor_refuse(request);
}

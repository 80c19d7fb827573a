/* Cursors. See list_cursor.h. The bytes: a sum of four, the number of eight, the value. */
#include "list_cursor.h"

#include "base64.h"

enum { SUM_BYTES = 4, HEAD_BYTES = SUM_BYTES + 8 };

static uint64_t mix(uint64_t hash, en_str s)
{
    for (size_t i = 0; i < s.size; i++) hash = (hash ^ (unsigned char)s.at[i]) * 1099511628211u;
    return (hash ^ hash >> 32 ^ s.size) * 0x9E3779B97F4A7C15u;
}

static void write_big_endian(char *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) at[i] = (char)(value >> (8 * (bytes - 1 - i)) & 0xFF);
}

static void write_sum(char sum[SUM_BYTES], en_str question, en_str place)
{
    write_big_endian(sum, mix(mix(14695981039346656037u, question), place) >> 32, SUM_BYTES);
}

/* A text as a copy in the arena. */
static en_str keep(en_arena *arena, en_text *text)
{
    const char *copy = text->failed ? NULL : en_arena_copy(arena, text->at, text->size);
    en_str kept = {copy, copy ? text->size : 0};
    en_text_free(text);
    return kept;
}

en_str en_list_cursor_write(en_arena *arena, en_str question, const en_list_cursor *place)
{
    en_text bytes = en_text_make(arena->allocator), text = en_text_make(arena->allocator);
    char head[HEAD_BYTES] = {0};
    write_big_endian(head + SUM_BYTES, (uint64_t)place->number, 8);
    en_text_add(&bytes, (en_str){head, HEAD_BYTES});
    en_text_add(&bytes, place->value);
    if (!bytes.failed) {
        write_sum(bytes.at, question, (en_str){bytes.at + SUM_BYTES, bytes.size - SUM_BYTES});
        en_base64_add(&text, en_text_str(&bytes));
    }
    text.failed = text.failed || bytes.failed;
    en_text_free(&bytes);
    return keep(arena, &text);
}

en_status en_list_cursor_read(en_arena *arena, en_str question, en_str text, en_report *report,
                              en_list_cursor *place)
{
    en_text read = en_text_make(arena->allocator);
    bool fine = en_base64_read(&read, text) && read.size >= HEAD_BYTES;
    en_str bytes = keep(arena, &read);
    if (!bytes.at) return EN_ERR_MEMORY;
    char sum[SUM_BYTES];
    if (fine) write_sum(sum, question, (en_str){bytes.at + SUM_BYTES, bytes.size - SUM_BYTES});
    if (!fine || memcmp(sum, bytes.at, SUM_BYTES) != 0)
        return en_report_error(report, EN_W_STORE_CURSOR,
                               (en_where){.column = en_str_of("after"), .value = text});
    uint64_t number = 0;
    for (int i = SUM_BYTES; i < HEAD_BYTES; i++) number = number << 8 | (unsigned char)bytes.at[i];
    *place = (en_list_cursor){(int64_t)number, {bytes.at + HEAD_BYTES, bytes.size - HEAD_BYTES}};
    return EN_OK;
}

/* See cursor.h. A cursor is "number:value" in base64url. */
#include "cursor.h"

#include "base64.h"
#include "number.h"

en_page en_page_begin(en_request *request, size_t found)
{
    bool goes_on = found > request->limit;
    en_page page = {en_json_to(&request->out), goes_on ? request->limit : found, goes_on};
    en_json_open(&page.json, '{');
    en_json_key(&page.json, "items");
    en_json_open(&page.json, '[');
    return page;
}

void en_cursor_write(en_json *json, int64_t number, en_str value)
{
    en_text plain = en_text_make(NULL), coded = en_text_make(NULL);
    en_text_add_int(&plain, number);
    en_text_add_char(&plain, ':');
    en_text_add(&plain, value);
    en_base64_add(&coded, en_text_str(&plain));
    en_json_key_str(json, "next", en_text_str(&coded));
    json->text->failed = json->text->failed || plain.failed || coded.failed;
    en_text_free(&plain);
    en_text_free(&coded);
}

void en_page_end(en_page *page, int64_t number, en_str value)
{
    en_json_close(&page->json, ']');
    if (page->goes_on) en_cursor_write(&page->json, number, value);
    en_json_close(&page->json, '}');
}

en_status en_cursor_refuse(en_request *request)
{
    (void)en_report_error(&request->report, EN_W_CHECK_CURSOR, (en_where){.column = en_str_of("after")});
    return en_refuse(request, 400, EN_W_SERVE_PARAMETERS, 0, NULL);
}

en_status en_cursor_read(en_request *request, int64_t *number, en_str *value)
{
    en_text decoded = en_text_make(NULL);
    bool fine = en_base64_read(&decoded, request->after);
    const char *kept = decoded.failed ? NULL : en_arena_copy(&request->arena, decoded.at, decoded.size);
    en_str plain = {kept, fine ? decoded.size : 0};
    en_text_free(&decoded);
    if (!kept) return EN_ERR_MEMORY;
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

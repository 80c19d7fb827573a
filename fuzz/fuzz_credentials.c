/* What strangers send to be let in: whom a proxy names is read as it is written again, a cookie and a key are
 * found whole or not at all, a user is made of the few characters that it may have, a password is judged by
 * its characters, and a cursor comes back as it went out. */
#include "accounts.h"
#include "address.h"
#include "credentials.h"
#include "cursor.h"
#include "fuzz.h"
#include "password_rules.h"

static void check_secret(en_str secret, en_str whole)
{
    if (secret.size == 0) return;
    fuzz_check(secret.size == EN_SECRET_BYTES && secret.at >= whole.at &&
               secret.at + secret.size <= whole.at + whole.size);
    for (size_t i = 0; i < secret.size; i++) fuzz_check(strchr("0123456789abcdef", secret.at[i]) != NULL);
}

static void check_caller(en_str text)
{
    caller read, again;
    en_str found = address_forwarded(text, 1);
    fuzz_check(found.size == 0 || (found.at >= text.at && found.at + found.size <= text.at + text.size));
    bool is_figures = address_read(found, &read);
    fuzz_check(is_figures == (*read.name != '\0'));
    if (!is_figures) return;
    fuzz_check(address_read(en_str_of(read.name), &again) && strcmp(read.name, again.name) == 0);
    fuzz_check(address_is_own_host(en_str_of(read.name), en_str_of("https://enishi.example")) ||
               strchr(read.name, ':'));
}

static void check_user(en_str text)
{
    char user[EN_USER_MOST_BYTES + 1], again[EN_USER_MOST_BYTES + 1];
    if (!en_user_read(text, user)) return;
    fuzz_check(strlen(user) == text.size);
    fuzz_check(strspn(user, "abcdefghijklmnopqrstuvwxyz0123456789._-@+") == text.size);
    fuzz_check(en_user_read(en_str_of(user), again) && strcmp(user, again) == 0);
}

static void check_password(en_str text)
{
    size_t characters = 0;
    for (size_t i = 0; i < text.size; i++) characters += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    en_password_fault fault = en_password_judge(text, en_str_of("yui"), text, 15);
    fuzz_check(fault != EN_PASSWORD_NO_MEMORY);
    fuzz_check((fault == EN_PASSWORD_SHORT) == (characters < 15));
}

static void check_cursor(en_str text)
{
    en_request request = {.arena = en_arena_make(NULL), .report = en_report_make(NULL)};
    en_text out = en_text_make(NULL);
    en_json json = en_json_to(&out);
    int64_t number = 0;
    en_str value = {0};
    en_json_open(&json, '{');
    en_cursor_write(&json, 42, text);
    en_json_close(&json, '}');
    json_t *read = en_json_read(en_text_str(&out), (en_str){0}, &request.report);
    fuzz_check(read != NULL);
    request.after = en_str_of(json_string_value(json_object_get(read, "next")));
    fuzz_check(en_cursor_read(&request, &number, &value) == EN_OK);
    fuzz_check(number == 42 && en_str_equal(value, text));
    json_decref(read);
    en_text_free(&out);
    en_report_free(&request.report);
    en_arena_free(&request.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    en_str text = {(const char *)data, size};
    if (size > 2000) return 0;
    check_secret(access_cookie(text, EN_COOKIE), text);
    check_secret(access_bearer(text), text);
    check_caller(text);
    check_user(text);
    if (en_utf8_invalid(text.at, text.size) != text.size) return 0;
    check_password(text);
    check_cursor(text);
    return 0;
}

/* Tokens and sort keys of any bytes: tokens are bounded, well-formed, hold nothing that an index or a query
 * would take for its own syntax, and are their own tokens; keys are bounded. */
#include "fuzz.h"
#include "order.h"
#include "tokens.h"

static void check_token(const en_token *token)
{
    en_str parts[] = {token->folded, token->exact};
    for (size_t i = 0; i < 2; i++) {
        fuzz_check(parts[i].size > 0 && parts[i].size <= EN_TOKEN_MOST_BYTES);
        fuzz_check(en_utf8_invalid(parts[i].at, parts[i].size) == parts[i].size);
        for (size_t k = 0; k < parts[i].size; k++) {
            unsigned char c = (unsigned char)parts[i].at[k];
            fuzz_check(c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    en_str text = {(const char *)data, size};
    en_arena arena = en_arena_make(NULL);
    en_tokens tokens;
    en_token token;
    fuzz_check(en_tokens_of(&tokens, &arena, text));
    while (en_tokens_next(&tokens, &token)) check_token(&token);
    for (int language = 0; language < EN_LANGUAGE_COUNT; language++) {
        en_text key = en_text_make(NULL);
        en_sort_key_add(&key, text, (en_language)language);
        fuzz_check(!key.failed && key.size <= EN_SORT_KEY_MOST_BYTES);
        en_text_free(&key);
    }
    en_arena_free(&arena);
    return 0;
}

/* Which passwords are tried first: programs that guess take common words, join two of them, put digits and
 * signs around, write signs for letters, repeat, and use what they know of the person.
 *
 * A password is common if at most two entries of the list cover it, where digits and ASCII signs cost nothing
 * and 0 1 3 4 5 7 @ $ ! may stand for letters: the least number of entries up to each byte, from left to
 * right. O(bytes × entries), at most some milliseconds. It is common too if it repeats fewer than 8
 * characters, or has fewer than 5 different ones.
 */
#define _DEFAULT_SOURCE
#include "password_rules.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { MOST_ENTRIES = 2, LEAST_PERIOD = 8, LEAST_DIFFERENT = 5, LEAST_OWN = 8, LEAST_PERSONAL = 3 };

static bool is_free(char c) { return (unsigned char)c < 0x80 && !(c >= 'a' && c <= 'z'); }

static bool starts_character(char c) { return ((unsigned char)c & 0xC0) != 0x80; }

static size_t characters(en_str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.size; i++) count += starts_character(s.at[i]);
    return count;
}

/* Whether c is written for this letter. */
static bool stands_for(char c, char letter)
{
    static const char signs[] = "0o1i1l3e4a5s7t@a$s!i"; /* a sign and its letter in turn */
    if (c == letter) return true;
    for (size_t i = 0; i + 1 < sizeof signs - 1; i += 2)
        if (signs[i] == c && signs[i + 1] == letter) return true;
    return false;
}

static size_t length_at(en_str s, size_t at, const char *entry)
{
    size_t i = 0;
    while (entry[i] && at + i < s.size && stands_for(s.at[at + i], entry[i])) i++;
    return entry[i] ? 0 : i;
}

static bool is_covered(en_str s, unsigned char *least)
{
    memset(least, MOST_ENTRIES + 1, s.size + 1);
    least[0] = 0;
    for (size_t i = 0; i < s.size; i++) {
        if (least[i] > MOST_ENTRIES) continue;
        if (is_free(s.at[i]) && least[i + 1] > least[i]) least[i + 1] = least[i];
        if (least[i] == MOST_ENTRIES) continue;
        for (size_t e = 0; e < en_common_password_count; e++) {
            size_t length = length_at(s, i, en_common_passwords[e]);
            if (length && least[i + length] > least[i] + 1) least[i + length] = (unsigned char)(least[i] + 1);
        }
    }
    return least[s.size] <= MOST_ENTRIES;
}

static bool repeats(en_str s)
{
    for (size_t period = 1; period < LEAST_PERIOD && period * 2 <= s.size; period++)
        if (memcmp(s.at, s.at + period, s.size - period) == 0) return true;
    return false;
}

static bool has_few_different(en_str s)
{
    bool seen[256] = {false};
    size_t different = 0;
    for (size_t i = 0; i < s.size; i++) {
        different += !seen[(unsigned char)s.at[i]];
        seen[(unsigned char)s.at[i]] = true;
    }
    return different < LEAST_DIFFERENT;
}

/* Marks in `covered` where the word stands; whether it does. */
static bool cover_word(en_str s, en_str word, unsigned char *covered)
{
    bool found = false;
    if (word.size < LEAST_PERSONAL) return false;
    for (size_t i = 0; i + word.size <= s.size; i++)
        if (memcmp(s.at + i, word.at, word.size) == 0) {
            memset(covered + i, 1, word.size);
            found = true;
        }
    return found;
}

/* The words of a text that is folded: letters and what is not ASCII. */
static bool cover_words(en_str s, en_str text, unsigned char *covered)
{
    bool found = cover_word(s, text, covered);
    for (size_t i = 0; i < text.size;) {
        size_t start = i;
        while (i < text.size && !is_free(text.at[i])) i++;
        if (cover_word(s, (en_str){text.at + start, i - start}, covered)) found = true;
        if (i == start) i++;
    }
    return found;
}

static bool is_personal(en_str s, en_str user, en_str name, unsigned char *covered)
{
    size_t own = 0;
    memset(covered, 0, s.size);
    bool by_user = cover_words(s, user, covered), by_name = cover_words(s, name, covered);
    for (size_t i = 0; i < s.size; i++) own += !covered[i] && !is_free(s.at[i]) && starts_character(s.at[i]);
    return (by_user || by_name) && own < LEAST_OWN;
}

/* Without differences of case, to be freed; NULL: no memory. */
static char *fold(en_str s, en_str *folded)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.size, &out,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
    *folded = (en_str){(char *)out, n < 0 ? 0 : (size_t)n};
    return n < 0 ? NULL : (char *)out;
}

static en_password_fault judge_folded(en_str s, en_str user, en_str name)
{
    unsigned char *marks = malloc(s.size + 1);
    if (!marks) return EN_PASSWORD_NO_MEMORY;
    en_password_fault fault = EN_PASSWORD_FINE;
    if (repeats(s) || has_few_different(s) || is_covered(s, marks)) fault = EN_PASSWORD_COMMON;
    else if (is_personal(s, user, name, marks)) fault = EN_PASSWORD_PERSONAL;
    free(marks);
    return fault;
}

en_password_fault en_password_judge(en_str password, en_str user, en_str name, size_t least)
{
    if (characters(password) < least) return EN_PASSWORD_SHORT;
    en_str folded, folded_user, folded_name;
    char *a = fold(password, &folded), *b = fold(user, &folded_user), *c = fold(name, &folded_name);
    en_password_fault fault =
        a && b && c ? judge_folded(folded, folded_user, folded_name) : EN_PASSWORD_NO_MEMORY;
    if (a) explicit_bzero(a, folded.size);
    free(a);
    free(b);
    free(c);
    return fault;
}

/* Sort keys of names in English, Vietnamese and Japanese. See order.h.
 *
 * A key is one weight a character, a zero, and then the marks. What separates words sorts first, then digits,
 * Latin letters, other letters, kana, and kanji. In Vietnamese ă, â, đ, ê, ô, ơ and ư are letters of their
 * own and the five tones are marks in the order huyền, hỏi, ngã, sắc, nặng (TCVN, and the `vi` rules of
 * CLDR): Dương comes before Đặng. Elsewhere all of these are marks. Hiragana and katakana are one, a voiced
 * kana is a marked one, a long sound is the vowel before it, and kanji follow JIS X 0208, whose first level
 * is by reading. Made here and not by ICU, because keys are kept in the database: they must not change when a
 * library does, and the program would pay for loading it. tests/base/test_order.py compares with ICU.
 */
#include "order.h"

#include "kanji.h"

#include <utf8proc.h>

enum {
    MARKS_BEGIN = 0, /* below every weight */
    BETWEEN_WORDS = 1,
    DIGITS = 2,
    LATIN = 0x10, /* four for each letter */
    OTHERS = 0x90,
    KANA = 0x94,
    KANJI_IN_ORDER = 0x98,
    KANJI = 0x9C,
    UNMARKED = 1, /* in the second half, for each character */
    MOST_MARKS = 6,
    MARK_BYTES = EN_SORT_KEY_CHARACTERS * 4,
    WEIGHT_BYTES = EN_SORT_KEY_MOST_BYTES - MARK_BYTES - 8
};

enum { GRAVE = 0x300, ACUTE = 0x301, CIRCUMFLEX = 0x302, TILDE = 0x303, BREVE = 0x306, HOOK = 0x309 };
enum { HORN = 0x31B, DOT_BELOW = 0x323, VOICED = 0x3099, HALF_VOICED = 0x309A, D_STROKE = 0x111 };
enum { HIRAGANA = 0x3041, HIRAGANA_LAST = 0x3096, KATAKANA = 0x30A1, KATAKANA_LAST = 0x30F6 };
enum { LONG_SOUND = 0x30FC, TO_HIRAGANA = KATAKANA - HIRAGANA };

typedef struct making {
    en_text *key;
    size_t begin; /* of the key in its text */
    en_language language;
    utf8proc_int32_t letter; /* that waits for its marks; 0: none */
    utf8proc_int32_t marks[MOST_MARKS];
    size_t mark_count;
    char last_vowel; /* of the kana before */
    bool between;    /* what separates words has been seen since the last letter */
    unsigned char second[MARK_BYTES];
    size_t second_size;
} making;

static void add_byte(making *m, int byte) { en_text_add_char(m->key, (char)byte); }

static void add_second(making *m, int byte)
{
    if (m->second_size < MARK_BYTES) m->second[m->second_size++] = (unsigned char)byte;
}

static int mark_weight(utf8proc_int32_t mark)
{
    static const utf8proc_int32_t known[] = {GRAVE,      HOOK, TILDE,  ACUTE,       DOT_BELOW, BREVE,
                                             CIRCUMFLEX, HORN, VOICED, HALF_VOICED, D_STROKE};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i] == mark) return UNMARKED + 1 + (int)i;
    return 0x40 + (mark & 0x3F);
}

/* Which letter of its own a marked letter is in Vietnamese: 0, if it is none. */
static int vietnamese_letter(utf8proc_int32_t letter, utf8proc_int32_t mark)
{
    switch (letter) {
    case 'a': return mark == BREVE ? 1 : mark == CIRCUMFLEX ? 2 : 0;
    case 'e': return mark == CIRCUMFLEX;
    case 'o': return mark == CIRCUMFLEX ? 1 : mark == HORN ? 2 : 0;
    case 'u': return mark == HORN;
    case 'd': return mark == D_STROKE;
    default: return 0;
    }
}

/* The vowel that each hiragana from U+3041 on ends with. */
static char vowel_of(utf8proc_int32_t hiragana)
{
    static const char vowels[] = "aaiiuueeooaaiiuueeooaaiiuueeooaaiiuuueeooaiueo"
                                 "aaaiiiuuueeeoooaiueoaauuooaiueoaaieonuae";
    return vowels[hiragana - HIRAGANA];
}

/* ぁ is あ, っ is つ, and so on. */
static utf8proc_int32_t large_kana(utf8proc_int32_t hiragana)
{
    switch (hiragana) {
    case 0x3041:
    case 0x3043:
    case 0x3045:
    case 0x3047:
    case 0x3049:
    case 0x3063:
    case 0x3083:
    case 0x3085:
    case 0x3087:
    case 0x308E: return hiragana + 1;
    case 0x3095: return 0x304B;
    case 0x3096: return 0x3051;
    default: return hiragana;
    }
}

static utf8proc_int32_t hiragana_of(utf8proc_int32_t point)
{
    if (point >= KATAKANA && point <= KATAKANA_LAST) point -= TO_HIRAGANA;
    return point >= HIRAGANA && point <= HIRAGANA_LAST ? point : 0;
}

static bool is_han(utf8proc_int32_t point)
{
    return (point >= 0x3400 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) || point >= 0x20000;
}

static void add_point(making *m, int weight, utf8proc_int32_t point)
{
    add_byte(m, weight);
    for (int shift = 16; shift >= 0; shift -= 8) add_byte(m, point >> shift & 0xFF);
}

static void add_kana(making *m, utf8proc_int32_t hiragana)
{
    m->last_vowel = vowel_of(hiragana);
    add_byte(m, KANA);
    add_byte(m, large_kana(hiragana) - HIRAGANA);
}

static void add_long_sound(making *m)
{
    static const utf8proc_int32_t vowels[] = {0x3042, 0x3044, 0x3046, 0x3048, 0x304A};
    const char *at = m->last_vowel ? strchr("aiueo", m->last_vowel) : NULL;
    if (at && *at) add_kana(m, vowels[at - &"aiueo"[0]]);
    else add_point(m, OTHERS, LONG_SOUND);
}

static void add_weight(making *m, utf8proc_int32_t letter, int of_its_own)
{
    utf8proc_int32_t kana = hiragana_of(letter);
    if (letter >= '0' && letter <= '9') add_byte(m, DIGITS + letter - '0');
    else if (letter >= 'a' && letter <= 'z') add_byte(m, LATIN + (letter - 'a') * 4 + of_its_own);
    else if (kana) add_kana(m, kana);
    else if (letter == LONG_SOUND) add_long_sound(m);
    else if (en_kanji_rank(letter)) {
        add_byte(m, KANJI_IN_ORDER);
        add_byte(m, en_kanji_rank(letter) >> 8);
        add_byte(m, en_kanji_rank(letter) & 0xFF);
    } else add_point(m, is_han(letter) ? KANJI : OTHERS, letter);
    if (!kana && letter != LONG_SOUND) m->last_vowel = 0;
}

static void add_letter(making *m)
{
    if (m->between && m->second_size > 0) {
        add_byte(m, BETWEEN_WORDS);
        add_second(m, UNMARKED);
    }
    m->between = false;
    add_second(m, UNMARKED);
    int of_its_own = 0;
    for (size_t i = 0; i < m->mark_count; i++) {
        int letter = m->language == EN_LANGUAGE_VI ? vietnamese_letter(m->letter, m->marks[i]) : 0;
        if (letter && !of_its_own) of_its_own = letter;
        else add_second(m, mark_weight(m->marks[i]));
    }
    add_weight(m, m->letter, of_its_own);
}

/* Writes the letter that has waited, with the marks that came behind it, unless the key is long enough. */
static void finish_letter(making *m)
{
    if (m->letter && m->key->size - m->begin <= WEIGHT_BYTES) add_letter(m);
    m->letter = 0;
    m->mark_count = 0;
}

static void take(making *m, utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    if (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME) {
        if (m->letter && m->mark_count < MOST_MARKS) m->marks[m->mark_count++] = point;
        return;
    }
    finish_letter(m);
    if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) {
        m->letter = point == D_STROKE ? 'd' : point;
        if (point == D_STROKE) m->marks[m->mark_count++] = D_STROKE;
    } else m->between = true;
}

/* Decomposes one character and takes its parts. */
static void take_whole(making *m, utf8proc_int32_t point)
{
    enum { MOST_PARTS = 32 };
    utf8proc_int32_t parts[MOST_PARTS];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        point, parts, MOST_PARTS, UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, &boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < MOST_PARTS; i++) take(m, parts[i]);
}

void en_sort_key_add(en_text *key, en_str text, en_language language)
{
    making m = {.key = key, .begin = key->size, .language = language};
    for (int i = 0; i < EN_SORT_KEY_CHARACTERS && text.size > 0; i++) {
        utf8proc_int32_t point;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)text.at, (utf8proc_ssize_t)text.size, &point);
        if (size <= 0) break;
        take_whole(&m, point);
        text.at += size;
        text.size -= (size_t)size;
    }
    finish_letter(&m);
    while (m.second_size > 0 && m.second[m.second_size - 1] == UNMARKED) m.second_size--;
    if (m.second_size == 0) return;
    add_byte(&m, MARKS_BEGIN);
    en_text_add(key, (en_str){(const char *)m.second, m.second_size});
}

/* The terminal. See terminal.h. */
#define _GNU_SOURCE
#include "terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDEST = 110, NARROWEST = 40, UNKNOWN_WIDTH = 100 };

size_t terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return UNKNOWN_WIDTH;
    return size.ws_col < NARROWEST ? NARROWEST : size.ws_col > WIDEST ? WIDEST : size.ws_col;
}

bool terminal_has_style(FILE *stream)
{
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
    return isatty(fileno(stream)) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

/* What must not begin a line, and what must not end one: the rules of JIS X 4051 (kinsoku), with the marks of
 * Latin text. */
static const char closing[] = "。、」』）】〕〉》：；・ー々？！，．％～…’”)]};:,.%!?"
                              "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ";
static const char opening[] = "「『（【〔〈《“‘([{";
/* What belongs to the number behind it. */
static const char before_number[] = "約年月第各計～";

static en_str next_char(en_str s)
{
    en_str c = {s.at, s.size ? 1 : 0};
    while (c.size < s.size && ((unsigned char)s.at[c.size] & 0xC0) == 0x80) c.size++;
    return c;
}

static bool is_one_of(en_str c, const char *set)
{
    en_str rest = en_str_of(set);
    for (en_str one; rest.size > 0; rest = (en_str){rest.at + one.size, rest.size - one.size}) {
        one = next_char(rest);
        if (en_str_equal(c, one)) return true;
    }
    return false;
}

static bool is_wide(en_str c) { return en_utf8_width(c) == 2; }
static bool is_digit(en_str c) { return c.size == 1 && *c.at >= '0' && *c.at <= '9'; }

/* Whether no line may end between two characters that are no blanks; `near`: nothing stands between them. */
static bool holds(en_str a, en_str b, bool near)
{
    if (is_digit(a) && is_wide(b) && !is_one_of(b, opening)) return true; /* a number and its counter */
    if (!near) return false;
    if (is_one_of(b, closing) || is_one_of(a, opening) || en_utf8_width(b) == 0) return true;
    if (is_one_of(a, before_number) && is_digit(b)) return true;
    return !is_wide(a) && !is_wide(b);
}

/* The next piece that must not be broken, with the blanks behind it. */
static en_str next_piece(en_str s)
{
    en_str last = next_char(s);
    size_t n = last.size;
    while (n < s.size) {
        size_t blanks = 0;
        while (n + blanks < s.size && s.at[n + blanks] == ' ') blanks++;
        en_str next = next_char((en_str){s.at + n + blanks, s.size - n - blanks});
        if (next.size == 0 || !holds(last, next, blanks == 0)) return (en_str){s.at, n + blanks};
        n += blanks + next.size;
        last = next;
    }
    return (en_str){s.at, n};
}

static en_str without_blanks_behind(en_str s)
{
    while (s.size > 0 && s.at[s.size - 1] == ' ') s.size--;
    return s;
}

/* Whether a piece that fits leaves so little for the last line that it had better go there too. */
static bool leaves_too_little(en_str piece, en_str rest, size_t room)
{
    enum { LITTLE = 4, SHORT = 16 };
    size_t left = en_utf8_width(rest), width = en_utf8_width(piece);
    return left > 0 && left <= LITTLE && width <= SHORT && width + left > room;
}

void terminal_wrap(en_text *text, en_str s, size_t at, size_t indent, size_t width)
{
    s = without_blanks_behind(s);
    while (s.size > 0) {
        en_str piece = next_piece(s), rest = {s.at + piece.size, s.size - piece.size};
        size_t room = width > at ? width - at : 0;
        bool fits = en_utf8_width(without_blanks_behind(piece)) <= room;
        if (at > indent && (!fits || leaves_too_little(piece, rest, room))) {
            while (text->size > 0 && text->at[text->size - 1] == ' ') text->size--;
            en_text_add_char(text, '\n');
            en_text_add_repeated(text, " ", indent);
            at = indent;
        }
        en_text_add(text, piece);
        at += en_utf8_width(piece);
        s = rest;
    }
}

void terminal_pad(en_text *text, en_str s, size_t width, bool right)
{
    size_t used = en_utf8_width(s), blanks = used < width ? width - used : 0;
    if (right) en_text_add_repeated(text, " ", blanks);
    en_text_add(text, s);
    if (!right) en_text_add_repeated(text, " ", blanks);
}

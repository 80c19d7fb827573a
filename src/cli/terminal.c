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

/* The next piece that must not be broken: a run of narrow characters with the blanks behind it, or one wide character with
 * the closing punctuation behind it (a line must not start with that). */
static en_str next_piece(en_str s)
{
    static const char *const closing[] = {"。", "、", "」", "』", "）", "：", "；", "・", "ー", "々", "？", "！"};
    size_t n = 0;
    bool wide = false;
    while (n < s.size) {
        en_str c = {s.at + n, 1};
        while (n + c.size < s.size && ((unsigned char)s.at[n + c.size] & 0xC0) == 0x80) c.size++;
        bool is_wide = en_utf8_width(c) == 2, is_closing = false;
        for (size_t i = 0; i < sizeof closing / sizeof *closing; i++) is_closing |= en_str_is(c, closing[i]);
        if (n > 0 && is_wide && !is_closing) break;
        if (n > 0 && wide && !is_wide && !is_closing) break;
        wide = wide || is_wide;
        n += c.size;
        if (*c.at == ' ') {
            while (n < s.size && s.at[n] == ' ') n++;
            break;
        }
    }
    return (en_str){s.at, n};
}

void terminal_wrap(en_text *text, en_str s, size_t at, size_t indent, size_t width)
{
    while (s.size > 0) {
        en_str piece = next_piece(s);
        en_str visible = piece;
        while (visible.size > 0 && visible.at[visible.size - 1] == ' ') visible.size--;
        if (at > indent && at + en_utf8_width(visible) > width) {
            while (text->size > 0 && text->at[text->size - 1] == ' ') text->size--;
            en_text_add_char(text, '\n');
            en_text_add_repeated(text, " ", indent);
            at = indent;
        }
        bool last = piece.size == s.size;
        en_text_add(text, last ? visible : piece);
        at += en_utf8_width(piece);
        s = (en_str){s.at + piece.size, s.size - piece.size};
    }
}

void terminal_pad(en_text *text, en_str s, size_t width, bool right)
{
    size_t used = en_utf8_width(s), blanks = used < width ? width - used : 0;
    if (right) en_text_add_repeated(text, " ", blanks);
    en_text_add(text, s);
    if (!right) en_text_add_repeated(text, " ", blanks);
}

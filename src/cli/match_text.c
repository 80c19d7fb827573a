/* Lines and cells that the match commands print. See match_text.h. */
#include "match_text.h"

#include "terminal.h"

void match_add_line(en_text *text, const cli *c, en_word word, size_t arg_count, const en_arg *args)
{
    en_text line = en_text_make(NULL);
    en_words_add(&line, c->language, word, arg_count, args);
    en_text_add_z(text, "  ");
    terminal_wrap(text, en_text_str(&line), 2, 2, terminal_width());
    en_text_add_char(text, '\n');
    text->failed = text->failed || line.failed;
    en_text_free(&line);
}

void match_add_title(en_text *text, const cli *c, const en_round *round)
{
    terminal_wrap(text, round->rules.title[c->language], 0, 2, terminal_width());
    en_text_add_char(text, '\n');
}

void match_add_number(en_text *text, const cli *c, size_t width, bool given, double value, int decimals)
{
    en_text number = en_text_make(NULL);
    if (given) en_words_add_real(&number, c->language, value, decimals);
    else en_text_add_z(&number, "–");
    en_text_add_z(text, "  ");
    terminal_pad(text, en_text_str(&number), width, true);
    text->failed = text->failed || number.failed;
    en_text_free(&number);
}

void match_add_name(en_text *text, en_str name, size_t width)
{
    bool cut = en_utf8_width(name) > width;
    en_str shown = cut ? en_utf8_cut(name, width - 1) : name;
    en_text_add(text, shown);
    if (cut) en_text_add_z(text, "…");
    size_t used = en_utf8_width(shown) + cut;
    en_text_add_repeated(text, " ", used < width ? width - used : 0);
}

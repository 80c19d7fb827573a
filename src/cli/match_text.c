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

en_word match_reason_word(en_reason reason)
{
    static const en_word words[EN_REASON_COUNT] = {
        [EN_REASON_PLACED] = EN_W_UI_REASON_PLACED,
        [EN_REASON_HELD] = EN_W_UI_REASON_HELD,
        [EN_REASON_SCORE] = EN_W_MATCH_COUNT_SCORE,
        [EN_REASON_LOTTERY] = EN_W_MATCH_COUNT_LOTTERY,
        [EN_REASON_SEATS_CATEGORY] = EN_W_MATCH_COUNT_CATEGORY,
        [EN_REASON_SEATS_TERM] = EN_W_MATCH_COUNT_TERM,
        [EN_REASON_GROUP_CAP] = EN_W_MATCH_COUNT_GROUP_CAP,
        [EN_REASON_CLOSED] = EN_W_MATCH_COUNT_CLOSED,
        [EN_REASON_FLOOR] = EN_W_MATCH_COUNT_FLOOR,
        [EN_REASON_JOINT] = EN_W_MATCH_COUNT_JOINT,
        [EN_REASON_INELIGIBLE] = EN_W_MATCH_COUNT_INELIGIBLE,
        [EN_REASON_NO_SCORE] = EN_W_MATCH_COUNT_NO_SCORE,
        [EN_REASON_BUDGET] = EN_W_MATCH_COUNT_BUDGET,
        [EN_REASON_MECHANISM] = EN_W_MATCH_COUNT_MECHANISM,
        [EN_REASON_NO_WISHES] = EN_W_MATCH_COUNT_NO_WISHES,
    };
    return words[reason];
}

/* Pieces of the report that its sections share: names, values with qualifier and unit, periods, sources,
 * lines. */
#ifndef EN_TRACK_PARTS_H
#define EN_TRACK_PARTS_H

#include "said.h"
#include "track_text.h"

/* Frees a text that was made for `into`, which fails if that did. */
static inline void part_free(en_text *into, en_text *text)
{
    into->failed = into->failed || text->failed;
    en_text_free(text);
}

/* What is said of the ledger anywhere (said.h), on this page. */
static inline en_speaker part_speaker(const track_page *page)
{
    return (en_speaker){page->ledger, page->track, page->language};
}
static inline void part_words(en_text *text, const track_page *page, en_word word, size_t arg_count,
                              const en_arg *args)
{
    en_words_add(text, page->language, word, arg_count, args);
}
static inline void part_word(en_text *text, const track_page *page, en_word word)
{
    part_words(text, page, word, 0, NULL);
}
static inline en_str part_in(const track_page *page, const en_texts *texts)
{
    return en_say_in(part_speaker(page), texts);
}
static inline en_str part_name(const track_page *page, en_ref ref)
{
    return en_say_name(part_speaker(page), ref);
}
static inline void part_amount(en_text *text, const track_page *page, double value, int decimals,
                               int qualifier, en_ref indicator)
{
    en_say_amount(text, part_speaker(page), value, decimals, qualifier, indicator);
}
static inline void part_value(en_text *text, const track_page *page, size_t number)
{
    en_say_value(text, part_speaker(page), number);
}
static inline void part_bare(en_text *text, const track_page *page, size_t number)
{
    en_say_bare(text, part_speaker(page), number);
}
static inline void part_promised(en_text *text, const track_page *page, const en_commitment *c)
{
    en_say_promised(text, part_speaker(page), c);
}
static inline void part_date(en_text *text, const track_page *page, en_date date)
{
    en_words_add_date(text, page->language, date, false);
}
static inline void part_period(en_text *text, const track_page *page, en_date start, en_date end)
{
    en_say_period(text, part_speaker(page), start, end);
}
static inline void part_source(en_text *text, const track_page *page, en_ref source)
{
    en_say_source(text, part_speaker(page), source);
}

/* An empty line and a heading. */
void part_heading(en_text *text, const track_page *page, en_word word, size_t arg_count, const en_arg *args);

/* Adds the line, wrapped: `indent` blanks before it, `hang` before further lines. Empties the line. */
void part_line(en_text *text, const track_page *page, size_t indent, size_t hang, en_text *line);

/* What people call the partition that a relation is part of. */
en_str part_partition(const track_page *page, const en_counts_toward *relation);

/* The text in the brackets of the language: " (1,300)", "（1,300）". */
void part_in_brackets(en_text *text, const track_page *page, const en_text *inside);

/* Names with commas between. */
void part_names(en_text *text, const track_page *page, en_refs refs);

/* Where in the source, in quotes; nothing where it is not said. */
void part_locator(en_text *text, en_str locator);

/* Date and source of a number; of a derivation how it was computed. With its locator if the page shows all,
 * or `locator` asks for it. */
void part_origin(en_text *text, const track_page *page, size_t number, bool locator);

/* The word of a choice: the kind of a figure, the reported status, what a pace lacks (by its bit). */
en_word part_kind(int kind);
en_word part_status(int status);
en_word part_lack(int bit);

/* "no start, no end": what the pace lacks. */
void part_lacks(en_text *text, const track_page *page, unsigned lacks);

#endif

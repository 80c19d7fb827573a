/* Pieces of the report that its sections share: names, values with qualifier and unit, periods, sources,
 * lines. */
#ifndef EN_TRACK_PARTS_H
#define EN_TRACK_PARTS_H

#include "track_text.h"

/* Frees a text that was made for `into`, which fails if that did. */
static inline void part_free(en_text *into, en_text *text)
{
    into->failed = into->failed || text->failed;
    en_text_free(text);
}

/* Adds a sentence or a word of the catalogue. */
void part_words(en_text *text, const track_page *page, en_word word, size_t arg_count, const en_arg *args);
static inline void part_word(en_text *text, const track_page *page, en_word word)
{
    part_words(text, page, word, 0, NULL);
}

/* An empty line and a heading. */
void part_heading(en_text *text, const track_page *page, en_word word, size_t arg_count, const en_arg *args);

/* Adds the line, wrapped: `indent` blanks before it, `hang` before further lines. Empties the line. */
void part_line(en_text *text, const track_page *page, size_t indent, size_t hang, en_text *line);

/* The text in the page's language, else in English. */
en_str part_in(const track_page *page, const en_texts *texts);

/* The name of a row, or its id. */
en_str part_name(const track_page *page, en_ref ref);

/* What people call the partition that a relation is part of. */
en_str part_partition(const track_page *page, const en_counts_toward *relation);

/* The text in the brackets of the language: " (1,300)", "（1,300）". */
void part_in_brackets(en_text *text, const track_page *page, const en_text *inside);

/* Names with commas between. */
void part_names(en_text *text, const track_page *page, en_refs refs);

/* A value with the unit of its indicator, if one is given: "at least 50,000 persons". decimals < 0: as many
 * as it needs. */
void part_amount(en_text *text, const track_page *page, double value, int decimals, int qualifier,
                 en_ref indicator);

/* The value of a number, as printed. */
void part_value(en_text *text, const track_page *page, size_t number);

/* The same without its unit, for where the unit has been said. */
void part_bare(en_text *text, const track_page *page, size_t number);

/* A printed value of a commitment. */
void part_promised(en_text *text, const track_page *page, const en_commitment *c);

/* The date as people write it: "2029-03" in English, "3/2029" in Vietnamese, "2029年3月" in Japanese; nothing
 * for none. */
void part_date(en_text *text, const track_page *page, en_date date);

/* The same inside a sentence: "tháng 3/2029", "năm 2030" in Vietnamese. */
void part_spoken_date(en_text *text, const track_page *page, en_date date);

/* From when to when: "2025–2028", "by 2030"; nothing where there is no period. */
void part_period(en_text *text, const track_page *page, en_date start, en_date end);

/* Who published: an organisation of the ledger by its name in the page's language, anybody else as the table
 * has it. */
en_str part_publisher(const track_page *page, en_str publisher);

/* The short name of a source: its publisher, else its title. */
void part_source(en_text *text, const track_page *page, en_ref source);

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

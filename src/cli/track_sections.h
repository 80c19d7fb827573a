/* The sections of the report; each adds nothing where there is nothing to say. */
#ifndef EN_TRACK_SECTIONS_H
#define EN_TRACK_SECTIONS_H

#include "track_text.h"

void section_targets(en_text *text, const track_page *page);
void section_commitments(en_text *text, const track_page *page);
void section_changes(en_text *text, const track_page *page);
void section_corrections(en_text *text, const track_page *page);
void section_contradictions(en_text *text, const track_page *page);
void section_cautions(en_text *text, const track_page *page);
void section_old_names(en_text *text, const track_page *page);

/* What a row said before it was corrected: a line for each correction, the oldest first. */
void section_corrections_of(en_text *text, const track_page *page, en_ref row, size_t indent);

/* One commitment in a few lines, as the list has it. */
void section_commitment(en_text *text, const track_page *page, const en_promise *promise);

/* Sorts numbers, the oldest first: by as-of date, without one by the end of the period. */
void section_sort(const track_page *page, size_t *numbers, size_t count);

/* The lines of a series of numbers, as they are sorted: date, value, the indicator's name if they are
 * `mixed`, period, kind, source, and what stands in its place. */
void section_series(en_text *text, const track_page *page, size_t indent, const size_t *numbers, size_t count,
                    bool mixed);

#endif

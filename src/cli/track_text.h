/* The report "where the promises stand" for a terminal. Lines are at most `width` columns; every word comes
 * from the catalogues. */
#ifndef EN_TRACK_TEXT_H
#define EN_TRACK_TEXT_H

#include "words.h"
#include "workspace.h"

typedef struct track_page {
    const en_standing *standing;
    const en_ledger *ledger;
    const en_track *track;
    en_language language;
    size_t width;
    bool style;                      /* bold and dim */
    bool all;                        /* everything, with locators */
    en_date (*local_day)(en_str at); /* of a time in UTC */
} track_page;

static inline track_page track_page_of(const en_standing *standing, en_language language, size_t width,
                                       bool style, en_date (*local_day)(en_str at))
{
    return (track_page){standing, &standing->ledger, &standing->track, language, width, style,
                        false,    local_day};
}

/* The whole report. */
void track_add_report(en_text *text, const track_page *page);

/* One commitment in full, with the history of its row. */
void track_add_whole(en_text *text, const track_page *page, size_t commitment);

#endif

/* Cursors: where a page ended, as people hand it back. They are not secret and open nothing; a sum over the
 * question and the place tells those that were changed, or belong to another question. */
#ifndef EN_LIST_CURSOR_H
#define EN_LIST_CURSOR_H

#include "report.h"

typedef struct en_list_cursor {
    int64_t number; /* of the last row */
    en_str value;   /* that it sorts by */
} en_list_cursor;

/* In the arena; empty at when memory is out. */
en_str en_list_cursor_write(en_arena *arena, en_str question, const en_list_cursor *place);

/* EN_ERR_INPUT after reporting what is no cursor of this question. */
EN_MUST_USE en_status en_list_cursor_read(en_arena *arena, en_str question, en_str text, en_report *report,
                                          en_list_cursor *place);

#endif

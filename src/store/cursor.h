/* Cursors: where a page ended, as people hand it back. They are not secret and open nothing; a sum over the
 * question and the place tells those that were changed, or belong to another question. */
#ifndef EN_CURSOR_H
#define EN_CURSOR_H

#include "report.h"

typedef struct cursor {
    int64_t number; /* of the last row */
    en_str value;   /* that it sorts by */
} cursor;

/* In the arena; empty at when memory is out. */
en_str cursor_write(en_arena *arena, en_str question, const cursor *place);

/* EN_ERR_INPUT after reporting what is no cursor of this question. */
EN_MUST_USE en_status cursor_read(en_arena *arena, en_str question, en_str text, en_report *report,
                                  cursor *place);

#endif

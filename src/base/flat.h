/* Tables as records: a reader that is told by a description what each column is, and where in a record its
 * value goes.
 *
 * Cells are checked as cell.h checks them, and every problem is reported. Ids that a table makes are
 * collected first, where others of its cells may name them. A large table is read by several tasks. Bound:
 * linear.
 */
#ifndef EN_FLAT_H
#define EN_FLAT_H

#include "scan.h"

typedef enum en_flat_kind {
    EN_FLAT_ID,    /* nothing: the index of the id, which is new, is that of its record */
    EN_FLAT_NAME,  /* uint32_t: the number of an id, from 1, that is added where it is new; 0 if empty */
    EN_FLAT_OF,    /* uint32_t: the index of an id that is known */
    EN_FLAT_NEAR,  /* the same, where rows mostly go by these ids; one field at most */
    EN_FLAT_WHOLE, /* uint32_t, from `least` to `most` */
    EN_FLAT_REAL,  /* double; NaN if empty */
    EN_FLAT_WORD,  /* uint32_t: which of `words`, from 1; 0 if empty */
    EN_FLAT_TEXT,  /* en_str, trimmed */
    EN_FLAT_EMPTY, /* nothing: no cell may be filled in */
} en_flat_kind;

typedef struct en_flat_column {
    const char *column;
    en_flat_kind kind;
    bool needed;  /* the column is there, and its cells are not empty */
    size_t to;    /* where in the record */
    en_word rule; /* what a cell breaks that is not as described: an id that is unknown, or there twice */
    en_ids *ids;  /* of an ID or a NAME: made here where they are not yet */
    uint32_t least, most;     /* of whole numbers; most: of names, where another table may add to them, too */
    uint32_t empty;           /* what an empty cell stands for: of ids and of whole numbers */
    const char *none;         /* a text that stands for an empty cell; or NULL */
    const char *const *words; /* up to a NULL */
} en_flat_column;

enum { EN_FLAT_MOST_COLUMNS = 16 };

typedef struct en_flat {
    size_t column_count;
    const en_flat_column *columns;
    size_t size; /* of a record, which starts with a uint32_t if the table is large */
    size_t most; /* rows, or `too_many` is broken */
    en_word too_many;
    bool attributes; /* other columns are fine */
    bool large;      /* to be read by several tasks: records of blank rows then start with EN_IDS_NONE */
    bool (*also)(void *user, const en_csv *csv, uint32_t index); /* takes more of a record; or NULL */
    void *user;
    char *at; /* the records */
    size_t count;
} en_flat;

/* Reads the records into the arena, and hashes the table's file. Texts and ids live as long as the table. */
EN_MUST_USE en_status en_flat_read(en_flat *rows, en_table *table, const en_context *context, en_arena *arena,
                                   en_report *report);

#endif

/* Cells of the record that was read last, as ids and numbers. What is wrong with one goes to csv->report,
 * which may be NULL. */
#ifndef EN_CELL_H
#define EN_CELL_H

#include "ids.h"
#include "table.h"

en_where en_cell_where(const en_csv *csv, int column);

/* Reports the cell; returns false. */
bool en_cell_fault(const en_csv *csv, int column, en_word rule);

/* Without blanks at its ends; empty where the table has no such column. */
static inline en_str en_cell_text(const en_csv *csv, int column)
{
    if (column == EN_NO_COLUMN || csv->fields[column].size == 0) return (en_str){0};
    en_str cell = csv->fields[column];
    signed char first = (signed char)*cell.at,
                last = (signed char)cell.at[cell.size - 1]; /* beyond ASCII: negative */
    return first > ' ' && last > ' ' ? cell : en_str_trim(cell);
}

/* An id that is there, in the form in which ids are compared; copied to the arena where that is not how the
 * cell is written. */
EN_MUST_USE bool en_cell_id(const en_csv *csv, int column, en_arena *arena, en_str *id);

/* The index of the cell's id, or EN_IDS_NONE after reporting it, by `unknown` where it is none of the ids. */
uint32_t en_cell_find(const en_csv *csv, int column, const en_ids *ids, en_word unknown);

enum { EN_FINDER_MOST = 32 };

/* Finds the ids of the cells of one table after the other. Where nothing is reported, answers may come late,
 * so that memory is fetched meanwhile. Starts as EN_FINDER_START. */
typedef struct en_finder {
    uint32_t near;       /* where en_cell_find_near is, or EN_IDS_NONE */
    bool strayed;        /* its last id was not near */
    uint32_t *strays[2]; /* its last two answers under way; or NULL */
    size_t count;        /* of look-ups under way */
    en_ids_lookup lookups[EN_FINDER_MOST];
    uint32_t *answers[EN_FINDER_MOST];
} en_finder;

#define EN_FINDER_START ((en_finder){.near = EN_IDS_NONE})

/* As en_cell_find, to *index, which may be written later: by en_finder_finish at the latest. False if it, or
 * one before it, was not found. */
EN_MUST_USE bool en_cell_find_later(en_finder *finder, const en_csv *csv, int column, const en_ids *ids,
                                    en_word unknown, uint32_t *index);

/* The same where rows mostly go by these ids: that of the row before or the next is likely. To be used for
 * one column of a table. */
EN_MUST_USE bool en_cell_find_near(en_finder *finder, const en_csv *csv, int column, const en_ids *ids,
                                   en_word unknown, uint32_t *index);

/* Answers what is under way; false if one was not found. csv: the reader of their cells. */
EN_MUST_USE bool en_finder_finish(en_finder *finder, const en_csv *csv);

/* A whole number from least to most, or `rule` is broken. */
EN_MUST_USE bool en_cell_whole(const en_csv *csv, int column, uint32_t least, uint32_t most, en_word rule,
                               uint32_t *value);

/* A number that a double can tell from its neighbours. */
EN_MUST_USE bool en_cell_real(const en_csv *csv, int column, double *value);

#endif

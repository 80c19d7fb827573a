/* Data that a model imports: a table whose first row (vertical) or first column (horizontal) has names of
 * variables. docs/xmile.md.
 *
 * Where the first name is `time`, or the model's unit of time, it is that of the times, and each other one
 * has a series of points; an empty cell is no point. Otherwise there is one row of values. Bound: linear in
 * the cells, of which there may be EN_DATA_MOST_CELLS.
 */
#ifndef EN_PLAN_DATA_H
#define EN_PLAN_DATA_H

#include "csv.h"

enum { EN_DATA_MOST_CELLS = 1 << 20 };

/* A variable's points: in a table without times one, at time 0. */
typedef struct en_data_series {
    en_str name;
    uint64_t row; /* of the name in the table */
    size_t count; /* at least 1 */
    double *times, *values;
} en_data_series;

typedef struct en_data_table {
    en_str file; /* for messages */
    bool timed;
    size_t count;
    en_data_series *series;
} en_data_table;

typedef struct en_data_form {
    bool horizontal;
    en_str time_units; /* of the model */
} en_data_form;

/* Reads a table from the bytes of a CSV file, behind which EN_FILE_PADDING zeros follow. The table lives in
 * the arena and borrows the bytes and `file`. Reports every cell that is wrong by row, column and value. */
EN_MUST_USE en_status en_plan_data_read(en_str bytes, en_str file, en_data_form form, en_arena *arena,
                                        en_report *report, en_data_table *table);

#endif

/* The tables of the ledger, described as data: for each column its name, type, rule, and place in the struct
 * of ledger_tables.h.
 *
 * Reading, checking, storing and the check of docs/data-model.md all go by this description; a new column is
 * one line here, one member in ledger_tables.h, and one migration of the store.
 */
#ifndef EN_FIELDS_H
#define EN_FIELDS_H

#include "ledger_tables.h"

typedef enum en_field_type {
    EN_FIELD_ID,       /* the row's own id: en_str */
    EN_FIELD_REF,      /* the id of a row of one of the target tables: en_ref */
    EN_FIELD_REFS,     /* several of them: en_refs */
    EN_FIELD_OPERANDS, /* ids of target tables, or numbers: en_operands */
    EN_FIELD_TEXT,     /* en_str */
    EN_FIELD_LIST,     /* several texts: en_strs */
    EN_FIELD_DATE,     /* en_date */
    EN_FIELD_NUMBER,   /* en_number */
    EN_FIELD_CHOICE    /* one of the choices, counted from 1: int */
} en_field_type;

typedef struct en_field {
    const char *column;
    en_field_type type;
    bool required;
    bool key;            /* with the other key columns it tells a row from the others of its table */
    uint32_t targets;    /* a bit for each table that a reference may name */
    const char *choices; /* "a|b|c" */
    size_t offset;       /* in the struct */
} en_field;

enum { EN_FIELDS_MOST = 24 };

/* Tables of one space share their ids. */
typedef enum en_id_space { EN_SPACE_OWN, EN_SPACE_ENTITIES, EN_SPACE_NUMBERS } en_id_space;

typedef struct en_shape {
    const char *name; /* of the table: "figures" */
    size_t row_size;
    en_id_space space;
    size_t field_count;
    const en_field *fields;
} en_shape;

/* By en_ledger_table; the entry of EN_LEDGER_NONE is empty. */
extern const en_shape en_shapes[EN_LEDGER_TABLES];

static inline bool en_shape_has_ids(const en_shape *shape)
{
    return shape->field_count > 0 && shape->fields[0].type == EN_FIELD_ID;
}

/* The index of a column in the shape, or -1. */
int en_shape_column(const en_shape *shape, const char *column);

/* The name of a choice (counted from 1), or "" for 0. */
en_str en_choice_name(const en_field *field, int choice);

/* The number of a choice by its name, or 0. */
int en_choice_of(const en_field *field, en_str name);

/* The name of what a row's column holds, such as "on-schedule": for a choice column of this table. */
en_str en_choice_in(en_ledger_table table, const char *column, int choice);

#endif

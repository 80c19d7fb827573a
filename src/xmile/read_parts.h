/* How elements become parts of a model: tables that say which child and which attribute goes where.
 *
 * A table names what XMILE knows at that place. What no table names is kept in the tree, and told once for
 * each name; where a vendor's element may change what a variable computes, the model keeps it as an extra.
 */
#ifndef EN_XMILE_READ_PARTS_H
#define EN_XMILE_READ_PARTS_H

#include "repair.h"

#include <stddef.h>

enum {
    EN_READER_MOST_UNKNOWN = 100,
    EN_READER_MOST_ITEMS = 100000 /* of one list: the points of a graphical function */
};

typedef struct reader {
    const en_xmile_tree *tree;
    en_arena *arena;
    en_report *report;
    en_status status;
    bool in_macro; /* numbers may be expressions */
    size_t unknown_count;
    en_str unknown[EN_READER_MOST_UNKNOWN][2];
} reader;

typedef void reading(reader *r, uint32_t n, void *into);

typedef enum field_kind {
    FIELD_TEXT,   /* en_plan_text */
    FIELD_DOC,    /* the same, in which HTML may stand as elements */
    FIELD_NUMBER, /* en_plan_number */
    FIELD_FLAG,   /* en_plan_flag; an empty element is true */
    FIELD_LIST,   /* en_plan_list, which takes one more text */
    FIELD_READ,   /* by a function, once */
    FIELD_MANY,   /* by a function, each */
    FIELD_EXTRAS, /* en_plan_extras, for vendors' elements; its name is "*" */
    FIELD_KNOWN,  /* known, and without a meaning for what is computed */
} field_kind;

/* name: "isee:…" for that of isee's own namespace. A table ends with a name of NULL. */
typedef struct field {
    const char *name;
    field_kind kind;
    size_t offset;
    reading *read;
} field;

/* The fields of an element; `shared` are those of a struct inside, at shared_offset. Each may be NULL. */
typedef struct shape {
    const field *attributes, *children, *shared;
    size_t shared_offset;
} shape;

/* The parts of the element go into the struct. */
void read_element(reader *r, uint32_t n, const shape *form, void *into);

/* Its attributes alone. */
void read_attributes(reader *r, uint32_t n, const field *fields, void *into);

en_plan_place place_of(const reader *r, uint32_t n);
void reader_fail(reader *r, en_status status);
/* Tells of an element: an error fails the reader. */
void reader_tell(reader *r, en_severity severity, en_word rule, en_plan_place place, en_str value,
                 en_str element);
en_plan_text text_of(reader *r, uint32_t n);
en_plan_number number_of(reader *r, en_plan_text text, en_str element);
bool read_real(en_str s, double *value);
/* The texts of `text` between separators, each trimmed, with its own place. */
en_plan_list split(reader *r, en_plan_text text, char separator);
/* An error unless the name is there. */
void need_name(reader *r, uint32_t n, en_plan_text name);

/* One more item, zeroed, of *count, in an array that doubles; a scratch item where memory is out. */
void *add_item(reader *r, void **items, size_t *count, size_t size);

reading read_specs, read_behavior, read_variables, read_graph, read_scale, read_dimension_names;

#endif

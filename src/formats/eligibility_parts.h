/* The parts of an eligibility expression: tokens, the tree, columns. See eligibility.h. */
#ifndef EN_ELIGIBILITY_PARTS_H
#define EN_ELIGIBILITY_PARTS_H

#include "eligibility.h"

enum { ELIGIBILITY_MOST_BYTES = 16384, ELIGIBILITY_MOST_DEPTH = 100 };

#define ELIGIBILITY_NONE UINT32_MAX /* no node: the syntax broke off */

typedef enum token_kind {
    TOKEN_END,
    TOKEN_NAME,       /* of a column of applicants.csv */
    TOKEN_PLACE_NAME, /* place.NAME */
    TOKEN_TEXT,
    TOKEN_NUMBER,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES,
    TOKEN_DIVIDE,
    TOKEN_EQUAL, /* comparisons: in the order of the nodes' kinds */
    TOKEN_UNEQUAL,
    TOKEN_LESS,
    TOKEN_AT_MOST,
    TOKEN_MORE,
    TOKEN_AT_LEAST,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NOT,
    TOKEN_IN,
    TOKEN_IS,
    TOKEN_EMPTY,
    TOKEN_IF,
    TOKEN_THEN,
    TOKEN_ELSE,
    TOKEN_TRUE,
    TOKEN_FALSE
} token_kind;

typedef struct token {
    token_kind kind;
    uint32_t at, size; /* bytes of the source */
    en_str text;       /* a name or a text without its quotes */
} token;

/* The types of attributes, and those that only expressions have. */
typedef enum value_type {
    VALUE_TEXT = EN_ATTRIBUTE_TEXT,
    VALUE_NUMBER = EN_ATTRIBUTE_NUMBER,
    VALUE_DATE = EN_ATTRIBUTE_DATE,
    VALUE_JLPT = EN_ATTRIBUTE_JLPT,
    VALUE_CEFR = EN_ATTRIBUTE_CEFR,
    VALUE_BOOLEAN = EN_ATTRIBUTE_TYPES,
    VALUE_LIST,  /* of texts: the column `categories` */
    VALUE_FAULTY /* has been reported */
} value_type;

typedef enum node_kind {
    NODE_CONSTANT,
    NODE_COLUMN,
    NODE_AND, /* two parts or more */
    NODE_OR,
    NODE_NOT,
    NODE_IF, /* condition, then, else */
    NODE_EQUAL,
    NODE_UNEQUAL,
    NODE_LESS,
    NODE_AT_MOST,
    NODE_MORE,
    NODE_AT_LEAST,
    NODE_IN,     /* a value, and the elements of the list */
    NODE_MEMBER, /* a text, and a column of lists */
    NODE_EMPTY,  /* a column */
    NODE_ADD,
    NODE_SUBTRACT,
    NODE_MULTIPLY,
    NODE_DIVIDE,
    NODE_NEGATE
} node_kind;

typedef struct node {
    node_kind kind;
    value_type type;
    bool open; /* a text in quotes, or a choice between such, whose type is still open */
    uint32_t depth;
    uint32_t first, last, next; /* children, and the sibling behind; or ELIGIBILITY_NONE */
    uint32_t at, size;          /* what messages point at */
    en_eligibility_table table; /* of a column */
    uint32_t column;            /* index of a column among those of its table */
    double value;               /* of a constant */
    en_str text;                /* of a constant, as written */
} node;

typedef struct typed_column {
    int index; /* in the header */
    value_type type;
    bool named; /* by the expression, so that its cells are kept */
    bool quiet; /* the reader of the table itself reports its faults */
    en_str name;
    double *cells; /* a row each: see attribute.h; a text is its index in `texts`, a list where it begins in
                      `lists` */
} typed_column;

typedef struct typed_columns {
    typed_column *all;
    size_t count;
} typed_columns;

struct en_eligibility {
    en_arena *arena;
    node *nodes;
    uint32_t node_count;
    uint32_t root; /* ELIGIBILITY_NONE: no expression */
    typed_columns tables[EN_ELIGIBILITY_TABLES];
    en_ids texts; /* all texts that are compared, each once */
    size_t text_room;
    uint32_t *lists; /* each: how many, then their texts */
    size_t list_count, list_room;
};

typedef struct compiler {
    const en_eligibility_source *source;
    en_arena *arena;
    en_report *report;
    en_eligibility *made;
    size_t at;   /* behind the token */
    token token; /* looked at, not yet taken */
    unsigned nesting;
    bool faulty;
    bool stopped; /* by a fault of syntax: nothing further is reported */
    bool out_of_memory;
} compiler;

/* Reports a fault at these bytes of the source; at most two arguments beside line and position. */
void eligibility_fault(compiler *c, en_word rule, uint32_t at, uint32_t size, size_t count,
                       const en_arg *args);

/* A fault after which the rest cannot be understood. Returns ELIGIBILITY_NONE. */
uint32_t eligibility_stop(compiler *c, en_word rule, token at, size_t count, const en_arg *args);

/* Stops without a report. Returns ELIGIBILITY_NONE. */
uint32_t eligibility_no_memory(compiler *c);

/* Takes the token that was looked at, and looks at the next. */
void eligibility_advance(compiler *c);

/* The whole text as a tree; ELIGIBILITY_NONE where syntax broke off. */
uint32_t eligibility_parse(compiler *c);

/* Nodes. Each checks the types of its operands, settles those that are open, and passes ELIGIBILITY_NONE on.
 */
uint32_t eligibility_constant(compiler *c, token t, value_type type, double value);
uint32_t eligibility_column(compiler *c, token t, en_eligibility_table table);
uint32_t eligibility_node(compiler *c, node_kind kind, value_type type, token at);
uint32_t eligibility_join(compiler *c, uint32_t parent, uint32_t condition);
uint32_t eligibility_not(compiler *c, token at, uint32_t condition);
uint32_t eligibility_if(compiler *c, token at, uint32_t condition, uint32_t then, uint32_t otherwise);
uint32_t eligibility_compare(compiler *c, token at, uint32_t left, uint32_t right);
uint32_t eligibility_arithmetic(compiler *c, token at, node_kind kind, uint32_t left, uint32_t right);
uint32_t eligibility_element(compiler *c, token at, uint32_t list, uint32_t element); /* the item first */
uint32_t eligibility_member(compiler *c, token at, uint32_t item, uint32_t list);
uint32_t eligibility_empty(compiler *c, token at, uint32_t operand);

/* The whole must be a condition, and name a column. */
void eligibility_finish(compiler *c, uint32_t root);

/* The columns of both tables that `types` gives a type. */
EN_MUST_USE bool eligibility_typed_columns(compiler *c);

/* The column of this name, added to those that are kept; ELIGIBILITY_NONE if the table has none. */
uint32_t eligibility_find_column(compiler *c, en_eligibility_table table, en_str name);

/* The index of a text, which is added if it is new; false when memory is out. */
EN_MUST_USE bool eligibility_text(en_eligibility *e, en_str text, double *index);

/* The value of a node for a pair; NaN: unknown. rows: of the applicant,
 * of the place. */
double eligibility_value(const en_eligibility *e, uint32_t n, const uint32_t *rows);

static inline const typed_column *eligibility_column_of(const en_eligibility *e, const node *n)
{
    return &e->tables[n->table].all[n->column];
}

#endif

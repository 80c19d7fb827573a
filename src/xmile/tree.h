/* An XMILE document as a tree that loses nothing.
 *
 * Bytes become UTF-8 text (encoding.c), what real files get wrong is repaired in that text by a list of edits
 * (repair.c), and expat reads what comes out into nodes (tree.c). Each node knows its own slice of the text,
 * so that writing (write.c) puts the same slices together again: byte for byte where nothing was repaired or
 * changed. Places are those of the file that was read, whatever was edited. Bounds: linear in the bytes, and
 * the limits below; entities hold plain text only, so nothing grows by nesting, and nothing outside is
 * opened.
 */
#ifndef EN_XMILE_TREE_H
#define EN_XMILE_TREE_H

#include "context.h"
#include "model.h"
#include "report.h"

enum {
    EN_XMILE_MOST_BYTES = 64 << 20,    /* of the file, and of all texts behind entities */
    EN_XMILE_MOST_NODES = 1 << 20,     /* elements, texts, comments */
    EN_XMILE_MOST_DEPTH = 128,         /* elements inside each other */
    EN_XMILE_MOST_REPAIRS = 10000,     /* beyond, it is no XMILE file that was damaged a little */
    EN_XMILE_MOST_NAMESPACES = 64,     /* declared at one place */
    EN_XMILE_MOST_ENTITY_BYTES = 1024, /* of the text of one entity */
    EN_XMILE_MOST_ENTITY_USES = 65536  /* of all entities that the file declares */
};

/* `size` bytes at `at` of what was read became `to_size` bytes at `to` of the repaired text. */
typedef struct en_xmile_edit {
    uint32_t at, size, to, to_size;
    const char *put; /* not NUL-terminated */
} en_xmile_edit;

typedef enum en_xmile_kind {
    EN_XMILE_DOCUMENT, /* node 0 */
    EN_XMILE_ELEMENT,
    EN_XMILE_TEXT,
    EN_XMILE_CDATA,
    EN_XMILE_COMMENT,
    EN_XMILE_INSTRUCTION, /* <?name …?> */
    EN_XMILE_AROUND,      /* XML declaration, document type, blanks outside the root */
} en_xmile_kind;

typedef enum en_xmile_space { EN_XMILE_STANDARD, EN_XMILE_ISEE, EN_XMILE_FOREIGN } en_xmile_space;

typedef struct en_xmile_attribute {
    en_str name, value; /* value: references resolved */
    uint32_t at;        /* of the name, in the text */
    uint32_t value_at, value_size;
    char quote;
    en_xmile_space space; /* EN_XMILE_STANDARD without a prefix */
} en_xmile_attribute;

/* From byte `at` of a node's text on, it stands at `from` of the tree's text. */
typedef struct en_xmile_run {
    uint32_t at, from;
} en_xmile_run;

/* first, last, next: other nodes, 0 for none. */
typedef struct en_xmile_node {
    en_xmile_kind kind;
    en_xmile_space space;
    uint32_t parent, first, last, next;
    uint32_t at, size;             /* of the tag that opens an element, otherwise of the node */
    uint32_t close_at, close_size; /* of the tag that closes it; size 0 for <a/> */
    en_str name;                   /* of an element or instruction, with its prefix */
    en_str text;                   /* of a text, section, comment or instruction */
    en_xmile_run *runs;
    uint32_t run_count, attribute_count;
    en_xmile_attribute *attributes; /* in order */
    bool changed;                   /* an element whose text is now `text` */
} en_xmile_node;

typedef struct en_xmile_tree {
    en_arena arena; /* owns all below but file */
    en_str file;    /* for messages */
    bool part;      /* of a model in another file: places name the tree's file, and so borrow from it */
    en_str read;    /* the file as UTF-8 */
    en_str text;    /* the same, repaired */
    en_xmile_edit *edits;
    size_t edit_count;
    en_plan_place *marks; /* the place of every EN_XMILE_MARK-th byte of read */
    en_xmile_node *nodes;
    size_t node_count, node_room;
} en_xmile_tree;

/* Reads a document. Repairs are warnings, and what cannot be repaired is an error, both with their line and
 * column. Borrows the name. On success the tree is freed by en_xmile_free. */
EN_MUST_USE en_status en_xmile_parse(en_str bytes, en_str file, const en_context *context, en_report *report,
                                     en_xmile_tree *tree);
void en_xmile_free(en_xmile_tree *tree);

/* The line and column, in the file as it was read, of a byte of tree->text. */
en_plan_place en_xmile_place(const en_xmile_tree *tree, size_t offset);

/* The name without its prefix. */
en_str en_xmile_local(en_str name);

/* The root element. */
uint32_t en_xmile_root(const en_xmile_tree *tree);

/* Adds the document to `out`. */
EN_MUST_USE en_status en_xmile_write(const en_xmile_tree *tree, en_text *out);

/* Gives the element (en_plan_text's origin) another text, which is copied. Comments in it stay. Elements
 * inside it, or characters that XML cannot hold, are EN_ERR_USAGE. */
EN_MUST_USE en_status en_xmile_set_text(en_xmile_tree *tree, uint32_t element, en_str text);

/* Understands the tree as a model, kept in the arena and borrowing from the tree. Writes *model on success
 * only. */
EN_MUST_USE en_status en_xmile_read(const en_xmile_tree *tree, en_arena *arena, en_report *report,
                                    en_plan_model *model);

#endif

/* What reading a document passes from step to step. See tree.h. */
#ifndef EN_XMILE_REPAIR_H
#define EN_XMILE_REPAIR_H

#include "tree.h"

enum {
    EN_XMILE_MARK = 256
}; /* bytes from one mark to the next; a place is counted from the mark before it */

/* The bytes as UTF-8 in tree->read, and the marks. Warns of what was not UTF-8. */
EN_MUST_USE en_status en_xmile_decode(en_str bytes, en_xmile_tree *tree, en_report *report);

/* Whether it is a model or a table in another format, with what is to be said of it. */
bool en_xmile_foreign(en_str bytes, en_str name, en_word *word);

/* The encoding that the XML declaration names, as a slice of the text; at == NULL for none. */
en_str en_xmile_declared(en_str text);

bool en_xmile_is_utf8(en_str encoding);

/* tree->read repaired into tree->text, with the edits. */
EN_MUST_USE en_status en_xmile_repair(en_xmile_tree *tree, en_report *report);

/* tree->text into nodes. */
EN_MUST_USE en_status en_xmile_build(en_xmile_tree *tree, const en_context *context, en_report *report);

/* The character that HTML 4 calls so, as UTF-8, or NULL. */
const char *en_xmile_entity(en_str name);

/* Writes down the marks of tree->read; false when memory is out. */
EN_MUST_USE bool en_xmile_mark(en_xmile_tree *tree);

/* The place of a byte of tree->read. */
en_plan_place en_xmile_read_place(const en_xmile_tree *tree, size_t offset);

/* Records a problem at this place; the column becomes an argument beside the caller's, at most three. */
en_status en_xmile_report(const en_xmile_tree *tree, en_report *report, en_severity severity, en_word rule,
                          en_plan_place place, en_str value, size_t arg_count, const en_arg *args);

#endif

/* What a model's variables are called for readers, in three languages: NAMES.csv (name,en,vi,ja).
 * docs/plan.md.
 *
 * A name is compared as a model compares its own (name.h): case and kinds of blanks do not matter. A language
 * that a row leaves empty shows the name itself. Bound: linear in the bytes, and a search in a hash table.
 */
#ifndef EN_PLAN_NAMES_H
#define EN_PLAN_NAMES_H

#include "ids.h"
#include "plan_tables.h"
#include "words.h"

typedef struct en_plan_label {
    en_str name;                    /* as written */
    en_str said[EN_LANGUAGE_COUNT]; /* may be empty */
    uint64_t row;
} en_plan_label;

typedef struct en_plan_names {
    en_str file;
    en_ids keys; /* of the labels, in their order */
    en_plan_label *labels;
    size_t count;
} en_plan_names;

/* Reads the table, whose sheet in a workbook is NAMES; all lives in the arena. A name that stands there
 * twice, or that no model can have, is an error, as all else that is wrong with it: told by row and column,
 * EN_ERR_INPUT. */
EN_MUST_USE en_status en_plan_names_read(en_plan_source source, const en_context *context, en_arena *arena,
                                         en_report *report, en_plan_names *names);

/* What a variable is called: as the table has it, else the name itself. Of an element, `name[a,b]`, that has
 * no row of its own: what its variable is called, with what each subscript is called in the brackets behind
 * it, or the same ones. names NULL: nobody says.
 * Borrowed, or in the arena; at NULL: memory is out. */
en_str en_plan_name_said(const en_plan_names *names, en_language language, en_str name, en_arena *arena);

#endif

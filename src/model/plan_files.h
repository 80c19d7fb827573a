/* Models of modules that stand in files of their own (XMILE 1.0: the attribute `resource` of modules and
 * models).
 *
 * A file belongs to the folder of the model that is read: its path goes down from there and never up, however
 * it is written, and whoever gives the bytes (en_plan_finder) follows no links. What is in a file becomes
 * part of the model as written: its root is the model of the module; its other models get names of their own,
 * so that two files, or one file that two modules use, do not meet; units, dimensions and macros are those of
 * all. Bound: linear in the bytes and the limits below.
 */
#ifndef EN_PLAN_FILES_H
#define EN_PLAN_FILES_H

#include "context.h"
#include "model.h"
#include "plan_data.h"
#include "report.h"

enum {
    EN_FILES_MOST = 256,           /* read for one model */
    EN_FILES_MOST_NESTED = 16,     /* that name each other */
    EN_FILES_MOST_BYTES = 64 << 20 /* of all of them, and of one table */
};

typedef enum en_finder_fault {
    EN_FINDER_FINE,
    EN_FINDER_MISSING,
    EN_FINDER_LINK,    /* it, or a folder on the way, is a symbolic link */
    EN_FINDER_NO_FILE, /* a folder, a device */
    EN_FINDER_TOO_LARGE,
    EN_FINDER_UNREADABLE,
    EN_FINDER_NO_MEMORY
} en_finder_fault;

/* Who knows the files beside the model. */
typedef struct en_plan_finder {
    void *user;
    /* The bytes of a file of at most `most`, in the arena. path goes down from the model's folder; none of
     * its parts is empty, `.` or `..`. */
    en_finder_fault (*read)(void *user, const char *path, size_t most, en_arena *arena, en_str *bytes);
    /* The data of an import, in the arena. *fault: of the file; what is wrong inside is reported. */
    en_status (*table)(void *user, const char *path, const en_plan_transfer *import, en_data_form form,
                       en_arena *arena, en_report *report, en_finder_fault *fault, en_data_table *table);
} en_plan_finder;

/* Puts the models of all files into the planned's model. finder NULL: none is looked for, so that the engine
 * refuses them. EN_ERR_INPUT after reporting, EN_ERR_MEMORY. */
struct en_planned;
EN_MUST_USE en_status en_planned_take_files(struct en_planned *planned, const en_plan_finder *finder,
                                            const en_context *context, en_report *report);

/* Puts the data of the imports that are on and automatic in place of equations. As en_planned_take_files. */
EN_MUST_USE en_status en_planned_take_data(struct en_planned *planned, const en_plan_finder *finder,
                                           en_report *report);

/* The path that a resource means, seen from a folder ("" or "a/b/"); NULL text: it leads out of the model's
 * folder, or is none. Separators may be `\\`; `r../x` is how isee writes what is beside its file. *memory: it
 * is out. */
const char *en_plan_path_of(en_arena *arena, en_str folder, en_str resource, bool *memory);

/* Reports what a finder said of a resource. */
en_status en_plan_finder_tell(en_report *report, en_finder_fault fault, en_str file, en_plan_place place,
                              en_str owner, en_str resource);

#endif

/* A result directory: built beside the place where it goes, and put there by one rename.
 *
 * A directory that is there and not empty is refused. With `force` the files of an earlier result in it are
 * replaced, all at once, and anything else in it stays. A directory with files of those names that is no
 * result (a round has a places.csv too) is never touched.
 */
#ifndef EN_OUTDIR_H
#define EN_OUTDIR_H

#include "file.h"

typedef struct en_outdir {
    en_arena arena;
    char *path;  /* where it goes */
    char *build; /* where it is built; after the exchange, what was there before */
    const char *const *names;
    bool replaces;
} en_outdir;

/* Checks the place and makes the directory beside it. `names` (NULL-ended) are the files that a result may
 * hold, the first the one that marks a result; `source` is the folder or file that the result is made from,
 * which must not lie in it. */
EN_MUST_USE en_status en_outdir_begin(const char *path, bool force, const char *const *names,
                                      const char *source, en_report *report, en_outdir *dir);

/* Creates a file in it. */
EN_MUST_USE en_status en_outdir_write(en_outdir *dir, const char *name, size_t part_count,
                                      const en_text *parts, en_report *report);

/* Puts it in place. */
EN_MUST_USE en_status en_outdir_commit(en_outdir *dir, en_report *report);

/* Removes what was built, if it was not committed. Always to be called at the end. */
void en_outdir_end(en_outdir *dir);

#endif

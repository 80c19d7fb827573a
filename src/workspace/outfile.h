/* Result files: built without a name on the disk where they go, and put there by one rename each, all of a
 * result at the end. A process that is killed leaves nothing, unless between the two calls that name a file
 * and rename it over another one. Where the file system knows no files without names, they are built beside
 * the place, as NAME.enishi- and six letters, which a kill leaves.
 *
 * A file of that name is replaced, but never one that the result is made from. Where something else than a
 * file is (a pipe, /dev/stdout), it is written to directly.
 */
#ifndef EN_OUTFILE_H
#define EN_OUTFILE_H

#include "file.h"

typedef struct en_outfile {
    en_arena arena;
    char *path, *build; /* build: its name beside the place; NULL: none, or written to directly */
    bool written, nameless;
    int descriptor; /* of one without a name */
} en_outfile;

/* Whether the file of this path is one of the inputs, under whichever name. */
bool en_outfile_is_input(const char *path, const char *const *inputs, size_t input_count);

/* Checks the place and writes beside it. `inputs` are the files that must stay; a NULL among them is passed
 * over. */
EN_MUST_USE en_status en_outfile_write(const char *path, const char *const *inputs, size_t input_count,
                                       en_str bytes, en_report *report, en_outfile *file);

/* Puts it in place. */
EN_MUST_USE en_status en_outfile_commit(en_outfile *file, en_report *report);

/* Removes what was built, if it was not committed. Always to be called at the end; also of a file that is all
 * zero. */
void en_outfile_end(en_outfile *file);

#endif

/* Files in the folder of a model, or below it, for models that name them.
 *
 * Each part of a path is opened from the folder before it, and a symbolic link is opened nowhere: so nothing
 * outside of the folder is read, whatever happens to the folder meanwhile.
 */
#ifndef EN_BESIDE_H
#define EN_BESIDE_H

#include "plan_files.h"

typedef struct en_beside {
    int folder; /* a descriptor, or -1: there is no such folder */
    bool out_of_memory;
    const en_context *context;
} en_beside;

/* Opens the folder in which the file at this path is. en_beside_close in any case. */
en_beside en_beside_open(const char *path, const en_context *context);
void en_beside_close(en_beside *beside);

/* The finder of its files; borrows the folder. */
en_plan_finder en_beside_finder(en_beside *beside);

#endif

/* What fuzz targets share. A target is one file fuzz_NAME.c with this function; fuzz/corpus/NAME holds its
 * inputs. */
#ifndef EN_FUZZ_H
#define EN_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that must hold for every input; stays in release builds. */
static inline void fuzz_check(int holds)
{
    if (!holds) abort();
}

/* A copy with n zero bytes behind it, as readers of files get their bytes; to be freed. */
static inline char *fuzz_padded(const uint8_t *data, size_t size, size_t n)
{
    char *copy = calloc(size + n, 1);
    if (!copy) abort();
    if (size > 0) memcpy(copy, data, size);
    return copy;
}

#endif

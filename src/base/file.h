/* Whole files into memory, and out of it.
 *
 * A file is read once and exactly those bytes are hashed and parsed: a mapped file that somebody shortens
 * would kill the process. Errors name the file and what the system said.
 */
#ifndef EN_FILE_H
#define EN_FILE_H

#include "context.h"
#include "report.h"
#include "sha256.h"

#include <errno.h>

/* What may follow the last byte: zeros, so that a scan by blocks needs no special end. */
enum { EN_FILE_PADDING = 64 };

#define EN_FILE_MOST_BYTES ((uint64_t)16 << 30)

typedef struct en_file {
    en_str name; /* for messages: the last part of the path */
    const en_allocator *allocator;
    char *at;
    size_t size;
    unsigned char digest[EN_SHA256_BYTES]; /* of the bytes as they are on disk, after en_file_hash */
} en_file;

/* Whether something is there under this path. */
bool en_file_exists(const char *path);

/* folder + "/" + name, in the arena. */
char *en_path_join(en_arena *arena, const char *folder, const char *name);

/* The last part of a path. */
en_str en_path_name(const char *path);

/* Reads a regular file of at most EN_FILE_MOST_BYTES. EN_ERR_INPUT for a directory or a missing file,
 * EN_ERR_IO where reading fails or the file changes its size meanwhile. Large files are read by several tasks
 * of the context. */
EN_MUST_USE en_status en_file_read(const char *path, const en_context *context, en_report *report,
                                   en_file *file);
void en_file_free(en_file *file);
void en_file_hash(en_file *file);

/* Writes all of the bytes to an open file; 0, or what errno says of the failure. */
EN_MUST_USE int en_file_put(int descriptor, en_str bytes);

/* Writes a new file and has it reach the disk's queue without error; an existing one is replaced. */
EN_MUST_USE en_status en_file_write(const char *path, en_str bytes, en_report *report);

/* Reports that the system refused something: rule, path and the reason (reasons.h). Returns EN_ERR_IO. */
en_status en_file_fault(en_report *report, en_word rule, const char *path, int error);

#endif

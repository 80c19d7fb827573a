/* Files that were read, each with the SHA-256 of its very bytes, compared with a list that names files and
 * hashes. */
#ifndef EN_MANIFEST_H
#define EN_MANIFEST_H

#include "file.h"
#include "json.h"

enum { EN_MANIFEST_MOST = 16, EN_MANIFEST_MOST_NAME = 256 };

typedef struct en_manifest {
    en_str file, key; /* for messages: where the list stands */
    size_t count;
    struct {
        char name[EN_MANIFEST_MOST_NAME];
        unsigned char digest[EN_SHA256_BYTES];
    } files[EN_MANIFEST_MOST];
} en_manifest;

/* The file was read, and is hashed. */
void en_manifest_note(en_manifest *manifest, const en_file *file);

/* Compares: the list names exactly the files `names`, they are in the folder, and those that were noted have
 * the hashes given. What was not reached, because the input is broken, is passed over. Takes what belongs out
 * of the list. *checked: files compared. */
EN_MUST_USE en_status en_manifest_check(const en_manifest *manifest, json_t *list, const char *folder,
                                        size_t count, const char *const *names, en_report *report,
                                        uint64_t *checked);

/* Reports what else the folder holds but the files `names` and `passed`. What starts with a dot belongs to
 * the system. */
EN_MUST_USE en_status en_manifest_check_alone(const en_manifest *manifest, const char *folder, size_t count,
                                              const char *const *names, size_t passed_count,
                                              const char *const *passed, en_report *report, en_report *input);

#endif

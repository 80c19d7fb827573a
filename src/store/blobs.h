/* Contents by their SHA-256: kept once, in pieces of at most EN_BLOB_PIECE bytes, so that large ones are
 * written and read without being in memory whole. What nothing refers to any more is swept away.
 */
#ifndef EN_BLOBS_H
#define EN_BLOBS_H

#include "db.h"
#include "file.h"

enum { EN_BLOB_PIECE = 1 << 18 };

typedef struct en_blob {
    int64_t number; /* 0: there is none */
    char sha256[EN_SHA256_HEX + 1];
    uint64_t size;
} en_blob;

/* Keeps bytes; a content that is there already is found again. */
EN_MUST_USE en_status en_blob_add(en_db *db, en_str bytes, en_report *report, int64_t *blob);

/* Ends the open transaction and begins another, between which others may write. After a failure none is open.
 */
typedef struct en_blob_turns {
    EN_MUST_USE en_status (*next)(void *user, en_report *report);
    void *user;
} en_blob_turns;

/* Keeps the content of a file, whose SHA-256 the caller knows: in transactions of EN_BLOB_TURN_PIECES pieces,
 * the first of which the caller has begun, the last of which the caller ends. It is held until
 * en_blobs_let_go, in the transaction that refers to it, or after a failure. EN_ERR_CLAIM, reported, if the
 * file has another hash. */
enum { EN_BLOB_TURN_PIECES = 16 };
EN_MUST_USE en_status en_blob_add_file(en_db *db, const char *path, const char *sha256,
                                       const en_blob_turns *turns, en_report *report, int64_t *blob);

/* Contents that were held are so no more, and what was not finished is removed. */
EN_MUST_USE en_status en_blobs_let_go(en_db *db, en_report *report);

/* SHA-256 and size of a content. */
EN_MUST_USE en_status en_blob_get(en_db *db, int64_t number, en_report *report, en_blob *blob);

/* Puts one piece of a content in the place of what `piece` holds; nothing behind the last. */
EN_MUST_USE en_status en_blob_piece(en_db *db, int64_t blob, uint64_t index, en_report *report,
                                    en_text *piece);

/* Adds the whole content to text. */
EN_MUST_USE en_status en_blob_read(en_db *db, int64_t blob, en_report *report, en_text *text);

/* Writes the content to a new file. EN_ERR_CLAIM, reported, if it no longer has its SHA-256. */
EN_MUST_USE en_status en_blob_to_file(en_db *db, int64_t blob, const char *path, en_report *report);

/* Removes what nothing refers to and nobody holds. */
EN_MUST_USE en_status en_blobs_sweep(en_db *db, en_report *report);

#endif

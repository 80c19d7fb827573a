/* Contents in pieces. See blobs.h. */
#define _GNU_SOURCE
#include "blobs.h"

#include "reading.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Before the SHA-256 of a content that is not whole: behind every digit, and no part of a hash. */
enum { UNFINISHED = '~' };

/* The number of the content with this SHA-256, or 0. */
static en_status find(en_db *db, const char *sha256, en_report *report, int64_t *blob)
{
    en_statement *s = en_db_prepare(db, "SELECT blob FROM blobs WHERE sha256 = $1", report);
    en_bind_text(s, 1, en_str_of(sha256));
    return en_db_read_int(s, report, blob);
}

static en_status add_row(en_db *db, const char *sha256, uint64_t size, en_report *report, int64_t *blob)
{
    en_statement *s = en_db_prepare(db, "INSERT INTO blobs (sha256, size) VALUES ($1, $2)", report);
    en_bind_text(s, 1, en_str_of(sha256));
    en_bind_int(s, 2, (int64_t)size);
    en_status status = en_db_run(s, report, NULL);
    if (status == EN_OK) *blob = en_db_inserted(db);
    return status;
}

static en_status add_piece(en_db *db, int64_t blob, uint64_t index, en_str bytes, en_report *report)
{
    en_statement *s =
        en_db_prepare(db, "INSERT INTO blob_pieces (blob, piece, bytes) VALUES ($1, $2, $3)", report);
    en_bind_int(s, 1, blob);
    en_bind_int(s, 2, (int64_t)index);
    en_bind_bytes(s, 3, bytes);
    return en_db_run(s, report, NULL);
}

static void hash_bytes(en_str bytes, char hex[EN_SHA256_HEX + 1])
{
    en_sha256 hash;
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256_start(&hash);
    en_sha256_add(&hash, bytes.at, bytes.size);
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
}

en_status en_blob_add(en_db *db, en_str bytes, en_report *report, int64_t *blob)
{
    char sha256[EN_SHA256_HEX + 1];
    hash_bytes(bytes, sha256);
    int64_t number;
    en_status status = find(db, sha256, report, &number);
    if (status != EN_OK || number) {
        if (status == EN_OK) *blob = number;
        return status;
    }
    status = add_row(db, sha256, bytes.size, report, &number);
    for (size_t at = 0; at < bytes.size && status == EN_OK; at += EN_BLOB_PIECE) {
        size_t n = bytes.size - at < EN_BLOB_PIECE ? bytes.size - at : EN_BLOB_PIECE;
        status = add_piece(db, number, at / EN_BLOB_PIECE, (en_str){bytes.at + at, n}, report);
    }
    if (status == EN_OK) *blob = number;
    return status;
}

/* Fills the buffer unless the file ends before; -1 after a fault. */
static ssize_t read_fully(int fd, char *buffer, size_t size)
{
    size_t have = 0;
    while (have < size) {
        ssize_t n = read(fd, buffer + have, size - have);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) break;
        have += (size_t)n;
    }
    return (ssize_t)have;
}

/* A file that is being kept. */
typedef struct incoming {
    en_db *db;
    const char *path, *sha256;
    char unfinished[EN_SHA256_HEX + 2]; /* what it is called until it is whole */
    const en_blob_turns *turns;
    en_report *report;
    int64_t blob;
    en_blob found; /* what it turned out to be */
} incoming;

static en_status end_turn(const incoming *in, uint64_t pieces)
{
    if (pieces % EN_BLOB_TURN_PIECES != 0) return EN_OK;
    return in->turns->next(in->turns->user, in->report);
}

/* The pieces of an open file; its size and SHA-256. */
static en_status add_pieces(incoming *in, int fd)
{
    char *buffer = malloc(EN_BLOB_PIECE);
    if (!buffer) return EN_ERR_MEMORY;
    en_sha256 hash;
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256_start(&hash);
    en_status status = EN_OK;
    for (uint64_t index = 0; status == EN_OK; index++) {
        ssize_t n = read_fully(fd, buffer, EN_BLOB_PIECE);
        if (n < 0) status = en_file_fault(in->report, EN_W_FILE_CANNOT_READ, in->path, errno);
        if (n <= 0) break;
        en_sha256_add(&hash, buffer, (size_t)n);
        in->found.size += (uint64_t)n;
        status = add_piece(in->db, in->blob, index, (en_str){buffer, (size_t)n}, in->report);
        if (status == EN_OK) status = end_turn(in, index + 1);
    }
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, in->found.sha256);
    free(buffer);
    return status;
}

static en_status remove_row(en_db *db, const char *sha256, en_report *report)
{
    en_statement *s = en_db_prepare(db, "DELETE FROM blobs WHERE sha256 = $1", report);
    en_bind_text(s, 1, en_str_of(sha256));
    return en_db_run(s, report, NULL);
}

static en_status hold(en_db *db, int64_t blob, en_report *report)
{
    return en_db_run_for(db, "UPDATE blobs SET held = 1 WHERE blob = $1", blob, report);
}

static en_status finish_row(const incoming *in)
{
    en_statement *s =
        en_db_prepare(in->db, "UPDATE blobs SET sha256 = $2, size = $3 WHERE blob = $1", in->report);
    en_bind_int(s, 1, in->blob);
    en_bind_text(s, 2, en_str_of(in->sha256));
    en_bind_int(s, 3, (int64_t)in->found.size);
    return en_db_run(s, in->report, NULL);
}

/* Somebody else may have brought the same content meanwhile. */
static en_status finish(incoming *in)
{
    int64_t other;
    if (strcmp(in->found.sha256, in->sha256) != 0) {
        (void)en_report_error(in->report, EN_W_BLOB_OTHER_HASH, (en_where){.file = en_path_name(in->path)});
        return EN_ERR_CLAIM;
    }
    en_status status = find(in->db, in->sha256, in->report, &other);
    if (status != EN_OK) return status;
    if (other == 0) return finish_row(in);
    in->blob = other;
    status = hold(in->db, other, in->report);
    return status == EN_OK ? remove_row(in->db, in->unfinished, in->report) : status;
}

/* An attempt that failed may have left its beginning. */
static en_status begin_row(incoming *in)
{
    in->unfinished[0] = UNFINISHED;
    memcpy(in->unfinished + 1, in->sha256, EN_SHA256_HEX + 1);
    en_status status = remove_row(in->db, in->unfinished, in->report);
    if (status == EN_OK) status = add_row(in->db, in->unfinished, 0, in->report, &in->blob);
    return status == EN_OK ? hold(in->db, in->blob, in->report) : status;
}

static en_status add_file(incoming *in)
{
    int fd = open(in->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return en_file_fault(in->report, EN_W_FILE_CANNOT_READ, in->path, errno);
    en_status status = begin_row(in);
    if (status == EN_OK) status = add_pieces(in, fd);
    close(fd);
    return status == EN_OK ? finish(in) : status;
}

en_status en_blob_add_file(en_db *db, const char *path, const char *sha256, const en_blob_turns *turns,
                           en_report *report, int64_t *blob)
{
    assert(strlen(sha256) == EN_SHA256_HEX);
    incoming in = {.db = db, .path = path, .sha256 = sha256, .turns = turns, .report = report};
    en_status status = find(db, sha256, report, &in.blob);
    if (status == EN_OK) status = in.blob ? hold(db, in.blob, report) : add_file(&in);
    if (status == EN_OK) *blob = in.blob;
    return status;
}

en_status en_blobs_let_go(en_db *db, en_report *report)
{
    static const char unfinished[] = {UNFINISHED, '\0'};
    en_statement *s = en_db_prepare(db, "DELETE FROM blobs WHERE sha256 >= $1", report);
    en_bind_text(s, 1, en_str_of(unfinished));
    en_status status = en_db_run(s, report, NULL);
    if (status != EN_OK) return status;
    return en_db_run(en_db_prepare(db, "UPDATE blobs SET held = 0 WHERE held = 1", report), report, NULL);
}

en_status en_blob_get(en_db *db, int64_t number, en_report *report, en_blob *blob)
{
    *blob = (en_blob){0};
    en_statement *s = en_db_prepare(db, "SELECT sha256, size FROM blobs WHERE blob = $1", report);
    en_bind_int(s, 1, number);
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_ROW) {
        en_str sha256 = en_column_text(s, 0);
        blob->number = number;
        blob->size = (uint64_t)en_column_int(s, 1);
        if (sha256.size == EN_SHA256_HEX) memcpy(blob->sha256, sha256.at, EN_SHA256_HEX);
    }
    return en_db_finish(s, step, report);
}

en_status en_blob_piece(en_db *db, int64_t blob, uint64_t index, en_report *report, en_text *piece)
{
    piece->size = 0;
    en_statement *s =
        en_db_prepare(db, "SELECT bytes FROM blob_pieces WHERE blob = $1 AND piece = $2", report);
    en_bind_int(s, 1, blob);
    en_bind_int(s, 2, (int64_t)index);
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_ROW) en_text_add(piece, en_column_bytes(s, 0));
    en_status status = en_db_finish(s, step, report);
    return status == EN_OK && piece->failed ? EN_ERR_MEMORY : status;
}

en_status en_blob_read(en_db *db, int64_t blob, en_report *report, en_text *text)
{
    en_statement *s =
        en_db_prepare(db, "SELECT bytes FROM blob_pieces WHERE blob = $1 ORDER BY piece", report);
    en_bind_int(s, 1, blob);
    en_step step;
    while ((step = en_db_step(s, report)) == EN_STEP_ROW && !text->failed)
        en_text_add(text, en_column_bytes(s, 0));
    en_status status = en_db_finish(s, step, report);
    return status == EN_OK && text->failed ? EN_ERR_MEMORY : status;
}

static bool write_fully(int fd, en_str bytes)
{
    while (bytes.size > 0) {
        ssize_t n = write(fd, bytes.at, bytes.size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        bytes = (en_str){bytes.at + n, bytes.size - (size_t)n};
    }
    return true;
}

static en_status write_pieces(en_db *db, int fd, const char *path, int64_t blob, en_report *report,
                              char sha256[EN_SHA256_HEX + 1])
{
    en_sha256 hash;
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256_start(&hash);
    en_text piece = en_text_make(NULL);
    en_status status = EN_OK;
    for (uint64_t index = 0; status == EN_OK; index++) {
        status = en_blob_piece(db, blob, index, report, &piece);
        if (status != EN_OK || piece.size == 0) break;
        en_sha256_add(&hash, piece.at, piece.size);
        if (!write_fully(fd, en_text_str(&piece)))
            status = en_file_fault(report, EN_W_FILE_CANNOT_WRITE, path, errno);
    }
    en_text_free(&piece);
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, sha256);
    return status;
}

en_status en_blob_to_file(en_db *db, int64_t blob, const char *path, en_report *report)
{
    en_blob known;
    char sha256[EN_SHA256_HEX + 1];
    en_status status = en_blob_get(db, blob, report, &known);
    if (status != EN_OK) return status;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, path, errno);
    status = write_pieces(db, fd, path, blob, report, sha256);
    if (close(fd) != 0 && status == EN_OK)
        status = en_file_fault(report, EN_W_FILE_CANNOT_WRITE, path, errno);
    if (status == EN_OK && strcmp(sha256, known.sha256) != 0) {
        (void)en_report_error(report, EN_W_BLOB_OTHER_HASH, (en_where){.file = en_path_name(path)});
        status = EN_ERR_CLAIM;
    }
    if (status != EN_OK) unlink(path);
    return status;
}

en_status en_blobs_sweep(en_db *db, en_report *report)
{
    en_statement *s =
        en_db_prepare(db,
                      "DELETE FROM blobs WHERE held = 0"
                      " AND NOT EXISTS (SELECT 1 FROM rounds WHERE rules = blobs.blob)"
                      " AND NOT EXISTS (SELECT 1 FROM round_tables WHERE round_tables.blob = blobs.blob)"
                      " AND NOT EXISTS (SELECT 1 FROM job_inputs WHERE job_inputs.blob = blobs.blob)"
                      " AND NOT EXISTS (SELECT 1 FROM result_files WHERE result_files.blob = blobs.blob)"
                      " AND NOT EXISTS (SELECT 1 FROM model_files WHERE model_files.blob = blobs.blob)",
                      report);
    return en_db_run(s, report, NULL);
}

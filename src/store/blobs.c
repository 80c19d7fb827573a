/* Contents in pieces. See blobs.h. */
#define _GNU_SOURCE
#include "blobs.h"

#include "reading.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

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

/* The pieces of an open file; its size and SHA-256. */
static en_status add_pieces(en_db *db, int fd, const char *path, int64_t blob, en_report *report,
                            en_blob *read_blob)
{
    char *buffer = malloc(EN_BLOB_PIECE);
    if (!buffer) return EN_ERR_MEMORY;
    en_sha256 hash;
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256_start(&hash);
    en_status status = EN_OK;
    read_blob->size = 0;
    for (uint64_t index = 0; status == EN_OK; index++) {
        ssize_t n = read_fully(fd, buffer, EN_BLOB_PIECE);
        if (n < 0) status = en_file_fault(report, EN_W_FILE_CANNOT_READ, path, errno);
        if (n <= 0) break;
        en_sha256_add(&hash, buffer, (size_t)n);
        read_blob->size += (uint64_t)n;
        status = add_piece(db, blob, index, (en_str){buffer, (size_t)n}, report);
    }
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, read_blob->sha256);
    free(buffer);
    return status;
}

static en_status set_size(en_db *db, int64_t blob, uint64_t size, en_report *report)
{
    en_statement *s = en_db_prepare(db, "UPDATE blobs SET size = $2 WHERE blob = $1", report);
    en_bind_int(s, 1, blob);
    en_bind_int(s, 2, (int64_t)size);
    return en_db_run(s, report, NULL);
}

en_status en_blob_add_file(en_db *db, const char *path, const char *sha256, en_report *report, int64_t *blob)
{
    int64_t number;
    en_status status = find(db, sha256, report, &number);
    if (status == EN_OK && number) *blob = number;
    if (status != EN_OK || number) return status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return en_file_fault(report, EN_W_FILE_CANNOT_READ, path, errno);
    en_blob found = {0};
    status = add_row(db, sha256, 0, report, &number);
    if (status == EN_OK) status = add_pieces(db, fd, path, number, report, &found);
    close(fd);
    if (status == EN_OK && strcmp(found.sha256, sha256) != 0) {
        (void)en_report_error(report, EN_W_BLOB_OTHER_HASH, (en_where){.file = en_path_name(path)});
        status = EN_ERR_CLAIM;
    }
    if (status == EN_OK) status = set_size(db, number, found.size, report);
    if (status == EN_OK) *blob = number;
    return status;
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
                      "DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM rounds WHERE rules = blobs.blob)"
                      " AND NOT EXISTS (SELECT 1 FROM round_tables WHERE round_tables.blob = blobs.blob)"
                      " AND NOT EXISTS (SELECT 1 FROM job_inputs WHERE job_inputs.blob = blobs.blob)"
                      " AND NOT EXISTS (SELECT 1 FROM result_files WHERE result_files.blob = blobs.blob)",
                      report);
    return en_db_run(s, report, NULL);
}

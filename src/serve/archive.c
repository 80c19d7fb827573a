/* A result with what it was made from as one ZIP file: the folder round/, the folder result/, ready for
 * `enishi-verify round result`.
 *
 * Nothing is compressed, so that every size is known before the first byte, and contents pass through in the
 * pieces in which they are kept; they are read once before, for their checksums. Format: APPNOTE.TXT of
 * PKWARE, version 2.0. Limit: 4 GiB together.
 */
#include "rounds_parts.h"

#include "handlers.h"

#include <stdlib.h>
#include <zlib.h>

enum { MOST_ENTRIES = 24, MOST_NAME = 200, LOCAL_BYTES = 30, CENTRAL_BYTES = 46, END_BYTES = 22 };

typedef struct entry {
    char name[MOST_NAME];
    int64_t blob;
    uint32_t size, crc, at; /* at: of its local header */
} entry;

typedef struct archive {
    size_t count, current;
    uint64_t piece, left; /* left: bytes of the current entry that are still to come */
    bool begun;           /* the local header of the current entry is written */
    uint64_t written;
    entry entries[MOST_ENTRIES];
} archive;

static void add_number(en_text *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) en_text_add_char(out, (char)(value >> (8 * i) & 255));
}

/* What local and central headers have in common: version, flags (names are UTF-8), method, time (the first of
 * 1980, so that the same result gives the same bytes), checksum, sizes, length of the name. */
static void add_common(en_text *out, const entry *e)
{
    enum { VERSION = 20, UTF8_NAMES = 0x800, STORED = 0, FIRST_DAY = 0x21 };
    add_number(out, VERSION, 2);
    add_number(out, UTF8_NAMES, 2);
    add_number(out, STORED, 2);
    add_number(out, 0, 2);
    add_number(out, FIRST_DAY, 2);
    add_number(out, e->crc, 4);
    add_number(out, e->size, 4);
    add_number(out, e->size, 4);
    add_number(out, (uint32_t)strlen(e->name), 2);
    add_number(out, 0, 2);
}

static void add_local(en_text *out, const entry *e)
{
    add_number(out, 0x04034b50, 4);
    add_common(out, e);
    en_text_add_z(out, e->name);
}

static void add_central(en_text *out, const entry *e)
{
    enum { MADE_BY_UNIX = 0x314 };
    static const uint32_t regular_file = (uint32_t)0100644 << 16;
    add_number(out, 0x02014b50, 4);
    add_number(out, MADE_BY_UNIX, 2);
    add_common(out, e);
    add_number(out, 0, 2); /* comment, disk, internal attributes */
    add_number(out, 0, 2);
    add_number(out, 0, 2);
    add_number(out, regular_file, 4);
    add_number(out, e->at, 4);
    en_text_add_z(out, e->name);
}

static void add_end(en_text *out, const archive *a)
{
    uint32_t size = 0;
    for (size_t i = 0; i < a->count; i++) {
        add_central(out, &a->entries[i]);
        size += CENTRAL_BYTES + (uint32_t)strlen(a->entries[i].name);
    }
    add_number(out, 0x06054b50, 4);
    add_number(out, 0, 4);
    add_number(out, (uint32_t)a->count, 2);
    add_number(out, (uint32_t)a->count, 2);
    add_number(out, size, 4);
    add_number(out, (uint32_t)a->written, 4);
    add_number(out, 0, 2);
}

/* One piece of one entry at a time. */
static bool next_part(void *user, en_store *store, en_text *out)
{
    archive *a = user;
    if (a->current == a->count) {
        add_end(out, a);
        return false;
    }
    entry *e = &a->entries[a->current];
    if (!a->begun) {
        e->at = (uint32_t)a->written;
        add_local(out, e);
        a->begun = true;
        a->piece = 0;
        a->left = e->size;
        a->written += out->size;
        return true;
    }
    en_report report = en_report_make(NULL);
    en_status status = en_blob_piece(en_store_db(store), e->blob, a->piece++, &report, out);
    en_report_free(&report);
    bool is_short = out->size == 0 && a->left > 0;
    if (status != EN_OK || is_short || out->size > a->left) out->failed = true;
    else a->left -= out->size;
    a->written += out->size;
    if (a->left == 0) {
        a->current++;
        a->begun = false;
    }
    return !out->failed;
}

static en_status add_entry(en_request *request, archive *a, const char *folder, const en_stored_file *file)
{
    entry *e = &a->entries[a->count];
    en_text piece = en_text_make(NULL);
    en_status status = EN_OK;
    if (a->count == MOST_ENTRIES || file->size > UINT32_MAX) return EN_ERR_LIMIT;
    *e = (entry){.blob = file->blob, .size = (uint32_t)file->size, .crc = (uint32_t)crc32(0, NULL, 0)};
    snprintf(e->name, sizeof e->name, "%s/%.*s", folder, (int)file->file.size, file->file.at);
    for (uint64_t i = 0; status == EN_OK; i++) {
        status = en_blob_piece(en_store_db(request->store), file->blob, i, &request->report, &piece);
        if (status != EN_OK || piece.size == 0) break;
        e->crc = (uint32_t)crc32(e->crc, (const unsigned char *)piece.at, (unsigned)piece.size);
    }
    en_text_free(&piece);
    a->count++;
    return status;
}

static en_status gather(en_request *request, const en_stored_result *result, archive *a)
{
    en_db *db = en_store_db(request->store);
    en_stored_file *files;
    size_t count = 0;
    uint64_t size = 0;
    en_status status = en_jobs_inputs(db, result->job, &request->arena, &request->report, &files, &count);
    for (size_t i = 0; i < count && status == EN_OK; i++) {
        size += files[i].size;
        status = add_entry(request, a, "round", &files[i]);
    }
    if (status == EN_OK)
        status = en_results_files(db, result->result, &request->arena, &request->report, &files, &count);
    for (size_t i = 0; i < count && status == EN_OK; i++) {
        if (en_str_is(files[i].file, EN_JOB_NAMES)) continue;
        size += files[i].size;
        status = add_entry(request, a, "result", &files[i]);
    }
    if (status == EN_OK && size > UINT32_MAX - (1 << 16)) status = EN_ERR_LIMIT;
    return status;
}

static uint64_t whole_size(const archive *a)
{
    uint64_t size = END_BYTES;
    for (size_t i = 0; i < a->count; i++)
        size += LOCAL_BYTES + CENTRAL_BYTES + 2 * strlen(a->entries[i].name) + a->entries[i].size;
    return size;
}

en_status en_handle_result_archive(en_request *request)
{
    en_stored_result result;
    en_status status = result_find(request, &result);
    if (status != EN_OK) return status;
    if (en_request_has(request, request_print(request, "%lld", (long long)result.result))) return EN_OK;
    archive *a = calloc(1, sizeof *a);
    if (!a) return EN_ERR_MEMORY;
    status = gather(request, &result, a);
    if (status != EN_OK) {
        free(a);
        return status;
    }
    request->file_name = request_print(request, "enishi-result-%lld.zip", (long long)result.result);
    request->events = (en_events){next_part, free, a, whole_size(a)};
    return EN_OK;
}

/* A new workspace. See workspace.h.
 *
 * The database is made under another name and takes its own by a rename, so that a process that is killed
 * leaves no half workspace.
 */
#define _GNU_SOURCE
#include "workspace.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static en_status make_store(const char *path, const char *sample, const en_import_by *by,
                            const en_context *context, en_report *report, en_import_summary *summary)
{
    en_store *store = NULL;
    en_status status = en_store_create_sqlite(path, context ? context->allocator : NULL, report, &store);
    if (status != EN_OK) return status;
    en_import_from tables = {.path = sample};
    if (sample) status = en_import_into(store, &tables, false, by, context, report, summary);
    if (status == EN_OK && sample) {
        status = en_store_set_note(store, "sample", "yes", report);
        if (status != EN_OK) en_import_summary_free(summary);
    }
    en_store_close(store);
    return status;
}

/* Gives the file its name unless somebody else has taken it meanwhile. */
static en_status take_name(const char *from, const char *to, en_report *report)
{
    int failed = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (failed && (errno == EINVAL || errno == ENOSYS))
        failed = rename(from, to); /* a file system that cannot refuse */
    if (!failed) return EN_OK;
    if (errno == EEXIST) return en_report_error(report, EN_W_STORE_EXISTS, (en_where){.file = en_str_of(to)});
    return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, to, errno);
}

static en_status init_in(const char *path, const char *temporary, const char *sample, const en_import_by *by,
                         const en_context *context, en_report *report, en_import_summary *summary)
{
    if (en_file_exists(path))
        return en_report_error(report, EN_W_STORE_EXISTS, (en_where){.file = en_str_of(path)});
    en_status status = make_store(temporary, sample, by, context, report, summary);
    if (status == EN_OK) {
        status = take_name(temporary, path, report);
        if (status != EN_OK && sample) en_import_summary_free(summary);
    }
    if (status != EN_OK) unlink(temporary);
    return status;
}

en_status en_workspace_init(const char *folder, const char *sample, const en_import_by *by,
                            const en_context *context, en_report *report, en_import_summary *summary)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *summary = (en_import_summary){.rows = en_rows_make(allocator), .stored = en_rows_make(allocator)};
    char name[64];
    snprintf(name, sizeof name, EN_WORKSPACE_DATABASE ".new-%ld", (long)getpid());
    en_arena arena = en_arena_make(NULL);
    char *path = en_path_join(&arena, folder, EN_WORKSPACE_DATABASE),
         *temporary = en_path_join(&arena, folder, name);
    bool made = mkdir(folder, 0777) == 0;
    en_status status = EN_OK;
    if (!path || !temporary) status = EN_ERR_MEMORY;
    else if (!made && errno != EEXIST) status = en_file_fault(report, EN_W_FILE_CANNOT_WRITE, folder, errno);
    else status = init_in(path, temporary, sample, by, context, report, summary);
    if (status != EN_OK && made) rmdir(folder);
    en_arena_free(&arena);
    return status;
}

/* A new workspace. See workspace.h.
 *
 * The database is made under another name and takes its own by a rename, so that a process that is killed
 * leaves no half workspace.
 */
#define _GNU_SOURCE
#include "workspace.h"

#include "audit.h"
#include "sample_model.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static en_status put_model(en_store *store, const en_sample_model *sample, const en_import_by *by,
                           en_report *report)
{
    en_db *db = en_store_db(store);
    en_stored_model model = {.model = en_str_of(EN_SAMPLE_MODEL),
                             .sample = true,
                             .made_at = en_str_of(by->at),
                             .made_by = en_str_of(by->by)};
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) model.title[i] = en_sample_model_title((en_language)i);
    en_audit_record record = {.at = model.made_at,
                              .actor = en_str_of(by->actor),
                              .action = en_str_of("add"),
                              .table = en_str_of("models"),
                              .id = model.model};
    en_status status = en_models_add(db, &model, report);
    if (status == EN_OK) status = en_sample_model_put(db, sample, &model, report);
    return status == EN_OK && by->actor ? en_audit_append(store, &record, report) : status;
}

/* The model of the sample, where it has one, so that its fans are there at once. */
static en_status add_sample_model(en_store *store, const char *sample, const en_import_by *by,
                                  const en_context *context, en_report *report)
{
    en_sample_model model;
    if (!en_sample_model_exists(sample)) return EN_OK;
    en_status status = en_sample_model_read(sample, context, report, &model);
    if (status == EN_OK) status = en_store_begin(store, report);
    if (status == EN_OK) {
        status = put_model(store, &model, by, report);
        if (status == EN_OK) status = en_store_commit(store, report);
        else en_store_rollback(store);
    }
    en_sample_model_free(&model);
    return status;
}

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
        if (status == EN_OK) status = add_sample_model(store, sample, by, context, report);
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

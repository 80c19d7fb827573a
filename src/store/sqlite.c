/* The store in one SQLite file. See store.h.
 *
 * A rollback journal and not a write-ahead log: between writes a workspace is then one plain file, which
 * people copy, mail and keep on network drives, where a shared-memory index would not work; readers wait for
 * the milliseconds of an import. synchronous stays FULL. A process that is killed leaves a hot journal, which
 * the next open rolls back.
 */
#include "sqlite.h"

#include "migrations.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { APPLICATION_ID = 0x656E6973, BUSY_MILLISECONDS = 5000 }; /* "enis" */

en_status sqlite_fault(sqlite_store *s, en_report *report)
{
    int code = s->db ? sqlite3_errcode(s->db) & 0xFF : SQLITE_NOMEM;
    en_where where = {.file = en_str_of(s->path)};
    if (code == SQLITE_NOMEM) return EN_ERR_MEMORY;
    if (code == SQLITE_NOTADB) return en_report_error(report, EN_W_STORE_NOT_OURS, where);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        (void)en_report_error(report, EN_W_STORE_BUSY, where);
        return EN_ERR_IO;
    }
    en_arg said = en_arg_text("said", sqlite3_errmsg(s->db));
    (void)en_report_add(report, EN_ERROR, EN_W_STORE_FAILED, where, 1, &said);
    return EN_ERR_IO;
}

en_status sqlite_run(sqlite_store *s, const char *sql, en_report *report)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? EN_OK : sqlite_fault(s, report);
}

static void close_store(en_store *store)
{
    sqlite_store *s = (sqlite_store *)store;
    for (int i = 0; i < EN_LEDGER_TABLES; i++) {
        sqlite3_finalize(s->insert[i]);
        sqlite3_finalize(s->update[i]);
    }
    sqlite3_close(s->db);
    s->allocator->resize(s->allocator->user, s, 0);
}

static en_status begin(en_store *store, en_report *report)
{
    return sqlite_run((sqlite_store *)store, "BEGIN IMMEDIATE", report);
}

static void rollback(en_store *store) { (void)sqlite_run((sqlite_store *)store, "ROLLBACK", NULL); }

static en_status commit(en_store *store, en_report *report)
{
    en_status status = sqlite_run((sqlite_store *)store, "COMMIT", report);
    if (status != EN_OK) rollback(store);
    return status;
}

static const en_store_ops sqlite_ops = {
    close_store,   begin,      commit,         rollback,        sqlite_load,
    sqlite_record, sqlite_put, sqlite_history, sqlite_set_note, sqlite_note,
};

/* The integer that a pragma answers with. */
static en_status read_pragma(sqlite_store *s, const char *sql, en_report *report, int *value)
{
    sqlite3_stmt *statement = NULL;
    bool read = sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;
    if (read) *value = sqlite3_column_int(statement, 0);
    en_status status = read ? EN_OK : sqlite_fault(s, report);
    sqlite3_finalize(statement);
    return status;
}

/* One step of the schema, whole or not at all: the version is part of the transaction. */
static en_status migrate(sqlite_store *s, int version, en_report *report)
{
    char settings[96];
    snprintf(settings, sizeof settings, "PRAGMA application_id=%d; PRAGMA user_version=%d;", APPLICATION_ID,
             version);
    en_status status = sqlite_run(s, "BEGIN IMMEDIATE", report);
    if (status != EN_OK) return status;
    status = sqlite_run(s, en_migrations[version - 1], report);
    if (status == EN_OK) status = sqlite_run(s, settings, report);
    if (status == EN_OK) return commit(&s->store, report);
    rollback(&s->store);
    return status;
}

static en_status bring_up_to_date(sqlite_store *s, bool is_new, en_report *report)
{
    int application = 0, version = 0;
    en_status status = read_pragma(s, "PRAGMA application_id", report, &application);
    if (status == EN_OK) status = read_pragma(s, "PRAGMA user_version", report, &version);
    if (status != EN_OK) return status;
    en_where where = {.file = en_str_of(s->path)};
    if (!is_new && (application != APPLICATION_ID || version < 1))
        return en_report_error(report, EN_W_STORE_NOT_OURS, where);
    if (version > en_migration_count) {
        en_arg args[] = {en_arg_int("version", version), en_arg_int("known", en_migration_count)};
        return en_report_add(report, EN_ERROR, EN_W_STORE_NEWER, where, 2, args);
    }
    while (version < en_migration_count && status == EN_OK) status = migrate(s, ++version, report);
    return status;
}

static en_status open_file(const char *path, const en_allocator *allocator, bool is_new, en_report *report,
                           en_store **store)
{
    if (!allocator) allocator = &en_libc_allocator;
    size_t length = strlen(path);
    sqlite_store *s = allocator->resize(allocator->user, NULL, sizeof *s + length + 1);
    if (!s) return EN_ERR_MEMORY;
    *s = (sqlite_store){.store = {&sqlite_ops}, .allocator = allocator};
    memcpy(s->path, path, length + 1);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (is_new ? SQLITE_OPEN_CREATE : 0);
    en_status status =
        sqlite3_open_v2(path, &s->db, flags, NULL) == SQLITE_OK ? EN_OK : sqlite_fault(s, report);
    if (status == EN_OK) {
        sqlite3_busy_timeout(s->db, BUSY_MILLISECONDS);
        status = sqlite_run(s, "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY",
                            report);
    }
    if (status == EN_OK) status = bring_up_to_date(s, is_new, report);
    if (status == EN_OK) *store = &s->store;
    else close_store(&s->store);
    return status;
}

en_status en_store_open_sqlite(const char *path, const en_allocator *allocator, en_report *report,
                               en_store **store)
{
    struct stat there;
    if (stat(path, &there) != 0)
        return en_report_error(report, EN_W_STORE_MISSING, (en_where){.file = en_str_of(path)});
    return open_file(path, allocator, false, report, store);
}

en_status en_store_create_sqlite(const char *path, const en_allocator *allocator, en_report *report,
                                 en_store **store)
{
    struct stat there;
    if (stat(path, &there) == 0)
        return en_report_error(report, EN_W_STORE_EXISTS, (en_where){.file = en_str_of(path)});
    return open_file(path, allocator, true, report, store);
}

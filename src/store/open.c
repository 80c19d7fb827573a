/* Opening and closing the store in one SQLite file, its schema, and transactions. See store.h.
 *
 * A rollback journal and not a write-ahead log: between writes a workspace is then one plain file, which
 * people copy, mail and keep on network drives, where a shared-memory index would not work; readers wait for
 * the milliseconds of an import. A process that is killed leaves a hot journal, which the next open rolls
 * back.
 *
 * Under a server, whose readers must not wait, it is a write-ahead log while the server runs. synchronous is
 * FULL there too: a change that was acknowledged, and its event in the log of changes, outlive a loss of
 * power; it costs one fsync for each edit of a person.
 */
#include "index.h"
#include "migrations.h"
#include "sqlite.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

enum { APPLICATION_ID = 0x656E6973, BUSY_MILLISECONDS = 5000 }; /* "enis" */

/* The step that brought what index.h keeps. */
enum { INDEXING_MIGRATION = 2 };

typedef enum opening { PLAIN, NEW, SERVER, WRITER, READER } opening;

en_db *en_store_db(en_store *store) { return &store->db; }

en_status en_store_begin(en_store *store, en_report *report)
{
    return en_db_run(en_db_prepare(&store->db, "BEGIN IMMEDIATE", report), report, NULL);
}

bool en_store_begin_now(en_store *store)
{
    sqlite3_busy_timeout(store->db.handle, 0);
    en_status status = en_store_begin(store, NULL);
    sqlite3_busy_timeout(store->db.handle, BUSY_MILLISECONDS);
    return status == EN_OK;
}

en_status en_store_begin_reading(en_store *store, en_report *report)
{
    return en_db_run(en_db_prepare(&store->db, "BEGIN", report), report, NULL);
}

void en_store_rollback(en_store *store) { (void)sqlite_run(&store->db, "ROLLBACK", NULL); }

en_status en_store_commit(en_store *store, en_report *report)
{
    en_status status = en_db_run(en_db_prepare(&store->db, "COMMIT", report), report, NULL);
    if (status != EN_OK) en_store_rollback(store);
    return status;
}

void en_store_close(en_store *store)
{
    if (!store) return;
    if (store->is_server) (void)sqlite_run(&store->db, "PRAGMA journal_mode=DELETE", NULL);
    sqlite_close(&store->db);
    const en_allocator *allocator = store->db.allocator;
    en_arena_free(&store->arena);
    allocator->resize(allocator->user, store, 0);
}

/* The integer that a pragma answers with. */
static en_status read_pragma(en_store *store, const char *sql, en_report *report, int *value)
{
    sqlite3_stmt *statement = NULL;
    bool read = sqlite3_prepare_v2(store->db.handle, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;
    if (read) *value = sqlite3_column_int(statement, 0);
    en_status status = read ? EN_OK : sqlite_fault(&store->db, report);
    sqlite3_finalize(statement);
    return status;
}

/* One step of the schema, whole or not at all: the version is part of the transaction. */
static en_status migrate(en_store *store, int version, en_report *report)
{
    char settings[96];
    snprintf(settings, sizeof settings, "PRAGMA application_id=%d; PRAGMA user_version=%d;", APPLICATION_ID,
             version);
    en_status status = en_store_begin(store, report);
    if (status != EN_OK) return status;
    status = sqlite_run(&store->db, en_migrations[version - 1], report);
    if (status == EN_OK && version == INDEXING_MIGRATION) status = index_all(store, report);
    if (status == EN_OK) status = sqlite_run(&store->db, settings, report);
    if (status == EN_OK) return en_store_commit(store, report);
    en_store_rollback(store);
    return status;
}

static en_status bring_up_to_date(en_store *store, opening how, en_report *report)
{
    int application = 0, version = 0;
    en_status status = read_pragma(store, "PRAGMA application_id", report, &application);
    if (status == EN_OK) status = read_pragma(store, "PRAGMA user_version", report, &version);
    if (status != EN_OK) return status;
    en_where where = {.file = en_str_of(store->path)};
    if (how != NEW && (application != APPLICATION_ID || version < 1))
        return en_report_error(report, EN_W_STORE_NOT_OURS, where);
    if (version > en_migration_count) {
        en_arg args[] = {en_arg_int("version", version), en_arg_int("known", en_migration_count)};
        return en_report_add(report, EN_ERROR, EN_W_STORE_NEWER, where, 2, args);
    }
    while (version < en_migration_count && status == EN_OK) status = migrate(store, ++version, report);
    return status;
}

/* SQLite counts what it allocates behind one lock of the process; nobody reads that count. */
static void configure(void) { (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

static en_status prepare_connection(en_store *store, opening how, en_report *report)
{
    /* An import writes all over its indices: with 64 MB of cache at hand these stay in memory. */
    static const char *const settings[] = {
        [PLAIN] = "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536",
        [NEW] = "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536",
        [SERVER] = "PRAGMA foreign_keys=ON",
        [WRITER] = "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL",
        [READER] = "PRAGMA query_only=ON",
    };
    /* The log is opened by the first statement after the change. If a reader came first, which may not remove
     * files, they would stay for ever. */
    static const char begin_log[] =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; SELECT 1 FROM sqlite_master LIMIT 1";
    sqlite3_busy_timeout(store->db.handle, BUSY_MILLISECONDS);
    sqlite3_extended_result_codes(store->db.handle, 1);
    en_status status = sqlite_run(&store->db, settings[how], report);
    if (status == EN_OK)
        status = sqlite_run(&store->db, "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY", report);
    if (status == EN_OK && how != READER) status = bring_up_to_date(store, how, report);
    if (status == EN_OK && how == SERVER) status = sqlite_run(&store->db, begin_log, report);
    store->is_server = status == EN_OK && how == SERVER;
    return status;
}

static en_status open_file(const char *path, const en_allocator *allocator, opening how, en_report *report,
                           en_store **store)
{
    static const int flags[] = {
        [PLAIN] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
        [NEW] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_CREATE,
        [SERVER] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
        [WRITER] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
        [READER] = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
    };
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    if (!allocator) allocator = &en_libc_allocator;
    size_t length = strlen(path);
    en_store *made = allocator->resize(allocator->user, NULL, sizeof *made + length + 1);
    if (!made) return EN_ERR_MEMORY;
    *made = (en_store){.db = {.allocator = allocator}, .arena = en_arena_make(allocator)};
    memcpy(made->path, path, length + 1);
    made->db.path = made->path;
    bool opened = sqlite3_open_v2(path, &made->db.handle, flags[how], NULL) == SQLITE_OK;
    en_status status = opened ? prepare_connection(made, how, report) : sqlite_fault(&made->db, report);
    if (status == EN_OK) *store = made;
    else en_store_close(made);
    return status;
}

static en_status open_existing(const char *path, const en_allocator *allocator, opening how,
                               en_report *report, en_store **store)
{
    struct stat there;
    if (stat(path, &there) != 0)
        return en_report_error(report, EN_W_STORE_MISSING, (en_where){.file = en_str_of(path)});
    return open_file(path, allocator, how, report, store);
}

en_status en_store_open_sqlite(const char *path, const en_allocator *allocator, en_report *report,
                               en_store **store)
{
    return open_existing(path, allocator, PLAIN, report, store);
}

en_status en_store_open_server(const char *path, const en_allocator *allocator, en_report *report,
                               en_store **store)
{
    return open_existing(path, allocator, SERVER, report, store);
}

en_status en_store_open_writer(const char *path, const en_allocator *allocator, en_report *report,
                               en_store **store)
{
    return open_existing(path, allocator, WRITER, report, store);
}

en_status en_store_open_reader(const char *path, const en_allocator *allocator, en_report *report,
                               en_store **store)
{
    return open_existing(path, allocator, READER, report, store);
}

en_status en_store_create_sqlite(const char *path, const en_allocator *allocator, en_report *report,
                                 en_store **store)
{
    struct stat there;
    if (stat(path, &there) == 0)
        return en_report_error(report, EN_W_STORE_EXISTS, (en_where){.file = en_str_of(path)});
    return open_file(path, allocator, NEW, report, store);
}

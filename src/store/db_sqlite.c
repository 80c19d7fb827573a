/* Statements on SQLite. See db.h.
 *
 * Prepared statements are kept in a small set-associative cache by their text (SQLite keeps a copy), so that
 * their number is bounded however many texts there are: 64 sets of 4, the one that was not used for longest
 * gives way. A statement that is wanted again while it runs is prepared a second time, and is dropped when
 * another is prepared after its end.
 */
#include "sqlite.h"

struct en_statement {
    en_db *db;
    sqlite3_stmt *handle;
    uint64_t hash, used;
    int failed; /* what binding a value said, SQLITE_OK: nothing */
    bool busy, kept;
    en_statement *next;                          /* of those that ended and are not kept */
    unsigned char at[EN_DB_MOST_PARAMETERS + 1]; /* where SQLite counts $N; 0: it is not there */
};

en_status sqlite_fault(en_db *db, en_report *report)
{
    int code = db->handle ? sqlite3_extended_errcode(db->handle) : SQLITE_NOMEM;
    db->was_duplicate = code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY;
    code &= 0xFF;
    en_where where = {.file = en_str_of(db->path)};
    if (code == SQLITE_NOMEM) {
        if (report) report->out_of_memory = true;
        return EN_ERR_MEMORY;
    }
    if (code == SQLITE_NOTADB) return en_report_error(report, EN_W_STORE_NOT_OURS, where);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        (void)en_report_error(report, EN_W_STORE_BUSY, where);
        return EN_ERR_IO;
    }
    en_arg said = en_arg_text("said", sqlite3_errmsg(db->handle));
    (void)en_report_add(report, EN_ERROR, EN_W_STORE_FAILED, where, 1, &said);
    return EN_ERR_IO;
}

en_status en_db_fault(const en_report *report)
{
    return report && report->out_of_memory ? EN_ERR_MEMORY : EN_ERR_IO;
}

en_status sqlite_run(en_db *db, const char *sql, en_report *report)
{
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? EN_OK : sqlite_fault(db, report);
}

static void drop(en_statement *statement)
{
    const en_allocator *allocator = statement->db->allocator;
    sqlite3_finalize(statement->handle);
    allocator->resize(allocator->user, statement, 0);
}

static void drop_ended(en_db *db)
{
    while (db->ended) {
        en_statement *next = db->ended->next;
        drop(db->ended);
        db->ended = next;
    }
}

void sqlite_close(en_db *db)
{
    drop_ended(db);
    for (size_t i = 0; i < EN_DB_SETS; i++)
        for (size_t j = 0; j < EN_DB_WAYS; j++)
            if (db->kept[i][j]) drop(db->kept[i][j]);
    sqlite3_close(db->handle);
}

/* FNV-1a, by words. */
static uint64_t hash_text(const char *text, size_t size)
{
    uint64_t hash = 14695981039346656037u ^ size, word;
    for (; size >= sizeof word; text += sizeof word, size -= sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = (hash ^ word) * 1099511628211u;
        hash ^= hash >> 29;
    }
    for (size_t i = 0; i < size; i++) hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    return hash ^ hash >> 32;
}

/* Where SQLite counts the parameters $1, $2 …: by their first appearance. */
static void number_parameters(en_statement *statement)
{
    int count = sqlite3_bind_parameter_count(statement->handle);
    for (int i = 1; i <= count && i <= EN_DB_MOST_PARAMETERS; i++) {
        const char *name = sqlite3_bind_parameter_name(statement->handle, i);
        size_t number = 0;
        for (const char *c = name && *name == '$' ? name + 1 : ""; *c >= '0' && *c <= '9' && number < 1000;
             c++)
            number = number * 10 + (size_t)(*c - '0');
        if (number >= 1 && number <= EN_DB_MOST_PARAMETERS) statement->at[number] = (unsigned char)i;
    }
}

static en_statement *make(en_db *db, const char *sql, size_t size, uint64_t hash, en_report *report)
{
    en_statement *made = db->allocator->resize(db->allocator->user, NULL, sizeof *made);
    if (!made) {
        if (report) report->out_of_memory = true;
        return NULL;
    }
    *made = (en_statement){.db = db, .hash = hash};
    if (sqlite3_prepare_v3(db->handle, sql, (int)size, SQLITE_PREPARE_PERSISTENT, &made->handle, NULL) !=
        SQLITE_OK) {
        (void)sqlite_fault(db, report);
        drop(made);
        return NULL;
    }
    number_parameters(made);
    return made;
}

/* The place of the set for a new statement: a free one, or that of an idle one; NULL if all are running. */
static en_statement **place_in(en_statement **set)
{
    en_statement **place = NULL;
    for (size_t i = 0; i < EN_DB_WAYS; i++) {
        if (!set[i]) return &set[i];
        if (!set[i]->busy && (!place || set[i]->used < (*place)->used)) place = &set[i];
    }
    return place;
}

static en_statement *find(en_statement **set, const char *sql, uint64_t hash)
{
    for (size_t i = 0; i < EN_DB_WAYS; i++)
        if (set[i] && set[i]->hash == hash && !set[i]->busy && strcmp(sqlite3_sql(set[i]->handle), sql) == 0)
            return set[i];
    return NULL;
}

en_statement *en_db_prepare(en_db *db, const char *sql, en_report *report)
{
    drop_ended(db);
    size_t size = strlen(sql);
    uint64_t hash = hash_text(sql, size);
    en_statement **set = db->kept[hash % EN_DB_SETS];
    en_statement *statement = find(set, sql, hash);
    if (!statement) {
        statement = make(db, sql, size, hash, report);
        if (!statement) return NULL;
        en_statement **place = place_in(set);
        if (place && *place) drop(*place);
        if (place) *place = statement;
        statement->kept = place != NULL;
    }
    statement->busy = true;
    statement->used = ++db->uses;
    return statement;
}

static int place_of(const en_statement *statement, int at)
{
    return at >= 1 && at <= EN_DB_MOST_PARAMETERS ? statement->at[at] : 0;
}

static void note(en_statement *statement, int outcome)
{
    if (outcome != SQLITE_OK) statement->failed = outcome;
}

void en_bind_text_or_empty(en_statement *statement, int at, en_str value)
{
    if (!statement) return;
    note(statement, sqlite3_bind_text64(statement->handle, place_of(statement, at),
                                        value.size ? value.at : "", value.size, SQLITE_STATIC, SQLITE_UTF8));
}

void en_bind_text(en_statement *statement, int at, en_str value)
{
    if (value.size) en_bind_text_or_empty(statement, at, value);
    else en_bind_null(statement, at);
}

void en_bind_bytes(en_statement *statement, int at, en_str value)
{
    if (!statement) return;
    note(statement, sqlite3_bind_blob64(statement->handle, place_of(statement, at),
                                        value.size ? value.at : "", value.size, SQLITE_STATIC));
}

void en_bind_int(en_statement *statement, int at, int64_t value)
{
    if (statement) note(statement, sqlite3_bind_int64(statement->handle, place_of(statement, at), value));
}

void en_bind_null(en_statement *statement, int at)
{
    if (statement) note(statement, sqlite3_bind_null(statement->handle, place_of(statement, at)));
}

void en_db_end(en_statement *statement)
{
    if (!statement || !statement->busy) return;
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->busy = false;
    statement->failed = SQLITE_OK;
    if (statement->kept) return;
    statement->next = statement->db->ended;
    statement->db->ended = statement;
}

en_step en_db_step(en_statement *statement, en_report *report)
{
    if (!statement) return EN_STEP_FAILED;
    int outcome = statement->failed == SQLITE_OK ? sqlite3_step(statement->handle) : statement->failed;
    if (outcome == SQLITE_ROW) return EN_STEP_ROW;
    if (outcome != SQLITE_DONE) (void)sqlite_fault(statement->db, report);
    en_db_end(statement);
    return outcome == SQLITE_DONE ? EN_STEP_DONE : EN_STEP_FAILED;
}

en_status en_db_run(en_statement *statement, en_report *report, int64_t *changed)
{
    en_db *db = statement ? statement->db : NULL;
    en_step step = en_db_step(statement, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    if (step == EN_STEP_ROW) en_db_end(statement);
    if (changed) *changed = sqlite3_changes64(db->handle);
    return EN_OK;
}

en_str en_column_text(en_statement *statement, int at)
{
    const char *bytes = (const char *)sqlite3_column_text(statement->handle, at);
    return bytes ? (en_str){bytes, (size_t)sqlite3_column_bytes(statement->handle, at)} : (en_str){"", 0};
}

en_str en_column_bytes(en_statement *statement, int at)
{
    const char *bytes = sqlite3_column_blob(statement->handle, at);
    return bytes ? (en_str){bytes, (size_t)sqlite3_column_bytes(statement->handle, at)} : (en_str){"", 0};
}

int64_t en_column_int(en_statement *statement, int at) { return sqlite3_column_int64(statement->handle, at); }

bool en_column_is_null(en_statement *statement, int at)
{
    return sqlite3_column_type(statement->handle, at) == SQLITE_NULL;
}

bool en_column_keep(en_statement *statement, int at, en_arena *arena, en_str *text)
{
    en_str read = en_column_text(statement, at);
    *text = (en_str){"", 0};
    if (!read.size) /* also of a text that could not be fetched */
        return sqlite3_errcode(statement->db->handle) != SQLITE_NOMEM;
    char *copy = en_arena_copy(arena, read.at, read.size);
    if (copy) *text = (en_str){copy, read.size};
    return copy != NULL;
}

int64_t en_db_inserted(en_db *db) { return sqlite3_last_insert_rowid(db->handle); }

bool en_db_was_duplicate(const en_db *db) { return db->was_duplicate; }

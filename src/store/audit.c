/* The log of changes. See audit.h, and docs/audit.md for the canonical text.
 *
 * Appending reads the end of the chain inside the writing transaction, so that two writers never build on the
 * same event. Verifying is one pass in the order of events, in constant memory.
 */
#include "audit.h"

#include "db.h"
#include "random.h"

#include <inttypes.h>
#include <stdio.h>

enum { SALT_BYTES = 16 };

static const char no_hash[] = "0000000000000000000000000000000000000000000000000000000000000000";

/* An event's parts in the order of the canonical text. */
typedef struct parts {
    int64_t event, actor;
    en_str at, action, table, id, fields, digest, previous;
} parts;

/* "name bytes:value" and a line end: with the length before it, no value can be read as two. */
static void hash_part(en_sha256 *hash, const char *name, en_str value)
{
    char head[64];
    int size = snprintf(head, sizeof head, "%s %zu:", name, value.size);
    en_sha256_add(hash, head, (size_t)size);
    if (value.size) en_sha256_add(hash, value.at, value.size);
    en_sha256_add(hash, "\n", 1);
}

static void hash_number(en_sha256 *hash, const char *name, int64_t value)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" PRId64, value);
    hash_part(hash, name, (en_str){digits, (size_t)size});
}

static void hash_event(const parts *p, char hex[EN_SHA256_HEX + 1])
{
    static const char head[] = "enishi audit 1\n";
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256 hash;
    en_sha256_start(&hash);
    en_sha256_add(&hash, head, sizeof head - 1);
    hash_number(&hash, "event", p->event);
    hash_part(&hash, "at", p->at);
    hash_number(&hash, "actor", p->actor);
    hash_part(&hash, "action", p->action);
    hash_part(&hash, "table", p->table);
    hash_part(&hash, "id", p->id);
    hash_part(&hash, "fields", p->fields);
    hash_part(&hash, "digest", p->digest);
    hash_part(&hash, "previous", p->previous);
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
}

en_status en_audit_head_of(en_store *store, en_report *report, en_audit_head *head)
{
    en_statement *s = en_db_prepare(en_store_db(store),
                                    "SELECT event, hash FROM audit ORDER BY event DESC LIMIT 1", report);
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    *head = (en_audit_head){0};
    memcpy(head->hash, no_hash, sizeof head->hash);
    if (step == EN_STEP_DONE) return EN_OK;
    en_str hash = en_column_text(s, 1);
    head->events = en_column_int(s, 0);
    snprintf(head->hash, sizeof head->hash, "%.*s", (int)hash.size, hash.at ? hash.at : "");
    en_db_end(s);
    return EN_OK;
}

/* The number of a name, which is given one if it has none. */
static en_status number_of_actor(en_db *db, en_str name, en_report *report, int64_t *number)
{
    en_statement *s = en_db_prepare(db, "SELECT actor FROM audit_actors WHERE name = $1", report);
    en_bind_text_or_empty(s, 1, name);
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    if (step == EN_STEP_ROW) {
        *number = en_column_int(s, 0);
        en_db_end(s);
        return EN_OK;
    }
    s = en_db_prepare(db, "INSERT INTO audit_actors (name) VALUES ($1)", report);
    en_bind_text_or_empty(s, 1, name);
    en_status status = en_db_run(s, report, NULL);
    if (status == EN_OK) *number = en_db_inserted(db);
    return status;
}

/* SHA-256 of the salt and the content. */
static void salted_digest(const unsigned char salt[SALT_BYTES], en_str content, char hex[EN_SHA256_HEX + 1])
{
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256 hash;
    en_sha256_start(&hash);
    en_sha256_add(&hash, salt, SALT_BYTES);
    en_sha256_add(&hash, content.at, content.size);
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
}

static en_status keep_salt(en_db *db, int64_t event, const unsigned char salt[SALT_BYTES], en_report *report)
{
    en_statement *s = en_db_prepare(db, "INSERT INTO audit_salts (event, salt) VALUES ($1, $2)", report);
    en_bind_int(s, 1, event);
    en_bind_bytes(s, 2, (en_str){(const char *)salt, SALT_BYTES});
    return en_db_run(s, report, NULL);
}

static en_status insert_event(en_db *db, const parts *p, const char *hash, en_report *report)
{
    en_statement *s =
        en_db_prepare(db,
                      "INSERT INTO audit (event, at, actor, action, \"table\", id, fields, digest, previous, "
                      "hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                      report);
    en_bind_int(s, 1, p->event);
    en_bind_text_or_empty(s, 2, p->at);
    en_bind_int(s, 3, p->actor);
    en_bind_text_or_empty(s, 4, p->action);
    en_bind_text_or_empty(s, 5, p->table);
    en_bind_text_or_empty(s, 6, p->id);
    en_bind_text_or_empty(s, 7, p->fields);
    en_bind_text_or_empty(s, 8, p->digest);
    en_bind_text_or_empty(s, 9, p->previous);
    en_bind_text_or_empty(s, 10, en_str_of(hash));
    return en_db_run(s, report, NULL);
}

static void join_fields(en_text *text, const en_audit_record *record)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (i) en_text_add_char(text, ',');
        en_text_add(text, record->fields[i]);
    }
}

/* `p` is whole but for the digest. */
static en_status append(en_db *db, parts p, en_str content, en_report *report)
{
    unsigned char salt[SALT_BYTES];
    char digest[EN_SHA256_HEX + 1] = "", hash[EN_SHA256_HEX + 1];
    if (content.size) {
        if (!en_random_bytes(salt, SALT_BYTES)) {
            (void)en_report_error(report, EN_W_STORE_NO_RANDOM, (en_where){0});
            return EN_ERR_IO;
        }
        salted_digest(salt, content, digest);
    }
    p.digest = en_str_of(digest);
    hash_event(&p, hash);
    en_status status = insert_event(db, &p, hash, report);
    if (status == EN_OK && content.size) status = keep_salt(db, p.event, salt, report);
    return status;
}

en_status en_audit_append(en_store *store, const en_audit_record *record, en_report *report)
{
    en_db *db = en_store_db(store);
    en_audit_head head = {0};
    parts p = {.at = record->at, .action = record->action, .table = record->table, .id = record->id};
    en_status status = en_audit_head_of(store, report, &head);
    if (status == EN_OK) status = number_of_actor(db, record->actor, report, &p.actor);
    if (status != EN_OK) return status;
    en_text fields = en_text_make(NULL);
    join_fields(&fields, record);
    p.event = head.events + 1;
    p.previous = en_str_of(head.hash);
    p.fields = en_text_str(&fields);
    status = fields.failed ? EN_ERR_MEMORY : append(db, p, record->content, report);
    en_text_free(&fields);
    return status;
}

static en_str text_of(en_statement *s, int at)
{
    en_str text = en_column_text(s, at);
    return text.size ? text : (en_str){"", 0};
}

#define EVENT_COLUMNS                                                                                        \
    "a.event, a.at, a.actor, a.action, a.\"table\", a.id, a.fields, a.digest, a.previous, a.hash"

/* Whether the event that the statement stands on continues the chain; *last becomes its hash. */
static bool continues(en_statement *s, int64_t expected, char last[EN_SHA256_HEX + 1])
{
    parts p = {.event = en_column_int(s, 0),
               .at = text_of(s, 1),
               .actor = en_column_int(s, 2),
               .action = text_of(s, 3),
               .table = text_of(s, 4),
               .id = text_of(s, 5),
               .fields = text_of(s, 6),
               .digest = text_of(s, 7),
               .previous = text_of(s, 8)};
    char hash[EN_SHA256_HEX + 1];
    hash_event(&p, hash);
    bool fine = p.event == expected && en_str_is(p.previous, last) && en_str_is(text_of(s, 9), hash);
    memcpy(last, hash, sizeof hash);
    return fine;
}

en_status en_audit_verify(en_store *store, en_str anchor, en_report *report, en_audit_check *check)
{
    en_statement *s =
        en_db_prepare(en_store_db(store), "SELECT " EVENT_COLUMNS " FROM audit a ORDER BY a.event", report);
    en_audit_check found = {.has_anchor = anchor.size == 0 || en_str_is(anchor, no_hash)};
    char last[EN_SHA256_HEX + 1];
    memcpy(last, no_hash, sizeof last);
    en_step step;
    while ((step = en_db_step(s, report)) == EN_STEP_ROW) {
        if (!continues(s, found.head.events + 1, last)) {
            found.first_broken = found.head.events + 1;
            en_db_end(s);
            break;
        }
        found.head.events++;
        found.has_anchor = found.has_anchor || en_str_is(anchor, last);
    }
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    en_status status = EN_OK;
    if (found.first_broken) status = en_audit_head_of(store, report, &found.head);
    else memcpy(found.head.hash, last, sizeof last);
    if (status == EN_OK) *check = found;
    return status;
}

static bool keep_event(en_statement *s, en_arena *arena, en_audit_event *event)
{
    event->event = en_column_int(s, 0);
    event->actor_number = en_column_int(s, 2);
    return en_column_keep(s, 1, arena, &event->at) && en_column_keep(s, 3, arena, &event->action) &&
           en_column_keep(s, 4, arena, &event->table) && en_column_keep(s, 5, arena, &event->id) &&
           en_column_keep(s, 6, arena, &event->fields) && en_column_keep(s, 7, arena, &event->digest) &&
           en_column_keep(s, 8, arena, &event->previous) && en_column_keep(s, 9, arena, &event->hash) &&
           en_column_keep(s, 10, arena, &event->actor) && en_column_keep(s, 11, arena, &event->label);
}

/* The conditions that the filter asks for; the parameters keep their numbers, so that binding is the same for
 * all. */
static void add_conditions(en_text *sql, const en_audit_filter *filter)
{
    en_text_add_z(sql,
                  "SELECT " EVENT_COLUMNS
                  ", n.name, u.\"user\" FROM audit a JOIN audit_actors n ON n.actor = a.actor "
                  "LEFT JOIN accounts u ON a.\"table\" = 'accounts' AND u.account = CAST(a.id AS INTEGER) "
                  "WHERE a.event < $1");
    if (filter->actor.size) en_text_add_z(sql, " AND n.name = $2");
    if (filter->action.size) en_text_add_z(sql, " AND a.action = $3");
    if (filter->table.size) en_text_add_z(sql, " AND a.\"table\" = $4");
    if (filter->id.size) en_text_add_z(sql, " AND a.id = $5");
    en_text_add_z(sql, " ORDER BY a.event DESC LIMIT $6");
    en_text_add_char(sql, '\0');
}

static en_statement *prepare_list(en_db *db, const en_audit_filter *filter, en_report *report)
{
    en_text sql = en_text_make(NULL);
    add_conditions(&sql, filter);
    en_statement *s = NULL;
    if (sql.failed) report->out_of_memory = true;
    else s = en_db_prepare(db, sql.at, report);
    en_text_free(&sql);
    en_bind_int(s, 1, filter->before ? filter->before : INT64_MAX);
    if (filter->actor.size) en_bind_text(s, 2, filter->actor);
    if (filter->action.size) en_bind_text(s, 3, filter->action);
    if (filter->table.size) en_bind_text(s, 4, filter->table);
    if (filter->id.size) en_bind_text(s, 5, filter->id);
    en_bind_int(s, 6, (int64_t)filter->limit);
    return s;
}

en_status en_audit_list(en_store *store, const en_audit_filter *filter, en_arena *arena, en_report *report,
                        en_audit_event **events, size_t *count)
{
    en_audit_event *found = en_arena_array(arena, filter->limit, sizeof *found);
    if (!found) return EN_ERR_MEMORY;
    en_statement *s = prepare_list(en_store_db(store), filter, report);
    size_t kept = 0;
    en_step step;
    while ((step = en_db_step(s, report)) == EN_STEP_ROW) {
        if (!keep_event(s, arena, &found[kept++])) {
            en_db_end(s);
            return EN_ERR_MEMORY;
        }
    }
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    *events = found;
    *count = kept;
    return EN_OK;
}

void en_audit_write(en_json *json, const en_audit_event *event)
{
    en_str fields = event->fields, field;
    en_json_open(json, '{');
    en_json_key_int(json, "event", event->event);
    en_json_key_str(json, "at", event->at);
    en_json_key_int(json, "actor_number", event->actor_number);
    en_json_key_str(json, "actor", event->actor);
    en_json_key_str(json, "action", event->action);
    en_json_key_str(json, "table", event->table);
    en_json_key_str(json, "id", event->id);
    if (event->label.size) en_json_key_str(json, "label", event->label);
    en_json_key(json, "fields");
    en_json_open(json, '[');
    while (en_str_next(&fields, ',', &field)) en_json_str(json, field);
    en_json_close(json, ']');
    en_json_key_str(json, "digest", event->digest);
    en_json_key_str(json, "previous", event->previous);
    en_json_key_str(json, "hash", event->hash);
    en_json_close(json, '}');
}

en_status en_audit_forget_row(en_store *store, en_str table, en_str id, en_report *report)
{
    en_statement *s = en_db_prepare(en_store_db(store),
                                    "DELETE FROM audit_salts WHERE event IN "
                                    "(SELECT event FROM audit WHERE \"table\" = $1 AND id = $2)",
                                    report);
    en_bind_text_or_empty(s, 1, table);
    en_bind_text_or_empty(s, 2, id);
    return en_db_run(s, report, NULL);
}

en_status en_audit_forget_actor(en_store *store, en_str actor, en_report *report)
{
    en_statement *s =
        en_db_prepare(en_store_db(store), "UPDATE audit_actors SET name = NULL WHERE name = $1", report);
    en_bind_text_or_empty(s, 1, actor);
    return en_db_run(s, report, NULL);
}

/* Adding a row to the ledger and correcting one: an import of one row, with its event in the log. */
#include "handlers.h"
#include "ledger.h"
#include "log.h"
#include "server.h"

#include "records.h"

typedef struct edit {
    en_ledger_table table;
    bool is_correction;
    en_import_summary summary; /* rows: the one that was sent */
    en_str fields[EN_FIELDS_MOST];
    en_text content; /* of the row, for the digest */
    const en_row *row;
    int64_t import;
} edit;

static en_import_by editor(const en_request *request, char at[32], const char *user)
{
    log_time(at);
    return (en_import_by){.at = at, .by = user, .version = request->server->options->version};
}

/* Which columns say something else than before. */
static size_t changed_fields(edit *e, const en_str *before)
{
    const en_shape *shape = &en_shapes[e->table];
    size_t count = 0;
    for (size_t i = 0; i < shape->field_count; i++) {
        bool same = before ? en_str_equal(before[i], e->row->cells[i]) : e->row->cells[i].size == 0;
        if (!same) e->fields[count++] = en_str_of(shape->fields[i].column);
    }
    return count;
}

/* What the row is called in the log: its id, or that of the commitment of a status. */
static void log_edit(edit *e, const en_str *before, en_logged *logged)
{
    logged->action = e->is_correction ? "correct" : "add";
    logged->table = en_shapes[e->table].name;
    logged->id = e->row->cells[0];
    logged->fields = e->fields;
    logged->field_count = changed_fields(e, before);
    en_row_json(&e->content, e->table, e->row->cells);
    logged->content = en_text_str(&e->content);
}

static en_status put(en_request *request, en_store *store, edit *e, en_put_outcome *outcome)
{
    char at[32];
    const char *user = en_arena_copy(&request->arena, request->actor.user.at, request->actor.user.size);
    if (!user) return EN_ERR_MEMORY;
    en_import_by by = editor(request, at, user);
    en_status status = en_record_put(store, e->table, &by, &request->report, &e->summary, outcome);
    if (status == EN_OK) status = en_store_revision(store, &request->report, &e->import);
    return status;
}

static en_status add(en_request *request, en_store *store, void *user, en_logged *logged)
{
    edit *e = user;
    en_put_outcome outcome = EN_PUT_UNCHANGED;
    bool is_taken;
    en_status status =
        en_record_is_taken(store, e->table, e->row->cells[0], &request->arena, &request->report, &is_taken);
    if (status == EN_OK && !is_taken) status = put(request, store, e, &outcome);
    if (status != EN_OK) return status;
    if (outcome != EN_PUT_ADDED) return en_refuse(request, 409, EN_W_SERVE_LEDGER_EXISTS, 0, NULL);
    log_edit(e, NULL, logged);
    return EN_OK;
}

static en_status correct(en_request *request, en_store *store, void *user, en_logged *logged)
{
    edit *e = user;
    en_stored_row old;
    en_put_outcome outcome;
    en_status status =
        en_store_find(store, e->table, request->values[0], &request->arena, &request->report, &old);
    if (status != EN_OK) return status;
    if (!old.number) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    en_str tag = ledger_tag(request, old.import);
    if (!tag.at) return EN_ERR_MEMORY;
    status = en_request_matches(request, tag);
    if (status == EN_OK) status = put(request, store, e, &outcome);
    if (status != EN_OK) return status;
    if (outcome == EN_PUT_UNCHANGED) e->import = old.import;
    else log_edit(e, old.cells, logged);
    return EN_OK;
}

/* The id in the body must be the one of the path. */
static en_status check_id(en_request *request, const edit *e)
{
    en_str id = request->values[0];
    if (!request->route->parameters[0].name || en_str_equal(id, e->row->cells[0])) return EN_OK;
    const char *column = en_shapes[e->table].fields[0].column;
    en_arg wanted = en_arg_str("id", id);
    return en_report_add(&request->report, EN_ERROR, EN_W_SERVE_LEDGER_OTHER_ID,
                         (en_where){.column = en_str_of(column), .value = e->row->cells[0]}, 1, &wanted);
}

static void add_escaped(en_text *text, en_str s)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.size; i++) {
        unsigned char c = (unsigned char)s.at[i];
        char escape[] = {'%', hex[c >> 4], hex[c & 15]};
        if (c && strchr(unreserved, c)) en_text_add_char(text, (char)c);
        else en_text_add(text, (en_str){escape, sizeof escape});
    }
}

static en_status keep_location(en_request *request, const edit *e)
{
    en_text text = en_text_make(request->arena.allocator);
    en_text_add_z(&text, request->route->path);
    en_text_add_char(&text, '/');
    add_escaped(&text, e->row->cells[0]);
    const char *copy = text.failed ? NULL : en_arena_copy(&request->arena, text.at, text.size);
    request->location = (en_str){copy, text.size};
    en_text_free(&text);
    return copy ? EN_OK : EN_ERR_MEMORY;
}

static en_status run(en_request *request, edit *e)
{
    en_status status = en_row_of_json(request->json, e->table, &e->summary.rows, &request->report);
    if (status != EN_OK) return status;
    e->row = &e->summary.rows.of[e->table].at[0];
    status = check_id(request, e);
    if (status == EN_OK) status = en_server_write(request, e->is_correction ? correct : add, e);
    if (status != EN_OK) return status;
    request->tag = ledger_tag(request, e->import);
    if (!request->tag.at) return EN_ERR_MEMORY;
    en_row_json(&request->out, e->table, e->row->cells);
    bool has_place = !e->is_correction && en_shape_has_ids(&en_shapes[e->table]);
    return has_place ? keep_location(request, e) : EN_OK;
}

/* The whole ledger is read for the check: that is not counted as the request's memory. */
static en_status edit_row(en_request *request, bool is_correction)
{
    edit e = {.table = request->route->table,
              .is_correction = is_correction,
              .summary = {.rows = en_rows_make(NULL), .stored = en_rows_make(NULL)},
              .content = en_text_make(NULL)};
    en_status status = run(request, &e);
    en_text_free(&e.content);
    en_import_summary_free(&e.summary);
    return status;
}

en_status en_handle_add_row(en_request *request) { return edit_row(request, false); }

en_status en_handle_put_row(en_request *request) { return edit_row(request, true); }

/* A status has no id of its own: its first column is the commitment of the path. */
en_status en_handle_add_status(en_request *request)
{
    en_stored_row commitment;
    en_status status = en_store_find(request->store, EN_COMMITMENTS, request->values[0], &request->arena,
                                     &request->report, &commitment);
    if (status != EN_OK) return status;
    if (!commitment.number) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    return edit_row(request, false);
}

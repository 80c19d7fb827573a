/* Rows of a result's tables, page by page: places, matches and waiting lists.
 *
 * The tables are read in the pieces in which they are kept, from the byte where the page before ended, so
 * that a page of a file of 200 MB takes one piece or two. No cell holds a line end: ids have no control
 * characters.
 */
#include "rounds_parts.h"

#include "csv.h"
#include "cursor.h"
#include "handlers.h"
#include "job.h"
#include "number.h"

/* A table, line by line from a byte on. */
typedef struct line_reader {
    en_request *request;
    int64_t blob;
    en_text piece, line;
    uint64_t next_piece, at; /* at: the byte behind the last line */
    size_t in_piece;
    bool ended;
    en_status status;
} line_reader;

static void read_piece(line_reader *r)
{
    r->in_piece = 0;
    r->status = en_blob_piece(en_store_db(r->request->store), r->blob, r->next_piece++, &r->request->report,
                              &r->piece);
    r->ended = r->status != EN_OK || r->piece.size == 0;
}

static line_reader lines_from(en_request *request, int64_t blob, uint64_t at)
{
    line_reader r = {.request = request,
                     .blob = blob,
                     .piece = en_text_make(NULL),
                     .line = en_text_make(NULL),
                     .next_piece = at / EN_BLOB_PIECE,
                     .at = at};
    read_piece(&r);
    r.in_piece = at % EN_BLOB_PIECE;
    if (r.in_piece > r.piece.size) r.in_piece = r.piece.size;
    return r;
}

/* The next line without its end; false behind the last one or after a fault. */
static bool next_line(line_reader *r, en_str *line)
{
    r->line.size = 0;
    while (!r->ended) {
        const char *from = r->piece.at + r->in_piece;
        size_t left = r->piece.size - r->in_piece;
        const char *end = left ? memchr(from, '\n', left) : NULL;
        size_t size = end ? (size_t)(end - from) : left;
        en_text_add(&r->line, (en_str){from, size});
        r->in_piece += size + (end != NULL);
        r->at += size + (end != NULL);
        if (end) break;
        read_piece(r);
    }
    if (r->line.failed) r->status = EN_ERR_MEMORY;
    *line = en_text_str(&r->line);
    return r->status == EN_OK && !(r->ended && r->line.size == 0);
}

static void close_lines(line_reader *r)
{
    en_text_free(&r->piece);
    en_text_free(&r->line);
}

enum { MOST_CELLS = 9 };

/* The cells of a line that en_csv_add wrote, taken apart in place. */
static size_t split(en_str line, en_str cells[MOST_CELLS])
{
    char *at = (char *)(uintptr_t)line.at, *end = at + line.size;
    size_t count = 0;
    while (count < MOST_CELLS) {
        char *to = at, *begin = at;
        bool quoted = at < end && *at == '"';
        for (at += quoted; at < end && (quoted || *at != ',');) {
            if (quoted && *at == '"' && (at + 1 == end || at[1] != '"')) {
                quoted = false;
                at++;
                continue;
            }
            if (quoted && *at == '"') at++;
            *to++ = *at++;
        }
        en_str cell = {begin, (size_t)(to - begin)};
        bool guarded =
            cell.size > 1 && *begin == '\'' && en_csv_is_formula((en_str){begin + 1, cell.size - 1});
        cells[count++] = guarded ? (en_str){begin + 1, cell.size - 1} : cell;
        if (at >= end) break;
        at++;
    }
    for (size_t i = count; i < MOST_CELLS; i++) cells[i] = (en_str){0};
    return count;
}

/* How a row of one table becomes an object, and whether it is asked for. */
typedef struct row_kind {
    const char *file;
    bool (*fits)(const en_request *request, const en_str cells[MOST_CELLS]);
    void (*add)(en_json *json, const en_str cells[MOST_CELLS], en_str name);
} row_kind;

static bool fits_filter(const en_request *request, const char *name, en_str cell)
{
    en_str wanted = en_parameter_value(request, name);
    return wanted.size == 0 || en_str_equal(wanted, cell);
}

static bool fits_match(const en_request *request, const en_str cells[MOST_CELLS])
{
    en_str placed = en_parameter_value(request, "placed");
    if (placed.size && en_str_is(placed, "yes") != (cells[1].size > 0)) return false;
    return fits_filter(request, "applicant", cells[0]) && fits_filter(request, "place", cells[1]) &&
           fits_filter(request, "reason", cells[4]);
}

static bool fits_waiting(const en_request *request, const en_str cells[MOST_CELLS])
{
    return fits_filter(request, "place", cells[0]);
}

static void add_given(en_json *json, const char *key, en_str value)
{
    if (value.size) en_json_key_str(json, key, value);
}

static void add_number(en_json *json, const char *key, en_str value)
{
    uint64_t number;
    if (en_whole_read(value, INT64_MAX, &number) == EN_NUMBER_FINE)
        en_json_key_int(json, key, (int64_t)number);
}

static void add_match(en_json *json, const en_str cells[MOST_CELLS], en_str name)
{
    (void)name;
    en_json_key_str(json, "applicant", cells[0]);
    add_given(json, "place", cells[1]);
    add_given(json, "term", cells[2]);
    add_number(json, "rank", cells[3]);
    en_json_key_str(json, "reason", cells[4]);
}

static void add_place(en_json *json, const en_str cells[MOST_CELLS], en_str name)
{
    static const char *const numbers[] = {"seats", "filled"}, *const counts[] = {"applied", "refused"};
    en_json_key_str(json, "place", cells[0]);
    add_given(json, "name", name);
    add_number(json, "order", cells[1]);
    add_given(json, "category", cells[2]);
    add_given(json, "term", cells[3]);
    for (size_t i = 0; i < 2; i++) add_number(json, numbers[i], cells[4 + i]);
    add_given(json, "cutoff", cells[6]);
    for (size_t i = 0; i < 2; i++) add_number(json, counts[i], cells[7 + i]);
}

static void add_waiting(en_json *json, const en_str cells[MOST_CELLS], en_str name)
{
    (void)name;
    en_json_key_str(json, "place", cells[0]);
    add_number(json, "position", cells[1]);
    en_json_key_str(json, "applicant", cells[2]);
    add_given(json, "score", cells[3]);
}

/* The name in the asker's language from a line ["en", "vi", "ja"]. */
static void add_named_row(en_request *request, en_json *json, const row_kind *kind,
                          const en_str cells[MOST_CELLS], line_reader *names)
{
    en_str line = {0}, name = {0};
    json_t *list = NULL;
    if (names && next_line(names, &line)) list = en_json_load(line, NULL, NULL);
    const json_t *value = json_array_get(list, request->language);
    if (json_is_string(value)) name = (en_str){json_string_value(value), json_string_length(value)};
    en_json_open(json, '{');
    kind->add(json, cells, name);
    en_json_close(json, '}');
    json_decref(list);
}

/* Goes behind the header, or to the byte where the page before ended. A cursor is what anybody may make: one
 * that lies within a line would give pieces of cells out as other cells. */
static en_status go_to(line_reader *table, uint64_t at)
{
    en_str line;
    bool there = next_line(table, &line) && (at == 0 || line.size == 0);
    if (table->status != EN_OK) return table->status;
    return there || at == 0 ? EN_OK : en_cursor_refuse(table->request);
}

/* The same where each line has one in `names`: both are read from their start, so that nobody pairs them
 * otherwise. Places are few. */
static en_status go_to_both(line_reader *table, line_reader *names, uint64_t at)
{
    en_str line;
    en_status status = go_to(table, 0);
    while (status == EN_OK && table->at < at && next_line(table, &line)) {
        (void)next_line(names, &line);
        status = table->status;
    }
    return status == EN_OK && at > 0 && table->at != at ? en_cursor_refuse(table->request) : status;
}

static en_status add_page(en_request *request, const row_kind *kind, line_reader *table, line_reader *names)
{
    en_json json = en_json_to(&request->out);
    en_str line, cells[MOST_CELLS];
    uint64_t at = table->at;
    size_t shown = 0;
    bool more = false;
    en_json_open(&json, '{');
    en_json_key(&json, "items");
    en_json_open(&json, '[');
    while (next_line(table, &line)) {
        (void)split(line, cells);
        bool wanted = kind->fits == NULL || kind->fits(request, cells);
        if (wanted && (more = shown == request->limit)) break;
        if (wanted) {
            add_named_row(request, &json, kind, cells, names);
            shown++;
        }
        at = table->at;
    }
    en_json_close(&json, ']');
    if (more) en_cursor_write(&json, (int64_t)at, (en_str){0});
    en_json_close(&json, '}');
    return table->status != EN_OK ? table->status : names ? names->status : EN_OK;
}

static en_status find_file(en_request *request, int64_t result, const char *name, int64_t *blob)
{
    en_stored_file file;
    en_status status = en_results_file(en_store_db(request->store), result, en_str_of(name), &request->arena,
                                       &request->report, &file);
    if (status == EN_OK && file.blob == 0) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    if (status == EN_OK) *blob = file.blob;
    return status;
}

/* Ids that are asked for, in the form in which those of a result are. */
static en_status normalise_filters(en_request *request)
{
    for (size_t i = 0; i < en_route_parameter_count(request->route); i++) {
        if (request->route->parameters[i].kind != EN_KIND_ID) continue;
        if (en_id_normalise(&request->arena, request->values[i], &request->values[i]) == EN_ID_NO_MEMORY)
            return EN_ERR_MEMORY;
    }
    return EN_OK;
}

static en_status answer_page(en_request *request, const row_kind *kind, int64_t blob, uint64_t at)
{
    line_reader table = lines_from(request, blob, at > 0 ? at - 1 : 0); /* a line ends right before a page */
    en_status status = go_to(&table, at);
    if (status == EN_OK) status = add_page(request, kind, &table, NULL);
    close_lines(&table);
    return status;
}

static en_status answer_named_page(en_request *request, const row_kind *kind, int64_t blob,
                                   int64_t names_blob, uint64_t at)
{
    line_reader table = lines_from(request, blob, 0), names = lines_from(request, names_blob, 0);
    en_status status = go_to_both(&table, &names, at);
    if (status == EN_OK) status = add_page(request, kind, &table, &names);
    close_lines(&table);
    close_lines(&names);
    return status;
}

static en_status answer_rows(en_request *request, const row_kind *kind, bool named)
{
    en_stored_result result;
    int64_t blob = 0, names_blob = 0, at = 0;
    en_str nothing;
    en_status status = result_find(request, &result);
    if (status != EN_OK) return status;
    en_str tag =
        request_print(request, "%lld-%s", (long long)result.result, en_language_tag(request->language));
    if (en_request_has(request, tag)) return EN_OK;
    status = find_file(request, result.result, kind->file, &blob);
    if (status == EN_OK && named) status = find_file(request, result.result, EN_JOB_NAMES, &names_blob);
    if (status == EN_OK) status = normalise_filters(request);
    if (status == EN_OK && request->after.size) status = en_cursor_read(request, &at, &nothing);
    if (status != EN_OK) return status;
    return named ? answer_named_page(request, kind, blob, names_blob, (uint64_t)at)
                 : answer_page(request, kind, blob, (uint64_t)at);
}

en_status en_handle_result_places(en_request *request)
{
    static const row_kind kind = {"places.csv", NULL, add_place};
    return answer_rows(request, &kind, true);
}

en_status en_handle_result_matches(en_request *request)
{
    static const row_kind kind = {"matches.csv", fits_match, add_match};
    return answer_rows(request, &kind, false);
}

en_status en_handle_result_waiting(en_request *request)
{
    static const row_kind kind = {"waiting.csv", fits_waiting, add_waiting};
    return answer_rows(request, &kind, false);
}

/* The tables of the ledger: lists, one row, adding, correcting, the past, names of ids, and search.
 *
 * The tag of a list is the revision of the ledger, so that "not modified" costs no list; the tag of a row is
 * the import that wrote it last.
 */
#include "ledger.h"

#include "check.h"
#include "handlers.h"
#include "server.h"

#include "records.h"

#include <inttypes.h>
#include <stdio.h>

en_str ledger_tag(en_request *request, int64_t number)
{
    enum { MOST = 64 };
    char *tag = en_arena_raw(&request->arena, MOST, 1);
    if (!tag) return (en_str){0};
    int size = snprintf(tag, MOST, "%s-%" PRId64 "-%s", request->server->options->version, number,
                        en_language_tag(request->language));
    return (en_str){tag, (size_t)size};
}

en_status ledger_has(en_request *request, bool *has)
{
    int64_t revision;
    en_status status = en_store_revision(request->store, &request->report, &revision);
    if (status != EN_OK) return status;
    en_str tag = ledger_tag(request, revision);
    if (!tag.at) return EN_ERR_MEMORY;
    *has = en_request_has(request, tag);
    return EN_OK;
}

/* Items of a page as they are written. */
typedef struct items {
    en_request *request;
    bool is_filled;
} items;

static items begin_items(en_request *request)
{
    en_text_add_z(&request->out, "{\"items\":[");
    return (items){.request = request};
}

static en_text *next_item(items *list)
{
    if (list->is_filled) en_text_add_char(&list->request->out, ',');
    list->is_filled = true;
    return &list->request->out;
}

static void end_items(items *list, en_str next)
{
    en_text *out = &list->request->out;
    en_text_add_char(out, ']');
    if (next.size) {
        en_text_add_z(out, ",\"next\":");
        en_json_add_string(out, next);
    }
    en_text_add_char(out, '}');
}

/* Only a cursor can be wrong with a list whose parameters have been checked. */
static en_status answer_of(en_request *request, en_status status)
{
    return status == EN_ERR_INPUT ? en_refuse(request, 400, EN_W_SERVE_PARAMETERS, 0, NULL) : status;
}

static en_status add_row(void *user, const en_stored_row *row)
{
    en_row_json(next_item(user), row->table, row->cells);
    return EN_OK;
}

static en_status write_list(en_request *request, const en_list *list)
{
    items written = begin_items(request);
    en_str next;
    en_status status =
        en_store_list(request->store, list, &request->arena, &request->report, add_row, &written, &next);
    if (status == EN_OK) end_items(&written, next);
    return answer_of(request, status);
}

/* A list by the request's own words; filters that are given have a column of their name. */
static en_list list_of(en_request *request, en_list_filter *filters)
{
    const en_route *route = request->route;
    en_list list = {.table = route->table,
                    .filters = filters,
                    .words = en_parameter_value(request, "q"),
                    .language = request->language,
                    .turned = request->turned,
                    .after = request->after,
                    .limit = request->limit};
    for (size_t i = 0; i < en_route_parameter_count(route); i++)
        if (request->values[i].size &&
            en_shape_column(&en_shapes[route->table], route->parameters[i].name) >= 0)
            filters[list.filter_count++] = (en_list_filter){route->parameters[i].name, request->values[i]};
    return list;
}

en_status en_handle_list_rows(en_request *request)
{
    bool has, is_turned;
    en_list_filter filters[EN_LIST_MOST_FILTERS];
    en_status status = ledger_has(request, &has);
    if (status != EN_OK || has) return status;
    en_list list = list_of(request, filters);
    en_str sort = en_route_sort(request->route, request->sort, &is_turned);
    list.sort = en_arena_copy(&request->arena, sort.at, sort.size);
    return list.sort ? write_list(request, &list) : EN_ERR_MEMORY;
}

/* The row that the path names. Refuses with 404. */
static en_status find_row(en_request *request, en_store *store, en_ledger_table table, en_stored_row *row)
{
    en_status status =
        en_store_find(store, table, request->values[0], &request->arena, &request->report, row);
    if (status == EN_OK && !row->number) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    return status;
}

static en_status write_row(en_request *request, const en_stored_row *row)
{
    en_row_json(&request->out, row->table, row->cells);
    return EN_OK;
}

en_status en_handle_get_row(en_request *request)
{
    en_stored_row row;
    en_status status = find_row(request, request->store, request->route->table, &row);
    if (status != EN_OK) return status;
    en_str tag = ledger_tag(request, row.import);
    if (!tag.at) return EN_ERR_MEMORY;
    return en_request_has(request, tag) ? EN_OK : write_row(request, &row);
}

static en_status add_past(void *user, en_str at, en_str by, en_str content)
{
    items *list = user;
    en_request *request = list->request;
    en_text *out = next_item(list);
    en_text_add_z(out, "{\"at\":");
    en_json_add_string(out, at);
    if (by.size) {
        en_text_add_z(out, ",\"by\":");
        en_json_add_string(out, by);
    }
    en_text_add_z(out, ",\"content\":");
    en_status status = en_past_json(out, request->route->table, content, &request->arena, &request->report);
    en_text_add_char(out, '}');
    return status;
}

en_status en_handle_past_of_row(en_request *request)
{
    en_stored_row row;
    en_str next;
    en_status status = find_row(request, request->store, request->route->table, &row);
    if (status != EN_OK) return status;
    en_str tag = ledger_tag(request, row.import);
    if (!tag.at) return EN_ERR_MEMORY;
    if (en_request_has(request, tag)) return EN_OK;
    items written = begin_items(request);
    status = en_store_past(request->store, row.table, row.number, request->after, request->limit,
                           &request->arena, &request->report, add_past, &written, &next);
    if (status == EN_OK) end_items(&written, next);
    return answer_of(request, status);
}

/* The statuses of one commitment, the newest first. */
en_status en_handle_list_statuses(en_request *request)
{
    en_stored_row commitment;
    bool has;
    en_status status = find_row(request, request->store, EN_COMMITMENTS, &commitment);
    if (status == EN_OK) status = ledger_has(request, &has);
    if (status != EN_OK || has) return status;
    en_list_filter of = {"commitment", commitment.cells[0]};
    en_list list = {.table = EN_STATUSES,
                    .filters = &of,
                    .filter_count = 1,
                    .sort = "reported_on",
                    .turned = true,
                    .after = request->after,
                    .limit = request->limit};
    return write_list(request, &list);
}

static void add_texts(en_json *json, const en_texts *texts)
{
    en_json_open(json, '{');
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++)
        if (texts->in[i].size) en_json_key_str(json, en_language_tag((en_language)i), texts->in[i]);
    en_json_close(json, '}');
}

/* The types Name and Found. */
static void add_name(en_text *out, const en_stored_row *row, bool has_detail)
{
    en_json json = en_json_compact_to(out);
    en_texts texts = en_row_texts(row->table, row->cells);
    en_json_open(&json, '{');
    en_json_key_str(&json, "id", row->cells[0]);
    en_json_key_text(&json, "table", en_shapes[row->table].name);
    en_json_key(&json, "name");
    add_texts(&json, &texts);
    en_text detail = en_text_make(out->allocator);
    if (has_detail) en_row_detail_add(&detail, row->table, row->cells);
    if (detail.size) en_json_key_str(&json, "detail", en_text_str(&detail));
    out->failed = out->failed || detail.failed;
    en_text_free(&detail);
    en_json_close(&json, '}');
}

static en_status add_found(void *user, const en_stored_row *row)
{
    add_name(next_item(user), row, false);
    return EN_OK;
}

static en_ledger_table table_of(en_str name)
{
    for (int table = 1; table < EN_LEDGER_TABLES; table++)
        if (en_str_is(name, en_shapes[table].name)) return (en_ledger_table)table;
    return EN_LEDGER_NONE;
}

en_status en_handle_search(en_request *request)
{
    en_str name = en_parameter_value(request, "table"), next = {0};
    en_ledger_table table = table_of(name);
    items written = begin_items(request);
    en_status status = EN_OK;
    if (!name.size || table) /* in a table that there is not, nothing is found */
        status =
            en_store_search(request->store, table, en_parameter_value(request, "q"), request->after,
                            request->limit, &request->arena, &request->report, add_found, &written, &next);
    if (status == EN_OK) end_items(&written, next);
    return answer_of(request, status);
}

en_status en_handle_names(en_request *request)
{
    bool has, is_filled = false;
    en_status status = ledger_has(request, &has);
    if (status != EN_OK || has) return status;
    en_str rest = en_parameter_value(request, "ids"), id;
    en_text_add_z(&request->out, "{\"names\":[");
    while (status == EN_OK && en_str_next(&rest, ';', &id)) {
        en_stored_row row;
        status = en_record_find_any(request->store, id, &request->arena, &request->report, &row);
        if (status != EN_OK || !row.number) continue;
        if (is_filled) en_text_add_char(&request->out, ',');
        is_filled = true;
        add_name(&request->out, &row, true);
    }
    en_text_add_z(&request->out, "]}");
    return status;
}

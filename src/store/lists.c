/* Pages of rows. See lists.h.
 *
 * The text of a statement depends on which filters are given, the sort and its direction; values are bound.
 * Names sort by the keys of index.h, whose indices, alone and behind the kind of an organisation, give a page
 * without sorting, and hold its country, so that rows of other countries are not fetched.
 */
#include "lists.h"

#include "index.h"
#include "list_cursor.h"
#include "search.h"
#include "sql_shapes.h"

/* U+10FFFF, the last of all characters: what begins with any other comes before it. */
#define BEHIND_ALL "'\xF4\x8F\xBF\xBF'"

/* The key columns that names of a list sort by; the text that rows without a value sort by, to come last. */
typedef struct sorting {
    const char *key;    /* NULL: not by a name */
    const char *column; /* NULL: by number alone */
    const char *none;   /* NULL: every row has a value */
} sorting;

static const char *key_of(const en_shape *shape, const char *column, en_language language)
{
    if (!sql_has_sort_keys(shape)) return NULL;
    if (strcmp(column, "title") == 0) return sql_sort_keys[language];
    for (int i = 0; i < SORT_KEYS; i++) {
        const char *tail = sql_sort_keys[i] + strlen("sort");
        bool is_name = strncmp(column, "name_", 5) == 0 || strncmp(column, "title_", 6) == 0;
        if (is_name && strcmp(strrchr(column, '_'), tail) == 0) return sql_sort_keys[i];
    }
    return NULL;
}

static sorting sorting_of(const en_list *list)
{
    const en_shape *shape = &en_shapes[list->table];
    if (!list->sort) return (sorting){0};
    const char *key = key_of(shape, list->sort, list->language);
    if (key) return (sorting){.key = key};
    int column = en_shape_column(shape, list->sort);
    bool is_given = column >= 0 && shape->fields[column].required;
    return (sorting){.column = list->sort, .none = is_given ? NULL : list->turned ? "''" : BEHIND_ALL};
}

static void add_sorted(en_text *sql, const sorting *by)
{
    if (by->key) {
        sql_add_quoted(sql, "", by->key);
    } else if (by->none) {
        sql_add_quoted(sql, "coalesce(", by->column);
        en_text_add_z(sql, ", ");
        en_text_add_z(sql, by->none);
        en_text_add_char(sql, ')');
    } else if (by->column) {
        sql_add_quoted(sql, "", by->column);
    } else {
        en_text_add_z(sql, "\"row\"");
    }
}

static bool holds_list(const en_shape *shape, const char *column)
{
    int at = en_shape_column(shape, column);
    return at >= 0 && (shape->fields[at].type == EN_FIELD_LIST || shape->fields[at].type == EN_FIELD_REFS);
}

static void add_parameter(en_text *sql, const char *before, int number)
{
    en_text_add_z(sql, before);
    en_text_add_int(sql, number);
}

static void add_filter(en_text *sql, const en_shape *shape, const char *column, int number)
{
    if (holds_list(shape, column)) {
        sql_add_quoted(sql, " AND instr(';' || ", column);
        add_parameter(sql, " || ';', ';' || $", number);
        en_text_add_z(sql, " || ';') > 0");
    } else {
        sql_add_quoted(sql, " AND ", column);
        add_parameter(sql, " = $", number);
    }
}

/* Parameters in the order in which they are bound: filters, words, value and number of the place, limit. */
static void add_select(en_text *sql, const en_list *list, const sorting *by, bool has_words, bool has_place)
{
    const en_shape *shape = &en_shapes[list->table];
    int number = 1;
    en_text_add_z(sql, "SELECT \"row\"");
    sql_add_columns(sql, shape);
    en_text_add_z(sql, ", ");
    add_sorted(sql, by);
    sql_add_quoted(sql, " FROM ", shape->name);
    en_text_add_z(sql, " WHERE 1");
    for (size_t i = 0; i < list->filter_count; i++) add_filter(sql, shape, list->filters[i].column, number++);
    if (has_words) {
        add_parameter(sql, " AND \"row\" IN (SELECT rowid >> 5 FROM search WHERE search MATCH $", number++);
        add_parameter(sql, " AND rowid & 31 = ", (int)list->table);
        en_text_add_char(sql, ')');
    }
    if (has_place) {
        en_text_add_z(sql, " AND (");
        add_sorted(sql, by);
        add_parameter(sql, list->turned ? ", \"row\") < ($" : ", \"row\") > ($", number);
        add_parameter(sql, ", $", number + 1);
        en_text_add_char(sql, ')');
        number += 2;
    }
    en_text_add_z(sql, " ORDER BY ");
    add_sorted(sql, by);
    en_text_add_z(sql, list->turned ? " DESC, \"row\" DESC" : ", \"row\"");
    add_parameter(sql, " LIMIT $", number);
}

static void bind_place(en_statement *statement, int at, const sorting *by, const en_list_cursor *place)
{
    if (by->key) en_bind_bytes(statement, at, place->value);
    else if (by->column) en_bind_text_or_empty(statement, at, place->value);
    else en_bind_int(statement, at, place->number);
    en_bind_int(statement, at + 1, place->number);
}

static void bind_all(en_statement *statement, const en_list *list, const sorting *by, en_str match,
                     const en_list_cursor *place)
{
    int at = 1;
    for (size_t i = 0; i < list->filter_count; i++) en_bind_text(statement, at++, list->filters[i].value);
    if (match.size) en_bind_text(statement, at++, match);
    if (place) {
        bind_place(statement, at, by, place);
        at += 2;
    }
    en_bind_int(statement, at, (int64_t)list->limit + 1);
}

static void read_cells(en_statement *statement, int from, const en_shape *shape, en_str *cells)
{
    for (size_t i = 0; i < shape->field_count; i++) cells[i] = en_column_text(statement, from + (int)i);
}

/* Hands rows over; the one behind the last only tells that there are more. */
static en_status take_page(en_statement *statement, const en_list *list, const sorting *by, en_str question,
                           en_arena *arena, en_report *report, en_take_row *take, void *user, en_str *next)
{
    const en_shape *shape = &en_shapes[list->table];
    en_str cells[EN_FIELDS_MOST];
    en_stored_row row = {.table = list->table, .cells = cells};
    en_str cursor_text = {0};
    en_status status = EN_OK;
    size_t taken = 0;
    en_step step;
    while ((step = en_db_step(statement, report)) == EN_STEP_ROW && taken < list->limit && status == EN_OK) {
        row.number = en_column_int(statement, 0);
        read_cells(statement, 1, shape, cells);
        status = take(user, &row);
        if (++taken < list->limit) continue;
        int last = (int)shape->field_count + 1;
        en_list_cursor place = {row.number,
                                by->key ? en_column_bytes(statement, last) : en_column_text(statement, last)};
        cursor_text = en_list_cursor_write(arena, question, &place);
        if (!cursor_text.at) status = EN_ERR_MEMORY;
    }
    if (status == EN_OK && step != EN_STEP_FAILED) *next = step == EN_STEP_ROW ? cursor_text : (en_str){0};
    en_db_end(statement);
    return step == EN_STEP_FAILED ? en_db_fault(report) : status;
}

/* What a cursor belongs to: the statement and its values. */
static en_str question_of(const en_list *list, en_str select, en_arena *arena)
{
    en_text text = en_text_make(arena->allocator);
    en_text_add(&text, select);
    for (size_t i = 0; i < list->filter_count; i++) {
        en_text_add_char(&text, '\n');
        en_text_add(&text, list->filters[i].value);
    }
    en_text_add_char(&text, '\n');
    en_text_add(&text, list->words);
    const char *copy = text.failed ? NULL : en_arena_copy(arena, text.at, text.size);
    en_str question = {copy, text.size};
    en_text_free(&text);
    return question;
}

static const char *select_of(const en_list *list, const sorting *by, bool has_place, en_arena *arena,
                             size_t *size)
{
    en_text sql = en_text_make(arena->allocator);
    add_select(&sql, list, by, list->words.size > 0, has_place);
    const char *copy = sql.failed ? NULL : en_arena_copy(arena, sql.at, sql.size);
    *size = sql.size;
    en_text_free(&sql);
    return copy;
}

en_status en_store_list(en_store *store, const en_list *list, en_arena *arena, en_report *report,
                        en_take_row *take, void *user, en_str *next)
{
    sorting by = sorting_of(list);
    en_str match = {0};
    if (list->words.size) {
        if (!search_match(arena, list->words, &match)) return EN_ERR_MEMORY;
        if (!match.size) *next = (en_str){0}; /* nothing that could be found */
        if (!match.size) return EN_OK;
    }
    size_t size;
    const char *first = select_of(list, &by, false, arena, &size);
    en_str question = first ? question_of(list, (en_str){first, size}, arena) : (en_str){0};
    if (!question.at) return EN_ERR_MEMORY;
    en_list_cursor place;
    en_status status =
        list->after.size ? en_list_cursor_read(arena, question, list->after, report, &place) : EN_OK;
    if (status != EN_OK) return status;
    const char *sql = list->after.size ? select_of(list, &by, true, arena, &size) : first;
    if (!sql) return EN_ERR_MEMORY;
    en_statement *statement = en_db_prepare(&store->db, sql, report);
    bind_all(statement, list, &by, match, list->after.size ? &place : NULL);
    return take_page(statement, list, &by, question, arena, report, take, user, next);
}

/* The row that a statement of sql_shapes.h gives, with its cells in the arena. */
static en_status read_row(en_statement *statement, en_arena *arena, en_report *report, en_stored_row *row)
{
    const en_shape *shape = &en_shapes[row->table];
    en_step step = en_db_step(statement, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    if (step == EN_STEP_DONE) return EN_OK;
    en_str *cells = en_arena_array(arena, shape->field_count, sizeof *cells);
    bool kept = cells != NULL;
    for (size_t i = 0; i < shape->field_count && kept; i++)
        kept = en_column_keep(statement, (int)i + 2, arena, &cells[i]);
    row->number = en_column_int(statement, 0);
    row->import = en_column_int(statement, 1);
    row->cells = cells;
    en_db_end(statement);
    return kept ? EN_OK : EN_ERR_MEMORY;
}

en_status en_store_find(en_store *store, en_ledger_table table, en_str id, en_arena *arena, en_report *report,
                        en_stored_row *row)
{
    *row = (en_stored_row){.table = table};
    const char *sql = sql_row_of_id(store, table);
    if (!sql) return EN_ERR_MEMORY;
    en_statement *statement = en_db_prepare(&store->db, sql, report);
    en_bind_text(statement, 1, id);
    return read_row(statement, arena, report, row);
}

en_status store_row(en_store *store, en_ledger_table table, int64_t number, en_arena *arena,
                    en_report *report, en_stored_row *row)
{
    *row = (en_stored_row){.table = table};
    const char *sql = sql_row(store, table);
    if (!sql) return EN_ERR_MEMORY;
    en_statement *statement = en_db_prepare(&store->db, sql, report);
    en_bind_int(statement, 1, number);
    return read_row(statement, arena, report, row);
}

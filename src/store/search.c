/* Search over all tables, the past of a row, and where ids belong. See lists.h.
 *
 * A row is found in the first of four classes that it is in: all words in its names, spelled exactly so; in
 * its names; anywhere, exactly so; anywhere. Each class is one statement, and a cursor holds a class and a
 * row of the index.
 */
#include "search.h"

#include "index.h"
#include "list_cursor.h"
#include "sql_shapes.h"
#include "tokens.h"

enum { CLASSES = 4, TABLE_MASK = (1 << INDEX_TABLE_BITS) - 1 };

/* Tokens joined by AND, the last as a beginning. */
static bool join_tokens(en_text *match, en_arena *arena, en_str words, bool exact)
{
    en_tokens tokens;
    en_token token;
    if (!en_tokens_of(&tokens, arena, words)) return false;
    bool is_open = false;
    while (en_tokens_next(&tokens, &token)) {
        if (token.kind == EN_TOKEN_TAIL) continue;
        if (match->size) en_text_add_z(match, " AND ");
        en_text_add_char(match, '"');
        if (exact && token.kind == EN_TOKEN_WORD) en_text_add_char(match, EN_TOKEN_EXACT);
        en_text_add(match, exact ? token.exact : token.folded);
        en_text_add_char(match, '"');
        is_open = token.kind == EN_TOKEN_ALONE || token.kind == EN_TOKEN_WORD;
        if (token.kind == EN_TOKEN_ALONE || (is_open && tokens.rest.size == 0)) en_text_add_char(match, '*');
    }
    return !match->failed;
}

static bool keep(en_arena *arena, en_text *text, bool made, en_str *kept)
{
    const char *copy = made && !text->failed ? en_arena_copy(arena, text->at, text->size) : NULL;
    *kept = (en_str){copy, copy ? text->size : 0};
    en_text_free(text);
    return copy != NULL;
}

bool search_match(en_arena *arena, en_str words, en_str *match)
{
    en_text text = en_text_make(arena->allocator);
    bool made = join_tokens(&text, arena, words, false);
    return keep(arena, &text, made, match);
}

static void add_group(en_text *text, const char *before, en_str tokens)
{
    en_text_add_z(text, before);
    en_text_add_char(text, '(');
    en_text_add(text, tokens);
    en_text_add_char(text, ')');
}

/* What a class matches, without what the classes before it do. */
static bool match_of_class(en_arena *arena, int class, en_str exact, en_str folded, en_str *match)
{
    en_text text = en_text_make(arena->allocator);
    switch (class) {
    case 0: add_group(&text, "names : ", exact); break;
    case 1:
        add_group(&text, "(names : ", folded);
        add_group(&text, ") NOT (names : ", exact);
        en_text_add_char(&text, ')');
        break;
    case 2:
        add_group(&text, "", exact);
        add_group(&text, " NOT (names : ", folded);
        en_text_add_char(&text, ')');
        break;
    default:
        add_group(&text, "((", folded);
        add_group(&text, " NOT (names : ", folded);
        add_group(&text, ")) NOT ", exact);
        en_text_add_char(&text, ')');
    }
    return keep(arena, &text, true, match);
}

typedef struct searching {
    en_store *store;
    en_ledger_table table;
    en_arena *arena;
    en_report *report;
    int64_t *found;
    size_t count, most; /* most: one more than a page */
    int class_of_last;
} searching;

static en_status search_class(searching *s, int class, en_str match, int64_t after)
{
    const char *sql = "SELECT rowid FROM search WHERE search MATCH $1 AND rowid > $2 AND "
                      "(rowid & 31 = $3 OR $3 = 0) ORDER BY rowid LIMIT $4";
    en_statement *statement = en_db_prepare(&s->store->db, sql, s->report);
    en_bind_text(statement, 1, match);
    en_bind_int(statement, 2, after);
    en_bind_int(statement, 3, s->table);
    en_bind_int(statement, 4, (int64_t)(s->most - s->count));
    en_step step;
    while ((step = en_db_step(statement, s->report)) == EN_STEP_ROW && s->count < s->most) {
        s->found[s->count++] = en_column_int(statement, 0);
        if (s->count < s->most) s->class_of_last = class;
    }
    en_db_end(statement);
    return step == EN_STEP_FAILED ? en_db_fault(s->report) : EN_OK;
}

static en_status search_classes(searching *s, int class, int64_t after, en_str words)
{
    en_text text = en_text_make(s->arena->allocator);
    en_str exact, folded, match;
    bool made = join_tokens(&text, s->arena, words, true);
    if (!keep(s->arena, &text, made, &exact) || !search_match(s->arena, words, &folded)) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (; class < CLASSES && folded.size && s->count < s->most && status == EN_OK; class ++, after = 0) {
        if (!match_of_class(s->arena, class, exact, folded, &match)) return EN_ERR_MEMORY;
        status = search_class(s, class, match, after);
    }
    return status;
}

static en_status hand_over(searching *s, size_t limit, en_take_row *take, void *user)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < s->count && i < limit && status == EN_OK; i++) {
        en_stored_row row;
        status = store_row(s->store, (en_ledger_table)(s->found[i] & TABLE_MASK),
                           s->found[i] >> INDEX_TABLE_BITS, s->arena, s->report, &row);
        if (status == EN_OK && row.number) status = take(user, &row);
    }
    return status;
}

en_status en_store_search(en_store *store, en_ledger_table table, en_str words, en_str after, size_t limit,
                          en_arena *arena, en_report *report, en_take_row *take, void *user, en_str *next)
{
    en_list_cursor place = {0};
    en_status status = after.size ? en_list_cursor_read(arena, words, after, report, &place) : EN_OK;
    if (status != EN_OK) return status;
    searching s = {store, table,     arena, report, en_arena_array(arena, limit + 1, sizeof *s.found),
                   0,     limit + 1, 0};
    if (!s.found) return EN_ERR_MEMORY;
    int class = place.value.size == 1 && place.value.at[0] < CLASSES ? place.value.at[0] : 0;
    status = search_classes(&s, class, place.number, words);
    if (status == EN_OK) status = hand_over(&s, limit, take, user);
    if (status != EN_OK) return status;
    *next = (en_str){0};
    if (s.count <= limit) return EN_OK;
    char last = (char)s.class_of_last;
    *next = en_list_cursor_write(arena, words, &(en_list_cursor){s.found[limit - 1], {&last, 1}});
    return next->at ? EN_OK : EN_ERR_MEMORY;
}

en_status en_store_entity(en_store *store, en_str id, en_report *report, en_ledger_table *table)
{
    *table = EN_LEDGER_NONE;
    en_statement *statement =
        en_db_prepare(&store->db, "SELECT \"table\" FROM entities WHERE id = $1", report);
    en_bind_text(statement, 1, id);
    en_step step = en_db_step(statement, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    for (int i = 1; i < EN_LEDGER_TABLES && step == EN_STEP_ROW; i++)
        if (en_str_is(en_column_text(statement, 0), en_shapes[i].name)) *table = (en_ledger_table)i;
    en_db_end(statement);
    return EN_OK;
}

en_status en_store_past(en_store *store, en_ledger_table table, int64_t number, en_str after, size_t limit,
                        en_arena *arena, en_report *report, en_take_past *take, void *user, en_str *next)
{
    en_list_cursor place = {.number = INT64_MAX};
    en_str question = {(const char *)&number, sizeof number};
    en_status status = after.size ? en_list_cursor_read(arena, question, after, report, &place) : EN_OK;
    if (status != EN_OK) return status;
    en_statement *statement = en_db_prepare(
        &store->db,
        "SELECT h.history, i.at, i.by, h.content FROM history h JOIN imports i USING (import) "
        "WHERE h.\"table\" = $1 AND h.\"row\" = $2 AND h.history < $3 ORDER BY h.history DESC LIMIT $4",
        report);
    en_bind_text(statement, 1, en_str_of(en_shapes[table].name));
    en_bind_int(statement, 2, number);
    en_bind_int(statement, 3, place.number);
    en_bind_int(statement, 4, (int64_t)limit + 1);
    size_t taken = 0;
    en_step step;
    while ((step = en_db_step(statement, report)) == EN_STEP_ROW && taken++ < limit && status == EN_OK) {
        place.number = en_column_int(statement, 0);
        status = take(user, en_column_text(statement, 1), en_column_text(statement, 2),
                      en_column_text(statement, 3));
    }
    en_db_end(statement);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    if (status == EN_OK) *next = (en_str){0};
    if (step == EN_STEP_ROW && status == EN_OK) {
        *next = en_list_cursor_write(arena, question, &place);
        if (!next->at) status = EN_ERR_MEMORY;
    }
    return status;
}

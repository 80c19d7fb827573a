/* The columns that an eligibility expression names, and those that have a type: found in the headers, checked
 * and kept row by row. See eligibility.h.
 *
 * Texts are kept as indices into one table of all texts that occur (NFC, trimmed), so that comparing two is
 * comparing numbers. Lists are runs of such indices, one behind the other.
 */
#include "eligibility_parts.h"

enum { FIRST_TEXTS = 64, FIRST_LISTS = 256 };

static const en_table *table_of(const compiler *c, en_eligibility_table table)
{
    return table == EN_ELIGIBILITY_PLACES ? c->source->places : c->source->applicants;
}

/* Columns that a round's tables give a meaning; the types of attributes do not change theirs. */
static bool known_type(en_eligibility_table table, en_str name, value_type *type)
{
    static const struct {
        en_eligibility_table table;
        const char *name;
        value_type type;
    } known[] = {
        {EN_ELIGIBILITY_APPLICANTS, "applicant", VALUE_TEXT},
        {EN_ELIGIBILITY_APPLICANTS, "categories", VALUE_LIST},
        {EN_ELIGIBILITY_PLACES, "place", VALUE_TEXT},
        {EN_ELIGIBILITY_PLACES, "group", VALUE_TEXT},
        {EN_ELIGIBILITY_PLACES, "seats", VALUE_NUMBER},
        {EN_ELIGIBILITY_PLACES, "min_seats", VALUE_NUMBER},
        {EN_ELIGIBILITY_PLACES, "floor", VALUE_NUMBER},
        {EN_ELIGIBILITY_PLACES, "target", VALUE_NUMBER},
        {EN_ELIGIBILITY_PLACES, "turn", VALUE_NUMBER},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].table == table && en_str_is(name, known[i].name)) {
            *type = known[i].type;
            return true;
        }
    return false;
}

/* The name behind `place.`, or the name itself. */
static en_str without_place(en_str name, bool *of_place)
{
    *of_place = name.size > 6 && memcmp(name.at, "place.", 6) == 0;
    return *of_place ? (en_str){name.at + 6, name.size - 6} : name;
}

/* The type that `columns` gives a column; `place.NAME` goes before NAME. */
static value_type given_type(const compiler *c, en_eligibility_table table, en_str name)
{
    value_type type = VALUE_TEXT;
    for (size_t i = 0; i < c->source->type_count; i++) {
        const en_attribute *a = &c->source->types[i];
        bool of_place;
        en_str bare = without_place(a->name, &of_place);
        if (of_place && table == EN_ELIGIBILITY_PLACES && en_str_equal(bare, name))
            return (value_type)a->type;
        if (en_str_equal(a->name, name)) type = (value_type)a->type;
    }
    return type;
}

/* The name by which reasons call the column. */
static bool name_column(compiler *c, en_eligibility_table table, en_str header, en_str *name)
{
    bool of_place = table == EN_ELIGIBILITY_PLACES;
    char *copy = en_arena_raw(c->arena, header.size + 6, 1);
    if (!copy) return false;
    memcpy(copy, "place.", 6);
    memcpy(copy + (of_place ? 6 : 0), header.at, header.size);
    *name = (en_str){copy, header.size + (of_place ? 6 : 0)};
    return true;
}

/* The column of the header at `index`, added if it is not there yet; NULL when memory is out. */
static typed_column *add_column(compiler *c, en_eligibility_table table, size_t index)
{
    typed_columns *all = &c->made->tables[table];
    for (size_t i = 0; i < all->count; i++)
        if (all->all[i].index == (int)index) return &all->all[i];
    en_str header = table_of(c, table)->header[index];
    typed_column made = {.index = (int)index};
    made.quiet = known_type(table, header, &made.type);
    if (!made.quiet) made.type = given_type(c, table, header);
    if (!name_column(c, table, header, &made.name)) return NULL;
    all->all[all->count] = made;
    return &all->all[all->count++];
}

/* The index of a column of the header. Stops where memory is out. */
static int find_in_header(compiler *c, en_eligibility_table table, en_str name)
{
    const en_table *t = table_of(c, table);
    en_str composed;
    if (!en_str_compose(c->arena, name, &composed)) {
        (void)eligibility_no_memory(c);
        return EN_NO_COLUMN;
    }
    for (size_t i = 0; i < t->columns; i++)
        if (en_str_equal(t->header[i], composed)) return (int)i;
    return EN_NO_COLUMN;
}

uint32_t eligibility_find_column(compiler *c, en_eligibility_table table, en_str name)
{
    int index = find_in_header(c, table, name);
    if (index == EN_NO_COLUMN) return ELIGIBILITY_NONE;
    typed_column *found = add_column(c, table, (size_t)index);
    if (!found) return eligibility_no_memory(c);
    found->named = true;
    return (uint32_t)(found - c->made->tables[table].all);
}

static void warn_of_unused(const compiler *c, const en_attribute *type)
{
    en_where where = {.file = c->source->file, .column = en_str_of("columns"), .value = type->name};
    (void)en_report_add(c->report, EN_WARNING, EN_W_ELIGIBILITY_TYPE_UNUSED, where, 0, NULL);
}

/* Adds the columns of a table that this entry of `columns` gives its type. */
static bool add_typed(compiler *c, en_eligibility_table table, const en_attribute *type, bool *used)
{
    bool of_place;
    en_str bare = without_place(type->name, &of_place);
    const en_table *t = table_of(c, table);
    for (size_t i = 0; i < t->columns; i++) {
        value_type known;
        bool meant = en_str_equal(t->header[i], type->name) ||
                     (of_place && table == EN_ELIGIBILITY_PLACES && en_str_equal(t->header[i], bare));
        if (!meant || known_type(table, t->header[i], &known)) continue;
        *used = true;
        if (!add_column(c, table, i)) return false;
    }
    return true;
}

bool eligibility_typed_columns(compiler *c)
{
    for (int t = 0; t < EN_ELIGIBILITY_TABLES; t++) {
        typed_columns *all = &c->made->tables[t];
        all->all = en_arena_array(c->arena, table_of(c, (en_eligibility_table)t)->columns, sizeof *all->all);
        if (!all->all) return false;
    }
    for (size_t i = 0; i < c->source->type_count; i++) {
        bool used = false;
        for (int t = 0; t < EN_ELIGIBILITY_TABLES; t++)
            if (!add_typed(c, (en_eligibility_table)t, &c->source->types[i], &used)) return false;
        if (!used) warn_of_unused(c, &c->source->types[i]);
    }
    return true;
}

static bool grow_texts(en_eligibility *e)
{
    en_ids grown = {0};
    bool known;
    size_t room = e->text_room ? e->text_room * 4 : FIRST_TEXTS;
    if (!en_ids_make(e->arena, room, &grown)) return false;
    for (uint32_t i = 0; i < e->texts.count; i++) (void)en_ids_add(&grown, e->texts.ids[i], &known);
    e->texts = grown;
    e->text_room = room;
    return true;
}

/* A cell that is there as it is written is the common case. */
static bool find_text(en_eligibility *e, en_str text, uint32_t *index)
{
    bool known;
    *index = e->text_room ? en_ids_find(&e->texts, text) : EN_IDS_NONE;
    if (*index != EN_IDS_NONE) return true;
    en_str composed;
    if (!en_str_compose(e->arena, text, &composed)) return false;
    if (e->texts.count == e->text_room && !grow_texts(e)) return false;
    if (en_ids_find(&e->texts, composed) == EN_IDS_NONE) {
        char *copy = en_arena_copy(e->arena, composed.at, composed.size);
        if (!copy) return false;
        composed.at = copy;
    }
    *index = en_ids_add(&e->texts, composed, &known);
    return true;
}

bool eligibility_text(en_eligibility *e, en_str text, double *value)
{
    uint32_t index;
    if (!find_text(e, en_str_trim(text), &index)) return false;
    *value = index;
    return true;
}

static bool add_to_lists(en_eligibility *e, uint32_t value)
{
    if (e->list_count == e->list_room) {
        size_t room = e->list_room ? e->list_room * 2 : FIRST_LISTS;
        uint32_t *grown = en_arena_raw(e->arena, room, sizeof *grown);
        if (!grown) return false;
        if (e->list_count) memcpy(grown, e->lists, e->list_count * sizeof *grown);
        e->lists = grown;
        e->list_room = room;
    }
    e->lists[e->list_count++] = value;
    return true;
}

/* An empty list is known to be empty. All of them are one, which stands first. */
static bool take_list(en_eligibility *e, en_str cell, double *value)
{
    en_str piece;
    uint32_t index;
    *value = 0;
    if (e->list_count == 0 && !add_to_lists(e, 0)) return false;
    if (cell.size == 0) return true;
    size_t begin = e->list_count;
    if (!add_to_lists(e, 0)) return false;
    while (en_str_next(&cell, ';', &piece)) {
        if (!find_text(e, piece, &index) || !add_to_lists(e, index)) return false;
        e->lists[begin]++;
    }
    *value = (double)begin;
    return true;
}

static en_status take_cell(en_eligibility *e, const typed_column *col, const en_csv *csv, uint32_t row)
{
    double value = (double)NAN;
    bool made = true, kept = col->named && row != EN_IDS_NONE;
    if (!kept && (col->quiet || col->type == VALUE_TEXT)) return EN_OK;
    en_str cell = en_cell_text(csv, col->index);
    if (col->type == VALUE_LIST) made = take_list(e, cell, &value);
    else if (col->type == VALUE_TEXT) made = cell.size == 0 || eligibility_text(e, cell, &value);
    else if (!col->quiet && !en_attribute_cell(csv, col->index, (en_attribute_type)col->type, &value))
        return EN_ERR_INPUT;
    else if (col->quiet && !en_attribute_value(EN_ATTRIBUTE_NUMBER, cell, &value)) value = (double)NAN;
    if (made && kept) col->cells[row] = value;
    return made ? EN_OK : EN_ERR_MEMORY;
}

bool en_eligibility_reserve(en_eligibility *e, en_eligibility_table table, size_t most)
{
    typed_columns *all = &e->tables[table];
    for (size_t i = 0; i < all->count; i++) {
        if (!all->all[i].named) continue;
        all->all[i].cells = en_arena_raw(e->arena, most, sizeof *all->all[i].cells);
        if (!all->all[i].cells) return false;
    }
    return true;
}

en_status en_eligibility_take(en_eligibility *e, en_eligibility_table table, const en_csv *csv, uint32_t row)
{
    const typed_columns *all = &e->tables[table];
    en_status status = EN_OK;
    for (size_t i = 0; i < all->count; i++) {
        en_status cell = take_cell(e, &all->all[i], csv, row);
        if (cell == EN_ERR_MEMORY) return cell;
        if (cell != EN_OK) status = cell;
    }
    return status;
}

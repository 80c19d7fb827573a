/* Rows of cells to the ledger. See ledger_build.h. */
#include "ledger_build.h"

#include "number.h"

#include <math.h>

/* Ids of all tables: open addressing, linear probing, at most half full. */
typedef struct id_slot {
    en_str id;
    en_ref ref;
} id_slot;

typedef struct building {
    const en_rows *rows;
    en_report *report;
    en_ledger *ledger;
    id_slot *slots;
    size_t mask;
    en_status status;
} building;

en_where en_row_where(const en_row *row, const char *column, en_str value)
{
    return (en_where){.file = row->file, .row = row->line, .column = en_str_of(column), .value = value};
}

static void fail(building *b, en_word rule, en_where where, size_t arg_count, const en_arg *args)
{
    en_status status = en_report_add(b->report, EN_ERROR, rule, where, arg_count, args);
    if (b->status == EN_OK) b->status = status;
}

static void *keep(building *b, size_t count, size_t size)
{
    void *block = en_arena_array(&b->ledger->arena, count, size);
    if (!block) b->status = EN_ERR_MEMORY;
    return block;
}

static uint64_t hash_id(en_str id)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < id.size; i++) hash = (hash ^ (unsigned char)id.at[i]) * 1099511628211u;
    return hash ^ hash >> 32;
}

/* The slot with this id in one of the tables, or the free slot where the probe ends. */
static id_slot *find_slot(const building *b, en_str id, uint32_t tables)
{
    for (size_t at = hash_id(id) & b->mask;; at = (at + 1) & b->mask) {
        id_slot *slot = &b->slots[at];
        if (!en_ref_given(slot->ref)) return slot;
        if ((tables >> slot->ref.table & 1) && en_str_equal(slot->id, id)) return slot;
    }
}

/* The tables that share their ids with this one. */
static uint32_t tables_of_space(en_ledger_table table)
{
    uint32_t tables = 1u << table;
    for (int other = 1; other < EN_LEDGER_TABLES; other++)
        if (en_shapes[table].space != EN_SPACE_OWN && en_shapes[other].space == en_shapes[table].space)
            tables |= 1u << other;
    return tables;
}

static const en_row *row_of(const building *b, en_ref ref) { return &b->rows->of[ref.table].at[ref.index]; }

static void index_row(building *b, en_ref ref, uint32_t space)
{
    const en_row *row = row_of(b, ref);
    const en_shape *shape = &en_shapes[ref.table];
    en_str id = row->cells[0];
    if (id.size == 0) return;
    id_slot *slot = find_slot(b, id, space);
    if (!en_ref_given(slot->ref)) {
        *slot = (id_slot){id, ref};
        return;
    }
    const en_row *other = row_of(b, slot->ref);
    en_arg args[] = {en_arg_str("file", other->file), en_arg_int("row", (int64_t)other->line)};
    fail(b, EN_W_LEDGER_DUPLICATE_ID, en_row_where(row, shape->fields[0].column, id), 2, args);
}

static void index_ids(building *b)
{
    size_t total = 0, capacity = 64;
    for (int table = 1; table < EN_LEDGER_TABLES; table++) total += b->rows->of[table].count;
    while (capacity < total * 2) capacity *= 2;
    b->slots = keep(b, capacity, sizeof *b->slots);
    b->mask = capacity - 1;
    for (int table = 1; table < EN_LEDGER_TABLES && b->slots; table++) {
        if (!en_shape_has_ids(&en_shapes[table])) continue;
        uint32_t space = tables_of_space((en_ledger_table)table);
        for (size_t i = 0; i < b->rows->of[table].count; i++)
            index_row(b, en_ref_to((en_ledger_table)table, i), space);
    }
}

/* Two rows with the same key in a table without ids, found by sorting hashes into slots of their own. */
static void check_keys(building *b, en_ledger_table table)
{
    const en_row_list *list = &b->rows->of[table];
    size_t capacity = 64;
    while (capacity < list->count * 2) capacity *= 2;
    const en_row **seen = keep(b, capacity, sizeof(const en_row *));
    for (size_t i = 0; i < list->count && seen; i++) {
        const en_row *row = &list->at[i];
        size_t at = en_row_key_hash(&en_shapes[table], row) & (capacity - 1);
        while (seen[at] && !en_row_same_key(&en_shapes[table], seen[at], row)) at = (at + 1) & (capacity - 1);
        if (!seen[at]) {
            seen[at] = row;
            continue;
        }
        en_arg args[] = {en_arg_str("file", seen[at]->file), en_arg_int("row", (int64_t)seen[at]->line)};
        fail(b, EN_W_LEDGER_DUPLICATE_ROW, en_row_where(row, NULL, (en_str){0}), 2, args);
    }
}

static void report_unknown(building *b, const en_field *field, en_where where)
{
    if (field->targets & b->rows->incomplete) {
        b->status = b->status == EN_OK ? EN_ERR_INPUT : b->status;
        return;
    }
    en_text tables = en_text_make(b->ledger->arena.allocator);
    for (int table = 1; table < EN_LEDGER_TABLES; table++) {
        if (!(field->targets >> table & 1)) continue;
        if (tables.size) en_text_add_z(&tables, ", ");
        en_text_add_z(&tables, en_shapes[table].name);
    }
    en_arg arg = en_arg_str("tables", en_text_str(&tables));
    fail(b, EN_W_LEDGER_UNKNOWN_ID, where, 1, &arg);
    en_text_free(&tables);
}

static en_ref resolve(building *b, const en_row *row, const en_field *field, en_str id)
{
    en_where where = en_row_where(row, field->column, id);
    en_ref found = find_slot(b, id, field->targets)->ref;
    if (!en_ref_given(found)) {
        report_unknown(b, field, where);
        return found;
    }
    en_ref second = find_slot(b, id, field->targets & ~(1u << found.table))->ref;
    if (!en_ref_given(second)) return found;
    en_arg args[] = {en_arg_text("first", en_shapes[found.table].name),
                     en_arg_text("second", en_shapes[second.table].name)};
    fail(b, EN_W_LEDGER_AMBIGUOUS_ID, where, 2, args);
    return found;
}

static size_t count_pieces(en_str cell)
{
    size_t count = 0;
    en_str piece;
    while (en_str_next(&cell, ';', &piece)) count++;
    return count;
}

/* What one step in the last printed digit is worth. */
static double last_digit(en_str text)
{
    int decimals = 0, exponent = 0;
    bool in_decimals = false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == 'e' || text.at[i] == 'E') {
            for (size_t j = i + 1; j < text.size; j++)
                if (text.at[j] >= '0' && text.at[j] <= '9') exponent = exponent * 10 + (text.at[j] - '0');
            if (i + 1 < text.size && text.at[i + 1] == '-') exponent = -exponent;
            break;
        }
        decimals += in_decimals;
        in_decimals = in_decimals || text.at[i] == '.';
    }
    return pow(10, exponent - decimals);
}

static bool read_number(building *b, const en_row *row, const en_field *field, en_str text, en_number *number)
{
    en_number_fault fault = en_real_read(text, &number->value);
    if (fault == EN_NUMBER_FINE) {
        number->text = text;
        number->last_digit = last_digit(text);
        return true;
    }
    en_word rule = fault == EN_NUMBER_MALFORMED      ? EN_W_LEDGER_BAD_NUMBER
                   : fault == EN_NUMBER_OUT_OF_RANGE ? EN_W_LEDGER_NUMBER_RANGE
                                                     : EN_W_LEDGER_NUMBER_PRECISE;
    fail(b, rule, en_row_where(row, field->column, text), 0, NULL);
    return false;
}

static void read_operands(building *b, const en_row *row, const en_field *field, en_str cell,
                          en_operands *operands)
{
    operands->at = keep(b, count_pieces(cell), sizeof *operands->at);
    en_str piece;
    while (operands->at && en_str_next(&cell, ';', &piece)) {
        en_operand *operand = &operands->at[operands->count++];
        double value;
        bool is_number = en_real_read(piece, &value) == EN_NUMBER_FINE;
        if (is_number && !en_ref_given(find_slot(b, piece, field->targets)->ref))
            (void)read_number(b, row, field, piece, &operand->number);
        else operand->ref = resolve(b, row, field, piece);
    }
}

static void read_choice(building *b, const en_row *row, const en_field *field, en_str cell, int *choice)
{
    *choice = en_choice_of(field, cell);
    if (*choice) return;
    en_text choices = en_text_make(b->ledger->arena.allocator);
    en_str rest = en_str_of(field->choices), piece;
    while (en_str_next(&rest, '|', &piece)) {
        if (choices.size) en_text_add_z(&choices, ", ");
        en_text_add(&choices, piece);
    }
    en_arg arg = en_arg_str("choices", en_text_str(&choices));
    fail(b, EN_W_LEDGER_NOT_ALLOWED, en_row_where(row, field->column, cell), 1, &arg);
    en_text_free(&choices);
}

static void read_refs(building *b, const en_row *row, const en_field *field, en_str cell, en_refs *refs)
{
    refs->at = keep(b, count_pieces(cell), sizeof *refs->at);
    en_str piece;
    while (refs->at && en_str_next(&cell, ';', &piece))
        refs->at[refs->count++] = resolve(b, row, field, piece);
}

static void read_list(building *b, en_str cell, en_strs *list)
{
    list->at = keep(b, count_pieces(cell), sizeof *list->at);
    en_str piece;
    while (list->at && en_str_next(&cell, ';', &piece)) list->at[list->count++] = piece;
}

static void read_cell(building *b, const en_row *row, const en_field *field, en_str cell, void *into)
{
    if (cell.size == 0) {
        if (field->required) fail(b, EN_W_LEDGER_REQUIRED, en_row_where(row, field->column, cell), 0, NULL);
        return;
    }
    switch (field->type) {
    case EN_FIELD_ID:
    case EN_FIELD_TEXT: *(en_str *)into = cell; break;
    case EN_FIELD_REF: *(en_ref *)into = resolve(b, row, field, cell); break;
    case EN_FIELD_REFS: read_refs(b, row, field, cell, into); break;
    case EN_FIELD_OPERANDS: read_operands(b, row, field, cell, into); break;
    case EN_FIELD_LIST: read_list(b, cell, into); break;
    case EN_FIELD_DATE:
        if (!en_date_read(cell, into))
            fail(b, EN_W_LEDGER_BAD_DATE, en_row_where(row, field->column, cell), 0, NULL);
        break;
    case EN_FIELD_NUMBER: (void)read_number(b, row, field, cell, into); break;
    case EN_FIELD_CHOICE: read_choice(b, row, field, cell, into); break;
    }
}

static void build_table(building *b, en_ledger_table table)
{
    const en_shape *shape = &en_shapes[table];
    const en_row_list *list = &b->rows->of[table];
    char *rows = keep(b, list->count, shape->row_size);
    for (size_t i = 0; i < list->count && rows; i++)
        for (size_t j = 0; j < shape->field_count; j++)
            read_cell(b, &list->at[i], &shape->fields[j], list->at[i].cells[j],
                      rows + i * shape->row_size + shape->fields[j].offset);
    b->ledger->rows[table] = rows;
    b->ledger->count[table] = rows ? list->count : 0;
    if (!en_shape_has_ids(shape)) check_keys(b, table);
}

en_status en_ledger_build(const en_rows *rows, const en_context *context, en_report *report,
                          en_ledger *ledger)
{
    *ledger = en_ledger_make(context ? context->allocator : NULL);
    building b = {.rows = rows, .report = report, .ledger = ledger};
    index_ids(&b);
    for (int table = 1; table < EN_LEDGER_TABLES && b.slots && b.status != EN_ERR_MEMORY; table++)
        build_table(&b, (en_ledger_table)table);
    if (b.status == EN_OK && rows->incomplete) b.status = EN_ERR_INPUT;
    /* Rules across rows hold for sound cells; with unsound ones only those that cannot mislead are worth
     * reporting. */
    if (b.status == EN_OK || b.status == EN_ERR_INPUT) {
        en_status checked = en_ledger_check(ledger, rows, report);
        if (b.status == EN_OK || checked == EN_ERR_MEMORY) b.status = checked;
    }
    if (b.status != EN_OK) en_ledger_free(ledger);
    return b.status;
}

/* Rules of the ledger beyond single cells: ends after starts, values or ranges, chains that end. See
 * ledger_build.h.
 *
 * A reference that could not be resolved has been reported and is "not given" here, so that nothing is
 * reported twice.
 */
#include "ledger_build.h"

#include "track.h"

typedef struct checking {
    const en_ledger *ledger;
    const en_rows *rows;
    en_report *report;
    en_status status;
} checking;

static void fail(checking *c, en_ledger_table table, size_t index, en_word rule, const char *column,
                 const en_arg *arg)
{
    const en_row *row = &c->rows->of[table].at[index];
    int field = en_shape_column(&en_shapes[table], column);
    en_str value = field >= 0 ? row->cells[field] : (en_str){0};
    (void)en_report_add(c->report, EN_ERROR, rule, en_row_where(row, column, value), arg ? 1 : 0, arg);
    if (c->status == EN_OK) c->status = EN_ERR_INPUT;
}

static const void *member(const checking *c, en_ledger_table table, size_t index, int field)
{
    const en_shape *shape = &en_shapes[table];
    return (const char *)c->ledger->rows[table] + index * shape->row_size + shape->fields[field].offset;
}

/* No end before its start, in every table that has both columns. */
static void check_spans(checking *c, en_ledger_table table, const char *from, const char *to)
{
    int first = en_shape_column(&en_shapes[table], from), last = en_shape_column(&en_shapes[table], to);
    if (first < 0 || last < 0) return;
    for (size_t i = 0; i < c->ledger->count[table]; i++) {
        const en_date *start = member(c, table, i, first), *end = member(c, table, i, last);
        if (!en_date_given(*start) || !en_date_given(*end) || en_date_last(*end) >= en_date_first(*start))
            continue;
        en_text text = en_text_make(NULL);
        en_date_add(&text, *start);
        en_arg arg = en_arg_str("start", en_text_str(&text));
        fail(c, table, i, EN_W_LEDGER_ENDS_BEFORE_START, to, &arg);
        en_text_free(&text);
    }
}

/* Follows a column that names rows of its own table (replaces, successor, within, same_as). Each row is
 * walked from once: 0 not seen, otherwise the number of the walk that came by; meeting one's own walk is a
 * cycle. */
static void check_chain(checking *c, en_ledger_table table, int field)
{
    size_t count = c->ledger->count[table];
    en_arena arena = en_arena_make(c->ledger->arena.allocator);
    size_t *walk = en_arena_array(&arena, count, sizeof *walk);
    if (!walk) c->status = EN_ERR_MEMORY;
    for (size_t i = 0; i < count && walk; i++) {
        size_t at = i;
        while (walk[at] == 0) {
            walk[at] = i + 1;
            const en_ref *next = member(c, table, at, field);
            if (!en_ref_given(*next)) break;
            at = next->index;
            if (walk[at] == i + 1)
                fail(c, table, at, EN_W_LEDGER_CYCLE, en_shapes[table].fields[field].column, NULL);
        }
    }
    en_arena_free(&arena);
}

static void check_chains(checking *c, en_ledger_table table)
{
    const en_shape *shape = &en_shapes[table];
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].type == EN_FIELD_REF && shape->fields[i].targets == 1u << table)
            check_chain(c, table, (int)i);
}

static void check_figure(checking *c, size_t i)
{
    const en_figure *f = en_figure_at(c->ledger, i);
    const en_row *row = &c->rows->of[EN_FIGURES].at[i];
    int value_field = en_shape_column(&en_shapes[EN_FIGURES], "value");
    int low_field = en_shape_column(&en_shapes[EN_FIGURES], "low"),
        high_field = en_shape_column(&en_shapes[EN_FIGURES], "high");
    bool has_value = row->cells[value_field].size, has_low = row->cells[low_field].size,
         has_high = row->cells[high_field].size;
    if (has_value && (has_low || has_high))
        fail(c, EN_FIGURES, i, EN_W_LEDGER_VALUE_AND_RANGE, "value", NULL);
    else if (!has_value && !has_low && !has_high) fail(c, EN_FIGURES, i, EN_W_LEDGER_NO_VALUE, "value", NULL);
    else if (!has_value && has_low != has_high)
        fail(c, EN_FIGURES, i, EN_W_LEDGER_HALF_RANGE, has_low ? "high" : "low", NULL);
    else if (!has_value && f->low.text.size && f->high.text.size && f->low.value > f->high.value) {
        en_arg arg = en_arg_str("high", f->high.text);
        fail(c, EN_FIGURES, i, EN_W_LEDGER_LOW_ABOVE_HIGH, "low", &arg);
    }
    if (!en_ref_given(f->replaces)) return;
    const en_figure *old = en_figure_at(c->ledger, f->replaces.index);
    if (!en_ref_equal(old->key.indicator, f->key.indicator) && en_ref_given(old->key.indicator) &&
        en_ref_given(f->key.indicator)) {
        en_arg arg = en_arg_str("indicator", en_ref_id(c->ledger, old->key.indicator));
        fail(c, EN_FIGURES, i, EN_W_LEDGER_REPLACES_OTHER, "replaces", &arg);
    }
}

static void check_derivations(checking *c)
{
    size_t count = c->ledger->count[EN_DERIVATIONS];
    en_arena arena = en_arena_make(c->ledger->arena.allocator);
    uint32_t *order = en_arena_array(&arena, count, sizeof *order);
    size_t ordered = order ? en_derivations_order(c->ledger, &arena, order) : SIZE_MAX;
    if (ordered == SIZE_MAX) c->status = EN_ERR_MEMORY;
    for (size_t i = ordered; i < count && c->status != EN_ERR_MEMORY; i++)
        fail(c, EN_DERIVATIONS, order[i], EN_W_LEDGER_DERIVATION_CYCLE, "operands", NULL);
    for (size_t i = 0; i < count; i++) {
        const en_derivation *d = en_derivation_at(c->ledger, i);
        bool two = d->operation == EN_DIFFERENCE || d->operation == EN_QUOTIENT || d->operation == EN_PERCENT;
        if (d->operation && (two ? d->operands.count != 2 : d->operands.count < 2))
            fail(c, EN_DERIVATIONS, i, two ? EN_W_LEDGER_OPERANDS_TWO : EN_W_LEDGER_OPERANDS_FEW, "operands",
                 NULL);
    }
    en_arena_free(&arena);
}

en_status en_ledger_check(const en_ledger *ledger, const en_rows *rows, en_report *report)
{
    checking c = {ledger, rows, report, EN_OK};
    for (int t = 1; t < EN_LEDGER_TABLES && c.status != EN_ERR_MEMORY; t++) {
        en_ledger_table table = (en_ledger_table)t;
        check_spans(&c, table, "valid_from", "valid_to");
        check_spans(&c, table, "starts", "ends");
        check_spans(&c, table, "starts", "due");
        check_spans(&c, table, "period_start", "period_end");
        check_chains(&c, table);
    }
    for (size_t i = 0; i < ledger->count[EN_FIGURES] && c.status != EN_ERR_MEMORY; i++) check_figure(&c, i);
    if (c.status != EN_ERR_MEMORY) check_derivations(&c);
    return c.status;
}

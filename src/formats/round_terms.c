/* The terms of a round: funding or start that a wish, a line of seats or a held seat is for.
 *
 * A first pass over the tables that have a column `term` gathers them, sorted by their bytes, so that the
 * second pass, which several tasks share, only looks them up, and so that comparing two is comparing numbers.
 * What is wrong with a cell is reported by that second pass. Linear, but for sorting the terms.
 */
#include "round_parts.h"
#include "scan.h"

#include <stdlib.h>

static bool has_terms(const en_table *table)
{
    return table->name.size > 0 && en_table_column(table, "term") != EN_NO_COLUMN;
}

/* Adds what the table's column holds; false when memory is out. Too many terms: the rest is left out. */
static bool gather(en_round *round, en_table *table, en_ids *terms)
{
    int column = en_table_column(table, "term");
    en_csv csv;
    if (!en_table_read_all(table, NULL, &csv)) return false;
    en_str before = {0};
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return false;
        if (step != EN_CSV_RECORD) continue;
        en_str cell = en_cell_text(&csv, column), id;
        if (cell.size == 0 || en_str_equal(cell, before)) continue;
        before = cell;
        en_id_fault fault = en_id_normalise(&round->arena, cell, &id);
        if (fault == EN_ID_NO_MEMORY) return false;
        bool known;
        if (fault == EN_ID_FINE && id.size > 0 && terms->count < ROUND_MOST_TERMS)
            (void)en_ids_add(terms, id, &known);
    }
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return en_str_compare(*(const en_str *)a, *(const en_str *)b);
}

en_status round_read_terms(en_round *round)
{
    en_table *const tables[] = {&round->choices_table, &round->seats_table, &round->held_table};
    enum { TABLES = sizeof tables / sizeof *tables };
    bool some = false;
    for (size_t i = 0; i < TABLES; i++) some = some || has_terms(tables[i]);
    if (!some) return EN_OK;
    en_arena scratch = en_arena_make(round->arena.allocator);
    en_ids terms;
    bool made = en_ids_make(&scratch, ROUND_MOST_TERMS, &terms);
    for (size_t i = 0; i < TABLES; i++)
        made = made && (!has_terms(tables[i]) || gather(round, tables[i], &terms));
    if (made && terms.count > 0) {
        qsort(terms.ids, terms.count, sizeof *terms.ids, by_bytes);
        made = en_ids_make(&round->arena, terms.count, &round->terms);
        bool known;
        for (uint32_t t = 0; t < terms.count && made; t++)
            (void)en_ids_add(&round->terms, terms.ids[t], &known);
    }
    en_arena_free(&scratch);
    return made ? EN_OK : EN_ERR_MEMORY;
}

/* The gathered terms lack what is no sound term, and what is one too many. */
bool round_take_term(const en_round *round, const en_csv *csv, int column, uint32_t *term)
{
    *term = 0;
    if (en_cell_text(csv, column).size == 0) return true;
    uint32_t index = round->terms.count ? en_ids_find(&round->terms, csv->fields[column]) : EN_IDS_NONE;
    en_str id;
    if (index == EN_IDS_NONE) {
        if (!en_cell_id(csv, column, csv->arena, &id)) return false;
        if (round->terms.count) index = en_ids_find(&round->terms, id);
    }
    *term = index + 1; /* EN_IDS_NONE + 1 is 0 */
    return index != EN_IDS_NONE || en_cell_fault(csv, column, EN_W_ROUND_TOO_MANY_TERMS);
}

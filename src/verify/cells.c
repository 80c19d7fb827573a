/* Cells of result files against what they must hold. Numbers and ids compare by value, however they are written. */
#include "verify.h"

#include <math.h>
#include "number.h"

bool en_verify_cell_fault(const en_csv *csv, int column, en_word rule, en_arg arg, en_report *findings)
{
    en_where where = {.file = csv->file, .row = csv->row, .column = csv->header[column], .value = csv->fields[column]};
    (void)en_report_add(findings, EN_ERROR, rule, where, arg.name ? 1 : 0, &arg);
    return false;
}

bool en_verify_cell_is(const en_csv *csv, int column, en_str expected, en_report *findings)
{
    if (en_str_equal(csv->fields[column], expected)) return true;
    en_word rule = expected.size ? EN_W_VERIFY_DIFFERS : EN_W_VERIFY_DIFFERS_EMPTY;
    return en_verify_cell_fault(csv, column, rule, expected.size ? en_arg_str("expected", expected) : (en_arg){0}, findings);
}

/* What can be one starts with a sign; most cells do not. */
static inline bool is_formula(en_str s)
{
    return s.size > 0 && *s.at < 'A' && !(*s.at >= '0' && *s.at <= '9') && en_csv_is_formula(s);
}

/* An apostrophe in front keeps a spreadsheet from running the rest. */
static bool is_guarded(en_str cell)
{
    return cell.size > 1 && *cell.at == '\'' && is_formula((en_str){cell.at + 1, cell.size - 1});
}

bool en_verify_id_is_written(en_str cell, en_str id, en_arena *arena)
{
    if (is_formula(id)) return is_guarded(cell) && en_str_equal((en_str){cell.at + 1, cell.size - 1}, id);
    if (en_str_equal(cell, id)) return true;
    en_str normal;
    return en_id_normalise(arena, cell, &normal) == EN_ID_FINE && en_str_equal(normal, id);
}

uint32_t en_verify_find_written(const en_verify_ids *ids, en_str cell, en_arena *arena)
{
    uint32_t index = en_verify_ids_find(ids, cell, arena);
    if (index != EN_VERIFY_NONE || !is_guarded(cell)) return index;
    return en_verify_ids_find(ids, (en_str){cell.at + 1, cell.size - 1}, arena);
}

bool en_verify_cell_is_id(const en_csv *csv, int column, en_str id, en_report *findings)
{
    if (en_verify_id_is_written(csv->fields[column], id, csv->arena)) return true;
    char guarded[EN_ID_MOST_BYTES + 1] = "'";
    memcpy(guarded + 1, id.at, id.size);
    size_t skip = is_formula(id) ? 0 : 1;
    return en_verify_cell_is(csv, column, (en_str){guarded + skip, id.size + 1 - skip}, findings);
}

bool en_verify_cell_is_whole(const en_csv *csv, int column, uint64_t expected, en_report *findings)
{
    uint64_t value;
    if (en_whole_read(csv->fields[column], UINT64_MAX, &value) == EN_NUMBER_FINE && value == expected) return true;
    char number[EN_INT_MOST_BYTES];
    return en_verify_cell_is(csv, column, (en_str){number, en_int_print((int64_t)expected, number)}, findings);
}

bool en_verify_cell_is_real(const en_csv *csv, int column, double expected, en_report *findings)
{
    if (isnan(expected)) return en_verify_cell_is(csv, column, (en_str){0}, findings);
    double value;
    if (en_real_read(csv->fields[column], &value) == EN_NUMBER_FINE && value == expected) return true;
    char number[EN_REAL_MOST_BYTES];
    (void)en_verify_cell_is(csv, column, (en_str){number, en_real_print(expected, number)}, findings);
    return false;
}

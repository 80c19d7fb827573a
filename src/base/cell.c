/* Cells as ids and numbers. See cell.h. */
#include "cell.h"

#include "number.h"

en_where en_cell_where(const en_csv *csv, int column)
{
    return (en_where){csv->file, csv->row, csv->header[column], csv->fields[column]};
}

bool en_cell_fault(const en_csv *csv, int column, en_word rule)
{
    if (csv->report) (void)en_report_error(csv->report, rule, en_cell_where(csv, column));
    return false;
}

bool en_cell_id(const en_csv *csv, int column, en_arena *arena, en_str *id)
{
    en_id_fault fault = en_id_normalise(arena, csv->fields[column], id);
    if (fault == EN_ID_FINE && id->size > 0) return true;
    return en_cell_fault(csv, column,
                         fault == EN_ID_TOO_LONG    ? EN_W_ID_TOO_LONG
                         : fault == EN_ID_CONTROL   ? EN_W_ID_CONTROL
                         : fault == EN_ID_NO_MEMORY ? EN_W_CLI_OUT_OF_MEMORY
                                                    : EN_W_ID_EMPTY);
}

uint32_t en_cell_find(const en_csv *csv, int column, const en_ids *ids, en_word unknown)
{
    uint32_t index = en_ids_find(ids, csv->fields[column]);
    en_str id;
    if (index != EN_IDS_NONE || !en_cell_id(csv, column, csv->arena, &id)) return index;
    index = en_ids_find(ids, id);
    if (index == EN_IDS_NONE) (void)en_cell_fault(csv, column, unknown);
    return index;
}

uint32_t en_cell_find_near(const en_csv *csv, int column, const en_ids *ids, en_word unknown,
                           uint32_t *cursor)
{
    en_str cell = csv->fields[column];
    uint32_t index = *cursor, next = index + 1; /* EN_IDS_NONE + 1 is the first */
    if (index != EN_IDS_NONE && en_str_equal(ids->ids[index], cell)) return index;
    bool is_next = next < ids->count && en_str_equal(ids->ids[next], cell);
    index = is_next ? next : en_cell_find(csv, column, ids, unknown);
    if (index != EN_IDS_NONE) *cursor = index;
    return index;
}

bool en_cell_whole(const en_csv *csv, int column, uint32_t least, uint32_t most, en_word rule,
                   uint32_t *value)
{
    uint64_t read = 0;
    if (en_whole_read(en_cell_text(csv, column), most, &read) != EN_NUMBER_FINE || read < least)
        return en_cell_fault(csv, column, rule);
    *value = (uint32_t)read;
    return true;
}

bool en_cell_real(const en_csv *csv, int column, double *value)
{
    en_number_fault fault = en_real_read(en_cell_text(csv, column), value);
    if (fault == EN_NUMBER_FINE) return true;
    return en_cell_fault(csv, column,
                         fault == EN_NUMBER_OUT_OF_RANGE  ? EN_W_NUMBER_OUT_OF_RANGE
                         : fault == EN_NUMBER_TOO_PRECISE ? EN_W_NUMBER_TOO_PRECISE
                                                          : EN_W_NUMBER_MALFORMED);
}

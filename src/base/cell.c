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

/* Without a report: the ids as they are written first, most are. */
static bool answer(const en_ids_lookup *lookup, en_arena *arena, uint32_t *index)
{
    en_str id;
    *index = en_ids_finish(lookup);
    if (*index == EN_IDS_NONE && en_id_normalise(arena, lookup->id, &id) == EN_ID_FINE)
        *index = en_ids_find(lookup->ids, id);
    return *index != EN_IDS_NONE;
}

/* Where the last two ids were near each other, the next is likely to be. */
static void return_to_order(en_finder *finder)
{
    uint32_t *const *strays = finder->strays;
    if (strays[0] && *strays[1] - *strays[0] <= 1) finder->near = *strays[1];
    finder->strays[0] = finder->strays[1] = NULL;
}

bool en_finder_finish(en_finder *finder, const en_csv *csv)
{
    bool found = true;
    for (size_t i = 0; i < finder->count; i++)
        found = answer(&finder->lookups[i], csv->arena, finder->answers[i]) && found;
    finder->count = 0;
    return_to_order(finder);
    return found;
}

bool en_cell_find_later(en_finder *finder, const en_csv *csv, int column, const en_ids *ids, en_word unknown,
                        uint32_t *index)
{
    if (csv->report) {
        *index = en_cell_find(csv, column, ids, unknown);
        return *index != EN_IDS_NONE;
    }
    finder->lookups[finder->count] = en_ids_start(ids, csv->fields[column]);
    finder->answers[finder->count++] = index;
    return finder->count < EN_FINDER_MOST || en_finder_finish(finder, csv);
}

/* Where rows go by other ids than these, answers come late. A row that strays from an order that held is
 * answered at once: the next ones are near it. */
bool en_cell_find_near(en_finder *finder, const en_csv *csv, int column, const en_ids *ids, en_word unknown,
                       uint32_t *index)
{
    en_str cell = csv->fields[column];
    uint32_t before = finder->near, next = before + 1; /* EN_IDS_NONE + 1 is the first */
    bool same = before != EN_IDS_NONE && en_str_equal(ids->ids[before], cell);
    if (same || (next < ids->count && en_str_equal(ids->ids[next], cell))) {
        finder->strayed = false;
        finder->near = *index = same ? before : next;
        return true;
    }
    if (finder->strayed && !csv->report) {
        finder->strays[0] = finder->strays[1];
        finder->strays[1] = index;
        return en_cell_find_later(finder, csv, column, ids, unknown, index);
    }
    finder->strayed = true;
    *index = en_cell_find(csv, column, ids, unknown);
    if (*index != EN_IDS_NONE) finder->near = *index;
    return *index != EN_IDS_NONE;
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

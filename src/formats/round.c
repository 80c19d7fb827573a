/* A round, read whole: rules, people, wishes, scores, ties. See round.h. */
#include "round.h"

#include "round_parts.h"

/* Tables of features that this version does not have. One with rows is refused, one without says nothing. */
static en_status refuse_tables(const en_folder *folder, const en_context *context, en_report *report)
{
    static const char *const tables[] = {"seats", "groups", "joint", "held", "demands"};
    en_status result = EN_OK;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (!en_folder_has(folder, tables[i])) continue;
        en_table table;
        en_csv csv;
        en_status status = en_table_open(folder, tables[i], context, report, &table);
        if (status == EN_OK) {
            en_csv_step step = en_table_read_all(&table, report, &csv) ? en_csv_next(&csv) : EN_CSV_NO_MEMORY;
            if (step == EN_CSV_NO_MEMORY) status = EN_ERR_MEMORY;
            else if (step != EN_CSV_END)
                status = en_report_error(report, EN_W_ROUND_UNSUPPORTED, (en_where){.file = table.name});
            en_table_free(&table);
        }
        if (status != EN_OK) result = status;
    }
    return result;
}

/* Keeps the first failure; whatever stops work at once (memory, I/O) wins over bad input. */
static void note(en_status *all, en_status status)
{
    if (status != EN_OK && (*all == EN_OK || *all == EN_ERR_INPUT)) *all = status;
}

static en_status open_tables(en_round *round, const en_context *context, en_report *report)
{
    const en_folder *folder = &round->folder;
    en_status status = EN_OK;
    note(&status, en_table_open(folder, "applicants", context, report, &round->applicants_table));
    note(&status, en_table_open(folder, "places", context, report, &round->places_table));
    note(&status, en_table_open(folder, "choices", context, report, &round->choices_table));
    round->has_scores_table = en_folder_has(folder, "scores");
    if (round->has_scores_table)
        note(&status, en_table_open(folder, "scores", context, report, &round->scores_table));
    return status;
}

static en_table *table_of(en_round *round, size_t index)
{
    en_table *const tables[] = {&round->applicants_table, &round->places_table, &round->choices_table,
                                &round->scores_table};
    return index < sizeof tables / sizeof *tables ? tables[index] : NULL;
}

/* Each step reports all that it can; a step whose ground is missing is left out. choices.csv is hashed while
 * it is read. */
static en_status read_tables(en_round *round, const en_context *context, en_report *report)
{
    en_status status = EN_OK;
    note(&status, round_read_applicants(round, report));
    note(&status, round_read_places(round, report));
    bool has_ids = round->applicants.slots && round->places.slots;
    if (!has_ids || (status != EN_OK && status != EN_ERR_INPUT)) return status;
    note(&status, round_read_choices(round, context, report));
    if (status == EN_OK || status == EN_ERR_INPUT) note(&status, round_read_scores(round, report));
    return status;
}

/* What needs rules and tables both to be sound. */
static en_status finish(en_round *round, const en_context *context, en_report *report)
{
    en_table *table;
    for (size_t i = 0; (table = table_of(round, i)); i++)
        if (table->name.size && table != &round->choices_table && !en_table_is_sheet(table))
            en_file_hash(&table->file);
    return round_settle_ties(round, context, report);
}

static en_status read_folder(en_round *round, const en_context *context, en_report *report)
{
    en_status status = EN_OK;
    note(&status, refuse_tables(&round->folder, context, report));
    en_status opened = open_tables(round, context, report);
    note(&status, opened);
    if (opened == EN_OK && (status == EN_OK || status == EN_ERR_INPUT))
        note(&status, read_tables(round, context, report));
    return status;
}

en_status en_round_read(en_round_source source, const en_context *context, en_report *report, en_round *round)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *round = (en_round){.arena = en_arena_make(allocator), .rows = en_arena_make(allocator)};
    en_status status = en_folder_open(source.path, source.options, context, report, &round->folder);
    if (status != EN_OK) return status;
    note(&status, round_read_rules(round, context, report));
    if (status == EN_OK || status == EN_ERR_INPUT) note(&status, read_folder(round, context, report));
    if (status == EN_OK) status = finish(round, context, report);
    if (status == EN_OK && report->out_of_memory) status = EN_ERR_MEMORY;
    if (status != EN_OK) en_round_free(round);
    return status;
}

void en_round_free(en_round *round)
{
    en_table *table;
    for (size_t i = 0; (table = table_of(round, i)); i++)
        if (table->name.size) en_table_free(table);
    en_file_free(&round->rules_file);
    en_folder_free(&round->folder);
    en_arena_free(&round->rows);
    en_arena_free(&round->arena);
}

size_t en_round_inputs(const en_round *round, en_round_input inputs[EN_ROUND_MOST_INPUTS])
{
    const en_table *const tables[] = {&round->applicants_table, &round->places_table, &round->choices_table,
                                      &round->scores_table};
    size_t n = 0;
    inputs[n++] = (en_round_input){round->rules_file.name, round->rules_file.digest};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i]->name.size && !en_table_is_sheet(tables[i]))
            inputs[n++] = (en_round_input){tables[i]->name, tables[i]->file.digest};
    const en_file *workbook = round->folder.workbook ? &round->folder.workbook->file : NULL;
    if (workbook) inputs[n++] = (en_round_input){workbook->name, workbook->digest};
    return n;
}

void en_round_count_slips(const en_round *round, uint32_t *tied, uint32_t *unscored)
{
    *tied = *unscored = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        bool alike = false;
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++) {
            alike = alike || (w > round->wish_begin[i] && round->wish_rank[w] == round->wish_rank[w - 1]);
            *unscored += round->wish_score[w] == EN_MATCH_UNACCEPTABLE;
        }
        *tied += alike;
    }
}

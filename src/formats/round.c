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

static en_status open_tables(en_round *round, const en_folder *folder, const en_context *context, en_report *report)
{
    en_status status = EN_OK;
    note(&status, en_table_open(folder, "applicants", context, report, &round->applicants_table));
    note(&status, en_table_open(folder, "places", context, report, &round->places_table));
    note(&status, en_table_open(folder, "choices", context, report, &round->choices_table));
    round->has_scores_table = en_folder_has(folder, "scores");
    if (round->has_scores_table) note(&status, en_table_open(folder, "scores", context, report, &round->scores_table));
    return status;
}

/* Each step reports all that it can; a step whose ground is missing is left out. */
static en_status read_tables(en_round *round, const en_context *context, en_report *report)
{
    en_status status = EN_OK;
    note(&status, round_read_applicants(round, report));
    note(&status, round_read_places(round, report));
    if (status == EN_OK) status = round_read_choices(round, context, report);
    if (status == EN_OK) status = round_read_scores(round, report);
    if (status == EN_OK) status = round_settle_ties(round, context, report);
    if (status != EN_OK) return status;
    en_file_hash(&round->applicants_table.file);
    en_file_hash(&round->places_table.file);
    if (round->has_scores_table) en_file_hash(&round->scores_table.file);
    return EN_OK;
}

en_status en_round_read(const en_folder *folder, const en_context *context, en_report *report, en_round *round)
{
    *round = (en_round){.arena = en_arena_make(context ? context->allocator : NULL), .path = folder->path,
                        .options = folder->options};
    round->rows = en_arena_make(round->arena.allocator);
    en_status status = EN_OK;
    note(&status, round_read_rules(round, context, report));
    note(&status, refuse_tables(folder, context, report));
    en_status opened = open_tables(round, folder, context, report);
    note(&status, opened);
    if (opened == EN_OK && (status == EN_OK || status == EN_ERR_INPUT)) note(&status, read_tables(round, context, report));
    if (status == EN_OK && report->out_of_memory) status = EN_ERR_MEMORY;
    if (status != EN_OK) en_round_free(round);
    return status;
}

void en_round_free(en_round *round)
{
    en_file_free(&round->rules_file);
    if (round->applicants_table.name.size) en_table_free(&round->applicants_table);
    if (round->places_table.name.size) en_table_free(&round->places_table);
    if (round->choices_table.name.size) en_table_free(&round->choices_table);
    if (round->scores_table.name.size) en_table_free(&round->scores_table);
    en_arena_free(&round->rows);
    en_arena_free(&round->arena);
}

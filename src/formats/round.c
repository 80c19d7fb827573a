/* A round, read whole: rules, people, wishes, scores, ties. See round.h. */
#include "round.h"

#include "round_parts.h"

/* Keeps the first failure; whatever stops work at once (memory, I/O) wins over bad input. */
static void note(en_status *all, en_status status)
{
    if (status != EN_OK && (*all == EN_OK || *all == EN_ERR_INPUT)) *all = status;
}

/* The tables of a round; the first three are needed. */
static const struct {
    const char *name;
    size_t table; /* its place in en_round */
} round_tables[] = {
    {"applicants", offsetof(en_round, applicants_table)}, {"places", offsetof(en_round, places_table)},
    {"choices", offsetof(en_round, choices_table)},       {"scores", offsetof(en_round, scores_table)},
    {"seats", offsetof(en_round, seats_table)},           {"groups", offsetof(en_round, groups_table)},
    {"joint", offsetof(en_round, joint_table)},           {"held", offsetof(en_round, held_table)},
    {"demands", offsetof(en_round, demands_table)},
};
enum { TABLES = sizeof round_tables / sizeof *round_tables, NEEDED_TABLES = 3, PLAIN_TABLES = 4 };

static en_table *table_of(en_round *round, size_t index)
{
    return (en_table *)(void *)((char *)round + round_tables[index].table);
}

/* A table of a feature that has no row asks for nothing, and is no input. */
static en_status drop_without_rows(en_table *table)
{
    en_csv csv;
    if (!en_table_read_all(table, NULL, &csv)) return EN_ERR_MEMORY;
    en_csv_step step = en_csv_next(&csv);
    if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
    if (step != EN_CSV_END) return EN_OK;
    en_table_free(table);
    *table = (en_table){0};
    return EN_OK;
}

static en_status open_tables(en_round *round, const en_context *context, en_report *report)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < TABLES; i++) {
        if (i >= NEEDED_TABLES && !en_folder_has(&round->folder, round_tables[i].name)) continue;
        en_table *table = table_of(round, i);
        en_status opened = en_table_open(&round->folder, round_tables[i].name, context, report, table);
        if (opened == EN_OK && i >= PLAIN_TABLES) opened = drop_without_rows(table);
        note(&status, opened);
    }
    return status;
}

static bool goes_on(en_status status) { return status == EN_OK || status == EN_ERR_INPUT; }

static en_status compile_eligibility(en_round *round, en_report *report)
{
    const en_round_rules *rules = &round->rules;
    en_eligibility_source source = {.text = rules->eligibility,
                                    .file = round->rules_file.name,
                                    .types = rules->attributes,
                                    .type_count = rules->attribute_count,
                                    .applicants = &round->applicants_table,
                                    .places = &round->places_table};
    return en_eligibility_compile(&source, &round->arena, report, &round->eligibility);
}

/* What is there by wish, or adds to it. */
static en_status read_wishes(en_round *round, const en_context *context, en_report *report)
{
    en_status status = round_read_terms(round);
    if (goes_on(status)) note(&status, round_read_seats(round, report));
    if (goes_on(status)) note(&status, round_read_choices(round, context, report));
    if (goes_on(status)) note(&status, round_read_joint(round, report));
    if (goes_on(status)) note(&status, round_read_held(round, report));
    if (goes_on(status)) note(&status, round_read_demands(round, report));
    if (goes_on(status)) note(&status, round_read_scores(round, report));
    return status;
}

/* Each step reports all that it can; a step whose ground is missing is left out. choices.csv is hashed while
 * it is read. */
static en_status read_tables(en_round *round, const en_context *context, en_report *report)
{
    en_status status = compile_eligibility(round, report);
    if (goes_on(status)) note(&status, round_read_applicants(round, report));
    if (goes_on(status)) note(&status, round_read_groups(round, report));
    if (goes_on(status)) note(&status, round_read_places(round, report));
    bool has_ids = round->applicants.slots && round->places.slots;
    if (!has_ids || !goes_on(status)) return status;
    note(&status, round_settle_groups(round, report));
    if (goes_on(status)) note(&status, read_wishes(round, context, report));
    return status;
}

/* What needs rules and tables both to be sound. */
static en_status finish(en_round *round, const en_context *context, en_report *report)
{
    for (size_t i = 0; i < TABLES; i++) {
        en_table *table = table_of(round, i);
        if (table->name.size && table != &round->choices_table && !en_table_is_sheet(table))
            en_file_hash(&table->file);
    }
    en_status status = round_settle_acceptable(round, context, report);
    if (status == EN_OK) status = round_settle_call(round, context, report);
    return status == EN_OK ? round_settle_ties(round, context, report) : status;
}

static en_status read_folder(en_round *round, const en_context *context, en_report *report)
{
    en_status status = open_tables(round, context, report);
    return status == EN_OK ? read_tables(round, context, report) : status;
}

en_status en_round_read(en_round_source source, const en_context *context, en_report *report, en_round *round)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *round = (en_round){.arena = en_arena_make(allocator), .rows = en_arena_make(allocator)};
    en_status status = en_folder_open(source.path, source.options, context, report, &round->folder);
    if (status != EN_OK) return status;
    note(&status, round_read_rules(round, source.instead, context, report));
    bool has_rules = status == EN_OK;
    if (goes_on(status)) note(&status, read_folder(round, context, report));
    if (goes_on(status) && has_rules) note(&status, round_check_combination(round, report));
    if (status == EN_OK) status = finish(round, context, report);
    if (status == EN_OK && report->out_of_memory) status = EN_ERR_MEMORY;
    if (status != EN_OK) en_round_free(round);
    return status;
}

void en_round_free(en_round *round)
{
    for (size_t i = 0; i < TABLES; i++)
        if (table_of(round, i)->name.size) en_table_free(table_of(round, i));
    en_file_free(&round->rules_file);
    en_folder_free(&round->folder);
    en_arena_free(&round->rows);
    en_arena_free(&round->arena);
}

size_t en_round_inputs(const en_round *round, en_round_input inputs[EN_ROUND_MOST_INPUTS])
{
    size_t n = 0;
    inputs[n++] = (en_round_input){round->rules_file.name, round->rules_file.digest};
    for (size_t i = 0; i < TABLES; i++) {
        const en_table *table = (const en_table *)(const void *)((const char *)round + round_tables[i].table);
        if (table->name.size && !en_table_is_sheet(table))
            inputs[n++] = (en_round_input){table->name, table->file.digest};
    }
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
            *unscored += round->wish_score[w] == EN_MATCH_UNACCEPTABLE && en_round_is_eligible(round, i, w);
        }
        *tied += alike;
    }
}

en_status round_report_twice(en_report *report, en_word rule, en_where where, uint64_t first_row)
{
    en_arg first = en_arg_int("row", (int64_t)first_row);
    return en_report_add(report, EN_ERROR, rule, where, 1, &first);
}

/* The order of applicants for mechanisms that go by one: by a column, then by the lottery or by id. O(n · log
 * n). */
#include "attribute.h"
#include "round_parts.h"

#include <stdlib.h>

typedef struct standing {
    double value; /* of the column; 0 where there is none */
    en_str text;  /* of a column of text */
    unsigned char number[EN_SHA256_BYTES];
    en_str id;
    uint32_t applicant;
} standing;

static int by_column(const standing *x, const standing *y)
{
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return en_str_compare(x->text, y->text);
}

static int by_standing(const void *a, const void *b)
{
    const standing *x = a, *y = b;
    int order = by_column(x, y);
    if (!order) order = memcmp(x->number, y->number, EN_SHA256_BYTES);
    return order ? order : en_str_compare(x->id, y->id);
}

static bool is_asked_for(const en_round *round)
{
    switch (round->rules.mechanism) {
    case EN_DEFERRED_ACCEPTANCE: return round->rules.stable_cycles || round->couple_count > 0;
    case EN_IMMEDIATE_ACCEPTANCE: return false;
    case EN_TOP_TRADING_CYCLES:
    case EN_SERIAL_DICTATORSHIP:
    case EN_MAX_WEAKLY_STABLE:
    case EN_MAX_SIZE:
    case EN_MIN_COST_MAX:
    case EN_GENEROUS_MAX:
    case EN_GREEDY_MAX:
    case EN_RANK_MAXIMAL:
    case EN_TWO_AGENCY:
    case EN_MECHANISM_COUNT: return true;
    }
    return true;
}

/* Whether the order decides among outcomes that are equally good otherwise. Without a seed it is that of ids.
 */
static bool chooses_among_best(const en_round *round)
{
    const en_round_rules *rules = &round->rules;
    return is_asked_for(round) && rules->mechanism != EN_DEFERRED_ACCEPTANCE &&
           rules->mechanism != EN_SERIAL_DICTATORSHIP && rules->mechanism != EN_TOP_TRADING_CYCLES &&
           rules->mechanism != EN_TWO_AGENCY;
}

static bool has_column(const en_round_rules *rules)
{
    return rules->order.size > 0 && !en_str_is(rules->order, "lottery");
}

static bool take_value(const en_csv *csv, int column, en_attribute_type type, standing *s)
{
    if (en_cell_text(csv, column).size == 0) return en_cell_fault(csv, column, EN_W_ROUND_ORDER_EMPTY);
    if (type != EN_ATTRIBUTE_TEXT) return en_attribute_cell(csv, column, type, &s->value);
    s->text = en_cell_text(csv, column);
    return true;
}

/* Columns that every table of applicants has for itself are texts, whatever `columns` says. */
static en_attribute_type type_of_order(const en_round_rules *rules)
{
    en_attribute_type type = EN_ATTRIBUTE_TEXT;
    if (en_str_is(rules->order, "applicant") || en_str_is(rules->order, "categories")) return type;
    for (size_t i = 0; i < rules->attribute_count; i++)
        if (en_str_equal(rules->attributes[i].name, rules->order)) type = rules->attributes[i].type;
    return type;
}

/* A second reading of applicants.csv, which is sound: its k-th record is applicant k. */
static en_status read_column(en_round *round, standing *standings, en_report *report)
{
    en_attribute_type type = type_of_order(&round->rules);
    int column = 0;
    while (!en_str_equal(round->applicants_table.header[column], round->rules.order)) column++;
    en_csv csv;
    en_status status = EN_OK;
    if (!en_table_read_all(&round->applicants_table, report, &csv)) return EN_ERR_MEMORY;
    for (uint32_t k = 0; en_csv_next(&csv) == EN_CSV_RECORD; k++)
        if (!take_value(&csv, column, type, &standings[k])) status = EN_ERR_INPUT;
    for (uint32_t k = 0; k < round->applicants.count && status == EN_OK; k++)
        if (!en_str_compose(&round->arena, standings[k].text, &standings[k].text)) status = EN_ERR_MEMORY;
    return status;
}

/* A serial dictatorship whose order is left to a lottery needs a seed; kept ties leave it without an order.
 */
static en_status check_seed(en_round *round, const standing *standings, en_report *report)
{
    const en_round_rules *rules = &round->rules;
    bool tied = false;
    if (chooses_among_best(round) && round_is_drawn(rules)) round->lottery_used = true;
    for (uint32_t k = 1; k < round->applicants.count && !tied; k++)
        tied = by_column(&standings[k - 1], &standings[k]) == 0;
    if (!tied || rules->mechanism != EN_SERIAL_DICTATORSHIP || rules->tie_rule == EN_TIES_BY_ID) return EN_OK;
    round->lottery_used = true;
    return round_require_rule(round,
                              (en_where){.file = round->rules_file.name,
                                         .column = en_str_of("mechanism"),
                                         .value = en_str_of(en_mechanism_name(rules->mechanism))},
                              report);
}

static en_status settle(en_round *round, standing *standings, en_report *report)
{
    uint32_t n = round->applicants.count;
    const en_round_rules *rules = &round->rules;
    bool drawn = round_is_drawn(rules);
    for (uint32_t i = 0; i < n; i++) {
        standings[i].id = en_round_applicant(round, i);
        standings[i].applicant = i;
        if (drawn) round_draw(round, i, standings[i].number);
    }
    en_status status = has_column(rules) ? read_column(round, standings, report) : EN_OK;
    if (status != EN_OK) return status;
    qsort(standings, n, sizeof *standings, by_standing);
    status = check_seed(round, standings, report);
    for (uint32_t k = 0; k < n; k++) round->order[k] = standings[k].applicant;
    return status;
}

en_status round_settle_order(en_round *round, en_report *report)
{
    if (!is_asked_for(round)) return EN_OK;
    uint32_t n = round->applicants.count;
    en_arena scratch = en_arena_make(round->arena.allocator);
    standing *standings = en_arena_array(&scratch, n, sizeof *standings);
    round->order = en_arena_raw(&round->arena, n, sizeof *round->order);
    en_status status = standings && round->order ? settle(round, standings, report) : EN_ERR_MEMORY;
    en_arena_free(&scratch);
    return status;
}

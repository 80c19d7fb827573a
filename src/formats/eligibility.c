/* Compiling an eligibility expression, testing a pair, and the column that decided. See eligibility.h. */
#include "eligibility_parts.h"

#include <assert.h>

static bool start(compiler *c)
{
    en_eligibility *e = c->made;
    e->arena = c->arena;
    e->root = ELIGIBILITY_NONE;
    if (!eligibility_typed_columns(c)) return false;
    if (!c->source->text.at || c->source->text.size > ELIGIBILITY_MOST_BYTES) return true;
    e->nodes = en_arena_raw(c->arena, c->source->text.size + 1, sizeof *e->nodes);
    return e->nodes != NULL;
}

static void stop_at_byte(compiler *c, en_word rule, size_t at)
{
    (void)eligibility_stop(c, rule, (token){.at = (uint32_t)at}, 0, NULL);
}

static void compile(compiler *c)
{
    en_str text = c->source->text;
    if (!text.at) return;
    size_t invalid = en_utf8_invalid(text.at, text.size);
    if (text.size > ELIGIBILITY_MOST_BYTES) {
        stop_at_byte(c, EN_W_ELIGIBILITY_TOO_LONG, ELIGIBILITY_MOST_BYTES);
    } else if (invalid < text.size) {
        stop_at_byte(c, EN_W_ELIGIBILITY_CHARACTER, invalid);
    } else {
        c->made->root = eligibility_parse(c);
        eligibility_finish(c, c->made->root);
    }
}

en_status en_eligibility_compile(const en_eligibility_source *source, en_arena *arena, en_report *report,
                                 en_eligibility **eligibility)
{
    compiler c = {.source = source, .arena = arena, .report = report};
    c.made = en_arena_array(arena, 1, sizeof *c.made);
    if (!c.made || !start(&c)) return EN_ERR_MEMORY;
    compile(&c);
    if (c.out_of_memory) return EN_ERR_MEMORY;
    if (c.faulty) return EN_ERR_INPUT;
    *eligibility = c.made;
    return EN_OK;
}

bool en_eligibility_given(const en_eligibility *e) { return e->root != ELIGIBILITY_NONE; }

bool en_eligibility_test(const en_eligibility *e, uint32_t applicant, uint32_t place)
{
    const uint32_t rows[EN_ELIGIBILITY_TABLES] = {applicant, place};
    return e->root == ELIGIBILITY_NONE || eligibility_value(e, e->root, rows) == 1;
}

/* The search for the column that decided. */
typedef struct search {
    const en_eligibility *e;
    const uint32_t *rows;
    bool (*fits)(const struct search *s, const node *column);
} search;

static bool is_any(const search *s, const node *column) { return s && column; }

static bool is_of_applicants(const search *s, const node *column)
{
    return s && column->table == EN_ELIGIBILITY_APPLICANTS;
}

static bool is_unknown(const search *s, const node *column)
{
    return isnan(eligibility_column_of(s->e, column)->cells[s->rows[column->table]]);
}

/* The first column that fits, in the order of the text; of a choice only what was chosen. */
static const node *first_column(const search *s, uint32_t n)
{
    const node *at = &s->e->nodes[n];
    if (at->kind == NODE_COLUMN) return s->fits(s, at) ? at : NULL;
    double chosen =
        at->kind == NODE_IF && s->rows ? eligibility_value(s->e, at->first, s->rows) : (double)NAN;
    uint32_t skipped = ELIGIBILITY_NONE;
    if (!isnan(chosen)) skipped = chosen == 1 ? at->last : s->e->nodes[at->first].next;
    for (uint32_t child = at->first; child != ELIGIBILITY_NONE; child = s->e->nodes[child].next) {
        const node *found = child == skipped ? NULL : first_column(s, child);
        if (found) return found;
    }
    return NULL;
}

static const node *first_that(const en_eligibility *e, const uint32_t *rows, uint32_t n,
                              bool (*fits)(const search *, const node *))
{
    return first_column(&(search){e, rows, fits}, n);
}

/* Of a comparison, or what else has no conditions as parts. */
static const node *column_of_atom(const en_eligibility *e, uint32_t n, const uint32_t *rows)
{
    const node *found = NULL;
    if (isnan(eligibility_value(e, n, rows))) found = first_that(e, rows, n, is_unknown);
    if (!found) found = first_that(e, rows, n, is_of_applicants);
    return found ? found : first_that(e, rows, n, is_any);
}

/* The part that keeps a node from having the value `wanted`. One part suffices if a part with the other value
 * decides the whole (of `and` that should be true): the first that does not have it. Else each part would
 * have to change: the first that is unknown where the whole is, else the first with a column of
 * applicants.csv. */
static uint32_t part_to_blame(const en_eligibility *e, uint32_t n, const uint32_t *rows, double wanted)
{
    const node *at = &e->nodes[n];
    bool one_suffices = (at->kind == NODE_AND) == (wanted == 1);
    bool unknown = isnan(eligibility_value(e, n, rows));
    for (uint32_t part = at->first; part != ELIGIBILITY_NONE; part = e->nodes[part].next) {
        double value = eligibility_value(e, part, rows);
        if (one_suffices ? value != wanted
            : unknown    ? isnan(value)
                         : first_that(e, NULL, part, is_of_applicants) != NULL)
            return part;
    }
    return at->first;
}

static const node *column_to_blame(const en_eligibility *e, uint32_t n, const uint32_t *rows, double wanted)
{
    const node *at = &e->nodes[n];
    if (at->kind == NODE_NOT) return column_to_blame(e, at->first, rows, 1 - wanted);
    if (at->kind == NODE_AND || at->kind == NODE_OR)
        return column_to_blame(e, part_to_blame(e, n, rows, wanted), rows, wanted);
    if (at->kind != NODE_IF) return column_of_atom(e, n, rows);
    double condition = eligibility_value(e, at->first, rows);
    if (isnan(condition)) return column_to_blame(e, at->first, rows, 1);
    const node *found =
        column_to_blame(e, condition == 1 ? e->nodes[at->first].next : at->last, rows, wanted);
    return found ? found : first_that(e, rows, at->first, is_any);
}

en_str en_eligibility_column(const en_eligibility *e, uint32_t applicant, uint32_t place)
{
    const uint32_t rows[EN_ELIGIBILITY_TABLES] = {applicant, place};
    assert(!en_eligibility_test(e, applicant, place));
    const node *found = column_to_blame(e, e->root, rows, 1);
    if (!found) found = first_that(e, NULL, e->root, is_any);
    return eligibility_column_of(e, found)->name;
}

/* The claims of plain deferred acceptance.
 *
 * Stable: of those who prefer a place to their result, the first in its order comes behind the last it
 * admitted. Optimal: no cycle of moves that every applicant (every place) on it would gain by is left; such a
 * cycle is a rotation. D. Gale and L. Shapley (1962); R. Irving and P. Leather, "The complexity of counting
 * stable marriages" (1986). Bound: linear.
 */
#include "verify.h"

static en_str name_of(const en_verify *v, uint32_t applicant) { return v->round.applicants.ids[applicant]; }
static en_str place_of(const en_verify *v, uint32_t place) { return v->round.places.ids[place]; }

/* Reading matches.csv, whose rows are in the order of applicants. */
typedef struct reading {
    en_verify *v;
    en_report *findings;
    int applicant, place;
} reading;

static const uint32_t not_read = EN_VERIFY_NONE - 1; /* a result before its row is read */

/* Ends the first pass of a scan, which tells nobody; the exact one goes on. */
static bool fault(const reading *r, const en_csv *csv, int column, en_word rule, en_arg arg)
{
    if (csv->report) (void)en_report_add(r->findings, EN_ERROR, rule, en_cell_where(csv, column), 1, &arg);
    return csv->report != NULL;
}

/* Whether the cell shows the id, which has an apostrophe in front if a spreadsheet would run it. */
static bool shows(en_str cell, en_str id)
{
    if (en_str_equal(cell, id)) return true;
    en_str rest = {cell.at + 1, cell.size - 1};
    return cell.size == id.size + 1 && *cell.at == '\'' && en_str_equal(rest, id) && en_csv_is_formula(id);
}

static bool take_place(const reading *r, const en_csv *csv, uint32_t applicant)
{
    const en_verify_round *round = &r->v->round;
    const en_verify_rows *wishes = &round->wishes;
    uint32_t wish = wishes->first[applicant], end = wishes->first[applicant + 1];
    en_str cell = csv->fields[r->place];
    r->v->result[applicant] = EN_VERIFY_NONE;
    if (cell.size == 0) return true;
    while (wish < end && !shows(cell, round->places.ids[wishes->at[wish].place])) wish++;
    en_arg who = en_arg_str("applicant", name_of(r->v, applicant));
    if (wish == end) return fault(r, csv, r->place, EN_W_VERIFY_NOT_WISHED, who);
    if (!en_verify_acceptable(round, wish)) return fault(r, csv, r->place, EN_W_VERIFY_NOT_SCORED, who);
    r->v->result[applicant] = wish;
    return true;
}

static bool take_match(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    (void)finder;
    const reading *r = user;
    const en_ids *applicants = &r->v->round.applicants;
    if (index >= applicants->count) return fault(r, csv, r->applicant, EN_W_DIFFERS_ROW_EXTRA, (en_arg){0});
    if (shows(csv->fields[r->applicant], applicants->ids[index])) return take_place(r, csv, (uint32_t)index);
    return fault(r, csv, r->applicant, EN_W_DIFFERS_VALUE, en_arg_str("expected", applicants->ids[index]));
}

static void forget_matches(void *user)
{
    const en_verify *v = ((const reading *)user)->v;
    for (size_t a = 0; a < v->round.applicants.count; a++) v->result[a] = not_read;
}

static void report_missing(const en_verify *v, uint32_t applicant, en_report *findings)
{
    en_arg arg = en_arg_str("applicant", name_of(v, applicant));
    (void)en_report_add(findings, EN_ERROR, EN_W_VERIFY_NO_ROW, (en_where){.file = en_str_of("matches.csv")},
                        1, &arg);
}

/* Who is where, and who was admitted last. */
static void fill_places(en_verify *v, en_report *findings)
{
    const en_verify_round *round = &v->round;
    for (uint32_t a = 0; a < round->applicants.count; a++) {
        uint32_t wish = v->result[a];
        if (wish == not_read) report_missing(v, a, findings);
        if (wish == not_read || wish == EN_VERIFY_NONE) continue;
        uint32_t place = round->wishes.at[wish].place, last = v->last[place];
        v->filled[place]++;
        if (last == EN_VERIFY_NONE || en_verify_compare(round, last, wish) < 0) v->last[place] = wish;
    }
    for (uint32_t p = 0; p < round->places.count; p++) {
        if (v->filled[p] <= round->seats[p]) continue;
        en_arg args[] = {en_arg_str("place", place_of(v, p)), en_arg_int("seats", round->seats[p]),
                         en_arg_int("filled", v->filled[p])};
        (void)en_report_add(findings, EN_ERROR, EN_W_VERIFY_OVERFULL,
                            (en_where){.file = en_str_of("matches.csv")}, 3, args);
    }
}

static bool make_standing(en_verify *v)
{
    size_t places = v->round.places.count;
    v->result = en_arena_raw(&v->arena, v->round.applicants.count, sizeof *v->result);
    v->filled = en_arena_array(&v->arena, places, sizeof *v->filled);
    v->last = en_arena_raw(&v->arena, places, sizeof *v->last);
    if (v->last) memset(v->last, 0xFF, places * sizeof *v->last);
    return v->result && v->filled && v->last;
}

static en_status open_matches(reading *r)
{
    en_verify *v = r->v;
    en_folder folder;
    const en_column columns[] = {{"applicant", true, &r->applicant}, {"place", true, &r->place}};
    en_status status = en_folder_open(v->out, (en_table_options){0}, v->context, &v->input, &folder);
    if (status != EN_OK) return status;
    status = en_table_open(&folder, "matches", v->context, &v->input, &v->matches);
    en_folder_free(&folder);
    return status == EN_OK ? en_table_columns(&v->matches, 2, columns, true, &v->input) : status;
}

en_status en_verify_check_feasible(en_verify *v)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_FEASIBLE];
    reading r = {.v = v, .findings = &finding->report};
    en_scan scan = {.table = &v->matches, .row = take_match, .user = &r, .again = forget_matches};
    en_status status = open_matches(&r);
    if (status == EN_OK && !make_standing(v)) status = EN_ERR_MEMORY;
    if (status != EN_OK) return status;
    forget_matches(&r);
    en_scan_start(&scan, v->context);
    status = en_scan_run(&scan, v->context, &v->input);
    en_verify_note(v, true, &v->matches.file);
    if (status != EN_OK) return status;
    fill_places(v, &finding->report);
    finding->checked = v->round.applicants.count;
    finding->state = EN_VERIFY_HOLDS;
    return EN_OK;
}

/* The applicant of the wish and its place would rather have each other. */
static void report_blocking_pair(en_verify *v, const en_verify_wish *wish)
{
    uint32_t p = wish->place;
    const en_verify_wish *last = v->last[p] == EN_VERIFY_NONE ? wish : &v->round.wishes.at[v->last[p]];
    en_arg args[4] = {en_arg_str("applicant", name_of(v, wish->applicant)),
                      en_arg_str("place", place_of(v, p)), en_arg_real("score", wish->score),
                      en_arg_str("other", name_of(v, last->applicant))};
    en_word rule = v->round.scored[p] ? EN_W_VERIFY_BLOCKS_TIE : EN_W_VERIFY_BLOCKS_UNSCORED;
    if (v->filled[p] < v->round.seats[p]) {
        rule = EN_W_VERIFY_BLOCKS_EMPTY;
        args[2] = en_arg_int("filled", v->filled[p]);
        args[3] = en_arg_int("seats", v->round.seats[p]);
    } else if (wish->score != last->score) {
        rule = EN_W_VERIFY_BLOCKS_SCORE;
        args[3] = en_arg_real("cutoff", last->score);
    }
    (void)en_report_add(&v->findings[EN_VERIFY_STABLE].report, EN_ERROR, rule, (en_where){0}, 4, args);
}

void en_verify_check_stable(en_verify *v)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_STABLE];
    for (uint32_t p = 0; p < v->round.places.count; p++) {
        const en_verify_waiter *waiters = en_verify_waiting(v, p);
        bool full = v->filled[p] >= v->round.seats[p];
        for (uint32_t i = 0; i < v->refused[p]; i++) {
            if (full && (v->filled[p] == 0 || en_verify_compare(&v->round, waiters[i].wish, v->last[p]) > 0))
                break;
            report_blocking_pair(v, &v->round.wishes.at[waiters[i].wish]);
        }
        finding->checked += v->refused[p];
    }
    finding->state = EN_VERIFY_HOLDS;
}

/* A move of an applicant to the place of a wish; wish EN_VERIFY_NONE: none. */
typedef struct move {
    uint32_t wish, to; /* `to` is the place where the chain goes on */
} move;

/* p takes the first of those who prefer it; the chain goes on where that one leaves a seat. */
static move applicants_gain(const en_verify *v, uint32_t p)
{
    const en_verify_waiter *best = en_verify_waiting(v, p);
    uint32_t result = v->refused[p] > 0 ? v->result[best->applicant] : EN_VERIFY_NONE;
    if (result == EN_VERIFY_NONE) return (move){EN_VERIFY_NONE, EN_VERIFY_NONE};
    return (move){best->wish, v->round.wishes.at[result].place};
}

/* p lets its last go to the next place on their list that would take them in place of its own last. A place
 * with an empty seat would take them too, but holds the same in every stable matching: there the chain ends.
 */
static move places_gain(const en_verify *v, uint32_t p)
{
    const en_verify_round *round = &v->round;
    move none = {EN_VERIFY_NONE, EN_VERIFY_NONE};
    if (v->filled[p] == 0 || v->filled[p] < round->seats[p]) return none;
    uint32_t end = round->wishes.first[round->wishes.at[v->last[p]].applicant + 1];
    for (uint32_t w = v->last[p] + 1; w < end; w++) {
        uint32_t q = round->wishes.at[w].place;
        if (!en_verify_acceptable(round, w)) continue;
        if (v->filled[q] < round->seats[q]) return none;
        if (v->filled[q] > 0 && en_verify_compare(round, w, v->last[q]) < 0) return (move){w, q};
    }
    return none;
}

/* Reports the moves of the cycle through place p. */
static void report_cycle(en_verify *v, en_report *findings, const move *moves, uint32_t p)
{
    uint32_t start = p;
    do {
        uint32_t applicant = v->round.wishes.at[moves[p].wish].applicant;
        en_arg args[] = {en_arg_str("applicant", name_of(v, applicant)),
                         en_arg_str("from", place_of(v, v->round.wishes.at[v->result[applicant]].place)),
                         en_arg_str("to", place_of(v, v->round.wishes.at[moves[p].wish].place))};
        (void)en_report_add(findings, EN_ERROR, EN_W_VERIFY_CYCLE, (en_where){0}, 3, args);
        p = moves[p].to;
    } while (p != start);
}

/* Each chain is followed until it ends or meets a place that was seen; if in the same chain, a cycle is
 * found. */
static void search_cycles(en_verify *v, en_report *findings, const move *moves, uint32_t *chain)
{
    for (uint32_t start = 0; start < v->round.places.count; start++) {
        uint32_t p = start;
        for (; p != EN_VERIFY_NONE && chain[p] == EN_VERIFY_NONE; p = moves[p].to) chain[p] = start;
        if (p != EN_VERIFY_NONE && chain[p] == start) report_cycle(v, findings, moves, p);
    }
}

en_status en_verify_check_optimal(en_verify *v)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_OPTIMAL];
    size_t places = v->round.places.count;
    move *moves = en_arena_raw(&v->arena, places, sizeof *moves);
    uint32_t *chain = en_arena_raw(&v->arena, places, sizeof *chain);
    if (!moves || !chain) return EN_ERR_MEMORY;
    memset(chain, 0xFF, places * sizeof *chain);
    for (uint32_t p = 0; p < places; p++)
        moves[p] = v->round.places_propose ? places_gain(v, p) : applicants_gain(v, p);
    search_cycles(v, &finding->report, moves, chain);
    finding->checked = places;
    finding->state = EN_VERIFY_HOLDS;
    return EN_OK;
}

/* The claims of plain deferred acceptance.
 *
 * Stable: of those who prefer a place to their result, the first in its order comes behind the last it admitted. Optimal: no cycle
 * of moves that every applicant (every place) on it would gain by is left; such a cycle is a rotation. D. Gale and L. Shapley
 * (1962); R. Irving and P. Leather, "The complexity of counting stable marriages" (1986). Bound: linear.
 */
#include "number.h"
#include "verify.h"

static en_str name_of(const en_verify *v, uint32_t applicant) { return v->round.applicants.ids[applicant]; }
static en_str place_of(const en_verify *v, uint32_t place) { return v->round.places.ids[place]; }

/* Reading matches.csv. */
typedef struct reading {
    en_verify *v;
    en_report *findings;
    int applicant, place, rank;
    atomic_bool *seen; /* by applicant: there was a row */
} reading;

/* The first pass of a scan tells nobody. */
static bool fault(const reading *r, const en_csv *csv, int column, en_word rule, const uint32_t *applicant)
{
    en_arg who = applicant ? en_arg_str("applicant", name_of(r->v, *applicant)) : (en_arg){0};
    en_report *report = csv->report ? r->findings : NULL;
    (void)en_report_add(report, EN_ERROR, rule, en_verify_cell(csv, column), applicant ? 1 : 0, &who);
    return false;
}

/* Whether the cell shows the id, which has an apostrophe in front if a spreadsheet would run it. */
static bool shows(en_str cell, en_str id)
{
    if (en_str_equal(cell, id)) return true;
    return cell.size == id.size + 1 && *cell.at == '\'' && en_str_equal((en_str){cell.at + 1, id.size}, id) && en_csv_is_formula(id);
}

static uint32_t find_applicant(const en_ids *ids, en_str cell, size_t expected)
{
    if (expected < ids->count && shows(cell, ids->ids[expected])) return (uint32_t)expected;
    uint32_t index = en_ids_find(ids, cell);
    if (index != EN_IDS_NONE || cell.size < 2) return index;
    index = en_ids_find(ids, (en_str){cell.at + 1, cell.size - 1});
    return index != EN_IDS_NONE && shows(cell, ids->ids[index]) ? index : EN_IDS_NONE;
}

static bool take_place(const reading *r, const en_csv *csv, uint32_t applicant)
{
    const en_verify_round *round = &r->v->round;
    const en_verify_rows *wishes = &round->wishes;
    uint32_t wish = wishes->first[applicant], end = wishes->first[applicant + 1];
    en_str cell = csv->fields[r->place], number = csv->fields[r->rank];
    uint64_t rank = 0;
    if (cell.size == 0) return number.size == 0 || fault(r, csv, r->rank, EN_W_VERIFY_DIFFERS_EMPTY, NULL);
    while (wish < end && !shows(cell, round->places.ids[wishes->place[wish]])) wish++;
    if (wish == end) return fault(r, csv, r->place, EN_W_VERIFY_NOT_WISHED, &applicant);
    if (!en_verify_acceptable(round, wish)) return fault(r, csv, r->place, EN_W_VERIFY_NOT_SCORED, &applicant);
    r->v->result[applicant] = wish;
    if (en_whole_read(number, UINT32_MAX, &rank) == EN_NUMBER_FINE && rank == wishes->rank[wish]) return true;
    char text[EN_INT_MOST_BYTES];
    en_str expected = {text, en_int_print(wishes->rank[wish], text)};
    if (csv->report) en_verify_differs(r->findings, en_verify_cell(csv, r->rank), expected);
    return false;
}

static bool take_match(void *user, en_csv *csv, size_t index, uint32_t *cursor)
{
    (void)cursor;
    const reading *r = user;
    uint32_t applicant = find_applicant(&r->v->round.applicants, csv->fields[r->applicant], index);
    if (applicant == EN_IDS_NONE) return fault(r, csv, r->applicant, EN_W_VERIFY_UNKNOWN_APPLICANT, NULL);
    if (!atomic_exchange_explicit(&r->seen[applicant], true, memory_order_relaxed)) return take_place(r, csv, applicant);
    return fault(r, csv, r->applicant, EN_W_VERIFY_PLACED_TWICE, &applicant);
}

static void forget_matches(void *user)
{
    const reading *r = user;
    size_t n = r->v->round.applicants.count;
    memset(r->v->result, 0xFF, n * sizeof *r->v->result);
    for (size_t a = 0; a < n; a++) atomic_store_explicit(&r->seen[a], false, memory_order_relaxed);
}

static void check_everyone_is_there(const reading *r, en_report *findings)
{
    for (uint32_t a = 0; a < r->v->round.applicants.count; a++) {
        if (atomic_load_explicit(&r->seen[a], memory_order_relaxed)) continue;
        en_arg arg = en_arg_str("applicant", name_of(r->v, a));
        (void)en_report_add(findings, EN_ERROR, EN_W_VERIFY_NO_ROW, (en_where){.file = en_str_of("matches.csv")}, 1, &arg);
    }
}

/* Who is where, and who was admitted last. */
static void fill_places(en_verify *v, en_report *findings)
{
    const en_verify_round *round = &v->round;
    for (size_t a = 0; a < round->applicants.count; a++) {
        uint32_t wish = v->result[a];
        if (wish == EN_VERIFY_NONE) continue;
        uint32_t place = round->wishes.place[wish], last = v->last[place];
        v->filled[place]++;
        if (last == EN_VERIFY_NONE || en_verify_compare(round, last, wish) < 0) v->last[place] = wish;
    }
    for (uint32_t p = 0; p < round->places.count; p++) {
        if (v->filled[p] <= round->seats[p]) continue;
        en_arg args[] = {en_arg_str("place", place_of(v, p)), en_arg_int("seats", round->seats[p]),
                         en_arg_int("filled", v->filled[p])};
        (void)en_report_add(findings, EN_ERROR, EN_W_VERIFY_OVERFULL, (en_where){.file = en_str_of("matches.csv")}, 3, args);
    }
}

static bool make_standing(reading *r)
{
    en_verify *v = r->v;
    size_t applicants = v->round.applicants.count, places = v->round.places.count;
    r->seen = en_arena_array(&v->arena, applicants, sizeof *r->seen);
    v->result = en_arena_raw(&v->arena, applicants, sizeof *v->result);
    v->filled = en_arena_array(&v->arena, places, sizeof *v->filled);
    v->last = en_arena_raw(&v->arena, places, sizeof *v->last);
    if (!r->seen || !v->result || !v->filled || !v->last) return false;
    memset(v->last, 0xFF, places * sizeof *v->last);
    forget_matches(r);
    return true;
}

static en_status open_matches(reading *r)
{
    en_verify *v = r->v;
    en_folder folder;
    const en_column columns[] = {{"applicant", true, &r->applicant}, {"place", true, &r->place}, {"rank", true, &r->rank}};
    en_status status = en_folder_open(v->options->out, (en_table_options){0}, v->context, &v->input, &folder);
    if (status != EN_OK) return status;
    status = en_table_open(&folder, "matches", v->context, &v->input, &v->matches);
    en_folder_free(&folder);
    return status == EN_OK ? en_table_columns(&v->matches, 3, columns, true, &v->input) : status;
}

en_status en_verify_check_feasible(en_verify *v)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_FEASIBLE];
    reading r = {.v = v, .findings = &finding->report};
    en_scan scan = {.table = &v->matches, .row = take_match, .user = &r, .again = forget_matches};
    en_status status = open_matches(&r);
    if (status == EN_OK && !make_standing(&r)) status = EN_ERR_MEMORY;
    if (status != EN_OK) return status;
    en_scan_start(&scan, v->context);
    status = en_scan_run(&scan, v->context, &v->input);
    en_verify_note(v, true, "matches.csv", &v->matches.file);
    if (status != EN_OK) return status;
    check_everyone_is_there(&r, &finding->report);
    fill_places(v, &finding->report);
    finding->checked = v->round.applicants.count;
    finding->state = EN_VERIFY_HOLDS;
    return EN_OK;
}

static void report_empty_seat(en_verify *v, uint32_t wish)
{
    const en_verify_rows *wishes = &v->round.wishes;
    uint32_t place = wishes->place[wish];
    en_arg args[] = {en_arg_str("applicant", name_of(v, wishes->applicant[wish])), en_arg_str("place", place_of(v, place)),
                     en_arg_int("filled", v->filled[place]), en_arg_int("seats", v->round.seats[place])};
    (void)en_report_add(&v->findings[EN_VERIFY_STABLE].report, EN_ERROR, EN_W_VERIFY_BLOCKS_EMPTY, (en_where){0}, 4, args);
}

static void report_blocking_pair(en_verify *v, uint32_t wish, uint32_t last)
{
    const en_verify_rows *wishes = &v->round.wishes;
    bool tie = wishes->score[wish] == wishes->score[last];
    en_arg args[] = {en_arg_str("applicant", name_of(v, wishes->applicant[wish])),
                     en_arg_str("place", place_of(v, wishes->place[wish])), en_arg_real("score", wishes->score[wish]),
                     en_arg_real("cutoff", wishes->score[last])};
    if (tie) args[3] = en_arg_str("other", name_of(v, wishes->applicant[last]));
    bool scored = v->round.scored[wishes->place[wish]];
    en_word rule = !tie ? EN_W_VERIFY_BLOCKS_SCORE : scored ? EN_W_VERIFY_BLOCKS_TIE : EN_W_VERIFY_BLOCKS_UNSCORED;
    if (!scored) args[2] = args[3];
    (void)en_report_add(&v->findings[EN_VERIFY_STABLE].report, EN_ERROR, rule, (en_where){0}, scored ? 4 : 3, args);
}

void en_verify_check_stable(en_verify *v)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_STABLE];
    for (size_t p = 0; p < v->round.places.count; p++) {
        for (uint32_t i = 0; i < v->refused[p]; i++) {
            uint32_t wish = v->waiting[p][i].wish;
            if (v->filled[p] < v->round.seats[p]) report_empty_seat(v, wish);
            else if (v->filled[p] == 0 || en_verify_compare(&v->round, wish, v->last[p]) > 0) break;
            else report_blocking_pair(v, wish, v->last[p]);
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
    uint32_t result = v->refused[p] > 0 ? v->result[v->waiting[p]->applicant] : EN_VERIFY_NONE;
    if (result == EN_VERIFY_NONE) return (move){EN_VERIFY_NONE, EN_VERIFY_NONE};
    return (move){v->waiting[p]->wish, v->round.wishes.place[result]};
}

/* p lets its last go to the next place on their list that would take them in place of its own last. A place with an empty seat
 * would take them too, but holds the same in every stable matching: there the chain ends. */
static move places_gain(const en_verify *v, uint32_t p)
{
    const en_verify_round *round = &v->round;
    move none = {EN_VERIFY_NONE, EN_VERIFY_NONE};
    if (v->filled[p] == 0 || v->filled[p] < round->seats[p]) return none;
    uint32_t end = round->wishes.first[round->wishes.applicant[v->last[p]] + 1];
    for (uint32_t w = v->last[p] + 1; w < end; w++) {
        uint32_t q = round->wishes.place[w];
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
        uint32_t applicant = v->round.wishes.applicant[moves[p].wish];
        en_arg args[] = {en_arg_str("applicant", name_of(v, applicant)),
                         en_arg_str("from", place_of(v, v->round.wishes.place[v->result[applicant]])),
                         en_arg_str("to", place_of(v, v->round.wishes.place[moves[p].wish]))};
        (void)en_report_add(findings, EN_ERROR, EN_W_VERIFY_CYCLE, (en_where){0}, 3, args);
        p = moves[p].to;
    } while (p != start);
}

/* Each chain is followed until it ends or meets a place that was seen; if in the same chain, a cycle is found. */
static void search_cycles(en_verify *v, en_report *findings, const move *moves, uint32_t *chain)
{
    for (uint32_t start = 0; start < v->round.places.count; start++) {
        uint32_t p = start;
        for (; p != EN_VERIFY_NONE && chain[p] == EN_VERIFY_NONE; p = moves[p].to) chain[p] = start;
        if (p != EN_VERIFY_NONE && chain[p] == start) report_cycle(v, findings, moves, p);
    }
}

en_status en_verify_check_optimal(en_verify *v, en_verify_check check)
{
    size_t places = v->round.places.count;
    move *moves = en_arena_raw(&v->arena, places, sizeof *moves);
    uint32_t *chain = en_arena_raw(&v->arena, places, sizeof *chain);
    if (!moves || !chain) return EN_ERR_MEMORY;
    memset(chain, 0xFF, places * sizeof *chain);
    for (uint32_t p = 0; p < places; p++)
        moves[p] = check == EN_VERIFY_APPLICANT_OPTIMAL ? applicants_gain(v, p) : places_gain(v, p);
    search_cycles(v, &v->findings[check].report, moves, chain);
    v->findings[check].checked = places;
    v->findings[check].state = EN_VERIFY_HOLDS;
    return EN_OK;
}

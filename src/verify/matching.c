/* Who is where: matches.csv, read back against the wishes, and whether places and groups have room for it. */
#include "verify.h"

/* Reading matches.csv, whose rows are in the order of applicants. */
typedef struct reading {
    en_verify *v;
    en_report *findings;
    int applicant, place, term;
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

/* Whether the row is that wish; the term tells wishes for one place apart. */
static bool is_wish(const reading *r, const en_csv *csv, uint32_t wish)
{
    const en_round *round = &r->v->round;
    uint32_t term = round->wishes.at[wish].term;
    en_str none = {0}, named = r->term == EN_NO_COLUMN ? none : csv->fields[r->term];
    if (!shows(csv->fields[r->place], round->places.ids[round->wishes.at[wish].place])) return false;
    return round->terms.count == 0 || (term ? shows(named, round->terms.ids[term - 1]) : named.size == 0);
}

static bool take_place(const reading *r, const en_csv *csv, uint32_t applicant)
{
    const en_round *round = &r->v->round;
    const en_round_rows *wishes = &round->wishes;
    uint32_t wish = wishes->first[applicant], end = wishes->first[applicant + 1];
    r->v->result[applicant] = EN_VERIFY_NONE;
    if (csv->fields[r->place].size == 0) return true;
    while (wish < end && !is_wish(r, csv, wish)) wish++;
    en_arg who = en_arg_str("applicant", round->applicants.ids[applicant]);
    if (wish == end) return fault(r, csv, r->place, EN_W_VERIFY_NOT_WISHED, who);
    bool eligible = en_verify_eligible(r->v, applicant, round->wishes.at[wish].place, NULL);
    if (!en_verify_acceptable(r->v, wish))
        return fault(r, csv, r->place, eligible ? EN_W_VERIFY_NOT_SCORED : EN_W_VERIFY_NOT_ELIGIBLE, who);
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

/* A place or group that holds what it must not. */
static void report_held(en_verify *v, en_word rule, uint32_t node, uint32_t limit, uint32_t filled)
{
    en_arg args[] = {en_arg_str("place", en_round_id(&v->round, node)), en_arg_int("seats", limit),
                     en_arg_int("filled", filled)};
    (void)en_report_add(&v->checks[EN_VERIFY_FEASIBLE].report, EN_ERROR, rule,
                        (en_where){.file = en_str_of("matches.csv")}, 3, args);
}

static void check_applicant(en_verify *v, uint32_t a)
{
    const en_round *round = &v->round;
    uint32_t wish = v->result[a], held = v->held ? v->held[a] : EN_VERIFY_NONE;
    en_arg who = en_arg_str("applicant", round->applicants.ids[a]);
    en_word rule = wish == not_read ? EN_W_VERIFY_NO_ROW : EN_W_VERIFY_HELD_LOST;
    if (wish == not_read || wish > held)
        (void)en_report_add(&v->checks[EN_VERIFY_FEASIBLE].report, EN_ERROR, rule,
                            (en_where){.file = en_str_of("matches.csv")}, 1, &who);
    if (wish == not_read || wish == EN_VERIFY_NONE) return;
    uint32_t place = round->wishes.at[wish].place, last = v->last[place];
    if (last == EN_VERIFY_NONE || en_verify_compare(v, last, wish) < 0) v->last[place] = wish;
    for (uint32_t n = place; n != EN_VERIFY_NONE; n = round->nodes[n].parent) v->filled[n]++;
}

/* Seats, caps and lower limits. */
static void check_node(en_verify *v, uint32_t n)
{
    const en_round *round = &v->round;
    uint32_t held = v->filled[n];
    if (n >= round->places.count) {
        if (held > round->nodes[n].cap) report_held(v, EN_W_VERIFY_OVER_CAP, n, round->nodes[n].cap, held);
        return;
    }
    if (held > round->seats[n]) report_held(v, EN_W_VERIFY_OVERFULL, n, round->seats[n], held);
    if (held < round->floors[n]) report_held(v, EN_W_VERIFY_BELOW_FLOOR, n, round->floors[n], held);
    if (held > 0 && held < round->least[n]) report_held(v, EN_W_VERIFY_BELOW_FLOOR, n, round->least[n], held);
}

/* The lines of every place, filled by those whom it holds: it would keep them all. */
static en_status fill_lines(en_verify *v)
{
    for (uint32_t p = 0; p < v->round.places.count; p++) {
        en_arena arena = en_arena_make(NULL);
        uint32_t first = v->round.line_begin[p], held = v->filled[p];
        const en_verify_waiter *those = en_verify_waiting(v, p) + v->refused[p];
        en_verify_candidate *at = en_arena_raw(&arena, held, sizeof *at);
        if (!at) return EN_ERR_MEMORY;
        for (uint32_t i = 0; i < held; i++) at[i].wish = those[i].wish;
        uint32_t kept = en_verify_fill(v, p, v->lines + first, held, at, held);
        if (kept < held) report_held(v, EN_W_VERIFY_NOT_KEPT, p, kept, held);
        en_arena_free(&arena);
    }
    return EN_OK;
}

static bool make_standing(en_verify *v)
{
    size_t places = v->round.places.count, nodes = places + v->round.groups.count;
    v->result = en_arena_raw(&v->arena, v->round.applicants.count, sizeof *v->result);
    v->filled = en_arena_array(&v->arena, nodes, sizeof *v->filled);
    v->last = en_arena_raw(&v->arena, places, sizeof *v->last);
    if (v->last) memset(v->last, 0xFF, places * sizeof *v->last);
    v->lines = en_arena_array(&v->arena, v->round.line_begin[places], sizeof *v->lines);
    return v->result && v->filled && v->last && v->lines;
}

static en_status open_matches(reading *r)
{
    en_verify *v = r->v;
    en_folder folder;
    const en_column columns[] = {
        {"applicant", true, &r->applicant}, {"place", true, &r->place}, {"term", false, &r->term}};
    en_status status = en_folder_open(v->out, (en_table_options){0}, v->context, &v->input, &folder);
    if (status != EN_OK) return status;
    status = en_table_open(&folder, "matches", v->context, &v->input, &v->matches);
    en_folder_free(&folder);
    return status == EN_OK ? en_table_columns(&v->matches, 3, columns, true, &v->input) : status;
}

en_status en_verify_check_feasible(en_verify *v)
{
    en_check *check = &v->checks[EN_VERIFY_FEASIBLE];
    reading r = {.v = v, .findings = &check->report};
    en_scan scan = {.table = &v->matches, .row = take_match, .user = &r, .again = forget_matches};
    en_status status = open_matches(&r);
    if (status == EN_OK && !make_standing(v)) status = EN_ERR_MEMORY;
    if (status != EN_OK) return status;
    forget_matches(&r);
    en_scan_start(&scan, v->context);
    status = en_scan_run(&scan, v->context, &v->input);
    en_manifest_note(&v->outputs, &v->matches.file);
    if (status != EN_OK) return status;
    for (uint32_t a = 0; a < v->round.applicants.count; a++) check_applicant(v, a);
    for (uint32_t n = 0; n < v->round.places.count + v->round.groups.count; n++) check_node(v, n);
    if (check->report.errors == 0) status = en_verify_find_waiting(v);
    if (check->report.errors == 0 && status == EN_OK) status = fill_lines(v);
    check->checked = v->round.applicants.count;
    check->state = EN_CHECK_HOLDS;
    return status;
}

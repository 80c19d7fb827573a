/* Who is where: matches.csv, read back against the wishes, and whether places and groups have room for it. */
#include "verify.h"

/* A place or group that holds what it must not. */
static void report_held(en_verify *v, en_word rule, uint32_t node, uint32_t limit, uint32_t filled)
{
    en_arg args[] = {en_arg_str("place", en_intake_id(&v->round, node)), en_arg_int("seats", limit),
                     en_arg_int("filled", filled)};
    (void)en_report_add(&v->checks[EN_VERIFY_FEASIBLE].report, EN_ERROR, rule,
                        (en_where){.file = en_str_of("matches.csv")}, 3, args);
}

static void check_applicant(en_verify *v, uint32_t a)
{
    const en_intake *round = &v->round;
    uint32_t wish = v->result[a], held = v->held ? v->held[a] : EN_VERIFY_NONE;
    bool is_wish = wish < EN_INTAKE_NOT_READ, acceptable = !is_wish || en_verify_acceptable(v, wish);
    en_arg who = en_arg_str("applicant", round->applicants.ids[a]);
    en_word rule = wish == EN_INTAKE_NOT_READ                                     ? EN_W_VERIFY_NO_ROW
                   : acceptable                                                   ? EN_W_VERIFY_HELD_LOST
                   : en_verify_eligible(v, a, round->wishes.at[wish].place, NULL) ? EN_W_VERIFY_NOT_SCORED
                                                                                  : EN_W_VERIFY_NOT_ELIGIBLE;
    if (wish == EN_INTAKE_NOT_READ || !acceptable || wish > held)
        (void)en_report_add(&v->checks[EN_VERIFY_FEASIBLE].report, EN_ERROR, rule,
                            (en_where){.file = en_str_of("matches.csv")}, 1, &who);
    if (!is_wish) return;
    uint32_t place = round->wishes.at[wish].place, last = v->last[place];
    if (last == EN_VERIFY_NONE || en_verify_compare(v, last, wish) < 0) v->last[place] = wish;
    for (uint32_t n = place; n != EN_VERIFY_NONE; n = round->nodes[n].parent) v->filled[n]++;
}

/* Seats, caps and lower limits. */
static void check_node(en_verify *v, uint32_t n)
{
    const en_intake *round = &v->round;
    uint32_t held = v->filled[n];
    if (n >= round->places.count) {
        if (held > round->nodes[n].cap) report_held(v, EN_W_VERIFY_OVER_CAP, n, round->nodes[n].cap, held);
        return;
    }
    if (held > round->seats[n]) report_held(v, EN_W_VERIFY_OVERFULL, n, round->seats[n], held);
    if (held < round->floors[n]) report_held(v, EN_W_VERIFY_BELOW_FLOOR, n, round->floors[n], held);
    if (held > 0 && held < round->least[n]) report_held(v, EN_W_VERIFY_BELOW_FLOOR, n, round->least[n], held);
}

/* A place whose seats are alike, and which holds them all. */
static void fill_plain(en_verify *v, uint32_t p)
{
    uint32_t held = v->filled[p], last = v->last[p];
    en_verify_line *line = &v->lines[v->round.line_begin[p]];
    *line = (en_verify_line){held, held, v->round.seats[p], last, {last, EN_VERIFY_NONE}, {0}, NAN};
    if (last != EN_VERIFY_NONE) line->cutoff = v->round.wishes.at[last].score;
}

/* The lines of every place, filled by those whom it holds: it would keep them all. */
static en_status fill_lines(en_verify *v)
{
    for (uint32_t p = 0; p < v->round.places.count; p++) {
        if (!v->held && en_verify_is_plain(v, p)) {
            fill_plain(v, p);
            continue;
        }
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

en_status en_verify_check_feasible(en_verify *v)
{
    en_check *check = &v->checks[EN_VERIFY_FEASIBLE];
    if (!make_standing(v)) return EN_ERR_MEMORY;
    en_status status = en_intake_read_matches(&v->round, v->out, &v->matches, &check->report, v->result);
    if (status != EN_OK) return status;
    en_manifest_note(&v->outputs, &v->matches.file);
    for (uint32_t a = 0; a < v->round.applicants.count; a++) check_applicant(v, a);
    for (uint32_t n = 0; n < v->round.places.count + v->round.groups.count; n++) check_node(v, n);
    if (check->report.errors == 0) status = en_verify_settle_couples(v);
    if (check->report.errors == 0 && status == EN_OK) status = en_verify_find_waiting(v);
    if (check->report.errors == 0 && status == EN_OK) status = fill_lines(v);
    check->checked = v->round.applicants.count;
    check->state = EN_CHECK_HOLDS;
    return status;
}

/* Calls of two agencies: what wishes take from budgets, and the claims that no budget is overdrawn and nobody
 * is refused who is better than one who is funded. Applicants go by the sums of their two ranks: the score of
 * a wish is that sum below 0. Bound: refused wishes times funded ones.
 */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stdlib.h>

typedef en_verify_demand demand;

typedef struct taking {
    en_verify *v;
    int applicant, place, group, units;
    size_t rows;
} taking;

static bool take_demand(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    taking *t = user;
    const en_intake *r = &t->v->round;
    (void)index, (void)finder;
    demand d = {.applicant = en_cell_find(csv, t->applicant, &r->applicants, EN_W_VERIFY_UNKNOWN_APPLICANT),
                .place = en_cell_find(csv, t->place, &r->places, EN_W_VERIFY_UNKNOWN_PLACE)};
    if (d.applicant == EN_IDS_NONE || d.place == EN_IDS_NONE) return false;
    d.group =
        r->groups.count ? en_cell_find(csv, t->group, &r->groups, EN_W_VERIFY_UNKNOWN_GROUP) : EN_IDS_NONE;
    if (d.group == EN_IDS_NONE ||
        !en_cell_whole(csv, t->units, 0, INT32_MAX, EN_W_VERIFY_NOT_A_COUNT, &d.units))
        return false;
    t->v->demands[t->rows++] = d;
    return true;
}

static int by_pair(const void *first, const void *second)
{
    const demand *a = first, *b = second;
    if (a->applicant != b->applicant) return a->applicant < b->applicant ? -1 : 1;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    return (a->group > b->group) - (a->group < b->group);
}

static en_status read_demands(en_verify *v)
{
    en_intake *r = &v->round;
    taking t = {.v = v};
    en_table table;
    const en_column columns[] = {{"applicant", true, &t.applicant},
                                 {"place", true, &t.place},
                                 {"group", true, &t.group},
                                 {"units", true, &t.units}};
    en_status status = en_intake_open(r, "demands", 4, columns, &table);
    v->demands =
        status == EN_OK ? en_arena_raw(&v->arena, en_scan_most_rows(&table), sizeof *v->demands) : NULL;
    v->demand_first = en_arena_array(&v->arena, r->applicants.count + (size_t)2, sizeof *v->demand_first);
    if (status == EN_OK && (!v->demands || !v->demand_first)) status = EN_ERR_MEMORY;
    if (status == EN_OK) status = en_scan_all(&table, take_demand, &t, r->report);
    en_table_free(&table);
    if (status != EN_OK) return status;
    qsort(v->demands, t.rows, sizeof *v->demands, by_pair);
    for (size_t i = 1; i < t.rows; i++)
        if (by_pair(&v->demands[i - 1], &v->demands[i]) == 0)
            return en_intake_refuse(r, EN_W_VERIFY_ID_TWICE, "demands.csv", "applicant",
                                    r->applicants.ids[v->demands[i].applicant]);
    for (size_t i = 0; i < t.rows; i++) v->demand_first[v->demands[i].applicant + 1]++;
    for (uint32_t a = 0; a < r->applicants.count; a++) v->demand_first[a + 1] += v->demand_first[a];
    return EN_OK;
}

/* Exactly two groups score. */
static en_status read_agencies(en_verify *v)
{
    en_intake *r = &v->round;
    uint32_t node[2] = {EN_IDS_NONE, EN_IDS_NONE}, found = 0, n = r->applicants.count;
    for (uint32_t g = 0; g < r->groups.count; g++)
        if (r->scored[r->places.count + g] && found++ < 2) node[found - 1] = r->places.count + g;
    if (found != 2 || r->ties == EN_INTAKE_MULTIPLE)
        return en_intake_refuse(r, found != 2 ? EN_W_VERIFY_NOT_TWO_AGENCIES : EN_W_VERIFY_UNSUPPORTED_RULE,
                                found != 2 ? "scores.csv" : "round.json", found != 2 ? "group" : "ties.rule",
                                (en_str){0});
    for (int k = 0; k < 2; k++) {
        v->agency[k] = en_arena_raw(&v->arena, n, sizeof *v->agency[k]);
        for (uint32_t a = 0; a < n && v->agency[k]; a++) v->agency[k][a] = NAN;
        for (size_t i = 0; i < r->scores.count && v->agency[k]; i++)
            if (r->scores.at[i].place == node[k])
                v->agency[k][r->scores.at[i].applicant] = r->scores.at[i].score;
    }
    return v->agency[0] && v->agency[1] ? EN_OK : EN_ERR_MEMORY;
}

en_status en_verify_read_call(en_verify *v)
{
    if (!v->round.call) return EN_OK;
    en_status status = read_demands(v);
    return status == EN_OK ? read_agencies(v) : status;
}

static bool takes_part(const en_verify *v, uint32_t a)
{
    uint32_t w = v->round.wishes.first[a], end = v->round.wishes.first[a + 1];
    while (w < end && !en_verify_acceptable(v, w)) w++;
    return w < end;
}

static int by_score(const void *first, const void *second, void *score)
{
    double a = ((double *)score)[*(const uint32_t *)first], b = ((double *)score)[*(const uint32_t *)second];
    return (a < b) - (a > b);
}

static int by_sum(const void *first, const void *second, void *verify)
{
    const en_verify *v = verify;
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    if (v->sums[a] != v->sums[b]) return v->sums[a] < v->sums[b] ? -1 : 1;
    return en_verify_compare_applicants(v, a, b);
}

/* One rank by each agency: how many have a higher score, and one. */
en_status en_verify_settle_call(en_verify *v)
{
    const en_intake *r = &v->round;
    uint32_t n = 0;
    if (!r->call) return EN_OK;
    v->turns = en_arena_raw(&v->arena, r->applicants.count, sizeof *v->turns);
    v->sums = en_arena_array(&v->arena, r->applicants.count, sizeof *v->sums);
    if (!v->turns || !v->sums) return EN_ERR_MEMORY;
    for (uint32_t a = 0; a < r->applicants.count; a++)
        if (takes_part(v, a)) v->turns[n++] = a;
    for (int k = 0; k < 2; k++) {
        qsort_r(v->turns, n, sizeof *v->turns, by_score, v->agency[k]);
        for (uint32_t i = 0, rank = 1; i < n; i++) {
            if (i > 0 && v->agency[k][v->turns[i]] != v->agency[k][v->turns[i - 1]]) rank = i + 1;
            v->sums[v->turns[i]] += rank;
        }
    }
    v->turn_count = n;
    qsort_r(v->turns, n, sizeof *v->turns, by_sum, v); /* the lottery is not drawn yet */
    for (uint32_t i = 1; i < n; i++)
        if (v->sums[v->turns[i]] == v->sums[v->turns[i - 1]]) atomic_store(&v->tied, true);
    for (uint32_t w = 0; w < r->wishes.count; w++)
        if (en_verify_acceptable(v, w)) r->wishes.at[w].score = -(double)v->sums[r->wishes.at[w].applicant];
    return EN_OK;
}

/* What a wish takes from a budget. */
static uint64_t units_of(const en_verify *v, uint32_t wish, uint32_t group)
{
    const en_intake_wish *w = &v->round.wishes.at[wish];
    for (uint32_t i = v->demand_first[w->applicant]; i < v->demand_first[w->applicant + 1]; i++)
        if (v->demands[i].place == w->place && v->demands[i].group == group) return v->demands[i].units;
    return 0;
}

/* Where a seat was missing when the applicant's turn came. */
static void find_full(en_verify *v, uint32_t *filled)
{
    const en_intake *r = &v->round;
    qsort_r(v->turns, v->turn_count, sizeof *v->turns, by_sum, v);
    for (uint32_t i = 0; i < v->turn_count; i++) {
        uint32_t a = v->turns[i];
        for (uint32_t w = r->wishes.first[a]; w < r->wishes.first[a + 1]; w++)
            v->was_full[w] = filled[r->wishes.at[w].place] >= r->seats[r->wishes.at[w].place];
        if (v->result[a] != EN_VERIFY_NONE) filled[r->wishes.at[v->result[a]].place]++;
    }
}

en_status en_verify_within_budgets(en_verify *v, en_check *check)
{
    const en_intake *r = &v->round;
    uint32_t *filled = en_arena_array(&v->arena, r->places.count, sizeof *filled);
    v->was_full = en_arena_array(&v->arena, r->wishes.count, sizeof *v->was_full);
    if (!filled || !v->was_full) return EN_ERR_MEMORY;
    find_full(v, filled);
    for (uint32_t g = 0; g < r->groups.count; g++) {
        uint64_t spent = 0, cap = r->nodes[r->places.count + g].cap;
        for (uint32_t a = 0; a < r->applicants.count; a++)
            if (v->result[a] != EN_VERIFY_NONE) spent += units_of(v, v->result[a], g);
        en_arg args[] = {en_arg_str("group", r->groups.ids[g]), en_arg_int("spent", (int64_t)spent),
                         en_arg_int("cap", (int64_t)cap)};
        if (spent > cap)
            (void)en_report_add(&check->report, EN_ERROR, EN_W_VERIFY_OVER_BUDGET, (en_where){0}, 3, args);
    }
    check->checked = r->groups.count;
    return EN_OK;
}

/* At least as good for both agencies, better for one, and in need of no more of any budget. */
static bool is_better(const en_verify *v, uint32_t wish, uint32_t than)
{
    uint32_t a = v->round.wishes.at[wish].applicant, b = v->round.wishes.at[than].applicant;
    double x = v->agency[0][a] - v->agency[0][b], y = v->agency[1][a] - v->agency[1][b];
    if (x < 0 || y < 0 || (x <= 0 && y <= 0)) return false;
    for (uint32_t i = v->demand_first[a]; i < v->demand_first[a + 1]; i++)
        if (v->demands[i].place == v->round.wishes.at[wish].place &&
            v->demands[i].units > units_of(v, than, v->demands[i].group))
            return false;
    return true;
}

en_status en_verify_none_better(en_verify *v, en_check *check)
{
    const en_intake *r = &v->round;
    for (uint32_t w = 0; w < r->wishes.count; w++) {
        uint32_t a = r->wishes.at[w].applicant, p = r->wishes.at[w].place;
        if (!en_verify_acceptable(v, w) || w >= v->result[a]) continue;
        for (uint32_t b = 0; b < r->applicants.count; b++) {
            uint32_t than = v->result[b];
            if (than == EN_VERIFY_NONE) continue;
            check->checked++;
            bool no_seat = v->filled[p] == r->seats[p] && r->wishes.at[than].place != p;
            if (no_seat || !is_better(v, w, than)) continue;
            en_arg args[] = {en_arg_str("applicant", r->applicants.ids[a]),
                             en_arg_str("place", r->places.ids[p]),
                             en_arg_str("other", r->applicants.ids[b])};
            (void)en_report_add(&check->report, EN_ERROR, EN_W_VERIFY_BETTER_REFUSED, (en_where){0}, 3, args);
        }
    }
    return EN_OK;
}

/* Wishes with the scores of both tables, which is to have one for a pair at most; and held seats among them.
 * See intake.h. */
#include "intake.h"

#include <math.h>

/* By place, and by group: the applicant (index + 1) who named it first, with which wish, and for whom
 * scores.csv had a row last. */
typedef struct mark {
    uint32_t wished_by, wish, scored_for;
} mark;

static void report_pair(en_intake *r, en_word rule, const char *file, const en_intake_wish *row)
{
    en_arg args[] = {en_arg_str("applicant", r->applicants.ids[row->applicant]),
                     en_arg_str("place", en_intake_id(r, row->place))};
    (void)en_report_add(r->report, EN_ERROR, rule, (en_where){.file = en_str_of(file)}, 2, args);
}

/* Two wishes for one place must differ in their terms. */
static void mark_wishes(en_intake *r, mark *marks, uint32_t applicant)
{
    const en_intake_rows *wishes = &r->wishes;
    const en_intake_wish *at = wishes->at;
    for (uint32_t w = wishes->first[applicant]; w < wishes->first[applicant + 1]; w++) {
        mark *m = &marks[at[w].place], *by = &marks[r->nodes[at[w].place].scorer];
        for (uint32_t u = m->wish; m->wished_by == applicant + 1 && u < w; u++)
            if (at[u].place == at[w].place && at[u].term == at[w].term)
                report_pair(r, EN_W_VERIFY_WISH_TWICE, "choices.csv", &at[w]);
        if (m->wished_by != applicant + 1) *m = (mark){applicant + 1, w, m->scored_for};
        if (by->wished_by != applicant + 1) *by = (mark){applicant + 1, w, by->scored_for};
        if (isnan(r->wishes.at[w].score)) continue;
        if (by != m || r->call) report_pair(r, EN_W_VERIFY_SCORED_BELOW, "choices.csv", &at[w]);
        r->scored[at[w].place] = true;
    }
}

/* A score counts for all wishes there, whatever their terms. */
static void take_score(en_intake *r, const en_intake_wish *row, mark *m)
{
    bool twice = m->scored_for == row->applicant + 1;
    uint32_t end = m->wished_by == row->applicant + 1 ? r->wishes.first[row->applicant + 1] : m->wish;
    m->scored_for = row->applicant + 1;
    for (uint32_t w = m->wish; w < end; w++) {
        if (r->nodes[r->wishes.at[w].place].scorer != row->place) continue;
        twice = twice || !isnan(r->wishes.at[w].score);
        r->wishes.at[w].score = row->score;
        if (r->terms.count + r->groups.count == 0) break; /* no other wish is there */
    }
    if (twice) report_pair(r, EN_W_VERIFY_SCORE_TWICE, "scores.csv", row);
}

static void take_scores(en_intake *r, mark *marks, uint32_t applicant)
{
    const en_intake_rows *scores = &r->scores;
    for (uint32_t i = scores->first[applicant]; i < scores->first[applicant + 1]; i++) {
        const en_intake_wish *row = &scores->at[i];
        const en_intake_node *node = &r->nodes[row->place];
        bool counts = row->place < r->places.count || node->choice == EN_INTAKE_COMMON_ORDER;
        bool agency = r->call && row->place >= r->places.count;
        if (agency) r->scored[row->place] = true;
        else if (r->call || !counts || node->scorer != row->place)
            report_pair(r, EN_W_VERIFY_SCORED_BELOW, "scores.csv", row);
        else take_score(r, row, &marks[row->place]);
        r->scored[row->place] = true;
    }
}

/* A held seat that its holder does not wish for is appended to the wishes, behind the last rank. */
static bool append_held(en_intake *r)
{
    const en_intake_rows *wishes = &r->wishes;
    en_intake_rows more = {.arena = en_arena_make(NULL)};
    more.at = en_arena_raw(&more.arena, wishes->count + r->applicants.count, sizeof *more.at);
    more.first = en_arena_array(&more.arena, r->applicants.count + (size_t)1, sizeof *more.first);
    bool made = more.at && more.first;
    for (uint32_t a = 0; a < r->applicants.count && made; a++) {
        en_intake_wish seat = r->held[a];
        bool add = seat.place != EN_IDS_NONE;
        for (uint32_t w = wishes->first[a]; w < wishes->first[a + 1]; w++) {
            more.at[more.count++] = wishes->at[w];
            if (wishes->at[w].rank > seat.rank) seat.rank = wishes->at[w].rank;
            add = add && (wishes->at[w].place != seat.place || wishes->at[w].term != seat.term);
        }
        seat.rank++;
        if (add) more.at[more.count++] = seat;
        more.first[a + 1] = (uint32_t)more.count;
    }
    en_arena_free(made ? &r->wishes.arena : &more.arena);
    if (made) r->wishes = more;
    return made;
}

en_status en_intake_join(en_intake *r)
{
    uint64_t before = r->report->errors;
    size_t nodes = r->places.count + (size_t)r->groups.count;
    mark *marks = en_arena_array(&r->arena, nodes, sizeof *marks);
    r->scored = en_arena_array(&r->arena, nodes, sizeof *r->scored);
    if (!marks || !r->scored || (r->held && !append_held(r))) return EN_ERR_MEMORY;
    for (uint32_t a = 0; a < r->applicants.count; a++) {
        mark_wishes(r, marks, a);
        if (r->scores.first) take_scores(r, marks, a);
    }
    return r->report->errors > before ? EN_ERR_INPUT : EN_OK;
}

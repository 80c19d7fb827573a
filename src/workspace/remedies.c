/* What would have changed an applicant's result. See remedies.h.
 *
 * Changes of one kind are numbered from the smallest, 1, on. Of these the least that is enough is searched
 * for: first the one that the waiting list or the cut-off suggests, then the greatest; then by steps that
 * double, and by halving. Where more is never worse, as in deferred acceptance of plain places and of lines,
 * no smaller change is enough; elsewhere it is certain that the one before is not.
 */
#include "remedies.h"

#include "clearing.h"
#include "round_change.h"
#include "round_variant.h"

#include <float.h>
#include <stdlib.h>

/* The wish whose remedies are searched for. */
typedef struct search {
    const en_solved *solved;
    const en_context *context;
    en_arena *arena;
    en_report *report;
    uint32_t applicant, wish;
    en_wish_story *story;
    int64_t rows_left;

    double *scores; /* of others in the same order, ascending, each once, above the applicant's own */
    uint32_t score_count;
    bool has_base; /* change 1 is a score that comes before scores[0]: see score_of */
    double base;
} search;

/* One kind of change: makes the round with change k, and says what that is. */
typedef struct kind_of_change {
    en_status (*make)(const search *s, const struct kind_of_change *kind, uint32_t k, en_arena *arena,
                      en_report *report, en_round *round);
    uint32_t line, group; /* of seats, of a cap */
} kind_of_change;

static const en_round *round_of(const search *s) { return &s->solved->round; }

/* Rows that one clearing goes through; a search for what to close goes through them many times. */
static int64_t rows_of_clearing(const en_round *round)
{
    enum { SEARCH_FACTOR = 16, PROGRAM_FACTOR = 4096 };
    int64_t rows = (int64_t)round->wishes + round->applicants.count + round->places.count;
    if (round->rules.mechanism == EN_MAX_WEAKLY_STABLE || round->couple_count) return rows * PROGRAM_FACTOR;
    return round->min_seats || round->floors ? rows * SEARCH_FACTOR : rows;
}

/* In the own order; where ties are kept, a wish of the same rank is as good. */
static bool is_as_good(const en_round *round, uint32_t met, uint32_t wish)
{
    if (met == EN_MATCH_NONE) return false;
    const uint32_t *ranks = en_round_kept_ranks(round);
    return met <= wish || (ranks && ranks[met] == ranks[wish]);
}

/* Whether the result of a round as it would have been gives the applicant the wish or a better one. */
static en_status clear_and_look(search *s, const en_round *round, en_arena *scratch, en_report *report,
                                bool *enough)
{
    en_round_result result;
    en_status status = en_clear(round, s->context, scratch, report, &result);
    if (status != EN_OK) return status;
    *enough = is_as_good(round, result.match.wish[s->applicant], s->wish);
    if (result.reached_limit) status = EN_ERR_LIMIT;
    en_clearing_free(&result);
    return status;
}

/* EN_ERR_LIMIT: it cannot be said. A round that would be refused, or has no result, is not enough. */
static en_status is_enough(search *s, const kind_of_change *kind, uint32_t k, bool *enough)
{
    *enough = false;
    s->rows_left -= rows_of_clearing(round_of(s));
    if (s->rows_left < 0) return EN_ERR_LIMIT;
    if (en_cancelled(s->context)) return EN_ERR_CANCELLED;
    en_arena scratch = en_arena_make(s->context ? s->context->allocator : NULL);
    en_report apart = en_report_make(scratch.allocator);
    en_round round;
    en_status status = kind->make(s, kind, k, &scratch, &apart, &round);
    if (status == EN_OK) status = clear_and_look(s, &round, &scratch, &apart, enough);
    if (apart.out_of_memory) status = EN_ERR_MEMORY;
    if (status == EN_ERR_INPUT || status == EN_ERR_IMPOSSIBLE) status = EN_OK;
    else if (status != EN_OK && status != EN_ERR_LIMIT) en_report_join(s->report, &apart);
    en_report_free(&apart);
    en_arena_free(&scratch);
    return status;
}

/* Between a change that is not enough and one that is: steps from the end that was guessed, which double;
 * then halves. */
static en_status narrow(search *s, const kind_of_change *kind, bool from_above, uint32_t low, uint32_t *high)
{
    uint32_t step = 1;
    bool stepping = true;
    while (*high - low > 1) {
        uint32_t room = *high - low - 1, stride = stepping && step < room ? step : stepping ? room : 0;
        uint32_t k = stride == 0 ? low + (room + 1) / 2 : from_above ? *high - stride : low + stride;
        bool enough;
        en_status status = is_enough(s, kind, k, &enough);
        if (status != EN_OK) return status;
        stepping = stepping && enough == from_above;
        step *= 2;
        if (enough) *high = k;
        else low = k;
    }
    return EN_OK;
}

/* The least change, of 1 … most, that is enough; 0: none. */
static en_status find_least(search *s, const kind_of_change *kind, uint32_t most, uint32_t guess,
                            uint32_t *least)
{
    bool enough;
    *least = 0;
    if (most == 0) return EN_OK;
    if (guess == 0 || guess > most) guess = guess ? most : 1;
    en_status status = is_enough(s, kind, guess, &enough);
    if (status != EN_OK) return status;
    uint32_t low = enough ? 0 : guess, high = enough ? guess : most;
    if (!enough) {
        if (guess == most) return EN_OK;
        bool ever;
        status = is_enough(s, kind, most, &ever);
        if (status != EN_OK || !ever) return status;
    }
    status = narrow(s, kind, enough, low, &high);
    if (status == EN_OK) *least = high;
    return status;
}

static en_status add_remedy(search *s, en_remedy remedy)
{
    en_wish_story *story = s->story;
    en_remedy *all = en_arena_raw(s->arena, (size_t)story->remedy_count + 1, sizeof *all);
    if (!all) return EN_ERR_MEMORY;
    if (story->remedy_count) memcpy(all, story->remedies, story->remedy_count * sizeof *all);
    all[story->remedy_count++] = remedy;
    story->remedies = all;
    return EN_OK;
}

/* Seats. */

static en_status make_seats(const search *s, const kind_of_change *kind, uint32_t k, en_arena *arena,
                            en_report *report, en_round *round)
{
    const en_round_change change = {s->story->place, kind->line, EN_MATCH_NONE, k};
    return en_round_changed(round_of(s), &change, 1, s->context, arena, report, round);
}

/* Of the place's lines, the first of those that need the fewest seats more. */
static en_status search_seats(search *s)
{
    const en_round *round = round_of(s);
    uint32_t p = s->story->place, begin = round->line_begin ? round->line_begin[p] : 0,
             end = round->line_begin ? round->line_begin[p + 1] : 1, best = 0, best_line = begin;
    uint32_t most = en_result_applied(round, &s->solved->result, p);
    for (uint32_t line = begin; line < end && most > 0; line++) {
        const kind_of_change kind = {make_seats, round->line_begin ? line : EN_MATCH_NONE, EN_MATCH_NONE};
        uint32_t least;
        en_status status = find_least(s, &kind, most, s->story->waiting, &least);
        if (status != EN_OK) return status;
        if (least == 0) continue;
        best = least;
        best_line = line;
        most = least - 1;
    }
    if (best == 0) return EN_OK;
    en_remedy remedy = {.kind = EN_REMEDY_SEATS, .by = best, .of_line = end - begin > 1};
    if (remedy.of_line) remedy.order = round->line_order[best_line];
    return add_remedy(s, remedy);
}

/* Caps: of each group above the place that has one. */

static en_status make_cap(const search *s, const kind_of_change *kind, uint32_t k, en_arena *arena,
                          en_report *report, en_round *round)
{
    const en_round_change change = {EN_MATCH_NONE, EN_MATCH_NONE, kind->group, k};
    return en_round_changed(round_of(s), &change, 1, s->context, arena, report, round);
}

static en_status search_caps(search *s)
{
    const en_round *round = round_of(s);
    en_status status = EN_OK;
    uint32_t g = round->in_group ? round->in_group[s->story->place].group : EN_MATCH_NONE;
    for (; g != EN_MATCH_NONE && status == EN_OK; g = round->group[g].parent) {
        const kind_of_change kind = {make_cap, EN_MATCH_NONE, g};
        uint32_t least;
        if (round->group[g].cap == EN_MATCH_NONE) continue;
        status = find_least(s, &kind, round->applicants.count, 1, &least);
        if (status == EN_OK && least)
            status =
                add_remedy(s, (en_remedy){.kind = EN_REMEDY_CAP, .group = round->groups.ids[g], .by = least});
    }
    return status;
}

/* Categories: of each that the place sets seats aside for. */

static en_status make_member(const search *s, const kind_of_change *kind, uint32_t k, en_arena *arena,
                             en_report *report, en_round *round)
{
    (void)k;
    (void)report;
    uint64_t category = round_of(s)->lines[kind->line].category;
    return en_round_with_member(round_of(s), s->applicant, category, arena, round);
}

static en_str category_of(const en_round *round, uint64_t bit)
{
    uint32_t k = 0;
    while (bit != (uint64_t)1 << k) k++;
    return round->categories.ids[k];
}

static en_status search_categories(search *s)
{
    const en_round *round = round_of(s);
    if (!round->line_begin) return EN_OK;
    uint64_t tried = round->member ? round->member[s->applicant] : 0;
    en_status status = EN_OK;
    for (uint32_t k = round->line_begin[s->story->place];
         k < round->line_begin[s->story->place + 1] && status == EN_OK; k++) {
        const kind_of_change kind = {make_member, k, EN_MATCH_NONE};
        uint64_t bit = round->lines[k].category;
        bool enough = false;
        if (bit == 0 || tried & bit) continue;
        tried |= bit;
        status = is_enough(s, &kind, 1, &enough);
        if (status == EN_OK && enough)
            status =
                add_remedy(s, (en_remedy){.kind = EN_REMEDY_CATEGORY, .category = category_of(round, bit)});
    }
    return status;
}

/* The lower limit of a place that stays closed. */

static en_status make_min_seats(const search *s, const kind_of_change *kind, uint32_t k, en_arena *arena,
                                en_report *report, en_round *round)
{
    (void)kind;
    (void)report;
    uint32_t p = s->story->place;
    return en_round_with_min_seats(round_of(s), p, round_of(s)->min_seats[p] - k, arena, round);
}

static en_status search_min_seats(search *s)
{
    const kind_of_change kind = {make_min_seats, EN_MATCH_NONE, EN_MATCH_NONE};
    uint32_t least;
    if (s->story->fate != EN_FATE_CLOSED) return EN_OK;
    en_status status = find_least(s, &kind, s->story->min_seats, 1, &least);
    if (status != EN_OK || least == 0) return status;
    return add_remedy(s, (en_remedy){.kind = EN_REMEDY_MIN_SEATS, .by = least});
}

/* Scores. Change k, behind the base if there is one: the first of the others' scores, one above it, the
 * second, one above that … */

static uint32_t behind_base(const search *s, uint32_t k) { return k - 1 - s->has_base; }
static bool is_base(const search *s, uint32_t k) { return s->has_base && k == 1; }
static bool is_above(const search *s, uint32_t k) { return behind_base(s, k) % 2 == 1; }

static double score_of(const search *s, uint32_t k)
{
    if (is_base(s, k)) return s->base;
    double score = s->scores[behind_base(s, k) / 2];
    return is_above(s, k) ? nextafter(score, DBL_MAX) : score;
}

/* A score that is equal to another, where nothing could tell the two apart, is never enough. */
static en_status make_score(const search *s, const kind_of_change *kind, uint32_t k, en_arena *arena,
                            en_report *report, en_round *round)
{
    (void)kind;
    (void)report;
    bool equal = !is_base(s, k) && !is_above(s, k);
    if (equal && !en_round_decides_ties(round_of(s))) return EN_ERR_INPUT;
    return en_round_with_score(round_of(s), s->applicant, s->wish, score_of(s, k), s->context, arena, round);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Whether wish w counts where the applicant's wish is ordered. */
static bool is_beside(const search *s, uint32_t w)
{
    const en_round *round = round_of(s);
    uint32_t group = en_round_orderer(round, s->wish);
    if (round->wish_score[w] == EN_MATCH_UNACCEPTABLE || round->wish_score[w] == EN_MATCH_HELD) return false;
    if (group != EN_MATCH_NONE) return en_round_orderer(round, w) == group;
    return round->wish_place[w] == s->story->place;
}

/* Scores of pairs that trading cycles go by, though they are no wishes. */
static size_t gather_pairs(const search *s, double *scores)
{
    const en_round *round = round_of(s);
    size_t n = 0;
    uint32_t pairs = round->pair_begin ? round->pair_begin[round->applicants.count] : 0;
    for (uint32_t k = 0; k < pairs; k++)
        if (round->pair_place[k] == s->story->place) {
            if (scores) scores[n] = round->pair_score[k];
            n++;
        }
    return n;
}

static size_t gather_wishes(const search *s, double *scores)
{
    size_t n = 0;
    for (uint32_t w = 0; w < round_of(s)->wishes; w++)
        if (is_beside(s, w)) {
            if (scores) scores[n] = round_of(s)->wish_score[w];
            n++;
        }
    return n;
}

/* The scores above the applicant's own, each once; and what comes before them. */
static bool find_scores(search *s)
{
    double own = round_of(s)->wish_score[s->wish];
    size_t n = gather_wishes(s, NULL) + gather_pairs(s, NULL);
    s->scores = en_arena_raw(s->arena, n, sizeof *s->scores);
    if (!s->scores) return false;
    n = gather_wishes(s, s->scores);
    n += gather_pairs(s, s->scores + n);
    qsort(s->scores, n, sizeof *s->scores, ascending);
    s->score_count = 0;
    for (size_t k = 0; k < n; k++)
        if (s->scores[k] > own && (s->score_count == 0 || s->scores[k] > s->scores[s->score_count - 1]))
            s->scores[s->score_count++] = s->scores[k];
    s->has_base = true;
    s->base = own != EN_MATCH_UNACCEPTABLE ? nextafter(own, DBL_MAX)
              : s->score_count             ? nextafter(s->scores[0], -DBL_MAX)
                                           : 0;
    return true;
}

/* The change that the cut-off suggests. */
static uint32_t guess_score(const search *s)
{
    if (s->story->fate != EN_FATE_SCORE) return 1;
    uint32_t k = 0;
    while (k < s->score_count && s->scores[k] < s->story->cutoff) k++;
    return 2 * k + 2 + s->has_base;
}

static en_remedy score_remedy(const search *s, uint32_t k)
{
    uint32_t group = en_round_orderer(round_of(s), s->wish);
    double own = round_of(s)->wish_score[s->wish];
    en_remedy remedy = {.kind = EN_REMEDY_SCORE_EQUAL};
    if (group != EN_MATCH_NONE) remedy.group = round_of(s)->groups.ids[group];
    if (is_base(s, k)) {
        remedy.kind = own == EN_MATCH_UNACCEPTABLE ? EN_REMEDY_SCORE_ANY : EN_REMEDY_SCORE_ABOVE;
        remedy.score = own;
        return remedy;
    }
    remedy.score = s->scores[behind_base(s, k) / 2];
    if (is_above(s, k)) remedy.kind = EN_REMEDY_SCORE_ABOVE;
    return remedy;
}

/* Whether a wish that becomes acceptable ties with another of the applicant, and no seed decides which is
 * preferred: the tables would be refused. */
static bool is_undecided(const search *s)
{
    const en_round *round = round_of(s);
    if (en_round_decides_ties(round) || s->story->fate != EN_FATE_NO_SCORE) return false;
    uint32_t tied = 0;
    for (uint32_t w = round->wish_begin[s->applicant]; w < round->wish_begin[s->applicant + 1]; w++)
        tied += round->wish_rank[w] == round->wish_rank[s->wish];
    return tied > 1;
}

static en_status search_scores(search *s)
{
    const kind_of_change kind = {make_score, EN_MATCH_NONE, EN_MATCH_NONE};
    bool by_places = round_of(s)->call == NULL; /* agencies score proposals */
    if (!by_places || !en_round_is_scored(round_of(s), s->wish) || is_undecided(s)) return EN_OK;
    if (!find_scores(s)) return EN_ERR_MEMORY;
    uint32_t least;
    en_status status = find_least(s, &kind, 2 * s->score_count + s->has_base, guess_score(s), &least);
    return status == EN_OK && least ? add_remedy(s, score_remedy(s, least)) : status;
}

/* A couple's wishes come true together; what would have changed one alone is not asked. */
static bool is_joint(const en_round *round, uint32_t applicant)
{
    return round->couple_count > 0 && round->couple_of[applicant] != EN_MATCH_NONE;
}

static bool is_refused(const en_wish_story *story)
{
    return story->fate != EN_FATE_MET && story->fate != EN_FATE_HELD && story->fate != EN_FATE_NOT_ASKED &&
           story->fate != EN_FATE_INELIGIBLE;
}

/* The caps of the budgets that the wish needs; and what was left of the only one that is short, which decided
 * in the applicant's turn: whoever needs no more of it is funded. */
static en_status search_budgets(search *s)
{
    const en_round *round = round_of(s);
    en_wish_story *story = s->story;
    size_t count = 0;
    en_status status = EN_OK;
    const en_demand *demands =
        round->call ? en_round_demands(round, s->applicant, story->place, &count) : NULL;
    for (size_t d = 0; d < count && status == EN_OK; d++) {
        const kind_of_change kind = {make_cap, EN_MATCH_NONE, demands[d].group};
        uint32_t least;
        status = find_least(s, &kind, demands[d].units, demands[d].units, &least);
        if (status == EN_OK && least)
            status = add_remedy(s, (en_remedy){.kind = EN_REMEDY_CAP,
                                               .group = round->groups.ids[demands[d].group],
                                               .by = least});
    }
    if (status != EN_OK || !story->one_budget) return status;
    return add_remedy(
        s, (en_remedy){.kind = EN_REMEDY_UNITS, .group = story->group, .by = (uint32_t)story->left});
}

/* EN_ERR_LIMIT of a search is no failure: the story says that something was left out. */
static en_status search_wish(search *s)
{
    static en_status (*const kinds[])(search *) = {search_scores, search_seats,   search_categories,
                                                   search_caps,   search_budgets, search_min_seats};
    s->story->searched = s->story->in_full = true;
    bool acceptable = s->story->fate != EN_FATE_NO_SCORE;
    for (size_t k = 0; k < (acceptable ? sizeof kinds / sizeof *kinds : 1); k++) {
        en_status status = kinds[k](s);
        if (status == EN_ERR_LIMIT) s->story->in_full = false;
        else if (status != EN_OK) return status;
    }
    if (round_of(s)->call)
        s->story->searched = s->story->remedy_count > 0; /* scores of agencies are not searched */
    return EN_OK;
}

en_status en_find_remedies(const en_solved *solved, uint32_t applicant, const en_context *context,
                           en_arena *arena, en_report *report, en_wish_story **stories)
{
    const en_round *round = &solved->round;
    uint32_t begin = round->wish_begin[applicant], end = round->wish_begin[applicant + 1];
    en_context quiet = context ? *context : (en_context){0}; /* many clearings have no progress to tell */
    quiet.progress = NULL;
    search s = {.solved = solved,
                .context = &quiet,
                .arena = arena,
                .report = report,
                .applicant = applicant,
                .rows_left = EN_REMEDIES_MOST_ROWS};
    *stories = en_arena_array(arena, end - begin, sizeof **stories);
    if (!*stories) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (uint32_t w = begin; w < end && status == EN_OK; w++) {
        s.wish = w;
        s.story = &(*stories)[w - begin];
        en_explain_wish(round, &solved->result, applicant, w, s.story);
        if (is_refused(s.story) && !is_joint(round, applicant)) status = search_wish(&s);
    }
    return status;
}

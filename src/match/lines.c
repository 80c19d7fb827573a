/* Lines of seats, one offer at a time. See lines.h.
 *
 * A choice out of holders and one more candidate is a cascade: the candidate takes a free seat of the first
 * line that it may take, or displaces the weakest there, who goes on to the next line. Seats that lines do
 * not fill make room in `received`; when such a line fills a seat after all, that room shrinks by one.
 * O(lines · log seats) an offer.
 */
#include "lines.h"

static uint32_t lines_of(const en_match_problem *problem, uint32_t p)
{
    uint32_t n = problem->line_begin ? problem->line_begin[p + 1] - problem->line_begin[p] : 0;
    return n > 0 ? n : 1;
}

static void copy_lines(line_table *table, const en_match_problem *problem, uint32_t p)
{
    uint32_t first = table->begin[p], from = problem->line_begin ? problem->line_begin[p] : 0;
    if (!problem->line_begin || problem->line_begin[p + 1] == from) {
        table->line[first] = (en_match_line){.seats = problem->seats[p], .to = EN_MATCH_NONE};
        return;
    }
    for (uint32_t k = 0; k < problem->line_begin[p + 1] - from; k++) {
        en_match_line line = problem->lines[from + k];
        if (line.to != EN_MATCH_NONE) line.to = line.to - from + first;
        table->line[first + k] = line;
    }
}

bool line_table_make(line_table *table, const en_match_problem *problem, en_arena *arena)
{
    table->begin = en_arena_array(arena, (size_t)problem->places + 1, sizeof *table->begin);
    if (!table->begin) return false;
    for (uint32_t p = 0; p < problem->places; p++)
        table->begin[p + 1] = table->begin[p] + lines_of(problem, p);
    table->line = en_arena_raw(arena, table->begin[problem->places], sizeof *table->line);
    for (uint32_t p = 0; p < problem->places && table->line; p++) copy_lines(table, problem, p);
    return table->line != NULL;
}

/* A line never holds more than there are acceptable wishes, which bounds the memory. */
static bool make_holders(lines *s, en_arena *arena)
{
    const en_match_problem *problem = s->problem;
    uint32_t *acceptable = en_arena_array(arena, problem->places, sizeof *acceptable);
    if (!acceptable) return false;
    count_acceptable(problem, acceptable);
    for (uint32_t p = 0; p < problem->places; p++)
        for (uint32_t l = s->table.begin[p]; l < s->table.begin[p + 1]; l++) {
            uint32_t seats = s->table.line[l].seats, room = acceptable[p] < seats ? acceptable[p] : seats;
            s->own[l] = (holders){.room = room, .line = &s->table.line[l]};
            s->own[l].at = en_arena_raw(arena, room, sizeof *s->own[l].at);
            if (!s->own[l].at) return false;
            s->received[l].line = &s->table.line[l];
            if (s->table.line[l].to != EN_MATCH_NONE) s->received[s->table.line[l].to].room += room;
        }
    for (uint32_t l = 0; l < s->table.begin[problem->places]; l++) {
        holders *h = &s->received[l];
        if (h->room > 0 && !(h->at = en_arena_raw(arena, h->room, sizeof *h->at))) return false;
    }
    return true;
}

bool lines_make(lines *s, const en_match_problem *problem, en_arena *arena)
{
    *s = (lines){.problem = problem};
    if (!line_table_make(&s->table, problem, arena)) return false;
    uint32_t count = s->table.begin[problem->places];
    s->own = en_arena_raw(arena, count, sizeof *s->own);
    s->received = en_arena_array(arena, count, sizeof *s->received);
    return s->own && s->received && make_holders(s, arena);
}

/* Whether c takes a seat of h, free or from the weakest, who is then in *c. */
static bool takes_seat(const en_match_problem *problem, holders *h, candidate *c)
{
    if (h->room == 0 || !may_take_line(problem, h->line, *c)) return false;
    if (h->count < h->room) {
        holders_push(problem, h, *c);
        *c = nobody;
    } else if (is_stronger(problem, h, *c, h->at[0])) {
        *c = holders_replace(problem, h, *c);
    }
    return c->applicant == EN_MATCH_NONE;
}

static candidate offer_received(lines *s, uint32_t from, uint32_t end, candidate c, bool *grew)
{
    for (uint32_t l = from; l < end && !*grew; l++) *grew = takes_seat(s->problem, &s->received[l], &c);
    return c;
}

/* Line l has filled a seat that `received` of another line could have used. */
static candidate take_back(lines *s, uint32_t l, uint32_t end, bool *grew)
{
    uint32_t to = s->table.line[l].to;
    *grew = to == EN_MATCH_NONE || s->received[to].count < s->received[to].room;
    if (to != EN_MATCH_NONE) s->received[to].room--;
    if (*grew) return nobody;
    return offer_received(s, to + 1, end, holders_pop(s->problem, &s->received[to]), grew);
}

/* A holder of a held seat sits down before any line is filled: on a line of the own term, else on one of any.
 * Whoever gives way to them goes on behind that line. False: there is no such seat. */
static bool seats_holder(lines *s, uint32_t p, uint32_t term, candidate *c, uint32_t *line)
{
    for (uint32_t l = s->table.begin[p]; l < s->table.begin[p + 1]; l++) {
        holders *h = &s->own[l];
        bool free = h->count < h->room, taken = !free && (h->room == 0 || h->at[0].score == EN_MATCH_HELD);
        if (taken || s->table.line[l].term != term) continue;
        *line = l;
        (void)takes_seat(s->problem, h, c);
        return true;
    }
    return false;
}

static candidate offer_from(lines *s, uint32_t from, uint32_t p, candidate c, bool *grew)
{
    uint32_t begin = s->table.begin[p], end = s->table.begin[p + 1];
    for (uint32_t l = from; l < end; l++)
        if (takes_seat(s->problem, &s->own[l], &c)) return take_back(s, l, end, grew);
    *grew = false;
    return offer_received(s, begin, end, c, grew);
}

candidate lines_offer(lines *s, uint32_t p, candidate c, bool *grew)
{
    uint32_t term = s->problem->wish_term ? s->problem->wish_term[c.wish] : 0, line;
    if (c.score != EN_MATCH_HELD) return offer_from(s, s->table.begin[p], p, c, grew);
    *grew = false;
    if (!seats_holder(s, p, term, &c, &line) && (term == 0 || !seats_holder(s, p, 0, &c, &line))) return c;
    if (c.applicant == EN_MATCH_NONE) return take_back(s, line, s->table.begin[p + 1], grew);
    return offer_from(s, line + 1, p, c, grew);
}

/* Whether somebody on these seats can leave: a holder of a held seat only where all are. */
static bool can_leave(const holders *h, bool holders_too)
{
    return h->count > 0 && (holders_too || h->at[0].score != EN_MATCH_HELD);
}

static candidate evict(lines *s, uint32_t p, bool holders_too)
{
    uint32_t begin = s->table.begin[p], end = s->table.begin[p + 1];
    for (uint32_t l = end; l-- > begin;)
        if (can_leave(&s->received[l], holders_too)) return holders_pop(s->problem, &s->received[l]);
    for (uint32_t l = end; l-- > begin;) {
        if (!can_leave(&s->own[l], holders_too)) continue;
        if (s->table.line[l].to != EN_MATCH_NONE) s->received[s->table.line[l].to].room++;
        return holders_pop(s->problem, &s->own[l]);
    }
    return nobody;
}

candidate lines_evict(lines *s, uint32_t p)
{
    candidate away = evict(s, p, false);
    return away.applicant == EN_MATCH_NONE ? evict(s, p, true) : away;
}

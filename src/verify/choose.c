/* What a place chooses, and the claim that everyone chooses whom they hold: stability by its definition.
 *
 * A place with lines seats its holders, then walks those who are there, in its order, once for each line and
 * class: members, others. For a plain place it is enough to compare the best who prefer it with the last
 * whom it holds. Sources: D. Gale and L. Shapley (1962); S. Kominers and T. Sönmez, "Matching with
 * slot-specific priorities" (2016); P. Biró, T. Fleiner, R. Irving, D. Manlove, "The college admissions
 * problem with lower and common quotas" (2010). Bound: linear in those who prefer, for each line.
 */
#include "verify.h"

enum { NOT_TAKEN = -1, MEMBER, OTHER, CLASSES };

static int class_of(const en_verify *v, const en_intake_line *line, uint32_t wish)
{
    const en_intake_wish *w = &v->round.wishes.at[wish];
    if (line->term > 0 && line->term != w->term) return NOT_TAKEN;
    if (line->member == 0 || en_verify_holds(v, wish) || v->round.member[w->applicant] & line->member)
        return MEMBER;
    return line->never ? NOT_TAKEN : OTHER;
}

bool en_verify_may_take(const en_verify *v, const en_intake_line *line, uint32_t wish, bool by_term)
{
    bool term = line->term == 0 || line->term == v->round.wishes.at[wish].term;
    return by_term ? term : class_of(v, line, wish) != NOT_TAKEN;
}

/* Whether the place took another wish of the applicant; wishes for one place differ in their terms. What
 * other places took is other threads' business. */
static bool is_there(const en_verify *v, uint32_t wish)
{
    const en_intake_wish *at = v->round.wishes.at;
    uint32_t a = at[wish].applicant;
    for (uint32_t w = v->round.wishes.first[a]; v->taken && w < v->round.wishes.first[a + 1]; w++)
        if (at[w].place == at[wish].place && v->taken[w]) return true;
    return false;
}

/* Lines of a place that are being filled with candidates, in the place's order. */
typedef struct filling {
    const en_verify *v;
    const en_intake_line *is;
    en_verify_line *line;
    uint32_t count, left; /* of lines; of those who may still be taken */
    en_verify_candidate *at;
    size_t n;
} filling;

static void admit(filling *f, uint32_t l, en_verify_candidate *one)
{
    const en_verify *v = f->v;
    en_verify_line *line = &f->line[l];
    double score = v->round.wishes.at[one->wish].score;
    one->line = l;
    line->filled++;
    f->left--;
    if (v->taken) v->taken[one->wish] = true;
    if (isfinite(score) && !(line->cutoff <= score)) line->cutoff = score;
    if (en_verify_holds(v, one->wish)) return;
    if (line->last == EN_VERIFY_NONE || en_verify_compare(v, line->last, one->wish) < 0)
        line->last = one->wish;
}

/* Those with held seats, before any line is filled: on a line of their own term or, at last, on one without.
 */
static void seat_holders(filling *f, uint32_t l, bool own_term)
{
    if (own_term != (f->is[l].term > 0)) return;
    for (size_t i = 0; i < f->n && f->line[l].filled < f->is[l].seats && f->left > 0; i++) {
        if (!en_verify_holds(f->v, f->at[i].wish)) return; /* they come first */
        if (f->at[i].line == EN_VERIFY_NONE && class_of(f->v, &f->is[l], f->at[i].wish) != NOT_TAKEN)
            admit(f, l, &f->at[i]);
    }
}

/* The line takes whom it puts first of those who are left, up to its seats. */
static void take(filling *f, uint32_t l, bool again)
{
    en_verify_line *line = &f->line[l];
    for (int class = MEMBER; class < CLASSES; class ++)
        for (size_t i = 0; i < f->n && line->filled < line->now && f->left > 0; i++) {
            en_verify_candidate *one = &f->at[i];
            if (one->line != EN_VERIFY_NONE || class_of(f->v, &f->is[l], one->wish) != class) continue;
            if (is_there(f->v, one->wish)) continue;
            admit(f, l, one);
            line->worst[again] = one->wish;
            line->class[again] = class;
        }
}

static void start(filling *f)
{
    for (size_t i = 0; i < f->n; i++) f->at[i].line = EN_VERIFY_NONE;
    for (size_t i = 0; i < f->n && f->v->taken; i++) f->v->taken[f->at[i].wish] = false;
    for (uint32_t l = 0; l < f->count; l++) {
        f->line[l] = (en_verify_line){.now = f->is[l].seats, .last = EN_VERIFY_NONE, .cutoff = NAN};
        f->line[l].worst[0] = f->line[l].worst[1] = EN_VERIFY_NONE;
    }
}

/* All lines of a place, ascending; then unfilled seats go where the lines say. Returns how many are taken. */
uint32_t en_verify_fill(const en_verify *v, uint32_t place, en_verify_line *lines, uint32_t limit,
                        en_verify_candidate *at, size_t n)
{
    uint32_t first = v->round.line_begin[place], count = v->round.line_begin[place + 1] - first;
    filling f = {v, v->round.lines + first, lines, count, limit, at, n};
    start(&f);
    for (int any_term = 0; any_term < 2 && v->held; any_term++)
        for (uint32_t l = 0; l < count; l++) seat_holders(&f, l, !any_term);
    for (uint32_t l = 0; l < count; l++) {
        take(&f, l, false);
        lines[l].at_first = lines[l].filled;
    }
    for (uint32_t l = 0; l < count; l++) {
        if (f.is[l].to == EN_VERIFY_NONE) continue;
        lines[f.is[l].to - first].now += f.is[l].seats - lines[l].filled;
        lines[l].now = lines[l].filled;
    }
    for (uint32_t l = 0; l < count; l++)
        if (lines[l].now > f.is[l].seats) take(&f, l, true);
    return limit - f.left;
}

/* Whether the line has room for the wish, or would rather have it than the last whom it took in that turn. */
static bool prefers(const en_verify *v, uint32_t l, uint32_t wish, bool again)
{
    const en_verify_line *line = &v->lines[l];
    int class = class_of(v, &v->round.lines[l], wish), other = line->class[again];
    uint32_t worst = line->worst[again];
    if (class == NOT_TAKEN) return false;
    if (again ? line->filled < line->now : line->at_first < v->round.lines[l].seats) return true;
    if (worst == EN_VERIFY_NONE) return false;
    return class != other ? class < other : en_verify_compare(v, wish, worst) < 0;
}

/* Whether the place, taken alone, would take the wish besides those whom it holds. */
bool en_verify_would_take(const en_verify *v, uint32_t wish)
{
    uint32_t p = v->round.wishes.at[wish].place, end = v->round.line_begin[p + 1];
    for (uint32_t l = v->round.line_begin[p]; l < end; l++)
        if (prefers(v, l, wish, false)) return true;
    for (uint32_t l = v->round.line_begin[p]; l < end; l++)
        if (v->lines[l].now > v->round.lines[l].seats && prefers(v, l, wish, true)) return true;
    return false;
}

/* The claim, place by place. */
typedef struct choosing {
    en_verify *v;
    en_check *check;
    bool weakly, envy;
    uint32_t *limit, *demand, *blocking; /* by place; blocking: a wish that it would rather take */
    atomic_bool out_of_memory;
} choosing;

/* The applicant of the wish and its place would rather have each other. */
void en_verify_report_blocking(en_verify *v, en_check *check, uint32_t blocking)
{
    const en_intake *round = &v->round;
    const en_intake_wish *wish = &round->wishes.at[blocking];
    uint32_t p = wish->place, room = round->seats[p];
    const en_intake_wish *last = v->last[p] == EN_VERIFY_NONE ? wish : &round->wishes.at[v->last[p]];
    en_arg args[4] = {en_arg_str("applicant", round->applicants.ids[wish->applicant]),
                      en_arg_str("place", round->places.ids[p]), en_arg_real("score", wish->score),
                      en_arg_str("other", round->applicants.ids[last->applicant])};
    en_word rule =
        v->round.scored[round->nodes[p].scorer] ? EN_W_VERIFY_BLOCKS_TIE : EN_W_VERIFY_BLOCKS_UNSCORED;
    if (!en_verify_is_plain(v, p) || en_verify_holds(v, blocking)) rule = EN_W_VERIFY_BLOCKS_CHOICE;
    else if (v->filled[p] < room) {
        rule = EN_W_VERIFY_BLOCKS_EMPTY;
        args[2] = en_arg_int("filled", v->filled[p]);
        args[3] = en_arg_int("seats", room);
    } else if (wish->score != last->score) {
        rule = EN_W_VERIFY_BLOCKS_SCORE;
        args[3] = en_arg_real("cutoff", last->score);
    }
    (void)en_report_add(&check->report, EN_ERROR, rule, (en_where){0}, 4, args);
}

void en_verify_report_dropped(en_verify *v, en_check *check, uint32_t node)
{
    en_arg arg = en_arg_str("place", en_intake_id(&v->round, node));
    (void)en_report_add(&check->report, EN_ERROR, EN_W_VERIFY_NOT_CHOSEN, (en_where){0}, 1, &arg);
}

/* Y and D of a place with lines, merged in its order, and what its lines take of them. */
static uint32_t choose(const choosing *c, uint32_t p, uint32_t limit, en_arena *arena,
                       en_verify_candidate **candidates, size_t *n)
{
    const en_verify *v = c->v;
    const en_verify_waiter *out = en_verify_waiting(v, p), *in = out + v->refused[p];
    size_t refused = v->refused[p], filled = v->filled[p], o = 0, i = 0;
    uint32_t lines = v->round.line_begin[p + 1] - v->round.line_begin[p];
    en_verify_line *scratch = en_arena_raw(arena, lines, sizeof *scratch);
    en_verify_candidate *at = *candidates = en_arena_raw(arena, refused + filled, sizeof *at);
    *n = refused + filled;
    if (!scratch || !at) return EN_VERIFY_NONE;
    while (o + i < *n) {
        bool next = i == filled || (o < refused && en_verify_compare(v, out[o].wish, in[i].wish) < 0);
        at[o + i].wish = next ? out[o].wish : in[i].wish;
        o += next;
        i += !next;
    }
    return en_verify_fill(v, p, scratch, limit, at, *n);
}

static const uint32_t dropped = EN_VERIFY_NONE - 1; /* nobody blocks, but somebody would be let go */

/* First how many each place would take; then, within its limit, whether those are whom it holds. */
static void choose_at(void *shared, size_t p)
{
    choosing *c = shared;
    const en_verify *v = c->v;
    en_arena arena = en_arena_make(NULL);
    en_verify_candidate *at;
    size_t n, kept = 0;
    bool plain = en_verify_is_plain(v, (uint32_t)p);
    uint32_t there = v->refused[p] + v->filled[p], seats = v->round.seats[p], *blocking = &c->blocking[p];
    if (plain && c->limit == NULL) c->demand[p] = there < seats ? there : seats;
    if (plain) return;
    uint32_t taken = choose(c, (uint32_t)p, c->limit ? c->limit[p] : EN_VERIFY_NONE, &arena, &at, &n);
    if (taken == EN_VERIFY_NONE) atomic_store(&c->out_of_memory, true);
    else if (c->limit == NULL) c->demand[p] = taken;
    for (size_t i = 0; taken != EN_VERIFY_NONE && c->limit && i < n; i++) {
        if (at[i].line == EN_VERIFY_NONE) continue;
        bool holds = v->result[v->round.wishes.at[at[i].wish].applicant] == at[i].wish;
        kept += holds;
        if (!holds && *blocking == EN_VERIFY_NONE) *blocking = at[i].wish;
    }
    if (c->limit && *blocking == EN_VERIFY_NONE && kept < v->filled[p]) *blocking = dropped;
    en_arena_free(&arena);
}

/* Whether the place would take the wish, the best of those that are left, although it is full. */
static bool beats_last(const choosing *c, uint32_t p, uint32_t wish)
{
    const en_intake *round = &c->v->round;
    uint32_t last = c->v->last[p];
    if (last == EN_VERIFY_NONE) return false;
    if (c->weakly) return round->wishes.at[wish].score > round->wishes.at[last].score;
    return en_verify_compare(c->v, wish, last) < 0;
}

/* A plain place takes the best, up to its seats or its limit. Where nobody may envy, free seats stay free. */
static void check_plain(const choosing *c, uint32_t p)
{
    en_verify *v = c->v;
    const en_verify_waiter *waiters = en_verify_waiting(v, p);
    uint32_t room = v->round.seats[p] < c->limit[p] ? v->round.seats[p] : c->limit[p];
    bool full = c->envy || v->filled[p] >= room;
    if (v->filled[p] > room) en_verify_report_dropped(v, c->check, p);
    for (uint32_t i = 0; i < v->refused[p]; i++) {
        if (full && !beats_last(c, p, waiters[i].wish)) break;
        en_verify_report_blocking(v, c->check, waiters[i].wish);
    }
}

/* A place that is closed would have stayed below its lower limit. */
static void check_closed(const choosing *c, uint32_t p)
{
    const en_intake *round = &c->v->round;
    en_arg args[] = {en_arg_str("place", round->places.ids[p]), en_arg_int("count", c->v->refused[p]),
                     en_arg_int("least", round->least[p])};
    if (c->v->refused[p] >= round->least[p])
        (void)en_report_add(&c->check->report, EN_ERROR, EN_W_VERIFY_CLOSED, (en_where){0}, 3, args);
}

static void check_place(const choosing *c, uint32_t p)
{
    en_verify *v = c->v;
    c->check->checked += v->refused[p];
    if (v->round.nodes[p].scorer != p) return; /* its group's walk has seen it */
    if (v->round.least[p] > 0 && v->filled[p] == 0) check_closed(c, p);
    else if (en_verify_is_plain(v, p)) check_plain(c, p);
    else if (c->blocking[p] == dropped) en_verify_report_dropped(v, c->check, p);
    else if (c->blocking[p] != EN_VERIFY_NONE) en_verify_report_blocking(v, c->check, c->blocking[p]);
}

en_status en_verify_stable(en_verify *v, en_check *check)
{
    if (v->round.couple_of) return en_verify_couples(v, check);
    size_t places = v->round.places.count;
    choosing c = {.v = v, .check = check};
    uint32_t *limit = en_arena_raw(&v->arena, places, sizeof *limit);
    c.weakly = strcmp(check->name, "weakly-stable") == 0;
    c.envy = strcmp(check->name, "envy-free") == 0;
    c.blocking = en_arena_raw(&v->arena, places, sizeof *c.blocking);
    c.demand = en_arena_raw(&v->arena, places + v->round.groups.count, sizeof *c.demand);
    if (!limit || !c.blocking || !c.demand) return EN_ERR_MEMORY;
    memset(limit, 0xFF, places * sizeof *limit);
    memset(c.blocking, 0xFF, places * sizeof *c.blocking);
    if (v->round.groups.count > 0) {
        en_run(v->context, choose_at, &c, places);
        en_status status = en_verify_set_limits(v, check, c.demand, limit);
        if (status != EN_OK) return status;
    }
    c.limit = limit;
    if (v->round.lined || v->round.terms.count > 0) en_run(v->context, choose_at, &c, places);
    for (uint32_t p = 0; p < places; p++) check_place(&c, p);
    return atomic_load(&c.out_of_memory) ? EN_ERR_MEMORY : EN_OK;
}

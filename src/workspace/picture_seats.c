/* The picture of groups and of lines of seats: who is in what, how full it is, and which limit bound. See
 * picture.h.
 *
 * The tree is drawn from its roots: a group, the groups and places in it, and under a place its lines. Where
 * all of that is more than a picture holds, lines are left out first, then places; the table of places has
 * them.
 */
#include "picture.h"

typedef struct seats_picture {
    en_arena arena;
    bool failed; /* memory ran out */
    const en_round *round;
    const en_round_result *result;
    en_match_problem problem;
    en_language language;
    uint32_t *group_seats, *group_filled; /* per group: of all places in its subtree */
    uint32_t *others;                     /* per line: how many are no members of its category */
    bool with_places, with_lines;
    en_chart_level levels[EN_CHART_MOST_MARKS];
    size_t count;
} seats_picture;

static en_str say(seats_picture *p, en_word word, size_t arg_count, const en_arg *args)
{
    en_str said;
    if (!en_words_say(&p->arena, p->language, word, arg_count, args, &said)) p->failed = true;
    return said;
}

/* What is said below a bar, one after the other. */
static void add_about(seats_picture *p, en_chart_level *level, en_word word, size_t arg_count,
                      const en_arg *args)
{
    en_str more = say(p, word, arg_count, args);
    if (level->about.size) {
        const en_arg both[] = {en_arg_str("first", level->about), en_arg_str("second", more)};
        more = say(p, EN_W_CHART_SEATS_AND, 2, both);
    }
    level->about = more;
}

static void add_level(seats_picture *p, const en_chart_level *level)
{
    if (p->count < EN_CHART_MOST_MARKS) p->levels[p->count++] = *level;
}

static en_str say_filled(seats_picture *p, en_word word, uint32_t filled, uint32_t most)
{
    const en_arg args[] = {en_arg_int("filled", filled), en_arg_int("most", most)};
    return say(p, word, 2, args);
}

static bool has_lines(const seats_picture *p, uint32_t place)
{
    const en_round *round = p->round;
    if (!round->line_begin) return false;
    const en_match_line *first = &round->lines[round->line_begin[place]];
    return round->line_begin[place + 1] - round->line_begin[place] > 1 || first->category || first->term;
}

/* Sums over the places of each group and of all that it is in; and over lines, who is admitted as no member.
 */
static bool count_all(seats_picture *p)
{
    const en_round *round = p->round;
    const uint32_t *line_begin = round->line_begin, *line = p->result->match.line;
    const uint32_t lines = line_begin ? line_begin[round->places.count] : 0;
    p->group_seats = en_arena_array(&p->arena, round->groups.count, sizeof *p->group_seats);
    p->group_filled = en_arena_array(&p->arena, round->groups.count, sizeof *p->group_filled);
    p->others = en_arena_array(&p->arena, lines, sizeof *p->others);
    if (!p->group_seats || !p->group_filled || !p->others) return false;
    for (uint32_t at = 0; at < round->places.count && round->groups.count; at++)
        for (uint32_t g = round->place_group[at]; g != EN_MATCH_NONE; g = round->group_parent[g]) {
            p->group_seats[g] += round->seats[at];
            p->group_filled[g] += p->result->match.filled[at];
        }
    for (uint32_t i = 0; i < round->applicants.count && lines && line; i++) {
        const uint32_t wish = p->result->match.wish[i];
        if (wish == EN_MATCH_NONE) continue;
        const uint32_t taken = line_begin[round->wish_place[wish]] + line[i];
        const uint64_t category = round->lines[taken].category;
        p->others[taken] += category && !(round->member && round->member[i] & category);
    }
    return true;
}

/* What a child of a group by targets was to get before others did. */
static void add_target(seats_picture *p, en_chart_level *level, uint32_t target)
{
    const en_arg arg = en_arg_int("target", target);
    if (target == 0 || target == EN_MATCH_NONE) return;
    level->has_target = true;
    level->target = target;
    add_about(p, level, level->filled < target ? EN_W_CHART_SEATS_TARGET_MISSED : EN_W_CHART_SEATS_TARGET, 1,
              &arg);
}

static bool is_at_cap(const seats_picture *p, uint32_t g)
{
    const uint32_t cap = p->round->group[g].cap;
    return cap != EN_MATCH_NONE && p->group_filled[g] >= cap;
}

static void add_group_row(seats_picture *p, uint32_t g, unsigned depth)
{
    const en_round *round = p->round;
    const en_match_group *group = &round->group[g];
    const bool capped = group->cap != EN_MATCH_NONE;
    const uint32_t most = capped ? group->cap : p->group_seats[g], filled = p->group_filled[g];
    const en_arg name = en_arg_str("group", round->groups.ids[g]);
    en_chart_level level = {.kind = EN_CHART_LEVEL_GROUP, .depth = depth, .filled = filled, .most = most};
    level.label = say(p, EN_W_CHART_SEATS_GROUP, 1, &name);
    level.said = say_filled(p, capped ? EN_W_CHART_SEATS_OF_CAP : EN_W_CHART_SEATS_OF_SEATS, filled, most);
    level.is_bound = is_at_cap(p, g) && p->group_seats[g] > group->cap;
    if (level.is_bound) add_about(p, &level, EN_W_CHART_SEATS_CAP_REACHED, 0, NULL);
    add_target(p, &level, group->target);
    add_level(p, &level);
}

static en_str label_of_line(seats_picture *p, uint32_t line)
{
    const en_match_line *l = &p->round->lines[line];
    const en_arg order = en_arg_int("order", p->round->line_order[line]);
    en_str category = {0}, term = {0};
    if (l->category) category = p->round->categories.ids[__builtin_ctzll(l->category)];
    if (l->term) term = p->round->terms.ids[l->term - 1];
    const en_arg args[] = {order, en_arg_str("category", category), en_arg_str("term", term)};
    if (l->category && l->term) return say(p, EN_W_CHART_SEATS_LINE_BOTH, 3, args);
    if (l->category)
        return say(p, l->others_never ? EN_W_CHART_SEATS_LINE_ONLY : EN_W_CHART_SEATS_LINE_FIRST, 3, args);
    return say(p, l->term ? EN_W_CHART_SEATS_LINE_TERM : EN_W_CHART_SEATS_LINE_OPEN, 3, args);
}

/* Seats that went from a line, or came to it, once all lines were filled. */
static void add_handed_on(seats_picture *p, en_chart_level *level, uint32_t line, uint32_t in_the_end)
{
    const en_match_line *l = &p->round->lines[line];
    const bool gave = in_the_end < l->seats && l->to != EN_MATCH_NONE;
    const en_arg args[] = {en_arg_int("count", gave ? l->seats - in_the_end : in_the_end - l->seats),
                           en_arg_int("order", gave ? p->round->line_order[l->to] : 0)};
    if (gave) add_about(p, level, EN_W_CHART_SEATS_GAVE, 2, args);
    else if (in_the_end > l->seats) add_about(p, level, EN_W_CHART_SEATS_RECEIVED, 1, args);
}

static void add_line_row(seats_picture *p, uint32_t line, unsigned depth)
{
    const en_match_line *l = &p->round->lines[line];
    const en_match_line_standing *standing = &p->result->standings.lines[line];
    en_chart_level level = {.kind = l->category ? EN_CHART_LEVEL_RESERVED
                                    : l->term   ? EN_CHART_LEVEL_TERM
                                                : EN_CHART_LEVEL_OPEN,
                            .depth = depth,
                            .filled = standing->filled,
                            .most = standing->seats};
    level.label = label_of_line(p, line);
    level.said = say_filled(p, EN_W_CHART_SEATS_OF_SEATS, standing->filled, standing->seats);
    level.is_bound = standing->filled > 0 && standing->filled >= standing->seats && standing->refused > 0;
    if (level.is_bound) add_about(p, &level, EN_W_CHART_SEATS_FULL, 0, NULL);
    const en_arg others = en_arg_int("count", p->others[line]);
    if (p->others[line]) add_about(p, &level, EN_W_CHART_SEATS_OTHERS, 1, &others);
    add_handed_on(p, &level, line, standing->seats);
    add_level(p, &level);
}

/* The innermost group whose cap keeps somebody out of a seat that is free here; or EN_MATCH_NONE. */
static uint32_t cap_over(const seats_picture *p, uint32_t place)
{
    const en_match_standings *s = &p->result->standings;
    uint32_t group = EN_MATCH_NONE, begin = s->waiting_begin[place];
    if (!p->problem.in_group || begin == s->waiting_begin[place + 1]) return EN_MATCH_NONE;
    en_match_refusal why =
        en_match_why_refused(&p->problem, s, s->applicant[begin], s->waiting[begin], NULL, &group);
    return why == EN_MATCH_REFUSED_CAP ? group : EN_MATCH_NONE;
}

static void add_place(seats_picture *p, uint32_t place, unsigned depth)
{
    const en_round *round = p->round;
    const en_match_standings *s = &p->result->standings;
    const uint32_t seats = round->seats[place], filled = p->result->match.filled[place];
    const bool lines = has_lines(p, place);
    if (!p->with_places) return;
    en_chart_level level = {.kind = EN_CHART_LEVEL_PLACE, .depth = depth, .filled = filled, .most = seats};
    level.label = en_round_place_name(round, p->language, place);
    level.said = say_filled(p, EN_W_CHART_SEATS_OF_SEATS, filled, seats);
    level.is_bound = filled > 0 && filled >= seats && s->waiting_begin[place] < s->waiting_begin[place + 1];
    if (level.is_bound) add_about(p, &level, EN_W_CHART_SEATS_FULL, 0, NULL);
    const uint32_t held_back = level.is_bound ? EN_MATCH_NONE : cap_over(p, place);
    if (held_back != EN_MATCH_NONE) {
        const en_arg name = en_arg_str("group", round->groups.ids[held_back]);
        add_about(p, &level, EN_W_CHART_SEATS_HELD_BACK, 1, &name);
    }
    if (p->problem.in_group && p->problem.in_group[place].group != EN_MATCH_NONE)
        add_target(p, &level, p->problem.in_group[place].target);
    add_level(p, &level);
    for (uint32_t k = lines ? round->line_begin[place] : 0; lines && k < round->line_begin[place + 1]; k++)
        if (p->with_lines) add_line_row(p, k, depth + 1);
}

/* Groups in the order of their table, each with what is in it; its depth is that of a forest whose rows all
 * fit into a picture. */
static void add_group(seats_picture *p, uint32_t g, unsigned depth)
{
    const en_round *round = p->round;
    if (p->count == EN_CHART_MOST_MARKS) return;
    add_group_row(p, g, depth);
    for (uint32_t child = 0; child < round->groups.count; child++)
        if (round->group_parent[child] == g) add_group(p, child, depth + 1);
    for (uint32_t place = 0; place < round->places.count; place++)
        if (round->place_group[place] == g) add_place(p, place, depth + 1);
}

static void add_tree(seats_picture *p)
{
    const en_round *round = p->round;
    for (uint32_t g = 0; g < round->groups.count; g++)
        if (round->group_parent[g] == EN_MATCH_NONE) add_group(p, g, 0);
    for (uint32_t place = 0; place < round->places.count; place++)
        if (!round->groups.count || round->place_group[place] == EN_MATCH_NONE) add_place(p, place, 0);
}

/* How much of it there is room for. */
static void choose_detail(seats_picture *p)
{
    const en_round *round = p->round;
    uint64_t lines = 0, places = round->places.count, groups = round->groups.count;
    for (uint32_t place = 0; place < round->places.count; place++)
        if (has_lines(p, place)) lines += round->line_begin[place + 1] - round->line_begin[place];
    p->with_places = groups + places <= EN_CHART_MOST_MARKS;
    p->with_lines = groups + places + lines <= EN_CHART_MOST_MARKS;
}

static en_str note_of(seats_picture *p)
{
    if (!p->with_places) return say(p, EN_W_CHART_SEATS_WITHOUT_PLACES, 0, NULL);
    return p->with_lines ? say(p, EN_W_CHART_SEATS_NOTE, 0, NULL)
                         : say(p, EN_W_CHART_SEATS_WITHOUT_LINES, 0, NULL);
}

static en_status draw(seats_picture *p, double width, en_text *svg)
{
    const en_arg name = en_arg_str("round", p->round->rules.title[p->language]);
    choose_detail(p);
    add_tree(p);
    en_chart_levels chart = {.levels = p->levels, .count = p->count};
    chart.frame = (en_chart_frame){.language = p->language,
                                   .width = width,
                                   .title = say(p, EN_W_CHART_SEATS_TITLE, 1, &name),
                                   .subtitle = say(p, EN_W_CHART_SEATS_SUBTITLE, 0, NULL),
                                   .summary = say(p, EN_W_CHART_SEATS_SUMMARY, 1, &name),
                                   .note = note_of(p)};
    return p->failed ? EN_ERR_MEMORY : en_chart_levels_add(svg, &chart);
}

en_status en_picture_of_seats(const en_round *round, const en_round_result *result,
                              en_picture_options options, en_report *report, en_text *svg)
{
    if (round->rules.mechanism == EN_TWO_AGENCY)
        return en_report_error(report, EN_W_CHART_NO_SEATS, (en_where){.file = en_str_of("groups.csv")});
    seats_picture p = {.arena = en_arena_make(svg->allocator),
                       .round = round,
                       .result = result,
                       .problem = en_round_problem(round),
                       .language = options.language};
    en_status status = count_all(&p) ? draw(&p, options.width, svg) : EN_ERR_MEMORY;
    en_arena_free(&p.arena);
    return status;
}

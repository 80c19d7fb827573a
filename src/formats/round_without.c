/* A round without one of its rules. See round_without.h. O(wishes + lines + groups), and what ties cost where
 * held seats are left out. */
#include "round_without.h"

#include "round_parts.h"

static uint32_t line_count(const en_round *round)
{
    return round->line_begin ? round->line_begin[round->places.count] : 0;
}

static bool has_line(const en_round *round, bool (*is)(const en_match_line *line, uint64_t category),
                     uint64_t category)
{
    for (uint32_t k = 0; k < line_count(round); k++)
        if (is(&round->lines[k], category)) return true;
    return false;
}

static bool is_for_category(const en_match_line *line, uint64_t category)
{
    return (line->category & category) != 0;
}
static bool is_for_term(const en_match_line *line, uint64_t category)
{
    (void)category;
    return line->term != 0;
}
static bool gives(const en_match_line *line, uint64_t category)
{
    (void)category;
    return line->to != EN_MATCH_NONE;
}

static bool has_cap(const en_round *round, uint32_t group)
{
    return round->in_group && round->group[group].cap != EN_MATCH_NONE;
}

static bool has_any_cap(const en_round *round)
{
    for (uint32_t g = 0; g < round->groups.count; g++)
        if (has_cap(round, g)) return true;
    return false;
}

static bool has_targets(const en_round *round)
{
    if (!round->in_group) return false;
    for (uint32_t g = 0; g < round->groups.count; g++)
        if (round->group[g].target > 0) return true;
    for (uint32_t p = 0; p < round->places.count; p++)
        if (round->in_group[p].target > 0) return true;
    return false;
}

static bool has_rule(const en_round *round, en_rule rule)
{
    switch (rule.kind) {
    case EN_RULE_CAPS: return has_any_cap(round);
    case EN_RULE_CAP: return has_cap(round, rule.index);
    case EN_RULE_TARGETS: return has_targets(round);
    case EN_RULE_RESERVES: return has_line(round, is_for_category, UINT64_MAX);
    case EN_RULE_RESERVE: return has_line(round, is_for_category, (uint64_t)1 << rule.index);
    case EN_RULE_TERMS: return has_line(round, is_for_term, 0);
    case EN_RULE_TRANSFERS: return has_line(round, gives, 0);
    case EN_RULE_MIN_SEATS: return round->min_seats != NULL;
    case EN_RULE_FLOORS: return round->floors != NULL;
    case EN_RULE_HELD: return round->held != NULL;
    case EN_RULE_KINDS: break;
    }
    return false;
}

/* How many rules of a kind there could be: one a group, one a category. */
static uint32_t most_of(const en_round *round, en_rule_kind kind)
{
    return kind == EN_RULE_CAP ? round->groups.count : kind == EN_RULE_RESERVE ? round->categories.count : 1;
}

en_rule *en_round_rules_list(const en_round *round, en_arena *arena, size_t *count)
{
    size_t most = (size_t)EN_RULE_KINDS + round->groups.count + round->categories.count;
    en_rule *rules = en_arena_raw(arena, most, sizeof *rules);
    *count = 0;
    for (int kind = 0; kind < EN_RULE_KINDS && rules; kind++)
        for (uint32_t k = 0; k < most_of(round, (en_rule_kind)kind); k++) {
            en_rule rule = {(en_rule_kind)kind, k};
            if (has_rule(round, rule)) rules[(*count)++] = rule;
        }
    return rules;
}

static const char *const rule_names[EN_RULE_KINDS] = {
    [EN_RULE_CAPS] = "caps",           [EN_RULE_CAP] = "cap",
    [EN_RULE_TARGETS] = "targets",     [EN_RULE_RESERVES] = "reserves",
    [EN_RULE_RESERVE] = "reserve",     [EN_RULE_TERMS] = "terms",
    [EN_RULE_TRANSFERS] = "transfers", [EN_RULE_MIN_SEATS] = "min-seats",
    [EN_RULE_FLOORS] = "floors",       [EN_RULE_HELD] = "held"};

static const en_ids *ids_of(const en_round *round, en_rule_kind kind)
{
    return kind == EN_RULE_CAP ? &round->groups : kind == EN_RULE_RESERVE ? &round->categories : NULL;
}

/* Whether it is the rule of one group or category, which stands behind the colon. */
static bool is_of_one(en_rule_kind kind) { return kind == EN_RULE_CAP || kind == EN_RULE_RESERVE; }

static en_status refuse(en_word word, en_str text, en_report *report)
{
    en_where where = {.column = en_str_of("--without"), .value = text};
    return en_report_error(report, word, where);
}

/* "cap:GROUP" → the kind and the id behind the first colon. */
static bool split_rule(en_str text, en_rule_kind *kind, en_str *id)
{
    size_t colon = 0;
    while (colon < text.size && text.at[colon] != ':') colon++;
    en_str name = {text.at, colon};
    *id = colon < text.size ? (en_str){text.at + colon + 1, text.size - colon - 1} : (en_str){0};
    int k = 0;
    while (k < EN_RULE_KINDS && !en_str_is(name, rule_names[k])) k++;
    *kind = (en_rule_kind)k;
    return k < EN_RULE_KINDS && is_of_one(*kind) == (colon < text.size);
}

en_status en_rule_read(const en_round *round, en_str text, en_report *report, en_rule *rule)
{
    en_str id;
    en_rule read = {0};
    if (!split_rule(text, &read.kind, &id)) {
        (void)refuse(EN_W_WHAT_IF_NO_SUCH_RULE, text, report);
        return EN_ERR_USAGE;
    }
    en_status status =
        is_of_one(read.kind) ? round_find_id(ids_of(round, read.kind), id, &read.index) : EN_OK;
    if (status != EN_OK) return status;
    if (read.index == EN_IDS_NONE || !has_rule(round, read))
        return refuse(EN_W_WHAT_IF_NOT_A_RULE_HERE, text, report);
    *rule = read;
    return EN_OK;
}

void en_rule_add_words(en_text *text, en_language language, const en_round *round, en_rule rule)
{
    static const en_word words[EN_RULE_KINDS] = {
        [EN_RULE_CAPS] = EN_W_RULE_CAPS,           [EN_RULE_CAP] = EN_W_RULE_CAP,
        [EN_RULE_TARGETS] = EN_W_RULE_TARGETS,     [EN_RULE_RESERVES] = EN_W_RULE_RESERVES,
        [EN_RULE_RESERVE] = EN_W_RULE_RESERVE,     [EN_RULE_TERMS] = EN_W_RULE_TERMS,
        [EN_RULE_TRANSFERS] = EN_W_RULE_TRANSFERS, [EN_RULE_MIN_SEATS] = EN_W_RULE_MIN_SEATS,
        [EN_RULE_FLOORS] = EN_W_RULE_FLOORS,       [EN_RULE_HELD] = EN_W_RULE_HELD};
    const en_ids *ids = ids_of(round, rule.kind);
    en_arg arg = en_arg_str("id", ids ? ids->ids[rule.index] : (en_str){0});
    en_words_add(text, language, words[rule.kind], 1, &arg);
}

void en_rule_add_json(en_json *json, const en_round *round, en_rule rule)
{
    const en_ids *ids = ids_of(round, rule.kind);
    en_json_key_text(json, "without", rule_names[rule.kind]);
    if (ids) en_json_key_str(json, rule.kind == EN_RULE_CAP ? "group" : "category", ids->ids[rule.index]);
}

static bool drop_caps(const en_round *round, en_rule rule, en_arena *arena, en_round *to)
{
    if (!round_copy(&to->group, round->group, arena, round->groups.count, sizeof *round->group)) return false;
    for (uint32_t g = 0; g < round->groups.count; g++)
        if (rule.kind == EN_RULE_CAPS || g == rule.index) to->group[g].cap = EN_MATCH_NONE;
    return true;
}

static bool drop_targets(const en_round *round, en_arena *arena, en_round *to)
{
    uint32_t places = round->places.count;
    if (!round_copy(&to->group, round->group, arena, round->groups.count, sizeof *round->group) ||
        !round_copy(&to->in_group, round->in_group, arena, places, sizeof *round->in_group))
        return false;
    for (uint32_t g = 0; g < round->groups.count; g++) to->group[g].target = 0;
    for (uint32_t p = 0; p < places; p++) to->in_group[p].target = 0;
    return true;
}

static void drop_of_line(en_rule rule, en_match_line *line)
{
    bool open = rule.kind == EN_RULE_RESERVES ||
                (rule.kind == EN_RULE_RESERVE && is_for_category(line, (uint64_t)1 << rule.index));
    if (open) {
        line->category = 0;
        line->others_never = false;
    }
    if (rule.kind == EN_RULE_TERMS) line->term = 0;
    if (rule.kind == EN_RULE_TRANSFERS) line->to = EN_MATCH_NONE;
}

static bool drop_of_lines(const en_round *round, en_rule rule, en_arena *arena, en_round *to)
{
    if (!round_copy(&to->lines, round->lines, arena, line_count(round), sizeof *round->lines)) return false;
    for (uint32_t k = 0; k < line_count(round); k++) drop_of_line(rule, &to->lines[k]);
    return true;
}

/* Holders have the wishes that they wrote themselves, with the scores that these have. */
static en_status drop_held(const en_round *round, const en_context *context, en_arena *arena,
                           en_report *report, en_round *to)
{
    if (!round_copy(&to->wish_score, round->wish_score, arena, round->wishes, sizeof *round->wish_score))
        return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        uint32_t w = round->held[i];
        if (w == EN_MATCH_NONE) continue;
        bool counts = round->held_written[i] && en_round_is_eligible(round, i, w);
        to->wish_score[w] = counts ? round->held_score[i] : EN_MATCH_UNACCEPTABLE;
    }
    to->held = to->held_turn = NULL;
    to->held_score = NULL;
    return round_settle_further_ties(to, context, arena, report);
}

en_status en_round_without(const en_round *round, en_rule rule, const en_context *context, en_arena *arena,
                           en_report *report, en_round *variant)
{
    en_round to = *round;
    bool made = true;
    en_status status = EN_OK;
    switch (rule.kind) {
    case EN_RULE_CAPS:
    case EN_RULE_CAP: made = drop_caps(round, rule, arena, &to); break;
    case EN_RULE_TARGETS: made = drop_targets(round, arena, &to); break;
    case EN_RULE_RESERVES:
    case EN_RULE_RESERVE:
    case EN_RULE_TERMS:
    case EN_RULE_TRANSFERS: made = drop_of_lines(round, rule, arena, &to); break;
    case EN_RULE_MIN_SEATS: to.min_seats = NULL; break;
    case EN_RULE_FLOORS: to.floors = NULL; break;
    case EN_RULE_HELD: status = drop_held(round, context, arena, report, &to); break;
    case EN_RULE_KINDS: break;
    }
    if (!made) status = EN_ERR_MEMORY;
    /* Lines that are reserved no more may put a holder elsewhere; whether all find a seat is asked again. */
    if (status == EN_OK && to.held) status = round_check_held(&to, context, report);
    if (status == EN_OK) *variant = to;
    return status;
}

/* What a round asks of its mechanism, and the refusal of what does not combine or is not there yet. See
 * combine.h. */
#include "round_parts.h"

/* What rules alone ask for. */
static en_feature_set features_of_rules(const en_round_rules *rules)
{
    en_feature_set set = 0;
    if (rules->tie_rule == EN_TIES_KEEP) set |= en_feature_bit(EN_FEATURE_KEPT_TIES);
    if (rules->stable_cycles) set |= en_feature_bit(EN_FEATURE_STABLE_CYCLES);
    if (rules->eligibility.at) set |= en_feature_bit(EN_FEATURE_ELIGIBILITY);
    if (rules->proposer == EN_MATCH_PLACES_PROPOSE) set |= en_feature_bit(EN_FEATURE_PLACES_PROPOSE);
    return set;
}

static en_feature_set features_of_tables(const en_round *round)
{
    en_feature_set set = 0;
    if (round->seats_table.name.size) set |= en_feature_bit(EN_FEATURE_LINES);
    if (round->held_table.name.size) set |= en_feature_bit(EN_FEATURE_HELD);
    if (round->joint_table.name.size) set |= en_feature_bit(EN_FEATURE_COUPLES);
    if (round->demands_table.name.size) set |= en_feature_bit(EN_FEATURE_DEMANDS);
    return set;
}

/* Kept ties concern a mechanism that has none of them only where there is a tie: round_settle_ties sees to
 * that. */
en_feature_set en_round_features(const en_round *round)
{
    en_feature_set kept = en_feature_bit(EN_FEATURE_KEPT_TIES);
    en_feature_set set = round->features | features_of_tables(round) | features_of_rules(&round->rules);
    return en_features_required(round->rules.mechanism) & kept ? set : set & ~kept;
}

/* What people call a feature, and where a round asks for it. */
typedef struct named_feature {
    en_word word;
    const char *column;
} named_feature;

static const named_feature named[EN_FEATURE_COUNT] = {
    [EN_FEATURE_LINES] = {EN_W_FEATURE_LINES, NULL},
    [EN_FEATURE_TERMS] = {EN_W_FEATURE_TERMS, "term"},
    [EN_FEATURE_TARGETS] = {EN_W_FEATURE_TARGETS, "choice"},
    [EN_FEATURE_COMMON_ORDER] = {EN_W_FEATURE_COMMON_ORDER, "choice"},
    [EN_FEATURE_GROUP_FLOORS] = {EN_W_FEATURE_GROUP_FLOORS, "floor"},
    [EN_FEATURE_MIN_SEATS] = {EN_W_FEATURE_MIN_SEATS, "min_seats"},
    [EN_FEATURE_FLOOR] = {EN_W_FEATURE_FLOOR, "floor"},
    [EN_FEATURE_HELD] = {EN_W_FEATURE_HELD, NULL},
    [EN_FEATURE_COUPLES] = {EN_W_FEATURE_COUPLES, NULL},
    [EN_FEATURE_DEMANDS] = {EN_W_FEATURE_DEMANDS, NULL},
    [EN_FEATURE_KEPT_TIES] = {EN_W_FEATURE_KEPT_TIES, "ties.rule"},
    [EN_FEATURE_STABLE_CYCLES] = {EN_W_FEATURE_STABLE_CYCLES, "ties.improve"},
    [EN_FEATURE_ELIGIBILITY] = {EN_W_FEATURE_ELIGIBILITY, "eligibility"},
    [EN_FEATURE_PLACES_PROPOSE] = {EN_W_FEATURE_PLACES_PROPOSE, "proposer"},
};

/* NULL: round.json. */
static const en_table *table_of(const en_round *round, en_feature feature)
{
    const en_table *const tables[EN_FEATURE_COUNT] = {
        [EN_FEATURE_LINES] = &round->seats_table,         [EN_FEATURE_TERMS] = &round->choices_table,
        [EN_FEATURE_TARGETS] = &round->groups_table,      [EN_FEATURE_COMMON_ORDER] = &round->groups_table,
        [EN_FEATURE_GROUP_FLOORS] = &round->groups_table, [EN_FEATURE_MIN_SEATS] = &round->places_table,
        [EN_FEATURE_FLOOR] = &round->places_table,        [EN_FEATURE_HELD] = &round->held_table,
        [EN_FEATURE_COUPLES] = &round->joint_table,       [EN_FEATURE_DEMANDS] = &round->demands_table,
    };
    return tables[feature];
}

static en_where where_of(const en_round *round, en_feature feature)
{
    const en_table *table = table_of(round, feature);
    return (en_where){.file = table ? table->name : round->rules_file.name,
                      .column = en_str_of(named[feature].column)};
}

static en_where at_mechanism(const en_round *round)
{
    return (en_where){.file = round->rules_file.name,
                      .column = en_str_of("mechanism"),
                      .value = en_str_of(en_mechanism_name(round->rules.mechanism))};
}

/* The features of a set as arguments; returns the last of them. */
static en_feature list_features(en_feature_set set, en_arg args[EN_REPORT_ARGS], size_t *count)
{
    static const char *const names[EN_REPORT_ARGS] = {"first", "second", "third", "fourth"};
    en_feature last = EN_FEATURE_LINES;
    *count = 0;
    for (int f = 0; f < EN_FEATURE_COUNT && *count < EN_REPORT_ARGS; f++) {
        if (!(set & en_feature_bit((en_feature)f))) continue;
        last = (en_feature)f;
        args[*count] = en_arg_word(names[*count], named[f].word);
        (*count)++;
    }
    return last;
}

/* One feature that the mechanism does not have, or several that do not go together; for now, or by design. */
static void report_conflict(const en_round *round, en_feature_set set, bool ready, en_report *report)
{
    en_arg args[EN_REPORT_ARGS];
    size_t count;
    en_feature last = list_features(set, args, &count);
    en_word rule = count == 1   ? EN_W_ROUND_NOT_WITH_MECHANISM
                   : count == 2 ? EN_W_ROUND_NOT_TOGETHER
                                : EN_W_ROUND_NOT_ALL_TOGETHER;
    if (count == 1) args[count++] = en_arg_text("mechanism", en_mechanism_name(round->rules.mechanism));
    if (count == 2 && ready && rule == EN_W_ROUND_NOT_WITH_MECHANISM) rule = EN_W_ROUND_FEATURE_UNREADY;
    else if (ready) rule = EN_W_ROUND_TOGETHER_UNREADY;
    (void)en_report_add(report, EN_ERROR, rule, where_of(round, last), count, args);
}

static en_status report_conflicts(const en_round *round, bool ready, en_report *report)
{
    en_feature_set conflicts[EN_MOST_CONFLICTS];
    size_t n = en_features_conflicts(round->rules.mechanism, en_round_features(round), ready, conflicts);
    for (size_t k = 0; k < n; k++) report_conflict(round, conflicts[k], ready, report);
    return n ? EN_ERR_INPUT : EN_OK;
}

static en_status report_missing(const en_round *round, en_report *report)
{
    en_feature_set missing = en_features_required(round->rules.mechanism) & ~en_round_features(round);
    if (!missing) return EN_OK;
    en_arg args[EN_REPORT_ARGS];
    size_t count;
    (void)list_features(missing, args, &count);
    return en_report_add(report, EN_ERROR, EN_W_ROUND_MECHANISM_NEEDS, at_mechanism(round), 1, args);
}

/* What is wrong with `order`, but that it is missing, which its mechanism alone shows. */
static en_status check_order(const en_round *round, en_report *report)
{
    en_str order = round->rules.order;
    if (order.size == 0 || en_str_is(order, "lottery")) return EN_OK;
    for (size_t i = 0; i < round->applicants_table.columns; i++)
        if (en_str_equal(round->applicants_table.header[i], order)) return EN_OK;
    return en_report_error(report, EN_W_ROUND_ORDER_UNKNOWN,
                           (en_where){round->rules_file.name, 0, en_str_of("order"), order});
}

en_status round_check_combination(const en_round *round, en_report *report)
{
    en_status missing = report_missing(round, report);
    en_status order = check_order(round, report);
    if (missing == EN_OK) missing = order;
    en_status conflicts = report_conflicts(round, false, report);
    return missing != EN_OK ? missing : conflicts;
}

en_status en_round_refuse_unready(const en_round *round, en_report *report)
{
    if (!en_features_combine(round->rules.mechanism, 0, true))
        return en_report_error(report, EN_W_ROUND_UNSUPPORTED, at_mechanism(round));
    return report_conflicts(round, true, report);
}

en_status en_round_rules_check(const en_round_rules *rules, en_str file, en_report *report)
{
    const en_round round = {.rules = *rules, .rules_file = {.name = file}};
    en_status status = report_conflicts(&round, false, report);
    return status == EN_OK ? en_round_refuse_unready(&round, report) : status;
}

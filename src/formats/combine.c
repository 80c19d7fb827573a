/* The table of what combines. See combine.h. */
#include "combine.h"

enum {
    LINES = 1 << EN_FEATURE_LINES,
    TERMS = 1 << EN_FEATURE_TERMS,
    TARGETS = 1 << EN_FEATURE_TARGETS,
    COMMON_ORDER = 1 << EN_FEATURE_COMMON_ORDER,
    MIN_SEATS = 1 << EN_FEATURE_MIN_SEATS,
    FLOOR = 1 << EN_FEATURE_FLOOR,
    HELD = 1 << EN_FEATURE_HELD,
    COUPLES = 1 << EN_FEATURE_COUPLES,
    DEMANDS = 1 << EN_FEATURE_DEMANDS,
    KEPT_TIES = 1 << EN_FEATURE_KEPT_TIES,
    STABLE_CYCLES = 1 << EN_FEATURE_STABLE_CYCLES,
    ELIGIBILITY = 1 << EN_FEATURE_ELIGIBILITY,
    PLACES_PROPOSE = 1 << EN_FEATURE_PLACES_PROPOSE
};

/* A set combines if it is part of the features of one row. */
const en_combination en_combinations[] = {
    {EN_DEFERRED_ACCEPTANCE, LINES | TERMS | TARGETS | COMMON_ORDER | HELD | ELIGIBILITY, true},
    {EN_DEFERRED_ACCEPTANCE, MIN_SEATS | ELIGIBILITY, true},
    {EN_DEFERRED_ACCEPTANCE, FLOOR | ELIGIBILITY, true},
    {EN_DEFERRED_ACCEPTANCE, COUPLES | ELIGIBILITY, true},
    {EN_DEFERRED_ACCEPTANCE, STABLE_CYCLES | ELIGIBILITY, true},
    {EN_DEFERRED_ACCEPTANCE, PLACES_PROPOSE | ELIGIBILITY, true},
    {EN_IMMEDIATE_ACCEPTANCE, TERMS | ELIGIBILITY, true},
    {EN_TOP_TRADING_CYCLES, TERMS | ELIGIBILITY, true},
    {EN_SERIAL_DICTATORSHIP, TERMS | ELIGIBILITY, true},
    {EN_MAX_WEAKLY_STABLE, KEPT_TIES | ELIGIBILITY, true},
    {EN_MAX_SIZE, TERMS | ELIGIBILITY, true},
    {EN_MIN_COST_MAX, TERMS | ELIGIBILITY, true},
    {EN_GENEROUS_MAX, TERMS | ELIGIBILITY, true},
    {EN_GREEDY_MAX, TERMS | ELIGIBILITY, true},
    {EN_RANK_MAXIMAL, TERMS | ELIGIBILITY, true},
    {EN_TWO_AGENCY, DEMANDS | TERMS | ELIGIBILITY, true},
};
const size_t en_combination_count = sizeof en_combinations / sizeof *en_combinations;

const char *en_mechanism_name(en_mechanism mechanism)
{
    static const char *const names[EN_MECHANISM_COUNT] = {"deferred-acceptance", "immediate-acceptance",
                                                          "top-trading-cycles",  "serial-dictatorship",
                                                          "max-weakly-stable",   "max-size",
                                                          "min-cost-max",        "generous-max",
                                                          "greedy-max",          "rank-maximal",
                                                          "two-agency"};
    return names[mechanism];
}

bool en_mechanism_find(en_str name, en_mechanism *mechanism)
{
    for (int m = 0; m < EN_MECHANISM_COUNT; m++)
        if (en_str_is(name, en_mechanism_name((en_mechanism)m))) {
            *mechanism = (en_mechanism)m;
            return true;
        }
    return false;
}

const char *en_feature_name(en_feature feature)
{
    static const char *const names[EN_FEATURE_COUNT] = {
        "lines", "terms",   "targets", "common-order", "group floors",  "min_seats",   "floor",
        "held",  "couples", "demands", "kept ties",    "stable-cycles", "eligibility", "places propose",
    };
    return names[feature];
}

en_feature_set en_features_required(en_mechanism mechanism)
{
    if (mechanism == EN_MAX_WEAKLY_STABLE) return KEPT_TIES;
    return mechanism == EN_TWO_AGENCY ? DEMANDS : 0;
}

bool en_features_combine(en_mechanism mechanism, en_feature_set features, bool ready)
{
    for (size_t i = 0; i < en_combination_count; i++) {
        const en_combination *c = &en_combinations[i];
        if (c->mechanism == mechanism && (features & ~c->features) == 0 && (c->ready || !ready)) return true;
    }
    return false;
}

size_t en_features_conflicts(en_mechanism mechanism, en_feature_set features, bool ready,
                             en_feature_set conflicts[EN_MOST_CONFLICTS])
{
    size_t count = 0;
    for (int size = 1; size <= EN_FEATURE_COUNT && count == 0; size++)
        for (en_feature_set set = 1; set <= features && count < EN_MOST_CONFLICTS; set++)
            if ((set & ~features) == 0 && __builtin_popcount(set) == size &&
                !en_features_combine(mechanism, set, ready))
                conflicts[count++] = set;
    return count;
}

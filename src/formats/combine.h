/* What a round can ask of a mechanism, and what of it combines: one table, from which rounds are refused and
 * against which docs/formats.md is tested.
 */
#ifndef EN_COMBINE_H
#define EN_COMBINE_H

#include "report.h"

#include <enishi/match.h>

typedef enum en_mechanism {
    EN_DEFERRED_ACCEPTANCE,
    EN_IMMEDIATE_ACCEPTANCE,
    EN_TOP_TRADING_CYCLES,
    EN_SERIAL_DICTATORSHIP,
    EN_MAX_WEAKLY_STABLE,
    EN_MAX_SIZE,
    EN_MIN_COST_MAX,
    EN_GENEROUS_MAX,
    EN_GREEDY_MAX,
    EN_RANK_MAXIMAL,
    EN_TWO_AGENCY,
    EN_MECHANISM_COUNT
} en_mechanism;

/* As round.json writes it. */
const char *en_mechanism_name(en_mechanism mechanism);

/* The mechanism of this name; false where there is none, and *mechanism stays as it is. */
bool en_mechanism_find(en_str name, en_mechanism *mechanism);

typedef enum en_feature {
    EN_FEATURE_LINES,          /* seats.csv */
    EN_FEATURE_TERMS,          /* choices.csv: term */
    EN_FEATURE_TARGETS,        /* groups.csv: choice targets */
    EN_FEATURE_COMMON_ORDER,   /* groups.csv: choice common-order */
    EN_FEATURE_GROUP_FLOORS,   /* groups.csv: floor */
    EN_FEATURE_MIN_SEATS,      /* places.csv: min_seats */
    EN_FEATURE_FLOOR,          /* places.csv: floor */
    EN_FEATURE_HELD,           /* held.csv */
    EN_FEATURE_COUPLES,        /* joint.csv */
    EN_FEATURE_DEMANDS,        /* demands.csv */
    EN_FEATURE_KEPT_TIES,      /* ties.rule keep */
    EN_FEATURE_STABLE_CYCLES,  /* ties.improve stable-cycles */
    EN_FEATURE_ELIGIBILITY,    /* eligibility */
    EN_FEATURE_PLACES_PROPOSE, /* proposer places */
    EN_FEATURE_COUNT
} en_feature;

/* A bit for each feature. */
typedef uint32_t en_feature_set;

static inline en_feature_set en_feature_bit(en_feature feature) { return (en_feature_set)1 << feature; }

/* As docs/formats.md calls it. */
const char *en_feature_name(en_feature feature);

/* A row of the table: the mechanism takes these features, all together or any of them. */
typedef struct en_combination {
    en_mechanism mechanism;
    en_feature_set features;
    bool ready; /* the engine of this version has them all, together */
} en_combination;

extern const en_combination en_combinations[];
extern const size_t en_combination_count;

/* Features without which the mechanism says nothing. */
en_feature_set en_features_required(en_mechanism mechanism);

/* Whether a mechanism takes these features together; ready: in this version. */
bool en_features_combine(en_mechanism mechanism, en_feature_set features, bool ready);

enum { EN_MOST_CONFLICTS = 16 };

/* The smallest sets out of `features` that do not combine, all of one size: features that the mechanism
 * lacks, or else pairs, or else three together. Returns how many, at most EN_MOST_CONFLICTS. */
size_t en_features_conflicts(en_mechanism mechanism, en_feature_set features, bool ready,
                             en_feature_set conflicts[EN_MOST_CONFLICTS]);

#endif

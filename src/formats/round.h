/* A round: the tables and rules that one clearing reads, checked and turned into the engine's arrays.
 *
 * Reading reports every problem of every table by row and column; only a round without problems is returned.
 * What this version does not support is refused by name.
 */
#ifndef EN_ROUND_H
#define EN_ROUND_H

#include "combine.h"
#include "eligibility.h"
#include "sha256.h"
#include "table.h"
#include "words.h"

#include <enishi/match.h>

typedef enum en_tie_rule { EN_TIES_SINGLE, EN_TIES_MULTIPLE, EN_TIES_BY_ID, EN_TIES_KEEP } en_tie_rule;

/* How far the lottery's seed was fixed in advance. */
typedef enum en_seed_commitment {
    EN_COMMITMENT_NOT_NEEDED, /* no lottery decided anything */
    EN_COMMITMENT_NONE,       /* seed not committed in advance */
    EN_COMMITMENT_UNOPENED,   /* a commitment is given, the secret is not */
    EN_COMMITMENT_OPENED /* the secret opens the commitment, and the seed follows from secret and beacon */
} en_seed_commitment;

/* round.json. Texts that are not given are empty. */
typedef struct en_round_rules {
    en_str id;
    en_str title[EN_LANGUAGE_COUNT]; /* the id where not given */
    en_str previous;                 /* 64 hex digits */
    en_mechanism mechanism;
    en_match_proposer proposer;
    en_str order; /* of a serial dictatorship: "lottery", or a column of applicants.csv */
    en_tie_rule tie_rule;
    bool stable_cycles; /* ties.improve */
    en_str seed, commitment, beacon, secret;
    en_str eligibility;
    en_attribute *attributes; /* `columns` */
    size_t attribute_count;
} en_round_rules;

/* One ranked wish of a couple: of each member the wish that it takes, or EN_MATCH_NONE for one who may stay
 * unplaced. */
typedef struct en_joint_wish {
    uint32_t rank;
    uint32_t wish[2];
} en_joint_wish;

/* Two who apply together. Each member has a wish for every place that the couple names for them, ranked as
 * the best joint wish that names it. */
typedef struct en_couple {
    uint32_t applicant[2];
    uint32_t begin, end; /* joint wishes, by rank; no two have the same */
} en_couple;

/* What a funded wish takes from a budget. */
typedef struct en_demand {
    uint32_t applicant, place, group, units;
} en_demand;

/* A score that is not the score of a wish: what a place, or a group, gives the applicant. */
typedef struct en_further_score {
    uint32_t applicant, by;
    double score;
} en_further_score;

/* Refuses rules that no round can have: features that do not combine, or that this version does not have. */
EN_MUST_USE en_status en_round_rules_check(const en_round_rules *rules, en_str file, en_report *report);

typedef struct en_round {
    en_arena arena;
    en_arena rows; /* the wishes */
    en_folder folder;
    en_round_rules rules;
    en_file rules_file;
    /* Empty where there is none; of those behind scores_table also where it has no row. */
    en_table applicants_table, places_table, choices_table, scores_table, seats_table, groups_table,
        joint_table, held_table, demands_table;
    en_feature_set features; /* of cells; all: en_round_features */
    en_eligibility *eligibility;

    en_ids applicants, places;
    en_str *place_names[EN_LANGUAGE_COUNT]; /* per place; empty where not given */
    uint32_t *seats;
    bool *scored; /* per place: it scores applicants; else everyone is acceptable and tied */

    uint32_t wishes;
    uint32_t *wish_begin; /* applicants + 1; the wishes of one applicant are best first, ties decided */
    uint32_t *wish_place, *wish_rank;
    double *wish_score; /* EN_MATCH_UNACCEPTABLE where the place scores others but not this applicant; 0 where
                           it scores nobody */

    /* Empty or NULL where a round has none of it; what has the same name in en_match_problem is that. */
    en_ids terms; /* by their bytes; term t of a wish or a line is terms.ids[t - 1], 0 is none */
    uint32_t *wish_term;
    en_ids categories; /* the bit 1 << k stands for categories.ids[k] */
    uint64_t *member;  /* per applicant: bits */
    uint32_t *line_begin;
    en_match_line *lines;
    uint32_t *line_order;         /* per line: its `order` */
    uint32_t *min_seats, *floors; /* per place; 0: none */

    en_ids groups;
    uint64_t *group_row;    /* per group: its row in the table */
    uint32_t *group_parent; /* per group, as written; or EN_MATCH_NONE */
    uint32_t *place_group;  /* per place, as written; or EN_MATCH_NONE */
    bool *group_chooses;    /* per group: by a choice of its own or its parent's; else it only gathers */
    bool groups_sound;      /* groups.csv has no error, so that places can be put into it */
    en_match_group *group;  /* below a group that only gathers the parent is EN_MATCH_NONE */
    en_match_place_in_group *in_group; /* NULL where no group chooses */
    uint32_t *order_group; /* per place: the root-most group whose common order it is under, or EN_MATCH_NONE;
                              NULL where there is no common order */

    uint32_t *held;      /* per applicant: the wish that is a seat held from before, or EN_MATCH_NONE; its
                            wish_score     is EN_MATCH_HELD */
    uint32_t *held_turn; /* per applicant: the place of the id among all */
    bool *held_written;  /* per applicant: the held seat is a wish of their own too */
    double *held_score;  /* per applicant: what the place gives that wish; EN_MATCH_UNACCEPTABLE: nothing */
    en_couple *couples;  /* by the bytes of their ids */
    en_joint_wish *joint_wishes;
    en_ids joints; /* the ids of couples; couple k is couple_id[k] */
    uint32_t *couple_id;
    uint32_t couple_count;
    en_demand *demands; /* by applicant, place, group */
    size_t demand_count;
    en_further_score *further; /* top trading cycles: by applicant and place, pairs that are no wishes; two
                                  agencies: by applicant and group, the scores of groups */
    size_t further_count;

    uint32_t *pair_begin, *pair_place; /* of top trading cycles: whom each place ranks, by applicant */
    double *pair_score;
    uint32_t
        *order; /* applicants, of mechanisms that ask for it: by `order` of the rules, the lottery, or id */
    uint64_t *tie; /* see en_match_problem */
    bool tie_per_wish;
    bool lottery_used;
    en_seed_commitment commitment;
} en_round;

/* Reads and checks round.json alone. Texts are in the arena. */
EN_MUST_USE en_status en_round_rules_read(en_str bytes, en_str file, en_arena *arena, en_report *report,
                                          en_round_rules *rules);

/* Where a round is and how its CSV files are written. Borrowed texts. */
typedef struct en_round_source {
    const char *path; /* a folder, or a workbook with round.json beside it */
    en_table_options options;
    const en_mechanism *instead; /* of the mechanism that round.json names; NULL: as it says */
} en_round_source;

/* Reads a round. After a failure there is nothing to free. */
EN_MUST_USE en_status en_round_read(en_round_source source, const en_context *context, en_report *report,
                                    en_round *round);
void en_round_free(en_round *round);

/* A file that was read, for the certificate. */
typedef struct en_round_input {
    en_str name;
    const unsigned char *digest;
} en_round_input;

enum { EN_ROUND_MOST_INPUTS = 11 };

/* Whether the rule of eligibility admits the wish; if it does not, en_eligibility_column names what decided.
 */
static inline bool en_round_is_eligible(const en_round *round, uint32_t applicant, uint32_t wish)
{
    return en_eligibility_test(round->eligibility, applicant, round->wish_place[wish]);
}

/* Lists the files that were read: round.json, then each table that is a file, then the workbook. Returns how
 * many. */
size_t en_round_inputs(const en_round *round, en_round_input inputs[EN_ROUND_MOST_INPUTS]);

/* All that the round asks of its mechanism: of tables and rules. */
en_feature_set en_round_features(const en_round *round);

/* Refuses by name what the mechanisms of this version do not have; EN_ERR_INPUT. To be called before one
 * runs. */
EN_MUST_USE en_status en_round_refuse_unready(const en_round *round, en_report *report);

/* The pairs that top trading cycles go by, as a market of which every pair is a wish; borrows the round. */
en_match_problem en_round_pairs(const en_round *round);

/* The engine's view; borrows the round. */
en_match_problem en_round_problem(const en_round *round);

static inline en_str en_round_applicant(const en_round *round, uint32_t i)
{
    return round->applicants.ids[i];
}
static inline en_str en_round_place(const en_round *round, uint32_t p) { return round->places.ids[p]; }

/* The lottery number, in hex, by which the wish's place orders its applicant among equals. */
void en_round_lottery_number(const en_round *round, uint32_t wish, char hex[EN_SHA256_HEX + 1]);

/* What is allowed, and is often a slip: how many applicants rank wishes alike, and how many wishes cannot be
 * met for want of a score. */
void en_round_count_slips(const en_round *round, uint32_t *tied, uint32_t *unscored);

/* What people call the place: its name in the language, any name, or its id. */
en_str en_round_place_name(const en_round *round, en_language language, uint32_t place);

const char *en_tie_rule_name(en_tie_rule rule);
const char *en_proposer_name(en_match_proposer proposer);
const char *en_commitment_name(en_seed_commitment commitment);

#endif

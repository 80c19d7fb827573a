/* A round: the tables and rules that one clearing reads, checked and turned into the engine's arrays.
 *
 * Reading reports every problem of every table by row and column; only a round without problems is returned.
 * What this version does not support is refused by name.
 */
#ifndef EN_ROUND_H
#define EN_ROUND_H

#include "ids.h"
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
    en_str previous;
    en_match_proposer proposer;
    en_tie_rule tie_rule;
    en_str seed, commitment, beacon, secret;
} en_round_rules;

typedef struct en_round {
    en_arena arena;
    en_arena rows; /* the wishes */
    en_folder folder;
    en_round_rules rules;
    en_file rules_file;
    en_table applicants_table, places_table, choices_table,
        scores_table; /* the last: empty without scores.csv */
    bool has_scores_table;

    en_ids applicants, places;
    en_str *place_names[EN_LANGUAGE_COUNT]; /* per place; empty where not given */
    uint32_t *seats;
    bool *scored; /* per place: it scores applicants; else everyone is acceptable and tied */

    uint32_t wishes;
    uint32_t *wish_begin; /* applicants + 1; the wishes of one applicant are best first, ties decided */
    uint32_t *wish_place, *wish_rank;
    double *wish_score; /* EN_MATCH_UNACCEPTABLE where the place scores others but not this applicant; 0 where
                           it scores nobody */

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

enum { EN_ROUND_MOST_INPUTS = 6 };

/* Lists the files that were read: round.json, then each table that is a file, then the workbook. Returns how
 * many. */
size_t en_round_inputs(const en_round *round, en_round_input inputs[EN_ROUND_MOST_INPUTS]);

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

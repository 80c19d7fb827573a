/* The result of a round: reasons, and the files that are written, as texts in memory.
 *
 * docs/certificate.md says what each file holds. Large tables are made by several tasks, piece by piece in
 * order.
 */
#ifndef EN_RESULT_H
#define EN_RESULT_H

#include "json.h"
#include "round.h"

#include <enishi/assign.h>
#include <enishi/lower_limits.h>
#include <enishi/ties.h>

/* As matches.csv writes them. */
typedef enum en_reason {
    EN_REASON_PLACED,
    EN_REASON_HELD,
    EN_REASON_SCORE,
    EN_REASON_LOTTERY,
    EN_REASON_SEATS_CATEGORY,
    EN_REASON_SEATS_TERM,
    EN_REASON_GROUP_CAP,
    EN_REASON_CLOSED,
    EN_REASON_FLOOR,
    EN_REASON_JOINT,
    EN_REASON_INELIGIBLE, /* behind it stands the column that decided */
    EN_REASON_NO_SCORE,
    EN_REASON_BUDGET,
    EN_REASON_MECHANISM,
    EN_REASON_NO_WISHES,
    EN_REASON_COUNT
} en_reason;

/* The code that matches.csv gives, without a column. */
const char *en_reason_code(en_reason reason);

/* What a mechanism makes of a round. What it has nothing of is NULL. */
typedef struct en_round_result {
    en_match_result match;
    en_match_standings standings;
    en_match_closing closing; /* places that stay closed for want of applicants */
    uint32_t *seats_given;    /* per place, in a round with floors */
    bool *was_full;           /* two agencies, per wish: no seat was left when its applicant's turn came */
    uint32_t placed, most; /* under kept ties: how many are placed, and a proven bound of how many could be */
    en_match_proof proof;  /* which proves it */
    bool reached_limit;    /* a search for more than are placed ended before it was settled */
    double *held_cutoff;   /* per line, where seats are held: the lowest score of a holder, or NaN */
    en_assign_result assign;          /* its potentials prove the optimum; wish and filled are in match */
    en_match_couples_outcome couples; /* in a round with couples: what blocks, and what is proven */
    uint32_t *joint; /* per couple: the joint wish that came true, or EN_MATCH_NONE; NULL without couples */
} en_round_result;

/* EN_ERR_IMPOSSIBLE: what was asked for is proven not to exist, and the result is the nearest to it.
 * EN_ERR_LIMIT: a search reached its limit before it was proven what the result is. Else EN_OK. */
static inline en_status en_result_ending(const en_round_result *result)
{
    bool none = result->joint && result->couples.end == EN_MATCH_COUPLES_FEWEST;
    return result->reached_limit ? EN_ERR_LIMIT : none ? EN_ERR_IMPOSSIBLE : EN_OK;
}

/* Settles joint, once the matching is there. In the arena. */
EN_MUST_USE en_status en_result_settle_joint(const en_round *round, en_arena *arena, en_round_result *result);

/* The rank of what the applicant, who is placed, got: of the wish, or of a couple the joint wish; and whether
 * it is the first that they have. */
uint32_t en_result_rank(const en_round *round, const en_round_result *result, uint32_t applicant);
bool en_result_is_first(const en_round *round, const en_round_result *result, uint32_t applicant);

/* Whether the wish of one who applies alone blocks the result. Time O(wishes that block). */
bool en_result_blocks(const en_round_result *result, uint32_t applicant, uint32_t wish);

/* Whether the place stays closed though enough prefer it to open it: a search for a stable result ended at
 * its limit. */
static inline bool en_result_is_wanted(const en_round *round, const en_round_result *result, uint32_t place)
{
    const en_match_closing *closing = &result->closing;
    return closing->closed[place] && closing->preferring[place] >= round->min_seats[place];
}

/* Whether the result is the best for everybody among all stable ones: where places choose by seats alone. */
bool en_result_is_optimal(const en_round *round);

/* How many acceptable wishes there are for a place, on whatever line. Time O(1), or O(wishes) where it has
 * lines. */
uint32_t en_result_applied(const en_round *round, const en_round_result *result, uint32_t place);

/* A reason with what it names. */
typedef struct en_result_why {
    en_reason reason;
    en_str column;        /* ineligible */
    uint32_t last, group; /* see en_match_why_refused */
} en_result_why;

/* Why the applicant's result is what it is. */
en_result_why en_result_reason(const en_round *round, const en_round_result *result, uint32_t applicant);

/* Why a wish of the applicant that is preferred to the result, or is not acceptable, did not come true. */
en_result_why en_result_wish_reason(const en_round *round, const en_round_result *result, uint32_t applicant,
                                    uint32_t wish);

/* What the wish's place gives this applicant; false where it gives nothing. */
bool en_result_score(const en_round *round, uint32_t applicant, uint32_t wish, double *score);

/* Settles held_cutoff, once the standings are there. In the arena. */
EN_MUST_USE en_status en_result_settle_held(const en_round *round, en_arena *arena, en_round_result *result);

/* The lowest score that a line admitted; false where nobody whom it admitted has one. */
bool en_result_cutoff(const en_round *round, const en_round_result *result, uint32_t line, double *cutoff);

/* How many have one reason. */
typedef struct en_reason_count {
    en_reason reason;
    en_str column;
    uint32_t count;
} en_reason_count;

/* How many were placed at one rank. */
typedef struct en_rank_count {
    uint32_t rank, placed;
} en_rank_count;

/* Counts for summary.json and the terminal. */
typedef struct en_result_summary {
    uint64_t seats;
    uint32_t placed, unplaced, full_places, first_choices;
    uint64_t empty_seats;
    double mean_rank; /* of the placed; NaN if there are none */
    size_t rank_count;
    en_rank_count *ranks; /* ascending */
    size_t reason_count;
    en_reason_count *reasons; /* only those that occur, in the order of the codes, then of the columns */
} en_result_summary;

EN_MUST_USE en_status en_result_summarise(const en_round *round, const en_round_result *result,
                                          en_arena *arena, en_result_summary *summary);

/* Adds the key mean_rank, null where nobody is placed; and ranks, with how many are placed at each. */
void en_result_add_mean(en_json *json, uint32_t placed, double mean);
void en_result_add_ranks(en_json *json, const en_result_summary *s);

/* One result file: its text in parts, which follow each other. */
typedef struct en_result_file {
    const char *name;
    en_text *parts;
    size_t part_count;
    unsigned char digest[EN_SHA256_BYTES];
} en_result_file;

enum {
    EN_RESULT_MATCHES,
    EN_RESULT_PLACES,
    EN_RESULT_WAITING,
    EN_RESULT_SUMMARY,
    EN_RESULT_CERTIFICATE,
    EN_RESULT_FILES
};

typedef struct en_result_files {
    en_arena arena;
    en_result_file files[EN_RESULT_FILES];
} en_result_files;

/* Makes all files with their digests; the certificate comes last and holds the others'. */
EN_MUST_USE en_status en_result_write(const en_round *round, const en_round_result *result,
                                      const en_result_summary *summary, const char *version,
                                      const en_context *context, en_result_files *files);
void en_result_files_free(en_result_files *files);

#endif

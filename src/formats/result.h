/* The result of a round: reasons, and the files that are written, as texts in memory.
 *
 * docs/certificate.md says what each file holds. Large tables are made by several tasks, piece by piece in
 * order.
 */
#ifndef EN_RESULT_H
#define EN_RESULT_H

#include "round.h"

typedef enum en_reason {
    EN_REASON_PLACED,
    EN_REASON_SCORE,
    EN_REASON_LOTTERY,
    EN_REASON_NO_SCORE,
    EN_REASON_NO_WISHES,
    EN_REASON_COUNT
} en_reason;

/* The code that matches.csv gives. */
const char *en_reason_code(en_reason reason);

typedef struct en_round_result {
    en_match_result match;
    en_match_standings standings;
} en_round_result;

/* How a place with one line stands. */
static inline const en_match_line_standing *en_result_place(const en_round_result *result, uint32_t place)
{
    return &result->standings.lines[result->standings.line_begin[place]];
}

/* Why the applicant's result is what it is. */
en_reason en_result_reason(const en_round *round, const en_round_result *result, uint32_t applicant);

/* Why a wish that the applicant prefers to the result did not come true: score, lottery or no-score. */
en_reason en_result_wish_reason(const en_round *round, const en_round_result *result, uint32_t wish);

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
    uint32_t reasons[EN_REASON_COUNT];
} en_result_summary;

EN_MUST_USE en_status en_result_summarise(const en_round *round, const en_round_result *result,
                                          en_arena *arena, en_result_summary *summary);

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

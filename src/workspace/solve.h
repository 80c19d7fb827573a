/* Running a round: read, solve, check, write. */
#ifndef EN_SOLVE_H
#define EN_SOLVE_H

#include "result.h"

typedef struct en_solve_times {
    double read, solve, check, write; /* seconds */
} en_solve_times;

/* A round with its result, in memory. */
typedef struct en_solved {
    en_round round;
    en_round_result result;
    en_result_summary summary;
    en_arena arena;
    en_solve_times times;
} en_solved;

/* Reads and solves a round and checks the result by the definition; nothing is written. Free with
 * en_solved_free. */
EN_MUST_USE en_status en_solve_round(en_round_source source, const en_context *context, en_report *report,
                                     en_solved *solved);
void en_solved_free(en_solved *solved);

/* Writes the result into the directory `out`, which appears whole or not at all. */
EN_MUST_USE en_status en_solve_to(en_round_source source, const char *out, bool force, const char *version,
                                  const en_context *context, en_report *report, en_solved *solved);

/* How the CSV files of the round were read for the result in `out`, for options that are not given. A
 * certificate that says nothing changes nothing. Texts are in the arena. */
EN_MUST_USE en_status en_solve_reading(const char *out, const en_context *context, en_arena *arena,
                                       en_report *report, en_table_options *options);

/* What the certificate in `out` is and says. */
typedef struct en_certified {
    char digest[EN_SHA256_HEX + 1]; /* of the file */
    en_str made_by;                 /* the program with its version */
    en_str *claims;                 /* their names */
    size_t claim_count;
} en_certified;

/* Reads it; texts are in the arena. EN_ERR_INPUT, reported, where it is no certificate. */
EN_MUST_USE en_status en_solve_certified(const char *out, const en_context *context, en_arena *arena,
                                         en_report *report, en_certified *certified);

/* Whether `out` holds this very result: its certificate names the inputs and outputs that solving the round
 * gives. EN_ERR_INPUT with a problem if not. */
EN_MUST_USE en_status en_solve_compare(const en_solved *solved, const char *out, const char *version,
                                       const en_context *context, en_report *report);

#endif

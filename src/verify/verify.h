/* enishi-verify: checks a result against its round and its certificate, from docs/certificate.md alone.
 *
 * Nothing here knows how a result was found. A round is read into flat arrays (wishes by applicant, best
 * first), the claims are checked in a few passes over them, and every cell of the result files is computed
 * again and compared. What fails is recorded as data, with a witness; main prints. Bound: linear in the
 * wishes, but for sorting those who wait at each place.
 */
#ifndef EN_VERIFY_H
#define EN_VERIFY_H

#include "differs.h"
#include "scan.h"
#include "words.h"

#define EN_VERIFY_NONE EN_IDS_NONE /* no applicant, place or wish */
enum { EN_VERIFY_MOST_FILES = 10 };

typedef enum en_verify_ties {
    EN_VERIFY_SINGLE,
    EN_VERIFY_MULTIPLE,
    EN_VERIFY_BY_ID,
    EN_VERIFY_KEEP
} en_verify_ties;

/* A wish; or a score of scores.csv, without a rank. */
typedef struct en_verify_wish {
    uint32_t applicant, place, rank;
    double score; /* NaN: none */
} en_verify_wish;

/* Rows of choices.csv or scores.csv; those of applicant a are at[first[a]] … at[first[a + 1] − 1]. */
typedef struct en_verify_rows {
    en_arena arena;
    size_t count;
    en_verify_wish *at;
    uint32_t *first;
} en_verify_rows;

typedef struct en_verify_round {
    en_arena arena;
    json_t *json;    /* round.json */
    en_str id, seed; /* seed empty: not given */
    en_verify_ties ties;
    bool places_propose;
    en_table applicant_table, place_table; /* own the bytes of the ids */
    en_ids applicants, places;
    uint32_t *seats, *applied; /* by place; applied: acceptable wishes */
    bool *scored;              /* by place: it scores somebody */
    en_verify_rows wishes;     /* best first; score NaN: not acceptable; 0 where the place scores nobody */
    atomic_bool tied;          /* a tie exists that the rule has to decide */
    en_sha256 lottery;         /* after the text that all lottery numbers share */
    _Atomic uint64_t *numbers; /* first bytes of lottery numbers, 0 where not yet needed */
} en_verify_round;

typedef enum en_verify_check {
    EN_VERIFY_FILES,
    EN_VERIFY_CERTIFICATE,
    EN_VERIFY_FEASIBLE,
    EN_VERIFY_STABLE,
    EN_VERIFY_OPTIMAL,
    EN_VERIFY_MATCHES,
    EN_VERIFY_PLACES,
    EN_VERIFY_WAITING,
    EN_VERIFY_SUMMARY,
    EN_VERIFY_CHECKS
} en_verify_check;

typedef enum en_verify_state { EN_VERIFY_NOT_CHECKED, EN_VERIFY_HOLDS, EN_VERIFY_FAILS } en_verify_state;

typedef struct en_verify_finding {
    en_verify_state state;
    uint64_t checked; /* how many files, wishes, rows … were looked at */
    en_report report;
} en_verify_finding;

/* A file of the round or the result that was read. */
typedef struct en_verify_hashed {
    bool result;
    char name[24];
    unsigned char digest[EN_SHA256_BYTES];
} en_verify_hashed;

/* A wish that is preferred to the result. */
typedef struct en_verify_waiter {
    double score;
    uint32_t wish, applicant;
} en_verify_waiter;

/* One verification. */
typedef struct en_verify {
    const char *out; /* the folder of the result */
    const en_context *context;
    en_report input; /* what is unreadable, malformed or refused */
    en_verify_finding findings[EN_VERIFY_CHECKS];
    en_arena arena;
    json_t *certificate; /* without its files once they are checked */
    en_folder folder;
    en_verify_hashed hashed[EN_VERIFY_MOST_FILES];
    size_t hashed_count;
    en_verify_round round;
    en_table matches;          /* matches.csv */
    uint32_t *result;          /* by applicant: the wish they got */
    uint32_t *filled, *last;   /* by place; last: the admitted wish that comes last in its order */
    uint32_t *refused;         /* by place: how many prefer it to their result */
    uint32_t *begin;           /* by place: where in waiting those who wished for it stand */
    en_verify_waiter *waiting; /* the first refused[p] of them prefer p to their result, in p's order */
} en_verify;

/* verify.c: the whole. EN_OK: all claims hold. Free in any case. */
EN_MUST_USE en_status en_verify_run(const char *round, const char *out, const en_context *context,
                                    en_verify *v);
void en_verify_free(en_verify *v);

/* files.c: the files that a certificate names. note: it was read, and is hashed. */
void en_verify_note(en_verify *v, bool result, const en_file *file);
EN_MUST_USE en_status en_verify_read_json(en_verify *v, bool result, const char *name, json_t **json);
EN_MUST_USE en_status en_verify_check_files(en_verify *v);

/* certificate.c: what the certificate says besides files. */
EN_MUST_USE en_status en_verify_read_certificate(en_verify *v, const char *round);
EN_MUST_USE en_status en_verify_check_certificate(en_verify *v);
const char *en_verify_optimal(
    const en_verify *v); /* the claim that the side which proposed could not do better */

/* rules.c: round.json; refuses what is not plain deferred acceptance. */
extern const char *const en_verify_tie_rules[];
EN_MUST_USE en_status en_verify_read_rules(en_verify *v);

/* tables.c: the tables of the round. */
EN_MUST_USE en_status en_verify_read_tables(en_verify *v);

/* settle.c: each applicant's wishes, scored and in order. */
EN_MUST_USE en_status en_verify_settle(en_verify *v, const en_verify_rows *scores);
static inline bool en_verify_acceptable(const en_verify_round *round, uint32_t wish)
{
    double score = round->wishes.at[wish].score;
    return score == score;
}

/* lottery.c: lottery numbers and what they order; place EN_VERIFY_NONE: the number of the applicant alone. */
void en_verify_draw(const en_verify_round *round, uint32_t applicant, uint32_t place,
                    unsigned char digest[EN_SHA256_BYTES]);
/* Negative if the place of both wishes puts a before b. */
int en_verify_compare(const en_verify_round *round, uint32_t a, uint32_t b);
EN_MUST_USE en_status en_verify_prepare_lottery(en_verify *v);
void en_verify_check_seed(en_verify *v, en_report *report);
json_t *en_verify_lottery_json(const en_verify *v); /* used, committed; a new reference */

/* gather.c: what needs the wishes place by place. */
EN_MUST_USE en_status en_verify_find_ties(en_verify *v);
EN_MUST_USE en_status en_verify_find_waiting(en_verify *v);
static inline const en_verify_waiter *en_verify_waiting(const en_verify *v, uint32_t place)
{
    return v->waiting + v->begin[place];
}

/* claims.c: what the certificate claims of the matching. */
EN_MUST_USE en_status en_verify_check_feasible(en_verify *v);
void en_verify_check_stable(en_verify *v);
EN_MUST_USE en_status en_verify_check_optimal(en_verify *v);

/* results.c: matches.csv, places.csv and waiting.csv, byte by byte. */
EN_MUST_USE en_status en_verify_check_tables(en_verify *v);

/* summary.c: its counts; and why an applicant is where they are, as matches.csv writes it. */
EN_MUST_USE en_status en_verify_check_summary(en_verify *v);
const char *en_verify_reason(const en_verify *v, uint32_t applicant);

/* show.c: a line for each check, its problems below it, and a last one that says whether all holds; to
 * `errors`, what is wrong with the input. Or all of it as one JSON object. */
void en_verify_show(en_text *out, en_text *errors, en_language language, const en_verify *v,
                    en_status status);
void en_verify_show_json(en_text *out, en_language language, const en_verify *v, en_status status);

#endif

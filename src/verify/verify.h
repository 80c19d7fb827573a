/* enishi-verify: checks a result against its round and its certificate, from docs/certificate.md alone.
 *
 * Nothing here knows how a result was found. A round is read into flat arrays (wishes by applicant, best
 * first), the claims are checked in a few passes over them, and every cell of the result files is computed
 * again and compared. What fails is recorded as data, with a witness; main prints.
 */
#ifndef EN_VERIFY_H
#define EN_VERIFY_H

#include "checks.h"
#include "differs.h"
#include "expression.h"
#include "intake.h"

#include <math.h>

#define EN_VERIFY_NONE EN_IDS_NONE /* no applicant, place, wish, limit … */

typedef struct en_verify en_verify;

/* What a certificate may claim besides feasibility. */
typedef struct en_verify_claim {
    const char *name;
    en_word line;
    en_status (*check)(en_verify *v, en_check *check);
    bool witness; /* it comes with potentials */
} en_verify_claim;

enum { EN_VERIFY_MOST_CLAIMS = 2 };
enum {
    EN_VERIFY_FILES,
    EN_VERIFY_CERTIFICATE,
    EN_VERIFY_FEASIBLE,
    EN_VERIFY_CLAIMS,
    EN_VERIFY_MATCHES = EN_VERIFY_CLAIMS + EN_VERIFY_MOST_CLAIMS,
    EN_VERIFY_PLACES,
    EN_VERIFY_WAITING,
    EN_VERIFY_SUMMARY,
    EN_VERIFY_CHECKS
};

/* A wish that is preferred to the result; behind those, of a place, the wishes that came true. */
typedef struct en_verify_waiter {
    double score;
    uint32_t wish, applicant;
} en_verify_waiter;

/* How a line stands when it is filled. */
typedef struct en_verify_line {
    uint32_t filled, at_first, now; /* at_first: before transfers; now: seats after them */
    uint32_t last;                  /* of those admitted, holders aside, the last in the place's order */
    uint32_t worst[2];              /* whom it took last, before and after transfers; and of which class */
    int class[2];
    double cutoff; /* the lowest score admitted, or NaN */
} en_verify_line;

/* What a wish takes from a budget. */
typedef struct en_verify_demand {
    uint32_t applicant, place, group, units;
} en_verify_demand;

/* One verification. */
struct en_verify {
    const char *out; /* the folder of the result */
    const en_context *context;
    en_report input; /* what is unreadable, malformed or refused */
    en_check checks[EN_VERIFY_CHECKS];
    en_arena arena;
    json_t *certificate; /* without its files once they are checked */
    en_folder folder;
    en_manifest inputs, outputs;
    int mechanism;
    bool seed_is_enough; /* an assignment without stability: people go by lottery if there is a seed */
    const en_verify_claim *claims[EN_VERIFY_MOST_CLAIMS]; /* NULL: none */

    en_intake round; /* its wishes best first, with scores: NaN not acceptable; 0 where nobody is scored;
                       −infinity a held seat without a score */
    en_expression eligibility; /* root NULL: everyone is eligible */
    en_expression order;       /* of serial dictatorship: its one column; root NULL: the lottery */
    uint32_t *turns;           /* applicants, in that order; NULL: of no use here */
    uint32_t *held;    /* by applicant: the wish that is a held seat, or NONE; NULL: nobody holds one */
    atomic_bool tied;  /* a tie exists that the rule has to decide */
    en_sha256 lottery; /* after the text that all lottery numbers share */
    _Atomic uint64_t *numbers; /* first bytes of lottery numbers, 0 where not yet needed; or NULL */

    en_table matches; /* matches.csv */
    uint32_t *result; /* by applicant: the wish they got */
    uint32_t *filled; /* by node */
    uint32_t *applied,
        *refused;    /* by place: how many acceptable wishes; how many are preferred to the result */
    uint32_t *last;  /* by place: the admitted wish that comes last in its order */
    uint32_t *begin; /* by place: where in waiting the wishes for it stand */
    en_verify_waiter *waiting; /* the first refused[p] of them are preferred, in p's order */
    bool *wanted;   /* by wish: preferred to the result; NULL: those before it are */
    uint32_t *ranks; /* by applicant: the rank of the joint wish that came true, 0: by a wish alone; or NULL */
    bool kept;                 /* ties are kept: nobody prefers between equal ranks */
    double *agency[2];         /* two agencies: by applicant, their scores or NaN */
    en_verify_demand *demands; /* those of applicant a from demand_first[a]; by place and group */
    uint32_t *demand_first;
    uint64_t
        *sums; /* by applicant: of the two ranks; the first turn_count of turns take part, in their order */
    uint32_t turn_count;
    bool *was_full;        /* by wish: no seat was left when its applicant's turn came */
    bool *taken;           /* by wish: its place took it; NULL where terms do not matter */
    en_verify_line *lines; /* by line */
};

/* verify.c: the whole. EN_OK: all claims hold. Free in any case. */
EN_MUST_USE en_status en_verify_run(const char *round, const char *out, const en_context *context,
                                    en_verify *v);
void en_verify_free(en_verify *v);

/* certificate.c: what it names, and what it says besides. */
EN_MUST_USE en_status en_verify_read_json(en_verify *v, bool result, const char *name, json_t **json);
EN_MUST_USE en_status en_verify_read_certificate(en_verify *v, const char *round);
EN_MUST_USE en_status en_verify_check_certificate(en_verify *v);
EN_MUST_USE en_status en_verify_check_files(en_verify *v);

/* rules.c: what the round's mechanism promises. */
EN_MUST_USE en_status en_verify_find_mechanism(en_verify *v);
EN_MUST_USE en_status en_verify_plan(en_verify *v); /* once the tables are read */
const char *en_verify_mechanism(const en_verify *v);

/* eligible.c: the expression, the cells that it names, and whom it admits. column: adds which one decides. */
bool en_verify_compile(void *verify, int table, size_t most);
bool en_verify_keep(void *verify, int table, const en_csv *csv, uint32_t index);
bool en_verify_eligible(const en_verify *v, uint32_t applicant, uint32_t place, en_text *column);

/* settle.c: each applicant's wishes, scored and in order. */
EN_MUST_USE en_status en_verify_settle(en_verify *v);
static inline bool en_verify_acceptable(const en_verify *v, uint32_t wish)
{
    return !isnan(v->round.wishes.at[wish].score);
}
static inline bool en_verify_holds(const en_verify *v, uint32_t wish)
{
    return v->held && v->held[v->round.wishes.at[wish].applicant] == wish;
}
static inline bool en_verify_in_couple(const en_verify *v, uint32_t applicant)
{
    return v->round.couple_of && v->round.couple_of[applicant] != EN_VERIFY_NONE;
}
static inline uint32_t en_verify_rank(const en_verify *v, uint32_t applicant)
{
    return v->ranks && v->ranks[applicant] ? v->ranks[applicant]
                                           : v->round.wishes.at[v->result[applicant]].rank;
}
/* All seats of the place are alike, and nobody wishes for it twice. */
static inline bool en_verify_is_plain(const en_verify *v, uint32_t place)
{
    return v->round.terms.count == 0 && !en_intake_has_lines(&v->round, place);
}

static inline bool en_verify_prefers(const en_verify *v, uint32_t wish, uint32_t result)
{
    const en_intake_wish *at = v->round.wishes.at;
    return wish < result && !(v->kept && result != EN_VERIFY_NONE && at[wish].rank == at[result].rank);
}

/* agencies.c, bound.c: calls of two agencies; how large a weakly stable matching can be. */
EN_MUST_USE en_status en_verify_read_call(en_verify *v);
EN_MUST_USE en_status en_verify_settle_call(en_verify *v);
EN_MUST_USE en_status en_verify_within_budgets(en_verify *v, en_check *check);
EN_MUST_USE en_status en_verify_none_better(en_verify *v, en_check *check);
EN_MUST_USE en_status en_verify_bound(en_verify *v, en_check *check);

/* lottery.c: lottery numbers and what they order; node EN_VERIFY_NONE: the number of the applicant alone. */
void en_verify_draw(const en_verify *v, uint32_t applicant, uint32_t node,
                    unsigned char digest[EN_SHA256_BYTES]);
/* Negative if the place of both wishes, or their group, puts a before b. */
int en_verify_compare(const en_verify *v, uint32_t a, uint32_t b);
int en_verify_compare_applicants(const en_verify *v, uint32_t a, uint32_t b);
void en_verify_start_lottery(en_verify *v);
EN_MUST_USE en_status en_verify_prepare_lottery(en_verify *v);
void en_verify_check_seed(en_verify *v, en_report *report);
json_t *en_verify_lottery_json(const en_verify *v); /* used, committed; a new reference */

/* gather.c: what needs the wishes place by place. */
EN_MUST_USE en_status en_verify_find_ties(en_verify *v);
EN_MUST_USE en_status en_verify_find_waiting(en_verify *v);
void en_verify_sort(const en_verify *v, en_verify_waiter *at, size_t n, en_verify_waiter *spare);
static inline en_verify_waiter *en_verify_waiting(const en_verify *v, uint32_t place)
{
    return v->waiting + v->begin[place];
}

/* matching.c: who is where. */
EN_MUST_USE en_status en_verify_check_feasible(en_verify *v);

/* choose.c, groups.c: what places and groups choose. limit: how many at most. */
typedef struct en_verify_candidate {
    uint32_t wish, line; /* line: which took it, or NONE */
} en_verify_candidate;
uint32_t en_verify_fill(const en_verify *v, uint32_t place, en_verify_line *lines, uint32_t limit,
                        en_verify_candidate *at, size_t n);
bool en_verify_would_take(const en_verify *v, uint32_t wish);
bool en_verify_may_take(const en_verify *v, const en_intake_line *line, uint32_t wish, bool by_term);
void en_verify_report_blocking(en_verify *v, en_check *check, uint32_t blocking);
void en_verify_report_dropped(en_verify *v, en_check *check, uint32_t node);
EN_MUST_USE en_status en_verify_stable(en_verify *v, en_check *check);
EN_MUST_USE en_status en_verify_set_limits(en_verify *v, en_check *check, uint32_t *demand, uint32_t *limit);

/* joint.c, couples.c: what couples got, and what blocks. */
EN_MUST_USE en_status en_verify_settle_couples(en_verify *v);
EN_MUST_USE en_status en_verify_couples(en_verify *v, en_check *check);
bool en_verify_blocks_alone(const en_verify *v, uint32_t wish);

/* cycles.c, mechanisms.c, assignment.c: other claims. */
EN_MUST_USE en_status en_verify_optimal(en_verify *v, en_check *check);
EN_MUST_USE en_status en_verify_constrained_efficient(en_verify *v, en_check *check);
bool en_verify_scores_decide(const en_verify *v); /* so that two equal ones are a tie */
EN_MUST_USE en_status en_verify_find_turns(en_verify *v);
void en_verify_set_turns(en_verify *v);
EN_MUST_USE en_status en_verify_follows(en_verify *v, en_check *check);
EN_MUST_USE en_status en_verify_largest(en_verify *v, en_check *check);
EN_MUST_USE en_status en_verify_potentials(en_verify *v, en_check *check);

/* results.c, summary.c: the result files, computed again. */
EN_MUST_USE en_status en_verify_check_tables(en_verify *v);
void en_verify_add_reason(const en_verify *v, uint32_t applicant, en_text *text);
EN_MUST_USE en_status en_verify_check_summary(en_verify *v);

#endif

/* enishi-verify: checks a result against its round and its certificate, from docs/certificate.md alone.
 *
 * Nothing here knows how a result was found. A round is read into flat arrays (wishes by applicant, best
 * first; and by place, in its order), what each place and group would choose is computed from the definition,
 * and every cell of the result files is computed again and compared. What fails is recorded as data, with a
 * witness. All of it is one program: where the input is bad, or memory is out, it says so and ends (finish,
 * below).
 */
#ifndef EN_VERIFY_H
#define EN_VERIFY_H

#include "differs.h"
#include "flat.h"
#include "words.h"

#include <math.h>

#define NONE     EN_IDS_NONE       /* no applicant, place, wish, limit … */
#define NOT_READ (EN_IDS_NONE - 1) /* a result without a row */
#define COUNT(a) (sizeof(a) / sizeof *(a))
enum { MOST_CLAIMS = 2, MOST_WITNESSES = 3, MOST_DEPTH = 1000 /* of groups */ };

/* Checks in the order in which they are shown. */
enum {
    FILES,
    CERTIFICATE,
    FEASIBLE,
    CLAIMS,
    MATCHES = CLAIMS + MOST_CLAIMS,
    PLACES,
    WAITING,
    SUMMARY,
    CHECKS
};
typedef struct verify verify;
typedef enum check_state { NOT_DONE, HOLDS, FAILS } check_state;
typedef struct check check;
typedef struct subject {
    const char *name;                    /* NULL: there is no such check */
    en_word line;                        /* what was looked at: {check}, {checked} */
    void (*run)(verify *v, check *c);    /* of a claim */
    const char *witness[MOST_WITNESSES]; /* what may stand beside it */
    const char *instead_of;              /* the claim in whose place it comes */
} subject;
struct check {
    const subject *is;
    check_state state;
    uint64_t checked; /* how many files, wishes, rows … */
    en_report report;
};

/* A wish; or a score of scores.csv, with a group in place of the rank; or a held seat. */
typedef struct wish {
    uint32_t applicant, place, rank, term; /* term: its number, 0: none */
    double score;                          /* NaN: none; of a wish: it is not acceptable */
} wish;

/* Rows by applicant: those of a from first[a]. */
typedef struct wishes {
    wish *at;
    size_t count;
    uint32_t *first; /* NULL: there is no such table */
} wishes;

/* Seats that are filled together: a row of seats.csv, or all seats of a place. */
typedef struct line {
    uint32_t place, order, seats, category, term, others,
        to; /* others: 1 after, 2 never; to: a line, or NONE */
} line;

/* How a line stands when it is filled. */
typedef enum class { NOT_TAKEN, HOLDER, MEMBER, OTHER } class;
typedef struct state {
    uint32_t filled, at_first, now; /* at_first: before transfers; now: its seats after them */
    uint32_t last;                  /* of those admitted, holders aside, the last in the place's order */
    uint32_t worst[2];              /* whom it took last, before and after transfers; and as what */
    class class[2];
    double cutoff; /* the lowest score admitted, or NaN */
} state;

/* A place, or a group: places come first. Not given: NONE; a target: 0. */
enum { GATHERS, TARGETS, COMMON_ORDER };
typedef struct node {
    uint32_t parent; /* a node; once read, one that chooses */
    uint32_t target, turn, cap, choice, seats, least, floor;
    uint32_t above;                  /* the parent that was given */
    uint32_t scorer;                 /* the root-most group with common order over it, or itself */
    uint32_t unit, wished;           /* its wishes in entries: where they begin, how many */
    uint32_t begin, listed, applied; /* those for a place in by_place; acceptable ones, listed or not */
    uint32_t refused;                /* those that are preferred to results */
    uint32_t line, lines;            /* of a place: its first line, how many */
    bool scored;                     /* somebody has a score there */
    uint32_t filled, last;           /* how many it holds; of these the wish that is last in its order */
    uint32_t holders, demand, limit, kept, chosen; /* while units choose */
    uint32_t child, children, given;               /* of a group; scratch */
} node;

/* A wish in the order of its place or, under common order, of its group. */
typedef struct entry {
    double score; /* of a holder infinite: they come first */
    uint32_t wish, applicant;
} entry;

/* A joint wish of a couple; the couples by id, each one's wishes by rank. */
typedef struct joint {
    uint32_t couple, rank, applicant[2], place[2]; /* place NONE: may stay unplaced */
    uint32_t wish[2];
    bool counts, preferred; /* its wishes are acceptable; the couple prefers it to what it has */
} joint;

typedef struct demand {
    uint32_t applicant, place, group, units;
} demand;

typedef struct part part; /* of an expression */
typedef enum tie_rule { SINGLE, MULTIPLE, BY_ID, KEEP } tie_rule;
typedef enum mechanism {
    DEFERRED,
    CYCLES,
    IMMEDIATE,
    SERIAL,
    TRADING,
    MAX_SIZE,
    MIN_COST,
    GENEROUS,
    GREEDY,
    RANK_MAXIMAL,
    LARGEST,
    CALL
} mechanism;

struct verify {
    const char *round, *out; /* folders */
    en_language language;
    bool json, ending;
    en_context context; /* its allocator ends the program where memory is out */
    en_arena arena;
    en_report input; /* what is unreadable, malformed or refused */
    check checks[CHECKS];
    json_t *certificate, *rules;
    json_t *inputs, *outputs;                     /* of the certificate: what of them was not read yet */
    json_t *witness[MOST_CLAIMS][MOST_WITNESSES]; /* what the certificate has beside its claims */
    en_folder folder;

    en_str id, seed, eligibility; /* of round.json; empty: not given */
    tie_rule ties;
    mechanism mechanism;
    const char *order, *commitment, *secret, *beacon;
    bool places_propose, kept,
        weakly; /* kept: nobody prefers between equal ranks; weakly: no place, scores */
    bool lined, grouped, common, lower, hard; /* there are lines, groups, common orders, min_seats, floors */
    int reading;                              /* which table is being read: 0 applicants, 1 places */
    part *rule, *column, *columns; /* of eligibility, NULL: everyone is; of the order, NULL: lottery; all */

    en_table tables[4]; /* own the bytes of ids: applicants, places, groups, couples */
    en_ids applicants, places, groups, couples, terms, categories;
    node *nodes;
    uint32_t node_count, *child; /* groups' children, by turn */
    uint64_t *member;            /* by applicant: bits of categories */
    line *lines;
    wishes wishes, scores;
    wish *seats;    /* by applicant: the seat held, place NONE if none; NULL: nobody holds one */
    uint32_t *held; /* the same as a wish, or NONE */
    joint *joints;
    size_t joint_count;
    int64_t blocking;    /* how many wishes block, where there are couples */
    uint32_t *couple_of; /* by applicant; NULL: there are no couples */
    demand *demands;     /* by applicant, place, group; those of a from demand_first[a] */
    uint32_t *demand_first;
    double *agency[2]; /* of a call: by applicant, their scores or NaN */
    uint64_t *sums;    /* of a call: by applicant, of the two ranks */

    en_sha256 lottery;         /* after the text that all numbers share */
    _Atomic uint64_t *numbers; /* first bytes of lottery numbers, 0 where not yet needed; NULL: ids decide */
    atomic_bool *tied;         /* a tie exists that the rule has to decide */
    bool scores_decide;        /* two equal scores are a tie */
    struct scored *scored;     /* whom places would let trade */
    uint32_t *turns, turn_count; /* applicants in turn, where the mechanism has turns */
    uint32_t *result, *ranks;    /* by applicant: the wish they got; the rank of a joint wish, or 0 */
    bool *wanted;                /* by wish: preferred to the result; NULL: those before it are */
    uint8_t *taken;              /* by wish: in which run it was taken last */
    const char **why;            /* by applicant: the reason */
    en_table matches;
    entry *entries, *by_place; /* by unit (a place, or the group that scores for it); by place */
    state *states, *trial; /* by line: filled by those who are there; by those who would like to be, too */
};

/* main.c: the lists of files are looked through, what was found is shown, and the program ends. */
_Noreturn void finish(verify *v, en_status status);
_Noreturn void refuse(verify *v, en_word rule, const char *file, const char *column, en_str value);
static inline void need(verify *v, en_status status)
{
    if (status != EN_OK) finish(v, status);
}
__attribute__((returns_nonnull)) static inline void *make(verify *v, size_t count, size_t size)
{
    return en_arena_array(&v->arena, count, size);
}
static inline void *fill_with(void *at, int byte, size_t size) { return memset(at, byte, size); }

/* certificate.c: what it names, and what it says besides; the round's rules. */
extern const subject subjects[]; /* the checks that are always made, as they are shown; then the claims */
json_t *read_json(verify *v, const char *folder, const char *name);
void note_file(verify *v, const en_file *file, bool result); /* one that was read; its hash is compared */
void read_certificate(verify *v);
void check_files(verify *v);
void read_rules(verify *v);
void plan_claims(verify *v);
void check_certificate(verify *v);
json_t *lottery_of(const verify *v);                 /* as the certificate and the summary have it */
int find(const char *const *list, const char *name); /* its index, or −1 */
/* Whether what is found is what is expected, which is freed; says how many values that has. */
size_t compare_json(check *c, const char *file, const char *key, json_t *expected, json_t *found);

/* tables.c, wishes.c: the round's tables; the wishes settled: scored, and each applicant's in order. */
void read_tables(verify *v);
void join_wishes(verify *v);
void settle_wishes(verify *v);
void read_matches(verify *v);

/* expression.c: the column decides where somebody is not eligible. */
en_str composed(verify *v, en_str text); /* trimmed, in NFC */
void read_expressions(verify *v);
void bind_columns(verify *v, const en_table *from);
bool keep_cells(void *user, const en_csv *csv, uint32_t row);
bool is_eligible(const verify *v, uint32_t applicant, uint32_t place, en_text *column);
int compare_cells(const part *column, uint32_t a, uint32_t b);
bool has_cell(const part *column, uint32_t applicant);

/* order.c: the lottery, and who comes before whom. Negative: a before b. */
void start_lottery(verify *v);
void draw(const verify *v, uint32_t applicant, uint32_t at, unsigned char digest[EN_SHA256_BYTES]);
int compare(const verify *v, uint32_t a, uint32_t b);
int compare_applicants(const verify *v, uint32_t a, uint32_t b);
void sort_entries(verify *v);
bool is_drawn(const verify *v); /* a lottery was used */

/* choose.c: what each unit would choose. */
void check_feasible(verify *v);
void check_stable(verify *v, check *c);
bool may_take(const verify *v, const line *l, uint32_t w, bool by_term);
bool would_take(const verify *v, uint32_t w);
void report_blocking(const verify *v, check *c, uint32_t w);

/* couples.c, mechanisms.c, proofs.c: the other claims. */
void settle_couples(verify *v);
void check_couples(verify *v, check *c);
bool blocks_alone(const verify *v, uint32_t w);
void settle_turns(verify *v);
void check_follows(verify *v, check *c);
void check_cycles(verify *v, check *c);
bool was_full(const verify *v, uint32_t w);
void check_budgets(verify *v, check *c);
void check_refused(verify *v, check *c);
void check_largest(verify *v, check *c);
void check_prices(verify *v, check *c);
void check_bound(verify *v, check *c);

/* results.c: the result files, computed again; whole numbers in order. */
int ascending(const void *first, const void *second);
void check_results(verify *v);

static inline bool acceptable(const verify *v, uint32_t w) { return !isnan(v->wishes.at[w].score); }
static inline bool holds(const verify *v, uint32_t w)
{
    return v->held && v->held[v->wishes.at[w].applicant] == w;
}
static inline bool has(const verify *v, uint32_t w) { return v->result[v->wishes.at[w].applicant] == w; }
static inline bool in_couple(const verify *v, uint32_t applicant)
{
    return v->couple_of && v->couple_of[applicant] != NONE;
}
static inline en_str id_of(const verify *v, uint32_t n) /* a node */
{
    return n < v->places.count ? v->places.ids[n] : v->groups.ids[n - v->places.count];
}

/* Whether the applicant of an acceptable wish would rather have it than their result. */
static inline bool wants(const verify *v, uint32_t w, uint32_t applicant)
{
    uint32_t result = v->result[applicant];
    if (v->wanted) return v->wanted[w];
    return w < result && !(v->kept && result < NOT_READ && v->wishes.at[w].rank == v->wishes.at[result].rank);
}

/* Whether the seats of a place are told apart. */
static inline bool has_lines(const verify *v, uint32_t place)
{
    const line *l = &v->lines[v->nodes[place].line];
    return v->nodes[place].lines > 1 || l->term + l->category > 0;
}

/* What a check found: rule, and up to four arguments; in which file. */
#define FOUND(check, rule, in, ...)                                                                          \
    (void)en_report_add(&(check)->report, EN_ERROR, rule, (en_where){.file = en_str_of(in)},                 \
                        COUNT(((en_arg[]){__VA_ARGS__})), (en_arg[]){__VA_ARGS__})

#endif

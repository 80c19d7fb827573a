/* Where the promises stand: everything that is computed from a ledger.
 *
 * A pure function of the ledger and a date. Figures and derivations become *numbers* in one array; vintages,
 * contradictions, targets and promises refer to them by index. Nothing is judged: a reported status is handed
 * on as it was reported, a pace is a difference of two numbers, and whatever cannot be computed names what is
 * missing.
 */
#ifndef EN_TRACK_H
#define EN_TRACK_H

#include "context.h"
#include "range.h"

#define EN_NO_NUMBER ((size_t)-1)

/* A figure, or a derivation after computing. */
typedef struct en_track_number {
    en_ref ref; /* into EN_FIGURES or EN_DERIVATIONS */
    const en_key *key;
    en_date as_of;
    double value;     /* as printed; the middle of low and high; or computed */
    en_range range;   /* what it may be */
    en_range operand; /* the same for calculating with */
    int qualifier;    /* of a derivation: the one that its operands leave */
    bool known;       /* false: a derivation that cannot be computed */
    bool visible;     /* known at the date of the question */
    size_t replaced_by;
    size_t replaces;
} en_track_number;

typedef enum en_contradiction_kind {
    EN_VALUES_DIFFER = 1,
    EN_PART_IS_LARGER,
    EN_PARTITION_DIFFERS,
    EN_PROMISE_DIFFERS
} en_contradiction_kind;

typedef struct en_contradiction {
    en_contradiction_kind kind;
    size_t first;      /* a number: one side; the part; the whole of a partition; the target */
    size_t second;     /* the other side; the whole; EN_NO_NUMBER */
    size_t commitment; /* that gives another number than the target */
    size_t relation;   /* of a partition: its first row in EN_COUNTS_TOWARD */
    size_t *parts;     /* the numbers of a partition */
    size_t part_count;
    double sum; /* of the parts */
    en_range sum_range;
    double gap;   /* by how much they miss each other */
    bool is_past; /* a side has been replaced since */
} en_contradiction;

/* What a pace lacks. */
enum {
    EN_LACKS_NUMBER = 1,
    EN_LACKS_INDICATOR = 2,
    EN_LACKS_START = 4,
    EN_LACKS_END = 8,
    EN_LACKS_PER =
        16, /* whether the number is for each year or in total; asked only where there is a number */
    EN_LACKS_ACTUAL = 32,
    EN_LACKS_COUNT = 6
};

typedef struct en_pace {
    unsigned lacks; /* 0: measurable, and the rest is set */
    size_t actual;  /* a number */
    en_date at; /* the day for which both are: that of the actual figure, at most the day of the question */
    double expected;
    double difference; /* actual - expected */
} en_pace;

typedef struct en_promise {
    size_t commitment;
    bool visible; /* made, or else published, by the day of the question, if the question is about that day */
    size_t status; /* the newest report, an index into EN_STATUSES; EN_NO_NUMBER: not reported */
    size_t newest; /* the newest number about it, if any: actual before others */
    en_pace pace;
} en_promise;

/* A chain of figures that replaced each other, the newest first. */
typedef struct en_vintage {
    size_t *chain;
    size_t chain_count;
    size_t *between; /* other findings of the same indicator, subject and area dated from the oldest to the
                        newest */
    size_t between_count;
} en_vintage;

/* A target that other things count toward, with their relations. Where several numbers with one key stand,
 * the newest of an official source speaks; the others are kept beside it. */
typedef struct en_target {
    size_t number;
    size_t *others;
    size_t other_count;
    size_t *relations; /* indices into EN_COUNTS_TOWARD */
    size_t *items;     /* for each the number of the item, or EN_NO_NUMBER */
    size_t relation_count;
} en_target;

typedef struct en_track_options {
    en_date today;
    bool only_then; /* leave out what became known after `today` */
} en_track_options;

typedef struct en_track {
    en_arena arena;
    const en_ledger *ledger; /* borrowed */
    en_track_options options;
    en_track_number *numbers;
    size_t number_count, figure_count; /* figures come first, in the order of their table */
    en_contradiction *contradictions;
    size_t contradiction_count;
    en_vintage *vintages;
    size_t vintage_count;
    en_target *targets;
    size_t target_count;
    en_promise *promises; /* by the order of the table */
    size_t promise_count;
} en_track;

/* Computes everything. EN_ERR_MEMORY or EN_ERR_CANCELLED. n log n in the numbers, and the pairs with equal
 * keys. */
EN_MUST_USE en_status en_track_compute(const en_ledger *ledger, const en_track_options *options,
                                       const en_context *context, en_track *track);
void en_track_free(en_track *track);

/* The index of the number of a figure or a derivation. */
size_t en_track_index(const en_track *track, en_ref ref);

/* Whether the number stands: visible, known, and not replaced by a visible one. */
bool en_track_stands(const en_track *track, size_t number);

/* True if a goes before b as the newest number of a key: what somebody printed before what was computed, then
 * the newer. */
bool en_track_before(const en_track *track, size_t a, size_t b);

/* The newest number that stands with this key, or EN_NO_NUMBER. */
size_t en_track_newest(const en_track *track, const en_key *key);

/* The number that speaks for a key: of those that stand the newest of an official source, else the newest; or
 * EN_NO_NUMBER. */
size_t en_track_speaker(const en_track *track, const en_key *key);

/* Whether an indicator of this unit has a number for each year: "persons/year". */
bool en_track_per_year(en_str unit);

/* The newest number that stands for an item of counts_toward beside a whole with this key: of the same period
 * and kind if there is one (same_only: or none), else of the same kind, else any. */
size_t en_track_item(const en_track *track, const en_counts_toward *relation, const en_key *whole,
                     bool same_only);

/* Whether a number about this subject can be about the commitment: about nobody in particular, its programme,
 * its agreement, or one of its sides. */
bool en_track_concerns(const en_commitment *c, en_ref subject);

/* Orders derivations so that each comes after its operands; order has room for all. Returns how many could be
 * ordered: the rest, which follow in the array, depend on themselves. SIZE_MAX: out of memory. Kahn's
 * algorithm; linear. */

size_t en_derivations_order(const en_ledger *ledger, en_arena *arena, uint32_t *order);

/* True if a is newer than b: by as-of date, end of the period, day of recording, and last by id. */
bool en_track_newer(const en_track *track, size_t a, size_t b);

/* The steps of en_track_compute. */
en_status en_track_numbers(en_track *track);
en_status en_track_contradictions(en_track *track, const en_context *context);
en_status en_track_vintages(en_track *track);
en_status en_track_targets(en_track *track);
en_status en_track_promises(en_track *track);

#endif

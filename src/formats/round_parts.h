/* The steps of reading a round, one file each. */
#ifndef EN_ROUND_PARTS_H
#define EN_ROUND_PARTS_H

#include "cell.h"
#include "round.h"

enum {
    ROUND_MOST_COUNT = INT32_MAX, /* seats, caps, targets, turns, units */
    ROUND_MOST_TERMS = 65535,
    ROUND_MOST_CATEGORIES = 64
};

/* round.json → rules; another mechanism instead of its own, unless NULL. */
EN_MUST_USE en_status round_read_rules(en_round *round, const en_mechanism *instead,
                                       const en_context *context, en_report *report);

/* applicants.csv → ids and categories. */
EN_MUST_USE en_status round_read_applicants(en_round *round, en_report *report);

/* groups.csv → the forest, as far as groups alone make it. */
EN_MUST_USE en_status round_read_groups(en_round *round, en_report *report);

/* places.csv → ids, seats, lower limits, and where places stand in the forest. */
EN_MUST_USE en_status round_read_places(en_round *round, en_report *report);

/* What groups and places make together: targets within caps, turns that are all different. */
EN_MUST_USE en_status round_settle_groups(en_round *round, en_report *report);

/* The terms of all tables → terms. */
EN_MUST_USE en_status round_read_terms(en_round *round);

/* seats.csv → lines. */
EN_MUST_USE en_status round_read_seats(en_round *round, en_report *report);

/* choices.csv → wishes by applicant, by rank; ranks that tie in the order of the file. */
EN_MUST_USE en_status round_read_choices(en_round *round, const en_context *context, en_report *report);

/* joint.csv → couples, and their members' wishes. */
EN_MUST_USE en_status round_read_joint(en_round *round, en_report *report);

/* held.csv → held, and wishes for held seats that are none yet. */
EN_MUST_USE en_status round_read_held(en_round *round, en_report *report);

/* demands.csv → demands. */
EN_MUST_USE en_status round_read_demands(en_round *round, en_report *report);

/* scores.csv → wish_score; then settles what is acceptable where. */
EN_MUST_USE en_status round_read_scores(en_round *round, en_report *report);

/* What is not eligible is not acceptable; a held seat is, whatever its score. */
EN_MUST_USE en_status round_settle_acceptable(en_round *round, const en_context *context, en_report *report);

/* The pairs that top trading cycles go by, from the scores of wishes and the further ones. */
EN_MUST_USE en_status round_gather_pairs(en_round *round, en_arena *arena);

/* A lottery number for each applicant, or each wish. */
EN_MUST_USE en_status round_draw_lottery(en_round *round, en_arena *arena, const en_context *context);

/* After some wishes have become acceptable, or a score counts that did not: draws the lottery where the first
 * tie is there now. EN_ERR_INPUT, reported, without a seed. */
EN_MUST_USE en_status round_settle_further_ties(en_round *round, const en_context *context, en_arena *arena,
                                                en_report *report);

/* The index of an id in any form that is the same after normalising, or EN_IDS_NONE. EN_ERR_MEMORY. */
EN_MUST_USE en_status round_find_id(const en_ids *ids, en_str name, uint32_t *found);

/* *to (a pointer) becomes a copy of `count` items, or NULL where there are none to copy; false: no memory. */
EN_MUST_USE bool round_copy(void *to, const void *from, en_arena *arena, size_t count, size_t size);

/* Whether seats, lines and caps leave room for all who hold a seat. */
EN_MUST_USE en_status round_check_held(const en_round *round, const en_context *context, en_report *report);

/* Whether the targets below each group sum to at most its cap. */
EN_MUST_USE en_status round_check_targets(const en_round *round, en_arena *scratch, en_report *report);

/* Refuses features that do not combine with each other or the mechanism, and what a mechanism lacks. */
EN_MUST_USE en_status round_check_combination(const en_round *round, en_report *report);

/* order, where the mechanism asks for one; whether its lottery is used. */
EN_MUST_USE en_status round_settle_order(en_round *round, en_report *report);

/* What is needed to go on where a tie exists: a rule that decides it, and a seed if that is a lottery.
 * `where` is one tie. */
EN_MUST_USE en_status round_require_rule(const en_round *round, en_where where, en_report *report);

/* Whether the rule is a lottery that has a seed to draw with. */
static inline bool round_is_drawn(const en_round_rules *rules)
{
    return rules->seed.size > 0 && (rules->tie_rule == EN_TIES_SINGLE || rules->tie_rule == EN_TIES_MULTIPLE);
}

/* The lottery number of an applicant, whatever the place. */
void round_draw(const en_round *round, uint32_t applicant, unsigned char digest[EN_SHA256_BYTES]);

/* Ties: keys for the places, order within tied ranks, the lottery's commitment. */
EN_MUST_USE en_status round_settle_ties(en_round *round, const en_context *context, en_report *report);

/* What top trading cycles go by, and whether ties in it ask for the lottery. */
EN_MUST_USE en_status round_settle_pairs(en_round *round, const en_context *context, en_report *report);

/* The call of two agencies: who scores, and the sums of ranks as scores of wishes. */
EN_MUST_USE en_status round_settle_call(en_round *round, const en_context *context, en_report *report);

/* Somebody whose sum of ranks another has too, or EN_MATCH_NONE. */
EN_MUST_USE en_status round_find_call_tie(const en_round *round, uint32_t *tied);

/* Puts `order`, once it is settled, in the order in which applicants of a call go. */
EN_MUST_USE en_status round_order_call(en_round *round);

/* rank[i] = where the id of applicant i stands among all. O(n · log n). */
EN_MUST_USE en_status round_rank_ids(const en_round *round, uint32_t *rank);

/* Reports each row that names a place again for the same applicant and term; EN_ERR_INPUT. */
EN_MUST_USE en_status round_report_duplicate_choices(en_round *round, en_report *report);

/* Reports each row that scores a wish for a place under a common order; EN_ERR_INPUT. */
EN_MUST_USE en_status round_report_scored_choices(en_round *round, en_report *report);

/* The ids of one table, and what is needed to say where an id stood first. */
typedef struct round_ids {
    en_arena *arena;
    en_report *report;
    en_ids *ids;
    uint32_t *row;
    bool *changed; /* normalising changed the cell */
    int column;
} round_ids;

EN_MUST_USE bool round_start_ids(round_ids *r, size_t most);

/* Adds the id of this record; EN_IDS_NONE after reporting what is wrong with it. */
uint32_t round_take_id(round_ids *r, const en_csv *csv);

/* Gives a row to the rule of eligibility, which checks cells that have a type. */
EN_MUST_USE en_status round_take_attributes(const en_round *round, en_eligibility_table table,
                                            const en_csv *csv, uint32_t row);

/* A count that may be missing: *value stays as it is then. False after reporting a cell that is none. */
EN_MUST_USE bool round_take_count(const en_csv *csv, int column, uint32_t *value);

/* The bit of a category, which is added where it is not *known; 0 after reporting what is wrong with it. */
uint64_t round_take_category(en_round *round, const en_csv *csv, int column, en_str text, bool *known);

/* The term of a cell (see round.terms), or 0; false after reporting one that is none. */
EN_MUST_USE bool round_take_term(const en_round *round, const en_csv *csv, int column, uint32_t *term);

/* The applicant's wish for the place on the term, or EN_MATCH_NONE. */
uint32_t round_find_wish(const en_round *round, uint32_t applicant, uint32_t place, uint32_t term);

/* A wish that choices.csv does not have. */
typedef struct round_wish {
    uint32_t applicant, place, term, rank;
} round_wish;

/* Puts wishes, which are by applicant, behind those that their applicants have. */
EN_MUST_USE en_status round_add_wishes(en_round *round, size_t count, const round_wish *wishes);

/* Says that a row repeats what an earlier one gave. */
en_status round_report_twice(en_report *report, en_word rule, en_where where, uint64_t first_row);

#endif

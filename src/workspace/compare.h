/* The same tables cleared by several mechanisms, and what each gives: how many are placed, at which ranks,
 * and how far the result is from stable. Nothing is written.
 *
 * The rules are otherwise those of the round. A mechanism that cannot clear it (features that do not combine,
 * a tie that it needs a rule for, no result) stands in the comparison with the reason.
 */
#ifndef EN_COMPARE_H
#define EN_COMPARE_H

#include "picture.h"
#include "solve.h"

/* What a mechanism gives to the applicants of one category. */
typedef struct en_compared_category {
    uint32_t applicants, placed, first_choices, envious;
    double mean_rank; /* of the placed; NaN if there are none */
} en_compared_category;

typedef struct en_compared {
    en_mechanism mechanism;
    en_status status;   /* EN_OK, or why there is no result */
    bool reached_limit; /* a search ended before it could settle the result */
    en_report problems; /* what it says then */
    en_result_summary summary;
    uint64_t
        blocking; /* wishes preferred to the result whose place has a free seat, or holds somebody behind */
    uint32_t envious; /* applicants who prefer a place that holds somebody behind them */
    en_compared_category *categories;
} en_compared;

typedef struct en_comparison {
    en_round round; /* by its own mechanism, for names */
    en_compared *of;
    size_t count;
    en_arena arena;
} en_comparison;

/* Clears the round by each mechanism of the list "A,B,…"; NULL: by all. Every result is checked.
 * EN_ERR_USAGE, reported, for a name that is no mechanism; EN_ERR_INPUT with all reasons where none can clear
 * it. Free with en_comparison_free. O(mechanisms · time of reading and clearing). */
EN_MUST_USE en_status en_compare(en_round_source source, const char *mechanisms, const en_context *context,
                                 en_report *report, en_comparison *comparison);
void en_comparison_free(en_comparison *comparison);

/* Whether a search ended before it could settle one of the results. */
bool en_comparison_reached_limit(const en_comparison *comparison);

/* How many were placed at a wish of this rank. */
uint32_t en_compared_at_rank(const en_compared *compared, uint32_t rank);

/* Adds all of it as one object: docs/formats.md. */
void en_comparison_json(en_json *json, en_language language, const en_comparison *comparison);

/* Bars of the placed, of first choices and of those with justified envy, by mechanism. */
EN_MUST_USE en_status en_picture_of_comparison(const en_comparison *comparison, en_picture_options options,
                                               en_text *svg);

#endif

/* Pictures of what a workspace holds: which data a chart shows, and what its words say. docs/charts.md. */
#ifndef EN_PICTURE_H
#define EN_PICTURE_H

#include "workspace.h"

#include "chart.h"
#include "result.h"

typedef struct en_picture_options {
    en_language language;
    double width; /* EN_CHART_USUAL_WIDTH, or what the page has room for */
} en_picture_options;

/* The figures about a commitment by the day that they speak of or were said on, old vintages too, with what
 * was promised and the path between. EN_ERR_INPUT with a problem where there is nothing to draw: no figure
 * with a day, and no value that is due on one. Linear in the numbers, n log n in those drawn. */
EN_MUST_USE en_status en_picture_of_promise(const en_standing *standing, size_t commitment,
                                            en_picture_options options, en_report *report, en_text *svg);

/* How many were placed at each rank of wish, from the text of a summary.json; the ranks after the tenth that
 * occurs together. `round` is what the round is called, empty: its id. EN_ERR_INPUT with a problem where that
 * is no summary, or there are no applicants. */
EN_MUST_USE en_status en_picture_of_ranks(en_str summary, en_str round, en_picture_options options,
                                          en_report *report, en_text *svg);

/* Groups and lines of seats as a tree: how full each is, and which limit bound. EN_ERR_INPUT with a problem
 * for a round whose groups are budgets. O(marks · (groups + places) + applicants). */
EN_MUST_USE en_status en_picture_of_seats(const en_round *round, const en_round_result *result,
                                          en_picture_options options, en_report *report, en_text *svg);

#endif

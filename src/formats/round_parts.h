/* The steps of reading a round, one file each. */
#ifndef EN_ROUND_PARTS_H
#define EN_ROUND_PARTS_H

#include "round.h"

/* round.json → rules. */
EN_MUST_USE en_status round_read_rules(en_round *round, const en_context *context, en_report *report);

/* applicants.csv and places.csv → ids and seats. */
EN_MUST_USE en_status round_read_applicants(en_round *round, en_report *report);
EN_MUST_USE en_status round_read_places(en_round *round, en_report *report);

/* choices.csv → wishes by applicant, by rank; ranks that tie in the order of the file. */
EN_MUST_USE en_status round_read_choices(en_round *round, const en_context *context, en_report *report);

/* scores.csv → wish_score; then settles what is acceptable where. */
EN_MUST_USE en_status round_read_scores(en_round *round, en_report *report);

/* Ties: keys for the places, order within tied ranks, the lottery's commitment. */
EN_MUST_USE en_status round_settle_ties(en_round *round, const en_context *context, en_report *report);

/* Reports each row that names a place again for the same applicant; EN_ERR_INPUT. */
EN_MUST_USE en_status round_report_duplicate_choices(en_round *round, en_report *report);

/* Reports a filled cell of a column that this version does not support; true if there was one. */
bool round_refuse_filled(const en_csv *csv, int column);

#endif

/* What the server has a process of its own do: check a round, solve it, explain a result, say what would be
 * otherwise, show rows of a table, read rules, look into an upload. A fault here, or a file that takes all
 * memory, ends that process and nothing else.
 *
 * The process reads the database, never writes it, and works in a folder that its parent made for it:
 * `round/` receives the inputs, `result/` the result, `names.jsonl` what people call its places (for
 * each row of places.csv a line ["en", "vi", "ja"]), `answer` what was asked for; `upload/` holds what
 * came from outside, `converted.csv` the same as UTF-8 with commas. The parent alone commits.
 */
#ifndef EN_JOB_H
#define EN_JOB_H

#include "context.h"
#include "folder.h"
#include "words.h"

#define EN_JOB_ROUND     "round"
#define EN_JOB_RESULT    "result"
#define EN_JOB_NAMES     "names.jsonl"
#define EN_JOB_UPLOAD    "upload"
#define EN_JOB_ANSWER    "answer"
#define EN_JOB_CONVERTED "converted.csv"
#define EN_JOB_CHANGES   "changes.json"

/* Where it works, and with which version. Borrowed. */
typedef struct en_job_place {
    const char *workspace, *folder, *version;
} en_job_place;

/* Checks or solves a queued round. What is wrong with the round is in the report; a round that was only
 * checked is EN_OK with errors in it. */
EN_MUST_USE en_status en_job_work(const en_job_place *place, int64_t job, const en_context *context,
                                  en_report *report);

/* Answers with the explanation of an applicant's result: src/formats/explain.h. */
EN_MUST_USE en_status en_job_explain(const en_job_place *place, int64_t result, en_str applicant,
                                     en_language language, const en_context *context, en_report *report);

/* Answers with the picture of a result's groups and lines of seats: picture.h. */
EN_MUST_USE en_status en_job_draw_seats(const en_job_place *place, int64_t result, uint64_t width,
                                        en_language language, const en_context *context, en_report *report);

/* Answers with a comparison of mechanisms over the round as it is: those of the list "A,B,…", or all where it
 * is empty. width 0: as JSON (compare.h); otherwise the picture, so wide. */
EN_MUST_USE en_status en_job_compare(const en_job_place *place, en_str round, const char *mechanisms,
                                     uint64_t width, en_language language, const en_context *context,
                                     en_report *report);

/* Answers with what other seats would have changed in a result (what_if.h). upload/changes.json says which:
 * {"changes": [{"place", "order", "by"}]}, checked by the type WhatIfAsked. */
EN_MUST_USE en_status en_job_what_if(const en_job_place *place, int64_t result, const en_context *context,
                                     en_report *report);

/* Which rows of which table: `from` is a row as a spreadsheet counts, the header being row 1. */
typedef struct en_job_rows_asked {
    en_str round;
    const char *table;
    uint64_t from, count;
} en_job_rows_asked;

/* Answers with the rows, as the table says them: {"columns", "rows": [{"row", "cells"}], "next"}. A record
 * that cannot be read has no cells, and "faulty". */
EN_MUST_USE en_status en_job_rows(const en_job_place *place, const en_job_rows_asked *asked,
                                  const en_context *context, en_report *report);

/* Answers with what rules that are not kept yet, upload/round.json, say with the tables of the round:
 * {"eligibility": the rule in words}, which is left out where there is none or where a table is missing. */
EN_MUST_USE en_status en_job_rules(const en_job_place *place, en_str round, en_language language,
                                   const en_context *context, en_report *report);

/* Looks into upload/ for the table (NULL: for the tables of a workbook) as far as its header, and answers
 * with
 * {"tables": [{"name", "rows"}]}. A CSV file that is not UTF-8 with commas, as the options say, is written
 * anew with them, row by row. */
EN_MUST_USE en_status en_job_look(const en_job_place *place, const char *table, en_table_options options,
                                  const en_context *context, en_report *report);

/* The tables that a round may have, NULL-ended. */
extern const char *const en_round_table_names[];

#endif

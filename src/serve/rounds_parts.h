/* What the handlers of rounds, their tables, results and jobs share. */
#ifndef EN_SERVE_ROUNDS_PARTS_H
#define EN_SERVE_ROUNDS_PARTS_H

#include "blobs.h"
#include "chart.h"
#include "child.h"
#include "instant.h"
#include "job.h"
#include "results.h"
#include "round.h"
#include "rounds.h"
#include "server.h"

/* round_json.c: a round as the API gives it (type Round), and the tag of its state. */
EN_MUST_USE en_status round_add_json(en_request *request, en_json *json, const en_stored_round *round);
EN_MUST_USE en_status round_tag(en_request *request, const en_stored_round *round, en_str *tag);

/* The same for who only is an applicant: that there is the round, and its newest result. What a check found
 * names others and quotes their cells, and a digest of a small table tells a cell to whoever guesses. */
EN_MUST_USE en_status round_add_json_for_applicant(en_request *request, en_json *json,
                                                   const en_stored_round *round);

/* Whether nothing but being an applicant opens the route to the asker. */
bool request_of_applicant(const en_request *request);

/* Answers with the round as it is now in this thread's store, and tags it. */
EN_MUST_USE en_status round_answer(en_request *request);

/* The round that the path names, in the store that is given; refuses with 404. */
EN_MUST_USE en_status round_find(en_request *request, en_store *store, en_stored_round *round);

/* The result that the path names; refuses with 404. */
EN_MUST_USE en_status result_find(en_request *request, en_stored_result *result);

/* A text in the request's arena, as printf makes it; empty without memory. */
en_str request_print(en_request *request, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A value of the path as a number, which the row has checked. */
int64_t request_number(const en_request *request, const char *name);

/* Now, in the request's arena. */
en_str request_now(en_request *request);

/* Answers with a content as it is, in pieces, so that it is never in memory whole. */
EN_MUST_USE en_status answer_blob(en_request *request, int64_t blob, en_str file_name);

/* rules.c: id first, then title, then the rest; NULL without memory. */
json_t *rules_with_name(en_str id, const json_t *title, json_t *rules);

/* Rules as the bytes that are kept, checked by the round's own reader. */
EN_MUST_USE en_status rules_write(en_request *request, json_t *rules, en_str *bytes, en_round_rules *read);

/* tables.c: a place for a question, or a refusal with 503; en_question_end, always. */
EN_MUST_USE en_status question_begin(en_request *request, int64_t asker, en_question *question);

/* Puts bytes under a name where the child looks for what comes from outside. */
EN_MUST_USE en_status question_lay_out(en_request *request, const en_question *question, en_str name,
                                       en_str bytes);

/* What the child answered, as JSON. */
EN_MUST_USE en_status question_read(en_request *request, const en_question *question, json_t **answer);

/* Answers with what the child answered, as it is. */
EN_MUST_USE en_status question_take(en_request *request, const en_question *question);

/* tables.c: asks a child, by `enishi job` with these words, and answers with what it says. */
EN_MUST_USE en_status answer_question(en_request *request, const char *const *words);

#endif

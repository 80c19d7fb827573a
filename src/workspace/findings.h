/* Problems as JSON that is of no language: how a job tells the server what it found, and how the database
 * keeps it. Words come when somebody asks, in that person's language.
 *
 * An array of {"rule", "severity", "file", "row", "column", "value", "args": {name: value}}; an argument that
 * is a word of the catalogues is {"word": key}. What is missing is left out.
 */
#ifndef EN_FINDINGS_H
#define EN_FINDINGS_H

#include "words.h"

/* The problems that the report keeps; NULL without memory. json_decref it. */
EN_MUST_USE json_t *en_findings_of(const en_report *report);

/* The word with this key; false if this version has none. */
EN_MUST_USE bool en_word_of_key(en_str key, en_word *word);

enum { EN_FINDINGS_MOST_ARGS = EN_REPORT_ARGS };

/* The arguments of a message from an object {name: value}; texts borrow it. Returns how many. */
size_t en_findings_args(const json_t *object, en_arg args[EN_FINDINGS_MOST_ARGS]);

/* Adds the message with its arguments as JSON (which may be empty) put in; the key itself if this version
 * has no such message. */
void en_findings_add_message(en_text *text, en_language language, en_str key, const json_t *args);

/* Adds the array as the API gives it: {"rule", "severity", "message", "file", "row", "column", "value"}. An
 * element that is not as above is passed over. */
void en_findings_add(en_json *json, en_language language, const json_t *findings);

/* Adds one of them to a report; one whose word this version does not have is passed over. */
void en_findings_report(en_report *report, const json_t *finding);

#endif

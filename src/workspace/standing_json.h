/* Parts of where the promises stand as JSON: what the command line and the server write alike. docs/ledger.md
 * describes them; the types of src/api/types.c say the same.
 */
#ifndef EN_STANDING_JSON_H
#define EN_STANDING_JSON_H

#include "json.h"
#include "workspace.h"

/* A member that is left out where nothing is given. */
void en_ref_json(en_json *json, const char *key, const en_ledger *ledger, en_ref ref);
void en_text_json(en_json *json, const char *key, en_str text);
void en_texts_json(en_json *json, const char *key, const en_texts *texts);
void en_date_json(en_json *json, const char *key, en_date date);
void en_choice_json(en_json *json, const char *key, en_ledger_table table, const char *column, int choice);

/* One element each, by its index in the track or the ledger. */
void en_number_json(en_json *json, const en_track *track, size_t index);
void en_contradiction_json(en_json *json, const en_track *track, size_t index);
void en_change_json(en_json *json, const en_track *track, size_t index);
void en_target_json(en_json *json, const en_track *track, size_t index);
/* The same with the model that has a fan of its number; empty: none. */
void en_target_json_with(en_json *json, const en_track *track, size_t index, en_str outlook);
void en_promise_json(en_json *json, const en_track *track, const en_promise *promise);
void en_caution_json(en_json *json, const en_ledger *ledger, size_t index);

#endif

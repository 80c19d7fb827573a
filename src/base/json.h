/* JSON: reading by jansson, strictly; writing as a stream of calls into a text. */
#ifndef EN_JSON_H
#define EN_JSON_H

#include "report.h"

#include <jansson.h>

/* Reads one JSON object or array without duplicate keys; NULL where it is none, and where memory runs out.
 * error and out_of_memory may be NULL. json_decref the result. Nothing else reads JSON: jansson's own
 * functions are not safe where memory runs out. */
json_t *en_json_load(en_str bytes, json_error_t *error, bool *out_of_memory);

/* Reads one JSON object or array (UTF-8, no duplicate keys); NULL after reporting where it is not one, or
 * with report->out_of_memory set. json_decref the result. */
json_t *en_json_read(en_str bytes, en_str file, en_report *report);

/* How many values are in JSON, or more in what is none: what its tree takes can be told before it is made. */
size_t en_json_count(en_str bytes);

/* Adds a value as jansson writes it, on one line or by `flags`. json_dumps itself leaves out what it had no
 * memory for; here the text has failed then. */
void en_json_dump(en_text *text, const json_t *value, size_t flags);

enum { EN_JSON_MOST_DEPTH = 32 };

/* Writes indented JSON, or JSON without blanks; runs out of memory as the text does. */
typedef struct en_json {
    en_text *text;
    int depth;
    bool filled[EN_JSON_MOST_DEPTH]; /* the object or array at this depth has an element */
    bool after_key;
    bool compact;
} en_json;

static inline en_json en_json_to(en_text *text) { return (en_json){.text = text}; }
static inline en_json en_json_compact_to(en_text *text) { return (en_json){.text = text, .compact = true}; }

/* Adds a text in quotes. */
void en_json_add_string(en_text *text, en_str s);

void en_json_open(en_json *json, char bracket); /* '{' or '[' */
void en_json_close(en_json *json, char bracket);
void en_json_key(en_json *json, const char *key);
void en_json_str(en_json *json, en_str value);
void en_json_int(en_json *json, int64_t value);
void en_json_real(en_json *json, double value); /* finite */
void en_json_bool(en_json *json, bool value);
void en_json_null(en_json *json);
void en_json_raw(en_json *json, en_str value); /* a whole value that is JSON already */

/* A key and its value. */
static inline void en_json_key_str(en_json *json, const char *key, en_str value)
{
    en_json_key(json, key);
    en_json_str(json, value);
}
static inline void en_json_key_text(en_json *json, const char *key, const char *value)
{
    en_json_key_str(json, key, en_str_of(value));
}
static inline void en_json_key_int(en_json *json, const char *key, int64_t value)
{
    en_json_key(json, key);
    en_json_int(json, value);
}
static inline void en_json_key_bool(en_json *json, const char *key, bool value)
{
    en_json_key(json, key);
    en_json_bool(json, value);
}
static inline void en_json_key_open(en_json *json, const char *key, char bracket)
{
    en_json_key(json, key);
    en_json_open(json, bracket);
}

#endif

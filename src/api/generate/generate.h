/* What is written from the rows of the API when enishi is built: the OpenAPI document, the reference page in
 * three languages, the page's TypeScript types, and the routes as a table for tests.
 *
 * Each writer adds its whole text; the texts run out of memory as texts do.
 */
#ifndef EN_GENERATE_H
#define EN_GENERATE_H

#include "types.h"
#include "words.h"

void generate_openapi(en_text *out);
void generate_reference(en_text *out, en_language language);
void generate_typescript(en_text *out);
void generate_routes(en_text *out);

/* schema.c: a type as a JSON schema, and the schema of one value. */
void schema_of_type(en_json *json, const en_type *type);
void schema_of_parameter(en_json *json, const en_route *route, const en_parameter *parameter);

/* Whether bodies of requests are of this type, as themselves or inside another: those are closed, and
 * bounded.
 */
bool is_requested(const en_type *type);

/* example.c: a body with the properties that are required, as JSON on one line. */
void example_of_type(en_text *out, const en_type *type);

/* Texts that stand in a row as "a|b|c": each as `add` writes it, with `between` between them. */
typedef void add_piece(void *user, en_str piece);
static inline void add_each(en_text *out, const char *pieces, const char *between, add_piece *add, void *user)
{
    en_str rest = en_str_of(pieces), piece;
    for (bool first = true; en_str_next(&rest, '|', &piece); first = false) {
        if (!first) en_text_add_z(out, between);
        add(user, piece);
    }
}

/* The schemas' names of what answers hold: "OrganisationPage" for lists. */
static inline bool is_paged(const en_route *route) { return (route->flags & EN_PAGED) != 0; }

/* The column of one of the row's sorts: a "-" before it only says which way is usual. */
static inline en_str sort_column(en_str sort)
{
    return sort.size > 0 && *sort.at == '-' ? (en_str){sort.at + 1, sort.size - 1} : sort;
}

#endif

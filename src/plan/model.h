/* A model as it was written: every text with its place, nothing understood yet.
 *
 * Whoever reads a format (src/xmile) makes this, and the engine understands it: names, equations and units
 * are texts here, not parsed. What XMILE 1.0 has and the engine cannot compute is here too, so that it is
 * refused by name instead of being passed over. Everything is borrowed: from the arena that the reader was
 * given, and from the document that was read.
 */
#ifndef EN_PLAN_MODEL_H
#define EN_PLAN_MODEL_H

#include "str.h"

/* Both from 1; a column is a character, not a byte. line 0: no place. file: NULL for that of the model. */
typedef struct en_plan_place {
    uint32_t line, column;
    const en_str *file;
} en_plan_place;

/* From byte `at` of a text on, its characters stand in the file one after another from this place. */
typedef struct en_plan_piece {
    uint32_t at;
    en_plan_place place;
} en_plan_piece;

/* A text without blanks at its ends; text.at is NULL where there is none. A text that the file writes with
 * references (&lt;) or in sections has several pieces. */
typedef struct en_plan_text {
    en_str text;
    const en_plan_piece *pieces;
    uint32_t piece_count;
    uint32_t origin; /* the element that holds it, for writing it back changed; 0: an attribute */
} en_plan_text;

static inline bool en_plan_given(en_plan_text text) { return text.text.at != NULL; }

/* Where the byte at `offset` of the text stands in the file. Bound: linear in the text. */
static inline en_plan_place en_plan_text_place(const en_plan_text *text, size_t offset)
{
    if (text->piece_count == 0) return (en_plan_place){0};
    const en_plan_piece *piece = text->pieces;
    for (uint32_t i = 1; i < text->piece_count && text->pieces[i].at <= offset; i++) piece = &text->pieces[i];
    en_plan_place place = piece->place;
    for (size_t i = piece->at; i < offset && i < text->text.size; i++) {
        bool continues = ((unsigned char)text->text.at[i] & 0xC0) == 0x80;
        if (text->text.at[i] == '\n') place = (en_plan_place){place.line + 1, 1, place.file};
        else if (!continues) place.column++;
    }
    return place;
}

/* A number, or the text that stands where a number should: an expression, in macros. */
typedef struct en_plan_number {
    en_plan_text text;
    double value;
    bool known; /* text is a number, which is value */
} en_plan_number;

typedef struct en_plan_flag {
    bool given, value;
    en_plan_place place;
} en_plan_flag;

typedef struct en_plan_list {
    en_plan_text *at;
    size_t count;
} en_plan_list;

/* What the standard does not have, where it may matter: an element, or an attribute, in a variable, a
 * conveyor or the simulation's settings. */
typedef struct en_plan_extra {
    en_plan_text name, value;
} en_plan_extra;

typedef struct en_plan_extras {
    en_plan_extra *at;
    size_t count;
} en_plan_extras;

/* methods in the order of preference, as written ("rk4,euler" are two). */
typedef struct en_plan_specs {
    en_plan_place place;
    en_plan_number start, stop, dt, save_interval, pause;
    en_plan_flag reciprocal; /* dt is written as 1/dt */
    en_plan_list methods;
    en_plan_text time_units, run_by;
    en_plan_extras extras;
} en_plan_specs;

typedef struct en_plan_unit {
    en_plan_place place;
    en_plan_text name, equation;
    en_plan_list aliases;
    en_plan_flag disabled;
} en_plan_unit;

/* Elements by name, or as many as size says, which are then named 1, 2, …. */
typedef struct en_plan_dimension {
    en_plan_place place;
    en_plan_text name;
    en_plan_number size;
    en_plan_list elements;
} en_plan_dimension;

typedef struct en_plan_behavior {
    en_plan_place place;
    en_plan_flag non_negative, stocks_non_negative, flows_non_negative;
} en_plan_behavior;

typedef struct en_plan_transfer {
    en_plan_place place;
    en_plan_text type, frequency, orientation, resource, worksheet, interval, table;
    en_plan_flag enabled, all, use_settings;
} en_plan_transfer;

/* Whether it is on, and done without being asked for. */
static inline bool en_plan_is_automatic(const en_plan_transfer *transfer)
{
    bool on = !transfer->enabled.given || transfer->enabled.value;
    return on && !en_str_is(transfer->frequency.text, "on_demand");
}

typedef struct en_plan_transfers {
    en_plan_transfer *at;
    size_t count;
} en_plan_transfers;

typedef enum en_plan_graph_type {
    EN_PLAN_GRAPH_CONTINUOUS,
    EN_PLAN_GRAPH_EXTRAPOLATE,
    EN_PLAN_GRAPH_DISCRETE
} en_plan_graph_type;

typedef struct en_plan_scale {
    en_plan_place place;
    en_plan_number min, max;
    en_plan_flag automatic;
    en_plan_text group;
} en_plan_scale;

/* A graphical function: y over ascending x, at least two points. x_given: x as the file lists it; otherwise
 * even steps over the scale. count 0: nothing but the name of another one, which this refers to. */
typedef struct en_plan_graph {
    en_plan_place place;
    en_plan_text name;
    en_plan_graph_type type;
    bool x_given;
    en_plan_scale x_scale, y_scale;
    en_plan_text x_text, y_text;
    en_plan_text units, doc; /* of one that stands alone */
    double *x, *y;
    size_t count;
} en_plan_graph;

typedef struct en_plan_conveyor {
    en_plan_place place;
    en_plan_text length, capacity, inflow_limit, sample, arrest;
    en_plan_flag discrete, batch_integrity, one_at_a_time, exponential_leak;
    en_plan_extras extras;
} en_plan_conveyor;

typedef struct en_plan_threshold {
    en_plan_place place;
    en_plan_number value, interval;
    en_plan_text direction, repeat;
    en_plan_list actions, messages; /* of its events, in their order; an action may be "" */
} en_plan_threshold;

typedef struct en_plan_poster {
    en_plan_place place;
    en_plan_number min, max;
    en_plan_threshold *thresholds;
    size_t threshold_count;
} en_plan_poster;

/* What a variable computes, or one element of an array. */
typedef struct en_plan_body {
    en_plan_text equation, initial, mathml, leak, multiplier;
    en_plan_list inflows, outflows; /* in the order of their priority */
    en_plan_flag non_negative, queue, overflow, leaks, leak_integers;
    en_plan_graph *graph; /* these three NULL: none */
    en_plan_conveyor *conveyor;
    en_plan_poster *poster;
} en_plan_body;

typedef struct en_plan_element {
    en_plan_place place;
    en_plan_text subscript;
    en_plan_body body;
} en_plan_element;

typedef struct en_plan_connection {
    en_plan_place place;
    en_plan_text to, from;
    bool
        second; /* isee's <connect2>, which repeats a <connect> relative to the model that holds the module */
} en_plan_connection;

typedef enum en_plan_kind {
    EN_PLAN_STOCK,
    EN_PLAN_FLOW,
    EN_PLAN_AUXILIARY,
    EN_PLAN_GRAPH, /* a graphical function that stands alone */
    EN_PLAN_MODULE,
} en_plan_kind;

typedef struct en_plan_variable {
    en_plan_kind kind;
    en_plan_place place;
    en_plan_text name, units, doc, access, precision, scale_by, display_as, resource;
    en_plan_text uses; /* of a module in another file: the name of its model, where that is not its own */
    bool imported;     /* its equation comes from a table */
    en_plan_flag autoexport, flow_concept, delimit_thousands;
    en_plan_number leak_start, leak_end;
    en_plan_scale *range, *scale; /* NULL: none */
    en_plan_list dimensions;
    en_plan_body body;
    en_plan_element *elements;
    size_t element_count;
    en_plan_connection *connections;
    size_t connection_count;
    en_plan_extras extras;
} en_plan_variable;

typedef struct en_plan_group {
    en_plan_place place;
    en_plan_text name, doc;
    en_plan_list entities;
    en_plan_flag run;
} en_plan_group;

/* Variables in the order of the document. */
typedef struct en_plan_variables {
    en_plan_variable *at;
    size_t count;
    en_plan_group *groups;
    size_t group_count;
} en_plan_variables;

typedef struct en_plan_submodel {
    en_plan_place place;
    en_plan_text name, resource, namespaces, encryption, password;
    en_plan_flag run;
    en_plan_specs *specs; /* these two NULL: none of its own */
    en_plan_behavior *behavior;
    en_plan_variables variables;
    bool has_views;
    en_plan_list shown; /* the variables that its views name */
} en_plan_submodel;

typedef struct en_plan_parameter {
    en_plan_text name, fallback;
} en_plan_parameter;

/* A macro; filter and applies_to make it one that changes how stocks or flows behave. */
typedef struct en_plan_macro {
    en_plan_place place;
    en_plan_text name, equation, format, doc, namespaces, filter, applies_to;
    en_plan_parameter *parameters;
    size_t parameter_count;
    en_plan_specs *specs;
    en_plan_variables variables;
} en_plan_macro;

typedef struct en_plan_header {
    en_plan_place place;
    en_plan_text vendor, product, product_version, product_language, name, version, caption, author,
        affiliation;
    en_plan_text client, copyright, created, modified, uuid, namespaces;
    en_plan_list options, includes;
} en_plan_header;

/* A file. models[0] is the root. */
typedef struct en_plan_model {
    en_str file;
    en_plan_text version;
    en_plan_header header;
    en_plan_specs *specs; /* these two NULL: none */
    en_plan_behavior *behavior;
    en_plan_unit *units;
    size_t unit_count;
    en_plan_dimension *dimensions;
    size_t dimension_count;
    en_plan_transfers imports, exports;
    en_plan_submodel *models;
    size_t model_count;
    en_plan_macro *macros;
    size_t macro_count;
} en_plan_model;

#endif

/* Names of units, and expressions of them (XMILE 1.0, sections 2.6 and 4.1.4).
 *
 * An expression joins names and 1 by `*` or `-` (both multiply), `/`, `^` with a whole number or a ratio in
 * parentheses, and parentheses; `*`, `-` and `/` from left to right. A name may hold blanks, which are like
 * `_`, and compares as names of variables do (name.h); `$`, `%` and letters of any script are letters. A name
 * that is defined nowhere is a base unit of its own.
 *
 * Where the standard leaves room:
 * - a name with the word `per` in it, which nobody defines, is a quotient: `people per year` is people/year,
 * `per_year` 1/years.
 * - built in are 1 (dimensionless, dmnl, unitless, fraction), units of time from nanoseconds to years, people
 * and dollars, each with its singular. A model's own definition comes first; one without an equation whose
 * name, or an alias, is a built-in name adds to that.
 * - powers may be ratios, which roots make: m^(1/2).
 *
 * Limits: EN_UNIT_MOST_BYTES an expression, parentheses and definitions EN_UNIT_MOST_DEPTH deep. O(text) plus
 * what its names are defined by, once.
 */
#ifndef EN_PLAN_UNIT_NAMES_H
#define EN_PLAN_UNIT_NAMES_H

#include "ids.h"
#include "model.h"
#include "report.h"
#include "unit.h"

enum { EN_UNIT_MOST_BYTES = 4096, EN_UNIT_MOST_DEPTH = 50 };

typedef enum en_unit_stage { EN_UNIT_NEW, EN_UNIT_OPEN, EN_UNIT_DONE } en_unit_stage;

/* A unit that the model defines. */
typedef struct en_unit_definition {
    const en_plan_unit *written;
    en_unit_stage stage;
    uint32_t depth;    /* of definitions that are being read, where it is */
    bool names_itself; /* its own equation does */
    en_unit unit;
} en_unit_definition;

typedef struct en_unit_names {
    en_arena *arena;
    en_str file;
    en_report *report;
    en_severity severity;
    en_ids keys; /* of the model's units and their aliases */
    en_unit_definition *definitions;
    uint32_t *definition_of; /* by key */
    uint32_t count, depth;   /* depth: of definitions that are being read */
    en_ids bases;            /* their keys */
    en_str *shown;           /* as messages write them */
    uint32_t room;
} en_unit_names;

/* The model's definitions; those that cannot be read, or are circular, are told of and stand for themselves.
 * Lives in the arena. EN_ERR_MEMORY. */
EN_MUST_USE en_status en_unit_names_make(en_arena *arena, const en_plan_model *model, en_severity severity,
                                         en_report *report, en_unit_names *names);

/* The unit of a text. EN_ERR_INPUT after reporting, with the owner, EN_ERR_MEMORY. */
EN_MUST_USE en_status en_unit_read(en_unit_names *names, const en_plan_text *text, en_str owner,
                                   en_unit *unit);

/* Adds the unit: as the name that the model gives it, else as people/year, 1/year or dollars/(people*year); 1
 * where it is dimensionless. */
void en_unit_show(const en_unit_names *names, en_unit unit, en_text *text);

#endif

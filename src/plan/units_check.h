/* The check of units: what the files units_*.c share. For check.c alone.
 *
 * An expression has a form: a unit, or a number that is written out, or it is lost: unknown, and fitting
 * everything. The unit of a form may have factors that stand for the unknown unit of a variable, so that
 * `births = population * rate` says what the unit of `rate` is if it is the only one that is not known.
 * Equations are looked at until nothing more is learnt (inference over an abelian group, A. Kennedy, "Types
 * for units-of-measure", 2010, one unknown at a time), then once more to tell what disagrees. What a
 * disagreeing equation says is not learnt, and what was learnt and then contradicted is lost, so that one
 * mistake is told once. Each equation first says what it can of its own variable, then of others. Bound: an
 * equation is looked at EN_UNITS_MOST_TRIES times for each of the two at most; calls of macros are gone
 * through EN_UNITS_MOST_CALLS times at most, and their definitions up to EN_UNITS_MOST_NESTED within each
 * other; beyond that they are lost.
 */
#ifndef EN_PLAN_UNITS_CHECK_H
#define EN_PLAN_UNITS_CHECK_H

#include "functions.h"
#include "plan.h"
#include "unit_names.h"

enum {
    EN_UNITS_MOST_TRIES = 16,
    EN_UNITS_MOST_CALLS = 200000,
    EN_UNITS_MOST_LEARNT = 16,
    EN_UNITS_MOST_NESTED = 200,
    EN_UNITS_OPEN = 1 << 30
};

typedef enum en_form_kind { EN_FORM_LOST, EN_FORM_NUMBER, EN_FORM_UNIT } en_form_kind;

typedef struct en_form {
    en_form_kind kind;
    bool valued; /* of a number: `value` is what it is */
    en_ratio value;
    en_unit unit; /* its bases from EN_UNITS_OPEN on are variables whose unit is not known */
} en_form;

typedef enum en_known { EN_KNOWN_NOT, EN_KNOWN_DECLARED, EN_KNOWN_INFERRED, EN_KNOWN_LOST } en_known;

/* The unit of a variable, or of time, and where it comes from. */
typedef struct en_known_unit {
    en_known how;
    en_unit unit;
    en_plan_place place;
} en_known_unit;

/* A call of a macro that is gone through. */
typedef struct en_unit_call {
    const en_space_model *macro;
    uint32_t model, depth;
    const en_form *arguments;
    uint32_t argument_count;
    en_form *locals;
    uint8_t *stages; /* en_unit_stage, by definition */
} en_unit_call;

/* Where an expression stands. */
typedef struct en_unit_env {
    const en_formula *formula;
    uint32_t self;            /* the variable; in a macro EN_SPACE_NONE */
    const uint32_t *resolved; /* variables by the expression's names; NULL in a macro */
    const en_unit_call *call; /* NULL: not in a macro */
} en_unit_env;

/* One side of what must agree: an expression, or a variable, or (both EN_SPACE_NONE) nothing but its unit. */
typedef struct en_unit_side {
    uint32_t node, variable;
    en_form form;
} en_unit_side;

typedef struct en_unit_learnt {
    uint32_t variable;
    en_unit unit;
} en_unit_learnt;

typedef struct en_unit_checker {
    const en_plan *plan;
    const en_space *space;
    en_report *report;
    en_severity severity;
    en_arena *arena;  /* for the check */
    en_arena scratch; /* for one look at an equation */
    en_unit_names names;
    en_known_unit **declared; /* by model and definition */
    en_known_unit *known;     /* by variable; then that of time */
    bool *told;               /* by formula: of something that disagrees in it */
    bool telling, disagrees, out_of_memory;
    en_unit_learnt learnt[EN_UNITS_MOST_LEARNT];
    uint32_t learnt_count, calls, nested;
} en_unit_checker;

static inline uint32_t en_units_time(const en_unit_checker *c) { return c->space->variable_count; }
static inline en_unit_side en_side_of_node(uint32_t node, en_form form)
{
    return (en_unit_side){node, EN_SPACE_NONE, form};
}
static inline en_unit_side en_side_of_variable(uint32_t v, en_form form)
{
    return (en_unit_side){EN_EXPR_NONE, v, form};
}
static inline en_form en_form_pure(void) { return (en_form){.kind = EN_FORM_UNIT}; }

/* units_form.c */
/* a · b^power; numbers are dimensionless. */
en_form en_form_multiply(en_unit_checker *c, en_form a, en_form b, en_ratio power);
en_form en_form_of(en_unit_checker *c, uint32_t variable);
/* The form of both sides, which must have one unit: lost, and told of with the rule, where they do not. */
en_form en_units_agree(en_unit_checker *c, const en_unit_env *env, uint32_t node, en_word rule,
                       en_unit_side a, en_unit_side b);
bool en_form_is_open(const en_form *form);

/* units_expression.c: forms of all nodes of a formula, by node; NULL where memory is out. */
const en_form *en_units_forms(en_unit_checker *c, const en_unit_env *env);
/* The variable of a name node; EN_SPACE_NONE. */
uint32_t en_units_variable(const en_unit_checker *c, const en_unit_env *env, uint32_t node);

/* units_call.c */
en_form en_units_call(en_unit_checker *c, const en_unit_env *env, uint32_t node, const en_form *forms);
en_form en_units_name(en_unit_checker *c, const en_unit_env *env, uint32_t node);

/* units_tell.c */
void en_units_tell(en_unit_checker *c, const en_unit_env *env, uint32_t node, en_word rule,
                   const en_unit_side *a, const en_unit_side *b);
void en_units_tell_at(en_unit_checker *c, en_plan_place place, uint32_t owner, en_str value, en_word rule,
                      const en_unit_side *a, const en_unit_side *b);

/* units_check.c */
EN_MUST_USE en_status en_units_check(const en_plan *plan, en_severity severity, en_arena *arena,
                                     en_report *report);

#endif

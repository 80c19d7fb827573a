/* A model that is understood, and the program that computes it.
 *
 * en_plan_understand looks every name up and parses every equation, once. en_plan_compile makes a program for
 * one way of running it: with settings, which constants take, and with what shall be reported; it is what
 * finds circular definitions and whatever cannot be computed. Equations become a graph of values (value.h) by
 * way of a list of what waits for what, so that a chain of definitions may be as long as it likes. Bound:
 * linear in the slots and the nodes of the equations that each element uses.
 */
#ifndef EN_PLAN_PLAN_H
#define EN_PLAN_PLAN_H

#include "machine.h"
#include "space.h"

typedef struct en_plan {
    en_space space;
    uint32_t *listed; /* variables in the order of output: those of the document, a module's where the module
                         stands */
    uint32_t listed_count;
    en_plan_method method;
    double start, stop, dt, save_interval; /* save_interval 0: not given */
    bool vensim; /* the file comes from Vensim, whose INTEGER and MODULO differ for numbers below 0 */
} en_plan;

/* model is borrowed for the life of the plan. EN_ERR_INPUT after reporting, EN_ERR_MEMORY. en_plan_free in
 * any case. */
EN_MUST_USE en_status en_plan_understand(const en_plan_model *model, const en_context *context,
                                         en_report *report, en_plan *plan);
void en_plan_free(en_plan *plan);

/* The first of the methods, in the order of preference, that is known; Euler's where there is none. False:
 * none of them is known. specs may be NULL. */
bool en_plan_method_of(const en_plan_specs *specs, en_plan_method *method);

/* Whether times that are so far apart can be saved: a whole number of steps, *every. */
bool en_plan_saves_by(const en_plan *plan, double save_step, uint64_t *every);

/* What a name means: `name`, `name[a]`, `name[*]`, `name.y`, with modules before it. */
typedef struct en_plan_found {
    uint32_t variable;
    uint32_t first, count; /* slots */
    bool curve;            /* name.y: the y of its graphical function */
    bool each;             /* name[*]: every element for itself */
} en_plan_found;
typedef enum en_plan_find_fault {
    EN_FIND_FINE,
    EN_FIND_UNKNOWN,
    EN_FIND_ELEMENT,
    EN_FIND_NO_CURVE,
    EN_FIND_NO_MEMORY
} en_plan_find_fault;
en_plan_find_fault en_plan_find(const en_plan *plan, en_str name, en_plan_found *found);

/* What a variable is, for who sets it. */
typedef enum en_plan_role {
    EN_ROLE_CONSTANT,
    EN_ROLE_STOCK,
    EN_ROLE_COMPUTED,
    EN_ROLE_GRAPH,
    EN_ROLE_MODULE
} en_plan_role;
/* A constant's equation holds numbers alone. *value: of a constant's element. */
en_plan_role en_plan_role_of(const en_plan *plan, uint32_t slot, double *value);

/* Instead of what the model says: a constant's value, a stock's initial value, a factor of a graphical
 * function's y. */
typedef struct en_plan_setting {
    uint32_t first, count; /* slots */
    bool curve, by_run;
    double value;
    uint32_t parameter; /* by_run: which */
    bool bounded;       /* from `from` to `to` only; an auxiliary's or a flow's */
    double from, to;
} en_plan_setting;

/* What has flowed since the start, by the method's own steps and weights: what left by a flow, or, with its
 * multiplier, what entered. */
typedef struct en_plan_amount {
    uint32_t flow; /* slot */
    bool entering;
} en_plan_amount;

typedef struct en_plan_wish {
    const en_plan_setting *settings; /* of several for one slot, the last one counts at each time */
    size_t setting_count;
    const uint32_t *outputs; /* slots */
    uint32_t output_count, parameters;
    const en_plan_amount *amounts; /* further outputs, behind those */
    uint32_t amount_count;
    double save_step; /* 0: the file's save interval, else dt */
    uint64_t seed;
} en_plan_wish;

/* A program with all that it needs. */
typedef struct en_plan_code {
    en_arena arena;
    en_program program;
    en_simulation simulation;
} en_plan_code;

/* EN_ERR_INPUT after reporting, EN_ERR_LIMIT, EN_ERR_MEMORY. report also takes warnings. en_plan_code_free in
 * any case. The code does not borrow from the plan. */
EN_MUST_USE en_status en_plan_compile(en_plan *plan, const en_plan_wish *wish, const en_context *context,
                                      en_report *report, en_plan_code *code);
void en_plan_code_free(en_plan_code *code);

#endif

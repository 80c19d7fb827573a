/* A model with its names looked up: dimensions, scopes, variables and where each keeps its values.
 *
 * A scope is a model in use: the root, each module, each call of a macro. A variable of n dimensions has a
 * slot for each element, the last subscript fastest; slots of all scopes are numbered through, those of a
 * module's input are never used, since it stands for what it is connected to. Every equation is parsed once,
 * however many elements and modules use it. Bound: linear in the number of slots.
 */
#ifndef EN_PLAN_SPACE_H
#define EN_PLAN_SPACE_H

#include "ids.h"
#include "model.h"
#include "parse.h"

enum {
    EN_SPACE_MOST_SLOTS = 1 << 22,
    EN_SPACE_MOST_RANK = 8,
    EN_SPACE_MOST_NESTED = 32 /* modules, or calls of macros, in each other */
};
#define EN_SPACE_NONE UINT32_MAX

typedef struct en_space_dimension {
    en_str name, key;
    uint32_t count;
    const en_str *shown; /* names of the elements */
    en_ids elements;     /* their keys */
} en_space_dimension;

/* A text that computes something. */
typedef struct en_formula {
    const en_plan_text *text;
    en_equation equation;
    en_expr expr;
    uint32_t number;
    bool given, faulty, warned; /* told of, and not told of again */
} en_formula;

typedef enum en_formula_kind {
    EN_FORMULA_EQUATION,
    EN_FORMULA_INITIAL,
    EN_FORMULA_LEAK, /* of a flow, as the next */
    EN_FORMULA_MULTIPLIER,
    EN_FORMULA_LENGTH, /* of a conveyor, as all that follow */
    EN_FORMULA_CAPACITY,
    EN_FORMULA_INFLOW_LIMIT,
    EN_FORMULA_SAMPLE,
    EN_FORMULA_ARREST,
    EN_FORMULA_KINDS
} en_formula_kind;

/* What a variable computes, or some of its elements. */
typedef struct en_space_body {
    const en_plan_body *written;
    en_formula formulas[EN_FORMULA_KINDS];
    uint32_t list_at; /* of a body that is one element of a list `a, b, c`: which, else EN_SPACE_NONE */
} en_space_body;

/* A variable as written, made ready once for all scopes that use it. */
typedef struct en_space_definition {
    const en_plan_variable *written;
    en_str name, key; /* within its scope */
    uint32_t rank, count;
    uint32_t *dimensions;
    en_space_body *bodies;
    uint32_t body_count;
    uint32_t *body_of; /* by element; NULL: all are bodies[0] */
    bool not_negative;
} en_space_definition;

typedef struct en_space_model {
    en_str key;
    const en_plan_submodel *written; /* these two: one is NULL */
    const en_plan_macro *macro;
    en_space_definition *definitions;
    uint32_t count;
    en_ids names;
    en_formula result;            /* of a macro */
    en_formula start, stop, step; /* of a macro with settings of its own */
    en_formula *fallbacks;        /* of its parameters */
    uint32_t parameters;          /* its first definitions */
} en_space_model;

typedef struct en_space_scope {
    uint32_t model, parent, depth; /* parent: of the root EN_SPACE_NONE */
    uint32_t first;                /* variable; there are as many as the model has definitions */
    en_str prefix;                 /* before its names, as shown: "sub." */
} en_space_scope;

typedef struct en_space_variable {
    const en_space_definition *definition;
    uint32_t scope, first; /* slot */
    uint32_t source;       /* what a module's input stands for, else EN_SPACE_NONE */
    uint32_t inner;        /* scope of a module */
    bool hidden;           /* of a macro's call */
} en_space_variable;

typedef struct en_space {
    en_arena arena;
    const en_plan_model *written;
    en_space_dimension *dimensions;
    uint32_t dimension_count;
    en_ids dimension_names;
    en_space_model *models; /* models, then macros */
    uint32_t model_count, macro_first;
    en_ids model_names, macro_names;
    en_space_scope *scopes;
    uint32_t scope_count, scope_room;
    en_space_variable *variables; /* those of the model in the order of the document, then those of macros */
    uint32_t variable_count, variable_room;
    uint32_t *variable_of; /* by slot */
    uint32_t slot_count, slot_room;
    uint32_t formula_count;
} en_space;

/* Looks all names up. EN_ERR_INPUT after reporting, EN_ERR_LIMIT, EN_ERR_MEMORY. model is borrowed.
 * en_space_free in any case. */
EN_MUST_USE en_status en_space_make(const en_plan_model *model, const en_allocator *allocator,
                                    en_report *report, en_space *space);
void en_space_free(en_space *space);

/* A scope for another use of a model. *scope. */
EN_MUST_USE en_status en_space_enter(en_space *space, uint32_t model, uint32_t parent, en_str prefix,
                                     bool hidden, uint32_t *scope);

/* The variable of a qualified name's key, seen from a scope; EN_SPACE_NONE. A module's input is what it
 * stands for. */
uint32_t en_space_find(const en_space *space, uint32_t scope, en_str key);
/* As it is written, without looking at what an input stands for. */
uint32_t en_space_find_written(const en_space *space, uint32_t scope, en_str key);
uint32_t en_space_source(const en_space *space, uint32_t variable);

/* Adds the name of a variable, and of an element, as tables show them: `module.name[a,b]`. */
void en_space_show(const en_space *space, uint32_t variable, en_text *text);
void en_space_show_slot(const en_space *space, uint32_t slot, en_text *text);

static inline const en_space_dimension *en_space_dimension_of(const en_space *space,
                                                              const en_space_definition *d, uint32_t which)
{
    return &space->dimensions[d->dimensions[which]];
}

/* Which one a dimension is among the variable's own that are the same: m[d, d] has the ordinals 0 and 1. */
static inline uint32_t en_space_ordinal(const en_space_definition *d, uint32_t which)
{
    uint32_t ordinal = 0;
    for (uint32_t k = 0; k < which; k++) ordinal += d->dimensions[k] == d->dimensions[which];
    return ordinal;
}

/* The body of an element. */
static inline en_space_body *en_space_body_of(const en_space_definition *d, uint32_t element)
{
    return &d->bodies[d->body_of ? d->body_of[element] : 0];
}

/* The formula of a slot's element, or else of the whole variable; one that is not given where neither has it.
 */
static inline en_formula *en_space_formula(const en_space *space, uint32_t slot, en_formula_kind kind)
{
    const en_space_variable *v = &space->variables[space->variable_of[slot]];
    en_formula *own = &en_space_body_of(v->definition, slot - v->first)->formulas[kind];
    return own->given ? own : &v->definition->bodies[0].formulas[kind];
}

/* Reports a rule about a text of the model. */
en_status en_space_report(en_report *report, en_severity severity, en_word rule, en_str file,
                          en_plan_place place, en_str owner, en_str value, size_t arg_count,
                          const en_arg *args);

#endif

/* The functions that equations can call: those of XMILE 1.0 (sections 3.5 and 3.7.1), and what isee systems
 * and translators from Vensim write besides. One table says of each how many arguments it takes and of what
 * kind.
 *
 * A function is found by the key of its name (name.h), with `std.`, `isee.` or `vensim.` before it or not. A
 * variable, graphical function, macro or module of the same name comes first; that is for who looks names up.
 */
#ifndef EN_PLAN_FUNCTIONS_H
#define EN_PLAN_FUNCTIONS_H

#include "parse.h"

typedef enum en_function_id {
    /* 3.5.1 mathematics */
    EN_FUNCTION_ABS,
    EN_FUNCTION_ARCCOS,
    EN_FUNCTION_ARCSIN,
    EN_FUNCTION_ARCTAN,
    EN_FUNCTION_COS,
    EN_FUNCTION_EXP,
    EN_FUNCTION_INF,
    EN_FUNCTION_INT,
    EN_FUNCTION_LN,
    EN_FUNCTION_LOG10,
    EN_FUNCTION_MAX,
    EN_FUNCTION_MIN,
    EN_FUNCTION_PI,
    EN_FUNCTION_SIN,
    EN_FUNCTION_SQRT,
    EN_FUNCTION_TAN,
    /* 3.5.2 random numbers */
    EN_FUNCTION_EXPRND,
    EN_FUNCTION_LOGNORMAL,
    EN_FUNCTION_NORMAL,
    EN_FUNCTION_POISSON,
    EN_FUNCTION_RANDOM,
    /* 3.5.3 delays */
    EN_FUNCTION_DELAY,
    EN_FUNCTION_DELAY1,
    EN_FUNCTION_DELAY3,
    EN_FUNCTION_DELAYN,
    EN_FUNCTION_FORCST,
    EN_FUNCTION_SMTH1,
    EN_FUNCTION_SMTH3,
    EN_FUNCTION_SMTHN,
    EN_FUNCTION_TREND,
    /* 3.5.4 test inputs */
    EN_FUNCTION_PULSE,
    EN_FUNCTION_RAMP,
    EN_FUNCTION_STEP,
    /* 3.5.5 time */
    EN_FUNCTION_DT,
    EN_FUNCTION_STARTTIME,
    EN_FUNCTION_STOPTIME,
    EN_FUNCTION_TIME,
    /* 3.5.6 others */
    EN_FUNCTION_INIT,
    EN_FUNCTION_PREVIOUS,
    EN_FUNCTION_SELF,
    /* 3.7.1.3 arrays; MAX and MIN are there, too */
    EN_FUNCTION_MEAN,
    EN_FUNCTION_RANK,
    EN_FUNCTION_SIZE,
    EN_FUNCTION_STDDEV,
    EN_FUNCTION_SUM,
    /* Not of the standard */
    EN_FUNCTION_COSH,
    EN_FUNCTION_IF_THEN_ELSE,
    EN_FUNCTION_LOOKUP,
    EN_FUNCTION_MODULO,
    EN_FUNCTION_PROD,
    EN_FUNCTION_ROUND,
    EN_FUNCTION_SAFEDIV,
    EN_FUNCTION_SINH,
    EN_FUNCTION_TANH,
    EN_FUNCTION_VMAX,
    EN_FUNCTION_VMIN,
    EN_FUNCTION_COUNT
} en_function_id;

enum { EN_FUNCTION_ANY = 255 };

/* What an argument is, by a letter of `kinds`; the last letter holds for all that follow. */
typedef enum en_argument_kind {
    EN_ARGUMENT_VALUE = 'v',   /* a number at each time */
    EN_ARGUMENT_START = 's',   /* a number that only counts when a run starts */
    EN_ARGUMENT_WHOLE = 'n',   /* a whole number that is known before a run starts: an order */
    EN_ARGUMENT_ARRAY = 'a',   /* an array, a part of one, or another container */
    EN_ARGUMENT_MIXED = 'm',   /* an array or a number */
    EN_ARGUMENT_GRAPH = 'g',   /* the name of a graphical function */
    EN_ARGUMENT_VARIABLE = 'x' /* a variable, or SELF */
} en_argument_kind;

/* The unit of the result. */
typedef enum en_function_unit {
    EN_UNIT_NONE,     /* dimensionless, whatever the arguments */
    EN_UNIT_PURE,     /* dimensionless, as every argument must be */
    EN_UNIT_FIRST,    /* that of the first argument */
    EN_UNIT_COMMON,   /* that of all arguments, which is one */
    EN_UNIT_BRANCHES, /* that of the second and third argument, which is one */
    EN_UNIT_TIME,     /* that of time */
    EN_UNIT_PER_TIME, /* 1 / time */
    EN_UNIT_FIRST_PER_TIME,
    EN_UNIT_FIRST_TIMES_TIME,
    EN_UNIT_ROOT,     /* the square root of the first */
    EN_UNIT_QUOTIENT, /* first / second */
    EN_UNIT_PRODUCT,  /* the first as often as it has elements */
    EN_UNIT_GRAPH,    /* that of the graphical function */
    EN_UNIT_SELF,     /* that of the variable whose equation it is */
    EN_UNIT_ANY       /* fits every unit */
} en_function_unit;

typedef struct en_function {
    const char *name;    /* as the standard writes it */
    const char *alias;   /* another name, or NULL */
    uint8_t least, most; /* arguments; EN_FUNCTION_ANY: no limit */
    const char *kinds;   /* of the arguments: letters of en_argument_kind */
    en_function_unit unit;
    const char *source; /* the section of XMILE 1.0, or who has it */
} en_function;

/* By en_function_id. */
extern const en_function en_functions[EN_FUNCTION_COUNT];

/* The function of a key; NULL: none. */
const en_function *en_function_find(en_str key);

static inline en_function_id en_function_id_of(const en_function *function)
{
    return (en_function_id)(function - en_functions);
}

/* What the argument is, from 0. */
en_argument_kind en_function_argument(const en_function *function, uint32_t which);

/* The function whose name is most like the key, if a slip of the hand could explain the difference; else
 * NULL. */
const en_function *en_function_near(en_str key);

/* Checks the arguments of a call, or of a name without parentheses: their number, and that none is left out.
 * EN_ERR_INPUT after reporting. */
EN_MUST_USE en_status en_function_check(const en_function *function, const en_equation *equation,
                                        const en_expr *expr, uint32_t node, en_report *report);

/* Reports a call of what is nothing that can be called, with the function that may be meant. */
en_status en_function_unknown(const en_equation *equation, const en_expr *expr, uint32_t node,
                              en_report *report);

#endif

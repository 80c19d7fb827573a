/* Planning with system dynamics: models of XMILE 1.0 (OASIS, 2015), run once or many thousand times.
 *
 * A model is read from bytes and never changes: any number of threads may use one at the same time. What a
 * run sets in place of what the model says is an argument of each call, by the names that its tables have:
 * `name`, `name[a,b]` for one element of an array, `name.y` for a factor of the y of its graphical function,
 * with `module.` before it. Same seed, same bits, for any executor and processor. Only this part of the
 * library draws on others: expat and utf8proc, which do not ask the context for memory.
 */
#ifndef ENISHI_PLAN_H
#define ENISHI_PLAN_H

#include <enishi/base.h>
#include <stdbool.h>

/* Languages of messages. */
typedef enum en_model_language { EN_MODEL_ENGLISH, EN_MODEL_VIETNAMESE, EN_MODEL_JAPANESE } en_model_language;

/* What is wrong with a model or with what is asked of it, and what was mended: the first thousand problems,
 * and how many there are. A call adds to it; one report is used by one thread at a time. Every function takes
 * NULL for one that nobody reads. */
typedef struct en_model_report en_model_report;

/* What an argument of a message is. */
typedef enum en_model_argument_kind {
    EN_MODEL_INTEGER,
    EN_MODEL_REAL,
    EN_MODEL_TEXT,
    EN_MODEL_WORD /* text is the key of a word that messages put into the language */
} en_model_argument_kind;

/* An argument of a message, of which one of the last three is set. */
typedef struct en_model_argument {
    const char *name;
    en_model_argument_kind kind;
    int64_t integer;
    double real;
    const char *text;
} en_model_argument;

/* One problem. Texts are UTF-8, never NULL, and the report's; "" and 0 where there is none. */
typedef struct en_model_problem {
    bool error;         /* else a warning */
    const char *rule;   /* its key, such as "plan-run.unknown" */
    const char *source; /* the model's name; else the array of the argument that is wrong: "sets", "vary",
                           "correlations", "targets" */
    uint64_t line;      /* of the model's text; or of the array, from 1 */
    uint32_t column;    /* character of the line, from 1 */
    const char *about;  /* the variable of the model, or the member of the argument */
    const char *value;  /* what stands there, shortened */
    uint32_t argument_count;
    en_model_argument arguments[4];
} en_model_problem;

/* An empty report, to be freed with en_model_report_free. EN_ERR_MEMORY. */
EN_PUBLIC EN_MUST_USE en_status en_model_report_make(const en_context *context, en_model_report **report);
EN_PUBLIC void en_model_report_free(en_model_report *report);

/* How many problems it keeps; *errors and *warnings (each may be NULL): how many there are. */
EN_PUBLIC size_t en_model_report_count(const en_model_report *report, uint64_t *errors, uint64_t *warnings);

/* Problem `which` of those that it keeps, from 0, in the order in which they were found; EN_ERR_USAGE. */
EN_PUBLIC EN_MUST_USE en_status en_model_report_get(const en_model_report *report, size_t which,
                                                    en_model_problem *problem);

/* Its message in a language; with its place before it where `whole` is set, as programs print it. Writes at
 * most `room` bytes with a NUL at their end; *size: the bytes of the whole message without it. EN_ERR_USAGE,
 * EN_ERR_MEMORY. */
EN_PUBLIC EN_MUST_USE en_status en_model_report_say(const en_model_report *report, size_t which,
                                                    en_model_language language, bool whole, char *text,
                                                    size_t room, size_t *size);

/* A model that was read. */
typedef struct en_model en_model;

/* Reads a model of at most 64 MiB: XML in UTF-8, or in an encoding that the C library's iconv knows; faults
 * that real files have are mended, with a warning. name: of the file, for messages; NULL: "". EN_ERR_INPUT
 * after reporting everything that is wrong with its parts; what is wrong between them (circles, units) is
 * what en_model_check finds. Time linear in the bytes and the elements of arrays. Free it with en_model_free;
 * on failure *model is untouched. */
EN_PUBLIC EN_MUST_USE en_status en_model_load(const void *bytes, size_t size, const char *name,
                                              const en_context *context, en_model_report *report,
                                              en_model **model);
EN_PUBLIC void en_model_free(en_model *model);

/* Looks at all of a model: EN_ERR_INPUT after reporting circles and whatever cannot be computed; warnings for
 * units that disagree (errors where strict_units is set), constants outside of their range, and stocks and
 * flows that are connected to nothing. */
EN_PUBLIC EN_MUST_USE en_status en_model_check(const en_model *model, bool strict_units,
                                               const en_context *context, en_model_report *report);

/* What a variable is. */
typedef enum en_model_kind { EN_MODEL_STOCK, EN_MODEL_FLOW, EN_MODEL_AUXILIARY } en_model_kind;

/* How a model is integrated. */
typedef enum en_model_method { EN_MODEL_EULER, EN_MODEL_RK2, EN_MODEL_RK4 } en_model_method;

/* A dimension of arrays. */
typedef struct en_model_dimension {
    const char *name;
    uint32_t count;
    const char *const *elements; /* their names */
} en_model_dimension;

/* A variable of the model or of a module in it. */
typedef struct en_model_variable {
    const char *name;
    const char *units, *doc; /* as written; "": none */
    en_model_kind kind;
    bool constant;    /* its equations hold numbers alone */
    bool input;       /* of a module: it has the values of what it is connected to */
    bool curve;       /* it has a graphical function: name.y can be set */
    double low, high; /* its range, as the model gives it; NaN: none */
    uint32_t first;   /* its columns: of the elements of an array, the last subscript fastest */
    uint32_t count;
    uint32_t rank;
    const uint32_t *dimensions; /* rank of them, of the model's */
} en_model_variable;

/* A variable, or an element of one: what has a value at each time. */
typedef struct en_model_column {
    const char *name;
    uint32_t variable;
    double constant; /* the number of a constant; else NaN */
} en_model_column;

/* What is in a model; all of it is the model's. Variables are in the order of the document, those of a module
 * where the module stands. */
typedef struct en_model_contents {
    const char *name;       /* in its header; "": none */
    const char *time_units; /* "": none */
    double start, stop, dt;
    double save_step; /* from one time that is saved to the next */
    en_model_method method;
    uint32_t variable_count, column_count, dimension_count;
    const en_model_variable *variables;
    const en_model_column *columns;
    const en_model_dimension *dimensions;
} en_model_contents;

/* The contents, for as long as the model is there. */
EN_PUBLIC const en_model_contents *en_model_contents_of(const en_model *model);

/* The columns that a name means: *first, …, *first + *count - 1. EN_ERR_INPUT after reporting a name that the
 * model does not have, or that has no value; EN_ERR_MEMORY. */
EN_PUBLIC EN_MUST_USE en_status en_model_find(const en_model *model, const char *name,
                                              const en_context *context, en_model_report *report,
                                              uint32_t *first, uint32_t *count);

/* A value in place of a constant's, of a stock's initial one, or a factor of a graphical function's y
 * (name.y). Bounded: only at times from `from` to `to`, which may be infinite; for auxiliaries and flows. Of
 * several for one variable, the last one counts at each time. */
typedef struct en_model_set {
    const char *name;
    double value;
    bool bounded;
    double from, to;
} en_model_set;

/* A run. All zero: of the model as it is. Borrowed arrays. */
typedef struct en_model_ask {
    const en_model_set *sets;
    const uint32_t *columns; /* which to give, in this order; NULL: all of them */
    uint32_t set_count, column_count;
    bool force;       /* variables that the model computes may be set, too */
    double save_step; /* a multiple of dt; 0: the model's */
    uint64_t seed;    /* of what the model draws itself, and of what varies */
} en_model_ask;

/* How many times a run saves. EN_ERR_INPUT after reporting a step that is no multiple of dt. */
EN_PUBLIC EN_MUST_USE en_status en_model_rows(const en_model *model, double save_step,
                                              const en_context *context, en_model_report *report,
                                              uint64_t *rows);

/* Runs the model once. times: en_model_rows of them; values: times × columns, values[row × columns + column].
 * Every variable is looked at in every step, whichever is given: one that is not finite ends the run with
 * EN_ERR_INPUT after naming the variable that it began with. What the model's event posters say are warnings.
 * EN_ERR_USAGE: no such column. The arrays are the caller's, and untouched on failure. Progress counts steps.
 * Time O(steps × equations). */
EN_PUBLIC EN_MUST_USE en_status en_model_run(const en_model *model, const en_model_ask *ask,
                                             const en_context *context, en_model_report *report,
                                             double *times, double *values);

/* Distributions of what varies. */
typedef enum en_model_distribution {
    EN_MODEL_UNIFORM,    /* a: low, b: high */
    EN_MODEL_NORMAL,     /* a: mean, b: standard deviation */
    EN_MODEL_LOGNORMAL,  /* a and b: those of the logarithm */
    EN_MODEL_TRIANGULAR, /* a: low, b: mode, c: high */
    EN_MODEL_PERT,       /* the same */
    EN_MODEL_CHOICE      /* one of the values, each as often */
} en_model_distribution;

/* What is drawn anew for each run, in place of what en_model_set sets. A whole array takes one number, each
 * element its own where a star stands for it: name[*]. */
typedef struct en_model_vary {
    const char *name;
    en_model_distribution distribution;
    double a, b, c;
    const double *values; /* of a choice; borrowed */
    uint32_t value_count;
} en_model_vary;

/* Two names that vary, and Spearman's rank correlation between them: between -1 and 1. */
typedef struct en_model_correlation {
    const char *first, *second;
    double rank_correlation;
} en_model_correlation;

/* Whether a variable is at a value or above, at a time that is saved. */
typedef struct en_model_target {
    const char *variable;
    double time, value;
} en_model_target;

/* How runs are spread: at random, by a Latin hypercube, by scrambled Sobol points. */
typedef enum en_model_sampling {
    EN_MODEL_RANDOM,
    EN_MODEL_LATIN_HYPERCUBE,
    EN_MODEL_SOBOL
} en_model_sampling;

/* What tells which of the names that vary matter most (plan.md has their sources). */
typedef enum en_model_ranking {
    EN_MODEL_BY_REGRESSION, /* over as many runs again */
    EN_MODEL_BY_MORRIS,     /* elementary effects */
    EN_MODEL_BY_SOBOL       /* Sobol's total indices */
} en_model_ranking;

/* Many runs. Borrowed arrays. */
typedef struct en_model_many {
    en_model_ask ask;
    uint64_t runs; /* 1 … 2^32 - 1 */
    en_model_sampling sampling;
    const en_model_vary *vary;
    const en_model_correlation *correlations;
    const double *percents; /* of quantiles: 0 … 100 */
    const en_model_target *targets;
    uint32_t vary_count, correlation_count, percent_count, target_count;
    const char *rank_by; /* VARIABLE, at the end, or VARIABLE@TIME to rank by; NULL: none */
    en_model_ranking ranking;
    size_t memory; /* bytes of tables; 0: 512 MiB */
} en_model_many;

/* What became of a target, over the runs that count. */
typedef struct en_model_outcome {
    uint64_t met;       /* runs that are there at its time */
    double probability; /* the same as a part of them; NaN where none counts */
    double first_time;  /* the earliest saved time at which any is there, and */
    double half_time;   /* at which half of them are, or have been; NaN: none */
    uint64_t never;     /* runs that are not there at any saved time */
} en_model_outcome;

/* A name that varies, and how much the variable depends on it. Regression: the standardised coefficient of
 * ranks, then that of values. Morris: the mean size of effects with their sign, then their deviation. Sobol:
 * the total index, then that of first order. */
typedef struct en_model_effect {
    const char *name;
    double effect, second;
    double low, high; /* what it was drawn from, nearly all of it; NaN: no such range */
} en_model_effect;

/* A run that was left out, from 0, and the first saved time at which something in it was not finite. */
typedef struct en_model_failure {
    uint64_t run;
    double time;
} en_model_failure;

/* What many runs come to. Tables are by column, then time; where no run counts they are NaN, as sd is where
 * one counts. Free it with en_model_fan_free. */
typedef struct en_model_fan {
    uint64_t runs, failed; /* that count; that are left out of every number */
    bool approximate;      /* quantiles come from histograms, with a relative error of at most 2^-11 */
    size_t rows, columns, quantiles;
    const double *times;
    const double *mean, *sd, *least, *most; /* columns × rows */
    const double *quantile;                 /* columns × rows × quantiles */
    const en_model_outcome *outcomes;       /* one for each target */
    const en_model_effect *effects;         /* of a ranking: one for each name that varies, largest first */
    uint32_t effect_count;
    double r_squared; /* of a ranking by regression, of ranks; else NaN */
    const en_model_failure *failures;
    uint32_t failure_count; /* the first thousand */
    void *memory;
} en_model_fan;

/* Runs the model many times. EN_OK with a warning where runs were left out. EN_ERR_INPUT after reporting;
 * EN_ERR_USAGE: no such column, percent or number of runs; EN_ERR_LIMIT, reported, where the memory is too
 * small for one block of runs; EN_ERR_CANCELLED. Progress counts runs, over all passes. The executor's
 * threads share the runs; context.pages makes them faster. */
EN_PUBLIC EN_MUST_USE en_status en_model_run_many(const en_model *model, const en_model_many *many,
                                                  const en_context *context, en_model_report *report,
                                                  en_model_fan *fan);
EN_PUBLIC void en_model_fan_free(en_model_fan *fan);

#endif

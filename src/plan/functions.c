/* The table of functions. See functions.h. */
#include "functions.h"

#include "name.h"

const en_function en_functions[EN_FUNCTION_COUNT] = {
    [EN_FUNCTION_ABS] = {"ABS", NULL, 1, 1, "v", EN_UNIT_FIRST, "3.5.1"},
    [EN_FUNCTION_ARCCOS] = {"ARCCOS", NULL, 1, 1, "v", EN_UNIT_PURE, "3.5.1"},
    [EN_FUNCTION_ARCSIN] = {"ARCSIN", NULL, 1, 1, "v", EN_UNIT_PURE, "3.5.1"},
    [EN_FUNCTION_ARCTAN] = {"ARCTAN", NULL, 1, 1, "v", EN_UNIT_PURE, "3.5.1"},
    [EN_FUNCTION_COS] = {"COS", NULL, 1, 1, "v", EN_UNIT_PURE, "3.5.1"},
    [EN_FUNCTION_EXP] = {"EXP", NULL, 1, 1, "v", EN_UNIT_PURE, "3.5.1"},
    [EN_FUNCTION_INF] = {"INF", NULL, 0, 0, "", EN_UNIT_ANY, "3.5.1"},
    [EN_FUNCTION_INT] = {"INT", NULL, 1, 1, "v", EN_UNIT_FIRST, "3.5.1"},
    [EN_FUNCTION_LN] = {"LN", NULL, 1, 1, "v", EN_UNIT_PURE, "3.5.1"},
    [EN_FUNCTION_LOG10] = {"LOG10", NULL, 1, 1, "v", EN_UNIT_PURE, "3.5.1"},
    [EN_FUNCTION_MAX] = {"MAX", NULL, 1, EN_FUNCTION_ANY, "m", EN_UNIT_COMMON, "3.5.1, 3.7.1.3"},
    [EN_FUNCTION_MIN] = {"MIN", NULL, 1, EN_FUNCTION_ANY, "m", EN_UNIT_COMMON, "3.5.1, 3.7.1.3"},
    [EN_FUNCTION_PI] = {"PI", NULL, 0, 0, "", EN_UNIT_NONE, "3.5.1"},
    [EN_FUNCTION_SIN] = {"SIN", NULL, 1, 1, "v", EN_UNIT_PURE, "3.5.1"},
    [EN_FUNCTION_SQRT] = {"SQRT", NULL, 1, 1, "v", EN_UNIT_ROOT, "3.5.1"},
    [EN_FUNCTION_TAN] = {"TAN", NULL, 1, 1, "v", EN_UNIT_PURE, "3.5.1"},

    /* The last argument of each is a seed. POISSON is said to have 2 or 3 arguments, but only 2 are named. */
    [EN_FUNCTION_EXPRND] = {"EXPRND", NULL, 1, 2, "vs", EN_UNIT_FIRST, "3.5.2"},
    [EN_FUNCTION_LOGNORMAL] = {"LOGNORMAL", NULL, 2, 3, "vvs", EN_UNIT_FIRST, "3.5.2"},
    [EN_FUNCTION_NORMAL] = {"NORMAL", NULL, 2, 3, "vvs", EN_UNIT_FIRST, "3.5.2"},
    [EN_FUNCTION_POISSON] = {"POISSON", NULL, 1, 2, "vs", EN_UNIT_FIRST, "3.5.2"},
    [EN_FUNCTION_RANDOM] = {"RANDOM", "UNIFORM", 2, 3, "vvs", EN_UNIT_FIRST, "3.5.2"},

    [EN_FUNCTION_DELAY] = {"DELAY", NULL, 2, 3, "vvs", EN_UNIT_FIRST, "3.5.3"},
    [EN_FUNCTION_DELAY1] = {"DELAY1", NULL, 2, 3, "vvs", EN_UNIT_FIRST, "3.5.3"},
    [EN_FUNCTION_DELAY3] = {"DELAY3", NULL, 2, 3, "vvs", EN_UNIT_FIRST, "3.5.3"},
    [EN_FUNCTION_DELAYN] = {"DELAYN", NULL, 3, 4, "vvns", EN_UNIT_FIRST, "3.5.3"},
    [EN_FUNCTION_FORCST] = {"FORCST", NULL, 3, 4, "vvvs", EN_UNIT_FIRST, "3.5.3"},
    [EN_FUNCTION_SMTH1] = {"SMTH1", NULL, 2, 3, "vvs", EN_UNIT_FIRST, "3.5.3"},
    [EN_FUNCTION_SMTH3] = {"SMTH3", NULL, 2, 3, "vvs", EN_UNIT_FIRST, "3.5.3"},
    [EN_FUNCTION_SMTHN] = {"SMTHN", NULL, 3, 4, "vvns", EN_UNIT_FIRST, "3.5.3"},
    [EN_FUNCTION_TREND] = {"TREND", NULL, 2, 3, "vvs", EN_UNIT_PER_TIME, "3.5.3"},

    [EN_FUNCTION_PULSE] = {"PULSE", NULL, 2, 3, "v", EN_UNIT_FIRST_PER_TIME, "3.5.4"},
    [EN_FUNCTION_RAMP] = {"RAMP", NULL, 2, 2, "v", EN_UNIT_FIRST_TIMES_TIME, "3.5.4"},
    [EN_FUNCTION_STEP] = {"STEP", NULL, 2, 2, "v", EN_UNIT_FIRST, "3.5.4"},

    [EN_FUNCTION_DT] = {"DT", NULL, 0, 0, "", EN_UNIT_TIME, "3.5.5"},
    [EN_FUNCTION_STARTTIME] = {"STARTTIME", NULL, 0, 0, "", EN_UNIT_TIME, "3.5.5"},
    [EN_FUNCTION_STOPTIME] = {"STOPTIME", NULL, 0, 0, "", EN_UNIT_TIME, "3.5.5"},
    [EN_FUNCTION_TIME] = {"TIME", NULL, 0, 0, "", EN_UNIT_TIME, "3.5.5"},

    /* INIT is said to take a variable; translators give it expressions. */
    [EN_FUNCTION_INIT] = {"INIT", "INITIAL", 1, 1, "s", EN_UNIT_FIRST, "3.5.6"},
    [EN_FUNCTION_PREVIOUS] = {"PREVIOUS", NULL, 2, 2, "xs", EN_UNIT_FIRST, "3.5.6"},
    [EN_FUNCTION_SELF] = {"SELF", NULL, 0, 0, "", EN_UNIT_SELF, "3.5.6"},

    /* MEAN of numbers is isee systems'. SIZE without an argument stands in RANK(A, SIZE) for the size of A.
     */
    [EN_FUNCTION_MEAN] = {"MEAN", NULL, 1, EN_FUNCTION_ANY, "m", EN_UNIT_COMMON, "3.7.1.3"},
    [EN_FUNCTION_RANK] = {"RANK", NULL, 2, 3, "ava", EN_UNIT_NONE, "3.7.1.3"},
    [EN_FUNCTION_SIZE] = {"SIZE", NULL, 0, 1, "a", EN_UNIT_NONE, "3.7.1.3"},
    [EN_FUNCTION_STDDEV] = {"STDDEV", NULL, 1, EN_FUNCTION_ANY, "m", EN_UNIT_COMMON, "3.7.1.3"},
    [EN_FUNCTION_SUM] = {"SUM", NULL, 1, EN_FUNCTION_ANY, "m", EN_UNIT_COMMON, "3.7.1.3"},

    [EN_FUNCTION_COSH] = {"COSH", NULL, 1, 1, "v", EN_UNIT_PURE, "vensim"},
    [EN_FUNCTION_IF_THEN_ELSE] = {"IF_THEN_ELSE", NULL, 3, 3, "v", EN_UNIT_BRANCHES, "3.3.3"},
    [EN_FUNCTION_LOOKUP] = {"LOOKUP", NULL, 2, 2, "gv", EN_UNIT_GRAPH, "isee"},
    [EN_FUNCTION_MODULO] = {"MODULO", NULL, 2, 2, "v", EN_UNIT_FIRST, "vensim"},
    [EN_FUNCTION_PROD] = {"PROD", NULL, 1, EN_FUNCTION_ANY, "m", EN_UNIT_PRODUCT, "isee"},
    [EN_FUNCTION_ROUND] = {"ROUND", NULL, 1, 1, "v", EN_UNIT_FIRST, "isee"},
    [EN_FUNCTION_SAFEDIV] = {"SAFEDIV", NULL, 2, 3, "v", EN_UNIT_QUOTIENT, "isee"},
    [EN_FUNCTION_SINH] = {"SINH", NULL, 1, 1, "v", EN_UNIT_PURE, "vensim"},
    [EN_FUNCTION_TANH] = {"TANH", NULL, 1, 1, "v", EN_UNIT_PURE, "vensim"},
    [EN_FUNCTION_VMAX] = {"VMAX", NULL, 1, 1, "a", EN_UNIT_FIRST, "vensim"},
    [EN_FUNCTION_VMIN] = {"VMIN", NULL, 1, 1, "a", EN_UNIT_FIRST, "vensim"},
};

enum { MOST_FUNCTION_BYTES = 16 };

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }

static bool is_name(en_str key, const char *name)
{
    size_t i = 0;
    if (!name) return false;
    while (i < key.size && name[i] && key.at[i] == lower(name[i])) i++;
    return i == key.size && !name[i];
}

/* Without the namespace of the standard or of a vendor whose functions are here. */
static en_str without_namespace(en_str key)
{
    en_str rest = key, part;
    if (!en_qualified_next(&rest, &part) || !rest.at) return key;
    bool known = en_str_is(part, "std") || en_str_is(part, "isee") || en_str_is(part, "vensim");
    return known ? rest : key;
}

const en_function *en_function_find(en_str key)
{
    en_str name = without_namespace(key);
    for (int i = 0; i < EN_FUNCTION_COUNT; i++)
        if (is_name(name, en_functions[i].name) || is_name(name, en_functions[i].alias))
            return &en_functions[i];
    return NULL;
}

en_argument_kind en_function_argument(const en_function *function, uint32_t which)
{
    size_t last = strlen(function->kinds) - 1;
    return (en_argument_kind)function->kinds[which < last ? which : last];
}

const en_function *en_function_near(en_str key)
{
    en_str name = without_namespace(key);
    const en_function *near = NULL;
    unsigned least = en_name_most_slips(name) + 1;
    for (int i = 0; i < EN_FUNCTION_COUNT; i++) {
        char lowered[MOST_FUNCTION_BYTES];
        size_t n = strlen(en_functions[i].name);
        for (size_t k = 0; k < n; k++) lowered[k] = lower(en_functions[i].name[k]);
        unsigned d = en_name_distance(name, (en_str){lowered, n});
        if (d < least) {
            least = d;
            near = &en_functions[i];
        }
    }
    return near;
}

static en_word word_of_count(const en_function *function)
{
    if (function->most == 0) return EN_W_PLAN_ARGUMENTS_NONE;
    if (function->most == EN_FUNCTION_ANY) return EN_W_PLAN_ARGUMENTS_LEAST;
    return function->least == function->most ? EN_W_PLAN_ARGUMENTS_EXACT : EN_W_PLAN_ARGUMENTS_BETWEEN;
}

/* The name that is called, or is there alone. */
static uint32_t callee(const en_expr *expr, uint32_t node)
{
    while (expr->nodes[node].kind != EN_EXPR_NAME) node = en_expr_child(expr, node, 0);
    return node;
}

en_status en_function_check(const en_function *function, const en_equation *equation, const en_expr *expr,
                            uint32_t node, en_report *report)
{
    const en_expr_node *call = &expr->nodes[node], *name = &expr->nodes[callee(expr, node)];
    uint32_t given = call->kind == EN_EXPR_CALL ? call->count - 1 : 0;
    if (given < function->least || (given > function->most && function->most != EN_FUNCTION_ANY)) {
        en_arg args[] = {en_arg_int("least", function->least), en_arg_int("most", function->most)};
        bool between = function->least != function->most && function->most != EN_FUNCTION_ANY;
        size_t count = function->most == 0 ? 0 : between ? 2 : 1;
        return en_equation_report(equation, report, EN_ERROR, word_of_count(function), name->at, name->size,
                                  count, args);
    }
    for (uint32_t i = 1; i <= given; i++) {
        const en_expr_node *argument = &expr->nodes[en_expr_child(expr, node, i)];
        if (argument->kind == EN_EXPR_EMPTY)
            return en_equation_report(equation, report, EN_ERROR, EN_W_PLAN_ARGUMENT_EMPTY, argument->at,
                                      argument->size, 0, NULL);
    }
    return EN_OK;
}

en_status en_function_unknown(const en_equation *equation, const en_expr *expr, uint32_t node,
                              en_report *report)
{
    uint32_t name = callee(expr, node);
    const en_function *near = en_function_near(en_expr_key(expr, name));
    en_arg arg = en_arg_text("near", near ? near->name : "");
    return en_equation_report(equation, report, EN_ERROR,
                              near ? EN_W_PLAN_FUNCTION_NEAR : EN_W_PLAN_FUNCTION_UNKNOWN,
                              expr->nodes[name].at, expr->nodes[name].size, near != NULL, &arg);
}

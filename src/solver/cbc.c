/* Loading CBC and asking it; programs without integrality go to Clp, which CBC stands on. See cbc.h.
 *
 * Both take columns, so the rows are turned by counting. They run on one thread, with a limit on nodes and
 * none on seconds, so that their answers are always the same.
 */
#include "cbc.h"

#include "context.h"
#include "memory.h"

#include <Cbc_C_Interface.h>
#include <Clp_C_Interface.h>
#include <dlfcn.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#define LIBRARY    "libCbcSolver.so.3"
#define LP_LIBRARY "libClp.so.1"

typedef void function(void);

typedef struct cbc_library {
    __typeof__(&Cbc_newModel) create;
    __typeof__(&Cbc_deleteModel) destroy;
    __typeof__(&Cbc_setLogLevel) set_log_level;
    __typeof__(&Cbc_setMaximumNodes) set_nodes;
    __typeof__(&Cbc_loadProblem) load;
    __typeof__(&Cbc_setInteger) set_integer;
    __typeof__(&Cbc_setCutoff) set_cutoff;
    __typeof__(&Cbc_solve) solve;
    __typeof__(&Cbc_isProvenOptimal) is_optimal;
    __typeof__(&Cbc_isProvenInfeasible) is_infeasible;
    __typeof__(&Cbc_bestSolution) best;
    __typeof__(&Cbc_getBestPossibleObjValue) bound;
} cbc_library;

typedef struct clp_library {
    __typeof__(&Clp_newModel) create;
    __typeof__(&Clp_deleteModel) destroy;
    __typeof__(&Clp_setLogLevel) set_log_level;
    __typeof__(&Clp_loadProblem) load;
    __typeof__(&Clp_dual) solve;
    __typeof__(&Clp_status) status;
    __typeof__(&Clp_getColSolution) solution;
    __typeof__(&Clp_dualRowSolution) prices;
    __typeof__(&Clp_infeasibilityRay) ray;
    __typeof__(&Clp_freeRay) free_ray;
} clp_library;

typedef struct columns {
    int *begin, *row;
    double *value, *low, *high, *cost;
} columns;

enum { MOST_FUNCTIONS = 16 };

static bool find_names(void *handle, size_t count, const char *const *names, void *library)
{
    function *functions[MOST_FUNCTIONS];
    for (size_t i = 0; i < count; i++) {
        void *found = dlsym(handle, names[i]);
        if (!found) return false;
        memcpy(&functions[i], &found, sizeof found); /* ISO C has no cast for this */
    }
    memcpy(library, functions, count * sizeof *functions);
    return true;
}

static bool find_lp(clp_library *library)
{
    static const char *const names[] = {
        "Clp_newModel", "Clp_deleteModel",    "Clp_setLogLevel",     "Clp_loadProblem",      "Clp_dual",
        "Clp_status",   "Clp_getColSolution", "Clp_dualRowSolution", "Clp_infeasibilityRay", "Clp_freeRay"};
    enum { COUNT = sizeof names / sizeof *names };
    _Static_assert(sizeof *library == COUNT * sizeof(function *), "one name for each function, in order");
    void *handle = dlopen(LP_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    return handle && find_names(handle, COUNT, names, library);
}

static bool find_all(void *handle, cbc_library *library)
{
    static const char *const names[] = {
        "Cbc_newModel",        "Cbc_deleteModel",        "Cbc_setLogLevel",  "Cbc_setMaximumNodes",
        "Cbc_loadProblem",     "Cbc_setInteger",         "Cbc_setCutoff",    "Cbc_solve",
        "Cbc_isProvenOptimal", "Cbc_isProvenInfeasible", "Cbc_bestSolution", "Cbc_getBestPossibleObjValue",
    };
    enum { COUNT = sizeof names / sizeof *names };
    _Static_assert(sizeof *library == COUNT * sizeof(function *), "one name for each function, in order");
    return find_names(handle, COUNT, names, library);
}

static bool make_columns(const en_mip *mip, columns *c, en_arena *arena)
{
    size_t entries = mip->begin[mip->rows];
    c->begin = en_arena_array(arena, (size_t)mip->columns + 2, sizeof *c->begin);
    c->row = en_arena_raw(arena, entries, sizeof *c->row);
    c->value = en_arena_raw(arena, entries, sizeof *c->value);
    c->low = en_arena_array(arena, mip->columns, sizeof *c->low);
    c->high = en_arena_raw(arena, mip->columns, sizeof *c->high);
    c->cost = en_arena_raw(arena, mip->columns, sizeof *c->cost);
    if (!c->begin || !c->row || !c->value || !c->low || !c->high || !c->cost) return false;
    for (size_t k = 0; k < entries; k++) c->begin[mip->column[k] + 2]++;
    for (uint32_t j = 0; j < mip->columns; j++) {
        c->begin[j + 2] += c->begin[j + 1];
        c->high[j] = 1;
        c->cost[j] = -mip->objective[j]; /* CBC minimises */
    }
    for (uint32_t r = 0; r < mip->rows; r++)
        for (size_t k = mip->begin[r]; k < mip->begin[r + 1]; k++) {
            int at = c->begin[mip->column[k] + 1]++;
            c->row[at] = (int)r;
            c->value[at] = mip->value[k];
        }
    return true;
}

static void read_answer(const cbc_library *library, Cbc_Model *model, const en_mip *mip,
                        unsigned char *solution, en_mip_answer *answer)
{
    bool optimal = library->is_optimal(model) != 0;
    const double *best = library->best(model);
    *answer = (en_mip_answer){.found = best != NULL, .bound = -library->bound(model)};
    answer->settled = best ? optimal : library->is_infeasible(model) != 0;
    for (uint32_t j = 0; best && j < mip->columns; j++) solution[j] = best[j] > 0.5;
}

static bool fits_ints(const en_mip *mip)
{
    return mip->columns <= INT_MAX - 2 && mip->rows <= INT_MAX && mip->begin[mip->rows] <= INT_MAX;
}

static en_status solve(void *user, const en_mip *mip, uint64_t most_nodes, const en_context *context,
                       unsigned char *solution, en_mip_answer *answer)
{
    cbc_library found, *library = &found;
    if (!find_all(user, library)) return EN_ERR_IO;
    if (!fits_ints(mip)) return EN_ERR_LIMIT;
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    columns c;
    en_status status = make_columns(mip, &c, &scratch) ? EN_OK : EN_ERR_MEMORY;
    Cbc_Model *model = status == EN_OK ? library->create() : NULL;
    if (status == EN_OK && !model) status = EN_ERR_MEMORY;
    if (status == EN_OK) {
        library->load(model, (int)mip->columns, (int)mip->rows, c.begin, c.row, c.value, c.low, c.high,
                      c.cost, mip->least, mip->most);
        for (uint32_t j = 0; j < mip->columns; j++) library->set_integer(model, (int)j);
        library->set_log_level(model, 0);
        library->set_nodes(model, most_nodes > INT_MAX ? INT_MAX : (int)most_nodes);
        library->set_cutoff(model, -mip->better_than - 0.5);
        (void)library->solve(model); /* the two questions after it say more than its result */
        read_answer(library, model, mip, solution, answer);
    }
    if (model) library->destroy(model);
    en_arena_free(&scratch);
    return status;
}

/* Clp counts what is minimised, and its prices are of that; those of a ray are made large enough to tell. */
static void read_relaxed(const clp_library *library, Clp_Simplex *model, const en_mip *mip, bool solved,
                         double *solution, double *price)
{
    const double far = 16, *x = library->solution(model), *prices = library->prices(model);
    double *ray = !solved && library->status(model) == 1 ? library->ray(model) : NULL;
    for (uint32_t r = 0; r < mip->rows; r++) price[r] = solved ? -prices[r] : ray ? far * ray[r] : 0;
    for (uint32_t j = 0; j < mip->columns; j++) solution[j] = solved ? x[j] : (double)NAN;
    if (ray) library->free_ray(model, ray);
}

static en_status relax(void *user, const en_mip *mip, const double *low, const double *high,
                       const en_context *context, double *solution, double *price)
{
    clp_library library;
    (void)user;
    if (!find_lp(&library)) return EN_ERR_IO;
    if (!fits_ints(mip)) return EN_ERR_LIMIT;
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    columns c;
    en_status status = make_columns(mip, &c, &scratch) ? EN_OK : EN_ERR_MEMORY;
    Clp_Simplex *model = status == EN_OK ? library.create() : NULL;
    if (status == EN_OK && !model) status = EN_ERR_MEMORY;
    if (status == EN_OK) {
        library.set_log_level(model, 0);
        library.load(model, (int)mip->columns, (int)mip->rows, c.begin, c.row, c.value, low, high, c.cost,
                     mip->least, mip->most);
        bool solved = library.solve(model, 0) == 0 && library.status(model) == 0;
        read_relaxed(&library, model, mip, solved, solution, price);
    }
    if (model) library.destroy(model);
    en_arena_free(&scratch);
    return status;
}

en_status en_cbc_load(en_mip_solver *solver)
{
    cbc_library library;
    clp_library lp_library;
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!handle || !find_all(handle, &library) || !find_lp(&lp_library)) return EN_ERR_IO;
    *solver = (en_mip_solver){handle, solve, relax};
    return EN_OK;
}

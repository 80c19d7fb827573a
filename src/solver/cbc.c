/* Loading CBC and asking it. See cbc.h.
 *
 * CBC takes columns, so the rows are turned by counting. It runs on one thread, with a limit on nodes and
 * none on seconds, so that its answer is always the same.
 */
#include "cbc.h"

#include "context.h"
#include "memory.h"

#include <Cbc_C_Interface.h>
#include <dlfcn.h>
#include <limits.h>
#include <string.h>

#define LIBRARY "libCbcSolver.so.3"

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

typedef struct columns {
    int *begin, *row;
    double *value, *low, *high, *cost;
} columns;

static bool find_all(void *handle, cbc_library *library)
{
    static const char *const names[] = {
        "Cbc_newModel",        "Cbc_deleteModel",        "Cbc_setLogLevel",  "Cbc_setMaximumNodes",
        "Cbc_loadProblem",     "Cbc_setInteger",         "Cbc_setCutoff",    "Cbc_solve",
        "Cbc_isProvenOptimal", "Cbc_isProvenInfeasible", "Cbc_bestSolution", "Cbc_getBestPossibleObjValue",
    };
    enum { COUNT = sizeof names / sizeof *names };
    _Static_assert(sizeof *library == COUNT * sizeof(function *), "one name for each function, in order");
    function *functions[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        void *found = dlsym(handle, names[i]);
        if (!found) return false;
        memcpy(&functions[i], &found, sizeof found); /* ISO C has no cast for this */
    }
    memcpy(library, functions, sizeof functions);
    return true;
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

static en_status solve(void *user, const en_mip *mip, uint64_t most_nodes, const en_context *context,
                       unsigned char *solution, en_mip_answer *answer)
{
    cbc_library found, *library = &found;
    if (!find_all(user, library)) return EN_ERR_IO;
    if (mip->columns > INT_MAX - 2 || mip->rows > INT_MAX || mip->begin[mip->rows] > INT_MAX)
        return EN_ERR_LIMIT;
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

en_status en_cbc_load(en_mip_solver *solver)
{
    cbc_library library;
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!handle || !find_all(handle, &library)) return EN_ERR_IO;
    *solver = (en_mip_solver){handle, solve};
    return EN_OK;
}

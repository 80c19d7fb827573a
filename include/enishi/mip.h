/* Binary programs, and who solves them: an engine describes one, the caller brings the solver.
 *
 * So engines stay pure, and a program that never needs a solver never loads one.
 */
#ifndef ENISHI_MIP_H
#define ENISHI_MIP_H

#include <enishi/base.h>
#include <stdbool.h>

/* Maximise objective · x over x in {0, 1}^columns, where least[r] ≤ row r · x ≤ most[r]. Row r has the
 * entries begin[r] … begin[r + 1] - 1, each column at most once. Borrowed arrays. */
typedef struct en_mip {
    uint32_t columns, rows;
    const double *objective;    /* columns */
    const size_t *begin;        /* rows + 1 */
    const uint32_t *column;     /* entries */
    const double *value;        /* entries */
    const double *least, *most; /* rows; may be infinite */
    double better_than;         /* only solutions that are better by 1 at least are looked for */
} en_mip;

/* What a solver found out. */
typedef struct en_mip_answer {
    bool found;   /* a solution was written */
    bool settled; /* it is the best, or proven that none is better than better_than */
    double bound; /* no solution is better than this */
} en_mip_answer;

/* solve(user, mip, most_nodes, context, solution, answer) writes columns bytes of 0 or 1 to solution where
 * one is found, and stops after most_nodes nodes of its search. The same program gives the same answer. */
/* relax(user, mip, low, high, context, solution, price): the same without integrality, low ≤ x ≤ high; writes
 * x and the dual value of each row at the optimum. Where there is no x, a multiple of a ray of dual values
 * that proves it, and NaN for x; where nothing is found out, 0 and NaN. */
typedef struct en_mip_solver {
    void *user;
    en_status (*solve)(void *user, const en_mip *mip, uint64_t most_nodes, const en_context *context,
                       unsigned char *solution, en_mip_answer *answer);
    en_status (*relax)(void *user, const en_mip *mip, const double *low, const double *high,
                       const en_context *context, double *solution, double *price);
} en_mip_solver;

#endif

/* Standardised regression coefficients (rank.h): of the runs that did not fail, the output and each parameter
 * as a column, centred and of length 1; products of columns are correlations, and Cholesky's factor of those
 * solves the normal equations. Then again with each number replaced by its rank, the mean of the ranks of
 * equal ones. A parameter that others tell (or that is one number) has no coefficient. */
#include "rank_parts.h"

#include "compute.h"

#include <math.h>
#include <string.h>

enum { PARTS = 8 };
#define LEAST_PIVOT 1e-10 /* of a column's square, beside the others */

typedef struct columns {
    double *at; /* parameters, then the output; `stride` each, 0 behind the rows */
    size_t stride, rows;
    double
        *square; /* correlations by rows of a lower triangle, then their factor; the output is the last row */
    double *solved; /* by parameter */
    bool *told;     /* the same: by those before it */
} columns;

static size_t cell(size_t row, size_t column) { return row * (row + 1) / 2 + column; }
static double *column_of(const columns *c, size_t k) { return c->at + k * c->stride; }

static void give(const void *user, uint64_t run, en_run_worker *worker)
{
    const en_rank_job *job = user;
    const columns *c = job->design;
    worker->block.first_run = run;
    en_vary_draw(&job->vary, run, &worker->block, worker->scratch);
    for (uint32_t v = 0; v < job->count; v++) {
        uint32_t parameter = job->ensemble->varied[v].parameters[0];
        memcpy(column_of(c, v) + run, en_block_parameter(&worker->block, parameter),
               sizeof(double[EN_BLOCK]));
    }
}

/* Rows of runs that failed go. */
static void keep_good(const en_rank_job *job, columns *c)
{
    memcpy(column_of(c, job->count), job->table.values, c->stride * sizeof(double));
    size_t kept = 0;
    for (size_t r = 0; r < c->rows; r++) {
        if (!en_rank_good(job, r)) continue;
        for (uint32_t k = 0; k <= job->count; k++) column_of(c, k)[kept] = column_of(c, k)[r];
        kept++;
    }
    c->rows = kept;
    for (uint32_t k = 0; k <= job->count; k++)
        memset(column_of(c, k) + kept, 0, (c->stride - kept) * sizeof(double));
}

/* Sums of 64 in eight parts, then of those. */
static double product(const double *x, const double *y, size_t count)
{
    double whole = 0;
    for (size_t block = 0; block < count; block += EN_BLOCK) {
        double s[PARTS] = {0};
        for (size_t k = block; k < block + EN_BLOCK; k += PARTS)
            for (size_t i = 0; i < PARTS; i++) s[i] += x[k + i] * y[k + i];
        whole += ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
    }
    return whole;
}

/* Centred twice, since the first mean is rounded; all 0 where the column is one number. */
static void standardise(const columns *c, double *x)
{
    double most = 0;
    for (int twice = 0; twice < 2; twice++) {
        double mean = 0;
        for (size_t r = 0; r < c->rows; r++) mean += (x[r] - mean) / (double)(r + 1);
        for (size_t r = 0; r < c->rows; r++) x[r] -= mean;
    }
    for (size_t r = 0; r < c->rows; r++) most = x[r] > most ? x[r] : -x[r] > most ? -x[r] : most;
    for (size_t r = 0; r < c->rows && most > 0; r++) x[r] /= most;
    double length = en_plan_compute(EN_OP_SQRT, product(x, x, c->stride), 0, 0);
    for (size_t r = 0; r < c->rows && length > 0; r++) x[r] /= length;
}

typedef struct column_work {
    const en_rank_job *job;
    const columns *c;
    bool ranks;
    en_ranked *sorted; /* two columns a worker */
    atomic_size_t next;
} column_work;

static void replace_by_ranks(const columns *c, double *x, en_ranked *sorted)
{
    for (size_t r = 0; r < c->rows; r++) sorted[r] = (en_ranked){x[r], (uint32_t)r};
    en_rank_sort(sorted, sorted + c->stride, c->rows);
    for (size_t from = 0, to; from < c->rows; from = to) {
        for (to = from; to < c->rows && sorted[to].value == sorted[from].value; to++) continue;
        for (size_t k = from; k < to; k++) x[sorted[k].from] = (double)(from + to - 1) / 2;
    }
}

static void prepare_columns(void *arg, size_t worker)
{
    column_work *w = arg;
    for (size_t k; (k = atomic_fetch_add(&w->next, 1)) <= w->job->count && !en_cancelled(w->job->context);) {
        double *x = column_of(w->c, k);
        if (w->ranks) replace_by_ranks(w->c, x, w->sorted + worker * 2 * w->c->stride);
        standardise(w->c, x);
    }
}

static void multiply_columns(void *arg, size_t worker)
{
    column_work *w = arg;
    (void)worker;
    for (size_t k; (k = atomic_fetch_add(&w->next, 1)) <= w->job->count && !en_cancelled(w->job->context);)
        for (size_t j = 0; j <= k; j++)
            w->c->square[cell(k, j)] = product(column_of(w->c, k), column_of(w->c, j), w->c->stride);
}

/* Cholesky's factor in place; the output's row becomes the solution of the first half of the equations. */
static void factorise(const en_rank_job *job, const columns *c)
{
    double *l = c->square;
    for (size_t i = 0; i <= job->count; i++) {
        double left = l[cell(i, i)];
        for (size_t j = 0; j < i; j++) {
            double sum = l[cell(i, j)];
            for (size_t k = 0; k < j; k++) sum -= l[cell(i, k)] * l[cell(j, k)];
            l[cell(i, j)] = c->told[j] ? 0 : sum / l[cell(j, j)];
            left -= l[cell(i, j)] * l[cell(i, j)];
        }
        if (i == job->count) break;
        c->told[i] = !(left > LEAST_PIVOT);
        l[cell(i, i)] = c->told[i] ? 1 : en_plan_compute(EN_OP_SQRT, left, 0, 0);
    }
}

/* R², or NaN where the output is one number. */
static double solve(const en_rank_job *job, const columns *c)
{
    const double *l = c->square, *y = &l[cell(job->count, 0)];
    double explained = 0;
    if (!(l[cell(job->count, job->count)] > 0)) return NAN;
    for (size_t i = job->count; i-- > 0;) {
        double sum = y[i];
        for (size_t k = i + 1; k < job->count; k++) sum -= l[cell(k, i)] * c->solved[k];
        c->solved[i] = c->told[i] ? 0 : sum / l[cell(i, i)];
        explained += y[i] * y[i];
    }
    return explained;
}

static en_status regress(const en_rank_job *job, const columns *c, column_work *w, double *r_squared)
{
    void (*const steps[])(void *, size_t) = {prepare_columns, multiply_columns};
    for (size_t k = 0; k < 2; k++) {
        atomic_init(&w->next, 0);
        en_run(job->context, steps[k], w, job->runs.worker_count);
        if (en_cancelled(job->context)) return EN_ERR_CANCELLED;
    }
    factorise(job, c);
    *r_squared = solve(job, c);
    for (uint32_t v = 0; v < job->count; v++) {
        double *to = w->ranks ? &job->of[v].rank_coefficient : &job->of[v].coefficient;
        *to = c->told[v] || *r_squared != *r_squared ? NAN : c->solved[v];
    }
    return EN_OK;
}

static en_status make_columns(const en_rank_job *job, uint64_t rows, en_arena *work, columns *c)
{
    size_t count = (size_t)job->count + 1;
    *c = (columns){.stride = (size_t)en_padded(rows), .rows = (size_t)rows};
    c->at = en_arena_raw(work, count, c->stride * sizeof(double));
    c->square = en_arena_raw(work, cell(count, 0), sizeof(double));
    c->solved = en_arena_array(work, count, sizeof *c->solved);
    c->told = en_arena_array(work, count, sizeof *c->told);
    return c->at && c->square && c->solved && c->told ? EN_OK : EN_ERR_MEMORY;
}

en_status en_rank_by_regression(en_rank_job *job)
{
    size_t width = en_width(job->context), bytes = ((size_t)job->count + 2) * sizeof(double) +
                                                   sizeof(uint32_t) + width * 2 * sizeof(en_ranked);
    uint64_t rows;
    columns c;
    en_status status = en_rank_fit(job, 1, bytes, (uint64_t)job->count + 2, &rows);
    if (status == EN_OK) status = make_columns(job, rows, &job->work, &c);
    if (status != EN_OK) return status;
    for (uint32_t v = 0; v < job->count; v++) job->vary.samples[v].runs = rows;
    job->design = &c;
    status = en_rank_make_runs(job, rows, en_vary_scratch(&job->vary), give);
    if (status != EN_OK) return status;
    keep_good(job, &c);
    column_work w = {.job = job,
                     .c = &c,
                     .sorted =
                         en_arena_raw(&job->work, job->runs.worker_count, c.stride * 2 * sizeof(en_ranked))};
    if (!w.sorted) return EN_ERR_MEMORY;
    if (c.rows < (size_t)job->count + 2) return EN_OK; /* too many failed: nothing can be told */
    status = regress(job, &c, &w, &job->result->r_squared);
    w.ranks = true;
    return status == EN_OK ? regress(job, &c, &w, &job->result->rank_r_squared) : status;
}

/* Sobol's indices (rank.h). Runs come in matrices of as many rows: A, B, and for each parameter A with that
 * parameter's column of B. A row has the same number in all of them, so that random numbers in the model are
 * the same, too. */
#include "rank_parts.h"

#include "compute.h"

#include <math.h>

typedef struct design {
    uint64_t rows, padded;
} design;

/* The sample of B beside that of A: other dimensions of Sobol points, and otherwise another seed. */
static en_sample sample_of(const en_rank_job *job, uint32_t v, bool of_b)
{
    en_sample s = job->vary.samples[v];
    s.runs = ((const design *)job->design)->rows;
    if (of_b) {
        s.seed = ~s.seed;
        s.dimension += job->count;
    }
    return s;
}

static void give(const void *user, uint64_t run, en_run_worker *worker)
{
    const en_rank_job *job = user;
    const design *d = job->design;
    uint64_t matrix = run / d->padded, row = run % d->padded;
    worker->block.first_run = row;
    for (uint32_t v = 0; v < job->count; v++) {
        const en_sample s = sample_of(job, v, matrix == 1 || matrix == (uint64_t)v + 2);
        en_sample_uniform(&s, row, EN_BLOCK, worker->scratch);
        en_vary_give(&job->vary, v, worker->scratch, &worker->block);
    }
}

static bool good(const en_rank_job *job, uint64_t matrix, uint64_t row)
{
    return en_rank_good(job, matrix * ((const design *)job->design)->padded + row);
}

static double at(const en_rank_job *job, uint64_t matrix, uint64_t row)
{
    return job->table.values[matrix * ((const design *)job->design)->padded + row];
}

/* Mean and variance of the rows of A and B, of which neither failed. */
static double variance(const en_rank_job *job, double *mean)
{
    const design *d = job->design;
    double count = 0, sum = 0, squares = 0;
    for (uint64_t r = 0; r < d->rows; r++)
        if (good(job, 0, r) && good(job, 1, r)) {
            count += 2;
            sum += at(job, 0, r) + at(job, 1, r);
        }
    *mean = sum / count;
    for (uint64_t r = 0; r < d->rows; r++)
        for (uint64_t m = 0; m < 2; m++)
            if (good(job, 0, r) && good(job, 1, r))
                squares += (at(job, m, r) - *mean) * (at(job, m, r) - *mean);
    return squares / count;
}

/* The 95 % interval of a total index, which is the mean of `count` squares of changes over twice the
 * variance; fourths: the mean of their squares. */
static void take_spread(const en_rank_job *job, uint32_t v, double mean, double fourths, double count,
                        double whole)
{
    en_ranking_result *r = job->result;
    double variance = (fourths - mean * mean) / count;
    double error = variance > 0 ? en_plan_compute(EN_OP_SQRT, variance, 0, 0) / (2 * whole) : 0;
    r->first_sum = (v == 0 ? 0 : r->first_sum) + job->of[v].first;
    if (!(2 * 1.96 * error <= r->widest)) r->widest = 2 * 1.96 * error;
}

static void estimate(const en_rank_job *job, uint32_t v, double mean, double whole)
{
    const design *d = job->design;
    double count = 0, first = 0, total = 0, fourths = 0;
    for (uint64_t r = 0; r < d->rows; r++) {
        if (!good(job, 0, r) || !good(job, 1, r) || !good(job, v + 2, r)) continue;
        double change = at(job, v + 2, r) - at(job, 0, r);
        count++;
        first += (at(job, 1, r) - mean) * change;
        total += change * change;
        fourths += change * change * change * change;
    }
    bool known = whole > 0 && count > 0;
    job->of[v].first = known ? first / count / whole : NAN;
    job->of[v].total = known ? total / (2 * count) / whole : NAN;
    if (known) take_spread(job, v, total / count, fourths / count, count, whole);
}

en_status en_rank_by_indices(en_rank_job *job)
{
    uint64_t matrices = (uint64_t)job->count + 2;
    design d;
    double mean;
    en_status status =
        en_rank_fit(job, matrices, (size_t)matrices * (sizeof(double) + sizeof(uint32_t)), 2, &d.rows);
    if (status != EN_OK) return status;
    d.padded = en_padded(d.rows);
    job->design = &d;
    status = en_rank_make_runs(job, d.padded * matrices, EN_BLOCK, give);
    if (status != EN_OK) return status;
    double whole = variance(job, &mean);
    for (uint32_t v = 0; v < job->count; v++) estimate(job, v, mean, whole);
    job->result->runs = d.rows * matrices;
    job->result->failed = 0;
    for (uint64_t m = 0; m < matrices; m++)
        for (uint64_t r = 0; r < d.rows; r++) job->result->failed += !good(job, m, r);
    return EN_OK;
}

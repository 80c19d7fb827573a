/* Elementary effects (rank.h). A trajectory begins at one of four levels of each parameter, 1/8, 3/8, 5/8 and
 * 7/8 of its probability, and moves one parameter after the other, in a random order, by a half. Its run k
 * has moved the first k. */
#include "rank_parts.h"

#include "compute.h"
#include "philox.h"

#include <math.h>

#define STREAM UINT64_C(0x4d6f72726973) /* of levels and orders, which no parameter is drawn by */
#define STEP   0.5

/* The order of parameters in a trajectory (R. A. Fisher and F. Yates, after R. Durstenfeld, Algorithm 235,
 * CACM 7, 1964). */
static void order_of(const en_rank_job *job, uint64_t trajectory, uint32_t *order)
{
    en_philox_key key = en_philox_key_of(job->ensemble->simulation->seed, STREAM);
    for (uint32_t k = 0; k < job->count; k++) {
        uint64_t bits = en_philox_first(en_philox_draw(key, (en_draw){.run = trajectory, .draw = k}));
        uint32_t other = (uint32_t)(en_uniform(bits) * (k + 1));
        order[k] = order[other];
        order[other] = k;
    }
}

static double level_of(const en_rank_job *job, uint64_t trajectory, uint32_t v, bool moved, bool *up)
{
    en_philox_key key = en_philox_key_of(job->ensemble->simulation->seed, STREAM);
    uint64_t bits = en_philox_second(en_philox_draw(key, (en_draw){.run = trajectory, .draw = v}));
    double level = ((double)(bits >> 62) * 2 + 1) / 8;
    *up = level < STEP;
    return !moved ? level : *up ? level + STEP : level - STEP;
}

static void give(const void *user, uint64_t run, en_run_worker *worker)
{
    const en_rank_job *job = user;
    uint32_t *order = (uint32_t *)(void *)(worker->scratch + (size_t)job->count * EN_BLOCK);
    worker->block.first_run = run;
    for (uint64_t k = 0; k < EN_BLOCK; k++) {
        uint64_t trajectory = (run + k) / (job->count + 1), moved = (run + k) % (job->count + 1);
        bool up;
        order_of(job, trajectory, order);
        for (uint32_t i = 0; i < job->count; i++)
            worker->scratch[(size_t)order[i] * EN_BLOCK + k] =
                level_of(job, trajectory, order[i], i < moved, &up);
    }
    for (uint32_t v = 0; v < job->count; v++)
        en_vary_give(&job->vary, v, worker->scratch + (size_t)v * EN_BLOCK, &worker->block);
}

/* By parameter: of the effects' sizes, and of the effects. */
typedef struct sums {
    double count, size, mean, squares;
} sums;

static void add_effect(sums *s, double effect)
{
    double before = effect - s->mean;
    s->count++;
    s->size += ((effect < 0 ? -effect : effect) - s->size) / s->count;
    s->mean += before / s->count;
    s->squares += before * (effect - s->mean);
}

en_status en_rank_by_effects(en_rank_job *job)
{
    uint64_t length = (uint64_t)job->count + 1, count;
    en_status status =
        en_rank_fit(job, length, (size_t)length * (sizeof(double) + sizeof(uint32_t)), 2, &count);
    if (status != EN_OK) return status;
    uint32_t *order = en_arena_array(&job->work, job->count, sizeof *order);
    sums *of = en_arena_array(&job->work, job->count, sizeof *of);
    if (!order || !of) return EN_ERR_MEMORY;
    status = en_rank_make_runs(job, count * length, (size_t)job->count * (EN_BLOCK + 1), give);
    for (uint64_t t = 0; t < count && status == EN_OK; t++) {
        order_of(job, t, order);
        for (uint32_t i = 0; i < job->count; i++) {
            uint64_t run = t * length + i;
            bool up;
            level_of(job, t, order[i], true, &up);
            if (!en_rank_good(job, run) || !en_rank_good(job, run + 1)) continue;
            double grown = job->table.values[run + 1] - job->table.values[run];
            add_effect(&of[order[i]], (up ? grown : -grown) / STEP);
        }
    }
    for (uint32_t v = 0; v < job->count && status == EN_OK; v++) {
        job->of[v].effect = of[v].count > 0 ? of[v].size : NAN;
        job->of[v].mean_effect = of[v].count > 0 ? of[v].mean : NAN;
        job->of[v].effect_sd =
            of[v].count > 1 ? en_plan_compute(EN_OP_SQRT, of[v].squares / (of[v].count - 1), 0, 0) : NAN;
    }
    return status;
}

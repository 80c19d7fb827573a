/* Compiled once a kind of processor, with EN_LANES_BUILT_FOR as its name: sse2, avx2 or avx512 (meson.build).
 * Everything is static but the table. */
#include "lane_functions.h"

#include "draw.h"
#include "lane_angles.h"
#include "lane_slats.h"
#include "lane_tables.h"

/* A function over arrays from one over lanes; macros, since a pointer to an inline function would not be
 * inlined. */
#define ONE(name)                                                                                            \
    static void name##_array(size_t count, const double *x, double *result)                                  \
    {                                                                                                        \
        for (size_t i = 0; i < count; i += EN_LANES)                                                         \
            en_lanes_store(result + i, en_lanes_##name(en_lanes_load(x + i)));                               \
    }
#define TWO(name)                                                                                            \
    static void name##_array(size_t count, const double *x, const double *y, double *result)                 \
    {                                                                                                        \
        for (size_t i = 0; i < count; i += EN_LANES)                                                         \
            en_lanes_store(result + i, en_lanes_##name(en_lanes_load(x + i), en_lanes_load(y + i)));         \
    }

ONE(exp)
ONE(ln)
ONE(log10)
ONE(sin)
ONE(cos)
ONE(tan)
ONE(arcsin)
ONE(arccos)
ONE(arctan)
ONE(normal)
ONE(sqrt)
ONE(abs)
ONE(floor)
ONE(ceil)
ONE(trunc)
ONE(round)
TWO(pow)
TWO(mod)
TWO(remainder)
TWO(min)
TWO(max)

static void uniform_array(en_philox_key key, en_draw at, size_t count, double *result)
{
    for (size_t i = 0; i < count; i += EN_LANES, at.run += EN_LANES)
        en_lanes_store(result + i, en_lanes_uniform(key, at));
}

static void leak_slats(const en_lane_slats *slats)
{
    for (size_t run = 0; run < slats->runs; run += EN_LANES) en_lanes_leak(slats, run);
}

static void sum_slats(size_t runs, size_t slats, const double *content, double *sum)
{
    for (size_t run = 0; run < runs; run += 4 * EN_LANES) en_lanes_sum_slats(runs, slats, content, sum, run);
}

#define TEXT_OF(build)  #build
#define NAME_OF(build)  TEXT_OF(build)
#define TABLE_OF(build) en_lane_functions_##build
#define TABLE(build)    TABLE_OF(build)

const en_lane_functions TABLE(EN_LANES_BUILT_FOR) = {
    .build = NAME_OF(EN_LANES_BUILT_FOR),
    .one =
        {
            [EN_LANE_EXP] = exp_array,
            [EN_LANE_LN] = ln_array,
            [EN_LANE_LOG10] = log10_array,
            [EN_LANE_SIN] = sin_array,
            [EN_LANE_COS] = cos_array,
            [EN_LANE_TAN] = tan_array,
            [EN_LANE_ARCSIN] = arcsin_array,
            [EN_LANE_ARCCOS] = arccos_array,
            [EN_LANE_ARCTAN] = arctan_array,
            [EN_LANE_NORMAL] = normal_array,
            [EN_LANE_SQRT] = sqrt_array,
            [EN_LANE_ABS] = abs_array,
            [EN_LANE_FLOOR] = floor_array,
            [EN_LANE_CEIL] = ceil_array,
            [EN_LANE_TRUNC] = trunc_array,
            [EN_LANE_ROUND] = round_array,
        },
    .two =
        {
            [EN_LANE_POW] = pow_array,
            [EN_LANE_MOD] = mod_array,
            [EN_LANE_REMAINDER] = remainder_array,
            [EN_LANE_MIN] = min_array,
            [EN_LANE_MAX] = max_array,
        },
    .uniform = uniform_array,
    .leak = leak_slats,
    .sum_slats = sum_slats,
};

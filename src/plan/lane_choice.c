/* Which build of the lanes this processor can run, asked of the processor and the system (CPUID, XGETBV). */
#include "lane_tables.h"

const en_lane_functions *en_lane_functions_of(en_lane_build build)
{
#ifdef __x86_64__
    if (build == EN_LANES_AVX512 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return &en_lane_functions_avx512;
    if (build == EN_LANES_AVX2 && __builtin_cpu_supports("avx2")) return &en_lane_functions_avx2;
#endif
    return build == EN_LANES_SSE2 ? &en_lane_functions_sse2 : NULL;
}

const en_lane_functions *en_lane_functions_best(void)
{
    for (int build = EN_LANE_BUILDS - 1; build > EN_LANES_SSE2; build--) {
        const en_lane_functions *functions = en_lane_functions_of((en_lane_build)build);
        if (functions) return functions;
    }
    return &en_lane_functions_sse2;
}

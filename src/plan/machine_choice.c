/* Which build of the machine this processor can run, and the memory of a block. */
#include "curve_table.h"
#include "device.h"
#include "lane_functions.h"
#include "machine_builds.h"

en_machine *en_machine_of(en_lane_build build)
{
    if (!en_lane_functions_of(build)) return NULL;
#ifdef __x86_64__
    if (build == EN_LANES_AVX512) return en_machine_run_avx512;
    if (build == EN_LANES_AVX2) return en_machine_run_avx2;
#endif
    return en_machine_run_sse2;
}

en_lane_build en_machine_best_build(void)
{
    int build = EN_LANE_BUILDS - 1;
    while (build > EN_LANES_SSE2 && !en_machine_of((en_lane_build)build)) build--;
    return (en_lane_build)build;
}

en_machine *en_machine_best(void) { return en_machine_of(en_machine_best_build()); }

static bool make_tables(const en_simulation *simulation, en_arena *arena, en_block *block)
{
    uint32_t count = simulation->program->graphs;
    en_table *tables = en_arena_array(arena, count, sizeof *tables);
    for (uint32_t k = 0; tables && k < count; k++)
        if (!en_table_make(&simulation->graphs[k], arena, &tables[k])) return false;
    block->tables = tables;
    return tables != NULL;
}

static bool make_keys(const en_simulation *simulation, en_arena *arena, en_block *block)
{
    uint32_t count = simulation->program->streams;
    en_philox_key *keys = en_arena_array(arena, count, sizeof *keys);
    for (uint32_t k = 0; keys && k < count; k++)
        keys[k] = en_philox_key_of(simulation->seed, simulation->streams[k]);
    block->keys = keys;
    return keys != NULL;
}

/* Registers begin where a line of the cache does: vectors of 64 bytes that lie across two lines take twice as
 * long. */
enum { LINE = 64 };

static double *make_registers(en_arena *arena, size_t count, size_t size)
{
    size_t bytes, with_rest;
    if (!en_mul_size(count, size, &bytes) || !en_add_size(bytes, LINE - 1, &with_rest)) return NULL;
    char *at = en_arena_array(arena, with_rest, 1);
    return at ? (double *)(void *)(at + (LINE - (uintptr_t)at % LINE) % LINE) : NULL;
}

bool en_block_make(const en_simulation *simulation, en_arena *arena, en_block *block)
{
    const en_program *p = simulation->program;
    *block = (en_block){.simulation = simulation,
                        .wide = make_registers(arena, p->wide, sizeof(double[EN_STRIDE])),
                        .narrow = make_registers(arena, p->narrow, sizeof(double[EN_SHARED])),
                        .scratch = make_registers(arena, 3 * (size_t)p->states, sizeof(double[EN_STRIDE]))};
    return block->wide && block->narrow && block->scratch && make_tables(simulation, arena, block) &&
           make_keys(simulation, arena, block) && en_storage_make(simulation, arena, &block->storage);
}

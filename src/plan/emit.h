/* Machine code of a program's steps, for x86-64 with AVX-512 or AVX2: the same bits as the machine's own
 * routines, sooner.
 *
 * The code of a step is cut into parts: stretches of arithmetic, for which there is a loop over the block's
 * vectors that keeps values in vector registers, and in between what has no code here (elementary functions,
 * Poisson numbers …) and is done by the machine's routines for the whole block. Registers are given out over
 * straight code; the one whose value is used last is taken where none is free (L. A. Belady, "A study of
 * replacement algorithms for a virtual-storage computer", 1966). Memory for code comes from the caller
 * (en_pages), and is never writable once it can be executed. Bound: linear in the instructions times the
 * registers of the processor.
 */
#ifndef EN_PLAN_EMIT_H
#define EN_PLAN_EMIT_H

#include "machine.h"

/* Code for a vector's runs, in a loop over the block: wide registers, narrow ones, constants. */
typedef void en_emitted_code(double *wide, const double *narrow, const void *constants);

/* A stretch of a program's code. */
typedef struct en_emitted_part {
    en_emitted_code *code; /* NULL: instructions that the machine's routines do */
    uint32_t first, count;
} en_emitted_part;

typedef struct en_emitted_parts {
    en_emitted_part *at;
    uint32_t count;
} en_emitted_parts;

struct en_emitted {
    en_arena arena;
    const en_pages *pages;
    void *code; /* from the pages, with the constants behind it; NULL: nothing was emitted, the machine's
                   routines do all */
    size_t size;
    const void *constants;
    en_lane_build build;            /* of the registers that the code uses */
    en_emitted_parts advance, rest; /* of the program's step */
    en_emitted_parts euler;
};

/* Code for the steps of this simulation, in registers of that build. Where there can be none (SSE2, another
 * processor, pages NULL or refused by the system) emitted->code is NULL, and that is no error. EN_ERR_MEMORY.
 * The simulation's program and graphical functions are those of the blocks that run with it
 * (simulation->emitted). en_emitted_free in any case. */
EN_MUST_USE en_status en_emit(const en_simulation *simulation, en_lane_build build,
                              const en_allocator *allocator, const en_pages *pages, en_emitted *emitted);
void en_emitted_free(en_emitted *emitted);

#endif

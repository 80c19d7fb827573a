/* Random numbers by counting: the n-th draw of a stream is a function of its place alone, so that it is the
 * same on any number of threads, in any order, and whatever else is drawn.
 *
 * Philox4x32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, Parallel random numbers: as easy as 1,
 * 2, 3, SC11): ten rounds of two 32-bit multiplications on a counter of 128 bits under a key of 64. Passes
 * BigCrush (there, 5). The key is made of seed and stream, the counter of run, step and draw.
 */
#ifndef EN_PHILOX_H
#define EN_PHILOX_H

#include <stdint.h>

typedef struct en_philox_key {
    uint32_t word[2];
} en_philox_key;

typedef struct en_philox_block {
    uint32_t word[4];
} en_philox_block;

/* 128 random bits: those of this counter under this key. */
en_philox_block en_philox(en_philox_block counter, en_philox_key key);

/* The key of a stream (the hash of what draws) under a seed: half a block of Philox itself, so that streams
 * and seeds of any pattern are mixed. */
en_philox_key en_philox_key_of(uint64_t seed, uint64_t stream);

/* 128 random bits for one draw. */
typedef struct en_draw {
    uint64_t run;
    uint32_t step, draw;
} en_draw;
en_philox_block en_philox_draw(en_philox_key key, en_draw at);

/* Numbers from 53 of 64 bits: with 0 and without 1; and without either, in the middle of as many equal parts.
 */
static inline double en_uniform(uint64_t bits) { return (double)(bits >> 11) * 0x1p-53; }
static inline double en_uniform_open(uint64_t bits) { return ((double)(bits >> 12) + 0.5) * 0x1p-52; }

static inline uint64_t en_philox_first(en_philox_block b) { return (uint64_t)b.word[1] << 32 | b.word[0]; }
static inline uint64_t en_philox_second(en_philox_block b) { return (uint64_t)b.word[3] << 32 | b.word[2]; }

#endif

/* The largest weakly stable matching as a binary program: see largest.c. */
#ifndef EN_LARGEST_H
#define EN_LARGEST_H

#include "by_place.h"
#include "kept_ties.h"

#include <enishi/ties.h>

enum { MOST_WISHES = 50000, MOST_ENTRIES = 2000000 };

typedef struct program {
    const en_match_problem *problem;
    const uint32_t *rank, *order;
    by_place groups;
    uint32_t *places; /* in the order in which they are wished for */
    uint32_t place_count;
    uint32_t *column; /* per wish, or EN_MATCH_NONE */
    uint32_t *filled; /* per wish: the column of z of its place and score */
    /* Rows, or EN_MATCH_NONE: per place its seats; per wish that it does not block, and, of the last one of a
     * score, that its place is filled with it. */
    uint32_t *row_of_place, *row_of_wish, *row_of_level;
    double *objective, *value, *least, *most;
    uint32_t *entry;
    size_t *begin;
    en_mip mip;
} program;

/* Writes the program; problem, rank, order and groups are set. Only larger matchings than `size` are looked
 * for. EN_ERR_LIMIT where it is too large. */
en_status build_program(program *g, uint32_t size, en_arena *arena);

#endif

/* Graphical functions made ready for lanes: what lookup.h says of one number, of many side by side and with
 * the same bits.
 *
 * Which two points a number lies between is found by halving, without a branch: all lanes take the same
 * number of steps, and the points are filled up to a power of two with what no number reaches. Of up to 16
 * points the search is a permutation of registers where the processor can do that (AVX-512); elsewhere all
 * their points are gone through, which is quicker than halving by gathers. Bound: logarithmic in the points.
 */
#ifndef EN_PLAN_TABLE_H
#define EN_PLAN_TABLE_H

#include "lanes.h"
#include "machine.h"

struct en_table {
    en_curve_kind kind;
    uint32_t last;        /* the last of the points */
    uint32_t points;      /* a power of two */
    const double *search; /* x of the points but the last, then NaN */
    const double *x, *y, *slope;
    double first_x, first_y, last_x, last_y;
};

enum { EN_TABLE_POINTS = 8 }; /* at least */

EN_LANES_INLINE en_lanes en_lanes_gather(const double *table, en_bits k)
{
#if defined __AVX512F__
    return (en_lanes)_mm512_i64gather_pd((__m512i)k, table, 8);
#elif defined __AVX2__
    return (en_lanes)_mm256_i64gather_pd(table, (__m256i)k, 8);
#else
    return (en_lanes){table[k[0]], table[k[1]]};
#endif
}

/* EN_ERR_MEMORY as false. */
EN_MUST_USE bool en_table_make(const en_curve *graph, en_arena *arena, en_table *table);

/* How a table of so many points is read. */
typedef enum en_table_size { EN_TABLE_8, EN_TABLE_16, EN_TABLE_LARGE } en_table_size;

EN_LANES_INLINE en_table_size en_table_size_of(const en_table *table)
{
    return table->points <= 8 ? EN_TABLE_8 : table->points <= 16 ? EN_TABLE_16 : EN_TABLE_LARGE;
}

EN_LANES_INLINE en_lanes en_table_at(const double *table, en_bits k, en_table_size size)
{
#if defined __AVX512F__
    if (size == EN_TABLE_8) return (en_lanes)_mm512_permutexvar_pd((__m512i)k, _mm512_loadu_pd(table));
    if (size == EN_TABLE_16)
        return (en_lanes)_mm512_permutex2var_pd(_mm512_loadu_pd(table), (__m512i)k,
                                                _mm512_loadu_pd(table + 8));
#endif
    (void)size;
    return en_lanes_gather(table, k);
}

/* The line that goes on from the last point at or before x; the last point of all has none. */
typedef struct en_line {
    en_lanes x, y, slope;
} en_line;

/* By going through all points. */
EN_LANES_INLINE en_line en_table_walk(const en_table *table, en_lanes x)
{
    en_line line = {en_lanes_all(table->x[0]), en_lanes_all(table->y[0]), en_lanes_all(table->slope[0])};
    for (uint32_t k = 1; k < table->last; k++) {
        en_lanes at = en_lanes_all(table->x[k]);
        en_mask beyond = en_lanes_less_equal(at, x);
        line.x = en_lanes_select(beyond, at, line.x);
        line.y = en_lanes_select(beyond, en_lanes_all(table->y[k]), line.y);
        line.slope = en_lanes_select(beyond, en_lanes_all(table->slope[k]), line.slope);
    }
    return line;
}

/* By halving. */
EN_LANES_INLINE en_bits en_table_find(const en_table *table, en_lanes x, en_table_size size)
{
    en_bits k = {0};
    uint32_t points = size == EN_TABLE_8 ? 8 : size == EN_TABLE_16 ? 16 : table->points;
    for (uint64_t half = points / 2; half > 0; half /= 2)
        k += (en_bits)en_lanes_less_equal(en_table_at(table->search, k + half, size), x) & half;
    return k;
}

EN_LANES_INLINE en_line en_table_line(const en_table *table, en_lanes x, en_table_size size)
{
#ifndef __AVX512F__
    if (size != EN_TABLE_LARGE) return en_table_walk(table, x);
#endif
    en_bits k = en_table_find(table, x, size);
    return (en_line){en_table_at(table->x, k, size), en_table_at(table->y, k, size),
                     en_table_at(table->slope, k, size)};
}

EN_LANES_INLINE en_lanes en_table_ends(const en_table *table, en_lanes x, en_lanes y)
{
    y = en_lanes_select(en_lanes_less_equal(x, en_lanes_all(table->first_x)), en_lanes_all(table->first_y),
                        y);
    return en_lanes_select(en_lanes_less_equal(en_lanes_all(table->last_x), x), en_lanes_all(table->last_y),
                           y);
}

EN_LANES_INLINE en_lanes en_table_look_up(const en_table *table, en_lanes x, en_curve_kind kind,
                                          en_table_size size)
{
    en_line line = en_table_line(table, x, size);
    if (kind == EN_CURVE_DISCRETE)
        return en_lanes_select(en_lanes_is_nan(x), x, en_table_ends(table, x, line.y));
    en_lanes y = line.y + (x - line.x) * line.slope;
    return kind == EN_CURVE_CONTINUOUS ? en_table_ends(table, x, y) : y;
}

#endif

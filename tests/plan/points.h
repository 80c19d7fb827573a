/* Arguments on which functions of doubles go wrong, the same in every run. */
#ifndef EN_TESTS_POINTS_H
#define EN_TESTS_POINTS_H

#include <stddef.h>
#include <stdint.h>

typedef struct points {
    double *x, *y; /* y: second arguments */
    size_t count, room;
    uint64_t random;
} points;

double double_of_bits(uint64_t bits);
uint64_t bits_of_double(double x);

/* Any finite double, all exponents as likely. */
double any_double(uint64_t *random);
double between(uint64_t *random, double low, double high);
/* A number between low and high times 2^e, with lowest <= e < lowest + count. */
double spread(uint64_t *random, double low, double high, int lowest, int count);

void add_point(points *p, double x, double y);

/* x, then y, from the random numbers: calls as arguments of one call would come in any order. */
void add_any(points *p);
void add_between(points *p, double low, double high, double low_y, double high_y);

/* x and its eight nearest neighbours, of both signs. */
void add_around(points *p, double x, double y);

/* Zeros, the smallest and largest normal and subnormal, infinities, NaN, and numbers about 1, of both signs.
 */
void add_ends(points *p, double y);

/* For each of many exponents the doubles nearest to a multiple of pi/2, by the continued fraction of 2^e *
 * 2/pi. */
void add_hard_angles(points *p);

/* Adds zeros until the count is a multiple of 8. */
void fill_up(points *p);
void free_points(points *p);

/* EN_TEST_SCALE times as many. */
size_t scaled(size_t count);

#endif

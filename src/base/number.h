/* Numbers as tables write them: optional sign, digits, optional `.` digits, optional exponent. Independent of
 * the locale.
 *
 * Reading is correctly rounded. A number that a double cannot tell from its neighbours is refused, not
 * rounded: up to 15 significant digits always pass; more pass if they are the shortest way to write the
 * double (as most programs export it). So two numbers that are written differently, but for zeros, compare as
 * their decimals do. Printing gives the shortest digits that read back as the same double.
 */
#ifndef EN_NUMBER_H
#define EN_NUMBER_H

#include "str.h"

typedef enum en_number_fault {
    EN_NUMBER_FINE,
    EN_NUMBER_MALFORMED,    /* not of that form */
    EN_NUMBER_OUT_OF_RANGE, /* too large for the type */
    EN_NUMBER_TOO_PRECISE,  /* more digits than a double can hold */
} en_number_fault;

enum { EN_INT_MOST_BYTES = 24, EN_REAL_MOST_BYTES = 32 };

en_number_fault en_real_read(en_str s, double *value);

/* As en_real_read, but more digits than a double can hold are rounded, as is right for what a program wrote
 * from a double; and numbers nearer to 0 than 2^-1022, of which fewer digits hold, are read too. */
en_number_fault en_real_round(en_str s, double *value);

/* A whole number without sign, point or exponent. */
en_number_fault en_whole_read(en_str s, uint64_t most, uint64_t *value);

/* Both write at most EN_…_MOST_BYTES bytes, without a NUL, and return how many. value is finite; -0 prints as
 * 0. */
size_t en_int_print(int64_t value, char *out);
size_t en_real_print(double value, char *out);

/* value with `decimals` digits (0 … 9) after the point, rounded half to even as en_real_print writes it; for
 * people, not for reading back. */
size_t en_fixed_print(double value, int decimals, char *out);

#endif

/* What lanes need so seldom that it is done one number at a time: compiled once, so that its bits are the
 * same for every width of lanes. */
#ifndef EN_LANE_SLOW_H
#define EN_LANE_SLOW_H

/* x = n pi/2 + high + low for finite |x| >= 1, |high| <= pi/4, good to 2^-70 of high; returns n modulo 4. */
unsigned en_slow_angle(double x, double *high, double *low);

/* x less y times the quotient cut to an integer, exactly, for x >= 0, y >= 0; NaN where x is infinite, y is
 * 0, or either is NaN. */
double en_slow_remainder(double x, double y);

#endif

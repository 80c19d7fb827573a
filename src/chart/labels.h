/* Where labels of marks go, so that none overlaps another or a mark, or leaves the plot.
 *
 * Greedy, in the order of the calls: places on eight sides of the mark, first near, then farther with a line
 * that leads there; of those that are free, one that crosses no line is taken before one that does. A label
 * for which no place is free is left out: its mark still has it, and so has the table. (Placing labels best
 * of all is NP-hard: Marks and Shieber 1991.) Linear in what has been taken.
 */
#ifndef EN_LABELS_H
#define EN_LABELS_H

#include "memory.h"

typedef struct box {
    double left, top, right, bottom;
} box;

static inline bool boxes_meet(box a, box b)
{
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

typedef struct segment {
    double x1, y1, x2, y2;
} segment;

/* Whether a segment passes through a box. */
bool segment_crosses(segment s, box b);

/* Room for what the caller says will come. */
typedef struct labels {
    box bounds;
    box *taken;
    size_t taken_count;
    segment *lines;
    size_t line_count;
} labels;

static inline void labels_take(labels *l, box b) { l->taken[l->taken_count++] = b; }
static inline void labels_avoid(labels *l, segment s) { l->lines[l->line_count++] = s; }

/* A free place of this size near the mark, which is taken; false if there is none. *leads: it is so far off
 * that a line should lead there. */
bool labels_place(labels *l, box mark, double width, double height, box *place, bool *leads);

#endif

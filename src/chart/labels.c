/* Placing labels. See labels.h. */
#include "labels.h"

/* Liang and Barsky 1984. */
bool segment_crosses(segment s, box b)
{
    const double dx = s.x2 - s.x1, dy = s.y2 - s.y1;
    const double p[] = {-dx, dx, -dy, dy};
    const double q[] = {s.x1 - b.left, b.right - s.x1, s.y1 - b.top, b.bottom - s.y1};
    double enter = 0, leave = 1;
    for (int i = 0; i < 4; i++) {
        if (p[i] == 0) {
            if (q[i] < 0) return false;
            continue;
        }
        double at = q[i] / p[i];
        if (p[i] < 0 && at > enter) enter = at;
        if (p[i] > 0 && at < leave) leave = at;
    }
    return enter <= leave;
}

static bool is_free(const labels *l, box place)
{
    if (place.left < l->bounds.left || place.right > l->bounds.right || place.top < l->bounds.top ||
        place.bottom > l->bounds.bottom)
        return false;
    for (size_t i = 0; i < l->taken_count; i++)
        if (boxes_meet(place, l->taken[i])) return false;
    return true;
}

static bool crosses_any(const labels *l, box place)
{
    for (size_t i = 0; i < l->line_count; i++)
        if (segment_crosses(l->lines[i], place)) return true;
    return false;
}

/* The box at a place around the mark: across −1 left of it, 0 on it, 1 right of it; down likewise. */
static box around(box mark, double width, double height, const signed char side[2], const signed char gap[2])
{
    double x = (mark.left + mark.right - width) / 2, y = (mark.top + mark.bottom - height) / 2;
    if (side[0] < 0) x = mark.left - gap[0] - width;
    if (side[0] > 0) x = mark.right + gap[0];
    if (side[1] < 0) y = mark.top - gap[1] - height;
    if (side[1] > 0) y = mark.bottom + gap[1];
    return (box){x, y, x + width, y + height};
}

/* What is tried in turn: gaps from one to another, crossing lines or not. */
static const struct {
    size_t from, to;
    bool crossing;
} stages[] = {{0, 4, false}, {0, 2, true}, {4, 11, false}, {2, 11, true}};

bool labels_place(labels *l, box mark, double width, double height, box *place, bool *leads)
{
    static const signed char sides[][2] = {{1, 0},  {0, -1},  {-1, 0}, {0, 1},
                                           {1, -1}, {-1, -1}, {1, 1},  {-1, 1}};
    static const signed char gaps[][2] = {{4, 4},   {18, 4},  {4, 18}, {18, 18}, {44, 4}, {4, 44},
                                          {44, 18}, {44, 44}, {80, 4}, {4, 80},  {80, 80}};
    for (size_t s = 0; s < sizeof stages / sizeof *stages; s++)
        for (size_t g = stages[s].from; g < stages[s].to; g++)
            for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
                box at = around(mark, width, height, sides[i], gaps[g]);
                if (!is_free(l, at) || (!stages[s].crossing && crosses_any(l, at))) continue;
                labels_take(l, at);
                *place = at;
                *leads = g > 0;
                return true;
            }
    return false;
}

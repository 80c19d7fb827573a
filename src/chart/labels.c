/* Placing labels. See labels.h. */
#include "labels.h"

/* Whether a segment passes through a box: Liang and Barsky 1984. */
static bool crosses(segment s, box b)
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
        if (crosses(l->lines[i], place)) return true;
    return false;
}

/* The box at a place around the mark: across −1 left of it, 0 on it, 1 right of it; down likewise. */
static box around(box mark, double width, double height, int across, int down, double gap)
{
    double x = (mark.left + mark.right - width) / 2, y = (mark.top + mark.bottom - height) / 2;
    if (across < 0) x = mark.left - gap - width;
    if (across > 0) x = mark.right + gap;
    if (down < 0) y = mark.top - gap - height;
    if (down > 0) y = mark.bottom + gap;
    return (box){x, y, x + width, y + height};
}

bool labels_place(labels *l, box mark, double width, double height, box *place, bool *leads)
{
    static const signed char around_it[][2] = {{1, 0},  {0, -1},  {-1, 0}, {0, 1},
                                               {1, -1}, {-1, -1}, {1, 1},  {-1, 1}};
    static const double gaps[] = {4, 18, 40};
    for (int crossing = 0; crossing < 2; crossing++)
        for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
            for (size_t i = 0; i < sizeof around_it / sizeof *around_it; i++) {
                box at = around(mark, width, height, around_it[i][0], around_it[i][1], gaps[g]);
                if (!is_free(l, at) || (!crossing && crosses_any(l, at))) continue;
                labels_take(l, at);
                *place = at;
                *leads = g > 0;
                return true;
            }
    return false;
}

/* How a connector runs: an arc that leaves in the direction that the view gives, drawn as a parabola whose
 * tangents are those of the arc. See diagram_parts.h. */
#include "diagram_parts.h"

static double within(double value, double low, double high) { return fmin(fmax(value, low), high); }

/* The direction in which it leaves: its angle, kept off the way back; else a little to the left of the
 * straight line. dx and dy are the straight line as a step of length 1. */
static en_chart_spot direction_of(const en_chart_link *link, double dx, double dy)
{
    const double usual_cosine = 0.955, usual_sine = 0.296, most = 1.25, half_turn = acos(-1.0);
    if (!link->has_angle)
        return (en_chart_spot){usual_cosine * dx + usual_sine * dy, usual_cosine * dy - usual_sine * dx};
    double straight = atan2(-dy, dx);
    double turn = remainder(link->angle * half_turn / 180 - straight, 2 * half_turn);
    double angle = straight + within(turn, -most, most);
    return (en_chart_spot){cos(angle), -sin(angle)};
}

en_chart_spot diagram_edge(const diagram_node *node, bool is_boxed, double x, double y)
{
    double dx = x - node->x, dy = y - node->y, far = sqrt(dx * dx + dy * dy);
    if (far == 0) return (en_chart_spot){node->x, node->y};
    double part = node->half_width / far;
    if (is_boxed) {
        double across = dx == 0 ? INFINITY : node->half_width / fabs(dx);
        double down = dy == 0 ? INFINITY : node->half_height / fabs(dy);
        part = fmin(across, down);
    }
    part = fmin(part, 1);
    return (en_chart_spot){node->x + part * dx, node->y + part * dy};
}

diagram_curve diagram_curve_of(const diagram *d, const en_chart_link *link)
{
    const double least_cosine = 0.3;
    const diagram_node *a = &d->nodes[link->from], *b = &d->nodes[link->to];
    double dx = b->x - a->x, dy = b->y - a->y, far = sqrt(dx * dx + dy * dy);
    if (far < 1) return (diagram_curve){.is_there = false};
    en_chart_spot way = direction_of(link, dx / far, dy / far);
    double cosine = (way.x * dx + way.y * dy) / far, reach = far / 2 / fmax(cosine, least_cosine);
    en_chart_spot bend = {within(a->x + reach * way.x, 4, d->f.width - 4),
                          within(a->y + reach * way.y, d->top + 2, d->bottom - 2)};
    return (diagram_curve){
        diagram_edge(a, diagram_is_boxed(&d->chart->parts[link->from]), bend.x, bend.y), bend,
        diagram_edge(b, diagram_is_boxed(&d->chart->parts[link->to]), bend.x, bend.y), true};
}

/* A diagram by the places that are given. See diagram_parts.h.
 *
 * The places are stretched to the width. If names find no room, the height is stretched further, which leaves
 * the order of everything as it is; the least stretch is taken with which the names go best.
 */
#include "diagram_parts.h"

enum { ABOVE = 28, LINK_CHORDS = 6, MOST_AVOIDED = 300 };

typedef struct stretch {
    double left, top, across, down; /* what is at the left and top edge, and pixels for a unit */
    double edge;                    /* what stays free at the left and at the right */
} stretch;

static void find_spans(const en_chart_diagram *c, span *across, span *down)
{
    *across = *down = (span){INFINITY, -INFINITY};
    for (size_t i = 0; i < c->part_count; i++) {
        span_take(across, c->parts[i].at.x);
        span_take(down, c->parts[i].at.y);
        for (size_t k = 0; c->parts[i].kind == EN_CHART_FLOW && k < c->parts[i].bend_count; k++) {
            span_take(across, c->parts[i].bends[k].x);
            span_take(down, c->parts[i].bends[k].y);
        }
    }
}

static en_chart_spot spot_of(const diagram *d, const stretch *s, en_chart_spot at)
{
    return (en_chart_spot){s->edge + (at.x - s->left) * s->across,
                           d->top + ABOVE + (at.y - s->top) * s->down};
}

/* Half the size of a box: as large as the nearest other box lets it be. */
static void size_box(diagram *d, size_t part)
{
    const double least_width = 12, most_width = 46, least_height = 9, most_height = 20, gap = 8;
    diagram_node *node = &d->nodes[part];
    double width = most_width, height = most_height;
    for (size_t i = 0; i < d->chart->part_count; i++) {
        if (i == part) continue;
        double dx = fabs(d->nodes[i].x - node->x) - gap, dy = fabs(d->nodes[i].y - node->y) - gap;
        double share = diagram_is_boxed(&d->chart->parts[i]) ? 0.5 : 0.8;
        if (dx > dy) width = fmin(width, fmax(dx * share, least_width));
        else height = fmin(height, fmax(dy * share, least_height));
    }
    node->half_width = fmin(width, fmin(node->x, d->f.width - node->x) - 4);
    node->half_height = height;
}

static void place_nodes(diagram *d, const stretch *s)
{
    for (size_t i = 0; i < d->chart->part_count; i++) {
        en_chart_spot at = spot_of(d, s, d->chart->parts[i].at);
        d->nodes[i] =
            (diagram_node){.x = at.x, .y = at.y, .half_width = DIAGRAM_RADIUS, .half_height = DIAGRAM_RADIUS};
    }
    for (size_t i = 0; i < d->chart->part_count; i++)
        if (diagram_is_boxed(&d->chart->parts[i])) size_box(d, i);
}

/* Where a cloud stands that has no place: on the other side of the valve than the flow's other end. */
static en_chart_spot cloud_of(const diagram *d, const diagram_node *valve, size_t other, bool is_source)
{
    enum { FAR = 30 };
    double dx = is_source ? -1 : 1, dy = 0;
    if (other != EN_CHART_OUTSIDE) {
        dx = valve->x - d->nodes[other].x;
        dy = valve->y - d->nodes[other].y;
    }
    double far = sqrt(dx * dx + dy * dy);
    if (far == 0) return (en_chart_spot){valve->x, valve->y};
    double x = valve->x + FAR * dx / far, y = valve->y + FAR * dy / far;
    return (en_chart_spot){fmin(fmax(x, DIAGRAM_CLOUD + 2), d->f.width - DIAGRAM_CLOUD - 2),
                           fmin(fmax(y, d->top + DIAGRAM_CLOUD), d->bottom - DIAGRAM_CLOUD)};
}

/* The end of a pipe at the edge of its stock: straight towards the next point where that is beside the box.
 */
static en_chart_spot pipe_end(const diagram *d, size_t stock, en_chart_spot next)
{
    const double inset = 3;
    const diagram_node *node = &d->nodes[stock];
    double dx = next.x - node->x, dy = next.y - node->y;
    if (fabs(dx) > node->half_width && fabs(dy) < node->half_height - inset)
        return (en_chart_spot){node->x + copysign(node->half_width, dx), next.y};
    if (fabs(dy) > node->half_height && fabs(dx) < node->half_width - inset)
        return (en_chart_spot){next.x, node->y + copysign(node->half_height, dy)};
    return diagram_edge(node, true, next.x, next.y);
}

static void place_pipe(diagram *d, size_t part, const stretch *s)
{
    const en_chart_part *flow = &d->chart->parts[part];
    const diagram_node *valve = &d->nodes[part];
    diagram_pipe *p = &d->pipes[part];
    *p = (diagram_pipe){.starts_outside = flow->from == EN_CHART_OUTSIDE,
                        .ends_outside = flow->to == EN_CHART_OUTSIDE};
    if (flow->bend_count >= 2) {
        for (size_t i = 0; i < flow->bend_count; i++) p->at[p->count++] = spot_of(d, s, flow->bends[i]);
    } else {
        p->at[0] = cloud_of(d, valve, flow->to, true);
        p->at[1] = (en_chart_spot){valve->x, valve->y};
        p->at[2] = cloud_of(d, valve, flow->from, false);
        p->count = 3;
    }
    if (!p->starts_outside) p->at[0] = pipe_end(d, flow->from, p->at[1]);
    if (!p->ends_outside) p->at[p->count - 1] = pipe_end(d, flow->to, p->at[p->count - 2]);
}

static void take(labels *l, double x, double y, double half_width, double half_height)
{
    labels_take(l, (box){x - half_width, y - half_height, x + half_width, y + half_height});
}

/* Names keep off a connector by a few chords of its curve. */
static void avoid_link(const diagram *d, labels *l, const en_chart_link *link)
{
    diagram_curve c = diagram_curve_of(d, link);
    en_chart_spot before = c.start;
    for (int i = 1; c.is_there && i <= LINK_CHORDS; i++) {
        double t = (double)i / LINK_CHORDS, u = 1 - t;
        en_chart_spot at = {u * u * c.start.x + 2 * u * t * c.bend.x + t * t * c.end.x,
                            u * u * c.start.y + 2 * u * t * c.bend.y + t * t * c.end.y};
        labels_avoid(l, (segment){before.x, before.y, at.x, at.y});
        before = at;
    }
}

static void take_shapes(const diagram *d, labels *l)
{
    for (size_t i = 0; i < d->chart->link_count && i < MOST_AVOIDED; i++)
        avoid_link(d, l, &d->chart->links[i]);
    for (size_t i = 0; i < d->chart->part_count; i++) {
        const diagram_node *node = &d->nodes[i];
        const diagram_pipe *p = &d->pipes[i];
        take(l, node->x, node->y, node->half_width + 1, node->half_height + 1);
        if (d->chart->parts[i].kind != EN_CHART_FLOW) continue;
        for (size_t k = 1; k < p->count; k++)
            labels_avoid(l, (segment){p->at[k - 1].x, p->at[k - 1].y, p->at[k].x, p->at[k].y});
        if (p->starts_outside) take(l, p->at[0].x, p->at[0].y, DIAGRAM_CLOUD, DIAGRAM_CLOUD);
        if (p->ends_outside)
            take(l, p->at[p->count - 1].x, p->at[p->count - 1].y, DIAGRAM_CLOUD, DIAGRAM_CLOUD);
    }
}

/* Whether a line ends within a word, which is no matter between wide characters. */
static bool breaks_word(const measure_lines *words)
{
    enum { FIRST_WIDE = 0xE3 }; /* of the first bytes in UTF-8 */
    for (size_t i = 0; i + 1 < words->count; i++) {
        unsigned char next = (unsigned char)words->at[i].at[words->at[i].size];
        if (next != ' ' && next < FIRST_WIDE) return true;
    }
    return false;
}

/* Inside its box if the name fits there as a whole. */
static bool fits_inside(diagram_node *node, en_str name)
{
    enum { PAD = 4, MOST_LINES = 3 };
    measure_lines words = measure_wrap(name, FRAME_SMALL, 2 * (node->half_width - PAD), MOST_LINES);
    double height = (double)words.count * line_height(FRAME_SMALL);
    if (words.is_cut || breaks_word(&words) || words.width > 2 * (node->half_width - PAD) ||
        height > 2 * node->half_height - PAD)
        return false;
    node->words = words;
    node->is_inside = node->has_label = true;
    node->side = ANCHOR_MIDDLE;
    node->label = (box){node->x - words.width / 2, node->y - height / 2, node->x + words.width / 2,
                        node->y + height / 2};
    return true;
}

static bool place_label(const diagram *d, labels *l, size_t part)
{
    enum { LEAST_WIDTH = 92, MOST_WIDTH = 120, MOST_LINES = 3 };
    diagram_node *node = &d->nodes[part];
    en_str name = d->chart->parts[part].label;
    double most = fmin(fmax(d->f.width * 0.2, LEAST_WIDTH), MOST_WIDTH);
    if (diagram_is_boxed(&d->chart->parts[part]) && fits_inside(node, name)) return true;
    node->words = measure_wrap(name, FRAME_SMALL, most, MOST_LINES);
    if (node->words.count == 0) return true;
    box mark = {node->x - node->half_width, node->y - node->half_height, node->x + node->half_width,
                node->y + node->half_height};
    double height = (double)node->words.count * line_height(FRAME_SMALL);
    node->has_label = labels_place(l, mark, node->words.width, height, &node->label, &node->leads);
    if (!node->has_label) return false;
    node->side = node->label.right <= mark.left   ? ANCHOR_END
                 : node->label.left >= mark.right ? ANCHOR_START
                                                  : ANCHOR_MIDDLE;
    return true;
}

/* Stocks first, then flows, then the rest; returns how badly that went: a name without room counts as many
 * that stand far from their mark. */
static size_t place_labels(diagram *d, labels *l)
{
    enum { MISSING = 20 };
    size_t trouble = 0;
    d->unlabelled = 0;
    l->taken_count = l->line_count = 0;
    l->bounds = (box){2, d->top, d->f.width - 2, d->bottom};
    take_shapes(d, l);
    for (int turn = 0; turn < 3; turn++)
        for (size_t i = 0; i < d->chart->part_count; i++) {
            en_chart_part_kind kind = d->chart->parts[i].kind;
            int turn_of = diagram_is_boxed(&d->chart->parts[i]) ? 0 : kind == EN_CHART_FLOW ? 1 : 2;
            if (turn_of != turn) continue;
            if (!place_label(d, l, i)) {
                trouble += MISSING;
                d->unlabelled++;
            } else {
                trouble += d->nodes[i].leads;
            }
        }
    return trouble;
}

static size_t place_all(diagram *d, labels *l, const stretch *s, double height)
{
    d->bottom = d->top + height * s->down + 2 * ABOVE;
    place_nodes(d, s);
    for (size_t i = 0; i < d->chart->part_count; i++)
        if (d->chart->parts[i].kind == EN_CHART_FLOW) place_pipe(d, i, s);
    return place_labels(d, l);
}

bool diagram_place(diagram *d)
{
    static const double factors[] = {1, 1.25, 1.5, 2, 2.5, 3, 4, 5};
    enum { MOST_HEIGHT = 4000, LEAST_HEIGHT = 60, LEAST_EDGE = 34, MOST_EDGE = 60, FAR_SHARE = 12 };
    const double edge_share = 0.08, share = 0.75; /* of the width, which the height has at first at most */
    const en_chart_diagram *c = d->chart;
    labels l = {0};
    l.taken = en_arena_array(d->arena, 4 * c->part_count, sizeof *l.taken);
    l.lines = en_arena_array(d->arena, DIAGRAM_MOST_BENDS * c->part_count + LINK_CHORDS * MOST_AVOIDED,
                             sizeof *l.lines);
    if (!l.taken || !l.lines) return false;
    span across, down;
    find_spans(c, &across, &down);
    double width = across.high - across.low, height = down.high - down.low;
    double edge = fmin(fmax(d->f.width * edge_share, LEAST_EDGE), MOST_EDGE);
    stretch s = {across.low, down.low, width > 0 ? (d->f.width - 2 * edge) / width : 1, 0, edge};
    double usual = fmin(s.across, d->f.width * share / fmax(height, 1e-300));
    if (height > 0 && usual * height < LEAST_HEIGHT) usual = LEAST_HEIGHT / height;
    size_t least = SIZE_MAX;
    double best = usual;
    d->top = d->f.y + DIAGRAM_ABOVE;
    for (size_t i = 0; i < sizeof factors / sizeof *factors && least > c->part_count / FAR_SHARE; i++) {
        s.down = usual * factors[i];
        if (i > 0 && s.down * height > MOST_HEIGHT) break;
        size_t trouble = place_all(d, &l, &s, height);
        if (trouble < least) best = s.down;
        if (trouble < least) least = trouble;
    }
    s.down = best;
    (void)place_all(d, &l, &s, height);
    d->f.y = d->bottom;
    return true;
}

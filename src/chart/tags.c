/* The words beside a mark. See tags.h. */
#include "tags.h"

static bool find_place(labels *l, tag *t)
{
    double width = fmax(t->said.width, t->when.width);
    double height =
        (double)t->said.count * line_height(FRAME_TEXT) + (double)t->when.count * line_height(FRAME_SMALL);
    box mark = {t->x - TAG_MARK, t->y - TAG_MARK, t->x + TAG_MARK, t->y + TAG_MARK};
    return height > 0 && labels_place(l, mark, width, height, &t->label, &t->leads);
}

void tag_place(const frame *f, labels *l, tag *t, en_str said, en_str when)
{
    enum { LEAST_WIDTH = 130, MOST_WIDTH = 260, MOST_SAID = 3, MOST_WHEN = 2 };
    double most = fmin(fmax(f->width * 0.3, LEAST_WIDTH), MOST_WIDTH);
    t->said = measure_wrap(said, FRAME_TEXT, most, MOST_SAID);
    t->when = measure_wrap(when, FRAME_SMALL, most, MOST_WHEN);
    t->has_label = find_place(l, t);
    if (t->has_label || !t->when.count) return;
    t->when.count = 0; /* the value alone needs less room */
    t->when.width = 0;
    t->has_label = find_place(l, t);
}

static void add_lead(frame *f, const tag *t)
{
    const box *b = &t->label;
    double x = fmin(fmax(t->x, b->left), b->right), y = fmin(fmax(t->y, b->top), b->bottom);
    svg_line(&f->out, "chart-lead", t->x, t->y, x, y);
    svg_set_z(&f->out, "stroke", "currentColor");
    svg_set_z(&f->out, "stroke-opacity", "0.4");
    svg_close(&f->out, "line");
}

void tag_add(frame *f, const tag *t, bool is_struck)
{
    if (!t->has_label) return;
    box b = t->label;
    if (t->leads) add_lead(f, t);
    anchor side = b.right <= t->x ? ANCHOR_END : b.left >= t->x ? ANCHOR_START : ANCHOR_MIDDLE;
    double x = side == ANCHOR_END ? b.right : side == ANCHOR_START ? b.left : (b.left + b.right) / 2;
    frame_text how = {is_struck ? "chart-label" : "chart-label chart-halo",
                      x,
                      b.top + FRAME_TEXT,
                      FRAME_TEXT,
                      side,
                      is_struck,
                      true};
    frame_lines(f, how, &t->said);
    how.y = b.top + (double)t->said.count * line_height(FRAME_TEXT) + FRAME_SMALL;
    how.size = FRAME_SMALL;
    how.is_struck = false;
    how.name = "chart-label chart-halo";
    frame_lines(f, how, &t->when);
}

/* The shapes of figures by their kind, and the legend that says what they mean. */
#ifndef EN_CHART_SHAPES_H
#define EN_CHART_SHAPES_H

#include "frame.h"

enum { SHAPE_RADIUS = 6 };

/* The kind as data-kind has it, and in words. */
const char *shape_name(en_chart_kind kind);
en_str shape_words(en_chart_kind kind, en_language language);

/* A disc, a diamond, a triangle or a square; a replaced one is crossed out. */
void shape_add(svg *out, en_chart_kind kind, double x, double y, bool is_replaced);

/* The mark of a promise: a full diamond in the colour of the text. */
void shape_add_promise(svg *out, double x, double y);

/* What a figure may be, as a bar through its mark. */
typedef struct shape_range {
    double x, top, bottom;
    bool is_open_above, is_open_below;
} shape_range;

/* The bar of a mark at (x, y) between two places; towards an open end only a stub with an arrow. */
shape_range shape_range_of(double x, double y, double top, double bottom, bool is_open_above,
                           bool is_open_below);

/* Nothing where the mark hides it. */
void shape_add_range(svg *out, en_chart_kind kind, const shape_range *range);

/* What the legend explains: only what is there. */
typedef struct shape_legend {
    bool has[EN_CHART_KINDS];
    bool has_replaced, has_promise, has_level, has_path;
} shape_legend;
void shape_add_legend(frame *f, const shape_legend *of);

#endif

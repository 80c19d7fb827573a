/* What all pictures share: the frame with its title and notes, colours, lines of text, and axes' ticks.
 *
 * A picture is drawn from top to bottom into a text of its own; the frame around it, whose height is known
 * only then, is written last.
 */
#ifndef EN_FRAME_H
#define EN_FRAME_H

#include "chart.h"
#include "measure.h"
#include "svg.h"
#include "ticks.h"

#include <math.h>

/* Font sizes, and what stays free at the edges. */
enum { FRAME_TITLE = 16, FRAME_TEXT = 13, FRAME_SMALL = 11, FRAME_EDGE = 12 };

static inline double line_height(double size) { return size * 1.35; }

/* Colours that are told apart by people who do not see all colours (after Okabe and Ito 2008), each with a
 * contrast of at least 3 on white and on black. */
#define COLOUR_BLUE   "#0072b2"
#define COLOUR_ORANGE "#b35900"
#define COLOUR_PURPLE "#8f5aa8"
#define COLOUR_GREEN  "#00805e"
#define COLOUR_GROUND "#ffffff"

/* Sets the colour that fills and strokes of the element then take as currentColor: a style sheet changes both
 * with one property. */
static inline void frame_colour(svg *out, const char *colour) { svg_set_z(out, "color", colour); }

typedef struct frame {
    const en_chart_frame *of;
    en_text body;
    svg out;      /* into body */
    double width; /* of the picture, within its bounds */
    double y;     /* what is above has been drawn */
} frame;

/* Begins with the title and the subtitle. *f must stay where it is. */
void frame_begin(frame *f, const en_chart_frame *of, const en_allocator *allocator);

/* Writes the notes and then the whole picture; EN_ERR_MEMORY leaves the svg as it was. `name` is its class.
 */
EN_MUST_USE en_status frame_end(frame *f, const char *name, en_text *svg);

typedef enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } anchor;

/* One line of text with its base line at y. */
typedef struct frame_text {
    const char *name; /* class */
    double x, y, size;
    anchor anchor;
    bool is_struck, has_halo; /* a halo: readable on top of lines */
} frame_text;
void frame_words(frame *f, frame_text how, en_str words, bool is_cut);

/* Lines below each other; the first base line is at how.y. */
void frame_lines(frame *f, frame_text how, const measure_lines *lines);

/* Lines over the whole width, at f->y, which moves below them. */
void frame_paragraph(frame *f, const char *name, en_str words, double size, size_t most);

/* Opens a mark: something that can be focused and pointed at, with its row of the table and a title of the
 * texts that are not empty. svg_close(&f->out, "g") ends it. */
typedef struct frame_mark {
    const char *name;
    const char *kind;
    double value, low, high; /* infinite: not said */
    bool is_replaced;
    en_str label, said, when, who, about;
} frame_mark;
void frame_open_mark(frame *f, const frame_mark *mark);

/* Thin lines within a rectangle, at 45 degrees or upright, so that print and eyes without colour tell it
 * apart. `name` is the class that colours it, beside that of all hatching. */
typedef enum frame_hatching { FRAME_HATCH_SLANTED, FRAME_HATCH_UPRIGHT } frame_hatching;
void frame_hatch(frame *f, const char *name, const char *colour, double x, double y, double width,
                 double height, frame_hatching hatching);

/* Whether a value is a count, or none. */
static inline bool is_whole(double value) { return value == nearbyint(value); }

/* What values reach from and to; nothing yet where low is above high. */
typedef struct span {
    double low, high;
} span;
static inline void span_take(span *s, double value)
{
    if (!isfinite(value)) return;
    s->low = fmin(s->low, value);
    s->high = fmax(s->high, value);
}

/* A linear scale: from value to place. Places may go down as values go up. */
typedef struct scale {
    double low, high;  /* values */
    double start, end; /* their places */
} scale;
double scale_at(const scale *s, double value);

/* A scale whose ends are ticks. */
scale scale_of(const value_ticks *ticks, double start, double end);

/* The width of the widest tick's value. */
double frame_ticks_width(frame *f, const value_ticks *ticks, bool plain);

/* A tick's label, centred at x or as near as the picture's edge allows; nothing if it comes too close to the
 * one before, which ends at *used. */
void frame_tick_below(frame *f, double x, double y, en_str words, double *used);

/* A thin line across the plot. */
void frame_grid(frame *f, double x1, double y1, double x2, double y2, bool is_base);

#endif

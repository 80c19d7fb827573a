/* Writing SVG: elements and attributes as calls into a text. Texts are escaped, and what XML 1.0 cannot hold
 * becomes U+FFFD. Coordinates have at most two decimals. */
#ifndef EN_SVG_H
#define EN_SVG_H

#include "str.h"

typedef struct svg {
    en_text *text;
    bool in_tag; /* the start tag still takes attributes */
} svg;

static inline svg svg_to(en_text *text) { return (svg){text, false}; }

void svg_open(svg *out, const char *element);
void svg_close(svg *out, const char *element);
void svg_set(svg *out, const char *attribute, en_str value);
static inline void svg_set_z(svg *out, const char *attribute, const char *value)
{
    svg_set(out, attribute, en_str_of(value));
}
/* Nothing where the text is empty. */
static inline void svg_set_given(svg *out, const char *attribute, en_str value)
{
    if (value.size) svg_set(out, attribute, value);
}
void svg_set_number(svg *out, const char *attribute, double value); /* a coordinate */
void svg_set_value(svg *out, const char *attribute, double value);  /* with all its digits */
void svg_words(svg *out, en_str words);

/* An element with words in it. */
void svg_element(svg *out, const char *element, en_str words);

/* Shapes with a class; more attributes may follow before svg_close of the same element. */
void svg_line(svg *out, const char *name, double x1, double y1, double x2, double y2);
void svg_rect(svg *out, const char *name, double x, double y, double width, double height);

/* Adds "M 1 2", "L 3 4" to the value of an attribute d that is being written as a text. */
void svg_step(en_text *path, char command, double x, double y);

/* Adds "C 1 2 3 4 5 6". */
void svg_curve(en_text *path, double x1, double y1, double x2, double y2, double x, double y);

#endif

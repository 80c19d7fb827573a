/* What the files of a model's diagram share: where its parts are, and how its pipes run. */
#ifndef EN_DIAGRAM_PARTS_H
#define EN_DIAGRAM_PARTS_H

#include "diagram.h"
#include "frame.h"
#include "labels.h"
#include "speech.h"

enum {
    DIAGRAM_RADIUS = 9,
    DIAGRAM_CLOUD = 8,
    DIAGRAM_ABOVE = 6,
    DIAGRAM_MOST_BENDS = EN_CHART_MOST_BENDS + 8
};

/* A part: the middle of its shape and half its size, and its name. */
typedef struct diagram_node {
    double x, y, half_width, half_height;
    measure_lines words;
    box label;
    anchor side;
    bool has_label, leads, is_inside; /* the name is inside the box */
} diagram_node;

/* A flow's pipe through its valve, with clouds at the ends that are outside. */
typedef struct diagram_pipe {
    en_chart_spot at[DIAGRAM_MOST_BENDS];
    size_t count;
    bool starts_outside, ends_outside;
} diagram_pipe;

typedef struct diagram {
    frame f;
    en_chart_frame texts;
    const en_chart_diagram *chart;
    en_arena *arena;
    speech said;
    diagram_node *nodes;
    diagram_pipe *pipes; /* by part; of flows */
    bool is_laid_out;    /* not by the places that were given */
    double top, bottom;
    size_t unlabelled;
} diagram;

/* By the places that are given, below f.y. False where memory is out. */
EN_MUST_USE bool diagram_place(diagram *d);

/* In layers along the pipes. As diagram_place. */
EN_MUST_USE bool diagram_lay_out(diagram *d);

static inline bool diagram_is_boxed(const en_chart_part *part)
{
    return part->kind == EN_CHART_STOCK || part->kind == EN_CHART_MODULE;
}

/* A connector as a curve of three points and the one in which it bends. */
typedef struct diagram_curve {
    en_chart_spot start, bend, end;
    bool is_there; /* its parts are apart */
} diagram_curve;
diagram_curve diagram_curve_of(const diagram *d, const en_chart_link *link);

/* Where the line from a part's middle towards a point leaves its shape. */
en_chart_spot diagram_edge(const diagram_node *node, bool is_boxed, double x, double y);

#endif

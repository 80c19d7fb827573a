/* Pictures as SVG: one look for files, print and the page, and a table behind every picture.
 *
 * Data and words come in, SVG text goes out; the same data give the same bytes. Colours are presentation
 * attributes under classes, so that a page's style sheet overrides them without any style in the SVG
 * (docs/charts.md). Every mark is an element that can be focused, with its row of the table as data-*
 * attributes. Widths of text are estimated from above (measure.h), so that nothing overlaps or is cut
 * whatever font is there.
 */
#ifndef EN_CHART_H
#define EN_CHART_H

#include "date.h"
#include "words.h"

enum { EN_CHART_LEAST_WIDTH = 280, EN_CHART_USUAL_WIDTH = 720, EN_CHART_MOST_WIDTH = 1600 };
enum { EN_CHART_MOST_MARKS = 200 };

/* What every picture has. Texts are borrowed. */
typedef struct en_chart_frame {
    en_language language;
    double width; /* of the view box; the height follows from what there is to say */
    en_str title;
    en_str subtitle; /* what is counted, and its unit */
    en_str summary;  /* for those who do not see the picture */
    en_str note;     /* below the picture */
} en_chart_frame;

/* One bar with its row of the table. */
typedef struct en_chart_bar {
    en_str label;
    en_str said;   /* the value in words */
    double value;  /* finite */
    bool is_other; /* of another kind than the rest: hatched */
    en_str about;  /* below the label, smaller; may be empty */
} en_chart_bar;

typedef struct en_chart_bars {
    en_chart_frame frame;
    const en_chart_bar *bars; /* from top to bottom */
    size_t count;             /* at most EN_CHART_MOST_MARKS */
} en_chart_bars;

/* Lying bars from one base line. EN_ERR_MEMORY; EN_ERR_LIMIT for too many bars. Adds nothing to the text
 * then. */
EN_MUST_USE en_status en_chart_bars_add(en_text *text, const en_chart_bars *chart);

/* What a level is: its bar is filled, hatched (reserved seats) or striped (seats for one term). */
typedef enum en_chart_level_kind {
    EN_CHART_LEVEL_GROUP,
    EN_CHART_LEVEL_PLACE,
    EN_CHART_LEVEL_OPEN,
    EN_CHART_LEVEL_RESERVED,
    EN_CHART_LEVEL_TERM,
    EN_CHART_LEVEL_KINDS
} en_chart_level_kind;

/* How full something in a tree is, with its row of the table. */
typedef struct en_chart_level {
    en_chart_level_kind kind;
    unsigned depth;
    double filled, most; /* finite; most is what the whole bar stands for, 0: nothing */
    bool has_target;
    double target;
    bool is_bound; /* more would have come in without this limit: its end is thick */
    en_str label;
    en_str said;  /* the numbers in words */
    en_str about; /* what bound, or was handed on; below the bar */
} en_chart_level;

typedef struct en_chart_levels {
    en_chart_frame frame;
    const en_chart_level *levels; /* from top to bottom, what is in something right after it */
    size_t count;                 /* at most EN_CHART_MOST_MARKS */
} en_chart_levels;

/* How full the things of a tree are. As en_chart_bars_add. */
EN_MUST_USE en_status en_chart_levels_add(en_text *text, const en_chart_levels *chart);

typedef enum en_chart_kind {
    EN_CHART_ACTUAL,
    EN_CHART_TARGET,
    EN_CHART_FORECAST,
    EN_CHART_NEED,
    EN_CHART_KINDS
} en_chart_kind;

/* One figure: where it stands, and its row of the table. */
typedef struct en_chart_figure {
    en_chart_kind kind;
    int32_t day;            /* since 1970-01-01 */
    double value;           /* finite */
    double low, high;       /* what it may be; an infinity: open to that side */
    bool replaced;          /* an old vintage */
    en_str said, when, who; /* value, date and source in words */
    en_str about;           /* period or area, if it needs saying */
} en_chart_figure;

/* A promised value; said empty: there is none. */
typedef struct en_chart_promise {
    double value;
    bool has_day;
    int32_t day; /* by which it is due */
    en_str said, when, who;
} en_chart_promise;

typedef struct en_chart_path {
    bool given;
    int32_t from_day, to_day;
    double from, to;
} en_chart_path;

typedef struct en_chart_timeline {
    en_chart_frame frame;
    const en_chart_figure *figures;
    size_t count; /* at most EN_CHART_MOST_MARKS */
    en_chart_promise promise;
    en_chart_path path;
    int32_t today;  /* drawn if it lies between the other days */
    bool are_years; /* the values are years: no groups of digits, and the axis need not begin at 0 */
} en_chart_timeline;

/* Figures over time, the promise, and the path between. As en_chart_bars_add. */
EN_MUST_USE en_status en_chart_timeline_add(en_text *text, const en_chart_timeline *chart);

#endif

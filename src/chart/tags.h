/* The words beside a mark: its value, and below it when and what about, where they find room. */
#ifndef EN_TAGS_H
#define EN_TAGS_H

#include "frame.h"
#include "labels.h"

/* Half the size of a mark. */
enum { TAG_MARK = 6 };

typedef struct tag {
    double x, y; /* the middle of the mark */
    box label;
    bool has_label, leads;
    measure_lines said, when;
} tag;

/* Finds a place for both texts, else for the first alone; takes at most one box. */
void tag_place(const frame *f, labels *l, tag *t, en_str said, en_str when);

/* Writes the words at their place, with a line that leads there where it is far. */
void tag_add(frame *f, const tag *t, bool is_struck);

#endif

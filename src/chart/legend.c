/* Entries of a legend. See legend.h. */
#include "legend.h"

enum { ENTRY_GAP = 18, LINE = 20, BASE_LINE = 14 };

double legend_entry(legend *l, en_str words)
{
    frame *f = l->f;
    double room = f->width - 2 * FRAME_EDGE - LEGEND_SWATCH;
    measure_lines lines = measure_wrap(words, FRAME_SMALL, room, 2);
    if (l->any && l->x + LEGEND_SWATCH + lines.width > f->width - FRAME_EDGE) {
        f->y += LINE;
        l->x = FRAME_EDGE;
    }
    frame_text how = {
        .name = "chart-legend", .x = l->x + LEGEND_SWATCH, .y = f->y + BASE_LINE, .size = FRAME_SMALL};
    frame_lines(f, how, &lines);
    double middle = l->x + LEGEND_SWATCH / 2.0 - 2;
    l->x += LEGEND_SWATCH + lines.width + ENTRY_GAP;
    l->any = true;
    if (lines.count > 1) {
        f->y += line_height(FRAME_SMALL);
        l->x = f->width;
    }
    return middle;
}

void legend_end(legend *l)
{
    if (l->any) l->f->y += LINE;
}

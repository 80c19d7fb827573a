/* The frame of a picture. See frame.h. */
#include "frame.h"

void frame_words(frame *f, frame_text how, en_str words, bool is_cut)
{
    static const char *const anchors[] = {NULL, "middle", "end"};
    svg_open(&f->out, "text");
    svg_set_z(&f->out, "class", how.name);
    svg_set_number(&f->out, "x", how.x);
    svg_set_number(&f->out, "y", how.y);
    if (how.size != FRAME_TEXT) svg_set_number(&f->out, "font-size", how.size);
    if (how.size == FRAME_TITLE) svg_set_z(&f->out, "font-weight", "600");
    if (anchors[how.anchor]) svg_set_z(&f->out, "text-anchor", anchors[how.anchor]);
    if (how.size == FRAME_SMALL) svg_set_z(&f->out, "opacity", "0.8");
    if (how.is_struck) svg_set_z(&f->out, "text-decoration", "line-through");
    if (how.has_halo && !how.is_struck) { /* browsers paint the halo of the stroke over the words */
        svg_set_z(&f->out, "stroke", COLOUR_GROUND);
        svg_set_z(&f->out, "stroke-width", "3");
        svg_set_z(&f->out, "stroke-linejoin", "round");
        svg_set_z(&f->out, "paint-order", "stroke");
    }
    svg_words(&f->out, words);
    if (is_cut) svg_words(&f->out, en_str_of("…"));
    svg_close(&f->out, "text");
}

void frame_lines(frame *f, frame_text how, const measure_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        frame_words(f, how, lines->at[i], lines->is_cut && i + 1 == lines->count);
        how.y += line_height(how.size);
    }
}

void frame_paragraph(frame *f, const char *name, en_str words, double size, size_t most)
{
    enum { BOLDER_PERCENT = 120 };
    double wider = size == FRAME_TITLE ? size * BOLDER_PERCENT / 100 : size;
    measure_lines lines = measure_wrap(words, wider, f->width - 2 * FRAME_EDGE, most);
    frame_lines(f, (frame_text){.name = name, .x = FRAME_EDGE, .y = f->y + size, .size = size}, &lines);
    if (lines.count) f->y += (double)lines.count * line_height(size) + 4;
}

void frame_begin(frame *f, const en_chart_frame *of, const en_allocator *allocator)
{
    enum { MOST_TITLE_LINES = 8, MOST_SUBTITLE_LINES = 8 };
    double width = of->width;
    if (!(width >= EN_CHART_LEAST_WIDTH)) width = EN_CHART_LEAST_WIDTH;
    if (width > EN_CHART_MOST_WIDTH) width = EN_CHART_MOST_WIDTH;
    *f = (frame){.of = of, .body = en_text_make(allocator), .width = width, .y = FRAME_EDGE};
    f->out = svg_to(&f->body);
    frame_paragraph(f, "chart-title", of->title, FRAME_TITLE, MOST_TITLE_LINES);
    frame_paragraph(f, "chart-subtitle", of->subtitle, FRAME_TEXT, MOST_SUBTITLE_LINES);
}

/* "0 0 720 431" */
static void set_view(svg *out, double width, double height)
{
    en_text view = en_text_make(out->text->allocator);
    en_text_add_z(&view, "0 0 ");
    en_text_add_real(&view, width);
    en_text_add_char(&view, ' ');
    en_text_add_real(&view, height);
    svg_set(out, "viewBox", en_text_str(&view));
    out->text->failed = out->text->failed || view.failed;
    en_text_free(&view);
}

static void open_root(svg *out, const frame *f, const char *name, double height)
{
    const char *tag = en_language_tag(f->of->language);
    svg_open(out, "svg");
    svg_set_z(out, "xmlns", "http://www.w3.org/2000/svg");
    svg_set_number(out, "width", f->width);
    svg_set_number(out, "height", height);
    set_view(out, f->width, height);
    svg_set_z(out, "class", name);
    svg_set_z(out, "role", "group");
    svg_set_z(out, "lang", tag);
    svg_set_z(out, "xml:lang", tag);
    svg_set_z(out, "color", "#1b1f24");
    svg_set_z(out, "fill", "currentColor");
    svg_set_z(out, "font-family",
              "system-ui, 'Segoe UI', Roboto, 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif");
    svg_set_number(out, "font-size", FRAME_TEXT);
}

en_status frame_end(frame *f, const char *name, en_text *text)
{
    enum { MOST_NOTE_LINES = 8 };
    if (f->of->note.size) f->y += 6;
    frame_paragraph(f, "chart-note", f->of->note, FRAME_SMALL, MOST_NOTE_LINES);
    double height = ceil(f->y + FRAME_EDGE);
    en_text whole = en_text_make(text->allocator);
    svg out = svg_to(&whole);
    open_root(&out, f, name, height);
    svg_element(&out, "title", f->of->title);
    svg_element(&out, "desc", f->of->summary);
    svg_rect(&out, "chart-ground", 0, 0, f->width, height);
    svg_set_z(&out, "fill", COLOUR_GROUND);
    svg_close(&out, "rect");
    en_text_add_char(&whole, '\n');
    en_text_add(&whole, en_text_str(&f->body));
    en_text_add_char(&whole, '\n');
    svg_close(&out, "svg");
    en_text_add_char(&whole, '\n');
    bool failed = f->body.failed || whole.failed;
    if (!failed) en_text_add(text, en_text_str(&whole));
    en_text_free(&whole);
    en_text_free(&f->body);
    return failed || text->failed ? EN_ERR_MEMORY : EN_OK;
}

/* The texts that are there, as a title for pointing and for screen readers. */
static void add_mark_title(frame *f, const frame_mark *mark)
{
    const en_str parts[] = {mark->label, mark->said, mark->about, mark->when, mark->who};
    bool any = false;
    svg_open(&f->out, "title");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].size) continue;
        if (any) svg_words(&f->out, en_str_of(" · "));
        svg_words(&f->out, parts[i]);
        any = true;
    }
    svg_close(&f->out, "title");
}

void frame_open_mark(frame *f, const frame_mark *mark)
{
    svg_open(&f->out, "g");
    svg_set_z(&f->out, "class", mark->name);
    svg_set_z(&f->out, "role", "img");
    svg_set_z(&f->out, "tabindex", "0");
    if (mark->kind) svg_set_z(&f->out, "data-kind", mark->kind);
    svg_set_given(&f->out, "data-label", mark->label);
    svg_set_value(&f->out, "data-value", mark->value);
    svg_set_value(&f->out, "data-low", mark->low);
    svg_set_value(&f->out, "data-high", mark->high);
    svg_set_given(&f->out, "data-said", mark->said);
    svg_set_given(&f->out, "data-when", mark->when);
    svg_set_given(&f->out, "data-source", mark->who);
    svg_set_given(&f->out, "data-about", mark->about);
    if (mark->is_replaced) svg_set_z(&f->out, "data-replaced", "true");
    add_mark_title(f, mark);
}

void frame_hatch(frame *f, const char *name, const char *colour, double x, double y, double width,
                 double height, frame_hatching hatching)
{
    enum { APART = 6 };
    const bool slanted = hatching == FRAME_HATCH_SLANTED;
    en_text path = en_text_make(f->body.allocator), class = en_text_make(f->body.allocator);
    for (int line = 1; line * APART < width + (slanted ? height : 0); line++) {
        double at = line * APART;
        svg_step(&path, 'M', slanted ? x + fmin(at, width) : x + at, slanted ? y + fmax(0, at - width) : y);
        svg_step(&path, 'L', slanted ? x + fmax(0, at - height) : x + at,
                 slanted ? y + fmin(at, height) : y + height);
    }
    en_text_add_z(&class, "chart-hatch ");
    en_text_add_z(&class, name);
    if (path.size) {
        svg_open(&f->out, "path");
        svg_set(&f->out, "class", en_text_str(&class));
        frame_colour(&f->out, colour);
        svg_set(&f->out, "d", en_text_str(&path));
        svg_set_z(&f->out, "fill", "none");
        svg_set_z(&f->out, "stroke", "currentColor");
        svg_close(&f->out, "path");
    }
    f->body.failed = f->body.failed || path.failed || class.failed;
    en_text_free(&path);
    en_text_free(&class);
}

double scale_at(const scale *s, double value)
{
    double share = (value / 2 - s->low / 2) / (s->high / 2 - s->low / 2);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return s->start + share * (s->end - s->start);
}

scale scale_of(const value_ticks *ticks, double start, double end)
{
    return (scale){value_tick(ticks, 0), value_tick(ticks, ticks->count - 1), start, end};
}

double frame_ticks_width(frame *f, const value_ticks *ticks, bool plain)
{
    double widest = 0;
    for (size_t i = 0; i < ticks->count; i++) {
        en_text words = en_text_make(f->body.allocator);
        value_tick_add(&words, f->of->language, ticks, i, plain);
        double width = measure_width(en_text_str(&words), FRAME_SMALL);
        if (width > widest) widest = width;
        f->body.failed = f->body.failed || words.failed;
        en_text_free(&words);
    }
    return widest;
}

void frame_tick_below(frame *f, double x, double y, en_str words, double *used)
{
    enum { GAP = 8 };
    double width = measure_width(words, FRAME_SMALL), start = x - width / 2;
    if (start + width > f->width - 2) start = f->width - 2 - width;
    if (start < 2) start = 2;
    if (start < *used + GAP || start + width > f->width) return;
    *used = start + width;
    frame_words(f, (frame_text){"chart-tick", start + width / 2, y, FRAME_SMALL, ANCHOR_MIDDLE, false, false},
                words, false);
}

void frame_grid(frame *f, double x1, double y1, double x2, double y2, bool is_base)
{
    svg_line(&f->out, is_base ? "chart-base" : "chart-grid", x1, y1, x2, y2);
    svg_set_z(&f->out, "stroke", "currentColor");
    svg_set_z(&f->out, "stroke-opacity", is_base ? "0.6" : "0.15");
    svg_close(&f->out, "line");
}

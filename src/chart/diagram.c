/* Drawing the diagram of a model. See diagram.h. */
#include "diagram_parts.h"

#include "legend.h"

static const char between[] = " · ";

static const struct {
    const char *name;
    en_word word;
} kinds[EN_CHART_PARTS] = {
    {"stock", EN_W_CHART_DIAGRAM_STOCK},         {"flow", EN_W_CHART_DIAGRAM_FLOW},
    {"auxiliary", EN_W_CHART_DIAGRAM_AUXILIARY}, {"constant", EN_W_CHART_DIAGRAM_CONSTANT},
    {"graph", EN_W_CHART_DIAGRAM_GRAPH},         {"module", EN_W_CHART_DIAGRAM_MODULE},
    {"alias", EN_W_CHART_DIAGRAM_ALIAS},
};

static void set_path(diagram *d, en_text *path)
{
    svg_set(&d->f.out, "d", en_text_str(path));
    d->f.body.failed = d->f.body.failed || path->failed;
    en_text_free(path);
}

static void set_stroke(diagram *d, const char *width, bool has_ground)
{
    svg_set_z(&d->f.out, "fill", has_ground ? COLOUR_GROUND : "none");
    svg_set_z(&d->f.out, "stroke", "currentColor");
    svg_set_z(&d->f.out, "stroke-width", width);
}

static void add_polyline(diagram *d, const diagram_pipe *p, const char *class, const char *colour,
                         const char *width)
{
    en_text path = en_text_make(d->f.body.allocator);
    for (size_t i = 0; i < p->count; i++) svg_step(&path, i ? 'L' : 'M', p->at[i].x, p->at[i].y);
    svg_open(&d->f.out, "path");
    svg_set_z(&d->f.out, "class", class);
    set_path(d, &path);
    svg_set_z(&d->f.out, "fill", "none");
    svg_set_z(&d->f.out, "stroke", colour);
    svg_set_z(&d->f.out, "stroke-width", width);
    svg_set_z(&d->f.out, "stroke-linejoin", "round");
    svg_close(&d->f.out, "path");
}

/* A tip at the end of a line that comes from a point. */
static void add_arrow(diagram *d, en_chart_spot from, en_chart_spot to, double size)
{
    double dx = to.x - from.x, dy = to.y - from.y, far = sqrt(dx * dx + dy * dy);
    if (far == 0) return;
    dx *= size / far;
    dy *= size / far;
    en_text path = en_text_make(d->f.body.allocator);
    svg_step(&path, 'M', to.x, to.y);
    svg_step(&path, 'L', to.x - dx - dy / 2, to.y - dy + dx / 2);
    svg_step(&path, 'L', to.x - dx + dy / 2, to.y - dy - dx / 2);
    en_text_add_z(&path, " Z");
    svg_open(&d->f.out, "path");
    svg_set_z(&d->f.out, "class", "chart-arrow");
    set_path(d, &path);
    svg_close(&d->f.out, "path");
}

static void add_circle(diagram *d, double x, double y, double r, const char *class)
{
    svg_open(&d->f.out, "circle");
    svg_set_z(&d->f.out, "class", class);
    svg_set_number(&d->f.out, "cx", x);
    svg_set_number(&d->f.out, "cy", y);
    svg_set_number(&d->f.out, "r", r);
}

/* Three bumps, dashed: what is outside. */
static void add_cloud(diagram *d, double x, double y)
{
    static const double bumps[][3] = {{-4, 1.5, 4}, {4, 1.5, 4}, {0, -2, 5}};
    for (size_t i = 0; i < sizeof bumps / sizeof *bumps; i++) {
        add_circle(d, x + bumps[i][0], y + bumps[i][1], bumps[i][2], "chart-cloud chart-hollow");
        set_stroke(d, "1", true);
        svg_close(&d->f.out, "circle");
    }
}

/* A double line with an arrow, and clouds at the ends that are outside. */
static void add_pipe(diagram *d, const diagram_pipe *p)
{
    enum { ARROW = 11 };
    add_polyline(d, p, "chart-pipe", "currentColor", "6");
    add_polyline(d, p, "chart-halo", COLOUR_GROUND, "3");
    en_chart_spot last = p->at[p->count - 1];
    en_chart_spot before = p->at[p->count - 2];
    if (p->starts_outside) add_cloud(d, p->at[0].x, p->at[0].y);
    if (p->ends_outside) {
        add_cloud(d, last.x, last.y);
        last = diagram_edge(&(diagram_node){.x = last.x, .y = last.y, .half_width = DIAGRAM_CLOUD}, false,
                            before.x, before.y);
    }
    add_arrow(d, before, last, ARROW);
}

/* Two triangles that meet, and a stem. */
static void add_valve(diagram *d, const diagram_node *node)
{
    const double r = DIAGRAM_RADIUS - 1;
    en_text path = en_text_make(d->f.body.allocator);
    svg_step(&path, 'M', node->x - r, node->y - r);
    svg_step(&path, 'L', node->x + r, node->y + r);
    svg_step(&path, 'L', node->x + r, node->y - r);
    svg_step(&path, 'L', node->x - r, node->y + r);
    en_text_add_z(&path, " Z");
    svg_open(&d->f.out, "path");
    svg_set_z(&d->f.out, "class", "chart-shape chart-hollow");
    set_path(d, &path);
    set_stroke(d, "1.5", true);
    svg_set_z(&d->f.out, "stroke-linejoin", "round");
    svg_close(&d->f.out, "path");
}

static void add_box(diagram *d, const diagram_node *node, bool is_module)
{
    svg_rect(&d->f.out, "chart-shape chart-hollow", node->x - node->half_width, node->y - node->half_height,
             2 * node->half_width, 2 * node->half_height);
    if (is_module) svg_set_z(&d->f.out, "rx", "7");
    set_stroke(d, is_module ? "1" : "1.75", true);
    svg_close(&d->f.out, "rect");
}

/* A circle; of a constant with a line through it, of a graphical function with a curve in it, dashed of an
 * alias. */
static void add_auxiliary(diagram *d, const diagram_node *node, en_chart_part_kind kind)
{
    const double r = DIAGRAM_RADIUS - 1, x = node->x, y = node->y;
    add_circle(d, x, y, r, "chart-shape chart-hollow");
    set_stroke(d, "1.25", true);
    if (kind == EN_CHART_ALIAS) svg_set_z(&d->f.out, "stroke-dasharray", "3 2");
    svg_close(&d->f.out, "circle");
    if (kind == EN_CHART_AUXILIARY || kind == EN_CHART_ALIAS) return;
    en_text path = en_text_make(d->f.body.allocator);
    svg_step(&path, 'M', x - 5, kind == EN_CHART_GRAPH ? y + 4 : y);
    if (kind == EN_CHART_GRAPH) svg_curve(&path, x, y + 4, x, y - 4, x + 5, y - 4);
    else svg_step(&path, 'L', x + 5, y);
    svg_open(&d->f.out, "path");
    svg_set_z(&d->f.out, "class", "chart-sign");
    set_path(d, &path);
    set_stroke(d, "1.5", false);
    svg_close(&d->f.out, "path");
}

static double within(double value, double low, double high) { return fmin(fmax(value, low), high); }

static void add_link(diagram *d, const en_chart_link *link)
{
    enum { ARROW = 7 };
    diagram_curve c = diagram_curve_of(d, link);
    if (!c.is_there) return;
    en_text path = en_text_make(d->f.body.allocator);
    svg_step(&path, 'M', c.start.x, c.start.y);
    svg_curve(&path, (c.start.x + 2 * c.bend.x) / 3, (c.start.y + 2 * c.bend.y) / 3,
              (c.end.x + 2 * c.bend.x) / 3, (c.end.y + 2 * c.bend.y) / 3, c.end.x, c.end.y);
    svg_open(&d->f.out, "g");
    svg_set_z(&d->f.out, "class", "chart-link chart-series-3");
    frame_colour(&d->f.out, COLOUR_PURPLE);
    svg_open(&d->f.out, "path");
    set_path(d, &path);
    set_stroke(d, "1", false);
    svg_close(&d->f.out, "path");
    add_arrow(d, c.bend, c.end, ARROW);
    svg_close(&d->f.out, "g");
}

static void add_name(diagram *d, const diagram_node *node)
{
    if (!node->has_label) return;
    const box *b = &node->label;
    if (node->leads) {
        svg_line(&d->f.out, "chart-lead", node->x, node->y, within(node->x, b->left, b->right),
                 within(node->y, b->top, b->bottom));
        svg_set_z(&d->f.out, "stroke", "currentColor");
        svg_set_z(&d->f.out, "stroke-opacity", "0.4");
        svg_close(&d->f.out, "line");
    }
    double x = node->side == ANCHOR_START ? b->left
               : node->side == ANCHOR_END ? b->right
                                          : (b->left + b->right) / 2;
    frame_text how = {.name = node->is_inside ? "chart-label" : "chart-label chart-halo",
                      .x = x,
                      .y = b->top + FRAME_SMALL,
                      .size = FRAME_SMALL,
                      .anchor = node->side,
                      .has_halo = !node->is_inside};
    frame_lines(&d->f, how, &node->words);
}

static bool stands_for(const diagram *d, size_t part, size_t original)
{
    const en_chart_part *of = &d->chart->parts[part];
    return part == original || (of->kind == EN_CHART_ALIAS && of->from == original);
}

/* "goes into: births, deaths"; also by its aliases */
static en_str goes_into(diagram *d, size_t part)
{
    enum { MOST = 12 };
    en_str names[MOST];
    size_t count = 0;
    for (size_t i = 0; i < d->chart->link_count && count < MOST; i++)
        if (stands_for(d, d->chart->links[i].from, part))
            names[count++] = d->chart->parts[d->chart->links[i].to].label;
    if (count == 0) return (en_str){0};
    en_arg arg = en_arg_str("names", speech_join(&d->said, ", ", count, names));
    return speech_say(&d->said, EN_W_CHART_DIAGRAM_GOES_INTO, 1, &arg);
}

static en_str end_name(diagram *d, size_t end)
{
    if (end == EN_CHART_OUTSIDE) return speech_word(&d->said, EN_W_CHART_SANKEY_OUTSIDE);
    return d->chart->parts[end].label;
}

static en_str about_of(diagram *d, size_t part)
{
    const en_chart_part *of = &d->chart->parts[part];
    en_str parts[3] = {{0}, of->equation, goes_into(d, part)};
    if (of->kind == EN_CHART_FLOW) {
        en_arg args[] = {en_arg_str("from", end_name(d, of->from)), en_arg_str("to", end_name(d, of->to))};
        parts[0] = speech_say(&d->said, EN_W_CHART_SANKEY_BETWEEN, 2, args);
    }
    return speech_join(&d->said, between, 3, parts);
}

static void add_hit(diagram *d, const diagram_node *node)
{
    const double room = 3;
    double left = fmax(node->x - node->half_width - room, 0),
           right = fmin(node->x + node->half_width + room, d->f.width);
    svg_rect(&d->f.out, "chart-hit", left, node->y - node->half_height - room, right - left,
             2 * (node->half_height + room));
    svg_set_z(&d->f.out, "fill", "none");
    svg_set_z(&d->f.out, "pointer-events", "all");
    svg_close(&d->f.out, "rect");
}

static void add_part(diagram *d, size_t part)
{
    const en_chart_part *of = &d->chart->parts[part];
    const diagram_node *node = &d->nodes[part];
    en_arg unit = en_arg_str("unit", of->unit);
    en_str said[2] = {speech_word(&d->said, kinds[of->kind].word)};
    if (of->unit.size) said[1] = speech_say(&d->said, EN_W_CHART_UNIT, 1, &unit);
    frame_open_mark(&d->f, &(frame_mark){.name = "chart-mark",
                                         .kind = kinds[of->kind].name,
                                         .value = NAN,
                                         .low = NAN,
                                         .high = NAN,
                                         .label = of->label,
                                         .said = speech_join(&d->said, between, 2, said),
                                         .about = about_of(d, part)});
    if (of->kind == EN_CHART_FLOW) add_pipe(d, &d->pipes[part]);
    add_hit(d, node);
    if (of->kind == EN_CHART_FLOW) add_valve(d, node);
    else if (diagram_is_boxed(of)) add_box(d, node, of->kind == EN_CHART_MODULE);
    else add_auxiliary(d, node, of->kind);
    add_name(d, node);
    svg_close(&d->f.out, "g");
}

/* A line of signs and what they mean; only those that are there. */
static void add_legend(diagram *d)
{
    bool has[EN_CHART_PARTS] = {false};
    legend l = legend_begin(&d->f);
    for (size_t i = 0; i < d->chart->part_count; i++) has[d->chart->parts[i].kind] = true;
    for (int kind = 0; kind < EN_CHART_PARTS; kind++) {
        if (!has[kind]) continue;
        diagram_node node = {.half_width = 8, .half_height = 5};
        node.x = legend_entry(&l, speech_word(&d->said, kinds[kind].word));
        node.y = d->f.y + LEGEND_MIDDLE;
        if (kind == EN_CHART_FLOW) add_valve(d, &node);
        else if (kind == EN_CHART_STOCK || kind == EN_CHART_MODULE)
            add_box(d, &node, kind == EN_CHART_MODULE);
        else add_auxiliary(d, &node, (en_chart_part_kind)kind);
    }
    legend_end(&l);
}

static en_str summary_of(diagram *d)
{
    int64_t stocks = 0, flows = 0, aliases = 0;
    for (size_t i = 0; i < d->chart->part_count; i++) {
        stocks += d->chart->parts[i].kind == EN_CHART_STOCK;
        flows += d->chart->parts[i].kind == EN_CHART_FLOW;
        aliases += d->chart->parts[i].kind == EN_CHART_ALIAS;
    }
    en_arg args[] = {en_arg_int("stocks", stocks), en_arg_int("flows", flows),
                     en_arg_int("others", (int64_t)d->chart->part_count - stocks - flows - aliases)};
    return speech_say(&d->said, EN_W_CHART_DIAGRAM_SUMMARY, 3, args);
}

static void name(diagram *d)
{
    en_arg model = en_arg_str("model", d->chart->model);
    d->texts = d->chart->frame;
    if (!d->texts.title.size)
        d->texts.title = d->chart->model.size ? speech_say(&d->said, EN_W_CHART_DIAGRAM_TITLE_OF, 1, &model)
                                              : speech_word(&d->said, EN_W_CHART_DIAGRAM_TITLE);
    if (!d->texts.summary.size) d->texts.summary = summary_of(d);
}

static void add_notes(diagram *d)
{
    en_arg count = en_arg_int("count", (int64_t)d->unlabelled);
    en_str parts[2] = {{0}};
    if (d->is_laid_out) parts[0] = speech_word(&d->said, EN_W_CHART_DIAGRAM_LAID_OUT);
    if (d->unlabelled) parts[1] = speech_say(&d->said, EN_W_CHART_SANKEY_UNLABELLED, 1, &count);
    frame_paragraph(&d->f, "chart-note", speech_join(&d->said, " ", 2, parts), FRAME_SMALL, 6);
}

static bool lay(diagram *d)
{
    bool placed = d->chart->part_count > 0;
    for (size_t i = 0; i < d->chart->part_count; i++) placed = placed && d->chart->parts[i].is_placed;
    return placed ? diagram_place(d) : diagram_lay_out(d);
}

static en_status draw(diagram *d, en_text *text)
{
    d->nodes = en_arena_array(d->arena, d->chart->part_count, sizeof *d->nodes);
    d->pipes = en_arena_array(d->arena, d->chart->part_count, sizeof *d->pipes);
    if (!d->nodes || !d->pipes) return EN_ERR_MEMORY;
    name(d);
    frame_begin(&d->f, &d->texts, text->allocator);
    add_legend(d);
    bool laid = lay(d);
    for (size_t i = 0; laid && i < d->chart->link_count; i++) add_link(d, &d->chart->links[i]);
    for (int turn = 0; laid && turn < 2; turn++) /* pipes behind boxes */
        for (size_t i = 0; i < d->chart->part_count; i++)
            if ((d->chart->parts[i].kind == EN_CHART_FLOW) == (turn == 0)) add_part(d, i);
    if (laid) add_notes(d);
    d->f.body.failed = d->f.body.failed || d->said.failed || !laid;
    return frame_end(&d->f, "chart chart-diagram", text);
}

static bool is_near(en_chart_spot at)
{
    const double far = 1e9;
    return fabs(at.x) <= far && fabs(at.y) <= far; /* false for what is no number */
}

static bool is_stock(const en_chart_diagram *c, size_t end)
{
    return end == EN_CHART_OUTSIDE || (end < c->part_count && c->parts[end].kind == EN_CHART_STOCK);
}

static bool is_sound(const en_chart_diagram *c, const en_chart_part *part)
{
    if (part->is_placed && !is_near(part->at)) return false;
    if (part->kind == EN_CHART_ALIAS) return part->from == EN_CHART_OUTSIDE || part->from < c->part_count;
    if (part->kind != EN_CHART_FLOW) return true;
    for (size_t i = 0; i < part->bend_count; i++)
        if (!is_near(part->bends[i])) return false;
    return is_stock(c, part->from) && is_stock(c, part->to);
}

en_status en_chart_diagram_add(en_text *text, const en_chart_diagram *chart)
{
    if (chart->part_count > EN_CHART_MOST_PARTS || chart->link_count > EN_CHART_MOST_LINKS)
        return EN_ERR_LIMIT;
    for (size_t i = 0; i < chart->part_count; i++) {
        if (chart->parts[i].bend_count > EN_CHART_MOST_BENDS) return EN_ERR_LIMIT;
        if (!is_sound(chart, &chart->parts[i])) return EN_ERR_USAGE;
    }
    for (size_t i = 0; i < chart->link_count; i++)
        if (chart->links[i].from >= chart->part_count || chart->links[i].to >= chart->part_count ||
            (chart->links[i].has_angle && !isfinite(chart->links[i].angle)))
            return EN_ERR_USAGE;
    en_arena arena = en_arena_make(text->allocator);
    diagram d = {.chart = chart, .arena = &arena, .said = {&arena, chart->frame.language, false}};
    en_status status = draw(&d, text);
    en_arena_free(&arena);
    return status;
}

/* Views of a model. See plan_views.h. */
#include "plan_views.h"

#include "name.h"
#include "number.h"

typedef struct view_reader {
    const en_xmile_tree *tree;
    en_arena *arena;
    en_plan_view *view;
    uint32_t node; /* the view's */
    bool out_of_memory;
} view_reader;

static bool is_element(const en_xmile_tree *tree, uint32_t n, const char *name)
{
    const en_xmile_node *node = &tree->nodes[n];
    return node->kind == EN_XMILE_ELEMENT && node->space == EN_XMILE_STANDARD &&
           en_str_is(en_xmile_local(node->name), name);
}

static en_str attribute_of(const en_xmile_tree *tree, uint32_t n, const char *name)
{
    const en_xmile_node *node = &tree->nodes[n];
    for (uint32_t a = 0; a < node->attribute_count; a++)
        if (node->attributes[a].space == EN_XMILE_STANDARD && en_str_is(node->attributes[a].name, name))
            return node->attributes[a].value;
    return (en_str){0};
}

static bool number_of(const en_xmile_tree *tree, uint32_t n, const char *name, double *value)
{
    en_str text = en_str_trim(attribute_of(tree, n, name));
    return text.size > 0 && en_real_read(text, value) == EN_NUMBER_FINE;
}

/* The child of that name from `from` on; 0: none. */
static uint32_t find_child(const en_xmile_tree *tree, uint32_t from, const char *name)
{
    while (from && !is_element(tree, from, name)) from = tree->nodes[from].next;
    return from;
}

/* The model without a name, else the first. */
static uint32_t root_model(const en_xmile_tree *tree)
{
    uint32_t first = find_child(tree, tree->nodes[en_xmile_root(tree)].first, "model");
    for (uint32_t n = first; n; n = find_child(tree, tree->nodes[n].next, "model"))
        if (en_str_trim(attribute_of(tree, n, "name")).size == 0) return n;
    return first;
}

static bool is_picture(const en_xmile_tree *tree, uint32_t n)
{
    static const char *const names[] = {"stock", "flow", "aux", "module", "alias"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_element(tree, n, names[i])) return true;
    return false;
}

static bool shows_something(const en_xmile_tree *tree, uint32_t view)
{
    for (uint32_t n = tree->nodes[view].first; n; n = tree->nodes[n].next)
        if (is_picture(tree, n)) return true;
    return false;
}

/* The node of a view, from 1; *count: of all, where there are fewer. */
static uint32_t find_view(const en_xmile_tree *tree, uint32_t which, uint32_t *count)
{
    uint32_t model = root_model(tree);
    *count = 0;
    for (uint32_t views = model ? find_child(tree, tree->nodes[model].first, "views") : 0; views;
         views = find_child(tree, tree->nodes[views].next, "views"))
        for (uint32_t n = find_child(tree, tree->nodes[views].first, "view"); n;
             n = find_child(tree, tree->nodes[n].next, "view"))
            if (shows_something(tree, n) && ++*count == which) return n;
    return 0;
}

uint32_t en_plan_view_count(const en_xmile_tree *tree)
{
    uint32_t count;
    (void)find_view(tree, 0, &count);
    return count;
}

static bool take_key(view_reader *r, en_str name, en_str *key)
{
    en_name_fault fault = en_name_of(r->arena, name, key);
    r->out_of_memory = r->out_of_memory || fault == EN_NAME_NO_MEMORY;
    return fault == EN_NAME_FINE;
}

/* The text of an element that holds nothing else. */
static en_str inner_text(const en_xmile_tree *tree, uint32_t n)
{
    for (uint32_t child = tree->nodes[n].first; child; child = tree->nodes[child].next) {
        en_xmile_kind kind = tree->nodes[child].kind;
        if (kind != EN_XMILE_TEXT && kind != EN_XMILE_CDATA) continue;
        en_str text = en_str_trim(tree->nodes[child].text);
        if (text.size) return text;
    }
    return (en_str){0};
}

/* What an alias stands for. */
static bool key_of_alias(view_reader *r, uint32_t alias, en_str *key)
{
    uint32_t of = find_child(r->tree, r->tree->nodes[alias].first, "of");
    return of && take_key(r, inner_text(r->tree, of), key);
}

/* x and y are those of the centre; of something with a size they are those of its corner. */
static void place_item(const view_reader *r, uint32_t n, en_view_item *item)
{
    double width, height;
    item->is_placed = number_of(r->tree, n, "x", &item->at.x) && number_of(r->tree, n, "y", &item->at.y);
    if (number_of(r->tree, n, "width", &width) && number_of(r->tree, n, "height", &height)) {
        item->at.x += width / 2;
        item->at.y += height / 2;
    }
}

/* The points of a flow's pipe; where they are more than a picture shows, as evenly as can be. */
static void take_bends(view_reader *r, uint32_t n, en_view_item *item)
{
    uint32_t points = find_child(r->tree, r->tree->nodes[n].first, "pts");
    size_t count = 0, all = 0;
    uint32_t first = points ? find_child(r->tree, r->tree->nodes[points].first, "pt") : 0;
    for (uint32_t pt = first; pt; pt = find_child(r->tree, r->tree->nodes[pt].next, "pt")) all++;
    en_chart_spot *bends = en_arena_array(r->arena, all, sizeof *bends);
    r->out_of_memory = r->out_of_memory || !bends;
    for (uint32_t pt = first; bends && pt; pt = find_child(r->tree, r->tree->nodes[pt].next, "pt"))
        if (number_of(r->tree, pt, "x", &bends[count].x) && number_of(r->tree, pt, "y", &bends[count].y))
            count++;
    size_t most = count < EN_CHART_MOST_BENDS ? count : EN_CHART_MOST_BENDS;
    for (size_t i = 0; bends && i < most && most < count; i++) bends[i] = bends[i * (count - 1) / (most - 1)];
    item->bends = bends;
    item->bend_count = most;
}

static void take_item(view_reader *r, uint32_t n)
{
    en_view_item item = {.is_alias = is_element(r->tree, n, "alias")};
    bool is_named = item.is_alias ? key_of_alias(r, n, &item.key)
                                  : take_key(r, attribute_of(r->tree, n, "name"), &item.key);
    if (!is_named) return;
    if (item.is_alias) item.uid = attribute_of(r->tree, n, "uid");
    place_item(r, n, &item);
    if (is_element(r->tree, n, "flow")) take_bends(r, n, &item);
    r->view->items[r->view->item_count++] = item;
}

/* The alias of a number. */
static uint32_t find_alias(const view_reader *r, en_str uid)
{
    for (uint32_t n = r->tree->nodes[r->node].first; n; n = r->tree->nodes[n].next)
        if (is_element(r->tree, n, "alias") && en_str_equal(attribute_of(r->tree, n, "uid"), uid)) return n;
    return 0;
}

/* An end is a name, or the alias of one. */
static bool take_end(view_reader *r, uint32_t connector, const char *side, en_str *key)
{
    uint32_t end = find_child(r->tree, r->tree->nodes[connector].first, side);
    if (!end) return false;
    uint32_t alias = find_child(r->tree, r->tree->nodes[end].first, "alias");
    if (!alias) return take_key(r, inner_text(r->tree, end), key);
    uint32_t of = find_alias(r, attribute_of(r->tree, alias, "uid"));
    return of && key_of_alias(r, of, key);
}

static void take_connector(view_reader *r, uint32_t n)
{
    en_view_connector c = {0};
    if (!take_end(r, n, "from", &c.from) || !take_end(r, n, "to", &c.to)) return;
    uint32_t from = find_child(r->tree, r->tree->nodes[n].first, "from");
    uint32_t alias = find_child(r->tree, r->tree->nodes[from].first, "alias");
    if (alias) c.alias = attribute_of(r->tree, alias, "uid");
    c.has_angle = number_of(r->tree, n, "angle", &c.angle);
    r->view->connectors[r->view->connector_count++] = c;
}

en_status en_plan_view_read(const en_xmile_tree *tree, uint32_t which, en_arena *arena, en_plan_view *view)
{
    uint32_t all;
    *view = (en_plan_view){0};
    view_reader r = {.tree = tree, .arena = arena, .view = view, .node = find_view(tree, which, &all)};
    size_t items = 0, connectors = 0;
    if (!r.node) return EN_ERR_USAGE;
    for (uint32_t n = tree->nodes[r.node].first; n; n = tree->nodes[n].next) {
        items += is_picture(tree, n);
        connectors += is_element(tree, n, "connector");
    }
    view->items = en_arena_array(arena, items, sizeof *view->items);
    view->connectors = en_arena_array(arena, connectors, sizeof *view->connectors);
    if (!view->items || !view->connectors) return EN_ERR_MEMORY;
    for (uint32_t n = tree->nodes[r.node].first; n && !r.out_of_memory; n = tree->nodes[n].next)
        if (is_picture(tree, n)) take_item(&r, n);
        else if (is_element(tree, n, "connector")) take_connector(&r, n);
    return r.out_of_memory ? EN_ERR_MEMORY : EN_OK;
}

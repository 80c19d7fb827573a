/* What the files of the Sankey diagram share: where everything is (sankey_lay.c), told in two directions.
 *
 * `along` grows in the order of depth, `across` at a right angle to it. Stocks of depth d are in layer 2d +
 * 1; a flow has a slot with its name in the layer behind its stock, or before the stock that it enters from
 * outside; where it goes on over further layers it has a passage in each, so that it meets no box.
 */
#ifndef EN_SANKEY_PARTS_H
#define EN_SANKEY_PARTS_H

#include "frame.h"
#include "layers.h"
#include "sankey.h"
#include "speech.h"

typedef enum sankey_kind { SANKEY_STOCK, SANKEY_SLOT, SANKEY_PASSAGE } sankey_kind;

typedef struct sankey_item {
    sankey_kind kind;
    size_t of;          /* the stock, or the flow */
    double amount;      /* what goes through it */
    double start, size; /* across, with its words */
    double band;        /* the middle of the band, from start */
    measure_lines name, said;
} sankey_item;

/* A flow's way from stock to stock. */
typedef struct sankey_way {
    size_t from, to; /* stocks, turned round where the amount is negative; or EN_CHART_OUTSIDE */
    double amount;
    bool is_reversed, is_return;
    size_t first, count;   /* its items: the slot, then passages, or before the slot none */
    double leaves, enters; /* the middles of its ports, across */
    double down, up, lane; /* of a return: the middles of its turns, along, and of its lane, across */
} sankey_way;

typedef struct sankey {
    frame f;
    en_chart_frame texts;
    const en_chart_sankey *chart;
    en_arena *arena;
    speech said;
    sankey_way *ways;
    sankey_item *items;
    size_t item_count;
    size_t *layer; /* of the items */
    layers layers;
    bool is_down;                     /* from top to bottom */
    double scale, least;              /* pixels for an amount, and at least */
    double *layer_start, *layer_size; /* along */
    double origin_along, origin_across;
    double along, across; /* the size of the whole */
    size_t unlabelled;
} sankey;

/* How wide a band is. */
static inline double sankey_width(const sankey *s, double amount)
{
    return fmax(amount * s->scale, s->least);
}

static inline double sankey_middle(const sankey_item *item) { return item->start + item->band; }

/* Makes ways, items and layers, with at most so many items to a layer where that goes: what no flow joins may
 * stand on several shelves. False where memory is out. */
EN_MUST_USE bool sankey_make(sankey *s, size_t most);

/* Finds the places of all; f.y is the top. False where memory is out. */
EN_MUST_USE bool sankey_lay(sankey *s);

/* The words of a stock's content, and of a flow's amount. */
en_str sankey_stock_said(sankey *s, const en_chart_stock *stock);
en_str sankey_flow_said(sankey *s, size_t flow);

#endif

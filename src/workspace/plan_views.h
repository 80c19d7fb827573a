/* The views of a model: where its file places stocks, flows, variables and modules, and at which angle
 * connectors leave. XMILE 1.0, chapters 5 and 6. */
#ifndef EN_PLAN_VIEWS_H
#define EN_PLAN_VIEWS_H

#include "diagram.h"
#include "tree.h"

/* A picture of a variable. */
typedef struct en_view_item {
    en_str key; /* of its name */
    en_str uid; /* of an alias: what connectors call it; may be empty */
    bool is_alias, is_placed;
    en_chart_spot at; /* its centre; of a flow its valve */
    en_chart_spot *bends;
    size_t bend_count;
} en_view_item;

typedef struct en_view_connector {
    en_str from, to; /* keys */
    en_str alias;    /* from this one; at NULL: from the variable itself */
    bool has_angle;
    double angle;
} en_view_connector;

typedef struct en_plan_view {
    en_view_item *items;
    size_t item_count;
    en_view_connector *connectors;
    size_t connector_count;
} en_plan_view;

/* The views of the root model that show something, in the order of the file. */
uint32_t en_plan_view_count(const en_xmile_tree *tree);

/* Reads one of them, from 1; *view lives in the arena. EN_ERR_USAGE where there is no such one,
 * EN_ERR_MEMORY. What has no name that could be one is passed over, as numbers are that are none. Linear in
 * the view, but for connectors from aliases. */
EN_MUST_USE en_status en_plan_view_read(const en_xmile_tree *tree, uint32_t which, en_arena *arena,
                                        en_plan_view *view);

#endif

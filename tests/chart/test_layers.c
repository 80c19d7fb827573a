/* Layers of a graph, on random graphs: what is left without the edges that close a cycle is acyclic, layers
 * are longest paths, and the order is one of all nodes. */
#include "check.h"

#include "layers.h"

enum { MOST_NODES = 12, MOST_EDGES = 40 };

typedef struct graph {
    size_t count, edge_count;
    layers_edge edges[MOST_EDGES];
    size_t layer[MOST_NODES];
} graph;

static graph random_graph(uint64_t *random, bool is_acyclic)
{
    graph g = {.count = 1 + check_below(random, MOST_NODES),
               .edge_count = check_below(random, MOST_EDGES + 1)};
    for (size_t i = 0; i < g.edge_count; i++) {
        size_t a = check_below(random, g.count), b = check_below(random, g.count);
        if (is_acyclic && a == b) {
            g.edge_count = i;
            break;
        }
        g.edges[i] = is_acyclic && a > b ? (layers_edge){b, a, false} : (layers_edge){a, b, false};
    }
    return g;
}

/* The longest path to a node along edges that are not back, by trying all. */
static size_t longest_to(const graph *g, size_t node)
{
    size_t longest = 0;
    for (size_t i = 0; i < g->edge_count; i++)
        if (!g->edges[i].is_back && g->edges[i].to == node) {
            size_t before = longest_to(g, g->edges[i].from) + 1;
            if (before > longest) longest = before;
        }
    return longest;
}

static bool is_entered(const graph *g, size_t node)
{
    for (size_t i = 0; i < g->edge_count; i++)
        if (g->edges[i].to == node && g->edges[i].from != node) return true;
    return false;
}

static void layers__grow_along_every_edge_that_is_not_back(void **state)
{
    (void)state;
    uint64_t random = 31;
    for (int round = 0; round < 5000; round++) {
        graph g = random_graph(&random, round % 2);
        assert_true(layers_find(NULL, g.count, g.edges, g.edge_count, g.layer));
        for (size_t i = 0; i < g.edge_count; i++) {
            if (!g.edges[i].is_back) assert_true(g.layer[g.edges[i].from] < g.layer[g.edges[i].to]);
            if (round % 2) assert_false(g.edges[i].is_back);
        }
    }
}

static void layers__are_the_longest_paths(void **state)
{
    (void)state;
    uint64_t random = 32;
    for (int round = 0; round < 300; round++) {
        graph g = random_graph(&random, false);
        if (g.edge_count > 16) g.edge_count = 16;
        assert_true(layers_find(NULL, g.count, g.edges, g.edge_count, g.layer));
        for (size_t node = 0; node < g.count; node++)
            if (is_entered(&g, node)) assert_int_equal(g.layer[node], longest_to(&g, node));
    }
}

static void chains__begin_where_nothing_enters_although_they_return(void **state)
{
    (void)state;
    layers_edge edges[] = {{1, 2, false}, {2, 1, false}, {0, 1, false}, {2, 2, false}};
    size_t layer[3];
    assert_true(layers_find(NULL, 3, edges, CHECK_COUNT(edges), layer));
    assert_true(layer[0] == 0 && layer[1] == 1 && layer[2] == 2);
    assert_true(!edges[0].is_back && edges[1].is_back && !edges[2].is_back && edges[3].is_back);
}

static void orders__hold_every_node_once_and_the_last_at_the_end(void **state)
{
    (void)state;
    uint64_t random = 33;
    for (int round = 0; round < 2000; round++) {
        graph g = random_graph(&random, false);
        bool last[MOST_NODES], seen[MOST_NODES] = {false};
        en_arena arena = en_arena_make(NULL);
        layers l;
        for (size_t i = 0; i < g.count; i++) last[i] = check_below(&random, 4) == 0;
        assert_true(layers_find(NULL, g.count, g.edges, g.edge_count, g.layer));
        assert_true(layers_group(&arena, g.count, g.layer, &l));
        assert_true(layers_order(NULL, &l, g.layer, g.edges, g.edge_count, last));
        for (size_t layer = 0; layer < l.layer_count; layer++)
            for (size_t i = l.first[layer]; i < l.first[layer + 1]; i++) {
                assert_int_equal(g.layer[l.at[i]], layer);
                assert_false(seen[l.at[i]]);
                seen[l.at[i]] = true;
                if (i > l.first[layer]) assert_true(!last[l.at[i - 1]] || last[l.at[i]]);
            }
        assert_int_equal(l.first[l.layer_count], g.count);
        en_arena_free(&arena);
    }
}

static void orders__take_a_crossing_out(void **state)
{
    (void)state;
    const layers_edge edges[] = {{0, 3, false}, {1, 2, false}};
    const size_t layer[] = {0, 0, 1, 1};
    en_arena arena = en_arena_make(NULL);
    layers l;
    assert_true(layers_group(&arena, 4, layer, &l));
    assert_true(layers_order(NULL, &l, layer, edges, 2, NULL));
    assert_true((l.at[0] == 0) == (l.at[2] == 3));
    en_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers__grow_along_every_edge_that_is_not_back),
        cmocka_unit_test(layers__are_the_longest_paths),
        cmocka_unit_test(chains__begin_where_nothing_enters_although_they_return),
        cmocka_unit_test(orders__hold_every_node_once_and_the_last_at_the_end),
        cmocka_unit_test(orders__take_a_crossing_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Routes: which path and method lead where. */
#include "check.h"

#include "router.h"

static const en_route routes[] = {
    {.name = "root", .method = "GET", .path = "/"},
    {.name = "list", .method = "GET", .path = "/api/things"},
    {.name = "add", .method = "POST", .path = "/api/things"},
    {.name = "get", .method = "GET", .path = "/api/things/{thing}"},
    {.name = "remove", .method = "DELETE", .path = "/api/things/{thing}"},
    {.name = "own", .method = "GET", .path = "/api/things/own"},
    {.name = "past", .method = "GET", .path = "/api/things/{thing}/past/{day}"},
};

static en_arena arena;
static en_router router;

static int set_up(void **state)
{
    (void)state;
    arena = en_arena_make(NULL);
    return en_router_make(&router, routes, CHECK_COUNT(routes), &arena) == EN_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    en_arena_free(&arena);
    return 0;
}

static const char *name_of(const char *method, const char *path)
{
    en_routed routed = en_router_find(&router, method, en_str_of(path));
    if (routed.route >= 0) return routes[routed.route].name;
    return routed.is_path ? "405" : "404";
}

static void find__takes_literals_and_braces(void **state)
{
    (void)state;
    assert_string_equal(name_of("GET", "/"), "root");
    assert_string_equal(name_of("GET", "/api/things"), "list");
    assert_string_equal(name_of("POST", "/api/things"), "add");
    assert_string_equal(name_of("GET", "/api/things/x"), "get");
    assert_string_equal(name_of("DELETE", "/api/things/x"), "remove");
    assert_string_equal(name_of("GET", "/api/things/x/past/2026"), "past");
}

static void find__prefers_a_literal(void **state)
{
    (void)state;
    assert_string_equal(name_of("GET", "/api/things/own"), "own");
    assert_string_equal(name_of("DELETE", "/api/things/own"), "405");
    assert_string_equal(name_of("GET", "/api/things/owns"), "get");
}

static void find__gives_what_braces_took_as_it_was_sent(void **state)
{
    (void)state;
    en_routed routed = en_router_find(&router, "GET", en_str_of("/api/things/a%20b/past/1"));
    assert_int_equal(routed.taken_count, 2);
    check_str(routed.taken[0], "a%20b");
    check_str(routed.taken[1], "1");
}

static void find__knows_no_other_paths(void **state)
{
    (void)state;
    static const char *const paths[] = {"",
                                        "x",
                                        "//",
                                        "/api",
                                        "/api/",
                                        "/api/things/",
                                        "/api//things",
                                        "/api/things/x/past",
                                        "/api/things/x/past/",
                                        "/api/things/x/past/1/2",
                                        "/API/things",
                                        "/api/thing",
                                        "/api/things/x/"};
    for (size_t i = 0; i < CHECK_COUNT(paths); i++) assert_string_equal(name_of("GET", paths[i]), "404");
}

static void find__says_which_methods_a_path_has(void **state)
{
    (void)state;
    en_routed routed = en_router_find(&router, "PUT", en_str_of("/api/things/x"));
    assert_int_equal(routed.route, -1);
    assert_int_equal(routed.methods, 1 | 8); /* GET, DELETE */
    assert_string_equal(name_of("OPTIONS", "/api/things"), "405");
    assert_string_equal(name_of("get", "/api/things"), "405");
    assert_string_equal(name_of("HEAD", "/api/things"), "list");
}

static void make__finds_every_route_of_the_api(void **state)
{
    (void)state;
    en_router whole;
    assert_int_equal(en_router_make(&whole, en_routes, EN_ROUTE_COUNT, &arena), EN_OK);
    for (int i = 0; i < EN_ROUTE_COUNT; i++) {
        en_routed routed = en_router_find(&whole, en_routes[i].method, en_str_of(en_routes[i].path));
        assert_int_equal(routed.route, i);
    }
}

static en_status make_small(const en_context *context, void *user)
{
    (void)user;
    en_arena small = en_arena_make(context->allocator);
    en_router made;
    en_status status = en_router_make(&made, routes, CHECK_COUNT(routes), &small);
    en_arena_free(&small);
    return status;
}

static void make__survives_every_refused_allocation(void **state)
{
    (void)state;
    check_refused_allocations(make_small, NULL, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find__takes_literals_and_braces),
        cmocka_unit_test(find__prefers_a_literal),
        cmocka_unit_test(find__gives_what_braces_took_as_it_was_sent),
        cmocka_unit_test(find__knows_no_other_paths),
        cmocka_unit_test(find__says_which_methods_a_path_has),
        cmocka_unit_test(make__finds_every_route_of_the_api),
        cmocka_unit_test(make__survives_every_refused_allocation),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

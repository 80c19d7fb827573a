/* The rows of the API agree with each other: what a path names is declared, what can be edited can be read,
 * what a list is sorted by is in its rows, and every type is written down. */
#include "check.h"

#include "types.h"

#define EACH_ROUTE(route) for (const en_route *route = en_routes; route < en_routes + EN_ROUTE_COUNT; route++)

static bool is_one_of(const char *text, const char *const *these)
{
    for (; *these; these++)
        if (strcmp(text, *these) == 0) return true;
    return false;
}

static void routes__all_have_a_row(void **state)
{
    (void)state;
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE", NULL};
    EACH_ROUTE(route)
    {
        assert_non_null(route->name);
        assert_true(is_one_of(route->method, methods));
        assert_true(route->path[0] == '/');
        assert_non_null(route->group);
        assert_int_not_equal(route->roles, 0);
    }
}

static void routes__have_names_and_paths_of_their_own(void **state)
{
    (void)state;
    EACH_ROUTE(one)
    EACH_ROUTE(other)
    {
        if (one == other) continue;
        assert_string_not_equal(one->name, other->name);
        if (strcmp(one->path, other->path) == 0) assert_string_not_equal(one->method, other->method);
    }
}

static const en_parameter *parameter_of(const en_route *route, en_str name)
{
    for (size_t i = 0; i < en_route_parameter_count(route); i++)
        if (en_str_is(name, route->parameters[i].name)) return &route->parameters[i];
    return NULL;
}

static void routes__declare_what_their_path_names(void **state)
{
    (void)state;
    EACH_ROUTE(route)
    {
        size_t named = 0, declared = 0;
        for (const char *at = route->path; (at = strchr(at, '{')); named++) {
            const char *end = strchr(++at, '}');
            assert_non_null(end);
            const en_parameter *parameter = parameter_of(route, (en_str){at, (size_t)(end - at)});
            if (!parameter) fail_msg("%s does not declare %s", route->name, at);
            else assert_true(parameter->in == EN_IN_PATH && parameter->required);
        }
        for (size_t i = 0; i < en_route_parameter_count(route); i++)
            declared += route->parameters[i].in == EN_IN_PATH;
        assert_int_equal(named, declared);
    }
}

static void routes__name_a_parameter_once_and_leave_those_of_flags_alone(void **state)
{
    (void)state;
    static const char *const of_flags[] = {"after", "limit", "sort", NULL};
    EACH_ROUTE(route)
    for (size_t i = 0; i < en_route_parameter_count(route); i++) {
        const en_parameter *parameter = &route->parameters[i];
        assert_ptr_equal(parameter_of(route, en_str_of(parameter->name)), parameter);
        assert_false(is_one_of(parameter->name, of_flags));
        assert_true((parameter->kind == EN_KIND_CHOICE) == (parameter->choices != NULL));
    }
}

/* Whoever edits needs the tag of what is there, so it can be read at the same path. */
static void routes__let_be_read_what_they_edit(void **state)
{
    (void)state;
    EACH_ROUTE(edit)
    {
        if (!(edit->flags & EN_IF_MATCH)) continue;
        bool found = false;
        EACH_ROUTE(read)
        {
            if (!en_route_is_safe(read) || strcmp(read->path, edit->path) != 0) continue;
            found = (read->flags & EN_TAGGED) && (edit->roles & ~read->roles) == 0;
        }
        if (!found) fail_msg("%s: nobody gets the tag that it needs", edit->name);
    }
}

static void routes__that_only_read_take_no_body_and_change_nothing(void **state)
{
    (void)state;
    EACH_ROUTE(route)
    {
        if (en_route_is_safe(route)) {
            assert_int_equal(route->takes, EN_MEDIA_NONE);
            assert_int_equal(route->flags & (EN_IF_MATCH | EN_IDEMPOTENT | EN_BULKY), 0);
            assert_int_equal(route->status, 200);
        } else {
            assert_int_equal(route->flags & (EN_TAGGED | EN_PAGED), 0);
        }
        assert_true((route->takes == EN_MEDIA_JSON) == (route->request != NULL));
        assert_true((route->gives == EN_MEDIA_NONE) == (route->status == 204));
    }
}

static bool has_property(const en_type *type, en_str name)
{
    for (size_t i = 0; i < en_type_property_count(type); i++)
        if (en_str_is(name, en_type_property(type, i).name)) return true;
    return false;
}

/* A list of promises is sorted by columns of the commitments that they show. */
static void routes__sort_by_what_their_rows_show(void **state)
{
    (void)state;
    EACH_ROUTE(route)
    {
        if (!route->sorts) continue;
        assert_true(route->flags & EN_PAGED);
        en_str rest = en_str_of(route->sorts), sort;
        while (en_str_next(&rest, '|', &sort)) {
            if (*sort.at == '-') sort = (en_str){sort.at + 1, sort.size - 1};
            bool shown = has_property(route->response, sort) || en_str_is(sort, "commitment");
            if (!shown) fail_msg("%s sorts by %.*s", route->name, (int)sort.size, sort.at);
        }
    }
}

static void routes__filter_a_table_by_its_columns(void **state)
{
    (void)state;
    EACH_ROUTE(route)
    {
        if (route->table == EN_LEDGER_NONE) continue;
        for (size_t i = 0; i < en_route_parameter_count(route); i++) {
            const en_parameter *parameter = &route->parameters[i];
            if (strcmp(parameter->name, "q") == 0) continue;
            if (en_shape_column(&en_shapes[route->table], parameter->name) < 0)
                fail_msg("%s: %s has no column %s", route->name, en_shapes[route->table].name,
                         parameter->name);
        }
    }
}

static void routes__over_a_table_offer_the_choices_of_its_columns(void **state)
{
    (void)state;
    const en_route *list = &en_routes[EN_ROUTE_LIST_FIGURES];
    const en_parameter *kind = parameter_of(list, en_str_of("kind"));
    assert_non_null(kind);
    assert_string_equal(en_route_choices(list, kind), "actual|target|forecast|need");
    assert_null(en_route_choices(list, parameter_of(list, en_str_of("source"))));
}

static bool is_listed(const en_type *type)
{
    for (size_t i = 0; en_types[i]; i++)
        if (en_types[i] == type) return true;
    return false;
}

static void types__are_all_listed_once(void **state)
{
    (void)state;
    EACH_ROUTE(route)
    {
        assert_true(!route->request || is_listed(route->request));
        assert_true(!route->response || is_listed(route->response));
    }
    for (size_t i = 0; en_types[i]; i++)
        for (size_t j = 0; j < i; j++) assert_string_not_equal(en_types[i]->name, en_types[j]->name);
}

static void types__have_whole_properties(void **state)
{
    (void)state;
    for (size_t i = 0; en_types[i]; i++) {
        assert_true(en_type_property_count(en_types[i]) > 0);
        for (size_t j = 0; j < en_type_property_count(en_types[i]); j++) {
            en_property property = en_type_property(en_types[i], j);
            assert_true((property.kind == EN_KIND_CHOICE) == (property.choices != NULL));
            assert_true((property.kind == EN_KIND_OBJECT) == (property.type != NULL));
            assert_true(!property.type || is_listed(property.type));
            assert_true(property.least <= property.most || property.most == 0);
        }
    }
}

static void types__of_the_ledger_have_its_columns(void **state)
{
    (void)state;
    en_property owners = {0}, value = {0};
    for (size_t i = 0; i < en_type_property_count(&en_type_programme); i++)
        if (strcmp(en_type_property(&en_type_programme, i).name, "owners") == 0)
            owners = en_type_property(&en_type_programme, i);
    for (size_t i = 0; i < en_type_property_count(&en_type_figure); i++)
        if (strcmp(en_type_property(&en_type_figure, i).name, "value") == 0)
            value = en_type_property(&en_type_figure, i);
    assert_true(owners.list && owners.kind == EN_KIND_ID && !owners.required);
    assert_true(!value.list && value.kind == EN_KIND_DECIMAL);
}

static void check_statuses(en_route_id id, size_t count, const int *expected)
{
    int statuses[EN_ROUTE_ALL_STATUSES];
    assert_int_equal(en_route_statuses(&en_routes[id], statuses), count);
    for (size_t i = 0; i < count; i++) assert_int_equal(statuses[i], expected[i]);
}

static void statuses__follow_from_the_row(void **state)
{
    (void)state;
    static const int health[] = {200, 400, 503};
    static const int edit[] = {200, 400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503};
    static const int sign_in[] = {200, 400, 401, 403, 413, 415, 422, 429, 503};
    static const int list[] = {200, 304, 400, 401, 403, 503};
    static const int solve[] = {202, 400, 401, 403, 404, 409, 422, 503};
    check_statuses(EN_ROUTE_HEALTH, CHECK_COUNT(health), health);
    check_statuses(EN_ROUTE_PUT_FIGURES, CHECK_COUNT(edit), edit);
    check_statuses(EN_ROUTE_SIGN_IN, CHECK_COUNT(sign_in), sign_in);
    check_statuses(EN_ROUTE_LIST_FIGURES, CHECK_COUNT(list), list);
    check_statuses(EN_ROUTE_SOLVE_ROUND, CHECK_COUNT(solve), solve);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes__all_have_a_row),
        cmocka_unit_test(routes__have_names_and_paths_of_their_own),
        cmocka_unit_test(routes__declare_what_their_path_names),
        cmocka_unit_test(routes__name_a_parameter_once_and_leave_those_of_flags_alone),
        cmocka_unit_test(routes__let_be_read_what_they_edit),
        cmocka_unit_test(routes__that_only_read_take_no_body_and_change_nothing),
        cmocka_unit_test(routes__sort_by_what_their_rows_show),
        cmocka_unit_test(routes__filter_a_table_by_its_columns),
        cmocka_unit_test(routes__over_a_table_offer_the_choices_of_its_columns),
        cmocka_unit_test(types__are_all_listed_once),
        cmocka_unit_test(types__have_whole_properties),
        cmocka_unit_test(types__of_the_ledger_have_its_columns),
        cmocka_unit_test(statuses__follow_from_the_row),
    };
    return cmocka_run_group_tests_name("api", tests, NULL, NULL);
}

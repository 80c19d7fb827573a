/* The parameters of a request. See check.h. */
#include "check.h"

#include "check_value.h"
#include "number.h"
#include "query.h"

typedef struct reading {
    const en_route *route;
    en_arena *arena;
    en_report *report;
    en_asked *asked;
    bool has_limit, has_after, has_sort;
    bool given[EN_ROUTE_MOST_PARAMETERS];
} reading;

static check_bounds bounds_of(const en_route *route, const en_parameter *parameter)
{
    const char *choices = en_route_choices(route, parameter);
    en_kind kind = choices ? EN_KIND_CHOICE : parameter->kind;
    return (check_bounds){kind, parameter->least, parameter->most, choices};
}

/* The braces of the path stand in the order of the row's parameters of the path. */
static en_status take_path(reading *r, const en_str *taken, size_t taken_count)
{
    size_t used = 0, count = en_route_parameter_count(r->route);
    for (size_t i = 0; i < count; i++) {
        const en_parameter *parameter = &r->route->parameters[i];
        if (parameter->in != EN_IN_PATH) continue;
        if (used == taken_count) return EN_ERR_INPUT;
        en_str value = {0};
        en_status status = en_percent_decode(taken[used++], false, r->arena, &value);
        if (status == EN_OK)
            status = check_text(bounds_of(r->route, parameter), (en_where){0}, r->arena, NULL, &value);
        if (status == EN_ERR_INPUT) r->asked->is_nowhere = true;
        if (status != EN_OK) return status;
        r->asked->values[i] = value;
    }
    return EN_OK;
}

static en_status take_limit(reading *r, en_str value, en_where where)
{
    uint64_t limit = 0;
    en_arg bounds[] = {en_arg_int("least", 1), en_arg_int("most", EN_PAGE_MOST)};
    if (en_whole_read(value, EN_PAGE_MOST, &limit) != EN_NUMBER_FINE || limit == 0)
        return en_report_add(r->report, EN_ERROR, EN_W_CHECK_NUMBER_BOUNDS, where, 2, bounds);
    r->asked->limit = (size_t)limit;
    return EN_OK;
}

static en_status take_after(reading *r, en_str value, en_where where)
{
    if (value.size > EN_CURSOR_MOST_BYTES) return en_report_error(r->report, EN_W_CHECK_CURSOR, where);
    r->asked->after = value;
    return EN_OK;
}

en_str en_route_sort(const en_route *route, int sort, bool *is_turned)
{
    en_str rest = en_str_of(route->sorts), piece = {0};
    *is_turned = false;
    for (int i = 0; en_str_next(&rest, '|', &piece); i++) {
        if (i != sort) continue;
        *is_turned = *piece.at == '-';
        return *is_turned ? (en_str){piece.at + 1, piece.size - 1} : piece;
    }
    return (en_str){0};
}

/* "due" or "-due"; the row's own "-" before a column says which way is usual. */
static en_status take_sort(reading *r, en_str value, en_where where)
{
    bool turned = value.size > 1 && *value.at == '-', is_turned;
    en_str wanted = turned ? (en_str){value.at + 1, value.size - 1} : value, column;
    for (int i = 0; (column = en_route_sort(r->route, i, &is_turned)).size > 0; i++) {
        if (!en_str_equal(column, wanted)) continue;
        r->asked->sort = i;
        r->asked->turned = turned != is_turned;
        return EN_OK;
    }
    en_arg arg = en_arg_text("choices", r->route->sorts);
    return en_report_add(r->report, EN_ERROR, EN_W_CHECK_CHOICE, where, 1, &arg);
}

/* What a paged route takes besides its row; NULL: nothing of this name. */
static en_status (*page_parameter(reading *r, en_str name, bool **given))(reading *, en_str, en_where)
{
    if (!(r->route->flags & EN_PAGED)) return NULL;
    if (en_str_is(name, "limit")) return *given = &r->has_limit, take_limit;
    if (en_str_is(name, "after")) return *given = &r->has_after, take_after;
    if (r->route->sorts && en_str_is(name, "sort")) return *given = &r->has_sort, take_sort;
    return NULL;
}

static int parameter_of(const en_route *route, en_str name)
{
    size_t count = en_route_parameter_count(route);
    for (size_t i = 0; i < count; i++)
        if (route->parameters[i].in == EN_IN_QUERY && en_str_is(name, route->parameters[i].name))
            return (int)i;
    return -1;
}

static en_status take_pair(reading *r, en_str name, en_str value)
{
    bool *given = NULL;
    en_where where = {.column = name, .value = value};
    en_status (*page)(reading *, en_str, en_where) = page_parameter(r, name, &given);
    int at = page ? -1 : parameter_of(r->route, name);
    if (!page && at < 0) return en_report_error(r->report, EN_W_CHECK_UNKNOWN_PARAMETER, where);
    if (!page) given = &r->given[at];
    if (*given) return en_report_error(r->report, EN_W_CHECK_TWICE, where);
    *given = true;
    if (page) return page(r, value, where);
    if (value.size == 0) return EN_OK; /* as if it were not given */
    en_status status =
        check_text(bounds_of(r->route, &r->route->parameters[at]), where, r->arena, r->report, &value);
    if (status == EN_OK) r->asked->values[at] = value;
    return status;
}

static en_status take_query(reading *r, en_str query)
{
    en_status whole = EN_OK;
    en_str raw_name, raw_value, name, value;
    while (en_query_next(&query, &raw_name, &raw_value)) {
        en_status status = en_percent_decode(raw_name, true, r->arena, &name);
        if (status == EN_OK) status = en_percent_decode(raw_value, true, r->arena, &value);
        if (status == EN_ERR_INPUT) {
            whole = en_report_error(r->report, EN_W_CHECK_ENCODING, (en_where){0});
            continue;
        }
        if (status == EN_OK) status = take_pair(r, name, value);
        if (status == EN_ERR_MEMORY) return status;
        if (status != EN_OK) whole = status;
    }
    return whole;
}

static en_status check_required(const reading *r)
{
    en_status whole = EN_OK;
    size_t count = en_route_parameter_count(r->route);
    for (size_t i = 0; i < count; i++) {
        const en_parameter *parameter = &r->route->parameters[i];
        if (!parameter->required || r->asked->values[i].size > 0 || r->given[i]) continue;
        en_where where = {.column = en_str_of(parameter->name)};
        whole = en_report_error(r->report, EN_W_CHECK_MISSING, where);
    }
    return whole;
}

en_status en_check_parameters(const en_route *route, en_str query, const en_str *taken, size_t taken_count,
                              en_arena *arena, en_report *report, en_asked *asked)
{
    *asked = (en_asked){.limit = EN_PAGE_USUAL};
    reading r = {.route = route, .arena = arena, .report = report, .asked = asked};
    if (route->sorts) (void)en_route_sort(route, 0, &asked->turned);
    en_status status = take_path(&r, taken, taken_count);
    if (status != EN_OK) return status;
    status = take_query(&r, query);
    if (status == EN_ERR_MEMORY) return status;
    en_status required = check_required(&r);
    return status == EN_OK ? required : status;
}

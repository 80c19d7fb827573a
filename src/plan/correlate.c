/* See correlate.h. */
#include "correlate.h"

#include "compute.h"
#include "number.h"

/* What is left of a score's variance must be more than this, or no more than rounding is left. */
#define LEAST_PIVOT 1e-10
#define PI_SIXTH    0x1.0c152382d7366p-1

static en_status refuse(en_report *report, en_word rule, const en_correlation *pair)
{
    char shown[EN_REAL_MOST_BYTES];
    en_where where = pair->where;
    double r = pair->rank_correlation;
    where.value = r - r == 0 ? (en_str){shown, en_real_print(r, shown)} : en_str_of("");
    return en_report_error(report, rule, where);
}

static en_status check_pairs(const en_correlation *pairs, uint32_t count, uint32_t parameters,
                             en_report *report)
{
    en_status status = EN_OK;
    for (uint32_t k = 0; k < count; k++) {
        double r = pairs[k].rank_correlation;
        if (pairs[k].first >= parameters || pairs[k].second >= parameters) return EN_ERR_USAGE;
        if (pairs[k].first == pairs[k].second) status = refuse(report, EN_W_PLAN_CORRELATION_SELF, &pairs[k]);
        if (!(r > -1 && r < 1)) status = refuse(report, EN_W_PLAN_CORRELATION_RANGE, &pairs[k]);
    }
    return status;
}

/* The parameters that are named, in the order of the list, and where each stands among them. */
static en_status name_parameters(const en_correlation *pairs, uint32_t pair_count, uint32_t parameters,
                                 en_arena *arena, uint32_t **place, en_copula *copula)
{
    uint32_t *named = en_arena_array(arena, parameters, sizeof *named);
    *place = en_arena_array(arena, parameters, sizeof **place);
    if (!named || !*place) return EN_ERR_MEMORY;
    for (uint32_t k = 0; k < pair_count; k++) (*place)[pairs[k].first] = (*place)[pairs[k].second] = 1;
    for (uint32_t p = 0; p < parameters; p++) {
        if (!(*place)[p]) continue;
        named[copula->count] = p;
        (*place)[p] = copula->count++;
    }
    copula->parameters = named;
    return EN_OK;
}

/* Rows of a lower triangle one after the other. */
static size_t at(size_t row, size_t column) { return row * (row + 1) / 2 + column; }

/* The triangle of the scores' correlations, and of the pair that gives each, from 1. */
static en_status fill(const en_correlation *pairs, uint32_t pair_count, const uint32_t *place,
                      en_report *report, double *factor, uint32_t *given)
{
    en_status status = EN_OK;
    for (uint32_t k = 0; k < pair_count; k++) {
        uint32_t a = place[pairs[k].first], b = place[pairs[k].second];
        size_t cell = a > b ? at(a, b) : at(b, a);
        if (given[cell]) status = refuse(report, EN_W_PLAN_CORRELATION_TWICE, &pairs[k]);
        given[cell] = k + 1;
        factor[cell] = 2 * en_plan_compute(EN_OP_SIN, PI_SIXTH * pairs[k].rank_correlation, 0, 0);
    }
    return status;
}

/* Cholesky's factor in place of the correlations, by rows. *row and *column are the first pair that the ones
 * before rule out. */
static bool factorise(double *l, uint32_t n, uint32_t *row, uint32_t *column)
{
    for (uint32_t i = 0; i < n; i++) {
        double left = 1;
        for (uint32_t j = 0; j < i; j++) {
            double sum = l[at(i, j)];
            for (uint32_t k = 0; k < j; k++) sum -= l[at(i, k)] * l[at(j, k)];
            l[at(i, j)] = sum / l[at(j, j)];
            left -= l[at(i, j)] * l[at(i, j)];
            *row = i;
            *column = j;
            if (!(left > LEAST_PIVOT)) return false;
        }
        l[at(i, i)] = en_plan_compute(EN_OP_SQRT, left, 0, 0);
    }
    return true;
}

/* The pair that is given last up to this cell of its row. */
static uint32_t pair_before(const uint32_t *given, uint32_t row, uint32_t column)
{
    while (column > 0 && !given[at(row, column)]) column--;
    return given[at(row, column)] - 1;
}

en_status en_copula_make(const en_correlation *pairs, uint32_t pair_count, uint32_t parameters,
                         en_arena *arena, en_report *report, en_copula *copula)
{
    uint32_t *place, row = 0, column = 0;
    *copula = (en_copula){0};
    en_status status = check_pairs(pairs, pair_count, parameters, report);
    if (status == EN_OK) status = name_parameters(pairs, pair_count, parameters, arena, &place, copula);
    if (status != EN_OK) return status;
    size_t cells = at(copula->count, 0);
    double *factor = en_arena_array(arena, cells, sizeof *factor);
    uint32_t *given = en_arena_array(arena, cells, sizeof *given);
    if (!factor || !given) return EN_ERR_MEMORY;
    status = fill(pairs, pair_count, place, report, factor, given);
    if (status != EN_OK) return status;
    copula->factor = factor;
    if (factorise(factor, copula->count, &row, &column)) return EN_OK;
    return refuse(report, EN_W_PLAN_CORRELATION_TOGETHER, &pairs[pair_before(given, row, column)]);
}

/* From the last one, since a score is mixed of itself and those before it. */
void en_copula_mix(const en_copula *copula, double *scores, size_t stride, size_t runs)
{
    for (size_t i = copula->count; i-- > 0;) {
        double *to = scores + i * stride;
        for (size_t r = 0; r < runs; r++) to[r] *= copula->factor[at(i, i)];
        for (size_t j = 0; j < i; j++)
            for (size_t r = 0; r < runs; r++) to[r] += copula->factor[at(i, j)] * scores[j * stride + r];
    }
}

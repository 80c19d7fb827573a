/* Fans and tornados of tables. See plan_fan.h. */
#include "plan_fan.h"

#include <stdlib.h>

/* Every so many rows are drawn, the last one always, so that no more than a picture shows are. */
static size_t stride_of(size_t rows) { return (rows + EN_CHART_MOST_TIMES - 2) / (EN_CHART_MOST_TIMES - 1); }

static size_t thin_count(size_t rows)
{
    return rows ? (rows - 1 + stride_of(rows) - 1) / stride_of(rows) + 1 : 0;
}

double *en_fan_thinned(const double *values, size_t rows, size_t step, en_arena *arena)
{
    size_t stride = stride_of(rows), n = 0;
    double *few = en_arena_array(arena, thin_count(rows), sizeof *few);
    for (size_t r = 0; few && r < rows; r += stride) few[n++] = values[r * step];
    if (few && rows > 0 && (rows - 1) % stride != 0) few[n] = values[(rows - 1) * step];
    return few;
}

/* Years of the calendar are written without groups of digits. */
static bool are_years(const double *times, size_t count)
{
    return times[0] >= 1000 && times[count - 1] < 3000;
}

en_status en_fan_take_times(en_chart_fan *chart, const double *times, size_t rows, en_arena *arena)
{
    chart->times = en_fan_thinned(times, rows, 1, arena);
    if (!chart->times) return EN_ERR_MEMORY;
    chart->time_count = thin_count(rows);
    chart->are_years = are_years(chart->times, chart->time_count);
    return EN_OK;
}

static size_t quantile_of(const en_fan_table *fan, double percent)
{
    for (size_t q = 0; q < fan->quantile_count; q++)
        if (fan->percents[q] == percent) return q;
    return SIZE_MAX;
}

/* The quantile that leaves as much above it as this one below; SIZE_MAX: there is none. */
static size_t counterpart_of(const en_fan_table *fan, size_t quantile)
{
    double percent = fan->percents[quantile];
    return percent < 50 ? quantile_of(fan, 100 - percent) : SIZE_MAX;
}

bool en_fan_has_bands(const en_fan_table *fan)
{
    bool has = quantile_of(fan, 50) != SIZE_MAX;
    for (size_t q = 0; q < fan->quantile_count && !has; q++) has = counterpart_of(fan, q) != SIZE_MAX;
    return has;
}

static const double *quantile_values(const en_fan_part *part, size_t quantile, en_arena *arena)
{
    const en_fan_table *fan = part->fan;
    return en_fan_thinned(fan->quantiles + part->column * fan->rows * fan->quantile_count + quantile,
                          fan->rows, fan->quantile_count, arena);
}

/* Two quantiles that leave as much below as above make a band; the widest come first. */
static en_status take_bands(const en_fan_part *part, en_arena *arena, en_chart_scenario *scenario)
{
    const en_fan_table *fan = part->fan;
    en_chart_band *bands = en_arena_array(arena, EN_CHART_MOST_BANDS, sizeof *bands);
    if (!bands) return EN_ERR_MEMORY;
    for (size_t q = 0; q < fan->quantile_count && scenario->band_count < EN_CHART_MOST_BANDS; q++) {
        size_t other = counterpart_of(fan, q);
        if (other == SIZE_MAX) continue;
        en_chart_band *band = &bands[scenario->band_count++];
        *band = (en_chart_band){fan->percents[q], fan->percents[other], quantile_values(part, q, arena),
                                quantile_values(part, other, arena)};
        if (!band->low || !band->high) return EN_ERR_MEMORY;
    }
    scenario->bands = bands;
    size_t median = quantile_of(fan, 50);
    if (median != SIZE_MAX) scenario->median = quantile_values(part, median, arena);
    return median == SIZE_MAX || scenario->median ? EN_OK : EN_ERR_MEMORY;
}

en_status en_fan_draw(en_chart_fan *chart, const en_fan_part *parts, size_t part_count, en_arena *arena,
                      en_text *svg)
{
    en_chart_scenario *scenarios = en_arena_array(arena, part_count, sizeof *scenarios);
    if (!scenarios) return EN_ERR_MEMORY;
    en_status status = en_fan_take_times(chart, parts[0].fan->times, parts[0].fan->rows, arena);
    for (size_t i = 0; i < part_count && status == EN_OK; i++) {
        scenarios[i] = (en_chart_scenario){
            .label = parts[i].label, .runs = parts[i].fan->runs, .left_out = parts[i].left_out};
        status = take_bands(&parts[i], arena, &scenarios[i]);
    }
    chart->scenarios = scenarios;
    chart->scenario_count = part_count;
    return status == EN_OK ? en_chart_fan_add(svg, chart) : status;
}

/* A constant is a year of the calendar where its range lies near such a year that the ranking is about; a
 * table of a ranking says no units. */
static bool is_calendar_year(const en_rank_row *row, double time)
{
    const double near = 100;
    return are_years(&time, 1) && row->low >= time - near && row->high <= time + near;
}

static double size_of(const en_rank_row *row) { return row->value < 0 ? -row->value : row->value; }

/* From the strongest; equal ones as the table has them. */
static int by_strength(const void *left, const void *right)
{
    const en_rank_row *a = *(const en_rank_row *const *)left, *b = *(const en_rank_row *const *)right;
    if (size_of(a) != size_of(b)) return size_of(a) > size_of(b) ? -1 : 1;
    return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
    const en_rank_row *a = *(const en_rank_row *const *)left, *b = *(const en_rank_row *const *)right;
    return (a > b) - (a < b);
}

/* The strongest rows, in the order of the table; NULL: memory is out. */
static const en_rank_row **strongest(const en_rank_table *rank, size_t count, en_arena *arena)
{
    const en_rank_row **rows = en_arena_array(arena, rank->count, sizeof *rows);
    if (!rows || rank->count == 0) return rows;
    for (size_t i = 0; i < rank->count; i++) rows[i] = &rank->rows[i];
    qsort(rows, rank->count, sizeof *rows, by_strength);
    qsort(rows, count, sizeof *rows, by_place);
    return rows;
}

en_status en_tornado_take(en_chart_tornado *chart, const en_rank_table *rank, size_t most, en_arena *arena,
                          en_chart_force **forces)
{
    if (most > EN_CHART_MOST_MARKS) most = EN_CHART_MOST_MARKS;
    size_t count = rank->count < most ? rank->count : most;
    const en_rank_row **rows = strongest(rank, count, arena);
    *forces = en_arena_array(arena, count, sizeof **forces);
    if (!rows || !*forces) return EN_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const en_rank_row *row = rows[i];
        (*forces)[i] = (en_chart_force){.label = row->name,
                                        .value = row->value,
                                        .second = row->second,
                                        .low = row->low,
                                        .high = row->high,
                                        .is_year = is_calendar_year(row, rank->time)};
        if (en_str_is(rank->method, "regression")) (*forces)[i].second = __builtin_nan("");
    }
    chart->r_squared = rank->r_squared;
    chart->runs = rank->runs;
    chart->forces = *forces;
    chart->count = count;
    chart->left_out = rank->count - count;
    chart->kind = en_str_is(rank->method, "morris")  ? EN_CHART_MORRIS
                  : en_str_is(rank->method, "sobol") ? EN_CHART_SOBOL
                                                     : EN_CHART_RANKED;
    return EN_OK;
}

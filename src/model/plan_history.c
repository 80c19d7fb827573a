/* A model beside what was observed. See plan_history.h. */
#include "plan_history.h"

/* ---- which columns */

/* The column of this slot; it is added where it is not there yet. */
static size_t column_of(en_history_columns *found, en_plan_column column)
{
    for (size_t i = 0; i < found->columns.count; i++)
        if (found->columns.at[i].slot == column.slot) return i;
    found->columns.at[found->columns.count] = column;
    return found->columns.count++;
}

/* Several points may come from one row of the table, which is looked up, and refused, once. */
static bool is_of_row_before(const en_plan_rows *history, size_t i)
{
    return i > 0 && history->history[i].row == history->history[i - 1].row;
}

en_status en_history_find(en_planned *planned, const en_plan_rows *history, en_plan_columns asked,
                          en_report *report, en_history_columns *found)
{
    en_status status = EN_OK;
    *found = (en_history_columns){.asked = asked.count, .columns = {.count = asked.count}};
    found->columns.at =
        en_arena_array(&planned->arena, asked.count + history->count, sizeof *found->columns.at);
    found->of_row = en_arena_array(&planned->arena, history->count, sizeof *found->of_row);
    if (!found->columns.at || !found->of_row) return EN_ERR_MEMORY;
    if (asked.count) memcpy(found->columns.at, asked.at, asked.count * sizeof *asked.at);
    for (size_t i = 0; i < history->count; i++) {
        const en_history_row *row = &history->history[i];
        en_plan_column column;
        if (is_of_row_before(history, i)) {
            found->of_row[i] = found->of_row[i - 1];
            continue;
        }
        en_where where = {.file = history->file, .row = row->row, .column = en_str_of("variable")};
        en_status known = en_planned_column(planned, row->variable, where, report, &column);
        if (known == EN_OK) found->of_row[i] = column_of(found, column);
        else if (known != EN_ERR_INPUT) return known;
        else status = known;
    }
    return status;
}

/* ---- how well they match */

static bool is_finite(double value) { return value - value == 0; }

/* The last saved time that is not after this one; the times span it. */
static size_t row_before(const en_history_curve *curve, double time)
{
    size_t low = 0, high = curve->rows;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (curve->times[middle] <= time) low = middle;
        else high = middle;
    }
    return low;
}

static bool is_within(const en_history_curve *curve, double time)
{
    return curve->rows > 0 && time >= curve->times[0] && time <= curve->times[curve->rows - 1];
}

static double value_at(const en_history_curve *curve, const double *values, double time)
{
    size_t row = row_before(curve, time);
    double before = values[row * curve->step], from = curve->times[row];
    if (time == from) return before;
    double after = values[(row + 1) * curve->step], part = (time - from) / (curve->times[row + 1] - from);
    return before + part * (after - before);
}

static bool is_in_band(const en_history_curve *curve, const en_history_row *point)
{
    return point->value >= value_at(curve, curve->low, point->time) &&
           point->value <= value_at(curve, curve->high, point->time);
}

en_status en_history_compare(const en_history_row *points, size_t count, const en_history_curve *curve,
                             en_arena *scratch, en_history_fit *fit)
{
    double *observed = en_arena_array(scratch, count, sizeof *observed),
           *simulated = en_arena_array(scratch, count, sizeof *simulated);
    if (!observed || !simulated) return EN_ERR_MEMORY;
    fit->points = fit->outside = fit->in_band = 0;
    fit->has_band = curve->low && curve->high;
    for (size_t i = 0; i < count; i++) {
        const en_history_row *point = &points[i];
        bool within = is_within(curve, point->time);
        double value = within ? value_at(curve, curve->middle, point->time) : 0;
        if (!within || !is_finite(value)) {
            fit->outside++;
            continue;
        }
        observed[fit->points] = point->value;
        simulated[fit->points++] = value;
        if (fit->has_band && is_in_band(curve, point)) fit->in_band++;
    }
    fit->theil = en_theil_compare(observed, simulated, fit->points);
    return EN_OK;
}

/* The values of a quantile of a column; NULL: the table does not have it. */
static const double *quantile_of(const en_fan_table *fan, size_t column, double percent)
{
    for (size_t q = 0; q < fan->quantile_count; q++)
        if (fan->percents[q] == percent) return fan->quantiles + column * fan->rows * fan->quantile_count + q;
    return NULL;
}

bool en_history_curve_of(const en_fan_table *fan, size_t column, en_history_curve *curve)
{
    *curve = (en_history_curve){.times = fan->times,
                                .rows = fan->rows,
                                .middle = quantile_of(fan, column, 50),
                                .low = quantile_of(fan, column, 5),
                                .high = quantile_of(fan, column, 95),
                                .step = fan->quantile_count};
    return curve->middle && curve->low && curve->high;
}

static en_history_curve curve_of(const en_run_table *run, const en_fan_table *fan, size_t column)
{
    en_history_curve curve;
    if (run)
        return (en_history_curve){
            .times = run->times, .rows = run->rows, .middle = run->values + column, .step = run->columns};
    (void)en_history_curve_of(fan, column, &curve);
    return curve;
}

/* Whether an earlier row is about the same variable. */
static bool is_known(const en_history_columns *columns, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (columns->of_row[i] == columns->of_row[row]) return true;
    return false;
}

en_status en_history_fit_all(const en_plan_rows *history, const en_history_columns *columns,
                             const en_run_table *run, const en_fan_table *fan, en_arena *arena,
                             en_history_fits *fits)
{
    *fits = (en_history_fits){.at = en_arena_array(arena, history->count, sizeof *fits->at)};
    en_history_row *points = en_arena_array(arena, history->count, sizeof *points);
    if (!fits->at || !points) return EN_ERR_MEMORY;
    for (size_t i = 0; i < history->count; i++) {
        size_t column = columns->of_row[i], count = 0;
        if (is_known(columns, i)) continue;
        for (size_t k = i; k < history->count; k++)
            if (columns->of_row[k] == column) points[count++] = history->history[k];
        en_history_curve curve = curve_of(run, fan, column);
        en_history_fit *fit = &fits->at[fits->count++];
        *fit = (en_history_fit){.variable = columns->columns.at[column].name};
        en_status status = en_history_compare(points, count, &curve, arena, fit);
        if (status != EN_OK) return status;
    }
    return EN_OK;
}

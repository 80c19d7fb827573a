/* Results of a model as tables, written. See plan_results.h. */
#include "plan_results.h"

void en_plan_number_add(en_text *text, double value)
{
    if (value != value) return;
    if (value - value == 0) en_text_add_real(text, value);
    else en_text_add_z(text, value > 0 ? "INF" : "-INF");
}

static void add_cell(en_text *text, double value)
{
    en_text_add_char(text, ',');
    en_plan_number_add(text, value);
}

void en_run_table_add(en_text *text, const en_run_table *table)
{
    en_text_add_z(text, "time");
    for (size_t c = 0; c < table->columns; c++) {
        en_text_add_char(text, ',');
        en_csv_add(text, table->names[c]);
    }
    en_text_add_char(text, '\n');
    for (size_t r = 0; r < table->rows; r++) {
        en_plan_number_add(text, table->times[r]);
        for (size_t c = 0; c < table->columns; c++) add_cell(text, table->values[r * table->columns + c]);
        en_text_add_char(text, '\n');
    }
}

void en_quantile_name_add(en_text *text, double percent)
{
    en_text_add_z(text, percent >= 0 && percent < 10 && percent == (double)(int)percent ? "q0" : "q");
    en_text_add_real(text, percent);
}

static void add_fan_row(en_text *text, const en_fan_table *table, size_t column, size_t row)
{
    size_t at = column * table->rows + row;
    en_plan_number_add(text, table->times[row]);
    en_text_add_char(text, ',');
    en_csv_add(text, table->names[column]);
    en_text_add_char(text, ',');
    en_text_add_int(text, (int64_t)table->runs);
    add_cell(text, table->mean[at]);
    add_cell(text, table->sd[at]);
    for (size_t q = 0; q < table->quantile_count; q++)
        add_cell(text, table->quantiles[at * table->quantile_count + q]);
    en_text_add_char(text, '\n');
}

void en_fan_table_add(en_text *text, const en_fan_table *table)
{
    en_text_add_z(text, "time,variable,runs,mean,sd");
    for (size_t q = 0; q < table->quantile_count; q++) {
        en_text_add_char(text, ',');
        en_quantile_name_add(text, table->percents[q]);
    }
    en_text_add_char(text, '\n');
    for (size_t r = 0; r < table->rows; r++)
        for (size_t c = 0; c < table->columns; c++) add_fan_row(text, table, c, r);
}

void en_rank_table_add(en_text *text, const en_rank_table *table)
{
    en_text_add_z(text, "variable,time,method,runs,r_squared,name,effect,second,low,high\n");
    for (size_t i = 0; i < table->count; i++) {
        const en_rank_row *row = &table->rows[i];
        en_csv_add(text, table->variable);
        add_cell(text, table->time);
        en_text_add_char(text, ',');
        en_text_add(text, table->method);
        en_text_add_char(text, ',');
        en_text_add_int(text, (int64_t)table->runs);
        add_cell(text, table->r_squared);
        en_text_add_char(text, ',');
        en_csv_add(text, row->name);
        const double cells[] = {row->value, row->second, row->low, row->high};
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) add_cell(text, cells[k]);
        en_text_add_char(text, '\n');
    }
}

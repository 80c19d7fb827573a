/* What a ledger says that may be meant otherwise. See ledger_build.h. */
#include "ledger_build.h"

#include "number.h"

/* Units of things that have no thousandths. */
static bool is_whole_thing(en_str unit)
{
    static const char *const things[] = {"persons",       "companies",  "projects",  "institutions", "plants",
                                         "organisations", "labs",       "places",    "startups",     "items",
                                         "solutions",     "programmes", "countries", "couples"};
    const char *slash = unit.size ? memchr(unit.at, '/', unit.size) : NULL;
    if (slash) unit.size = (size_t)(slash - unit.at);
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (en_str_is(unit, things[i])) return true;
    return false;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* One to three digits that do not begin with 0, a point, and three decimals. */
static bool looks_grouped(en_str cell)
{
    enum { DECIMALS = 3, MOST = 7 };
    if (cell.size < DECIMALS + 2 || cell.size > MOST || cell.at[0] == '0') return false;
    for (size_t i = 0; i < cell.size; i++)
        if (i == cell.size - DECIMALS - 1 ? cell.at[i] != '.' : !is_digit(cell.at[i])) return false;
    return true;
}

static bool ends_in_zeros(en_str cell)
{
    return cell.at[cell.size - 1] == '0' && cell.at[cell.size - 2] == '0';
}

static en_str unit_of(const en_ledger *ledger, en_ledger_table table, const en_row *row)
{
    int column = en_shape_column(&en_shapes[table], "indicator");
    en_ref indicator = en_ledger_find(ledger, EN_INDICATORS, row->cells[column]);
    return en_ref_given(indicator) ? en_indicator_at(ledger, indicator.index)->unit : (en_str){"", 0};
}

static void warn(const en_row *row, const char *column, en_str cell, en_report *report)
{
    char digits[8];
    double read = 0;
    size_t size = 0;
    for (size_t i = 0; i < cell.size; i++)
        if (cell.at[i] != '.') digits[size++] = cell.at[i];
    if (en_real_read(cell, &read) != EN_NUMBER_FINE) return;
    en_arg args[] = {en_arg_real("read", read), en_arg_str("meant", (en_str){digits, size})};
    (void)en_report_add(report, EN_WARNING, EN_W_LEDGER_LOOKS_LIKE_THOUSANDS, en_row_where(row, column, cell),
                        2, args);
}

static void warn_of_row(const en_ledger *ledger, en_ledger_table table, const en_row *row, en_report *report)
{
    const en_shape *shape = &en_shapes[table];
    for (size_t i = 0; i < shape->field_count; i++) {
        en_str cell = row->cells[i];
        if (shape->fields[i].type != EN_FIELD_NUMBER || !looks_grouped(cell)) continue;
        if (ends_in_zeros(cell) || is_whole_thing(unit_of(ledger, table, row)))
            warn(row, shape->fields[i].column, cell, report);
    }
}

void en_ledger_warn(const en_ledger *ledger, const en_rows *rows, en_report *report)
{
    static const en_ledger_table tables[] = {EN_FIGURES, EN_COMMITMENTS};
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (size_t i = 0; i < rows->of[tables[t]].count; i++)
            warn_of_row(ledger, tables[t], &rows->of[tables[t]].at[i], report);
}

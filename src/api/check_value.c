/* One value against its kind. See check_value.h. */
#include "check_value.h"

#include "date.h"
#include "number.h"

bool check_is_choice(const char *choices, en_str s)
{
    en_str rest = en_str_of(choices), piece;
    while (en_str_next(&rest, '|', &piece))
        if (en_str_equal(piece, s)) return true;
    return false;
}

static en_status refuse(en_report *report, en_word word, en_where where)
{
    return en_report_error(report, word, where);
}

en_status check_integer(check_bounds bounds, int64_t value, en_where where, en_report *report)
{
    if (bounds.least == 0 && bounds.most == 0) bounds.most = EN_INTEGER_MOST;
    if (value >= bounds.least && value <= bounds.most) return EN_OK;
    en_arg args[] = {en_arg_int("least", bounds.least), en_arg_int("most", bounds.most)};
    return en_report_add(report, EN_ERROR, EN_W_CHECK_NUMBER_BOUNDS, where, 2, args);
}

static en_status check_length(check_bounds bounds, en_str value, en_where where, en_report *report)
{
    if (bounds.least == 0 && bounds.most == 0) bounds.most = EN_TEXT_MOST;
    if ((int64_t)value.size >= bounds.least && (int64_t)value.size <= bounds.most) return EN_OK;
    en_arg args[] = {en_arg_int("least", bounds.least), en_arg_int("most", bounds.most)};
    return en_report_add(report, EN_ERROR, EN_W_CHECK_LENGTH, where, 2, args);
}

static en_status check_id(check_bounds bounds, en_where where, en_arena *arena, en_report *report,
                          en_str *value)
{
    en_str id = {0};
    switch (en_id_normalise(arena, *value, &id)) {
    case EN_ID_FINE: break;
    case EN_ID_NO_MEMORY: return EN_ERR_MEMORY;
    case EN_ID_TOO_LONG:
    case EN_ID_CONTROL: return refuse(report, EN_W_CHECK_ID, where);
    }
    if (id.size == 0) return refuse(report, EN_W_CHECK_ID, where);
    *value = id;
    return check_length(bounds, id, where, report);
}

static en_status check_written_integer(check_bounds bounds, en_str s, en_where where, en_report *report)
{
    uint64_t number;
    bool is_negative = s.size > 1 && *s.at == '-';
    en_str digits = is_negative ? (en_str){s.at + 1, s.size - 1} : s;
    if (en_whole_read(digits, INT64_MAX, &number) != EN_NUMBER_FINE)
        return refuse(report, EN_W_CHECK_INTEGER, where);
    return check_integer(bounds, is_negative ? -(int64_t)number : (int64_t)number, where, report);
}

static bool are_digits(const char *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (at[i] < '0' || at[i] > '9') return false;
    return true;
}

/* 2026-11-22T10:00:00Z, perhaps with digits of the second. */
static bool is_instant(en_str s)
{
    en_date day;
    if (s.size < 20 || s.size > 30 || s.at[10] != 'T' || s.at[s.size - 1] != 'Z') return false;
    if (!en_date_read((en_str){s.at, 10}, &day) || s.at[13] != ':' || s.at[16] != ':') return false;
    if (!are_digits(s.at + 11, 2) || !are_digits(s.at + 14, 2) || !are_digits(s.at + 17, 2)) return false;
    if (memcmp(s.at + 11, "24", 2) >= 0 || s.at[14] > '5' || s.at[17] > '5') return false;
    return s.size == 20 || (s.size > 21 && s.at[19] == '.' && are_digits(s.at + 20, s.size - 21));
}

static en_status check_choice(const char *choices, en_str value, en_where where, en_report *report)
{
    if (check_is_choice(choices, value)) return EN_OK;
    en_arg arg = en_arg_text("choices", choices);
    return en_report_add(report, EN_ERROR, EN_W_CHECK_CHOICE, where, 1, &arg);
}

en_status check_text(check_bounds bounds, en_where where, en_arena *arena, en_report *report, en_str *value)
{
    double real;
    en_date date;
    switch (bounds.kind) {
    case EN_KIND_TEXT: return check_length(bounds, *value, where, report);
    case EN_KIND_ID: return check_id(bounds, where, arena, report, value);
    case EN_KIND_INTEGER: return check_written_integer(bounds, *value, where, report);
    case EN_KIND_REAL:
    case EN_KIND_DECIMAL:
        return en_real_round(*value, &real) == EN_NUMBER_FINE ? EN_OK
                                                              : refuse(report, EN_W_CHECK_NUMBER, where);
    case EN_KIND_BOOLEAN: return check_choice("true|false", *value, where, report);
    case EN_KIND_DATE: return en_date_read(*value, &date) ? EN_OK : refuse(report, EN_W_CHECK_DATE, where);
    case EN_KIND_INSTANT: return is_instant(*value) ? EN_OK : refuse(report, EN_W_CHECK_INSTANT, where);
    case EN_KIND_CHOICE: return check_choice(bounds.choices, *value, where, report);
    case EN_KIND_OBJECT:
    case EN_KIND_JSON: break;
    }
    return refuse(report, EN_W_CHECK_KIND_TEXT, where);
}

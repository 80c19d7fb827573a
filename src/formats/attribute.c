/* Cells of attributes as values. See attribute.h. */
#include "attribute.h"

#include "date.h"
#include "number.h"

static const char *const type_names[EN_ATTRIBUTE_TYPES] = {"text", "number", "date", "jlpt", "cefr"};

static const char *const jlpt_levels[] = {"N5", "N4", "N3", "N2", "N1", NULL};
static const char *const cefr_levels[] = {"A1", "A2", "B1", "B2", "C1", "C2", NULL};

const char *en_attribute_type_name(en_attribute_type type) { return type_names[type]; }

const char *const *en_attribute_levels(en_attribute_type type)
{
    if (type == EN_ATTRIBUTE_JLPT) return jlpt_levels;
    return type == EN_ATTRIBUTE_CEFR ? cefr_levels : NULL;
}

static bool level_value(const char *const *levels, en_str text, double *value)
{
    for (size_t i = 0; levels[i]; i++)
        if (en_str_is(text, levels[i])) {
            *value = (double)(i + 1);
            return true;
        }
    return false;
}

/* Only whole days: a month would be before and after a day in it. */
static bool day_value(en_str text, double *value)
{
    en_date date;
    if (!en_date_read(text, &date) || date.day == 0) return false;
    *value = en_date_first(date);
    return true;
}

bool en_attribute_value(en_attribute_type type, en_str text, double *value)
{
    switch (type) {
    case EN_ATTRIBUTE_NUMBER: return en_real_read(text, value) == EN_NUMBER_FINE;
    case EN_ATTRIBUTE_DATE: return day_value(text, value);
    case EN_ATTRIBUTE_JLPT: return level_value(jlpt_levels, text, value);
    case EN_ATTRIBUTE_CEFR: return level_value(cefr_levels, text, value);
    case EN_ATTRIBUTE_TEXT:
    case EN_ATTRIBUTE_TYPES: break;
    }
    return false;
}

bool en_attribute_cell(const en_csv *csv, int column, en_attribute_type type, double *value)
{
    en_str text = en_cell_text(csv, column);
    *value = (double)NAN;
    if (text.size == 0) return true;
    if (type == EN_ATTRIBUTE_NUMBER) return en_cell_real(csv, column, value);
    if (en_attribute_value(type, text, value)) return true;
    *value = (double)NAN;
    return en_cell_fault(csv, column,
                         type == EN_ATTRIBUTE_JLPT   ? EN_W_ATTRIBUTE_NOT_JLPT
                         : type == EN_ATTRIBUTE_CEFR ? EN_W_ATTRIBUTE_NOT_CEFR
                                                     : EN_W_ATTRIBUTE_NOT_DAY);
}

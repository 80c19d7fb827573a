/* What follows from the rows about values: the properties of a type that are columns of a table of the
 * ledger, and the choices of a filter by such a column. */
#include "api.h"

/* A column as a property: lists of a cell become arrays, numbers stay text with the digits that were written.
 */
static en_property property_of(const en_field *field)
{
    static const en_kind kinds[] = {[EN_FIELD_ID] = EN_KIND_ID,        [EN_FIELD_REF] = EN_KIND_ID,
                                    [EN_FIELD_REFS] = EN_KIND_ID,      [EN_FIELD_OPERANDS] = EN_KIND_TEXT,
                                    [EN_FIELD_TEXT] = EN_KIND_TEXT,    [EN_FIELD_LIST] = EN_KIND_TEXT,
                                    [EN_FIELD_DATE] = EN_KIND_DATE,    [EN_FIELD_NUMBER] = EN_KIND_DECIMAL,
                                    [EN_FIELD_CHOICE] = EN_KIND_CHOICE};
    return (en_property){.name = field->column,
                         .kind = kinds[field->type],
                         .required = field->required,
                         .list = field->type == EN_FIELD_REFS || field->type == EN_FIELD_OPERANDS ||
                                 field->type == EN_FIELD_LIST,
                         .choices = field->choices};
}

size_t en_type_property_count(const en_type *type)
{
    return type->count + en_shapes[type->table].field_count;
}

en_property en_type_property(const en_type *type, size_t at)
{
    if (at < type->count) return type->properties[at];
    return property_of(&en_shapes[type->table].fields[at - type->count]);
}

const char *en_route_choices(const en_route *route, const en_parameter *parameter)
{
    if (parameter->choices || parameter->in != EN_IN_QUERY) return parameter->choices;
    int column = en_shape_column(&en_shapes[route->table], parameter->name);
    return column < 0 ? NULL : en_shapes[route->table].fields[column].choices;
}

size_t en_route_parameter_count(const en_route *route)
{
    size_t count = 0;
    while (count < EN_ROUTE_MOST_PARAMETERS && route->parameters[count].name) count++;
    return count;
}

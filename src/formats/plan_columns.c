/* Names of columns. See plan_columns.h. */
#include "plan_columns.h"

static en_str next_cell(const char *at)
{
    const char *start = at;
    unsigned depth = 0;
    bool quoted = false;
    for (; *at && (quoted || depth || *at != ','); at++) {
        if (*at == '"') quoted = !quoted;
        else if (!quoted && *at == '[') depth++;
        else if (!quoted && *at == ']' && depth) depth--;
    }
    return (en_str){start, (size_t)(at - start)};
}

/* A cell without the quotes around it and the doubled ones in it. */
static en_str unquoted(en_arena *arena, en_str cell)
{
    bool whole = cell.size > 1 && *cell.at == '"' && cell.at[cell.size - 1] == '"';
    char *copy = en_arena_raw(arena, cell.size + 1, 1);
    en_str name = {copy, 0};
    for (size_t i = whole; copy && i < cell.size - whole; i++) {
        copy[name.size++] = cell.at[i];
        if (whole && cell.at[i] == '"' && cell.at[i + 1] == '"' && i + 2 < cell.size) i++;
    }
    return name;
}

bool en_columns_next(const char **rest, en_arena *arena, en_str *name)
{
    if (!*rest) return false;
    en_str cell = next_cell(*rest);
    *rest = cell.at[cell.size] ? cell.at + cell.size + 1 : NULL;
    *name = unquoted(arena, en_str_trim(cell));
    if (name->at) *name = en_str_trim(*name);
    return true;
}

/* See plan.h: names as people write them in tables and on the command line. */
#include "name.h"
#include "plan.h"

#include "lower.h"

/* Without the last part of a qualified name, if that is `last`; false if it is not. */
static bool take_last(en_str key, const char *last, en_str *before)
{
    size_t n = strlen(last);
    if (key.size <= n + 1 || key.at[key.size - n - 1] != '.' || memcmp(key.at + key.size - n, last, n) != 0)
        return false;
    if (key.size > n + 1 && key.at[key.size - n - 2] == '\\') return false;
    *before = (en_str){key.at, key.size - n - 1};
    return true;
}

/* `a` and `b` of `name[a, b]`: the slots that are meant. A star stands for all, in the last places. */
static en_plan_find_fault find_elements(const en_plan *plan, en_arena *scratch, en_str inside,
                                        en_plan_found *found)
{
    const en_space_variable *v = &plan->space.variables[found->variable];
    const en_space_definition *d = v->definition;
    uint32_t slot = 0, count = d->count, k = 0;
    en_str piece;
    while (en_str_next(&inside, ',', &piece)) {
        en_str key;
        if (en_str_is(piece, "*")) {
            found->each = true;
            k++;
            continue;
        }
        if (k >= d->rank || found->each) return EN_FIND_ELEMENT;
        en_name_fault fault = en_name_of(scratch, piece, &key);
        if (fault == EN_NAME_NO_MEMORY) return EN_FIND_NO_MEMORY;
        const en_space_dimension *dimension = en_space_dimension_of(&plan->space, d, k++);
        uint32_t element = fault == EN_NAME_FINE ? en_ids_find(&dimension->elements, key) : EN_IDS_NONE;
        if (element == EN_IDS_NONE) return EN_FIND_ELEMENT;
        count /= dimension->count;
        slot += element * count;
    }
    if (k > d->rank || k == 0 || (k < d->rank && !found->each)) return EN_FIND_ELEMENT;
    found->first = v->first + slot;
    found->count = count;
    return EN_FIND_FINE;
}

static en_plan_find_fault find(const en_plan *plan, en_arena *scratch, en_str name, en_plan_found *found)
{
    en_str outer = en_str_trim(name), inside = {NULL, 0}, key, before;
    *found = (en_plan_found){.variable = EN_SPACE_NONE};
    const char *open =
        outer.size && outer.at[outer.size - 1] == ']' ? memchr(outer.at, '[', outer.size) : NULL;
    if (open) {
        inside = (en_str){open + 1, (size_t)(outer.at + outer.size - 1 - (open + 1))};
        outer.size = (size_t)(open - outer.at);
    }
    en_name_fault fault = en_qualified_of(scratch, outer, &key);
    if (fault != EN_NAME_FINE) return fault == EN_NAME_NO_MEMORY ? EN_FIND_NO_MEMORY : EN_FIND_UNKNOWN;
    found->variable = en_space_find_written(&plan->space, 0, key);
    if (found->variable == EN_SPACE_NONE && take_last(key, "y", &before)) {
        found->variable = en_space_find_written(&plan->space, 0, before);
        found->curve = true;
    }
    if (found->variable == EN_SPACE_NONE) return EN_FIND_UNKNOWN;
    const en_space_variable *v = &plan->space.variables[found->variable];
    found->first = v->first;
    found->count = v->definition->count;
    if (found->curve && !en_lower_has_curve(&plan->space, v->first)) return EN_FIND_NO_CURVE;
    return open ? find_elements(plan, scratch, inside, found) : EN_FIND_FINE;
}

en_plan_find_fault en_plan_find(const en_plan *plan, en_str name, en_plan_found *found)
{
    en_arena scratch = en_arena_make(plan->space.arena.allocator);
    en_plan_find_fault fault = find(plan, &scratch, name, found);
    en_arena_free(&scratch);
    return fault;
}

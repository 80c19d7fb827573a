/* See unit.h. */
#include "unit.h"

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

bool en_ratio_make(int64_t above, int64_t below, en_ratio *ratio)
{
    if (below == 0) return false;
    int64_t divisor = common_divisor(above, below);
    if (below < 0) divisor = -divisor;
    above /= divisor;
    below /= divisor;
    if (above > EN_RATIO_MOST || above < -EN_RATIO_MOST || below > EN_RATIO_MOST) return false;
    *ratio = (en_ratio){(int32_t)above, (int32_t)below};
    return true;
}

bool en_ratio_add(en_ratio a, en_ratio b, en_ratio *sum)
{
    return en_ratio_make((int64_t)a.above * b.below + (int64_t)b.above * a.below, (int64_t)a.below * b.below,
                         sum);
}

bool en_ratio_multiply(en_ratio a, en_ratio b, en_ratio *product)
{
    return en_ratio_make((int64_t)a.above * b.above, (int64_t)a.below * b.below, product);
}

bool en_ratio_of(double number, en_ratio *ratio)
{
    double thousands = number * 1000;
    if (!(thousands >= -1e9 && thousands <= 1e9)) return false;
    int64_t nearest = (int64_t)(thousands + (thousands < 0 ? -0.5 : 0.5));
    return (double)nearest / 1000 == number && en_ratio_make(nearest, 1000, ratio);
}

en_unit_fault en_unit_base(en_arena *arena, uint32_t base, en_unit *unit)
{
    en_unit_factor *factor = en_arena_raw(arena, 1, sizeof *factor);
    if (!factor) return EN_UNIT_NO_MEMORY;
    *factor = (en_unit_factor){base, {1, 1}};
    *unit = (en_unit){factor, 1};
    return EN_UNIT_FINE;
}

/* The next factor of the product; false where a power is too large. power 0: the factors cancel. */
static bool merge(const en_unit *a, const en_unit *b, en_ratio power, uint32_t *i, uint32_t *j,
                  en_unit_factor *made)
{
    bool from_a = *i < a->count && (*j == b->count || a->at[*i].base <= b->at[*j].base);
    bool from_b = *j < b->count && (*i == a->count || b->at[*j].base <= a->at[*i].base);
    made->base = from_a ? a->at[*i].base : b->at[*j].base;
    made->power = from_a ? a->at[*i].power : (en_ratio){0, 1};
    if (from_b) {
        en_ratio raised;
        if (!en_ratio_multiply(b->at[*j].power, power, &raised)) return false;
        if (!en_ratio_add(made->power, raised, &made->power)) return false;
    }
    *i += from_a;
    *j += from_b;
    return true;
}

en_unit_fault en_unit_multiply(en_arena *arena, en_unit a, en_unit b, en_ratio power, en_unit *product)
{
    if (b.count == 0 || power.above == 0) {
        *product = a;
        return EN_UNIT_FINE;
    }
    en_unit_factor *factors = en_arena_raw(arena, (size_t)a.count + b.count, sizeof *factors);
    if (!factors) return EN_UNIT_NO_MEMORY;
    uint32_t count = 0;
    for (uint32_t i = 0, j = 0; i < a.count || j < b.count;) {
        if (!merge(&a, &b, power, &i, &j, &factors[count])) return EN_UNIT_TOO_LARGE;
        count += factors[count].power.above != 0;
    }
    if (count > EN_UNIT_MOST_FACTORS) return EN_UNIT_TOO_LARGE;
    *product = (en_unit){factors, count};
    return EN_UNIT_FINE;
}

bool en_unit_equal(en_unit a, en_unit b)
{
    if (a.count != b.count) return false;
    for (uint32_t k = 0; k < a.count; k++) {
        const en_unit_factor *x = &a.at[k], *y = &b.at[k];
        if (x->base != y->base || x->power.above != y->power.above || x->power.below != y->power.below)
            return false;
    }
    return true;
}

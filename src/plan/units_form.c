/* Forms: what is calculated with them, and when two of them are one unit. See units_check.h. */
#include "units_check.h"

static en_form lost(void) { return (en_form){.kind = EN_FORM_LOST}; }

static bool multiply(en_unit_checker *c, en_unit a, en_unit b, en_ratio power, en_unit *product)
{
    en_unit_fault fault = en_unit_multiply(&c->scratch, a, b, power, product);
    if (fault == EN_UNIT_NO_MEMORY) c->out_of_memory = true;
    return fault == EN_UNIT_FINE;
}

static en_form multiply_numbers(en_form a, en_form b, en_ratio power)
{
    en_form made = {.kind = EN_FORM_NUMBER};
    en_ratio other = b.value;
    if (power.above < 0) {
        other = (en_ratio){b.value.below, b.value.above};
        if (b.value.above < 0) other = (en_ratio){-b.value.below, -b.value.above};
    }
    bool plain = power.below == 1 && (power.above == 1 || (power.above == -1 && other.below != 0));
    made.valued = a.valued && b.valued && plain && en_ratio_multiply(a.value, other, &made.value);
    return made;
}

en_form en_form_multiply(en_unit_checker *c, en_form a, en_form b, en_ratio power)
{
    if (a.kind == EN_FORM_LOST || b.kind == EN_FORM_LOST) return lost();
    if (a.kind == EN_FORM_NUMBER && b.kind == EN_FORM_NUMBER) return multiply_numbers(a, b, power);
    en_form made = {.kind = EN_FORM_UNIT};
    return multiply(c, a.unit, b.unit, power, &made.unit) ? made : lost();
}

en_form en_form_of(en_unit_checker *c, uint32_t variable)
{
    const en_known_unit *known = &c->known[variable];
    if (known->how == EN_KNOWN_LOST) return lost();
    en_form form = {.kind = EN_FORM_UNIT, .unit = known->unit};
    if (known->how != EN_KNOWN_NOT) return form;
    if (en_unit_base(&c->scratch, EN_UNITS_OPEN + variable, &form.unit) == EN_UNIT_FINE) return form;
    c->out_of_memory = true;
    return lost();
}

bool en_form_is_open(const en_form *form)
{
    return form->unit.count > 0 && form->unit.at[form->unit.count - 1].base >= EN_UNITS_OPEN;
}

/* quotient, which must be dimensionless, has one unknown unit: its last factor. */
static void learn(en_unit_checker *c, en_unit quotient)
{
    const en_unit_factor *open = &quotient.at[quotient.count - 1];
    en_unit rest = {quotient.at, quotient.count - 1}, unit;
    en_ratio power;
    if (c->telling || c->learnt_count == EN_UNITS_MOST_LEARNT) return;
    if (!en_ratio_make(-open->power.below, open->power.above, &power)) return;
    if (!multiply(c, (en_unit){NULL, 0}, rest, power, &unit)) return;
    c->learnt[c->learnt_count++] = (en_unit_learnt){open->base - EN_UNITS_OPEN, unit};
}

en_form en_units_agree(en_unit_checker *c, const en_unit_env *env, uint32_t node, en_word rule,
                       en_unit_side a, en_unit_side b)
{
    en_unit quotient;
    if (a.form.kind == EN_FORM_LOST || b.form.kind == EN_FORM_LOST) return lost();
    if (a.form.kind == EN_FORM_NUMBER) return b.form;
    if (b.form.kind == EN_FORM_NUMBER) return a.form;
    if (!multiply(c, a.form.unit, b.form.unit, (en_ratio){-1, 1}, &quotient)) return lost();
    uint32_t open = 0;
    while (open < quotient.count && quotient.at[quotient.count - 1 - open].base >= EN_UNITS_OPEN) open++;
    if (open == 1) learn(c, quotient);
    if (open > 0 || quotient.count == 0) return en_form_is_open(&a.form) ? b.form : a.form;
    if (c->telling && !c->disagrees && env) en_units_tell(c, env, node, rule, &a, &b);
    c->disagrees = true;
    return lost();
}

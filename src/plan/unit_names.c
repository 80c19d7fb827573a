/* Names of units: the model's definitions, what is built in, and messages. See unit_names.h. */
#include "unit_names.h"

#include "name.h"
#include "space.h"
#include "unit_read.h"

/* What is built in: the name that messages write, names that stand for it, and abbreviations, which are too
 * short to say that a model means the same. */
typedef struct built_in {
    const char *shown, *names[4], *short_names[2];
} built_in;

static const built_in built_ins[] = {
    {NULL, {"1", "dimensionless", "dmnl", "unitless"}, {"fraction"}},
    {"nanoseconds", {"nanoseconds", "nanosecond"}, {"ns"}},
    {"microseconds", {"microseconds", "microsecond"}, {"us"}},
    {"milliseconds", {"milliseconds", "millisecond"}, {"ms"}},
    {"seconds", {"seconds", "second"}, {"s", "sec"}},
    {"minutes", {"minutes", "minute"}, {"min"}},
    {"hours", {"hours", "hour"}, {"hr"}},
    {"days", {"days", "day"}, {NULL}},
    {"weeks", {"weeks", "week"}, {"wk"}},
    {"months", {"months", "month"}, {"mo"}},
    {"quarters", {"quarters", "quarter"}, {"qtr"}},
    {"years", {"years", "year"}, {"yr"}},
    {"people", {"people", "person", "persons"}, {NULL}},
    {"dollars", {"dollars", "dollar"}, {"$", "$s"}},
};

static bool is_one_of(en_str key, const char *const *names, size_t count)
{
    for (size_t k = 0; k < count && names[k]; k++)
        if (en_str_is(key, names[k])) return true;
    return false;
}

static const built_in *find_built_in(en_str key, bool whole_names_only)
{
    for (size_t k = 0; k < sizeof built_ins / sizeof *built_ins; k++) {
        const built_in *b = &built_ins[k];
        if (is_one_of(key, b->names, 4) || (!whole_names_only && is_one_of(key, b->short_names, 2))) return b;
    }
    return NULL;
}

static bool make_base_room(en_unit_names *names)
{
    if (names->bases.count < names->room) return true;
    uint32_t room = names->room ? 2 * names->room : 32;
    en_ids larger;
    en_str *shown = en_arena_array(names->arena, room, sizeof *shown);
    bool known;
    if (!shown || !en_ids_make(names->arena, room, &larger)) return false;
    for (uint32_t k = 0; k < names->bases.count; k++) {
        en_ids_add(&larger, names->bases.ids[k], &known);
        shown[k] = names->shown[k];
    }
    names->bases = larger;
    names->shown = shown;
    names->room = room;
    return true;
}

/* The base unit of a key; new ones are shown as written. */
static en_unit_fault base_of(en_unit_names *names, en_str key, en_str written, en_unit *unit)
{
    uint32_t base = en_ids_find(&names->bases, key);
    if (base == EN_IDS_NONE) {
        bool known;
        if (!make_base_room(names)) return EN_UNIT_NO_MEMORY;
        en_text text = en_text_make(names->arena->allocator);
        en_name_show(&text, written);
        for (size_t k = 1; k + 1 < text.size; k++)
            if (text.at[k] == '_') text.at[k] = ' ';
        const char *shown =
            text.failed ? NULL : en_arena_copy(names->arena, text.at ? text.at : "", text.size);
        size_t size = text.size;
        en_text_free(&text);
        if (!shown) return EN_UNIT_NO_MEMORY;
        base = en_ids_add(&names->bases, key, &known);
        names->shown[base] = (en_str){shown, size};
    }
    return en_unit_base(names->arena, base, unit);
}

static en_unit_fault built_in_of(en_unit_names *names, const built_in *b, en_str written, en_unit *unit)
{
    *unit = (en_unit){NULL, 0};
    return b->shown ? base_of(names, en_str_of(b->shown), written, unit) : EN_UNIT_FINE;
}

static void tell(en_unit_names *names, const en_plan_unit *written, en_plan_place place, en_word rule,
                 en_str value)
{
    (void)en_space_report(names->report, names->severity, rule, names->file, place, written->name.text, value,
                          0, NULL);
}

/* A unit without an equation: built in under its name or an alias, or a base of its own. */
static en_unit_fault primary_of(en_unit_names *names, const en_plan_unit *written, en_unit *unit)
{
    en_str key;
    const built_in *b = NULL;
    for (size_t k = 0; !b && k <= written->aliases.count; k++) {
        en_str name = k ? written->aliases.at[k - 1].text : written->name.text;
        en_name_fault fault = en_name_of(names->arena, name, &key);
        if (fault == EN_NAME_NO_MEMORY) return EN_UNIT_NO_MEMORY;
        if (fault == EN_NAME_FINE) b = find_built_in(key, k > 0);
    }
    if (b) return built_in_of(names, b, written->name.text, unit);
    en_name_fault fault = en_name_of(names->arena, written->name.text, &key);
    if (fault == EN_NAME_NO_MEMORY) return EN_UNIT_NO_MEMORY;
    return base_of(names, key, written->name.text, unit);
}

static void tell_circle(en_unit_names *names, const en_plan_unit *written)
{
    tell(names, written, en_plan_text_place(&written->equation, 0), EN_W_PLAN_UNIT_CIRCLE,
         written->equation.text);
}

/* What a definition stands for, with the definitions that it uses. One that is met in its own is what it is
 * by itself: `person` may be said to be a person, and more than that is told. */
static en_unit_fault define(en_unit_names *names, en_unit_definition *d, en_unit *unit)
{
    const en_plan_unit *written = d->written;
    en_unit_fault fault = EN_UNIT_FINE;
    bool circular = d->stage == EN_UNIT_OPEN || names->depth > EN_UNIT_MOST_DEPTH;
    if (d->stage == EN_UNIT_DONE) {
        *unit = d->unit;
        return EN_UNIT_FINE;
    }
    bool direct = d->stage == EN_UNIT_OPEN && names->depth == d->depth;
    if (circular && !direct) tell_circle(names, written);
    d->names_itself = circular && direct;
    if (circular || !written->equation.text.size) {
        fault = primary_of(names, written, &d->unit);
    } else {
        en_unit read;
        d->stage = EN_UNIT_OPEN;
        d->depth = ++names->depth;
        en_status status = en_unit_read(names, &written->equation, written->name.text, &read);
        names->depth--;
        if (status == EN_ERR_MEMORY) return EN_UNIT_NO_MEMORY;
        if (status != EN_OK) fault = primary_of(names, written, &d->unit);
        else if (d->stage == EN_UNIT_OPEN) d->unit = read;
        else if (d->names_itself && !en_unit_equal(read, d->unit)) tell_circle(names, written);
    }
    d->stage = EN_UNIT_DONE;
    *unit = d->unit;
    return fault;
}

/* A name that is defined, or a base of its own. */
static en_unit_fault single_of(en_unit_names *names, en_str key, en_str written, en_unit *unit)
{
    uint32_t own = en_ids_find(&names->keys, key);
    if (own != EN_IDS_NONE) return define(names, &names->definitions[names->definition_of[own]], unit);
    const built_in *b = find_built_in(key, false);
    return b ? built_in_of(names, b, written, unit) : base_of(names, key, written, unit);
}

/* Takes what stands before the first `per` of a key, which is the rest where there is none. */
static en_str take_part(en_str *rest)
{
    en_str whole = *rest;
    for (size_t k = 0; k + 4 < whole.size; k++) {
        bool starts = k == 0 || whole.at[k - 1] == '_';
        if (!starts || memcmp(whole.at + k, "per_", 4) != 0) continue;
        if (whole.at[k + 4] >= '0' && whole.at[k + 4] <= '9') continue; /* no name begins so */
        *rest = (en_str){whole.at + k + 4, whole.size - k - 4};
        return (en_str){whole.at, k > 0 ? k - 1 : 0};
    }
    rest->size = 0;
    return whole;
}

en_unit_fault en_unit_named(en_unit_names *names, en_str key, en_str written, en_unit *unit)
{
    en_str rest = key, part = take_part(&rest);
    bool known = en_ids_find(&names->keys, key) != EN_IDS_NONE || find_built_in(key, false);
    if (known || rest.size == 0) return single_of(names, key, written, unit);
    *unit = (en_unit){NULL, 0};
    for (int32_t power = 1;; power = -1) {
        en_unit next = {NULL, 0};
        en_unit_fault fault = part.size ? single_of(names, part, part, &next) : EN_UNIT_FINE;
        if (fault == EN_UNIT_FINE)
            fault = en_unit_multiply(names->arena, *unit, next, (en_ratio){power, 1}, unit);
        if (fault != EN_UNIT_FINE || rest.size == 0) return fault;
        part = take_part(&rest);
    }
}

static en_status add_key(en_unit_names *names, const en_plan_text *text, uint32_t definition)
{
    en_str key;
    bool known;
    const en_plan_unit *written = names->definitions[definition].written;
    en_name_fault fault = en_name_of(names->arena, text->text, &key);
    if (fault == EN_NAME_NO_MEMORY) return EN_ERR_MEMORY;
    if (fault != EN_NAME_FINE) {
        tell(names, written, en_plan_text_place(text, 0), EN_W_PLAN_UNIT_MALFORMED, text->text);
        return EN_OK;
    }
    uint32_t at = en_ids_add(&names->keys, key, &known);
    if (!known) names->definition_of[at] = definition;
    else if (names->definition_of[at] != definition)
        tell(names, written, en_plan_text_place(text, 0), EN_W_PLAN_UNIT_TWICE, text->text);
    return EN_OK;
}

en_status en_unit_names_make(en_arena *arena, const en_plan_model *model, en_severity severity,
                             en_report *report, en_unit_names *names)
{
    *names = (en_unit_names){.arena = arena, .file = model->file, .report = report, .severity = severity};
    size_t keys = 1;
    for (size_t k = 0; k < model->unit_count; k++) keys += 1 + model->units[k].aliases.count;
    names->definitions = en_arena_array(arena, model->unit_count, sizeof *names->definitions);
    names->definition_of = en_arena_array(arena, keys, sizeof *names->definition_of);
    if (!names->definitions || !names->definition_of || !en_ids_make(arena, keys, &names->keys))
        return EN_ERR_MEMORY;
    if (!make_base_room(names)) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (size_t k = 0; k < model->unit_count && status == EN_OK; k++) {
        const en_plan_unit *w = &model->units[k];
        if (w->disabled.given && w->disabled.value) continue;
        names->definitions[names->count++].written = w;
        status = add_key(names, &w->name, names->count - 1);
        for (size_t a = 0; a < w->aliases.count && status == EN_OK; a++)
            status = add_key(names, &w->aliases.at[a], names->count - 1);
    }
    for (uint32_t k = 0; k < names->count && status == EN_OK; k++) {
        en_unit unit;
        if (define(names, &names->definitions[k], &unit) == EN_UNIT_NO_MEMORY) status = EN_ERR_MEMORY;
    }
    return status;
}

/* ---- For messages */

static void show_factor(const en_unit_names *names, const en_unit_factor *f, en_text *text)
{
    int32_t above = f->power.above < 0 ? -f->power.above : f->power.above;
    en_text_add(text, names->shown[f->base]);
    if (above == 1 && f->power.below == 1) return;
    en_text_add_z(text, f->power.below == 1 ? "^" : "^(");
    en_text_add_int(text, above);
    if (f->power.below == 1) return;
    en_text_add_char(text, '/');
    en_text_add_int(text, f->power.below);
    en_text_add_char(text, ')');
}

/* The factors above the line, or below it; how many. */
static uint32_t show_side(const en_unit_names *names, en_unit unit, bool below, en_text *text)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < unit.count; k++) {
        if ((unit.at[k].power.above < 0) != below) continue;
        if (count++ && text) en_text_add_char(text, '*');
        if (text) show_factor(names, &unit.at[k], text);
    }
    return count;
}

void en_unit_show(const en_unit_names *names, en_unit unit, en_text *text)
{
    for (uint32_t k = 0; k < names->count && unit.count > 0; k++) {
        const en_unit_definition *d = &names->definitions[k];
        if (!d->written->equation.text.size || !en_unit_equal(d->unit, unit)) continue;
        en_name_show(text, d->written->name.text);
        return;
    }
    if (show_side(names, unit, false, text) == 0) en_text_add_char(text, '1');
    uint32_t below = show_side(names, unit, true, NULL);
    if (below) en_text_add_z(text, below > 1 ? "/(" : "/");
    if (below) show_side(names, unit, true, text);
    if (below > 1) en_text_add_char(text, ')');
}

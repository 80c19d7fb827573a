/* What disagrees, for people: both sides as they are written, each with its unit and where that comes from:
 * `population [people, L12]`, `rate * population [people/years; rate: 1/years, L20]`, where L20 is the line.
 */
#include "print.h"
#include "units_check.h"

enum { MOST_COLUMNS = 24 };

/* A report keeps 60 columns of an argument, too few for the name of the file, which is that of the message
 * anyway. */
static void add_place(en_plan_place place, en_text *text)
{
    if (place.line == 0) return;
    en_text_add_z(text, ", L");
    en_text_add_int(text, place.line);
}

static void add_cut(en_text *text, const en_text *whole)
{
    en_str cut = en_utf8_cut(en_text_str(whole), MOST_COLUMNS);
    en_text_add(text, cut);
    if (cut.size < whole->size) en_text_add_z(text, "…");
}

/* A variable below the node whose unit nobody wrote. */
static uint32_t find_inferred(const en_unit_checker *c, const en_unit_env *env, uint32_t node)
{
    const en_expr *expr = &env->formula->expr;
    uint32_t first = node;
    while (expr->nodes[first].count > 0) first = en_expr_child(expr, first, 0);
    for (uint32_t n = first; n <= node; n++) {
        uint32_t variable = en_units_variable(c, env, n);
        if (variable != EN_SPACE_NONE && c->known[variable].how == EN_KNOWN_INFERRED) return variable;
    }
    return EN_SPACE_NONE;
}

static void add_name(const en_unit_checker *c, uint32_t variable, en_text *text)
{
    if (variable == en_units_time(c)) en_text_add_z(text, "TIME");
    else en_space_show(c->space, variable, text);
}

/* The variable that the side is, or that its unit hangs on; EN_SPACE_NONE. */
static uint32_t cause_of(const en_unit_checker *c, const en_unit_env *env, const en_unit_side *side)
{
    if (side->variable != EN_SPACE_NONE || side->node == EN_EXPR_NONE || !env) return side->variable;
    const en_expr *expr = &env->formula->expr;
    uint32_t name =
        expr->nodes[side->node].kind == EN_EXPR_SUBSCRIPT ? en_expr_child(expr, side->node, 0) : side->node;
    uint32_t variable = en_units_variable(c, env, name);
    return variable != EN_SPACE_NONE ? variable : find_inferred(c, env, side->node);
}

static void add_unit(const en_unit_checker *c, en_unit unit, en_text *text)
{
    en_unit_show(&c->names, unit, text);
}

static void add_side(const en_unit_checker *c, const en_unit_env *env, const en_unit_side *side,
                     en_text *text)
{
    uint32_t cause = cause_of(c, env, side);
    bool expression = side->variable == EN_SPACE_NONE && side->node != EN_EXPR_NONE && env;
    bool direct =
        cause != EN_SPACE_NONE && (!expression || en_unit_equal(c->known[cause].unit, side->form.unit));
    en_text whole = en_text_make(text->allocator);
    if (expression) en_expr_print(&whole, &env->formula->expr, side->node);
    else if (cause != EN_SPACE_NONE) add_name(c, cause, &whole);
    add_cut(text, &whole);
    if (whole.size) en_text_add_char(text, ' ');
    en_text_add_char(text, '[');
    add_unit(c, side->form.unit, text);
    if (cause != EN_SPACE_NONE && !direct) {
        en_text_add_z(text, "; ");
        add_name(c, cause, text);
        en_text_add_z(text, ": ");
        add_unit(c, c->known[cause].unit, text);
    }
    if (cause != EN_SPACE_NONE) add_place(c->known[cause].place, text);
    en_text_add_char(text, ']');
    text->failed = text->failed || whole.failed;
    en_text_free(&whole);
}

static void report_sides(en_unit_checker *c, const en_unit_env *env, en_plan_place place, en_str owner,
                         en_str value, en_word rule, const en_unit_side *a, const en_unit_side *b)
{
    en_text first = en_text_make(c->arena->allocator), second = en_text_make(c->arena->allocator);
    add_side(c, env, a, &first);
    add_side(c, env, b, &second);
    en_arg args[] = {en_arg_str("first", en_text_str(&first)), en_arg_str("second", en_text_str(&second))};
    if (first.failed || second.failed) c->out_of_memory = true;
    else
        (void)en_space_report(c->report, c->severity, rule, c->space->written->file, place, owner, value, 2,
                              args);
    en_text_free(&first);
    en_text_free(&second);
}

void en_units_tell_at(en_unit_checker *c, en_plan_place place, uint32_t owner, en_str value, en_word rule,
                      const en_unit_side *a, const en_unit_side *b)
{
    en_text name = en_text_make(c->arena->allocator);
    en_space_show(c->space, owner, &name);
    if (name.failed) c->out_of_memory = true;
    else report_sides(c, NULL, place, en_text_str(&name), value, rule, a, b);
    en_text_free(&name);
}

void en_units_tell(en_unit_checker *c, const en_unit_env *env, uint32_t node, en_word rule,
                   const en_unit_side *a, const en_unit_side *b)
{
    const en_formula *formula = env->formula;
    if (c->told[formula->number]) return;
    c->told[formula->number] = true;
    en_text name = en_text_make(c->arena->allocator);
    if (env->self != EN_SPACE_NONE) en_space_show(c->space, env->self, &name);
    else en_text_add(&name, formula->equation.owner);
    en_plan_place place = en_plan_text_place(formula->text, formula->expr.nodes[node].at);
    if (name.failed) c->out_of_memory = true;
    else report_sides(c, env, place, en_text_str(&name), formula->text->text, rule, a, b);
    en_text_free(&name);
}

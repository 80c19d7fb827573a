/* What equations name. See plan_uses.h. */
#include "plan_uses.h"

typedef struct looker {
    const en_plan *plan;
    uint32_t scope;
    en_plan_use *use;
    void *user;
} looker;

static void look_for(const looker *l, en_str key)
{
    uint32_t found = en_space_find(&l->plan->space, l->scope, key);
    if (found != EN_SPACE_NONE) l->use(l->user, found);
}

static void look_at(const looker *l, const en_formula *formula)
{
    for (uint32_t n = 0; formula->given && !formula->faulty && n < formula->expr.name_count; n++)
        look_for(l, formula->expr.names[n].key);
}

void en_plan_uses(const en_plan *plan, uint32_t variable, en_plan_use *use, void *user)
{
    const en_space_variable *v = &plan->space.variables[variable];
    looker l = {plan, v->scope, use, user};
    for (uint32_t b = 0; b < v->definition->body_count; b++) {
        const en_space_body *body = &v->definition->bodies[b];
        for (int kind = 0; kind < EN_FORMULA_KINDS; kind++) look_at(&l, &body->formulas[kind]);
    }
}

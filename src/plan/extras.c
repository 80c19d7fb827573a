/* See extras.h. */
#include "extras.h"

#include "space.h"

/* By how a name begins, behind its prefix; `usual` says that what XMILE 1.0 has is meant. isee's help:
 * "Traditional Conveyor Computation", "FIFO Conveyor Computation", "Spreading Conveyor Inputs", "Oven". */
static const struct {
    const char *begins, *usual;
} refused[] = {{"fifo", "false"}, {"spread", "beginning"}, {"oven", "false"}, {"purge", "false"}};

static bool is_refused(const en_plan_extra *extra)
{
    const en_str name = extra->name.text;
    const char *colon = memchr(name.at, ':', name.size);
    en_str local = colon ? (en_str){colon + 1, (size_t)(name.at + name.size - colon - 1)} : name;
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
        size_t n = strlen(refused[k].begins);
        if (local.size >= n && memcmp(local.at, refused[k].begins, n) == 0)
            return !en_str_is(extra->value.text, refused[k].usual);
    }
    return false;
}

static en_status check_list(const en_plan_model *model, const en_plan_variable *v,
                            const en_plan_extras *extras, en_report *report)
{
    en_status status = EN_OK;
    for (size_t k = 0; k < extras->count; k++)
        if (is_refused(&extras->at[k]))
            status = en_space_report(report, EN_ERROR, EN_W_PLAN_EXTRA, model->file,
                                     en_plan_text_place(&extras->at[k].name, 0), v->name.text,
                                     extras->at[k].name.text, 0, NULL);
    return status;
}

static en_status check_variables(const en_plan_model *model, const en_plan_variables *variables,
                                 en_report *report)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < variables->count; i++) {
        const en_plan_variable *v = &variables->at[i];
        const en_plan_conveyor *conveyor = v->body.conveyor;
        if (check_list(model, v, &v->extras, report) != EN_OK) status = EN_ERR_INPUT;
        if (conveyor && check_list(model, v, &conveyor->extras, report) != EN_OK) status = EN_ERR_INPUT;
    }
    return status;
}

en_status en_plan_check_extras(const en_plan_model *model, en_report *report)
{
    en_status status = EN_OK;
    for (size_t k = 0; k < model->model_count; k++)
        if (check_variables(model, &model->models[k].variables, report) != EN_OK) status = EN_ERR_INPUT;
    for (size_t k = 0; k < model->macro_count; k++)
        if (check_variables(model, &model->macros[k].variables, report) != EN_OK) status = EN_ERR_INPUT;
    return status;
}

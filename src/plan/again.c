/* See again.h. */
#include "again.h"

en_status en_again_make(const en_ensemble *ensemble, const en_simulation *simulation,
                        const en_context *context, en_report *report, en_again *again)
{
    *again =
        (en_again){.arena = en_arena_make(context ? context->allocator : NULL), .simulation = *simulation};
    size_t memory = ensemble->memory ? ensemble->memory : EN_ENSEMBLE_MEMORY;
    if (simulation->device_most == 0 || simulation->device_most > memory)
        again->simulation.device_most = memory;
    en_status status = en_vary_make(ensemble, ensemble->runs, &again->arena, report, &again->vary);
    if (status != EN_OK) return status;
    again->scratch = en_arena_array(&again->arena, en_vary_scratch(&again->vary), sizeof *again->scratch);
    if (!again->scratch || !en_block_make(&again->simulation, &again->arena, &again->block))
        return EN_ERR_MEMORY;
    again->block.cancel = context ? context->cancel : NULL;
    en_vary_fix(&again->vary, &again->block);
    return EN_OK;
}

en_status en_again_run(en_again *again, uint64_t first, en_block_report *look, void *user, en_report *report)
{
    again->block.first_run = first;
    en_vary_draw(&again->vary, first, &again->block, again->scratch);
    en_status status = en_machine_best()(&again->block, look, user);
    if (status != EN_ERR_LIMIT) return status;
    const en_arg arg = en_arg_int("most", (int64_t)(again->simulation.device_most >> 20));
    return en_report_add(report, EN_ERROR, EN_W_PLAN_ENSEMBLE_DEVICES, (en_where){0}, 1, &arg) ==
                   EN_ERR_MEMORY
               ? EN_ERR_MEMORY
               : EN_ERR_LIMIT;
}

void en_again_free(en_again *again) { en_arena_free(&again->arena); }

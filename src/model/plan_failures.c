/* See plan_failures.h. */
#include "plan_failures.h"

#include "again.h"
#include "ensemble_lanes.h"
#include "plan_looked.h"

typedef struct looking {
    en_planned *planned;
    en_looked looked;
    en_again again;
    double *now; /* by output, of one run */
    en_failure *failures;
    uint32_t count, next; /* of the result's; the first of the block's */
    uint64_t wanted;      /* runs of the block that have not failed yet */
    uint64_t steps;
    en_status status;
} looking;

static double value_of(const en_block *block, uint32_t output, size_t run)
{
    bool shared;
    const double *at = en_block_operand(block, block->simulation->program->output[output], &shared);
    return at[shared ? 0 : run];
}

/* By run: not 0 where an output that should be is not finite. */
static void add_zeros(const looking *l, const en_block *block, double *sum)
{
    const en_ensemble_lanes *lanes = en_ensemble_lanes_best();
    for (uint32_t i = 0; i < l->looked.count; i++) {
        bool shared;
        const double *at = en_block_operand(block, block->simulation->program->output[i], &shared);
        if (l->looked.may_be_infinite[i]) continue;
        if (!shared) lanes->zeros(at, 1, sum);
        else
            for (size_t k = 0; k < EN_BLOCK; k++) sum[k] += at[0] * 0.0;
    }
}

static en_status note(looking *l, const en_block *block, size_t run)
{
    en_failure *failure = &l->failures[l->next];
    uint32_t culprit;
    while (failure->run != block->first_run + run) failure++;
    for (uint32_t i = 0; i < l->looked.count; i++) l->now[i] = value_of(block, i, run);
    en_status status = en_looked_culprit(&l->looked, l->now, block->step == 0, &culprit);
    if (status != EN_OK) return status;
    uint32_t slot = l->looked.slots[culprit];
    failure->variable = en_planned_name(l->planned, slot);
    failure->line = en_slot_place(&l->planned->plan, slot).line;
    failure->time = l->again.simulation.start + (double)block->step * l->again.simulation.dt;
    failure->value = l->now[culprit];
    return failure->variable.at ? EN_OK : EN_ERR_MEMORY;
}

static void look(void *user, const en_block *block)
{
    looking *l = user;
    double sum[EN_BLOCK] = {0};
    add_zeros(l, block, sum);
    for (uint64_t rest = l->wanted; rest && l->status == EN_OK; rest &= rest - 1) {
        size_t run = (size_t)__builtin_ctzll(rest);
        if (sum[run] == 0) continue;
        l->status = note(l, block, run);
        l->wanted &= ~((uint64_t)1 << run);
    }
    if (!l->wanted || l->status != EN_OK) l->again.simulation.steps = block->step;
}

static en_status look_at_blocks(looking *l, en_report *report)
{
    en_status status = EN_OK;
    while (l->next < l->count && status == EN_OK) {
        uint64_t first = l->failures[l->next].run / EN_BLOCK * EN_BLOCK;
        uint32_t to = l->next;
        l->wanted = 0;
        for (; to < l->count && l->failures[to].run < first + EN_BLOCK; to++)
            l->wanted |= (uint64_t)1 << (l->failures[to].run - first);
        l->again.simulation.steps = l->steps;
        status = en_again_run(&l->again, first, look, l, report);
        if (status == EN_OK) status = l->status;
        l->next = to;
    }
    return status;
}

static en_status list_failures(en_futures *futures, looking *l)
{
    const en_ensemble_result *r = &futures->result;
    l->failures = en_arena_array(&futures->arena, r->failures_listed, sizeof *l->failures);
    l->now = en_arena_array(&futures->arena, l->looked.count, sizeof *l->now);
    if (!l->failures || !l->now) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < r->failures_listed; i++)
        l->failures[i] = (en_failure){.run = r->failures[i].run, .time = r->time[r->failures[i].report]};
    futures->failures = l->failures;
    futures->failure_count = l->count = r->failures_listed;
    return EN_OK;
}

static en_status look_again(looking *l, const en_ensemble *ensemble, const en_simulation *simulation,
                            const en_context *context, en_report *report)
{
    en_simulation all = *simulation;
    all.save_every = 1;
    l->steps = all.steps;
    en_status status = en_again_make(ensemble, &all, context, report, &l->again);
    if (status == EN_OK) status = look_at_blocks(l, report);
    en_again_free(&l->again);
    return status;
}

en_status en_futures_find_failures(en_planned *planned, const en_futures_ask *ask,
                                   const en_ensemble *ensemble, const en_context *context, en_report *report,
                                   en_futures *futures)
{
    looking l = {.planned = planned};
    if (futures->result.failures_listed == 0) return EN_OK;
    en_status status = en_looked_make(planned, &ask->columns, &futures->arena, &l.looked);
    if (status == EN_OK) status = list_failures(futures, &l);
    if (status != EN_OK) return status;
    for (size_t i = 0; i < ask->columns.count; i++) l.looked.may_be_infinite[i] = false;
    const en_plan_wish wish = {.settings = ask->settings->at,
                               .setting_count = ask->settings->count,
                               .outputs = l.looked.slots,
                               .output_count = l.looked.count,
                               .parameters = ask->settings->varied_count,
                               .save_step = ask->save_step,
                               .seed = ask->seed};
    en_plan_code code = {0};
    status = en_plan_compile(&planned->plan, &wish, context, report, &code);
    if (status == EN_OK) status = look_again(&l, ensemble, &code.simulation, context, report);
    en_plan_code_free(&code);
    return status;
}

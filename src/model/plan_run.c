/* One run. See plan_run.h. */
#include "plan_run.h"

#include "plan_looked.h"
#include "poster.h"

enum { PROGRESS_STEPS = 1024 };

/* What a run leaves behind. */
typedef struct running {
    const en_context *context;
    en_simulation simulation; /* its steps are cut off where the run ends early */
    uint64_t save_every, steps;
    const en_run_ask *ask;
    double *times, *values, *amounts;
    size_t columns, row;
    en_looked looked;
    bool failed;          /* something was not finite, */
    uint64_t failed_step; /* at this step, */
    double *now;          /* by output: its value; at the end, what it was then */
    en_planned *planned;
    en_report *report;
    en_watches watches;
    uint32_t *watched; /* by watch: its output */
} running;

static double value_of(const en_block *block, uint32_t output)
{
    bool shared;
    return *en_block_operand(block, block->simulation->program->output[output], &shared);
}

static double time_of(const en_simulation *simulation, uint64_t step)
{
    return simulation->start + (double)step * simulation->dt;
}

static bool is_finite(double value) { return value - value == 0; }

static void look(running *r, const en_block *block)
{
    bool sound = true;
    for (uint32_t i = 0; i < r->looked.count; i++) {
        double value = value_of(block, i);
        sound = sound && (is_finite(value) || (r->looked.may_be_infinite[i] && value == value));
        r->now[i] = value;
    }
    r->failed = !sound;
    r->failed_step = block->step;
}

static void save(running *r, const en_block *block)
{
    r->times[r->row] = time_of(&r->simulation, block->step);
    for (size_t c = 0; c < r->columns; c++) r->values[r->row * r->columns + c] = value_of(block, (uint32_t)c);
    for (uint32_t k = 0; k < r->ask->amount_count; k++)
        r->amounts[r->row * r->ask->amount_count + k] = value_of(block, r->looked.count + k);
    r->row++;
}

static bool is_saved(const running *r, uint64_t step)
{
    if (r->ask->steps) return r->row < r->ask->step_count && step == r->ask->steps[r->row];
    return step % r->save_every == 0 || step == r->steps;
}

/* Tells what the model's event posters say at this time. */
static void tell_events(running *r, uint64_t step)
{
    double time = time_of(&r->simulation, step);
    for (uint32_t k = 0; k < r->watches.count; k++) {
        en_watch *watch = &r->watches.at[k];
        const en_plan_threshold *threshold = watch->threshold;
        size_t event = 0;
        if (!en_watch_fires(watch, time, r->now[r->watched[k]], step == 0, &event)) continue;
        en_str message = event < threshold->messages.count ? threshold->messages.at[event].text : (en_str){0};
        en_arg args[] = {en_arg_time("time", time), en_arg_str("message", message)};
        en_where where = {.file = r->planned->model.file,
                          .row = threshold->place.line,
                          .column = en_planned_name(r->planned, watch->slot)};
        (void)en_report_add(r->report, EN_WARNING,
                            message.size ? EN_W_PLAN_RUN_EVENT : EN_W_PLAN_RUN_THRESHOLD, where, 2, args);
        if (!where.column.at) r->report->out_of_memory = true;
    }
}

static void report_step(void *user, const en_block *block)
{
    running *r = user;
    look(r, block);
    if (!r->failed) tell_events(r, block->step);
    if (block->step % PROGRESS_STEPS == 0) en_progress(r->context, block->step, r->steps);
    if (r->failed) r->simulation.steps = block->step;
    else if (is_saved(r, block->step)) save(r, block);
}

static en_status tell_slot(en_planned *planned, uint32_t slot, double value, double time, en_report *report)
{
    en_str name = en_planned_name(planned, slot);
    en_arg args[] = {en_arg_time("time", time),
                     en_arg_word("what", value == value ? EN_W_PLAN_RUN_INFINITE : EN_W_PLAN_RUN_NO_NUMBER)};
    en_where where = {
        .file = planned->model.file, .row = en_slot_place(&planned->plan, slot).line, .column = name};
    return name.at ? en_report_add(report, EN_ERROR, EN_W_PLAN_RUN_NOT_FINITE, where, 2, args)
                   : EN_ERR_MEMORY;
}

static en_status tell_failure(const running *r, en_report *report)
{
    uint32_t culprit;
    en_status status = en_looked_culprit(&r->looked, r->now, r->failed_step == 0, &culprit);
    if (status != EN_OK) return status;
    return tell_slot(r->planned, r->looked.slots[culprit], r->now[culprit],
                     time_of(&r->simulation, r->failed_step), report);
}

/* ---- the run */

uint64_t en_saved_rows(const en_simulation *simulation)
{
    return simulation->steps / simulation->save_every + 1 + (simulation->steps % simulation->save_every != 0);
}

static en_status make_table(en_plan_run *run, const en_run_ask *ask, running *r)
{
    size_t columns = ask->columns.count, cells, amounts,
           rows = ask->steps ? ask->step_count : en_saved_rows(&r->simulation);
    if (!en_mul_size(columns, rows, &cells) || !en_mul_size(ask->amount_count, rows, &amounts))
        return EN_ERR_MEMORY;
    en_str *names = en_arena_array(&run->arena, columns, sizeof *names);
    r->times = en_arena_raw(&run->arena, rows, sizeof *r->times);
    r->values = en_arena_raw(&run->arena, cells, sizeof *r->values);
    r->amounts = en_arena_raw(&run->arena, amounts, sizeof *r->amounts);
    r->now = en_arena_array(&run->arena, r->looked.count, sizeof *r->now);
    if (!names || !r->times || !r->values || !r->amounts || !r->now) return EN_ERR_MEMORY;
    for (size_t c = 0; c < columns; c++) names[c] = ask->columns.at[c].name;
    run->table = (en_run_table){names, columns, rows, r->times, r->values};
    run->amounts = r->amounts;
    r->columns = columns;
    return EN_OK;
}

/* The thresholds that the model watches, each with the output that it looks at. */
static en_status make_watches(running *r, en_arena *arena)
{
    en_status status = en_watches_make(&r->planned->plan.space, arena, &r->watches);
    r->watched = en_arena_array(arena, r->watches.count, sizeof *r->watched);
    if (status != EN_OK || !r->watched) return EN_ERR_MEMORY;
    for (uint32_t k = 0; k < r->watches.count; k++)
        for (uint32_t i = 0; i < r->looked.count; i++)
            if (r->looked.slots[i] == r->watches.at[k].slot) r->watched[k] = i;
    return EN_OK;
}

/* Conveyors, queues and delays that keep more than a block may. */
static en_status tell_devices(const running *r, en_report *report)
{
    const en_arg arg = en_arg_int("most", (int64_t)(r->simulation.device_most >> 20));
    (void)en_report_add(report, EN_ERROR, EN_W_PLAN_ENSEMBLE_DEVICES, (en_where){0}, 1, &arg);
    return EN_ERR_INPUT;
}

static en_status run_code(const en_run_ask *ask, const en_plan_code *code, running *r, en_report *report,
                          en_plan_run *run)
{
    r->simulation = code->simulation;
    if (ask->steps) r->simulation.steps = ask->steps[ask->step_count - 1];
    r->save_every = r->simulation.save_every;
    r->steps = r->simulation.steps;
    en_status status = make_table(run, ask, r);
    if (status == EN_OK) status = make_watches(r, &run->arena);
    if (status != EN_OK) return status;
    r->simulation.save_every = 1;
    en_block block = {0};
    if (!en_block_make(&r->simulation, &run->arena, &block)) return EN_ERR_MEMORY;
    block.cancel = r->context ? r->context->cancel : NULL;
    run->random = code->program.draw.count > 0;
    status = en_machine_best()(&block, report_step, r);
    if (en_cancelled(r->context)) return EN_ERR_CANCELLED;
    if (status == EN_ERR_LIMIT) return tell_devices(r, report);
    if (status != EN_OK) return status;
    return r->failed ? tell_failure(r, report) : EN_OK;
}

en_status en_planned_run(en_planned *planned, const en_run_ask *ask, const en_context *context,
                         en_report *report, en_plan_run *run)
{
    *run = (en_plan_run){.arena = en_arena_make(context ? context->allocator : NULL)};
    running r = {.context = context, .planned = planned, .report = report, .ask = ask};
    en_status status = en_looked_make(planned, &ask->columns, &run->arena, &r.looked);
    if (status != EN_OK) return status;
    en_plan_wish wish = {.settings = ask->settings->at,
                         .setting_count = ask->settings->count,
                         .outputs = r.looked.slots,
                         .output_count = r.looked.count,
                         .amounts = ask->amounts,
                         .amount_count = ask->amount_count,
                         .save_step = ask->save_step,
                         .seed = ask->seed};
    en_plan_code code = {0};
    status = en_plan_compile(&planned->plan, &wish, context, report, &code);
    if (status == EN_OK) status = run_code(ask, &code, &r, report, run);
    en_plan_code_free(&code);
    return status;
}

void en_plan_run_free(en_plan_run *run) { en_arena_free(&run->arena); }

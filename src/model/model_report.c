/* The report of enishi/plan.h, and the frame of its calls. See model_parts.h. */
#include "model_parts.h"

static const en_allocator *allocator_of(const en_context *context)
{
    return context && context->allocator ? context->allocator : &en_libc_allocator;
}

en_status en_model_report_make(const en_context *context, en_model_report **report)
{
    const en_allocator *allocator = allocator_of(context);
    en_model_report *made = allocator->resize(allocator->user, NULL, sizeof *made);
    if (!made) return EN_ERR_MEMORY;
    made->report = en_report_make(allocator);
    *report = made;
    return EN_OK;
}

void en_model_report_free(en_model_report *report)
{
    if (!report) return;
    const en_allocator *allocator = report->report.arena.allocator;
    en_report_free(&report->report);
    (void)allocator->resize(allocator->user, report, 0);
}

size_t en_model_report_count(const en_model_report *report, uint64_t *errors, uint64_t *warnings)
{
    if (errors) *errors = report ? report->report.errors : 0;
    if (warnings) *warnings = report ? report->report.warnings : 0;
    return report ? report->report.kept : 0;
}

/* A report's texts end in NUL. */
static const char *text_of(en_str text) { return text.at ? text.at : ""; }

static en_model_argument argument_of(const en_arg *arg)
{
    en_model_argument made = {.name = arg->name, .text = ""};
    switch (arg->kind) {
    case EN_ARG_INT:
        made.kind = EN_MODEL_INTEGER;
        made.integer = arg->as.integer;
        break;
    case EN_ARG_REAL:
    case EN_ARG_TIME:
        made.kind = EN_MODEL_REAL;
        made.real = arg->as.real;
        break;
    case EN_ARG_WORD:
        made.kind = EN_MODEL_WORD;
        made.text = en_word_key(arg->as.word);
        break;
    case EN_ARG_NONE:
    case EN_ARG_TEXT:
        made.kind = EN_MODEL_TEXT;
        made.text = arg->kind == EN_ARG_TEXT ? text_of(arg->as.text) : "";
        break;
    }
    return made;
}

en_status en_model_report_get(const en_model_report *report, size_t which, en_model_problem *problem)
{
    if (!report || which >= report->report.kept) return EN_ERR_USAGE;
    const en_problem *p = &report->report.problems[which];
    *problem = (en_model_problem){.error = p->severity == EN_ERROR,
                                  .rule = en_word_key(p->rule),
                                  .source = text_of(p->where.file),
                                  .line = p->where.row,
                                  .about = text_of(p->where.column),
                                  .value = text_of(p->where.value),
                                  .argument_count = (uint32_t)p->arg_count};
    _Static_assert(sizeof problem->arguments / sizeof *problem->arguments == EN_REPORT_ARGS,
                   "all of them have room");
    for (size_t i = 0; i < p->arg_count; i++) {
        problem->arguments[i] = argument_of(&p->args[i]);
        if (p->args[i].kind == EN_ARG_INT && strcmp(p->args[i].name, "column") == 0)
            problem->column = (uint32_t)p->args[i].as.integer;
    }
    return EN_OK;
}

en_status en_model_report_say(const en_model_report *report, size_t which, en_model_language language,
                              bool whole, char *text, size_t room, size_t *size)
{
    if (!report || which >= report->report.kept || (int)language < 0 || (int)language >= EN_LANGUAGE_COUNT)
        return EN_ERR_USAGE;
    const en_problem *p = &report->report.problems[which];
    en_text said = en_text_make(report->report.arena.allocator);
    if (whole) en_words_add_problem(&said, (en_language)language, p);
    else en_words_add(&said, (en_language)language, p->rule, p->arg_count, p->args);
    en_status status = said.failed ? EN_ERR_MEMORY : EN_OK;
    if (status == EN_OK) {
        size_t shown = said.size < room ? said.size : room ? room - 1 : 0;
        if (shown) memcpy(text, said.at, shown);
        if (room) text[shown] = '\0';
        *size = said.size;
    }
    en_text_free(&said);
    return status;
}

/* ---- calls */

en_status en_model_call_begin(en_model_call *call, const en_model *model, const en_context *context,
                              en_model_report *report)
{
    *call = (en_model_call){.model = model,
                            .context = context,
                            .own = en_report_make(allocator_of(context)),
                            .report = report ? &report->report : NULL};
    if (!report) call->report = &call->own;
    if (!model) return EN_OK;
    call->planned = (en_planned){.arena = en_arena_make(allocator_of(context)),
                                 .model = model->planned.model,
                                 .all = model->planned.all};
    /* What it has to say was said when the model was loaded. */
    return en_plan_understand(&call->planned.model, context, NULL, &call->planned.plan);
}

en_status en_model_call_end(en_model_call *call, en_status status)
{
    if (call->model) en_planned_close(&call->planned);
    if (call->report->out_of_memory && (status == EN_OK || status == EN_ERR_INPUT)) status = EN_ERR_MEMORY;
    if (status == EN_ERR_INPUT || status == EN_ERR_LIMIT) en_report_settle(call->report, status);
    en_report_free(&call->own);
    return status;
}

en_status en_model_finite(en_report *report, const char *array, uint64_t row, const char *member,
                          double value)
{
    if (value - value == 0) return EN_OK;
    return en_report_error(report, EN_W_PLAN_DISTRIBUTION_FINITE,
                           en_plan_row_at(en_str_of(array), row, member));
}

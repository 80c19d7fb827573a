/* enishi job model-…: what the server asks about models. See job_verbs.h. */
#include "job_verbs.h"

#include "number.h"

static en_status too_few(cli *c) { return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage); }

/* A whole number among the arguments. */
static en_status whole_at(cli *c, size_t at, uint64_t *number)
{
    if (at >= c->argument_count) return too_few(c);
    return en_whole_read(en_str_of(c->arguments[at]), INT64_MAX, number) == EN_NUMBER_FINE ? EN_OK
                                                                                           : too_few(c);
}

/* MODEL in the first place, WIDTH in that one; 0: none is given. */
static en_status take_asked(cli *c, size_t width_at, en_job_model_asked *asked)
{
    if (c->argument_count < 2) return too_few(c);
    *asked = (en_job_model_asked){.model = en_str_of(c->arguments[1]), .language = c->language};
    return width_at ? whole_at(c, width_at, &asked->width) : EN_OK;
}

en_status cli_job_model_look(cli *c, const en_job_place *place, en_report *report)
{
    if (c->argument_count < 2) return too_few(c);
    return en_job_model_look(place, c->arguments[1], &c->context, report);
}

en_status cli_job_model_contents(cli *c, const en_job_place *place, en_report *report)
{
    en_job_model_asked asked;
    en_status status = take_asked(c, 0, &asked);
    return status == EN_OK ? en_job_model_contents(place, &asked, &c->context, report) : status;
}

en_status cli_job_model_source(cli *c, const en_job_place *place, en_report *report)
{
    uint64_t from = 0, count = 0;
    en_status status = whole_at(c, 2, &from);
    if (status == EN_OK) status = whole_at(c, 3, &count);
    if (status != EN_OK) return status;
    return en_job_model_source(place, en_str_of(c->arguments[1]), from, count, &c->context, report);
}

typedef en_status drawing_work(const en_job_place *place, const en_job_model_asked *asked,
                               const en_context *context, en_report *report);

/* MODEL WIDTH: what has a picture. */
static en_status draw(cli *c, const en_job_place *place, drawing_work *work, en_report *report)
{
    en_job_model_asked asked;
    en_status status = take_asked(c, 2, &asked);
    return status == EN_OK ? work(place, &asked, &c->context, report) : status;
}

en_status cli_job_model_diagram(cli *c, const en_job_place *place, en_report *report)
{
    return draw(c, place, en_job_model_diagram, report);
}

en_status cli_job_model_futures(cli *c, const en_job_place *place, en_report *report)
{
    return draw(c, place, en_job_model_futures, report);
}

en_status cli_job_model_flows(cli *c, const en_job_place *place, en_report *report)
{
    return draw(c, place, en_job_model_flows, report);
}

en_status cli_job_outlook(cli *c, const en_job_place *place, en_report *report)
{
    en_job_model_asked asked;
    en_status status = take_asked(c, 3, &asked);
    if (status != EN_OK) return status;
    return en_job_outlook(place, &asked, en_str_of(c->arguments[2]), &c->context, report);
}

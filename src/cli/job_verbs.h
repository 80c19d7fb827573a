/* The verbs of `enishi job` that are about models. See job.c. */
#ifndef EN_CLI_JOB_VERBS_H
#define EN_CLI_JOB_VERBS_H

#include "cli.h"
#include "job_model.h"

/* One verb: c->arguments[0] is its name. */
typedef en_status cli_job_verb(cli *c, const en_job_place *place, en_report *report);

cli_job_verb cli_job_model_look, cli_job_model_contents, cli_job_model_source, cli_job_model_diagram,
    cli_job_model_futures, cli_job_model_flows, cli_job_outlook;

#endif

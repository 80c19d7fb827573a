/* A job as the API gives it: type Job of src/api/types.c. */
#ifndef EN_SERVE_JOB_JSON_H
#define EN_SERVE_JOB_JSON_H

#include "jobs.h"
#include "json.h"
#include "words.h"

/* progress: of a job that runs; otherwise what follows from its state is said. Findings where the job has
 * them: en_jobs_get. */
void job_add_json(en_json *json, en_language language, const en_job *job, double progress);

#endif

/* The queue of jobs. See jobs.h. */
#include "jobs.h"

#include "reading.h"

const char *const en_job_kind_names[EN_JOB_KINDS] = {"check", "solve"};
const char *const en_job_state_names[EN_JOB_STATES] = {"queued", "running", "done", "failed", "cancelled"};

#define JOB_COLUMNS                                                                                          \
    "j.job, j.kind, j.round, r.round, j.state, j.attempts, j.made_at, j.made_by, j.begun_at, j.ended_at,"    \
    " j.reason, j.arguments, j.errors, j.warnings, s.result"
#define JOB_TABLES " FROM jobs j JOIN rounds r ON r.number = j.round LEFT JOIN results s ON s.job = j.job"

enum { FINDINGS_COLUMN = 15 };

static int name_index(en_str name, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (en_str_is(name, names[i])) return i;
    return count - 1;
}

static int64_t int_or_unknown(en_statement *s, int at)
{
    return en_column_is_null(s, at) ? -1 : en_column_int(s, at);
}

static void read_job(en_columns *columns, en_job *job)
{
    en_statement *s = columns->statement;
    *job = (en_job){
        .job = en_column_int(s, 0),
        .kind = (en_job_kind)name_index(en_column_text(s, 1), en_job_kind_names, EN_JOB_KINDS),
        .round_number = en_column_int(s, 2),
        .round = en_columns_text(columns, 3),
        .state = (en_job_state)name_index(en_column_text(s, 4), en_job_state_names, EN_JOB_STATES),
        .attempts = en_column_int(s, 5),
        .made_at = en_columns_text(columns, 6),
        .made_by = en_columns_text(columns, 7),
        .begun_at = en_columns_text(columns, 8),
        .ended_at = en_columns_text(columns, 9),
        .reason = en_columns_text(columns, 10),
        .arguments = en_columns_text(columns, 11),
        .errors = int_or_unknown(s, 12),
        .warnings = int_or_unknown(s, 13),
        .result = en_column_int(s, 14),
    };
}

static en_status add_inputs(en_db *db, int64_t job, int64_t round_number, en_report *report)
{
    en_statement *s = en_db_prepare(db,
                                    "INSERT INTO job_inputs (job, file, blob)"
                                    " SELECT $1, file, blob FROM round_inputs WHERE round = $2",
                                    report);
    en_bind_int(s, 1, job);
    en_bind_int(s, 2, round_number);
    return en_db_run(s, report, NULL);
}

en_status en_jobs_add(en_db *db, en_job_kind kind, int64_t round_number, en_str at, en_str by,
                      en_report *report, int64_t *job)
{
    en_statement *s = en_db_prepare(db,
                                    "INSERT INTO jobs (kind, round, state, attempts, made_at, made_by)"
                                    " VALUES ($1, $2, 'queued', 0, $3, $4)",
                                    report);
    en_bind_text(s, 1, en_str_of(en_job_kind_names[kind]));
    en_bind_int(s, 2, round_number);
    en_bind_text(s, 3, at);
    en_bind_text_or_empty(s, 4, by);
    en_status status = en_db_run(s, report, NULL);
    if (status != EN_OK) return status;
    *job = en_db_inserted(db);
    return add_inputs(db, *job, round_number, report);
}

en_status en_jobs_get(en_db *db, int64_t number, en_arena *arena, en_report *report, en_job *job)
{
    *job = (en_job){0};
    en_statement *s =
        en_db_prepare(db, "SELECT " JOB_COLUMNS ", j.findings" JOB_TABLES " WHERE j.job = $1", report);
    en_bind_int(s, 1, number);
    en_columns columns = {s, arena, false};
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_ROW) {
        read_job(&columns, job);
        job->findings = en_columns_text(&columns, FINDINGS_COLUMN);
    }
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

enum { MOST_INPUTS = 16 };

en_status en_jobs_inputs(en_db *db, int64_t job, en_arena *arena, en_report *report, en_stored_file **files,
                         size_t *count)
{
    *count = 0;
    *files = en_arena_array(arena, MOST_INPUTS, sizeof **files);
    if (!*files) return EN_ERR_MEMORY;
    en_statement *s = en_db_prepare(db,
                                    "SELECT i.file, i.blob, b.sha256, b.size FROM job_inputs i"
                                    " JOIN blobs b ON b.blob = i.blob WHERE i.job = $1 ORDER BY i.file",
                                    report);
    en_bind_int(s, 1, job);
    en_columns columns = {s, arena, false};
    en_step step = EN_STEP_DONE;
    while (*count < MOST_INPUTS && (step = en_db_step(s, report)) == EN_STEP_ROW)
        (*files)[(*count)++] = (en_stored_file){en_columns_text(&columns, 0), en_column_int(s, 1),
                                                en_columns_text(&columns, 2), (uint64_t)en_column_int(s, 3)};
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

en_status en_jobs_current(en_db *db, const en_job *job, en_report *report, bool *current)
{
    en_statement *s = en_db_prepare(db,
                                    "SELECT NOT EXISTS (SELECT file, blob FROM job_inputs WHERE job = $1"
                                    " EXCEPT SELECT file, blob FROM round_inputs WHERE round = $2)"
                                    " AND NOT EXISTS (SELECT file, blob FROM round_inputs WHERE round = $2"
                                    " EXCEPT SELECT file, blob FROM job_inputs WHERE job = $1)",
                                    report);
    en_bind_int(s, 1, job->job);
    en_bind_int(s, 2, job->round_number);
    int64_t same;
    en_status status = en_db_read_int(s, report, &same);
    *current = same != 0;
    return status;
}

en_status en_jobs_list(en_db *db, const en_jobs_page *page, en_arena *arena, en_report *report, en_job *jobs,
                       size_t *count)
{
    *count = 0;
    en_statement *s = en_db_prepare(db,
                                    "SELECT " JOB_COLUMNS JOB_TABLES
                                    " WHERE ($1 = 0 OR j.job < $1) AND ($2 = '' OR r.round = $2)"
                                    " AND ($3 = '' OR j.state = $3) ORDER BY j.job DESC LIMIT $4",
                                    report);
    en_bind_int(s, 1, page->before);
    en_bind_text_or_empty(s, 2, page->round);
    en_bind_text_or_empty(s, 3,
                          en_str_of(page->state == EN_JOB_STATES ? "" : en_job_state_names[page->state]));
    en_bind_int(s, 4, (int64_t)page->limit);
    en_columns columns = {s, arena, false};
    en_step step = EN_STEP_DONE;
    while (*count < page->limit && (step = en_db_step(s, report)) == EN_STEP_ROW)
        read_job(&columns, &jobs[(*count)++]);
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

/* A query for one number by round and kind. */
static en_status number_of(en_db *db, const char *sql, int64_t round_number, en_job_kind kind,
                           en_report *report, int64_t *job)
{
    en_statement *s = en_db_prepare(db, sql, report);
    en_bind_int(s, 1, round_number);
    en_bind_text(s, 2, en_str_of(en_job_kind_names[kind]));
    return en_db_read_int(s, report, job);
}

en_status en_jobs_newest(en_db *db, int64_t round_number, en_job_kind kind, en_report *report, int64_t *job)
{
    return number_of(db, "SELECT job FROM jobs WHERE round = $1 AND kind = $2 ORDER BY job DESC LIMIT 1",
                     round_number, kind, report, job);
}

en_status en_jobs_open(en_db *db, int64_t round_number, en_job_kind kind, en_report *report, int64_t *job)
{
    return number_of(db,
                     "SELECT job FROM jobs WHERE state IN ('queued', 'running') AND round = $1 AND kind = $2"
                     " LIMIT 1",
                     round_number, kind, report, job);
}

en_status en_jobs_next(en_db *db, int64_t after, en_report *report, int64_t *job)
{
    en_statement *s = en_db_prepare(
        db, "SELECT job FROM jobs WHERE state = 'queued' AND job > $1 ORDER BY job LIMIT 1", report);
    en_bind_int(s, 1, after);
    return en_db_read_int(s, report, job);
}

en_status en_jobs_count(en_db *db, en_job_state state, en_report *report, int64_t *count)
{
    en_statement *s = en_db_prepare(db, "SELECT count(*) FROM jobs WHERE state = $1", report);
    en_bind_text(s, 1, en_str_of(en_job_state_names[state]));
    return en_db_read_int(s, report, count);
}

en_status en_jobs_begin(en_db *db, int64_t job, en_str at, en_report *report, bool *begun)
{
    en_statement *s =
        en_db_prepare(db,
                      "UPDATE jobs SET state = 'running', attempts = attempts + 1, begun_at = $2"
                      " WHERE job = $1 AND state = 'queued'",
                      report);
    en_bind_int(s, 1, job);
    en_bind_text(s, 2, at);
    int64_t changed = 0;
    en_status status = en_db_run(s, report, &changed);
    *begun = changed == 1;
    return status;
}

en_status en_jobs_requeue(en_db *db, int64_t job, en_report *report)
{
    return en_db_run_for(db,
                         "UPDATE jobs SET state = 'queued', attempts = attempts - 1,"
                         " begun_at = NULL WHERE job = $1 AND state = 'running'",
                         job, report);
}

static void bind_int_or_unknown(en_statement *s, int at, int64_t value)
{
    if (value < 0) en_bind_null(s, at);
    else en_bind_int(s, at, value);
}

en_status en_jobs_end(en_db *db, int64_t job, en_job_state from, const en_job_end *end, en_report *report,
                      bool *ended)
{
    en_statement *s =
        en_db_prepare(db,
                      "UPDATE jobs SET state = $3, ended_at = $4, reason = $5, arguments = $6, findings = $7,"
                      " errors = $8, warnings = $9 WHERE job = $1 AND state = $2",
                      report);
    en_bind_int(s, 1, job);
    en_bind_text(s, 2, en_str_of(en_job_state_names[from]));
    en_bind_text(s, 3, en_str_of(en_job_state_names[end->state]));
    en_bind_text(s, 4, end->at);
    en_bind_text(s, 5, end->reason);
    en_bind_text(s, 6, end->arguments);
    en_bind_text(s, 7, end->findings);
    bind_int_or_unknown(s, 8, end->errors);
    bind_int_or_unknown(s, 9, end->warnings);
    int64_t changed = 0;
    en_status status = en_db_run(s, report, &changed);
    *ended = changed == 1;
    return status;
}

en_status en_jobs_recover(en_db *db, en_str at, en_str reason, en_report *report)
{
    en_statement *s = en_db_prepare(db,
                                    "UPDATE jobs SET state = 'failed', ended_at = $1, reason = $2"
                                    " WHERE state = 'running' AND attempts >= $3",
                                    report);
    en_bind_text(s, 1, at);
    en_bind_text(s, 2, reason);
    en_bind_int(s, 3, EN_JOB_MOST_ATTEMPTS);
    en_status status = en_db_run(s, report, NULL);
    if (status != EN_OK) return status;
    s = en_db_prepare(db, "UPDATE jobs SET state = 'queued', begun_at = NULL WHERE state = 'running'",
                      report);
    return en_db_run(s, report, NULL);
}

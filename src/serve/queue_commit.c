/* What a child left, into the database: the files of a result only if they are those that its certificate
 * names, made from the inputs that the job was given. Its tables, which may be large, come first, some MB in
 * each transaction, so that people's changes go on; then result, end of the job and event of the log in one,
 * which is small.
 */
#include "queue_parts.h"

#include "audit.h"
#include "blobs.h"
#include "job.h"
#include "number.h"
#include "results.h"

#include <sys/stat.h>
#include <time.h>

enum { MOST_CERTIFICATE = 1 << 20 };

static const char *const tables[] = {"matches.csv", "places.csv", "waiting.csv", "summary.json"};
enum { TABLES = sizeof tables / sizeof *tables };

/* What is committed, as it is gathered. */
typedef struct commit {
    en_queue *queue;
    const running_job *running;
    en_db *db;
    en_arena arena;
    en_report *report;
    queue_time now;
    en_job job;
    en_file certificate_file;
    json_t *certificate;
    en_text findings;
    int64_t blobs[TABLES];
} commit;

static char *result_path(commit *c, const char *name)
{
    char *folder = en_path_join(&c->arena, c->running->folder, EN_JOB_RESULT);
    return folder ? en_path_join(&c->arena, folder, name) : NULL;
}

static en_status wrong(commit *c, const char *file)
{
    (void)en_report_error(c->report, EN_W_BLOB_OTHER_HASH, (en_where){.file = en_str_of(file)});
    return EN_ERR_CLAIM;
}

static en_status read_certificate(commit *c)
{
    const char *path = result_path(c, "certificate.json");
    struct stat info;
    if (!path) return EN_ERR_MEMORY;
    if (stat(path, &info) != 0 || info.st_size > MOST_CERTIFICATE) return wrong(c, "certificate.json");
    en_status status = en_file_read(path, NULL, c->report, &c->certificate_file);
    if (status != EN_OK) return status;
    en_str bytes = {c->certificate_file.at, c->certificate_file.size};
    c->certificate = en_json_read(bytes, c->certificate_file.name, c->report);
    if (!c->certificate) return c->report->out_of_memory ? EN_ERR_MEMORY : EN_ERR_CLAIM;
    return EN_OK;
}

/* The result must come from what the job was given: each input that the certificate names is one of those. */
static en_status check_inputs(commit *c)
{
    en_stored_file *files;
    size_t count;
    en_status status = en_jobs_inputs(c->db, c->job.job, &c->arena, c->report, &files, &count);
    if (status != EN_OK) return status;
    json_t *inputs = json_object_get(c->certificate, "inputs"), *value;
    const char *name;
    if (json_object_size(inputs) == 0) return wrong(c, "certificate.json");
    json_object_foreach(inputs, name, value)
    {
        bool found = false;
        for (size_t i = 0; i < count && !found; i++)
            found = json_is_string(value) && en_str_is(files[i].file, name) &&
                    en_str_is(files[i].sha256, json_string_value(value));
        if (!found) return wrong(c, name);
    }
    return EN_OK;
}

/* Lets the other writers have their turn: one that waits for the lock gets it only if nobody takes it at once
 * again. */
static en_status take_turns(void *user, en_report *report)
{
    static const struct timespec pause = {0, 2000000};
    en_queue *queue = user;
    en_status status = queue_end_write(queue, EN_OK, report);
    nanosleep(&pause, NULL);
    return status == EN_OK ? queue_begin_write(queue, report) : status;
}

static en_status keep_table(commit *c, int table)
{
    const char *name = tables[table];
    const char *sha256 = json_string_value(json_object_get(json_object_get(c->certificate, "outputs"), name));
    const char *path = result_path(c, name);
    const en_blob_turns turns = {take_turns, c->queue};
    if (!sha256 || strlen(sha256) != EN_SHA256_HEX) return wrong(c, name);
    if (!path) return EN_ERR_MEMORY;
    en_status status = queue_begin_write(c->queue, c->report);
    if (status == EN_OK) status = en_blob_add_file(c->db, path, sha256, &turns, c->report, &c->blobs[table]);
    return queue_end_write(c->queue, status, c->report);
}

/* The names of places, which are no part of the certificate: they come from the inputs. */
static en_status add_names(commit *c, int64_t result)
{
    char *path = en_path_join(&c->arena, c->running->folder, EN_JOB_NAMES);
    en_file file;
    int64_t blob;
    if (!path) return EN_ERR_MEMORY;
    en_status status = en_file_read(path, NULL, c->report, &file);
    if (status != EN_OK) return status;
    status = en_blob_add(c->db, (en_str){file.at, file.size}, c->report, &blob);
    en_file_free(&file);
    return status == EN_OK ? en_results_add_file(c->db, result, EN_JOB_NAMES, blob, c->report) : status;
}

static en_status add_files(commit *c, int64_t result)
{
    int64_t blob;
    en_str bytes = {c->certificate_file.at, c->certificate_file.size};
    en_status status = en_blob_add(c->db, bytes, c->report, &blob);
    if (status == EN_OK) status = en_results_add_file(c->db, result, "certificate.json", blob, c->report);
    for (int i = 0; i < TABLES && status == EN_OK; i++)
        status = en_results_add_file(c->db, result, tables[i], c->blobs[i], c->report);
    return status == EN_OK ? add_names(c, result) : status;
}

static en_status log_result(commit *c, int64_t result)
{
    char number[EN_INT_MOST_BYTES];
    const en_str fields[] = {en_str_of("round"), en_str_of("job")};
    en_audit_record record = {
        .at = en_str_of(c->now.text),
        .actor = c->job.made_by,
        .action = en_str_of("solved"),
        .table = en_str_of("results"),
        .id = {number, en_int_print(result, number)},
        .fields = fields,
        .field_count = sizeof fields / sizeof *fields,
        .content = {c->certificate_file.at, c->certificate_file.size},
    };
    return en_audit_append(c->queue->store, &record, c->report);
}

static en_status add_result(commit *c)
{
    en_stored_result result = {
        .round_number = c->job.round_number,
        .job = c->job.job,
        .at = en_str_of(c->now.text),
        .by = c->job.made_by,
        .version = en_str_of(c->queue->options.version),
    };
    en_status status = en_results_add(c->db, &result, c->report);
    if (status == EN_OK) status = add_files(c, result.result);
    if (status == EN_OK) status = en_blobs_let_go(c->db, c->report);
    return status == EN_OK ? log_result(c, result.result) : status;
}

static en_status end_job(commit *c)
{
    const json_t *outcome = c->running->child.outcome;
    en_job_end end = {
        .state = EN_JOB_DONE,
        .at = en_str_of(c->now.text),
        .findings = en_text_str(&c->findings),
        .errors = json_integer_value(json_object_get(outcome, "errors")),
        .warnings = json_integer_value(json_object_get(outcome, "warnings")),
    };
    bool ended;
    en_status status = en_jobs_end(c->db, c->job.job, EN_JOB_RUNNING, &end, c->report, &ended);
    return status == EN_OK && !ended ? EN_ERR_IO : status;
}

static en_status write(commit *c)
{
    en_status status = queue_begin_write(c->queue, c->report);
    if (status == EN_OK && c->job.kind == EN_JOB_SOLVE) status = add_result(c);
    if (status == EN_OK) status = end_job(c);
    return queue_end_write(c->queue, status, c->report);
}

/* Where that fails too, the next start of a server does it. */
static void forget_tables(commit *c)
{
    en_status status = queue_begin_write(c->queue, NULL);
    if (status == EN_OK) status = en_blobs_let_go(c->db, NULL);
    if (status == EN_OK) status = en_blobs_sweep(c->db, NULL);
    status = queue_end_write(c->queue, status, NULL);
    (void)status;
}

static en_status keep_result(commit *c)
{
    en_status status = read_certificate(c);
    if (status == EN_OK) status = check_inputs(c);
    for (int i = 0; i < TABLES && status == EN_OK; i++) status = keep_table(c, i);
    if (status == EN_OK) status = write(c);
    if (status != EN_OK && !queue_is_busy(c->report)) forget_tables(c);
    return status;
}

en_status queue_commit(en_queue *queue, const running_job *running, en_report *report)
{
    commit c = {.queue = queue,
                .running = running,
                .db = en_store_db(queue->store),
                .arena = en_arena_make(NULL),
                .report = report,
                .now = queue_now()};
    c.findings = en_text_make(NULL);
    en_json_dump(&c.findings, json_object_get(running->child.outcome, "findings"), 0);
    en_status status = c.findings.failed ? EN_ERR_MEMORY : EN_OK;
    if (status == EN_OK) status = en_jobs_get(c.db, running->job, &c.arena, report, &c.job);
    if (status == EN_OK) status = c.job.kind == EN_JOB_SOLVE ? keep_result(&c) : write(&c);
    json_decref(c.certificate);
    en_file_free(&c.certificate_file);
    en_text_free(&c.findings);
    en_arena_free(&c.arena);
    return status;
}

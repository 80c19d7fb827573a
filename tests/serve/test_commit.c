/* What a job's process left is kept only if it is what its certificate says: queue_commit.c on folders that
 * are written by hand. */
#define _GNU_SOURCE
#include "check.h"

#include "audit.h"
#include "blobs.h"
#include "job.h"
#include "queue_parts.h"
#include "results.h"
#include "rounds.h"
#include "workspace.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/enishi-commit-XXXXXX";
static char database[64];
static en_queue queue;
static running_job running;
static pthread_mutex_t write_lock = PTHREAD_MUTEX_INITIALIZER;
static en_report report;
static en_arena arena;
static en_db *db;

/* The rules of the round, and the tables of its result. */
#define RULES "{\"id\": \"r\"}"
static const char *const tables[] = {"matches.csv", "places.csv", "waiting.csv", "summary.json"};

static void hash_of(const char *text, char hex[EN_SHA256_HEX + 1])
{
    en_sha256 hash;
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256_start(&hash);
    en_sha256_add(&hash, text, strlen(text));
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
}

static void write_file(const char *inside, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/job/%s%s%s", folder, inside, *inside ? "/" : "", name);
    assert_int_equal(en_file_write(path, en_str_of(text), &report), EN_OK);
}

/* A result whose files are those of its certificate; `input` is the hash that it gives for round.json. */
static void write_result(const char *input)
{
    char text[2048], hex[EN_SHA256_HEX + 1];
    int n = snprintf(text, sizeof text, "{\"inputs\": {\"round.json\": \"%s\"}, \"outputs\": {", input);
    for (size_t i = 0; i < CHECK_COUNT(tables); i++) {
        char content[64];
        snprintf(content, sizeof content, "table %s\n", tables[i]);
        write_file(EN_JOB_RESULT, tables[i], content);
        hash_of(content, hex);
        n += snprintf(text + n, sizeof text - (size_t)n, "%s\"%s\": \"%s\"", i ? ", " : "", tables[i], hex);
    }
    snprintf(text + n, sizeof text - (size_t)n, "}}\n");
    write_file(EN_JOB_RESULT, "certificate.json", text);
    write_file("", EN_JOB_NAMES, "[\"a\",\"b\",\"c\"]\n");
}

static int64_t count_of(const char *sql)
{
    en_statement *s = en_db_prepare(db, sql, &report);
    assert_int_equal(en_db_step(s, &report), EN_STEP_ROW);
    int64_t count = en_column_int(s, 0);
    en_db_end(s);
    return count;
}

/* A workspace with a round, and a job of it that runs. */
static void make_job(void)
{
    bool begun;
    en_stored_round round = {
        .round = en_str_of("r"), .made_at = en_str_of("2026"), .made_by = en_str_of("tester")};
    assert_int_equal(en_blob_add(db, en_str_of(RULES), &report, &round.rules), EN_OK);
    assert_int_equal(en_rounds_add(db, &round, &report), EN_OK);
    assert_int_equal(en_jobs_add(db, EN_JOB_SOLVE, round.number, en_str_of("2026"), en_str_of("tester"),
                                 &report, &running.job),
                     EN_OK);
    assert_int_equal(en_jobs_begin(db, running.job, en_str_of("2026"), &report, &begun), EN_OK);
    assert_true(begun);
}

static int set_up(void **state)
{
    (void)state;
    char path[128];
    report = en_report_make(NULL);
    arena = en_arena_make(NULL);
    snprintf(path, sizeof path, "%s/job/" EN_JOB_RESULT, folder);
    queue = (en_queue){
        .options = {.workspace = folder, .version = "0", .memory_mb = 64, .write_lock = &write_lock}};
    running = (running_job){0};
    if (en_store_create_sqlite(database, NULL, &report, &queue.store) != EN_OK) return -1;
    db = en_store_db(queue.store);
    make_job();
    path[strlen(path) - strlen("/" EN_JOB_RESULT)] = '\0';
    running.folder = strdup(path);
    running.child.outcome =
        json_pack("{sssisis[]}", "outcome", "done", "errors", 0, "warnings", 0, "findings");
    mkdir(running.folder, 0700);
    strcat(path, "/" EN_JOB_RESULT);
    return mkdir(path, 0700);
}

static int tear_down(void **state)
{
    (void)state;
    child_remove_folder(running.folder);
    free(running.folder);
    json_decref(running.child.outcome);
    en_store_close(queue.store);
    en_arena_free(&arena);
    en_report_free(&report);
    return unlink(database);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(database, sizeof database, "%s/" EN_WORKSPACE_DATABASE, folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void expect_nothing_kept(void)
{
    en_job job;
    assert_int_equal(queue_commit(&queue, &running, &report), EN_ERR_CLAIM);
    assert_int_equal(report.problems[0].rule, EN_W_BLOB_OTHER_HASH);
    assert_int_equal(count_of("SELECT count(*) FROM results"), 0);
    assert_int_equal(count_of("SELECT count(*) FROM result_files"), 0);
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 1); /* the rules */
    assert_int_equal(count_of("SELECT count(*) FROM audit"), 0);
    assert_int_equal(en_jobs_get(db, running.job, &arena, &report, &job), EN_OK);
    assert_int_equal(job.state, EN_JOB_RUNNING);
}

static void commit__keeps_result_end_and_event_together(void **state)
{
    (void)state;
    char rules[EN_SHA256_HEX + 1];
    en_job job;
    hash_of(RULES, rules);
    write_result(rules);
    assert_int_equal(queue_commit(&queue, &running, &report), EN_OK);
    assert_int_equal(en_jobs_get(db, running.job, &arena, &report, &job), EN_OK);
    assert_int_equal(job.state, EN_JOB_DONE);
    assert_true(job.result > 0);
    assert_int_equal(count_of("SELECT count(*) FROM result_files"), 6);
    assert_int_equal(count_of("SELECT count(*) FROM audit"), 1);
}

static void commit__refuses_a_table_that_is_not_the_certificates(void **state)
{
    (void)state;
    char rules[EN_SHA256_HEX + 1];
    hash_of(RULES, rules);
    write_result(rules);
    write_file(EN_JOB_RESULT, "waiting.csv", "another table\n");
    expect_nothing_kept();
}

static void commit__refuses_a_result_of_other_inputs(void **state)
{
    (void)state;
    char other[EN_SHA256_HEX + 1];
    hash_of("{\"id\": \"other\"}", other);
    write_result(other);
    expect_nothing_kept();
}

static void commit__refuses_a_certificate_without_inputs(void **state)
{
    (void)state;
    write_result("");
    write_file(EN_JOB_RESULT, "certificate.json", "{\"inputs\": {}, \"outputs\": {}}\n");
    expect_nothing_kept();
}

static void commit__refuses_where_there_is_no_certificate(void **state)
{
    (void)state;
    expect_nothing_kept();
}

static void commit__does_not_follow_links(void **state)
{
    (void)state;
    char rules[EN_SHA256_HEX + 1], path[256];
    hash_of(RULES, rules);
    write_result(rules);
    snprintf(path, sizeof path, "%s/" EN_JOB_RESULT "/matches.csv", running.folder);
    unlink(path);
    assert_int_equal(symlink("places.csv", path), 0);
    assert_int_equal(queue_commit(&queue, &running, &report), EN_ERR_IO);
    assert_int_equal(count_of("SELECT count(*) FROM results"), 0);
}

/* The child has ended well, and the thread of the queue looks. */
static void look_at_the_end(void)
{
    queue.running[0] = running;
    queue.running[0].folder = strdup(running.folder);
    queue.running[0].child.outcome = json_incref(running.child.outcome);
    queue.running[0].child.handle = queue.running[0].child.output = -1;
    queue.running[0].child.has_ended = true;
    queue_look_at_jobs(&queue);
}

static void expect_state(en_job_state state)
{
    en_job job;
    assert_int_equal(en_jobs_get(db, running.job, &arena, &report, &job), EN_OK);
    assert_int_equal(job.state, state);
}

/* It was marked as failed, and its result thrown away. */
static void job__that_ends_while_another_program_writes_is_kept_when_that_has_ended(void **state)
{
    (void)state;
    char rules[EN_SHA256_HEX + 1];
    en_store *other;
    hash_of(RULES, rules);
    write_result(rules);
    assert_int_equal(en_store_open_sqlite(database, NULL, &report, &other), EN_OK);
    assert_int_equal(en_store_begin(other, &report), EN_OK);
    look_at_the_end();
    expect_state(EN_JOB_RUNNING);
    assert_int_equal(queue.running[0].job, running.job);
    en_store_rollback(other);
    en_store_close(other);
    queue_look_at_jobs(&queue); /* too early to try again */
    expect_state(EN_JOB_RUNNING);
    queue.running[0].again_at = 0;
    queue_look_at_jobs(&queue);
    expect_state(EN_JOB_DONE);
    assert_int_equal(queue.running[0].job, 0);
    assert_int_equal(count_of("SELECT count(*) FROM result_files"), 6);
    assert_int_equal(count_of("SELECT count(*) FROM blobs WHERE held = 1"), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(commit__keeps_result_end_and_event_together),
        CASE(commit__refuses_a_table_that_is_not_the_certificates),
        CASE(commit__refuses_a_result_of_other_inputs),
        CASE(commit__refuses_a_certificate_without_inputs),
        CASE(commit__refuses_where_there_is_no_certificate),
        CASE(commit__does_not_follow_links),
        CASE(job__that_ends_while_another_program_writes_is_kept_when_that_has_ended),
    };
    return cmocka_run_group_tests_name("commit", tests, make_folder, remove_folder);
}

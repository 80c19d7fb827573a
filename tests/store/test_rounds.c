/* Rounds, contents, jobs and results in the database. */
#define _GNU_SOURCE
#include "fresh_store.h"

#include "blobs.h"
#include "results.h"
#include "rounds.h"

static char file_path[64];

static int make_own_folder(void **state)
{
    if (make_folder(state) != 0) return -1;
    snprintf(file_path, sizeof file_path, "%s/file", folder);
    return 0;
}

static int close_own_store(void **state)
{
    unlink(file_path);
    return close_store(state);
}

static int64_t keep(const char *text)
{
    int64_t blob = 0;
    assert_int_equal(en_blob_add(db, en_str_of(text), &report, &blob), EN_OK);
    assert_true(blob > 0);
    return blob;
}

static en_stored_round add_round(const char *id, const char *at)
{
    en_stored_round round = {.round = en_str_of(id),
                             .title = {en_str_of("Round"), en_str_of("Đợt"), en_str_of("ラウンド")},
                             .rules = keep("{}"),
                             .made_at = en_str_of(at),
                             .made_by = en_str_of("tester")};
    assert_int_equal(en_rounds_add(db, &round, &report), EN_OK);
    return round;
}

static void put_table(const en_stored_round *round, const char *name, const char *file, const char *text)
{
    en_stored_table table = {.name = en_str_of(name),
                             .file = en_str_of(file),
                             .blob = keep(text),
                             .rows = 1,
                             .at = en_str_of("2026-01-01T00:00:00Z")};
    assert_int_equal(en_rounds_put_table(db, round->number, &table, &report), EN_OK);
}

static int64_t add_job(const en_stored_round *round, en_job_kind kind)
{
    int64_t job = 0;
    assert_int_equal(en_jobs_add(db, kind, round->number, en_str_of("2026-01-01T00:00:00Z"),
                                 en_str_of("tester"), &report, &job),
                     EN_OK);
    return job;
}

static en_job job_at(int64_t number)
{
    en_job job;
    assert_int_equal(en_jobs_get(db, number, &arena, &report, &job), EN_OK);
    return job;
}

static bool begin(int64_t job)
{
    bool begun;
    assert_int_equal(en_jobs_begin(db, job, en_str_of("2026-01-01T00:00:01Z"), &report, &begun), EN_OK);
    return begun;
}

static void sweep(void) { assert_int_equal(en_blobs_sweep(db, &report), EN_OK); }

static void blob__is_kept_once_and_in_pieces(void **state)
{
    (void)state;
    size_t size = 2 * EN_BLOB_PIECE + 17;
    char *bytes = malloc(size);
    for (size_t i = 0; i < size; i++) bytes[i] = (char)(i * 31 >> 3);
    int64_t one, two;
    assert_int_equal(en_blob_add(db, (en_str){bytes, size}, &report, &one), EN_OK);
    assert_int_equal(en_blob_add(db, (en_str){bytes, size}, &report, &two), EN_OK);
    assert_int_equal(one, two);
    assert_int_equal(count_of("SELECT count(*) FROM blob_pieces"), 3);
    en_text whole = en_text_make(NULL), piece = en_text_make(NULL);
    assert_int_equal(en_blob_read(db, one, &report, &whole), EN_OK);
    assert_int_equal(whole.size, size);
    assert_memory_equal(whole.at, bytes, size);
    assert_int_equal(en_blob_piece(db, one, 2, &report, &piece), EN_OK);
    assert_int_equal(piece.size, 17);
    assert_int_equal(en_blob_piece(db, one, 3, &report, &piece), EN_OK);
    assert_int_equal(piece.size, 0);
    en_text_free(&whole);
    en_text_free(&piece);
    free(bytes);
}

/* None of these files is so large. */
static en_status no_turn(void *user, en_report *said)
{
    (void)user;
    (void)said;
    return EN_ERR_IO;
}
static const en_blob_turns no_turns = {no_turn, NULL};

static void blob__of_a_file_has_its_hash_or_is_refused(void **state)
{
    (void)state;
    static const char hash[] =
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; /* of abc */
    static const char other[] = "00000000000000000000000000000000000000000000000000000000000000ff";
    assert_int_equal(en_file_write(file_path, en_str_of("abc"), &report), EN_OK);
    int64_t blob;
    assert_int_equal(en_store_begin(store, &report), EN_OK);
    assert_int_equal(en_blob_add_file(db, file_path, other, &no_turns, &report, &blob), EN_ERR_CLAIM);
    assert_int_equal(report.problems[0].rule, EN_W_BLOB_OTHER_HASH);
    en_store_rollback(store);
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 0);
    assert_int_equal(en_blob_add_file(db, file_path, hash, &no_turns, &report, &blob), EN_OK);
    assert_int_equal(blob, keep("abc"));
    en_blob known;
    assert_int_equal(en_blob_get(db, blob, &report, &known), EN_OK);
    assert_string_equal(known.sha256, hash);
    assert_int_equal(known.size, 3);
}

/* A file of two turns and a bit. */
enum { LARGE = (2 * EN_BLOB_TURN_PIECES + 1) * EN_BLOB_PIECE + 5 };

static char *write_large_file(char hash[EN_SHA256_HEX + 1])
{
    char *bytes = malloc(LARGE);
    for (size_t i = 0; i < LARGE; i++) bytes[i] = (char)(i * 131 >> 5);
    assert_int_equal(en_file_write(file_path, (en_str){bytes, LARGE}, &report), EN_OK);
    en_sha256 sum;
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256_start(&sum);
    en_sha256_add(&sum, bytes, LARGE);
    en_sha256_end(&sum, digest);
    en_sha256_hex(digest, hash);
    return bytes;
}

typedef struct turns {
    int taken;
    en_str bring; /* by the first, as somebody else would */
    int64_t brought;
    int fail_at; /* 0: never */
} turns;

/* Somebody else writes between two turns: sweeps, or brings a content. */
static en_status take_turn(void *user, en_report *said)
{
    turns *t = user;
    t->taken++;
    assert_int_equal(en_store_commit(store, said), EN_OK);
    if (t->taken == t->fail_at) return EN_ERR_IO;
    en_store *other;
    assert_int_equal(en_store_open_sqlite(path, NULL, said, &other), EN_OK);
    assert_int_equal(en_store_begin(other, said), EN_OK);
    if (t->bring.size == 0) assert_int_equal(en_blobs_sweep(en_store_db(other), said), EN_OK);
    else if (t->taken == 1)
        assert_int_equal(en_blob_add(en_store_db(other), t->bring, said, &t->brought), EN_OK);
    assert_int_equal(en_store_commit(other, said), EN_OK);
    en_store_close(other);
    return en_store_begin(store, said);
}

static void expect_large(int64_t blob, const char *bytes, const char *hash)
{
    en_blob known;
    en_text whole = en_text_make(NULL);
    assert_int_equal(en_blob_get(db, blob, &report, &known), EN_OK);
    assert_string_equal(known.sha256, hash);
    assert_int_equal(known.size, LARGE);
    assert_int_equal(en_blob_read(db, blob, &report, &whole), EN_OK);
    assert_int_equal(whole.size, LARGE);
    assert_memory_equal(whole.at, bytes, LARGE);
    en_text_free(&whole);
}

static void blob__that_is_large_leaves_others_their_turns_and_is_not_swept_before_its_use(void **state)
{
    (void)state;
    char hash[EN_SHA256_HEX + 1];
    char *bytes = write_large_file(hash);
    turns t = {0};
    int64_t blob;
    assert_int_equal(en_store_begin(store, &report), EN_OK);
    assert_int_equal(en_blob_add_file(db, file_path, hash, &(en_blob_turns){take_turn, &t}, &report, &blob),
                     EN_OK);
    assert_int_equal(en_store_commit(store, &report), EN_OK);
    assert_int_equal(t.taken, 2);
    sweep();
    expect_large(blob, bytes, hash);
    assert_int_equal(en_blobs_let_go(db, &report), EN_OK);
    sweep();
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 0);
    assert_int_equal(count_of("SELECT count(*) FROM blob_pieces"), 0);
    free(bytes);
}

static void blob__that_somebody_else_brought_meanwhile_is_kept_once(void **state)
{
    (void)state;
    char hash[EN_SHA256_HEX + 1];
    char *bytes = write_large_file(hash);
    turns t = {.bring = {bytes, LARGE}};
    int64_t blob;
    assert_int_equal(en_store_begin(store, &report), EN_OK);
    assert_int_equal(en_blob_add_file(db, file_path, hash, &(en_blob_turns){take_turn, &t}, &report, &blob),
                     EN_OK);
    assert_int_equal(en_store_commit(store, &report), EN_OK);
    assert_int_equal(blob, t.brought);
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 1);
    sweep(); /* it is held */
    expect_large(blob, bytes, hash);
    free(bytes);
}

static void blob__that_was_broken_off_is_not_found_and_can_be_brought_again(void **state)
{
    (void)state;
    char hash[EN_SHA256_HEX + 1];
    char *bytes = write_large_file(hash);
    turns t = {.fail_at = 1};
    const en_blob_turns turn = {take_turn, &t};
    int64_t blob;
    assert_int_equal(en_store_begin(store, &report), EN_OK);
    assert_int_equal(en_blob_add_file(db, file_path, hash, &turn, &report, &blob), EN_ERR_IO);
    assert_int_equal(count_of("SELECT count(*) FROM blob_pieces"), EN_BLOB_TURN_PIECES);
    assert_int_equal(en_blobs_let_go(db, &report), EN_OK); /* as the next start of a server does */
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 0);
    t.taken = 0;
    assert_int_equal(en_store_begin(store, &report), EN_OK);
    assert_int_equal(en_blob_add_file(db, file_path, hash, &turn, &report, &blob), EN_ERR_IO);
    t.fail_at = 0;
    assert_int_equal(en_store_begin(store, &report), EN_OK);
    assert_int_equal(en_blob_add_file(db, file_path, hash, &turn, &report, &blob), EN_OK);
    assert_int_equal(en_store_commit(store, &report), EN_OK);
    expect_large(blob, bytes, hash);
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 1);
    free(bytes);
}

static void blob__that_changed_on_disk_is_not_given_out(void **state)
{
    (void)state;
    int64_t blob = keep("abc");
    assert_int_equal(en_blob_to_file(db, blob, file_path, &report), EN_OK);
    assert_int_equal(en_blob_to_file(db, blob, file_path, &report), EN_ERR_IO); /* never over a file */
    unlink(file_path);
    en_statement *s = en_db_prepare(db, "UPDATE blob_pieces SET bytes = $1", &report);
    en_bind_bytes(s, 1, en_str_of("abd"));
    assert_int_equal(en_db_run(s, &report, NULL), EN_OK);
    assert_int_equal(en_blob_to_file(db, blob, file_path, &report), EN_ERR_CLAIM);
    assert_int_not_equal(access(file_path, F_OK), 0);
}

static void sweep__leaves_what_rounds_jobs_and_results_refer_to(void **state)
{
    (void)state;
    en_stored_round round = add_round("r", "2026-01-01T00:00:00Z");
    put_table(&round, "applicants", "applicants.csv", "first");
    int64_t job = add_job(&round, EN_JOB_SOLVE);
    put_table(&round, "applicants", "applicants.csv", "second");
    put_table(&round, "places", "places.csv", "third");
    keep("nobody's");
    en_stored_result result = {.round_number = round.number,
                               .job = job,
                               .at = en_str_of("2026"),
                               .by = en_str_of("tester"),
                               .version = en_str_of("0")};
    assert_int_equal(en_results_add(db, &result, &report), EN_OK);
    assert_int_equal(en_results_add_file(db, result.result, "matches.csv", keep("matches"), &report), EN_OK);
    sweep();
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 5); /* {}, first, second, third, matches */
    assert_int_equal(count_of("SELECT count(*) FROM blob_pieces"), 5);
    assert_int_equal(en_rounds_remove_tables(db, round.number, (en_str){0}, &report), EN_OK);
    sweep();
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 3); /* {}, first, matches */
}

static void round__has_one_id(void **state)
{
    (void)state;
    en_stored_round round = add_round("r", "2026-01-01T00:00:00Z"), again = round, found;
    assert_int_equal(en_rounds_add(db, &again, &report), EN_ERR_IO);
    assert_true(en_db_was_duplicate(db));
    assert_int_equal(en_rounds_get(db, en_str_of("r"), &arena, &report, &found), EN_OK);
    assert_int_equal(found.number, round.number);
    assert_true(en_str_is(found.title[EN_LANGUAGE_JA], "ラウンド"));
    assert_int_equal(en_rounds_get(db, en_str_of("R"), &arena, &report, &found), EN_OK);
    assert_int_equal(found.number, 0);
}

static void round__counts_its_changes(void **state)
{
    (void)state;
    en_stored_round round = add_round("r", "2026-01-01T00:00:00Z"), found;
    put_table(&round, "choices", "choices.csv", "one");
    put_table(&round, "choices", "choices.csv", "two");
    assert_int_equal(en_rounds_put_rules(db, &round, &report), EN_OK);
    assert_int_equal(en_rounds_remove_tables(db, round.number, en_str_of("choices.csv"), &report), EN_OK);
    assert_int_equal(en_rounds_get(db, en_str_of("r"), &arena, &report, &found), EN_OK);
    assert_int_equal(found.revision, 5);
    en_stored_table *tables;
    size_t count;
    assert_int_equal(en_rounds_tables(db, round.number, &arena, &report, &tables, &count), EN_OK);
    assert_int_equal(count, 0);
}

/* The ids of all pages of two, put together. */
static void expect_order(en_rounds_page page, const char *wanted)
{
    char got[64] = "";
    en_stored_round rounds[2];
    size_t count;
    page.limit = 2;
    do {
        assert_int_equal(en_rounds_list(db, &page, &arena, &report, rounds, &count), EN_OK);
        for (size_t i = 0; i < count; i++) strncat(got, rounds[i].round.at, 8);
        if (count == 0) break;
        page.after = page.by_id ? rounds[count - 1].round : rounds[count - 1].made_at;
        page.after_number = rounds[count - 1].number;
    } while (count == page.limit);
    assert_string_equal(got, wanted);
}

static void rounds__are_paged_by_time_and_by_id(void **state)
{
    (void)state;
    (void)add_round("c", "2026-01-02T00:00:00Z");
    (void)add_round("a", "2026-01-01T00:00:00Z");
    (void)add_round("b", "2026-01-01T00:00:00Z");
    expect_order((en_rounds_page){0}, "cba");
    expect_order((en_rounds_page){.turned = true}, "abc");
    expect_order((en_rounds_page){.by_id = true}, "abc");
    expect_order((en_rounds_page){.by_id = true, .turned = true}, "cba");
    expect_order((en_rounds_page){.with_results_only = true}, "");
}

static void job__keeps_what_it_was_given(void **state)
{
    (void)state;
    en_stored_round round = add_round("r", "2026-01-01T00:00:00Z");
    put_table(&round, "choices", EN_ROUND_WORKBOOK, "book");
    put_table(&round, "places", EN_ROUND_WORKBOOK, "book");
    en_job job = job_at(add_job(&round, EN_JOB_SOLVE));
    en_stored_file *files;
    size_t count;
    bool current;
    assert_int_equal(en_jobs_inputs(db, job.job, &arena, &report, &files, &count), EN_OK);
    assert_int_equal(count, 2);
    assert_true(en_str_is(files[0].file, "round.json") && en_str_is(files[1].file, "round.xlsx"));
    assert_int_equal(en_jobs_current(db, &job, &report, &current), EN_OK);
    assert_true(current);
    put_table(&round, "scores", "scores.csv", "more");
    assert_int_equal(en_jobs_current(db, &job, &report, &current), EN_OK);
    assert_false(current);
    assert_int_equal(en_rounds_remove_tables(db, round.number, en_str_of("scores.csv"), &report), EN_OK);
    assert_int_equal(en_jobs_current(db, &job, &report, &current), EN_OK);
    assert_true(current);
}

static void jobs__begin_in_their_order_and_once(void **state)
{
    (void)state;
    en_stored_round round = add_round("r", "2026-01-01T00:00:00Z");
    int64_t first = add_job(&round, EN_JOB_CHECK), second = add_job(&round, EN_JOB_SOLVE), next, open;
    assert_int_equal(en_jobs_next(db, 0, &report, &next), EN_OK);
    assert_int_equal(next, first);
    assert_true(begin(first));
    assert_false(begin(first));
    assert_int_equal(en_jobs_next(db, 0, &report, &next), EN_OK);
    assert_int_equal(next, second);
    assert_int_equal(en_jobs_open(db, round.number, EN_JOB_CHECK, &report, &open), EN_OK);
    assert_int_equal(open, first);
    en_job_end end = {.state = EN_JOB_DONE, .at = en_str_of("2026"), .errors = 0, .warnings = -1};
    bool ended;
    assert_int_equal(en_jobs_end(db, first, EN_JOB_QUEUED, &end, &report, &ended), EN_OK);
    assert_false(ended);
    assert_int_equal(en_jobs_end(db, first, EN_JOB_RUNNING, &end, &report, &ended), EN_OK);
    assert_true(ended);
    assert_int_equal(en_jobs_open(db, round.number, EN_JOB_CHECK, &report, &open), EN_OK);
    assert_int_equal(open, 0);
    en_job job = job_at(first);
    assert_int_equal(job.state, EN_JOB_DONE);
    assert_int_equal(job.errors, 0);
    assert_int_equal(job.warnings, -1);
}

static void jobs__are_queued_again_after_a_crash_three_times_at_most(void **state)
{
    (void)state;
    en_stored_round round = add_round("r", "2026-01-01T00:00:00Z");
    int64_t job = add_job(&round, EN_JOB_SOLVE);
    for (int attempt = 1; attempt <= EN_JOB_MOST_ATTEMPTS; attempt++) {
        assert_true(begin(job));
        if (attempt == 1) { /* a server that stops in order does not use up an attempt */
            assert_int_equal(en_jobs_requeue(db, job, &report), EN_OK);
            assert_true(begin(job));
        }
        assert_int_equal(job_at(job).attempts, attempt);
        assert_int_equal(en_jobs_recover(db, en_str_of("2026"), en_str_of("job.too-many-attempts"), &report),
                         EN_OK);
        assert_int_equal(job_at(job).state, attempt < EN_JOB_MOST_ATTEMPTS ? EN_JOB_QUEUED : EN_JOB_FAILED);
    }
    assert_true(en_str_is(job_at(job).reason, "job.too-many-attempts"));
}

static void round__with_a_result_stays(void **state)
{
    (void)state;
    en_stored_round round = add_round("r", "2026-01-01T00:00:00Z"),
                    other = add_round("s", "2026-01-01T00:00:00Z");
    en_stored_result result = {.round_number = round.number,
                               .job = add_job(&round, EN_JOB_SOLVE),
                               .at = en_str_of("2026"),
                               .by = en_str_of("tester"),
                               .version = en_str_of("0")},
                     found;
    int64_t newest;
    assert_int_equal(en_results_add(db, &result, &report), EN_OK);
    (void)add_job(&other, EN_JOB_CHECK);
    assert_int_equal(en_rounds_remove(db, round.number, &report), EN_ERR_IO);
    assert_int_equal(en_rounds_remove(db, other.number, &report), EN_OK);
    assert_int_equal(count_of("SELECT count(*) FROM jobs"), 1);
    assert_int_equal(en_results_newest(db, round.number, &report, &newest), EN_OK);
    assert_int_equal(newest, result.result);
    assert_int_equal(en_results_get(db, newest, &arena, &report, &found), EN_OK);
    assert_true(en_str_is(found.round, "r"));
    assert_int_equal(job_at(result.job).result, newest);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_store, close_own_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(blob__is_kept_once_and_in_pieces),
        CASE(blob__of_a_file_has_its_hash_or_is_refused),
        CASE(blob__that_is_large_leaves_others_their_turns_and_is_not_swept_before_its_use),
        CASE(blob__that_somebody_else_brought_meanwhile_is_kept_once),
        CASE(blob__that_was_broken_off_is_not_found_and_can_be_brought_again),
        CASE(blob__that_changed_on_disk_is_not_given_out),
        CASE(sweep__leaves_what_rounds_jobs_and_results_refer_to),
        CASE(round__has_one_id),
        CASE(round__counts_its_changes),
        CASE(rounds__are_paged_by_time_and_by_id),
        CASE(job__keeps_what_it_was_given),
        CASE(jobs__begin_in_their_order_and_once),
        CASE(jobs__are_queued_again_after_a_crash_three_times_at_most),
        CASE(round__with_a_result_stays),
    };
    return cmocka_run_group_tests_name("rounds", tests, make_own_folder, remove_folder);
}

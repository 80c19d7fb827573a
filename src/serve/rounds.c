/* Rounds: making them, their rules, and the jobs that check and solve them. */
#include "rounds_parts.h"

#include "cursor.h"
#include "handlers.h"
#include "job.h"
#include "job_json.h"
#include "random.h"
#include "round.h"

#include <stdlib.h>

static en_str sort_value(const en_stored_round *round, bool by_id)
{
    return by_id ? round->round : round->made_at;
}

en_status en_handle_list_rounds(en_request *request)
{
    bool of_applicant = request_of_applicant(request);
    en_rounds_page page = {.by_id = request->sort == 1,
                           .turned = request->turned,
                           .with_results_only = of_applicant,
                           .limit = request->limit + 1};
    size_t count = 0;
    en_stored_round *rounds = en_arena_array(&request->arena, page.limit, sizeof *rounds);
    if (!rounds) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    if (request->after.size) status = en_cursor_read(request, &page.after_number, &page.after);
    if (status == EN_OK)
        status = en_rounds_list(en_store_db(request->store), &page, &request->arena, &request->report, rounds,
                                &count);
    if (status != EN_OK) return status;
    en_page written = en_page_begin(request, count);
    for (size_t i = 0; i < written.shown && status == EN_OK; i++)
        status = of_applicant ? round_add_json_for_applicant(request, &written.json, &rounds[i])
                              : round_add_json(request, &written.json, &rounds[i]);
    if (status != EN_OK) return status;
    const en_stored_round *last = written.goes_on ? &rounds[written.shown - 1] : NULL;
    en_page_end(&written, last ? last->number : 0, last ? sort_value(last, page.by_id) : (en_str){0});
    return EN_OK;
}

en_status en_handle_get_round(en_request *request)
{
    en_stored_round round;
    en_str tag;
    en_json json = en_json_to(&request->out);
    en_status status = round_find(request, request->store, &round);
    if (status == EN_OK) status = round_tag(request, &round, &tag);
    if (status != EN_OK || en_request_has(request, tag)) return status;
    return round_add_json(request, &json, &round);
}

/* A round to be made: its rules as JSON, and the tables of the sample if it is to be one. */
typedef struct new_round {
    en_stored_round row;
    en_str rules;
    size_t table_count;
    struct {
        const char *name;
        en_file file;
        uint64_t rows;
    } tables[16];
} new_round;

static en_status put_sample_tables(en_request *request, en_db *db, const new_round *made)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < made->table_count && status == EN_OK; i++) {
        en_stored_table table = {.name = en_str_of(made->tables[i].name),
                                 .file = made->tables[i].file.name,
                                 .rows = made->tables[i].rows,
                                 .at = made->row.made_at};
        en_str bytes = {made->tables[i].file.at, made->tables[i].file.size};
        status = en_blob_add(db, bytes, &request->report, &table.blob);
        if (status == EN_OK) status = en_rounds_put_table(db, made->row.number, &table, &request->report);
    }
    return status;
}

static en_status add_round(en_request *request, en_store *store, void *user, en_logged *logged)
{
    static const en_str fields[] = {{"rules", 5}, {"tables", 6}};
    new_round *made = user;
    en_db *db = en_store_db(store);
    en_stored_round there;
    *logged = (en_logged){.action = "add",
                          .table = "rounds",
                          .id = made->row.round,
                          .fields = fields,
                          .field_count = made->table_count ? 2 : 1,
                          .content = made->rules};
    en_status status = en_rounds_get(db, made->row.round, &request->arena, &request->report, &there);
    if (status == EN_OK && there.number) return en_refuse(request, 409, EN_W_ROUND_ID_TAKEN, 0, NULL);
    if (status == EN_OK) status = en_blob_add(db, made->rules, &request->report, &made->row.rules);
    if (status == EN_OK) status = en_rounds_add(db, &made->row, &request->report);
    return status == EN_OK ? put_sample_tables(request, db, made) : status;
}

/* How many records a table has. */
static en_status count_rows(const en_folder *folder, const char *name, en_report *report, uint64_t *rows)
{
    en_table table;
    en_csv csv;
    en_status status = en_table_open(folder, name, NULL, report, &table);
    if (status != EN_OK) return status;
    bool reads = en_table_read_all(&table, NULL, &csv);
    en_csv_step step = EN_CSV_END;
    for (*rows = 0; reads && ((step = en_csv_next(&csv)) == EN_CSV_RECORD || step == EN_CSV_FAULTY); ++*rows)
        continue;
    en_table_free(&table);
    return reads && step == EN_CSV_END ? EN_OK : EN_ERR_MEMORY;
}

static en_status read_sample_tables(en_request *request, const char *path, new_round *made)
{
    en_folder folder;
    en_status status = en_folder_open(path, (en_table_options){0}, NULL, &request->report, &folder);
    if (status != EN_OK) return status;
    for (const char *const *name = en_round_table_names; *name && status == EN_OK; name++) {
        if (!en_folder_has(&folder, *name)) continue;
        en_str file = request_print(request, "%s.csv", *name);
        const char *whole = en_path_join(&request->arena, path, file.at);
        size_t at = made->table_count;
        status = whole ? en_file_read(whole, NULL, &request->report, &made->tables[at].file) : EN_ERR_MEMORY;
        if (status != EN_OK) break;
        made->tables[at].name = *name;
        made->table_count++;
        status = count_rows(&folder, *name, &request->report, &made->tables[at].rows);
    }
    en_folder_free(&folder);
    return status;
}

/* round.json of the sample, to become that of this round. */
static en_status read_sample(en_request *request, new_round *made, json_t **rules)
{
    const char *sample = request->server->options->sample;
    const char *path = sample ? en_path_join(&request->arena, sample, "rounds/kyushu-2027") : NULL;
    if (!sample) return en_refuse(request, 409, EN_W_CLI_INIT_NO_SAMPLE, 0, NULL);
    const char *rules_path = path ? en_path_join(&request->arena, path, EN_ROUND_RULES) : NULL;
    en_file file;
    en_status status = rules_path ? en_file_read(rules_path, NULL, &request->report, &file) : EN_ERR_MEMORY;
    if (status != EN_OK) return status;
    *rules = en_json_read((en_str){file.at, file.size}, file.name, &request->report);
    en_file_free(&file);
    if (!*rules) return request->report.out_of_memory ? EN_ERR_MEMORY : EN_ERR_IO;
    made->row.synthetic = true;
    return read_sample_tables(request, path, made);
}

/* The rules that a round begins with. The seed is drawn before any table is there, and the log has its
 * digest; whoever wants more publishes a commitment instead. */
static json_t *first_rules(void)
{
    unsigned char random[EN_SHA256_BYTES];
    char seed[EN_SHA256_HEX + 1];
    if (!en_random_bytes(random, sizeof random)) return NULL;
    en_sha256_hex(random, seed);
    return json_pack("{sssss{ssss}}", "mechanism", "deferred-acceptance", "proposer", "applicants", "ties",
                     "rule", "single-lottery", "seed", seed);
}

static en_status build_round(en_request *request, new_round *made)
{
    en_str given = en_str_of(json_string_value(json_object_get(request->json, "round")));
    json_t *rules = NULL, *named = NULL;
    en_round_rules read;
    en_status status = EN_OK;
    if (json_is_true(json_object_get(request->json, "from_sample")))
        status = read_sample(request, made, &rules);
    else rules = first_rules();
    if (status == EN_OK && rules)
        named = rules_with_name(given, json_object_get(request->json, "title"), rules);
    if (status == EN_OK) status = named ? rules_write(request, named, &made->rules, &read) : EN_ERR_MEMORY;
    json_decref(named);
    json_decref(rules);
    if (status != EN_OK) return status;
    made->row.round = read.id;
    memcpy(made->row.title, read.title, sizeof read.title);
    made->row.made_at = request_now(request);
    made->row.made_by = request->actor.user;
    return EN_OK;
}

en_status en_handle_add_round(en_request *request)
{
    new_round made = {0};
    en_json json = en_json_to(&request->out);
    en_status status = build_round(request, &made);
    if (status == EN_OK) status = en_server_write(request, add_round, &made);
    for (size_t i = 0; i < made.table_count; i++) en_file_free(&made.tables[i].file);
    if (status != EN_OK) return status;
    status = en_rounds_get(en_store_db(request->store), made.row.round, &request->arena, &request->report,
                           &made.row);
    return status == EN_OK ? round_add_json(request, &json, &made.row) : status;
}

static en_status remove_round(en_request *request, en_store *store, void *user, en_logged *logged)
{
    en_stored_round round;
    en_db *db = en_store_db(store);
    en_str tag;
    int64_t result = 0, check = 0, solve = 0;
    (void)user;
    en_status status = round_find(request, store, &round);
    if (status == EN_OK) status = round_tag(request, &round, &tag);
    if (status == EN_OK) status = en_request_matches(request, tag);
    if (status == EN_OK) status = en_results_newest(db, round.number, &request->report, &result);
    if (status == EN_OK) status = en_jobs_open(db, round.number, EN_JOB_CHECK, &request->report, &check);
    if (status == EN_OK) status = en_jobs_open(db, round.number, EN_JOB_SOLVE, &request->report, &solve);
    if (status != EN_OK) return status;
    if (result) return en_refuse(request, 409, EN_W_ROUND_HAS_RESULTS, 0, NULL);
    if (check || solve) return en_refuse(request, 409, EN_W_JOB_ALREADY, 0, NULL);
    *logged = (en_logged){.action = "remove", .table = "rounds", .id = round.round};
    status = en_rounds_remove(db, round.number, &request->report);
    return status == EN_OK ? en_blobs_sweep(db, &request->report) : status;
}

en_status en_handle_remove_round(en_request *request) { return en_server_write(request, remove_round, NULL); }

/* A job to be queued. */
typedef struct new_job {
    en_job_kind kind;
    int64_t job;
} new_job;

static en_status add_job(en_request *request, en_store *store, void *user, en_logged *logged)
{
    new_job *made = user;
    en_stored_round round;
    en_stored_table *tables;
    size_t count = 0;
    int64_t open = 0;
    en_db *db = en_store_db(store);
    en_status status = round_find(request, store, &round);
    if (status == EN_OK)
        status = en_rounds_tables(db, round.number, &request->arena, &request->report, &tables, &count);
    if (status == EN_OK) status = en_jobs_open(db, round.number, made->kind, &request->report, &open);
    if (status != EN_OK) return status;
    if (count == 0) return en_refuse(request, 409, EN_W_ROUND_WITHOUT_TABLES, 0, NULL);
    if (open) return en_refuse(request, 409, EN_W_JOB_ALREADY, 0, NULL);
    *logged = (en_logged){.action = en_job_kind_names[made->kind], .table = "rounds", .id = round.round};
    return en_jobs_add(db, made->kind, round.number, request_now(request), request->actor.user,
                       &request->report, &made->job);
}

static en_status queue_job(en_request *request, en_job_kind kind)
{
    new_job made = {.kind = kind};
    en_job job;
    en_json json = en_json_to(&request->out);
    en_status status = en_server_write(request, add_job, &made);
    if (status != EN_OK) return status;
    en_queue_wake(request->server->queue);
    status = en_jobs_get(en_store_db(request->store), made.job, &request->arena, &request->report, &job);
    if (status != EN_OK) return status;
    request->location = request_print(request, "/api/jobs/%lld", (long long)made.job);
    job_add_json(&json, request->language, &job, 0);
    return EN_OK;
}

en_status en_handle_check_round(en_request *request) { return queue_job(request, EN_JOB_CHECK); }
en_status en_handle_solve_round(en_request *request) { return queue_job(request, EN_JOB_SOLVE); }

/* Running a round. See solve.h. */
#include "solve.h"

#include "clearing.h"
#include "json.h"
#include "outdir.h"

#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Progress of one stage as a part of the whole: stages take about these thousandths of the time. */
typedef struct stage {
    const en_context *whole;
    uint64_t begin, end;
} stage;

static void stage_progress(void *user, uint64_t done, uint64_t total)
{
    const stage *s = user;
    en_progress(s->whole, s->begin + (total ? (s->end - s->begin) * done / total : 0), 1000);
}

static en_context stage_context(const en_context *context, stage *s)
{
    en_context inner = context ? *context : (en_context){0};
    inner.progress = stage_progress;
    inner.progress_user = s;
    return inner;
}

en_status en_solve_round(en_round_source source, const en_context *context, en_report *report,
                         en_solved *solved)
{
    en_solved s = {.arena = en_arena_make(context ? context->allocator : NULL)};
    double start = now();
    stage reading = {context, 0, 500}, solving = {context, 500, 650};
    en_context while_reading = stage_context(context, &reading),
               while_solving = stage_context(context, &solving);
    en_status status = en_round_read(source, &while_reading, report, &s.round);
    if (status != EN_OK) return status;
    double read = now();
    status = en_clear(&s.round, &while_solving, &s.arena, report, &s.result);
    double solve = now();
    if (status == EN_OK) status = en_clear_check(&s.round, &s.result, context, report);
    double checked = now();
    if (status == EN_OK) status = en_result_summarise(&s.round, &s.result, &s.arena, &s.summary);
    s.times = (en_solve_times){read - start, solve - read, checked - solve, now() - checked};
    if (status == EN_OK) *solved = s;
    else en_solved_free(&s);
    return status;
}

void en_solved_free(en_solved *solved)
{
    en_clearing_free(&solved->result);
    en_round_free(&solved->round);
    en_arena_free(&solved->arena);
}

/* Timings and machine facts, which differ from run to run and so are in no hash. */
static en_status write_run(en_outdir *dir, const en_solve_times *times, const char *version,
                           const en_context *context, en_report *report)
{
    en_text text = en_text_make(NULL);
    en_json json = en_json_to(&text);
    en_json_open(&json, '{');
    en_json_key_text(&json, "version", version);
    en_json_key_int(&json, "threads", en_width(context));
    en_json_key(&json, "seconds");
    en_json_open(&json, '{');
    const struct {
        const char *key;
        double value;
    } parts[] = {
        {"read", times->read}, {"solve", times->solve}, {"check", times->check}, {"write", times->write}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        en_json_key(&json, parts[i].key);
        en_json_real(&json, (double)(int64_t)(parts[i].value * 1e6) / 1e6);
    }
    en_json_close(&json, '}');
    en_json_close(&json, '}');
    en_status status = text.failed ? EN_ERR_MEMORY : en_outdir_write(dir, "run.json", 1, &text, report);
    en_text_free(&text);
    return status;
}

static const char *const result_names[] = {"certificate.json", "matches.csv", "places.csv", "waiting.csv",
                                           "summary.json",     "run.json",    NULL};

static en_status write_files(en_outdir *dir, en_solved *solved, const char *version,
                             const en_context *context, en_report *report)
{
    double start = now();
    en_result_files files;
    en_status status =
        en_result_write(&solved->round, &solved->result, &solved->summary, version, context, &files);
    if (status != EN_OK) return status;
    for (int i = 0; i < EN_RESULT_FILES && status == EN_OK; i++) {
        en_progress(context, 900 + (uint64_t)i * 100 / EN_RESULT_FILES, 1000);
        status = en_outdir_write(dir, files.files[i].name, files.files[i].part_count, files.files[i].parts,
                                 report);
    }
    en_result_files_free(&files);
    solved->times.write += now() - start;
    if (status == EN_OK) status = write_run(dir, &solved->times, version, context, report);
    if (status == EN_OK && en_cancelled(context)) status = EN_ERR_CANCELLED;
    return status;
}

en_status en_solve_to(en_round_source source, const char *out, bool force, const char *version,
                      const en_context *context, en_report *report, en_solved *solved)
{
    en_outdir dir;
    en_solved s;
    en_status status = en_outdir_begin(out, force, result_names, source.path, report, &dir);
    if (status == EN_OK) status = en_solve_round(source, context, report, &s);
    if (status == EN_OK) {
        status = write_files(&dir, &s, version, context, report);
        if (status == EN_OK) status = en_outdir_commit(&dir, report);
        if (status == EN_OK) *solved = s;
        else en_solved_free(&s);
    }
    en_outdir_end(&dir);
    return status;
}

/* Whether the certificate's object `key` gives this file this digest. */
static bool names_digest(const json_t *certificate, const char *key, en_str file,
                         const unsigned char digest[EN_SHA256_BYTES])
{
    char hex[EN_SHA256_HEX + 1];
    en_sha256_hex(digest, hex);
    const char *name;
    json_t *value, *object = json_object_get(certificate, key);
    json_object_foreach(object, name, value) if (en_str_is(file, name)) return json_is_string(value) &&
        strcmp(json_string_value(value), hex) == 0;
    return false;
}

static bool is_result_of(const json_t *certificate, const en_solved *solved, const en_result_files *files)
{
    const en_round *round = &solved->round;
    en_round_input inputs[EN_ROUND_MOST_INPUTS];
    size_t n = en_round_inputs(round, inputs);
    bool same = json_object_size(json_object_get(certificate, "inputs")) == n;
    for (size_t i = 0; i < n && same; i++)
        same = names_digest(certificate, "inputs", inputs[i].name, inputs[i].digest);
    for (int i = 0; i < EN_RESULT_CERTIFICATE && same; i++)
        same = names_digest(certificate, "outputs", en_str_of(files->files[i].name), files->files[i].digest);
    return same;
}

/* The certificate of a result, and the digest of its file unless NULL; NULL after reporting. json_decref it.
 */
static en_status read_certificate(const char *out, const en_context *context, en_report *report,
                                  json_t **certificate, char digest[EN_SHA256_HEX + 1])
{
    en_arena scratch = en_arena_make(NULL);
    en_file file = {0};
    char *path = en_path_join(&scratch, out, "certificate.json");
    en_status status = path ? en_file_read(path, context, report, &file) : EN_ERR_MEMORY;
    *certificate =
        status == EN_OK ? en_json_read((en_str){file.at, file.size}, en_str_of(path), report) : NULL;
    if (status == EN_OK && !*certificate) status = report->out_of_memory ? EN_ERR_MEMORY : EN_ERR_INPUT;
    if (status == EN_OK && digest) {
        en_file_hash(&file);
        en_sha256_hex(file.digest, digest);
    }
    en_file_free(&file);
    en_arena_free(&scratch);
    return status;
}

/* A text of a certificate, copied; empty where it is none. */
static bool copy_text(const json_t *from, en_arena *arena, en_str *to)
{
    *to = (en_str){0};
    if (!json_is_string(from)) return true;
    to->size = json_string_length(from);
    to->at = en_arena_copy(arena, json_string_value(from), to->size);
    return to->at != NULL;
}

static bool copy_claims(const json_t *claims, en_arena *arena, en_certified *to)
{
    to->claims = en_arena_array(arena, json_array_size(claims), sizeof *to->claims);
    bool copied = to->claims != NULL;
    for (size_t k = 0; k < json_array_size(claims) && copied; k++)
        copied = copy_text(json_object_get(json_array_get(claims, k), "claim"), arena,
                           &to->claims[to->claim_count++]);
    return copied;
}

en_status en_solve_certified(const char *out, const en_context *context, en_arena *arena, en_report *report,
                             en_certified *certified)
{
    en_certified c = {0};
    json_t *certificate;
    en_status status = read_certificate(out, context, report, &certificate, c.digest);
    if (status != EN_OK) return status;
    if (!copy_text(json_object_get(certificate, "made_by"), arena, &c.made_by) ||
        !copy_claims(json_object_get(certificate, "claims"), arena, &c))
        status = EN_ERR_MEMORY;
    json_decref(certificate);
    if (status == EN_OK) *certified = c;
    return status;
}

en_status en_solve_reading(const char *out, const en_context *context, en_arena *arena, en_report *report,
                           en_table_options *options)
{
    json_t *certificate;
    en_status status = read_certificate(out, context, report, &certificate, NULL);
    if (status != EN_OK) return status;
    const json_t *reading = json_object_get(certificate, "reading");
    const char *encoding = json_string_value(json_object_get(reading, "encoding"));
    const char *delimiter = json_string_value(json_object_get(reading, "delimiter"));
    if (!options->encoding && encoding) {
        options->encoding = en_arena_copy(arena, encoding, strlen(encoding));
        if (!options->encoding) status = EN_ERR_MEMORY;
    }
    if (!options->delimiter && delimiter) options->delimiter = *delimiter;
    json_decref(certificate);
    return status;
}

en_status en_solve_compare(const en_solved *solved, const char *out, const char *version,
                           const en_context *context, en_report *report)
{
    json_t *certificate;
    en_result_files files;
    en_status status = read_certificate(out, context, report, &certificate, NULL);
    if (status != EN_OK) return status;
    status = en_result_write(&solved->round, &solved->result, &solved->summary, version, context, &files);
    if (status == EN_OK) {
        if (!is_result_of(certificate, solved, &files))
            status = en_report_error(report, EN_W_RESULT_OF_OTHER_ROUND, (en_where){.file = en_str_of(out)});
        en_result_files_free(&files);
    }
    json_decref(certificate);
    return status;
}

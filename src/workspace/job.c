/* Checking, solving and explaining, away from the server. See job.h. */
#include "job_parts.h"

#include "blobs.h"
#include "clearing.h"
#include "explain.h"
#include "picture.h"
#include "remedies.h"
#include "solve.h"
#include "workspace.h"

#include <sys/stat.h>

const char *const en_round_table_names[] = {"applicants", "places", "choices", "scores",  "seats",
                                            "groups",     "joint",  "held",    "demands", NULL};

en_status work_start(work *w, const en_job_place *place, en_report *report)
{
    *w = (work){.place = place, .arena = en_arena_make(NULL)};
    char *database = en_path_join(&w->arena, place->workspace, EN_WORKSPACE_DATABASE);
    w->round = en_path_join(&w->arena, place->folder, EN_JOB_ROUND);
    w->result = en_path_join(&w->arena, place->folder, EN_JOB_RESULT);
    if (!database || !w->round || !w->result) return EN_ERR_MEMORY;
    en_status status = en_store_open_reader(database, NULL, report, &w->store);
    if (status == EN_OK) w->db = en_store_db(w->store);
    return status;
}

void work_end(work *w)
{
    en_store_close(w->store);
    en_arena_free(&w->arena);
}

en_status work_make_folder(const char *path, en_report *report)
{
    return mkdir(path, 0700) == 0 ? EN_OK : en_file_fault(report, EN_W_FILE_CANNOT_WRITE, path, errno);
}

en_status work_lay_out_file(work *w, const char *folder, const en_stored_file *file, en_report *report)
{
    char *name = en_arena_copy(&w->arena, file->file.at, file->file.size);
    if (!name) return EN_ERR_MEMORY;
    if (strchr(name, '/') || *name == '.')
        return en_report_error(report, EN_W_FILE_NOT_REGULAR, (en_where){.file = file->file});
    char *path = en_path_join(&w->arena, folder, name);
    en_status status = path ? en_blob_to_file(w->db, file->blob, path, report) : EN_ERR_MEMORY;
    return status == EN_ERR_CLAIM ? EN_ERR_IO : status; /* the database is damaged; no claim of a result is */
}

/* The inputs of a job as a round's folder. */
static en_status lay_out(work *w, int64_t job, en_report *report)
{
    en_stored_file *files;
    size_t count;
    en_status status = en_jobs_inputs(w->db, job, &w->arena, report, &files, &count);
    if (status == EN_OK) status = work_make_folder(w->round, report);
    for (size_t i = 0; i < count && status == EN_OK; i++)
        status = work_lay_out_file(w, w->round, &files[i], report);
    return status;
}

/* What is allowed, and is often a slip, as warnings. */
static void warn_of_slips(const en_round *round, en_report *report)
{
    uint32_t tied, unscored;
    en_round_count_slips(round, &tied, &unscored);
    en_arg args[] = {en_arg_int("tied", tied), en_arg_int("unscored", unscored)};
    en_where where = {.file = round->choices_table.name};
    if (tied) (void)en_report_add(report, EN_WARNING, EN_W_MATCH_NOTE_TIED, where, 1, args);
    if (unscored) (void)en_report_add(report, EN_WARNING, EN_W_MATCH_NOTE_UNSCORED, where, 1, args + 1);
}

static en_status check(const work *w, const en_context *context, en_report *report)
{
    en_round round;
    en_status status = en_round_read((en_round_source){.path = w->round}, context, report, &round);
    if (status == EN_ERR_INPUT && !report->out_of_memory) return EN_OK; /* which the report says */
    if (status != EN_OK) return status;
    if (en_round_refuse_unready(&round, report) == EN_OK) warn_of_slips(&round, report);
    en_round_free(&round);
    return EN_OK;
}

/* A line ["en", "vi", "ja"] for each of the rows that places.csv of the result has of the place. */
static en_status add_names(en_text *text, const en_round *round, uint32_t place, uint32_t rows)
{
    json_t *names = json_array();
    bool whole = names != NULL;
    for (int i = 0; i < EN_LANGUAGE_COUNT && whole; i++) {
        en_str name = en_round_place_name(round, (en_language)i, place);
        whole = json_array_append_new(names, json_stringn(name.at, name.size)) == 0;
    }
    for (uint32_t row = 0; row < rows && whole; row++) {
        en_json_dump(text, names, 0);
        en_text_add_char(text, '\n');
    }
    json_decref(names);
    return whole && !text->failed ? EN_OK : EN_ERR_MEMORY;
}

/* In the order of places.csv, so that a page of one is a page of the other. */
static en_status write_names(const work *w, const en_solved *solved, en_report *report)
{
    const uint32_t *line_begin = solved->result.standings.line_begin;
    en_status status = EN_OK;
    en_text text = en_text_make(NULL);
    for (uint32_t p = 0; p < solved->round.places.count && status == EN_OK; p++)
        status = add_names(&text, &solved->round, p, line_begin[p + 1] - line_begin[p]);
    en_arena arena = en_arena_make(NULL);
    char *path = en_path_join(&arena, w->place->folder, EN_JOB_NAMES);
    if (!path) status = EN_ERR_MEMORY;
    if (status == EN_OK) status = en_file_write(path, en_text_str(&text), report);
    en_arena_free(&arena);
    en_text_free(&text);
    return status;
}

static en_status solve(const work *w, const en_context *context, en_report *report)
{
    en_solved solved;
    en_status status = en_solve_to((en_round_source){.path = w->round}, w->result, false, w->place->version,
                                   context, report, &solved);
    if (status != EN_OK) return status;
    warn_of_slips(&solved.round, report);
    en_clearing_tell(&solved.round, &solved.result, report);
    status = write_names(w, &solved, report);
    en_solved_free(&solved);
    return status;
}

en_status en_job_work(const en_job_place *place, int64_t number, const en_context *context, en_report *report)
{
    work w;
    en_job job = {0};
    en_status status = work_start(&w, place, report);
    if (status == EN_OK) status = en_jobs_get(w.db, number, &w.arena, report, &job);
    if (status == EN_OK && job.job == 0) status = EN_ERR_USAGE;
    if (status == EN_OK) status = lay_out(&w, number, report);
    if (status == EN_OK)
        status = job.kind == EN_JOB_CHECK ? check(&w, context, report) : solve(&w, context, report);
    work_end(&w);
    return status;
}

en_status work_lay_out_result(work *w, int64_t number, en_report *report)
{
    en_stored_result result;
    en_stored_file certificate;
    en_status status = en_results_get(w->db, number, &w->arena, report, &result);
    if (status == EN_OK && result.result == 0) status = EN_ERR_USAGE;
    if (status == EN_OK) status = lay_out(w, result.job, report);
    if (status == EN_OK) status = work_make_folder(w->result, report);
    if (status == EN_OK)
        status =
            en_results_file(w->db, number, en_str_of("certificate.json"), &w->arena, report, &certificate);
    return status == EN_OK ? work_lay_out_file(w, w->result, &certificate, report) : status;
}

static en_status explain(const work *w, en_str id, en_language language, const en_context *context,
                         en_report *report, en_text *answer)
{
    en_solved solved;
    uint32_t applicant;
    en_status status = en_solve_round((en_round_source){.path = w->round}, context, report, &solved);
    if (status != EN_OK) return status;
    status = en_solve_compare(&solved, w->result, w->place->version, context, report);
    if (status == EN_OK) status = en_explain_find(&solved.round, id, report, &applicant);
    en_arena scratch = en_arena_make(NULL);
    en_wish_story *stories;
    if (status == EN_OK) status = en_find_remedies(&solved, applicant, context, &scratch, report, &stories);
    if (status == EN_OK) {
        en_json json = en_json_to(answer);
        en_explain_add_json(&json, language, &solved.round, &solved.result, applicant, stories);
    }
    en_arena_free(&scratch);
    en_solved_free(&solved);
    return status;
}

en_status work_read_asked(work *w, const char *name, en_report *report, json_t **asked)
{
    en_file file;
    char *folder = en_path_join(&w->arena, w->place->folder, EN_JOB_UPLOAD);
    char *path = folder ? en_path_join(&w->arena, folder, name) : NULL;
    if (!path) return EN_ERR_MEMORY;
    en_status status = en_file_read(path, NULL, report, &file);
    if (status != EN_OK) return status;
    *asked = en_json_read((en_str){file.at, file.size}, file.name, report);
    en_file_free(&file);
    if (*asked) return EN_OK;
    return report->out_of_memory ? EN_ERR_MEMORY : EN_ERR_INPUT;
}

en_status work_write_answer(work *w, const en_text *answer, en_report *report)
{
    if (answer->failed) return EN_ERR_MEMORY;
    char *path = en_path_join(&w->arena, w->place->folder, EN_JOB_ANSWER);
    return path ? en_file_write(path, en_text_str(answer), report) : EN_ERR_MEMORY;
}

en_status en_job_explain(const en_job_place *place, int64_t result, en_str applicant, en_language language,
                         const en_context *context, en_report *report)
{
    work w;
    en_text answer = en_text_make(NULL);
    en_status status = work_start(&w, place, report);
    if (status == EN_OK) status = work_lay_out_result(&w, result, report);
    if (status == EN_OK) status = explain(&w, applicant, language, context, report, &answer);
    if (status == EN_OK) status = work_write_answer(&w, &answer, report);
    work_end(&w);
    en_text_free(&answer);
    return status;
}

static en_status draw_seats(const work *w, en_picture_options options, const en_context *context,
                            en_report *report, en_text *answer)
{
    en_solved solved;
    en_status status = en_solve_round((en_round_source){.path = w->round}, context, report, &solved);
    if (status != EN_OK) return status;
    status = en_solve_compare(&solved, w->result, w->place->version, context, report);
    if (status == EN_OK) status = en_picture_of_seats(&solved.round, &solved.result, options, report, answer);
    en_solved_free(&solved);
    return status;
}

en_status en_job_draw_seats(const en_job_place *place, int64_t result, uint64_t width, en_language language,
                            const en_context *context, en_report *report)
{
    work w;
    en_text answer = en_text_make(NULL);
    const en_picture_options options = {language, (double)width};
    en_status status = work_start(&w, place, report);
    if (status == EN_OK) status = work_lay_out_result(&w, result, report);
    if (status == EN_OK) status = draw_seats(&w, options, context, report, &answer);
    if (status == EN_OK) status = work_write_answer(&w, &answer, report);
    work_end(&w);
    en_text_free(&answer);
    return status;
}

static void add_row(en_json *json, const en_csv *csv, bool faulty)
{
    en_json_open(json, '{');
    en_json_key_int(json, "row", (int64_t)csv->row);
    en_json_key(json, "cells");
    en_json_open(json, '[');
    for (size_t i = 0; i < csv->count && i < EN_CSV_MOST_COLUMNS && !faulty; i++)
        en_json_str(json, csv->fields[i]);
    en_json_close(json, ']');
    if (faulty) en_json_key_bool(json, "faulty", true);
    en_json_close(json, '}');
}

static en_status add_rows(en_json *json, en_table *table, const en_job_rows_asked *asked)
{
    en_csv csv;
    if (!en_table_read_all(table, NULL, &csv)) return EN_ERR_MEMORY;
    csv.columns = 0; /* rows with too many cells and too few are shown as they are */
    en_csv_step step;
    uint64_t shown = 0;
    while ((step = en_csv_next(&csv)) == EN_CSV_RECORD || step == EN_CSV_FAULTY) {
        if (csv.row < asked->from) continue;
        if (shown++ == asked->count) break;
        add_row(json, &csv, step == EN_CSV_FAULTY);
    }
    if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
    en_json_close(json, ']');
    en_json_key(json, "next");
    if (step == EN_CSV_END) en_json_null(json);
    else en_json_int(json, (int64_t)csv.row);
    return EN_OK;
}

static en_status rows_of(const work *w, const en_job_rows_asked *asked, const en_context *context,
                         en_report *report, en_text *answer)
{
    en_folder folder;
    en_table table;
    en_status status = en_folder_open(w->round, (en_table_options){0}, context, report, &folder);
    if (status != EN_OK) return status;
    status = en_table_open(&folder, asked->table, context, report, &table);
    if (status == EN_OK) {
        en_json json = en_json_to(answer);
        en_json_open(&json, '{');
        en_json_key(&json, "columns");
        en_json_open(&json, '[');
        for (size_t i = 0; i < table.columns; i++) en_json_str(&json, table.header[i]);
        en_json_close(&json, ']');
        en_json_key(&json, "rows");
        en_json_open(&json, '[');
        status = add_rows(&json, &table, asked);
        en_json_close(&json, '}');
        en_table_free(&table);
    }
    en_folder_free(&folder);
    return status;
}

static bool is_among(en_str name, const char *const *names)
{
    while (*names && !en_str_is(name, *names)) names++;
    return *names != NULL;
}

static en_status lay_out_stored(work *w, const en_stored_round *round, const char *const *names,
                                en_report *report)
{
    en_stored_table *tables;
    size_t count = 0;
    en_str last = {0};
    en_status status = en_rounds_tables(w->db, round->number, &w->arena, report, &tables, &count);
    if (status == EN_OK) status = work_make_folder(w->round, report);
    for (size_t i = 0; i < count && status == EN_OK; i++) {
        if (!is_among(tables[i].name, names) || en_str_equal(tables[i].file, last)) continue;
        last = tables[i].file; /* a workbook has many */
        status =
            work_lay_out_file(w, w->round, &(en_stored_file){.file = last, .blob = tables[i].blob}, report);
    }
    return status;
}

en_status work_lay_out_tables(work *w, en_str id, const char *const *names, en_report *report)
{
    en_stored_round round;
    en_status status = en_rounds_get(w->db, id, &w->arena, report, &round);
    return status == EN_OK ? lay_out_stored(w, &round, names, report) : status;
}

en_status work_lay_out_round(work *w, en_str id, en_report *report)
{
    en_stored_round round;
    en_status status = en_rounds_get(w->db, id, &w->arena, report, &round);
    if (status == EN_OK && round.number == 0) status = EN_ERR_USAGE;
    if (status == EN_OK) status = lay_out_stored(w, &round, en_round_table_names, report);
    en_stored_file rules = {.file = en_str_of(EN_ROUND_RULES), .blob = round.rules};
    return status == EN_OK ? work_lay_out_file(w, w->round, &rules, report) : status;
}

en_status en_job_rows(const en_job_place *place, const en_job_rows_asked *asked, const en_context *context,
                      en_report *report)
{
    work w;
    en_text answer = en_text_make(NULL);
    const char *const names[] = {asked->table, NULL};
    en_status status = work_start(&w, place, report);
    if (status == EN_OK) status = work_lay_out_tables(&w, asked->round, names, report);
    if (status == EN_OK) status = rows_of(&w, asked, context, report, &answer);
    if (status == EN_OK) status = work_write_answer(&w, &answer, report);
    work_end(&w);
    en_text_free(&answer);
    return status;
}

/* Rules that are not kept yet. */
static en_status read_rules(work *w, en_file *file, en_report *report, en_round_rules *rules)
{
    char *folder = en_path_join(&w->arena, w->place->folder, EN_JOB_UPLOAD);
    char *path = folder ? en_path_join(&w->arena, folder, EN_ROUND_RULES) : NULL;
    en_status status = path ? en_file_read(path, NULL, report, file) : EN_ERR_MEMORY;
    if (status != EN_OK) return status;
    return en_round_rules_read((en_str){file->at, file->size}, en_str_of(EN_ROUND_RULES), &w->arena, report,
                               rules);
}

/* Without both tables there are no columns that the rule could name. */
static en_status add_eligibility(work *w, const en_round_rules *rules, const en_folder *folder,
                                 en_language language, const en_context *context, en_report *report,
                                 en_text *words)
{
    en_table applicants = {0}, places = {0};
    en_eligibility *eligibility;
    en_eligibility_source source = {.text = rules->eligibility,
                                    .file = en_str_of(EN_ROUND_RULES),
                                    .types = rules->attributes,
                                    .type_count = rules->attribute_count,
                                    .applicants = &applicants,
                                    .places = &places};
    if (!en_folder_has(folder, "applicants") || !en_folder_has(folder, "places")) return EN_OK;
    en_status status = en_table_open(folder, "applicants", context, report, &applicants);
    if (status == EN_OK) status = en_table_open(folder, "places", context, report, &places);
    if (status == EN_OK) status = en_eligibility_compile(&source, &w->arena, report, &eligibility);
    if (status == EN_OK) en_eligibility_add_words(words, language, eligibility);
    en_table_free(&applicants);
    en_table_free(&places);
    return status;
}

static en_status words_of(work *w, const en_round_rules *rules, en_language language,
                          const en_context *context, en_report *report, en_text *answer)
{
    en_folder folder;
    en_text words = en_text_make(NULL);
    en_status status = en_folder_open(w->round, (en_table_options){0}, context, report, &folder);
    if (status != EN_OK) return status;
    status = add_eligibility(w, rules, &folder, language, context, report, &words);
    en_json json = en_json_to(answer);
    en_json_open(&json, '{');
    if (words.size) en_json_key_str(&json, "eligibility", en_text_str(&words));
    en_json_close(&json, '}');
    answer->failed = answer->failed || words.failed;
    en_text_free(&words);
    en_folder_free(&folder);
    return status;
}

en_status en_job_rules(const en_job_place *place, en_str round, en_language language,
                       const en_context *context, en_report *report)
{
    work w;
    en_file file = {0};
    en_round_rules rules;
    static const char *const names[] = {"applicants", "places", NULL};
    en_text answer = en_text_make(NULL);
    en_status status = work_start(&w, place, report);
    if (status == EN_OK) status = read_rules(&w, &file, report, &rules);
    if (status == EN_OK) status = work_lay_out_tables(&w, round, names, report);
    if (status == EN_OK) status = words_of(&w, &rules, language, context, report, &answer);
    if (status == EN_OK) status = work_write_answer(&w, &answer, report);
    en_file_free(&file);
    work_end(&w);
    en_text_free(&answer);
    return status;
}

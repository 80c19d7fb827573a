/* Looking into what somebody uploaded, before it is kept. See job.h.
 *
 * A CSV file in another encoding, or with another character between its cells, is written anew as UTF-8 with
 * commas: then all tables of a round are read alike, and whoever downloads them can read them. Rows keep
 * their numbers: blank ones stay, and a record stays one record.
 */
#include "job.h"
#include "table.h"

#include "json.h"

static bool needs_quotes(en_str cell, bool alone)
{
    for (size_t i = 0; i < cell.size; i++)
        if (strchr(",\"\r\n", cell.at[i]) && cell.at[i]) return true;
    return alone && cell.size == 0; /* else it would be a blank row */
}

static void add_cell(en_text *text, en_str cell, bool alone)
{
    if (!needs_quotes(cell, alone)) {
        en_text_add(text, cell);
        return;
    }
    en_text_add_char(text, '"');
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.at[i] == '"') en_text_add_char(text, '"');
        en_text_add_char(text, cell.at[i]);
    }
    en_text_add_char(text, '"');
}

/* A record at its row; *next is the row that the text has come to. */
static void add_record(en_text *text, const en_str *cells, size_t count, uint64_t row, uint64_t *next)
{
    for (; *next < row; ++*next) en_text_add_char(text, '\n');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) en_text_add_char(text, ',');
        add_cell(text, cells[i], count == 1);
    }
    en_text_add_char(text, '\n');
    ++*next;
}

/* Reads all records: counts them, and adds them to `text` unless that is NULL. */
static en_status read_records(en_table *table, en_text *text, en_report *report, uint64_t *rows)
{
    en_csv csv;
    uint64_t next = 1;
    if (!en_table_read_all(table, text ? report : NULL, &csv)) return EN_ERR_MEMORY;
    if (text) add_record(text, table->header, table->columns, table->header_row, &next);
    en_csv_step step;
    bool faulty = false;
    for (*rows = 0; (step = en_csv_next(&csv)) == EN_CSV_RECORD || step == EN_CSV_FAULTY; ++*rows) {
        if (step == EN_CSV_FAULTY) faulty = true;
        else if (text) add_record(text, csv.fields, csv.count, csv.row, &next);
    }
    if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
    return text && faulty ? EN_ERR_INPUT : EN_OK;
}

static en_status write_converted(const en_job_place *place, const en_text *text, en_report *report)
{
    if (text->failed) return EN_ERR_MEMORY;
    en_arena arena = en_arena_make(NULL);
    char *path = en_path_join(&arena, place->folder, EN_JOB_CONVERTED);
    en_status status = path ? en_file_write(path, en_text_str(text), report) : EN_ERR_MEMORY;
    en_arena_free(&arena);
    return status;
}

/* What is wrong in a record is for the check to say, with all else; but what cannot be converted is refused
 * at once. */
static en_status look_into_table(const en_job_place *place, const en_folder *folder, const char *name,
                                 const en_context *context, en_report *report, en_json *json)
{
    en_table table;
    uint64_t rows = 0;
    bool other_delimiter = folder->options.delimiter && folder->options.delimiter != ',';
    en_status status = en_table_open(folder, name, context, report, &table);
    if (status != EN_OK) return status;
    bool is_sheet = en_table_is_sheet(&table);
    en_text text = en_text_make(NULL);
    status = read_records(&table, other_delimiter && !is_sheet ? &text : NULL, report, &rows);
    if (status == EN_OK && !is_sheet && (other_delimiter || table.recoded.size))
        status = write_converted(place, other_delimiter ? &text : &table.recoded, report);
    if (status == EN_OK) {
        en_json_open(json, '{');
        en_json_key_text(json, "name", name);
        en_json_key_int(json, "rows", (int64_t)rows);
        en_json_close(json, '}');
    }
    en_text_free(&text);
    en_table_free(&table);
    return status;
}

/* All tables of a workbook that a round may have; one at least. */
static en_status look_into_workbook(const en_job_place *place, const en_folder *folder,
                                    const en_context *context, en_report *report, en_json *json)
{
    en_status status = EN_OK;
    bool found = false;
    for (const char *const *name = en_round_table_names; *name; name++) {
        if (!en_folder_has(folder, *name)) continue;
        found = true;
        en_status one = look_into_table(place, folder, *name, context, report, json);
        if (one != EN_OK && (status == EN_OK || status == EN_ERR_INPUT)) status = one;
    }
    return found ? status : en_folder_missing(folder, en_round_table_names[0], report);
}

static en_status look(const en_job_place *place, const en_folder *folder, const char *table,
                      const en_context *context, en_report *report)
{
    en_text answer = en_text_make(NULL);
    en_json json = en_json_to(&answer);
    en_json_open(&json, '{');
    en_json_key(&json, "tables");
    en_json_open(&json, '[');
    en_status status = table ? look_into_table(place, folder, table, context, report, &json)
                             : look_into_workbook(place, folder, context, report, &json);
    en_json_close(&json, ']');
    en_json_close(&json, '}');
    en_arena arena = en_arena_make(NULL);
    char *path = en_path_join(&arena, place->folder, EN_JOB_ANSWER);
    if (status == EN_OK && (answer.failed || !path)) status = EN_ERR_MEMORY;
    if (status == EN_OK) status = en_file_write(path, en_text_str(&answer), report);
    en_arena_free(&arena);
    en_text_free(&answer);
    return status;
}

en_status en_job_look(const en_job_place *place, const char *table, en_table_options options,
                      const en_context *context, en_report *report)
{
    en_arena arena = en_arena_make(NULL);
    en_folder folder;
    char *path = en_path_join(&arena, place->folder, EN_JOB_UPLOAD);
    en_status status = path ? en_folder_open(path, options, context, report, &folder) : EN_ERR_MEMORY;
    if (status == EN_OK) {
        status = look(place, &folder, table, context, report);
        en_folder_free(&folder);
    }
    en_arena_free(&arena);
    return status;
}

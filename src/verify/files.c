/* The files that a certificate names: exactly those that belong to the round and to the result, each with the
 * hash that it gives of the very bytes that were read. */
#include "verify.h"

#include <dirent.h>

static const char *const tables[] = {"applicants.csv", "places.csv", "choices.csv", "scores.csv", NULL};
static const char *const results[] = {"matches.csv", "places.csv", "waiting.csv", "summary.json", NULL};

/* One of the certificate's two lists. */
typedef struct listing {
    en_verify *v;
    bool result;
    json_t *left; /* the certificate's own; each file that belongs to it is taken out */
} listing;

static const char *folder_of(const en_verify *v, bool result)
{
    return result ? v->out : v->folder.directory;
}

void en_verify_note(en_verify *v, bool result, const en_file *file)
{
    if (!file->at) return; /* a sheet: the workbook is the file */
    en_verify_hashed *noted = &v->hashed[v->hashed_count++];
    *noted = (en_verify_hashed){.result = result};
    memcpy(noted->name, file->name.at, file->name.size);
    memcpy(noted->digest, file->digest, sizeof noted->digest);
}

en_status en_verify_read_json(en_verify *v, bool result, const char *name, json_t **json)
{
    en_file file = {0};
    char *path = en_path_join(&v->arena, folder_of(v, result), name);
    en_status status = path ? en_file_read(path, v->context, &v->input, &file) : EN_ERR_MEMORY;
    if (status != EN_OK) return status;
    en_file_hash(&file);
    en_verify_note(v, result, &file);
    *json = en_json_read((en_str){file.at, file.size}, en_str_of(name), &v->input);
    en_file_free(&file);
    if (json_is_object(*json)) return EN_OK;
    en_where where = {.file = en_str_of(name), .row = 1};
    return *json ? en_report_error(&v->input, EN_W_VERIFY_KEY_MALFORMED, where) : EN_ERR_INPUT;
}

static void fail(const listing *l, en_word rule, const char *name)
{
    en_where where = {en_str_of("certificate.json"), 0, en_str_of(l->result ? "outputs" : "inputs"),
                      en_str_of(name)};
    (void)en_report_error(&l->v->findings[EN_VERIFY_FILES].report, rule, where);
}

static void check_hash(const listing *l, const char *name, const unsigned char digest[EN_SHA256_BYTES])
{
    char hex[EN_SHA256_HEX + 1];
    en_verify_finding *finding = &l->v->findings[EN_VERIFY_FILES];
    const json_t *named = json_object_get(l->left, name);
    const char *says = json_is_string(named) ? json_string_value(named) : "";
    en_sha256_hex(digest, hex);
    finding->checked++;
    en_arg args[] = {en_arg_text("expected", says), en_arg_text("found", hex)};
    if (!named) fail(l, EN_W_VERIFY_FILE_NOT_NAMED, name);
    else if (strcmp(says, hex) != 0)
        (void)en_report_add(&finding->report, EN_ERROR, EN_W_VERIFY_HASH_DIFFERS,
                            (en_where){.file = en_str_of(name)}, 2, args);
    (void)json_object_del(l->left, name);
}

/* What was not reached, because the input is broken, is passed over. */
static en_status check_file(const listing *l, const char *name)
{
    en_verify *v = l->v;
    for (size_t i = 0; i < v->hashed_count; i++)
        if (v->hashed[i].result == l->result && strcmp(v->hashed[i].name, name) == 0)
            check_hash(l, name, v->hashed[i].digest);
    char *path = en_path_join(&v->arena, folder_of(v, l->result), name);
    if (path && !en_file_exists(path)) fail(l, EN_W_VERIFY_FILE_NOT_THERE, name);
    (void)json_object_del(l->left, name);
    return path ? EN_OK : EN_ERR_MEMORY;
}

/* round.json, the tables that are files of their own, and the workbook. */
static en_status check_inputs(const listing *l)
{
    const en_folder *folder = &l->v->folder;
    if (folder->workbook) check_hash(l, folder->workbook->file.name.at, folder->workbook->file.digest);
    en_status status = check_file(l, "round.json");
    for (size_t i = 0; tables[i] && status == EN_OK; i++) {
        char name[16] = "";
        memcpy(name, tables[i], strlen(tables[i]) - strlen(".csv"));
        const en_folder_table *table = en_folder_find(folder, name);
        if (table && !table->sheet) status = check_file(l, tables[i]);
    }
    return status;
}

/* Besides the result, its folder holds what the certificate cannot cover. What starts with a dot belongs to
 * the system. */
static en_status check_outputs(const listing *l)
{
    en_status status = EN_OK;
    for (size_t i = 0; results[i] && status == EN_OK; i++) status = check_file(l, results[i]);
    DIR *folder = opendir(l->v->out);
    if (!folder) return en_file_fault(&l->v->input, EN_W_FILE_CANNOT_READ, l->v->out, errno);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        const char *name = entry->d_name;
        bool known = *name == '.' || strcmp(name, "certificate.json") == 0 || strcmp(name, "run.json") == 0;
        for (size_t i = 0; results[i] && !known; i++) known = strcmp(name, results[i]) == 0;
        if (!known) fail(l, EN_W_VERIFY_FILE_NOT_NAMED, name);
    }
    closedir(folder);
    return status;
}

en_status en_verify_check_files(en_verify *v)
{
    en_status status = EN_OK;
    for (int result = 0; result < 2 && status == EN_OK; result++) {
        listing l = {v, result, json_object_get(v->certificate, result ? "outputs" : "inputs")};
        const char *name;
        json_t *value;
        status = result ? check_outputs(&l) : check_inputs(&l);
        json_object_foreach(l.left, name, value) if (status == EN_OK)
            fail(&l, EN_W_VERIFY_FILE_UNKNOWN, name);
    }
    v->findings[EN_VERIFY_FILES].state = status == EN_OK ? EN_VERIFY_HOLDS : EN_VERIFY_NOT_CHECKED;
    return status;
}

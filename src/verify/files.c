/* The files that a certificate names: each is there, is named, and has the hash that the certificate gives. */
#include "verify.h"

#include <dirent.h>

const char *const en_verify_names[EN_VERIFY_FILE_COUNT] = {
    "matches.csv", "places.csv",    "waiting.csv", "summary.json", /* results; then the round */
    "round.json",  "applicants.csv", "places.csv",  "choices.csv", "scores.csv",
    "seats.csv",   "groups.csv",     "joint.csv",   "held.csv",    "demands.csv",
};

/* One of the two lists of files: names[first … last − 1], in a folder. */
typedef struct listing {
    const char *key, *folder;
    size_t first, last;
} listing;

static size_t find_name(size_t first, size_t last, const char *name)
{
    while (first < last && strcmp(en_verify_names[first], name) != 0) first++;
    return first;
}

void en_verify_note(en_verify *v, bool result, const char *name, const en_file *file)
{
    size_t last = result ? EN_VERIFY_RESULTS : EN_VERIFY_FILE_COUNT;
    en_verify_file *noted = &v->files[find_name(result ? 0 : EN_VERIFY_RESULTS, last, name)];
    noted->there = noted->hashed = true;
    memcpy(noted->digest, file->digest, sizeof noted->digest);
}

en_status en_verify_read_json(en_verify *v, bool result, const char *name, json_t **json)
{
    en_file file = {0};
    char *path = en_path_join(&v->arena, result ? v->options->out : v->options->round, name);
    en_status status = path ? en_file_read(path, v->context, &v->input, &file) : EN_ERR_MEMORY;
    if (status != EN_OK) return status;
    en_file_hash(&file);
    if (strcmp(name, "certificate.json") != 0) en_verify_note(v, result, name, &file);
    *json = en_json_read((en_str){file.at, file.size}, en_str_of(name), &v->input);
    en_file_free(&file);
    if (json_is_object(*json)) return EN_OK;
    return *json ? en_report_error(&v->input, EN_W_VERIFY_KEY_MALFORMED, (en_where){.file = en_str_of(name), .row = 1}) : EN_ERR_INPUT;
}

static void fail(en_verify *v, const listing *l, en_word rule, const char *name)
{
    en_where where = {.file = en_str_of("certificate.json"), .column = en_str_of(l->key), .value = en_str_of(name)};
    (void)en_report_error(&v->findings[EN_VERIFY_FILES].report, rule, where);
}

static void check_hash(en_verify *v, size_t i, const json_t *named)
{
    char hex[EN_SHA256_HEX + 1];
    const char *says = json_is_string(named) ? json_string_value(named) : "";
    en_sha256_hex(v->files[i].digest, hex);
    v->findings[EN_VERIFY_FILES].checked++;
    if (strcmp(says, hex) == 0) return;
    en_arg args[] = {en_arg_text("expected", says), en_arg_text("found", hex)};
    en_where where = {.file = en_str_of(en_verify_names[i])};
    (void)en_report_add(&v->findings[EN_VERIFY_FILES].report, EN_ERROR, EN_W_VERIFY_HASH_DIFFERS, where, 2, args);
}

static en_status check_file(en_verify *v, const listing *l, size_t i, const json_t *named)
{
    en_verify_file *file = &v->files[i];
    en_file read = {0};
    char *path = en_path_join(&v->arena, l->folder, en_verify_names[i]);
    if (!path) return EN_ERR_MEMORY;
    file->there = file->there || en_file_exists(path);
    if (file->there && !named) fail(v, l, EN_W_VERIFY_FILE_NOT_NAMED, en_verify_names[i]);
    if (!file->there && (named || i < EN_VERIFY_RESULTS)) fail(v, l, EN_W_VERIFY_FILE_NOT_THERE, en_verify_names[i]);
    if (!file->there || !named) return EN_OK;
    en_status status = file->hashed ? EN_OK : en_file_read(path, v->context, &v->input, &read);
    if (status != EN_OK) return status;
    if (!file->hashed) {
        en_file_hash(&read);
        en_verify_note(v, i < EN_VERIFY_RESULTS, en_verify_names[i], &read);
        en_file_free(&read);
    }
    check_hash(v, i, named);
    return EN_OK;
}

static en_status check_listing(en_verify *v, const listing *l)
{
    json_t *named = json_object_get(v->certificate, l->key), *value;
    for (size_t i = l->first; i < l->last; i++) {
        en_status status = check_file(v, l, i, json_object_get(named, en_verify_names[i]));
        if (status != EN_OK) return status;
    }
    const char *name;
    json_object_foreach (named, name, value)
        if (find_name(l->first, l->last, name) == l->last) fail(v, l, EN_W_VERIFY_FILE_UNKNOWN, name);
    return EN_OK;
}

/* A file in the result folder that no certificate covers. What starts with a dot belongs to the system. */
static en_status check_folder(en_verify *v, const listing *l)
{
    DIR *folder = opendir(l->folder);
    if (!folder) return en_file_fault(&v->input, EN_W_FILE_CANNOT_READ, l->folder, errno);
    for (struct dirent *entry; (entry = readdir(folder));) {
        const char *name = entry->d_name;
        bool known = *name == '.' || strcmp(name, "certificate.json") == 0 || strcmp(name, "run.json") == 0;
        if (!known && find_name(l->first, l->last, name) == l->last) fail(v, l, EN_W_VERIFY_FILE_NOT_NAMED, name);
    }
    closedir(folder);
    return EN_OK;
}

en_status en_verify_check_files(en_verify *v)
{
    listing results = {"outputs", v->options->out, 0, EN_VERIFY_RESULTS};
    listing inputs = {"inputs", v->options->round, EN_VERIFY_RESULTS, EN_VERIFY_FILE_COUNT};
    en_status status = check_listing(v, &inputs);
    if (status == EN_OK) status = check_listing(v, &results);
    if (status == EN_OK) status = check_folder(v, &results);
    v->findings[EN_VERIFY_FILES].state = status == EN_OK ? EN_VERIFY_HOLDS : EN_VERIFY_NOT_CHECKED;
    return status;
}

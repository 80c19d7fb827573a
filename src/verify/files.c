/* The files that a certificate names: each is there, is named, and has the hash that the certificate gives. */
#include "verify.h"

#include <dirent.h>

const char *const en_verify_input_names[EN_VERIFY_INPUTS] = {
    "round.json", "applicants.csv", "places.csv", "choices.csv", "scores.csv",
    "seats.csv",  "groups.csv",     "joint.csv",  "held.csv",    "demands.csv",
};
const char *const en_verify_output_names[EN_VERIFY_OUTPUTS] = {"matches.csv", "places.csv", "waiting.csv", "summary.json"};

static size_t find_name(const char *const *names, size_t count, const char *name)
{
    size_t i = 0;
    while (i < count && strcmp(names[i], name) != 0) i++;
    return i;
}

static void note(en_verify_file *file, const en_file *read)
{
    file->there = file->hashed = true;
    memcpy(file->digest, read->digest, sizeof file->digest);
}

void en_verify_note_input(en_verify *v, const char *name, const en_file *file)
{
    note(&v->inputs[find_name(en_verify_input_names, EN_VERIFY_INPUTS, name)], file);
}

void en_verify_note_output(en_verify *v, const char *name, const en_file *file)
{
    note(&v->outputs[find_name(en_verify_output_names, EN_VERIFY_OUTPUTS, name)], file);
}

en_status en_verify_read_json(en_verify *v, const char *folder, const char *name, json_t **json, en_file *file)
{
    char *path = en_path_join(&v->arena, folder, name);
    if (!path) return EN_ERR_MEMORY;
    en_status status = en_file_read(path, v->context, &v->input, file);
    if (status != EN_OK) return status;
    en_file_hash(file);
    *json = en_json_read((en_str){file->at, file->size}, file->name, &v->input);
    if (!*json) return EN_ERR_INPUT;
    if (json_is_object(*json)) return EN_OK;
    return en_report_error(&v->input, EN_W_VERIFY_KEY_MALFORMED, (en_where){.file = file->name, .row = 1});
}

/* One of the two lists of files, and where they lie. */
typedef struct listing {
    const char *key, *folder;
    const char *const *names;
    size_t count;
    en_verify_file *files;
} listing;

static void fail(en_verify *v, const listing *l, en_word rule, const char *name)
{
    en_where where = {.file = en_str_of("certificate.json"), .column = en_str_of(l->key), .value = en_str_of(name)};
    (void)en_report_error(&v->findings[EN_VERIFY_FILES].report, rule, where);
}

static en_status hash_now(en_verify *v, const char *path, en_verify_file *file)
{
    en_file read = {0};
    en_status status = en_file_read(path, v->context, &v->input, &read);
    if (status != EN_OK) return status;
    en_file_hash(&read);
    note(file, &read);
    en_file_free(&read);
    return EN_OK;
}

static void check_hash(en_verify *v, const listing *l, size_t i, const json_t *named)
{
    char hex[EN_SHA256_HEX + 1];
    en_sha256_hex(l->files[i].digest, hex);
    v->findings[EN_VERIFY_FILES].checked++;
    const char *says = json_string_value(named);
    if (says && strcmp(says, hex) == 0) return;
    en_arg args[] = {en_arg_text("expected", says ? says : ""), en_arg_text("found", hex)};
    en_where where = {.file = en_str_of(l->names[i])};
    (void)en_report_add(&v->findings[EN_VERIFY_FILES].report, EN_ERROR, EN_W_VERIFY_HASH_DIFFERS, where, 2, args);
}

static en_status check_file(en_verify *v, const listing *l, size_t i, const json_t *named)
{
    en_verify_file *file = &l->files[i];
    char *path = en_path_join(&v->arena, l->folder, l->names[i]);
    if (!path) return EN_ERR_MEMORY;
    file->there = file->there || en_file_exists(path);
    if (file->there && !named) fail(v, l, EN_W_VERIFY_FILE_NOT_NAMED, l->names[i]);
    if (!file->there && (named || l->files == v->outputs)) fail(v, l, EN_W_VERIFY_FILE_NOT_THERE, l->names[i]);
    if (!file->there || !named) return EN_OK;
    en_status status = file->hashed ? EN_OK : hash_now(v, path, file);
    if (status == EN_OK) check_hash(v, l, i, named);
    return status;
}

static en_status check_listing(en_verify *v, const listing *l)
{
    json_t *named = json_object_get(v->certificate, l->key);
    for (size_t i = 0; i < l->count; i++) {
        en_status status = check_file(v, l, i, json_object_get(named, l->names[i]));
        if (status != EN_OK) return status;
    }
    const char *name;
    json_t *value;
    json_object_foreach (named, name, value)
        if (find_name(l->names, l->count, name) == l->count) fail(v, l, EN_W_VERIFY_FILE_UNKNOWN, name);
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
        if (!known && find_name(l->names, l->count, name) == l->count) fail(v, l, EN_W_VERIFY_FILE_NOT_NAMED, name);
    }
    closedir(folder);
    return EN_OK;
}

en_status en_verify_check_files(en_verify *v)
{
    listing inputs = {"inputs", v->options->round, en_verify_input_names, EN_VERIFY_INPUTS, v->inputs};
    listing outputs = {"outputs", v->options->out, en_verify_output_names, EN_VERIFY_OUTPUTS, v->outputs};
    v->findings[EN_VERIFY_FILES].state = EN_VERIFY_NOT_CHECKED;
    en_status status = check_listing(v, &inputs);
    if (status == EN_OK) status = check_listing(v, &outputs);
    if (status == EN_OK) status = check_folder(v, &outputs);
    if (status == EN_OK) v->findings[EN_VERIFY_FILES].state = EN_VERIFY_HOLDS; /* unless its report has errors */
    return status;
}

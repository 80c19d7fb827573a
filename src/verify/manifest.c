/* Lists of files and hashes. See manifest.h. */
#include "manifest.h"

#include <dirent.h>

void en_manifest_note(en_manifest *manifest, const en_file *file)
{
    if (!file->at || manifest->count == EN_MANIFEST_MOST || file->name.size >= EN_MANIFEST_MOST_NAME)
        return; /* a sheet: the workbook is the file */
    memcpy(manifest->files[manifest->count].name, file->name.at, file->name.size);
    memcpy(manifest->files[manifest->count].digest, file->digest, EN_SHA256_BYTES);
    manifest->count++;
}

static void fail(const en_manifest *manifest, en_word rule, const char *name, en_report *report)
{
    en_where where = {manifest->file, 0, manifest->key, en_str_of(name)};
    (void)en_report_error(report, rule, where);
}

static void check_hash(const en_manifest *manifest, size_t index, const json_t *list, en_report *report)
{
    char hex[EN_SHA256_HEX + 1];
    const char *name = manifest->files[index].name;
    const json_t *named = json_object_get(list, name);
    const char *says = json_is_string(named) ? json_string_value(named) : "";
    en_sha256_hex(manifest->files[index].digest, hex);
    en_arg args[] = {en_arg_text("expected", says), en_arg_text("found", hex)};
    if (!named) fail(manifest, EN_W_VERIFY_FILE_NOT_NAMED, name, report);
    else if (strcmp(says, hex) != 0)
        (void)en_report_add(report, EN_ERROR, EN_W_VERIFY_HASH_DIFFERS, (en_where){.file = en_str_of(name)},
                            2, args);
}

en_status en_manifest_check(const en_manifest *manifest, json_t *list, const char *folder, size_t count,
                            const char *const *names, en_report *report, uint64_t *checked)
{
    en_arena arena = en_arena_make(NULL);
    const char *name;
    json_t *value;
    bool out_of_memory = false;
    for (size_t n = 0; n < count; n++) {
        for (size_t i = 0; i < manifest->count; i++) {
            if (strcmp(manifest->files[i].name, names[n]) != 0) continue;
            check_hash(manifest, i, list, report);
            ++*checked;
        }
        char *path = en_path_join(&arena, folder, names[n]);
        out_of_memory = out_of_memory || !path;
        if (path && !en_file_exists(path)) fail(manifest, EN_W_VERIFY_FILE_NOT_THERE, names[n], report);
        (void)json_object_del(list, names[n]);
    }
    json_object_foreach(list, name, value) fail(manifest, EN_W_VERIFY_FILE_UNKNOWN, name, report);
    en_arena_free(&arena);
    return out_of_memory ? EN_ERR_MEMORY : EN_OK;
}

static bool is_among(const char *name, size_t count, const char *const *names)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

en_status en_manifest_check_alone(const en_manifest *manifest, const char *folder, size_t count,
                                  const char *const *names, size_t passed_count, const char *const *passed,
                                  en_report *report, en_report *input)
{
    DIR *open = opendir(folder);
    if (!open) return en_file_fault(input, EN_W_FILE_CANNOT_READ, folder, errno);
    for (const struct dirent *entry; (entry = readdir(open));)
        if (*entry->d_name != '.' && !is_among(entry->d_name, count, names) &&
            !is_among(entry->d_name, passed_count, passed))
            fail(manifest, EN_W_VERIFY_FILE_NOT_NAMED, entry->d_name, report);
    closedir(open);
    return EN_OK;
}

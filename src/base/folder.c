/* Where tables come from. See folder.h. */
#include "folder.h"

#include <dirent.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

/* What a directory holds that matters here. */
typedef struct listing {
    en_folder *folder;
    en_report *report;
    const char *workbooks[2]; /* the first two by name */
    bool too_many;
} listing;

static bool add_table(en_folder *folder, en_str name, const en_sheet *sheet)
{
    if (folder->table_count == EN_FOLDER_MOST_TABLES) return false;
    folder->tables[folder->table_count++] = (en_folder_table){name, sheet};
    return true;
}

static bool ends_with(en_str name, const char *end)
{
    size_t size = strlen(end);
    return name.size > size && memcmp(name.at + name.size - size, end, size) == 0;
}

static bool add_model(en_folder *folder, en_str name)
{
    if (folder->model_count == EN_FOLDER_MOST_MODELS) return true;
    name.size -= strlen(".xmile");
    const char *copy = en_arena_copy(&folder->arena, name.at, name.size);
    if (copy) folder->models[folder->model_count++] = (en_str){copy, name.size};
    return copy != NULL;
}

static void add_workbook(listing *l, const char *name)
{
    const char **at = l->workbooks;
    if (at[0] && strcmp(name, at[0]) > 0) {
        if (!at[1] || strcmp(name, at[1]) < 0) at[1] = name;
        return;
    }
    at[1] = at[0];
    at[0] = name;
}

/* Takes note of a directory entry; false if memory is out. Hidden files, and the lock files of spreadsheets
 * (~$…), are passed over. */
static bool take_entry(listing *l, const char *name)
{
    en_str s = en_str_of(name);
    bool is_csv = ends_with(s, ".csv");
    if (*name == '.' || (s.size >= 2 && memcmp(name, "~$", 2) == 0)) return true;
    if (ends_with(s, ".xmile")) return add_model(l->folder, s);
    if (!is_csv && !en_workbook_is_name(s)) {
        if (en_workbook_is_other_name(s))
            (void)en_report_add(l->report, EN_WARNING, EN_W_FOLDER_OTHER_WORKBOOK, (en_where){.file = s}, 0,
                                NULL);
        return true;
    }
    const char *copy = en_arena_copy(&l->folder->arena, s.at, s.size);
    if (!copy) return false;
    if (!is_csv) add_workbook(l, copy);
    else l->too_many = !add_table(l->folder, (en_str){copy, s.size - 4}, NULL) || l->too_many;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return en_str_compare(((const en_folder_table *)a)->name, ((const en_folder_table *)b)->name);
}

static en_status list_directory(listing *l)
{
    DIR *directory = opendir(l->folder->path);
    if (!directory) return en_file_fault(l->report, EN_W_FILE_CANNOT_READ, l->folder->path, errno);
    en_status status = EN_OK;
    while (status == EN_OK) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (!entry && errno) status = en_file_fault(l->report, EN_W_FILE_CANNOT_READ, l->folder->path, errno);
        if (!entry) break;
        if (!take_entry(l, entry->d_name)) status = EN_ERR_MEMORY;
    }
    closedir(directory);
    if (l->folder->table_count > 0)
        qsort(l->folder->tables, l->folder->table_count, sizeof *l->folder->tables, by_name);
    return status;
}

static en_where of_folder(const en_folder *folder) { return (en_where){.file = en_path_name(folder->path)}; }

/* The workbook's sheets become tables. */
static en_status add_sheets(en_folder *folder, en_report *report)
{
    en_status status = EN_OK;
    size_t files = folder->table_count;
    for (size_t i = 0; i < folder->workbook->sheet_count; i++) {
        const en_sheet *sheet = &folder->workbook->sheets[i];
        for (size_t k = 0; k < files; k++)
            if (en_str_equal(folder->tables[k].name, sheet->name)) {
                en_arg args[] = {en_arg_str("table", sheet->name),
                                 en_arg_str("workbook", folder->workbook->file.name)};
                status = en_report_add(report, EN_ERROR, EN_W_FOLDER_TABLE_TWICE, of_folder(folder), 2, args);
            }
        if (!add_table(folder, sheet->name, sheet))
            return en_report_error(report, EN_W_FOLDER_TOO_MANY_TABLES, of_folder(folder));
    }
    return status;
}

static en_status open_workbook(en_folder *folder, const char *path, const en_context *context,
                               en_report *report)
{
    en_file file;
    en_workbook *workbook = en_arena_array(&folder->arena, 1, sizeof *workbook);
    if (!workbook) return EN_ERR_MEMORY;
    en_status status = en_file_read(path, context, report, &file);
    if (status == EN_OK) status = en_workbook_open(file, context, report, workbook);
    if (status != EN_OK) return status;
    folder->workbook = workbook;
    return add_sheets(folder, report);
}

static en_status open_directory(en_folder *folder, const en_context *context, en_report *report)
{
    listing l = {.folder = folder, .report = report};
    en_status status = list_directory(&l);
    if (status != EN_OK) return status;
    if (l.too_many) return en_report_error(report, EN_W_FOLDER_TOO_MANY_TABLES, of_folder(folder));
    if (l.workbooks[1]) {
        en_arg args[] = {en_arg_text("first", l.workbooks[0]), en_arg_text("second", l.workbooks[1])};
        return en_report_add(report, EN_ERROR, EN_W_FOLDER_TWO_WORKBOOKS, of_folder(folder), 2, args);
    }
    if (!l.workbooks[0]) return EN_OK;
    const char *path = en_path_join(&folder->arena, folder->path, l.workbooks[0]);
    return path ? open_workbook(folder, path, context, report) : EN_ERR_MEMORY;
}

en_status en_folder_open(const char *path, en_table_options options, const en_context *context,
                         en_report *report, en_folder *folder)
{
    *folder = (en_folder){.options = options, .arena = en_arena_make(context ? context->allocator : NULL)};
    struct stat found;
    bool is_directory = stat(path, &found) == 0 && S_ISDIR(found.st_mode);
    size_t parent = (size_t)(en_path_name(path).at - path);
    folder->path = folder->directory = en_arena_copy(&folder->arena, path, strlen(path));
    if (!is_directory) folder->directory = parent ? en_arena_copy(&folder->arena, path, parent) : ".";
    folder->tables = en_arena_array(&folder->arena, EN_FOLDER_MOST_TABLES, sizeof *folder->tables);
    folder->models = en_arena_array(&folder->arena, EN_FOLDER_MOST_MODELS, sizeof *folder->models);
    en_status status = EN_ERR_MEMORY;
    if (folder->path && folder->directory && folder->tables && folder->models) {
        status = is_directory ? open_directory(folder, context, report)
                              : open_workbook(folder, path, context, report);
    }
    if (status != EN_OK) en_folder_free(folder);
    return status;
}

void en_folder_free(en_folder *folder)
{
    if (folder->workbook) en_workbook_free(folder->workbook);
    folder->workbook = NULL;
    folder->table_count = 0;
    en_arena_free(&folder->arena);
}

const en_folder_table *en_folder_find(const en_folder *folder, const char *name)
{
    for (size_t i = 0; i < folder->table_count; i++)
        if (en_str_is(folder->tables[i].name, name)) return &folder->tables[i];
    return NULL;
}

static const en_folder_table *find_near(const en_folder *folder, en_str name)
{
    for (size_t i = 0; i < folder->table_count; i++) {
        const en_folder_table *table = &folder->tables[i];
        if (table->name.size == name.size && strncasecmp(table->name.at, name.at, name.size) == 0)
            return table;
    }
    return NULL;
}

bool en_folder_is_of_model(const en_folder *folder, en_str name)
{
    for (size_t i = 0; i < folder->model_count; i++) {
        en_str model = folder->models[i];
        if (name.size > model.size && name.at[model.size] == '-' &&
            memcmp(name.at, model.at, model.size) == 0)
            return true;
    }
    return false;
}

en_status en_folder_missing(const en_folder *folder, const char *name, en_report *report)
{
    const en_folder_table *near = find_near(folder, en_str_of(name));
    if (near) {
        en_arg args[] = {en_arg_text("table", name), en_arg_str("near", near->name)};
        return en_report_add(report, EN_ERROR, EN_W_FOLDER_NEAR_TABLE, of_folder(folder), 2, args);
    }
    en_text list = en_text_make(folder->arena.allocator);
    for (size_t i = 0; i < folder->table_count; i++) {
        if (i > 0) en_text_add_z(&list, ", ");
        en_text_add(&list, folder->tables[i].name);
    }
    en_arg args[] = {en_arg_text("table", name), list.size > 0 ? en_arg_str("tables", en_text_str(&list))
                                                               : en_arg_word("tables", EN_W_FOLDER_NONE)};
    en_status status = en_report_add(report, EN_ERROR, EN_W_FOLDER_MISSING_TABLE, of_folder(folder), 2, args);
    en_text_free(&list);
    return status;
}

/* Files beside a model. See beside.h. */
#define _GNU_SOURCE
#include "beside.h"

#include "xlsx.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPENED = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK };

en_beside en_beside_open(const char *path, const en_context *context)
{
    en_beside beside = {.folder = -1, .context = context};
    const char *slash = strrchr(path, '/');
    en_arena arena = en_arena_make(context ? context->allocator : NULL);
    const char *folder = slash ? en_arena_copy(&arena, path, (size_t)(slash + 1 - path)) : ".";
    beside.out_of_memory = !folder;
    if (folder) beside.folder = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    en_arena_free(&arena);
    return beside;
}

void en_beside_close(en_beside *beside)
{
    if (beside->folder >= 0) close(beside->folder);
    beside->folder = -1;
}

/* What errno says of a part that could not be opened. A link is ELOOP as a file and ENOTDIR as a folder. */
static en_finder_fault fault_of(int folder, const char *part, int error)
{
    struct stat there;
    if (fstatat(folder, part, &there, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(there.st_mode))
        return EN_FINDER_LINK;
    return error == ENOENT || error == ENOTDIR ? EN_FINDER_MISSING : EN_FINDER_UNREADABLE;
}

/* Opens the file at a path; parts are cut out of it in place. */
static en_finder_fault open_below(int folder, char *path, int *descriptor)
{
    int from = folder;
    for (char *slash; (slash = strchr(path, '/')); path = slash + 1) {
        *slash = '\0';
        int next = openat(from, path, OPENED | O_DIRECTORY);
        en_finder_fault fault = next < 0 ? fault_of(from, path, errno) : EN_FINDER_FINE;
        if (from != folder) close(from);
        if (next < 0) return fault;
        from = next;
    }
    *descriptor = openat(from, path, OPENED);
    en_finder_fault fault = *descriptor < 0 ? fault_of(from, path, errno) : EN_FINDER_FINE;
    if (from != folder) close(from);
    return fault;
}

static en_finder_fault read_whole(int descriptor, char *at, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t got = read(descriptor, at + done, size - done);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return EN_FINDER_UNREADABLE; /* or it became shorter meanwhile */
        done += (size_t)got;
    }
    return EN_FINDER_FINE;
}

static en_finder_fault read_file(int descriptor, size_t most, en_arena *arena, en_str *bytes)
{
    struct stat file;
    if (fstat(descriptor, &file) != 0) return EN_FINDER_UNREADABLE;
    if (!S_ISREG(file.st_mode)) return EN_FINDER_NO_FILE;
    if ((uint64_t)file.st_size > most) return EN_FINDER_TOO_LARGE;
    size_t size = (size_t)file.st_size;
    char *at = en_arena_raw(arena, size + EN_FILE_PADDING, 1);
    if (!at) return EN_FINDER_NO_MEMORY;
    memset(at + size, 0, EN_FILE_PADDING);
    *bytes = (en_str){at, size};
    return read_whole(descriptor, at, size);
}

static en_finder_fault find(void *user, const char *path, size_t most, en_arena *arena, en_str *bytes)
{
    const en_beside *beside = user;
    if (beside->out_of_memory) return EN_FINDER_NO_MEMORY;
    if (beside->folder < 0) return EN_FINDER_MISSING;
    char *parts = en_arena_copy(arena, path, strlen(path));
    if (!parts) return EN_FINDER_NO_MEMORY;
    int descriptor;
    en_finder_fault fault = open_below(beside->folder, parts, &descriptor);
    if (fault != EN_FINDER_FINE) return fault;
    fault = read_file(descriptor, most, arena, bytes);
    close(descriptor);
    return fault;
}

/* ---- tables */

static bool ends_with(en_str name, const char *end)
{
    size_t size = strlen(end);
    return name.size > size && memcmp(name.at + name.size - size, end, size) == 0;
}

/* The workbook of these bytes, which it takes a copy of. */
static en_status open_workbook(const en_beside *beside, const char *path, en_str bytes, en_report *report,
                               en_workbook *workbook)
{
    const en_context *context = beside->context;
    const en_allocator *allocator = context && context->allocator ? context->allocator : &en_libc_allocator;
    char *at = allocator->resize(allocator->user, NULL, bytes.size + EN_FILE_PADDING);
    if (!at) return EN_ERR_MEMORY;
    memcpy(at, bytes.at, bytes.size + EN_FILE_PADDING);
    en_file file = {.name = en_str_of(path), .allocator = allocator, .at = at, .size = bytes.size};
    return en_workbook_open(file, context, report, workbook);
}

/* The sheet that the import names, or the first. */
static const en_sheet *find_sheet(const en_workbook *workbook, const en_plan_transfer *import)
{
    if (en_plan_given(import->worksheet)) return en_workbook_sheet(workbook, import->worksheet.text);
    return workbook->sheet_count ? &workbook->sheets[0] : NULL;
}

/* The sheet as CSV in the arena, and its name for messages. */
static en_status read_sheet(const en_beside *beside, const en_workbook *workbook,
                            const en_plan_transfer *import, en_arena *arena, en_report *report, en_str *name,
                            en_str *bytes)
{
    const en_sheet *sheet = find_sheet(workbook, import);
    if (!sheet)
        return en_report_error(report, EN_W_PLAN_DATA_SHEET,
                               (en_where){.file = *name, .value = import->worksheet.text});
    en_text shown = en_text_make(arena->allocator), csv = en_text_make(arena->allocator);
    en_text_add(&shown, *name);
    en_text_add_char(&shown, '[');
    en_text_add(&shown, sheet->name);
    en_text_add_char(&shown, ']');
    *name = (en_str){shown.failed ? NULL : en_arena_copy(arena, shown.at, shown.size), shown.size};
    en_status status =
        name->at ? en_workbook_read(workbook, sheet, *name, beside->context, report, &csv) : EN_ERR_MEMORY;
    char *copy = status == EN_OK ? en_arena_raw(arena, csv.size + EN_FILE_PADDING, 1) : NULL;
    if (copy) {
        if (csv.size) memcpy(copy, csv.at, csv.size);
        memset(copy + csv.size, 0, EN_FILE_PADDING);
        *bytes = (en_str){copy, csv.size};
    } else if (status == EN_OK) status = EN_ERR_MEMORY;
    en_text_free(&shown);
    en_text_free(&csv);
    return status;
}

static en_status read_table(void *user, const char *path, const en_plan_transfer *import, en_data_form form,
                            en_arena *arena, en_report *report, en_finder_fault *fault, en_data_table *table)
{
    const en_beside *beside = user;
    en_str bytes, name = en_str_of(path);
    *fault = find(user, path, EN_FILES_MOST_BYTES, arena, &bytes);
    if (*fault != EN_FINDER_FINE) return EN_ERR_INPUT;
    bool excel = en_workbook_is_name(name) || en_str_is(import->type.text, "Excel");
    if (en_workbook_is_other_name(name))
        return en_report_error(report, EN_W_PLAN_DATA_WORKBOOK, (en_where){.file = name});
    if (excel && !ends_with(name, ".csv")) {
        en_workbook workbook;
        en_status status = open_workbook(beside, path, bytes, report, &workbook);
        if (status != EN_OK) return status;
        status = read_sheet(beside, &workbook, import, arena, report, &name, &bytes);
        en_workbook_free(&workbook);
        if (status != EN_OK) return status;
    }
    return en_plan_data_read(bytes, name, form, arena, report, table);
}

en_plan_finder en_beside_finder(en_beside *beside)
{
    return (en_plan_finder){.user = beside, .read = find, .table = read_table};
}

/* A result directory. See outdir.h. */
#define _GNU_SOURCE /* renameat2 */
#include "outdir.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_own(const char *name, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

/* What a directory holds: nothing, files of a result only, or something else (its name is in *foreign). */
typedef enum contents { EMPTY, OWN, FOREIGN } contents;

static contents look_into(DIR *dir, const char *const *names, en_arena *arena, char **foreign)
{
    contents found = EMPTY;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        found = OWN;
        if (is_own(entry->d_name, names)) continue;
        *foreign = en_arena_copy(arena, entry->d_name, strlen(entry->d_name));
        return FOREIGN;
    }
    return found;
}

static en_status check_place(en_outdir *dir, bool force, const char *const *names, en_report *report)
{
    struct stat info;
    if (lstat(dir->path, &info) != 0)
        return errno == ENOENT ? EN_OK : en_file_fault(report, EN_W_FILE_CANNOT_WRITE, dir->path, errno);
    en_where where = {.file = en_str_of(dir->path)};
    if (!S_ISDIR(info.st_mode)) return en_report_error(report, EN_W_OUT_NOT_DIRECTORY, where);
    DIR *open = opendir(dir->path);
    if (!open) return en_file_fault(report, EN_W_FILE_CANNOT_READ, dir->path, errno);
    char *foreign = NULL;
    contents found = look_into(open, names, &dir->arena, &foreign);
    closedir(open);
    dir->replaces = true;
    if (found == EMPTY) return EN_OK;
    if (found == OWN && force) return EN_OK;
    if (found == OWN) return en_report_error(report, EN_W_OUT_NOT_EMPTY, where);
    en_arg arg = en_arg_text("name", foreign ? foreign : "");
    return en_report_add(report, EN_ERROR, EN_W_OUT_FOREIGN, where, 1, &arg);
}

static en_status make_beside(en_outdir *dir, en_report *report)
{
    size_t n = strlen(dir->path);
    char *build = en_arena_raw(&dir->arena, n + sizeof ".enishi-XXXXXX", 1);
    if (!build) return EN_ERR_MEMORY;
    memcpy(build, dir->path, n);
    memcpy(build + n, ".enishi-XXXXXX", sizeof ".enishi-XXXXXX");
    if (!mkdtemp(build)) return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, dir->path, errno);
    mode_t mask = umask(0);
    umask(mask);
    chmod(build, 0777 & ~mask);
    dir->build = build;
    return EN_OK;
}

en_status en_outdir_begin(const char *path, bool force, const char *const *names, en_report *report, en_outdir *dir)
{
    *dir = (en_outdir){.arena = en_arena_make(NULL)};
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    dir->path = en_arena_copy(&dir->arena, path, n);
    if (!dir->path) return EN_ERR_MEMORY;
    en_status status = check_place(dir, force, names, report);
    return status == EN_OK ? make_beside(dir, report) : status;
}

static int write_parts(int descriptor, size_t part_count, const en_text *parts)
{
    for (size_t i = 0; i < part_count; i++)
        for (size_t at = 0; at < parts[i].size;) {
            ssize_t put = write(descriptor, parts[i].at + at, parts[i].size - at);
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return errno;
            at += (size_t)put;
        }
    return 0;
}

en_status en_outdir_write(en_outdir *dir, const char *name, size_t part_count, const en_text *parts, en_report *report)
{
    char *path = en_path_join(&dir->arena, dir->build, name);
    char *shown = en_path_join(&dir->arena, dir->path, name);
    if (!path || !shown) return EN_ERR_MEMORY;
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, shown, errno);
    int error = write_parts(descriptor, part_count, parts);
    if (close(descriptor) != 0 && !error) error = errno;
    return error ? en_file_fault(report, EN_W_FILE_CANNOT_WRITE, shown, error) : EN_OK;
}

static void remove_flat(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir));) (void)unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    rmdir(path);
}

en_status en_outdir_commit(en_outdir *dir, en_report *report)
{
    if (!dir->replaces) {
        if (rename(dir->build, dir->path) != 0) return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, dir->path, errno);
        dir->build = NULL;
        return EN_OK;
    }
    /* Exchanged in one step; then what was there is at `build`, and en_outdir_end removes it. */
    if (renameat2(AT_FDCWD, dir->build, AT_FDCWD, dir->path, RENAME_EXCHANGE) == 0) return EN_OK;
    if (errno == EINVAL || errno == ENOSYS) { /* a file system that cannot exchange */
        remove_flat(dir->path);
        if (rename(dir->build, dir->path) == 0) {
            dir->build = NULL;
            return EN_OK;
        }
    }
    return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, dir->path, errno);
}

void en_outdir_end(en_outdir *dir)
{
    if (dir->build) remove_flat(dir->build);
    en_arena_free(&dir->arena);
}

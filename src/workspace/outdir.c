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

typedef struct contents {
    bool own, foreign, marked; /* files of a result; anything else; the file that marks a result */
} contents;

static contents look_into(DIR *dir, const char *const *names)
{
    contents found = {0};
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        *(is_own(entry->d_name, names) ? &found.own : &found.foreign) = true;
        found.marked = found.marked || strcmp(entry->d_name, names[0]) == 0;
    }
    return found;
}

/* Whether `inner` is `outer` or lies in it, after links. */
static bool lies_in(const char *inner, const char *outer)
{
    char *a = realpath(inner, NULL), *b = realpath(outer, NULL);
    size_t n = b ? strlen(b) : 0;
    bool inside = a && b && strncmp(a, b, n) == 0 && (a[n] == '/' || a[n] == '\0' || n == 1);
    free(a);
    free(b);
    return inside;
}

static en_status check_place(en_outdir *dir, bool force, const char *source, en_report *report)
{
    struct stat info;
    if (lstat(dir->path, &info) != 0)
        return errno == ENOENT ? EN_OK : en_file_fault(report, EN_W_FILE_CANNOT_WRITE, dir->path, errno);
    en_where where = {.file = en_str_of(dir->path)};
    if (!S_ISDIR(info.st_mode)) return en_report_error(report, EN_W_OUT_NOT_DIRECTORY, where);
    if (lies_in(source, dir->path)) return en_report_error(report, EN_W_OUT_HOLDS_SOURCE, where);
    DIR *open = opendir(dir->path);
    if (!open) return en_file_fault(report, EN_W_FILE_CANNOT_READ, dir->path, errno);
    contents found = look_into(open, dir->names);
    closedir(open);
    dir->replaces = true;
    if (!found.own && !found.foreign) return EN_OK;
    if (found.own && !found.marked) return en_report_error(report, EN_W_OUT_NO_RESULT, where);
    return force ? EN_OK : en_report_error(report, found.own ? EN_W_OUT_NOT_EMPTY : EN_W_OUT_OTHERS, where);
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

en_status en_outdir_begin(const char *path, bool force, const char *const *names, const char *source,
                          en_report *report, en_outdir *dir)
{
    *dir = (en_outdir){.arena = en_arena_make(NULL), .names = names};
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    dir->path = en_arena_copy(&dir->arena, path, n);
    if (!dir->path) return EN_ERR_MEMORY;
    en_status status = check_place(dir, force, source, report);
    return status == EN_OK ? make_beside(dir, report) : status;
}

static int write_parts(int descriptor, size_t part_count, const en_text *parts)
{
    int error = 0;
    for (size_t i = 0; i < part_count && !error; i++) error = en_file_put(descriptor, en_text_str(&parts[i]));
    return error;
}

en_status en_outdir_write(en_outdir *dir, const char *name, size_t part_count, const en_text *parts,
                          en_report *report)
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

/* Removes a directory of result files. Anything else in it is moved to `heir`, or keeps the directory alive.
 */
static void remove_own(const char *path, const char *const *names, const char *heir)
{
    DIR *dir = opendir(path), *into = heir ? opendir(heir) : NULL;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (is_own(entry->d_name, names)) (void)unlinkat(dirfd(dir), entry->d_name, 0);
        else if (into && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            (void)renameat(dirfd(dir), entry->d_name, dirfd(into), entry->d_name);
    }
    if (dir) closedir(dir);
    if (into) closedir(into);
    (void)rmdir(path);
}

/* For a file system that cannot exchange two directories: one after the other. */
static int replace_in_steps(en_outdir *dir)
{
    size_t n = strlen(dir->build);
    char *old = en_arena_raw(&dir->arena, n + sizeof ".old", 1);
    if (!old) return ENOMEM;
    memcpy(old, dir->build, n);
    memcpy(old + n, ".old", sizeof ".old");
    if (rename(dir->path, old) != 0) return errno;
    if (rename(dir->build, dir->path) != 0) {
        int error = errno;
        (void)rename(old, dir->path);
        return error;
    }
    dir->build = old;
    return 0;
}

en_status en_outdir_commit(en_outdir *dir, en_report *report)
{
    if (!dir->replaces) {
        if (rename(dir->build, dir->path) != 0)
            return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, dir->path, errno);
        dir->build = NULL;
        return EN_OK;
    }
    int error = 0;
    if (renameat2(AT_FDCWD, dir->build, AT_FDCWD, dir->path, RENAME_EXCHANGE) != 0)
        error = errno == EINVAL || errno == ENOSYS ? replace_in_steps(dir) : errno;
    if (error) return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, dir->path, error);
    remove_own(dir->build, dir->names, dir->path);
    dir->build = NULL;
    return EN_OK;
}

void en_outdir_end(en_outdir *dir)
{
    if (dir->build) remove_own(dir->build, dir->names, NULL);
    en_arena_free(&dir->arena);
}

/* Result files. See outfile.h. */
#define _GNU_SOURCE
#include "outfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_input(const struct stat *place, const char *const *inputs, size_t input_count)
{
    struct stat input;
    for (size_t i = 0; i < input_count; i++)
        if (inputs[i] && stat(inputs[i], &input) == 0 && input.st_dev == place->st_dev &&
            input.st_ino == place->st_ino)
            return true;
    return false;
}

static char *name_beside(en_outfile *file)
{
    static const char ending[] = ".enishi-XXXXXX";
    size_t n = strlen(file->path);
    char *name = en_arena_raw(&file->arena, n + sizeof ending, 1);
    if (!name) return NULL;
    memcpy(name, file->path, n);
    memcpy(name + n, ending, sizeof ending);
    return name;
}

static int close_nameless(en_outfile *file)
{
    file->nameless = false;
    return close(file->descriptor) == 0 ? 0 : errno;
}

/* How a file without a name is called, where /proc is; false: it is not. */
enum { PROC_NAME = 40 };
static bool call_nameless(int descriptor, char *name)
{
    snprintf(name, PROC_NAME, "/proc/self/fd/%d", descriptor);
    return access(name, F_OK) == 0;
}

/* A file without a name in the folder of the place; -1: there is no such thing here. */
static int open_nameless(en_outfile *file)
{
    char proc[PROC_NAME];
    const char *slash = strrchr(file->path, '/');
    char *folder = slash ? en_arena_copy(&file->arena, file->path, (size_t)(slash - file->path) + 1) : NULL;
    int descriptor =
        slash && !folder ? -1 : open(folder ? folder : ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0) return -1;
    file->nameless = call_nameless(descriptor, proc);
    if (file->nameless) return descriptor;
    (void)close(descriptor);
    return -1;
}

/* A new file on the disk of the place, as open to others as the one that it replaces, or as a new file is. */
static int open_new(en_outfile *file, const struct stat *there)
{
    int descriptor = open_nameless(file);
    if (descriptor < 0) {
        char *build = name_beside(file);
        errno = 0;
        if (!build) return -1;
        descriptor = mkostemp(build, O_CLOEXEC);
        if (descriptor < 0) return descriptor;
        file->build = build;
    }
    mode_t mask = umask(0);
    umask(mask);
    (void)fchmod(descriptor, there ? there->st_mode & 0777 : 0666 & ~mask);
    return descriptor;
}

bool en_outfile_is_input(const char *path, const char *const *inputs, size_t input_count)
{
    struct stat there;
    return stat(path, &there) == 0 && is_input(&there, inputs, input_count);
}

static en_status check_place(const struct stat *there, const char *path, const char *const *inputs,
                             size_t input_count, en_report *report)
{
    en_where where = {.file = en_str_of(path)};
    if (S_ISDIR(there->st_mode)) return en_report_error(report, EN_W_FILE_IS_DIRECTORY, where);
    if (is_input(there, inputs, input_count)) return en_report_error(report, EN_W_OUT_IS_INPUT, where);
    return EN_OK;
}

en_status en_outfile_write(const char *path, const char *const *inputs, size_t input_count, en_str bytes,
                           en_report *report, en_outfile *file)
{
    struct stat there;
    *file = (en_outfile){.arena = en_arena_make(NULL)};
    char *real = realpath(path, NULL); /* what a link leads to is replaced, not the link */
    file->path = en_arena_copy(&file->arena, real ? real : path, strlen(real ? real : path));
    free(real);
    if (!file->path) return EN_ERR_MEMORY;
    bool exists = stat(file->path, &there) == 0;
    en_status status = exists ? check_place(&there, path, inputs, input_count, report) : EN_OK;
    if (status != EN_OK) return status;
    errno = 0;
    bool direct = exists && !S_ISREG(there.st_mode);
    int descriptor =
        direct ? open(file->path, O_WRONLY | O_CLOEXEC | O_NOCTTY) : open_new(file, exists ? &there : NULL);
    if (descriptor < 0)
        return errno ? en_file_fault(report, EN_W_FILE_CANNOT_WRITE, path, errno) : EN_ERR_MEMORY;
    int error = en_file_put(descriptor, bytes);
    file->descriptor = descriptor;
    if (!file->nameless && close(descriptor) != 0 && !error) error = errno;
    if (error) return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, path, error);
    file->written = true;
    return EN_OK;
}

static const char *with_letters(char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char random[6];
    char *end = name + strlen(name) - sizeof random;
    if (getrandom(random, sizeof random, 0) != sizeof random) return NULL;
    for (size_t i = 0; i < sizeof random; i++) end[i] = letters[random[i] % (sizeof letters - 1)];
    return name;
}

/* Puts the file without a name at its place; where there is one already, beside it, to be renamed. 0, or what
 * errno says. */
static int give_name(en_outfile *file)
{
    enum { TRIES = 100 };
    char proc[PROC_NAME], *name;
    int linked = -1;
    if (!call_nameless(file->descriptor, proc)) return errno;
    if (linkat(AT_FDCWD, proc, AT_FDCWD, file->path, AT_SYMLINK_FOLLOW) == 0) return close_nameless(file);
    if (errno != EEXIST) return errno;
    if (!(name = name_beside(file))) return ENOMEM;
    for (int i = 0; i < TRIES && linked != 0; i++) {
        if (!with_letters(name)) return errno;
        linked = linkat(AT_FDCWD, proc, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
        if (linked != 0 && errno != EEXIST) return errno;
    }
    if (linked != 0) return EEXIST;
    file->build = name;
    return close_nameless(file);
}

en_status en_outfile_commit(en_outfile *file, en_report *report)
{
    if (file->written && file->nameless) {
        int error = give_name(file);
        if (error) return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, file->path, error);
    }
    if (!file->written || !file->build) return EN_OK;
    if (rename(file->build, file->path) != 0)
        return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, file->path, errno);
    file->build = NULL;
    return EN_OK;
}

void en_outfile_end(en_outfile *file)
{
    if (file->build) (void)unlink(file->build);
    if (file->nameless) (void)close_nameless(file);
    if (file->path) en_arena_free(&file->arena);
    *file = (en_outfile){0};
}

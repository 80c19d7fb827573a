/* Whole files into memory, and out of it. See file.h. */
#define _GNU_SOURCE
#include "file.h"

#include "reasons.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_PIECE = 8 << 20 };

bool en_file_exists(const char *path) { return access(path, F_OK) == 0; }

char *en_path_join(en_arena *arena, const char *folder, const char *name)
{
    size_t a = strlen(folder), b = strlen(name);
    char *path = en_arena_raw(arena, a + b + 2, 1);
    if (!path) return NULL;
    memcpy(path, folder, a);
    path[a] = '/';
    memcpy(path + a + 1, name, b + 1);
    return path;
}

en_str en_path_name(const char *path)
{
    en_str s = en_str_of(path);
    while (s.size > 1 && s.at[s.size - 1] == '/') s.size--;
    const char *slash = s.size > 1 ? memrchr(s.at, '/', s.size) : NULL;
    if (!slash) return s;
    size_t skip = (size_t)(slash + 1 - s.at);
    return (en_str){s.at + skip, s.size - skip};
}

en_status en_file_fault(en_report *report, en_word rule, const char *path, int error)
{
    char room[EN_REASON_ROOM];
    en_arg said = en_reason_of_system(error, room);
    (void)en_report_add(report, EN_ERROR, rule, (en_where){.file = en_str_of(path)}, 1, &said);
    return EN_ERR_IO;
}

typedef struct reading {
    int descriptor;
    char *at;
    size_t size;
    atomic_int error;    /* errno of a failed piece */
    atomic_bool shorter; /* a piece ended early */
} reading;

static void read_piece(void *shared, size_t index)
{
    reading *r = shared;
    size_t at = index * (size_t)READ_PIECE, end = at + READ_PIECE < r->size ? at + READ_PIECE : r->size;
    while (at < end) {
        ssize_t got = pread(r->descriptor, r->at + at, end - at, (off_t)at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) atomic_store(&r->error, errno);
        if (got == 0) atomic_store(&r->shorter, true);
        if (got <= 0) return;
        at += (size_t)got;
    }
}

static en_status read_all(int descriptor, const char *path, const en_context *context, en_report *report,
                          en_file *file)
{
    struct stat before, after;
    if (fstat(descriptor, &before) != 0) return en_file_fault(report, EN_W_FILE_CANNOT_READ, path, errno);
    en_where where = {.file = en_str_of(path)};
    if (S_ISDIR(before.st_mode)) return en_report_error(report, EN_W_FILE_IS_DIRECTORY, where);
    if (!S_ISREG(before.st_mode)) return en_report_error(report, EN_W_FILE_NOT_REGULAR, where);
    if ((uint64_t)before.st_size > EN_FILE_MOST_BYTES)
        return en_report_error(report, EN_W_FILE_TOO_LARGE, where);
    size_t size = (size_t)before.st_size;
    const en_allocator *allocator = context && context->allocator ? context->allocator : &en_libc_allocator;
    char *at = allocator->resize(allocator->user, NULL, size + EN_FILE_PADDING);
    if (!at) return EN_ERR_MEMORY;
    reading r = {.descriptor = descriptor, .at = at, .size = size};
    en_run(context, read_piece, &r, (size + READ_PIECE - 1) / READ_PIECE);
    int error = atomic_load(&r.error);
    bool changed =
        atomic_load(&r.shorter) || fstat(descriptor, &after) != 0 || after.st_size != before.st_size;
    if (error || changed) {
        allocator->resize(allocator->user, at, 0);
        if (error) return en_file_fault(report, EN_W_FILE_CANNOT_READ, path, error);
        (void)en_report_error(report, EN_W_FILE_CHANGED, where);
        return EN_ERR_IO;
    }
    memset(at + size, 0, EN_FILE_PADDING);
    *file = (en_file){.name = en_path_name(path), .allocator = allocator, .at = at, .size = size};
    return EN_OK;
}

en_status en_file_read(const char *path, const en_context *context, en_report *report, en_file *file)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR))
        return en_report_error(report, EN_W_FILE_MISSING, (en_where){.file = en_str_of(path)});
    if (descriptor < 0) return en_file_fault(report, EN_W_FILE_CANNOT_READ, path, errno);
    en_status status = read_all(descriptor, path, context, report, file);
    close(descriptor);
    return status;
}

void en_file_free(en_file *file)
{
    if (file->at) file->allocator->resize(file->allocator->user, file->at, 0);
    *file = (en_file){0};
}

void en_file_hash(en_file *file)
{
    en_sha256 hash;
    en_sha256_start(&hash);
    en_sha256_add(&hash, file->at, file->size);
    en_sha256_end(&hash, file->digest);
}

int en_file_put(int descriptor, en_str bytes)
{
    while (bytes.size > 0) {
        ssize_t put = write(descriptor, bytes.at, bytes.size);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return errno;
        bytes = (en_str){bytes.at + put, bytes.size - (size_t)put};
    }
    return 0;
}

en_status en_file_write(const char *path, en_str bytes, en_report *report)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) return en_file_fault(report, EN_W_FILE_CANNOT_WRITE, path, errno);
    int error = en_file_put(descriptor, bytes);
    if (close(descriptor) != 0 && !error) error = errno;
    return error ? en_file_fault(report, EN_W_FILE_CANNOT_WRITE, path, error) : EN_OK;
}

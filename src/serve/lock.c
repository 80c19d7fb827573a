/* One server for a workspace. See lock.h. */
#include "lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ADDRESS_BYTES = 320 };

/* Whether the path still names the file that is open: the server before may have removed it. */
static bool is_same(const char *path, int file)
{
    struct stat there, open;
    return stat(path, &there) == 0 && fstat(file, &open) == 0 && there.st_ino == open.st_ino &&
           there.st_dev == open.st_dev;
}

static en_status taken(const char *path, int file, en_report *report)
{
    char address[ADDRESS_BYTES];
    ssize_t n = read(file, address, sizeof address);
    close(file);
    en_arg arg = en_arg_str("address", (en_str){address, n > 0 ? (size_t)n : 0});
    (void)en_report_add(report, EN_ERROR, EN_W_SERVE_TAKEN, (en_where){.file = en_str_of(path)}, 1, &arg);
    return EN_ERR_IO;
}

en_status server_lock(const char *path, en_report *report, int *held)
{
    for (;;) {
        int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file < 0) return en_file_fault(report, EN_W_SERVE_NO_LOCK, path, errno);
        if (flock(file, LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK) return taken(path, file, report);
            int error = errno;
            close(file);
            return en_file_fault(report, EN_W_SERVE_NO_LOCK, path, error);
        }
        if (is_same(path, file)) {
            *held = file;
            return EN_OK;
        }
        close(file);
    }
}

void server_lock_say(int held, const char *address)
{
    size_t size = strlen(address);
    if (ftruncate(held, 0) != 0 || pwrite(held, address, size, 0) != (ssize_t)size)
        return; /* the lock is what counts */
}

en_status server_lock_address(const char *path, en_arena *arena, en_str *address)
{
    char said[ADDRESS_BYTES];
    *address = (en_str){0};
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return EN_OK;
    bool is_held = flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ssize_t n = is_held ? read(file, said, sizeof said) : 0;
    close(file);
    if (n <= 0) return EN_OK;
    *address = (en_str){en_arena_copy(arena, said, (size_t)n), (size_t)n};
    return address->at ? EN_OK : EN_ERR_MEMORY;
}

void server_unlock(const char *path, int held)
{
    if (held < 0) return;
    unlink(path);
    close(held);
}

/* A process that works for the server. See child.h. */
#include "child.h"

#include "file.h"
#include "number.h"
#include "reasons.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_SAID = 8 << 20 };

int64_t child_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Input from nowhere, output into the pipe, the log as it is, and nothing else; its own group, so that Ctrl-C
 * reaches only the server, which then ends it in its own way. */
static int spawn(child *c, char *const *arguments, int output)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    int error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!error)
        error = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                          POSIX_SPAWN_SETPGROUP);
    if (!error) error = posix_spawn(&c->pid, "/proc/self/exe", &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static en_status cannot_start(en_report *report, int error)
{
    char room[EN_REASON_ROOM];
    en_arg said = en_reason_of_system(error, room);
    (void)en_report_add(report, EN_ERROR, EN_W_JOB_CANNOT_START, (en_where){0}, 1, &said);
    return EN_ERR_IO;
}

/* What every child is given, and `arguments` behind it. */
static void build_arguments(const char *const *arguments, const child_limits *limits,
                            char *built[CHILD_MOST_ARGUMENTS + 8], char memory[EN_INT_MOST_BYTES + 1],
                            char parent[EN_INT_MOST_BYTES + 1])
{
    size_t n = 0;
    memory[en_int_print(limits->memory_mb, memory)] = '\0';
    parent[en_int_print(getpid(), parent)] = '\0';
    const char *const first[] = {"enishi", "job", "--memory", memory, "--parent", parent};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) built[n++] = (char *)(uintptr_t)first[i];
    for (size_t i = 0; arguments[i] && i < CHILD_MOST_ARGUMENTS; i++)
        built[n++] = (char *)(uintptr_t)arguments[i];
    built[n] = NULL;
}

en_status child_start(child *c, const char *const *arguments, child_limits limits, en_report *report)
{
    char memory[EN_INT_MOST_BYTES + 1], parent[EN_INT_MOST_BYTES + 1];
    char *built[CHILD_MOST_ARGUMENTS + 8];
    int ends[2];
    *c = (child){.handle = -1, .output = -1, .limits = limits, .begun = child_now()};
    c->said = en_text_make(NULL);
    build_arguments(arguments, &limits, built, memory, parent);
    if (pipe2(ends, O_CLOEXEC) != 0) return cannot_start(report, errno);
    int error = spawn(c, built, ends[1]);
    close(ends[1]);
    c->output = ends[0];
    if (!error) {
        c->handle = pidfd_open(c->pid, 0);
        if (c->handle < 0 || fcntl(c->output, F_SETFL, O_NONBLOCK) != 0) error = errno;
    } else {
        c->pid = 0;
    }
    if (!error) return EN_OK;
    child_free(c);
    return cannot_start(report, error);
}

static void kill_for(child *c, child_end why, int signal_number)
{
    if (c->has_ended || c->pid == 0) return;
    if (c->killed_at == 0) c->ended_by = why;
    if (c->killed_at == 0) c->killed_at = child_now();
    c->killed_hard = c->killed_hard || signal_number == SIGKILL;
    kill(c->pid, signal_number);
}

void child_cancel(child *c)
{
    if (c->killed_at == 0) kill_for(c, CHILD_CANCELLED, SIGTERM);
}

void child_end_now(child *c) { kill_for(c, CHILD_CANCELLED, SIGKILL); }

/* One line: progress, or the outcome. Anything else counts for nothing, and so the outcome will be missing.
 */
static void take_line(child *c, en_str line, bool *changed)
{
    json_t *object = en_json_load(line, NULL, NULL);
    const json_t *progress = json_object_get(object, "progress");
    if (json_is_number(progress)) {
        double value = json_number_value(progress);
        if (value >= c->progress && value <= 1) c->progress = value;
        *changed = true;
    }
    if (json_is_string(json_object_get(object, "outcome"))) {
        json_decref(c->outcome);
        c->outcome = json_incref(object);
    }
    json_decref(object);
}

static void take_lines(child *c, bool *changed)
{
    size_t at = 0;
    for (const char *end;
         (end = c->said.size > at ? memchr(c->said.at + at, '\n', c->said.size - at) : NULL);) {
        size_t size = (size_t)(end - c->said.at) - at;
        take_line(c, (en_str){c->said.at + at, size}, changed);
        at += size + 1;
    }
    if (at == 0) return;
    memmove(c->said.at, c->said.at + at, c->said.size - at);
    c->said.size -= at;
}

static void take_output(child *c, bool *changed)
{
    char buffer[16384];
    while (c->output >= 0) {
        ssize_t n = read(c->output, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) break;
        if (n <= 0) {
            close(c->output);
            c->output = -1;
            break;
        }
        c->said_all += (size_t)n;
        if (c->said_all > MOST_SAID) {
            kill_for(c, CHILD_TALKS, SIGKILL);
            continue;
        }
        en_text_add(&c->said, (en_str){buffer, (size_t)n});
    }
    take_lines(c, changed);
}

/* The memory that the process has in use, in MiB; 0 if that is not to be had. */
static int64_t memory_in_use(pid_t pid)
{
    char path[40], text[128] = "";
    snprintf(path, sizeof path, "/proc/%ld/statm", (long)pid);
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    bool read = fgets(text, sizeof text, file) != NULL;
    fclose(file);
    const char *second = read ? strchr(text, ' ') : NULL;
    return second ? (int64_t)strtoll(second, NULL, 10) * sysconf(_SC_PAGESIZE) / (1 << 20) : 0;
}

static void look_at_limits(child *c)
{
    int64_t now = child_now();
    if (c->killed_at) {
        if (!c->killed_hard && now - c->killed_at > CHILD_GRACE_MILLISECONDS)
            kill_for(c, c->ended_by, SIGKILL);
    } else if (now - c->begun > c->limits.seconds * 1000) {
        kill_for(c, CHILD_TIME, SIGKILL);
    } else if (memory_in_use(c->pid) > c->limits.memory_mb) {
        kill_for(c, CHILD_MEMORY, SIGKILL);
    }
}

void child_look(child *c, bool *changed)
{
    if (c->has_ended || c->pid == 0) return;
    bool gone = waitpid(c->pid, &c->wait_status, WNOHANG) == c->pid;
    take_output(c, changed); /* after that: what it said last is there */
    if (gone) {
        c->has_ended = true;
        *changed = true;
    } else {
        look_at_limits(c);
    }
}

void child_free(child *c)
{
    if (c->pid && !c->has_ended) {
        kill(c->pid, SIGKILL);
        while (waitpid(c->pid, &c->wait_status, 0) < 0 && errno == EINTR) continue;
    }
    if (c->handle >= 0) close(c->handle);
    if (c->output >= 0) close(c->output);
    json_decref(c->outcome);
    en_text_free(&c->said);
    *c = (child){.handle = -1, .output = -1};
}

en_status child_make_folder(const char *path, en_report *report)
{
    return mkdir(path, 0700) == 0 ? EN_OK : en_file_fault(report, EN_W_FILE_CANNOT_WRITE, path, errno);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    (void)at;
    (void)remove(path);
    return 0;
}

void child_remove_folder(const char *path) { (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

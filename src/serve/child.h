/* A process that works for the server: `enishi job …`, started from the same binary, watched, and ended when
 * it takes too long, too much memory, or is not wanted any more. See src/workspace/job.h.
 *
 * Nothing that it does can harm the server: it has no file descriptor but its own input, output and the log,
 * and what it says on its output is bounded and is checked.
 */
#ifndef EN_SERVE_CHILD_H
#define EN_SERVE_CHILD_H

#include "json.h"

#include <sys/types.h>

typedef struct child_limits {
    int64_t memory_mb, seconds;
} child_limits;

/* Why the server ended it. */
typedef enum child_end { CHILD_BY_ITSELF, CHILD_CANCELLED, CHILD_MEMORY, CHILD_TIME, CHILD_TALKS } child_end;

typedef struct child {
    pid_t pid;  /* 0: none */
    int handle; /* becomes readable when it has ended */
    int output; /* -1 after its end */
    child_limits limits;
    int64_t begun, killed_at; /* milliseconds; killed_at 0: not asked to end */
    bool killed_hard;
    child_end ended_by;
    en_text said; /* lines that are not taken yet */
    size_t said_all;
    bool has_ended;
    int wait_status; /* once it has ended, as waitpid gives it */
    double progress; /* 0 to 1 */
    json_t *outcome; /* its last line; NULL: none yet */
} child;

/* What starts it: arguments behind "enishi job", NULL-ended, at most CHILD_MOST_ARGUMENTS. */
enum { CHILD_MOST_ARGUMENTS = 24 };
EN_MUST_USE en_status child_start(child *c, const char *const *arguments, child_limits limits,
                                  en_report *report);

/* Takes what it has said and looks whether it has ended or broken a limit; *changed is set if there is
 * something new. To be called when `output` or `handle` is readable, and every CHILD_LOOK_MILLISECONDS. */
enum { CHILD_LOOK_MILLISECONDS = 200 };
void child_look(child *c, bool *changed);

/* Asks it to end; after CHILD_GRACE_MILLISECONDS child_look makes it. */
enum { CHILD_GRACE_MILLISECONDS = 3000 };
void child_cancel(child *c);

/* Ends it at once: nobody wants what it does any more, and it writes nothing that lasts. */
void child_end_now(child *c);

/* After its end; kills it if it has not ended. */
void child_free(child *c);

/* Makes an empty folder that only this user may enter, and removes one with all that is in it. */
EN_MUST_USE en_status child_make_folder(const char *path, en_report *report);
void child_remove_folder(const char *path);

/* Of the monotonic clock. */
int64_t child_now(void);

#endif

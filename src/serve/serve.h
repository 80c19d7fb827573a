/* The server: the workspace over HTTP, for people's browsers and for programs.
 *
 * One call runs it until it is told to stop. It prints nothing: it writes lines of JSON to the log that it is
 * given, and tells its caller where it listens.
 */
#ifndef EN_SERVE_H
#define EN_SERVE_H

#include "config.h"
#include "words.h"

/* What the caller may say to people once requests are answered. Texts live until the call returns. */
typedef struct en_serve_place {
    const char *address; /* where browsers find it: "http://127.0.0.1:8080" */
    const char *link;    /* the one-time sign-in link; NULL: none */
    bool secure;         /* by https; else cookies are plain */
} en_serve_place;

typedef struct en_serve_options {
    const char *folder; /* of the workspace */
    const char *version;
    const char *sample;   /* the folder of the sample data; NULL: it is not here */
    bool link;            /* print a sign-in link at each start, not only at the first */
    int log;              /* a file descriptor; -1: none */
    en_language language; /* of what is logged in words */
    const atomic_bool *stop;
    void (*listening)(void *user, const en_serve_place *place);
    void *user;
} en_serve_options;

/* Serves until *stop. EN_ERR_IO after reporting that it cannot listen or another server has the workspace;
 * EN_ERR_LIMIT where requests had to be cut off at the end. */
EN_MUST_USE en_status en_serve(const en_config *config, const en_serve_options *options, en_report *report);

#endif

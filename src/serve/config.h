/* How the server is configured: one table of keys, from which the file serve.json, the environment
 * (ENISHI_SERVE_PORT for "port"), the command line, the help and docs/configuration.md all come.
 *
 * The command line goes before the environment, that before the file, that before the default. A key that is
 * not in the table is refused, and so is a value out of bounds.
 */
#ifndef EN_SERVE_CONFIG_H
#define EN_SERVE_CONFIG_H

#include "report.h"

#define EN_CONFIG_FILE   "serve.json"
#define EN_CONFIG_PREFIX "ENISHI_SERVE_"

enum { EN_CONFIG_TEXT_BYTES = 256 };

/* Numbers are in the unit of their names. */
typedef struct en_config {
    char address[EN_CONFIG_TEXT_BYTES];
    char public_address[EN_CONFIG_TEXT_BYTES]; /* without a slash at the end; empty: the one it listens on */
    char log[EN_CONFIG_TEXT_BYTES];            /* "all", "problems" or "none" */
    int64_t port;                              /* 0: any that is free */
    int64_t proxies;                           /* trusted to say in X-Forwarded-For who asks */
    int64_t threads;                           /* 0: one for each processor */
    int64_t slow_threads;
    int64_t connections, connections_per_address;
    int64_t requests;                                /* at once */
    int64_t streams;                                 /* of events, at once */
    int64_t jobs;                                    /* at once */
    int64_t job_memory_mb, job_seconds, job_threads; /* of one; 0 threads: one for each processor */
    int64_t header_bytes, form_bytes, upload_bytes, request_memory_bytes;
    int64_t header_seconds, body_seconds, answer_seconds, idle_seconds, stop_seconds;
    int64_t answer_bytes_per_second; /* at least, of a download; answer_seconds come on top */
} en_config;

typedef struct en_config_key {
    const char *name;
    bool is_text;
    size_t offset; /* in en_config */
    const char *default_text;
    int64_t default_number, least, most;
    const char *choices; /* of a text; NULL: any */
    en_word help;
} en_config_key;

extern const en_config_key en_config_keys[];
extern const size_t en_config_key_count;

/* All defaults. */
void en_config_reset(en_config *config);

/* Sets one key by its name from text, as the environment and the command line give it. EN_ERR_INPUT after
 * reporting, with `where`, an unknown key or a wrong value. */
EN_MUST_USE en_status en_config_set(en_config *config, en_str name, en_str value, en_where where,
                                    en_report *report);

/* Sets what a JSON object says. */
EN_MUST_USE en_status en_config_read(en_config *config, en_str json, en_str file, en_report *report);

/* Sets what variables such as ENISHI_SERVE_PORT say; `environment` is NULL-ended. */
EN_MUST_USE en_status en_config_from_environment(en_config *config, char *const *environment,
                                                 en_report *report);

/* What the values must be together: EN_ERR_INPUT after reporting, where somebody else's machine could read
 * the cookies. */
EN_MUST_USE en_status en_config_check(const en_config *config, en_report *report);

/* Whether browsers reach the server by https, and whether only this machine reaches it. */
bool en_config_is_secure(const en_config *config);
bool en_config_is_loopback(const en_config *config);

#endif

/* Lines of JSON about what the server does. See log.c. */
#ifndef EN_SERVE_LOG_H
#define EN_SERVE_LOG_H

#include "request.h"

/* The time now, in UTC, with milliseconds. */
void log_time(char out[32]);

/* An event of the server's own. level: "info", "warning" or "error"; event and detail: plain ASCII without
 * quotes, and never a person's data. */
void log_event(const en_server *server, const char *level, const char *event, const char *detail);

#endif

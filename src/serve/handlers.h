/* The handlers, by the file that has them. See request.h. */
#ifndef EN_SERVE_HANDLERS_H
#define EN_SERVE_HANDLERS_H

#include "request.h"

/* operation.c */
en_handler en_handle_health, en_handle_ready, en_handle_metrics;

#endif

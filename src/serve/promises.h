/* The list of promises, from the standing in memory. */
#ifndef EN_SERVE_PROMISES_H
#define EN_SERVE_PROMISES_H

#include "request.h"
#include "workspace.h"

EN_MUST_USE en_status promises_write(en_request *request, const en_standing *standing);

#endif

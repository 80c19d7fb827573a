/* Who asks, and whether a change was meant by them. */
#ifndef EN_SERVE_ACCESS_H
#define EN_SERVE_ACCESS_H

#include "request.h"

/* Finds out who asks, into request->actor: by the session in the Cookie header or the API key in
 * Authorization, as they were sent; empty: not given. That nobody is signed in is EN_OK. */
EN_MUST_USE en_status en_access_identify(en_request *request, en_str cookie, en_str authorization);

/* Refuses with 403 a change that a foreign page may have had sent: called for every method but GET and HEAD,
 * after en_access_identify. */
EN_MUST_USE en_status en_access_check_origin(en_request *request, en_str origin, en_str csrf_token);

#endif

/* Who asks. Until accounts are there nobody is anybody, and every route that is not open to anyone is
 * refused. */
#include "access.h"

struct en_access {
    const en_allocator *allocator;
};

en_access *en_access_make(const en_allocator *allocator)
{
    if (!allocator) allocator = &en_libc_allocator;
    en_access *access = allocator->resize(allocator->user, NULL, sizeof *access);
    if (access) access->allocator = allocator;
    return access;
}

void en_access_free(en_access *access)
{
    if (access) access->allocator->resize(access->allocator->user, access, 0);
}

en_status en_access_check(en_request *request, const en_credentials *given)
{
    (void)given;
    if (en_route_is_public(request->route)) return EN_OK;
    return en_refuse(request, 401, EN_W_SERVE_WHO, 0, NULL);
}

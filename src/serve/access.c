/* Who asks. Until accounts are there nobody is anybody, and every route that is not open to anyone is
 * refused. */
#include "access.h"

en_status en_access_identify(en_request *request, en_str cookie, en_str authorization)
{
    (void)cookie;
    (void)authorization;
    request->actor = (en_actor){0};
    return EN_OK;
}

en_status en_access_check_origin(en_request *request, en_str origin, en_str csrf_token)
{
    (void)csrf_token;
    if (!origin.size) return EN_OK;
    return en_refuse(request, 403, EN_W_SERVE_FOREIGN_ORIGIN, 0, NULL);
}

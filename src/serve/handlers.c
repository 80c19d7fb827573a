/* Which function answers which route. A route that is not here answers 501. */
#include "handlers.h"

en_handler *const en_handlers[EN_ROUTE_COUNT] = {
    /* charts */
    [EN_ROUTE_RESULT_CHART] = en_handle_result_chart,
    /* access */
    [EN_ROUTE_SIGN_IN] = en_handle_sign_in,
    [EN_ROUTE_SIGN_IN_BY_LINK] = en_handle_sign_in_by_link,
    [EN_ROUTE_SIGN_OUT] = en_handle_sign_out,
    [EN_ROUTE_GET_ME] = en_handle_get_me,
    [EN_ROUTE_PUT_ME] = en_handle_put_me,
    [EN_ROUTE_PUT_PASSWORD] = en_handle_put_password,
    [EN_ROUTE_LIST_KEYS] = en_handle_list_keys,
    [EN_ROUTE_ADD_KEY] = en_handle_add_key,
    [EN_ROUTE_REMOVE_KEY] = en_handle_remove_key,
    /* users */
    [EN_ROUTE_LIST_USERS] = en_handle_list_users,
    [EN_ROUTE_ADD_USER] = en_handle_add_user,
    [EN_ROUTE_GET_USER] = en_handle_get_user,
    [EN_ROUTE_PUT_USER] = en_handle_put_user,
    [EN_ROUTE_ADD_LINK] = en_handle_add_link,
    /* audit */
    [EN_ROUTE_LIST_AUDIT] = en_handle_list_audit,
    [EN_ROUTE_AUDIT_HEAD] = en_handle_audit_head,
    /* documents */
    [EN_ROUTE_OPENAPI] = en_handle_openapi,
    [EN_ROUTE_REFERENCE] = en_handle_reference,
    [EN_ROUTE_REFERENCE_STYLE] = en_handle_reference_style,
    /* operation */
    [EN_ROUTE_METRICS] = en_handle_metrics,
    [EN_ROUTE_HEALTH] = en_handle_health,
    [EN_ROUTE_READY] = en_handle_ready,
};

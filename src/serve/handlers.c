/* Which function answers which route. A route that is not here answers 501. */
#include "handlers.h"

#define LEDGER(NAME)                                                                                         \
    [EN_ROUTE_LIST_##NAME] = en_handle_list_rows, [EN_ROUTE_GET_##NAME] = en_handle_get_row,                 \
    [EN_ROUTE_ADD_##NAME] = en_handle_add_row, [EN_ROUTE_PUT_##NAME] = en_handle_put_row,                    \
    [EN_ROUTE_PAST_##NAME] = en_handle_past_of_row

en_handler *const en_handlers[EN_ROUTE_COUNT] = {
    /* ledger */
    LEDGER(ORGANISATIONS),
    LEDGER(PEOPLE),
    LEDGER(PROGRAMMES),
    LEDGER(SOURCES),
    LEDGER(INDICATORS),
    LEDGER(FIGURES),
    LEDGER(COMMITMENTS),
    LEDGER(AGREEMENTS),
    LEDGER(PROJECTS),
    LEDGER(NEEDS),
    LEDGER(EVENTS),
    LEDGER(AREAS),
    [EN_ROUTE_LIST_STATUSES] = en_handle_list_statuses,
    [EN_ROUTE_ADD_STATUS] = en_handle_add_status,
    [EN_ROUTE_NAMES] = en_handle_names,
    [EN_ROUTE_SEARCH] = en_handle_search,
    /* standing */
    [EN_ROUTE_OVERVIEW] = en_handle_overview,
    [EN_ROUTE_STANDING] = en_handle_standing,
    [EN_ROUTE_PROMISES] = en_handle_promises,
    [EN_ROUTE_PROMISE] = en_handle_promise,
    /* operation */
    [EN_ROUTE_METRICS] = en_handle_metrics,
    [EN_ROUTE_HEALTH] = en_handle_health,
    [EN_ROUTE_READY] = en_handle_ready,
};

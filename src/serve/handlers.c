/* Which function answers which route. A route that is not here answers 501. */
#include "handlers.h"

en_handler *const en_handlers[EN_ROUTE_COUNT] = {
    /* operation */
    [EN_ROUTE_METRICS] = en_handle_metrics,
    [EN_ROUTE_HEALTH] = en_handle_health,
    [EN_ROUTE_READY] = en_handle_ready,
};

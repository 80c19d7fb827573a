/* The handlers, by the file that has them. See request.h. */
#ifndef EN_SERVE_HANDLERS_H
#define EN_SERVE_HANDLERS_H

#include "request.h"

/* ledger.c, ledger_edit.c */
en_handler en_handle_list_rows, en_handle_get_row, en_handle_past_of_row, en_handle_list_statuses,
    en_handle_search, en_handle_names, en_handle_add_row, en_handle_put_row, en_handle_add_status;

/* standing.c */
en_handler en_handle_overview, en_handle_standing, en_handle_promises, en_handle_promise;

/* operation.c */
en_handler en_handle_health, en_handle_ready, en_handle_metrics;

#endif

/* libmicrohttpd, loaded when a server starts and not before: it brings GnuTLS and seven more libraries along,
 * which no other command should have to wait for. Its functions are reached through this table.
 */
#ifndef EN_SERVE_LIBRARY_H
#define EN_SERVE_LIBRARY_H

#include "report.h"

#include <microhttpd.h>

typedef struct http_library {
    __typeof__(&MHD_start_daemon) start;
    __typeof__(&MHD_quiesce_daemon) quiesce;
    __typeof__(&MHD_stop_daemon) stop;
    __typeof__(&MHD_get_connection_values_n) headers;
    __typeof__(&MHD_get_connection_info) info;
    __typeof__(&MHD_suspend_connection) suspend;
    __typeof__(&MHD_resume_connection) resume;
    __typeof__(&MHD_create_response_from_buffer) response_of_buffer;
    __typeof__(&MHD_create_response_from_callback) response_of_callback;
    __typeof__(&MHD_add_response_header) add_header;
    __typeof__(&MHD_queue_response) queue;
    __typeof__(&MHD_destroy_response) free_response;
} http_library;

/* Loads the library; EN_ERR_IO after reporting that it is not there. It stays loaded. */
EN_MUST_USE en_status http_library_load(http_library *library, en_report *report);

#endif

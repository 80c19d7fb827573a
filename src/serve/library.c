/* Loading libmicrohttpd. See library.h. */
#include "library.h"

#include <dlfcn.h>

#define LIBRARY "libmicrohttpd.so.12"

typedef void function(void);

/* ISO C has no cast from an object's address to a function's; POSIX says that copying it is right. */
static void set(void *handle, const char *name, function **slot, bool *whole)
{
    void *found = dlsym(handle, name);
    *whole = *whole && found;
    memcpy(slot, &found, sizeof found);
}

en_status http_library_load(http_library *library, en_report *report)
{
    static const char *const names[] = {
        "MHD_start_daemon",
        "MHD_quiesce_daemon",
        "MHD_stop_daemon",
        "MHD_get_connection_values_n",
        "MHD_get_connection_info",
        "MHD_suspend_connection",
        "MHD_resume_connection",
        "MHD_create_response_from_buffer",
        "MHD_create_response_from_callback",
        "MHD_add_response_header",
        "MHD_queue_response",
        "MHD_destroy_response",
    };
    enum { COUNT = sizeof names / sizeof *names };
    _Static_assert(sizeof *library == COUNT * sizeof(function *), "one name for each function, in order");
    function *functions[COUNT];
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    bool whole = handle != NULL;
    for (size_t i = 0; handle && i < COUNT; i++) set(handle, names[i], &functions[i], &whole);
    if (whole) {
        memcpy(library, functions, sizeof functions);
        return EN_OK;
    }
    en_arg said = en_arg_text("said", dlerror());
    (void)en_report_add(report, EN_ERROR, EN_W_SERVE_NO_LIBRARY, (en_where){.file = en_str_of(LIBRARY)}, 1,
                        &said);
    return EN_ERR_IO;
}

/* The log of changes, for administrators and auditors. */
#include "audit.h"

#include "cursor.h"
#include "handlers.h"

en_status en_handle_list_audit(en_request *request)
{
    en_audit_filter filter = {.actor = en_parameter_value(request, "actor"),
                              .action = en_parameter_value(request, "action"),
                              .table = en_parameter_value(request, "table"),
                              .id = en_parameter_value(request, "id"),
                              .limit = request->limit + 1};
    en_audit_event *events;
    en_str nothing;
    size_t count = 0;
    en_status status = request->after.size ? en_cursor_read(request, &filter.before, &nothing) : EN_OK;
    if (status == EN_OK)
        status = en_audit_list(request->store, &filter, &request->arena, &request->report, &events, &count);
    if (status != EN_OK) return status;
    en_page page = en_page_begin(request, count);
    for (size_t i = 0; i < page.shown; i++) en_audit_write(&page.json, &events[i]);
    en_page_end(&page, page.goes_on ? events[page.shown - 1].event : 0, (en_str){0});
    return EN_OK;
}

en_status en_handle_audit_head(en_request *request)
{
    en_audit_check check;
    en_status status = en_audit_verify(request->store, (en_str){0}, &request->report, &check);
    if (status != EN_OK) return status;
    en_json json = en_json_to(&request->out);
    en_json_open(&json, '{');
    en_json_key_int(&json, "events", check.head.events);
    en_json_key_text(&json, "hash", check.head.hash);
    en_json_key_bool(&json, "intact", check.first_broken == 0);
    if (check.first_broken) en_json_key_int(&json, "first_broken", check.first_broken);
    en_json_close(&json, '}');
    return EN_OK;
}

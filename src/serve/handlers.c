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
    /* charts */
    [EN_ROUTE_PROMISE_CHART] = en_handle_promise_chart,
    [EN_ROUTE_RESULT_CHART] = en_handle_result_chart,
    [EN_ROUTE_SEATS_CHART] = en_handle_seats_chart,
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
    /* rounds */
    [EN_ROUTE_LIST_ROUNDS] = en_handle_list_rounds,
    [EN_ROUTE_ADD_ROUND] = en_handle_add_round,
    [EN_ROUTE_GET_ROUND] = en_handle_get_round,
    [EN_ROUTE_REMOVE_ROUND] = en_handle_remove_round,
    [EN_ROUTE_GET_RULES] = en_handle_get_rules,
    [EN_ROUTE_PUT_RULES] = en_handle_put_rules,
    [EN_ROUTE_READ_RULES] = en_handle_read_rules,
    [EN_ROUTE_PUT_TABLE] = en_handle_put_table,
    [EN_ROUTE_GET_TABLE] = en_handle_get_table,
    [EN_ROUTE_REMOVE_TABLE] = en_handle_remove_table,
    [EN_ROUTE_TABLE_ROWS] = en_handle_table_rows,
    [EN_ROUTE_PUT_WORKBOOK] = en_handle_put_workbook,
    [EN_ROUTE_CHECK_ROUND] = en_handle_check_round,
    [EN_ROUTE_SOLVE_ROUND] = en_handle_solve_round,
    [EN_ROUTE_GET_LOTTERY] = en_handle_get_lottery,
    [EN_ROUTE_COMMIT_LOTTERY] = en_handle_commit_lottery,
    [EN_ROUTE_REVEAL_LOTTERY] = en_handle_reveal_lottery,
    /* results */
    [EN_ROUTE_LIST_RESULTS] = en_handle_list_results,
    [EN_ROUTE_GET_RESULT] = en_handle_get_result,
    [EN_ROUTE_RESULT_FILE] = en_handle_result_file,
    [EN_ROUTE_RESULT_INPUT] = en_handle_result_input,
    [EN_ROUTE_RESULT_ARCHIVE] = en_handle_result_archive,
    [EN_ROUTE_RESULT_PLACES] = en_handle_result_places,
    [EN_ROUTE_RESULT_MATCHES] = en_handle_result_matches,
    [EN_ROUTE_RESULT_WAITING] = en_handle_result_waiting,
    [EN_ROUTE_EXPLAIN] = en_handle_explain,
    /* trials */
    [EN_ROUTE_COMPARE_ROUND] = en_handle_compare_round,
    [EN_ROUTE_COMPARISON_CHART] = en_handle_comparison_chart,
    [EN_ROUTE_WHAT_IF] = en_handle_what_if,
    /* models */
    [EN_ROUTE_LIST_MODELS] = en_handle_list_models,
    [EN_ROUTE_ADD_MODEL] = en_handle_add_model,
    [EN_ROUTE_GET_MODEL] = en_handle_get_model,
    [EN_ROUTE_REMOVE_MODEL] = en_handle_remove_model,
    [EN_ROUTE_PUT_MODEL_FILE] = en_handle_put_model_file,
    [EN_ROUTE_GET_MODEL_FILE] = en_handle_get_model_file,
    [EN_ROUTE_REMOVE_MODEL_FILE] = en_handle_remove_model_file,
    [EN_ROUTE_MODEL_CONTENTS] = en_handle_model_contents,
    [EN_ROUTE_MODEL_SOURCE] = en_handle_model_source,
    [EN_ROUTE_MODEL_DIAGRAM] = en_handle_model_diagram,
    [EN_ROUTE_MODEL_FUTURES] = en_handle_model_futures,
    [EN_ROUTE_MODEL_FLOWS] = en_handle_model_flows,
    [EN_ROUTE_OUTLOOK] = en_handle_outlook,
    /* jobs */
    [EN_ROUTE_LIST_JOBS] = en_handle_list_jobs,
    [EN_ROUTE_GET_JOB] = en_handle_get_job,
    [EN_ROUTE_CANCEL_JOB] = en_handle_cancel_job,
    [EN_ROUTE_JOB_EVENTS] = en_handle_job_events,
    /* operation */
    [EN_ROUTE_METRICS] = en_handle_metrics,
    [EN_ROUTE_HEALTH] = en_handle_health,
    [EN_ROUTE_READY] = en_handle_ready,
};

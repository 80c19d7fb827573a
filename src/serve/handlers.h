/* The handlers, by the file that has them. See request.h. */
#ifndef EN_SERVE_HANDLERS_H
#define EN_SERVE_HANDLERS_H

#include "request.h"

/* ledger.c, ledger_edit.c */
en_handler en_handle_list_rows, en_handle_get_row, en_handle_past_of_row, en_handle_list_statuses,
    en_handle_search, en_handle_names, en_handle_add_row, en_handle_put_row, en_handle_add_status;

/* standing.c */
en_handler en_handle_overview, en_handle_standing, en_handle_promises, en_handle_promise;
/* sign_in.c */
en_handler en_handle_sign_in, en_handle_sign_in_by_link, en_handle_sign_out;

/* me.c */
en_handler en_handle_get_me, en_handle_put_me, en_handle_put_password, en_handle_list_keys, en_handle_add_key,
    en_handle_remove_key;

/* users.c */
en_handler en_handle_list_users, en_handle_add_user, en_handle_get_user, en_handle_put_user,
    en_handle_add_link;

/* audit_log.c */
en_handler en_handle_list_audit, en_handle_audit_head;
/* documents.c */
en_handler en_handle_openapi, en_handle_reference, en_handle_reference_style;

/* rounds.c */
en_handler en_handle_list_rounds, en_handle_add_round, en_handle_get_round, en_handle_remove_round,
    en_handle_get_rules, en_handle_put_rules, en_handle_read_rules, en_handle_check_round,
    en_handle_solve_round;

/* lottery.c */
en_handler en_handle_get_lottery, en_handle_commit_lottery, en_handle_reveal_lottery;

/* tables.c */
en_handler en_handle_put_table, en_handle_get_table, en_handle_remove_table, en_handle_table_rows,
    en_handle_put_workbook;

/* results.c */
en_handler en_handle_list_results, en_handle_get_result, en_handle_result_file, en_handle_result_input,
    en_handle_explain;

/* archive.c */
en_handler en_handle_result_archive;

/* result_rows.c */
en_handler en_handle_result_places, en_handle_result_matches, en_handle_result_waiting;

/* jobs.c */
en_handler en_handle_list_jobs, en_handle_get_job, en_handle_cancel_job, en_handle_job_events;

/* trials.c */
en_handler en_handle_compare_round, en_handle_comparison_chart, en_handle_what_if;

/* models.c, model_files.c, model_questions.c */
en_handler en_handle_list_models, en_handle_add_model, en_handle_get_model, en_handle_remove_model,
    en_handle_put_model_file, en_handle_get_model_file, en_handle_remove_model_file, en_handle_model_contents,
    en_handle_model_source, en_handle_model_diagram, en_handle_model_futures, en_handle_model_flows,
    en_handle_outlook;

/* operation.c */
en_handler en_handle_health, en_handle_ready, en_handle_metrics;

/* charts.c */
en_handler en_handle_promise_chart, en_handle_result_chart, en_handle_seats_chart;

#endif

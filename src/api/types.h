/* The types of requests and responses, by name. See api.h. */
#ifndef EN_API_TYPES_H
#define EN_API_TYPES_H

#include "api.h"

#define EN_ROLE_CHOICES "administrator|officer|planner|committee|partner|applicant|auditor"
#define EN_SCOPE_CHOICES                                                                                     \
    "ledger-read|ledger-write|rounds-read|rounds-write|audit-read|users|metrics|models-read|models-write"
#define EN_TABLE_CHOICES "applicants|places|choices|scores|seats|groups|joint|held|demands"
/* Those of which this version has a row that is ready: src/formats/combine.c. */
#define EN_MECHANISM_CHOICES                                                                                 \
    "deferred-acceptance|immediate-acceptance|top-trading-cycles|serial-dictatorship|"                       \
    "max-weakly-stable|max-size|min-cost-max|generous-max|greedy-max|rank-maximal|two-agency"
#define EN_FILE_CHOICES "matches.csv|places.csv|waiting.csv|summary.json|certificate.json"
#define EN_INPUT_CHOICES                                                                                     \
    "round.json|round.xlsx|applicants.csv|places.csv|choices.csv|scores.csv|seats.csv|groups.csv|joint.csv|" \
    "held.csv|demands.csv"

/* What a model consists of: the XMILE file, and the tables beside it. */
#define EN_MODEL_FILE_CHOICES "model|vary|correlations|scenarios|targets|history|names"

extern const en_type en_type_organisation, en_type_person, en_type_programme, en_type_source,
    en_type_indicator, en_type_figure, en_type_commitment, en_type_agreement, en_type_project, en_type_need,
    en_type_event, en_type_area, en_type_status, en_type_texts, en_type_finding, en_type_problem,
    en_type_past, en_type_name, en_type_names, en_type_found, en_type_number, en_type_reported, en_type_pace,
    en_type_promise, en_type_contradiction, en_type_target_item, en_type_target, en_type_change,
    en_type_caution, en_type_standing, en_type_counts, en_type_overview, en_type_promise_whole,
    en_type_round_table, en_type_round, en_type_listed_round, en_type_new_round, en_type_rules,
    en_type_rules_read, en_type_lottery_edit, en_type_lottery, en_type_lottery_commitment,
    en_type_lottery_reveal, en_type_table_row, en_type_table_rows, en_type_job, en_type_result_file,
    en_type_result, en_type_listed_result, en_type_result_place, en_type_result_match, en_type_result_waiting,
    en_type_remedy, en_type_wish_story, en_type_explanation, en_type_placed_at, en_type_compared_category,
    en_type_compared, en_type_comparison, en_type_seat_change, en_type_what_if_asked, en_type_changed_seats,
    en_type_totals, en_type_wish_at, en_type_move, en_type_what_if, en_type_sign_in, en_type_sign_in_by_link,
    en_type_me, en_type_my_changes, en_type_new_password, en_type_key, en_type_new_key, en_type_made_key,
    en_type_user, en_type_new_user, en_type_user_changes, en_type_link, en_type_audit_event,
    en_type_audit_head, en_type_health, en_type_model_file, en_type_model, en_type_new_model,
    en_type_model_constant, en_type_model_variable, en_type_model_scenario, en_type_model_target,
    en_type_model_contents, en_type_source_line, en_type_model_source, en_type_model_setting,
    en_type_futures_asked, en_type_future_row, en_type_history_fit, en_type_future_scenario,
    en_type_history_point, en_type_target_outcome, en_type_force, en_type_ranking, en_type_futures,
    en_type_flows_asked, en_type_flow_stock, en_type_flow_band, en_type_flows;

#endif

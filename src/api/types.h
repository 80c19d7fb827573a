/* The types of requests and responses, by name. See api.h. */
#ifndef EN_API_TYPES_H
#define EN_API_TYPES_H

#include "api.h"

#define EN_ROLE_CHOICES  "administrator|officer|planner|committee|partner|applicant|auditor"
#define EN_SCOPE_CHOICES "ledger-read|ledger-write|rounds-read|rounds-write|audit-read|users|metrics"
#define EN_TABLE_CHOICES "applicants|places|choices|scores|seats|groups|joint|held|demands"
/* Those of which this version has a row that is ready: src/formats/combine.c. */
#define EN_MECHANISM_CHOICES                                                                                 \
    "deferred-acceptance|immediate-acceptance|top-trading-cycles|serial-dictatorship|"                       \
    "max-size|min-cost-max|generous-max|greedy-max|rank-maximal"
#define EN_FILE_CHOICES "matches.csv|places.csv|waiting.csv|summary.json|certificate.json"
#define EN_INPUT_CHOICES                                                                                     \
    "round.json|round.xlsx|applicants.csv|places.csv|choices.csv|scores.csv|seats.csv|groups.csv|joint.csv|" \
    "held.csv|demands.csv"

extern const en_type en_type_organisation, en_type_person, en_type_programme, en_type_source,
    en_type_indicator, en_type_figure, en_type_commitment, en_type_agreement, en_type_project, en_type_need,
    en_type_event, en_type_area, en_type_status, en_type_texts, en_type_finding, en_type_problem,
    en_type_past, en_type_name, en_type_names, en_type_found, en_type_number, en_type_reported, en_type_pace,
    en_type_promise, en_type_contradiction, en_type_target_item, en_type_target, en_type_change,
    en_type_caution, en_type_standing, en_type_counts, en_type_overview, en_type_promise_whole,
    en_type_round_table, en_type_round, en_type_listed_round, en_type_new_round, en_type_rules,
    en_type_rules_read, en_type_table_row, en_type_table_rows, en_type_job, en_type_result_file,
    en_type_result, en_type_listed_result, en_type_result_place, en_type_result_match, en_type_result_waiting,
    en_type_remedy, en_type_wish_story, en_type_explanation, en_type_sign_in, en_type_sign_in_by_link,
    en_type_me, en_type_my_changes, en_type_new_password, en_type_key, en_type_new_key, en_type_made_key,
    en_type_user, en_type_new_user, en_type_user_changes, en_type_link, en_type_audit_event,
    en_type_audit_head, en_type_health;

#endif

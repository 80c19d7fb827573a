/* Every route of the server, one row each. See api.h. */
#include "types.h"

const char *const en_role_names[EN_USER_ROLES] = {"administrator", "officer",   "planner", "committee",
                                                  "partner",       "applicant", "auditor"};

enum {
    READS_LEDGER = EN_ADMINISTRATOR | EN_OFFICER | EN_PLANNER | EN_COMMITTEE | EN_PARTNER | EN_AUDITOR,
    WRITES_LEDGER = EN_OFFICER,
    READS_ROUNDS = EN_ADMINISTRATOR | EN_COMMITTEE | EN_PLANNER | EN_AUDITOR,
    RUNS_ROUNDS = EN_COMMITTEE,
    READS_MODELS = EN_ADMINISTRATOR | EN_OFFICER | EN_PLANNER | EN_COMMITTEE | EN_AUDITOR,
    WRITES_MODELS = EN_PLANNER,
};

#define PATH_ID(text)                                                                                        \
    {                                                                                                        \
        text, EN_IN_PATH, EN_KIND_ID, true                                                                   \
    }
#define PATH_NUMBER(text)                                                                                    \
    {                                                                                                        \
        text, EN_IN_PATH, EN_KIND_INTEGER, true, 1, EN_INTEGER_MOST                                          \
    }
#define FILTER_TEXT(text)                                                                                    \
    {                                                                                                        \
        text, EN_IN_QUERY, EN_KIND_ID                                                                        \
    }
#define FILTER_DATE(text)                                                                                    \
    {                                                                                                        \
        text, EN_IN_QUERY, EN_KIND_DATE                                                                      \
    }
#define FILTER_CHOICE(text, these)                                                                           \
    {                                                                                                        \
        text, EN_IN_QUERY, EN_KIND_CHOICE, .choices = (these)                                                \
    }
#define IN_LANGUAGE FILTER_CHOICE("lang", "en|vi|ja")
#define IN_WIDTH                                                                                             \
    {                                                                                                        \
        "width", EN_IN_QUERY, EN_KIND_INTEGER, .least = 280, .most = 1600                                    \
    } /* of a picture, in pixels; otherwise 720 */
#define MECHANISMS                                                                                           \
    {                                                                                                        \
        "mechanisms", EN_IN_QUERY, EN_KIND_TEXT, .most = 400                                                 \
    } /* "A,B,…"; otherwise all */
#define MODEL_FILE                                                                                           \
    {                                                                                                        \
        "file", EN_IN_PATH, EN_KIND_CHOICE, true, .choices = EN_MODEL_FILE_CHOICES                           \
    }
#define WORDS_TO_FIND                                                                                        \
    {                                                                                                        \
        "q", EN_IN_QUERY, EN_KIND_TEXT, .most = 200                                                          \
    }

/* What every table of the ledger has: a list with filters, one row, adding, correcting, and the past. */
#define LEDGER(NAME, text, one, the_type, sortable, ...)                                                     \
    [EN_ROUTE_LIST_##NAME] = {"list-" text,                                                                  \
                              "GET",                                                                         \
                              "/api/" text,                                                                  \
                              text,                                                                          \
                              EN_W_API_LIST,                                                                 \
                              READS_LEDGER,                                                                  \
                              EN_PAGED | EN_TAGGED,                                                          \
                              {WORDS_TO_FIND, __VA_ARGS__},                                                  \
                              sortable,                                                                      \
                              EN_MEDIA_NONE,                                                                 \
                              NULL,                                                                          \
                              200,                                                                           \
                              EN_MEDIA_JSON,                                                                 \
                              &the_type,                                                                     \
                              .table = EN_##NAME},                                                           \
    [EN_ROUTE_GET_##NAME] = {"get-" one,    "GET",          "/api/" text "/{" one "}",                       \
                             text,          EN_W_API_GET,   READS_LEDGER,                                    \
                             EN_TAGGED,     {PATH_ID(one)}, NULL,                                            \
                             EN_MEDIA_NONE, NULL,           200,                                             \
                             EN_MEDIA_JSON, &the_type,      .table = EN_##NAME},                             \
    [EN_ROUTE_ADD_##NAME] = {"add-" one,    "POST",        "/api/" text,  text,                              \
                             EN_W_API_ADD,  WRITES_LEDGER, EN_IDEMPOTENT, {{0}},                             \
                             NULL,          EN_MEDIA_JSON, &the_type,     201,                               \
                             EN_MEDIA_JSON, &the_type,     {409, 422},    .table = EN_##NAME},               \
    [EN_ROUTE_PUT_##NAME] = {"put-" one,                                                                     \
                             "PUT",                                                                          \
                             "/api/" text "/{" one "}",                                                      \
                             text,                                                                           \
                             EN_W_API_PUT,                                                                   \
                             WRITES_LEDGER,                                                                  \
                             EN_IF_MATCH,                                                                    \
                             {PATH_ID(one)},                                                                 \
                             NULL,                                                                           \
                             EN_MEDIA_JSON,                                                                  \
                             &the_type,                                                                      \
                             200,                                                                            \
                             EN_MEDIA_JSON,                                                                  \
                             &the_type,                                                                      \
                             {409, 422},                                                                     \
                             .table = EN_##NAME},                                                            \
    [EN_ROUTE_PAST_##NAME] = {"past-" one,                                                                   \
                              "GET",                                                                         \
                              "/api/" text "/{" one "}/past",                                                \
                              text,                                                                          \
                              EN_W_API_PAST,                                                                 \
                              READS_LEDGER,                                                                  \
                              EN_TAGGED | EN_PAGED,                                                          \
                              {PATH_ID(one)},                                                                \
                              NULL,                                                                          \
                              EN_MEDIA_NONE,                                                                 \
                              NULL,                                                                          \
                              200,                                                                           \
                              EN_MEDIA_JSON,                                                                 \
                              &en_type_past,                                                                 \
                              .table = EN_##NAME}

/* One row, in the order of its members. */
#define ROUTE(id, text, verb, where, heading, about, who, does, ...)                                         \
    [id] = {text, verb, where, heading, about, who, does, __VA_ARGS__}
#define NO_BODY            EN_MEDIA_NONE, NULL
#define JSON_OF(this_type) EN_MEDIA_JSON, &this_type
#define NOTHING            EN_MEDIA_NONE, NULL

const en_route en_routes[EN_ROUTE_COUNT] = {
    LEDGER(ORGANISATIONS, "organisations", "organisation", en_type_organisation,
           "name_en|name_vi|name_ja|organisation|kind|country", FILTER_TEXT("kind"), FILTER_TEXT("country")),
    LEDGER(PEOPLE, "people", "person", en_type_person, "name_en|name_vi|name_ja|person", {0}),
    LEDGER(PROGRAMMES, "programmes", "programme", en_type_programme,
           "name_en|name_vi|name_ja|programme|starts|ends", FILTER_TEXT("source")),
    LEDGER(SOURCES, "sources", "source", en_type_source, "title|source|published|publisher|quality",
           FILTER_TEXT("quality"), FILTER_TEXT("language")),
    LEDGER(INDICATORS, "indicators", "indicator", en_type_indicator, "name_en|name_vi|name_ja|indicator|unit",
           FILTER_TEXT("unit"), FILTER_TEXT("measure")),
    LEDGER(FIGURES, "figures", "figure", en_type_figure, "as_of|figure|indicator|period_start",
           FILTER_TEXT("indicator"), FILTER_TEXT("subject"), FILTER_TEXT("area"), FILTER_TEXT("kind"),
           FILTER_TEXT("source")),
    LEDGER(COMMITMENTS, "commitments", "commitment", en_type_commitment, "commitment|due|made_on",
           FILTER_TEXT("by"), FILTER_TEXT("indicator"), FILTER_TEXT("programme"), FILTER_TEXT("source")),
    LEDGER(AGREEMENTS, "agreements", "agreement", en_type_agreement, "agreement|title_en|agreed_on",
           FILTER_TEXT("event")),
    LEDGER(PROJECTS, "projects", "project", en_type_project, "project|title_en", FILTER_TEXT("stage")),
    LEDGER(NEEDS, "needs", "need", en_type_need, "need|as_of", FILTER_TEXT("by"), FILTER_TEXT("indicator")),
    LEDGER(EVENTS, "events", "event", en_type_event, "starts|event|title_en", FILTER_TEXT("area")),
    LEDGER(AREAS, "areas", "area", en_type_area, "name_en|name_vi|name_ja|area", FILTER_TEXT("kind"),
           FILTER_TEXT("country")),

    ROUTE(EN_ROUTE_LIST_STATUSES, "list-statuses", "GET", "/api/commitments/{commitment}/statuses",
          "commitments", EN_W_API_LIST_STATUSES, READS_LEDGER, EN_PAGED | EN_TAGGED, {PATH_ID("commitment")},
          NULL, NO_BODY, 200, JSON_OF(en_type_status), .table = EN_STATUSES),
    ROUTE(EN_ROUTE_ADD_STATUS, "add-status", "POST", "/api/commitments/{commitment}/statuses", "commitments",
          EN_W_API_ADD_STATUS, WRITES_LEDGER, EN_IDEMPOTENT, {PATH_ID("commitment")}, NULL,
          JSON_OF(en_type_status), 201, JSON_OF(en_type_status), {409, 422}, .table = EN_STATUSES),

    ROUTE(EN_ROUTE_NAMES, "names", "GET", "/api/names", "standing", EN_W_API_NAMES, READS_LEDGER, EN_TAGGED,
          {{"ids", EN_IN_QUERY, EN_KIND_TEXT, true, 1, 4000}}, NULL, NO_BODY, 200, JSON_OF(en_type_names)),
    ROUTE(EN_ROUTE_OVERVIEW, "overview", "GET", "/api/overview", "standing", EN_W_API_OVERVIEW, READS_LEDGER,
          EN_TAGGED | EN_SLOW, {{0}}, NULL, NO_BODY, 200, JSON_OF(en_type_overview)),
    ROUTE(EN_ROUTE_STANDING, "standing", "GET", "/api/standing", "standing", EN_W_API_STANDING, READS_LEDGER,
          EN_TAGGED | EN_SLOW, {{0}}, NULL, NO_BODY, 200, JSON_OF(en_type_standing)),
    ROUTE(EN_ROUTE_PROMISES, "promises", "GET", "/api/promises", "standing", EN_W_API_PROMISES, READS_LEDGER,
          EN_PAGED | EN_TAGGED | EN_SLOW,
          {FILTER_TEXT("partner"), FILTER_TEXT("sector"),
           FILTER_CHOICE("status", "on-schedule|underway|no-progress|not-started|not-reported"),
           FILTER_DATE("due_from"), FILTER_DATE("due_to"),
           FILTER_CHOICE("pace", "measurable|not-measurable")},
          "commitment|due|made_on", NO_BODY, 200, JSON_OF(en_type_promise)),
    ROUTE(EN_ROUTE_PROMISE, "promise", "GET", "/api/promises/{commitment}", "standing", EN_W_API_PROMISE,
          READS_LEDGER, EN_TAGGED | EN_SLOW, {PATH_ID("commitment")}, NULL, NO_BODY, 200,
          JSON_OF(en_type_promise_whole)),
    ROUTE(EN_ROUTE_PROMISE_CHART, "promise-chart", "GET", "/api/promises/{commitment}/chart", "standing",
          EN_W_API_PROMISE_CHART, READS_LEDGER, EN_TAGGED | EN_SLOW,
          {PATH_ID("commitment"), IN_LANGUAGE, IN_WIDTH}, NULL, NO_BODY, 200, EN_MEDIA_SVG, NULL),
    ROUTE(EN_ROUTE_SEARCH, "search", "GET", "/api/search", "search", EN_W_API_SEARCH, READS_LEDGER, EN_PAGED,
          {{"q", EN_IN_QUERY, EN_KIND_TEXT, true, 1, 200}, FILTER_TEXT("table")}, NULL, NO_BODY, 200,
          JSON_OF(en_type_found)),

    ROUTE(EN_ROUTE_LIST_ROUNDS, "list-rounds", "GET", "/api/rounds", "rounds", EN_W_API_LIST_ROUNDS,
          READS_ROUNDS | EN_APPLICANT, EN_PAGED, {{0}}, "made_at|round", NO_BODY, 200,
          JSON_OF(en_type_listed_round)),
    ROUTE(EN_ROUTE_ADD_ROUND, "add-round", "POST", "/api/rounds", "rounds", EN_W_API_ADD_ROUND, RUNS_ROUNDS,
          EN_IDEMPOTENT, {{0}}, NULL, JSON_OF(en_type_new_round), 201, JSON_OF(en_type_round), {409, 422}),
    ROUTE(EN_ROUTE_GET_ROUND, "get-round", "GET", "/api/rounds/{round}", "rounds", EN_W_API_GET_ROUND,
          READS_ROUNDS, EN_TAGGED, {PATH_ID("round")}, NULL, NO_BODY, 200, JSON_OF(en_type_round)),
    ROUTE(EN_ROUTE_REMOVE_ROUND, "remove-round", "DELETE", "/api/rounds/{round}", "rounds",
          EN_W_API_REMOVE_ROUND, RUNS_ROUNDS, EN_IF_MATCH, {PATH_ID("round")}, NULL, NO_BODY, 204, NOTHING,
          {409}),
    ROUTE(EN_ROUTE_GET_RULES, "get-rules", "GET", "/api/rounds/{round}/rules", "rounds", EN_W_API_GET_RULES,
          READS_ROUNDS, EN_TAGGED, {PATH_ID("round")}, NULL, NO_BODY, 200, JSON_OF(en_type_rules)),
    ROUTE(EN_ROUTE_PUT_RULES, "put-rules", "PUT", "/api/rounds/{round}/rules", "rounds", EN_W_API_PUT_RULES,
          RUNS_ROUNDS, EN_IF_MATCH, {PATH_ID("round")}, NULL, JSON_OF(en_type_rules), 200,
          JSON_OF(en_type_rules), {409, 422}),
    ROUTE(EN_ROUTE_READ_RULES, "read-rules", "POST", "/api/rounds/{round}/rules/reading", "rounds",
          EN_W_API_READ_RULES, READS_ROUNDS, EN_ASKED, {PATH_ID("round")}, NULL, JSON_OF(en_type_rules), 200,
          JSON_OF(en_type_rules_read)),
    ROUTE(EN_ROUTE_GET_LOTTERY, "get-lottery", "GET", "/api/rounds/{round}/lottery", "rounds",
          EN_W_API_GET_LOTTERY, READS_ROUNDS, 0, {PATH_ID("round")}, NULL, NO_BODY, 200,
          JSON_OF(en_type_lottery)),
    ROUTE(EN_ROUTE_COMMIT_LOTTERY, "commit-lottery", "POST", "/api/rounds/{round}/lottery/commitment",
          "rounds", EN_W_API_COMMIT_LOTTERY, RUNS_ROUNDS, 0, {PATH_ID("round")}, NULL,
          JSON_OF(en_type_lottery_commitment), 200, JSON_OF(en_type_lottery), {409}),
    ROUTE(EN_ROUTE_REVEAL_LOTTERY, "reveal-lottery", "POST", "/api/rounds/{round}/lottery/reveal", "rounds",
          EN_W_API_REVEAL_LOTTERY, RUNS_ROUNDS, 0, {PATH_ID("round")}, NULL, JSON_OF(en_type_lottery_reveal),
          200, JSON_OF(en_type_lottery), {409}),
    ROUTE(EN_ROUTE_PUT_TABLE, "put-table", "PUT", "/api/rounds/{round}/tables/{table}", "rounds",
          EN_W_API_PUT_TABLE, RUNS_ROUNDS, EN_BULKY,
          {PATH_ID("round"),
           {"table", EN_IN_PATH, EN_KIND_CHOICE, true, .choices = EN_TABLE_CHOICES},
           FILTER_CHOICE("encoding", "utf-8|cp932"),
           FILTER_CHOICE("delimiter", "comma|semicolon|tab")},
          NULL, EN_MEDIA_CSV, NULL, 200, JSON_OF(en_type_round), {422}),
    ROUTE(EN_ROUTE_GET_TABLE, "get-table", "GET", "/api/rounds/{round}/tables/{table}", "rounds",
          EN_W_API_GET_TABLE, READS_ROUNDS, EN_TAGGED,
          {PATH_ID("round"), {"table", EN_IN_PATH, EN_KIND_CHOICE, true, .choices = EN_TABLE_CHOICES}}, NULL,
          NO_BODY, 200, EN_MEDIA_CSV, NULL),
    ROUTE(EN_ROUTE_REMOVE_TABLE, "remove-table", "DELETE", "/api/rounds/{round}/tables/{table}", "rounds",
          EN_W_API_REMOVE_TABLE, RUNS_ROUNDS, 0,
          {PATH_ID("round"), {"table", EN_IN_PATH, EN_KIND_CHOICE, true, .choices = EN_TABLE_CHOICES}}, NULL,
          NO_BODY, 204, NOTHING),
    ROUTE(EN_ROUTE_TABLE_ROWS, "table-rows", "GET", "/api/rounds/{round}/tables/{table}/rows", "rounds",
          EN_W_API_TABLE_ROWS, READS_ROUNDS, EN_TAGGED | EN_SLOW | EN_ASKED,
          {PATH_ID("round"),
           {"table", EN_IN_PATH, EN_KIND_CHOICE, true, .choices = EN_TABLE_CHOICES},
           {"from", EN_IN_QUERY, EN_KIND_INTEGER, .least = 1, .most = INT32_MAX},
           {"count", EN_IN_QUERY, EN_KIND_INTEGER, .least = 1, .most = 200}},
          NULL, NO_BODY, 200, JSON_OF(en_type_table_rows)),
    ROUTE(EN_ROUTE_PUT_WORKBOOK, "put-workbook", "PUT", "/api/rounds/{round}/workbook", "rounds",
          EN_W_API_PUT_WORKBOOK, RUNS_ROUNDS, EN_BULKY, {PATH_ID("round")}, NULL, EN_MEDIA_WORKBOOK, NULL,
          200, JSON_OF(en_type_round), {422}),
    ROUTE(EN_ROUTE_CHECK_ROUND, "check-round", "POST", "/api/rounds/{round}/check", "rounds",
          EN_W_API_CHECK_ROUND, RUNS_ROUNDS, EN_IDEMPOTENT, {PATH_ID("round")}, NULL, NO_BODY, 202,
          JSON_OF(en_type_job), {409}),
    ROUTE(EN_ROUTE_SOLVE_ROUND, "solve-round", "POST", "/api/rounds/{round}/solve", "rounds",
          EN_W_API_SOLVE_ROUND, RUNS_ROUNDS, EN_IDEMPOTENT, {PATH_ID("round")}, NULL, NO_BODY, 202,
          JSON_OF(en_type_job), {409}),
    ROUTE(EN_ROUTE_COMPARE_ROUND, "compare-round", "GET", "/api/rounds/{round}/comparison", "rounds",
          EN_W_API_COMPARE_ROUND, READS_ROUNDS, EN_TAGGED | EN_SLOW | EN_ASKED,
          {PATH_ID("round"), MECHANISMS, IN_LANGUAGE}, NULL, NO_BODY, 200, JSON_OF(en_type_comparison),
          {413, 422}),
    ROUTE(EN_ROUTE_COMPARISON_CHART, "comparison-chart", "GET", "/api/rounds/{round}/comparison/chart",
          "rounds", EN_W_API_COMPARISON_CHART, READS_ROUNDS, EN_TAGGED | EN_SLOW | EN_ASKED,
          {PATH_ID("round"), MECHANISMS, IN_LANGUAGE, IN_WIDTH}, NULL, NO_BODY, 200, EN_MEDIA_SVG, NULL,
          {413, 422}),

    ROUTE(EN_ROUTE_LIST_RESULTS, "list-results", "GET", "/api/rounds/{round}/results", "results",
          EN_W_API_LIST_RESULTS, READS_ROUNDS | EN_APPLICANT, EN_PAGED, {PATH_ID("round")}, NULL, NO_BODY,
          200, JSON_OF(en_type_listed_result)),
    ROUTE(EN_ROUTE_GET_RESULT, "get-result", "GET", "/api/results/{result}", "results", EN_W_API_GET_RESULT,
          READS_ROUNDS, EN_TAGGED, {PATH_NUMBER("result")}, NULL, NO_BODY, 200, JSON_OF(en_type_result)),
    ROUTE(EN_ROUTE_RESULT_FILE, "result-file", "GET", "/api/results/{result}/files/{file}", "results",
          EN_W_API_RESULT_FILE, READS_ROUNDS, EN_TAGGED,
          {PATH_NUMBER("result"), {"file", EN_IN_PATH, EN_KIND_CHOICE, true, .choices = EN_FILE_CHOICES}},
          NULL, NO_BODY, 200, EN_MEDIA_FILE, NULL),
    ROUTE(EN_ROUTE_RESULT_INPUT, "result-input", "GET", "/api/results/{result}/inputs/{file}", "results",
          EN_W_API_RESULT_INPUT, READS_ROUNDS, EN_TAGGED,
          {PATH_NUMBER("result"), {"file", EN_IN_PATH, EN_KIND_CHOICE, true, .choices = EN_INPUT_CHOICES}},
          NULL, NO_BODY, 200, EN_MEDIA_FILE, NULL),
    ROUTE(EN_ROUTE_RESULT_ARCHIVE, "result-archive", "GET", "/api/results/{result}/archive", "results",
          EN_W_API_RESULT_ARCHIVE, READS_ROUNDS, EN_TAGGED | EN_SLOW, {PATH_NUMBER("result")}, NULL, NO_BODY,
          200, EN_MEDIA_FILE, NULL),
    ROUTE(EN_ROUTE_RESULT_PLACES, "result-places", "GET", "/api/results/{result}/places", "results",
          EN_W_API_RESULT_PLACES, READS_ROUNDS, EN_PAGED | EN_TAGGED, {PATH_NUMBER("result"), IN_LANGUAGE},
          NULL, NO_BODY, 200, JSON_OF(en_type_result_place)),
    ROUTE(EN_ROUTE_RESULT_MATCHES, "result-matches", "GET", "/api/results/{result}/matches", "results",
          EN_W_API_RESULT_MATCHES, READS_ROUNDS, EN_PAGED | EN_TAGGED | EN_SLOW,
          {PATH_NUMBER("result"), FILTER_TEXT("place"), FILTER_TEXT("applicant"), FILTER_TEXT("reason"),
           FILTER_CHOICE("placed", "yes|no")},
          NULL, NO_BODY, 200, JSON_OF(en_type_result_match)),
    ROUTE(EN_ROUTE_RESULT_WAITING, "result-waiting", "GET", "/api/results/{result}/waiting", "results",
          EN_W_API_RESULT_WAITING, READS_ROUNDS, EN_PAGED | EN_TAGGED | EN_SLOW,
          {PATH_NUMBER("result"), FILTER_TEXT("place")}, NULL, NO_BODY, 200, JSON_OF(en_type_result_waiting)),
    ROUTE(EN_ROUTE_RESULT_CHART, "result-chart", "GET", "/api/results/{result}/chart", "results",
          EN_W_API_RESULT_CHART, READS_ROUNDS, EN_TAGGED, {PATH_NUMBER("result"), IN_LANGUAGE, IN_WIDTH},
          NULL, NO_BODY, 200, EN_MEDIA_SVG, NULL),
    ROUTE(EN_ROUTE_SEATS_CHART, "seats-chart", "GET", "/api/results/{result}/seats-chart", "results",
          EN_W_API_SEATS_CHART, READS_ROUNDS, EN_TAGGED | EN_SLOW | EN_ASKED,
          {PATH_NUMBER("result"), IN_LANGUAGE, IN_WIDTH}, NULL, NO_BODY, 200, EN_MEDIA_SVG, NULL, {409, 413}),
    ROUTE(EN_ROUTE_EXPLAIN, "explain", "GET", "/api/results/{result}/applicants/{applicant}", "results",
          EN_W_API_EXPLAIN, READS_ROUNDS | EN_APPLICANT, EN_TAGGED | EN_SLOW | EN_ASKED,
          {PATH_NUMBER("result"), PATH_ID("applicant"), IN_LANGUAGE}, NULL, NO_BODY, 200,
          JSON_OF(en_type_explanation), {409}),
    ROUTE(EN_ROUTE_WHAT_IF, "what-if", "POST", "/api/results/{result}/what-if", "results", EN_W_API_WHAT_IF,
          READS_ROUNDS, EN_ASKED, {PATH_NUMBER("result")}, NULL, JSON_OF(en_type_what_if_asked), 200,
          JSON_OF(en_type_what_if), {409}),

    ROUTE(EN_ROUTE_LIST_MODELS, "list-models", "GET", "/api/models", "models", EN_W_API_LIST_MODELS,
          READS_MODELS, EN_PAGED, {{0}}, "made_at|model", NO_BODY, 200, JSON_OF(en_type_model)),
    ROUTE(EN_ROUTE_ADD_MODEL, "add-model", "POST", "/api/models", "models", EN_W_API_ADD_MODEL, WRITES_MODELS,
          EN_IDEMPOTENT, {{0}}, NULL, JSON_OF(en_type_new_model), 201, JSON_OF(en_type_model), {409, 422}),
    ROUTE(EN_ROUTE_GET_MODEL, "get-model", "GET", "/api/models/{model}", "models", EN_W_API_GET_MODEL,
          READS_MODELS, EN_TAGGED, {PATH_ID("model")}, NULL, NO_BODY, 200, JSON_OF(en_type_model)),
    ROUTE(EN_ROUTE_REMOVE_MODEL, "remove-model", "DELETE", "/api/models/{model}", "models",
          EN_W_API_REMOVE_MODEL, WRITES_MODELS, EN_IF_MATCH, {PATH_ID("model")}, NULL, NO_BODY, 204, NOTHING),
    ROUTE(EN_ROUTE_PUT_MODEL_FILE, "put-model-file", "PUT", "/api/models/{model}/files/{file}", "models",
          EN_W_API_PUT_MODEL_FILE, WRITES_MODELS, EN_BULKY, {PATH_ID("model"), MODEL_FILE}, NULL,
          EN_MEDIA_BYTES, NULL, 200, JSON_OF(en_type_model), {422}),
    ROUTE(EN_ROUTE_GET_MODEL_FILE, "get-model-file", "GET", "/api/models/{model}/files/{file}", "models",
          EN_W_API_GET_MODEL_FILE, READS_MODELS, EN_TAGGED, {PATH_ID("model"), MODEL_FILE}, NULL, NO_BODY,
          200, EN_MEDIA_FILE, NULL),
    ROUTE(EN_ROUTE_REMOVE_MODEL_FILE, "remove-model-file", "DELETE", "/api/models/{model}/files/{file}",
          "models", EN_W_API_REMOVE_MODEL_FILE, WRITES_MODELS, 0, {PATH_ID("model"), MODEL_FILE}, NULL,
          NO_BODY, 204, NOTHING, {409}),
    ROUTE(EN_ROUTE_MODEL_CONTENTS, "model-contents", "GET", "/api/models/{model}/contents", "models",
          EN_W_API_MODEL_CONTENTS, READS_MODELS, EN_TAGGED | EN_SLOW | EN_ASKED,
          {PATH_ID("model"), IN_LANGUAGE}, NULL, NO_BODY, 200, JSON_OF(en_type_model_contents), {413}),
    ROUTE(EN_ROUTE_MODEL_SOURCE, "model-source", "GET", "/api/models/{model}/source", "models",
          EN_W_API_MODEL_SOURCE, READS_MODELS, EN_TAGGED | EN_SLOW | EN_ASKED,
          {PATH_ID("model"),
           {"from", EN_IN_QUERY, EN_KIND_INTEGER, .least = 1, .most = INT32_MAX},
           {"count", EN_IN_QUERY, EN_KIND_INTEGER, .least = 1, .most = 1000}},
          NULL, NO_BODY, 200, JSON_OF(en_type_model_source), {413}),
    ROUTE(EN_ROUTE_MODEL_DIAGRAM, "model-diagram", "GET", "/api/models/{model}/diagram", "models",
          EN_W_API_MODEL_DIAGRAM, READS_MODELS, EN_TAGGED | EN_SLOW | EN_ASKED,
          {PATH_ID("model"), IN_LANGUAGE, IN_WIDTH}, NULL, NO_BODY, 200, EN_MEDIA_SVG, NULL, {413, 422}),
    ROUTE(EN_ROUTE_MODEL_FUTURES, "model-futures", "POST", "/api/models/{model}/futures", "models",
          EN_W_API_MODEL_FUTURES, READS_MODELS, EN_READS, {PATH_ID("model"), IN_LANGUAGE, IN_WIDTH}, NULL,
          JSON_OF(en_type_futures_asked), 200, JSON_OF(en_type_futures), {409}),
    ROUTE(EN_ROUTE_MODEL_FLOWS, "model-flows", "POST", "/api/models/{model}/flows", "models",
          EN_W_API_MODEL_FLOWS, READS_MODELS, EN_READS, {PATH_ID("model"), IN_LANGUAGE, IN_WIDTH}, NULL,
          JSON_OF(en_type_flows_asked), 200, JSON_OF(en_type_flows), {409}),
    ROUTE(EN_ROUTE_OUTLOOK, "outlook", "GET", "/api/outlooks/{number}", "models", EN_W_API_OUTLOOK,
          READS_MODELS, EN_TAGGED | EN_SLOW | EN_ASKED, {PATH_ID("number"), IN_LANGUAGE, IN_WIDTH}, NULL,
          NO_BODY, 200, EN_MEDIA_SVG, NULL, {413, 422}),

    ROUTE(EN_ROUTE_LIST_JOBS, "list-jobs", "GET", "/api/jobs", "jobs", EN_W_API_LIST_JOBS, READS_ROUNDS,
          EN_PAGED, {FILTER_TEXT("round"), FILTER_CHOICE("state", "queued|running|done|failed|cancelled")},
          NULL, NO_BODY, 200, JSON_OF(en_type_job)),
    ROUTE(EN_ROUTE_GET_JOB, "get-job", "GET", "/api/jobs/{job}", "jobs", EN_W_API_GET_JOB, READS_ROUNDS, 0,
          {PATH_NUMBER("job")}, NULL, NO_BODY, 200, JSON_OF(en_type_job)),
    ROUTE(EN_ROUTE_CANCEL_JOB, "cancel-job", "DELETE", "/api/jobs/{job}", "jobs", EN_W_API_CANCEL_JOB,
          RUNS_ROUNDS, 0, {PATH_NUMBER("job")}, NULL, NO_BODY, 202, JSON_OF(en_type_job), {409}),
    ROUTE(EN_ROUTE_JOB_EVENTS, "job-events", "GET", "/api/jobs/{job}/events", "jobs", EN_W_API_JOB_EVENTS,
          READS_ROUNDS, 0, {PATH_NUMBER("job")}, NULL, NO_BODY, 200, EN_MEDIA_EVENTS, &en_type_job),

    ROUTE(EN_ROUTE_SIGN_IN, "sign-in", "POST", "/api/session", "access", EN_W_API_SIGN_IN, EN_ANYONE, 0,
          {{0}}, NULL, JSON_OF(en_type_sign_in), 200, JSON_OF(en_type_me), {401, 429}),
    ROUTE(EN_ROUTE_SIGN_IN_BY_LINK, "sign-in-by-link", "POST", "/api/session/link", "access",
          EN_W_API_SIGN_IN_BY_LINK, EN_ANYONE, 0, {{0}}, NULL, JSON_OF(en_type_sign_in_by_link), 200,
          JSON_OF(en_type_me), {401, 429}),
    ROUTE(EN_ROUTE_SIGN_OUT, "sign-out", "DELETE", "/api/session", "access", EN_W_API_SIGN_OUT, EN_EVERYBODY,
          0, {{0}}, NULL, NO_BODY, 204, NOTHING),
    ROUTE(EN_ROUTE_GET_ME, "get-me", "GET", "/api/me", "access", EN_W_API_GET_ME, EN_EVERYBODY, EN_TAGGED,
          {{0}}, NULL, NO_BODY, 200, JSON_OF(en_type_me)),
    ROUTE(EN_ROUTE_PUT_ME, "put-me", "PUT", "/api/me", "access", EN_W_API_PUT_ME, EN_EVERYBODY, EN_IF_MATCH,
          {{0}}, NULL, JSON_OF(en_type_my_changes), 200, JSON_OF(en_type_me), {422}),
    ROUTE(EN_ROUTE_PUT_PASSWORD, "put-password", "PUT", "/api/me/password", "access", EN_W_API_PUT_PASSWORD,
          EN_EVERYBODY, 0, {{0}}, NULL, JSON_OF(en_type_new_password), 204, NOTHING, {422, 429}),
    ROUTE(EN_ROUTE_LIST_KEYS, "list-keys", "GET", "/api/me/keys", "access", EN_W_API_LIST_KEYS, EN_EVERYBODY,
          EN_PAGED, {{0}}, NULL, NO_BODY, 200, JSON_OF(en_type_key)),
    ROUTE(EN_ROUTE_ADD_KEY, "add-key", "POST", "/api/me/keys", "access", EN_W_API_ADD_KEY, EN_EVERYBODY, 0,
          {{0}}, NULL, JSON_OF(en_type_new_key), 201, JSON_OF(en_type_made_key), {422}),
    ROUTE(EN_ROUTE_REMOVE_KEY, "remove-key", "DELETE", "/api/me/keys/{key}", "access", EN_W_API_REMOVE_KEY,
          EN_EVERYBODY, 0, {PATH_NUMBER("key")}, NULL, NO_BODY, 204, NOTHING),
    ROUTE(EN_ROUTE_LIST_USERS, "list-users", "GET", "/api/users", "users", EN_W_API_LIST_USERS,
          EN_ADMINISTRATOR | EN_AUDITOR, EN_PAGED, {{0}}, "user|name|made_at", NO_BODY, 200,
          JSON_OF(en_type_user)),
    ROUTE(EN_ROUTE_ADD_USER, "add-user", "POST", "/api/users", "users", EN_W_API_ADD_USER, EN_ADMINISTRATOR,
          EN_IDEMPOTENT, {{0}}, NULL, JSON_OF(en_type_new_user), 201, JSON_OF(en_type_user), {409, 422}),
    ROUTE(EN_ROUTE_GET_USER, "get-user", "GET", "/api/users/{user}", "users", EN_W_API_GET_USER,
          EN_ADMINISTRATOR | EN_AUDITOR, EN_TAGGED, {PATH_ID("user")}, NULL, NO_BODY, 200,
          JSON_OF(en_type_user)),
    ROUTE(EN_ROUTE_PUT_USER, "put-user", "PUT", "/api/users/{user}", "users", EN_W_API_PUT_USER,
          EN_ADMINISTRATOR, EN_IF_MATCH, {PATH_ID("user")}, NULL, JSON_OF(en_type_user_changes), 200,
          JSON_OF(en_type_user), {409, 422}),
    ROUTE(EN_ROUTE_ADD_LINK, "add-link", "POST", "/api/users/{user}/link", "users", EN_W_API_ADD_LINK,
          EN_ADMINISTRATOR, 0, {PATH_ID("user")}, NULL, NO_BODY, 201, JSON_OF(en_type_link), {409}),

    ROUTE(EN_ROUTE_LIST_AUDIT, "list-audit", "GET", "/api/audit", "audit", EN_W_API_LIST_AUDIT,
          EN_ADMINISTRATOR | EN_AUDITOR, EN_PAGED,
          {FILTER_TEXT("actor"), FILTER_TEXT("action"), FILTER_TEXT("table"), FILTER_TEXT("id")}, NULL,
          NO_BODY, 200, JSON_OF(en_type_audit_event)),
    ROUTE(EN_ROUTE_AUDIT_HEAD, "audit-head", "GET", "/api/audit/head", "audit", EN_W_API_AUDIT_HEAD,
          EN_ADMINISTRATOR | EN_AUDITOR, 0, {{0}}, NULL, NO_BODY, 200, JSON_OF(en_type_audit_head)),

    ROUTE(EN_ROUTE_OPENAPI, "openapi", "GET", "/api/openapi.json", "operation", EN_W_API_OPENAPI, EN_ANYONE,
          EN_TAGGED, {{0}}, NULL, NO_BODY, 200, EN_MEDIA_JSON, NULL),
    ROUTE(EN_ROUTE_REFERENCE, "reference", "GET", "/api/reference", "operation", EN_W_API_REFERENCE,
          EN_ANYONE, EN_TAGGED, {IN_LANGUAGE}, NULL, NO_BODY, 200, EN_MEDIA_HTML, NULL),
    ROUTE(EN_ROUTE_REFERENCE_STYLE, "reference-style", "GET", "/api/reference.css", "operation",
          EN_W_API_REFERENCE_STYLE, EN_ANYONE, EN_TAGGED, {{0}}, NULL, NO_BODY, 200, EN_MEDIA_STYLE, NULL),
    ROUTE(EN_ROUTE_METRICS, "metrics", "GET", "/metrics", "operation", EN_W_API_METRICS,
          EN_ADMINISTRATOR | EN_AUDITOR, 0, {{0}}, NULL, NO_BODY, 200, EN_MEDIA_TEXT, NULL),
    ROUTE(EN_ROUTE_HEALTH, "health", "GET", "/healthz", "operation", EN_W_API_HEALTH, EN_ANYONE, 0, {{0}},
          NULL, NO_BODY, 200, JSON_OF(en_type_health)),
    ROUTE(EN_ROUTE_READY, "ready", "GET", "/readyz", "operation", EN_W_API_READY, EN_ANYONE, 0, {{0}}, NULL,
          NO_BODY, 200, JSON_OF(en_type_health), {503}),
};

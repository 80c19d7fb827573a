/* The table of commands. See cli.h. */
#include "cli.h"

const cli_option cli_globals[] = {
    {"lang", 0, CLI_TEXT, "en|vi|ja", EN_W_CLI_OPTION_LANG},
    {"json", 0, CLI_FLAG, NULL, EN_W_CLI_OPTION_JSON},
    {"quiet", 'q', CLI_FLAG, NULL, EN_W_CLI_OPTION_QUIET},
    {"threads", 0, CLI_COUNT, "N", EN_W_CLI_OPTION_THREADS},
    {"help", 'h', CLI_FLAG, NULL, EN_W_CLI_OPTION_HELP},
};

const size_t cli_global_count = sizeof cli_globals / sizeof *cli_globals;

#define READING                                                                                              \
    {"encoding", 0, CLI_TEXT, "NAME", EN_W_CLI_OPTION_ENCODING},                                             \
    {                                                                                                        \
        "delimiter", 0, CLI_TEXT, "CHAR", EN_W_CLI_OPTION_DELIMITER                                          \
    }

#define WORKSPACE                                                                                            \
    {                                                                                                        \
        "workspace", 'w', CLI_TEXT, "DIR", EN_W_CLI_OPTION_WORKSPACE                                         \
    }

const cli_command cli_commands[] = {
    {NULL,
     "init",
     "[DIR]",
     0,
     1,
     EN_W_CLI_INIT_SUMMARY,
     EN_W_CLI_INIT_HELP,
     {{"sample", 0, CLI_FLAG, NULL, EN_W_CLI_OPTION_SAMPLE}, WORKSPACE},
     cli_run_init},
    {NULL,
     "import",
     "PATH",
     1,
     1,
     EN_W_CLI_IMPORT_SUMMARY,
     EN_W_CLI_IMPORT_HELP,
     {WORKSPACE, {"dry-run", 0, CLI_FLAG, NULL, EN_W_CLI_OPTION_DRY_RUN}, READING},
     cli_run_import},
    {"track",
     "status",
     "[COMMITMENT…]",
     0,
     CLI_MOST_ARGUMENTS,
     EN_W_CLI_TRACK_STATUS_SUMMARY,
     EN_W_CLI_TRACK_STATUS_HELP,
     {WORKSPACE,
      {"as-of", 0, CLI_TEXT, "DATE", EN_W_CLI_OPTION_AS_OF},
      {"all", 0, CLI_FLAG, NULL, EN_W_CLI_OPTION_ALL}},
     cli_run_track_status},
    {"track",
     "chart",
     "COMMITMENT -o PICTURE",
     1,
     1,
     EN_W_CLI_TRACK_CHART_SUMMARY,
     EN_W_CLI_TRACK_CHART_HELP,
     {{"output", 'o', CLI_TEXT, "PICTURE", EN_W_CLI_OPTION_PICTURE},
      WORKSPACE,
      {"as-of", 0, CLI_TEXT, "DATE", EN_W_CLI_OPTION_AS_OF}},
     cli_run_track_chart},
    {"match",
     "solve",
     "ROUND -o OUT",
     1,
     1,
     EN_W_CLI_MATCH_SOLVE_SUMMARY,
     EN_W_CLI_MATCH_SOLVE_HELP,
     {{"output", 'o', CLI_TEXT, "OUT", EN_W_CLI_OPTION_OUTPUT},
      {"force", 0, CLI_FLAG, NULL, EN_W_CLI_OPTION_FORCE},
      READING},
     cli_run_match_solve},
    {"match",
     "explain",
     "ROUND OUT APPLICANT",
     3,
     3,
     EN_W_CLI_MATCH_EXPLAIN_SUMMARY,
     EN_W_CLI_MATCH_EXPLAIN_HELP,
     {READING},
     cli_run_match_explain},
    {"match",
     "chart",
     "OUT -o PICTURE",
     1,
     1,
     EN_W_CLI_MATCH_CHART_SUMMARY,
     EN_W_CLI_MATCH_CHART_HELP,
     {{"output", 'o', CLI_TEXT, "PICTURE", EN_W_CLI_OPTION_PICTURE}},
     cli_run_match_chart},
    {NULL, "version", "", 0, 0, EN_W_CLI_VERSION_SUMMARY, EN_W_CLI_VERSION_HELP, {{0}}, cli_run_version},
    {NULL,
     "completion",
     "bash|zsh|fish",
     1,
     1,
     EN_W_CLI_COMPLETION_SUMMARY,
     EN_W_CLI_COMPLETION_HELP,
     {{0}},
     cli_run_completion},
    {NULL, "help", "[COMMAND]", 0, 2, EN_W_CLI_HELP_SUMMARY, EN_W_CLI_HELP_HELP, {{0}}, cli_run_help},
};

const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;

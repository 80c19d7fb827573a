/* The table of commands. See cli.h. */
#include "cli.h"

const cli_option cli_globals[] = {
    {"lang", 0, CLI_TEXT, "en|vi|ja", EN_W_CLI_OPTION_LANG}, {"json", 0, CLI_FLAG, NULL, EN_W_CLI_OPTION_JSON},
    {"quiet", 'q', CLI_FLAG, NULL, EN_W_CLI_OPTION_QUIET},   {"threads", 0, CLI_COUNT, "N", EN_W_CLI_OPTION_THREADS},
    {"help", 'h', CLI_FLAG, NULL, EN_W_CLI_OPTION_HELP},
};

const size_t cli_global_count = sizeof cli_globals / sizeof *cli_globals;

const cli_command cli_commands[] = {
    {NULL, "version", "", 0, 0, EN_W_CLI_VERSION_SUMMARY, EN_W_CLI_VERSION_HELP, {{0}}, cli_run_version},
    {NULL, "completion", "bash|zsh|fish", 1, 1, EN_W_CLI_COMPLETION_SUMMARY, EN_W_CLI_COMPLETION_HELP, {{0}},
     cli_run_completion},
    {NULL, "help", "[COMMAND]", 0, 2, EN_W_CLI_HELP_SUMMARY, EN_W_CLI_HELP_HELP, {{0}}, cli_run_help},
};

const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;

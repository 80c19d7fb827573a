/* The command line as data: a table of commands, each with its options, its help in three languages and one
 * function.
 *
 * From the table come parsing, --help, shell completion and the check that nothing unknown is passed over.
 */
#ifndef EN_CLI_H
#define EN_CLI_H

#include "context.h"
#include "status.h"
#include "words.h"

#include <stdio.h>

typedef enum cli_kind { CLI_FLAG, CLI_TEXT, CLI_COUNT, CLI_LIST /* may be given again */ } cli_kind;

typedef struct cli_option {
    const char *name; /* without the dashes */
    char letter;      /* 0: none */
    cli_kind kind;
    const char *value; /* what stands for the value in help: "DIR"; choices as "en|vi|ja" are checked */
    en_word help;
} cli_option;

enum { CLI_MOST_OPTIONS = 20, CLI_MOST_ARGUMENTS = 16, CLI_MOST_LISTED = 256 };

typedef struct cli cli;

typedef struct cli_command {
    const char *group; /* "match" in `enishi match solve`; NULL for a command of one word */
    const char *name;
    const char *usage;  /* the arguments: "ROUND -o OUT" */
    size_t least, most; /* how many arguments without dashes */
    en_word summary;    /* one line; EN_WORD_COUNT: nobody types it, and it is not listed */
    en_word help;       /* what it does, with an example */
    cli_option options[CLI_MOST_OPTIONS];
    en_status (*run)(cli *c);
} cli_command;

/* What a command is run with. */
struct cli {
    const char *program; /* as it was called */
    const cli_command *command;
    en_language language;
    bool json, quiet;
    en_context context; /* allocator, executor, cancel by Ctrl-C, progress on the terminal */
    en_executor executor;
    en_report *report;
    size_t argument_count;
    const char *arguments[CLI_MOST_ARGUMENTS];
    const char *values[CLI_MOST_OPTIONS];         /* of the command's options; "" for a flag that is set */
    const cli_option *listed_by[CLI_MOST_LISTED]; /* the options of kind CLI_LIST, as they were given */
    const char *listed[CLI_MOST_LISTED];
    size_t listed_count;
};

extern const cli_command cli_commands[];
extern const size_t cli_command_count;

/* What every command takes. */
extern const cli_option cli_globals[];
extern const size_t cli_global_count;

/* The value of an option of the command, or NULL; "" for a set flag. */
const char *cli_value(const cli *c, const char *name);
/* All values of an option of kind CLI_LIST. Returns how many. */
size_t cli_list(const cli *c, const char *name, const char *values[CLI_MOST_LISTED]);
static inline bool cli_flag(const cli *c, const char *name) { return cli_value(c, name) != NULL; }

/* Prints text to standard output and frees it; EN_ERR_MEMORY or EN_ERR_IO where that fails. */
en_status cli_print(cli *c, en_text *text);

/* A sentence of the catalogue on standard output, with a line end. */
void cli_say(const cli *c, en_word word, size_t arg_count, const en_arg *args);

/* Reports a wrong use, and returns EN_ERR_USAGE. */
en_status cli_misuse(cli *c, en_word word, const char *value);

/* The commands, one function each; each file of src/cli holds a group. */
en_status cli_run_version(cli *c);
en_status cli_run_completion(cli *c);
en_status cli_run_help(cli *c);
en_status cli_run_match_solve(cli *c);
en_status cli_run_match_explain(cli *c);
en_status cli_run_match_minutes(cli *c);
en_status cli_run_match_chart(cli *c);
en_status cli_run_match_what_if(cli *c);
en_status cli_run_match_compare(cli *c);
en_status cli_run_plan_check(cli *c);
en_status cli_run_plan_run(cli *c);
en_status cli_run_plan_plot(cli *c);
en_status cli_run_plan_draw(cli *c);
en_status cli_run_init(cli *c);
en_status cli_run_import(cli *c);
en_status cli_run_track_status(cli *c);
en_status cli_run_track_chart(cli *c);
en_status cli_run_serve(cli *c);
en_status cli_run_audit_verify(cli *c);
en_status cli_run_audit_head(cli *c);
en_status cli_run_audit_export(cli *c);
en_status cli_run_user_add(cli *c);
en_status cli_run_user_link(cli *c);
en_status cli_run_user_erase(cli *c);
en_status cli_run_job(cli *c);

/* Whether it is the first word of commands of two. */
bool cli_is_group(const char *word);

/* Help for one command, or for all of them. */
en_status cli_print_help(const cli *c, const cli_command *command, FILE *to);

#endif

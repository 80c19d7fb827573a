/* What init, import and track share: which workspace, how tables are written, who asks. */
#ifndef EN_CLI_LEDGER_H
#define EN_CLI_LEDGER_H

#include "cli.h"

#include "instant.h"
#include "workspace.h"

/* --workspace, else ENISHI_WORKSPACE, else the current folder. */
const char *cli_workspace(const cli *c);

/* Who and when, for the record of an import. The texts live as long as *by. */
typedef struct cli_by {
    char at[EN_INSTANT_BYTES + 1];
    char actor[256]; /* "cli:" and the user's name */
    int64_t now;     /* seconds since 1970 */
    en_import_by by;
} cli_by;
void cli_by_now(cli_by *by);

/* Today where the user is. */
en_date cli_today(void);

/* The day of a time that an import was recorded with (ISO 8601, UTC), where the user is. */
en_date cli_local_day(en_str at);

/* The options of a question to the ledger: the day, and whether it is asked as of that day. */
EN_MUST_USE en_status cli_track_options(cli *c, en_track_options *options);

/* The commitments that are named on the command line: all must be there before anything is made of them. */
EN_MUST_USE en_status cli_find_commitments(cli *c, const en_ledger *ledger,
                                           size_t commitments[CLI_MOST_ARGUMENTS]);

/* Adds "value: 38 → 40; qualifier: about → exact"; — stands for an empty cell. */
void cli_add_change(en_text *text, const en_shape *shape, const en_str *before, const en_str *after);

/* The folder of the sample data, in the arena; NULL where there is none. */
EN_MUST_USE en_status cli_find_sample(en_arena *arena, char **sample);

/* Prints what an import did, as text or JSON. */
en_status cli_print_import(cli *c, const en_import_summary *summary, bool dry_run);

#endif

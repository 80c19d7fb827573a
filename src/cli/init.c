/* enishi init: a new workspace, empty or with the sample of Viet Nam and Japan.
 *
 * The sample is looked for in the folder that ENISHI_DATA names; else beside the program
 * (PREFIX/share/enishi/data, for an installation that was moved); else where this build installs its data;
 * else in the source folder that it was built from. Docs: docs/data-model.md.
 */
#define _GNU_SOURCE
#include "ledger.h"

#include "data_folder.h"

#include <stdlib.h>
#include <unistd.h>

#define SAMPLE "vietnam-japan"

/* data/vietnam-japan if it is there, else NULL. */
static char *sample_in(en_arena *arena, const char *data)
{
    char *path = en_path_join(arena, data, SAMPLE);
    return path && en_file_exists(path) ? path : NULL;
}

/* The folder ../share/enishi/data beside the program's own folder. */
static char *data_beside_program(en_arena *arena)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    char *slash = n > 0 ? memrchr(path, '/', (size_t)n) : NULL;
    if (!slash) return NULL;
    *slash = '\0';
    return en_path_join(arena, path, "../share/enishi/data");
}

static char *find_sample(cli *c, en_arena *arena)
{
    const char *given = getenv("ENISHI_DATA");
    const char *const folders[] = {data_beside_program(arena), EN_DATA_FOLDER, EN_SOURCE_DATA_FOLDER};
    char *found = NULL;
    if (given && *given) found = sample_in(arena, given);
    else
        for (size_t i = 0; i < sizeof folders / sizeof *folders && !found; i++)
            if (folders[i]) found = sample_in(arena, folders[i]);
    if (!found) {
        en_where where = {.file = en_str_of(given && *given ? given : EN_DATA_FOLDER)};
        (void)en_report_error(c->report, EN_W_CLI_INIT_NO_SAMPLE, where);
    }
    return found;
}

static en_status init(cli *c, const char *folder, const char *sample)
{
    cli_by by;
    cli_by_now(&by);
    en_import_summary summary;
    en_status status = en_workspace_init(folder, sample, &by.by, &c->context, c->report, &summary);
    if (status != EN_OK) return status;
    en_arg arg = en_arg_text("folder", folder);
    if (!c->json && !c->quiet) cli_say(c, EN_W_CLI_INIT_DONE, 1, &arg);
    if (sample || c->json) status = cli_print_import(c, &summary, false);
    en_import_summary_free(&summary);
    return status;
}

en_status cli_run_init(cli *c)
{
    const char *folder = c->argument_count ? c->arguments[0] : cli_workspace(c);
    en_arena arena = en_arena_make(NULL);
    bool with_sample = cli_flag(c, "sample");
    char *sample = with_sample ? find_sample(c, &arena) : NULL;
    en_status status = with_sample && !sample ? EN_ERR_INPUT : init(c, folder, sample);
    en_arena_free(&arena);
    return status;
}

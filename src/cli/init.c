/* enishi init: a new workspace, empty or with the sample of Viet Nam and Japan.
 *
 * The sample is looked for in the folder that ENISHI_DATA names; else beside the program
 * (PREFIX/share/enishi/data, for an installation that was moved); else where this build installs its data;
 * else in the source folder that it was built from. See docs/ledger.md.
 */
#define _GNU_SOURCE
#include "cli_ledger.h"

#include "data_folder.h"

#include <stdlib.h>
#include <unistd.h>

#define SAMPLE "vietnam-japan"

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

/* What ENISHI_DATA says; NULL: nothing. */
static const char *data_given(void)
{
    const char *given = getenv("ENISHI_DATA");
    return given && *given ? given : NULL;
}

en_status cli_find_sample(en_arena *arena, char **sample)
{
    const char *given = data_given();
    const char *const folders[] = {given, data_beside_program(arena), EN_DATA_FOLDER, EN_SOURCE_DATA_FOLDER};
    for (size_t i = 0; i < (given ? 1 : sizeof folders / sizeof *folders); i++) {
        *sample = folders[i] ? en_path_join(arena, folders[i], SAMPLE) : NULL;
        if (folders[i] && !*sample) return EN_ERR_MEMORY;
        if (*sample && en_file_exists(*sample)) return EN_OK;
    }
    *sample = NULL;
    return EN_OK;
}

/* The folder of the sample, or the report that there is none. */
static en_status need_sample(cli *c, en_arena *arena, char **sample)
{
    en_status status = cli_find_sample(arena, sample);
    if (status != EN_OK || *sample) return status;
    en_where where = {.file = en_str_of(data_given() ? data_given() : EN_DATA_FOLDER)};
    return en_report_error(c->report, EN_W_CLI_INIT_NO_SAMPLE, where);
}

static en_status init(cli *c, const char *folder, const char *sample)
{
    cli_by by;
    cli_by_now(&by);
    en_import_summary summary;
    en_status status = en_workspace_init(folder, sample, &by.by, &c->context, c->report, &summary);
    if (status != EN_OK) return status;
    char *whole = realpath(folder, NULL);
    en_arg arg = en_arg_text("folder", whole ? whole : folder);
    if (!c->json && !c->quiet) cli_say(c, EN_W_CLI_INIT_DONE, 1, &arg);
    free(whole);
    if (sample || c->json) status = cli_print_import(c, &summary, false);
    en_import_summary_free(&summary);
    return status;
}

en_status cli_run_init(cli *c)
{
    const char *folder = c->argument_count ? c->arguments[0] : cli_workspace(c);
    en_arena arena = en_arena_make(NULL);
    char *sample = NULL;
    en_status status = cli_flag(c, "sample") ? need_sample(c, &arena, &sample) : EN_OK;
    if (status == EN_OK) status = init(c, folder, sample);
    en_arena_free(&arena);
    return status;
}

/* enishi serve: the workspace for browsers and programs. */
#define _GNU_SOURCE
#include "ledger.h"

#include "serve.h"
#include "version.h"

#include <stdlib.h>
#include <unistd.h>

static en_status read_file(cli *c, en_config *config, const char *path)
{
    en_file file;
    en_status status = en_file_read(path, &c->context, c->report, &file);
    if (status != EN_OK) return status;
    status = en_config_read(config, (en_str){file.at, file.size}, en_path_name(path), c->report);
    en_file_free(&file);
    return status;
}

/* The file that --config names, or serve.json in the workspace if there is one. */
static en_status find_file(cli *c, en_config *config)
{
    const char *given = cli_value(c, "config");
    if (given) return read_file(c, config, given);
    en_arena arena = en_arena_make(NULL);
    char *usual = en_path_join(&arena, cli_workspace(c), EN_CONFIG_FILE);
    en_status status = !usual ? EN_ERR_MEMORY : en_file_exists(usual) ? read_file(c, config, usual) : EN_OK;
    en_arena_free(&arena);
    return status;
}

static en_status take_option(cli *c, en_config *config, const char *name)
{
    const char *value = cli_value(c, name);
    if (!value) return EN_OK;
    return en_config_set(config, en_str_of(name), en_str_of(value), (en_where){0}, c->report);
}

/* What comes later goes before what came earlier. All is read even after a mistake, so that every one is
 * reported at once. */
static en_status configure(cli *c, en_config *config)
{
    en_config_reset(config);
    en_status file = find_file(c, config);
    en_status environment = en_config_from_environment(config, environ, c->report);
    en_status address = take_option(c, config, "address");
    en_status port = take_option(c, config, "port");
    if (file != EN_OK) return file;
    if (environment != EN_OK) return environment;
    if (address != EN_OK || port != EN_OK) return address != EN_OK ? address : port;
    en_status status = en_config_check(config, c->report);
    if (status == EN_OK && cli_flag(c, "link") && !en_config_is_loopback(config))
        return cli_misuse(c, EN_W_CLI_SERVE_LINK_OPEN, config->address);
    return status;
}

static void say_where(void *user, const en_serve_place *place)
{
    const cli *c = user;
    en_arg address = en_arg_text("address", place->address), link = en_arg_text("link", place->link);
    cli_say(c, EN_W_CLI_SERVE_AT, 1, &address);
    if (place->link) cli_say(c, EN_W_CLI_SERVE_LINK, 1, &link);
    if (!place->secure && !c->quiet) cli_say(c, EN_W_CLI_SERVE_PLAIN, 0, NULL);
    if (!c->quiet) cli_say(c, EN_W_CLI_SERVE_STOP, 0, NULL);
    fflush(stdout);
}

en_status cli_run_serve(cli *c)
{
    en_config config;
    en_status status = configure(c, &config);
    if (status != EN_OK) return status;
    en_arena arena = en_arena_make(NULL);
    char *sample = NULL;
    status = cli_find_sample(&arena, &sample);
    en_serve_options options = {.folder = cli_workspace(c),
                                .version = EN_VERSION,
                                .sample = sample,
                                .link = cli_flag(c, "link"),
                                .log = STDERR_FILENO,
                                .language = c->language,
                                .stop = c->context.cancel,
                                .listening = say_where,
                                .user = c};
    if (status == EN_OK) status = en_serve(&config, &options, c->report);
    en_arena_free(&arena);
    return status;
}

/* enishi serve: the workspace for browsers and programs. */
#define _GNU_SOURCE
#include "cli_ledger.h"

#include "serve.h"
#include "version.h"

#include <signal.h>
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

/* What a setting may be: "0–65535", "all, problems, none" or "text". */
static void add_bounds(en_text *text, const en_config_key *key)
{
    en_str rest = en_str_of(key->choices), piece;
    for (bool is_first = true; key->choices && en_str_next(&rest, '|', &piece); is_first = false) {
        if (!is_first) en_text_add_z(text, ", ");
        en_text_add(text, piece);
    }
    if (key->choices) return;
    if (key->is_text) {
        en_text_add_z(text, "text");
        return;
    }
    en_text_add_int(text, key->least);
    en_text_add_z(text, "–");
    en_text_add_int(text, key->most);
}

static void add_default(en_text *text, const en_config_key *key)
{
    if (key->is_text) en_text_add_z(text, key->default_text);
    else en_text_add_int(text, key->default_number);
}

static void add_setting_json(en_json *json, const cli *c, const en_config_key *key)
{
    en_text usual = en_text_make(NULL), bounds = en_text_make(NULL);
    add_default(&usual, key);
    add_bounds(&bounds, key);
    en_json_open(json, '{');
    en_json_key_text(json, "name", key->name);
    en_json_key_str(json, "default", en_text_str(&usual));
    en_json_key_str(json, "bounds", en_text_str(&bounds));
    en_json_key_text(json, "help", en_word_template(c->language, key->help));
    en_json_close(json, '}');
    json->text->failed = json->text->failed || usual.failed || bounds.failed;
    en_text_free(&usual);
    en_text_free(&bounds);
}

static void add_setting(en_text *text, const cli *c, const en_config_key *key)
{
    en_text_add_z(text, key->name);
    en_text_add_z(text, " = ");
    add_default(text, key);
    en_text_add_z(text, "  (");
    add_bounds(text, key);
    en_text_add_z(text, ")\n    ");
    en_text_add_z(text, en_word_template(c->language, key->help));
    en_text_add_char(text, '\n');
}

/* --settings: all that can be set, and what it is unless it is. */
static en_status print_settings(cli *c)
{
    en_text text = en_text_make(NULL);
    en_json json = en_json_to(&text);
    if (c->json) {
        en_json_open(&json, '{');
        en_json_key(&json, "settings");
        en_json_open(&json, '[');
    }
    for (size_t i = 0; i < en_config_key_count; i++) {
        if (c->json) add_setting_json(&json, c, &en_config_keys[i]);
        else add_setting(&text, c, &en_config_keys[i]);
    }
    if (c->json) {
        en_json_close(&json, ']');
        en_json_close(&json, '}');
    }
    return cli_print(c, &text);
}

en_status cli_run_serve(cli *c)
{
    if (cli_flag(c, "settings")) return print_settings(c);
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
    signal(SIGPIPE, SIG_IGN); /* a log that nobody reads any more is no reason to end */
    if (status == EN_OK) status = en_serve(&config, &options, c->report);
    en_arena_free(&arena);
    return status;
}

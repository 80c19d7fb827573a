/* Help, version and shell completion, all from the table of commands. */
#include "cli.h"

#include "terminal.h"
#include "version.h"

static void add_bold(en_text *text, const char *s, bool style)
{
    if (style) en_text_add_z(text, "\033[1m");
    en_text_add_z(text, s);
    if (style) en_text_add_z(text, "\033[0m");
}

static void add_call(en_text *text, const cli_command *command)
{
    en_text_add_z(text, "enishi ");
    if (command->group) {
        en_text_add_z(text, command->group);
        en_text_add_char(text, ' ');
    }
    en_text_add_z(text, command->name);
}

/* The catalogue's paragraphs, wrapped; lines that start with blanks (examples) stay as they are. */
static void add_paragraphs(en_text *text, const char *words)
{
    en_str rest = en_str_of(words);
    while (rest.size > 0) {
        const char *end = memchr(rest.at, '\n', rest.size);
        en_str line = {rest.at, end ? (size_t)(end - rest.at) : rest.size};
        if (line.size && *line.at == ' ') en_text_add(text, line);
        else terminal_wrap(text, line, 0, 0, terminal_width());
        en_text_add_char(text, '\n');
        size_t step = end ? line.size + 1 : line.size;
        rest = (en_str){rest.at + step, rest.size - step};
    }
}

static void add_option(en_text *text, en_language language, const cli_option *option)
{
    enum { NAME_COLUMNS = 26 };
    en_text name = en_text_make(NULL);
    en_text_add_z(&name, "  ");
    if (option->letter) {
        char letter[] = {'-', option->letter, ',', ' ', '\0'};
        en_text_add_z(&name, letter);
    }
    en_text_add_z(&name, "--");
    en_text_add_z(&name, option->name);
    if (option->value) {
        en_text_add_char(&name, ' ');
        en_text_add_z(&name, option->value);
    }
    terminal_pad(text, en_text_str(&name), NAME_COLUMNS, false);
    size_t at = en_utf8_width(en_text_str(&name));
    en_text_add_z(text, "  ");
    terminal_wrap(text, en_str_of(en_word_template(language, option->help)),
                  (at > NAME_COLUMNS ? at : NAME_COLUMNS) + 2, NAME_COLUMNS + 2, terminal_width());
    en_text_add_char(text, '\n');
    text->failed = text->failed || name.failed;
    en_text_free(&name);
}

static void add_command_help(en_text *text, const cli *c, const cli_command *command, bool style)
{
    add_bold(text, en_word_template(c->language, EN_W_CLI_LABEL_USAGE), style);
    en_text_add_z(text, "  ");
    add_call(text, command);
    en_text_add_char(text, ' ');
    en_text_add_z(text, command->usage);
    en_text_add_z(text, "\n\n");
    add_paragraphs(text, en_word_template(c->language, command->help));
    en_text_add_char(text, '\n');
    add_bold(text, en_word_template(c->language, EN_W_CLI_LABEL_OPTIONS), style);
    en_text_add_char(text, '\n');
    for (size_t i = 0; i < CLI_MOST_OPTIONS && command->options[i].name; i++)
        add_option(text, c->language, &command->options[i]);
    for (size_t i = 0; i < cli_global_count; i++) add_option(text, c->language, &cli_globals[i]);
}

/* The commands of a group, or all of them, each with its line. */
static void add_commands(en_text *text, const cli *c, const char *group)
{
    for (size_t i = 0; i < cli_command_count; i++) {
        const char *own = cli_commands[i].group;
        if (cli_commands[i].summary == EN_WORD_COUNT || (group && (!own || strcmp(own, group) != 0)))
            continue;
        en_text call = en_text_make(NULL);
        en_text_add_z(&call, "  ");
        add_call(&call, &cli_commands[i]);
        terminal_pad(text, en_text_str(&call), 24, false);
        text->failed = text->failed || call.failed;
        en_text_free(&call);
        en_text_add_z(text, "  ");
        terminal_wrap(text, en_str_of(en_word_template(c->language, cli_commands[i].summary)), 26, 26,
                      terminal_width());
        en_text_add_char(text, '\n');
    }
}

static void add_all_help(en_text *text, const cli *c, bool style)
{
    add_paragraphs(text, en_word_template(c->language, EN_W_CLI_INTRO));
    en_text_add_char(text, '\n');
    add_bold(text, en_word_template(c->language, EN_W_CLI_LABEL_COMMANDS), style);
    en_text_add_char(text, '\n');
    add_commands(text, c, NULL);
    en_text_add_char(text, '\n');
    add_paragraphs(text, en_word_template(c->language, EN_W_CLI_OUTRO));
}

en_status cli_print_help(const cli *c, const cli_command *command, FILE *to)
{
    en_text text = en_text_make(NULL);
    if (command) add_command_help(&text, c, command, terminal_has_style(to));
    else add_all_help(&text, c, terminal_has_style(to));
    en_status status = text.failed ? EN_ERR_MEMORY : EN_OK;
    if (status == EN_OK) fwrite(text.at, 1, text.size, to); /* main looks whether it was written */
    en_text_free(&text);
    return status;
}

/* What a group of commands is for, with examples; EN_WORD_COUNT: nothing but the list of them. */
static en_word group_help(const char *group)
{
    return strcmp(group, "plan") == 0 ? EN_W_CLI_PLAN_HELP : EN_WORD_COUNT;
}

bool cli_is_group(const char *word)
{
    for (size_t i = 0; i < cli_command_count; i++)
        if (cli_commands[i].group && strcmp(cli_commands[i].group, word) == 0) return true;
    return false;
}

static en_status print_group_help(const cli *c, const char *group)
{
    en_text text = en_text_make(NULL);
    if (group_help(group) != EN_WORD_COUNT) {
        add_paragraphs(&text, en_word_template(c->language, group_help(group)));
        en_text_add_char(&text, '\n');
    }
    add_bold(&text, en_word_template(c->language, EN_W_CLI_LABEL_COMMANDS), terminal_has_style(stdout));
    en_text_add_char(&text, '\n');
    add_commands(&text, c, group);
    en_status status = text.failed ? EN_ERR_MEMORY : EN_OK;
    if (status == EN_OK) fwrite(text.at, 1, text.size, stdout); /* main looks whether it was written */
    en_text_free(&text);
    return status;
}

en_status cli_run_help(cli *c)
{
    if (c->argument_count == 0) return cli_print_help(c, NULL, stdout);
    for (size_t i = 0; i < cli_command_count; i++) {
        const cli_command *command = &cli_commands[i];
        const char *first = command->group ? command->group : command->name;
        bool whole = c->argument_count == 1 ? !command->group
                                            : command->group && !strcmp(c->arguments[1], command->name);
        if (whole && strcmp(c->arguments[0], first) == 0) return cli_print_help(c, command, stdout);
    }
    if (c->argument_count == 1 && cli_is_group(c->arguments[0])) return print_group_help(c, c->arguments[0]);
    return cli_misuse(c, EN_W_CLI_UNKNOWN_COMMAND, c->arguments[0]);
}

en_status cli_run_version(cli *c)
{
    if (c->json) printf("{\"name\": \"enishi\", \"version\": \"%s\"}\n", EN_VERSION);
    else printf("enishi %s\n", EN_VERSION);
    return EN_OK;
}

/* The words that may follow `enishi` (group NULL) or a group, each once. */
static void add_words_after(en_text *text, const char *group)
{
    const char *last = "";
    for (size_t i = 0; i < cli_command_count; i++) {
        const cli_command *command = &cli_commands[i];
        bool inside = group && command->group && strcmp(command->group, group) == 0;
        if (group && !inside) continue;
        const char *word = !group && command->group ? command->group : command->name;
        if (strcmp(word, last) == 0) continue;
        last = word;
        en_text_add_char(text, ' ');
        en_text_add_z(text, word);
    }
}

static void add_options_of(en_text *text, const cli_command *command)
{
    for (size_t i = 0; i < CLI_MOST_OPTIONS && command->options[i].name; i++) {
        en_text_add_z(text, " --");
        en_text_add_z(text, command->options[i].name);
    }
    for (size_t i = 0; i < cli_global_count; i++) {
        en_text_add_z(text, " --");
        en_text_add_z(text, cli_globals[i].name);
    }
}

static void add_bash(en_text *text)
{
    en_text_add_z(text, "_enishi() {\n    local now=${COMP_WORDS[COMP_CWORD]} words=\n"
                        "    case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n");
    for (size_t i = 0; i < cli_command_count; i++) {
        const cli_command *command = &cli_commands[i];
        en_text_add_z(text, "    \"");
        en_text_add_z(text, command->group ? command->group : command->name);
        en_text_add_z(text, " ");
        en_text_add_z(text, command->group ? command->name : "");
        en_text_add_z(text, command->group ? "\") words='" : "\"*) words='");
        add_options_of(text, command);
        en_text_add_z(text, "' ;;\n");
    }
    const char *last = "";
    for (size_t i = 0; i < cli_command_count; i++) {
        const char *group = cli_commands[i].group;
        if (!group || strcmp(group, last) == 0) continue;
        last = group;
        en_text_add_z(text, "    \"");
        en_text_add_z(text, group);
        en_text_add_z(text, " \"*) words='");
        add_words_after(text, group);
        en_text_add_z(text, "' ;;\n");
    }
    en_text_add_z(text, "    *) words='");
    add_words_after(text, NULL);
    en_text_add_z(
        text,
        "' ;;\n    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$now\") $(compgen -f -- \"$now\"))\n}\n"
        "complete -o filenames -F _enishi enishi\n");
}

static void add_fish(en_text *text)
{
    for (size_t i = 0; i < cli_command_count; i++) {
        const cli_command *command = &cli_commands[i];
        const char *first = command->group ? command->group : command->name;
        en_text_add_z(text, "complete -c enishi -n __fish_use_subcommand -a ");
        en_text_add_z(text, first);
        en_text_add_char(text, '\n');
        if (command->group) {
            en_text_add_z(text, "complete -c enishi -n '__fish_seen_subcommand_from ");
            en_text_add_z(text, first);
            en_text_add_z(text, "' -a ");
            en_text_add_z(text, command->name);
            en_text_add_char(text, '\n');
        }
        for (size_t j = 0; j < CLI_MOST_OPTIONS && command->options[j].name; j++) {
            en_text_add_z(text, "complete -c enishi -n '__fish_seen_subcommand_from ");
            en_text_add_z(text, command->name);
            en_text_add_z(text, "' -l ");
            en_text_add_z(text, command->options[j].name);
            en_text_add_char(text, '\n');
        }
    }
}

en_status cli_run_completion(cli *c)
{
    en_text text = en_text_make(NULL);
    if (strcmp(c->arguments[0], "bash") == 0) {
        add_bash(&text);
    } else if (strcmp(c->arguments[0], "zsh") == 0) {
        en_text_add_z(&text, "autoload -U +X bashcompinit && bashcompinit\n");
        add_bash(&text);
    } else if (strcmp(c->arguments[0], "fish") == 0) {
        add_fish(&text);
    } else {
        en_text_free(&text);
        return cli_misuse(c, EN_W_CLI_UNKNOWN_SHELL, c->arguments[0]);
    }
    return cli_print(c, &text);
}

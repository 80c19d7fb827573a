/* enishi: reads the command line, runs the command, prints what was reported, and maps its status to the exit
 * status. */
#include "cli.h"

#include "number.h"
#include "terminal.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { LANG, JSON, QUIET, THREADS, HELP, GLOBAL_COUNT }; /* the order of cli_globals */

static atomic_bool cancelled;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    atomic_store(&cancelled, true);
}

const char *cli_value(const cli *c, const char *name)
{
    for (size_t i = 0; i < CLI_MOST_OPTIONS && c->command->options[i].name; i++)
        if (strcmp(c->command->options[i].name, name) == 0) return c->values[i];
    return NULL;
}

size_t cli_list(const cli *c, const char *name, const char *values[CLI_MOST_LISTED])
{
    size_t n = 0;
    for (size_t i = 0; i < c->listed_count; i++)
        if (strcmp(c->listed_by[i]->name, name) == 0) values[n++] = c->listed[i];
    return n;
}

en_status cli_print(cli *c, en_text *text)
{
    en_status status = text->failed ? EN_ERR_MEMORY : EN_OK;
    if (status == EN_OK && text->size > 0 && fwrite(text->at, 1, text->size, stdout) != text->size) {
        (void)en_report_error(c->report, EN_W_CLI_CANNOT_PRINT, (en_where){0});
        status = EN_ERR_IO;
    }
    en_text_free(text);
    return status;
}

void cli_say(const cli *c, en_word word, size_t arg_count, const en_arg *args)
{
    en_text text = en_text_make(NULL);
    en_words_add(&text, c->language, word, arg_count, args);
    if (text.failed) c->report->out_of_memory = true;
    else if (text.size) printf("%.*s\n", (int)text.size, text.at);
    en_text_free(&text);
}

en_status cli_misuse(cli *c, en_word word, const char *value)
{
    en_arg arg = en_arg_text("value", value ? value : "");
    (void)en_report_add(c->report, EN_ERROR, word, (en_where){0}, 1, &arg);
    return EN_ERR_USAGE;
}

/* Draws at most ten times a second, and only once a second has passed. */
typedef struct drawing {
    struct timespec start, last;
    bool drawn;
    atomic_flag busy; /* another thread is drawing */
} drawing;

static double seconds_between(struct timespec a, struct timespec b)
{
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

static void draw_progress(void *user, uint64_t done, uint64_t total)
{
    drawing *d = user;
    struct timespec now;
    if (atomic_flag_test_and_set(&d->busy)) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (seconds_between(d->start, now) >= 1 && seconds_between(d->last, now) >= 0.1) {
        d->last = now;
        d->drawn = true;
        fprintf(stderr, "\r%3d %%", total ? (int)(done * 100 / total) : 0);
        fflush(stderr);
    }
    atomic_flag_clear(&d->busy);
}

/* Whether value is one of "a|b|c". */
static bool is_choice(const char *choices, const char *value)
{
    en_str rest = en_str_of(choices), piece;
    while (en_str_next(&rest, '|', &piece))
        if (en_str_is(piece, value)) return true;
    return false;
}

enum { MOST_OF_A_COUNT = 1 << 20 };

static bool takes_value(const cli_option *option) { return option->kind != CLI_FLAG; }

static en_status check_value(cli *c, const cli_option *option, const char *value)
{
    uint64_t number;
    bool fits = true;
    if (option->kind == CLI_COUNT)
        fits = en_whole_read(en_str_of(value), MOST_OF_A_COUNT, &number) == EN_NUMBER_FINE && number > 0;
    else if (option->value && strchr(option->value, '|')) fits = is_choice(option->value, value);
    if (fits) return EN_OK;
    if (option->kind == CLI_COUNT) {
        en_arg count[] = {en_arg_text("option", option->name), en_arg_text("value", value),
                          en_arg_int("most", MOST_OF_A_COUNT)};
        (void)en_report_add(c->report, EN_ERROR, EN_W_CLI_NOT_A_COUNT, (en_where){0}, 3, count);
        return EN_ERR_USAGE;
    }
    en_arg args[] = {en_arg_text("option", option->name), en_arg_text("value", value),
                     en_arg_text("choices", option->value)};
    (void)en_report_add(c->report, EN_ERROR, EN_W_CLI_WRONG_VALUE, (en_where){0}, 3, args);
    return EN_ERR_USAGE;
}

static const cli_option *find_option(const cli_option *options, size_t most, en_str name, char letter,
                                     size_t *index)
{
    for (size_t i = 0; i < most && options[i].name; i++)
        if (letter ? options[i].letter == letter : en_str_is(name, options[i].name)) {
            *index = i;
            return &options[i];
        }
    return NULL;
}

/* One option at argv[*i]; steps over its value. */
static en_status take_option(cli *c, int argc, char **argv, int *i, const char *globals[GLOBAL_COUNT])
{
    const char *word = argv[*i];
    bool is_long = word[1] == '-';
    const char *equals = is_long ? strchr(word, '=') : NULL;
    en_str name = {word + 2, is_long ? (equals ? (size_t)(equals - word - 2) : strlen(word + 2)) : 0};
    char letter = is_long ? '\0' : word[1];
    size_t index = 0;
    const char **into = globals;
    const cli_option *option = find_option(cli_globals, GLOBAL_COUNT, name, letter, &index);
    if (!option && c->command) {
        option = find_option(c->command->options, CLI_MOST_OPTIONS, name, letter, &index);
        into = c->values;
    }
    if (!option) return cli_misuse(c, EN_W_CLI_UNKNOWN_OPTION, word);
    const char *value = equals ? equals + 1 : !is_long && word[2] ? word + 2 : NULL;
    if (!takes_value(option)) {
        if (value) return cli_misuse(c, EN_W_CLI_VALUE_NOT_TAKEN, word);
        into[index] = "";
        return EN_OK;
    }
    if (!value && *i + 1 < argc) value = argv[++*i];
    if (!value) return cli_misuse(c, EN_W_CLI_VALUE_MISSING, word);
    into[index] = value;
    if (option->kind == CLI_LIST) {
        if (c->listed_count == CLI_MOST_LISTED) return cli_misuse(c, EN_W_CLI_TOO_MANY_ARGUMENTS, value);
        c->listed_by[c->listed_count] = option;
        c->listed[c->listed_count++] = value;
    }
    return check_value(c, option, value);
}

/* The command that the first words name; *used is how many they are. */
static const cli_command *find_command(int argc, char **argv, int *used)
{
    for (size_t i = 0; i < cli_command_count; i++) {
        const cli_command *command = &cli_commands[i];
        bool is_version =
            argc > 1 && strcmp(argv[1], "--version") == 0 && strcmp(command->name, "version") == 0;
        if (!command->group && argc > 1 && (is_version || strcmp(argv[1], command->name) == 0)) {
            *used = 1;
            return command;
        }
        if (command->group && argc > 2 && strcmp(argv[1], command->group) == 0 &&
            strcmp(argv[2], command->name) == 0) {
            *used = 2;
            return command;
        }
    }
    return NULL;
}

/* A word that is no command: what was meant may be the first word of several. */
static en_status unknown_command(cli *c, const char *word)
{
    en_text list = en_text_make(NULL);
    for (size_t i = 0; i < cli_command_count; i++) {
        if (!cli_commands[i].group || strcmp(cli_commands[i].group, word) != 0) continue;
        en_text_add_z(&list, list.size ? ", " : "");
        en_text_add_z(&list, word);
        en_text_add_char(&list, ' ');
        en_text_add_z(&list, cli_commands[i].name);
    }
    en_arg args[] = {en_arg_text("value", word), en_arg_str("commands", en_text_str(&list))};
    en_word rule = list.size ? EN_W_CLI_COMMAND_INCOMPLETE : EN_W_CLI_UNKNOWN_COMMAND;
    (void)en_report_add(c->report, EN_ERROR, rule, (en_where){0}, list.size ? 2 : 1, args);
    en_text_free(&list);
    return EN_ERR_USAGE;
}

/* `enishi plan --help`: the same as `enishi help plan`. */
static bool asks_for_group(int argc, char **argv)
{
    return argc == 3 && cli_is_group(argv[1]) &&
           (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0);
}

static void ask_for_group(cli *c, const char *group)
{
    char help[] = "help", *words[] = {NULL, help};
    int used;
    c->command = find_command(2, words, &used);
    c->arguments[c->argument_count++] = group;
}

static en_status parse(cli *c, int argc, char **argv, int first, const char *globals[GLOBAL_COUNT])
{
    bool options_end = false;
    for (int i = first; i < argc; i++) {
        if (!options_end && strcmp(argv[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && argv[i][0] == '-' && argv[i][1]) {
            en_status status = take_option(c, argc, argv, &i, globals);
            if (status != EN_OK) return status;
        } else if (!c->command) {
            return unknown_command(c, argv[i]);
        } else if (c->argument_count == CLI_MOST_ARGUMENTS) {
            return cli_misuse(c, EN_W_CLI_TOO_MANY_ARGUMENTS, argv[i]);
        } else {
            c->arguments[c->argument_count++] = argv[i];
        }
    }
    return EN_OK;
}

static en_status check_arguments(cli *c)
{
    if (c->argument_count < c->command->least)
        return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    if (c->argument_count > c->command->most)
        return cli_misuse(c, EN_W_CLI_TOO_MANY_ARGUMENTS, c->arguments[c->command->most]);
    return EN_OK;
}

/* --lang, else what the environment says, else English. Looked up before all else, so that errors are in it.
 */
static en_language language_of(int argc, char **argv)
{
    en_language language = en_language_of_environment();
    for (int i = 1; i < argc; i++) {
        const char *value = strncmp(argv[i], "--lang=", 7) == 0              ? argv[i] + 7
                            : strcmp(argv[i], "--lang") == 0 && i + 1 < argc ? argv[i + 1]
                                                                             : NULL;
        if (value) (void)en_language_of(en_str_of(value), &language);
    }
    return language;
}

static en_status run_command(cli *c, const char *globals[GLOBAL_COUNT], drawing *d)
{
    if (globals[HELP] || !c->command) {
        en_status printed = cli_print_help(c, c->command, globals[HELP] ? stdout : stderr);
        return globals[HELP] ? printed : EN_ERR_USAGE;
    }
    en_status status = check_arguments(c);
    if (status != EN_OK) return status;
    c->json = globals[JSON] != NULL;
    c->quiet = globals[QUIET] != NULL;
    c->executor = en_threads(globals[THREADS] ? (unsigned)strtoul(globals[THREADS], NULL, 10) : 0);
    c->context = (en_context){.executor = &c->executor, .cancel = &cancelled, .pages = &en_system_pages};
    if (!c->quiet && !c->json && terminal_has_style(stderr)) {
        c->context.progress = draw_progress;
        c->context.progress_user = d;
    }
    return c->command->run(c);
}

static void print_problems(const cli *c)
{
    en_text text = en_text_make(NULL);
    en_words_add_report(&text, c->language, c->report, EN_REPORT_MOST, "");
    if (text.size) fwrite(text.at, 1, text.size, stderr);
    en_text_free(&text);
}

static void print_ending(const cli *c, en_status status)
{
    en_word word = status == EN_ERR_MEMORY      ? EN_W_CLI_OUT_OF_MEMORY
                   : status == EN_ERR_CANCELLED ? EN_W_CLI_CANCELLED
                                                : EN_W_CLI_SEE_HELP;
    if (status != EN_ERR_MEMORY && status != EN_ERR_CANCELLED && status != EN_ERR_USAGE) return;
    if (status == EN_ERR_USAGE && c->report->errors == 0) return;
    fprintf(stderr, "%s\n", en_word_template(c->language, word));
}

int main(int argc, char **argv)
{
    en_report report = en_report_make(NULL);
    cli c = {
        .program = argc > 0 ? argv[0] : "enishi", .language = language_of(argc, argv), .report = &report};
    const char *globals[GLOBAL_COUNT] = {0};
    drawing d = {.busy = ATOMIC_FLAG_INIT};
    clock_gettime(CLOCK_MONOTONIC, &d.start);
    signal(SIGINT, on_interrupt);
    signal(SIGTERM, on_interrupt);

    int used = 0;
    c.command = find_command(argc, argv, &used);
    en_status status = EN_OK;
    if (asks_for_group(argc, argv)) ask_for_group(&c, argv[1]);
    else status = parse(&c, argc, argv, 1 + used, globals);
    if (status == EN_OK) status = run_command(&c, globals, &d);
    if (d.drawn) fputs("\r      \r", stderr);
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == EN_OK) {
        (void)en_report_error(&report, EN_W_CLI_CANNOT_PRINT, (en_where){0});
        status = EN_ERR_IO;
    }
    /* What was said is not all; and what it says of the input is not to be trusted. */
    if (report.out_of_memory && (status == EN_OK || status == EN_ERR_INPUT)) status = EN_ERR_MEMORY;
    if (c.command) en_report_settle(&report, status);
    if (status != EN_ERR_MEMORY) print_problems(&c);
    print_ending(&c, status);
    en_report_free(&report);
    return en_exit_status(status);
}

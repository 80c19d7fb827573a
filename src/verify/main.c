/* enishi-verify ROUND OUT: the command. Reads its options, runs the verification, prints, and exits with the status of the contract. */
#include "show.h"

#include <stdio.h>
#include <stdlib.h>

#include "number.h"

typedef struct command {
    en_verify_options verify;
    en_language language;
    bool json, help, version;
    unsigned threads;
} command;

static const int exit_codes[EN_STATUS_COUNT] = {
    [EN_OK] = 0, [EN_ERR_INPUT] = 1, [EN_ERR_USAGE] = 2,  [EN_ERR_IMPOSSIBLE] = 3, [EN_ERR_LIMIT] = 4,
    [EN_ERR_IO] = 5, [EN_ERR_CLAIM] = 6, [EN_ERR_MEMORY] = 5, [EN_ERR_CANCELLED] = 5,
};

static bool print(FILE *to, en_text *text)
{
    bool fine = !text->failed && fwrite(text->at, 1, text->size, to) == text->size && fflush(to) == 0;
    en_text_free(text);
    return fine;
}

static void say(FILE *to, en_language language, en_word word, const char *option)
{
    en_text text = en_text_make(NULL);
    en_arg arg = en_arg_text("option", option);
    en_words_add(&text, language, word, option ? 1 : 0, &arg);
    en_text_add_char(&text, '\n');
    (void)print(to, &text);
}

static en_language language_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    en_language language = EN_LANGUAGE_EN;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value) continue;
        (void)en_language_of(en_str_of(value), &language);
        break;
    }
    return language;
}

static bool take_delimiter(const char *value, char *delimiter)
{
    if (strcmp(value, "tab") == 0) value = "\t";
    *delimiter = *value;
    return strlen(value) == 1 && strchr(",;\t|", *value);
}

static bool take_threads(const char *value, unsigned *threads)
{
    uint64_t number;
    if (en_whole_read(en_str_of(value), 64, &number) != EN_NUMBER_FINE || number == 0) return false;
    *threads = (unsigned)number;
    return true;
}

static bool take_encoding(const char *value, const char **encoding)
{
    *encoding = value;
    return *value && !strchr(value, '/');
}

/* An option with a value. *known is false where there is none of that name. */
static bool take_value(command *c, const char *name, const char *value, bool *known)
{
    *known = true;
    if (strcmp(name, "--lang") == 0) return en_language_of(en_str_of(value), &c->language);
    if (strcmp(name, "--threads") == 0) return take_threads(value, &c->threads);
    if (strcmp(name, "--encoding") == 0) return take_encoding(value, &c->verify.encoding);
    if (strcmp(name, "--delimiter") == 0) return take_delimiter(value, &c->verify.delimiter);
    *known = false;
    return false;
}

static bool take_flag(command *c, const char *name)
{
    if (strcmp(name, "--json") == 0) c->json = true;
    else if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) c->help = true;
    else if (strcmp(name, "--version") == 0) c->version = true;
    else return false;
    return true;
}

static bool take_folder(command *c, const char *folder)
{
    const char **free = !c->verify.round ? &c->verify.round : !c->verify.out ? &c->verify.out : NULL;
    if (!free || *folder == '-' || !*folder) return false;
    *free = folder;
    return true;
}

static en_status usage_fault(const command *c, en_word word, const char *option)
{
    say(stderr, c->language, word, option);
    return EN_ERR_USAGE;
}

static en_status read_options(command *c, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        bool known;
        if (take_flag(c, argv[i]) || take_folder(c, argv[i])) continue;
        bool fine = take_value(c, argv[i], i + 1 < argc ? argv[i + 1] : "", &known);
        if (!known) return usage_fault(c, EN_W_VERIFY_OPTION_UNKNOWN, argv[i]);
        if (!fine) return usage_fault(c, EN_W_VERIFY_OPTION_VALUE, argv[i]);
        i++;
    }
    if (c->help || c->version || c->verify.out) return EN_OK;
    return usage_fault(c, EN_W_VERIFY_HELP, NULL);
}

/* Findings go to stdout, what is wrong with the input to stderr. */
static bool show(const command *c, const en_verify *v, en_status status)
{
    en_text out = en_text_make(NULL), errors = en_text_make(NULL);
    if (c->json) {
        en_verify_show_json(&out, c->language, v, status);
    } else {
        if (status == EN_OK || status == EN_ERR_CLAIM) en_verify_show(&out, c->language, v);
        en_verify_show_input(&errors, c->language, v);
    }
    bool fine = print(stderr, &errors);
    return print(stdout, &out) && fine;
}

static en_status verify(const command *c)
{
    en_executor executor = en_threads(c->threads);
    en_context context = {.executor = &executor};
    en_verify v;
    en_status status = en_verify_run(&c->verify, &context, &v);
    bool shown = show(c, &v, status);
    en_verify_free(&v);
    if (status == EN_ERR_MEMORY) say(stderr, c->language, EN_W_VERIFY_OUT_OF_MEMORY, NULL);
    return shown ? status : EN_ERR_IO;
}

int main(int argc, char **argv)
{
    command c = {.language = language_of_environment()};
    en_status status = read_options(&c, argc, argv);
    if (status != EN_OK) return exit_codes[status];
    if (c.help) say(stdout, c.language, EN_W_VERIFY_HELP, NULL);
    else if (c.version) puts("enishi-verify " EN_VERSION);
    else status = verify(&c);
    return exit_codes[status];
}

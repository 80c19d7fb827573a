/* enishi-verify ROUND OUT: the command. Reads its options, runs the verification, prints, and exits with the
 * status of the contract. */
#include <getopt.h>
#include <stdio.h>

#include "number.h"
#include "status.h"
#include "verify.h"

typedef struct command {
    en_language language;
    bool json;
    unsigned threads;
} command;

static en_status print(FILE *to, en_text *text)
{
    en_status status = text->failed ? EN_ERR_MEMORY : EN_OK;
    if (status == EN_OK && text->size > 0 && (fwrite(text->at, text->size, 1, to) != 1 || fflush(to) != 0))
        status = EN_ERR_IO;
    en_text_free(text);
    return status;
}

static en_status say(FILE *to, en_language language, en_word word, const char *option)
{
    en_text text = en_text_make(NULL);
    en_arg arg = en_arg_text("option", option);
    en_words_add(&text, language, word, option ? 1 : 0, &arg);
    en_text_add_char(&text, '\n');
    return print(to, &text);
}

enum { LANG = 'l', JSON = 'j', THREADS = 't', HELP = 'h', VERSION = 'v' };

static const struct option options[] = {
    {"lang", required_argument, NULL, LANG},       {"json", no_argument, NULL, JSON},
    {"threads", required_argument, NULL, THREADS}, {"help", no_argument, NULL, HELP},
    {"version", no_argument, NULL, VERSION},       {0},
};

static bool take_value(command *c, int option, const char *value)
{
    uint64_t number;
    if (option == LANG) return en_language_of(en_str_of(value), &c->language);
    if (en_whole_read(en_str_of(value), 64, &number) != EN_NUMBER_FINE || number == 0) return false;
    c->threads = (unsigned)number;
    return true;
}

/* *done: the options asked for a text only, and it was printed; or they are wrong. */
static en_status read_options(command *c, int argc, char **argv, bool *done)
{
    int option;
    *done = true;
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
        if (option == JSON) c->json = true;
        else if (option == VERSION) return puts("enishi-verify " EN_VERSION) < 0 ? EN_ERR_IO : EN_OK;
        else if (option == HELP) return say(stdout, c->language, EN_W_VERIFY_HELP, NULL);
        else if (option == '?' || option == ':' || !take_value(c, option, optarg)) {
            (void)say(stderr, c->language, EN_W_VERIFY_OPTION_WRONG, argv[optind - 1]);
            return EN_ERR_USAGE;
        }
    }
    *done = argc - optind != 2;
    if (*done) (void)say(stderr, c->language, EN_W_VERIFY_HELP, NULL);
    return *done ? EN_ERR_USAGE : EN_OK;
}

/* Findings go to stdout, what is wrong with the input to stderr. */
static en_status show(const command *c, const en_verify *v, en_status status)
{
    en_text out = en_text_make(NULL), errors = en_text_make(NULL);
    if (c->json) en_checks_show_json(&out, c->language, &v->input, EN_VERIFY_CHECKS, v->checks, status);
    else en_checks_show(&out, &errors, c->language, &v->input, EN_VERIFY_CHECKS, v->checks, status);
    en_status first = print(stderr, &errors), second = print(stdout, &out);
    if (first != EN_OK || second != EN_OK) return first != EN_OK ? first : second;
    return status;
}

int main(int argc, char **argv)
{
    command c = {.language = en_language_of_environment()};
    bool done;
    en_status status = read_options(&c, argc, argv, &done);
    if (done) return en_exit_status(status);
    en_executor executor = en_threads(c.threads);
    en_context context = {.executor = &executor};
    en_verify v;
    status = en_verify_run(argv[optind], argv[optind + 1], &context, &v);
    en_status shown = show(&c, &v, status);
    en_word why = shown == EN_ERR_MEMORY ? EN_W_CLI_OUT_OF_MEMORY : EN_W_CLI_CANNOT_PRINT;
    if (shown != status || shown == EN_ERR_MEMORY) fprintf(stderr, "%s\n", en_word_template(c.language, why));
    en_verify_free(&v);
    return en_exit_status(shown);
}

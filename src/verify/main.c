/* enishi-verify ROUND OUT: reads its options, verifies, shows what was found, and exits with the status of
 * the contract. */
#include "verify.h"

#include "number.h"
#include "status.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_SHOWN = 20 };
static en_language spoken; /* also where memory is out */

_Noreturn static void end_without_memory(void)
{
    fprintf(stderr, "%s\n", en_word_template(spoken, EN_W_CLI_OUT_OF_MEMORY));
    _Exit(en_exit_status(EN_ERR_MEMORY));
}

static void *resize(void *user, void *block, size_t size)
{
    void *resized = en_libc_allocator.resize(user, block, size);
    if (!resized && size > 0) end_without_memory();
    return resized;
}
static const en_allocator allocator = {NULL, resize};
static void *allocate(size_t size) { return resize(NULL, NULL, size); }

static const struct {
    const char *name;
    en_word word;
} states[] = {
    {"not-checked", EN_W_VERIFY_NOT_CHECKED}, {"holds", EN_W_VERIFY_HOLDS}, {"fails", EN_W_VERIFY_FAILS}};

/* A line for each check, its problems below it, and a last one that says whether all holds. */
static void show(const verify *v, en_status status, en_text *out, en_text *errors)
{
    en_arg failed = en_arg_int("count", 0);
    en_words_add_report(errors, v->language, &v->input, MOST_SHOWN, "");
    if (status != EN_OK && status != EN_ERR_CLAIM) return;
    for (const check *c = v->checks; c < v->checks + CHECKS; c++) {
        if (!c->is->name) continue;
        en_arg args[] = {en_arg_text("check", c->is->name), en_arg_int("checked", (int64_t)c->checked)};
        en_text_add_z(out, en_word_template(v->language, states[c->state].word));
        en_text_add_z(out, "  ");
        en_words_add(out, v->language, c->state == NOT_DONE ? EN_W_VERIFY_CHECK : c->is->line, 2, args);
        en_text_add_char(out, '\n');
        en_words_add_report(out, v->language, &c->report, MOST_SHOWN, "       ");
        failed.as.integer += c->state == FAILS;
    }
    en_words_add(out, v->language, status == EN_OK ? EN_W_VERIFY_ALL_HOLD : EN_W_VERIFY_SOME_FAIL, 1,
                 &failed);
    en_text_add_char(out, '\n');
}

static void show_json(const verify *v, en_status status, en_text *out)
{
    en_json json = en_json_to(out);
    const subject reading = {.name = "input"};
    const check input = {&reading, v->input.errors > 0 ? FAILS : HOLDS, 0, v->input};
    en_json_open(&json, '{');
    en_json_key_bool(&json, "holds", status == EN_OK);
    en_json_key_open(&json, "checks", '[');
    for (int i = -1; i < CHECKS; i++) {
        const check *c = i < 0 ? &input : &v->checks[i];
        if (!c->is->name) continue;
        en_json_open(&json, '{');
        en_json_key_text(&json, "check", c->is->name);
        en_json_key_text(&json, "state", states[c->state].name);
        en_json_key_int(&json, "errors", (int64_t)c->report.errors);
        en_json_key_open(&json, "problems", '[');
        for (size_t k = 0; k < c->report.kept && k < MOST_SHOWN; k++)
            en_words_add_problem_json(&json, v->language, &c->report.problems[k]);
        en_json_close(&json, ']');
        en_json_close(&json, '}');
    }
    en_json_close(&json, ']');
    en_json_close(&json, '}');
}

static void print(FILE *to, const en_text *text, en_status *status)
{
    if (text->size == 0 || (fwrite(text->at, text->size, 1, to) == 1 && fflush(to) == 0)) return;
    fprintf(stderr, "%s\n", en_word_template(spoken, EN_W_CLI_CANNOT_PRINT));
    *status = EN_ERR_IO;
}

/* Files that were changed since are shown also where one could not be read: that says more than how. */
_Noreturn void finish(verify *v, en_status status)
{
    en_text out = en_text_make(&allocator), errors = out;
    if (v->input.out_of_memory || status == EN_ERR_MEMORY) end_without_memory();
    if (status == EN_ERR_USAGE) status = EN_ERR_INPUT; /* the certificate names no encoding */
    if (v->folder.path && !v->ending && (status == EN_OK || status == EN_ERR_INPUT)) {
        v->ending = true;
        check_files(v);
        for (check *c = v->checks; c < v->checks + CHECKS; c++) {
            if (c->report.out_of_memory) end_without_memory();
            if (c->report.errors == 0) continue;
            c->state = FAILS;
            status = EN_ERR_CLAIM;
        }
    }
    if (v->json) show_json(v, status, &out);
    else show(v, status, &out, &errors);
    print(stderr, &errors, &status);
    print(stdout, &out, &status);
    exit(en_exit_status(status));
}

_Noreturn void refuse(verify *v, en_word rule, const char *file, const char *column, en_str value)
{
    en_where where = {.file = en_str_of(file), .column = en_str_of(column), .value = value};
    finish(v, en_report_error(&v->input, rule, where));
}

/* A claim is checked where those before it hold. */
static void check_claims(verify *v)
{
    for (check *c = &v->checks[CLAIMS]; c < &v->checks[MATCHES] && c->is->name; c++) {
        c->is->run(v, c);
        c->state = HOLDS;
        if (c->report.errors > 0) return;
    }
}

static void say(FILE *to, en_word word, const char *option, en_status status)
{
    en_text text = en_text_make(&allocator);
    en_arg arg = en_arg_text("option", option);
    en_words_add(&text, spoken, word, option ? 1 : 0, &arg);
    en_text_add_char(&text, '\n');
    print(to, &text, &status);
    exit(en_exit_status(status));
}

static void read_options(verify *v, unsigned *threads, int argc, char **argv)
{
    static const struct option options[] = {
        {"lang", required_argument, NULL, 'l'},    {"json", no_argument, NULL, 'j'},
        {"threads", required_argument, NULL, 't'}, {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},       {0}};
    uint64_t number = 0;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
        bool fine = option != '?' && option != ':';
        if (option == 'j') v->json = true;
        if (option == 'h') say(stdout, EN_W_VERIFY_HELP, NULL, EN_OK);
        if (option == 'v') exit(puts("enishi-verify " EN_VERSION) < 0 ? en_exit_status(EN_ERR_IO) : 0);
        if (option == 'l') fine = en_language_of(en_str_of(optarg), &spoken);
        if (option == 't')
            fine = en_whole_read(en_str_of(optarg), 64, &number) == EN_NUMBER_FINE && number > 0;
        if (!fine) say(stderr, EN_W_VERIFY_OPTION_WRONG, argv[optind - 1], EN_ERR_USAGE);
    }
    if (argc - optind != 2) say(stderr, EN_W_VERIFY_HELP, NULL, EN_ERR_USAGE);
    *threads = (unsigned)number;
    v->language = spoken;
    v->round = argv[optind];
    v->out = argv[optind + 1];
}

int main(int argc, char **argv)
{
    verify v = {.input = en_report_make(&allocator), .arena = en_arena_make(&allocator)};
    unsigned threads;
    spoken = en_language_of_environment();
    read_options(&v, &threads, argc, argv);
    en_executor executor = en_threads(threads);
    v.context = (en_context){.allocator = &allocator, .executor = &executor};
    for (int i = 0; i < CHECKS; i++)
        v.checks[i] = (check){.is = &subjects[i], .report = en_report_make(&allocator)};
    read_certificate(&v);
    json_set_alloc_funcs(allocate, free); /* json.c has set its own before the first that was read */
    read_rules(&v);
    read_tables(&v);
    plan_claims(&v);
    settle_wishes(&v);
    read_matches(&v);
    sort_entries(&v);
    check_certificate(&v);
    check_feasible(&v);
    if (v.checks[FEASIBLE].report.errors == 0) {
        check_claims(&v);
        check_results(&v);
    }
    finish(&v, EN_OK);
}

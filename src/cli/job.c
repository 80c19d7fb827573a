/* enishi job: what the server starts as a process of its own; nobody types it.
 *
 *   enishi job run JOB | explain RESULT APPLICANT | compare ROUND MECHANISMS [WIDTH] | what-if RESULT |
 *               seats RESULT WIDTH | rows ROUND TABLE | rules ROUND | look [TABLE] | model-look FILE |
 *               model-contents MODEL | model-source MODEL FROM COUNT | model-diagram MODEL WIDTH |
 *               model-futures MODEL WIDTH | model-flows MODEL WIDTH | outlook MODEL FIGURE WIDTH
 *
 * It prints JSON lines: {"progress": 0.25} as it goes, and at the end {"outcome", "errors", "warnings",
 * "findings"} with the exit status 0. Without such a line it did not come to its end. It dies with its
 * parent, leaves no core file, and takes no more memory than it is allowed.
 */
#define _GNU_SOURCE
#include "job.h"

#include "cli.h"
#include "cli_ledger.h"
#include "findings.h"
#include "job_verbs.h"
#include "number.h"
#include "reading_options.h"
#include "version.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Tells at most ten times a second. */
typedef struct telling {
    struct timespec last;
    atomic_flag busy; /* another thread is telling */
} telling;

static void tell_progress(void *user, uint64_t done, uint64_t total)
{
    telling *t = user;
    struct timespec now;
    if (atomic_flag_test_and_set(&t->busy)) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t passed = (now.tv_sec - t->last.tv_sec) * 1000 + (now.tv_nsec - t->last.tv_nsec) / 1000000;
    if (passed >= 100 && total) {
        t->last = now;
        unsigned thousandths = (unsigned)(done * 1000 / total);
        printf("{\"progress\": %u.%03u}\n", thousandths / 1000, thousandths % 1000);
        fflush(stdout);
    }
    atomic_flag_clear(&t->busy);
}

static en_status number_of(cli *c, const char *text, uint64_t *number)
{
    if (text && en_whole_read(en_str_of(text), INT64_MAX, number) == EN_NUMBER_FINE) return EN_OK;
    return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
}

/* Sanitizers map terabytes that they never touch: there the parent's watch over the memory in use has to do.
 */
static void limit_memory(uint64_t megabytes)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    (void)megabytes;
#else
    struct rlimit limit = {megabytes << 20, megabytes << 20};
    mallopt(M_ARENA_MAX, 2); /* every other one would reserve 64 MiB of it */
    (void)setrlimit(RLIMIT_AS, &limit);
#endif
}

/* Whoever started this may be gone before the kernel was told to watch. The name is what lists of processes
 * show: a job that is not called so has not got so far. */
static en_status settle_in(cli *c)
{
    struct rlimit none = {0, 0};
    uint64_t parent = 0, megabytes = 0;
    (void)setrlimit(RLIMIT_CORE, &none);
    if (cli_flag(c, "memory")) {
        if (number_of(c, cli_value(c, "memory"), &megabytes) != EN_OK) return EN_ERR_USAGE;
        limit_memory(megabytes);
    }
    if (!cli_flag(c, "parent")) return EN_OK;
    if (number_of(c, cli_value(c, "parent"), &parent) != EN_OK) return EN_ERR_USAGE;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if ((uint64_t)getppid() != parent) return EN_ERR_CANCELLED;
    prctl(PR_SET_NAME, "enishi-job");
    return EN_OK;
}

static en_status run_job(cli *c, const en_job_place *place, en_report *report)
{
    uint64_t job = 0;
    en_status status = number_of(c, c->argument_count == 2 ? c->arguments[1] : NULL, &job);
    return status == EN_OK ? en_job_work(place, (int64_t)job, &c->context, report) : status;
}

static en_status run_explain(cli *c, const en_job_place *place, en_report *report)
{
    uint64_t result = 0;
    en_status status = number_of(c, c->argument_count == 3 ? c->arguments[1] : NULL, &result);
    if (status != EN_OK) return status;
    return en_job_explain(place, (int64_t)result, en_str_of(c->arguments[2]), c->language, &c->context,
                          report);
}

static en_status run_compare(cli *c, const en_job_place *place, en_report *report)
{
    uint64_t width = 0;
    if (c->argument_count < 3) return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    if (c->argument_count == 4 && number_of(c, c->arguments[3], &width) != EN_OK) return EN_ERR_USAGE;
    return en_job_compare(place, en_str_of(c->arguments[1]), c->arguments[2], width, c->language, &c->context,
                          report);
}

static en_status run_what_if(cli *c, const en_job_place *place, en_report *report)
{
    uint64_t result = 0;
    en_status status = number_of(c, c->argument_count == 2 ? c->arguments[1] : NULL, &result);
    return status == EN_OK ? en_job_what_if(place, (int64_t)result, &c->context, report) : status;
}

static en_status run_seats(cli *c, const en_job_place *place, en_report *report)
{
    uint64_t result = 0, width = 0;
    en_status status = number_of(c, c->argument_count == 3 ? c->arguments[1] : NULL, &result);
    if (status == EN_OK) status = number_of(c, c->arguments[2], &width);
    if (status != EN_OK) return status;
    return en_job_draw_seats(place, (int64_t)result, width, c->language, &c->context, report);
}

static en_status run_rows(cli *c, const en_job_place *place, en_report *report)
{
    en_job_rows_asked asked = {.from = 1, .count = 50};
    if (c->argument_count != 3) return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    asked.round = en_str_of(c->arguments[1]);
    asked.table = c->arguments[2];
    if (cli_flag(c, "from") && number_of(c, cli_value(c, "from"), &asked.from) != EN_OK) return EN_ERR_USAGE;
    if (cli_flag(c, "count") && number_of(c, cli_value(c, "count"), &asked.count) != EN_OK)
        return EN_ERR_USAGE;
    return en_job_rows(place, &asked, &c->context, report);
}

static en_status run_rules(cli *c, const en_job_place *place, en_report *report)
{
    if (c->argument_count != 2) return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    return en_job_rules(place, en_str_of(c->arguments[1]), c->language, &c->context, report);
}

static en_status run_look(cli *c, const en_job_place *place, en_report *report)
{
    en_table_options options;
    if (c->argument_count > 2) return cli_misuse(c, EN_W_CLI_TOO_MANY_ARGUMENTS, c->arguments[2]);
    en_status status = cli_reading(c, &options);
    if (status != EN_OK) return status;
    return en_job_look(place, c->argument_count == 2 ? c->arguments[1] : NULL, options, &c->context, report);
}

static const char *outcome_name(en_status status)
{
    static const char *const names[EN_STATUS_COUNT] = {"done", "input", "usage",  "impossible", "limit",
                                                       "io",   "claim", "memory", "cancelled"};
    return names[status];
}

static en_status print_outcome(en_status status, const en_report *report)
{
    json_t *findings = en_findings_of(report);
    json_t *line = findings ? json_pack("{sssIsIso}", "outcome", outcome_name(status), "errors",
                                        (json_int_t)report->errors, "warnings", (json_int_t)report->warnings,
                                        "findings", findings)
                            : json_pack("{ss}", "outcome", outcome_name(EN_ERR_MEMORY));
    en_text text = en_text_make(NULL);
    en_json_dump(&text, line, 0);
    en_text_add_char(&text, '\0');
    bool printed = puts(text.failed ? "{\"outcome\": \"memory\"}" : text.at) >= 0;
    en_text_free(&text);
    json_decref(line);
    return printed ? EN_OK : EN_ERR_IO;
}

en_status cli_run_job(cli *c)
{
    static const struct {
        const char *name;
        cli_job_verb *run;
    } verbs[] = {{"run", run_job},
                 {"explain", run_explain},
                 {"compare", run_compare},
                 {"what-if", run_what_if},
                 {"seats", run_seats},
                 {"rows", run_rows},
                 {"rules", run_rules},
                 {"look", run_look},
                 {"model-look", cli_job_model_look},
                 {"model-contents", cli_job_model_contents},
                 {"model-source", cli_job_model_source},
                 {"model-diagram", cli_job_model_diagram},
                 {"model-futures", cli_job_model_futures},
                 {"model-flows", cli_job_model_flows},
                 {"outlook", cli_job_outlook}};
    en_job_place place = {cli_workspace(c), cli_value(c, "folder"), EN_VERSION};
    if (!place.folder) return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    en_status status = settle_in(c);
    if (status != EN_OK) return status;
    telling t = {.busy = ATOMIC_FLAG_INIT};
    c->context.progress = tell_progress;
    c->context.progress_user = &t;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(verbs[i].name, c->arguments[0]) != 0) continue;
        en_report report = en_report_make(NULL); /* not the command's, which is printed: it names people */
        status = verbs[i].run(c, &place, &report);
        if (status == EN_ERR_INPUT && report.out_of_memory) status = EN_ERR_MEMORY;
        if (status != EN_ERR_USAGE) {
            en_report_settle(&report, status);
            status = print_outcome(status, &report);
        }
        en_report_free(&report);
        return status;
    }
    return cli_misuse(c, EN_W_CLI_UNKNOWN_COMMAND, c->arguments[0]);
}

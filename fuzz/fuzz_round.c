/* A round's readers and engine: the input is the round's files, in a fixed order, separated by the byte 0x1E;
 * whatever is accepted must solve, pass its own check, and give the same result files for two threads.
 */
#define _GNU_SOURCE
#include "fuzz.h"

#include "clearing.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void make_folder(void)
{
    if (*folder) return;
    snprintf(folder, sizeof folder, "/tmp/enishi-fuzz-XXXXXX");
    fuzz_check(mkdtemp(folder) != NULL);
}

static void path_of(char path[128], const char *name) { snprintf(path, 128, "%s/%s", folder, name); }

static const char *const names[] = {"round.json", "applicants.csv", "places.csv", "choices.csv",
                                    "scores.csv", "seats.csv",      "groups.csv", "joint.csv",
                                    "held.csv",   "demands.csv",    NULL};

static void put(size_t file, const uint8_t *data, size_t size)
{
    char path[128];
    path_of(path, names[file]);
    FILE *f = fopen(path, "wb");
    fuzz_check(f && fwrite(data, 1, size, f) == size && fclose(f) == 0);
}

/* Cuts the input at the byte 0x1E; a file that gets no part is absent. */
static void put_files(const uint8_t *data, size_t size)
{
    for (size_t file = 0; names[file]; file++) {
        char path[128];
        path_of(path, names[file]);
        unlink(path);
    }
    for (size_t file = 0; names[file] && size > 0; file++) {
        const uint8_t *end = memchr(data, 0x1E, size);
        size_t part = end ? (size_t)(end - data) : size;
        put(file, data, part);
        size_t step = end ? part + 1 : part;
        data += step;
        size -= step;
    }
}

/* Solves and writes; the digest of the certificate, or false where the round is refused. */
static int run(unsigned threads, unsigned char digest[EN_SHA256_BYTES])
{
    en_executor executor = en_threads(threads);
    en_context context = {.executor = &executor};
    en_report report = en_report_make(NULL);
    en_round round;
    en_status status = en_round_read((en_round_source){.path = folder}, &context, &report, &round);
    fuzz_check(status == EN_OK || report.errors > 0);
    en_report_free(&report);
    if (status != EN_OK) return 0;
    en_round_result result;
    en_result_summary summary;
    en_result_files files;
    en_arena arena = en_arena_make(NULL);
    report = en_report_make(NULL);
    status = en_clear(&round, &context, &arena, &report, &result);
    fuzz_check(status == EN_OK || report.errors > 0);
    en_report_free(&report);
    if (status != EN_OK) {
        en_arena_free(&arena);
        en_round_free(&round);
        return 0;
    }
    fuzz_check(en_clear_check(&round, &result, &context, NULL) == EN_OK);
    fuzz_check(en_result_summarise(&round, &result, &arena, &summary) == EN_OK);
    fuzz_check(en_result_write(&round, &result, &summary, "fuzz", &context, &files) == EN_OK);
    memcpy(digest, files.files[EN_RESULT_CERTIFICATE].digest, EN_SHA256_BYTES);
    en_result_files_free(&files);
    en_clearing_free(&result);
    en_arena_free(&arena);
    en_round_free(&round);
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    make_folder();
    put_files(data, size);
    unsigned char first[EN_SHA256_BYTES], second[EN_SHA256_BYTES];
    int solved = run(1, first);
    fuzz_check(run(2, second) == solved);
    fuzz_check(!solved || memcmp(first, second, sizeof first) == 0);
    return 0;
}

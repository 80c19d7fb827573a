/* Bytes as NAMES.csv: whatever they are, they end in names that are found again, or in a reported problem. */
#define _GNU_SOURCE
#include "fuzz.h"

#include "plan_names.h"

#include <stdio.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 16 };

static char path[64];

static void put(const uint8_t *data, size_t size)
{
    if (!*path) {
        snprintf(path, sizeof path, "/tmp/enishi-fuzz-XXXXXX");
        int made = mkstemp(path);
        fuzz_check(made >= 0 && close(made) == 0);
    }
    FILE *f = fopen(path, "wb");
    fuzz_check(f && fwrite(data, 1, size, f) == size && fclose(f) == 0);
}

static void check_found(const en_plan_names *names, en_arena *arena)
{
    for (size_t i = 0; i < names->count; i++)
        for (int k = 0; k < EN_LANGUAGE_COUNT; k++) {
            const en_plan_label *label = &names->labels[i];
            en_str said = en_plan_name_said(names, (en_language)k, label->name, arena);
            fuzz_check(said.at != NULL);
            if (label->said[k].size) fuzz_check(en_str_equal(said, label->said[k]));
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > MOST_BYTES) return 0;
    put(data, size);
    en_report report = en_report_make(NULL);
    en_arena arena = en_arena_make(NULL);
    en_plan_names names;
    en_status status = en_plan_names_read((en_plan_source){.path = path}, NULL, &arena, &report, &names);
    fuzz_check((status == EN_OK) == (report.errors == 0));
    if (status == EN_OK) check_found(&names, &arena);
    en_arena_free(&arena);
    en_report_free(&report);
    unlink(path);
    *path = 0;
    return 0;
}

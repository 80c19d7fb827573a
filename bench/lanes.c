/* bench-lanes: nanoseconds an element of each elementary function of the planning engine, for each build of
 * the lanes that this processor can run, beside the C library's function one number at a time. Blocks of
 * 4,096 numbers, so that memory does not count; the best of 200 rounds. ninja -C BUILD tests/plan/bench-lanes
 * builds it.
 */
#include "lane_functions.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { COUNT = 4096, ROUNDS = 200 };

typedef struct subject {
    const char *name;
    int index;
    double low, high, low_y, high_y; /* the arguments */
    double (*one)(double);
    double (*two)(double, double);
} subject;

static const subject subjects[] = {
    {"exp", EN_LANE_EXP, -10, 10, 0, 0, exp, NULL},
    {"ln", EN_LANE_LN, 0.1, 100, 0, 0, log, NULL},
    {"log10", EN_LANE_LOG10, 0.1, 100, 0, 0, log10, NULL},
    {"sin", EN_LANE_SIN, -10, 10, 0, 0, sin, NULL},
    {"cos", EN_LANE_COS, -10, 10, 0, 0, cos, NULL},
    {"tan", EN_LANE_TAN, -10, 10, 0, 0, tan, NULL},
    {"arcsin", EN_LANE_ARCSIN, -1, 1, 0, 0, asin, NULL},
    {"arccos", EN_LANE_ARCCOS, -1, 1, 0, 0, acos, NULL},
    {"arctan", EN_LANE_ARCTAN, -5, 5, 0, 0, atan, NULL},
    {"normal", EN_LANE_NORMAL, 0, 1, 0, 0, NULL, NULL},
    {"sqrt", EN_LANE_SQRT, 0, 100, 0, 0, sqrt, NULL},
    {"floor", EN_LANE_FLOOR, -100, 100, 0, 0, floor, NULL},
    {"sin, angles of 1e7 to 1e9", EN_LANE_SIN, 1e7, 1e9, 0, 0, sin, NULL},
    {"pow", EN_LANE_POW, 0.1, 10, -5, 5, NULL, pow},
    {"mod", EN_LANE_MOD, -100, 100, 1, 20, NULL, fmod},
};

static double x[COUNT], y[COUNT], result[COUNT];

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void fill(double *at, double low, double high)
{
    uint64_t state = 1;
    for (int i = 0; i < COUNT; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        at[i] = low + (high - low) * ((double)(state >> 11) * 0x1p-53);
    }
}

/* One round with these functions, or with the C library's where there are none. */
static void run(const subject *s, const en_lane_functions *functions)
{
    if (functions && s->two) functions->two[s->index](COUNT, x, y, result);
    else if (functions) functions->one[s->index](COUNT, x, result);
    else if (s->one)
        for (int i = 0; i < COUNT; i++) result[i] = s->one(x[i]);
    else if (s->two)
        for (int i = 0; i < COUNT; i++) result[i] = s->two(x[i], y[i]);
}

static double nanoseconds(const subject *s, const en_lane_functions *functions)
{
    double best = 1;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        run(s, functions);
        double took = now() - start;
        if (took < best) best = took;
    }
    return best / COUNT * 1e9;
}

int main(void)
{
    printf("%-28s %8s", "", "libc");
    for (int build = 0; build < EN_LANE_BUILDS; build++) {
        const en_lane_functions *functions = en_lane_functions_of((en_lane_build)build);
        printf(" %8s", functions ? functions->build : "-");
    }
    puts("");
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        fill(x, subjects[i].low, subjects[i].high);
        fill(y, subjects[i].low_y, subjects[i].high_y);
        printf("%-28s", subjects[i].name);
        if (subjects[i].one || subjects[i].two) printf(" %8.2f", nanoseconds(&subjects[i], NULL));
        else printf(" %8s", "-");
        for (int build = 0; build < EN_LANE_BUILDS; build++) {
            const en_lane_functions *functions = en_lane_functions_of((en_lane_build)build);
            if (functions) printf(" %8.2f", nanoseconds(&subjects[i], functions));
            else printf(" %8s", "-");
        }
        puts("");
    }
    return 0;
}

/* What the tests of XMILE share: a document read from a text, with what was reported. */
#ifndef EN_TESTS_XMILE_BENCH_H
#define EN_TESTS_XMILE_BENCH_H

#include "check.h"

#include "file.h"
#include "tree.h"
#include "words.h"
#include "xmile_same.h"

#include <stdio.h>

#define ROOT    "<xmile xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\" version=\"1.0\">"
#define END     "</xmile>"
#define FILE_OF "m.xmile"

typedef struct bench {
    en_report report;
    en_arena arena;
    en_xmile_tree tree;
    en_plan_model model;
    bool has_tree;
    en_status status;
} bench;

static inline void bench_read(bench *b, en_str bytes)
{
    *b = (bench){.report = en_report_make(NULL), .arena = en_arena_make(NULL)};
    b->status = en_xmile_parse(bytes, en_str_of(FILE_OF), NULL, &b->report, &b->tree);
    b->has_tree = b->status == EN_OK;
    if (b->has_tree) b->status = en_xmile_read(&b->tree, &b->arena, &b->report, &b->model);
}

static inline void bench_free(bench *b)
{
    if (b->has_tree) en_xmile_free(&b->tree);
    en_arena_free(&b->arena);
    en_report_free(&b->report);
}

static inline void bench_show(const bench *b)
{
    en_text text = en_text_make(NULL);
    en_words_add_report(&text, EN_LANGUAGE_EN, &b->report, 20, "# ");
    fprintf(stderr, "%.*s\n", (int)text.size, text.at ? text.at : "");
    en_text_free(&text);
}

/* The character that the problem is at, as a text; "" for none. */
static inline const char *bench_column(const en_problem *p)
{
    static char column[32];
    bool given = p->arg_count > 0 && strcmp(p->args[0].name, "column") == 0;
    column[0] = '\0';
    if (given) snprintf(column, sizeof column, "%d", (int)p->args[0].as.integer);
    return column;
}

/* The problem at `i` has this rule and place. */
static inline void bench_expect(const bench *b, size_t i, en_severity severity, en_word rule, uint64_t line,
                                const char *column)
{
    const en_problem *p = i < b->report.kept ? &b->report.problems[i] : NULL;
    if (!p || p->rule != rule || p->severity != severity || p->where.row != line ||
        strcmp(bench_column(p), column) != 0) {
        bench_show(b);
        if (p) fprintf(stderr, "# %s at %d:%s\n", en_word_key(p->rule), (int)p->where.row, bench_column(p));
        fail_msg("expected problem %d to be %s at %d:%s", (int)i, en_word_key(rule), (int)line, column);
        return;
    }
    assert_true(en_str_is(p->where.file, FILE_OF));
    for (int language = 0; language < EN_LANGUAGE_COUNT; language++) {
        en_text words = en_text_make(NULL);
        en_words_add_problem(&words, (en_language)language, p);
        assert_true(words.size > 0 && !words.failed);
        en_text_free(&words);
    }
}

/* Written, the tree is this text. */
static inline void bench_written(const bench *b, en_str expected)
{
    en_text out = en_text_make(NULL);
    assert_int_equal(en_xmile_write(&b->tree, &out), EN_OK);
    if (!en_str_equal(en_text_str(&out), expected))
        fail_msg("written: %.*s\nexpected: %.*s", (int)out.size, out.at, (int)expected.size, expected.at);
    en_text_free(&out);
}

/* Written and read again, the tree is the same, and nothing is left to repair. */
static inline void bench_round_trip(const bench *b)
{
    en_text out = en_text_make(NULL);
    assert_int_equal(en_xmile_write(&b->tree, &out), EN_OK);
    en_report report = en_report_make(NULL);
    en_xmile_tree again;
    assert_int_equal(en_xmile_parse(en_text_str(&out), b->tree.file, NULL, &report, &again), EN_OK);
    assert_int_equal(again.edit_count, 0);
    assert_int_equal(xmile_first_difference(&b->tree, &again), 0);
    en_xmile_free(&again);
    en_report_free(&report);
    en_text_free(&out);
}

#endif

/* What tests of the check of models share: a model from a few variables, checked, with its problems on
 * stderr. */
#ifndef EN_TESTS_CHECKED_MODEL_H
#define EN_TESTS_CHECKED_MODEL_H

#include "check.h"
#include "plan.h"
#include "tree.h"
#include "words.h"

#include "model_check.h"

#include <stdio.h>

#define HEAD(time)                                                                                           \
    "<xmile xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\" version=\"1.0\"><sim_specs" time        \
    "><start>0</start><stop>10</stop></sim_specs>"
#define UNITS                                                                                                \
    "<model_units><unit name=\"engineers\"><alias>engineer</alias></unit><unit "                             \
    "name=\"load\"><eqn>hours/engineer</eqn></unit></model_units>"
#define DIMENSIONS             "<dimensions><dim name=\"d\"><elem name=\"a\"/><elem name=\"b\"/></dim></dimensions>"
#define AUX(name, units, eqn)  "<aux name=\"" name "\"><eqn>" eqn "</eqn><units>" units "</units></aux>\n"
#define FLOW(name, units, eqn) "<flow name=\"" name "\"><eqn>" eqn "</eqn><units>" units "</units></flow>\n"
#define STOCK(name, units, eqn, flows)                                                                       \
    "<stock name=\"" name "\"><eqn>" eqn "</eqn><units>" units "</units>" flows "</stock>\n"
/* A stock P [people] with a flow F [people/year], a price [$], a delay [years] and a fraction. */
#define WORLD                                                                                                \
    STOCK("P", "people", "100", "<inflow>F</inflow>")                                                        \
    FLOW("F", "people/year", "5") AUX("price", "$", "3") AUX("tau", "years", "2") AUX("share", "dmnl", "0.5")

enum { FINE = -1 };

typedef struct checked {
    en_report before, report;
    en_arena arena;
    en_xmile_tree tree;
    en_plan_model model;
    en_plan plan;
    en_status status;
} checked;

static inline void check_bytes(checked *c, en_str bytes, bool strict, const en_context *context)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *c = (checked){
        .before = en_report_make(NULL), .report = en_report_make(allocator), .arena = en_arena_make(NULL)};
    assert_int_equal(en_xmile_parse(bytes, en_str_of("m.xmile"), NULL, &c->before, &c->tree), EN_OK);
    assert_int_equal(en_xmile_read(&c->tree, &c->arena, &c->before, &c->model), EN_OK);
    assert_int_equal(en_plan_understand(&c->model, NULL, &c->before, &c->plan), EN_OK);
    c->status = en_plan_check(&c->plan, strict, context, &c->report);
}

static inline void checked_free(checked *c)
{
    en_plan_free(&c->plan);
    en_xmile_free(&c->tree);
    en_arena_free(&c->arena);
    en_report_free(&c->before);
    en_report_free(&c->report);
}

static inline void check_file(checked *c, const char *head, const char *variables, const char *tail,
                              bool strict)
{
    en_text text = en_text_make(NULL);
    en_text_add_z(&text, head);
    en_text_add_z(&text, "<model><variables>\n");
    en_text_add_z(&text, variables);
    en_text_add_z(&text, "</variables>");
    en_text_add_z(&text, tail);
    en_text_add_z(&text, "</xmile>");
    check_bytes(c, en_text_str(&text), strict, NULL);
    if (c->report.kept > 0) {
        en_text words = en_text_make(NULL);
        en_words_add_report(&words, EN_LANGUAGE_EN, &c->report, 20, "# ");
        fprintf(stderr, "%.*s", (int)words.size, words.at);
        en_text_free(&words);
    }
    en_text_free(&text);
}

static inline void check_model(checked *c, const char *variables)
{
    check_file(c, HEAD(" time_units=\"years\"") UNITS DIMENSIONS, variables, "</model>", false);
}

/* The variables have exactly this problem, or none. */
static inline void expect(const char *variables, int rule)
{
    checked c;
    check_model(&c, variables);
    assert_int_equal(c.status, EN_OK);
    assert_int_equal(c.report.warnings, rule >= 0);
    if (rule >= 0 && (int)c.report.problems[0].rule != rule)
        fail_msg("%s instead of %s", en_word_key(c.report.problems[0].rule), en_word_key((en_word)rule));
    checked_free(&c);
}

#endif

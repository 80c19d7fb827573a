/* Random models whose units agree by construction, which stay right when units are left out, and whose
 * verdict stays when the base units are exchanged for others.
 */
#include "checked_model.h"

enum { BASES = 3, VARIABLES = 24 }; /* the last base is time */

typedef struct random_variable {
    int power[BASES];
    char equation[160];
    bool declared, wrong;
} random_variable;

typedef struct random_model {
    random_variable at[VARIABLES];
} random_model;

static void make_equation(random_model *m, int k, uint64_t *random)
{
    random_variable *v = &m->at[k];
    int a = k ? (int)check_below(random, (size_t)k) : 0, b = k ? (int)check_below(random, (size_t)k) : 0,
        sign = check_below(random, 2) ? 1 : -1;
    size_t kind = k < 4 ? 0 : check_below(random, 6);
    const int *pa = m->at[a].power, *pb = m->at[b].power;
    for (int i = 0; i < BASES; i++) {
        if (kind == 0) v->power[i] = (int)check_below(random, 5) - 2;
        else if (kind == 1) v->power[i] = pa[i] + sign * pb[i];
        else v->power[i] = pa[i] - (kind == 2 && i == BASES - 1);
    }
    if (kind == 0) snprintf(v->equation, sizeof v->equation, "%d", k + 1);
    else if (kind == 1) snprintf(v->equation, sizeof v->equation, "2*v%d %c v%d", a, sign > 0 ? '*' : '/', b);
    else if (kind == 2) snprintf(v->equation, sizeof v->equation, "v%d/(TIME + 1) + 0*v%d/TIME", a, a);
    else if (kind == 3)
        snprintf(v->equation, sizeof v->equation, "IF v%d &gt; 3 THEN v%d ELSE MAX(0, v%d)", b, a, a);
    else if (kind == 4)
        snprintf(v->equation, sizeof v->equation, "SQRT(v%d*v%d) - v%d*(v%d/v%d)", a, a, a, b, b);
    else snprintf(v->equation, sizeof v->equation, "DELAY1(v%d, 3*DT) + SMTH1(v%d, TIME)*v%d^0", a, a, b);
}

static void make_random_model(random_model *m, uint64_t *random)
{
    for (int k = 0; k < VARIABLES; k++) {
        m->at[k] = (random_variable){.declared = true};
        make_equation(m, k, random);
    }
}

/* The units with base i written as `bases[i]`. */
static void write_random_model(const random_model *m, const char *const bases[BASES], en_text *text)
{
    for (int k = 0; k < VARIABLES; k++) {
        const random_variable *v = &m->at[k];
        char line[512];
        snprintf(line, sizeof line, "<aux name=\"v%d\"><eqn>%s</eqn>", k, v->equation);
        en_text_add_z(text, line);
        if (v->declared) en_text_add_z(text, "<units>1");
        for (int i = 0; i < BASES && v->declared; i++) {
            snprintf(line, sizeof line, "*(%s)^(%d)", bases[i], v->power[i] + (v->wrong && i == 0));
            en_text_add_z(text, line);
        }
        en_text_add_z(text, v->declared ? "</units></aux>\n" : "</aux>\n");
    }
    en_text_add_char(text, '\0');
}

/* The rules and lines of what is wrong, as one text. */
static void verdict_of(const random_model *m, const char *const bases[BASES], en_text *verdict)
{
    char head[512];
    checked c;
    en_text variables = en_text_make(NULL);
    snprintf(head, sizeof head, HEAD(" time_units=\"%s\""), bases[BASES - 1]);
    write_random_model(m, bases, &variables);
    check_file(&c, head, variables.at, "</model>", false);
    for (size_t k = 0; k < c.report.kept; k++) {
        char line[120];
        snprintf(line, sizeof line, "%s:%d:%d\n", en_word_key(c.report.problems[k].rule),
                 (int)c.report.problems[k].where.row, (int)c.report.problems[k].args[0].as.integer);
        en_text_add_z(verdict, line);
    }
    checked_free(&c);
    en_text_free(&variables);
}

static void models__that_agree_stay_right_when_units_are_left_out(void **state)
{
    (void)state;
    static const char *const bases[BASES] = {"people", "tonnes", "years"};
    uint64_t random = 11;
    for (int round = 0; round < 150; round++) {
        random_model m;
        make_random_model(&m, &random);
        for (int left_out = 0; left_out < 3; left_out++) {
            en_text verdict = en_text_make(NULL);
            verdict_of(&m, bases, &verdict);
            check_str(en_text_str(&verdict), "");
            en_text_free(&verdict);
            for (int k = 0; k < VARIABLES; k++)
                m.at[k].declared = m.at[k].declared && check_below(&random, 3) > 0;
        }
    }
}

static void verdicts__stay_when_base_units_are_exchanged(void **state)
{
    (void)state;
    static const char *const first[BASES] = {"people", "tonnes", "years"};
    static const char *const others[][BASES] = {{"people*tonnes^2", "tonnes", "weeks"},
                                                {"tonnes", "people", "years"},
                                                {"xu/years", "xu^-1*yen", "years"},
                                                {"kg-m/years^2", "m", "years"}};
    uint64_t random = 12;
    int wrong = 0;
    for (int round = 0; round < 100; round++) {
        random_model m;
        make_random_model(&m, &random);
        for (int k = 0; k < VARIABLES; k++) {
            m.at[k].declared = check_below(&random, 3) > 0;
            m.at[k].wrong = check_below(&random, 10) == 0;
        }
        en_text before = en_text_make(NULL);
        verdict_of(&m, first, &before);
        wrong += before.size > 0;
        for (size_t k = 0; k < CHECK_COUNT(others); k++) {
            en_text after = en_text_make(NULL);
            verdict_of(&m, others[k], &after);
            assert_true(en_str_equal(en_text_str(&before), en_text_str(&after)));
            en_text_free(&after);
        }
        en_text_free(&before);
    }
    assert_in_range(wrong, 30, 99); /* models of both kinds were tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models__that_agree_stay_right_when_units_are_left_out),
        cmocka_unit_test(verdicts__stay_when_base_units_are_exchanged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

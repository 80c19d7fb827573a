/* A document as a model: every element of XMILE 1.0, and each error at its place. */
#include "bench.h"

#include <math.h>

static const char *data;

static char *read_file(const char *name, size_t *size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", data, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *bytes = malloc(1 << 20);
    assert_non_null(bytes);
    *size = fread(bytes, 1, 1 << 20, f);
    fclose(f);
    return bytes;
}

static void check_text(en_plan_text text, const char *expected, uint32_t line, uint32_t column)
{
    check_str(text.text, expected);
    en_plan_place place = en_plan_text_place(&text, 0);
    if (place.line != line || place.column != column)
        fail_msg("%s is at %u:%u, expected %u:%u", expected, place.line, place.column, line, column);
}

static void check_header(const en_plan_header *h)
{
    check_str(h->vendor.text, "Nobody");
    check_str(h->product.text, "By hand");
    check_str(h->product_version.text, "1.0");
    check_str(h->product_language.text, "vi");
    check_text(h->name, "Kỹ sư bán dẫn 半導体", 7, 9);
    check_str(h->version.text, "2");
    check_str(h->caption.text, "c");
    check_str(h->author.text, "a");
    check_str(h->affiliation.text, "af");
    check_str(h->client.text, "cl");
    check_text(h->copyright, "© 2026", 13, 14);
    check_str(h->created.text, "2026-01-02");
    check_str(h->modified.text, "2026-02-03");
    check_str(h->uuid.text, "5c1276e0-9bab-4489-b31c-a1e5dfc3a410");
    check_str(h->namespaces.text, "std, isee");
    assert_int_equal(h->options.count, 2);
    check_text(h->options.at[1], "uses_arrays", 21, 4);
    assert_int_equal(h->includes.count, 2);
    check_str(h->includes.at[0].text, "macros/*.xml");
}

static void check_settings(const en_plan_model *m)
{
    const en_plan_specs *s = m->specs;
    assert_true(s->start.value == 2025 && s->stop.value == 2030 && s->stop.known && s->dt.value == 8);
    assert_true(s->reciprocal.given && s->reciprocal.value && isinf(s->pause.value));
    assert_true(s->save_interval.known && s->save_interval.value == 0.5);
    assert_int_equal(s->methods.count, 2);
    check_text(s->methods.at[1], "Euler", 28, 26);
    check_str(s->time_units.text, "Year");
    check_str(s->run_by.text, "group");
    assert_int_equal(s->extras.count, 1);
    check_text(s->extras.at[0].name, "isee:mode", 33, 3);
    check_str(s->extras.at[0].value.text, "x");
    assert_int_equal(m->unit_count, 2);
    check_str(m->units[0].name.text, "người");
    check_str(m->units[0].equation.text, "person");
    assert_int_equal(m->units[0].aliases.count, 2);
    check_str(m->units[0].aliases.at[0].text, "人");
    assert_true(m->units[1].disabled.value && !en_plan_given(m->units[1].equation));
    assert_int_equal(m->dimension_count, 2);
    assert_true(m->dimensions[0].size.value == 3 && m->dimensions[0].elements.count == 0);
    check_text(m->dimensions[1].name, "Nơi", 42, 14);
    assert_int_equal(m->dimensions[1].elements.count, 2);
    check_str(m->dimensions[1].elements.at[1].text, "九州");
    assert_true(m->behavior->non_negative.value && m->behavior->stocks_non_negative.given);
    assert_true(!m->behavior->stocks_non_negative.value && m->behavior->flows_non_negative.value);
    assert_true(m->imports.count == 1 && m->exports.count == 2);
    check_str(m->imports.at[0].resource.text, "d.csv");
    check_str(m->imports.at[0].orientation.text, "horizontal");
    assert_true(m->imports.at[0].enabled.given && !m->imports.at[0].enabled.value);
    assert_true(m->exports.at[0].all.value && !m->exports.at[1].all.given);
    check_str(m->exports.at[0].interval.text, "DT");
    check_str(m->exports.at[1].table.text, ".3");
}

static void check_macros(const en_plan_model *m)
{
    assert_int_equal(m->macro_count, 2);
    const en_plan_macro *log = &m->macros[0];
    check_text(log->equation, "IF x < base THEN LN(x)/LN(base) ELSE 0", 58, 17);
    en_plan_place place = en_plan_text_place(&log->equation, strlen("IF x < base THEN "));
    assert_true(place.line == 58 && place.column == 37);
    assert_int_equal(log->parameter_count, 2);
    assert_false(en_plan_given(log->parameters[0].fallback));
    check_text(log->parameters[1].fallback, "x + 1", 57, 18);
    check_str(log->format.text, "LOG(<value>)");
    check_str(log->namespaces.text, "isee");
    assert_true(!log->specs->stop.known && log->specs->start.known);
    check_text(log->specs->dt.text, "base/4", 61, 63);
    check_str(log->variables.at[0].name.text, "inner");
    check_str(m->macros[1].filter.text, "stock");
    check_str(m->macros[1].applies_to.text, "outflows");
}

static void check_stocks(const en_plan_variables *v)
{
    const en_plan_variable *s = &v->at[0];
    assert_true(s->kind == EN_PLAN_STOCK && s->autoexport.value);
    check_text(s->name, "Sinh viên", 73, 17);
    check_str(s->access.text, "output");
    check_str(s->doc.text, "Students & ."); /* its HTML stays in the document */
    check_text(s->body.equation, "100 * \"Số\\nthầy\"", 76, 6);
    assert_true(s->body.inflows.count == 1 && s->body.outflows.count == 2);
    check_text(s->body.inflows.at[0], "nhập_học", 78, 14);
    check_str(s->body.outflows.at[1].text, "bỏ_học");
    check_str(s->units.text, "người");
    const en_plan_conveyor *c = s->body.conveyor;
    assert_true(c->discrete.value && !c->batch_integrity.value && !c->one_at_a_time.value);
    assert_true(c->exponential_leak.value && c->extras.count == 1);
    check_str(c->length.text, "4");
    check_str(c->capacity.text, "1200");
    check_str(c->inflow_limit.text, "300");
    check_text(c->sample, "TIME > 3", 86, 14);
    check_str(c->arrest.text, "0");
    const en_plan_poster *p = s->body.poster;
    assert_true(p->min.value == 0 && p->max.value == 10 && p->threshold_count == 1);
    const en_plan_threshold *t = p->thresholds;
    assert_true(t->value.value == 5 && t->interval.value == 2 && t->actions.count == 2);
    check_str(t->direction.text, "decreasing");
    check_str(t->repeat.text, "once");
    check_str(t->actions.at[0].text, "stop");
    check_str(t->actions.at[1].text, "");
    check_str(t->messages.at[0].text, "Careful!");
    assert_true(v->at[1].body.queue.value);
    check_text(v->at[1].body.initial, "7", 97, 45);
    check_str(v->at[1].body.mathml.text, "m");
}

static void check_flows(const en_plan_variables *v)
{
    assert_true(v->at[2].kind == EN_PLAN_FLOW && v->at[2].body.non_negative.value);
    check_str(v->at[2].body.multiplier.text, "3");
    assert_true(v->at[3].body.overflow.value && !en_plan_given(v->at[3].body.equation));
    const en_plan_variable *leak = &v->at[4];
    assert_true(leak->leak_start.value == 0.25 && leak->leak_end.value == 0.75);
    assert_true(leak->body.leaks.value && leak->body.leak_integers.value);
    check_str(leak->body.leak.text, "0.1");
    assert_true(v->at[5].body.leaks.value && v->at[5].body.leak.text.size == 0);
}

static void check_auxiliaries(const en_plan_variables *v)
{
    const en_plan_variable *a = &v->at[6];
    assert_true(a->kind == EN_PLAN_AUXILIARY && a->flow_concept.given && !a->flow_concept.value);
    check_str(a->name.text, "Số\\nthầy");
    assert_true(a->range->min.value == 0 && a->range->max.value == 100 && a->scale->max.value == 50);
    check_str(a->scale->group.text, "1");
    check_str(a->precision.text, "0.01");
    check_str(a->scale_by.text, "1000");
    check_str(a->display_as.text, "percent");
    assert_true(a->delimit_thousands.value && a->extras.count == 2);
    check_str(a->extras.at[1].value.text, "again");
    const en_plan_variable *array = &v->at[7];
    assert_true(array->dimensions.count == 2 && array->element_count == 2);
    check_str(array->dimensions.at[1].text, "Nơi");
    check_text(array->elements[0].subscript, "1, Hà Nội", 112, 25);
    check_str(array->elements[1].body.equation.text, "2");
    const en_plan_graph *g = array->elements[1].body.graph;
    assert_true(g->type == EN_PLAN_GRAPH_DISCRETE && g->count == 3 && !g->x_given && g->x[1] == 0.5 &&
                g->y[2] == 4);
}

static void check_others(const en_plan_variables *v)
{
    const en_plan_graph *g = v->at[8].body.graph;
    assert_true(v->at[8].kind == EN_PLAN_GRAPH && g->type == EN_PLAN_GRAPH_EXTRAPOLATE);
    check_text(v->at[8].name, "曲線", 115, 14);
    assert_true(g->count == 3 && g->x_given && g->x[1] == 0.5 && g->y[1] == 0.1 && g->y_scale.max.value == 1);
    check_str(v->at[8].units.text, "%");
    check_str(v->at[8].doc.text, "d");
    assert_true(v->at[9].body.graph->count == 0);
    check_str(v->at[9].body.graph->name.text, "曲線");
    const en_plan_variable *module = &v->at[10];
    assert_true(module->kind == EN_PLAN_MODULE && module->connection_count == 2);
    check_str(module->resource.text, "sub.xml");
    check_str(module->connections[0].from.text, ".Số thầy");
    assert_true(!module->connections[0].second && module->connections[1].second);
    assert_int_equal(v->group_count, 1);
    assert_true(v->groups[0].run.value && v->groups[0].entities.count == 2);
    check_str(v->groups[0].name.text, "Tài chính");
    check_str(v->groups[0].entities.at[1].text, "rò");
}

static void reads__every_element_of_the_standard(void **state)
{
    (void)state;
    size_t size;
    char *bytes = read_file("whole.xmile", &size);
    bench b;
    bench_read(&b, (en_str){bytes, size});
    if (b.status != EN_OK) bench_show(&b);
    assert_int_equal(b.status, EN_OK);
    check_header(&b.model.header);
    check_settings(&b.model);
    check_macros(&b.model);
    assert_int_equal(b.model.model_count, 2);
    const en_plan_submodel *root = &b.model.models[0], *other = &b.model.models[1];
    assert_true(!en_plan_given(root->name) && root->has_views && root->specs->stop.value == 2);
    assert_true(root->behavior->non_negative.given && !root->behavior->non_negative.value);
    check_text(other->name, "Trường con", 66, 15);
    assert_true(other->run.value && !other->has_views && !other->specs);
    check_str(other->resource.text, "sub.xml");
    assert_int_equal(root->variables.count, 11);
    check_stocks(&root->variables);
    check_flows(&root->variables);
    check_auxiliaries(&root->variables);
    check_others(&root->variables);
    /* vendors' elements that may matter; the one that is there twice is told of once */
    bench_expect(&b, 0, EN_WARNING, EN_W_XMILE_UNKNOWN_ELEMENT, 33, "3");
    bench_expect(&b, 1, EN_WARNING, EN_W_XMILE_UNKNOWN_ELEMENT, 88, "6");
    bench_expect(&b, 2, EN_WARNING, EN_W_XMILE_UNKNOWN_ELEMENT, 107, "5");
    assert_int_equal(b.report.warnings, 3);
    bench_written(&b, (en_str){bytes, size});
    bench_round_trip(&b);
    bench_free(&b);
    free(bytes);
}

typedef struct fault {
    const char *text; /* inside the root, from line 2 on */
    en_word rule;
    const char *column;
} fault;

#define VARIABLES(text) "<model><variables>\n" text "</variables></model>"

static void expect_faults(const fault *faults, size_t n, en_severity severity)
{
    for (size_t i = 0; i < n; i++) {
        en_text text = en_text_make(NULL);
        en_text_add_z(&text, ROOT);
        en_text_add_z(&text, faults[i].text);
        en_text_add_z(&text, END);
        bench b;
        bench_read(&b, en_text_str(&text));
        if (b.status != (severity == EN_ERROR ? EN_ERR_INPUT : EN_OK)) {
            bench_show(&b);
            fail_msg("%s", faults[i].text);
        }
        bench_expect(&b, 0, severity, faults[i].rule, 2, faults[i].column);
        assert_int_equal(b.report.errors + b.report.warnings, 1);
        bench_free(&b);
        en_text_free(&text);
    }
}

static void refuses__each_fault_where_it_is(void **state)
{
    (void)state;
    static const fault faults[] = {
        {VARIABLES("<aux name='đ'><eqn>1</eqn><eqn>2</eqn></aux>"), EN_W_XMILE_TWICE, "27"},
        {VARIABLES("<aux name='a'><eqn>1<b>2</b></eqn></aux>"), EN_W_XMILE_ELEMENT_IN_TEXT, "21"},
        {VARIABLES("<aux><eqn>1</eqn></aux>"), EN_W_XMILE_NO_NAME, "1"},
        {VARIABLES("<stock name=' '/>"), EN_W_XMILE_NO_NAME, "1"},
        {VARIABLES("<group><doc/></group>"), EN_W_XMILE_NO_NAME, "1"},
        {VARIABLES("<group name='g'><entity/></group>"), EN_W_XMILE_NO_NAME, "17"},
        {VARIABLES("<flow name='f'><non_negative>maybe</non_negative></flow>"), EN_W_XMILE_NOT_A_FLAG, "16"},
        {VARIABLES("<flow name='f' leak_start='1/2'/>"), EN_W_XMILE_NOT_A_NUMBER, "28"},
        {VARIABLES("<aux name='a'><range min='2' max='1'/></aux>"), EN_W_XMILE_SCALE_REVERSED, "15"},
        {VARIABLES("<aux name='a'><range min='.' max='1'/></aux>"), EN_W_XMILE_NOT_A_NUMBER, "27"},
        {VARIABLES("<aux name='a'><element><eqn>1</eqn></element></aux>"), EN_W_XMILE_NO_VALUE, "15"},
        {VARIABLES("<aux name='a'><dimensions><dim/></dimensions></aux>"), EN_W_XMILE_NO_NAME, "27"},
        {VARIABLES("<module name='m'><connect to='m.a'/></module>"), EN_W_XMILE_NO_VALUE, "18"},
        {VARIABLES("<aux name='a'><event_poster><threshold/></event_poster></aux>"), EN_W_XMILE_NO_VALUE,
         "29"},
        {VARIABLES("<gf><xscale min='0' max='1'/><ypts>1,2</ypts></gf>"), EN_W_XMILE_NO_NAME, "1"},
        {VARIABLES("<gf name='g'><xscale min='0' max='1'/><ypts>1</ypts></gf>"), EN_W_XMILE_GRAPH_TOO_FEW,
         "1"},
        {VARIABLES("<gf name='g'><xpts>1,2</xpts></gf>"), EN_W_XMILE_GRAPH_TOO_FEW, "1"},
        {VARIABLES("<gf name='g'><ypts>1,2</ypts></gf>"), EN_W_XMILE_GRAPH_NO_X, "1"},
        {VARIABLES("<gf name='g'><xscale min='1' max='1'/><ypts>1,2</ypts></gf>"), EN_W_XMILE_SCALE_REVERSED,
         "14"},
        {VARIABLES("<gf name='g'><xpts>1,2,3</xpts><ypts>1,2</ypts></gf>"), EN_W_XMILE_GRAPH_COUNTS, "1"},
        {VARIABLES("<gf name='g'><xpts>1,3,2</xpts><ypts>1,2,3</ypts></gf>"), EN_W_XMILE_GRAPH_ORDER, "20"},
        {VARIABLES("<gf name='g'><xpts>1,3,INF</xpts><ypts>1,2,3</ypts></gf>"), EN_W_XMILE_GRAPH_INFINITE,
         "20"},
        {VARIABLES("<gf name='g'><xpts>1,hai</xpts><ypts>1,2</ypts></gf>"), EN_W_XMILE_NOT_A_NUMBER, "22"},
        {VARIABLES("<gf name='g'><xpts>1,2,</xpts><ypts>1,2,3</ypts></gf>"), EN_W_XMILE_NOT_A_NUMBER, "24"},
        {VARIABLES("<gf name='g'><xpts sep=', '>1, 2</xpts><ypts>1,2</ypts></gf>"), EN_W_XMILE_SEPARATOR,
         "25"},
        {VARIABLES("<gf name='g' type='cubic'><xscale min='0' max='1'/><ypts>1,2</ypts></gf>"),
         EN_W_XMILE_GRAPH_TYPE, "20"},
        {"\n<dimensions><dim name='D'/></dimensions>", EN_W_XMILE_DIMENSION_EMPTY, "13"},
        {"\n<dimensions><dim name='D' size='1.5'/></dimensions>", EN_W_XMILE_DIMENSION_SIZE, "13"},
        {"\n<dimensions><dim name='D' size='0'/></dimensions>", EN_W_XMILE_DIMENSION_SIZE, "13"},
        {"\n<dimensions><dim name='D' size='2'><elem name='a'/></dim></dimensions>",
         EN_W_XMILE_DIMENSION_SIZE, "13"},
        {"\n<dimensions><dim name='D'><elem/></dim></dimensions>", EN_W_XMILE_NO_NAME, "27"},
        {"\n<model_units><unit><eqn>1</eqn></unit></model_units>", EN_W_XMILE_NO_NAME, "14"},
        {"\n<sim_specs><start>0</start><stop>x</stop></sim_specs>", EN_W_XMILE_NOT_A_NUMBER, "34"},
        {"\n<sim_specs><start>0</start></sim_specs>", EN_W_XMILE_NO_VALUE, "1"},
        {"\n<sim_specs><stop>0</stop></sim_specs>", EN_W_XMILE_NO_VALUE, "1"},
        {"\n<sim_specs><start>3</start><stop>2</stop></sim_specs>", EN_W_XMILE_TIMES, "34"},
        {"\n<sim_specs><start>3</start><stop>inf</stop></sim_specs>", EN_W_XMILE_TIMES, "34"},
        {"\n<sim_specs><start>0</start><stop>2</stop><dt>0</dt></sim_specs>", EN_W_XMILE_STEP, "46"},
        {"\n<sim_specs><start>0</start><stop>2</stop><dt></dt></sim_specs>", EN_W_XMILE_NOT_A_NUMBER, "46"},
        {"\n<macro name='m'><parm>x</parm></macro>", EN_W_XMILE_NO_VALUE, "1"},
        {"\n<macro><eqn>1</eqn></macro>", EN_W_XMILE_NO_NAME, "1"},
        {"\n<header/><header/>", EN_W_XMILE_TWICE, "10"},
    };
    expect_faults(faults, CHECK_COUNT(faults), EN_ERROR);
}

static void warns__of_what_it_repairs_or_does_not_know(void **state)
{
    (void)state;
    static const fault faults[] = {
        {"\n<odd/><odd/>", EN_W_XMILE_UNKNOWN_ELEMENT, "1"},
        {VARIABLES("<aux name='a' odd='1'/><aux name='b' odd='1'/>"), EN_W_XMILE_UNKNOWN_ATTRIBUTE, "15"},
        {"\n<dimensions><dimensions><dim name='D' size='1'/></dimensions></dimensions>",
         EN_W_XMILE_NESTED_DIMENSIONS, "13"},
        {VARIABLES("<aux name='a'><dimensions><dimensions><dim name='D'/></dimensions></dimensions></aux>"),
         EN_W_XMILE_NESTED_DIMENSIONS, "27"},
        {VARIABLES("<gf name='g'><xscale min='0' max='9'/><xpts>1,2</xpts><ypts>1,2</ypts></gf>"),
         EN_W_XMILE_GRAPH_BOTH, "1"},
    };
    expect_faults(faults, CHECK_COUNT(faults), EN_WARNING);
}

static void unknown_names__are_told_of_up_to_a_hundred(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_text_add_z(&text, ROOT);
    for (int i = 0; i < 300; i++) {
        en_text_add_z(&text, "<odd");
        en_text_add_int(&text, i);
        en_text_add_z(&text, "/>");
    }
    en_text_add_z(&text, END);
    bench b;
    bench_read(&b, en_text_str(&text));
    assert_true(b.status == EN_OK && b.report.warnings == 100);
    assert_int_equal(b.report.problems[99].rule, EN_W_XMILE_MORE_UNKNOWN);
    bench_free(&b);
    en_text_free(&text);
}

static void models__put_the_root_first(void **state)
{
    (void)state;
    bench b;
    bench_read(&b, en_str_of(ROOT "<model name='a'/><model name='b'/><model/><model name='c'/>" END));
    assert_true(b.status == EN_OK && b.model.model_count == 4);
    assert_false(en_plan_given(b.model.models[0].name));
    check_str(b.model.models[1].name.text, "a");
    check_str(b.model.models[2].name.text, "b");
    check_str(b.model.models[3].name.text, "c");
    bench_free(&b);
    bench_read(
        &b,
        en_str_of(
            ROOT
            "<model name='only' encryption-scheme='AES-128,CBC,SHA256' iv='x' hmac='y'>eA==</model>" END));
    assert_true(b.status == EN_OK && b.report.warnings == 0);
    check_str(b.model.models[0].encryption.text, "AES-128,CBC,SHA256");
    bench_free(&b);
}

/* What programs write that give the standard's namespace a prefix of its own. */
static void prefixes__of_the_standard_are_read_like_none(void **state)
{
    (void)state;
    bench b;
    bench_read(
        &b, en_str_of("<n:xmile version='1.0' xmlns:n='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'>"
                      "<n:dimensions><n:dim name='D'><n:elem name='a'/></n:dim></n:dimensions>"
                      "<n:model><n:variables><n:aux name='x'><n:dimensions><n:dim name='D'/></n:dimensions>"
                      "<n:element subscript='a'><n:eqn>3</n:eqn></n:element></n:aux>"
                      "</n:variables></n:model></n:xmile>"));
    assert_true(b.status == EN_OK && b.report.warnings == 0 && b.model.dimension_count == 1);
    const en_plan_variable *x = b.model.models[0].variables.at;
    assert_true(x->dimensions.count == 1 && x->element_count == 1);
    check_str(x->dimensions.at[0].text, "D");
    bench_free(&b);
}

static void numbers__may_begin_or_end_with_their_point(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {{".375", 0.375}, {"-.5", -0.5},
                 {"14.", 14},     {"6E5", 6e5},
                 {"1.e2", 100},   {"8.123e-10", 8.123e-10},
                 {"+3", 3},       {"-INF", -(double)INFINITY},
                 {" 2 ", 2}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char text[400];
        snprintf(text, sizeof text,
                 ROOT "<model><variables><flow name='f' leak_end='%s'/></variables></model>" END,
                 cases[i].text);
        bench b;
        bench_read(&b, en_str_of(text));
        assert_int_equal(b.status, EN_OK);
        if (b.model.models[0].variables.at->leak_end.value != cases[i].value) fail_msg("%s", cases[i].text);
        bench_free(&b);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    data = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads__every_element_of_the_standard),
        cmocka_unit_test(refuses__each_fault_where_it_is),
        cmocka_unit_test(warns__of_what_it_repairs_or_does_not_know),
        cmocka_unit_test(unknown_names__are_told_of_up_to_a_hundred),
        cmocka_unit_test(models__put_the_root_first),
        cmocka_unit_test(prefixes__of_the_standard_are_read_like_none),
        cmocka_unit_test(numbers__may_begin_or_end_with_their_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

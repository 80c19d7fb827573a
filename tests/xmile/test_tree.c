/* A document as a tree: nodes, places, namespaces, changed texts, limits. */
#include "bench.h"

static void read_text(bench *b, const char *text) { bench_read(b, en_str_of(text)); }

/* The first element of that name. */
static uint32_t element(const bench *b, const char *name)
{
    for (uint32_t n = 1; n < b->tree.node_count; n++)
        if (b->tree.nodes[n].kind == EN_XMILE_ELEMENT && en_str_is(b->tree.nodes[n].name, name)) return n;
    fail_msg("no <%s>", name);
    return 0;
}

static void writes__back_every_byte(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ROOT "</xmile>",
        "\xEF\xBB\xBF<?xml version='1.0' encoding=\"UTF-8\" standalone='yes' ?>\r\n\r\n<!-- a --><?b "
        "c?>\n" ROOT "\r\n<header ><name\tx = 'y\"'>a&#x41;&lt;\r\n</name ><vendor   /></header>\n<!---->" END
        "\n<!-- z -->\n\n",
        "<!DOCTYPE xmile [\n<!-- x > ' -->\n<!ENTITY co \"Đại học\"><!ELEMENT xmile ANY>]>\n" ROOT
        "<header><name>&amp;&co;</name></header>" END,
        ROOT "<header><name><![CDATA[a<b&c]]]]><![CDATA[>]]></name></header>" END,
    };
    for (size_t i = 0; i < CHECK_COUNT(texts); i++) {
        bench b;
        read_text(&b, texts[i]);
        if (b.status != EN_OK) bench_show(&b);
        assert_int_equal(b.status, EN_OK);
        assert_int_equal(b.tree.edit_count, 0);
        bench_written(&b, en_str_of(texts[i]));
        bench_round_trip(&b);
        bench_free(&b);
    }
}

static void nodes__say_what_and_where_they_are(void **state)
{
    (void)state;
    bench b;
    read_text(&b, "<?xml version=\"1.0\"?>\n" ROOT "\n"
                  "  <header>\n"
                  "    <name vi='Đ\"' b = \"&lt;2\">Đồ &amp; vật<!-- c --><![CDATA[<x>]]></name>\n"
                  "    <?do it?>\n"
                  "  </header>\n" END);
    assert_int_equal(b.status, EN_OK);
    const en_xmile_node *nodes = b.tree.nodes;
    assert_int_equal(nodes[nodes[0].first].kind, EN_XMILE_AROUND);
    check_str(nodes[nodes[0].first].text, "<?xml version=\"1.0\"?>\n");
    uint32_t n = element(&b, "name");
    en_plan_place place = en_xmile_place(&b.tree, nodes[n].at);
    assert_true(place.line == 4 && place.column == 5);
    assert_int_equal(nodes[n].attribute_count, 2);
    check_str(nodes[n].attributes[0].value, "Đ\"");
    assert_int_equal(nodes[n].attributes[0].quote, '\'');
    check_str(nodes[n].attributes[1].value, "<2");
    place = en_xmile_place(&b.tree, nodes[n].attributes[1].at);
    assert_true(place.line == 4 && place.column == 19);
    uint32_t text = nodes[n].first, comment = nodes[text].next, section = nodes[comment].next;
    check_str(nodes[text].text, "Đồ & vật");
    assert_int_equal(nodes[text].run_count, 2);
    assert_int_equal(nodes[comment].kind, EN_XMILE_COMMENT);
    assert_int_equal(nodes[section].kind, EN_XMILE_CDATA);
    check_str(nodes[section].text, "<x>");
    place = en_xmile_place(&b.tree, nodes[section].runs[0].from);
    assert_true(place.line == 4 && place.column == 62);
    check_str(b.model.header.name.text, "Đồ & vật<x>");
    place = en_plan_text_place(&b.model.header.name, strlen("Đồ & "));
    assert_true(place.line == 4 && place.column == 40);
    place = en_plan_text_place(&b.model.header.name, strlen("Đồ & vật<x"));
    assert_true(place.line == 4 && place.column == 64);
    for (uint32_t i = 1; i < b.tree.node_count; i++)
        if (nodes[i].kind == EN_XMILE_INSTRUCTION) check_str(nodes[i].name, "do");
    bench_free(&b);
}

static void places__count_lines_as_xml_does(void **state)
{
    (void)state;
    bench b;
    read_text(&b, "\xEF\xBB\xBF<xmile\r\nversion='1.0'>\r<a/>\n\r<b/>" END);
    assert_int_equal(b.status, EN_OK);
    en_plan_place place = en_xmile_place(&b.tree, b.tree.nodes[element(&b, "xmile")].at);
    assert_true(place.line == 1 && place.column == 1);
    place = en_xmile_place(&b.tree, b.tree.nodes[element(&b, "a")].at);
    assert_true(place.line == 3 && place.column == 1);
    place = en_xmile_place(&b.tree, b.tree.nodes[element(&b, "b")].at);
    assert_true(place.line == 5 && place.column == 1);
    bench_free(&b);
}

static void namespaces__decide_what_an_element_is(void **state)
{
    (void)state;
    bench b;
    read_text(&b,
              "<x:xmile xmlns:x='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0' xmlns='urn:v' version='1.0'>"
              "<header/><x:header><x:name>n</x:name><i xmlns='http://iseesystems.com/XMILE'><j/></i>"
              "</x:header></x:xmile>");
    assert_int_equal(b.status, EN_OK);
    check_str(b.model.header.name.text, "n");
    assert_int_equal(b.tree.nodes[element(&b, "x:header")].space, EN_XMILE_STANDARD);
    assert_int_equal(b.tree.nodes[element(&b, "j")].space, EN_XMILE_ISEE);
    bench_free(&b);
    read_text(&b, "<xmile xmlns='urn:other' version='1.0'><header><name>n</name></header>" END);
    bench_expect(&b, 0, EN_WARNING, EN_W_XMILE_NAMESPACE, 1, "15");
    assert_int_equal(b.report.warnings, 1);
    check_str(b.model.header.name.text, "n");
    bench_free(&b);
}

static void entities__that_are_declared_are_plain_text(void **state)
{
    (void)state;
    static const char text[] = "<!DOCTYPE xmile [<!ENTITY co 'Đại học'>]>\n" ROOT
                               "<header vi='&co;'><name>a&co;b</name></header>" END;
    bench b;
    read_text(&b, text);
    assert_int_equal(b.status, EN_OK);
    check_str(b.model.header.name.text, "aĐại họcb");
    en_plan_place place = en_plan_text_place(&b.model.header.name, strlen("aĐại học"));
    assert_true(place.line == 2 && place.column == strlen(ROOT "<header vi='&co;'><name>a&co;b"));
    bench_written(&b, en_str_of(text));
    bench_free(&b);
    struct {
        const char *text;
        en_word rule;
        const char *column;
    } refused[] = {
        {"<!DOCTYPE xmile SYSTEM 'file:///etc/passwd'>" ROOT END, EN_W_XMILE_EXTERNAL, "44"},
        {"<!DOCTYPE xmile PUBLIC 'p' 'http://example.org/x.dtd'>" ROOT END, EN_W_XMILE_EXTERNAL, "54"},
        {"<!DOCTYPE xmile [<!ENTITY x SYSTEM 'y'>]>" ROOT END, EN_W_XMILE_EXTERNAL, "39"},
        {"<!DOCTYPE xmile [<!ENTITY x '&#60;b/>'>]>" ROOT END, EN_W_XMILE_ENTITY, "29"},
        {"<!DOCTYPE xmile [<!ENTITY x 'y'><!ENTITY z '&x;&x;'>]>" ROOT END, EN_W_XMILE_ENTITY, "44"},
        {"<!DOCTYPE xmile [<!ENTITY % x 'y'>]>" ROOT END, EN_W_XMILE_ENTITY, "31"},
    };
    for (size_t i = 0; i < CHECK_COUNT(refused); i++) {
        read_text(&b, refused[i].text);
        assert_int_equal(b.status, EN_ERR_INPUT);
        bench_expect(&b, 0, EN_ERROR, refused[i].rule, 1, refused[i].column);
        bench_free(&b);
    }
}

static void set_text__changes_one_element_only(void **state)
{
    (void)state;
    bench b;
    read_text(&b, ROOT "<model><variables><aux name='a'>\n<eqn>1<!-- one --> + <![CDATA[2]]></eqn>"
                       "<doc ></doc><units /></aux></variables></model>" END);
    assert_int_equal(b.status, EN_OK);
    const en_plan_variable *a = b.model.models[0].variables.at;
    check_str(a->body.equation.text, "1 + 2");
    assert_int_equal(en_xmile_set_text(&b.tree, a->body.equation.origin, en_str_of("a < b & \"ư\" > c")),
                     EN_OK);
    assert_int_equal(en_xmile_set_text(&b.tree, a->units.origin, en_str_of("人")), EN_OK);
    assert_int_equal(en_xmile_set_text(&b.tree, a->doc.origin, en_str_of("]]>\r")), EN_OK);
    static const char changed[] =
        ROOT "<model><variables><aux name='a'>\n<eqn>a &lt; b &amp; \"ư\" &gt; c<!-- one --></eqn>"
             "<doc >]]&gt;&#13;</doc><units>人</units></aux></variables></model>" END;
    bench_written(&b, en_str_of(changed));
    bench again;
    read_text(&again, changed);
    check_str(again.model.models[0].variables.at->body.equation.text, "a < b & \"ư\" > c");
    bench_free(&again);
    assert_int_equal(en_xmile_set_text(&b.tree, a->body.equation.origin, en_str_of("\x01")), EN_ERR_USAGE);
    assert_int_equal(en_xmile_set_text(&b.tree, a->body.equation.origin, en_str_of("\xFF")), EN_ERR_USAGE);
    assert_int_equal(en_xmile_set_text(&b.tree, a->body.equation.origin, en_str_of("\xEF\xBF\xBF")),
                     EN_ERR_USAGE);
    assert_int_equal(en_xmile_set_text(&b.tree, a->name.origin, en_str_of("b")), EN_ERR_USAGE);
    assert_int_equal(en_xmile_set_text(&b.tree, element(&b, "model"), en_str_of("b")), EN_ERR_USAGE);
    assert_int_equal(en_xmile_set_text(&b.tree, 1000000, en_str_of("b")), EN_ERR_USAGE);
    bench_written(&b, en_str_of(changed));
    bench_free(&b);
}

static void limits__are_kept(void **state)
{
    (void)state;
    bench b;
    en_text text = en_text_make(NULL);
    en_text_add_z(&text, ROOT);
    en_text_add_repeated(&text, "<a>", EN_XMILE_MOST_DEPTH);
    en_text_add_repeated(&text, "</a>", EN_XMILE_MOST_DEPTH);
    en_text_add_z(&text, END);
    bench_read(&b, en_text_str(&text));
    char column[32];
    snprintf(column, sizeof column, "%zu", strlen(ROOT) + 3 * (size_t)(EN_XMILE_MOST_DEPTH - 1) + 1);
    bench_expect(&b, 0, EN_ERROR, EN_W_XMILE_TOO_DEEP, 1,
                 column); /* root, and 127 of them, are deep enough */
    bench_free(&b);
    text.size = 0;
    en_text_add_repeated(&text, "&", 1);
    en_text_add_z(&text, ROOT "<header><name>");
    text.at[0] = ' ';
    en_text_add_repeated(&text, "&", EN_XMILE_MOST_REPAIRS + 1);
    en_text_add_z(&text, "</name></header>" END);
    bench_read(&b, en_text_str(&text));
    assert_int_equal(b.status, EN_ERR_INPUT);
    assert_int_equal(b.report.errors, 1);
    bench_free(&b);
    text.size = 0;
    en_text_add_z(&text, "<xmile");
    for (int i = 0; i <= EN_XMILE_MOST_NAMESPACES; i++) {
        en_text_add_z(&text, " xmlns:a");
        en_text_add_int(&text, i);
        en_text_add_z(&text, "='u'");
    }
    en_text_add_z(&text, "/>");
    bench_read(&b, en_text_str(&text));
    bench_expect(&b, 0, EN_ERROR, EN_W_XMILE_TOO_MANY_NAMESPACES, 1, "1");
    bench_free(&b);
    text.size = 0;
    en_text_add_z(&text, "<!DOCTYPE xmile [<!ENTITY e 'x'>]>" ROOT "<header><name>");
    en_text_add_repeated(&text, "&e;", EN_XMILE_MOST_ENTITY_USES + 1);
    en_text_add_z(&text, "</name></header>" END);
    bench_read(&b, en_text_str(&text));
    assert_true(b.status == EN_ERR_INPUT && b.report.problems[0].rule == EN_W_XMILE_ENTITY_USES);
    bench_free(&b);
    en_text_free(&text);
    static const char one[] = "x";
    bench_read(&b, (en_str){one, (size_t)EN_XMILE_MOST_BYTES + 1}); /* refused before a byte of it is read */
    assert_true(b.status == EN_ERR_INPUT && b.report.problems[0].rule == EN_W_XMILE_TOO_LARGE);
    bench_free(&b);
}

static void parse__can_be_cancelled(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_text_add_z(&text, ROOT);
    en_text_add_repeated(&text, "<a/>", 2048);
    en_text_add_z(&text, END);
    en_flag cancel = true;
    en_report report = en_report_make(NULL);
    en_xmile_tree tree;
    en_context context = {.cancel = &cancel};
    assert_int_equal(en_xmile_parse(en_text_str(&text), en_str_of("m"), &context, &report, &tree),
                     EN_ERR_CANCELLED);
    assert_int_equal(report.errors, 0);
    en_report_free(&report);
    en_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes__back_every_byte),
        cmocka_unit_test(nodes__say_what_and_where_they_are),
        cmocka_unit_test(places__count_lines_as_xml_does),
        cmocka_unit_test(namespaces__decide_what_an_element_is),
        cmocka_unit_test(entities__that_are_declared_are_plain_text),
        cmocka_unit_test(set_text__changes_one_element_only),
        cmocka_unit_test(limits__are_kept),
        cmocka_unit_test(parse__can_be_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

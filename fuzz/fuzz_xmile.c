/* Bytes as a model. What is accepted is written and read again to the same tree without anything left to
 * repair, and is understood alike; a text that is given to an element comes back from the file. */
#include "fuzz.h"

#include "xmile_same.h"

typedef struct reading {
    en_report report;
    en_arena arena;
    en_xmile_tree tree;
    en_plan_model model;
    bool accepted;
    en_status status;
} reading;

/* What is refused as a whole has no row. */
static bool is_of_the_file(en_word rule)
{
    return rule == EN_W_XMILE_TOO_LARGE || rule == EN_W_XMILE_IS_ARCHIVE || rule == EN_W_XMILE_IS_STELLA ||
           rule == EN_W_XMILE_IS_TABLE || rule == EN_W_XMILE_IS_VENSIM;
}

static void read_bytes(reading *r, en_str bytes)
{
    *r = (reading){.report = en_report_make(NULL), .arena = en_arena_make(NULL)};
    r->status = en_xmile_parse(bytes, en_str_of("f"), NULL, &r->report, &r->tree);
    r->accepted = r->status == EN_OK;
    if (r->accepted) r->status = en_xmile_read(&r->tree, &r->arena, &r->report, &r->model);
    fuzz_check((r->status == EN_OK) == (r->report.errors == 0));
    for (size_t i = 0; i < r->report.kept; i++)
        fuzz_check(r->report.problems[i].where.row > 0 || is_of_the_file(r->report.problems[i].rule));
}

static void end(reading *r)
{
    if (r->accepted) en_xmile_free(&r->tree);
    en_arena_free(&r->arena);
    en_report_free(&r->report);
}

/* The last element without elements inside, or 0. */
static uint32_t last_leaf(const en_xmile_tree *tree)
{
    for (uint32_t n = (uint32_t)tree->node_count - 1; n > 0; n--) {
        bool leaf = tree->nodes[n].kind == EN_XMILE_ELEMENT;
        for (uint32_t child = tree->nodes[n].first; child; child = tree->nodes[child].next)
            leaf = leaf && tree->nodes[child].kind != EN_XMILE_ELEMENT;
        if (leaf) return n;
    }
    return 0;
}

static en_text written(const reading *r)
{
    en_text out = en_text_make(NULL);
    fuzz_check(en_xmile_write(&r->tree, &out) == EN_OK);
    return out;
}

static void change(reading *r)
{
    static const char text[] = "1 < 2 & \"Đ\" > ]]>";
    uint32_t leaf = last_leaf(&r->tree);
    if (!leaf) return;
    fuzz_check(en_xmile_set_text(&r->tree, leaf, en_str_of(text)) == EN_OK);
    en_text out = written(r);
    reading again;
    read_bytes(&again, en_text_str(&out));
    fuzz_check(again.accepted && again.tree.edit_count == 0);
    const en_xmile_node *node = &again.tree.nodes[leaf];
    fuzz_check(node->kind == EN_XMILE_ELEMENT && en_str_equal(node->name, r->tree.nodes[leaf].name));
    fuzz_check(en_str_is(again.tree.nodes[node->first].text, text));
    end(&again);
    en_text_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    reading first;
    read_bytes(&first, (en_str){(const char *)data, size});
    if (first.accepted) {
        en_text out = written(&first);
        if (first.tree.edit_count == 0) fuzz_check(en_str_equal(en_text_str(&out), first.tree.read));
        reading again;
        read_bytes(&again, en_text_str(&out));
        fuzz_check(again.accepted && again.tree.edit_count == 0);
        fuzz_check(xmile_first_difference(&first.tree, &again.tree) == 0);
        fuzz_check(again.status == first.status && again.report.errors == first.report.errors);
        end(&again);
        en_text_free(&out);
        change(&first);
    }
    end(&first);
    return 0;
}

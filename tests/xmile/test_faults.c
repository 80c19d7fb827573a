/* Memory that runs out at every allocation, in turn: a status of its own, nothing lost, nothing told wrongly.
 */
#include "bench.h"

static char *bytes;
static size_t size;

/* Reads, understands, changes where that is simple, and writes. user: the text. */
static en_status work(const en_context *context, void *user)
{
    en_report report = en_report_make(NULL);
    en_arena arena = en_arena_make(context->allocator);
    en_text out = en_text_make(context->allocator);
    en_xmile_tree tree;
    en_plan_model model = {.file = en_str_of("untouched")};
    en_status status = en_xmile_parse(*(const en_str *)user, en_str_of(FILE_OF), context, &report, &tree);
    if (status == EN_OK) {
        status = en_xmile_read(&tree, &arena, &report, &model);
        if (status != EN_OK) check_str(model.file, "untouched");
        uint32_t root = en_xmile_root(&tree);
        if (status == EN_OK && !tree.nodes[root].first)
            status = en_xmile_set_text(&tree, root, en_str_of("Đ & <"));
        if (status == EN_OK) status = en_xmile_write(&tree, &out);
        en_xmile_free(&tree);
    }
    assert_int_equal(report.errors, 0);
    en_text_free(&out);
    en_arena_free(&arena);
    en_report_free(&report);
    return status;
}

static void sweep(en_str text) { check_refused_allocations(work, &text, 20000); }

static void memory__may_run_out_anywhere(void **state)
{
    (void)state;
    sweep((en_str){bytes, size});
}

static void memory__may_run_out_while_repairing(void **state)
{
    (void)state;
    sweep(en_str_of(
        " <?xml version='1.0' encoding='ISO-8859-1'?><xmile version='1.0'><isee:a/><x:b/><header>"
        "<name>R&D &eacute; \xE9</nam></header><dimensions><dimensions><dim name='D' size='2'/>"
        "</dimensions></dimensions><model><odd/><variables><aux name='a'><eqn>1 < 2</aux></variables>"
        "</model></xmile>"));
    sweep(en_str_of("<xmile/>"));
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    char path[4096];
    snprintf(path, sizeof path, "%s/whole.xmile", argv[1]);
    FILE *f = fopen(path, "rb");
    bytes = malloc(1 << 20);
    if (!f || !bytes) return 2;
    size = fread(bytes, 1, 1 << 20, f);
    fclose(f);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory__may_run_out_anywhere),
        cmocka_unit_test(memory__may_run_out_while_repairing),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(bytes);
    return failed;
}

/* rewrite FILE: reads a model and writes it to the standard output, so that a sweep over the allocations of
 * the whole process covers expat and iconv too. Ends with the exit status of the contract. */
#include "bench.h"

#include "status.h"

static en_status rewrite(const char *path, en_report *report, en_text *out)
{
    static char bytes[1 << 20];
    FILE *f = fopen(path, "rb");
    if (!f) return EN_ERR_MEMORY; /* the file is there: fopen lacked the memory for it */
    size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    en_xmile_tree tree;
    en_plan_model model;
    en_arena arena = en_arena_make(NULL);
    en_status status = en_xmile_parse((en_str){bytes, size}, en_str_of("f"), NULL, report, &tree);
    if (status == EN_OK) {
        status = en_xmile_read(&tree, &arena, report, &model);
        if (status == EN_OK) status = en_xmile_write(&tree, out);
        en_xmile_free(&tree);
    }
    en_arena_free(&arena);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    en_report report = en_report_make(NULL);
    en_text out = en_text_make(NULL);
    en_status status = rewrite(argv[1], &report, &out);
    if (status == EN_OK && report.out_of_memory) status = EN_ERR_MEMORY; /* a warning that was lost */
    if (status == EN_OK && fwrite(out.at, 1, out.size, stdout) != out.size) status = EN_ERR_IO;
    if (status != EN_OK) fputs("not rewritten\n", stderr);
    en_text_free(&out);
    en_report_free(&report);
    return en_exit_status(status);
}

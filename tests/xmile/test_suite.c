/* The conformance models that lie beside the project: each is read, and written back as it was. */
#define _GNU_SOURCE
#include "bench.h"

#include <dirent.h>
#include <errno.h>

static char folder[4096];
static size_t models, repaired;

static bool find_folder(const char *root)
{
    static const char *const ups[] = {"..", "../.."};
    for (size_t i = 0; i < CHECK_COUNT(ups); i++) {
        snprintf(folder, sizeof folder, "%s/%s/shared/xmile", root, ups[i]);
        DIR *d = opendir(folder);
        if (!d) continue;
        closedir(d);
        return true;
    }
    return false;
}

static char *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    *size = (size_t)ftell(f);
    rewind(f);
    char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, f), *size);
    fclose(f);
    return bytes;
}

static void check_model(const char *path)
{
    size_t size;
    char *bytes = read_file(path, &size);
    bench b;
    bench_read(&b, (en_str){bytes, size});
    if (b.status != EN_OK) {
        bench_show(&b);
        fail_msg("%s is not read", path);
    }
    assert_true(b.model.model_count > 0 && b.model.models[0].variables.count > 0);
    assert_true(b.model.specs && b.model.specs->start.known && b.model.specs->dt.known);
    if (b.tree.edit_count == 0) bench_written(&b, (en_str){bytes, size});
    bench_round_trip(&b);
    models++;
    repaired += b.tree.edit_count > 0;
    if (b.report.warnings) {
        fprintf(stderr, "# %s\n", path);
        bench_show(&b);
    }
    bench_free(&b);
    free(bytes);
}

static void suite__every_model_is_read_and_written_back(void **state)
{
    (void)state;
    if (!*folder) skip();
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        char path[4096 + 600];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        struct dirent **files;
        int n = names[i]->d_name[0] == '.' || names[i]->d_type == DT_REG
                    ? 0
                    : scandir(path, &files, NULL, alphasort);
        for (int j = 0; j < n; j++) {
            char file[4096 + 1200];
            snprintf(file, sizeof file, "%s/%s", path, files[j]->d_name);
            if (strstr(files[j]->d_name, ".xmile")) check_model(file);
            free(files[j]);
        }
        if (n > 0) free(files);
        free(names[i]);
    }
    free(names);
    assert_int_equal(models, 69);
    assert_int_equal(repaired, 6); /* those that declare no namespace for isee */
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    if (!find_folder(argv[1])) *folder = '\0';
    const struct CMUnitTest tests[] = {cmocka_unit_test(suite__every_model_is_read_and_written_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

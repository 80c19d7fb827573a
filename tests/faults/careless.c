/* careless: a program with one mistake, which its argument names, where an allocation fails. The sweep must
 * find each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *mistake, const char *out)
{
    if (strcmp(mistake, "crash") == 0) abort();
    if (strcmp(mistake, "silent") == 0) return 0;
    if (strcmp(mistake, "status") == 0) return 77;
    if (strcmp(mistake, "half") == 0) {
        FILE *f = fopen(out, "w");
        if (f) fclose(f);
    }
    if (strcmp(mistake, "mute") != 0) fputs("out of memory\n", stderr);
    return 5;
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    char *first = malloc(100);
    if (!first) return fail(argv[1], argv[2]);
    char *second = malloc(200);
    if (!second) {
        if (strcmp(argv[1], "leak") != 0) free(first);
        return fail(argv[1], argv[2]);
    }
    FILE *f = fopen(argv[2], "w");
    if (!f) {
        free(first);
        free(second);
        return fail(argv[1], argv[2]);
    }
    setvbuf(f, NULL, _IONBF, 0);
    fputs("done\n", f);
    fclose(f);
    free(first);
    free(second);
    return 0;
}

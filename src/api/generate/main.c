/* enishi-api FOLDER: writes what is made from the rows of the API into the folder. It runs when enishi is
 * built, and is not installed. */
#include "generate.h"

#include "file.h"

#include <stdio.h>

static int write_file(const char *folder, const char *name, en_text *text)
{
    en_report report = en_report_make(NULL);
    char path[4096];
    bool fits = snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path;
    bool done = !text->failed && fits && en_file_write(path, en_text_str(text), &report) == EN_OK;
    if (!done) fprintf(stderr, "enishi-api: %s could not be written\n", name);
    en_report_free(&report);
    en_text_free(text);
    return done ? 0 : 1;
}

static int write_one(const char *folder, const char *name, void (*generate)(en_text *))
{
    en_text text = en_text_make(NULL);
    generate(&text);
    return write_file(folder, name, &text);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("enishi-api FOLDER\n", stderr);
        return 2;
    }
    int failed = write_one(argv[1], "openapi.json", generate_openapi);
    failed |= write_one(argv[1], "api.ts", generate_typescript);
    failed |= write_one(argv[1], "routes.json", generate_routes);
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) {
        char name[32];
        snprintf(name, sizeof name, "reference-%s.html", en_language_tag((en_language)i));
        en_text text = en_text_make(NULL);
        generate_reference(&text, (en_language)i);
        failed |= write_file(argv[1], name, &text);
    }
    return failed;
}

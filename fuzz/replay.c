/* Runs a fuzz target over the files of a folder, as an ordinary test. */
#define _GNU_SOURCE
#include "file.h"

#include <dirent.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
    DIR *directory = argc == 2 ? opendir(argv[1]) : NULL;
    if (!directory) return 2;
    size_t count = 0;
    en_arena arena = en_arena_make(NULL);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (*entry->d_name == '.') continue;
        en_file file;
        const char *path = en_path_join(&arena, argv[1], entry->d_name);
        if (!path || en_file_read(path, NULL, NULL, &file) != EN_OK) return 2;
        LLVMFuzzerTestOneInput((const uint8_t *)file.at, file.size);
        en_file_free(&file);
        count++;
    }
    closedir(directory);
    en_arena_free(&arena);
    printf("%zu files\n", count);
    return count > 0 ? 0 : 1;
}

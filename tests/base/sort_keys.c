/* Prints the sort key of each line of the input in hexadecimal, in the language that is named. */
#include "order.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    char line[4096];
    en_language language;
    if (argc != 2 || !en_language_of(en_str_of(argv[1]), &language)) return 2;
    while (fgets(line, sizeof line, stdin)) {
        en_text key = en_text_make(NULL);
        en_sort_key_add(&key, (en_str){line, strcspn(line, "\n")}, language);
        for (size_t i = 0; i < key.size; i++) printf("%02x", (unsigned)(unsigned char)key.at[i]);
        putchar('\n');
        en_text_free(&key);
    }
    return 0;
}

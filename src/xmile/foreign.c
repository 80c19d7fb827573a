/* Files that hold a model or a table, but no XML: what they are, so that a message can say what to do.
 *
 * Known by their first bytes, by the marks of Vensim's text format (its sketch, or `~` and `|` on lines of
 * their own), and where there is no XML at all by the ending of the name. Bound: linear in the bytes.
 */
#define _GNU_SOURCE
#include "repair.h"

#include <strings.h>

static bool begins(en_str bytes, const char *with, size_t n)
{
    return bytes.size >= n && memcmp(bytes.at, with, n) == 0;
}

static bool holds(en_str bytes, const char *what)
{
    return bytes.size && memmem(bytes.at, bytes.size, what, strlen(what)) != NULL;
}

static bool ends_in(en_str name, const char *ending)
{
    size_t n = strlen(ending);
    return name.size > n && strncasecmp(name.at + name.size - n, ending, n) == 0;
}

static bool is_named(en_str name, const char *const *endings)
{
    for (; *endings; endings++)
        if (ends_in(name, *endings)) return true;
    return false;
}

/* Whether something like a tag begins it, in one byte a character or in two or four. */
static bool begins_as_xml(en_str bytes)
{
    size_t i = begins(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (i < bytes.size && memchr(" \t\r\n", bytes.at[i], 4)) i++;
    return i == bytes.size || bytes.at[i] == '<' || begins(bytes, "\xFF\xFE", 2) ||
           begins(bytes, "\xFE\xFF", 2) || (i == 0 && bytes.at[0] == '\0');
}

/* Equations of Vensim, as text: `x = 1` and below it units behind `~`, a comment behind `~`, and a `|`. */
static bool is_vensim(en_str bytes)
{
    return begins(bytes, "{UTF-8}", 7) || holds(bytes, "\\\\\\---///") ||
           (holds(bytes, "\n\t~\t") && (holds(bytes, "|\n") || holds(bytes, "|\r\n")));
}

bool en_xmile_foreign(en_str bytes, en_str name, en_word *word)
{
    static const char *const vensim[] = {".mdl", ".vmf", ".vmfx", ".vmfz", ".vpm", ".vpmx", ".vpa", NULL};
    static const char *const stella[] = {".stm", ".itm", NULL};
    static const char *const tables[] = {".xls", ".xlsx", ".xlsm", ".ods", ".csv", NULL};
    if (begins_as_xml(bytes)) return false;
    bool is_zip = begins(bytes, "PK\x03\x04", 4);
    bool is_workbook =
        is_zip && (holds(bytes, "xl/workbook.xml") || holds(bytes, "opendocument.spreadsheet"));
    if (is_vensim(bytes) || is_named(name, vensim)) *word = EN_W_XMILE_IS_VENSIM;
    else if (is_workbook || is_named(name, tables)) *word = EN_W_XMILE_IS_TABLE;
    else if (is_zip) *word = EN_W_XMILE_IS_ARCHIVE;
    else if (is_named(name, stella)) *word = EN_W_XMILE_IS_STELLA;
    else return false;
    return true;
}

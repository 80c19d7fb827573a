/* Places of results. See plan_place.h. */
#define _GNU_SOURCE
#include "plan_place.h"

#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_HEAD = 96 };

/* How the first line of what enishi writes begins; the last of them is NULL. */
static const char *const heads[EN_OUTPUT_KINDS][3] = {
    [EN_OUTPUT_PICTURE] = {"<svg"},
    [EN_OUTPUT_TABLE] = {"time,", "time\n"},
    [EN_OUTPUT_TARGETS] = {"target,variable,time,value,as_of,source,runs,met,"},
    [EN_OUTPUT_RANK] = {"variable,time,method,runs,r_squared,name,effect,"},
    [EN_OUTPUT_FAILED] = {"run,time,variable,line\n"},
    [EN_OUTPUT_HISTORY] = {"variable,points,outside,mean_error,"},
};

static const char *const besides[EN_OUTPUT_KINDS] = {[EN_OUTPUT_TARGETS] = "-targets",
                                                     [EN_OUTPUT_RANK] = "-rank",
                                                     [EN_OUTPUT_FAILED] = "-failed",
                                                     [EN_OUTPUT_HISTORY] = "-history"};

/* Whether a file with something in it is there, and whether it is an earlier output of this kind. */
static bool is_there(const char *path, en_plan_output output, bool *is_ours)
{
    struct stat there;
    char head[MOST_HEAD];
    *is_ours = false;
    if (stat(path, &there) != 0 || !S_ISREG(there.st_mode) || there.st_size == 0) return false;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t size = descriptor < 0 ? -1 : pread(descriptor, head, sizeof head, 0);
    if (descriptor >= 0) close(descriptor);
    for (size_t i = 0; size > 0 && heads[output][i]; i++) {
        size_t n = strlen(heads[output][i]);
        if ((size_t)size >= n && memcmp(head, heads[output][i], n) == 0) *is_ours = true;
    }
    return true;
}

/* What other programs take the ending of a name for. */
static const char *const formats[] = {".bmp",  ".doc",  ".docx", ".gif",  ".html",  ".jpeg", ".jpg",
                                      ".json", ".mdl",  ".ods",  ".pdf",  ".png",   ".stmx", ".tif",
                                      ".tiff", ".webp", ".xls",  ".xlsx", ".xmile", ".xml",  ".zip"};

static bool ends_with(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    return n > m && strcasecmp(name + n - m, ending) == 0;
}

static en_status check_ending(en_plan_output output, const char *path, en_report *report)
{
    bool is_picture = output == EN_OUTPUT_PICTURE;
    bool is_other = ends_with(path, is_picture ? ".csv" : ".svg");
    for (size_t i = 0; i < sizeof formats / sizeof *formats && !is_other; i++)
        is_other = ends_with(path, formats[i]);
    if (!is_other) return EN_OK;
    en_arg args[] = {en_arg_text("format", is_picture ? "SVG" : "CSV"),
                     en_arg_text("ending", is_picture ? ".svg" : ".csv")};
    (void)en_report_add(report, EN_ERROR, EN_W_OUT_OTHER_FORMAT, (en_where){.file = en_str_of(path)}, 2,
                        args);
    return EN_ERR_USAGE;
}

en_status en_plan_place_check(en_plan_output output, const char *path, bool replaces,
                              const char *const *inputs, size_t input_count, en_report *report)
{
    bool is_ours;
    en_where where = {.file = en_str_of(path)};
    if (en_outfile_is_input(path, inputs, input_count))
        return en_report_error(report, EN_W_OUT_IS_INPUT, where);
    en_status status = check_ending(output, path, report);
    if (status != EN_OK || replaces || !is_there(path, output, &is_ours) || is_ours) return status;
    return en_report_error(report, output == EN_OUTPUT_TEMPLATE ? EN_W_OUT_EXISTS : EN_W_OUT_NOT_OURS, where);
}

char *en_plan_place_beside(en_arena *arena, const char *path, en_plan_output output)
{
    const char *what = besides[output] ? besides[output] : "";
    size_t n = strlen(path), added = strlen(what);
    size_t stem = n > 4 && strcmp(path + n - 4, ".csv") == 0 ? n - 4 : n;
    char *beside = en_arena_raw(arena, n + added + 1, 1);
    if (!beside) return NULL;
    memcpy(beside, path, stem);
    memcpy(beside + stem, what, added);
    memcpy(beside + stem + added, path + stem, n - stem + 1);
    return beside;
}

en_status en_plan_place_clear(const char *path, const bool written[EN_OUTPUT_KINDS],
                              const char *const *inputs, size_t input_count, en_report *report)
{
    en_arena arena = en_arena_make(NULL);
    en_status status = EN_OK;
    for (en_plan_output output = EN_OUTPUT_TARGETS; output < EN_OUTPUT_KINDS && status == EN_OK; output++) {
        bool is_ours;
        char *place = written[output] ? NULL : en_plan_place_beside(&arena, path, output);
        if (!written[output] && !place) status = EN_ERR_MEMORY;
        if (!place || !is_there(place, output, &is_ours) || !is_ours ||
            en_outfile_is_input(place, inputs, input_count))
            continue;
        if (unlink(place) != 0) status = en_file_fault(report, EN_W_FILE_CANNOT_WRITE, place, errno);
        else
            status = en_report_add(report, EN_WARNING, EN_W_OUT_REMOVED, (en_where){.file = en_str_of(place)},
                                   0, NULL);
    }
    en_arena_free(&arena);
    return status;
}

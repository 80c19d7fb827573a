/* What went wrong, as data. See report.h. */
#include "report.h"

#include <assert.h>

en_report en_report_make(const en_allocator *allocator)
{
    return (en_report){.arena = en_arena_make(allocator)};
}

void en_report_free(en_report *report)
{
    const en_allocator *allocator = report->arena.allocator;
    en_arena_free(&report->arena);
    *report = en_report_make(allocator);
}

static en_str keep(en_report *report, en_str s)
{
    char *copy = s.size ? en_arena_copy(&report->arena, s.at, s.size) : NULL;
    if (s.size && !copy) report->out_of_memory = true;
    if (s.at && !s.size) return (en_str){"", 0}; /* a cell that is empty, not one that is missing */
    return copy ? (en_str){copy, s.size} : (en_str){0};
}

/* Control characters, which terminals obey, marks that turn the direction of writing and bad UTF-8 become
 * '?'. A character that the end of a shortened text went through is cut off. Returns the size. */
static size_t clean(char *s, size_t n, bool shortened)
{
    for (size_t bad; (bad = en_utf8_invalid(s, n)) < n;) {
        if (shortened && n - bad < 4) n = bad;
        else s[bad] = '?';
    }
    for (size_t at = 0, size; (at += en_utf8_control(s + at, n - at, &size)) < n; at += size)
        memset(s + at, '?', size);
    return n;
}

/* A value fit for a terminal; a long one is cut and ends in an ellipsis. */
static en_str keep_value(en_report *report, en_str s)
{
    if (s.size == 0) return keep(report, s);
    enum { MOST = 4 * EN_REPORT_VALUE_COLUMNS };
    char copy[MOST] = "";
    bool shortened = s.size > MOST;
    size_t n = shortened ? MOST : s.size;
    if (n > 0) memcpy(copy, s.at, n);
    n = clean(copy, n, shortened);
    en_str cut = en_utf8_cut((en_str){copy, n}, EN_REPORT_VALUE_COLUMNS);
    shortened = shortened || cut.size < n;
    en_text text = en_text_make(report->arena.allocator);
    en_text_add(&text, cut);
    if (shortened) en_text_add_z(&text, "…");
    if (text.failed) report->out_of_memory = true;
    en_str kept = keep(report, en_text_str(&text));
    en_text_free(&text);
    return kept;
}

/* A path: clean, and whole. */
static en_str keep_file(en_report *report, en_str s)
{
    char *copy = s.size ? en_arena_copy(&report->arena, s.at, s.size) : NULL;
    if (s.size && !copy) report->out_of_memory = true;
    return copy ? (en_str){copy, clean(copy, s.size, false)} : (en_str){0};
}

static bool make_room(en_report *report)
{
    if (report->kept < report->capacity) return true;
    size_t capacity = report->capacity ? report->capacity * 2 : 16;
    en_problem *grown = en_arena_array(&report->arena, capacity, sizeof *grown);
    if (!grown) return false;
    if (report->kept) memcpy(grown, report->problems, report->kept * sizeof *grown);
    report->problems = grown;
    report->capacity = capacity;
    return true;
}

en_status en_report_add(en_report *report, en_severity severity, en_word rule, en_where where,
                        size_t arg_count, const en_arg *args)
{
    assert(arg_count <= EN_REPORT_ARGS);
    en_status status = severity == EN_ERROR ? EN_ERR_INPUT : EN_OK;
    if (!report) return status;
    *(severity == EN_ERROR ? &report->errors : &report->warnings) += 1;
    if (report->kept >= EN_REPORT_MOST) return status;
    if (!make_room(report)) {
        report->out_of_memory = true;
        return status;
    }
    en_problem *problem = &report->problems[report->kept++];
    *problem = (en_problem){.rule = rule, .severity = severity, .arg_count = arg_count};
    problem->where = (en_where){keep_file(report, where.file), where.row, keep_value(report, where.column),
                                keep_value(report, where.value)};
    for (size_t i = 0; i < arg_count; i++) {
        problem->args[i] = args[i];
        if (args[i].kind == EN_ARG_TEXT) problem->args[i].as.text = keep_value(report, args[i].as.text);
    }
    return status;
}

en_status en_report_error(en_report *report, en_word rule, en_where where)
{
    return en_report_add(report, EN_ERROR, rule, where, 0, NULL);
}

void en_report_join(en_report *into, en_report *from)
{
    uint64_t errors = into->errors + from->errors, warnings = into->warnings + from->warnings;
    for (size_t i = 0; i < from->kept; i++) {
        const en_problem *p = &from->problems[i];
        (void)en_report_add(into, p->severity, p->rule, p->where, p->arg_count, p->args);
    }
    into->errors = errors;
    into->warnings = warnings;
    into->out_of_memory = into->out_of_memory || from->out_of_memory;
    en_report_free(from);
}

void en_report_settle(en_report *report, en_status status)
{
    if (status == EN_OK || status == EN_ERR_MEMORY || status == EN_ERR_CANCELLED || report->errors > 0)
        return;
    if (status == EN_ERR_LIMIT && report->warnings > 0) return;
    (void)en_report_error(report, EN_W_REPORT_NO_REASON, (en_where){0});
}

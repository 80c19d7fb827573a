/* Places: from a byte of the text to the line and column of the file that was read. See tree.h.
 *
 * Every EN_XMILE_MARK-th byte of the file has its place written down, and the rest is counted from there.
 * Lines end as XML has it: LF, CR LF, or CR alone.
 */
#include "repair.h"

#include <assert.h>

static bool ends_line(en_str read, size_t at)
{
    if (read.at[at] == '\n') return true;
    return read.at[at] == '\r' && (at + 1 == read.size || read.at[at + 1] != '\n');
}

/* From `from`, whose place is *place, to `to`. A byte order mark and the bytes inside a character take no
 * column. */
static void count(en_str read, size_t from, size_t to, en_plan_place *place)
{
    for (size_t i = from; i < to; i++) {
        if (ends_line(read, i)) *place = (en_plan_place){place->line + 1, 1, NULL};
        else if (((unsigned char)read.at[i] & 0xC0) != 0x80) place->column++;
    }
    if (from == 0 && to >= 3 && memcmp(read.at, "\xEF\xBB\xBF", 3) == 0 && place->line == 1) place->column--;
}

bool en_xmile_mark(en_xmile_tree *tree)
{
    size_t n = tree->read.size / EN_XMILE_MARK + 1;
    tree->marks = en_arena_array(&tree->arena, n, sizeof *tree->marks);
    if (!tree->marks) return false;
    en_plan_place place = {1, 1, NULL};
    for (size_t i = 0; i < n; i++) {
        if (i > 0) count(tree->read, (i - 1) * EN_XMILE_MARK, i * EN_XMILE_MARK, &place);
        tree->marks[i] = place;
    }
    return true;
}

en_plan_place en_xmile_read_place(const en_xmile_tree *tree, size_t offset)
{
    size_t mark = offset / EN_XMILE_MARK;
    en_plan_place place = tree->marks[mark];
    count(tree->read, mark * EN_XMILE_MARK, offset, &place);
    return place;
}

en_plan_place en_xmile_place(const en_xmile_tree *tree, size_t offset)
{
    size_t low = 0,
           high = tree->edit_count; /* the last edit that begins at or before the offset is low - 1 */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tree->edits[middle].to <= offset) low = middle + 1;
        else high = middle;
    }
    if (low > 0) {
        const en_xmile_edit *edit = &tree->edits[low - 1];
        size_t end = (size_t)edit->to + edit->to_size;
        offset = offset < end ? edit->at : edit->at + edit->size + (offset - end);
    }
    en_plan_place place = en_xmile_read_place(tree, offset);
    if (tree->part) place.file = &tree->file;
    return place;
}

en_status en_xmile_report(const en_xmile_tree *tree, en_report *report, en_severity severity, en_word rule,
                          en_plan_place place, en_str value, size_t arg_count, const en_arg *args)
{
    en_arg all[EN_REPORT_ARGS] = {en_arg_int("column", place.column)};
    assert(arg_count < EN_REPORT_ARGS);
    for (size_t i = 0; i < arg_count; i++) all[i + 1] = args[i];
    en_where where = {.file = tree->file, .row = place.line, .value = value};
    return en_report_add(report, severity, rule, where, arg_count + 1, all);
}

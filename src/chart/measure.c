/* Widths of text, and lines. See measure.h. */
#include "measure.h"

#include <utf8proc.h>

#define ELLIPSIS_EM 1.0

/* From U+0020 to U+007E, thousandths of an em. */
static const short ascii_widths[] = {
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361,  318, 337, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 531, 1000, 685, 687, 699, 771, 632,
    576, 775, 752, 295, 295, 656, 558, 863, 749, 788, 604, 788, 695, 635,  611, 732, 685, 989, 686,
    611, 686, 391, 337, 391, 838, 500, 500, 613, 635, 550, 635, 616, 353,  635, 634, 278, 278, 580,
    278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592,  525, 637, 337, 637, 838};

/* What numbers and names need often; any other character is taken to be as wide as the widest letters. */
static const struct {
    utf8proc_int32_t point;
    short width;
} others[] = {{0xA0, 318},   {0xB7, 318},    {0xD0, 775},   {0xD7, 838},   {0xF7, 838},   {0x110, 775},
              {0x111, 635},  {0x131, 278},   {0x2013, 500}, {0x2018, 318}, {0x2019, 318}, {0x201C, 519},
              {0x201D, 519}, {0x2026, 1000}, {0x20AB, 637}, {0x2192, 838}, {0x2212, 838}};

enum { WIDE = 1000, PICTURE = 1400, UNKNOWN = 1180, HORN = 130, HORN_MARK = 0x31B, FIRST_PICTURE = 0x1F000 };

/* Decodes the character at the start; one byte that is no character counts as U+FFFD. */
static size_t decode(en_str s, utf8proc_int32_t *point)
{
    size_t n = s.size > 4 ? 4 : s.size;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)n, point);
    if (size > 0) return (size_t)size;
    *point = 0xFFFD;
    return 1;
}

static int base_width(utf8proc_int32_t point)
{
    if (point == '\t' || point == '\n' || point == '\r') return ascii_widths[0]; /* written as a blank */
    if (point < 0x20) return UNKNOWN;
    if (point < 0x7F) return ascii_widths[point - 0x20];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].point == point) return others[i].width;
    if (point >= FIRST_PICTURE) return PICTURE;
    return utf8proc_charwidth(point) == 2 ? WIDE : UNKNOWN;
}

static bool is_mark(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

/* In thousandths of an em: the letter that the character consists of, and a horn if it has one. */
static int point_width(utf8proc_int32_t point)
{
    enum { MOST_PARTS = 8 };
    utf8proc_int32_t parts[MOST_PARTS] = {point};
    if (point < 0x7F) return base_width(point);
    if (is_mark(point)) return point == HORN_MARK ? HORN : 0;
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(point, parts, MOST_PARTS, UTF8PROC_DECOMPOSE, &boundary);
    if (count <= 1 || count > MOST_PARTS || utf8proc_charwidth(point) == 2) return base_width(point);
    int width = base_width(parts[0]);
    for (utf8proc_ssize_t i = 1; i < count; i++) width += parts[i] == HORN_MARK ? HORN : 0;
    return width;
}

double measure_width(en_str s, double size)
{
    int64_t width = 0;
    while (s.size > 0) {
        utf8proc_int32_t point;
        size_t n = decode(s, &point);
        width += point_width(point);
        s = (en_str){s.at + n, s.size - n};
    }
    return (double)width * size / 1000;
}

en_str measure_cut(en_str s, double size, double width)
{
    en_str rest = s;
    double used = 0;
    while (rest.size > 0) {
        utf8proc_int32_t point;
        size_t n = decode(rest, &point);
        used += point_width(point) * size / 1000;
        if (used > width) break;
        rest = (en_str){rest.at + n, rest.size - n};
    }
    return (en_str){s.at, s.size - rest.size};
}

static bool is_among(const char *list, en_str character)
{
    for (const char *at = list; *at && character.size; at += character.size)
        if (strncmp(at, character.at, character.size) == 0) return true;
    return false;
}

/* Whether a line may end between two characters of which one is wide. Both lists hold characters of three
 * bytes. */
static bool may_part(en_str before, en_str after)
{
    static const char closing[] = "、。，．・：；！？）」』】〉》ー々％…ぁぃぅぇぉっゃゅょァィゥェォッャュョ";
    static const char opening[] = "（「『【〈《";
    if (after.size == 3 && is_among(closing, after)) return false;
    return !(before.size == 3 && is_among(opening, before));
}

/* The first line of a text that is wider than a line: up to the last place where it may end. */
static size_t line_end(en_str s, double size, double width)
{
    size_t most = measure_cut(s, size, width).size, end = 0, at = 0;
    en_str before = {0};
    bool before_wide = false;
    while (at < s.size && at <= most) {
        utf8proc_int32_t point;
        en_str here = {s.at + at, decode((en_str){s.at + at, s.size - at}, &point)};
        bool wide = utf8proc_charwidth(point) == 2;
        if (at > 0 && (*here.at == ' ' || ((wide || before_wide) && may_part(before, here)))) end = at;
        before = here;
        before_wide = wide;
        at += here.size;
    }
    if (end > 0) return end;
    utf8proc_int32_t point;
    return most > 0 ? most : decode(s, &point);
}

static void add_line(measure_lines *lines, en_str line, double size, bool is_cut)
{
    double width = measure_width(line, size) + (is_cut ? ELLIPSIS_EM * size : 0);
    lines->at[lines->count++] = line;
    lines->is_cut = is_cut;
    if (width > lines->width) lines->width = width;
}

measure_lines measure_wrap(en_str s, double size, double width, size_t most)
{
    measure_lines lines = {.count = 0};
    if (most > MEASURE_MOST_LINES) most = MEASURE_MOST_LINES;
    s = en_str_trim(s);
    while (s.size > 0 && lines.count < most) {
        bool fits = measure_width(s, size) <= width, is_last = lines.count + 1 == most;
        if (fits) {
            add_line(&lines, s, size, false);
            break;
        }
        size_t end =
            is_last ? measure_cut(s, size, width - ELLIPSIS_EM * size).size : line_end(s, size, width);
        add_line(&lines, en_str_trim((en_str){s.at, end}), size, is_last);
        s = en_str_trim((en_str){s.at + end, s.size - end});
    }
    return lines;
}

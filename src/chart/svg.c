/* Writing SVG. See svg.h. */
#include "svg.h"

#include "number.h"

#include <math.h>

static void add_number(en_text *text, double value)
{
    char digits[EN_REAL_MOST_BYTES];
    size_t n = en_fixed_print(value, 2, digits);
    while (n > 0 && digits[n - 1] == '0') n--;
    if (n > 0 && digits[n - 1] == '.') n--;
    en_text_add(text, (en_str){digits, n});
}

/* U+FFFE and U+FFFF are the only characters past the controls that XML 1.0 shuts out. */
static bool is_noncharacter(const char *s, size_t n)
{
    return n >= 3 && memcmp(s, "\xEF\xBF", 2) == 0 && ((unsigned char)s[2] & 0xFE) == 0xBE;
}

static void add_byte(en_text *text, char c)
{
    switch (c) {
    case '&': en_text_add_z(text, "&amp;"); return;
    case '<': en_text_add_z(text, "&lt;"); return;
    case '>': en_text_add_z(text, "&gt;"); return;
    case '"': en_text_add_z(text, "&quot;"); return;
    case '\t':
    case '\n':
    case '\r': en_text_add_char(text, ' '); return;
    default: break;
    }
    if ((unsigned char)c < 0x20) en_text_add_z(text, "\xEF\xBF\xBD");
    else en_text_add_char(text, c);
}

static void add_escaped(en_text *text, en_str s)
{
    size_t i = 0, sound = en_utf8_invalid(s.at, s.size);
    while (i < s.size) {
        if (i == sound) {
            en_text_add_z(text, "\xEF\xBF\xBD");
            i++;
            sound = i + en_utf8_invalid(s.at + i, s.size - i);
        } else if (is_noncharacter(s.at + i, s.size - i)) {
            en_text_add_z(text, "\xEF\xBF\xBD");
            i += 3;
        } else {
            add_byte(text, s.at[i++]);
        }
    }
}

static void end_tag(svg *out)
{
    if (out->in_tag) en_text_add_char(out->text, '>');
    out->in_tag = false;
}

void svg_open(svg *out, const char *element)
{
    end_tag(out);
    if (out->text->size) en_text_add_char(out->text, '\n');
    en_text_add_char(out->text, '<');
    en_text_add_z(out->text, element);
    out->in_tag = true;
}

void svg_close(svg *out, const char *element)
{
    if (out->in_tag) {
        en_text_add_z(out->text, "/>");
    } else {
        en_text_add_z(out->text, "</");
        en_text_add_z(out->text, element);
        en_text_add_char(out->text, '>');
    }
    out->in_tag = false;
}

static void begin_value(svg *out, const char *attribute)
{
    en_text_add_char(out->text, ' ');
    en_text_add_z(out->text, attribute);
    en_text_add_z(out->text, "=\"");
}

void svg_set(svg *out, const char *attribute, en_str value)
{
    begin_value(out, attribute);
    add_escaped(out->text, value);
    en_text_add_char(out->text, '"');
}

void svg_set_number(svg *out, const char *attribute, double value)
{
    begin_value(out, attribute);
    add_number(out->text, value);
    en_text_add_char(out->text, '"');
}

void svg_set_value(svg *out, const char *attribute, double value)
{
    if (!isfinite(value)) return;
    begin_value(out, attribute);
    en_text_add_real(out->text, value);
    en_text_add_char(out->text, '"');
}

void svg_words(svg *out, en_str words)
{
    end_tag(out);
    add_escaped(out->text, words);
}

void svg_element(svg *out, const char *element, en_str words)
{
    svg_open(out, element);
    svg_words(out, words);
    svg_close(out, element);
}

void svg_line(svg *out, const char *name, double x1, double y1, double x2, double y2)
{
    svg_open(out, "line");
    svg_set_z(out, "class", name);
    svg_set_number(out, "x1", x1);
    svg_set_number(out, "y1", y1);
    svg_set_number(out, "x2", x2);
    svg_set_number(out, "y2", y2);
}

void svg_rect(svg *out, const char *name, double x, double y, double width, double height)
{
    svg_open(out, "rect");
    svg_set_z(out, "class", name);
    svg_set_number(out, "x", x);
    svg_set_number(out, "y", y);
    svg_set_number(out, "width", width);
    svg_set_number(out, "height", height);
}

void svg_step(en_text *path, char command, double x, double y)
{
    if (path->size) en_text_add_char(path, ' ');
    en_text_add_char(path, command);
    add_number(path, x);
    en_text_add_char(path, ' ');
    add_number(path, y);
}

void svg_curve(en_text *path, double x1, double y1, double x2, double y2, double x, double y)
{
    const double rest[] = {x2, y2, x, y};
    svg_step(path, 'C', x1, y1);
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        en_text_add_char(path, ' ');
        add_number(path, rest[i]);
    }
}

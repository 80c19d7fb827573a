/* Looking at a picture: it is well-formed XML, nothing leaves the view box, no two texts overlap, and it is
 * that of a file; with random values and words to draw. */
#ifndef LOOKED_AT_H
#define LOOKED_AT_H

#include "check.h"

#include "chart.h"
#include "measure.h"

#include <expat.h>
#include <math.h>
#include <stdio.h>

static double random_value(uint64_t *random)
{
    double digits = (double)check_below(random, 1000000) - (check_below(random, 4) == 0 ? 500000 : 0);
    switch (check_below(random, 6)) {
    case 0: return digits * pow(10, (double)check_below(random, 590) - 295);
    case 1: return 0;
    case 2: return (double)check_below(random, 50);
    default: return digits / 100;
    }
}

/* What a picture's SVG says, gathered by expat. */
typedef struct words_box {
    double left, top, right, bottom;
    char said[80];
} words_box;

typedef struct picture {
    double width, height;
    words_box boxes[2000];
    size_t box_count, mark_count;
    bool in_words;
    double x, y, size;
    char anchor;
    en_text words;
} picture;

static const char *find_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0) return attributes[1];
    return NULL;
}

static double number_attribute(const char **attributes, const char *name, double usual)
{
    const char *text = find_attribute(attributes, name);
    return text ? strtod(text, NULL) : usual;
}

static void check_inside(const picture *p, double x, double y)
{
    if (!(x >= 0 && x <= p->width && y >= 0 && y <= p->height))
        fail_msg("%g, %g is outside %g × %g", x, y, p->width, p->height);
}

static void check_path(const picture *p, const char *path)
{
    assert_non_null(path);
    while (path && *path) {
        char *end;
        double x = strtod(path + 1, &end), y = strtod(end, &end);
        check_inside(p, x, y);
        const char *next = end + strspn(end, " Z");
        bool is_curve = *next == '-' || *next == '.' || (*next >= '0' && *next <= '9');
        path = is_curve ? next - 1 : next; /* more points of the same command */
    }
}

static void on_start(void *user, const char *name, const char **attributes)
{
    picture *p = user;
    if (strcmp(name, "svg") == 0) {
        p->width = number_attribute(attributes, "width", 0);
        p->height = number_attribute(attributes, "height", 0);
    } else if (strcmp(name, "text") == 0) {
        const char *anchor = find_attribute(attributes, "text-anchor");
        p->in_words = true;
        p->words.size = 0;
        p->x = number_attribute(attributes, "x", 0);
        p->y = number_attribute(attributes, "y", 0);
        p->size = number_attribute(attributes, "font-size", 13);
        p->anchor = anchor ? *anchor : 's';
    } else if (strcmp(name, "rect") == 0) {
        double x = number_attribute(attributes, "x", 0), y = number_attribute(attributes, "y", 0);
        check_inside(p, x, y);
        check_inside(p, x + number_attribute(attributes, "width", 0),
                     y + number_attribute(attributes, "height", 0));
    } else if (strcmp(name, "line") == 0) {
        check_inside(p, number_attribute(attributes, "x1", -1), number_attribute(attributes, "y1", -1));
        check_inside(p, number_attribute(attributes, "x2", -1), number_attribute(attributes, "y2", -1));
    } else if (strcmp(name, "circle") == 0) {
        double r = number_attribute(attributes, "r", 0);
        check_inside(p, number_attribute(attributes, "cx", -1) - r,
                     number_attribute(attributes, "cy", -1) - r);
        check_inside(p, number_attribute(attributes, "cx", -1) + r,
                     number_attribute(attributes, "cy", -1) + r);
    } else if (strcmp(name, "path") == 0) {
        check_path(p, find_attribute(attributes, "d"));
    } else if (strcmp(name, "g") == 0) {
        p->mark_count++;
    }
}

static void on_words(void *user, const char *bytes, int n)
{
    picture *p = user;
    if (p->in_words) en_text_add(&p->words, (en_str){bytes, (size_t)n});
}

static void on_end(void *user, const char *name)
{
    picture *p = user;
    if (strcmp(name, "text") != 0) return;
    p->in_words = false;
    double width = measure_width(en_text_str(&p->words), p->size);
    double left = p->anchor == 'm' ? p->x - width / 2 : p->anchor == 'e' ? p->x - width : p->x;
    assert_true(p->box_count < CHECK_COUNT(p->boxes));
    words_box *box = &p->boxes[p->box_count++];
    *box = (words_box){left, p->y - p->size * 0.93, left + width, p->y + p->size * 0.25, ""};
    snprintf(box->said, sizeof box->said, "%.*s", (int)p->words.size, p->words.at ? p->words.at : "");
    if (left < 0 || box->right > p->width + 0.01) fail_msg("\"%s\" leaves the picture", box->said);
    assert_true(box->top >= 0 && box->bottom <= p->height);
}

static void check_apart(const picture *p)
{
    const double slack = 0.02; /* coordinates are rounded */
    for (size_t i = 0; i < p->box_count; i++)
        for (size_t k = i + 1; k < p->box_count; k++) {
            const words_box *a = &p->boxes[i], *b = &p->boxes[k];
            if (a->left + slack < b->right && b->left + slack < a->right && a->top + slack < b->bottom &&
                b->top + slack < a->bottom)
                fail_msg("\"%s\" (%g %g %g %g) and \"%s\" (%g %g %g %g) overlap", a->said, a->left, a->top,
                         a->right, a->bottom, b->said, b->left, b->top, b->right, b->bottom);
        }
}

static size_t check_picture(en_str text)
{
    static picture p;
    p = (picture){.words = en_text_make(NULL)};
    XML_Parser parser = XML_ParserCreate("UTF-8");
    assert_non_null(parser);
    XML_SetUserData(parser, &p);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_words);
    if (XML_Parse(parser, text.at, (int)text.size, 1) != XML_STATUS_OK)
        fail_msg("%s: %.*s", XML_ErrorString(XML_GetErrorCode(parser)), (int)text.size, text.at);
    XML_ParserFree(parser);
    check_apart(&p);
    en_text_free(&p.words);
    return p.mark_count;
}

static en_str random_words(uint64_t *random)
{
    static const char *const words[] = {
        "",
        "1,300",
        "at least 50,000 persons",
        "<b>&\"quoted\"</b>",
        "38 persons a year",
        "Semiconductor engineers trained under the national programme of the Ministry of Planning and "
        "Investment, all degrees together",
        "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstellenleiterstellvertreterin",
        "Nguyện vọng 1",
        "ít nhất 50.000 người",
        "Nghiên cứu sinh tiến sĩ Việt Nam ngành bán dẫn được Nhật Bản tiếp nhận theo chương trình hợp tác "
        "giữa hai nước",
        "第1希望",
        "50,000人以上",
        "半導体分野でのベトナム人博士課程学生の日本への受け入れについて、両国の政府および大学の間で合意した人"
        "数（日本側の発表による）",
        "ハンダ付け技能者・電子回路設計者、製造装置の保守を担当する技術者など（九州地域）",
        "\xFF\xFE broken \x01",
        "٣ арабский Ж ℃ 😀"};
    return en_str_of(words[check_below(random, CHECK_COUNT(words))]);
}

static en_chart_frame random_frame(uint64_t *random)
{
    static const double widths[] = {280, 320, 360, 480, 720, 1000, 1600, 10, NAN};
    return (en_chart_frame){(en_language)check_below(random, EN_LANGUAGE_COUNT),
                            widths[check_below(random, CHECK_COUNT(widths))],
                            random_words(random),
                            random_words(random),
                            random_words(random),
                            random_words(random)};
}

/* The picture is that of the file, which EN_WRITE_GOLDEN=1 writes anew: somebody has to look at it then. */
static void check_golden(const char *name, en_str text)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", GOLDEN, name);
    FILE *file = fopen(path, getenv("EN_WRITE_GOLDEN") ? "w+b" : "rb");
    assert_non_null(file);
    if (getenv("EN_WRITE_GOLDEN")) assert_int_equal(fwrite(text.at, 1, text.size, file), text.size);
    rewind(file);
    char *golden = calloc(text.size + 2, 1);
    assert_non_null(golden);
    size_t size = fread(golden, 1, text.size + 1, file);
    fclose(file);
    if (size != text.size || memcmp(golden, text.at, size) != 0) fail_msg("%s differs", path);
    free(golden);
}

#endif

/* The titles of a picture's marks, as who points at them or hears them gets them. */
#ifndef TITLES_H
#define TITLES_H

#include "looked_at.h"

typedef struct titles {
    en_text said; /* all titles, each with a line end */
    bool in_title;
} titles;

static inline void titles_on_start(void *user, const char *name, const char **attributes)
{
    (void)attributes;
    ((titles *)user)->in_title = strcmp(name, "title") == 0;
}

static inline void titles_on_words(void *user, const char *bytes, int n)
{
    titles *t = user;
    if (t->in_title) en_text_add(&t->said, (en_str){bytes, (size_t)n});
}

static inline void titles_on_end(void *user, const char *name)
{
    titles *t = user;
    if (strcmp(name, "title") == 0) en_text_add_char(&t->said, '\n');
    t->in_title = false;
}

static inline titles titles_of(en_str svg)
{
    titles t = {en_text_make(NULL), false};
    XML_Parser parser = XML_ParserCreate("UTF-8");
    assert_non_null(parser);
    XML_SetUserData(parser, &t);
    XML_SetElementHandler(parser, titles_on_start, titles_on_end);
    XML_SetCharacterDataHandler(parser, titles_on_words);
    assert_int_equal(XML_Parse(parser, svg.at, (int)svg.size, 1), XML_STATUS_OK);
    XML_ParserFree(parser);
    en_text_add_char(&t.said, '\0');
    return t;
}

/* The title that begins with some words and has others behind them. */
static inline void check_title(const titles *t, const char *begin, const char *words)
{
    for (const char *at = t->said.at; at && *at; at = strchr(at, '\n') + 1) {
        size_t size = strcspn(at, "\n");
        if (strncmp(at, begin, strlen(begin)) != 0) continue;
        const char *found = strstr(at, words);
        if (found && found < at + size) return;
    }
    fail_msg("no title \"%s…%s\" in\n%s", begin, words, t->said.at);
}

/* A whole number as English writes it. */
static inline const char *whole_words(double value)
{
    static char said[4][64];
    static int turn;
    turn = (turn + 1) % 4;
    en_text text = en_text_make(NULL);
    en_words_add_int(&text, EN_LANGUAGE_EN, (int64_t)value);
    snprintf(said[turn], sizeof said[turn], "%.*s", (int)text.size, text.at);
    en_text_free(&text);
    return said[turn];
}

#endif

/* enishi match compare: the same tables under several mechanisms. */
#include "match_text.h"

#include "compare.h"
#include "file.h"
#include "json.h"
#include "reading_options.h"
#include "terminal.h"

enum { RANKS_SHOWN = 6, NAME_COLUMNS = 22, LEAST_NUMBER = 6 };

static en_str heading(const cli *c, en_word word) { return en_str_of(en_word_template(c->language, word)); }

static size_t width_of(const cli *c, en_word word)
{
    size_t width = en_utf8_width(heading(c, word));
    return width > LEAST_NUMBER ? width : LEAST_NUMBER;
}

static void add_heading(en_text *text, const cli *c, en_word word)
{
    en_text_add_z(text, "  ");
    terminal_pad(text, heading(c, word), width_of(c, word), true);
}

static void add_count(en_text *text, const cli *c, en_word column, double value)
{
    match_add_number(text, c, width_of(c, column), true, value, -1);
}

static void add_mean(en_text *text, const cli *c, bool given, double mean)
{
    match_add_number(text, c, width_of(c, EN_W_COMPARE_COLUMN_MEAN), given, mean, 3);
}

static void add_name(en_text *text, const en_compared *row)
{
    en_text_add_z(text, "  ");
    match_add_name(text, en_str_of(en_mechanism_name(row->mechanism)), NAME_COLUMNS);
}

static void add_headings(en_text *text, const cli *c, size_t count, const en_word *words)
{
    en_text_add_z(text, "  ");
    en_text_add_repeated(text, " ", NAME_COLUMNS);
    for (size_t i = 0; i < count; i++) add_heading(text, c, words[i]);
}

static void add_row(en_text *text, const cli *c, const en_compared *row)
{
    add_name(text, row);
    add_count(text, c, EN_W_COMPARE_COLUMN_PLACED, row->summary.placed);
    add_count(text, c, EN_W_COMPARE_COLUMN_FIRST, row->summary.first_choices);
    add_mean(text, c, row->summary.placed > 0, row->summary.mean_rank);
    add_count(text, c, EN_W_COMPARE_COLUMN_BLOCKING, (double)row->blocking);
    add_count(text, c, EN_W_COMPARE_COLUMN_ENVY, row->envious);
    en_text_add_char(text, '\n');
}

static void add_table(en_text *text, const cli *c, const en_comparison *m)
{
    static const en_word words[] = {EN_W_COMPARE_COLUMN_PLACED, EN_W_COMPARE_COLUMN_FIRST,
                                    EN_W_COMPARE_COLUMN_MEAN, EN_W_COMPARE_COLUMN_BLOCKING,
                                    EN_W_COMPARE_COLUMN_ENVY};
    en_text_add_char(text, '\n');
    add_headings(text, c, sizeof words / sizeof *words, words);
    en_text_add_char(text, '\n');
    for (size_t k = 0; k < m->count; k++)
        if (m->of[k].status == EN_OK) add_row(text, c, &m->of[k]);
}

/* The next rank at which a mechanism places somebody: ranks may have gaps. 0: there is none. */
static uint32_t next_rank(const en_comparison *m, uint32_t after)
{
    uint32_t next = 0;
    for (size_t k = 0; k < m->count; k++)
        for (size_t i = 0; m->of[k].status == EN_OK && i < m->of[k].summary.rank_count; i++) {
            uint32_t rank = m->of[k].summary.ranks[i].rank;
            if (rank > after && (next == 0 || rank < next)) next = rank;
        }
    return next;
}

static uint32_t placed_behind(const en_compared *row, uint32_t rank)
{
    uint32_t placed = 0;
    for (size_t i = 0; i < row->summary.rank_count; i++)
        if (row->summary.ranks[i].rank > rank) placed += row->summary.ranks[i].placed;
    return placed;
}

/* A heading for all ranks behind one: "> 6". */
static void add_later(en_text *text, const cli *c, uint32_t rank)
{
    en_text shown = en_text_make(NULL);
    en_text_add_z(&shown, "> ");
    en_words_add_int(&shown, c->language, rank);
    en_text_add_z(text, "  ");
    terminal_pad(text, en_text_str(&shown), LEAST_NUMBER, true);
    text->failed = text->failed || shown.failed;
    en_text_free(&shown);
}

/* How many are placed at each of the first ranks that somebody has got, and how many at later ones. */
static void add_ranks(en_text *text, const cli *c, const en_comparison *m)
{
    uint32_t ranks[RANKS_SHOWN], count = 0, last = 0;
    for (uint32_t next; count < RANKS_SHOWN && (next = next_rank(m, last)) != 0; last = next)
        ranks[count++] = next;
    if (count == 0) return;
    bool later = next_rank(m, last) != 0;
    en_text_add_char(text, '\n');
    match_add_line(text, c, EN_W_MATCH_RANK_HEADING, 0, NULL);
    en_text_add_repeated(text, " ", NAME_COLUMNS + 2);
    for (uint32_t i = 0; i < count; i++) match_add_number(text, c, LEAST_NUMBER, true, ranks[i], -1);
    if (later) add_later(text, c, last);
    en_text_add_char(text, '\n');
    for (size_t k = 0; k < m->count; k++) {
        const en_compared *row = &m->of[k];
        if (row->status != EN_OK) continue;
        add_name(text, row);
        for (uint32_t i = 0; i < count; i++)
            match_add_number(text, c, LEAST_NUMBER, true, en_compared_at_rank(row, ranks[i]), -1);
        if (later) match_add_number(text, c, LEAST_NUMBER, true, placed_behind(row, last), -1);
        en_text_add_char(text, '\n');
    }
}

static void add_category(en_text *text, const cli *c, const en_comparison *m, uint32_t k)
{
    static const en_word words[] = {EN_W_COMPARE_COLUMN_PLACED, EN_W_COMPARE_COLUMN_FIRST,
                                    EN_W_COMPARE_COLUMN_MEAN, EN_W_COMPARE_COLUMN_ENVY};
    uint32_t applicants = 0;
    for (size_t i = 0; i < m->count; i++)
        if (m->of[i].status == EN_OK) applicants = m->of[i].categories[k].applicants;
    en_arg args[] = {en_arg_str("category", m->round.categories.ids[k]), en_arg_int("count", applicants)};
    en_text_add_char(text, '\n');
    match_add_line(text, c, EN_W_COMPARE_CATEGORY, 2, args);
    add_headings(text, c, sizeof words / sizeof *words, words);
    en_text_add_char(text, '\n');
    for (size_t i = 0; i < m->count; i++) {
        if (m->of[i].status != EN_OK) continue;
        const en_compared_category *row = &m->of[i].categories[k];
        add_name(text, &m->of[i]);
        add_count(text, c, EN_W_COMPARE_COLUMN_PLACED, row->placed);
        add_count(text, c, EN_W_COMPARE_COLUMN_FIRST, row->first_choices);
        add_mean(text, c, row->placed > 0, row->mean_rank);
        add_count(text, c, EN_W_COMPARE_COLUMN_ENVY, row->envious);
        en_text_add_char(text, '\n');
    }
}

/* What a search could not settle is said beside what it found. */
static void add_unsettled(en_text *text, const cli *c, const en_comparison *m)
{
    for (size_t k = 0; k < m->count; k++) {
        en_arg arg = en_arg_text("mechanism", en_mechanism_name(m->of[k].mechanism));
        if (!m->of[k].reached_limit) continue;
        en_text_add_char(text, '\n');
        match_add_line(text, c, EN_W_COMPARE_UNSETTLED, 1, &arg);
    }
}

static void add_refused(en_text *text, const cli *c, const en_comparison *m)
{
    bool any = false;
    for (size_t k = 0; k < m->count; k++) {
        if (m->of[k].status == EN_OK) continue;
        en_arg arg = en_arg_text("mechanism", en_mechanism_name(m->of[k].mechanism));
        if (!any) en_text_add_char(text, '\n');
        any = true;
        match_add_line(text, c, EN_W_COMPARE_REFUSED, 1, &arg);
        en_words_add_report(text, c->language, &m->of[k].problems, 1, "    ");
    }
}

static en_status print_comparison(cli *c, const en_comparison *m)
{
    en_text text = en_text_make(NULL);
    match_add_title(&text, c, &m->round);
    add_table(&text, c, m);
    add_ranks(&text, c, m);
    for (uint32_t k = 0; m->round.member && k < m->round.categories.count; k++) add_category(&text, c, m, k);
    add_unsettled(&text, c, m);
    add_refused(&text, c, m);
    return cli_print(c, &text);
}

static en_status print_json(cli *c, const en_comparison *m)
{
    en_text text = en_text_make(NULL);
    en_json json = en_json_to(&text);
    en_comparison_json(&json, c->language, m);
    return cli_print(c, &text);
}

static en_status write_picture(cli *c, const en_comparison *m, const char *path)
{
    en_text svg = en_text_make(NULL);
    en_status status =
        en_picture_of_comparison(m, (en_picture_options){c->language, EN_CHART_USUAL_WIDTH}, &svg);
    if (status == EN_OK) status = en_file_write(path, en_text_str(&svg), c->report);
    en_text_free(&svg);
    return status;
}

en_status cli_run_match_compare(cli *c)
{
    en_round_source source = {.path = c->arguments[0]};
    const char *picture = cli_value(c, "picture");
    en_comparison comparison;
    en_status status = cli_reading(c, &source.options);
    if (status == EN_OK)
        status = en_compare(source, cli_value(c, "mechanisms"), &c->context, c->report, &comparison);
    if (status != EN_OK) return status;
    if (picture) status = write_picture(c, &comparison, picture);
    if (status == EN_OK) status = c->json ? print_json(c, &comparison) : print_comparison(c, &comparison);
    bool reached = en_comparison_reached_limit(&comparison);
    en_comparison_free(&comparison);
    if (status != EN_OK || !reached) return status;
    (void)en_report_add(c->report, EN_WARNING, EN_W_CLEARING_SEARCH_LIMIT, (en_where){0}, 0, NULL);
    return EN_ERR_LIMIT;
}

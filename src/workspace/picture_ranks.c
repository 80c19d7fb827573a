/* The picture of the ranks at which people were placed. See picture.h. */
#include "picture.h"

enum { MOST_RANKS = 10, MOST_BARS = MOST_RANKS + 2 };

typedef struct ranks {
    en_arena arena;
    bool failed; /* memory ran out */
    en_language language;
    int64_t applicants, placed, unplaced;
    en_chart_bar bars[MOST_BARS];
    size_t count;
} ranks;

static en_status refuse(en_report *report, en_word word)
{
    return en_report_error(report, word, (en_where){.file = en_str_of("summary.json")});
}

/* The text of a message, in the arena; empty where memory is out. */
static en_str say(ranks *r, en_word word, size_t arg_count, const en_arg *args)
{
    en_str said;
    if (!en_words_say(&r->arena, r->language, word, arg_count, args, &said)) r->failed = true;
    return said;
}

/* "31 (72.1 %)" */
static en_str say_count(ranks *r, int64_t count)
{
    en_text percent = en_text_make(r->arena.allocator);
    en_words_add_real(&percent, r->language, 100 * (double)count / (double)r->applicants, 1);
    en_arg args[] = {en_arg_int("count", count), en_arg_str("percent", en_text_str(&percent))};
    en_str said = say(r, EN_W_CHART_RANK_COUNT, 2, args);
    r->failed = r->failed || percent.failed;
    en_text_free(&percent);
    return said;
}

static void add_bar(ranks *r, en_str label, int64_t count, bool is_other)
{
    r->bars[r->count++] = (en_chart_bar){label, say_count(r, count), (double)count, is_other, {0}};
}

/* A whole number of the object that is not negative, or -1. */
static int64_t whole(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) && json_integer_value(value) >= 0 ? json_integer_value(value) : -1;
}

/* Reads the counts; false for what is no summary. */
static bool read_counts(ranks *r, const json_t *summary)
{
    r->applicants = whole(summary, "applicants");
    r->unplaced = whole(summary, "unplaced");
    r->placed = whole(summary, "placed");
    const json_t *list = json_object_get(summary, "ranks");
    if (r->applicants < 0 || r->unplaced < 0 || r->placed < 0 || !json_is_array(list)) return false;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (whole(json_array_get(list, i), "rank") < 0 || whole(json_array_get(list, i), "placed") < 0)
            return false;
    return true;
}

static void make_bars(ranks *r, const json_t *list)
{
    int64_t later = 0, first_later = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        int64_t rank = whole(json_array_get(list, i), "rank"),
                placed = whole(json_array_get(list, i), "placed");
        en_arg arg = en_arg_int("rank", rank);
        if (i < MOST_RANKS) {
            add_bar(r, say(r, EN_W_CHART_RANK, 1, &arg), placed, false);
            continue;
        }
        if (i == MOST_RANKS) first_later = rank;
        if (__builtin_add_overflow(later, placed, &later)) later = INT64_MAX;
    }
    en_arg arg = en_arg_int("rank", first_later);
    if (json_array_size(list) > MOST_RANKS) add_bar(r, say(r, EN_W_CHART_RANKS_LATER, 1, &arg), later, false);
    add_bar(r, say(r, EN_W_CHART_UNPLACED, 0, NULL), r->unplaced, true);
}

static en_status draw(ranks *r, const json_t *summary, en_str round, en_picture_options options, en_text *svg)
{
    const char *id = json_string_value(json_object_get(summary, "round"));
    en_arg name = en_arg_str("round", round.size ? round : en_str_of(id));
    en_arg counts[] = {en_arg_int("applicants", r->applicants), en_arg_int("placed", r->placed),
                       en_arg_int("unplaced", r->unplaced)};
    make_bars(r, json_object_get(summary, "ranks"));
    en_chart_bars chart = {.bars = r->bars, .count = r->count};
    chart.frame = (en_chart_frame){.language = options.language,
                                   .width = options.width,
                                   .title = say(r, EN_W_CHART_RANKS_TITLE, 1, &name),
                                   .subtitle = say(r, EN_W_CHART_RANKS_SUBTITLE, 3, counts),
                                   .summary = say(r, EN_W_CHART_RANKS_SUMMARY, 3, counts)};
    return r->failed ? EN_ERR_MEMORY : en_chart_bars_add(svg, &chart);
}

en_status en_picture_of_ranks(en_str summary, en_str round, en_picture_options options, en_report *report,
                              en_text *svg)
{
    json_t *json = en_json_read(summary, en_str_of("summary.json"), report);
    if (!json) return report && report->out_of_memory ? EN_ERR_MEMORY : EN_ERR_INPUT;
    ranks r = {.arena = en_arena_make(svg->allocator), .language = options.language};
    en_status status = EN_OK;
    if (!read_counts(&r, json)) status = refuse(report, EN_W_CHART_NO_SUMMARY);
    else if (r.applicants == 0) status = refuse(report, EN_W_CHART_NO_APPLICANTS);
    if (status == EN_OK) status = draw(&r, json, round, options, svg);
    en_arena_free(&r.arena);
    json_decref(json);
    return status;
}

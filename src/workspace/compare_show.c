/* A comparison of mechanisms as JSON and as a picture. See compare.h, docs/formats.md and docs/charts.md. */
#include "compare.h"

static void add_categories(en_json *json, const en_round *round, const en_compared *c)
{
    if (!round->member || round->categories.count == 0) return;
    en_json_key(json, "categories");
    en_json_open(json, '[');
    for (uint32_t k = 0; k < round->categories.count; k++) {
        const en_compared_category *category = &c->categories[k];
        en_json_open(json, '{');
        en_json_key_str(json, "category", round->categories.ids[k]);
        en_json_key_int(json, "applicants", category->applicants);
        en_json_key_int(json, "placed", category->placed);
        en_json_key_int(json, "first_choices", category->first_choices);
        en_result_add_mean(json, category->placed, category->mean_rank);
        en_json_key_int(json, "envious", category->envious);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static void add_problems(en_json *json, en_language language, const en_report *report)
{
    en_json_key(json, "problems");
    en_json_open(json, '[');
    for (size_t k = 0; k < report->kept; k++) en_words_add_problem_json(json, language, &report->problems[k]);
    en_json_close(json, ']');
}

static void add_compared(en_json *json, en_language language, const en_round *round, const en_compared *c)
{
    en_json_open(json, '{');
    en_json_key_text(json, "mechanism", en_mechanism_name(c->mechanism));
    en_json_key_bool(json, "cleared", c->status == EN_OK);
    en_json_key_bool(json, "reached_limit", c->reached_limit);
    if (c->status == EN_OK) {
        en_json_key_int(json, "placed", c->summary.placed);
        en_json_key_int(json, "unplaced", c->summary.unplaced);
        en_json_key_int(json, "first_choices", c->summary.first_choices);
        en_result_add_mean(json, c->summary.placed, c->summary.mean_rank);
        en_result_add_ranks(json, &c->summary);
        en_json_key_int(json, "blocking", (int64_t)c->blocking);
        en_json_key_int(json, "envious", c->envious);
        add_categories(json, round, c);
    } else {
        add_problems(json, language, &c->problems);
    }
    en_json_close(json, '}');
}

void en_comparison_json(en_json *json, en_language language, const en_comparison *comparison)
{
    en_json_open(json, '{');
    en_json_key_str(json, "round", comparison->round.rules.id);
    en_json_key_int(json, "applicants", comparison->round.applicants.count);
    en_json_key(json, "mechanisms");
    en_json_open(json, '[');
    for (size_t k = 0; k < comparison->count; k++)
        add_compared(json, language, &comparison->round, &comparison->of[k]);
    en_json_close(json, ']');
    en_json_close(json, '}');
}

enum { BARS_A_MECHANISM = 3, MOST_BARS = EN_MECHANISM_COUNT * BARS_A_MECHANISM };

typedef struct picture {
    en_arena arena;
    bool failed; /* memory ran out */
    en_language language;
    en_chart_bar bars[MOST_BARS];
    size_t count;
} picture;

static const en_word name_words[EN_MECHANISM_COUNT] = {
    [EN_DEFERRED_ACCEPTANCE] = EN_W_COMPARE_NAME_DEFERRED_ACCEPTANCE,
    [EN_IMMEDIATE_ACCEPTANCE] = EN_W_COMPARE_NAME_IMMEDIATE_ACCEPTANCE,
    [EN_TOP_TRADING_CYCLES] = EN_W_COMPARE_NAME_TOP_TRADING_CYCLES,
    [EN_SERIAL_DICTATORSHIP] = EN_W_COMPARE_NAME_SERIAL_DICTATORSHIP,
    [EN_MAX_WEAKLY_STABLE] = EN_W_COMPARE_NAME_MAX_WEAKLY_STABLE,
    [EN_MAX_SIZE] = EN_W_COMPARE_NAME_MAX_SIZE,
    [EN_MIN_COST_MAX] = EN_W_COMPARE_NAME_MIN_COST_MAX,
    [EN_GENEROUS_MAX] = EN_W_COMPARE_NAME_GENEROUS_MAX,
    [EN_GREEDY_MAX] = EN_W_COMPARE_NAME_GREEDY_MAX,
    [EN_RANK_MAXIMAL] = EN_W_COMPARE_NAME_RANK_MAXIMAL,
    [EN_TWO_AGENCY] = EN_W_COMPARE_NAME_TWO_AGENCY,
};

static en_str say(picture *p, en_word word, size_t arg_count, const en_arg *args)
{
    en_str said;
    if (!en_words_say(&p->arena, p->language, word, arg_count, args, &said)) p->failed = true;
    return said;
}

static void add_bar(picture *p, en_word word, const en_compared *c, uint32_t value, bool is_other)
{
    en_arg name = en_arg_word("mechanism", name_words[c->mechanism]), count = en_arg_int("count", value);
    en_str said = say(p, EN_W_COMPARE_BAR_COUNT, 1, &count);
    p->bars[p->count++] = (en_chart_bar){say(p, word, 1, &name), said, value, is_other, {0}};
}

en_status en_picture_of_comparison(const en_comparison *comparison, en_picture_options options, en_text *svg)
{
    picture p = {.arena = en_arena_make(svg->allocator), .language = options.language};
    const en_round *round = &comparison->round;
    for (size_t k = 0; k < comparison->count; k++) {
        const en_compared *c = &comparison->of[k];
        if (c->status != EN_OK) continue;
        add_bar(&p, EN_W_COMPARE_BAR_PLACED, c, c->summary.placed, false);
        add_bar(&p, EN_W_COMPARE_BAR_FIRST, c, c->summary.first_choices, false);
        add_bar(&p, EN_W_COMPARE_BAR_ENVY, c, c->envious, true);
    }
    en_arg name = en_arg_str("round", round->rules.title[options.language]),
           applicants = en_arg_int("applicants", round->applicants.count);
    en_chart_bars chart = {.bars = p.bars, .count = p.count};
    chart.frame = (en_chart_frame){.language = options.language,
                                   .width = options.width,
                                   .title = say(&p, EN_W_COMPARE_PICTURE_TITLE, 1, &name),
                                   .subtitle = say(&p, EN_W_COMPARE_PICTURE_SUBTITLE, 1, &applicants),
                                   .summary = say(&p, EN_W_COMPARE_PICTURE_SUMMARY, 1, &name)};
    en_status status = p.failed ? EN_ERR_MEMORY : en_chart_bars_add(svg, &chart);
    en_arena_free(&p.arena);
    return status;
}

/* An explanation in words and as JSON. See explain.h. */
#include "explain.h"

#include "explain_joint.h"

en_status en_explain_find(const en_round *round, en_str id, en_report *report, uint32_t *applicant)
{
    en_arena scratch = en_arena_make(NULL);
    en_str normal;
    en_id_fault fault =
        en_utf8_invalid(id.at, id.size) == id.size ? en_id_normalise(&scratch, id, &normal) : EN_ID_CONTROL;
    uint32_t index = fault == EN_ID_FINE ? en_ids_find(&round->applicants, normal) : EN_IDS_NONE;
    en_status status = EN_OK;
    if (fault == EN_ID_NO_MEMORY) {
        status = EN_ERR_MEMORY;
    } else if (index == EN_IDS_NONE) {
        en_where where = {
            .file = round->applicants_table.name, .column = en_str_of("applicant"), .value = id};
        status = en_report_error(report, EN_W_ROUND_UNKNOWN_APPLICANT, where);
    } else {
        *applicant = index;
    }
    en_arena_free(&scratch);
    return status;
}

/* What a wish asks for: a place, and a term if it names one. */
static void add_asked(en_text *text, en_language language, const en_round *round, uint32_t wish)
{
    uint32_t term = round->wish_term ? round->wish_term[wish] : 0;
    en_str place = en_round_place_name(round, language, round->wish_place[wish]);
    if (term == 0) {
        en_text_add(text, place);
        return;
    }
    en_arg args[] = {en_arg_str("place", place), en_arg_str("term", round->terms.ids[term - 1])};
    en_words_add(text, language, EN_W_EXPLAIN_PLACE_TERM, 2, args);
}

void en_explain_add_result(en_text *text, en_language language, const en_round *round,
                           const en_round_result *result, uint32_t applicant)
{
    uint32_t met = result->match.wish[applicant];
    bool placed = met != EN_MATCH_NONE;
    en_text place = en_text_make(NULL);
    if (placed) add_asked(&place, language, round, met);
    en_arg args[] = {en_arg_str("applicant", en_round_applicant(round, applicant)),
                     en_arg_str("place", en_text_str(&place)),
                     en_arg_int("rank", placed ? en_result_rank(round, result, applicant) : 0)};
    bool wishes = round->wish_begin[applicant] < round->wish_begin[applicant + 1];
    en_words_add(text, language,
                 placed   ? EN_W_EXPLAIN_PLACED
                 : wishes ? EN_W_EXPLAIN_UNPLACED
                          : EN_W_EXPLAIN_NO_WISHES,
                 3, args);
    text->failed = text->failed || place.failed;
    en_text_free(&place);
}

void en_explain_add_wish(en_text *text, en_language language, const en_round *round,
                         const en_wish_story *story)
{
    en_text place = en_text_make(NULL);
    add_asked(&place, language, round, story->wish);
    en_arg args[] = {en_arg_int("rank", story->rank), en_arg_str("place", en_text_str(&place))};
    en_words_add(text, language, EN_W_EXPLAIN_WISH, 2, args);
    text->failed = text->failed || place.failed;
    en_text_free(&place);
}

/* The sentence that tells a fate. */
static en_word reason_word(const en_wish_story *story)
{
    static const en_word words[EN_FATE_COUNT] = {
        [EN_FATE_HELD] = EN_W_EXPLAIN_MET_HELD,         [EN_FATE_SCORE] = EN_W_EXPLAIN_SCORE,
        [EN_FATE_EXCHANGE] = EN_W_EXPLAIN_EXCHANGE,     [EN_FATE_TERM] = EN_W_EXPLAIN_TERM,
        [EN_FATE_GROUP_CAP] = EN_W_EXPLAIN_GROUP_CAP,   [EN_FATE_CLOSED] = EN_W_EXPLAIN_CLOSED,
        [EN_FATE_FLOOR] = EN_W_EXPLAIN_FLOOR,           [EN_FATE_HELD_SEATS] = EN_W_EXPLAIN_HELD_SEATS,
        [EN_FATE_NO_SEATS] = EN_W_EXPLAIN_NO_SEATS,     [EN_FATE_NO_SCORE] = EN_W_EXPLAIN_NO_SCORE,
        [EN_FATE_INELIGIBLE] = EN_W_EXPLAIN_INELIGIBLE, [EN_FATE_MECHANISM] = EN_W_EXPLAIN_MECHANISM,
        [EN_FATE_BUDGET] = EN_W_EXPLAIN_BUDGET,         [EN_FATE_TURN] = EN_W_EXPLAIN_TURN,
        [EN_FATE_BLOCKS] = EN_W_EXPLAIN_BLOCKS};
    if (story->fate == EN_FATE_MET) {
        if (!story->scored) return EN_W_EXPLAIN_MET_UNSCORED;
        if (story->full) return EN_W_EXPLAIN_MET_FULL;
        return story->kept_free ? EN_W_EXPLAIN_MET_OPEN : EN_W_EXPLAIN_MET_FREE;
    }
    if (story->fate == EN_FATE_LOTTERY) {
        if (!story->drawn) return EN_W_EXPLAIN_BY_ID;
        if (story->scored) return EN_W_EXPLAIN_LOTTERY;
        return story->apart ? EN_W_EXPLAIN_LOTTERY_ALONE_OPEN : EN_W_EXPLAIN_LOTTERY_ALONE;
    }
    if (story->fate == EN_FATE_SCORE && story->apart) return EN_W_EXPLAIN_SCORE_OPEN;
    if (story->fate == EN_FATE_CLOSED && story->preferring >= story->min_seats)
        return EN_W_EXPLAIN_CLOSED_WANTED;
    if (story->fate == EN_FATE_KEPT_TIE)
        return story->scored ? EN_W_EXPLAIN_KEPT_TIE : EN_W_EXPLAIN_KEPT_TIE_UNSCORED;
    if (story->fate == EN_FATE_CATEGORY)
        return story->scored ? EN_W_EXPLAIN_CATEGORY : EN_W_EXPLAIN_CATEGORY_UNSCORED;
    if (story->fate == EN_FATE_NOT_ASKED)
        return story->tied_with_met ? EN_W_EXPLAIN_NOT_ASKED_TIED : EN_W_EXPLAIN_NOT_ASKED;
    return words[story->fate];
}

void en_explain_add_reason(en_text *text, en_language language, const en_wish_story *story)
{
    en_arg args[] = {en_arg_real("score", story->scored ? story->score : 0),
                     en_arg_real("cutoff", story->cutoff),
                     en_arg_int("seats", story->seats),
                     en_arg_int("waiting", story->waiting),
                     en_arg_int("least", story->min_seats),
                     en_arg_int("count", story->preferring),
                     en_arg_str("column", story->column),
                     en_arg_str("group", story->group),
                     en_arg_int("cap", story->cap),
                     en_arg_int("units", story->units),
                     en_arg_int("left", (int64_t)story->left),
                     en_arg_text("mechanism", story->mechanism)};
    if (story->joint_place[0].size > 0) {
        explain_add_joint(text, language, story);
        return;
    }
    en_words_add(text, language, reason_word(story), sizeof args / sizeof *args, args);
}

uint32_t en_explain_remedy_count(const en_wish_story *story)
{
    if (!story->searched) return 0;
    return story->remedy_count + (!story->in_full || story->remedy_count == 0);
}

static en_word remedy_word(const en_remedy *remedy)
{
    static const en_word words[EN_REMEDY_KINDS] = {[EN_REMEDY_SCORE_ABOVE] = EN_W_EXPLAIN_ENOUGH_ABOVE,
                                                   [EN_REMEDY_SCORE_EQUAL] = EN_W_EXPLAIN_ENOUGH_SCORE,
                                                   [EN_REMEDY_SCORE_ANY] = EN_W_EXPLAIN_ENOUGH_ANY_SCORE,
                                                   [EN_REMEDY_SEATS] = EN_W_EXPLAIN_ENOUGH_SEATS,
                                                   [EN_REMEDY_CATEGORY] = EN_W_EXPLAIN_ENOUGH_CATEGORY,
                                                   [EN_REMEDY_CAP] = EN_W_EXPLAIN_ENOUGH_CAP,
                                                   [EN_REMEDY_MIN_SEATS] = EN_W_EXPLAIN_ENOUGH_MIN_SEATS,
                                                   [EN_REMEDY_UNITS] = EN_W_EXPLAIN_ENOUGH_UNITS};
    if (remedy->kind == EN_REMEDY_SEATS && remedy->of_line) return EN_W_EXPLAIN_ENOUGH_LINE_SEATS;
    if (remedy->group.size == 0) return words[remedy->kind];
    return remedy->kind == EN_REMEDY_SCORE_ABOVE   ? EN_W_EXPLAIN_ENOUGH_GROUP_ABOVE
           : remedy->kind == EN_REMEDY_SCORE_EQUAL ? EN_W_EXPLAIN_ENOUGH_GROUP_SCORE
           : remedy->kind == EN_REMEDY_SCORE_ANY   ? EN_W_EXPLAIN_ENOUGH_GROUP_ANY_SCORE
                                                   : words[remedy->kind];
}

void en_explain_add_remedy(en_text *text, en_language language, const en_wish_story *story, uint32_t k)
{
    if (k >= story->remedy_count) {
        en_words_add(text, language,
                     story->in_full ? EN_W_EXPLAIN_ENOUGH_NOTHING : EN_W_EXPLAIN_ENOUGH_LEFT_OUT, 0, NULL);
        return;
    }
    const en_remedy *remedy = &story->remedies[k];
    en_arg args[] = {en_arg_real("score", remedy->score), en_arg_int("by", remedy->by),
                     en_arg_int("left", remedy->by),      en_arg_int("order", remedy->order),
                     en_arg_str("group", remedy->group),  en_arg_str("category", remedy->category)};
    en_words_add(text, language, remedy_word(remedy), sizeof args / sizeof *args, args);
}

void en_explain_add_agencies(en_text *text, en_language language, const en_wish_story *story)
{
    en_arg args[] = {en_arg_str("first", story->agency[0]),
                     en_arg_real("first_score", story->agency_score[0]),
                     en_arg_str("second", story->agency[1]),
                     en_arg_real("second_score", story->agency_score[1]),
                     en_arg_int("sum", (int64_t)story->rank_sum),
                     en_arg_int("turn", story->turn),
                     en_arg_int("turns", story->turns)};
    en_words_add(text, language, EN_W_EXPLAIN_AGENCIES, sizeof args / sizeof *args, args);
}

void en_explain_add_number(en_text *text, en_language language, const en_wish_story *story, bool last)
{
    enum { DIGITS_SHOWN = 16 };
    en_arg number = en_arg_str("number", (en_str){last ? story->last_number : story->number, DIGITS_SHOWN});
    en_words_add(text, language, last ? EN_W_EXPLAIN_LAST_NUMBER : EN_W_EXPLAIN_OWN_NUMBER, 1, &number);
}

static const char *const fate_names[EN_FATE_COUNT] = {[EN_FATE_MET] = "met",
                                                      [EN_FATE_HELD] = "held",
                                                      [EN_FATE_NOT_ASKED] = "not-asked",
                                                      [EN_FATE_SCORE] = "score",
                                                      [EN_FATE_LOTTERY] = "lottery",
                                                      [EN_FATE_EXCHANGE] = "exchange",
                                                      [EN_FATE_CATEGORY] = "seats-category",
                                                      [EN_FATE_TERM] = "seats-term",
                                                      [EN_FATE_GROUP_CAP] = "group-cap",
                                                      [EN_FATE_CLOSED] = "closed",
                                                      [EN_FATE_FLOOR] = "floor",
                                                      [EN_FATE_HELD_SEATS] = "held-seats",
                                                      [EN_FATE_NO_SEATS] = "no-seats",
                                                      [EN_FATE_NO_SCORE] = "no-score",
                                                      [EN_FATE_INELIGIBLE] = "ineligible",
                                                      [EN_FATE_JOINT] = "joint",
                                                      [EN_FATE_JOINT_VOID] = "joint-void",
                                                      [EN_FATE_JOINT_BLOCKS] = "blocks",
                                                      [EN_FATE_BLOCKS] = "blocks",
                                                      [EN_FATE_BUDGET] = "budget",
                                                      [EN_FATE_TURN] = "turn",
                                                      [EN_FATE_KEPT_TIE] = "kept-tie",
                                                      [EN_FATE_MECHANISM] = "mechanism"};

static void add_real_or_null(en_json *json, const char *key, bool given, double value)
{
    en_json_key(json, key);
    if (given) en_json_real(json, value);
    else en_json_null(json);
}

/* A sentence, made in a text of its own, as a JSON string. */
static void add_words(en_json *json, const char *key, en_text *words)
{
    if (key) en_json_key(json, key);
    en_json_str(json, en_text_str(words));
    json->text->failed = json->text->failed || words->failed;
    words->size = 0;
}

static void add_story_words(en_json *json, en_language language, const en_wish_story *story)
{
    en_text words = en_text_make(NULL);
    en_explain_add_reason(&words, language, story);
    add_words(json, "text", &words);
    en_json_key(json, "notes");
    en_json_open(json, '[');
    for (uint32_t k = 0; k < en_explain_remedy_count(story); k++) {
        en_explain_add_remedy(&words, language, story, k);
        add_words(json, NULL, &words);
    }
    if (story->called) {
        en_explain_add_agencies(&words, language, story);
        add_words(json, NULL, &words);
    }
    for (int last = 0; last < 2 && story->drawn; last++) {
        en_explain_add_number(&words, language, story, last);
        add_words(json, NULL, &words);
    }
    en_json_close(json, ']');
    en_text_free(&words);
}

/* One remedy as data: docs/formats.md. */
static void add_remedy(en_json *json, const en_remedy *remedy)
{
    static const char *const names[EN_REMEDY_KINDS] = {
        [EN_REMEDY_SCORE_ABOVE] = "score-above", [EN_REMEDY_SCORE_EQUAL] = "score",
        [EN_REMEDY_SCORE_ANY] = "some-score",    [EN_REMEDY_SEATS] = "seats",
        [EN_REMEDY_CATEGORY] = "category",       [EN_REMEDY_CAP] = "cap",
        [EN_REMEDY_MIN_SEATS] = "min_seats",     [EN_REMEDY_UNITS] = "units"};
    en_json_open(json, '{');
    en_json_key_text(json, "change", names[remedy->kind]);
    if (remedy->group.size) en_json_key_str(json, "group", remedy->group);
    if (remedy->category.size) en_json_key_str(json, "category", remedy->category);
    if (remedy->of_line) en_json_key_int(json, "order", remedy->order);
    if (remedy->kind == EN_REMEDY_SCORE_ABOVE || remedy->kind == EN_REMEDY_SCORE_EQUAL)
        add_real_or_null(json, "score", true, remedy->score);
    if (remedy->by || remedy->kind == EN_REMEDY_UNITS) en_json_key_int(json, "by", remedy->by);
    en_json_close(json, '}');
}

static void add_remedies(en_json *json, const en_wish_story *story)
{
    if (!story->searched) return;
    en_json_key(json, "remedies");
    en_json_open(json, '[');
    for (uint32_t k = 0; k < story->remedy_count; k++) add_remedy(json, &story->remedies[k]);
    en_json_close(json, ']');
    en_json_key_bool(json, "remedies_in_full", story->in_full);
}

static void add_story(en_json *json, en_language language, const en_round *round, const en_wish_story *story)
{
    en_json_open(json, '{');
    en_json_key_int(json, "rank", story->rank);
    en_json_key_str(json, "place", en_round_place(round, story->place));
    en_json_key_str(json, "name", en_round_place_name(round, language, story->place));
    if (round->wish_term && round->wish_term[story->wish])
        en_json_key_str(json, "term", round->terms.ids[round->wish_term[story->wish] - 1]);
    en_json_key_text(json, "fate", fate_names[story->fate]);
    add_story_words(json, language, story);
    en_json_key_int(json, "seats", story->seats);
    en_json_key_int(json, "filled", story->filled);
    add_real_or_null(json, "score", story->scored, story->score);
    add_real_or_null(json, "cutoff", story->scored && story->full, story->cutoff);
    en_json_key_int(json, "waiting_position", story->waiting);
    if (story->drawn) {
        en_json_key_text(json, "lottery_number", story->number);
        en_json_key_text(json, "last_admitted_lottery_number", story->last_number);
    }
    add_remedies(json, story);
    en_json_close(json, '}');
}

void en_explain_add_json(en_json *json, en_language language, const en_round *round,
                         const en_round_result *result, uint32_t applicant, const en_wish_story *stories)
{
    uint32_t met = result->match.wish[applicant];
    en_text words = en_text_make(NULL);
    en_json_open(json, '{');
    en_json_key_str(json, "round", round->rules.id);
    en_json_key_str(json, "applicant", en_round_applicant(round, applicant));
    en_json_key(json, "place");
    if (met == EN_MATCH_NONE) en_json_null(json);
    else en_json_str(json, en_round_place(round, round->wish_place[met]));
    en_result_why why = en_result_reason(round, result, applicant);
    en_text_add_z(&words, en_reason_code(why.reason));
    en_text_add(&words, why.column);
    add_words(json, "reason", &words);
    en_explain_add_result(&words, language, round, result, applicant);
    add_words(json, "text", &words);
    en_json_key(json, "wishes");
    en_json_open(json, '[');
    for (uint32_t k = 0; k < round->wish_begin[applicant + 1] - round->wish_begin[applicant]; k++)
        add_story(json, language, round, &stories[k]);
    en_json_close(json, ']');
    en_json_close(json, '}');
    en_text_free(&words);
}

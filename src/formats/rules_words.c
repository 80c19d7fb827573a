/* Rules and claims in words. See rules_words.h. */
#include "rules_words.h"

static en_word mechanism_word(const en_round_rules *rules)
{
    static const en_word words[EN_MECHANISM_COUNT] = {
        [EN_IMMEDIATE_ACCEPTANCE] = EN_W_UI_RULES_SAYS_IMMEDIATE_ACCEPTANCE,
        [EN_TOP_TRADING_CYCLES] = EN_W_UI_RULES_SAYS_TOP_TRADING_CYCLES,
        [EN_SERIAL_DICTATORSHIP] = EN_W_UI_RULES_SAYS_SERIAL_DICTATORSHIP,
        [EN_MAX_WEAKLY_STABLE] = EN_W_UI_RULES_SAYS_MAX_WEAKLY_STABLE,
        [EN_MAX_SIZE] = EN_W_UI_RULES_SAYS_MAX_SIZE,
        [EN_MIN_COST_MAX] = EN_W_UI_RULES_SAYS_MIN_COST_MAX,
        [EN_GENEROUS_MAX] = EN_W_UI_RULES_SAYS_GENEROUS_MAX,
        [EN_GREEDY_MAX] = EN_W_UI_RULES_SAYS_GREEDY_MAX,
        [EN_RANK_MAXIMAL] = EN_W_UI_RULES_SAYS_RANK_MAXIMAL,
        [EN_TWO_AGENCY] = EN_W_RULES_SAYS_TWO_AGENCY};
    if (rules->mechanism == EN_SERIAL_DICTATORSHIP && rules->order.size &&
        !en_str_is(rules->order, "lottery"))
        return EN_W_UI_RULES_SAYS_ORDER;
    if (rules->mechanism != EN_DEFERRED_ACCEPTANCE) return words[rules->mechanism];
    return rules->proposer == EN_MATCH_PLACES_PROPOSE ? EN_W_UI_RULES_SAYS_PROPOSER_PLACES
                                                      : EN_W_UI_RULES_SAYS_PROPOSER_APPLICANTS;
}

static en_word lottery_word(const en_round_rules *rules)
{
    if (rules->commitment.size) return EN_W_UI_RULES_SAYS_COMMITTED;
    return rules->seed.size ? EN_W_UI_RULES_SAYS_SEED : EN_W_UI_RULES_SAYS_NO_SEED;
}

/* Japanese has no blank between sentences. */
static void add_sentence(en_text *text, en_language language, en_word word, const en_arg *arg)
{
    if (text->size && language != EN_LANGUAGE_JA) en_text_add_char(text, ' ');
    en_words_add(text, language, word, arg ? 1 : 0, arg);
}

static void add_eligibility(en_text *text, en_language language, const en_round *round)
{
    if (!en_eligibility_given(round->eligibility)) {
        add_sentence(text, language, EN_W_UI_RULES_SAYS_EVERYONE, NULL);
        return;
    }
    en_text who = en_text_make(NULL);
    en_eligibility_add_words(&who, language, round->eligibility);
    en_arg arg = en_arg_str("who", en_text_str(&who));
    add_sentence(text, language, EN_W_UI_RULES_SAYS_ELIGIBLE, &arg);
    text->failed = text->failed || who.failed;
    en_text_free(&who);
}

void en_rules_add_words(en_text *text, en_language language, const en_round *round)
{
    static const en_word ties[] = {[EN_TIES_SINGLE] = EN_W_UI_RULES_SAYS_TIES_SINGLE_LOTTERY,
                                   [EN_TIES_MULTIPLE] = EN_W_UI_RULES_SAYS_TIES_MULTIPLE_LOTTERY,
                                   [EN_TIES_BY_ID] = EN_W_UI_RULES_SAYS_TIES_BY_ID,
                                   [EN_TIES_KEEP] = EN_W_UI_RULES_SAYS_TIES_KEEP};
    const en_round_rules *rules = &round->rules;
    en_arg column = en_arg_str("column", rules->order);
    add_sentence(text, language, mechanism_word(rules), &column);
    add_sentence(text, language, ties[rules->tie_rule], NULL);
    if (rules->stable_cycles) add_sentence(text, language, EN_W_UI_RULES_SAYS_IMPROVE, NULL);
    if (rules->tie_rule == EN_TIES_SINGLE || rules->tie_rule == EN_TIES_MULTIPLE)
        add_sentence(text, language, lottery_word(rules), NULL);
    add_eligibility(text, language, round);
}

void en_claim_add_words(en_text *text, en_language language, en_str claim)
{
    static const struct {
        const char *claim;
        en_word word;
    } known[] = {{"feasible", EN_W_UI_CLAIM_FEASIBLE},
                 {"stable", EN_W_UI_CLAIM_STABLE},
                 {"applicant-optimal", EN_W_UI_CLAIM_APPLICANT_OPTIMAL},
                 {"place-optimal", EN_W_UI_CLAIM_PLACE_OPTIMAL},
                 {"envy-free", EN_W_UI_CLAIM_ENVY_FREE},
                 {"weakly-stable", EN_W_UI_CLAIM_WEAKLY_STABLE},
                 {"constrained-efficient", EN_W_UI_CLAIM_CONSTRAINED_EFFICIENT},
                 {"follows-mechanism", EN_W_UI_CLAIM_FOLLOWS_MECHANISM},
                 {"maximum-size", EN_W_UI_CLAIM_MAXIMUM_SIZE},
                 {"minimum-cost", EN_W_UI_CLAIM_MINIMUM_COST},
                 {"generous", EN_W_UI_CLAIM_GENEROUS},
                 {"greedy", EN_W_UI_CLAIM_GREEDY},
                 {"rank-maximal", EN_W_UI_CLAIM_RANK_MAXIMAL},
                 {"unproven", EN_W_UI_CLAIM_UNPROVEN},
                 {"bound", EN_W_UI_CLAIM_BOUND}};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (en_str_is(claim, known[k].claim)) {
            en_words_add(text, language, known[k].word, 0, NULL);
            return;
        }
    en_text_add(text, claim);
}

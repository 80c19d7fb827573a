/* Ties: the lottery numbers of docs/certificate.md, the order by id, and whether the seed was fixed in
 * advance.
 *
 * A lottery number is a SHA-256 digest. Its first eight bytes are kept as the key that the engine compares;
 * in the rare case that these agree, the whole digests are computed again and compared. Without any tie
 * nothing is drawn, and no seed is needed.
 */
#include "bucket.h"
#include "round_parts.h"
#include "sha256.h"

enum { APPLICANTS_A_TASK = 4096 };

static void add_line(en_sha256 *hash, en_str s)
{
    en_sha256_add(hash, "\n", 1);
    en_sha256_add(hash, s.at, s.size);
}

/* The hash of all that comes before the applicant. */
static en_sha256 lottery_start(const en_round *round)
{
    en_sha256 hash;
    en_sha256_start(&hash);
    en_sha256_add(&hash, "enishi-1", 8);
    add_line(&hash, round->rules.seed);
    add_line(&hash, round->rules.id);
    return hash;
}

static void draw(const en_sha256 *start, en_str applicant, const en_str *place,
                 unsigned char digest[EN_SHA256_BYTES])
{
    en_sha256 hash = *start;
    add_line(&hash, applicant);
    if (place) add_line(&hash, *place);
    en_sha256_end(&hash, digest);
}

void round_draw(const en_round *round, uint32_t applicant, unsigned char digest[EN_SHA256_BYTES])
{
    en_sha256 start = lottery_start(round);
    draw(&start, en_round_applicant(round, applicant), NULL, digest);
}

static bool is_lottery(const en_round *round)
{
    return round->rules.tie_rule == EN_TIES_SINGLE || round->rules.tie_rule == EN_TIES_MULTIPLE;
}

static uint64_t key_of(const unsigned char digest[EN_SHA256_BYTES])
{
    uint64_t key = 0;
    for (int i = 0; i < 8; i++) key = key << 8 | digest[i];
    return key;
}

/* The applicant who has this wish. */
static uint32_t owner_of(const en_round *round, uint32_t wish)
{
    return en_bucket_of(round->wish_begin, round->applicants.count, wish);
}

/* Who orders the wish's applicant among others: its place, or the group of the common order over it. */
static en_str orderer_of(const en_round *round, uint32_t wish)
{
    uint32_t place = round->wish_place[wish];
    uint32_t group = round->order_group ? round->order_group[place] : EN_MATCH_NONE;
    return group == EN_MATCH_NONE ? en_round_place(round, place) : round->groups.ids[group];
}

/* The lottery number of the wish's applicant at its place. */
static void number_of(const en_round *round, uint32_t wish, unsigned char digest[EN_SHA256_BYTES])
{
    en_sha256 start = lottery_start(round);
    en_str by = orderer_of(round, wish);
    draw(&start, en_round_applicant(round, owner_of(round, wish)), round->tie_per_wish ? &by : NULL, digest);
}

void en_round_lottery_number(const en_round *round, uint32_t wish, char hex[EN_SHA256_HEX + 1])
{
    unsigned char digest[EN_SHA256_BYTES];
    number_of(round, wish, digest);
    en_sha256_hex(digest, hex);
}

static int compare_digests(void *user, uint32_t wish, uint32_t other)
{
    unsigned char first[EN_SHA256_BYTES], second[EN_SHA256_BYTES];
    number_of(user, wish, first);
    number_of(user, other, second);
    return memcmp(first, second, EN_SHA256_BYTES);
}

en_match_problem en_round_problem(const en_round *round)
{
    en_match_problem problem = {
        .applicants = round->applicants.count,
        .places = round->places.count,
        .seats = round->seats,
        .wish_begin = round->wish_begin,
        .wish_place = round->wish_place,
        .wish_score = round->wish_score,
        .tie = round->tie,
        .tie_per_wish = round->tie_per_wish,
        .held_turn = round->held_turn,
        .wish_term = round->wish_term,
        .categories = round->member,
        .line_begin = round->line_begin,
        .lines = round->lines,
        .in_group = round->in_group,
        .groups = round->in_group ? round->group : NULL,
        .group_count = round->in_group ? round->groups.count : 0,
    };
    if (round->tie && round->lottery_used) {
        problem.tie_further = compare_digests;
        problem.tie_user = (void *)(uintptr_t)round;
    }
    return problem;
}

typedef struct drawing {
    en_round *round;
    en_sha256 start;
} drawing;

static void draw_task(void *shared, size_t index)
{
    const drawing *d = shared;
    en_round *round = d->round;
    uint32_t first = (uint32_t)(index * APPLICANTS_A_TASK), end = first + APPLICANTS_A_TASK;
    if (end > round->applicants.count) end = round->applicants.count;
    unsigned char digest[EN_SHA256_BYTES];
    for (uint32_t i = first; i < end; i++) {
        en_str applicant = en_round_applicant(round, i);
        if (!round->tie_per_wish) {
            draw(&d->start, applicant, NULL, digest);
            round->tie[i] = key_of(digest);
            continue;
        }
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++) {
            en_str by = orderer_of(round, w);
            draw(&d->start, applicant, &by, digest);
            round->tie[w] = key_of(digest);
        }
    }
}

en_status round_draw_lottery(en_round *round, en_arena *arena, const en_context *context)
{
    round->tie_per_wish = round->rules.tie_rule == EN_TIES_MULTIPLE;
    size_t keys = round->tie_per_wish ? round->wishes : round->applicants.count;
    round->tie = en_arena_raw(arena, keys, sizeof *round->tie);
    if (!round->tie) return EN_ERR_MEMORY;
    drawing d = {.round = round, .start = lottery_start(round)};
    en_run(context, draw_task, &d,
           ((size_t)round->applicants.count + APPLICANTS_A_TASK - 1) / APPLICANTS_A_TASK);
    return EN_OK;
}

en_status round_rank_ids(const en_round *round, uint32_t *rank)
{
    uint32_t n = round->applicants.count;
    en_arena scratch = en_arena_make(round->arena.allocator);
    uint32_t *order = en_arena_raw(&scratch, n, sizeof *order);
    bool made = order && en_ids_order(round->applicants.ids, n, order);
    for (uint32_t k = 0; k < n && made; k++) rank[order[k]] = k;
    en_arena_free(&scratch);
    return made ? EN_OK : EN_ERR_MEMORY;
}

/* tie[i] = the rank of applicant i's id among all. */
static en_status order_by_id(en_round *round)
{
    uint32_t n = round->applicants.count;
    en_arena scratch = en_arena_make(round->arena.allocator);
    uint32_t *rank = en_arena_raw(&scratch, n, sizeof *rank);
    round->tie = en_arena_raw(&round->arena, n, sizeof *round->tie);
    en_status status = rank && round->tie ? round_rank_ids(round, rank) : EN_ERR_MEMORY;
    for (uint32_t i = 0; i < n && status == EN_OK; i++) round->tie[i] = rank[i];
    en_arena_free(&scratch);
    return status;
}

/* Whether, of one applicant's wishes of equal rank, w comes before v: by the lottery with the place, or by
 * the place's id; of two for one place, by the term. */
static bool own_tie_before(const drawing *d, uint32_t applicant, uint32_t w, uint32_t v)
{
    const en_round *round = d->round;
    if (round->wish_place[w] == round->wish_place[v]) return round->wish_term[w] < round->wish_term[v];
    en_str first = en_round_place(round, round->wish_place[w]),
           second = en_round_place(round, round->wish_place[v]);
    if (!round_is_drawn(&round->rules)) return en_str_compare(first, second) < 0;
    unsigned char digest[2][EN_SHA256_BYTES];
    draw(&d->start, en_round_applicant(round, applicant), &first, digest[0]);
    draw(&d->start, en_round_applicant(round, applicant), &second, digest[1]);
    return memcmp(digest[0], digest[1], EN_SHA256_BYTES) < 0;
}

static void swap_numbers(uint32_t *of_wish, uint32_t w, uint32_t v)
{
    uint32_t swap = of_wish[w];
    of_wish[w] = of_wish[v];
    of_wish[v] = swap;
}

static void swap_wishes(en_round *round, uint32_t applicant, uint32_t w, uint32_t v)
{
    double score = round->wish_score[w];
    round->wish_score[w] = round->wish_score[v];
    round->wish_score[v] = score;
    swap_numbers(round->wish_place, w, v);
    if (round->wish_term) swap_numbers(round->wish_term, w, v);
    uint32_t *held = round->held ? &round->held[applicant] : NULL;
    if (held && (*held == w || *held == v)) *held = *held == w ? v : w;
}

/* Orders wishes of equal rank. Runs before keys per wish are drawn. */
static void order_own_ties(const drawing *d)
{
    en_round *round = d->round;
    for (uint32_t i = 0; i < round->applicants.count; i++)
        for (uint32_t w = round->wish_begin[i] + 1; w < round->wish_begin[i + 1]; w++)
            for (uint32_t v = w; v > round->wish_begin[i] && round->wish_rank[v - 1] == round->wish_rank[v] &&
                                 own_tie_before(d, i, v, v - 1);
                 v--)
                swap_wishes(round, i, v, v - 1);
}

/* Ranks that an applicant gives twice: whether there are any, and a wish that shares its rank with one for
 * another place where both are acceptable, or EN_MATCH_NONE. */
typedef struct tied_ranks {
    bool any;
    uint32_t acceptable;
} tied_ranks;

static tied_ranks find_tied_ranks(const en_round *round)
{
    tied_ranks found = {false, EN_MATCH_NONE};
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        uint32_t before = EN_MATCH_NONE; /* the acceptable wish before */
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++) {
            found.any =
                found.any || (w > round->wish_begin[i] && round->wish_rank[w] == round->wish_rank[w - 1]);
            if (round->wish_score[w] == EN_MATCH_UNACCEPTABLE) continue;
            if (before != EN_MATCH_NONE && round->wish_rank[before] == round->wish_rank[w] &&
                round->wish_place[before] != round->wish_place[w])
                found.acceptable = w;
            before = w;
        }
    }
    return found;
}

bool en_round_is_digest(en_str s)
{
    if (s.size != EN_SHA256_HEX) return false;
    for (size_t i = 0; i < s.size; i++)
        if (!memchr("0123456789abcdef", s.at[i], 16)) return false;
    return true;
}

void en_lottery_hash(en_str secret, en_str beacon, char hex[EN_SHA256_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256 hash;
    en_sha256_start(&hash);
    en_sha256_add(&hash, secret.at, secret.size);
    for (size_t i = 0; i < beacon.size; i++) {
        unsigned char byte = (unsigned char)beacon.at[i];
        char two[] = {digits[byte >> 4], digits[byte & 15]};
        en_sha256_add(&hash, two, 2);
    }
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
}

static bool hashes_to(en_str secret, en_str beacon, en_str expected)
{
    char hex[EN_SHA256_HEX + 1];
    en_lottery_hash(secret, beacon, hex);
    return en_str_is(expected, hex);
}

static en_status refuse_tie_key(const en_round *round, const char *key, en_str value, en_word rule,
                                en_report *report)
{
    return en_report_error(report, rule, (en_where){round->rules_file.name, 0, en_str_of(key), value});
}

/* The chain secret → commitment, secret and beacon → seed. */
static en_status check_commitment(en_round *round, en_report *report)
{
    const en_round_rules *rules = &round->rules;
    if (rules->commitment.size && !en_round_is_digest(rules->commitment))
        return refuse_tie_key(round, "ties.commitment", rules->commitment, EN_W_ROUND_NOT_DIGEST, report);
    if (rules->secret.size && !rules->commitment.size)
        return refuse_tie_key(round, "ties.secret", rules->secret, EN_W_ROUND_SECRET_ALONE, report);
    if (rules->secret.size && !rules->beacon.size)
        return refuse_tie_key(round, "ties.beacon", rules->beacon, EN_W_ROUND_BEACON_MISSING, report);
    if (rules->secret.size && !hashes_to(rules->secret, (en_str){0}, rules->commitment))
        return refuse_tie_key(round, "ties.secret", rules->secret, EN_W_ROUND_SECRET_MISMATCH, report);
    if (rules->secret.size && !hashes_to(rules->secret, rules->beacon, rules->seed))
        return refuse_tie_key(round, "ties.seed", rules->seed, EN_W_ROUND_SEED_MISMATCH, report);
    return EN_OK;
}

static en_seed_commitment commitment_of(const en_round *round)
{
    if (!round->lottery_used) return EN_COMMITMENT_NOT_NEEDED;
    if (!round->rules.commitment.size) return EN_COMMITMENT_NONE;
    return round->rules.secret.size ? EN_COMMITMENT_OPENED : EN_COMMITMENT_UNOPENED;
}

en_status round_require_rule(const en_round *round, en_where where, en_report *report)
{
    bool kept = en_features_required(round->rules.mechanism) & en_feature_bit(EN_FEATURE_KEPT_TIES);
    if (kept) return EN_OK;
    if (round->rules.tie_rule == EN_TIES_KEEP) return en_report_error(report, EN_W_ROUND_TIES_KEPT, where);
    if (round->rules.seed.size == 0) return en_report_error(report, EN_W_ROUND_SEED_MISSING, where);
    return EN_OK;
}

static en_status require_rule_for_ties(en_round *round, const en_context *context, uint32_t tied_wish,
                                       en_report *report)
{
    bool tied_scores;
    uint32_t place, tied_sum;
    en_match_problem problem = en_round_problem(round);
    en_status status = en_match_find_tie(&problem, context, &tied_scores, &place);
    if (status == EN_OK) status = round_find_call_tie(round, &tied_sum);
    if (status != EN_OK) return status;
    if (round->rules.mechanism == EN_SERIAL_DICTATORSHIP)
        tied_scores = false; /* whose turn it is, no score says */
    en_where where = {.file = round->choices_table.name, .column = en_str_of("score")};
    if (tied_scores) {
        where.column = en_str_of("place");
        where.value = en_round_place(round, place);
        status = round_require_rule(round, where, report);
    } else if (tied_wish != EN_MATCH_NONE || tied_sum != EN_MATCH_NONE) {
        uint32_t i = tied_wish != EN_MATCH_NONE ? owner_of(round, tied_wish) : tied_sum;
        where.column = en_str_of("applicant");
        where.value = en_round_applicant(round, i);
        status = round_require_rule(round, where, report);
    }
    round->lottery_used =
        is_lottery(round) && (tied_scores || tied_wish != EN_MATCH_NONE || tied_sum != EN_MATCH_NONE);
    return status;
}

en_status round_settle_ties(en_round *round, const en_context *context, en_report *report)
{
    en_status status = check_commitment(round, report);
    tied_ranks tied = find_tied_ranks(round);
    drawing d = {.round = round, .start = lottery_start(round)};
    if (status != EN_OK) return status;
    if (round->rules.tie_rule != EN_TIES_BY_ID)
        status = require_rule_for_ties(round, context, tied.acceptable, report);
    if (status != EN_OK) return status;
    if (tied.any) order_own_ties(&d);
    status = round_settle_pairs(round, context, report);
    if (status == EN_OK) status = round_settle_order(round, report);
    if (status == EN_OK) status = round_order_call(round);
    if (status != EN_OK) return status;
    if (round->lottery_used) status = round_draw_lottery(round, &round->arena, context);
    else if (!is_lottery(round)) status = order_by_id(round);
    round->commitment = commitment_of(round);
    return status;
}

en_status round_settle_further_ties(en_round *round, const en_context *context, en_arena *arena,
                                    en_report *report)
{
    if (round->tie || !is_lottery(round)) return EN_OK;
    en_status status = require_rule_for_ties(round, context, find_tied_ranks(round).acceptable, report);
    return status == EN_OK && round->lottery_used ? round_draw_lottery(round, arena, context) : status;
}

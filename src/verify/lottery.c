/* The lottery: its numbers, the orders of places that they make strict, and whether it was drawn as
 * committed.
 *
 * Numbers are computed only where equal scores ask for them; the first eight bytes are kept.
 */
#include "verify.h"

#include <strings.h>

/* The lottery number of an applicant; with a place or group, of an applicant there. */
void en_verify_draw(const en_verify *v, uint32_t applicant, uint32_t node,
                    unsigned char digest[EN_SHA256_BYTES])
{
    en_sha256 hash = v->lottery;
    en_str name = v->round.applicants.ids[applicant];
    en_sha256_add(&hash, name.at, name.size);
    if (node != EN_VERIFY_NONE) {
        en_str id = en_intake_id(&v->round, node);
        en_sha256_add(&hash, "\n", 1);
        en_sha256_add(&hash, id.at, id.size);
    }
    en_sha256_end(&hash, digest);
}

/* A number that is kept, its first eight bytes; whole: all of it. */
static uint64_t number_of(const en_verify *v, size_t kept_at, uint32_t applicant, uint32_t node,
                          unsigned char digest[EN_SHA256_BYTES], bool whole)
{
    _Atomic uint64_t *kept = &v->numbers[kept_at];
    uint64_t number = atomic_load_explicit(kept, memory_order_relaxed);
    if (number != 0 && !whole) return number;
    en_verify_draw(v, applicant, node, digest);
    number = 0;
    for (int i = 0; i < 8; i++) number = number << 8 | digest[i];
    atomic_store_explicit(kept, number, memory_order_relaxed);
    return number;
}

/* By the numbers that count at the place or group; NONE: the applicants' own. */
static int compare_by_lottery(const en_verify *v, const size_t at[2], const uint32_t applicants[2],
                              const uint32_t nodes[2])
{
    unsigned char first[EN_SHA256_BYTES], second[EN_SHA256_BYTES];
    uint64_t x = number_of(v, at[0], applicants[0], nodes[0], first, false),
             y = number_of(v, at[1], applicants[1], nodes[1], second, false);
    if (x != y) return x < y ? -1 : 1;
    (void)number_of(v, at[0], applicants[0], nodes[0], first, true);
    (void)number_of(v, at[1], applicants[1], nodes[1], second, true);
    return memcmp(first, second, EN_SHA256_BYTES);
}

int en_verify_compare_applicants(const en_verify *v, uint32_t a, uint32_t b)
{
    const en_str *names = v->round.applicants.ids;
    if (!v->numbers) return en_str_compare(names[a], names[b]);
    size_t from = v->round.ties == EN_INTAKE_MULTIPLE ? v->round.wishes.count : 0;
    return compare_by_lottery(v, (size_t[]){from + a, from + b}, (uint32_t[]){a, b},
                              (uint32_t[]){EN_VERIFY_NONE, EN_VERIFY_NONE});
}

/* Holders first, by id; then the higher score, then the tie rule; an applicant's own wishes as they stand. */
int en_verify_compare(const en_verify *v, uint32_t a, uint32_t b)
{
    const en_intake *round = &v->round;
    const en_intake_wish *first = &round->wishes.at[a], *second = &round->wishes.at[b];
    bool holds = en_verify_holds(v, a);
    if (a == b) return 0;
    if (holds != en_verify_holds(v, b)) return holds ? -1 : 1;
    const en_str *names = round->applicants.ids;
    if (holds) return en_str_compare(names[first->applicant], names[second->applicant]);
    if (first->score != second->score) return first->score > second->score ? -1 : 1;
    if (first->applicant == second->applicant) return a < b ? -1 : 1;
    if (!v->numbers || round->ties != EN_INTAKE_MULTIPLE)
        return en_verify_compare_applicants(v, first->applicant, second->applicant);
    return compare_by_lottery(
        v, (size_t[]){a, b}, (uint32_t[]){first->applicant, second->applicant},
        (uint32_t[]){round->nodes[first->place].scorer, round->nodes[second->place].scorer});
}

void en_verify_start_lottery(en_verify *v)
{
    en_sha256_start(&v->lottery);
    en_sha256_add(&v->lottery, "enishi-1\n", 9);
    en_sha256_add(&v->lottery, v->round.seed.at, v->round.seed.size);
    en_sha256_add(&v->lottery, "\n", 1);
    en_sha256_add(&v->lottery, v->round.id.at, v->round.id.size);
    en_sha256_add(&v->lottery, "\n", 1);
}

/* Once it is known whether there are ties. */
en_status en_verify_prepare_lottery(en_verify *v)
{
    const en_intake *round = &v->round;
    bool keep = round->ties == EN_INTAKE_KEEP;
    if (!atomic_load(&v->tied) || round->ties == EN_INTAKE_BY_ID || v->kept) return EN_OK;
    if (keep || round->seed.size == 0)
        return en_intake_refuse(&v->round, keep ? EN_W_VERIFY_TIES_KEPT : EN_W_VERIFY_NO_SEED, "round.json",
                                keep ? "ties.rule" : "ties.seed", (en_str){0});
    size_t count = round->applicants.count + (round->ties == EN_INTAKE_MULTIPLE ? round->wishes.count : 0);
    v->numbers = en_arena_array(&v->arena, count, sizeof *v->numbers);
    return v->numbers ? EN_OK : EN_ERR_MEMORY;
}

static const char *tie_text(const en_verify *v, const char *key)
{
    return json_string_value(json_object_get(json_object_get(v->round.json, "ties"), key));
}

static const char *committed(const en_verify *v)
{
    if (!v->tied || v->round.ties == EN_INTAKE_BY_ID || v->kept) return "not-needed";
    if (!tie_text(v, "commitment")) return "no";
    return tie_text(v, "secret") ? "yes" : "unopened";
}

json_t *en_verify_lottery_json(const en_verify *v)
{
    return json_pack("{s:b, s:s}", "used", v->tied && v->round.ties != EN_INTAKE_BY_ID && !v->kept,
                     "committed", committed(v));
}

/* SHA-256 of the secret, followed by the beacon's bytes in hex if there is one, as hex. */
static void hash_secret(const char *secret, const char *beacon, char hex[EN_SHA256_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256 hash;
    en_sha256_start(&hash);
    en_sha256_add(&hash, secret, strlen(secret));
    for (; beacon && *beacon; beacon++) {
        unsigned char c = (unsigned char)*beacon,
                      pair[2] = {(unsigned char)digits[c >> 4], (unsigned char)digits[c & 15]};
        en_sha256_add(&hash, pair, 2);
    }
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
}

static void fail(en_verify *v, en_report *report, const char *key, en_word rule)
{
    en_where where = {
        .file = en_str_of("round.json"), .column = en_str_of(key), .value = en_str_of(tie_text(v, key + 5))};
    (void)en_report_error(report, rule, where);
}

/* The secret opens the commitment, and the seed follows from secret and beacon. The seed's hex digits are
 * text: their case counts. */
void en_verify_check_seed(en_verify *v, en_report *report)
{
    char hex[EN_SHA256_HEX + 1];
    const char *secret = tie_text(v, "secret"), *beacon = tie_text(v, "beacon");
    if (strcmp(committed(v), "yes") != 0) return;
    hash_secret(secret, NULL, hex);
    if (strcasecmp(hex, tie_text(v, "commitment")) != 0)
        fail(v, report, "ties.commitment", EN_W_VERIFY_COMMITMENT_BROKEN);
    hash_secret(secret, beacon, hex);
    if (!beacon || !en_str_is(v->round.seed, hex)) fail(v, report, "ties.seed", EN_W_VERIFY_SEED_BROKEN);
}

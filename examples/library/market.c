/* A small market solved and checked with libenishi: the first example of Gale and Shapley (1962).
 *
 *     cc market.c $(pkg-config --cflags --libs enishi) && ./a.out
 */
#include <enishi/match.h>

#include <stdio.h>
#include <stdlib.h>

/* Applicants a, b, c; places A, B, C with a seat each. A score is 3 where a place puts the applicant first.
 */
static const uint32_t seats[] = {1, 1, 1};
static const uint32_t wish_begin[] = {0, 3, 6, 9};
static const uint32_t wish_place[] = {0, 1, 2 /* a: A B C */, 1, 2, 0 /* b: B C A */, 2, 0, 1 /* c: C A B */};
static const double wish_score[] = {1, 2, 3 /* a */, 1, 2, 3 /* b */, 1, 2, 3 /* c */};

static en_status solve_and_print(const en_match_problem *market, en_match_proposer proposer, const char *who)
{
    en_match_result result;
    en_status status = en_match_solve(market, proposer, NULL, &result);
    if (status != EN_OK) return status;
    status = en_match_check(market, result.wish, NULL, NULL);
    if (status == EN_OK) {
        printf("%s propose:", who);
        for (uint32_t i = 0; i < market->applicants; i++) {
            if (result.wish[i] == EN_MATCH_NONE) printf(" %c-", (int)('a' + i));
            else printf(" %c%c", (int)('a' + i), (int)('A' + market->wish_place[result.wish[i]]));
        }
        printf(" (stable)\n");
    }
    en_match_result_free(&result);
    return status;
}

int main(void)
{
    const en_match_problem market = {.applicants = 3,
                                     .places = 3,
                                     .seats = seats,
                                     .wish_begin = wish_begin,
                                     .wish_place = wish_place,
                                     .wish_score = wish_score};
    en_status status = solve_and_print(&market, EN_MATCH_APPLICANTS_PROPOSE, "applicants");
    if (status == EN_OK) status = solve_and_print(&market, EN_MATCH_PLACES_PROPOSE, "places");
    return status == EN_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

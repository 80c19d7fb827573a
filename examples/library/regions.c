/* Two places of a region under one limit, and one place with a reserved seat: lines and groups of libenishi.
 *
 *     cc regions.c $(pkg-config --cflags --libs enishi) && ./a.out
 *
 * The region is the first example of Kamada and Kojima (2015): at most 10 seats, two hospitals with 10 seats
 * and a target of 5 each. Three applicants want hospital 1, seven hospital 2. Cut to the targets, hospital 2
 * would refuse two although the region has room; here it takes all seven.
 */
#include <enishi/match.h>

#include <stdio.h>
#include <stdlib.h>

enum { FOR_FIRST = 3, FOR_SECOND = 7, DOCTORS = FOR_FIRST + FOR_SECOND };

static en_status solve_and_print(const en_match_problem *market, const char *title)
{
    en_match_result result;
    en_status status = en_match_solve(market, EN_MATCH_APPLICANTS_PROPOSE, NULL, &result);
    if (status != EN_OK) return status;
    status = en_match_check(market, result.wish, NULL, NULL);
    if (status == EN_OK) {
        printf("%s:", title);
        for (uint32_t i = 0; i < market->applicants; i++)
            if (result.wish[i] != EN_MATCH_NONE)
                printf(" d%u-h%u", i + 1, market->wish_place[result.wish[i]] + 1);
        printf("\n");
    }
    en_match_result_free(&result);
    return status;
}

static en_status solve_region(void)
{
    static const uint32_t seats[] = {10, 10};
    static const en_match_group region = {.parent = EN_MATCH_NONE, .cap = 10, .choice = EN_MATCH_BY_TARGETS};
    static const en_match_place_in_group in_group[] = {{.target = 5, .turn = 0}, {.target = 5, .turn = 1}};
    uint32_t wish_begin[DOCTORS + 1] = {0}, wish_place[DOCTORS];
    double wish_score[DOCTORS];
    for (uint32_t i = 0; i < DOCTORS; i++) {
        wish_begin[i + 1] = i + 1;
        wish_place[i] = i < FOR_FIRST ? 0 : 1;
        wish_score[i] = DOCTORS - i;
    }
    const en_match_problem market = {.applicants = DOCTORS,
                                     .places = 2,
                                     .seats = seats,
                                     .wish_begin = wish_begin,
                                     .wish_place = wish_place,
                                     .wish_score = wish_score,
                                     .in_group = in_group,
                                     .groups = &region,
                                     .group_count = 1};
    return solve_and_print(&market, "region");
}

/* One seat for members of category R before others, one open seat; scores d1 (R) > d2 > d3 (R). */
static en_status solve_reserve(bool reserved_first)
{
    static const uint32_t seats[] = {2}, line_begin[] = {0, 2};
    static const uint32_t wish_begin[] = {0, 1, 2, 3}, wish_place[] = {0, 0, 0};
    static const double wish_score[] = {3, 2, 1};
    static const uint64_t categories[] = {1, 0, 1};
    const en_match_line reserved = {.seats = 1, .category = 1, .to = EN_MATCH_NONE};
    const en_match_line open = {.seats = 1, .to = EN_MATCH_NONE};
    const en_match_line lines[] = {reserved_first ? reserved : open, reserved_first ? open : reserved};
    const en_match_problem market = {.applicants = 3,
                                     .places = 1,
                                     .seats = seats,
                                     .wish_begin = wish_begin,
                                     .wish_place = wish_place,
                                     .wish_score = wish_score,
                                     .categories = categories,
                                     .line_begin = line_begin,
                                     .lines = lines};
    return solve_and_print(&market, reserved_first ? "reserved seat first" : "open seat first");
}

int main(void)
{
    en_status status = solve_region();
    if (status == EN_OK) status = solve_reserve(true);
    if (status == EN_OK) status = solve_reserve(false);
    return status == EN_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Reads markets from standard input as whole numbers and prints the best assignment by each objective: for
 * test_assign.py.
 *
 * A market: applicants, places, the seats of each place, then for each applicant the number of wishes and for
 * each of them place and rank. Printed: a line an objective, for each applicant the number of the wish in
 * their list, or -1.
 */
#include <enishi/assign.h>

#include <stdio.h>
#include <stdlib.h>

enum { MOST_WISHES = 1 << 16 };

static uint32_t seats[MOST_WISHES], begin[MOST_WISHES], place[MOST_WISHES], rank[MOST_WISHES];
static double score[MOST_WISHES];

/* False at the end of the input. */
static bool read_number(uint32_t *number)
{
    int c = getchar();
    while (c == ' ' || c == '\n') c = getchar();
    if (c == EOF) return false;
    for (*number = 0; c >= '0' && c <= '9'; c = getchar()) *number = *number * 10 + (uint32_t)(c - '0');
    return true;
}

static bool read_market(en_match_problem *market)
{
    uint32_t wishes = 0;
    if (!read_number(&market->applicants) || !read_number(&market->places)) return false;
    for (uint32_t p = 0; p < market->places; p++)
        if (!read_number(&seats[p])) return false;
    for (uint32_t i = 0; i < market->applicants; i++) {
        uint32_t n;
        begin[i] = wishes;
        if (!read_number(&n)) return false;
        for (uint32_t end = wishes + n; wishes < end; wishes++)
            if (!read_number(&place[wishes]) || !read_number(&rank[wishes])) return false;
    }
    begin[market->applicants] = wishes;
    return true;
}

static bool print_best(const en_assign_problem *problem, en_assign_objective objective)
{
    en_assign_result result;
    if (en_assign_solve(problem, objective, NULL, &result) != EN_OK) return false;
    bool holds = en_assign_check(problem, objective, result.wish, result.potentials, NULL, NULL) == EN_OK;
    for (uint32_t i = 0; i < problem->market->applicants; i++)
        printf("%ld ", result.wish[i] == EN_MATCH_NONE ? -1L : (long)(result.wish[i] - begin[i]));
    printf("\n");
    en_assign_result_free(&result);
    return holds;
}

int main(void)
{
    en_match_problem market = {.seats = seats, .wish_begin = begin, .wish_place = place, .wish_score = score};
    en_assign_problem problem = {.market = &market, .wish_rank = rank};
    while (read_market(&market))
        for (int objective = 0; objective < 5; objective++)
            if (!print_best(&problem, (en_assign_objective)objective)) return 1;
    return 0;
}

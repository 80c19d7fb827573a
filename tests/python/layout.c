/* Prints the sizes of libenishi's structures and where their members stand: what the Python binding has to
 * agree with. */
#include <enishi/assign.h>
#include <enishi/lower_limits.h>
#include <enishi/sequential.h>
#include <enishi/ties.h>

#include <stdio.h>

typedef struct member {
    const char *structure, *name;
    size_t at; /* for the structure itself, its size */
} member;

#define SIZE(structure)                                                                                      \
    {                                                                                                        \
#structure, "", sizeof(structure)                                                                    \
    }
#define MEMBER(structure, name)                                                                              \
    {                                                                                                        \
#structure, #name, offsetof(structure, name)                                                         \
    }

static const member members[] = {
    SIZE(en_allocator),
    MEMBER(en_allocator, user),
    MEMBER(en_allocator, resize),
    SIZE(en_executor),
    MEMBER(en_executor, user),
    MEMBER(en_executor, width),
    MEMBER(en_executor, run),
    SIZE(en_context),
    MEMBER(en_context, allocator),
    MEMBER(en_context, executor),
    MEMBER(en_context, cancel),
    MEMBER(en_context, progress),
    MEMBER(en_context, progress_user),
    SIZE(en_match_problem),
    MEMBER(en_match_problem, applicants),
    MEMBER(en_match_problem, places),
    MEMBER(en_match_problem, seats),
    MEMBER(en_match_problem, wish_begin),
    MEMBER(en_match_problem, wish_place),
    MEMBER(en_match_problem, wish_score),
    MEMBER(en_match_problem, tie),
    MEMBER(en_match_problem, tie_per_wish),
    MEMBER(en_match_problem, tie_further),
    MEMBER(en_match_problem, tie_user),
    MEMBER(en_match_problem, held_turn),
    MEMBER(en_match_problem, wish_term),
    MEMBER(en_match_problem, categories),
    MEMBER(en_match_problem, line_begin),
    MEMBER(en_match_problem, lines),
    MEMBER(en_match_problem, in_group),
    MEMBER(en_match_problem, groups),
    MEMBER(en_match_problem, group_count),
    SIZE(en_match_line),
    MEMBER(en_match_line, seats),
    MEMBER(en_match_line, term),
    MEMBER(en_match_line, category),
    MEMBER(en_match_line, others_never),
    MEMBER(en_match_line, to),
    SIZE(en_match_group),
    MEMBER(en_match_group, parent),
    MEMBER(en_match_group, cap),
    MEMBER(en_match_group, target),
    MEMBER(en_match_group, turn),
    MEMBER(en_match_group, choice),
    SIZE(en_match_place_in_group),
    MEMBER(en_match_place_in_group, group),
    MEMBER(en_match_place_in_group, target),
    MEMBER(en_match_place_in_group, turn),
    SIZE(en_match_result),
    MEMBER(en_match_result, wish),
    MEMBER(en_match_result, filled),
    MEMBER(en_match_result, line),
    MEMBER(en_match_result, memory),
    SIZE(en_match_blocking),
    MEMBER(en_match_blocking, applicant),
    MEMBER(en_match_blocking, wish),
    SIZE(en_match_priorities),
    MEMBER(en_match_priorities, begin),
    MEMBER(en_match_priorities, applicant),
    MEMBER(en_match_priorities, shared),
    MEMBER(en_match_priorities, shared_count),
    MEMBER(en_match_priorities, memory),
    SIZE(en_match_closing),
    MEMBER(en_match_closing, closed),
    MEMBER(en_match_closing, nodes),
    MEMBER(en_match_closing, place),
    MEMBER(en_match_closing, memory),
    SIZE(en_assign_problem),
    MEMBER(en_assign_problem, market),
    MEMBER(en_assign_problem, wish_rank),
    MEMBER(en_assign_problem, applicant_order),
    MEMBER(en_assign_problem, place_order),
    SIZE(en_assign_result),
    MEMBER(en_assign_result, wish),
    MEMBER(en_assign_result, filled),
    MEMBER(en_assign_result, ranks),
    MEMBER(en_assign_result, rank_count),
    MEMBER(en_assign_result, length),
    MEMBER(en_assign_result, potentials),
    MEMBER(en_assign_result, memory),
    SIZE(en_assign_fault),
    MEMBER(en_assign_fault, kind),
    MEMBER(en_assign_fault, applicant),
    MEMBER(en_assign_fault, wish),
    MEMBER(en_assign_fault, place),
};

int main(void)
{
    for (size_t k = 0; k < sizeof members / sizeof *members; k++)
        printf("%s.%s %zu\n", members[k].structure, members[k].name, members[k].at);
    printf("statuses. %d\n", EN_STATUS_COUNT);
    return 0;
}

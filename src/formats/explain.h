/* Why each wish of one applicant came out as it did, with the numbers that decided it: as data, in words, and
 * as JSON. The terminal and the server say it with the same words. */
#ifndef EN_EXPLAIN_H
#define EN_EXPLAIN_H

#include "json.h"
#include "result.h"

typedef enum en_wish_fate {
    EN_FATE_MET,          /* this wish came true */
    EN_FATE_HELD,         /* it came true: the seat was held from before */
    EN_FATE_NOT_ASKED,    /* a better wish came true */
    EN_FATE_SCORE,        /* the last one admitted has a higher score */
    EN_FATE_LOTTERY,      /* the last one admitted has the same score and won the tie */
    EN_FATE_EXCHANGE,     /* the same score, after stable improvement cycles */
    EN_FATE_CATEGORY,     /* seats are set aside for a category */
    EN_FATE_TERM,         /* no seat is for the wish's term */
    EN_FATE_GROUP_CAP,    /* the place would; a group that it is in is full */
    EN_FATE_CLOSED,       /* too few want the place */
    EN_FATE_FLOOR,        /* a free seat is kept back for a floor elsewhere */
    EN_FATE_HELD_SEATS,   /* all seats are held from before */
    EN_FATE_NO_SEATS,     /* the place has no seats at all */
    EN_FATE_NO_SCORE,     /* the place scores others, and not this applicant */
    EN_FATE_INELIGIBLE,   /* by the rule of the round */
    EN_FATE_JOINT,        /* of a couple: a place of its joint wish would not take whom it asks for */
    EN_FATE_JOINT_VOID,   /* of a couple: a place of its joint wish may not take whom it asks for */
    EN_FATE_JOINT_BLOCKS, /* of a couple: nobody would refuse; the result is not stable */
    EN_FATE_BLOCKS,       /* the same, of a wish alone */
    EN_FATE_BUDGET,       /* too little was left of a budget when the applicant's turn came */
    EN_FATE_TURN,         /* two agencies: no seat was left when it came */
    EN_FATE_KEPT_TIE,     /* the same score as the last one admitted, and equals are not told apart */
    EN_FATE_MECHANISM,    /* by a mechanism that scores alone do not decide */
    EN_FATE_COUNT
} en_wish_fate;

/* A change by itself that would have met the wish, or a better one, all else being the same. */
typedef enum en_remedy_kind {
    EN_REMEDY_SCORE_ABOVE, /* any score above that of another, up to the next one */
    EN_REMEDY_SCORE_EQUAL, /* the very score of another */
    EN_REMEDY_SCORE_ANY,   /* any score at all, where there is none */
    EN_REMEDY_SEATS,       /* so many seats more here, or on a line */
    EN_REMEDY_CATEGORY,    /* to be a member of it */
    EN_REMEDY_CAP,         /* a group's cap higher by so many */
    EN_REMEDY_MIN_SEATS,   /* the place's min_seats lower by so many */
    EN_REMEDY_UNITS,       /* to need no more of a budget than was left, where no other was short */
    EN_REMEDY_KINDS
} en_remedy_kind;

typedef struct en_remedy {
    en_remedy_kind kind;
    double score;
    en_str group; /* whose score or cap it is; else empty */
    en_str category;
    bool of_line;       /* the seats are of one of several lines; then: */
    uint32_t order, by; /* order: of the line */
} en_remedy;

typedef struct en_wish_story {
    en_wish_fate fate;
    uint32_t wish, place, rank, seats, filled;
    bool scored;   /* the place scores this applicant; then: */
    double score;  /* the applicant's own */
    double cutoff; /* of the last one admitted; only where fate is SCORE or LOTTERY, or the place is full */
    bool full;
    bool tied_with_met;             /* the wish that came true has the same rank */
    uint32_t waiting;               /* position on the waiting list, 0: not on it */
    uint32_t min_seats, preferring; /* of a place that is closed; how many would rather be there */
    en_str column;                  /* that decided, where ineligible */
    en_str group;                   /* that is full, with its cap */
    uint32_t cap;
    const char *mechanism;
    en_remedy *remedies; /* what would have changed it; found by en_find_remedies alone */
    uint32_t remedy_count;
    bool searched; /* it is a wish of which that is asked */
    bool in_full;  /* and all of it was worked out */
    /* Of a couple: the places of its best joint wish that names this place; who is refused, or would come, at
     * which of them, with how many seats; how many whom that place holds come before; and whether it is asked
     * for both. */
    en_str joint_place[2], asked, asked_place;
    uint32_t asked_seats, before;
    bool both;
    bool apart;      /* seats stand in lines, or are held: not every seat need be open to this wish */
    bool kept_free;  /* couples, lines, groups or floors: a free seat need not be for everyone */
    uint32_t units;  /* of a budget, a group: what the wish needs; `cap` is all there was */
    uint64_t left;   /* when the applicant's turn came */
    bool one_budget; /* no other is short */
    bool called;     /* two agencies score: then which, how, the sum of ranks, and when the turn came */
    en_str agency[2];
    double agency_score[2];
    uint64_t rank_sum;
    uint32_t turn, turns;
    bool drawn; /* a lottery decided: the numbers follow */
    char number[EN_SHA256_HEX + 1], last_number[EN_SHA256_HEX + 1]; /* the applicant's, the last admitted's */
} en_wish_story;

/* The story of one wish of an applicant. Time O(waiting list of the place). */
void en_explain_wish(const en_round *round, const en_round_result *result, uint32_t applicant, uint32_t wish,
                     en_wish_story *story);

/* The applicant with this id, in any form that is the same after normalising; EN_ERR_INPUT, reported, if
 * there is none. */
EN_MUST_USE en_status en_explain_find(const en_round *round, en_str id, en_report *report,
                                      uint32_t *applicant);

/* Where the applicant was placed, or that there is no place. */
void en_explain_add_result(en_text *text, en_language language, const en_round *round,
                           const en_round_result *result, uint32_t applicant);

/* Which wish it is: its rank and its place. */
void en_explain_add_wish(en_text *text, en_language language, const en_round *round,
                         const en_wish_story *story);

/* Why it came out so. */
void en_explain_add_reason(en_text *text, en_language language, const en_wish_story *story);

/* How many sentences there are on what would have changed it, and the k-th. */
uint32_t en_explain_remedy_count(const en_wish_story *story);
void en_explain_add_remedy(en_text *text, en_language language, const en_wish_story *story, uint32_t k);

/* Of a wish that a lottery decided: the applicant's own number, or that of the last one admitted. */
void en_explain_add_number(en_text *text, en_language language, const en_wish_story *story, bool last);

/* In a call of two agencies: their scores, and when the applicant's turn came. */
void en_explain_add_agencies(en_text *text, en_language language, const en_wish_story *story);

/* All of it as one object, with the story of each wish of the applicant in order: docs/formats.md. */
void en_explain_add_json(en_json *json, en_language language, const en_round *round,
                         const en_round_result *result, uint32_t applicant, const en_wish_story *stories);

#endif

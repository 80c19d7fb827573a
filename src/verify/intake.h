/* A round as its files have it: rules, ids, wishes, scores, lines of seats, groups, held seats.
 *
 * Cells, ids and references are checked, row by row, and everything is brought into flat arrays; what it
 * means for a matching is decided elsewhere. Large tables are read by several tasks. Bound: linear, but for
 * sorting lines.
 */
#ifndef EN_INTAKE_H
#define EN_INTAKE_H

#include "known_keys.h"
#include "manifest.h"
#include "scan.h"

enum { EN_INTAKE_MOST_TERMS = 65535, EN_INTAKE_MOST_CATEGORIES = 64, EN_INTAKE_MOST_GROUPS = 1 << 20 };
enum { EN_INTAKE_MOST_DEPTH = 1000 }; /* of groups */

typedef enum en_intake_ties {
    EN_INTAKE_SINGLE,
    EN_INTAKE_MULTIPLE,
    EN_INTAKE_BY_ID,
    EN_INTAKE_KEEP
} en_intake_ties;

/* A wish; or a score of scores.csv, without a rank, of a place or a group (a node). */
typedef struct en_intake_wish {
    uint32_t applicant, place, rank;
    uint32_t term; /* its index and 1; 0: none */
    double score;  /* NaN: none is given */
} en_intake_wish;

/* Rows of choices.csv or scores.csv; those of applicant a are at[first[a]] … at[first[a + 1] − 1]. */
typedef struct en_intake_rows {
    en_arena arena;
    size_t count;
    en_intake_wish *at;
    uint32_t *first; /* NULL: there is no such table */
} en_intake_rows;

/* Seats that are filled together: a row of seats.csv, or all seats of a place. */
typedef struct en_intake_line {
    uint32_t place, order, seats;
    uint32_t category, term; /* the index and 1; 0: none */
    uint32_t to;             /* the line that gets its unfilled seats, or EN_IDS_NONE */
    uint64_t member;         /* the bit of its category; 0: everyone is a member */
    bool never;              /* nobody but members */
} en_intake_line;

/* A joint wish of a couple, by the couple's id and rank. */
typedef struct en_intake_joint {
    uint32_t couple, rank, applicant[2];
    uint32_t place[2]; /* EN_IDS_NONE: may stay unplaced */
    uint32_t wish[2];  /* once wishes are settled */
    bool counts;       /* its wishes are acceptable */
    bool preferred;    /* to what the couple has */
} en_intake_joint;

/* A place, or a group: places come first, then the groups. Not given: EN_IDS_NONE, of a target 0. */
typedef enum en_intake_choice {
    EN_INTAKE_GATHERS,
    EN_INTAKE_TARGETS,
    EN_INTAKE_COMMON_ORDER
} en_intake_choice;
typedef struct en_intake_node {
    uint32_t parent; /* a node that chooses: groups that only gather are none */
    uint32_t cap, target, turn;
    en_intake_choice choice; /* of a group; inherited below common order */
    uint32_t scorer;         /* the root-most group with common order over it, or itself */
} en_intake_node;

typedef struct en_intake {
    const en_folder *folder;
    const en_context *context;
    en_report *report;
    en_manifest *manifest; /* the files that were read */
    en_arena arena;
    json_t *json;       /* round.json */
    en_str id, seed;    /* seed empty: not given */
    int ties, proposer; /* proposer 1: places */
    en_table tables[3]; /* own the bytes of the ids: applicants, places, groups */
    en_ids applicants, places, groups, terms, categories;
    uint32_t *seats, *floors, *least; /* by place; least: min_seats */
    en_intake_node *nodes;
    uint64_t *member;        /* by applicant: bits of categories; NULL where no line has one */
    en_intake_line *lines;   /* by place and order */
    uint32_t *line_begin;    /* by place, and the end */
    bool call;               /* two agencies: groups score, and have caps without a choice */
    bool lined, lower, hard; /* seats.csv has rows; min_seats, floor are given */
    en_intake_rows wishes;   /* in the order of the file, held seats last; with the scores of both tables */
    bool *scored;            /* by node: somebody has a score there */
    en_intake_rows scores;
    en_intake_wish *held; /* by applicant: the seat held, place EN_IDS_NONE if none; NULL: no such table */
    en_str *cells[2];     /* by applicant: categories; by place: group */
    en_table joint_table;
    en_ids couples;
    en_intake_joint *joints;
    size_t joint_count;
    uint32_t *couple_of; /* by applicant, or EN_IDS_NONE; NULL: there are no couples */

    /* Called with each row of applicants (0) and places (1), and before the first with how many may come. */
    bool (*reserve)(void *user, int table, size_t most);
    bool (*row)(void *user, int table, const en_csv *csv, uint32_t index);
    void *user;
} en_intake;

/* Checks round.json, which is set: its keys, types and names. Then the tables of the folder. en_intake_free
 * in any case. */
EN_MUST_USE en_status en_intake_read_rules(en_intake *round);
EN_MUST_USE en_status en_intake_read_tables(en_intake *round);
void en_intake_free(en_intake *round);

/* Reports a problem of the round; returns EN_ERR_INPUT. */
en_status en_intake_refuse(en_intake *round, en_word rule, const char *file, const char *key, en_str value);

/* The id of a place or group. */
static inline en_str en_intake_id(const en_intake *round, uint32_t node)
{
    return node < round->places.count ? round->places.ids[node]
                                      : round->groups.ids[node - round->places.count];
}

/* Whether the place's seats are told apart. */
static inline bool en_intake_has_lines(const en_intake *round, uint32_t place)
{
    const en_intake_line *line = &round->lines[round->line_begin[place]];
    return round->line_begin[place + 1] - round->line_begin[place] > 1 || line->term + line->category > 0;
}

/* intake_structure.c: seats.csv, groups.csv and held.csv, once places and applicants are known. */
EN_MUST_USE en_status en_intake_read_structure(en_intake *round);
EN_MUST_USE en_status en_intake_read_held(en_intake *round);
EN_MUST_USE en_status en_intake_open(en_intake *round, const char *name, size_t count,
                                     const en_column *columns, en_table *table);
uint32_t en_intake_intern(en_intake *round, const en_csv *csv, int column, en_ids *ids);
EN_MUST_USE bool en_intake_take_whole(const en_csv *csv, int column, uint32_t *value);

/* joint.c: couples, once choices are read. */
EN_MUST_USE en_status en_intake_read_joint(en_intake *round);

/* intake_matches.c: reads matches.csv of the folder, which stays open; result, by applicant: the wish,
 * EN_IDS_NONE for none, EN_INTAKE_NOT_READ without a row. What is no wish, or no row of an applicant, goes to
 * findings. */
#define EN_INTAKE_NOT_READ (EN_IDS_NONE - 1)
EN_MUST_USE en_status en_intake_read_matches(const en_intake *round, const char *folder, en_table *matches,
                                             en_report *findings, uint32_t *result);

/* intake_join.c: scores and held seats, brought to the wishes. */
EN_MUST_USE en_status en_intake_join(en_intake *round);

#endif

/* From the tables of a round to the engine's arrays: real files in a folder of their own. */
#define _GNU_SOURCE
#include "check.h"

#include "round.h"

#include <stdio.h>
#include <unistd.h>

static char folder[] = "/tmp/enishi-round-XXXXXX";

static const char *const names[] = {"round.json", "applicants.csv", "places.csv", "choices.csv",
                                    "scores.csv", "seats.csv",      "groups.csv", "joint.csv",
                                    "held.csv",   "demands.csv"};

static void put(const char *name, const char *text)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

/* A plain round of four applicants and three places, whose ties are decided by id. */
static int start(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHECK_COUNT(names); i++) (void)unlink(names[i]);
    put("round.json", "{\"id\": \"r\", \"ties\": {\"rule\": \"by-id\"}}");
    put("applicants.csv", "applicant\na\nb\nc\nd\n");
    put("places.csv", "place,seats\nP,1\nQ,2\nR,3\n");
    put("choices.csv", "applicant,rank,place\na,1,P\nb,1,P\nb,2,Q\nc,3,R\n");
    return 0;
}

static en_round read_round(void)
{
    en_report report = en_report_make(NULL);
    en_round round;
    en_status status = en_round_read((en_round_source){.path = "."}, NULL, &report, &round);
    for (size_t i = 0; i < report.kept && status != EN_OK; i++) {
        en_text text = en_text_make(NULL);
        en_words_add_problem(&text, EN_LANGUAGE_EN, &report.problems[i]);
        print_error("%.*s\n", (int)text.size, text.at);
        en_text_free(&text);
    }
    assert_int_equal(status, EN_OK);
    en_report_free(&report);
    return round;
}

static uint32_t place(const en_round *round, const char *id)
{
    return en_ids_find(&round->places, en_str_of(id));
}
static uint32_t group(const en_round *round, const char *id)
{
    return en_ids_find(&round->groups, en_str_of(id));
}
static uint32_t applicant(const en_round *round, const char *id)
{
    return en_ids_find(&round->applicants, en_str_of(id));
}

static bool asks_for(const en_round *round, en_feature feature)
{
    return en_round_features(round) == en_feature_bit(feature);
}

static void a_plain_round_has_no_array_of_features(void **state)
{
    (void)state;
    put("places.csv", "place,seats,min_seats,floor,target,turn,group\nP,1,,0,,,\nQ,2,0,,,,\nR,3,,,,,\n");
    put("choices.csv", "applicant,rank,place,term\na,1,P,\nb,1,P,\n");
    put("seats.csv", "place,order,seats\n");
    en_round round = read_round();
    en_match_problem p = en_round_problem(&round);
    assert_int_equal(en_round_features(&round), 0);
    assert_null(round.held);
    assert_null(round.order);
    assert_null(p.wish_term);
    assert_null(p.categories);
    assert_null(p.line_begin);
    assert_null(p.in_group);
    assert_null(p.groups);
    assert_null(round.min_seats);
    assert_null(round.floors);
    assert_int_equal(round.seats_table.name.size, 0);
    en_round_input inputs[EN_ROUND_MOST_INPUTS];
    assert_int_equal(en_round_inputs(&round, inputs), 4);
    en_round_free(&round);
}

static void terms_are_numbered_by_their_bytes(void **state)
{
    (void)state;
    put("choices.csv", "applicant,rank,place,term\nc,1,R, z \nb,1,Q,\na,2,P,b\na,1,P,a\na,3,P,\n");
    en_round round = read_round();
    assert_true(asks_for(&round, EN_FEATURE_TERMS));
    assert_int_equal(round.terms.count, 3);
    check_str(round.terms.ids[0], "a");
    check_str(round.terms.ids[2], "z");
    const uint32_t expected[] = {1, 2, 0, 0, 3};
    for (uint32_t w = 0; w < 5; w++) assert_int_equal(round.wish_term[w], expected[w]);
    en_round_free(&round);
}

static void a_term_goes_with_its_wish_through_own_ties(void **state)
{
    (void)state;
    put("choices.csv", "applicant,rank,place,term\na,1,R,x\na,1,P,z\na,1,P,\na,1,P,y\na,1,Q,\n");
    put("held.csv", "applicant,place,term\na,P,z\n");
    en_round round = read_round();
    const char *const places[] = {"P", "P", "P", "Q", "R"};
    const char *const terms[] = {"", "y", "z", "", "x"};
    for (uint32_t w = 0; w < 5; w++) {
        check_str(en_round_place(&round, round.wish_place[w]), places[w]);
        check_str(round.wish_term[w] ? round.terms.ids[round.wish_term[w] - 1] : (en_str){0}, terms[w]);
    }
    assert_int_equal(round.held[0], 2);
    assert_int_equal(round.held[1], EN_MATCH_NONE);
    en_round_free(&round);
}

/* Two terms of one place at one rank are told apart without a lottery. */
static void tied_terms_of_one_place_need_no_seed(void **state)
{
    (void)state;
    put("round.json", "{\"id\": \"r\"}");
    put("choices.csv", "applicant,rank,place,term\na,1,P,y\na,1,P,x\n");
    put("places.csv", "place,seats\nP,1\nQ,2\nR,3\n");
    put("scores.csv", "applicant,place,score\na,P,4\n");
    en_round round = read_round();
    assert_false(round.lottery_used);
    assert_int_equal(round.wish_term[0], 1);
    en_round_free(&round);
}

static void categories_are_bits_of_applicants_and_lines(void **state)
{
    (void)state;
    put("applicants.csv", "applicant,categories\na,poor; rural\nb,\nc,rural;rural;\nd,poor\n");
    put("seats.csv",
        "place,order,seats,category,others,to\nQ,7,1,,,\nQ,2,1,rural,never,7\nR,5,3,poor,after,\n");
    en_round round = read_round();
    assert_true(asks_for(&round, EN_FEATURE_LINES));
    uint64_t poor = 1, rural = 2;
    const uint64_t expected[] = {poor | rural, 0, rural, poor};
    for (int i = 0; i < 4; i++) assert_int_equal(round.member[i], expected[i]);
    const uint32_t begin[] = {0, 1, 3, 4};
    for (int p = 0; p < 4; p++) assert_int_equal(round.line_begin[p], begin[p]);
    const en_match_line lines[] = {{1, 0, 0, false, EN_MATCH_NONE},
                                   {1, 0, rural, true, 2},
                                   {1, 0, 0, false, EN_MATCH_NONE},
                                   {3, 0, poor, false, EN_MATCH_NONE}};
    const uint32_t orders[] = {1, 2, 7, 5};
    for (int l = 0; l < 4; l++) {
        assert_int_equal(round.lines[l].seats, lines[l].seats);
        assert_int_equal(round.lines[l].term, lines[l].term);
        assert_int_equal(round.lines[l].category, lines[l].category);
        assert_int_equal(round.lines[l].others_never, lines[l].others_never);
        assert_int_equal(round.lines[l].to, lines[l].to);
        assert_int_equal(round.line_order[l], orders[l]);
    }
    en_round_free(&round);
}

static void sixty_four_categories_fit(void **state)
{
    (void)state;
    char text[1024] = "applicant,categories\na,c0", one[16];
    for (int c = 1; c < 64; c++) {
        snprintf(one, sizeof one, ";c%d", c);
        strcat(text, one);
    }
    put("applicants.csv", strcat(text, "\nb,c63\nc,\nd,\n"));
    en_round round = read_round();
    assert_true(round.member[0] == UINT64_MAX);
    assert_true(round.member[1] == (uint64_t)1 << 63);
    en_round_free(&round);
}

static void turns_are_made_unique_and_gatherers_are_cut_off(void **state)
{
    (void)state;
    put("groups.csv",
        "group,parent,cap,target,turn,choice\nall,,,,,\nnorth,all,9,,,targets\nsub,north,2,1,4,targets\n"
        "club,,,,,\n");
    put("places.csv",
        "place,seats,target,turn,group\nP,1,1,4,north\nQ,2,,2,north\nR,3,,,north\nO,1,,,club\nN,1,,,north\n");
    en_round round = read_round();
    assert_true(asks_for(&round, EN_FEATURE_TARGETS));
    uint32_t north = group(&round, "north"), sub = group(&round, "sub");
    assert_int_equal(round.group[north].parent, EN_MATCH_NONE);
    assert_int_equal(round.group_parent[north], group(&round, "all"));
    assert_int_equal(round.group[north].cap, 9);
    assert_int_equal(round.group[sub].parent, north);
    assert_int_equal(round.group[sub].target, 1);
    assert_false(round.group_chooses[group(&round, "all")]);
    assert_int_equal(round.group[group(&round, "all")].cap, EN_MATCH_NONE);
    /* Q has turn 2; P and sub have 4, P by its id first; N and R have none */
    assert_int_equal(round.in_group[place(&round, "Q")].turn, 0);
    assert_int_equal(round.in_group[place(&round, "P")].turn, 1);
    assert_int_equal(round.group[sub].turn, 2);
    assert_int_equal(round.in_group[place(&round, "N")].turn, 3);
    assert_int_equal(round.in_group[place(&round, "R")].turn, 4);
    assert_int_equal(round.in_group[place(&round, "P")].target, 1);
    assert_int_equal(round.in_group[place(&round, "O")].group, EN_MATCH_NONE);
    assert_int_equal(round.place_group[place(&round, "O")], group(&round, "club"));
    assert_null(round.order_group);
    assert_int_equal(en_round_problem(&round).group_count, 4);
    en_round_free(&round);
}

static void a_common_order_reaches_its_whole_subtree(void **state)
{
    (void)state;
    put("groups.csv",
        "group,parent,cap,choice\nlab,dept,2,\ndept,faculty,3,common-order\nfaculty,,5,targets\n");
    put("places.csv", "place,seats,group\nP,1,lab\nQ,2,dept\nR,3,faculty\n");
    put("scores.csv", "applicant,place,group,score\nb,,dept,7\nc,R,,3\nd,,dept,1\n");
    en_round round = read_round();
    uint32_t dept = group(&round, "dept");
    assert_int_equal(round.group[group(&round, "lab")].choice, EN_MATCH_BY_COMMON_ORDER);
    assert_int_equal(round.order_group[place(&round, "P")], dept);
    assert_int_equal(round.order_group[place(&round, "Q")], dept);
    assert_int_equal(round.order_group[place(&round, "R")], EN_MATCH_NONE);
    assert_true(round.wish_score[0] == EN_MATCH_UNACCEPTABLE); /* a at P: dept scores others */
    assert_true(round.wish_score[1] == 7 && round.wish_score[2] == 7);
    assert_true(round.wish_score[3] == 3);
    assert_true(round.scored[place(&round, "P")] && round.scored[place(&round, "Q")]);
    en_round_free(&round);
}

static void a_common_order_without_scores_accepts_everyone(void **state)
{
    (void)state;
    put("groups.csv", "group,cap,choice\nlab,2,common-order\n");
    put("places.csv", "place,seats,group\nP,1,lab\nQ,2,lab\nR,3,\n");
    put("scores.csv", "applicant,place,score\nb,R,7\n");
    en_round round = read_round();
    for (uint32_t w = 0; w < 3; w++) assert_true(round.wish_score[w] == 0);
    assert_true(round.wish_score[3] == EN_MATCH_UNACCEPTABLE);
    en_round_free(&round);
}

static void a_group_that_gathers_scores_for_its_places(void **state)
{
    (void)state;
    put("groups.csv", "group,parent\nall,\npart,all\n");
    put("places.csv", "place,seats,group\nP,1,part\nQ,2,all\nR,3,\n");
    put("scores.csv", "applicant,group,score\nb,all,7\nc,all,9\n");
    en_round round = read_round();
    assert_int_equal(en_round_features(&round), 0);
    assert_true(round.wish_score[0] == EN_MATCH_UNACCEPTABLE);
    assert_true(round.wish_score[1] == 7 && round.wish_score[2] == 7);
    assert_true(round.wish_score[3] == 0);
    en_round_free(&round);
}

/* The number of certificate.md, with the group where there is a common order. */
static void the_lottery_of_a_common_order_is_the_groups(void **state)
{
    (void)state;
    put("round.json", "{\"id\": \"r\", \"ties\": {\"rule\": \"multiple-lottery\", \"seed\": \"s\"}}");
    put("groups.csv", "group,cap,choice\nlab,2,common-order\n");
    put("places.csv", "place,seats,group\nP,1,lab\nQ,2,lab\nR,3,\n");
    en_round round = read_round();
    const char *const texts[] = {"enishi-1\ns\nr\na\nlab", "enishi-1\ns\nr\nb\nlab", "enishi-1\ns\nr\nb\nlab",
                                 "enishi-1\ns\nr\nc\nR"};
    for (uint32_t w = 0; w < 4; w++) {
        char hex[EN_SHA256_HEX + 1], expected[EN_SHA256_HEX + 1];
        unsigned char digest[EN_SHA256_BYTES];
        en_sha256 hash;
        en_sha256_start(&hash);
        en_sha256_add(&hash, texts[w], strlen(texts[w]));
        en_sha256_end(&hash, digest);
        en_sha256_hex(digest, expected);
        en_round_lottery_number(&round, w, hex);
        assert_string_equal(hex, expected);
    }
    en_round_free(&round);
}

static void held_seats_become_last_wishes_that_are_acceptable(void **state)
{
    (void)state;
    put("held.csv", "applicant,place\nd,R\na,Q\nb,Q\n");
    put("scores.csv", "applicant,place,score\nb,Q,5\nc,R,1\n");
    en_round round = read_round();
    assert_true(asks_for(&round, EN_FEATURE_HELD));
    assert_int_equal(round.wishes, 6);
    uint32_t a = applicant(&round, "a"), b = applicant(&round, "b"), d = applicant(&round, "d");
    assert_int_equal(round.held[a], round.wish_begin[a] + 1);
    assert_int_equal(round.wish_place[round.held[a]], place(&round, "Q"));
    assert_int_equal(round.wish_rank[round.held[a]], 2);
    assert_true(round.wish_score[round.held[a]] == EN_MATCH_HELD);
    assert_true(round.held_score[a] == EN_MATCH_UNACCEPTABLE && round.held_score[b] == 5);
    assert_int_equal(round.held[b], round.wish_begin[b] + 1);
    assert_true(round.wish_score[round.held[b]] == EN_MATCH_HELD);
    assert_int_equal(round.held[applicant(&round, "c")], EN_MATCH_NONE);
    assert_int_equal(round.wish_rank[round.held[d]], 1);
    assert_int_equal(round.wish_begin[4], 6);
    en_round_free(&round);
}

static void couples_have_wishes_of_their_members(void **state)
{
    (void)state;
    put("choices.csv", "applicant,rank,place\na,1,P\n");
    put("joint.csv",
        "joint,first,second,rank,first_place,second_place\nz,b,d,5,Q,R\nz,b,d,2,P,R\nz,b,d,9,-,Q\n");
    put("scores.csv", "applicant,place,score\na,P,1\nb,P,2\nd,R,3\n");
    en_round round = read_round();
    assert_true(asks_for(&round, EN_FEATURE_COUPLES));
    assert_int_equal(round.couple_count, 1);
    uint32_t b = applicant(&round, "b"), d = applicant(&round, "d");
    const en_match_couple *c = round.couples;
    assert_int_equal(c->applicant[0], b);
    assert_int_equal(c->applicant[1], d);
    check_str(round.joints.ids[round.couple_id[0]], "z");
    assert_int_equal(c->end - c->begin, 3);
    const en_match_joint_wish *w = round.joint_wishes + c->begin;
    assert_int_equal(round.joint_rank[c->begin], 2);
    assert_int_equal(round.couple_of[b], 0);
    assert_int_equal(round.couple_of[applicant(&round, "a")], EN_MATCH_NONE);
    assert_int_equal(w[0].wish[0], round.wish_begin[b]);
    assert_int_equal(w[1].wish[0], round.wish_begin[b] + 1);
    assert_int_equal(w[2].wish[0], EN_MATCH_NONE);
    assert_int_equal(w[0].wish[1], w[1].wish[1]);
    assert_int_equal(round.wish_place[w[2].wish[1]], place(&round, "Q"));
    assert_true(round.wish_score[w[0].wish[0]] == 2 && round.wish_score[w[0].wish[1]] == 3);
    assert_int_equal(round.wish_begin[d + 1] - round.wish_begin[d], 2);
    en_round_free(&round);
}

static void demands_and_agencies_scores_are_sorted(void **state)
{
    (void)state;
    put("round.json", "{\"id\": \"r\", \"mechanism\": \"two-agency\", \"ties\": {\"rule\": \"by-id\"}}");
    put("groups.csv", "group,cap\nvn,10\njp,20\n");
    put("choices.csv", "applicant,rank,place\nb,1,P\na,1,P\n");
    put("demands.csv", "applicant,place,group,units\nb,P,jp,2\nb,P,vn,1\na,P,jp,4\n");
    put("scores.csv", "applicant,group,score\nb,jp,2\nb,vn,1\na,jp,4\n");
    en_round round = read_round();
    assert_true(asks_for(&round, EN_FEATURE_DEMANDS));
    const uint32_t units[] = {4, 1, 2};
    assert_int_equal(round.demand_count, 3);
    assert_int_equal(round.further_count, 3);
    for (int k = 0; k < 3; k++) {
        assert_int_equal(round.demands[k].units, units[k]);
        assert_true(round.further[k].score == units[k]);
        assert_int_equal(round.further[k].by, round.demands[k].group);
    }
    assert_int_equal(round.group[group(&round, "jp")].cap, 20);
    assert_null(en_round_problem(&round).groups);
    en_round_free(&round);
}

static void trading_cycles_keep_scores_of_pairs_that_are_no_wishes(void **state)
{
    (void)state;
    put("round.json",
        "{\"id\": \"r\", \"mechanism\": \"top-trading-cycles\", \"ties\": {\"rule\": \"by-id\"}}");
    put("scores.csv", "applicant,place,score\nd,P,9\nb,P,1\nb,R,2\n");
    en_round round = read_round();
    assert_int_equal(round.further_count, 2);
    assert_int_equal(round.further[0].applicant, applicant(&round, "b"));
    assert_int_equal(round.further[0].by, place(&round, "R"));
    assert_true(round.further[1].score == 9);
    en_round_free(&round);
}

static void rules_are_read_whole(void **state)
{
    (void)state;
    put("round.json", "{\"id\": \"r\", \"mechanism\": \"serial-dictatorship\", \"order\": \" age \", "
                      "\"ties\": {\"rule\": \"by-id\"},"
                      " \"columns\": {\"age\": \"number\", \"born\": \"date\"},"
                      " \"previous\": \"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}");
    put("applicants.csv", "applicant,age\na,1\nb,2\nc,3\nd,4\n");
    en_round round = read_round();
    assert_int_equal(round.rules.mechanism, EN_SERIAL_DICTATORSHIP);
    check_str(round.rules.order, "age");
    assert_int_equal(round.rules.attribute_count, 2);
    assert_int_equal(round.rules.attributes[0].type, EN_ATTRIBUTE_NUMBER);
    assert_int_equal(round.rules.attributes[1].type, EN_ATTRIBUTE_DATE);
    assert_int_equal(round.rules.previous.size, 64);
    en_round_free(&round);
}

static void lower_limits_are_by_place(void **state)
{
    (void)state;
    put("places.csv", "place,seats,min_seats,floor\nP,1,,\nQ,2,2,\nR,3,1,0\n");
    en_round round = read_round();
    assert_true(asks_for(&round, EN_FEATURE_MIN_SEATS));
    const uint32_t expected[] = {0, 2, 1};
    for (int p = 0; p < 3; p++) assert_int_equal(round.min_seats[p], expected[p]);
    assert_null(round.floors);
    en_round_free(&round);
}

static int enter(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    (void)start(state);
    for (size_t i = 0; i < CHECK_COUNT(names); i++) (void)unlink(names[i]);
    return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_plain_round_has_no_array_of_features, start),
        cmocka_unit_test_setup(terms_are_numbered_by_their_bytes, start),
        cmocka_unit_test_setup(a_term_goes_with_its_wish_through_own_ties, start),
        cmocka_unit_test_setup(tied_terms_of_one_place_need_no_seed, start),
        cmocka_unit_test_setup(categories_are_bits_of_applicants_and_lines, start),
        cmocka_unit_test_setup(sixty_four_categories_fit, start),
        cmocka_unit_test_setup(turns_are_made_unique_and_gatherers_are_cut_off, start),
        cmocka_unit_test_setup(a_common_order_reaches_its_whole_subtree, start),
        cmocka_unit_test_setup(a_common_order_without_scores_accepts_everyone, start),
        cmocka_unit_test_setup(a_group_that_gathers_scores_for_its_places, start),
        cmocka_unit_test_setup(the_lottery_of_a_common_order_is_the_groups, start),
        cmocka_unit_test_setup(held_seats_become_last_wishes_that_are_acceptable, start),
        cmocka_unit_test_setup(couples_have_wishes_of_their_members, start),
        cmocka_unit_test_setup(demands_and_agencies_scores_are_sorted, start),
        cmocka_unit_test_setup(trading_cycles_keep_scores_of_pairs_that_are_no_wishes, start),
        cmocka_unit_test_setup(rules_are_read_whole, start),
        cmocka_unit_test_setup(lower_limits_are_by_place, start),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}

/* What blocks a matching with couples: a joint wish that the couple prefers to what it has, if each of its
 * places would choose its member, at one place both together, out of them and everyone whom it holds.
 * O(wishes
 * + joint wishes · seats of a place).
 */
#include "joint.h"

/* Whether the place would choose the wish, and the other one if that is there too. */
static bool would_choose(const en_verify *v, uint32_t wish, uint32_t other)
{
    const en_intake_wish *at = v->round.wishes.at;
    uint32_t p = at[wish].place, before = 0, last = wish;
    uint32_t n = other != EN_VERIFY_NONE && at[other].place == p ? 2 : 1;
    if (n == 2 && en_verify_compare(v, wish, other) < 0) last = other;
    const en_verify_waiter *holders = en_verify_waiting(v, p) + v->refused[p];
    for (uint32_t i = 0; i < v->filled[p]; i++)
        before += holders[i].wish != wish && (n == 1 || holders[i].wish != other) &&
                  en_verify_compare(v, holders[i].wish, last) < 0;
    return before + n <= v->round.seats[p];
}

static bool blocks_jointly(const en_verify *v, const en_intake_joint *j)
{
    bool blocks = j->preferred;
    for (int m = 0; m < 2 && blocks; m++)
        blocks = j->wish[m] == EN_VERIFY_NONE || would_choose(v, j->wish[m], j->wish[!m]);
    return blocks;
}

bool en_verify_blocks_alone(const en_verify *v, uint32_t wish)
{
    const en_intake_wish *w = &v->round.wishes.at[wish];
    if (!v->wanted[wish] || en_verify_in_couple(v, w->applicant) || !en_verify_acceptable(v, wish))
        return false;
    if (v->filled[w->place] < v->round.seats[w->place]) return true;
    return v->last[w->place] != EN_VERIFY_NONE && en_verify_compare(v, wish, v->last[w->place]) < 0;
}

static json_t *name(const en_ids *ids, uint32_t index)
{
    return index == EN_IDS_NONE ? json_string("-") : json_stringn(ids->ids[index].at, ids->ids[index].size);
}

/* Appends what is there to the list; NULL once memory is out. */
static json_t *append(json_t *list, json_t *blocking)
{
    if (list && json_array_append_new(list, blocking) == 0) return list;
    json_decref(list);
    return NULL;
}

/* All of them, as the certificate names them; where none may be, they are reported. */
static json_t *list_blocking(en_verify *v, en_check *check, bool stable)
{
    const en_intake *r = &v->round;
    json_t *list = json_array();
    for (uint32_t w = 0; w < r->wishes.count && list; w++) {
        if (!en_verify_blocks_alone(v, w)) continue;
        const en_intake_wish *wish = &r->wishes.at[w];
        if (stable) en_verify_report_blocking(v, check, w);
        list = append(list, json_pack("{s:o, s:o}", "applicant", name(&r->applicants, wish->applicant),
                                      "place", name(&r->places, wish->place)));
    }
    for (const en_intake_joint *j = r->joints, *end = j + r->joint_count; j < end && list; j++) {
        if (!blocks_jointly(v, j)) continue;
        en_arg couple = en_arg_str("couple", r->couples.ids[j->couple]);
        if (stable)
            (void)en_report_add(&check->report, EN_ERROR, EN_W_VERIFY_COUPLE_BLOCKS, (en_where){0}, 1,
                                &couple);
        list = append(list, json_pack("{s:o, s:o, s:o}", "joint", name(&r->couples, j->couple), "first_place",
                                      name(&r->places, j->place[0]), "second_place",
                                      name(&r->places, j->place[1])));
    }
    check->checked = r->wishes.count + r->joint_count;
    return list;
}

en_status en_verify_couples(en_verify *v, en_check *check)
{
    const json_t *claim = json_array_get(json_object_get(v->certificate, "claims"), 1);
    bool stable = strcmp(check->name, "stable") == 0, fewest = strcmp(check->name, "fewest-blocking") == 0;
    json_t *found = list_blocking(v, check, stable);
    if (!found) return EN_ERR_MEMORY;
    json_int_t count = (json_int_t)json_array_size(found);
    json_int_t least = fewest ? count : json_integer_value(json_object_get(claim, "bound"));
    bool some = least > 0 || strcmp(check->name, "bound") != 0;
    bool proven = stable || (count > 0 && least <= count && some);
    if (!stable)
        en_differs_json(&check->report, en_str_of("certificate.json"), "blocking", found,
                        json_object_get(claim, "blocking"));
    json_decref(found);
    en_status status = least > 0 && proven ? en_verify_prove_blocked(v, (size_t)least, &proven) : EN_OK;
    en_arg arg = en_arg_int("count", (int64_t)least);
    if (!proven)
        (void)en_report_add(&check->report, EN_ERROR, EN_W_VERIFY_FEWER_BLOCK, (en_where){0}, 1, &arg);
    return status;
}

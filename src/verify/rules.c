/* round.json: the rules of a round, and what its mechanism promises. What this program does not check is
 * refused by name, never passed over.
 */
#include "verify.h"

#define EN_COUNT(array) (sizeof(array) / sizeof *(array))

/* What a mechanism promises, besides that the result is feasible. */
static const struct {
    const char *mechanism;
    const char *improve; /* ties.improve */
    const char *claims[EN_VERIFY_MOST_CLAIMS];
} promises[] = {
    {"deferred-acceptance", "none", {"stable"}},
    {"deferred-acceptance", "stable-cycles", {"weakly-stable", "constrained-efficient"}},
    {"immediate-acceptance", "none", {"follows-mechanism"}},
    {"serial-dictatorship", "none", {"follows-mechanism"}},
    {"top-trading-cycles", "none", {"follows-mechanism"}},
    {"max-size", "none", {"maximum-size"}},
    {"min-cost-max", "none", {"maximum-size", "minimum-cost"}},
    {"generous-max", "none", {"maximum-size", "generous"}},
    {"greedy-max", "none", {"maximum-size", "greedy"}},
    {"rank-maximal", "none", {"rank-maximal"}},
    {"max-weakly-stable", "none", {"weakly-stable", "largest-weakly-stable"}},
    {"two-agency", "none", {"within-budgets", "no-better-refused"}},
};

static const en_verify_claim known_claims[] = {
    {"stable", EN_W_VERIFY_CHECK_STABLE, en_verify_stable, false},
    {"weakly-stable", EN_W_VERIFY_CHECK_STABLE, en_verify_stable, false},
    {"envy-free", EN_W_VERIFY_CHECK_STABLE, en_verify_stable, false},
    {"applicant-optimal", EN_W_VERIFY_CHECK_OPTIMAL, en_verify_optimal, false},
    {"place-optimal", EN_W_VERIFY_CHECK_OPTIMAL, en_verify_optimal, false},
    {"constrained-efficient", EN_W_VERIFY_CHECK_OPTIMAL, en_verify_constrained_efficient, false},
    {"follows-mechanism", EN_W_VERIFY_CHECK_FOLLOWS, en_verify_follows, false},
    {"maximum-size", EN_W_VERIFY_CHECK_LARGEST, en_verify_largest, false},
    {"minimum-cost", EN_W_VERIFY_CHECK_POTENTIALS, en_verify_potentials, true},
    {"generous", EN_W_VERIFY_CHECK_POTENTIALS, en_verify_potentials, true},
    {"greedy", EN_W_VERIFY_CHECK_POTENTIALS, en_verify_potentials, true},
    {"rank-maximal", EN_W_VERIFY_CHECK_POTENTIALS, en_verify_potentials, true},
    {"largest-weakly-stable", EN_W_VERIFY_CHECK_BOUND, en_verify_bound, true},
    {"bound", EN_W_VERIFY_CHECK_BOUND, en_verify_bound, true},
    {"within-budgets", EN_W_VERIFY_CHECK_BUDGETS, en_verify_within_budgets, false},
    {"no-better-refused", EN_W_VERIFY_CHECK_REFUSED, en_verify_none_better, false},
};

static void promise(en_verify *v, int at, const char *name)
{
    for (size_t i = 0; i < EN_COUNT(known_claims); i++) {
        if (!en_str_is(en_str_of(name), known_claims[i].name)) continue;
        v->claims[at] = &known_claims[i];
        v->checks[EN_VERIFY_CLAIMS + at].name = name;
        v->checks[EN_VERIFY_CLAIMS + at].line = known_claims[i].line;
    }
}

const char *en_verify_mechanism(const en_verify *v) { return promises[v->mechanism].mechanism; }

/* Whether the mechanism takes what the tables ask for. */
static en_status check_together(en_verify *v)
{
    const en_intake *r = &v->round;
    bool grouped = r->groups.count > 0 && !r->call,
         more = grouped || r->lined || r->lower || r->hard || r->held;
    const char *mechanism = en_verify_mechanism(v);
    if (r->couple_of && (more || r->terms.count > 0 || v->mechanism > 0 || r->proposer == 1))
        return en_intake_refuse(&v->round, EN_W_VERIFY_UNSUPPORTED_TOGETHER, "joint.csv", "joint", (en_str){0});
    en_str order = en_str_of(json_string_value(json_object_get(r->json, "order")));
    if ((order.size > 0) != (strcmp(mechanism, "serial-dictatorship") == 0))
        return en_intake_refuse(&v->round, EN_W_VERIFY_UNSUPPORTED_RULE, "round.json", "order", order);
    bool kept = v->claims[1] && v->claims[1]->check == en_verify_bound;
    if (kept && (r->ties != EN_INTAKE_KEEP || r->terms.count > 0))
        return en_intake_refuse(&v->round, EN_W_VERIFY_UNSUPPORTED_RULE, "round.json",
                                r->terms.count > 0 ? "mechanism" : "ties.rule", (en_str){0});
    v->kept = kept;
    bool trade = strcmp(mechanism, "top-trading-cycles") == 0;
    if (trade && r->ties == EN_INTAKE_MULTIPLE)
        return en_intake_refuse(&v->round, EN_W_VERIFY_UNSUPPORTED_RULE, "round.json", "ties.rule",
                                (en_str){0});
    if (more && (v->mechanism > 0 || r->proposer == 1))
        return en_intake_refuse(&v->round, EN_W_VERIFY_UNSUPPORTED_TOGETHER, "round.json", "mechanism",
                                en_str_of(mechanism));
    if (v->mechanism > 0 && r->proposer == 1)
        return en_intake_refuse(&v->round, EN_W_VERIFY_UNSUPPORTED_TOGETHER, "round.json", "proposer",
                                en_str_of("places"));
    if ((r->hard && (grouped || r->lined || r->lower || r->held != NULL)) || (r->lower && grouped))
        return en_intake_refuse(&v->round, EN_W_VERIFY_UNSUPPORTED_TOGETHER, "places.csv",
                                r->hard ? "floor" : "min_seats", (en_str){0});
    return EN_OK;
}

/* Of couples the certificate says how far it came: its claim is checked, whichever it is. */
static void promise_for_couples(en_verify *v)
{
    static const en_verify_claim claims[] = {
        {"fewest-blocking", EN_W_VERIFY_CHECK_COUPLES, en_verify_couples, true},
        {"bound", EN_W_VERIFY_CHECK_COUPLES, en_verify_couples, true},
        {"unproven", EN_W_VERIFY_CHECK_COUPLES, en_verify_couples, true}};
    const json_t *claim = json_array_get(json_object_get(v->certificate, "claims"), 1);
    const char *own = json_string_value(json_object_get(claim, "claim"));
    for (size_t i = 0; i < EN_COUNT(claims); i++) {
        if (!own || strcmp(own, claims[i].name) != 0) continue;
        v->claims[0] = &claims[i];
        v->checks[EN_VERIFY_CLAIMS].name = claims[i].name;
        v->checks[EN_VERIFY_CLAIMS].line = claims[i].line;
    }
}

en_status en_verify_plan(en_verify *v)
{
    const en_intake *r = &v->round;
    for (int i = 0; i < EN_VERIFY_MOST_CLAIMS; i++)
        if (promises[v->mechanism].claims[i]) promise(v, i, promises[v->mechanism].claims[i]);
    if (v->mechanism == 0 && r->hard) promise(v, 0, "envy-free");
    else if (r->couple_of) promise_for_couples(v);
    else if (v->mechanism == 0 && !r->lined && !r->lower && r->groups.count == 0)
        promise(v, 1, r->proposer == 1 ? "place-optimal" : "applicant-optimal");
    const json_t *claim = json_array_get(json_object_get(v->certificate, "claims"), 2);
    const char *of_size = json_string_value(json_object_get(claim, "claim"));
    if (v->claims[1] && v->claims[1]->check == en_verify_bound && of_size && strcmp(of_size, "bound") == 0)
        promise(v, 1, "bound");
    v->seed_is_enough =
        v->claims[0]->check == en_verify_potentials || v->claims[0]->check == en_verify_largest;
    return check_together(v);
}

en_status en_verify_find_mechanism(en_verify *v)
{
    const char *name = json_string_value(json_object_get(v->round.json, "mechanism"));
    const char *improve =
        json_string_value(json_object_get(json_object_get(v->round.json, "ties"), "improve"));
    for (size_t i = 0; i < EN_COUNT(promises); i++) {
        if (strcmp(promises[i].mechanism, name ? name : "deferred-acceptance") != 0) continue;
        v->mechanism = (int)i;
        if (strcmp(promises[i].improve, improve ? improve : "none") == 0) return EN_OK;
    }
    const char *key = improve && strcmp(improve, "none") != 0 ? "ties.improve" : "mechanism";
    return en_intake_refuse(&v->round, EN_W_VERIFY_UNSUPPORTED_RULE, "round.json", key,
                            en_str_of(*key == 't' ? improve : name));
}

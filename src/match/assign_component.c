/* One component of the objective: the largest sum of gains on the open options, by shortest augmenting paths.
 *
 * Everybody takes the best option at the present prices, so that some nodes hold too many and others too few;
 * then units go along the shortest paths from the ones to the others, all paths of one length at a time, and
 * prices rise by what the paths lose (L. R. Ford, D. R. Fulkerson, "Flows in networks", 1962, the primal-dual
 * method). Gains that are large numbers are taken in bit by bit, from the highest: twice the prices of half
 * the gains are off by at most one a person (H. N. Gabow, "Scaling algorithms for network problems", 1985).
 * Source of going on to the next component on what is open: complementary slackness. An assignment is best
 * for this component exactly if everybody's option attains their best value at the prices, and seats with a
 * price are filled.
 */
#include "assign.h"

/* Keeps who is at a best option; the others take the first of their best that has room, or the first of all.
 */
static void take_best(assigning *a)
{
    for (uint32_t p = 0; p <= a->nowhere; p++) a->held[p] = 0;
    for (uint32_t i = 0; i < a->applicants; i++) {
        assign_person *person = &a->people[i];
        int64_t value = option_value(a, a->options[person->at]);
        bool best = true;
        for (uint32_t o = person->begin; o < person->end && best; o++)
            best = option_value(a, a->options[o]) <= value;
        if (best) a->held[a->options[person->at].node]++;
        else person->at = ASSIGN_FILLER;
    }
}

static uint32_t best_option(const assigning *a, const assign_person *person)
{
    uint32_t best = person->begin;
    bool room = false;
    for (uint32_t o = person->begin; o < person->end; o++) {
        uint32_t p = a->options[o].node;
        int64_t value = option_value(a, a->options[o]), most = option_value(a, a->options[best]);
        bool has_room = p == a->nowhere || a->held[p] < a->seats[p];
        if (value < most || (value == most && (room || (!has_room && o > person->begin)))) continue;
        best = o;
        room = has_room;
    }
    return best;
}

static void take_others(assigning *a)
{
    for (uint32_t i = 0; i < a->applicants; i++) {
        if (a->people[i].at != ASSIGN_FILLER) continue;
        a->people[i].at = best_option(a, &a->people[i]);
        a->held[a->options[a->people[i].at].node]++;
    }
}

static void list_holders(assigning *a)
{
    for (uint32_t p = 0; p <= a->nowhere; p++) a->held[p] = 0;
    for (uint32_t i = 0; i < a->applicants; i++) {
        uint32_t p = a->options[a->people[i].at].node;
        a->holders[a->first[p] + a->held[p]++] = i;
    }
}

/* Room for everybody who has an open option at the node. */
static void make_room(assigning *a)
{
    for (uint32_t p = 0; p <= a->nowhere + 1; p++) a->first[p] = 0;
    for (uint32_t i = 0; i < a->applicants; i++)
        for (uint32_t o = a->people[i].begin; o < a->people[i].end; o++) a->first[a->options[o].node + 1]++;
    for (uint32_t p = 0; p <= a->nowhere; p++) a->first[p + 1] += a->first[p];
}

static void find_balances(assigning *a)
{
    int64_t sum = 0;
    for (uint32_t p = 0; p < a->places; p++) {
        int64_t lacking = (int64_t)a->seats[p] - a->held[p];
        bool fillers = lacking > 0 && !a->must_be_full[p] && a->nodes[p].price == a->nodes[a->nowhere].price;
        a->free[p] = fillers ? (uint32_t)lacking : 0;
        a->balance[p] = fillers ? 0 : -lacking;
        sum += a->balance[p];
    }
    a->balance[a->nowhere] = -sum;
}

/* Until every node is balanced. Some path always is left: what the components before gave is a balance. */
static en_status balance_nodes(assigning *a)
{
    for (int64_t length; (length = assign_search(a, ASSIGN_FILLER)) != ASSIGN_FAR;) {
        if (en_cancelled(a->context)) return EN_ERR_CANCELLED;
        for (uint32_t p = 0; p <= a->nowhere; p++)
            if (a->nodes[p].distance < length) a->nodes[p].price += length - a->nodes[p].distance;
        assign_push(a);
    }
    return EN_OK;
}

/* The price of nowhere is 0, every other the least: the largest loss that a path from nowhere to it forces.
 */
static void lower_prices(assigning *a)
{
    assign_search(a, a->nowhere);
    int64_t zero = a->nodes[a->nowhere].price;
    for (uint32_t p = 0; p <= a->nowhere; p++) {
        int64_t distance = a->nodes[p].distance;
        a->nodes[p].price -= zero + (distance == ASSIGN_FAR ? 0 : distance);
    }
}

/* Closes the options that are worse than the one taken. */
static void close_worse(assigning *a)
{
    for (uint32_t r = 0; r <= a->rank_count; r++) a->open_at[r] = 0;
    for (uint32_t i = 0; i < a->applicants; i++) {
        assign_person *person = &a->people[i];
        int64_t value = option_value(a, a->options[person->at]);
        uint32_t end = person->begin, at = end;
        for (uint32_t o = person->begin; o < person->end; o++) {
            if (option_value(a, a->options[o]) != value) continue;
            if (o == person->at) at = end;
            a->open_at[a->options[o].rank]++;
            a->options[end++] = a->options[o];
        }
        person->end = end;
        person->at = at;
    }
    for (uint32_t p = 0; p < a->places; p++) a->must_be_full[p] |= a->nodes[p].price > 0;
}

/* Of the largest gain of an open option. */
static int bits_of(const assigning *a)
{
    uint64_t largest = 0;
    for (uint32_t r = 0; r < a->rank_count; r++)
        if (a->open_at[r] > 0) largest |= (uint64_t)(a->gain[r] < 0 ? -a->gain[r] : a->gain[r]);
    return largest == 0 ? 0 : 64 - __builtin_clzll(largest);
}

/* Gains without their lowest bits, rounded towards 0. */
static void shift_gains(assigning *a, int bits)
{
    for (uint32_t r = 0; r <= a->rank_count; r++) a->gain[r] = a->whole_gain[r] / ((int64_t)1 << bits);
}

en_status assign_component(assigning *a)
{
    int bits = bits_of(a);
    for (uint32_t p = 0; p <= a->nowhere; p++) a->nodes[p].price = 0;
    if (bits == 0) return EN_OK;
    for (uint32_t r = 0; r <= a->rank_count; r++) a->whole_gain[r] = a->gain[r];
    make_room(a);
    for (int bit = bits; bit-- > 0;) {
        shift_gains(a, bit);
        for (uint32_t p = 0; p <= a->nowhere; p++) a->nodes[p].price *= 2;
        take_best(a);
        take_others(a);
        list_holders(a);
        find_balances(a);
        en_status status = balance_nodes(a);
        if (status != EN_OK) return status;
    }
    lower_prices(a);
    close_worse(a);
    return EN_OK;
}

/* See program.h. */
#include "program.h"

#include <string.h>

/* What needs a value. */
enum { BY_INITIAL = 1, BY_ADVANCE = 2, BY_REPORT = 4 };
enum { EVERYTHING = EN_VARIES_BY_RUN | EN_VARIES_BY_STEP };

typedef struct maker {
    const en_value_graph *graph;
    en_program *program;
    uint8_t *needed;          /* by value: by what */
    en_register *register_at; /* by value: where it is */
    uint32_t *last;           /* by value: the instruction of the section that is the last to use it */
    uint32_t *uses; /* by value: how many instructions of the section use it; all, of one that is pinned */
    bool *absorbed; /* by value: its only user computes it by the way */
    uint32_t *free; /* wide registers that may be used again */
    uint32_t free_count, picked;
} maker;

static bool is_leaf(const en_node *node) { return node->op < EN_OP_NEGATE; }
static bool is_device(const en_node *node) { return node->op == EN_OP_DEVICE || node->op == EN_OP_READ; }
static bool is_draw(const en_node *node) { return node->op == EN_OP_DRAW || node->op == EN_OP_DRAW_NORMAL; }

/* Calls visit with each value that the node uses; of one that it computes by the way, with those which that
 * uses. */
static void each_operand(maker *m, const en_node *node,
                         void (*visit)(maker *m, en_value operand, uint32_t with), uint32_t with)
{
    for (unsigned k = 0; k < en_op_operands((en_op)node->op); k++) {
        en_value operand = en_node_operand(node, k);
        if (m->absorbed[operand]) each_operand(m, &m->graph->nodes[operand], visit, with);
        else visit(m, operand, with);
    }
    for (uint32_t k = 0; k < en_node_listed(node); k++) visit(m, m->graph->list[node->b + k], with);
}

static void need(maker *m, en_value operand, uint32_t by) { m->needed[operand] |= (uint8_t)by; }

static void find_needed(maker *m, const en_plan_state *states, uint32_t state_count, const en_value *outputs,
                        uint32_t count)
{
    for (uint32_t s = 0; s < state_count; s++) {
        need(m, states[s].initial, BY_INITIAL);
        need(m, states[s].next, BY_ADVANCE);
    }
    for (uint32_t k = 0; k < count; k++) need(m, outputs[k], BY_REPORT);
    for (uint32_t v = 0; v < m->graph->count; v++)
        if (m->graph->nodes[v].op == EN_OP_DEVICE)
            need(m, v, BY_ADVANCE); /* whether or not anyone reads it */
    for (uint32_t v = m->graph->count; v-- > 0;)
        if (m->needed[v]) each_operand(m, &m->graph->nodes[v], need, m->needed[v]);
}

/* Initial values come before the first look at a device. */
static bool devices_can_wait(const maker *m)
{
    for (uint32_t v = 0; v < m->graph->count; v++)
        if (m->graph->nodes[v].op == EN_OP_DEVICE && (m->needed[v] & BY_INITIAL)) return false;
    return true;
}

static en_instruction join(const maker *m, en_value v)
{
    const en_node *second = &m->graph->nodes[v], *first = &m->graph->nodes[second->a],
                  *third = &m->graph->nodes[second->b];
    return (en_instruction){
        .op = en_joined(first->op - EN_OP_ADD, second->op - EN_OP_ADD, third->op - EN_OP_ADD),
        .to = m->register_at[v],
        .a = m->register_at[first->a],
        .b = m->register_at[first->b],
        .c = m->register_at[third->a],
        .d = m->register_at[third->b]};
}

static en_instruction fuse(const maker *m, en_value v)
{
    const en_node *second = &m->graph->nodes[v];
    if (m->absorbed[second->a] && m->absorbed[second->b]) return join(m, v);
    bool turned = !m->absorbed[second->a];
    const en_node *first = &m->graph->nodes[turned ? second->b : second->a];
    return (en_instruction){.op = en_fused(first->op - EN_OP_ADD, second->op - EN_OP_ADD, turned),
                            .to = m->register_at[v],
                            .a = m->register_at[first->a],
                            .b = m->register_at[first->b],
                            .c = m->register_at[turned ? second->a : second->b]};
}

/* The instruction that computes the value into its register. */
static void emit(maker *m, en_code *code, en_value v)
{
    const en_node *node = &m->graph->nodes[v];
    unsigned operands = en_op_operands((en_op)node->op);
    en_instruction *i = &code->at[code->count++];
    if (operands == 2 && (m->absorbed[node->a] || m->absorbed[node->b])) {
        *i = fuse(m, v);
        return;
    }
    *i = (en_instruction){.op = node->op, .to = m->register_at[v], .a = node->a, .b = node->b, .c = node->c};
    if (operands > 0) i->a = m->register_at[node->a];
    if (operands > 1) i->b = m->register_at[node->b];
    if (operands > 2) i->c = m->register_at[node->c];
    if (en_node_listed(node) == 0) return;
    i->b = m->picked;
    for (uint32_t k = 0; k < node->c; k++)
        m->program->picked[m->picked++] = m->register_at[m->graph->list[node->b + k]];
}

static bool make_code(maker *m, en_code *code, uint32_t most)
{
    code->at = en_arena_array(&m->program->arena, most, sizeof *code->at);
    return code->at != NULL;
}

/* Draws are made once a step, before all else, and stay for all stages of a step. */
static bool place_draws(maker *m)
{
    en_program *p = m->program;
    uint32_t count = 0;
    for (uint32_t v = 0; v < m->graph->count; v++) count += m->needed[v] && is_draw(&m->graph->nodes[v]);
    if (!make_code(m, &p->draw, count)) return false;
    for (uint32_t v = 0; v < m->graph->count; v++) {
        if (!m->needed[v] || !is_draw(&m->graph->nodes[v])) continue;
        m->register_at[v] = p->wide++;
        emit(m, &p->draw, v);
    }
    return true;
}

/* A device's results stand side by side, and stay for all stages of a step. */
static void place_devices(maker *m)
{
    for (uint32_t v = 0; v < m->graph->count; v++)
        if (is_device(&m->graph->nodes[v])) m->register_at[v] = m->program->wide++;
}

/* Registers of constants, of the time, of parameters, states and draws, which nothing has to compute. */
static bool place_leaves(maker *m)
{
    en_program *p = m->program;
    const en_value_graph *graph = m->graph;
    uint32_t constants = 0;
    for (uint32_t v = 0; v < graph->count; v++) constants += m->needed[v] && en_value_is_constant(graph, v);
    double *constant = en_arena_array(&p->arena, constants, sizeof *constant);
    if (!constant) return false;
    p->constant = constant;
    p->narrow = constants + 1;
    p->wide = p->parameters + p->states;
    for (uint32_t v = 0; v < graph->count; v++) {
        const en_node *node = &graph->nodes[v];
        if (node->op == EN_OP_TIME) m->register_at[v] = EN_NARROW | constants;
        if (node->op == EN_OP_PARAMETER) m->register_at[v] = node->a;
        if (node->op == EN_OP_STATE) m->register_at[v] = p->parameters + node->a;
        if (!m->needed[v] || node->op != EN_OP_CONSTANT) continue;
        constant[p->constants] = en_value_of_constant(graph, v);
        m->register_at[v] = EN_NARROW | p->constants++;
    }
    place_devices(m);
    return place_draws(m);
}

static bool belongs(const maker *m, en_value v, unsigned varies, int by)
{
    const en_node *node = &m->graph->nodes[v];
    return (m->needed[v] & by) && node->varies == varies && !is_leaf(node) && node->op != EN_OP_READ;
}

static uint32_t count_code(const maker *m, unsigned varies, int by)
{
    uint32_t count = 0;
    for (uint32_t v = 0; v < m->graph->count; v++) count += belongs(m, v, varies, by);
    return count;
}

/* Code whose values each have a register of their own, from *next on where they have none yet. */
static bool emit_kept(maker *m, unsigned varies, int by, uint32_t *next, uint32_t mark, en_code *code)
{
    if (!make_code(m, code, count_code(m, varies, by))) return false;
    for (uint32_t v = 0; v < m->graph->count; v++) {
        if (!belongs(m, v, varies, by)) continue;
        if (m->register_at[v] == EN_VALUE_NONE) m->register_at[v] = mark | (*next)++;
        emit(m, code, v);
    }
    return true;
}

/* In a section: code whose registers are used again. `last` is EN_VALUE_NONE of what keeps its register. */
static void note_use(maker *m, en_value operand, uint32_t at)
{
    if (m->last[operand] != EN_VALUE_NONE) m->last[operand] = at;
}

static void give_back(maker *m, en_value operand, uint32_t at)
{
    const en_node *node = &m->graph->nodes[operand];
    if (node->varies != EVERYTHING || is_leaf(node) || is_device(node) || m->last[operand] != at) return;
    m->last[operand] = EN_VALUE_NONE; /* once, where an instruction uses it twice */
    m->free[m->free_count++] = m->register_at[operand];
}

static void take_register(maker *m, en_value v, uint32_t *next)
{
    if (is_device(&m->graph->nodes[v])) return;
    m->register_at[v] = m->free_count > 0 ? m->free[--m->free_count] : (*next)++;
}

static bool is_fusable(const en_node *node)
{
    return node->op >= EN_OP_ADD && node->op < EN_OP_ADD + EN_FUSABLE;
}

static bool is_joinable(const maker *m, en_value v)
{
    return m->graph->nodes[v].op >= EN_OP_ADD && m->graph->nodes[v].op < EN_OP_ADD + EN_JOINABLE;
}

static void count_use(maker *m, en_value operand, uint32_t with)
{
    (void)with;
    m->uses[operand]++;
}

/* Whether the user may compute v by the way: nobody else wants v, and v does not do so itself. */
static bool can_absorb(const maker *m, en_value v)
{
    const en_node *node = &m->graph->nodes[v];
    return node->varies == EVERYTHING && is_fusable(node) && m->uses[v] == 1 && m->last[v] != EN_VALUE_NONE &&
           !m->absorbed[node->a] && !m->absorbed[node->b];
}

/* Takes out of the order what others compute by the way; returns how many are left, and of the first *part.
 */
static uint32_t absorb(maker *m, en_value *order, uint32_t count, uint32_t *part)
{
    for (uint32_t at = 0; at < count; at++) m->uses[order[at]] = 0;
    for (uint32_t at = 0; at < count; at++) each_operand(m, &m->graph->nodes[order[at]], count_use, 0);
    for (uint32_t at = 0; at < count; at++) {
        const en_node *node = &m->graph->nodes[order[at]];
        if (!is_fusable(node)) continue;
        bool left = can_absorb(m, node->a), right = can_absorb(m, node->b);
        bool both = left && right && is_joinable(m, node->a) && is_joinable(m, node->b);
        if (left) m->absorbed[node->a] = true;
        if (both || (right && !left)) m->absorbed[node->b] = true;
    }
    uint32_t left = 0, left_of_part = 0;
    for (uint32_t at = 0; at < count; at++) {
        if (m->absorbed[order[at]]) continue;
        left_of_part += at < *part;
        order[left++] = order[at];
    }
    *part = left_of_part;
    return left;
}

/* order: the section's values, causes first. part: as many as come before the others; then, so many
 * instructions. */
static void emit_reusing(maker *m, en_value *order, uint32_t count, uint32_t first_free, uint32_t *part,
                         en_code *code)
{
    memset(m->absorbed, 0, m->graph->count * sizeof *m->absorbed);
    count = absorb(m, order, count, part);
    for (uint32_t at = 0; at < count; at++) each_operand(m, &m->graph->nodes[order[at]], note_use, at);
    uint32_t next = first_free;
    m->free_count = 0;
    for (uint32_t at = 0; at < count; at++) {
        each_operand(m, &m->graph->nodes[order[at]], give_back, at);
        take_register(m, order[at], &next);
        emit(m, code, order[at]);
    }
    if (next > m->program->wide) m->program->wide = next;
}

/* Appends the wide values of a step that `by` needs and `but` does not. */
static uint32_t put_in_order(const maker *m, int by, int but, en_value *order, uint32_t count)
{
    for (uint32_t v = 0; v < m->graph->count; v++)
        if (belongs(m, v, EVERYTHING, by) && !(m->needed[v] & but)) order[count++] = v;
    return count;
}

static bool emit_initial(maker *m, const en_plan_state *states, uint32_t first_free, en_value *order)
{
    en_program *p = m->program;
    uint32_t count = put_in_order(m, BY_INITIAL, 0, order, 0);
    p->first = en_arena_array(&p->arena, p->states, sizeof *p->first);
    if (!p->first || !make_code(m, &p->initial, count)) return false;
    memset(m->last, 0, m->graph->count * sizeof *m->last);
    for (uint32_t s = 0; s < p->states; s++) m->last[states[s].initial] = EN_VALUE_NONE;
    uint32_t all = count;
    emit_reusing(m, order, count, first_free, &all, &p->initial);
    for (uint32_t s = 0; s < p->states; s++) p->first[s] = m->register_at[states[s].initial];
    return true;
}

static bool emit_step(maker *m, const en_plan_state *states, const en_value *outputs, uint32_t first_free,
                      en_value *order)
{
    en_program *p = m->program;
    p->advance = put_in_order(m, BY_ADVANCE, 0, order, 0);
    uint32_t count = put_in_order(m, BY_REPORT, BY_ADVANCE, order, p->advance);
    p->next = en_arena_array(&p->arena, p->states, sizeof *p->next);
    p->kind = en_arena_array(&p->arena, p->states, sizeof *p->kind);
    p->output = en_arena_array(&p->arena, p->outputs, sizeof *p->output);
    p->passing = en_arena_array(&p->arena, p->states, sizeof *p->passing);
    if (!p->next || !p->kind || !p->passing || !p->output || !make_code(m, &p->step, count)) return false;
    memset(m->last, 0, m->graph->count * sizeof *m->last);
    for (uint32_t s = 0; s < p->states; s++) m->last[states[s].next] = EN_VALUE_NONE;
    for (uint32_t k = 0; k < p->outputs; k++) m->last[outputs[k]] = EN_VALUE_NONE;
    emit_reusing(m, order, count, first_free, &p->advance, &p->step);
    p->apart = true;
    for (uint32_t s = 0; s < p->states; s++) {
        p->next[s] = m->register_at[states[s].next];
        p->kind[s] = (uint8_t)states[s].kind;
        if (states[s].kind != EN_STATE_INTEGRATED) p->passing[p->passing_count++] = s;
        p->apart = p->apart && m->graph->nodes[states[s].next].op != EN_OP_STATE;
    }
    for (uint32_t k = 0; k < p->outputs; k++) p->output[k] = m->register_at[outputs[k]];
    return true;
}

/* Where states change in a step of Euler's method that nobody sees: as soon as they are asked for no more, so
 * that fewer registers are taken and what is still in the cache is used. Instruction k has the place 2k + 2,
 * what grows thereafter 2k + 3. */
typedef struct growths {
    uint32_t *first; /* by instruction, from 1 on, and before all: a state, or EN_VALUE_NONE */
    uint32_t *then;  /* by state: another one */
    uint32_t *at;    /* by state */
} growths;

static bool make_growths(growths *g, uint32_t count, uint32_t states, en_arena *scratch)
{
    g->first = en_arena_array(scratch, (size_t)count + 1, sizeof *g->first);
    g->then = en_arena_array(scratch, states, sizeof *g->then);
    g->at = en_arena_array(scratch, states, sizeof *g->at);
    if (!g->first || !g->then || !g->at) return false;
    memset(g->first, 0xFF, ((size_t)count + 1) * sizeof *g->first);
    return true;
}

static uint32_t larger(uint32_t a, uint32_t b) { return a > b ? a : b; }

static bool is_read(const maker *m, en_value v)
{
    return v < m->graph->count && m->graph->nodes[v].op == EN_OP_READ;
}

/* A state changes after the last use of what it was, and after what it becomes is known. */
static void place_growths(maker *m, const en_plan_state *states, const en_value *order, uint32_t count,
                          growths *g)
{
    const en_program *p = m->program;
    memset(m->last, 0, m->graph->count * sizeof *m->last);
    memset(m->uses, 0, m->graph->count * sizeof *m->uses);
    for (uint32_t k = 0; k < count; k++) {
        each_operand(m, &m->graph->nodes[order[k]], note_use, 2 * k + 2);
        m->uses[order[k]] = k + 1; /* here: where it is computed */
        for (en_value v = order[k] + 1; m->graph->nodes[order[k]].op == EN_OP_DEVICE && is_read(m, v); v++)
            m->uses[v] = k + 1;
    }
    for (uint32_t s = 0; s < p->states; s++) g->at[s] = m->uses[states[s].next];
    for (uint32_t v = 0; v < m->graph->count; v++) {
        const en_node *node = &m->graph->nodes[v];
        if (node->op == EN_OP_STATE) g->at[node->a] = larger(g->at[node->a], m->last[v] / 2);
    }
    for (uint32_t s = p->states; s-- > 0;) {
        uint32_t at = g->at[s];
        g->then[s] = g->first[at];
        g->first[at] = s;
        m->last[states[s].next] = larger(m->last[states[s].next], 2 * at + 1);
    }
}

/* Whether the instruction gives what its last operation, a sum or a difference, gives. */
static bool ends_in_sum(uint32_t op)
{
    if (op >= EN_GROW) return false;
    if (op >= EN_JOINED) return (op - EN_JOINED) % EN_FUSABLE <= EN_OP_SUBTRACT - EN_OP_ADD;
    if (op >= EN_FUSED) return (op - EN_FUSED) / 2 % EN_FUSABLE <= EN_OP_SUBTRACT - EN_OP_ADD;
    return op == EN_OP_ADD || op == EN_OP_SUBTRACT;
}

/* Where the state is all that uses what has just been computed, the instruction itself lets it grow. */
static bool grow_by_last(const maker *m, const en_plan_state *states, const growths *g, uint32_t s,
                         uint32_t at, en_code *code)
{
    if (at == 0 || states[s].kind != EN_STATE_INTEGRATED || g->first[at] != s || g->then[s] != EN_VALUE_NONE)
        return false;
    en_instruction *last = &code->at[code->count - 1];
    if (m->uses[states[s].next] != at || m->last[states[s].next] != 2 * at + 1 || !ends_in_sum(last->op))
        return false;
    last->op += EN_GROWING;
    last->to = m->program->parameters + s;
    return true;
}

static void emit_growths(maker *m, const en_plan_state *states, const growths *g, uint32_t at, en_code *code)
{
    const en_program *p = m->program;
    for (uint32_t s = g->first[at]; s != EN_VALUE_NONE; s = g->then[s]) {
        static const uint32_t ops[] = {EN_BECOME, EN_GROW, EN_GATHER}; /* by en_state_kind */
        if (!grow_by_last(m, states, g, s, at, code))
            code->at[code->count++] = (en_instruction){
                .op = ops[states[s].kind], .to = p->parameters + s, .a = m->register_at[states[s].next]};
        give_back(m, states[s].next, 2 * at + 1);
    }
}

static bool emit_euler(maker *m, const en_plan_state *states, uint32_t first_free, en_value *order,
                       en_arena *scratch)
{
    en_program *p = m->program;
    uint32_t count = put_in_order(m, BY_ADVANCE, 0, order, 0), all = count;
    growths g;
    memset(m->last, 0, m->graph->count * sizeof *m->last);
    memset(m->absorbed, 0, m->graph->count * sizeof *m->absorbed);
    for (uint32_t s = 0; s < p->states; s++) m->last[states[s].next] = EN_VALUE_NONE;
    count = absorb(m, order, count, &all);
    if (!make_growths(&g, count, p->states, scratch) || !make_code(m, &p->euler, count + p->states))
        return false;
    place_growths(m, states, order, count, &g);
    uint32_t next = first_free;
    m->free_count = 0;
    emit_growths(m, states, &g, 0, &p->euler);
    for (uint32_t k = 0; k < count; k++) {
        each_operand(m, &m->graph->nodes[order[k]], give_back, 2 * k + 2);
        take_register(m, order[k], &next);
        emit(m, &p->euler, order[k]);
        emit_growths(m, states, &g, k + 1, &p->euler);
    }
    p->wide = larger(p->wide, next);
    return true;
}

/* How many operands all lists together have, in all sections. */
static uint32_t count_picked(const maker *m)
{
    uint32_t count = 0;
    for (uint32_t v = 0; v < m->graph->count; v++)
        if (m->needed[v]) count += 3 * en_node_listed(&m->graph->nodes[v]);
    return count;
}

static void at_least(uint32_t *count, uint32_t index)
{
    if (*count <= index) *count = index + 1;
}

static void count_tables(maker *m)
{
    for (uint32_t v = 0; v < m->graph->count; v++) {
        const en_node *node = &m->graph->nodes[v];
        if (!m->needed[v]) continue;
        if (node->op == EN_OP_LOOKUP) at_least(&m->program->graphs, node->b);
        if (is_draw(node)) at_least(&m->program->streams, node->a);
        if (node->op == EN_OP_POISSON) at_least(&m->program->streams, node->b);
    }
}

static bool make(maker *m, const en_plan_state *states, const en_value *outputs)
{
    en_program *p = m->program;
    enum { ALL = BY_INITIAL | BY_ADVANCE | BY_REPORT };
    count_tables(m);
    p->picked = en_arena_array(&p->arena, count_picked(m), sizeof *p->picked);
    if (!p->picked || !place_leaves(m)) return false;
    if (!emit_kept(m, EN_VARIES_BY_RUN, ALL, &p->wide, 0, &p->once)) return false;
    if (!emit_kept(m, EN_VARIES_BY_STEP, BY_INITIAL, &p->narrow, EN_NARROW, &p->initial_narrow)) return false;
    if (!emit_kept(m, EN_VARIES_BY_STEP, BY_ADVANCE | BY_REPORT, &p->narrow, EN_NARROW, &p->step_narrow))
        return false;
    uint32_t first_free = p->wide;
    en_arena scratch = en_arena_make(p->arena.allocator);
    en_value *order = en_arena_array(&scratch, m->graph->count, sizeof *order);
    bool made = order && emit_initial(m, states, first_free, order) &&
                emit_step(m, states, outputs, first_free, order) &&
                (!p->apart || emit_euler(m, states, first_free, order, &scratch));
    en_arena_free(&scratch);
    return made;
}

static bool make_tables(maker *m, en_arena *scratch)
{
    size_t count = m->graph->count;
    m->needed = en_arena_array(scratch, count, sizeof *m->needed);
    m->register_at = en_arena_array(scratch, count, sizeof *m->register_at);
    m->last = en_arena_array(scratch, count, sizeof *m->last);
    m->uses = en_arena_array(scratch, count, sizeof *m->uses);
    m->absorbed = en_arena_array(scratch, count, sizeof *m->absorbed);
    m->free = en_arena_array(scratch, count, sizeof *m->free);
    if (!m->needed || !m->register_at || !m->last || !m->uses || !m->absorbed || !m->free) return false;
    memset(m->register_at, 0xFF, count * sizeof *m->register_at);
    return true;
}

en_status en_program_make(const en_value_graph *graph, uint32_t parameters, const en_plan_state *states,
                          uint32_t state_count, const en_value *outputs, uint32_t output_count,
                          const en_allocator *allocator, en_program *program)
{
    *program = (en_program){.arena = en_arena_make(allocator),
                            .parameters = parameters,
                            .states = state_count,
                            .outputs = output_count};
    maker m = {.graph = graph, .program = program};
    en_arena scratch = en_arena_make(allocator);
    en_status status = make_tables(&m, &scratch) ? EN_OK : EN_ERR_MEMORY;
    if (status == EN_OK) {
        find_needed(&m, states, state_count, outputs, output_count);
        status = !devices_can_wait(&m) ? EN_ERR_USAGE : make(&m, states, outputs) ? EN_OK : EN_ERR_MEMORY;
    }
    en_arena_free(&scratch);
    return status;
}

void en_program_free(en_program *program) { en_arena_free(&program->arena); }

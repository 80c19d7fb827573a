/* When values are used next, and which of them must stand in memory: a walk over straight code from its end
 * (emitter.h). */
#include "emitter.h"

#include <string.h>

bool en_emits(const en_emitter *e, const en_instruction *i)
{
    if (i->op >= EN_FUSED) return i->op < EN_INSTRUCTIONS;
    switch ((int)i->op) {
    case EN_OP_NEGATE:
    case EN_OP_NOT:
    case EN_OP_ABS:
    case EN_OP_FLOOR:
    case EN_OP_CEIL:
    case EN_OP_TRUNCATE:
    case EN_OP_ROUND:
    case EN_OP_SQRT:
    case EN_OP_ADD:
    case EN_OP_SUBTRACT:
    case EN_OP_MULTIPLY:
    case EN_OP_DIVIDE:
    case EN_OP_MIN:
    case EN_OP_MAX:
    case EN_OP_LESS:
    case EN_OP_NOT_MORE:
    case EN_OP_EQUAL:
    case EN_OP_NOT_EQUAL:
    case EN_OP_AND:
    case EN_OP_OR:
    case EN_OP_SELECT: return true;
    case EN_OP_LOOKUP: return e->code.evex && e->simulation->graphs[i->b].count <= EN_MOST_POINTS;
    default: return false; /* the machine does it */
    }
}

/* How many of a, b, c, d are registers that the instruction reads; *known: and nothing else is, but what a
 * pick or a device lists. */
static unsigned operands_of(const en_instruction *i, bool *known)
{
    uint32_t op = i->op >= EN_GROWING ? i->op - EN_GROWING : i->op;
    *known = op < EN_OP_COUNT || (op >= EN_FUSED && i->op < EN_INSTRUCTIONS);
    if (!*known) return 0;
    if (op == EN_GROW || op == EN_BECOME || op == EN_GATHER) return 1;
    if (op >= EN_FUSED) return op >= EN_JOINED ? 4 : 3;
    return en_op_operands((en_op)op);
}

/* By wide register, at an instruction: when its value is used next and last, when it is overwritten. */
typedef struct walk {
    uint32_t *next, *last, *overwritten;
    uint32_t reader; /* the next instruction of which nothing is known: it may read every register */
} walk;

static bool make_walk(const en_emitter *e, const en_code *code, const bool *alive, walk *w)
{
    uint32_t wide = e->program->wide;
    w->next = en_arena_array(e->scratch, wide, sizeof *w->next);
    w->last = en_arena_array(e->scratch, wide, sizeof *w->last);
    w->overwritten = en_arena_array(e->scratch, wide, sizeof *w->overwritten);
    w->reader = EN_NO_USE;
    if (!w->next || !w->last || !w->overwritten) return false;
    for (uint32_t k = 0; k < wide; k++) {
        w->next[k] = alive[k] ? code->count : EN_NO_USE;
        w->last[k] = alive[k] ? code->count : 0;
        w->overwritten[k] = EN_NO_USE;
    }
    return true;
}

static void read_operand(walk *w, en_register operand, uint32_t at)
{
    if (operand & EN_NARROW) return;
    if (w->next[operand] == EN_NO_USE) w->last[operand] = at;
    w->next[operand] = at;
}

static void overwrite(walk *w, en_register to, uint32_t at)
{
    w->next[to] = EN_NO_USE;
    w->last[to] = 0;
    w->overwritten[to] = at;
}

static uint32_t next_before(const walk *w, en_register operand, uint32_t end)
{
    return !(operand & EN_NARROW) && w->next[operand] < end ? w->next[operand] : EN_NO_USE;
}

/* end: of the part that the instruction is in. */
static void note_uses(const walk *w, const en_instruction *i, unsigned operands, uint32_t end, en_uses *uses)
{
    uses->to = next_before(w, i->to, end);
    uses->stored =
        (w->next[i->to] != EN_NO_USE && w->last[i->to] >= end) || w->reader < w->overwritten[i->to];
    for (unsigned k = 0; k < 4; k++) {
        en_register operand = en_instruction_operand(i, k);
        uses->operand[k] = k < operands && operand != i->to ? next_before(w, operand, end) : EN_NO_USE;
    }
}

static void walk_over(const en_emitter *e, walk *w, const en_instruction *i, uint32_t at)
{
    bool known;
    unsigned operands = operands_of(i, &known);
    if (!known) {
        w->reader = at;
        return;
    }
    overwrite(w, i->to, at);
    for (unsigned k = 0; k < operands; k++) read_operand(w, en_instruction_operand(i, k), at);
    if (i->op == EN_GROW || i->op >= EN_GROWING) read_operand(w, i->to, at);
    bool lists = i->op == EN_OP_PICK || i->op == EN_OP_DEVICE;
    for (uint32_t k = 0; lists && k < i->c; k++) read_operand(w, e->program->picked[i->b + k], at);
}

en_uses *en_find_uses(const en_emitter *e, const en_code *code, uint32_t cut, const bool *alive)
{
    walk w;
    en_uses *uses = en_arena_array(e->scratch, code->count, sizeof *uses);
    if (!uses || !make_walk(e, code, alive, &w)) return NULL;
    uint32_t end = code->count;
    for (uint32_t at = code->count; at-- > 0;) {
        const en_instruction *i = &code->at[at];
        bool known;
        if (at + 1 == cut) end = cut;
        if (en_emits(e, i)) note_uses(&w, i, operands_of(i, &known), end, &uses[at]);
        else end = at;
        walk_over(e, &w, i, at);
    }
    return uses;
}

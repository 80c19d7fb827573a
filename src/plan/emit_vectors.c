/* Vector registers given out over straight code (emitter.h): a value stays where it is as long as there is
 * room, and the one that is used last makes room. Its wide register is where it goes then, which is its own
 * as long as the value is used.
 */
#include "emitter.h"

static const en_x64_mask everywhere;

static en_x64_operand memory_of(en_register operand)
{
    if (operand & EN_NARROW)
        return en_x64_memory(EN_X64_RSI, (int32_t)((operand & ~EN_NARROW) * sizeof(double[EN_SHARED])));
    return en_x64_memory(EN_X64_RDI, (int32_t)(operand * sizeof(double[EN_STRIDE])));
}

static void store(en_emitter *e, unsigned vector)
{
    en_vector *v = &e->vector[vector];
    en_emit_vectors(e, EN_X64_STORE, vector, 0, memory_of(v->value), everywhere, EN_X64_NO_IMMEDIATE);
    v->stored = true;
}

static void forget(en_emitter *e, unsigned vector)
{
    en_vector *v = &e->vector[vector];
    if (v->value != EN_NO_USE) e->held_by[v->value] = EN_IN_NO_VECTOR;
    v->value = EN_NO_USE;
}

/* Of those that the instruction does not use: one that is free, else the one whose value is used last. */
static unsigned best_to_take(const en_emitter *e)
{
    unsigned best = EN_MOST_VECTORS;
    for (unsigned k = 0; k < e->vectors; k++) {
        const en_vector *v = &e->vector[k];
        if (v->pinned) continue;
        if (v->value == EN_NO_USE) return k;
        if (best == EN_MOST_VECTORS || v->next > e->vector[best].next) best = k;
    }
    return best;
}

unsigned en_take_vector(en_emitter *e)
{
    unsigned vector = best_to_take(e);
    if (e->vector[vector].value != EN_NO_USE && !e->vector[vector].stored) store(e, vector);
    forget(e, vector);
    e->vector[vector].pinned = true;
    if (e->most_taken <= vector) e->most_taken = vector + 1;
    return vector;
}

bool en_is_in_vector(const en_emitter *e, en_register operand)
{
    return !(operand & EN_NARROW) && e->held_by[operand] != EN_IN_NO_VECTOR;
}

unsigned en_load_operand(en_emitter *e, en_register operand, uint32_t next)
{
    if (en_is_in_vector(e, operand)) {
        unsigned vector = e->held_by[operand];
        e->vector[vector].next = next;
        e->vector[vector].pinned = true;
        return vector;
    }
    unsigned vector = en_take_vector(e);
    en_emit_vectors(e, EN_X64_LOAD, vector, 0, memory_of(operand), everywhere, EN_X64_NO_IMMEDIATE);
    if (next == EN_NO_USE) return vector;
    e->vector[vector] = (en_vector){.value = operand, .next = next, .stored = true, .pinned = true};
    e->held_by[operand] = (uint8_t)vector;
    return vector;
}

en_x64_operand en_place_operand(en_emitter *e, en_register operand, uint32_t next)
{
    if (!en_is_in_vector(e, operand) && next == EN_NO_USE) return memory_of(operand);
    return en_x64_register(en_load_operand(e, operand, next));
}

void en_define(en_emitter *e, en_register to, unsigned vector, const en_uses *uses)
{
    if (e->held_by[to] != EN_IN_NO_VECTOR) forget(e, e->held_by[to]);
    e->vector[vector] = (en_vector){.value = to, .next = uses->to, .pinned = true};
    e->held_by[to] = (uint8_t)vector;
    if (uses->stored) store(e, vector);
}

void en_end_instruction(en_emitter *e)
{
    for (unsigned k = 0; k < e->vectors; k++) {
        if (e->vector[k].pinned && e->vector[k].next == EN_NO_USE) forget(e, k);
        e->vector[k].pinned = false;
    }
}

void en_forget_vectors(en_emitter *e)
{
    for (unsigned k = 0; k < e->vectors; k++) {
        forget(e, k);
        e->vector[k].pinned = false;
    }
}

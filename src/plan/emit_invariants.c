/* What a loop reads again and again, constants and narrow registers, in the vector registers that its values
 * leave free (emitter.h). */
#include "emitter.h"

static const en_x64_mask everywhere;

static en_invariant *invariant_of(en_emitter *e, en_x64_operand operand)
{
    if (!operand.memory || operand.broadcast || operand.at == EN_X64_RDI) return NULL;
    if (operand.at == EN_X64_RSI) return &e->narrow[(size_t)operand.displacement / sizeof(double[EN_SHARED])];
    for (uint32_t k = 0; k < e->vector_constant_count; k++)
        if (e->vector_constants[k] * sizeof(double) == (size_t)operand.displacement) return &e->invariant[k];
    return NULL;
}

void en_emit_vectors(en_emitter *e, en_x64_op op, unsigned first, unsigned middle, en_x64_operand last,
                     en_x64_mask mask, int immediate)
{
    en_invariant *invariant = op == EN_X64_STORE ? NULL : invariant_of(e, last);
    if (invariant) invariant->reads++;
    if (invariant && invariant->vector != EN_IN_NO_VECTOR) last = en_x64_register(invariant->vector);
    en_x64_emit(&e->code, op, first, middle, last, mask, immediate);
}

static void take_more_read(en_invariant **best, en_invariant *other)
{
    if (other->vector == EN_IN_NO_VECTOR && other->reads > (*best ? (*best)->reads : 0)) *best = other;
}

static en_invariant *most_read(en_emitter *e)
{
    en_invariant *best = NULL;
    for (uint32_t k = 0; k < e->program->narrow; k++) take_more_read(&best, &e->narrow[k]);
    for (uint32_t k = 0; k < e->vector_constant_count; k++) take_more_read(&best, &e->invariant[k]);
    return best;
}

static en_x64_operand memory_of(const en_emitter *e, const en_invariant *invariant)
{
    if (invariant >= e->narrow && invariant < e->narrow + e->program->narrow)
        return en_x64_memory(EN_X64_RSI,
                             (int32_t)((size_t)(invariant - e->narrow) * sizeof(double[EN_SHARED])));
    return en_x64_memory(EN_X64_RDX,
                         (int32_t)(e->vector_constants[invariant - e->invariant] * sizeof(double)));
}

void en_load_invariants(en_emitter *e)
{
    while (e->vectors > e->most_taken) {
        en_invariant *invariant = most_read(e);
        if (!invariant) return;
        e->vectors--;
        en_x64_emit(&e->code, EN_X64_LOAD, e->vectors, 0, memory_of(e, invariant), everywhere,
                    EN_X64_NO_IMMEDIATE);
        invariant->vector = (uint8_t)e->vectors;
    }
}

void en_forget_invariants(en_emitter *e)
{
    for (uint32_t k = 0; k < e->program->narrow; k++)
        e->narrow[k] = (en_invariant){.vector = EN_IN_NO_VECTOR};
    for (uint32_t k = 0; k < EN_MOST_VECTOR_CONSTANTS; k++)
        e->invariant[k] = (en_invariant){.vector = EN_IN_NO_VECTOR};
    e->vectors = e->code.evex ? EN_MOST_VECTORS : EN_MOST_VECTORS / 2;
    e->most_taken = 0;
}

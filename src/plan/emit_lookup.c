/* Machine code of graphical functions of up to 16 points: table.h's search and line by permutations of
 * AVX-512 (emitter.h). */
#include "emitter.h"

static const en_x64_mask everywhere, masked = {.at = 1}, only = {.at = 1, .zero = true};
enum { MASK = 1 };

static en_x64_operand table_at(int32_t table, int32_t column, int32_t place)
{
    return en_x64_memory(EN_X64_RDX, table + (column * EN_TABLE_STRIDE + place) * (int32_t)sizeof(double));
}

/* One number of it, in all lanes. */
static en_x64_operand number_at(int32_t table, int32_t column, int32_t place)
{
    en_x64_operand at = table_at(table, column, place);
    return en_x64_broadcast(EN_X64_RDX, at.displacement);
}

enum { SEARCH, X, Y, SLOPE };

/* to = the column's elements at the indices, from the place on. */
static void permute(en_emitter *e, int32_t table, int32_t column, int32_t place, bool two, unsigned to,
                    unsigned index)
{
    if (!two) {
        en_emit_vectors(e, EN_X64_PERMUTE, to, index, table_at(table, column, place), everywhere,
                        EN_X64_NO_IMMEDIATE);
        return;
    }
    en_emit_vectors(e, EN_X64_LOAD, to, 0, table_at(table, column, place), everywhere, EN_X64_NO_IMMEDIATE);
    en_emit_vectors(e, EN_X64_PERMUTE_TWO, to, index, table_at(table, column, place + 8), everywhere,
                    EN_X64_NO_IMMEDIATE);
}

static void find(en_emitter *e, int32_t table, bool two, unsigned index, unsigned x)
{
    unsigned there = en_take_vector(e);
    int32_t half = two ? 8 : 4;
    en_emit_vectors(e, EN_X64_COMPARE, MASK, x, number_at(table, SEARCH, half), everywhere, EN_X64_NOT_LESS);
    en_emit_vectors(e, EN_X64_LOAD, index, 0, en_constant_bits(e, (uint64_t)half), only, EN_X64_NO_IMMEDIATE);
    for (half /= 2; half > 0; half /= 2) {
        permute(e, table, SEARCH, half, two, there, index);
        en_emit_vectors(e, EN_X64_COMPARE, MASK, x, en_x64_register(there), everywhere, EN_X64_NOT_LESS);
        en_emit_vectors(e, EN_X64_ADD_INTEGERS, index, index, en_constant_bits(e, (uint64_t)half), masked,
                        EN_X64_NO_IMMEDIATE);
    }
}

/* Beyond an end: its y. */
static void end(en_emitter *e, int32_t table, int32_t which, en_x64_condition beyond, unsigned to, unsigned x)
{
    en_emit_vectors(e, EN_X64_COMPARE, MASK, x, number_at(table, X, EN_MOST_POINTS + which), everywhere,
                    (int)beyond);
    en_emit_vectors(e, EN_X64_BLEND_MASKED, to, to, number_at(table, Y, EN_MOST_POINTS + which), masked,
                    EN_X64_NO_IMMEDIATE);
}

void en_emit_lookup(en_emitter *e, uint32_t graph, unsigned to, unsigned x)
{
    const en_curve *curve = &e->simulation->graphs[graph];
    int32_t table = en_table_constants(e, graph);
    bool two = curve->count > 8;
    unsigned index = en_take_vector(e), part = en_take_vector(e);
    find(e, table, two, index, x);
    permute(e, table, Y, 0, two, to, index);
    if (curve->kind != EN_CURVE_DISCRETE) {
        unsigned along = en_take_vector(e);
        permute(e, table, X, 0, two, part, index);
        en_emit_vectors(e, EN_X64_SUBTRACT, along, x, en_x64_register(part), everywhere, EN_X64_NO_IMMEDIATE);
        permute(e, table, SLOPE, 0, two, part, index);
        en_emit_vectors(e, EN_X64_MULTIPLY, along, along, en_x64_register(part), everywhere,
                        EN_X64_NO_IMMEDIATE);
        en_emit_vectors(e, EN_X64_ADD, to, to, en_x64_register(along), everywhere, EN_X64_NO_IMMEDIATE);
    }
    if (curve->kind != EN_CURVE_EXTRAPOLATE) {
        end(e, table, 0, EN_X64_NOT_MORE, to, x);
        end(e, table, 1, EN_X64_NOT_LESS, to, x);
    }
    if (curve->kind != EN_CURVE_DISCRETE) return;
    en_emit_vectors(e, EN_X64_COMPARE, MASK, x, en_x64_register(x), everywhere, EN_X64_UNORDERED);
    en_emit_vectors(e, EN_X64_LOAD, to, 0, en_x64_register(x), masked, EN_X64_NO_IMMEDIATE);
}

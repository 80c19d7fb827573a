/* Constants of machine code (emitter.h): they stand behind it, vectors and tables, and the third argument of
 * the code says where. */
#include "emitter.h"

#include "curve_table.h"

#include <string.h>

enum { FIRST_ROOM = 1024, MOST_CONSTANTS = 1 << 26, WIDTH = 8 };

/* Room for so many more; where they begin, or EN_NO_USE. */
static uint32_t reserve(en_emitter *e, uint32_t count)
{
    if (e->failed) return EN_NO_USE;
    if (e->constant_room - e->constant_count < count) {
        uint32_t room = 2 * e->constant_room + count + FIRST_ROOM;
        double *constants =
            room < MOST_CONSTANTS ? en_arena_array(e->scratch, room, sizeof *constants) : NULL;
        e->failed = !constants;
        if (!constants) return EN_NO_USE;
        if (e->constant_count) memcpy(constants, e->constants, e->constant_count * sizeof *constants);
        e->constants = constants;
        e->constant_room = room;
    }
    e->constant_count += count;
    return e->constant_count - count;
}

static en_x64_operand at(uint32_t place)
{
    return en_x64_memory(EN_X64_RDX, (int32_t)(place * sizeof(double)));
}

static uint64_t bits_at(const en_emitter *e, uint32_t place)
{
    uint64_t bits;
    memcpy(&bits, &e->constants[place], sizeof bits);
    return bits;
}

en_x64_operand en_constant_bits(en_emitter *e, uint64_t bits)
{
    for (uint32_t k = 0; k < e->vector_constant_count; k++)
        if (bits_at(e, e->vector_constants[k]) == bits) return at(e->vector_constants[k]);
    uint32_t place = reserve(e, WIDTH);
    if (place == EN_NO_USE) return at(0);
    for (uint32_t k = 0; k < WIDTH; k++) memcpy(&e->constants[place + k], &bits, sizeof bits);
    e->vector_constants[e->vector_constant_count++] = place;
    return at(place);
}

en_x64_operand en_constant(en_emitter *e, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return en_constant_bits(e, bits);
}

int32_t en_table_constants(en_emitter *e, uint32_t graph)
{
    en_table table;
    uint32_t *place = &e->tables[graph];
    if (*place == EN_NO_USE) {
        *place = reserve(e, EN_TABLE_COLUMNS * EN_TABLE_STRIDE);
        if (e->failed || !en_table_make(&e->simulation->graphs[graph], e->scratch, &table)) {
            e->failed = true;
            return 0;
        }
        double *to = &e->constants[*place];
        for (uint32_t k = 0; k < EN_TABLE_STRIDE; k++)
            to[k] = k < table.points ? table.search[k] : __builtin_nan("");
        memcpy(to + EN_TABLE_STRIDE, table.x, table.points * sizeof *to);
        memcpy(to + 2 * EN_TABLE_STRIDE, table.y, table.points * sizeof *to);
        memcpy(to + 3 * EN_TABLE_STRIDE, table.slope, table.points * sizeof *to);
        to[EN_TABLE_STRIDE + EN_MOST_POINTS] = table.first_x;
        to[EN_TABLE_STRIDE + EN_MOST_POINTS + 1] = table.last_x;
        to[2 * EN_TABLE_STRIDE + EN_MOST_POINTS] = table.first_y;
        to[2 * EN_TABLE_STRIDE + EN_MOST_POINTS + 1] = table.last_y;
    }
    return (int32_t)(*place * sizeof(double));
}

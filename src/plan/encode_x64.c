/* See encode_x64.h. */
#include "encode_x64.h"

#include <string.h>

enum { FIRST_ROOM = 4096, LONGEST = 16 };

static void make_room(en_x64_code *code)
{
    if (code->failed || code->room - code->size >= LONGEST) return;
    size_t room = code->room ? 2 * code->room : FIRST_ROOM;
    uint8_t *bytes = en_arena_raw(code->arena, room, 1);
    code->failed = !bytes;
    if (!bytes) return;
    if (code->size) memcpy(bytes, code->bytes, code->size);
    code->bytes = bytes;
    code->room = room;
}

static void byte(en_x64_code *code, unsigned value) { code->bytes[code->size++] = (uint8_t)value; }

static void four_bytes(en_x64_code *code, uint32_t value)
{
    for (int k = 0; k < 4; k++) byte(code, value >> (8 * k) & 0xFF);
}

static void vex(en_x64_code *code, unsigned map, unsigned first, unsigned middle, en_x64_operand last)
{
    bool far = !last.memory && last.at & 8;
    byte(code, 0xC4);
    byte(code, (first & 8 ? 0u : 0x80u) | 0x40 | (far ? 0u : 0x20u) | map);
    byte(code, (~middle & 15) << 3 | 4 | 1);
}

static void evex(en_x64_code *code, unsigned map, unsigned first, unsigned middle, en_x64_operand last,
                 en_x64_mask mask)
{
    unsigned rm = last.memory ? 0 : last.at;
    byte(code, 0x62);
    byte(code, (first & 8 ? 0u : 0x80u) | (rm & 16 ? 0u : 0x40u) | (rm & 8 ? 0u : 0x20u) |
                   (first & 16 ? 0u : 0x10u) | map);
    byte(code, 0x80 | (~middle & 15) << 3 | 4 | 1);
    byte(code,
         (mask.zero ? 0x80u : 0u) | 0x40 | (last.broadcast ? 0x10u : 0u) | (middle & 16 ? 0u : 8u) | mask.at);
}

/* The EVEX form counts a displacement of one byte in lengths of what is read. */
static void address(en_x64_code *code, unsigned first, en_x64_operand last)
{
    int32_t unit = !code->evex ? 1 : last.broadcast ? 8 : 64, units = last.displacement / unit;
    bool is_short = units * unit == last.displacement && units >= -128 && units <= 127;
    unsigned mode = !last.memory ? 3 : last.displacement == 0 ? 0 : is_short ? 1 : 2;
    byte(code, mode << 6 | (first & 7) << 3 | (last.at & 7));
    if (mode == 1) byte(code, (uint32_t)units & 0xFF);
    if (mode == 2) four_bytes(code, (uint32_t)last.displacement);
}

void en_x64_emit(en_x64_code *code, en_x64_op op, unsigned first, unsigned middle, en_x64_operand last,
                 en_x64_mask mask, int immediate)
{
    make_room(code);
    if (code->failed) return;
    if (code->evex) evex(code, op >> 8, first, middle, last, mask);
    else vex(code, op >> 8, first, middle, last);
    byte(code, op & 0xFF);
    address(code, first, last);
    if (immediate != EN_X64_NO_IMMEDIATE) byte(code, (unsigned)immediate);
}

size_t en_x64_begin_loop(en_x64_code *code, uint32_t count)
{
    make_room(code);
    if (code->failed) return 0;
    byte(code, 0x48), byte(code, 0x8D), byte(code, 0x87),
        four_bytes(code, count); /* lea rax, [rdi + count] */
    return code->size;
}

void en_x64_end_loop(en_x64_code *code, size_t head, uint8_t step)
{
    make_room(code);
    if (code->failed) return;
    byte(code, 0x48), byte(code, 0x83), byte(code, 0xC7), byte(code, step); /* add rdi, step */
    byte(code, 0x48), byte(code, 0x39), byte(code, 0xC7);                   /* cmp rdi, rax */
    byte(code, 0x0F), byte(code, 0x85);                                     /* jne head */
    four_bytes(code, (uint32_t)(head - (code->size + 4)));
}

void en_x64_return(en_x64_code *code)
{
    make_room(code);
    if (code->failed) return;
    byte(code, 0xC5), byte(code, 0xF8), byte(code, 0x77); /* vzeroupper */
    byte(code, 0xC3);                                     /* ret */
}

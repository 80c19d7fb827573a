/* Bytes of x86-64 vector instructions: the VEX form for registers of 256 bits, the EVEX form for those of
 * 512.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapter 2. Only what
 * emit_x64.c asks for: three operands of which the last may be in memory, a mask, an immediate byte;
 * everything of double precision, with the prefix 66.
 */
#ifndef EN_PLAN_ENCODE_X64_H
#define EN_PLAN_ENCODE_X64_H

#include "memory.h"

typedef struct en_x64_code {
    en_arena *arena;
    uint8_t *bytes;
    size_t size, room;
    bool evex;   /* registers of 512 bits, else 256 */
    bool failed; /* memory is out; what comes thereafter is nothing */
} en_x64_code;

/* The opcode and the map that it is of. */
typedef enum en_x64_op {
    EN_X64_LOAD = 0x110,
    EN_X64_STORE = 0x111,
    EN_X64_SQRT = 0x151,
    EN_X64_AND = 0x154,
    EN_X64_OR = 0x156,
    EN_X64_XOR = 0x157,
    EN_X64_ADD = 0x158,
    EN_X64_MULTIPLY = 0x159,
    EN_X64_SUBTRACT = 0x15C,
    EN_X64_MIN = 0x15D,
    EN_X64_DIVIDE = 0x15E,
    EN_X64_MAX = 0x15F,
    EN_X64_COMPARE =
        0x1C2, /* into a mask (512), or into a vector of all ones and zeros (256); which: en_x64_condition */
    EN_X64_ADD_INTEGERS = 0x1D4, /* 512 */
    EN_X64_PERMUTE = 0x216,      /* 512: elements of the last operand at the indices of the middle one */
    EN_X64_BLEND_MASKED = 0x265, /* 512: the last operand where the mask is set, else the middle one */
    EN_X64_PERMUTE_TWO =
        0x27F, /* 512: elements of the first and the last operand at the indices of the middle one */
    EN_X64_ROUND = 0x309, /* how: en_x64_rounding */
    EN_X64_BLEND = 0x34B  /* 256: the last operand where the register of the immediate's upper half is set */
} en_x64_op;

typedef enum en_x64_condition {
    EN_X64_EQUAL = 0,
    EN_X64_UNORDERED = 3,
    EN_X64_NOT_EQUAL = 4, /* or not a number */
    EN_X64_LESS = 0x11,
    EN_X64_NOT_MORE = 0x12,
    EN_X64_NOT_LESS = 0x1D /* and a number */
} en_x64_condition;

typedef enum en_x64_rounding { EN_X64_FLOOR = 9, EN_X64_CEIL = 10, EN_X64_TRUNCATE = 11 } en_x64_rounding;

/* Registers that addresses begin with: the first three arguments of a function. */
typedef enum en_x64_base { EN_X64_RDX = 2, EN_X64_RSI = 6, EN_X64_RDI = 7 } en_x64_base;

typedef struct en_x64_operand {
    bool memory, broadcast; /* broadcast: one number in memory for all lanes (512) */
    uint8_t at;             /* a vector register, or where in memory: an en_x64_base */
    int32_t displacement;
} en_x64_operand;

static inline en_x64_operand en_x64_register(unsigned at) { return (en_x64_operand){.at = (uint8_t)at}; }
static inline en_x64_operand en_x64_memory(en_x64_base base, int32_t displacement)
{
    return (en_x64_operand){.memory = true, .at = (uint8_t)base, .displacement = displacement};
}

static inline en_x64_operand en_x64_broadcast(en_x64_base base, int32_t displacement)
{
    return (en_x64_operand){
        .memory = true, .broadcast = true, .at = (uint8_t)base, .displacement = displacement};
}

/* A mask register other than the first restricts the instruction to the lanes that it holds; what becomes of
 * the others. */
typedef struct en_x64_mask {
    uint8_t at;
    bool zero;
} en_x64_mask;
enum { EN_X64_NO_IMMEDIATE = -1 };

/* An instruction; a middle operand that it does not have is 0. */
void en_x64_emit(en_x64_code *code, en_x64_op op, unsigned first, unsigned middle, en_x64_operand last,
                 en_x64_mask mask, int immediate);

/* The head of a loop over `count` bytes by `step` from the first argument on, and its end; and the end of the
 * function. */
size_t en_x64_begin_loop(en_x64_code *code, uint32_t count);
void en_x64_end_loop(en_x64_code *code, size_t head, uint8_t step);
void en_x64_return(en_x64_code *code);

#endif

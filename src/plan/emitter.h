/* What the parts of the emitter share (emit.h): the code and the constants so far, which vector register
 * holds what, and what of a program's registers is used when.
 */
#ifndef EN_PLAN_EMITTER_H
#define EN_PLAN_EMITTER_H

#include "emit.h"
#include "encode_x64.h"

enum { EN_MOST_VECTORS = 32, EN_IN_NO_VECTOR = 0xFF };
#define EN_NO_USE UINT32_MAX

/* When the values of an instruction are used next in the same part, or EN_NO_USE. */
typedef struct en_uses {
    uint32_t operand[4], to;
    bool stored; /* the result is used beyond the part: it goes to its wide register at once */
} en_uses;

/* What a vector register holds: a wide register's value, or EN_NO_USE for none. */
typedef struct en_vector {
    uint32_t value, next;
    bool stored; /* its wide register holds it too */
    bool pinned; /* the instruction at hand uses it */
} en_vector;

/* A vector in memory that is the same for the whole loop: how often the loop reads it, and the vector
 * register that it is read from. */
typedef struct en_invariant {
    uint32_t reads;
    uint8_t vector; /* or EN_IN_NO_VECTOR */
} en_invariant;

enum { EN_MOST_VECTOR_CONSTANTS = 64 };

typedef struct en_emitter {
    const en_simulation *simulation;
    const en_program *program;
    en_arena *scratch;
    en_x64_code code;
    en_vector vector[EN_MOST_VECTORS];
    unsigned vectors;     /* that values may be in; those beyond hold invariants */
    unsigned most_taken;  /* so many of them were ever taken at once */
    en_invariant *narrow; /* by narrow register */
    en_invariant invariant[EN_MOST_VECTOR_CONSTANTS]; /* by vector of constants */
    uint8_t *held_by;    /* by wide register: the vector register, or EN_IN_NO_VECTOR */
    const en_uses *uses; /* by instruction of the code at hand */
    double *constants;
    uint32_t constant_count, constant_room;
    uint32_t
        vector_constants[EN_MOST_VECTOR_CONSTANTS]; /* where in constants those stand that fill a vector */
    uint32_t vector_constant_count;
    uint32_t *tables; /* by graphical function: where its tables stand, or EN_NO_USE */
    bool failed;
} en_emitter;

/* emit_uses.c: whether there is machine code for the instruction; the uses of a program's code, of which what
 * `alive` marks of the wide registers is used after its end. `cut`: where a part must end. NULL: memory is
 * out. */
bool en_emits(const en_emitter *e, const en_instruction *i);
en_uses *en_find_uses(const en_emitter *e, const en_code *code, uint32_t cut, const bool *alive);

/* emit_invariants.c. An instruction; what it reads in memory may stand in a vector register. */
void en_emit_vectors(en_emitter *e, en_x64_op op, unsigned first, unsigned middle, en_x64_operand last,
                     en_x64_mask mask, int immediate);
/* Before the head of the loop: puts what was read most often since the last en_forget_invariants into the
 * vectors that are free. */
void en_load_invariants(en_emitter *e);
void en_forget_invariants(en_emitter *e);

/* emit_vectors.c. A vector register for the time of the instruction. */
unsigned en_take_vector(en_emitter *e);
/* The operand in a vector register; wherever it is. */
unsigned en_load_operand(en_emitter *e, en_register operand, uint32_t next);
en_x64_operand en_place_operand(en_emitter *e, en_register operand, uint32_t next);
bool en_is_in_vector(const en_emitter *e, en_register operand);
/* The vector register holds the wide register's new value. */
void en_define(en_emitter *e, en_register to, unsigned vector, const en_uses *uses);
void en_end_instruction(en_emitter *e);
void en_forget_vectors(en_emitter *e);

/* emit_constants.c: where constants are. The number in every lane, or its bits. */
en_x64_operand en_constant(en_emitter *e, double x);
en_x64_operand en_constant_bits(en_emitter *e, uint64_t bits);
/* Those of a graphical function, from rdx on: search, x, y and slope, EN_TABLE_STRIDE doubles each; after
 * EN_MOST_POINTS of x and y those of the first and the last point. */
enum { EN_TABLE_STRIDE = 24, EN_TABLE_COLUMNS = 4, EN_MOST_POINTS = 16 };
int32_t en_table_constants(en_emitter *e, uint32_t graph);

/* emit_operations.c: the code of an instruction that en_emits. */
void en_emit_instruction(en_emitter *e, const en_instruction *i, const en_uses *uses);
/* emit_lookup.c: y of the graphical function at the vector x, in the vector `to`, with AVX-512. */
void en_emit_lookup(en_emitter *e, uint32_t graph, unsigned to, unsigned x);

#endif

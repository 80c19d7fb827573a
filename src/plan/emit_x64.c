/* See emit.h: cuts a program's code into parts, emits a loop for each, and puts code and constants into
 * pages. */
#include "emit.h"

#include "emitter.h"

#include <string.h>

enum { BYTES_512 = 64, BYTES_256 = 32, LINE = 64 };

/* Where the code of a part begins before it has an address; the first instruction is no code. */
#define INTERPRETED SIZE_MAX

typedef struct draft {
    const en_emitter *e;
    en_emitted_parts *parts;
    size_t *begin; /* by part */
} draft;

static bool make_draft(en_emitter *e, en_arena *arena, uint32_t count, draft *d, en_emitted_parts *parts)
{
    *d = (draft){.e = e, .parts = parts, .begin = en_arena_array(e->scratch, count, sizeof *d->begin)};
    parts->at = en_arena_array(arena, count, sizeof *parts->at);
    return d->begin && parts->at;
}

/* How many instructions from `first` on are alike in whether there is machine code for them. */
static uint32_t length_of_part(const en_emitter *e, const en_code *code, uint32_t first, uint32_t end)
{
    uint32_t at = first;
    while (at < end && en_emits(e, &code->at[at]) == en_emits(e, &code->at[first])) at++;
    return at - first;
}

static void emit_instructions(en_emitter *e, const en_code *code, uint32_t first, uint32_t count)
{
    for (uint32_t k = first; k < first + count; k++) en_emit_instruction(e, &code->at[k], &e->uses[k]);
    en_forget_vectors(e);
}

/* Twice: for what is learnt of the registers, then for good. */
static size_t emit_part(en_emitter *e, const en_code *code, uint32_t first, uint32_t count)
{
    size_t begin = e->code.size;
    en_forget_invariants(e);
    emit_instructions(e, code, first, count);
    e->code.size = begin;
    en_load_invariants(e);
    size_t head = en_x64_begin_loop(&e->code, sizeof(double[EN_BLOCK]));
    emit_instructions(e, code, first, count);
    en_x64_end_loop(&e->code, head, e->code.evex ? BYTES_512 : BYTES_256);
    en_x64_return(&e->code);
    return begin;
}

/* The parts of the code from `first` to `end`. */
static bool emit_parts(en_emitter *e, en_arena *arena, const en_code *code, uint32_t first, uint32_t end,
                       draft *d, en_emitted_parts *parts)
{
    if (!make_draft(e, arena, end - first, d, parts)) return false;
    while (first < end) {
        uint32_t count = length_of_part(e, code, first, end), part = parts->count++;
        parts->at[part] = (en_emitted_part){.first = first, .count = count};
        d->begin[part] = en_emits(e, &code->at[first]) ? emit_part(e, code, first, count) : INTERPRETED;
        first += count;
    }
    return !e->failed && !e->code.failed;
}

static void mark(bool *alive, en_register operand)
{
    if (!(operand & EN_NARROW)) alive[operand] = true;
}

/* What is used after a step: what states become, and outputs. */
static bool *alive_after_step(const en_emitter *e)
{
    const en_program *p = e->program;
    bool *alive = en_arena_array(e->scratch, p->wide, sizeof *alive);
    for (uint32_t s = 0; alive && s < p->states; s++) mark(alive, p->next[s]);
    for (uint32_t k = 0; alive && k < p->outputs; k++) mark(alive, p->output[k]);
    return alive;
}

static bool *alive_after_euler(const en_emitter *e)
{
    const en_program *p = e->program;
    bool *alive = en_arena_array(e->scratch, p->wide, sizeof *alive);
    for (uint32_t s = 0; alive && s < p->states; s++) mark(alive, p->parameters + s);
    return alive;
}

static bool make_emitter(en_emitter *e, const en_simulation *simulation, en_lane_build build,
                         en_arena *scratch)
{
    const en_program *p = simulation->program;
    *e = (en_emitter){.simulation = simulation, .program = p, .scratch = scratch};
    e->code = (en_x64_code){.arena = scratch, .evex = build == EN_LANES_AVX512};
    e->held_by = en_arena_array(scratch, p->wide, sizeof *e->held_by);
    e->tables = en_arena_array(scratch, p->graphs, sizeof *e->tables);
    e->narrow = en_arena_array(scratch, p->narrow, sizeof *e->narrow);
    if (!e->held_by || !e->tables || !e->narrow) return false;
    memset(e->held_by, EN_IN_NO_VECTOR, p->wide * sizeof *e->held_by);
    memset(e->tables, 0xFF, p->graphs * sizeof *e->tables);
    for (unsigned k = 0; k < EN_MOST_VECTORS; k++) e->vector[k].value = EN_NO_USE;
    return true;
}

/* Parts whose code begins in the pages at `code`. */
static void set_addresses(const draft *d, const uint8_t *code)
{
    for (uint32_t k = 0; k < d->parts->count; k++) {
        if (d->begin[k] == INTERPRETED) continue;
        const uint8_t *begin = code + d->begin[k];
        memcpy(&d->parts->at[k].code, &begin,
               sizeof begin); /* from an address of bytes to one of a function */
    }
}

/* Code and constants into pages; emitted->code stays NULL where the system refuses. */
static void seal(const en_emitter *e, en_emitted *emitted)
{
    size_t code_size = (e->code.size + LINE - 1) / LINE * LINE,
           size = code_size + e->constant_count * sizeof(double);
    const en_pages *pages = emitted->pages;
    uint8_t *block = pages->reserve(pages->user, size);
    if (!block) return;
    memcpy(block, e->code.bytes, e->code.size);
    if (e->constant_count) memcpy(block + code_size, e->constants, e->constant_count * sizeof(double));
    if (!pages->seal(pages->user, block, size)) {
        pages->release(pages->user, block, size);
        return;
    }
    emitted->code = block;
    emitted->size = size;
    emitted->constants = block + code_size;
}

static bool emit_program(en_emitter *e, en_emitted *emitted)
{
    const en_program *p = e->program;
    draft advance, rest, euler;
    bool *after_step = alive_after_step(e), *after_euler = alive_after_euler(e);
    e->uses = after_step && after_euler ? en_find_uses(e, &p->step, p->advance, after_step) : NULL;
    if (!e->uses || !emit_parts(e, &emitted->arena, &p->step, 0, p->advance, &advance, &emitted->advance))
        return false;
    if (!emit_parts(e, &emitted->arena, &p->step, p->advance, p->step.count, &rest, &emitted->rest))
        return false;
    e->uses = en_find_uses(e, &p->euler, p->euler.count, after_euler);
    if (!e->uses || !emit_parts(e, &emitted->arena, &p->euler, 0, p->euler.count, &euler, &emitted->euler))
        return false;
    if (e->code.size == 0) return true;
    seal(e, emitted);
    if (!emitted->code) return true;
    set_addresses(&advance, emitted->code);
    set_addresses(&rest, emitted->code);
    set_addresses(&euler, emitted->code);
    return true;
}

en_status en_emit(const en_simulation *simulation, en_lane_build build, const en_allocator *allocator,
                  const en_pages *pages, en_emitted *emitted)
{
    *emitted = (en_emitted){.arena = en_arena_make(allocator), .pages = pages, .build = build};
    if (!pages || build == EN_LANES_SSE2 || !en_machine_of(build)) return EN_OK;
    en_arena scratch = en_arena_make(allocator);
    en_emitter e;
    bool made = make_emitter(&e, simulation, build, &scratch) && emit_program(&e, emitted);
    en_arena_free(&scratch);
    return made ? EN_OK : EN_ERR_MEMORY;
}

void en_emitted_free(en_emitted *emitted)
{
    if (emitted->code) emitted->pages->release(emitted->pages->user, emitted->code, emitted->size);
    en_arena_free(&emitted->arena);
    emitted->code = NULL;
}

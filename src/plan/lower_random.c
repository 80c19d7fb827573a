/* See lower.h: random numbers (XMILE 1.0, section 3.5.2). Each call, of each element, draws from a stream of
 * its own, which the names and places of what calls it tell: the 64-bit FNV-1a hash (G. Fowler, L. C. Noll,
 * K.-P. Vo) of them, so that a further variable changes no other's draws. A seed that is given is part of
 * that; the run's seed is part of every key. */
#include "lower.h"

typedef struct hasher {
    uint64_t hash;
} hasher;

static void mix(hasher *h, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) h->hash = (h->hash ^ at[i]) * 0x100000001B3u;
}

static void mix_number(hasher *h, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(number >> 8 * i);
    mix(h, bytes, sizeof bytes);
}

/* Which of the formula's calls and names it is: what stands before it counts, not blanks. */
static uint32_t ordinal_of(const en_expr *expr, uint32_t node)
{
    uint32_t ordinal = 0;
    for (uint32_t k = 0; k < node; k++) ordinal += expr->nodes[k].kind == EN_EXPR_CALL;
    return ordinal;
}

static bool mix_place(en_lowering *l, const en_env *env, uint32_t node, hasher *h)
{
    const en_space_variable *v = &l->space->variables[l->space->variable_of[env->slot]];
    en_text name = en_text_make(l->arena.allocator);
    en_space_show_slot(l->space, env->slot, &name);
    bool shown = !name.failed;
    if (shown) mix(h, name.at, name.size);
    en_text_free(&name);
    mix_number(h, ordinal_of(&env->formula->expr, node));
    mix_number(h, env->site);
    const en_frame *frame = v->hidden ? &l->frames[v->scope] : NULL;
    return shown &&
           (!frame || mix_place(l, &frame->caller, frame->node, h)); /* at most EN_SPACE_MOST_NESTED calls */
}

static uint32_t add_stream(en_lowering *l, const en_env *env, uint32_t node, en_value seed)
{
    en_site site = {env->slot, env->formula->number, node, env->site};
    uint32_t stream = en_sites_find(&l->sites, site);
    if (stream != EN_SITES_NONE) return stream;
    hasher h = {0xCBF29CE484222325u};
    uint64_t *more =
        en_lower_grown(l, l->streams, &l->stream_room, (uint64_t)l->stream_count + 1, sizeof *more);
    if (more) l->streams = more;
    if (!more || !mix_place(l, env, node, &h) ||
        !en_sites_add(&l->sites, l->arena.allocator, site, l->stream_count)) {
        l->out_of_memory = true;
        return EN_SITES_NONE;
    }
    double number = seed == EN_VALUE_NONE ? 0 : en_value_of_constant(&l->graph, seed);
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    mix_number(&h, bits);
    l->streams[l->stream_count] = h.hash;
    return l->stream_count++;
}

bool en_lower_is_random(en_function_id id)
{
    return id == EN_FUNCTION_EXPRND || id == EN_FUNCTION_LOGNORMAL || id == EN_FUNCTION_NORMAL ||
           id == EN_FUNCTION_POISSON || id == EN_FUNCTION_RANDOM;
}

/* mean and sd of the number, not of its logarithm. */
static en_value lognormal(en_lowering *l, en_value mean, en_value sd, en_value normal)
{
    en_value_graph *g = &l->graph;
    en_value ratio = en_lower_op(l, EN_OP_DIVIDE, sd, mean);
    en_value spread = en_value_make(
        g, EN_OP_LN,
        en_lower_op(l, EN_OP_ADD, en_lower_constant(l, 1), en_lower_op(l, EN_OP_MULTIPLY, ratio, ratio)), 0,
        0);
    en_value centre = en_lower_op(l, EN_OP_SUBTRACT, en_value_make(g, EN_OP_LN, mean, 0, 0),
                                  en_lower_op(l, EN_OP_DIVIDE, spread, en_lower_constant(l, 2)));
    en_value far = en_lower_op(l, EN_OP_MULTIPLY, en_value_make(g, EN_OP_SQRT, spread, 0, 0), normal);
    return en_value_make(g, EN_OP_EXP, en_lower_op(l, EN_OP_ADD, centre, far), 0, 0);
}

en_value en_lower_random(en_lowering *l, const en_env *env, uint32_t node, en_function_id id,
                         const uint32_t *arguments, uint32_t count)
{
    en_value_graph *g = &l->graph;
    en_value seed = EN_VALUE_NONE, first = en_lower(l, env, arguments[0]);
    uint32_t numbers = en_functions[id].most - 1u;
    en_value second = numbers > 1 ? en_lower(l, env, arguments[1]) : first;
    if (count > numbers) {
        en_env start = *env;
        start.when = EN_AT_START;
        seed = en_lower(l, &start, arguments[numbers]);
        if (seed == EN_VALUE_NONE) return EN_VALUE_NONE;
        if (!en_value_is_constant(g, seed))
            return en_lower_fault(l, env, arguments[numbers], EN_W_PLAN_SEED, 0, NULL);
    }
    uint32_t stream = add_stream(l, env, node, seed);
    if (stream == EN_SITES_NONE) return EN_VALUE_NONE;
    if (id == EN_FUNCTION_POISSON) return en_value_make(g, EN_OP_POISSON, first, stream, 0);
    bool normal = id == EN_FUNCTION_NORMAL || id == EN_FUNCTION_LOGNORMAL;
    en_value drawn = en_value_make(g, normal ? EN_OP_DRAW_NORMAL : EN_OP_DRAW, stream, 0, 0);
    if (id == EN_FUNCTION_LOGNORMAL) return lognormal(l, first, second, drawn);
    if (id == EN_FUNCTION_NORMAL)
        return en_lower_op(l, EN_OP_ADD, first, en_lower_op(l, EN_OP_MULTIPLY, second, drawn));
    if (id == EN_FUNCTION_EXPRND)
        return en_lower_op(l, EN_OP_MULTIPLY, first,
                           en_value_make(g, EN_OP_NEGATE, en_value_make(g, EN_OP_LN, drawn, 0, 0), 0, 0));
    return en_lower_op(l, EN_OP_ADD, first,
                       en_lower_op(l, EN_OP_MULTIPLY, en_lower_op(l, EN_OP_SUBTRACT, second, first), drawn));
}

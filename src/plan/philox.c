/* Philox4x32-10, after the paper: see philox.h. */
#include "philox.h"

enum { ROUNDS = 10 };

static uint32_t high_of(uint64_t x) { return (uint32_t)(x >> 32); }
static uint32_t low_of(uint64_t x) { return (uint32_t)x; }

en_philox_block en_philox(en_philox_block counter, en_philox_key key)
{
    const uint64_t multiplier[2] = {0xD2511F53, 0xCD9E8D57};
    const uint32_t weyl[2] = {0x9E3779B9, 0xBB67AE85}; /* of the golden ratio and of sqrt(3) - 1 */
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t first = multiplier[0] * counter.word[0], second = multiplier[1] * counter.word[2];
        counter = (en_philox_block){{high_of(second) ^ counter.word[1] ^ key.word[0], low_of(second),
                                     high_of(first) ^ counter.word[3] ^ key.word[1], low_of(first)}};
        key.word[0] += weyl[0];
        key.word[1] += weyl[1];
    }
    return counter;
}

en_philox_key en_philox_key_of(uint64_t seed, uint64_t stream)
{
    en_philox_block counter = {{low_of(stream), high_of(stream), 0, 0}};
    en_philox_block mixed = en_philox(counter, (en_philox_key){{low_of(seed), high_of(seed)}});
    return (en_philox_key){{mixed.word[0], mixed.word[1]}};
}

en_philox_block en_philox_draw(en_philox_key key, en_draw at)
{
    return en_philox((en_philox_block){{low_of(at.run), high_of(at.run), at.step, at.draw}}, key);
}

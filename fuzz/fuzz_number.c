/* Numbers: what is read is what strtod reads, and what is printed reads back as the same. */
#include "fuzz.h"
#include "number.h"

#include <math.h>

static void check_text(en_str s)
{
    double value, back;
    uint64_t whole;
    if (en_whole_read(s, UINT64_MAX, &whole) == EN_NUMBER_FINE)
        fuzz_check(s.size > 0 && s.at[0] >= '0' && s.at[0] <= '9');
    if (en_real_read(s, &value) != EN_NUMBER_FINE) return;
    fuzz_check(isfinite(value));
    char *text = fuzz_padded((const uint8_t *)s.at, s.size, 1), *end;
    fuzz_check(strtod(text, &end) == value && end == text + s.size);
    free(text);
    char out[EN_REAL_MOST_BYTES];
    size_t n = en_real_print(value, out);
    fuzz_check(n <= sizeof out && en_real_read((en_str){out, n}, &back) == EN_NUMBER_FINE && back == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_text((en_str){(const char *)data, size});
    double value, back;
    if (size < sizeof value) return 0;
    memcpy(&value, data, sizeof value);
    if (!isfinite(value)) return 0;
    char *out = malloc(EN_REAL_MOST_BYTES); /* exactly, so that sanitizers see one byte too many */
    fuzz_check(out != NULL);
    size_t n = en_real_print(value, out);
    if (isnormal(value)) fuzz_check(en_real_read((en_str){out, n}, &back) == EN_NUMBER_FINE && back == value);
    n = en_fixed_print(value, data[0] % 10, out);
    fuzz_check(n > 0 && n <= EN_REAL_MOST_BYTES);
    free(out);
    return 0;
}

#include "verify.h"
bool en_verify_compile(void *verify, int table, size_t most)
{
    (void)verify, (void)table, (void)most;
    return true;
}
bool en_verify_keep(void *verify, int table, const en_csv *csv, uint32_t index)
{
    (void)verify, (void)table, (void)csv, (void)index;
    return true;
}
bool en_verify_eligible(const en_verify *v, uint32_t applicant, uint32_t place, en_str *column)
{
    (void)v, (void)applicant, (void)place, (void)column;
    return true;
}

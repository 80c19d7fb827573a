#include "verify.h"
en_status en_verify_follows(en_verify *v, en_check *check)
{
    (void)v, (void)check;
    return EN_OK;
}
en_status en_verify_largest(en_verify *v, en_check *check)
{
    (void)v, (void)check;
    return EN_OK;
}
en_status en_verify_potentials(en_verify *v, en_check *check)
{
    (void)v, (void)check;
    return EN_OK;
}

/* One table from the class of an outcome to what programs return. */
#ifndef EN_STATUS_H
#define EN_STATUS_H

#include <enishi/base.h>

/* The exit status of a program: the contract of docs/formats.md. */
static inline int en_exit_status(en_status status)
{
    static const int exits[EN_STATUS_COUNT] = {
        [EN_OK] = 0,
        [EN_ERR_INPUT] = 1,
        [EN_ERR_USAGE] = 2,
        [EN_ERR_IMPOSSIBLE] = 3,
        [EN_ERR_LIMIT] = 4,
        [EN_ERR_IO] = 5,
        [EN_ERR_CLAIM] = 6,
        [EN_ERR_MEMORY] = 5,
        [EN_ERR_CANCELLED] = 130,
    };
    return exits[status];
}

#endif

/* CBC, the solver of COIN-OR, behind the interface of enishi/mip.h. It is loaded when it is asked for and not
 * before: it brings a dozen libraries along, which no other command should have to wait for. */
#ifndef EN_CBC_H
#define EN_CBC_H

#include <enishi/mip.h>

/* EN_ERR_IO where the library is not there, or not whole. It stays loaded. */
EN_PUBLIC EN_MUST_USE en_status en_cbc_load(en_mip_solver *solver);

#endif

/* The builds of machine.c; only the choice between them sees their names. */
#ifndef EN_PLAN_MACHINE_BUILDS_H
#define EN_PLAN_MACHINE_BUILDS_H

#include "machine.h"

en_status en_machine_run_sse2(en_block *block, en_block_report *report, void *user);
#ifdef __x86_64__
en_status en_machine_run_avx2(en_block *block, en_block_report *report, void *user);
en_status en_machine_run_avx512(en_block *block, en_block_report *report, void *user);
#endif

#endif

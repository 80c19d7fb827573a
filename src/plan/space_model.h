/* The first half of making a space: dimensions, and the definitions of every model and macro. */
#ifndef EN_PLAN_SPACE_MODEL_H
#define EN_PLAN_SPACE_MODEL_H

#include "space.h"

/* Fills dimensions and models. As en_space_make. */
EN_MUST_USE en_status en_space_define(en_space *space, en_report *report);

#endif

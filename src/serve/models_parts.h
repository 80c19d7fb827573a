/* What the handlers of models share. */
#ifndef EN_SERVE_MODELS_PARTS_H
#define EN_SERVE_MODELS_PARTS_H

#include "job_model.h"
#include "models.h"
#include "rounds_parts.h"

/* The model that the path names, in the store that is given; refuses with 404. */
EN_MUST_USE en_status model_find(en_request *request, en_store *store, en_stored_model *model);

/* The same, which must have its XMILE file; refuses with 404 and says so. */
EN_MUST_USE en_status model_find_runnable(en_request *request, en_stored_model *model);

/* The tag of the model's state; empty without memory. */
en_str model_tag(en_request *request, const en_stored_model *model);

/* The model as the API gives it (type Model). */
EN_MUST_USE en_status model_add_json(en_request *request, en_json *json, const en_stored_model *model);

/* Answers with the model as it is now, and tags it. */
EN_MUST_USE en_status model_answer_now(en_request *request);

/* One file of a model; name empty: there is none. */
EN_MUST_USE en_status model_find_file(en_request *request, en_store *store, const en_stored_model *model,
                                      en_str name, en_stored_model_file *file);

#endif

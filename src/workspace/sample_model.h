/* The model that comes with enishi: pipeline.xmile and the tables beside it in the sample's folder. */
#ifndef EN_SAMPLE_MODEL_H
#define EN_SAMPLE_MODEL_H

#include "file.h"
#include "models.h"

#define EN_SAMPLE_MODEL "pipeline"

typedef struct en_sample_model {
    en_arena arena;
    en_file files[EN_MODEL_FILES]; /* by en_model_file_names; at NULL: there is none */
    en_str *figures;               /* that its targets name */
    size_t figure_count;
} en_sample_model;

/* Whether the sample in this folder has a model. */
bool en_sample_model_exists(const char *sample);

/* Reads it. en_sample_model_free in any case. */
EN_MUST_USE en_status en_sample_model_read(const char *sample, const en_context *context, en_report *report,
                                           en_sample_model *model);
void en_sample_model_free(en_sample_model *model);

/* Puts its files into a model that has just been added, in the caller's transaction. */
EN_MUST_USE en_status en_sample_model_put(en_db *db, const en_sample_model *sample,
                                          const en_stored_model *model, en_report *report);

/* What it is called in this language. Lives as long as the program. */
en_str en_sample_model_title(en_language language);

#endif

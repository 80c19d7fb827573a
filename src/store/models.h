/* Models of the planning engine as the database keeps them: an XMILE file and the tables beside it, each a
 * content (blobs.h). Texts are copied into the arena that is given. What changes a file raises the model's
 * revision.
 */
#ifndef EN_STORED_MODELS_H
#define EN_STORED_MODELS_H

#include "db.h"
#include "words.h"

/* The names of files, "model" first. */
enum { EN_MODEL_FILES = 7 };
extern const char *const en_model_file_names[EN_MODEL_FILES];

typedef struct en_stored_model {
    int64_t number; /* 0: there is none */
    en_str model;
    en_str title[EN_LANGUAGE_COUNT];
    bool sample;
    en_str made_at, made_by;
    int64_t revision;
} en_stored_model;

typedef struct en_stored_model_file {
    en_str name; /* one of en_model_file_names */
    en_str file; /* what it is called: "pipeline-vary.csv" */
    int64_t blob;
    en_str sha256;
    uint64_t size;
    en_str at;
} en_stored_model_file;

/* A model without files; model->number and revision are set. */
EN_MUST_USE en_status en_models_add(en_db *db, en_stored_model *model, en_report *report);
EN_MUST_USE en_status en_models_get(en_db *db, en_str id, en_arena *arena, en_report *report,
                                    en_stored_model *model);

/* With its files; their contents are for en_blobs_sweep. */
EN_MUST_USE en_status en_models_remove(en_db *db, int64_t number, en_report *report);

/* A page of models: by time, newest first, or by id; turned is the other way round. */
typedef struct en_models_page {
    bool by_id, turned;
    en_str after; /* made_at or id of the last model of the page before; empty: from the start */
    int64_t after_number;
    size_t limit;
} en_models_page;
EN_MUST_USE en_status en_models_list(en_db *db, const en_models_page *page, en_arena *arena,
                                     en_report *report, en_stored_model *models, size_t *count);

/* All files of a model, "model" first, then by name. */
EN_MUST_USE en_status en_models_files(en_db *db, int64_t number, en_arena *arena, en_report *report,
                                      en_stored_model_file **files, size_t *count);

/* Puts a file: a new one, or in the place of that of the same name. */
EN_MUST_USE en_status en_models_put_file(en_db *db, int64_t number, const en_stored_model_file *file,
                                         en_report *report);
EN_MUST_USE en_status en_models_remove_file(en_db *db, int64_t number, en_str name, en_report *report);

/* The figures that its targets name, in place of those before. */
EN_MUST_USE en_status en_models_put_figures(en_db *db, int64_t number, const en_str *figures, size_t count,
                                            en_report *report);

/* The figures that some model's targets name, each once, with the oldest such model that has its XMILE file;
 * by figure. */
typedef struct en_model_figure {
    en_str figure, model;
} en_model_figure;
EN_MUST_USE en_status en_models_figures(en_db *db, en_arena *arena, en_report *report,
                                        en_model_figure **figures, size_t *count);

/* What changes whenever a model, a file of one, or a figure does. */
EN_MUST_USE en_status en_models_state(en_db *db, en_report *report, int64_t *state);

#endif

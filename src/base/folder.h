/* Where tables come from: a directory with NAME.csv files and at most one workbook, or a workbook itself.
 *
 * The directory is listed, and the workbook read, once; from then on the folder does not change. Limits:
 * 4,096 tables; of models, the first 256 that the directory lists.
 */
#ifndef EN_FOLDER_H
#define EN_FOLDER_H

#include "xlsx.h"

enum { EN_FOLDER_MOST_TABLES = 4096, EN_FOLDER_MOST_MODELS = 256 };

/* How CSV files are written. Workbooks need no options. */
typedef struct en_table_options {
    const char *encoding; /* NULL or "utf-8"; otherwise a name that iconv knows, such as "cp932", without
                             "//…"; borrowed */
    char delimiter;       /* 0 means ',' */
} en_table_options;

typedef struct en_folder_table {
    en_str name;           /* "choices" */
    const en_sheet *sheet; /* NULL: it is choices.csv */
} en_folder_table;

/* Tables can be opened from several threads at once, and live on without their folder. */
typedef struct en_folder {
    const char *path;      /* a copy */
    const char *directory; /* where its files are, and round.json: path, or the directory of the workbook */
    en_table_options options;
    en_arena arena;
    size_t table_count; /* every table that is there, so that a caller can warn of those it does not know */
    en_folder_table *tables; /* the CSV files by name, then the sheets as the workbook orders them */
    size_t model_count;
    en_str *models; /* MODEL of each MODEL.xmile in the directory */
    en_workbook *
        workbook; /* NULL if there is none; workbook->file has its name and hash, as an input that was read */
} en_folder;

/* Opens a directory or a workbook. Reports two workbooks, and a table that is both a file and a sheet; warns
 * of workbooks of another kind. After a failure there is nothing to free. */
EN_MUST_USE en_status en_folder_open(const char *path, en_table_options options, const en_context *context,
                                     en_report *report, en_folder *folder);
void en_folder_free(en_folder *folder);

/* The table of exactly this name, or NULL. */
const en_folder_table *en_folder_find(const en_folder *folder, const char *name);

/* Whether the folder has the table. */
static inline bool en_folder_has(const en_folder *folder, const char *name)
{
    return en_folder_find(folder, name) != NULL;
}

/* Whether the table goes with a model beside it: MODEL-vary.csv, where there is a MODEL.xmile. */
bool en_folder_is_of_model(const en_folder *folder, en_str name);

/* Reports that the folder lacks a table that is needed: what there is, and a name that differs only in case.
 * EN_ERR_INPUT. */
en_status en_folder_missing(const en_folder *folder, const char *name, en_report *report);

#endif

/* The ledger of a workspace and all that is computed from it. See workspace.h. */
#include "workspace.h"

#include "ledger_build.h"

static en_status load_histories(en_store *store, en_standing *standing, en_report *report)
{
    const en_row_list *list = &standing->rows.of[EN_COMMITMENTS];
    standing->histories = en_arena_array(&standing->rows.arena, list->count, sizeof *standing->histories);
    en_status status = standing->histories ? EN_OK : EN_ERR_MEMORY;
    for (size_t i = 0; i < list->count && status == EN_OK; i++)
        status = store->ops->history(store, EN_COMMITMENTS, list->at[i].stored, &standing->rows.arena, report,
                                     &standing->histories[i]);
    return status;
}

static en_status load(const char *path, bool with_history, const en_context *context, en_report *report,
                      en_standing *standing)
{
    en_store *store = NULL;
    en_status status = en_store_open_sqlite(path, context ? context->allocator : NULL, report, &store);
    if (status != EN_OK) return status;
    en_str sample = {0};
    status = store->ops->load(store, report, &standing->rows);
    if (status == EN_OK) status = store->ops->note(store, "sample", &standing->rows.arena, report, &sample);
    if (status == EN_OK && with_history) status = load_histories(store, standing, report);
    standing->is_sample = sample.size > 0;
    en_store_close(store);
    return status;
}

en_status en_workspace_standing(const char *folder, const en_track_options *options, bool with_history,
                                const en_context *context, en_report *report, en_standing *standing)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *standing = (en_standing){.rows = en_rows_make(allocator), .ledger = en_ledger_make(allocator)};
    char *path = en_path_join(&standing->rows.arena, folder, EN_WORKSPACE_DATABASE);
    en_status status = path ? load(path, with_history, context, report, standing) : EN_ERR_MEMORY;
    if (status == EN_OK) status = en_ledger_build(&standing->rows, context, report, &standing->ledger);
    if (status == EN_OK) status = en_track_compute(&standing->ledger, options, context, &standing->track);
    if (status != EN_OK) en_standing_free(standing);
    return status;
}

void en_standing_free(en_standing *standing)
{
    en_track_free(&standing->track);
    en_ledger_free(&standing->ledger);
    en_rows_free(&standing->rows);
}

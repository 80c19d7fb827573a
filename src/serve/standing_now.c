/* Where the promises stand now. See standing_now.h. */
#include "standing_now.h"

#include "server.h"

#include <stdlib.h>
#include <time.h>

void standing_begin(standing_now *now)
{
    pthread_mutex_init(&now->lock, NULL);
    now->newest = NULL;
}

/* With the lock held. */
static void let_go(shared_standing *shared)
{
    if (!shared || --shared->users > 0) return;
    en_standing_free(&shared->standing);
    free(shared);
}

void standing_end(standing_now *now)
{
    let_go(now->newest);
    pthread_mutex_destroy(&now->lock);
}

en_date standing_today(void)
{
    time_t seconds = time(NULL);
    struct tm local;
    localtime_r(&seconds, &local);
    return (en_date){.year = (int16_t)(local.tm_year + 1900),
                     .month = (int8_t)(local.tm_mon + 1),
                     .day = (int8_t)local.tm_mday};
}

/* With the lock held, so that threads that ask at once wait for one computation and do not all do it. */
static en_status renew(standing_now *now, en_request *request, en_date today)
{
    shared_standing *made = calloc(1, sizeof *made);
    if (!made) return EN_ERR_MEMORY;
    en_track_options options = {.today = today};
    en_status status = en_standing_of(request->store, &options, NULL, &request->report, &made->standing);
    if (status != EN_OK) {
        free(made);
        return status == EN_ERR_INPUT ? EN_ERR_IO
                                      : status; /* a ledger that was checked when it was written */
    }
    made->today = today;
    made->users = 1;
    let_go(now->newest);
    now->newest = made;
    return EN_OK;
}

en_status standing_take(en_request *request, shared_standing **taken)
{
    standing_now *now = &request->server->standing;
    en_date today = standing_today();
    int64_t revision;
    en_status status = en_store_revision(request->store, &request->report, &revision);
    if (status != EN_OK) return status;
    pthread_mutex_lock(&now->lock);
    bool is_old = !now->newest || now->newest->standing.revision < revision ||
                  !en_date_equal(now->newest->today, today);
    if (is_old) status = renew(now, request, today);
    if (status == EN_OK) {
        *taken = now->newest;
        now->newest->users++;
    }
    pthread_mutex_unlock(&now->lock);
    return status;
}

void standing_give(en_request *request, shared_standing *taken)
{
    standing_now *now = &request->server->standing;
    pthread_mutex_lock(&now->lock);
    let_go(taken);
    pthread_mutex_unlock(&now->lock);
}

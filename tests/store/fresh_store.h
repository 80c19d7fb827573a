/* A store of its own for each case: setup and teardown of cmocka, in a folder of the test program's. */
#ifndef EN_TEST_FRESH_STORE_H
#define EN_TEST_FRESH_STORE_H

#include "check.h"

#include "db.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/enishi-store-XXXXXX";
static char path[64];
static en_store *store;
static en_db *db; /* the store's */
static en_report report;
static en_arena arena;

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/enishi.db", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static int open_store(void **state)
{
    (void)state;
    report = en_report_make(NULL);
    arena = en_arena_make(NULL);
    if (en_store_create_sqlite(path, NULL, &report, &store) != EN_OK) return -1;
    db = en_store_db(store);
    return 0;
}

static int close_store(void **state)
{
    (void)state;
    en_store_close(store);
    en_arena_free(&arena);
    en_report_free(&report);
    return unlink(path);
}

/* The number that a query gives. */
static int64_t count_of(const char *sql)
{
    en_statement *s = en_db_prepare(db, sql, &report);
    assert_int_equal(en_db_step(s, &report), EN_STEP_ROW);
    int64_t count = en_column_int(s, 0);
    en_db_end(s);
    return count;
}

#endif

/* The executor and the context. */
#include "context.h"

#include "check.h"

enum { COUNT = 1000 };

typedef struct counting {
    atomic_int runs[COUNT];
} counting;

static void count(void *shared, size_t index)
{
    counting *c = shared;
    atomic_fetch_add(&c->runs[index], 1);
}

static void check_each_once(const en_context *context, size_t tasks)
{
    static counting c;
    memset(&c, 0, sizeof c);
    en_run(context, count, &c, tasks);
    for (size_t i = 0; i < COUNT; i++) assert_int_equal(atomic_load(&c.runs[i]), i < tasks);
}

static void threads__run_every_task_once(void **state)
{
    (void)state;
    static const unsigned widths[] = {1, 2, 3, 8, 64, 1000};
    static const size_t counts[] = {0, 1, 2, 7, COUNT};
    for (size_t i = 0; i < CHECK_COUNT(widths); i++)
        for (size_t j = 0; j < CHECK_COUNT(counts); j++) {
            en_executor executor = en_threads(widths[i]);
            en_context context = {.executor = &executor};
            check_each_once(&context, counts[j]);
        }
}

static void threads__have_a_width_that_is_bounded(void **state)
{
    (void)state;
    assert_int_equal(en_threads(2).width, 2);
    assert_int_equal(en_threads(1000).width, 64);
    assert_in_range(en_threads(0).width, 1, 64);
}

static void context__without_an_executor_runs_in_order(void **state)
{
    (void)state;
    check_each_once(NULL, COUNT);
    en_context context = {0};
    check_each_once(&context, COUNT);
    assert_int_equal(en_width(NULL), 1);
    assert_int_equal(en_width(&context), 1);
}

static void context__is_cancelled_by_its_flag(void **state)
{
    (void)state;
    atomic_bool flag = false;
    en_context context = {.cancel = &flag};
    assert_false(en_cancelled(NULL));
    assert_false(en_cancelled(&context));
    atomic_store(&flag, true);
    assert_true(en_cancelled(&context));
}

static void keep_progress(void *user, uint64_t done, uint64_t total)
{
    uint64_t *kept = user;
    kept[0] = done;
    kept[1] = total;
}

static void context__passes_on_progress(void **state)
{
    (void)state;
    uint64_t kept[2] = {0};
    en_context context = {.progress = keep_progress, .progress_user = kept};
    en_progress(NULL, 1, 2);
    en_progress(&context, 3, 4);
    assert_int_equal(kept[0], 3);
    assert_int_equal(kept[1], 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads__run_every_task_once),
        cmocka_unit_test(threads__have_a_width_that_is_bounded),
        cmocka_unit_test(context__without_an_executor_runs_in_order),
        cmocka_unit_test(context__is_cancelled_by_its_flag),
        cmocka_unit_test(context__passes_on_progress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

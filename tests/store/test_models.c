/* Models, their files and figures in the database. */
#define _GNU_SOURCE
#include "fresh_store.h"

#include "blobs.h"
#include "models.h"

static en_stored_model add_model(const char *id, const char *at)
{
    en_stored_model model = {.model = en_str_of(id),
                             .title = {en_str_of("Model"), en_str_of("Mô hình"), en_str_of("モデル")},
                             .sample = true,
                             .made_at = en_str_of(at),
                             .made_by = en_str_of("tester")};
    assert_int_equal(en_models_add(db, &model, &report), EN_OK);
    return model;
}

static void put_file(const en_stored_model *model, const char *name, const char *text)
{
    en_stored_model_file file = {
        .name = en_str_of(name), .file = en_str_of("file"), .at = en_str_of("2026-01-01T00:00:00Z")};
    assert_int_equal(en_blob_add(db, en_str_of(text), &report, &file.blob), EN_OK);
    assert_int_equal(en_models_put_file(db, model->number, &file, &report), EN_OK);
}

static en_stored_model model_of(const char *id)
{
    en_stored_model found;
    assert_int_equal(en_models_get(db, en_str_of(id), &arena, &report, &found), EN_OK);
    return found;
}

static int64_t state_now(void)
{
    int64_t state;
    assert_int_equal(en_models_state(db, &report, &state), EN_OK);
    return state;
}

static void put_figures(const en_stored_model *model, const char *first, const char *second)
{
    en_str figures[] = {en_str_of(first), en_str_of(second)};
    assert_int_equal(en_models_put_figures(db, model->number, figures, second ? 2 : 1, &report), EN_OK);
}

static void model__has_one_id(void **state)
{
    (void)state;
    en_stored_model model = add_model("m", "2026-01-01T00:00:00Z"), again = model;
    assert_int_equal(en_models_add(db, &again, &report), EN_ERR_IO);
    assert_true(en_db_was_duplicate(db));
    en_stored_model found = model_of("m");
    assert_int_equal(found.number, model.number);
    assert_true(found.sample && en_str_is(found.title[EN_LANGUAGE_JA], "モデル"));
    assert_true(en_str_is(found.made_by, "tester"));
    assert_int_equal(model_of("M").number, 0);
}

static void files__come_with_the_model_first_and_raise_the_revision(void **state)
{
    (void)state;
    en_stored_model model = add_model("m", "2026-01-01T00:00:00Z");
    en_stored_model_file *files;
    size_t count;
    put_file(&model, "vary", "one");
    put_file(&model, "correlations", "two");
    put_file(&model, "model", "three");
    put_file(&model, "vary", "another");
    assert_int_equal(en_models_files(db, model.number, &arena, &report, &files, &count), EN_OK);
    assert_int_equal(count, 3);
    assert_true(en_str_is(files[0].name, "model") && en_str_is(files[1].name, "correlations"));
    assert_true(en_str_is(files[2].name, "vary"));
    assert_int_equal(files[2].size, 7);
    assert_int_equal(files[2].sha256.size, 64);
    assert_int_equal(model_of("m").revision, 5);
    assert_int_equal(en_models_remove_file(db, model.number, en_str_of("vary"), &report), EN_OK);
    assert_int_equal(en_models_files(db, model.number, &arena, &report, &files, &count), EN_OK);
    assert_int_equal(count, 2);
    assert_int_equal(model_of("m").revision, 6);
}

static void contents__are_swept_when_no_model_has_them(void **state)
{
    (void)state;
    en_stored_model first = add_model("a", "2026-01-01T00:00:00Z"),
                    second = add_model("b", "2026-01-01T00:00:00Z");
    put_file(&first, "model", "shared");
    put_file(&second, "model", "shared");
    put_file(&second, "vary", "alone");
    assert_int_equal(en_blobs_sweep(db, &report), EN_OK);
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 2);
    put_figures(&second, "f-1", NULL);
    assert_int_equal(en_models_remove(db, second.number, &report), EN_OK);
    assert_int_equal(en_blobs_sweep(db, &report), EN_OK);
    assert_int_equal(count_of("SELECT count(*) FROM blobs"), 1);
    assert_int_equal(count_of("SELECT count(*) FROM model_files"), 1);
    assert_int_equal(count_of("SELECT count(*) FROM model_figures"), 0);
}

static void figure__belongs_to_the_oldest_model_that_can_be_run(void **state)
{
    (void)state;
    en_stored_model empty = add_model("empty", "2026-01-01T00:00:00Z"),
                    older = add_model("older", "2026-01-02T00:00:00Z"),
                    newer = add_model("newer", "2026-01-03T00:00:00Z");
    en_model_figure *figures;
    size_t count;
    put_file(&older, "model", "x");
    put_file(&newer, "model", "x");
    put_figures(&empty, "f-1", "f-0");
    put_figures(&older, "f-1", "f-1");
    put_figures(&newer, "f-1", "f-2");
    assert_int_equal(en_models_figures(db, &arena, &report, &figures, &count), EN_OK);
    assert_int_equal(count, 2);
    assert_true(en_str_is(figures[0].figure, "f-1") && en_str_is(figures[0].model, "older"));
    assert_true(en_str_is(figures[1].figure, "f-2") && en_str_is(figures[1].model, "newer"));
    put_figures(&newer, "f-3", NULL);
    assert_int_equal(en_models_figures(db, &arena, &report, &figures, &count), EN_OK);
    assert_true(count == 2 && en_str_is(figures[1].figure, "f-3"));
}

static void state__changes_with_every_model_and_file(void **state)
{
    (void)state;
    int64_t before = state_now();
    en_stored_model model = add_model("m", "2026-01-01T00:00:00Z");
    int64_t added = state_now();
    assert_true(added > before);
    put_file(&model, "model", "x");
    int64_t changed = state_now();
    assert_true(changed > added);
    assert_int_equal(en_models_remove(db, model.number, &report), EN_OK);
    assert_true(state_now() > changed);
}

/* The ids of a page, joined. */
static const char *page_of(bool by_id, bool turned, const en_stored_model *after)
{
    static char text[64];
    en_stored_model models[2];
    size_t count;
    en_models_page page = {.by_id = by_id, .turned = turned, .limit = 2};
    if (after) page.after = by_id ? after->model : after->made_at;
    if (after) page.after_number = after->number;
    assert_int_equal(en_models_list(db, &page, &arena, &report, models, &count), EN_OK);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) strncat(text, models[i].model.at, models[i].model.size);
    return text;
}

static void models__are_paged_by_time_and_by_id(void **state)
{
    (void)state;
    en_stored_model b = add_model("b", "2026-01-01T00:00:00Z"), c = add_model("c", "2026-01-01T00:00:00Z");
    (void)add_model("a", "2026-01-02T00:00:00Z");
    assert_string_equal(page_of(false, false, NULL), "ac");
    assert_string_equal(page_of(false, false, &c), "b");
    assert_string_equal(page_of(false, true, NULL), "bc");
    assert_string_equal(page_of(false, true, &c), "a");
    assert_string_equal(page_of(true, false, NULL), "ab");
    assert_string_equal(page_of(true, false, &b), "c");
    assert_string_equal(page_of(true, true, NULL), "cb");
    assert_string_equal(page_of(true, true, &b), "a");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(model__has_one_id),
        CASE(files__come_with_the_model_first_and_raise_the_revision),
        CASE(contents__are_swept_when_no_model_has_them),
        CASE(figure__belongs_to_the_oldest_model_that_can_be_run),
        CASE(state__changes_with_every_model_and_file),
        CASE(models__are_paged_by_time_and_by_id),
    };
    return cmocka_run_group_tests_name("models", tests, make_folder, remove_folder);
}

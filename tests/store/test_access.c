/* Accounts, sessions, keys, links and the log of changes in a real database: what holds when, and that the
 * chain of the log shows what was changed behind its back. */
#define _GNU_SOURCE
#include "fresh_store.h"

#include "accounts.h"
#include "audit.h"
#include "keys.h"
#include "links.h"
#include "sessions.h"

#include <sqlite3.h>

enum { NOW = 1800000000 };

static void run_sql(const char *sql, int expected)
{
    sqlite3 *other = NULL;
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, sql, NULL, NULL, NULL), expected);
    sqlite3_close(other);
}

/* What somebody does who means to: the triggers are only against mistakes. */
static void tamper(const char *sql)
{
    run_sql("DROP TRIGGER IF EXISTS audit_keeps_events; DROP TRIGGER IF EXISTS audit_keeps_all", SQLITE_OK);
    run_sql(sql, SQLITE_OK);
}

static void append(const char *actor, const char *action, const char *id, const char *content)
{
    const en_str fields[] = {en_str_of("name_en"), en_str_of("kind")};
    en_audit_record record = {.at = en_str_of("2026-11-22T10:00:00Z"),
                              .actor = en_str_of(actor),
                              .action = en_str_of(action),
                              .table = en_str_of("organisations"),
                              .id = en_str_of(id),
                              .fields = fields,
                              .field_count = 2,
                              .content = en_str_of(content)};
    assert_int_equal(en_audit_append(store, &record, &report), EN_OK);
}

static void append_five(void)
{
    append("tanaka", "put", "jica", "a");
    append("tanaka", "put", "vnu", "b");
    append("lan", "add", "jica", "c");
    append("lan", "put", "jica", NULL);
    append("tanaka", "put", "vnu", "e");
}

static en_audit_check verify(const char *anchor)
{
    en_audit_check check;
    assert_int_equal(en_audit_verify(store, en_str_of(anchor), &report, &check), EN_OK);
    return check;
}

static void audit__hashes_the_text_that_the_documentation_gives(void **state)
{
    (void)state;
    static const char text[] =
        "enishi audit 1\nevent 1:1\nat 20:2026-11-22T10:00:00Z\nactor 1:1\naction 3:put\n"
        "table 13:organisations\nid 4:jica\nfields 12:name_en,kind\ndigest 0:\nprevious "
        "64:0000000000000000000000000000000000000000000000000000000000000000\n";
    unsigned char digest[EN_SHA256_BYTES];
    char hex[EN_SHA256_HEX + 1];
    en_sha256 hash;
    append("tanaka", "put", "jica", NULL);
    en_sha256_start(&hash);
    en_sha256_add(&hash, text, sizeof text - 1);
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
    en_audit_head head;
    assert_int_equal(en_audit_head_of(store, &report, &head), EN_OK);
    assert_int_equal(head.events, 1);
    assert_string_equal(head.hash, hex);
}

static void audit__verifies_when_it_is_empty_and_when_it_is_whole(void **state)
{
    (void)state;
    en_audit_check check = verify(NULL);
    assert_int_equal(check.head.events, 0);
    assert_int_equal(check.first_broken, 0);
    append_five();
    check = verify(NULL);
    assert_int_equal(check.head.events, 5);
    assert_int_equal(check.first_broken, 0);
    assert_true(check.has_anchor);
}

static void audit__names_the_first_event_whatever_part_of_it_was_changed(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "at = '2026-11-22T10:00:01Z'",
        "actor = 2",
        "action = 'add'",
        "\"table\" = 'people'",
        "id = 'jicb'",
        "fields = 'name_en'",
        "digest = ''",
        "previous = '0'",
        "hash = CASE substr(hash, 1, 1) WHEN 'f' THEN '0' ELSE 'f' END || substr(hash, 2)",
    };
    for (size_t i = 0; i < CHECK_COUNT(changes); i++) {
        char sql[256];
        append_five();
        snprintf(sql, sizeof sql, "UPDATE audit SET %s WHERE event = 2", changes[i]);
        tamper(sql);
        en_audit_check check = verify(NULL);
        assert_int_equal(check.first_broken, 2);
        run_sql("DELETE FROM audit_salts; DELETE FROM audit; DELETE FROM audit_actors", SQLITE_OK);
    }
}

static void audit__shows_an_event_that_is_missing_or_was_put_in(void **state)
{
    (void)state;
    append_five();
    tamper("DELETE FROM audit_salts WHERE event = 3; DELETE FROM audit WHERE event = 3");
    assert_int_equal(verify(NULL).first_broken, 3);
    tamper(
        "INSERT INTO audit SELECT 3, at, actor, action, \"table\", id, fields, digest, previous, hash FROM "
        "audit WHERE event = 4");
    assert_int_equal(verify(NULL).first_broken, 3);
}

static void audit__shows_by_an_anchor_alone_that_its_end_was_cut_off(void **state)
{
    (void)state;
    append_five();
    en_audit_head head;
    assert_int_equal(en_audit_head_of(store, &report, &head), EN_OK);
    assert_true(verify(head.hash).has_anchor);
    append("lan", "put", "later", "f");
    assert_true(verify(head.hash).has_anchor);
    tamper("DELETE FROM audit_salts WHERE event > 4; DELETE FROM audit WHERE event > 4");
    en_audit_check check = verify(head.hash);
    assert_int_equal(check.first_broken, 0);
    assert_false(check.has_anchor);
}

static void audit__cannot_be_changed_by_mistake(void **state)
{
    (void)state;
    append_five();
    run_sql("UPDATE audit SET action = 'x' WHERE event = 1", SQLITE_CONSTRAINT);
    run_sql("DELETE FROM audit WHERE event = 5", SQLITE_CONSTRAINT);
    assert_int_equal(verify(NULL).first_broken, 0);
}

static void audit__still_verifies_when_salts_and_names_are_erased(void **state)
{
    (void)state;
    append_five();
    assert_int_equal(count_of("SELECT COUNT(*) FROM audit_salts"), 4);
    assert_int_equal(en_audit_forget_row(store, en_str_of("organisations"), en_str_of("jica"), &report),
                     EN_OK);
    assert_int_equal(en_audit_forget_actor(store, en_str_of("tanaka"), &report), EN_OK);
    assert_int_equal(count_of("SELECT COUNT(*) FROM audit_salts"), 2);
    assert_int_equal(count_of("SELECT COUNT(*) FROM audit_actors WHERE name = 'tanaka'"), 0);
    assert_int_equal(verify(NULL).first_broken, 0);
    append("tanaka", "put", "jica", "g"); /* somebody of this name again is somebody else */
    assert_int_equal(count_of("SELECT actor FROM audit WHERE event = 6"), 3);
    assert_int_equal(verify(NULL).first_broken, 0);
}

static void audit__gives_equal_contents_digests_that_differ(void **state)
{
    (void)state;
    append("tanaka", "put", "jica", "same");
    append("tanaka", "put", "jica", "same");
    assert_int_equal(count_of("SELECT COUNT(DISTINCT digest) FROM audit"), 2);
}

static size_t list(en_audit_filter filter, en_audit_event **events)
{
    size_t count = 0;
    if (!filter.limit) filter.limit = 10;
    assert_int_equal(en_audit_list(store, &filter, &arena, &report, events, &count), EN_OK);
    return count;
}

static void audit__lists_the_newest_first_by_any_filter(void **state)
{
    (void)state;
    en_audit_event *events;
    append_five();
    assert_int_equal(list((en_audit_filter){0}, &events), 5);
    assert_int_equal(events[0].event, 5);
    check_str(events[0].actor, "tanaka");
    check_str(events[0].fields, "name_en,kind");
    assert_int_equal(list((en_audit_filter){.limit = 2, .before = 4}, &events), 2);
    assert_int_equal(events[0].event, 3);
    assert_int_equal(list((en_audit_filter){.actor = en_str_of("lan")}, &events), 2);
    assert_int_equal(list((en_audit_filter){.action = en_str_of("add")}, &events), 1);
    assert_int_equal(list((en_audit_filter){.table = en_str_of("people")}, &events), 0);
    assert_int_equal(list((en_audit_filter){.id = en_str_of("vnu"), .actor = en_str_of("tanaka")}, &events),
                     2);
    assert_int_equal(list((en_audit_filter){.actor = en_str_of("' OR 1=1 --")}, &events), 0);
}

static int64_t add_account(const char *user, unsigned roles)
{
    en_account account = {.user = en_str_of(user),
                          .name = en_str_of(user),
                          .roles = roles,
                          .made_at = en_str_of("2026-11-22T10:00:00Z")};
    int64_t number = 0;
    assert_int_equal(en_account_add(store, &account, &report, &number), EN_OK);
    return number;
}

static void token_of(unsigned char byte, unsigned char token[EN_SHA256_BYTES])
{
    memset(token, byte, EN_SHA256_BYTES);
}

static bool has_session(unsigned char byte, int64_t now)
{
    unsigned char token[EN_SHA256_BYTES];
    en_holder holder;
    token_of(byte, token);
    assert_int_equal(en_session_find(store, token, now, &arena, &report, &holder), EN_OK);
    return holder.number != 0;
}

static void begin_session(unsigned char byte, int64_t account, int64_t now)
{
    unsigned char token[EN_SHA256_BYTES];
    token_of(byte, token);
    assert_int_equal(en_session_add(store, account, token, false, now, &report), EN_OK);
}

static void session__holds_for_twelve_idle_hours_and_seven_days(void **state)
{
    (void)state;
    enum { HOUR = 3600, DAY = 24 * HOUR };
    int64_t account = add_account("lan", 2);
    begin_session(1, account, NOW);
    assert_true(has_session(1, NOW));
    assert_true(has_session(1, NOW + 12 * HOUR - 1));
    assert_false(has_session(1, NOW + 12 * HOUR));
    for (int64_t t = NOW; t < NOW + 7 * DAY; t += 6 * HOUR) {
        assert_true(has_session(1, t));
        assert_int_equal(en_session_touch(store, 1, t, &report), EN_OK);
    }
    assert_true(has_session(1, NOW + 7 * DAY - 1));
    assert_false(has_session(1, NOW + 7 * DAY));
}

static void session__ends_with_the_account_and_alone(void **state)
{
    (void)state;
    int64_t lan = add_account("lan", 2), mai = add_account("mai", 2);
    begin_session(1, lan, NOW);
    begin_session(2, lan, NOW);
    begin_session(3, mai, NOW);
    assert_int_equal(en_session_end(store, 1, &report), EN_OK);
    assert_false(has_session(1, NOW));
    assert_true(has_session(2, NOW));
    assert_int_equal(en_sessions_end(store, lan, &report), EN_OK);
    assert_false(has_session(2, NOW));
    assert_true(has_session(3, NOW));
    en_account account;
    assert_int_equal(en_account_get(store, mai, &arena, &report, &account), EN_OK);
    account.disabled = true;
    assert_int_equal(en_account_put(store, &account, &report), EN_OK);
    assert_false(has_session(3, NOW));
    assert_int_equal(en_account_remove(store, mai, &report), EN_OK);
    assert_int_equal(count_of("SELECT COUNT(*) FROM sessions"), 0);
}

static int64_t use_link(unsigned char byte, int64_t now)
{
    unsigned char token[EN_SHA256_BYTES];
    int64_t account = -1;
    token_of(byte, token);
    assert_int_equal(en_link_use(store, token, now, &report, &account), EN_OK);
    return account;
}

static void link__signs_in_once_within_the_hour(void **state)
{
    (void)state;
    unsigned char token[EN_SHA256_BYTES];
    int64_t account = add_account("lan", 2);
    for (unsigned char i = 1; i <= 2; i++) {
        token_of(i, token);
        assert_int_equal(en_link_add(store, account, token, NOW, &report), EN_OK);
    }
    assert_int_equal(use_link(9, NOW), 0);
    assert_int_equal(use_link(1, NOW + 3599), account);
    assert_int_equal(use_link(1, NOW + 3599), 0);
    assert_int_equal(use_link(2, NOW + 3600), 0);
}

static void key__holds_until_it_expires_or_is_revoked_by_its_owner(void **state)
{
    (void)state;
    unsigned char secret[EN_SHA256_BYTES];
    int64_t lan = add_account("lan", 2), mai = add_account("mai", 2), number = 0;
    bool removed = true;
    en_holder holder;
    en_api_key key = {
        .account = lan, .name = en_str_of("k"), .scopes = 5, .made_at = NOW, .expires_at = NOW + 60};
    token_of(1, secret);
    assert_int_equal(en_key_add(store, &key, secret, &report, &number), EN_OK);
    assert_int_equal(en_key_find(store, secret, NOW + 59, &arena, &report, &holder), EN_OK);
    assert_int_equal(holder.account, lan);
    assert_int_equal(holder.scopes, 5);
    assert_int_equal(en_key_find(store, secret, NOW + 60, &arena, &report, &holder), EN_OK);
    assert_int_equal(holder.number, 0);
    assert_int_equal(en_key_remove(store, mai, number, &report, &removed), EN_OK);
    assert_false(removed);
    assert_int_equal(en_key_remove(store, lan, number, &report, &removed), EN_OK);
    assert_true(removed);
    assert_int_equal(en_key_find(store, secret, NOW, &arena, &report, &holder), EN_OK);
    assert_int_equal(holder.number, 0);
}

static void key__is_refused_to_who_has_too_many(void **state)
{
    (void)state;
    int64_t lan = add_account("lan", 2), number = 0;
    en_api_key key = {.account = lan, .name = en_str_of("k"), .scopes = 1, .made_at = NOW};
    for (int i = 0; i <= EN_KEYS_MOST; i++) {
        unsigned char secret[EN_SHA256_BYTES];
        token_of((unsigned char)i, secret);
        assert_int_equal(en_key_add(store, &key, secret, &report, &number), EN_OK);
        assert_int_equal(number != 0, i < EN_KEYS_MOST);
    }
}

static void account__is_one_for_each_user_and_its_number_is_never_given_again(void **state)
{
    (void)state;
    int64_t lan = add_account("lan", 2);
    assert_int_equal(add_account("lan", 1), 0);
    assert_int_equal(en_account_remove(store, lan, &report), EN_OK);
    assert_int_not_equal(add_account("lan", 2), lan);
}

static void account__counts_who_is_enabled_with_all_roles(void **state)
{
    (void)state;
    int64_t count = 0;
    add_account("a", 1);
    add_account("b", 3);
    add_account("c", 2);
    assert_int_equal(en_accounts_count(store, 0, &report, &count), EN_OK);
    assert_int_equal(count, 3);
    assert_int_equal(en_accounts_count(store, 1, &report, &count), EN_OK);
    assert_int_equal(count, 2);
    assert_int_equal(en_accounts_count(store, 3, &report, &count), EN_OK);
    assert_int_equal(count, 1);
}

static void account__pages_in_both_directions_by_every_order(void **state)
{
    (void)state;
    static const char *const users[] = {"d", "a", "c", "e", "b"};
    for (size_t i = 0; i < CHECK_COUNT(users); i++) add_account(users[i], 2);
    for (int turned = 0; turned < 2; turned++) {
        en_account_page page = {.sort = EN_BY_NAME, .turned = turned, .limit = 2};
        char seen[8] = "";
        size_t length = 0;
        for (;;) {
            en_account *accounts;
            size_t count = 0;
            assert_int_equal(en_accounts_list(store, &page, &arena, &report, &accounts, &count), EN_OK);
            for (size_t i = 0; i < count; i++) seen[length++] = accounts[i].name.at[0];
            if (count < page.limit) break;
            page.goes_on = true;
            page.value = accounts[count - 1].name;
            page.number = accounts[count - 1].account;
        }
        seen[length] = '\0';
        assert_string_equal(seen, turned ? "edcba" : "abcde");
    }
}

static void user__is_small_letters_digits_and_few_signs(void **state)
{
    (void)state;
    char user[EN_USER_MOST_BYTES + 1];
    static const char *const wrong[] = {
        "",     "a b",     "a/b",
        "a\nb", "Ｔanaka", "tàn",
        "a'b",  "a;b",     "0123456789012345678901234567890123456789012345678901234567890123x"};
    assert_true(en_user_read(en_str_of("Tanaka.Yui+1@Example.JP"), user));
    assert_string_equal(user, "tanaka.yui+1@example.jp");
    for (size_t i = 0; i < CHECK_COUNT(wrong); i++) assert_false(en_user_read(en_str_of(wrong[i]), user));
    assert_false(en_user_read((en_str){"a\0b", 3}, user));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(audit__hashes_the_text_that_the_documentation_gives),
        CASE(audit__verifies_when_it_is_empty_and_when_it_is_whole),
        CASE(audit__names_the_first_event_whatever_part_of_it_was_changed),
        CASE(audit__shows_an_event_that_is_missing_or_was_put_in),
        CASE(audit__shows_by_an_anchor_alone_that_its_end_was_cut_off),
        CASE(audit__cannot_be_changed_by_mistake),
        CASE(audit__still_verifies_when_salts_and_names_are_erased),
        CASE(audit__gives_equal_contents_digests_that_differ),
        CASE(audit__lists_the_newest_first_by_any_filter),
        CASE(session__holds_for_twelve_idle_hours_and_seven_days),
        CASE(session__ends_with_the_account_and_alone),
        CASE(link__signs_in_once_within_the_hour),
        CASE(key__holds_until_it_expires_or_is_revoked_by_its_owner),
        CASE(key__is_refused_to_who_has_too_many),
        CASE(account__is_one_for_each_user_and_its_number_is_never_given_again),
        CASE(account__counts_who_is_enabled_with_all_roles),
        CASE(account__pages_in_both_directions_by_every_order),
        CASE(user__is_small_letters_digits_and_few_signs),
    };
    return cmocka_run_group_tests_name("access", tests, make_folder, remove_folder);
}

/* Accounts: who may sign in, with which roles. The password is there as argon2id writes it, or not at all. */
#ifndef EN_ACCOUNTS_H
#define EN_ACCOUNTS_H

#include "store.h"

enum { EN_USER_MOST_BYTES = 64 };

typedef struct en_account {
    int64_t account;
    en_str user; /* what somebody signs in as: a-z, 0-9 and . _ - @ + */
    en_str name;
    unsigned roles; /* bits; what they mean is not the store's business */
    bool disabled;
    en_str language, applicant; /* empty: none */
    en_str password;            /* encoded; empty: none */
    en_str made_at, signed_in_at;
    int64_t revision; /* raised by every change */
} en_account;

/* Whether somebody may be called that: at least one of a-z, 0-9 and . _ - @ +, at most EN_USER_MOST_BYTES.
 * Large letters are read as small ones, in place in `user`. */
EN_MUST_USE bool en_user_read(en_str raw, char user[EN_USER_MOST_BYTES + 1]);

/* By user or by number. *account.account is 0 where there is none; texts live in the arena. */
EN_MUST_USE en_status en_account_of_user(en_store *store, en_str user, en_arena *arena, en_report *report,
                                         en_account *account);
EN_MUST_USE en_status en_account_get(en_store *store, int64_t number, en_arena *arena, en_report *report,
                                     en_account *account);

/* How many accounts there are with all of these roles that are not disabled; roles 0: all of any kind. */
EN_MUST_USE en_status en_accounts_count(en_store *store, unsigned roles, en_report *report, int64_t *count);

/* Makes one; *number is 0 where the user is taken. */
EN_MUST_USE en_status en_account_add(en_store *store, const en_account *account, en_report *report,
                                     int64_t *number);

/* Writes name, roles, disabled, language and applicant, and raises the revision. */
EN_MUST_USE en_status en_account_put(en_store *store, const en_account *account, en_report *report);
EN_MUST_USE en_status en_account_set_password(en_store *store, int64_t number, en_str encoded,
                                              en_report *report);
EN_MUST_USE en_status en_account_signed_in(en_store *store, int64_t number, en_str at, en_report *report);

/* Deletes it with its sessions, keys and links. */
EN_MUST_USE en_status en_account_remove(en_store *store, int64_t number, en_report *report);

typedef enum en_account_sort { EN_BY_USER, EN_BY_NAME, EN_BY_MADE_AT } en_account_sort;

/* A page: what comes behind the value and number of the last row of the page before. */
typedef struct en_account_page {
    en_account_sort sort;
    bool turned; /* the largest first */
    bool goes_on;
    en_str value;
    int64_t number;
    size_t limit;
} en_account_page;

EN_MUST_USE en_status en_accounts_list(en_store *store, const en_account_page *page, en_arena *arena,
                                       en_report *report, en_account **accounts, size_t *count);

#endif

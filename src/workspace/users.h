/* Accounts and the log of changes, as the command line and the start of the server use them: each a
 * transaction of its own, with its event in the log.
 */
#ifndef EN_WORKSPACE_USERS_H
#define EN_WORKSPACE_USERS_H

#include "accounts.h"
#include "api.h"
#include "audit.h"
#include "secret.h"
#include "workspace.h"

/* Who does it, for the log, and when. Borrowed. */
typedef struct en_doer {
    const char *actor; /* "cli:" and the login name; "system" */
    int64_t now;       /* seconds since 1970 */
} en_doer;

/* Makes an account without a password, and a one-time link to sign in by. EN_ERR_INPUT where the user is
 * taken or cannot be one. */
EN_MUST_USE en_status en_workspace_add_user(const char *folder, const en_account *account,
                                            const en_doer *doer, en_report *report, en_secret *link);

/* A one-time link for the account of `user`. */
EN_MUST_USE en_status en_workspace_link_user(const char *folder, en_str user, const en_doer *doer,
                                             en_report *report, en_secret *link);

/* Deletes the account with all that it says of a person, also from beside the log: events keep its number.
 * EN_ERR_INPUT for the last administrator. */
EN_MUST_USE en_status en_workspace_erase_user(const char *folder, en_str user, const en_doer *doer,
                                              en_report *report);

/* The link that a server prints when it starts, as long as nobody has ever signed in, and `always`: for the
 * first administrator, or, where there is none, for the administrator `admin`, who is made, with every role
 * but that of an applicant. *made says whether there is a link. */
EN_MUST_USE en_status en_first_link(en_store *store, bool always, const en_doer *doer, en_report *report,
                                    en_secret *link, bool *made);

/* Verifies the log, or says its end. EN_ERR_CLAIM after reporting where the chain is broken, or the anchor is
 * not in it. */
EN_MUST_USE en_status en_workspace_verify_audit(const char *folder, en_str anchor, en_report *report,
                                                en_audit_check *check);
/* Gives all events to `each`, the newest first, some at a time. */
typedef en_status en_audit_each(void *user, const en_audit_event *events, size_t count);
EN_MUST_USE en_status en_workspace_audit_read(const char *folder, en_audit_each *each, void *user,
                                              en_report *report);

EN_MUST_USE en_status en_workspace_audit_head(const char *folder, en_report *report, en_audit_head *head);

#endif

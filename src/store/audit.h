/* The log of changes: every change of the ledger, of rounds and of accounts is one event, chained by hashes.
 *
 * An event says who did what to which row and which fields, with a salted digest of the content and never the
 * content itself. Its hash is SHA-256 over a canonical text of the event, which holds the hash of the event
 * before it: docs/audit.md. Who somebody is, and the salts, are kept beside the chain, so that erasing them
 * leaves the chain whole.
 */
#ifndef EN_AUDIT_H
#define EN_AUDIT_H

#include "json.h"
#include "sha256.h"
#include "store.h"

/* What is to be logged. Borrowed. */
typedef struct en_audit_record {
    en_str at;     /* ISO 8601 with time, UTC */
    en_str actor;  /* the user's id; from the command line "cli:" and the login name; "system" */
    en_str action; /* "put", "sign-in", "import" … */
    en_str table;
    en_str id;            /* of the row; an account's is its number */
    const en_str *fields; /* names of what was changed */
    size_t field_count;
    en_str content; /* what the salted digest is made from; empty: no digest */
} en_audit_record;

/* Appends the event, in the writing transaction that the caller has begun. */
EN_MUST_USE en_status en_audit_append(en_store *store, const en_audit_record *record, en_report *report);

typedef struct en_audit_head {
    int64_t events;
    char hash[EN_SHA256_HEX + 1]; /* of the last event; zeros if there is none */
} en_audit_head;

/* The end of the chain, unchecked. */
EN_MUST_USE en_status en_audit_head_of(en_store *store, en_report *report, en_audit_head *head);

typedef struct en_audit_check {
    en_audit_head head;
    int64_t
        first_broken; /* the first event that is missing or whose hash is not what it should be; 0: intact */
    bool has_anchor;  /* the hash that was asked for is that of an event; true if none was */
} en_audit_check;

/* Computes the whole chain again. anchor: a hash that was the chain's end once, or empty. */
EN_MUST_USE en_status en_audit_verify(en_store *store, en_str anchor, en_report *report,
                                      en_audit_check *check);

/* One event as it is read. */
typedef struct en_audit_event {
    int64_t event;
    en_str at;
    int64_t actor_number;
    en_str actor; /* empty once it was erased */
    en_str action, table, id;
    en_str label;  /* of an account: its user, while there is one */
    en_str fields; /* "a,b" */
    en_str digest, previous, hash;
} en_audit_event;

/* Which events: empty members say nothing. */
typedef struct en_audit_filter {
    en_str actor, action, table, id;
    int64_t before; /* only older events; 0: all */
    size_t limit;
} en_audit_filter;

/* The newest first. The events live in the arena. */
EN_MUST_USE en_status en_audit_list(en_store *store, const en_audit_filter *filter, en_arena *arena,
                                    en_report *report, en_audit_event **events, size_t *count);

/* Adds the event as an object, as the API and exports have it. */
void en_audit_write(en_json *json, const en_audit_event *event);

/* Makes the digests of the events about this row say nothing about its content any more: deletes their
 * salts. In a transaction. */
EN_MUST_USE en_status en_audit_forget_row(en_store *store, en_str table, en_str id, en_report *report);

/* Deletes the name of an actor: the events keep the number. In a transaction. */
EN_MUST_USE en_status en_audit_forget_actor(en_store *store, en_str actor, en_report *report);

#endif

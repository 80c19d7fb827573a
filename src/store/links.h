/* One-time links: a secret that signs somebody in once, within an hour. What is stored is its SHA-256. */
#ifndef EN_LINKS_H
#define EN_LINKS_H

#include "sha256.h"
#include "store.h"

enum { EN_LINK_SECONDS = 3600 };

/* Makes one, and deletes those that have expired. */
EN_MUST_USE en_status en_link_add(en_store *store, int64_t account,
                                  const unsigned char token[EN_SHA256_BYTES], int64_t now, en_report *report);

/* Uses it up; *account is 0 where there is none that holds, or its account is disabled. */
EN_MUST_USE en_status en_link_use(en_store *store, const unsigned char token[EN_SHA256_BYTES], int64_t now,
                                  en_report *report, int64_t *account);

/* Those of an account that nobody has used. */
EN_MUST_USE en_status en_links_end(en_store *store, int64_t account, en_report *report);

#endif

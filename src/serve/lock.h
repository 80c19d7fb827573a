/* One server for a workspace: a file beside the database, locked as long as the server lives and by the
 * system, so that a server which was killed leaves no lock behind. */
#ifndef EN_SERVE_LOCK_H
#define EN_SERVE_LOCK_H

#include "file.h"

#define EN_LOCK_FILE "enishi.serving"

/* Takes the lock; *held is a file descriptor. EN_ERR_IO after reporting the address of the server that has
 * it. */
EN_MUST_USE en_status server_lock(const char *path, en_report *report, int *held);

/* Writes into the file where the server is to be found. */
void server_lock_say(int held, const char *address);

/* Where the server that has the lock is to be found; empty: none runs, or it has not said. */
EN_MUST_USE en_status server_lock_address(const char *path, en_arena *arena, en_str *address);

/* Removes the file and lets go. */
void server_unlock(const char *path, int held);

#endif

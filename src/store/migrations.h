/* The schema of the store as numbered steps, forward only: src/store/migrations/NNN-name.sql. A step that was
 * released never changes. */
#ifndef EN_MIGRATIONS_H
#define EN_MIGRATIONS_H

extern const int en_migration_count;
extern const char *const en_migrations[]; /* [0] brings an empty database to version 1 */

#endif

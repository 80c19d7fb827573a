/* Whom a request is counted for: the other end of its connection, or whom a proxy on this machine names.
 *
 * Public use is through a proxy, from whose one address everybody comes. As many hops as the key `proxies`
 * says are trusted to have added the address that they saw to X-Forwarded-For; what stands before those may
 * be anything that a client likes to write.
 */
#ifndef EN_SERVE_ADDRESS_H
#define EN_SERVE_ADDRESS_H

#include "str.h"

#include <sys/socket.h>

enum { ADDRESS_BYTES = 48 };

typedef struct caller {
    char name[ADDRESS_BYTES]; /* what is counted, of IPv6 the /64; empty: nobody knows */
    bool is_loopback;         /* this machine itself */
} caller;

/* Reads an address without port. False, and an empty one, if it is none. */
bool address_read(en_str text, caller *read);
bool address_of_socket(const struct sockaddr *at, caller *read);

/* Whether a Host, with or without a port, is meant for a server that browsers know by this origin: it names
 * the origin's host, this machine, or any address in figures. A page whose name is turned to this machine
 * (DNS rebinding) has a name of its own. */
bool address_is_own_host(en_str host, en_str origin);

/* What the outermost of so many trusted proxies says, from the value of X-Forwarded-For: the element as many
 * from the end, or the first if there are fewer. Empty: nothing. */
en_str address_forwarded(en_str list, int64_t proxies);

#endif

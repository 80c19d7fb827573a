/* See address.h. */
#include "address.h"

#include <arpa/inet.h>
#include <strings.h>

/* Of an IPv6 address: a person is given a /64, and has any of its addresses at no cost. */
enum { PERSON_BYTES = 8 };

static void take_four(struct in_addr four, caller *read)
{
    read->is_loopback = ntohl(four.s_addr) >> 24 == 127;
    (void)inet_ntop(AF_INET, &four, read->name, sizeof read->name);
}

/* A socket for both families shows IPv4 as the last four bytes of an IPv6 address. */
static void take_six(struct in6_addr six, caller *read)
{
    struct in_addr four;
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
        memcpy(&four, six.s6_addr + 12, sizeof four);
        take_four(four, read);
        return;
    }
    read->is_loopback = IN6_IS_ADDR_LOOPBACK(&six);
    memset(six.s6_addr + PERSON_BYTES, 0, sizeof six.s6_addr - PERSON_BYTES);
    (void)inet_ntop(AF_INET6, &six, read->name, sizeof read->name);
}

bool address_read(en_str text, caller *read)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr four;
    struct in6_addr six;
    *read = (caller){0};
    if (text.size == 0 || text.size >= sizeof copy || memchr(text.at, '\0', text.size)) return false;
    memcpy(copy, text.at, text.size);
    copy[text.size] = '\0';
    if (inet_pton(AF_INET, copy, &four) == 1) take_four(four, read);
    else if (inet_pton(AF_INET6, copy, &six) == 1) take_six(six, read);
    return *read->name != '\0';
}

bool address_of_socket(const struct sockaddr *at, caller *read)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    *read = (caller){0};
    if (at && at->sa_family == AF_INET) {
        memcpy(&four, at, sizeof four);
        take_four(four.sin_addr, read);
    } else if (at && at->sa_family == AF_INET6) {
        memcpy(&six, at, sizeof six);
        take_six(six.sin6_addr, read);
    }
    return *read->name != '\0';
}

/* The host of "host", "host:port" and "[::1]:port", the last without brackets. */
static en_str without_port(en_str host)
{
    const char *end = host.size && *host.at == '[' ? memchr(host.at, ']', host.size) : NULL;
    if (end) return (en_str){host.at + 1, (size_t)(end - host.at) - 1};
    const char *colon = host.size ? memchr(host.at, ':', host.size) : NULL;
    return (en_str){host.at, colon ? (size_t)(colon - host.at) : host.size};
}

/* Names do not distinguish case, and may end with the dot of the root. */
static bool is_name(en_str given, en_str wanted)
{
    if (given.size > 1 && given.at[given.size - 1] == '.') given.size--;
    return given.size == wanted.size && strncasecmp(given.at, wanted.at, given.size) == 0;
}

bool address_is_own_host(en_str host, en_str origin)
{
    caller figures;
    const char *mark = memmem(origin.at, origin.size, "://", 3), *end = origin.at + origin.size;
    en_str own = mark ? (en_str){mark + 3, (size_t)(end - mark) - 3} : origin;
    host = without_port(host);
    return address_read(host, &figures) || is_name(host, en_str_of("localhost")) ||
           is_name(host, without_port(own));
}

en_str address_forwarded(en_str list, int64_t proxies)
{
    en_str rest = list, piece, found = {0};
    int64_t count = 0, passed = 0;
    while (en_str_next(&rest, ',', &piece)) count++;
    while (proxies > 0 && en_str_next(&list, ',', &piece)) {
        if (passed++ < count - proxies) continue;
        found = piece;
        break;
    }
    return found;
}

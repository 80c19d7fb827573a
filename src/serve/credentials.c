/* Cookies, tokens, attempts and turns. See credentials.h. */
#include "credentials.h"

#include "passwords.h"
#include "query.h"
#include "random.h"
#include "throttle.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* Hashing takes 19 MiB and a processor: two at once, and who waits longer than this comes again. */
enum { TURNS = 2, TURN_MILLISECONDS = 500 };

/* Guessing at one account from one address is held to one attempt a minute, at any from one address to four
 * an hour, and at one account from anywhere to one in ten seconds. The last would keep its person out as
 * well: not from an address from which this person has signed in. */
static const en_throttle_limits pair_limits = {5, 60, 3600}, address_limits = {20, 900, 7200},
                                user_limits = {50, 10, 3600}, known_limits = {0, 0, 30 * 86400};

struct en_access {
    const en_allocator *allocator;
    en_throttle pairs, addresses, users; /* of a user and an address */
    en_throttle known;                   /* pairs that were right once */
    pthread_mutex_t lock;
    pthread_cond_t freed;
    int hashing;
};

en_access *en_access_make(const en_allocator *allocator)
{
    if (!allocator) allocator = &en_libc_allocator;
    unsigned char keys[4][EN_THROTTLE_KEY_BYTES];
    if (!en_random_bytes((unsigned char *)keys, sizeof keys)) return NULL;
    en_access *access = allocator->resize(allocator->user, NULL, sizeof *access);
    if (!access) return NULL;
    access->allocator = allocator;
    en_throttle_make(&access->pairs, pair_limits, keys[0]);
    en_throttle_make(&access->addresses, address_limits, keys[1]);
    en_throttle_make(&access->users, user_limits, keys[2]);
    en_throttle_make(&access->known, known_limits, keys[3]);
    pthread_mutex_init(&access->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&access->freed, &attributes);
    pthread_condattr_destroy(&attributes);
    access->hashing = 0;
    return access;
}

void en_access_free(en_access *access)
{
    if (!access) return;
    en_throttle_free(&access->pairs);
    en_throttle_free(&access->addresses);
    en_throttle_free(&access->users);
    en_throttle_free(&access->known);
    pthread_cond_destroy(&access->freed);
    pthread_mutex_destroy(&access->lock);
    access->allocator->resize(access->allocator->user, access, 0);
}

int64_t access_now(void) { return (int64_t)time(NULL); }

static int64_t steady_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_secret(en_str s)
{
    if (s.size != EN_SECRET_BYTES) return false;
    for (size_t i = 0; i < s.size; i++)
        if (!(s.at[i] >= '0' && s.at[i] <= '9') && !(s.at[i] >= 'a' && s.at[i] <= 'f')) return false;
    return true;
}

en_str access_cookie(en_str header, const char *name)
{
    en_str found = en_cookie_find(header, name);
    return is_secret(found) ? found : (en_str){0};
}

en_str access_bearer(en_str header)
{
    static const char before[] = "Bearer " EN_KEY_PREFIX;
    size_t size = sizeof before - 1;
    if (header.size <= size || memcmp(header.at, before, size) != 0) return (en_str){0};
    en_str secret = {header.at + size, header.size - size};
    return is_secret(secret) ? secret : (en_str){0};
}

void access_csrf(const unsigned char token[EN_SHA256_BYTES], char csrf[EN_SHA256_HEX + 1])
{
    static const char purpose[] = "enishi csrf";
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256 state;
    en_sha256_start(&state);
    en_sha256_add(&state, purpose, sizeof purpose);
    en_sha256_add(&state, token, EN_SHA256_BYTES);
    en_sha256_end(&state, digest);
    en_sha256_hex(digest, csrf);
}

bool access_same(en_str a, en_str b)
{
    unsigned char differs = 0;
    if (a.size != b.size || a.size == 0) return false;
    for (size_t i = 0; i < a.size; i++) differs |= (unsigned char)(a.at[i] ^ b.at[i]);
    return differs == 0;
}

en_str access_set_cookie(en_request *request, const char *secret)
{
    bool secure = en_server_is_secure(request->server);
    enum { MOST = 256 };
    char *text = en_arena_raw(&request->arena, MOST, 1);
    if (!text) return (en_str){0};
    int size = snprintf(text, MOST, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s; Max-Age=%d",
                        secure ? EN_COOKIE_SECURE : EN_COOKIE, secret ? secret : "", secure ? "; Secure" : "",
                        secret ? EN_SESSION_MOST_SECONDS : 0);
    return (en_str){text, (size_t)size};
}

static en_status refuse_attempt(en_request *request, int64_t seconds)
{
    en_arg arg = en_arg_int("seconds", seconds);
    request->retry_after = seconds;
    return en_refuse(request, 429, EN_W_ACCESS_TOO_MANY_ATTEMPTS, 1, &arg);
}

/* The user at this address, as one name. */
static en_str pair_of(en_str user, en_str from, unsigned char digest[EN_SHA256_BYTES])
{
    en_sha256 state;
    en_sha256_start(&state);
    if (user.size) en_sha256_add(&state, user.at, user.size);
    en_sha256_add(&state, "", 1);
    if (from.size) en_sha256_add(&state, from.at, from.size);
    en_sha256_end(&state, digest);
    return (en_str){(const char *)digest, EN_SHA256_BYTES};
}

static int64_t begin_at_user(en_access *access, en_str user, en_str from, int64_t now)
{
    unsigned char digest[EN_SHA256_BYTES];
    en_str pair = pair_of(user, from, digest);
    int64_t wait = en_throttle_begin(&access->pairs, pair, now);
    if (wait || en_throttle_knows(&access->known, pair, now)) return wait;
    wait = en_throttle_begin(&access->users, user, now);
    if (wait) en_throttle_take_back(&access->pairs, pair, now);
    return wait;
}

en_status access_begin_attempt(en_request *request, en_str user)
{
    en_access *access = en_server_access(request->server);
    int64_t now = steady_milliseconds();
    en_str from = en_request_address(request);
    int64_t wait = from.size ? en_throttle_begin(&access->addresses, from, now) : 0;
    if (wait) return refuse_attempt(request, wait);
    wait = user.size ? begin_at_user(access, user, from, now) : 0;
    if (wait && from.size) en_throttle_take_back(&access->addresses, from, now);
    return wait ? refuse_attempt(request, wait) : EN_OK;
}

void access_attempt_succeeded(en_request *request, en_str user)
{
    en_access *access = en_server_access(request->server);
    int64_t now = steady_milliseconds();
    en_str from = en_request_address(request);
    if (from.size) en_throttle_take_back(&access->addresses, from, now);
    if (user.size == 0) return;
    unsigned char digest[EN_SHA256_BYTES];
    en_str pair = pair_of(user, from, digest);
    en_throttle_forget(&access->pairs, pair);
    if (!en_throttle_knows(&access->known, pair, now)) en_throttle_take_back(&access->users, user, now);
    (void)en_throttle_begin(&access->known, pair, now);
}

en_status access_take_turn(en_request *request)
{
    en_access *access = en_server_access(request->server);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += TURN_MILLISECONDS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int late = 0;
    pthread_mutex_lock(&access->lock);
    while (access->hashing == TURNS && !late)
        late = pthread_cond_timedwait(&access->freed, &access->lock, &until);
    bool has_turn = access->hashing < TURNS;
    if (has_turn) access->hashing++;
    pthread_mutex_unlock(&access->lock);
    return has_turn ? EN_OK : refuse_attempt(request, 1);
}

void access_give_turn(en_request *request)
{
    en_access *access = en_server_access(request->server);
    pthread_mutex_lock(&access->lock);
    access->hashing--;
    pthread_cond_signal(&access->freed);
    pthread_mutex_unlock(&access->lock);
}

en_status access_refuse_value(en_request *request, const char *property, en_word rule)
{
    (void)en_report_error(&request->report, rule, (en_where){.column = en_str_of(property)});
    return en_refuse(request, 422, EN_W_ACCESS_REFUSED, 0, NULL);
}

en_str access_id(en_request *request, int64_t number)
{
    enum { MOST = 24 };
    char *text = en_arena_raw(&request->arena, MOST, 1);
    if (!text) return (en_str){0};
    return (en_str){text, (size_t)snprintf(text, MOST, "%" PRId64, number)};
}

void access_write_names(en_json *json, const char *key, unsigned bits, const char *const *names, size_t count)
{
    en_json_key(json, key);
    en_json_open(json, '[');
    for (size_t i = 0; i < count; i++)
        if (bits & 1U << i) en_json_str(json, en_str_of(names[i]));
    en_json_close(json, ']');
}

unsigned access_read_names(const json_t *list, const char *const *names, size_t count)
{
    unsigned bits = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        for (size_t j = 0; j < count; j++)
            if (strcmp(json_string_value(json_array_get(list, i)), names[j]) == 0) bits |= 1U << j;
    return bits;
}

en_str access_text(const en_request *request, const char *property)
{
    const json_t *value = json_object_get(request->json, property);
    return (en_str){json_string_value(value), json_string_length(value)};
}

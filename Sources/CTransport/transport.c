#include "CTransport.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// libcurl's numbers, which are part of its ABI. Its header need not be installed.
enum {
  opt_write_data = 10001, opt_url = 10002, opt_error_buffer = 10010, opt_post_fields = 10015, opt_http_header = 10023,
  opt_header_data = 10029, opt_custom_request = 10036, opt_progress_data = 10057, opt_ca_info = 10065, opt_ca_path = 10097,
  opt_write_function = 20011, opt_header_function = 20079, opt_progress_function = 20219,
  opt_no_progress = 43, opt_http_get = 80, opt_no_signal = 99, opt_timeout_ms = 155, opt_protocols = 181, opt_path_as_is = 234,
  opt_post_field_size = 30120,
  info_response_code = 0x200002,
  protocol_https = 2,
  error_no_memory = 27, error_option = 48,
};

// Heads beyond this are not kept.
static const size_t most_head = 1 << 20;

static struct {
  void *(*init)(void);
  void (*cleanup)(void *);
  void (*reset)(void *);
  int (*setopt)(void *, int, ...);
  int (*perform)(void *);
  int (*getinfo)(void *, int, ...);
  const char *(*strerror)(int);
  void *(*append)(void *, const char *);
  void (*free_list)(void *);
  bool is_there;
} curl;

static void load(void) {
  void *library = NULL;
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", "/usr/lib/libcurl.4.dylib"};
  for (size_t at = 0; at < sizeof names / sizeof *names && !library; at++) library = dlopen(names[at], RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  int (*global)(long) = (int (*)(long))dlsym(library, "curl_global_init");
  curl.init = (void *(*)(void))dlsym(library, "curl_easy_init");
  curl.cleanup = (void (*)(void *))dlsym(library, "curl_easy_cleanup");
  curl.reset = (void (*)(void *))dlsym(library, "curl_easy_reset");
  curl.setopt = (int (*)(void *, int, ...))dlsym(library, "curl_easy_setopt");
  curl.perform = (int (*)(void *))dlsym(library, "curl_easy_perform");
  curl.getinfo = (int (*)(void *, int, ...))dlsym(library, "curl_easy_getinfo");
  curl.strerror = (const char *(*)(int))dlsym(library, "curl_easy_strerror");
  curl.append = (void *(*)(void *, const char *))dlsym(library, "curl_slist_append");
  curl.free_list = (void (*)(void *))dlsym(library, "curl_slist_free_all");
  if (!global || !curl.init || !curl.cleanup || !curl.reset || !curl.setopt || !curl.perform || !curl.getinfo || !curl.strerror
      || !curl.append || !curl.free_list)
    return;
  // 3: sockets and TLS.
  curl.is_there = global(3) == 0;
}

struct ct_exchanger { void *handle; };

ct_exchanger *ct_exchanger_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  if (!curl.is_there) return NULL;
  ct_exchanger *exchanger = calloc(1, sizeof *exchanger);
  if (!exchanger) return NULL;
  exchanger->handle = curl.init();
  if (exchanger->handle) return exchanger;
  free(exchanger);
  return NULL;
}

void ct_exchanger_close(ct_exchanger *exchanger) {
  if (!exchanger) return;
  curl.cleanup(exchanger->handle);
  free(exchanger);
}

typedef struct {
  const ct_request *request;
  ct_answer *answer;
  size_t head_room, body_room;
} exchange;

// Adds bytes to a buffer that doubles; false when there is no memory.
static bool add(void **bytes, size_t *length, size_t *room, const void *more, size_t count) {
  if (*length + count > *room) {
    size_t larger = *room ? *room * 2 : 4096;
    while (larger < *length + count) larger *= 2;
    void *moved = realloc(*bytes, larger);
    if (!moved) return false;
    *bytes = moved;
    *room = larger;
  }
  memcpy((char *)*bytes + *length, more, count);
  *length += count;
  return true;
}

static size_t take_head(char *bytes, size_t size, size_t count, void *context) {
  exchange *now = context;
  size *= count;
  // Another head begins: what came before was `100 Continue`.
  if (size >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
    now->answer->head_length = 0;
    return size;
  }
  if (now->answer->head_length + size > most_head) return 0;
  return add((void **)&now->answer->head, &now->answer->head_length, &now->head_room, bytes, size) ? size : 0;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
  exchange *now = context;
  size *= count;
  if (now->answer->body_length + size > now->request->limit) {
    now->answer->is_too_large = true;
    return 0;
  }
  return add((void **)&now->answer->body, &now->answer->body_length, &now->body_room, bytes, size) ? size : 0;
}

static int look(void *context, int64_t a, int64_t b, int64_t c, int64_t d) {
  (void)a, (void)b, (void)c, (void)d;
  exchange *now = context;
  return now->request->is_cancelled(now->request->context) ? 1 : 0;
}

// Redirects are not followed, cookies not kept: libcurl does so only when told.
static int prepare(void *handle, const ct_request *request, ct_answer *answer, exchange *now, void *headers) {
  int error = 0;
#define SET(option, value) \
  if (!error) error = curl.setopt(handle, option, value)
  SET(opt_url, request->url);
  SET(opt_protocols, (long)protocol_https);
  SET(opt_no_signal, 1L);
  SET(opt_path_as_is, 1L);
  SET(opt_timeout_ms, request->timeout_milliseconds);
  SET(opt_error_buffer, answer->reason);
  SET(opt_http_header, headers);
  SET(opt_ca_info, request->certificates);
  // The system's own are not trusted beside them.
  SET(opt_ca_path, (char *)NULL);
  SET(opt_header_function, take_head);
  SET(opt_header_data, now);
  SET(opt_write_function, take_body);
  SET(opt_write_data, now);
  SET(opt_progress_function, look);
  SET(opt_progress_data, now);
  SET(opt_no_progress, 0L);
  if (request->body_length > 0 || strcmp(request->method, "GET") != 0) {
    SET(opt_post_field_size, (int64_t)request->body_length);
    SET(opt_post_fields, request->body_length > 0 ? (const char *)request->body : "");
    SET(opt_custom_request, request->method);
  } else {
    SET(opt_http_get, 1L);
  }
#undef SET
  return error;
}

void ct_exchange(ct_exchanger *exchanger, const ct_request *request, ct_answer *answer) {
  memset(answer, 0, sizeof *answer);
  exchange now = {request, answer, 0, 0};
  // Open connections stay with the handle.
  curl.reset(exchanger->handle);
  void *headers = NULL;
  for (const char *const *line = request->headers; *line; line++) {
    void *longer = curl.append(headers, *line);
    if (!longer) answer->error = error_no_memory;
    if (longer) headers = longer;
  }
  if (!answer->error) answer->error = prepare(exchanger->handle, request, answer, &now, headers);
  if (!answer->error) answer->error = curl.perform(exchanger->handle);
  if (!answer->error) answer->error = curl.getinfo(exchanger->handle, info_response_code, &answer->status);
  if (answer->error && !answer->reason[0]) strncpy(answer->reason, curl.strerror(answer->error), sizeof answer->reason - 1);
  // It points at what is about to go.
  curl.reset(exchanger->handle);
  curl.free_list(headers);
}

void ct_answer_free(ct_answer *answer) {
  free(answer->head);
  free(answer->body);
  memset(answer, 0, sizeof *answer);
}

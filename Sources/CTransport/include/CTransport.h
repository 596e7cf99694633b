// One HTTP exchange over libcurl, for where the certificates to trust are named: Foundation's URLSession cannot be told them on Linux.
// The library is the one that URLSession uses; it is opened when the first exchange needs it, so that nothing is linked or loaded otherwise.
#ifndef STEPSCOPE_CTRANSPORT_H
#define STEPSCOPE_CTRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A connection's keeper: exchanges through it one after another use its open connections again.
typedef struct ct_exchanger ct_exchanger;

typedef struct {
  const char *url;
  const char *method;
  // "Name: value", ended by NULL.
  const char *const *headers;
  const uint8_t *body;
  size_t body_length;
  long timeout_milliseconds;
  // The longest body that is taken.
  size_t limit;
  // PEM certificates, the only ones that are trusted.
  const char *certificates;
  // Read now and then, on the exchange's thread; true gives up.
  bool (*is_cancelled)(void *);
  void *context;
} ct_request;

typedef struct {
  // 0, or libcurl's CURLE_ number.
  int error;
  char reason[256];
  bool is_too_large;
  long status;
  // The fields of the last head, each "Name: value\r\n".
  char *head;
  size_t head_length;
  uint8_t *body;
  size_t body_length;
} ct_answer;

// NULL where there is no libcurl.
ct_exchanger *ct_exchanger_open(void);
void ct_exchanger_close(ct_exchanger *);
// Waits for the whole answer, which is to be freed.
void ct_exchange(ct_exchanger *, const ct_request *, ct_answer *);
void ct_answer_free(ct_answer *);

#endif

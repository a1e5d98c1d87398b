/* libcurl for Swift. Swift cannot call variadic functions, so each kind of argument gets an inline function here. */
#ifndef COLLOQUY_CCURL_SHIM_H
#define COLLOQUY_CCURL_SHIM_H

/* The type checks are macros around the variadic calls; the functions below have real types instead. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

/* Called with the bytes of the body or one header line; returns how many of them it took. */
typedef size_t (*colloquy_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
/* Called when the connection is ready, before the first byte of a request is written to it. */
typedef int (*colloquy_curl_prereq_callback)(void *context, char *peer, char *local, int peer_port, int local_port);

static inline CURLcode colloquy_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode colloquy_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/* libcurl copies the text. */
static inline CURLcode colloquy_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/* libcurl keeps the pointer. */
static inline CURLcode colloquy_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode colloquy_curl_set_data_callback(
    CURL *handle, CURLoption option, colloquy_curl_data_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}

static inline CURLcode colloquy_curl_set_prereq_callback(CURL *handle, colloquy_curl_prereq_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLcode colloquy_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode colloquy_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode colloquy_curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode colloquy_curl_get_socket(CURL *handle, curl_socket_t *value) {
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLMcode colloquy_curl_multi_set_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

#endif

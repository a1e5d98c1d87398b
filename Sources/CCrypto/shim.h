/* OpenSSL's libcrypto for Swift, without its deprecated functions. */
#ifndef COLLOQUY_CCRYPTO_SHIM_H
#define COLLOQUY_CCRYPTO_SHIM_H

#define OPENSSL_NO_DEPRECATED
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#if OPENSSL_VERSION_MAJOR < 3
#error "OpenSSL 3 or later is needed."
#endif

/* HMAC on a digest with the empty key, to be copied and given its real key: naming the digest anew for each code would take
   longer than the code. NULL when there is no such digest. */
static inline EVP_MAC_CTX *colloquy_hmac_new(char *digest) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(algorithm);
    EVP_MAC_free(algorithm);
    if (context == NULL || !EVP_MAC_init(context, (const unsigned char *)"", 0, parameters)) {
        EVP_MAC_CTX_free(context);
        return NULL;
    }
    return context;
}

#endif

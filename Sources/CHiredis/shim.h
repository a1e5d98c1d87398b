/* The reader of Redis's protocol out of hiredis. Nothing else of it is used: hiredis.h would bring its own sockets and, into a
   static program, glibc's name resolution. */
#ifndef COLLOQUY_CHIREDIS_SHIM_H
#define COLLOQUY_CHIREDIS_SHIM_H
#include <hiredis/read.h>

/* Swift would import the text as a tuple of 128 numbers. */
static inline const char *colloquy_redis_reader_error(const redisReader *reader) { return reader->errstr; }
#endif

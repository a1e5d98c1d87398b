// The files of the web page, as they lie in Sources/WebPage/page, in the executable's read-only data.
#ifndef C_WEB_PAGE_H
#define C_WEB_PAGE_H

#include <stddef.h>

struct CWebPageFile {
    /// The file's name; ASCII.
    const char *name;
    /// Its bytes, without a terminator.
    const unsigned char *bytes;
    size_t count;
};

/// The file at an index from 0; NULL behind the last one.
const struct CWebPageFile *CWebPageFileAt(size_t index);

#endif

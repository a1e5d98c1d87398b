// Starts a child process that cannot outlive its parent, which neither posix_spawn nor Foundation's Process can do.
#ifndef COLLOQUY_CPROCESS_H
#define COLLOQUY_CPROCESS_H

// No feature macro and no other header here: what the system's headers say must be the same in every module.
#include <sys/types.h>

// Runs the program at `path` in a process group of its own (a Ctrl-C in the terminal is for the parent alone), with
// default signal handling and /dev/null as standard input. On Linux the kernel kills it when the calling THREAD ends, so
// the caller must be a thread that lives as long as the child.
//
// Returns 0 and the child's id, with the reading ends of its standard output and error; or an errno value.
int colloquy_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *directory, pid_t *child,
    int *output, int *error);

// Waits for the child's end without reaping it, so that its id stays its own until the caller says otherwise.
int colloquy_await_end(pid_t child);

// As a shell would count: 0 and up for an exit status, the negative number of the signal that ended it otherwise.
int colloquy_reap(pid_t child);

#endif

#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// A pipe that no other program inherits.
static int open_pipe(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC);
#else
    if (pipe(ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}

// Lets the program inherit nothing but the standard streams, whatever libraries of this process left open.
static void close_all_on_exec(void) {
#ifdef SYS_close_range
    if (syscall(SYS_close_range, 3, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */) == 0) return;
#endif
    for (int descriptor = 3; descriptor < 4096; descriptor++) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

int colloquy_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *directory, pid_t *child,
    int *output, int *error) {
    int pipes[3][2];  // output, error, and the errno of a failed exec
    for (int i = 0; i < 3; i++) {
        if (open_pipe(pipes[i]) != 0) {
            int reason = errno;
            while (--i >= 0) {
                close(pipes[i][0]);
                close(pipes[i][1]);
            }
            return reason;
        }
    }
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {  // Only async-signal-safe calls from here on.
        setpgid(0, 0);
#ifdef __linux__
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(1);  // It ended before the line above.
#else
        (void)parent;
#endif
        for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        int input = open("/dev/null", O_RDONLY);
        if (input >= 0 && dup2(input, 0) >= 0 && dup2(pipes[0][1], 1) >= 0 && dup2(pipes[1][1], 2) >= 0
            && (directory == NULL || chdir(directory) == 0)) {
            close_all_on_exec();
            execve(path, arguments, environment);
        }
        int reason = errno;
        ssize_t ignored = write(pipes[2][1], &reason, sizeof reason);
        (void)ignored;
        _exit(127);
    }
    int reason = pid < 0 ? errno : 0;
    for (int i = 0; i < 3; i++) close(pipes[i][1]);
    if (pid > 0) {
        ssize_t count;
        do count = read(pipes[2][0], &reason, sizeof reason);
        while (count < 0 && errno == EINTR);
        if (count != (ssize_t)sizeof reason) reason = 0;  // The pipe closed by itself: exec succeeded.
        if (reason != 0) waitpid(pid, NULL, 0);
    }
    close(pipes[2][0]);
    if (reason != 0) {
        close(pipes[0][0]);
        close(pipes[1][0]);
        return reason;
    }
    *child = pid;
    *output = pipes[0][0];
    *error = pipes[1][0];
    return 0;
}

int colloquy_await_end(pid_t child) {
    siginfo_t information;
    int result;
    do result = waitid(P_PID, (id_t)child, &information, WEXITED | WNOWAIT);
    while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

int colloquy_reap(pid_t child) {
    int status = 0;
    pid_t result;
    do result = waitpid(child, &status, 0);
    while (result < 0 && errno == EINTR);
    if (result < 0) return -SIGKILL;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

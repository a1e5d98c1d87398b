// Tells the thread sanitizer, when it is preloaded, of synchronization that lies in Swift's libraries, which are not
// instrumented: without it, what that synchronization guards seems to be guarded by nothing.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

void __tsan_acquire(void *address) __attribute__((weak));
void __tsan_release(void *address) __attribute__((weak));

static void acquire(void *address) {
    if (__tsan_acquire) __tsan_acquire(address);
}

static void release(void *address) {
    if (__tsan_release) __tsan_release(address);
}

static void *next(const char *symbol) {
    void *function = dlsym(RTLD_NEXT, symbol);
    if (!function) abort();
    return function;
}

// Synchronization.Mutex: the half of it that is taken when somebody else has the lock. The other half is inlined where it
// is used, and seen.

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

SWIFT void lockSlow(uint32_t thread, SELF) __asm__(LOCK_SLOW);
SWIFT void lockSlow(uint32_t thread, SELF) {
    ((SWIFT void (*)(uint32_t, SELF))next(LOCK_SLOW))(thread, self);
    acquire(self);
}

SWIFT void unlockSlow(SELF) __asm__(UNLOCK_SLOW);
SWIFT void unlockSlow(SELF) {
    release(self);
    ((SWIFT void (*)(SELF))next(UNLOCK_SLOW))(self);
}

// Continuations: of one that is resumed before its task waits for it the runtime says nothing. One that is resumed between
// the two steps of waiting is still missed, and so is a checked one that the Swift library resumes within itself: run again
// what reports a race between what led to a resumption and what followed it.

void *swift_task_getCurrent(void);

void swift_continuation_resume(void *task) {
    release(task);
    ((void (*)(void *))next("swift_continuation_resume"))(task);
}

void swift_continuation_throwingResume(void *task) {
    release(task);
    ((void (*)(void *))next("swift_continuation_throwingResume"))(task);
}

void swift_continuation_throwingResumeWithError(void *task, void *error) {
    release(task);
    ((void (*)(void *, void *))next("swift_continuation_throwingResumeWithError"))(task, error);
}

#ifdef __x86_64__
__attribute__((used)) static void *willAwait(void) {
    acquire(swift_task_getCurrent());
    return next("swift_continuation_await");
}

// A function that ends in a jump to where its task goes on, which C cannot say.
__asm__(".globl swift_continuation_await\n"
        ".type swift_continuation_await, @function\n"
        "swift_continuation_await:\n"
        "pushq %rdi\n"
        "callq willAwait\n"
        "popq %rdi\n"
        "jmpq *%rax\n");
#endif

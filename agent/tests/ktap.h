/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The test harness, all of it: ktap_case() starts a case and ends the one
 * before, expect*() judge, ktap_end() prints the plan.  A case without any
 * expectation fails, so that a loop over nothing is noticed.
 */
#ifndef KS_TESTS_KTAP_H
#define KS_TESTS_KTAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct ktap_state {
	char name[256];
	unsigned int cases, failed, expectations, bad;
};

/* One for the whole program, whichever file includes this first. */
extern struct ktap_state ktap;
__attribute__((weak)) struct ktap_state ktap;

static inline void ktap_close(void)
{
	if (!*ktap.name)
		return;
	ktap.cases++;
	if (!ktap.expectations)
		printf("# nothing was expected\n");
	if (ktap.bad || !ktap.expectations) {
		ktap.failed++;
		printf("not ");
	}
	printf("ok %u - %s\n", ktap.cases, ktap.name);
	fflush(stdout);
	ktap.name[0] = '\0';
}

static inline void __attribute__((format(printf, 1, 2))) ktap_case(const char *fmt, ...)
{
	va_list ap;

	ktap_close();
	va_start(ap, fmt);
	vsnprintf(ktap.name, sizeof(ktap.name), fmt, ap);
	va_end(ap);
	ktap.expectations = ktap.bad = 0;
}

static inline int ktap_end(void)
{
	ktap_close();
	printf("1..%u\n", ktap.cases);
	return ktap.failed || !ktap.cases;
}

/* Names in diagnoses come out of tests that use hostile ones. */
static inline void ktap_put(const char *text)
{
	for (; text && *text; text++)
		printf((unsigned char)*text >= 0x20 && *text != 0x7f ? "%c" : "\\x%02x",
		       (unsigned char)*text);
}

static inline bool ktap_expect(bool good, const char *file, int line, const char *what)
{
	ktap.expectations++;
	if (!good && ktap.bad++ < 10)
		printf("# %s:%d: %s: expected: %s\n", file, line, ktap.name, what);
	return good;
}

static inline bool ktap_expect_int(int64_t got, int64_t want, const char *file, int line,
				   const char *what)
{
	ktap.expectations++;
	if (got != want && ktap.bad++ < 10)
		printf("# %s:%d: %s: %s is %" PRId64 ", expected %" PRId64 "\n", file, line,
		       ktap.name, what, got, want);
	return got == want;
}

static inline bool ktap_expect_text(const char *got, const char *want, const char *file, int line,
				    const char *what)
{
	bool good = got == want || (got && want && !strcmp(got, want));

	ktap.expectations++;
	if (!good && ktap.bad++ < 10) {
		printf("# %s:%d: %s: %s is \"", file, line, ktap.name, what);
		ktap_put(got ? got : "(none)");
		printf("\", expected \"");
		ktap_put(want ? want : "(none)");
		printf("\"\n");
	}
	return good;
}

#define expect(c)		ktap_expect(!!(c), __FILE__, __LINE__, #c)
#define expect_int(got, want)	ktap_expect_int(got, want, __FILE__, __LINE__, #got)
#define expect_text(got, want)	ktap_expect_text(got, want, __FILE__, __LINE__, #got)

#endif

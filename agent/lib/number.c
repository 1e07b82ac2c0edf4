// SPDX-License-Identifier: GPL-2.0-or-later
/* Strict number parsing, the only place that turns text into numbers. */
#include "lib/number.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

/**
 * ks_parse_number - turn a whole string into a number
 * @text: digits only: no blank, sign or trailing character
 * @base: 0 (by prefix), 10 or 16
 * @max: largest value allowed
 * @value: the result; unchanged on failure
 *
 * Return: 0, -EINVAL when it is no number, -ERANGE when it exceeds @max.
 */
int ks_parse_number(const char *text, int base, uint64_t max, uint64_t *value)
{
	unsigned long long v;
	char *end;

	/* strtoull() takes a prefix in base 16 too. */
	if (!isxdigit((unsigned char)text[0]) ||
	    (base == 16 && tolower((unsigned char)text[1]) == 'x'))
		return -EINVAL;
	errno = 0;
	v = strtoull(text, &end, base);
	if (*end != '\0' || end == text)
		return -EINVAL;
	if (errno == ERANGE || v > max)
		return -ERANGE;
	*value = v;
	return 0;
}

/* One more than the digit, 0 for none: digits are random, so that branches cost. */
static const uint8_t digits_of[256] = {
	['0'] = 1,  ['1'] = 2,	['2'] = 3,  ['3'] = 4,	['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,	['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

/**
 * ks_parse_hex32 - turn hexadecimal digits inside a text into a number
 * @digits: without prefix, and without NUL behind them
 * @len: how many
 * @value: result
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
int ks_parse_hex32(const char *digits, size_t len, uint32_t *value)
{
	uint32_t v = 0;

	for (size_t i = 0; i < len; i++) {
		uint8_t digit = digits_of[(unsigned char)digits[i]];

		if (!digit)
			return -EINVAL;
		if (v >> 28)
			return -ERANGE;
		v = v << 4 | (digit - 1);
	}
	if (!len)
		return -EINVAL;
	*value = v;
	return 0;
}

/**
 * ks_parse_hex - turn hexadecimal digits into bytes
 * @text: pairs of digits and nothing else
 * @bytes: to fill
 * @room: of @bytes
 * @size: set to the bytes used
 *
 * Return: 0, -EINVAL when it is something else, -ERANGE beyond @room.
 */
int ks_parse_hex(const char *text, uint8_t *bytes, size_t room, size_t *size)
{
	uint32_t value;

	for (*size = 0; *text; text += 2) {
		if (*size == room)
			return -ERANGE;
		if (!text[1] || ks_parse_hex32(text, 2, &value))
			return -EINVAL;
		bytes[(*size)++] = value;
	}
	return 0;
}

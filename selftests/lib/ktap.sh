# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# KTAP for a test written in bash: source it, report with ok, not_ok, skip or
# check, and end with ktap_end, which prints the plan. Without that last call
# there is no plan, and a test without a plan counts as failed.

ktap_n=0
ktap_bad=0

ok()
{
	ktap_n=$((ktap_n + 1))
	echo "ok $ktap_n $1"
}

# not_ok NAME [DIAGNOSIS...]: the diagnosis may have several lines.
not_ok()
{
	ktap_n=$((ktap_n + 1))
	ktap_bad=$((ktap_bad + 1))
	[ $# -lt 2 ] || printf '%s\n' "${*:2}" | head -n 30 | sed 's/^/# /'
	echo "not ok $ktap_n $1"
}

skip()
{
	ktap_n=$((ktap_n + 1))
	echo "ok $ktap_n $1 # SKIP $2"
}

# check NAME COMMAND...: ok when COMMAND succeeds; what it said, when not.
check()
{
	local name=$1 said rc=0
	shift
	said=$("$@" 2>&1) || rc=$?
	if [ $rc = 0 ]; then
		ok "$name"
	else
		not_ok "$name" "code $rc from: $*" "$said"
	fi
}

# check_equal NAME GOT WANTED
check_equal()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "got:    $2" "wanted: $3"
	fi
}

# check_match NAME TEXT EXTENDED-REGEX
check_match()
{
	if grep -qE -- "$3" <<<"$2"; then
		ok "$1"
	else
		not_ok "$1" "no match for: $3" "in: $2"
	fi
}

ktap_end()
{
	echo "1..$ktap_n"
	[ "$ktap_bad" = 0 ] && [ "$ktap_n" -gt 0 ]
	exit
}

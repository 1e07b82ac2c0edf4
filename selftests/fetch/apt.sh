# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A private apt: its own lists, cache and sources below the project's cache,
# so that kernels of other Debian releases can be had without root and without
# touching the system's package state. The mirrors are those that the system
# itself uses, read at run time. Sourced after lib/common.sh; installs nothing.

# One group of suites per private state, so that the big index of sid is only
# fetched for the compile matrix.
ks_apt_suites()
{
	case $1 in
	bookworm | bookworm-*) echo bookworm bookworm-updates bookworm-security ;;
	trixie-*) echo trixie trixie-security ;;
	bullseye) echo bullseye bullseye-security ;;
	forky) echo forky ;;
	sid) echo sid ;;
	*) ks_die "no group of suites is called $1" ;;
	esac
}

# Print the URI of the mirror that serves suite $1. A system which does not
# list the security archive gets the one beside its main mirror.
ks_apt_mirror()
{
	local targets main sec
	targets=$(apt-get indextargets \
		--format "\$(ORIGIN) \$(RELEASE) \$(REPO_URI)" \
		'Created-By: Packages' 2>/dev/null | sort -u)
	# ORIGIN is empty before the first update: any Debian suite name will do
	main=$(awk '$(NF-1) ~ /^(bullseye|bookworm|trixie|forky|sid|stable|testing)$/ {
			print $NF; exit }' <<<"$targets")
	sec=$(awk '$(NF-1) ~ /-security$/ { print $NF; exit }' <<<"$targets")
	[ -n "$main" ] ||
		ks_die "apt has no Debian suite configured: kernels cannot be fetched"
	case $1 in
	*-security) echo "${sec:-${main%/}-security}" ;;
	*) echo "$main" ;;
	esac
}

# The architectures of a group: what its suffix says, and that of the programs
# which come with kernel headers.
ks_apt_architectures()
{
	case $1 in
	*-*) echo amd64 "${1#*-}" ;;
	*) echo amd64 ;;
	esac
}

ks_apt_conf()
{
	local dir=$KS_CACHE/apt/$1 suite archs keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -r "$keyring" ] ||
		ks_die "$keyring is missing: install the package debian-archive-keyring"
	mkdir -p "$dir"/etc/none "$dir"/state/lists/partial "$dir"/cache/archives/partial
	archs=$(ks_apt_architectures "$1")
	for suite in $(ks_apt_suites "$1"); do
		printf 'deb [arch=%s signed-by=%s] %s %s main\n' \
			"${archs// /,}" "$keyring" "$(ks_apt_mirror "$suite")" "$suite"
	done >"$dir/etc/sources.list"
	{
		# proxies and the like stay as the system has them, its hooks do not
		apt-config dump | grep -E '^Acquire::(http|https|ftp|Check-|Retries)' || true
		cat <<-EOF
		APT::Architecture "amd64";
		APT::Architectures { "${archs// /\"; \"}"; };
		APT::Sandbox::User "";
		Acquire::Languages "none";
		Acquire::GzipIndexes "true";
		Acquire::Retries "3";
		Dir::Etc::Parts "$dir/etc/none";
		Dir::Etc::SourceList "$dir/etc/sources.list";
		Dir::Etc::SourceParts "$dir/etc/none";
		Dir::Etc::Preferences "$dir/etc/none";
		Dir::Etc::PreferencesParts "$dir/etc/none";
		Dir::State "$dir/state";
		Dir::State::Status "$dir/state/status";
		Dir::Cache "$dir/cache";
		Dir::Cache::pkgcache "";
		Dir::Cache::srcpkgcache "";
		EOF
	} >"$dir/etc/apt.conf"
	: >"$dir/state/status"
}

# ks_apt GROUP COMMAND...: apt-get or apt-cache with the private state.
ks_apt()
{
	local conf=$KS_CACHE/apt/$1/etc/apt.conf
	shift
	APT_CONFIG=$conf "$@"
}

# Lists younger than a week are good enough; KMODSAFE_REFRESH=1 asks anew. An
# unreachable mirror is only an error when there are no lists at all.
ks_apt_update()
{
	local stamp=$KS_CACHE/apt/$1/updated log=$KS_CACHE/apt/$1/update.log
	if [ -z "${KMODSAFE_REFRESH:-}" ] && [ -e "$stamp" ] &&
	   [ -z "$(find "$stamp" -mtime +7)" ]; then
		return 0
	fi
	ks_need apt-get apt "no package: kernels are fetched on Debian"
	ks_apt_conf "$1"
	ks_note "reading the package lists of $(ks_apt_suites "$1")"
	# all suites, or with a note those that answer: an old release's main
	# archive goes away before its security archive does
	if ks_apt "$1" apt-get -qq --error-on=any update >"$log" 2>&1; then
		: >"$stamp"
	elif [ -e "$stamp" ]; then
		ks_note "the lists could not be renewed, the old ones are used"
	elif { ks_apt "$1" apt-get -qq update >>"$log" 2>&1 || true; } &&
	     [ -n "$(ks_apt "$1" apt-cache pkgnames linux-headers)" ]; then
		ks_note "some lists of $1 do not answer, the others are used"
		: >"$stamp"
	else
		ks_note "apt: $(tail -n 1 "$log")"
		return 1
	fi
}

# ks_apt_unpack GROUP DIR PACKAGE=VERSION...: download and unpack below DIR.
# Nothing is installed; the downloaded files are removed.
ks_apt_unpack()
{
	local group=$1 dir=$2 tmp deb
	shift 2
	tmp=$dir/.debs
	mkdir -p "$tmp"
	(cd "$tmp" && ks_apt "$group" apt-get -qq download "$@" >&2) || return 1
	for deb in "$tmp"/*.deb; do
		dpkg-deb -x "$deb" "$dir" || return 1
		rm -f "$deb"
	done
	rmdir "$tmp"
}

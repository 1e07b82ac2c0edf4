# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
#
# The kernels that predictions are held against: one small file NAME.conf each,
# "key=value" a line. "base=OTHER" takes over what the other says, except for
# fragments, which are added to. Sourced after lib/common.sh.

kernels_dir=$KS_TOP/selftests/kernels

kernel_names()
{
	local file
	for file in "$kernels_dir"/*.conf; do
		basename "$file" .conf
	done
}

# kernel_conf NAME KEY [DEFAULT]: one setting.
kernel_conf()
{
	local file=$kernels_dir/$1.conf value base
	[ -r "$file" ] || ks_die "there is no kernel $1: $(kernel_names | tr '\n' ' ')"
	value=$(sed -n "s/^$2=//p" "$file")
	base=$(sed -n 's/^base=//p' "$file")
	if [ "$2" = fragments ] && [ -n "$base" ]; then
		value="$(kernel_conf "$base" fragments) $value"
	elif [ -z "$value" ] && [ "$2" != base ] && [ -n "$base" ]; then
		value=$(kernel_conf "$base" "$2")
	fi
	printf '%s' "${value:-${3:-}}"
}

# kernel_make NAME: the words that a make of kernel or modules needs.
kernel_make()
{
	printf 'ARCH=%s CROSS_COMPILE=%s' "$(kernel_conf "$1" arch)" "$(kernel_conf "$1" cross)"
}

# The first process of guests, for the machine of this kernel.
kernel_init()
{
	local cc init
	cc=$(kernel_conf "$1" cross)gcc
	init=$KS_OUT/kernels/init-$cc
	if [ ! "$init" -nt "$kernels_dir/init.c" ]; then
		ks_need "$cc" "${cc%-gcc}" "$cc"
		mkdir -p "$KS_OUT/kernels"
		"$cc" -O2 -Wall -Wextra -Werror -D_GNU_SOURCE -static -o "$init.$$" \
			"$kernels_dir/init.c" || ks_die "the init of $1 does not compile"
		mv "$init.$$" "$init"
	fi
	echo "$init"
}

# A kernel that QEMU's firmware need not unpack starts seconds sooner (x86).
kernel_unpacked()
{
	local image=$1 vmlinux=${1/vmlinuz/vmlinux} source
	if [ ! -e "$vmlinux" ]; then
		source=$("$KS_TOP/selftests/fetch/source") || return
		"$source/scripts/extract-vmlinux" "$image" >"$vmlinux.$$" 2>/dev/null &&
			mv "$vmlinux.$$" "$vmlinux"
	fi
	echo "$vmlinux"
}

# Where a kernel of Debian's is, in the variables of kernel_have.
kernel_debian()
{
	local spec dir headers
	spec=$(kernel_conf "$1" spec "$(kernel_conf "$1" series)")
	dir=$("$KS_TOP/selftests/fetch/kernel" "$spec" image) || return
	headers=$("$KS_TOP/selftests/fetch/kernel" "$spec" headers) || return
	kdir=$headers/kdir
	release=$(basename "$dir"/lib/modules/*)
	tree=$dir/lib/modules/$release
	image=$dir/boot/vmlinuz-$release
	config=$dir/boot/config-$release
	[ "$arch" != x86 ] || image=$(kernel_unpacked "$image") || return
	# shellcheck disable=SC2046 # one word a module
	initramfs=$("$KS_TOP/selftests/vm/initramfs" "$dir" "$release" "$(kernel_init "$1")" \
		$(kernel_conf "$1" modules))
}

# One that is built here.
kernel_built()
{
	kdir=$("$kernels_dir/build" "$1") || return
	release=$(cat "$kdir/include/config/kernel.release")
	tree=$kdir/root/lib/modules/$release
	image=$kdir/vmlinux
	[ "$arch" != um ] || image=$kdir/linux
	config=$kdir/.config
	[ ! -e "$kdir/certs/signing_key.pem" ] || signing=$kdir/certs
	initramfs=$("$KS_TOP/selftests/vm/initramfs" "$kdir" "$release" "$(kernel_init "$1")")
}

# Which accelerator serves this kernel: only the machine's own kind can have one.
kernel_accel()
{
	local dir
	if [ "$arch" != x86 ] || [ "$(uname -m)" != x86_64 ] ||
	   ! dir=$("$KS_TOP/selftests/fetch/kernel" 6.1 image); then
		echo tcg
		return
	fi
	set -- "$dir"/lib/modules/*
	"$KS_TOP/selftests/vm/accel" "$dir/boot/vmlinuz-${1##*/}" \
		"$("$KS_TOP/selftests/vm/initramfs" "$dir" "${1##*/}")"
}

kernel_find()
{
	kind=$(kernel_conf "$1" kind)
	arch=$(kernel_conf "$1" arch)
	if [ "$kind" = debian ]; then
		kernel_debian "$1" || return 3
	else
		kernel_built "$1" || return
	fi
	cross=$(kernel_conf "$1" cross)
	[ "$kind" = uml ] || accel=$(kernel_accel)
	qemu=$(kernel_conf "$1" qemu)
	share=$(kernel_conf "$1" share)
	append=$(kernel_conf "$1" append)
	mkdir -p "$KS_OUT/kernels"
	for v in $kernel_variables; do
		printf '%s=%q\n' "$v" "${!v}"
	done >"$KS_OUT/kernels/$1.where.$$"
	mv "$KS_OUT/kernels/$1.where.$$" "$KS_OUT/kernels/$1.where"
}

kernel_variables='kind arch cross kdir release tree image config signing initramfs accel qemu share append'

# kernel_have NAME: have the kernel, and set the variables above. What was found
# is written down: guests start by the thousand. Returns 3 when it cannot be had.
kernel_have()
{
	local where=$KS_OUT/kernels/$1.where file v fresh=1
	for v in $kernel_variables; do
		printf -v "$v" ''
	done
	for file in "$kernels_dir"/{*.conf,lib.sh,build,init.c,patches/*} "$KS_TOP"/selftests/kconfig/* \
		"$KS_TOP"/selftests/fetch/* "$KS_CACHE"/apt/*/updated; do
		[ ! "$file" -nt "$where" ] || fresh=
	done
	if [ -n "$fresh" ] && [ -e "$where" ]; then
		# shellcheck disable=SC1090 # written by kernel_find
		. "$where"
		[ ! -e "$image" ] || [ ! -e "$initramfs" ] || [ ! -e "$kdir" ] || return 0
	fi
	kernel_find "$1"
}

# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
#
# Booting a guest: its job file and its QEMU. Shared by vm/run and demo; which
# kernel and what runs there is theirs. Sourced after common.sh.

vm_variables='KS_TOP KS_OUT KS_RELEASE KS_SERIES KS_AGENT KS_MODULE KS_SYMVERS KS_IMAGE KS_TREE
	KS_OLD_TREE KS_OTHER_TREE KS_TOOLS KS_YNL KS_ACCEL'

# vm_prepare SPEC: have the kernel, and set the variables of a job from it.
vm_prepare()
{
	local here=$KS_TOP/selftests
	ks_need qemu-system-x86_64 qemu-system-x86 qemu-system-x86-core
	image=$("$here/fetch/kernel" "$1" image) || ks_die "kernel $1 cannot be had"
	headers=$("$here/fetch/kernel" "$1" headers) || ks_die "headers of $1 cannot be had"
	KS_SERIES=$1
	KS_RELEASE=$(basename "$image"/lib/modules/*)
	KS_TREE=$image/lib/modules/$KS_RELEASE
	KS_SYMVERS=$headers/kdir/Module.symvers
	KS_IMAGE=$image/boot/vmlinuz-$KS_RELEASE
	KS_AGENT=$KS_OUT/kmodsafe
	KS_MODULE=$KS_OUT/$KS_RELEASE/kmodsafe.ko
	KS_TOOLS=$KS_OUT/selftests/tools
	KS_OLD_TREE='' KS_OTHER_TREE='' KS_YNL=''
	initramfs=$("$here/vm/initramfs" "$image" "$KS_RELEASE") || ks_die "no initramfs"
	KS_ACCEL=$("$here/vm/accel" "$image/boot/vmlinuz-$KS_RELEASE" "$initramfs")
}

vm_make()
{
	make -s -C "$KS_TOP/selftests" O="$KS_OUT" tools >&2 || return 1
	[ -z "${KMODSAFE_NOBUILD:-}" ] || return 0
	make -s -C "$KS_TOP" O="$KS_OUT" agent >&2 &&
		make -s -C "$KS_TOP" O="$KS_OUT" KDIR="$headers/kdir" modules >&2
}

# vm_build: agent, kernel module and tools as they are now: what is tested is
# what is built. Quick when nothing changed; one build at a time.
vm_build() { ks_locked build vm_make || ks_die "the build failed"; }

# vm_modules CASE: the modules of a case's own, for this kernel; a guest finds them
# in $KS_OUT/selftests/SERIES/modules/CASE. Without debug information: it is large.
vm_modules()
{
	local dir=$KS_OUT/selftests/$KS_SERIES/modules/$1 file
	mkdir -p "$dir"
	# by content: a copy is newer than what it was made of, and than what came since
	for file in "$KS_TOP/selftests/cases/$1/modules"/*; do
		cmp -s "$file" "$dir/${file##*/}" || cp "$file" "$dir"
	done
	make -s -C "$headers/kdir" M="$dir" CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$dir/log" 2>&1 || {
		tail -n 20 "$dir/log" >&2
		return 1
	}
	strip --strip-debug "$dir"/*.ko
}

# vm_tree SPEC: the modules of another kernel; nothing when it cannot be had.
vm_tree()
{
	local dir
	dir=$("$KS_TOP/selftests/fetch/kernel" "$1" image) || return 0
	echo "$dir"/lib/modules/*
}

# vm_job DIR [NAME=VALUE...]: what the guest is told, in an archive of its own
# behind the initramfs.
vm_job()
{
	local dir=$1 v
	shift
	{
		for v in $vm_variables; do
			printf '%s=%q\n' "$v" "${!v}"
		done
		for v; do
			printf '%s=%q\n' "${v%%=*}" "${v#*=}"
		done
		echo KS_PROBE=
	} >"$dir/job"
	(cd "$dir" && echo job | cpio --quiet -o -H newc -R 0:0) | cat "$initramfs" - >"$dir/initrd"
}

# vm_boot DIR LIMIT CPU CPUS MEMORY CMDLINE: start a guest and wait for its end, at
# most LIMIT seconds. Leaves result, console and qemu.log in DIR.
vm_boot()
{
	local dir=$1 limit=$2 pid rc=0
	: >"$dir/result"
	qemu-system-x86_64 -accel "$KS_ACCEL" -M pc -cpu "$3" -smp "$4" -m "$5" \
		-nodefaults -display none -no-reboot -nic none \
		-serial "file:$dir/console" \
		-kernel "$image/boot/vmlinuz-$KS_RELEASE" -initrd "$dir/initrd" \
		-append "console=ttyS0 no_timer_check loglevel=5 panic=-1 oops=panic log_buf_len=8M $6" \
		-fsdev local,id=host,path=/,security_model=none,readonly=on,multidevs=remap \
		-device virtio-9p-pci,fsdev=host,mount_tag=hostroot \
		-device virtio-serial-pci -chardev "file,id=result,path=$dir/result" \
		-device virtserialport,chardev=result,name=kmodsafe.result \
		-object rng-random,id=rng,filename=/dev/urandom -device virtio-rng-pci,rng=rng \
		</dev/null >"$dir/qemu.log" 2>&1 9>&- &
	pid=$!
	trap 'kill -KILL $pid 2>/dev/null || true' EXIT
	while kill -0 $pid 2>/dev/null; do
		if [ "$limit" -le 0 ]; then
			kill -KILL $pid 2>/dev/null || true
			rc=1
			break
		fi
		sleep 1
		limit=$((limit - 1))
	done
	[ $rc = 1 ] || wait $pid || rc=$?
	trap - EXIT
	rm -f "$dir/initrd"
	[ $rc = 0 ]
}

# Emulated processors wait for each other at locks while one of them does not
# run: without KVM a second one is for cases that ask for it.
vm_cpus() { [ "$KS_ACCEL" = kvm ] && echo 2 || echo 1; }

vm_cpu() { [ "$KS_ACCEL" = kvm ] && echo host || echo max; }

# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
#
# The steps of the oracle, for one kernel: have its facts and bases, make the
# cases, predict, let the kernel answer, compare. Sourced after lib/common.sh;
# oracle_open must come first, the others want the files of the one before.

oracle_dir=$KS_TOP/selftests/oracle
oracle_kernels=$KS_TOP/selftests/kernels
oracle_bin=$KS_OUT/oracle/bin

# oracle_open KERNEL: set the variables of a kernel. Returns 3 without one.
oracle_open()
{
	kernel=$1
	job=$KS_OUT/oracle/$kernel
	agent=$job/kmodsafe
	kdir=$("$oracle_kernels/get" "$kernel" kdir) || return
	release=$("$oracle_kernels/get" "$kernel" release) || return
	tree=$("$oracle_kernels/get" "$kernel" tree) || return
	traits=$("$oracle_kernels/get" "$kernel" traits) || return
	cc=$("$oracle_kernels/get" "$kernel" cc) || return
	# the answers of a kernel that was built anew are not those of the old
	store=$job/kernel-answers-$("$oracle_kernels/get" "$kernel" image | sha256sum | cut -c1-12)
	mkdir -p "$job/bases" "$job/files" "$job/predictions" "$job/kept"
	touch "$store"
}

# What all kernels share, one build at a time.
oracle_programs()
{
	[ -n "${KMODSAFE_NOBUILD:-}" ] || make -s -C "$KS_TOP/agent" O="$KS_OUT" >&2 || return
	make -s -C "$oracle_dir" O="$KS_OUT" >&2
}

oracle_build()
{
	ks_locked build oracle_programs || return
	# the one that is judged stays the same while it is
	cp "$KS_OUT/kmodsafe" "$agent.new" && mv "$agent.new" "$agent" || return
	if [ ! "$job/guest" -nt "$oracle_dir/guest.c" ]; then
		ks_need "$cc" "${cc%-gcc}" "$cc"
		"$cc" -O2 -std=gnu11 -Wall -Wextra -Werror -D_GNU_SOURCE -static \
			-o "$job/guest" "$oracle_dir/guest.c" || return
	fi
	oracle_facts
}

# Taken live, and again when what takes them is another.
oracle_facts()
{
	local newer
	newer=$(cd "$KS_TOP" && find kmod include agent/facts agent/model selftests/kernels \
		-name '*.[ch]' -newer "$job/facts" 2>/dev/null)
	[ -s "$job/facts" ] && [ -z "$newer" ] && return
	"$oracle_kernels/facts" "$kernel" "$job/facts.new" || return
	# the helper which took them is not there when the kernel is asked
	sed '/^module\t[^\t]*\t[^\t]*\tkmodsafe$/d' "$job/facts.new" >"$job/facts.live"
	# only the image has the certificates that verify a signature
	"$agent" facts --kernel "$job/facts.live,$("$oracle_kernels/get" "$kernel" image)" \
		--save "$job/facts.new" >&2 || cp "$job/facts.live" "$job/facts.new"
	mv "$job/facts.new" "$job/facts"
}

# The small modules, for this kernel, into $job/bases, without debug information.
oracle_modules()
{
	local build=$job/build file words
	[ ! "$job/bases/.made" -nt "$oracle_dir/modules/ora_many.c" ] || return 0
	rm -rf "$build"
	cp -r "$oracle_dir/modules" "$build"
	read -ra words <<<"$("$oracle_kernels/get" "$kernel" make)"
	make -s -C "$kdir" M="$build" "${words[@]}" modules >"$job/modules.log" 2>&1 || {
		tail -n 20 "$job/modules.log" >&2
		return 1
	}
	for file in "$build"/*.ko; do
		"${cc%gcc}strip" --strip-debug "$file" || return
		"$oracle_bin/forge" inert "$file" "$job/bases/$(basename "$file")" || return
	done
	rm -rf "$build"
	touch "$job/bases/.made"
}

# oracle_unpack FILE TO: the bytes that a loader would hand over.
oracle_unpack()
{
	case $1 in
	*.xz) xz -dc "$1" >"$2" ;;
	*.gz) gzip -dc "$1" >"$2" ;;
	*.zst) zstd -qdc "$1" >"$2" ;;
	*) cp "$1" "$2" ;;
	esac
}

# oracle_real_bases NAME...: those of the kernel's own modules that it has.
oracle_real_bases()
{
	local name file
	mkdir -p "$job/bases/real" "$job/bases/signed"
	for name; do
		[ ! -e "$job/bases/real/$name.ko" ] || continue
		file=$(find "$tree" -name "$name.ko*" 2>/dev/null | head -n 1)
		[ -n "$file" ] || continue
		oracle_unpack "$file" "$job/unpacked.ko" &&
			"$oracle_bin/forge" inert "$job/unpacked.ko" "$job/bases/real/$name.ko" || return
		! tail -c 28 "$job/unpacked.ko" | grep -q '^~Module signature appended~$' ||
			mv "$job/unpacked.ko" "$job/bases/signed/$name.ko"
	done
	rm -f "$job/unpacked.ko"
}

# Loading these is harmful in itself, if their init() runs: self-tests and
# benchmarks that keep the machine busy or stop it, and drivers that take away
# the devices on which a guest lives.
oracle_harmful='tcrypt|torture|test|selftest|benchmark|kgdb|lkdtm|refscale|rcuscale|vivid|scsi_debug|wdt|watchdog|preemptirq|evbug|mtd_|nandsim|9p|virtio'

# oracle_tree GROUP COUNT TREE: modules of a tree, evenly spread, into
# $job/bases/GROUP, and what they need of it, in order, into GROUP/NAME.before.
# Inert, but for the group "live".
oracle_tree()
{
	local group=$1 count=$2 tree=$3 dir=$job/bases/$1 path rest file before
	mkdir -p "$dir"
	[ "$(cat "$dir/.made" 2>/dev/null)" != "$count" ] || return 0
	rm -f "$dir"/*.before
	awk -F ':' -v want="$count" -v out="$([ "$group" != live ] || echo "$oracle_harmful")" '
	out == "" || $1 !~ out { line[++n] = $0 }
	END {
		if (want > n)
			want = n
		for (i = 0; i < want; i++)
			print line[int(i * n / want) + 1]
	}' <(sort "$tree/modules.dep") | while IFS=: read -r path rest; do
		before=
		for file in $rest; do
			file=$(oracle_tree_file "$group" "$tree" "$file") || exit 1
			before="$file $before"
		done
		file=$(oracle_tree_file "$group" "$tree" "$path") || exit 1
		echo "${before:--}" >"$job/${file%.ko}.before"
	done || return
	echo "$count" >"$dir/.made"
}

# One module of a tree, made unless it is there; its path below $job.
oracle_tree_file()
{
	local name file
	name=$(basename "$3")
	file=bases/$1/${name%%.ko*}.ko
	if [ ! -e "$job/$file" ]; then
		oracle_unpack "$2/$3" "$job/unpacked.ko" || return
		if [ "$1" = live ]; then
			mv "$job/unpacked.ko" "$job/$file"
		else
			"$oracle_bin/forge" inert "$job/unpacked.ko" "$job/$file" || return
		fi
	fi
	echo "$file"
}

# oracle_make: $job/recipes (id, group, before, base, how) to $job/cases and the
# candidates.
oracle_make()
{
	(
		cd "$job" || exit
		rm -rf files
		mkdir files
		awk -F '\t' '{ print "files/" $1 ".ko\t" $4 "\t" $5 }' recipes |
			"$oracle_bin/forge" make "$release" >made || exit
		cut -f 1 recipes | sort | uniq -d | grep . && ks_die "cases of the same name"
		# what a case is known by: all bytes that the kernel sees
		{ find bases -name '*.ko' -print0; find files -name '*.ko' -print0; } |
			xargs -0 -r sha256sum >sums
		awk -F '\t' '
		FILENAME == "sums" {
			split($0, a, "  ")
			sum[a[2]] = substr(a[1], 1, 20)
			next
		}
		FILENAME == "made" { state[$1] = $2; note[$1] = $3; next }
		{
			file = "files/" $1 ".ko"
			if (state[file] == "not offered")
				next
			key = ($2 == "once" ? "once." : "") sum[file]
			n = split($3, before, " ")
			for (i = 1; i <= n; i++)
				if (before[i] != "-") {
					if (!(before[i] in sum))
						next
					key = key "." substr(sum[before[i]], 1, 10)
				}
			print $1 "\t" $2 "\t" key "\t" $3 "\t" file "\t" state[file] "\t" $5 ": " note[file]
		}' FS=' ' sums FS='\t' made recipes >cases
	)
}

# Predict all cases: those with the same modules before in one go. Without the
# line on taints the facts are those of a kernel that has just come up.
oracle_predict()
{
	(
		cd "$job" || exit
		rm -rf predictions
		mkdir predictions
		grep -v '^taints' facts >facts.fresh
		awk -F '\t' '
		{ set = ($2 == "once" ? "facts.fresh " : "facts ") $4 }
		!(set in n) { n[set] = ++count; print set > ("predictions/" count ".before") }
		{ print $5 > ("predictions/" n[set] ".files") }' cases
		for list in predictions/*.files; do
			words=()
			read -r facts rest <"${list%.files}.before"
			read -ra before <<<"$rest"
			for file in "${before[@]}"; do
				[ "$file" = - ] || words+=(--loaded "$file")
			done
			split -l 400 "$list" "$list."
			for part in "$list".*; do
				# shellcheck disable=SC2046 # no name has blanks
				printf '%s\0' "$agent" check --json --kernel "$facts" "${words[@]}" $(cat "$part") |
					base64 -w 0
				echo " $part.json"
			done
		done >predictions/todo
		xargs -P "$KS_JOBS" -L 1 "$oracle_dir/predict" <predictions/todo
	)
}

# judge COMMAND [WORD...]: with the files of this kernel.
judge()
{
	local command=$1
	shift
	(
		cd "$job" || exit
		"$oracle_bin/judge" "$command" cases "$store" "$@" predictions/*.json
	)
}

# take_answers CRASHED: from the guest's form to that of the store, which knows
# cases by their key. CRASHED is what befell the one that has no end.
take_answers()
{
	awk -v crashed="$1" -v errnos="$(errno_names)" '
	BEGIN { n = split(errnos, e, " "); for (i = 1; i < n; i += 2) name[e[i]] = e[i + 1] }
	FILENAME ~ /cases$/ { split($0, f, "\t"); key[f[1]] = f[3]; next }
	$1 == "begin" { id = $2; lines = ""; next }
	$1 == "log" { lines = lines "log\t" substr($0, 5) "\n"; next }
	$1 == "before" { lines = lines "before\t" $3 "\n"; next }
	$1 == "end" {
		what = $3 == 0 ? "ok" : ($3 in name) ? name[$3] : "E" $3
		printf "answer\t%s\t%s\t%s\n%s", key[$2], what, $4, lines
		id = ""
	}
	END {
		if (id == "" || crashed == "")
			exit
		printf "answer\t%s\t%s\t0\n", key[id], crashed
		while ((getline line < "console.tail") > 0)
			print "console\t" line
	}' "$job/cases" "$job/answers"
}

# The machine of the guest may number errors in its own way: by its headers.
errno_names()
{
	[ -s "$job/errnos" ] ||
		echo '#include <errno.h>' | "$cc" -E -dM - |
			awk '$2 ~ /^E[A-Z0-9]+$/ && $3 ~ /^[0-9]+$/ { printf "%s %s ", $3, $2 }' >"$job/errnos"
	cat "$job/errnos"
}

# How many seconds without a word from the guest mean that it hangs, and how
# many cases one boot gets.
oracle_patience() { [ "$traits" = uml ] && echo 20 || echo 90; }

# boot_once: a guest with $job/plan; its answers go to the store. Fails when it
# did not begin a single case.
boot_once()
{
	local pid said last='' idle=0 fate=crashed
	rm -f "$job/answers" "$job/ended" "$job/console"
	: >"$job/answers"
	setsid "$oracle_kernels/boot" "$kernel" "$job" 3600 >"$job/boot.log" 2>&1 &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		sleep 0.2
		said=$(stat -c '%s' "$job/answers")
		[ "$said" = "$last" ] || idle=0
		last=$said
		idle=$((idle + 1))
		if [ $((idle / 5)) -gt "$(oracle_patience)" ]; then
			fate=hung
			pkill -KILL -s $pid
			# User-Mode Linux makes a session of its own
			pkill -KILL -f "KS_JOB=$job\$" || true
		fi
	done
	wait $pid 2>/dev/null
	[ "$(cat "$job/ended" 2>/dev/null || echo 0)" = 0 ] || {
		tail -n 5 "$job/console" >&2
		ks_die "$kernel: the guest's half failed, see $job/console"
	}
	tr -d '\r' <"$job/console" | tail -n 40 | tr '\t' ' ' >"$job/console.tail"
	(cd "$job" && take_answers $fate) >>"$store"
	grep -q '^begin ' "$job/answers"
}

# oracle_ask WHICH: until there is no case left without an answer.
oracle_ask()
{
	local failures=0 left
	while judge plan "$1" >"$job/plan" && [ -s "$job/plan" ]; do
		left=$(wc -l <"$job/plan")
		# a boot of its own for each of these, behind the others
		if grep -qv '^once-' "$job/plan"; then
			sed -i '/^once-/d' "$job/plan"
		else
			sed -i '2,$d' "$job/plan"
		fi
		ks_note "$kernel: $left cases to ask"
		if boot_once; then
			failures=0
			continue
		fi
		failures=$((failures + 1))
		[ $failures -lt 3 ] || {
			tail -n 10 "$job/console" "$job/boot.log" >&2
			ks_die "$kernel: the guest does not begin, see $job/console"
		}
	done
}

# A case that disagrees is asked once more, in a boot of its own where that
# costs little: what was loaded before it may have done harm.
oracle_confirm()
{
	local all key
	all=$(judge suspects | awk -F '\t' '{ print }')
	touch "$store.confirmed"
	while IFS= read -r line; do
		[ -n "$line" ] || continue
		key=$(awk -F '\t' -v id="${line%%$'\t'*}" '$1 == id { print $3 }' "$job/cases")
		grep -qxF "$key" "$store.confirmed" && continue
		echo "$key" >>"$store.confirmed"
		echo "$line"
	done <<<"$all" >"$job/suspects"
	[ -s "$job/suspects" ] || return 0
	ks_note "$kernel: $(wc -l <"$job/suspects") cases are asked again"
	if [ "$traits" = uml ] && [ "$(wc -l <"$job/suspects")" -le 400 ]; then
		while IFS= read -r line; do
			echo "$line" >"$job/plan"
			boot_once
		done <"$job/suspects"
	else
		# those that ended a guest come last
		cp "$job/suspects" "$job/plan"
		boot_once
	fi
}

# The files of what disagrees stay, for replay.
oracle_keep()
{
	local id before file
	rm -rf "$job/kept"
	mkdir "$job/kept"
	while IFS=$'\t' read -r id before file; do
		cp "$job/$file" "$job/kept/$id.ko"
	done < <(judge suspects)
}

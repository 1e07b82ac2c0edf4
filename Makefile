# SPDX-License-Identifier: GPL-2.0-or-later
#
# Thin front of the project: names the things one can do and hands over to the
# makefiles of agent/ and kmod/ and to the scripts under selftests/.

O             ?= build
RELEASE       ?= $(shell uname -r)
KDIR          ?= /lib/modules/$(RELEASE)/build
ARCH          ?= $(shell uname -m | sed -e 's/i.86/x86/' -e 's/x86_64/x86/' -e 's/aarch64/arm64/')
CROSS_COMPILE ?=
DESTDIR       ?=
PREFIX        ?= /usr/local
KERNELS       ?= 6.1 6.12
V             ?= 0

override O := $(abspath $(O))
MAKEFLAGS += --no-print-directory
Q := $(if $(filter 1,$(V)),,@)
export O V KERNELS

root := $(filter 0,$(shell id -u))

.PHONY: all agent modules demo check check-quick kunit selftest oracle bench fuzz soak deps \
	install uninstall clean help

all: agent modules

agent:
	$(Q)$(MAKE) -C agent O=$(O) V=$(V) CROSS_COMPILE=$(CROSS_COMPILE)

modules:
	$(Q)[ -e $(KDIR)/Makefile ] || { \
		echo "kmodsafe: $(KDIR): no kernel headers: install the package" \
		"linux-headers-$(RELEASE) (Debian) or kernel-devel-$(RELEASE) (Fedora)," \
		"or name others with KDIR=" >&2; exit 2; }
	$(Q)$(MAKE) -C kmod modules KDIR=$(KDIR) O=$(O) V=$(V) ARCH=$(ARCH) \
		CROSS_COMPILE=$(CROSS_COMPILE)

demo:
	$(Q)selftests/demo

check check-quick kunit selftest:
	$(Q)selftests/check $@

# Without KERNELS= on the command line: all that can be had.
oracle: agent
	$(Q)selftests/oracle/all $(if $(filter file,$(origin KERNELS)),,$(KERNELS))

bench: agent
	$(Q)selftests/bench/run

# CYCLES=10000
soak:
	$(Q)selftests/uml/soak

fuzz:
	$(Q)selftests/fetch/deps fuzz --quiet
	$(Q)$(MAKE) -C agent fuzz O=$(O) V=$(V)

deps:
	$(Q)selftests/fetch/deps check

# Where Debian and Fedora expect things: what one builds oneself below
# /usr/local, modules and DKMS sources at their fixed places. A package sets
# PREFIX=/usr.
version := $(shell cat VERSION)
release = $(shell sed -n 's/^\#define UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/include/generated/utsrelease.h)
sbindir := $(PREFIX)/sbin
mandir := $(PREFIX)/share/man/man8
completion := $(PREFIX)/share/bash-completion/completions/kmodsafe
spec := $(PREFIX)/share/kmodsafe/specs/kmodsafe.yaml
dkms := /usr/src/kmodsafe-$(version)
updates = /lib/modules/$(release)/updates
pages := $(notdir $(wildcard Documentation/man/*.8))
dkms_files := dkms.conf VERSION Kbuild $(wildcard kmod/* kunit/*.[ch] include/uapi/linux/*.h)

install: all
	$(Q)install -D -m 755 $(O)/kmodsafe $(DESTDIR)$(sbindir)/kmodsafe
	$(Q)install -D -m 644 $(O)/$(release)/kmodsafe.ko $(DESTDIR)$(updates)/kmodsafe.ko
	$(Q)install -d $(DESTDIR)$(mandir)
	$(Q)install -m 644 $(pages:%=Documentation/man/%) $(DESTDIR)$(mandir)
	$(Q)install -D -m 644 Documentation/completion/kmodsafe.bash $(DESTDIR)$(completion)
	$(Q)install -D -m 644 Documentation/netlink/specs/kmodsafe.yaml $(DESTDIR)$(spec)
	$(Q)for f in $(dkms_files); do \
		mode=644; [ ! -x $$f ] || mode=755; \
		install -D -m $$mode $$f $(DESTDIR)$(dkms)/$$f || exit 1; done
	$(Q)[ -n "$(DESTDIR)" ] || depmod $(release)
	@echo "installed for kernel $(release) under $(DESTDIR)$(PREFIX);" \
		"for future kernels: dkms install kmodsafe/$(version)"

uninstall:
	$(Q)rm -f $(DESTDIR)$(sbindir)/kmodsafe $(DESTDIR)$(completion) $(DESTDIR)$(spec)
	$(Q)rm -f $(pages:%=$(DESTDIR)$(mandir)/%)
	$(Q)$(if $(release),rm -f $(DESTDIR)$(updates)/kmodsafe.ko)
	$(Q)rm -f $(dkms_files:%=$(DESTDIR)$(dkms)/%)
	$(Q)for d in $(dkms) $(dir $(spec)) $(PREFIX)/share/kmodsafe; do \
		[ ! -d $(DESTDIR)$$d ] || \
		find $(DESTDIR)$$d -depth -type d -empty -delete; done
	$(Q)[ -n "$(DESTDIR)" ] || [ -z "$(release)" ] || depmod $(release)

clean:
	rm -rf $(O)

help:
	@echo 'Targets:'
	@echo '  all          agent and kernel module (what a bare "make" does)'
	@echo '  agent        build $$O/kmodsafe'
	@echo '  modules      build $$O/<kernel release>/kmodsafe.ko'
	@echo '  demo         watch kmodsafe at work on a real Debian kernel, in QEMU'
	@echo '  check        all tests; the last line counts them'
	@echo '  check-quick  the tests that need no guest, under a minute'
	@echo '  kunit        KUnit and leak tests in a User-Mode Linux kernel'
	@echo '  selftest     tests in QEMU on the Debian kernels of KERNELS'
	@echo '               (one case again: selftests/vm/run KERNEL CASE)'
	@echo '  oracle       many modules, right and wrong, on many kernels: is the agent'
	@echo '               right about all? (KERNELS="uml 6.12" CASES=5000 SEED=1)'
	@echo '  bench        time and memory of a check, as ratios'
	@echo '  fuzz         every parser against inputs that a fuzzer makes up, with'
	@echo '               sanitizers (TARGETS="candidate btf" SECONDS=600 of each)'
	@echo '  soak         a set of modules comes and goes 10000 times under kmemleak and'
	@echo '               lockdep, in User-Mode Linux (CYCLES=10000)'
	@echo '  deps         print the Debian packages needed; as root, install them'
	@echo '  install      agent, module, manual pages, completion, DKMS, spec'
	@echo '  uninstall    remove exactly that'
	@echo '  clean        remove the build directory $$O'
	@echo 'Variables:'
	@echo '  O=$(O)'
	@echo '  KDIR=$(KDIR) (kernel headers to build the module against)'
	@echo '  ARCH=$(ARCH) CROSS_COMPILE=$(CROSS_COMPILE)'
	@echo '  DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)'
	@echo '  KERNELS=$(KERNELS) (Debian kernels of the guests)'
	@echo '  V=1 shows commands; KMODSAFE_CACHE is where fetched kernels stay'
	@echo "Detected kernel: $$(uname -r), headers $$( \
		[ -e $(KDIR)/Makefile ] && echo present || echo missing)"

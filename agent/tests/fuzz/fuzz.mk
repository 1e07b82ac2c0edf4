# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzzing: the targets of tests/fuzz/fuzz.h, by libFuzzer; included by tests.mk.
#   make -C agent fuzz [TARGETS="candidate btf"] [SECONDS=600]   seconds of processor time, each
#   make -C agent fuzz-corpus [TARGETS=..]    keep what was found in tests/fuzz/corpus
# A target is one file and one row in FUZZ_TARGETS.  replay.c runs the same
# targets in "make check".
F := $(O)/fuzz
TARGETS ?=
SECONDS ?= 600

fuzz_sources := $(filter-out tests/fuzz/libfuzzer.c tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c))
fuzz_support := tests/depths_compare.c tests/elf_file.c tests/kernel_file.c tests/signing.c tests/module_file.c tests/module_maker.c \
	tests/module_exports.c tests/module_output.c tests/packing.c
fuzz_cflags := -DFUZZ_KERNELS='"$(abspath tests/kernels)"' \
	-DFUZZ_CORPUS='"$(abspath tests/fuzz/corpus)"'
# What the kernel itself says is not for the kernel module to say.
fuzz_ldflags := $(foreach f,uname ks_uboot_crc_differs $(addprefix ks_system_,helper_is_loaded fill modules),-Wl,--wrap=$(f))
# Nothing added to NULL is NULL, as C2y says at last; gcc never minded.
fuzz_sanitize := -fsanitize=address,undefined -fno-sanitize=pointer-overflow \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
fuzz_objects := $(patsubst %.c,$(F)/%.o,$(filter-out main.c,$(sources)) $(fuzz_sources) \
	$(fuzz_support) tests/fuzz/libfuzzer.c)

$(T)/tests/fuzz/%.o: ks_cflags += $(fuzz_cflags)

$(T)/fuzz_replay: $(fuzz_sources:%.c=$(T)/%.o) $(T)/tests/fuzz/replay.o $(support) $(test_library)
	$(Q)$(CC) $(sanitize) $(fuzz_ldflags) -o $@ $^ $(ks_libs) $(packing_libs) $(signing_libs)

$(F)/%.o: %.c Makefile tests/fuzz/fuzz.mk ../VERSION | need-libraries
	$(Q)mkdir -p $(dir $@)
	$(Q)$(CLANG) $(ks_cflags) -Itests $(fuzz_cflags) -O1 -g -Werror $(fuzz_sanitize) \
		-fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(F)/fuzz: $(fuzz_objects)
	@echo "  LD      $@"
	$(Q)$(CLANG) $(fuzz_sanitize) -fsanitize=fuzzer $(fuzz_ldflags) -o $@ $^ $(ks_libs) $(packing_libs) \
		$(signing_libs)

need-clang:
	@[ -n "$(CLANG)" ] || { echo "kmodsafe: clang is missing: install clang and" \
		"libclang-rt-dev (Fedora: clang compiler-rt)" >&2; exit 1; }

fuzz-build: need-clang
	+$(Q)$(MAKE) --no-print-directory $(F)/fuzz $(T)/fuzz_replay

fuzz: fuzz-build
	$(Q)F=$(F) T=$(T) tests/fuzz/run $(SECONDS) $(TARGETS)

fuzz-corpus: fuzz-build
	$(Q)F=$(F) T=$(T) tests/fuzz/keep $(TARGETS)

-include $(fuzz_objects:.o=.d) $(wildcard $(T)/tests/fuzz/*.d)

.PHONY: need-clang fuzz-build fuzz fuzz-corpus

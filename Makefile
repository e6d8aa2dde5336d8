# lsq: build, test, install.  `make help` lists the targets.
#
#   make [PROFILE=release|debug|asan|tsan|cov] [CC=gcc|clang] [BUILD=build] [V=1] [JOBS=n] ...
#
# Objects stand in $(BUILD)/obj/<profile>-<compiler>/, so profiles do not disturb each other; the last one built with
# `make all` is what stands at $(BUILD)/lsq, $(BUILD)/liblsq.a and $(BUILD)/liblsq.so.
# CPPFLAGS, CFLAGS, LDFLAGS of the user are added after our own.

MAKEFLAGS += -rR
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

PROFILE ?= release
BUILD ?= build
# One spelling a directory: the dependencies of objects name them by it.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
FUZZ_SECONDS ?= 60
FAULT_SECONDS ?= 0
FAULT_SEED ?= 1
ROOM ?= *
ifneq ($(filter undefined default,$(origin CC)),)
CC := gcc
endif
ifneq ($(filter undefined default,$(origin AR)),)
AR := ar
endif
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL: # "make clean all" means one after the other
endif

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))
OBJ := $(BUILD)/obj/$(PROFILE)-$(notdir $(CC))
VERSION := $(shell sed -n 's/^.define LSQ_VERSION "\(.*\)"/\1/p' lib/include/lsq.h)
SONAME := liblsq.so.0

# ---- sources ---------------------------------------------------------------------------------------------------

LIB_C := $(sort $(wildcard lib/*/*.c))
CLI_C := $(sort $(wildcard cli/*.c))
SUPPORT_C := $(sort $(wildcard tests/support/*.c))
TEST_C := $(sort $(wildcard tests/$(ROOM)/test_*.c))
TEST_SH := $(sort $(wildcard tests/$(ROOM)/test_*.sh))
THREADED_C = $(shell grep -lE 'pthread_create|lsq_workers_run|threads = ' tests/*/test_*.c)
FUZZ_C := $(sort $(wildcard tests/fuzz/fuzz_*.c))

LIB_O := $(LIB_C:%.c=$(OBJ)/%.o)
CLI_O := $(CLI_C:%.c=$(OBJ)/%.o)
SUPPORT_O := $(SUPPORT_C:%.c=$(OBJ)/%.o)
TESTS := $(TEST_C:%.c=$(OBJ)/%)
FUZZERS := $(FUZZ_C:%.c=$(OBJ)/%)

# ---- flags -----------------------------------------------------------------------------------------------------

# Instrumentation makes compilers warn of what is not there; the plain builds of both compilers are the judges.
WARNINGS := $(if $(filter release debug,$(PROFILE)),-Wall -Wextra -Wconversion -Wshadow -Werror,-w)
COMMON := -std=c11 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -g -ffp-contract=off -fvisibility=hidden
HARDEN := -fstack-protector-strong -fstack-clash-protection
ifeq ($(shell uname -m),x86_64)
HARDEN += -fcf-protection
endif
LINK := -Wl,-z,relro,-z,now,--as-needed

OPT_release := -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 $(HARDEN)
OPT_debug := -O0 $(HARDEN)
OPT_asan := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
OPT_tsan := -O1 -fno-omit-frame-pointer -fsanitize=thread
OPT_cov := -O0 --coverage -fprofile-update=atomic
OPT_fuzz := -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
OPT := $(OPT_$(PROFILE))
ifeq ($(OPT),)
$(error PROFILE=$(PROFILE) is not one of release, debug, asan, tsan, cov)
endif

FLAGS := $(COMMON) $(OPT) $(WARNINGS)
$(OBJ)/lib/%.o: KIND := -fPIC -Ilib/include @$(OBJ)/cflags
$(OBJ)/cli/%.o: KIND := -fPIE -Ilib/include
$(OBJ)/tests/%.o: KIND := -fPIE -Ilib/include -Ilib -Itests @$(OBJ)/cflags
ifeq ($(PROFILE),release)
$(OBJ)/lib/exact/%.o $(OBJ)/lib/data/fields.o $(OBJ)/lib/data/index.o: KIND := -fPIC -Ilib/include @$(OBJ)/cflags -O3
endif
# Twins for wider vectors, called only where the processor has them (base/simd.h); on other machines they are empty.
ifeq ($(shell $(CC) -dumpmachine | cut -d- -f1),x86_64)
$(OBJ)/lib/%_avx2.o: CPU := -O3 -mavx2 -mfma -mbmi -mbmi2 -mlzcnt -mpopcnt
$(OBJ)/lib/%_avx512.o: CPU := -O3 -mavx2 -mfma -mbmi -mbmi2 -mlzcnt -mpopcnt -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vbmi -mavx512vbmi2
endif
LINK_FLAGS = $(OPT) $(LINK) $(LDFLAGS)

# ---- build -----------------------------------------------------------------------------------------------------

.PHONY: all
all: $(BUILD)/lsq $(BUILD)/liblsq.a $(BUILD)/liblsq.so $(BUILD)/$(SONAME) ## program and libraries in build/ (default)
.PHONY: program
program: $(OBJ)/lsq $(OBJ)/liblsq.a $(OBJ)/liblsq.so

# What stands in $(BUILD) follows the profile.
$(BUILD)/lsq $(BUILD)/liblsq.a $(BUILD)/liblsq.so: $(BUILD)/%: $(OBJ)/% $(BUILD)/profile
	$(Q)cp -f $< $@
$(BUILD)/$(SONAME): | $(BUILD)/liblsq.so
	$(Q)ln -sf liblsq.so $@

$(OBJ)/lsq: $(CLI_O) $(OBJ)/liblsq.a $(OBJ)/sources
	$(call say,LINK,$@)
	$(Q)$(CC) -pie $(LINK_FLAGS) -o $@ $(CLI_O) $(OBJ)/liblsq.a @$(OBJ)/libs
$(OBJ)/liblsq.a: $(LIB_O) $(OBJ)/sources
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(LIB_O)
$(OBJ)/liblsq.so: $(LIB_O) $(OBJ)/sources
	$(call say,LINK,$@)
	$(Q)$(CC) -shared $(if $(filter release debug,$(PROFILE)),-Wl$(,)-z$(,)defs) -Wl,-soname,$(SONAME) $(LINK_FLAGS) -o $@ $(LIB_O) @$(OBJ)/libs
, := ,

$(OBJ)/%.o: %.c $(OBJ)/flags | $(OBJ)/libs
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(FLAGS) $(KIND) $(CPU) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# cflags and libs of what we stand on; names the packages that are missing.
$(OBJ)/libs:
	@mkdir -p $(@D)
	@tests/tools/probe build $(CC) $(OBJ)/cflags $@
$(OBJ)/test_libs: | $(OBJ)/libs
	@tests/tools/probe test $(CC) $(OBJ)/test_cflags $@

# Files whose text is a fact that targets depend on: rewritten only when it changes.
.PHONY: FORCE
fact = @mkdir -p $(@D); printf '%s\n' '$(1)' | cmp -s - $@ || printf '%s\n' '$(1)' >$@
$(OBJ)/flags: FORCE
	$(call fact,$(FLAGS) $(CPPFLAGS) $(CFLAGS))
$(OBJ)/sources: FORCE
	$(call fact,$(LIB_C) $(CLI_C) $(LINK_FLAGS))
$(BUILD)/profile: FORCE
	$(call fact,$(PROFILE) $(CC))

-include $(wildcard $(OBJ)/lib/*/*.d $(OBJ)/cli/*.d $(OBJ)/tests/*/*.d)

# ---- tests -----------------------------------------------------------------------------------------------------

.PHONY: test test-programs
test: test-programs $(if $(TEST_SH),$(OBJ)/lsq $(BUILD)/faults/shim.so) ## run the tests only; ROOM=data: those of one folder of tests/
	@LSQ=$(OBJ)/lsq BUILD=$(BUILD) JOBS=$(JOBS) tests/tools/run-tests $(OBJ) $(TESTS) $(TEST_SH)
test-programs: $(TESTS)

# The allocations of our own objects, and none of other libraries, go through tests/faults/own_memory.h.
$(OBJ)/tests/faults/test_%: WRAP := $(addprefix -Wl$(,)--wrap=,malloc calloc realloc free)
$(OBJ)/tests/%: $(OBJ)/tests/%.o $(SUPPORT_O) $(OBJ)/liblsq.a | $(OBJ)/test_libs
	$(call say,LINK,$@)
	$(Q)$(CC) -pie $(LINK_FLAGS) $(WRAP) -o $@ $< $(SUPPORT_O) $(OBJ)/liblsq.a @$(OBJ)/test_libs @$(OBJ)/libs
$(SUPPORT_O) $(TEST_C:%.c=$(OBJ)/%.o): | $(OBJ)/test_libs
.SECONDARY:

.PHONY: faults fault-calls fault-table
faults: ## the tests, every call that fails, and what each fault comes to
	-@$(MAKE) --no-print-directory ROOM=* test
	-@$(MAKE) --no-print-directory fault-calls
	@$(MAKE) --no-print-directory fault-table
fault-calls: program $(BUILD)/faults/run $(BUILD)/faults/shim.so ## calls of the program fail one at a time; FAULT_SECONDS=60: a sample
	@bash -o pipefail -c '"$$@" | tee $(BUILD)/faults/run.log' run $(BUILD)/faults/run -s $(FAULT_SECONDS) -r $(FAULT_SEED) -j $(JOBS) $(OBJ)/lsq $(BUILD)/faults/shim.so
fault-table: ## what each fault comes to, by the last tests and calls that failed
	@tests/faults/table $(OBJ) $(BUILD)/faults/run.log
$(BUILD)/faults/run: tests/faults/run.c tests/faults/trial.c tests/faults/trial.h tests/faults/page.h
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O1 $(WARNINGS) $(CFLAGS) -o $@ $(filter %.c,$^)
$(BUILD)/faults/shim.so: tests/faults/shim.c tests/faults/page.h
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O1 -fPIC -shared $(WARNINGS) $(CFLAGS) -o $@ $<

.PHONY: layers mirror symbols format
layers: ## every #include points to its own floor or down
	@tests/tools/layers
mirror: ## every source file has its test file, every test file its source
	@tests/tools/mirror
symbols: $(OBJ)/liblsq.so ## liblsq.so exports what lsq.h promises, nothing else
	@tests/tools/symbols $<
format: ## the formatting of .clang-format, if clang-format is installed
	@if command -v clang-format >/dev/null; then \
	    clang-format --dry-run -Werror $$(find lib cli tests -name '*.[ch]') && echo "format: ok"; \
	else echo "format: skipped, clang-format is not installed"; fi

.PHONY: fuzz fuzz-run sanitize coverage mutate mutate-run
fuzz: ## each fuzz target for FUZZ_SECONDS=60 over its kept corpus (needs clang)
	@$(MAKE) --no-print-directory PROFILE=fuzz CC=clang fuzz-run
fuzz-run: $(FUZZERS)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) JOBS=$(JOBS) tests/tools/run-fuzz $(BUILD)/fuzz $(FUZZERS)
$(OBJ)/tests/fuzz/fuzz_%: $(OBJ)/tests/fuzz/fuzz_%.o $(OBJ)/liblsq.a
	$(call say,LINK,$@)
	$(Q)$(CC) -pie $(filter-out -fsanitize=%,$(OPT)) -fsanitize=fuzzer,address,undefined $(LINK) -o $@ $(filter %.o,$^) $(OBJ)/liblsq.a @$(OBJ)/libs
$(OBJ)/tests/fuzz/fuzz_fit: $(OBJ)/tests/support/oracle.o $(OBJ)/tests/support/rational.o
# The whole program is a target, and libFuzzer brings main.
$(OBJ)/tests/fuzz/fuzz_argv: $(CLI_O)
ifeq ($(PROFILE),fuzz)
$(OBJ)/cli/%.o: KIND := -fPIE -Ilib/include -Dmain=lsq_main
endif
sanitize: ## all tests under the address and undefined-behaviour sanitizers; those with threads under TSan
	@$(MAKE) --no-print-directory PROFILE=asan test
	@$(MAKE) --no-print-directory PROFILE=tsan TEST_C='$(THREADED_C)' TEST_SH= test
coverage: ## lines and branches covered by the tests; ROOMS="exact moments": of these rooms, with every branch not taken
	@rm -f $(BUILD)/obj/cov-gcc/lib/*/*.gcda
	-@$(MAKE) --no-print-directory PROFILE=cov CC=gcc test
	@tests/tools/coverage $(BUILD)/obj/cov-gcc '$(ROOMS)' $(LIB_C)
COUNT ?= 200
SEED ?= 1
mutate: ## put COUNT=200 small errors into ROOMS="exact moments", one at a time: do the tests, with sanitizers, see them?
	@$(MAKE) --no-print-directory PROFILE=asan mutate-run
mutate-run: $(patsubst %.c,$(OBJ)/%,$(wildcard $(foreach room,$(ROOMS) laws reference,tests/$(room)/test_*.c)))
	@OBJ=$(OBJ) COMPILE='$(CC) $(FLAGS) -fPIC -Ilib/include @$(OBJ)/cflags' LINK='$(CC) -pie $(LINK_FLAGS)' \
	    LIBS='@$(OBJ)/test_libs @$(OBJ)/libs' COUNT=$(COUNT) SEED=$(SEED) JOBS=$(JOBS) \
	    tests/tools/mutate $(sort $(wildcard $(ROOMS:%=lib/%/*.c)))

# ---- everything ------------------------------------------------------------------------------------------------

.PHONY: setup demo check bench
setup: ## install the Debian packages that are missing (as root, or asks before sudo)
	@tests/tools/setup build test
demo: ## set-up, build, and a fit of a real data set
	@tests/tools/setup build
	@$(MAKE) --no-print-directory all
	$(BUILD)/lsq fit datasets/nist/Longley.csv
check: ## set-up, builds, every test there is; one summary line at the end
	@BUILD=$(BUILD) JOBS=$(JOBS) MAKE='$(MAKE)' tests/tools/check
bench: all $(addprefix $(BUILD)/bench/,generate run floor solvers) ## speed and memory beside what else is installed, and what is wanted; QUICK=1: small files
	@BUILD=$(BUILD) QUICK=$(QUICK) tests/bench/bench
$(BUILD)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -D_DEFAULT_SOURCE -O2 $(WARNINGS) $(CFLAGS) -o $@ $<
$(BUILD)/bench/solvers: tests/bench/apart.c tests/bench/apart.h
$(BUILD)/bench/solvers $(BUILD)/bench/floor: $(BUILD)/bench/%: tests/bench/%.c $(OBJ)/liblsq.a
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -D_DEFAULT_SOURCE -O2 $(WARNINGS) -Ilib/include -Ilib @$(OBJ)/cflags $(CFLAGS) -o $@ $(filter %.c %.a,$^) @$(OBJ)/libs

# ---- install ---------------------------------------------------------------------------------------------------

.PHONY: install uninstall clean help
install: all ## program, libraries, header and lsq.pc below PREFIX=/usr/local, staged in DESTDIR
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/include' '$(DESTDIR)$(LIBDIR)/pkgconfig'
	install -m 755 $(BUILD)/lsq '$(DESTDIR)$(PREFIX)/bin/lsq'
	install -m 644 lib/include/lsq.h '$(DESTDIR)$(PREFIX)/include/lsq.h'
	install -m 644 $(BUILD)/liblsq.a '$(DESTDIR)$(LIBDIR)/liblsq.a'
	install -m 644 $(BUILD)/liblsq.so '$(DESTDIR)$(LIBDIR)/liblsq.so.$(VERSION)'
	ln -sf liblsq.so.$(VERSION) '$(DESTDIR)$(LIBDIR)/$(SONAME)'
	ln -sf $(SONAME) '$(DESTDIR)$(LIBDIR)/liblsq.so'
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$${prefix}/include' '' 'Name: lsq' \
	    'Description: least squares with proven digits' 'Version: $(VERSION)' 'Cflags: -I$${includedir}' \
	    'Libs: -L$${libdir} -llsq' "Libs.private: $$(cat $(OBJ)/libs)" >'$(DESTDIR)$(LIBDIR)/pkgconfig/lsq.pc'
	@[ -n '$(DESTDIR)' ] || ldconfig 2>/dev/null || true
uninstall: ## remove what install wrote
	rm -f '$(DESTDIR)$(PREFIX)/bin/lsq' '$(DESTDIR)$(PREFIX)/include/lsq.h' '$(DESTDIR)$(LIBDIR)/liblsq.a' \
	    '$(DESTDIR)$(LIBDIR)/liblsq.so.$(VERSION)' '$(DESTDIR)$(LIBDIR)/$(SONAME)' '$(DESTDIR)$(LIBDIR)/liblsq.so' \
	    '$(DESTDIR)$(LIBDIR)/pkgconfig/lsq.pc'
clean: ## remove build/
	rm -rf $(BUILD)
help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r t d; do printf '  %-10s %s\n' "$$t" "$$d"; done
	@echo 'Variables: PROFILE=release|debug|asan|tsan|cov CC=gcc|clang BUILD=build PREFIX=/usr/local DESTDIR= JOBS= V=1'

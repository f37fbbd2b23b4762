# SPDX-License-Identifier: BSD-3-Clause
# How a source becomes an object, and objects a program.  What is built of which
# sources is in the Makefile.

# Warnings are errors with WERROR=1.  HARDEN is apart from CFLAGS, so that
# "make CFLAGS=-O3" builds programs that are as hard to exploit.
ifeq ($(origin CC),default)
CC = gcc
endif
# C++ is used only where a library's interface for C lacks something.
ifeq ($(origin CXX),default)
CXX = $(subst clang,clang++,$(subst gcc,g++,$(CC)))
endif
WARN ?= -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wconversion -Wvla -Wformat=2
HARDEN ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection \
	$(if $(filter x86_64,$(shell uname -m)),-fcf-protection)
CFLAGS ?= -O2 -g
SANITIZE ?=
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -pthread $(WARN) $(if $(WERROR),-Werror) \
	$(HARDEN) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -MMD -MP -I. -iquote fcgi-worker
ALL_CXXFLAGS = -std=c++17 $(filter-out -std=c11 -Wstrict-prototypes \
	-Wmissing-prototypes,$(ALL_CFLAGS))
ALL_LDFLAGS = -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(LDFLAGS) \
	$(CFLAGS) $(SANITIZE) -pthread

# $(call system_headers,NAMES): the compiler's flags for libraries whose headers
# are in directories of their own.  glib's headers bring pkg-config with them.
system_headers = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(1)))

# Make itself prints the line and looks for the directory, so that a file takes no
# process but the compiler's.
make_directory = $(if $(wildcard $(@D)/.),,$(shell mkdir -p $(@D)))
define compile
	$(info CC $<)$(make_directory)
	$Q$(CC) $(ALL_CFLAGS) -c -o $@ $<
endef
# The module is optimized as a whole: a request passes through a hundred small
# functions of it.  Tests use its objects as they are.
LTO ?= $(if $(findstring clang,$(CC)),,-flto=auto -ffat-lto-objects)
# $(call link,LIBRARIES,FLAGS) links a program, or what the flags ask for.
define link
	$(info LD $@)$(make_directory)
	$Q$(CC) $(if $(findstring -flto,$(2)),,-fno-lto) $(2) -o $@ $(filter %.o,$^) $(1)
endef

$B/shared/%.o: %.c Makefile tools/compile.mk
	$(compile)
$B/%.o: %.c Makefile tools/compile.mk
	$(compile)
$B/%.o: %.cc Makefile tools/compile.mk
	$(info CXX $<)$(make_directory)
	$Q$(CXX) $(ALL_CXXFLAGS) -c -o $@ $<

# SPDX-License-Identifier: BSD-3-Clause
# Checks of the sources that do not run them.

.PHONY: lint lint-deps analyze tidy format objects \
	compile_commands.json

FORMAT_VERSION = 14
SOURCES = $(shell find mod_ocr fcgi-worker tests -name '*.[ch]' -o -name '*.cc')

lint-deps:
	$(install_packages) $(LINT_PACKAGES)

# What the analyzers of the two compilers find is an error.  gcc reports memory
# as leaked that an array in a struct still has, and does not know reallocarray;
# clang looks for both, too.  That of gcc is not for C++.  Neither sees
# engine/onnx_session.c, since Debian 12 lacks the header of what it calls.
GCC_ANALYZER = -O1 -fanalyzer -fdiagnostics-path-format=none \
	-Wno-analyzer-malloc-leak -Wno-analyzer-mismatching-deallocation
CLANG_ANALYZER = -Xclang -analyzer-werror --analyzer-output text
ANALYZE = $(MAKE) --no-print-directory -k -j$(JOBS) objects WERROR=1 HARDEN= LTO=
NOT_ANALYZED = $(if $(findstring clang,$(CC)),,$(WORKER_CXX_OBJ))
objects: $(MOD_OBJ) $(filter-out $(NOT_ANALYZED),$(WORKER_OBJ))

analyze: deps lint-deps $(LIGHTTPD_TREE)/config.h
	@$(ANALYZE) B=build/analyze/gcc CFLAGS='$(GCC_ANALYZER)'
	@$(ANALYZE) B=build/analyze/clang CC='clang --analyze' \
	    CFLAGS='$(CLANG_ANALYZER)'

# Each release of clang-format lays out some lines in a way of its own, and each
# release of a compiler reports other faults, so both are those of Debian 12.
#: make lint     format, layers, static analyzers, manual pages
lint: lint-deps $(LIGHTTPD_TREE)/config.h
	$Qif clang-format --version | grep -q 'version $(FORMAT_VERSION)\.'; \
	then clang-format --dry-run -Werror $(SOURCES) && \
	    $(MAKE) --no-print-directory analyze; \
	else echo 'lint: format and analyzers are those of clang' \
	    '$(FORMAT_VERSION) and gcc of Debian 12 only'; fi
	$Qcppcheck -q -j$(JOBS) --include=/usr/include/uthash.h \
	    --include=/usr/include/utlist.h --suppress='*:/usr/include/*' \
	    --suppress='*:$(LIGHTTPD_TREE)/*' \
	    --std=c11 --error-exitcode=1 --inline-suppr \
	    --enable=warning,portability --suppress=missingIncludeSystem \
	    --suppress=normalCheckLevelMaxBranches \
	    -D__linux__ -DHAVE_CONFIG_H -I. -Ifcgi-worker -I$(LIGHTTPD_TREE) \
	    -I$(LIGHTTPD_TREE)/src fcgi-worker mod_ocr
	$Qtests/layers.sh
	$Qset -e; for m in $(wildcard */*.[58]); do mandoc -T lint -W warning $$m; done

#: make tidy     clang-tidy with the checks of .clang-tidy
tidy: compile_commands.json
	$(install_packages) clang-tidy
	$Qprintf '%s\n' $(MOD_SRC) $(WORKER_SRC) | \
	    xargs -P $(JOBS) -n 4 clang-tidy --quiet 2>/dev/null

#: make format   format the sources
format:
	$(install_packages) clang-format
	$Qclang-format -i $(SOURCES)

#: make compile_commands.json  for clangd and clang-tidy
compile_commands.json: $(LIGHTTPD_TREE)/config.h
	@$(MAKE) --no-print-directory -nB V=1 $(MOD_OBJ) $(WORKER_OBJ) \
	    $(SHARED_OBJ) $(patsubst %.c,$B/%.o,$(wildcard tests/*/*.c \
	    tests/unit/*/*.c tests/integration/*/*.c)) | \
	    awk -v dir='$(CURDIR)' '/ -c -o / { gsub(/\\|"/, "\\\\&"); \
	    printf "%s{\"directory\":\"%s\",\"file\":\"%s\",\"command\":\"%s\"}", \
	    n++ ? ",\n" : "[\n", dir, $$NF, $$0 } END { print "\n]" }' >$@

# SPDX-License-Identifier: BSD-3-Clause
# How the programs are installed, and how Debian's packages are built.

.PHONY: install uninstall deb

#: make install  into DESTDIR and PREFIX (/usr)
install: all
	install -D -m 755 $B/bin/fcgi-worker $(DESTDIR)$(PREFIX)/sbin/fcgi-worker
	install -D -m 644 $B/lib/mod_ocr.so \
	    $(DESTDIR)$(PREFIX)/lib/lighttpd/mod_ocr.so
	install -D -m 644 fcgi-worker/fcgi-worker.8 \
	    $(DESTDIR)$(PREFIX)/share/man/man8/fcgi-worker.8
	for u in socket service; do install -D -m 644 fcgi-worker/fcgi-worker.$$u \
	    $(DESTDIR)$(PREFIX)/lib/systemd/system/fcgi-worker.$$u; done
	install -D -m 644 lighttpd.conf \
	    $(DESTDIR)$(PREFIX)/share/mod_ocr/lighttpd.conf
	for f in $$(cd $B && find web -type f); do \
	    install -D -m 644 $B/$$f $(DESTDIR)$(PREFIX)/share/mod_ocr/$$f || exit; done
	install -D -m 644 mod_ocr/mod_ocr.5 \
	    $(DESTDIR)$(PREFIX)/share/man/man5/mod_ocr.5

#: make uninstall  removes that again
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/sbin/fcgi-worker \
	    $(DESTDIR)$(PREFIX)/lib/lighttpd/mod_ocr.so \
	    $(DESTDIR)$(PREFIX)/share/man/man5/mod_ocr.5 \
	    $(DESTDIR)$(PREFIX)/share/man/man8/fcgi-worker.8 \
	    $(DESTDIR)$(PREFIX)/lib/systemd/system/fcgi-worker.socket \
	    $(DESTDIR)$(PREFIX)/lib/systemd/system/fcgi-worker.service
	rm -rf $(DESTDIR)$(PREFIX)/share/mod_ocr

# Built in a copy of the tree, since dpkg-buildpackage writes beside it; what
# the copy has compiled is kept for the next time.
DEB_TREE = build/deb/tree
DEB_SOURCES = LICENSE Makefile README.md debian fcgi-worker lighttpd.conf \
	mod_ocr tools web
VERSION ?= $(shell sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
#: make deb      Debian packages in build/deb; VERSION (0.1)
deb: deps
	$(install_packages) $(DEB_PACKAGES)
	@$(MAKE) --no-print-directory -s $(LIGHTTPD_TREE)/config.h
	@mkdir -p $(DEB_TREE)
	@cd $(DEB_TREE) && rm -rf $(DEB_SOURCES) ../*.deb
	@cp -a $(DEB_SOURCES) $(DEB_TREE)
	@{ echo 'mod-ocr ($(VERSION)) unstable; urgency=medium'; \
	    printf '\n  * Built from its source tree.\n\n'; \
	    sed -n '/^ -- /{s/  .*//;p;q}' debian/changelog | tr '\n' ' '; \
	    date -R | sed 's/^/ /'; } >$(DEB_TREE)/debian/changelog
	@echo "building the packages, version $(VERSION)"
	@cd $(DEB_TREE) && env -u MAKEFLAGS -u MAKELEVEL \
	    LIGHTTPD_SRC=$(abspath $(LIGHTTPD_TREE)) \
	    DEB_BUILD_OPTIONS='noautodbgsym parallel=$(JOBS)' \
	    dpkg-buildpackage -b -us -uc -nc >../build.log 2>&1 || \
	    { tail -30 ../build.log; exit 1; }
	@ls build/deb/*.deb

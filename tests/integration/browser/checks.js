// SPDX-License-Identifier: BSD-3-Clause
// What web_page.c looks at within a page.  Each function returns "" when all is
// well, or what is not.

window.one = (css) => document.querySelector(css);
window.all = (css) => Array.from(document.querySelectorAll(css));

// The pixels of an image as it is shown on a page of so many pixels.
function drawn(image, width, height) {
	const canvas = document.createElement("canvas");
	canvas.width = width;
	canvas.height = height;
	const context = canvas.getContext("2d");
	const degrees = Number(/rotate\((\d+)deg/.exec(image.style.transform)[1]);
	context.fillStyle = "#fff";
	context.fillRect(0, 0, width, height);
	context.translate(width / 2, height / 2);
	context.rotate(degrees * Math.PI / 180);
	// The server's picture of a page may be smaller than the page.
	const [across, down] = degrees % 180 === 0 ? [width, height] : [height, width];
	context.drawImage(image, -across / 2, -down / 2, across, down);
	return context.getImageData(0, 0, width, height).data;
}

// A picture of the text, as a file.
function picture(text, name) {
	const canvas = document.createElement("canvas");
	canvas.width = 800;
	canvas.height = 200;
	const context = canvas.getContext("2d");
	context.fillStyle = "#fff";
	context.fillRect(0, 0, 800, 200);
	context.fillStyle = "#000";
	context.font = "40px sans-serif";
	context.fillText(text, 40, 110);
	return new Promise((resolve) => {
		canvas.toBlob((blob) =>
			resolve(new File([blob], name, { type: "image/png" })));
	});
}

// What a browser does when files are dropped on the page.
function drop(files) {
	const data = new DataTransfer();
	files.forEach((file) => data.items.add(file));
	for (const type of ["dragenter", "dragover", "drop"])
		one("#drop").dispatchEvent(new DragEvent(type,
			{ dataTransfer: data, bubbles: true, cancelable: true }));
	return one("#drop-over").hidden ? "" : "the page still says to drop";
}

window.checks = {
	text: (css) => one(css)?.innerText ?? "",

	// The address of a script of the page, whose name has a digest.
	asset: (name) => performance.getEntriesByType("resource").map((e) => e.name)
		.find((url) => url.includes(`/assets/${name}.`)),

	// What the page has of assets/ was not sent again.
	kept() {
		const assets = performance.getEntriesByType("resource")
			.filter((e) => e.name.includes("/assets/"));
		const sent = assets.filter((e) => e.transferSize > 0).map((e) => e.name);
		return assets.length > 0 ? sent.join(" ") : "no assets";
	},

	// All that the page has asked for is at its own address, below the prefix.
	asksOnly(prefix) {
		const asked = performance.getEntriesByType("resource")
			.map((e) => new URL(e.name)).filter((url) => url.protocol !== "blob:");
		return asked.length === 0 ? "nothing" : asked.filter((url) =>
			url.origin !== location.origin || !url.pathname.startsWith(prefix)).join(" ");
	},

	// Each plot has a curve of some samples within it.
	plots() {
		const curves = all(".plot .curve").map((e) => e.getAttribute("d") ?? "");
		const flat = curves.filter((d) => !/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+$/.test(d));
		return curves.length === 6 && flat.length === 0 ? ""
			: `${curves.length} plots: ${flat.join(", ")}`;
	},

	// Nothing is cut off or wider than the window.
	fits() {
		const wide = all("body *").find((e) =>
			e.getBoundingClientRect().right > innerWidth + 1 &&
			!e.closest(".unseen, pre, .table-card"));
		return wide ? `wider than ${innerWidth}: ${wide.outerHTML.slice(0, 200)}` : "";
	},

	// The image covers its paper, and each box is over dark pixels of it, turned
	// as it is shown; next to nothing is dark outside of all boxes.
	boxes() {
		const image = one(".scan"), paper = one(".paper").getBoundingClientRect();
		const shown = image.getBoundingClientRect();
		const { width, height } = one(".overlay").viewBox.baseVal;
		for (const side of ["left", "top", "right", "bottom"])
			if (Math.abs(shown[side] - paper[side]) > 1)
				return `the image ends at ${shown[side]}, its paper at ${paper[side]}`;
		const pixels = drawn(image, width, height);
		const takeDark = (x0, y0, x1, y1) => {
			let n = 0;
			for (let y = Math.max(0, y0); y < Math.min(y1, height); y++)
				for (let x = Math.max(0, x0); x < Math.min(x1, width); x++) {
					const at = 4 * (y * width + x);
					n += pixels[at] < 128;
					pixels[at] = 255;
				}
			return n;
		};
		const scale = width / paper.width;
		let inside = 0;
		for (const box of all(".box")) {
			const b = box.getBoundingClientRect();
			const n = takeDark(Math.floor((b.left - paper.left) * scale) - 1,
				Math.floor((b.top - paper.top) * scale) - 1,
				Math.ceil((b.right - paper.left) * scale) + 1,
				Math.ceil((b.bottom - paper.top) * scale) + 1);
			if (n < 10)
				return `nothing is in the box of word ${box.dataset.i}`;
			inside += n;
		}
		const outside = takeDark(0, 0, width, height);
		return outside < inside / 50 ? ""
			: `${outside} dark pixels are in no box, ${inside} are`;
	},

	// The middle of the n-th word in the text or over the image.
	place(css, n) {
		const e = all(css)[n];
		e.scrollIntoView({ block: "center" });
		const r = e.getBoundingClientRect();
		return [Math.round(r.left + r.width / 2), Math.round(r.top + r.height / 2)];
	},

	// One word is marked, the same in both.
	marked(n) {
		const word = all(".word.current"), box = all(".box.current");
		return word.length === 1 && box.length === 1 && word[0].dataset.i === String(n) &&
			box[0].dataset.i === String(n) ? ""
			: `marked: ${word.map((w) => w.dataset.i)} and ${box.map((b) => b.dataset.i)}`;
	},

	// What has the focus, in a word.
	focus() {
		const e = document.activeElement;
		return e.id || e.className || e.textContent || e.tagName;
	},

	// A screenshot in the clipboard, as a browser hands it over.
	async paste(text) {
		const data = new DataTransfer();
		data.items.add(await picture(text, "image.png"));
		document.dispatchEvent(new ClipboardEvent("paste",
			{ clipboardData: data, bubbles: true, cancelable: true }));
		return "";
	},

	drop: (name) => drop([new File(["no picture"], name)]),

	// Pictures 1.png and so on, all at once.
	dropPictures: async (...texts) =>
		drop(await Promise.all(texts.map((text, i) => picture(text, `${i + 1}.png`)))),

	// What all files are doing, in their order.
	states: () => all(".file").map((row) =>
		row.className.replace("file ", "")).join(" "),
};

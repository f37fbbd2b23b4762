// SPDX-License-Identifier: BSD-3-Clause
// One page: its image with a box over each word, and its text beside it.  It
// knows nothing of the server; what is asked of it goes by onRegion and pictures.

import { plural } from "./sentences.js";

// Below the first a word is marked, below the second marked more.
const DOUBTFUL = 80, UNSURE = 55;
// With this share of doubtful words, something is wrong with the whole page.
const MANY = 0.1;
const SVG = "http://www.w3.org/2000/svg";
const DRAG_PIXELS = 6;

/** An element with attributes and children. */
export function make(name, attributes = {}, ...children) {
	const e = document.createElement(name);
	for (const [key, value] of Object.entries(attributes))
		if (key.startsWith("on"))
			e.addEventListener(key.slice(2), value);
		else if (value === true)
			e.setAttribute(key, "");
		else if (value !== false && value !== undefined)
			e.setAttribute(key, value);
	e.append(...children);
	return e;
}

function makeSvg(name, attributes) {
	const e = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes))
		e.setAttribute(key, value);
	return e;
}

const doubt = (word) => word.confidence < UNSURE ? "unsure"
	: word.confidence < DOUBTFUL ? "doubtful" : "";

/** All words of a page in order, each with the paragraph that it is in. */
function listWords(page) {
	const words = [];
	page.blocks.forEach((block) => block.paragraphs.forEach((paragraph) =>
		paragraph.lines.forEach((line) => line.words.forEach((word) =>
			words.push({ ...word, paragraph, line })))));
	return words;
}

// What stands between two words: the page's text knows where there is a blank
// and where, as in Chinese, there is none.
function gaps(text, words) {
	let at = 0;
	return words.map((word, i) => {
		const found = text.indexOf(word.text, at);
		const gap = found < 0 ? " " : text.slice(at, found);
		if (found >= 0)
			at = found + word.text.length;
		if (i > 0 && words[i - 1].line !== word.line)
			return "\n";
		return gap.trim() === "" ? gap : " ";
	});
}

// The size of a word's letters and where they stand: the same in all of its line,
// whatever letters it has, unless the line is askew.
function letters({ bbox, line }) {
	const heights = line.words.map((word) => word.bbox[3] - word.bbox[1])
		.sort((a, b) => a - b);
	const size = 1.2 * heights[heights.length >> 1];
	const [, y0, , y1] = line.bbox;
	return { size, y: y1 - y0 < 1.5 * size ? y1 - 0.2 * size : bbox[3] };
}

class Viewer {
	constructor(page, { pictures, onRegion, announce, copy }) {
		this.page = page;
		this.words = listWords(page);
		this.current = -1;
		this.pictures = pictures;
		this.left = new AbortController();
		this.onRegion = onRegion;
		this.announce = announce;
		this.copy = copy;
		this.parts = make("div", { class: "parts" });
		this.element = make("div", { class: "split" },
			this.makeSheet(), this.makeText());
	}

	// --- the image and its boxes -------------------------------------------

	makeSheet() {
		const { width, height } = this.page;
		this.paper = make("div", { class: "paper" });
		this.paper.style.aspectRatio = `${width} / ${height}`;
		this.paper.style.setProperty("--shape", width / height);
		this.overlay = makeSvg("svg", { class: "overlay", "aria-hidden": "true",
			viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" });
		this.boxes = this.words.map((word, i) => this.makeBox(word, i));
		// A finger that drags scrolls.
		this.again = matchMedia("(pointer: coarse)").matches
			? "“Read a part” reads a part of the page again."
			: "Drag over a part of the page to read that part again.";
		this.hint = make("p", { class: "hint" }, this.again);
		this.note = "";
		this.paper.append(this.overlay);
		this.showPicture();
		this.paper.addEventListener("pointerover", (e) => this.hover(e));
		this.paper.addEventListener("pointerleave", () => this.mark(-1));
		this.paper.addEventListener("click", (e) => this.click(e));
		this.paper.addEventListener("pointerdown", (e) => this.beginDrag(e));
		return make("div", { class: "sheet", role: "group",
			"aria-label": `Picture of page ${this.page.page}` },
			make("div", { class: "held" }, this.paper, this.hint));
	}

	// Beside the page: what there is to know of it, and what can be done.
	showHint() {
		const todo = this.frame ? "Move the frame, pull its corner or draw another " +
			"one, then choose “Read this part”." : this.again;
		this.hint.textContent = `${this.note} ${todo}`.trim();
	}

	makeBox(word, i) {
		const [x0, y0, x1, y1] = word.bbox;
		const box = makeSvg("rect", { class: `box ${doubt(word)}`, "data-i": i,
			x: x0, y: y0, width: x1 - x0, height: y1 - y0 });
		this.overlay.append(box);
		return box;
	}

	showPicture() {
		const own = this.pictures.own(this.page);
		if (!own) {
			this.awaitPicture();
			return;
		}
		const image = this.makeImage(own, this.page.rotation);
		image.addEventListener("error", () => {
			image.remove();
			this.pictures.refuseOwn();
			this.awaitPicture();
		});
		this.paper.prepend(image);
	}

	makeImage(address, rotation) {
		const { width, height } = this.page;
		const e = make("img", { src: address, class: "scan",
			alt: `Page ${this.page.page}` });
		if (rotation === 90 || rotation === 270)
			e.style.width = `${100 * height / width}%`;
		e.style.transform = `translate(-50%, -50%) rotate(${rotation}deg)`;
		return e;
	}

	// Until the server has drawn the page, its words stand where they are on it.
	// Nobody asks for a page that is not looked at.
	awaitPicture() {
		this.drawWords();
		const seen = new IntersectionObserver((entries) => {
			if (entries.at(-1).isIntersecting) {
				seen.disconnect();
				this.askPicture();
			}
		});
		seen.observe(this.paper);
		this.left.signal.addEventListener("abort", () => seen.disconnect());
	}

	async askPicture() {
		try {
			const image = this.makeImage(
				await this.pictures.get(this.page, this.left.signal), 0);
			await image.decode();
			this.paper.prepend(image);
			this.eraseWords();
		} catch (e) {
			if (e.name === "AbortError")
				return;
			this.note = "This page cannot be shown here; these are its words, " +
				"where they stand on it.";
			this.showHint();
		}
	}

	/** What was asked for is not wanted any more. */
	leave() {
		this.left.abort();
	}

	eraseWords() {
		this.paper.classList.remove("drawn");
		this.overlay.querySelectorAll("text").forEach((e) => e.remove());
		this.note = "";
		this.showHint();
	}

	drawWords() {
		this.paper.classList.add("drawn");
		this.note = "The picture of this page is on its way.";
		this.showHint();
		for (const word of this.words) {
			const [x0, , x1] = word.bbox;
			const { size, y } = letters(word);
			const text = makeSvg("text", { x: x0, y,
				"font-size": size, textLength: x1 - x0,
				lengthAdjust: "spacingAndGlyphs" });
			text.textContent = word.text;
			this.overlay.prepend(text);
		}
	}

	// --- the text ------------------------------------------------------------

	makeText() {
		const body = make("div", { class: "words", tabindex: "0", role: "group",
			"aria-label": `Text of page ${this.page.page}. Arrow keys go from word to word.` });
		const between = gaps(this.page.text, this.words);
		let paragraph, p;

		this.spans = this.words.map((word, i) => {
			if (word.paragraph !== paragraph) {
				p = make("p", { dir: "auto" });
				body.append(p);
				paragraph = word.paragraph;
			} else {
				p.append(between[i]);
			}
			const kind = doubt(word);
			const e = make(kind ? "mark" : "span", { class: `word ${kind}`,
				"data-i": i, title: `${Math.round(word.confidence)} % sure` });
			e.textContent = word.text;
			p.append(e);
			return e;
		});
		if (this.words.length === 0)
			body.append(make("p", { class: "hint" }, "There is no text on this page."));
		body.addEventListener("pointerover", (e) => this.hover(e));
		body.addEventListener("pointerleave", () => this.mark(-1));
		body.addEventListener("keydown", (e) => this.walk(e));
		this.body = body;
		return make("div", { class: "text" }, this.makeSummary(), this.parts, body);
	}

	makeSummary() {
		const line = make("p", { class: "summary" },
			plural(this.words.length, "word"));
		const counts = ["doubtful", "unsure"].map((kind) =>
			[kind, this.words.filter((word) => doubt(word) === kind).length]);
		const sum = counts[0][1] + counts[1][1];
		if (this.words.length > 0)
			line.append(`, ${Math.round(this.page.confidence)} % sure`);
		// Each as words of its kind are marked.
		for (const [kind, n] of counts)
			if (n > 0)
				line.append(", ", make("mark", { class: `sample ${kind}` },
					`${n} ${kind === "unsure" ? "very doubtful" : kind}`));
		if (sum > 0)
			line.append(" ", make("button", { type: "button", class: "link next-doubt",
				onclick: () => this.nextDoubt() }, "Show the next"));
		return make("div", {}, line, ...this.makeDamage(), ...this.makeAdvice(sum));
	}

	makeDamage() {
		if (!this.page.problem)
			return [];
		return [make("p", { class: "hint damage" },
			"A part of this page is damaged; this is what is left of it.")];
	}

	makeAdvice(doubtful) {
		if (doubtful === 0 || doubtful < MANY * this.words.length)
			return [];
		return [make("p", { class: "hint advice" }, "Much here is doubtful. It may " +
			"help to choose the language of the text, or a higher quality, " +
			"and to read it again.")];
	}

	// --- one word is marked in both ------------------------------------------

	mark(i, scroll = false) {
		if (i === this.current)
			return;
		for (const list of [this.boxes, this.spans])
			list[this.current]?.classList.remove("current");
		this.current = i;
		for (const list of [this.boxes, this.spans])
			list[i]?.classList.add("current");
		if (scroll)
			this.spans[i]?.scrollIntoView({ block: "nearest" });
	}

	hover(e) {
		const i = e.target.dataset?.i;
		if (!this.dragging)
			this.mark(i === undefined ? -1 : Number(i));
	}

	click(e) {
		const i = e.target.dataset?.i;
		if (i !== undefined)
			this.spans[i].scrollIntoView({ block: "nearest", behavior: "smooth" });
	}

	say(i) {
		const word = this.words[i];
		this.announce(`${word.text}, ${Math.round(word.confidence)} % sure`);
	}

	walk(e) {
		const from = this.spans[this.current] ?? this.spans[0] ?? this.body;
		const rtl = getComputedStyle(from.parentElement).direction === "rtl";
		const steps = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 };
		const step = steps[e.key];
		const next = this.current + step;

		if (!step || e.ctrlKey || e.altKey || e.metaKey || !this.words[next])
			return;
		e.preventDefault();
		this.mark(next, true);
		this.say(next);
	}

	nextDoubt() {
		const n = this.words.length;
		for (let k = 1; k <= n; k++) {
			const i = (this.current + k + n) % n;
			if (doubt(this.words[i]) === "")
				continue;
			this.mark(i, true);
			this.say(i);
			return;
		}
	}

	// --- a part of the page ----------------------------------------------------

	// In pixels of the page.
	point(e) {
		const r = this.paper.getBoundingClientRect();
		const limit = (v, max) => Math.min(Math.max(Math.round(v), 0), max);
		return {
			x: limit((e.clientX - r.left) / r.width * this.page.width, this.page.width),
			y: limit((e.clientY - r.top) / r.height * this.page.height, this.page.height),
		};
	}

	// The part that a drag makes: that of the frame moved, or of another size at
	// its corner, or a new one.
	dragged(target, was, from, to) {
		const { width, height } = this.page;
		const within = (v, max) => Math.min(Math.max(v, 0), max);
		const corner = target.closest(".region-corner");

		if (target.closest(".region") && !corner)
			return { ...was, x: within(was.x + to.x - from.x, width - was.width),
				y: within(was.y + to.y - from.y, height - was.height) };
		const begin = corner ? was : from;
		return { x: Math.min(begin.x, to.x), y: Math.min(begin.y, to.y),
			width: Math.abs(begin.x - to.x), height: Math.abs(begin.y - to.y) };
	}

	// With a finger a drag scrolls, unless "Read a part" was chosen before.
	beginDrag(e) {
		if (e.button !== 0 || (e.pointerType !== "mouse" && !this.choosing) ||
			e.target.closest(".region-bar"))
			return;
		e.preventDefault();
		const from = this.point(e);
		const was = { ...this.region };
		const move = (m) => {
			if (!this.dragging && Math.hypot(m.clientX - e.clientX,
				m.clientY - e.clientY) < DRAG_PIXELS)
				return;
			this.dragging = true;
			this.setRegion(this.dragged(e.target, was, from, this.point(m)));
		};
		const end = () => {
			window.removeEventListener("pointermove", move);
			window.removeEventListener("pointerup", end);
			window.removeEventListener("pointercancel", end);
			if (this.dragging)
				this.frame?.focus({ preventScroll: true });
			this.dragging = false;
		};
		window.addEventListener("pointermove", move);
		window.addEventListener("pointerup", end);
		window.addEventListener("pointercancel", end);
	}

	/** Shows a part to choose, which keys and pointers can move. */
	chooseRegion() {
		const { width, height } = this.page;
		this.choosing = true;
		this.paper.classList.add("choosing");
		this.setRegion({ x: width >> 2, y: height >> 2,
			width: width >> 1, height: height >> 2 });
		this.frame.focus();
		this.frame.scrollIntoView({ block: "nearest" });
	}

	setRegion(region) {
		const { width, height } = this.page;
		const percent = (v, of) => `${100 * v / of}%`;

		this.region = region;
		if (!this.frame)
			this.makeFrame();
		Object.assign(this.frame.style, {
			left: percent(region.x, width), top: percent(region.y, height),
			width: percent(region.width, width),
			height: percent(region.height, height),
		});
		this.frame.setAttribute("aria-label", `Part of the page: ${region.width} by ` +
			`${region.height} pixels at ${region.x}, ${region.y}. Arrow keys move it, ` +
			"with Shift they change its size. Enter reads it, Escape leaves it.");
	}

	makeFrame() {
		this.frame = make("div", { class: "region", tabindex: "0", role: "group",
			onkeydown: (e) => this.moveRegion(e) },
			make("div", { class: "region-corner", "aria-hidden": "true" }),
			make("div", { class: "region-bar" },
				make("button", { type: "button", class: "button small primary",
					onclick: () => this.readRegion() }, "Read this part"),
				make("button", { type: "button", class: "button small",
					onclick: () => this.leaveRegion() }, "Cancel")));
		this.paper.append(this.frame);
		this.showHint();
	}

	moveRegion(e) {
		const { width, height } = this.page;
		const step = Math.max(1, Math.round(Math.min(width, height) / 50));
		const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0],
			ArrowUp: [0, -step], ArrowDown: [0, step] }[e.key] ?? [0, 0];
		const r = { ...this.region };

		if (e.key === "Escape")
			return this.leaveRegion();
		if (e.key === "Enter" && e.target === this.frame)
			return this.readRegion();
		if (dx === 0 && dy === 0)
			return undefined;
		e.preventDefault();
		if (e.shiftKey) {
			r.width = Math.min(Math.max(r.width + dx, step), width - r.x);
			r.height = Math.min(Math.max(r.height + dy, step), height - r.y);
		} else {
			r.x = Math.min(Math.max(r.x + dx, 0), width - r.width);
			r.y = Math.min(Math.max(r.y + dy, 0), height - r.height);
		}
		return this.setRegion(r);
	}

	leaveRegion() {
		this.frame?.remove();
		this.frame = null;
		this.choosing = false;
		this.paper.classList.remove("choosing");
		this.showHint();
		this.body.focus({ preventScroll: true });
	}

	async readRegion() {
		const { x, y, width, height } = this.region;
		if (width < 1 || height < 1)
			return;
		const card = make("div", { class: "part" },
			make("p", { class: "hint" }, "Reading this part…"));
		this.leaveRegion();
		this.parts.prepend(card);
		card.scrollIntoView({ block: "nearest" });
		const { text, confidence, failure } =
			await this.onRegion(this.page, `${x},${y},${width},${height}`);
		this.showPart(card, text, confidence, failure);
	}

	showPart(card, text, confidence, failure) {
		const words = failure ?? (text.trim() === ""
			? "There is no text in this part." : text.trimEnd());
		card.replaceChildren(
			make("div", { class: "part-head" },
				make("p", { class: "summary" }, failure || text.trim() === "" ? "A part of the page"
					: `A part of the page, ${Math.round(confidence)} % sure`),
				make("button", { type: "button", class: "button small",
					onclick: (e) => this.copy(words, e.currentTarget) }, "Copy"),
				make("button", { type: "button", class: "button small",
					onclick: () => card.remove() }, "Close")),
			make("p", { class: "part-text", dir: "auto" }, words));
		card.scrollIntoView({ block: "nearest" });
		this.announce(words);
	}
}

/** Whether nothing of the page could be read. */
export const isMissing = (page) => page.problem !== undefined && page.text === undefined;

// Of a page that is missing there is nothing to see.
function makeMissing() {
	const element = make("div", { class: "failure" },
		make("h2", {}, "This page is damaged."),
		make("p", {}, "The others can be read. Open the file in another program and " +
			"save it again, or look for another copy of it."));
	return { element, leave() {} };
}

/** Makes the view of a page: its element, and what can be done with it. */
export const view = (page, options) =>
	isMissing(page) ? makeMissing() : new Viewer(page, options);

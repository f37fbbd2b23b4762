// SPDX-License-Identifier: BSD-3-Clause
// The page at /: files come in, are read one after the other, and what was read
// is shown.

import * as service from "./service.js";
import { download, formatList } from "./downloads.js";
import { Pictures } from "./pictures.js";
import { bytes, explain, plural, progress } from "./sentences.js";
import { isMissing, make, view } from "./viewer.js";

const AT_ONCE = 2;	// requests of this page
const MORE_TIME_S = 600;
const OPTIONS_AGAIN_MS = 5000;

const $ = (id) => document.getElementById(id);
const jobs = [];
let shown = null;	// the job whose result is shown

const announce = (text) => {
	$("announce").textContent = text;
};

async function copy(text, button) {
	const label = button.textContent === "Copied" ? button.dataset.label
		: button.textContent;
	button.dataset.label = label;
	try {
		await navigator.clipboard.writeText(text);
	} catch {
		// Without TLS only the old way to the clipboard works.
		const area = make("textarea", { class: "unseen" });
		area.value = text;
		document.body.append(area);
		area.select();
		document.execCommand("copy");
		area.remove();
	}
	button.textContent = "Copied";
	announce("Copied");
	setTimeout(() => {
		button.textContent = label;
		if (shown)
			showPages(shown);
	}, 1500);
}

// --- options ---------------------------------------------------------------

let defaultLanguages = [], defaultQuality = "";

// "deu" of Tesseract is "de" of browsers.
function sameLanguage(code) {
	try {
		return new Intl.Locale(code).language;
	} catch {
		return code;
	}
}

// A user whose browser is in German has letters in German, as a rule.
const browserLanguages = new Set(
	navigator.languages.map((tag) => sameLanguage(tag)));

// What somebody chose comes before what is chosen anyway: Tesseract prefers the
// first.
function chosenLanguages() {
	const all = Array.from($("languages-list").querySelectorAll("input:checked"),
		(input) => input.value);
	return [...all.filter((code) => !defaultLanguages.includes(code)),
		...defaultLanguages.filter((code) => all.includes(code))];
}

function showLanguages() {
	const names = Array.from($("languages-list").querySelectorAll("input:checked"),
		(input) => input.dataset.name);
	$("languages-value").textContent = names.length > 2
		? plural(names.length, "language") : names.join(", ") || "the server’s";
}

function addLanguage({ code, name }) {
	const input = make("input", { type: "checkbox", value: code,
		"data-name": name ?? code });
	input.checked = defaultLanguages.includes(code) ||
		browserLanguages.has(sameLanguage(code));
	$("languages-list").append(make("label", {}, input, ` ${name ?? code}`));
}

function filterLanguages() {
	const wanted = $("languages-filter").value.trim().toLowerCase();
	for (const label of $("languages-list").children)
		label.hidden = !label.textContent.toLowerCase().includes(wanted);
}

async function loadOptions() {
	const answer = await service.languages();
	const list = answer.languages.toSorted?.((a, b) =>
		(a.name ?? a.code).localeCompare(b.name ?? b.code)) ?? answer.languages;

	defaultLanguages = answer.default ?? [];
	list.forEach(addLanguage);
	$("languages").querySelector(".filter").hidden = list.length <= 12;
	showLanguages();
	showQualities(answer.quality ?? {});
}

function showQualities({ default: usual = "", available = [] }) {
	const names = { standard: "Standard", high: "High, slower", best: "Best, slowest" };
	$("quality-field").hidden = available.length < 2;
	$("quality").append(...available.map((q) =>
		make("option", { value: q }, names[q] ?? q)));
	$("quality").value = defaultQuality = usual;
}

// A server that is busy answers later; until then its own options hold.
function startOptions() {
	loadOptions().catch(() => {
		$("languages-value").textContent = "the server’s";
		setTimeout(startOptions, OPTIONS_AGAIN_MS);
	});
}

function readOptions() {
	const lang = chosenLanguages();
	const same = lang.join() === defaultLanguages.join();
	const quality = $("quality").value;

	return {
		lang: same ? "" : lang.join("+"),
		quality: quality === defaultQuality ? "" : quality,
		pages: $("pages").value.replaceAll(" ", ""),
		rotate: $("upright").checked ? "auto" : "",
	};
}

const alike = (a, b) => Object.entries(a).every(([name, value]) => b[name] === value);

// --- one file --------------------------------------------------------------

class Job {
	constructor(file) {
		this.file = file;
		this.name = file.name || "Screenshot";
		this.pictures = new Pictures(file);
		this.makeRow();
		this.reset();
	}

	reset() {
		this.options = readOptions();
		this.state = "waiting";
		this.pages = [];
		this.failure = null;
		this.standing = null;
		this.upload = 0;
		this.page = 0;
		this.update();
	}

	makeRow() {
		this.status = make("span", { class: "file-status" });
		this.bar = make("progress", { "aria-label": `Progress of ${this.name}`, max: "1" });
		this.open = make("button", { type: "button", class: "file-open",
			onclick: () => show(this) },
			make("span", { class: "file-name", dir: "auto" }, this.name), this.status);
		this.again = make("button", { type: "button", class: "button small again",
			onclick: () => this.retry() }, "Read again");
		this.end = make("button", { type: "button", class: "button small end",
			onclick: () => this.stop() }, "Cancel");
		this.row = make("li", { class: "file" }, this.open, this.bar, this.again, this.end);
	}

	get busy() {
		return this.state === "waiting" || this.state === "active";
	}

	describe() {
		if (this.state === "waiting")
			return "Waiting for its turn";
		if (this.state === "active")
			return progress(this.standing, this.upload);
		if (this.state === "cancelled")
			return "Cancelled";
		if (this.state === "failed")
			return explain(this.failure).title;
		const damaged = this.pages.filter((page) => page.problem).length;
		return `${plural(this.pages.length, "page")}, ` +
			(damaged > 0 ? `${damaged} damaged` : bytes(this.file.size));
	}

	fraction() {
		const s = this.standing;
		if (s?.state === "running" && s.pages > 0)
			return (s.page - 0.5) / s.pages;
		return s === null && this.upload < 1 ? this.upload : undefined;
	}

	update() {
		const text = this.describe();
		if (this.status.textContent !== text)
			this.status.textContent = text;
		this.row.className = `file ${this.state}`;
		this.bar.hidden = this.state !== "active";
		const fraction = this.fraction();
		if (fraction === undefined)
			this.bar.removeAttribute("value");
		else
			this.bar.value = fraction;
		this.updateAgain();
		this.end.textContent = this.busy ? "Cancel" : "Remove";
		this.end.setAttribute("aria-label",
			`${this.busy ? "Cancel" : "Remove"} ${this.name}`);
		if (shown === this) {
			showState(this);
			showPages(this);
		}
	}

	// Failures that come again whatever the options are.
	get lost() {
		return this.state === "failed" && explain(this.failure).lasting;
	}

	// Options that are changed do nothing to what was read: where they would is
	// shown.
	updateAgain() {
		const changed = !alike(readOptions(), this.options);
		const label = changed ? "Read with new options" : "Read again";

		this.again.hidden = this.busy || this.lost;
		this.again.classList.toggle("primary", changed);
		this.again.textContent = label;
		this.again.setAttribute("aria-label", `${label}: ${this.name}`);
	}

	async run() {
		this.state = "active";
		this.id = service.makeId();
		this.control = new AbortController();
		this.update();
		const stop = this.follow(this.id);
		try {
			await service.read(this.file, this.options, {
				id: this.id, signal: this.control.signal,
				onUpload: (f) => {
					this.upload = f;
					this.update();
				},
				onPage: (page) => this.addPage(page),
			});
			this.state = "done";
			announce(`${this.name} is read: ${plural(this.pages.length, "page")}.`);
		} catch (e) {
			this.fail(e);
		}
		stop();
		this.update();
		startNext();
	}

	fail(e) {
		if (this.state === "cancelled" || e.name === "AbortError") {
			this.state = "cancelled";
			return;
		}
		this.state = "failed";
		this.failure = e instanceof service.Failure ? e : new service.Failure(0);
		const { title, todo } = explain(this.failure);
		announce(`${this.name}: ${title} ${todo}`);
	}

	follow(id) {
		return service.follow(id, (standing) => {
			if (this.id === id && this.state === "active") {
				this.standing = standing;
				this.update();
			}
		});
	}

	addPage(page) {
		this.pages.push(page);
		if (shown !== this)
			return;
		if (this.pages.length === 1)
			showPage(this, 0);
		showPages(this);
	}

	stop() {
		const wasBusy = this.busy;
		const wasActive = this.state === "active";
		if (wasBusy)
			this.state = "cancelled";
		if (wasActive)
			this.control.abort();
		if (wasBusy) {
			announce(`${this.name} is cancelled.`);
			this.update();
		} else {
			remove(this);
		}
	}

	retry(seconds = "") {
		this.reset();
		this.options.timeout = seconds;
		show(this);
		startNext();
	}

	get text() {
		return this.pages.map((page) => page.text ?? "").join("\f");
	}
}

function startNext() {
	for (const job of jobs) {
		if (jobs.filter((j) => j.state === "active").length >= AT_ONCE)
			return;
		if (job.state === "waiting")
			job.run();
	}
}

function addFiles(files) {
	const added = Array.from(files, (file) => new Job(file));
	if (added.length === 0)
		return;
	jobs.push(...added);
	added.forEach((job) => $("file-list").append(job.row));
	document.body.classList.add("used");
	$("files").hidden = false;
	if (!shown?.busy)
		show(added[0]);
	startNext();
	// On a small screen the progress would be below the fold.
	if ($("result").getBoundingClientRect().top > innerHeight / 2)
		$("files").scrollIntoView();
}

function remove(job) {
	const i = jobs.indexOf(job);
	jobs.splice(i, 1);
	job.row.remove();
	job.pictures.clear();
	if (jobs.length === 0) {
		document.body.classList.remove("used");
		$("files").hidden = true;
		show(null);
		$("choose").focus();
	} else if (shown === job) {
		show(jobs[Math.min(i, jobs.length - 1)]);
		shown.open.focus();
	}
}

// --- the result ------------------------------------------------------------

const result = { state: make("div", { class: "state" }), tools: null, page: make("div") };

function show(job) {
	shown = job;
	jobs.forEach((j) => j.open.setAttribute("aria-current", String(j === job)));
	$("result").hidden = job === null;
	result.view?.leave();
	result.view = null;
	if (job === null)
		return;
	result.tools = makeTools(job);
	result.page.replaceChildren();
	$("result").replaceChildren(result.state, result.tools, result.page);
	if (job.pages.length > 0)
		showPage(job, Math.min(job.page, job.pages.length - 1));
	showPages(job);
	showState(job);
}

// What is said in place of pages, or above them.
function showState(job) {
	const key = `${job.state} ${job.state === "active" ? job.describe() : ""}`;
	result.tools.hidden = job.pages.length === 0;
	if (result.state.dataset.key === key && result.state.job === job)
		return;
	result.state.dataset.key = key;
	result.state.job = job;
	if (job.state === "failed")
		result.state.replaceChildren(makeFailure(job));
	else if (job.busy && job.pages.length === 0)
		result.state.replaceChildren(make("div", { class: "wait" },
			make("div", { class: "pulse", "aria-hidden": "true" }),
			make("p", {}, job.describe())));
	else if (job.state === "cancelled")
		result.state.replaceChildren(make("p", { class: "notice" },
			job.pages.length > 0 ? "Cancelled; these are the pages that were finished."
				: "Cancelled before anything was read."));
	else
		result.state.replaceChildren();
}

function makeFailure(job) {
	const { title, todo, detail, lasting } = explain(job.failure);
	const [label, action] = job.failure.status === 504
		? ["Try with more time", () => job.retry(MORE_TIME_S)]
		: lasting ? ["Choose another file", () => $("choose-files").click()]
			: ["Try again", () => job.retry()];
	const actions = make("div", { class: "row" }, make("button", { type: "button",
		class: "button primary", onclick: action }, label));
	const box = make("div", { class: "failure" }, make("h2", {}, title), make("p", {}, todo));
	if (detail)
		box.append(make("p", { class: "hint" }, detail));
	box.append(actions);
	return box;
}

function makeTools(job) {
	const format = formatList();
	const place = job.making ??= make("p", { class: "making" });
	const save = make("button", { type: "button", class: "button",
		onclick: async () => {
			save.disabled = job.saving = true;
			await download(job, format.value, place, announce);
			job.saving = false;
			if (shown === job)
				showPages(job);
		} }, "Download");
	// The page feeds between pages are for programs.
	const copyAll = make("button", { type: "button", class: "button copy",
		onclick: () => copy(job.text.replaceAll("\f", "\n"), copyAll) });
	const previous = make("button", { type: "button", class: "button step",
		"aria-label": "Previous page", onclick: () => showPage(job, job.page - 1) }, "‹");
	const next = make("button", { type: "button", class: "button step",
		"aria-label": "Next page", onclick: () => showPage(job, job.page + 1) }, "›");
	const which = make("span", { class: "which" });
	const pager = make("div", { class: "pager", role: "group", "aria-label": "Pages" },
		previous, which, next);

	const part = make("button", { type: "button", class: "button part-button",
		onclick: () => result.view?.chooseRegion() }, "Read a part");

	Object.assign(result, { pager, previous, next, which, copyAll, save, part });
	return make("div", { class: "tools" }, pager,
		copyAll, make("div", { class: "joined" }, format, save), part,
		makeZoom(), place);
}

// One step: as wide as there is room for.
function makeZoom() {
	const button = make("button", { type: "button", class: "button zoom",
		"aria-pressed": "false", onclick: () => {
			const on = result.page.classList.toggle("large");
			button.setAttribute("aria-pressed", String(on));
			takeKeys();
		} }, "Enlarge");
	result.page.classList.remove("large");
	return button;
}

// An enlarged page may be wider than the window: arrow keys scroll it.
function takeKeys() {
	const sheet = result.page.querySelector(".sheet");
	if (sheet)
		sheet.tabIndex = result.page.classList.contains("large") ? 0 : -1;
}

function showPages(job) {
	const n = job.pages.length;
	const all = job.busy ? Math.max(n, job.standing?.pages ?? 0) : n;
	result.tools.hidden = n === 0;
	result.pager.hidden = all < 2;
	result.which.textContent = `Page ${job.pages[job.page]?.page ?? 1}` +
		(job.options.pages ? "" : ` of ${all}`);
	result.previous.disabled = job.page <= 0;
	result.next.disabled = job.page >= n - 1;
	if (result.copyAll.textContent !== "Copied")
		result.copyAll.textContent = job.busy ? "Copy text so far"
			: n > 1 ? "Copy all text" : "Copy text";
	result.save.disabled = job.busy || job.saving;
	result.part.disabled = n > 0 && isMissing(job.pages[job.page] ?? {});
}

function showPage(job, i) {
	const page = job.pages[i];
	if (!page)
		return;
	job.page = i;
	result.view?.leave();
	result.view = view(page, {
		pictures: job.pictures,
		announce,
		copy,
		onRegion: (p, region) => readPart(job, p, region),
	});
	result.page.replaceChildren(result.view.element);
	takeKeys();
	showPages(job);
}

async function readPart(job, page, region) {
	const { lang, quality } = job.options;
	try {
		return await service.readRegion(job.file, { lang: lang ?? "", quality: quality ?? "",
			pages: page.page, rotate: page.rotation, region },
		{ id: service.makeId() });
	} catch (e) {
		const { title, todo } = explain(e);
		return { failure: `${title} ${todo}` };
	}
}

// --- the page itself -------------------------------------------------------

function takeDrops() {
	let depth = 0;
	const over = (on) => {
		$("drop-over").hidden = !on;
	};
	const files = (e) => e.dataTransfer?.types.includes("Files");
	addEventListener("dragenter", (e) => files(e) && over(++depth > 0));
	addEventListener("dragleave", (e) => files(e) && over(--depth > 0));
	addEventListener("dragover", (e) => files(e) && e.preventDefault());
	addEventListener("drop", (e) => {
		depth = 0;
		over(false);
		if (!files(e))
			return;
		e.preventDefault();
		addFiles(e.dataTransfer.files);
	});
	addEventListener("paste", (e) => {
		if (e.clipboardData?.files.length > 0) {
			e.preventDefault();
			addFiles(e.clipboardData.files);
		}
	});
}

function takeChoices() {
	for (const name of ["choose", "camera"]) {
		const input = $(`${name}-files`);
		$(name).addEventListener("click", () => input.click());
		input.addEventListener("change", () => {
			addFiles(input.files);
			input.value = "";
		});
	}
	// A device with a touch screen mostly has a camera, and no files to drop.
	const coarse = matchMedia("(pointer: coarse)").matches;
	$("camera").hidden = !coarse;
	if (coarse)
		$("drop-title").textContent = "Choose files, or take a photo";
	$("options").addEventListener("submit", (e) => e.preventDefault());
	$("options").addEventListener("input", () => jobs.forEach((job) => job.updateAgain()));
	$("languages-list").addEventListener("change", showLanguages);
	$("languages-filter").addEventListener("input", filterLanguages);
	const menu = $("languages");
	addEventListener("pointerdown", (e) => {
		if (!menu.contains(e.target))
			menu.open = false;
	});
	menu.addEventListener("keydown", (e) => {
		if (e.key === "Escape" && menu.open) {
			menu.open = false;
			menu.querySelector("summary").focus();
		}
	});
}

function showExample() {
	const url = service.ocrAddress;
	const lines = ["# the text of a picture", `curl --data-binary @page.png ${url}`,
		"# its words, and where they are, as JSON",
		`curl --data-binary @page.png '${url}?format=json'`,
		"# pages 1 to 3 of a scan, as a PDF that can be searched",
		`curl --data-binary @scan.pdf '${url}?format=pdf&pages=1-3' -o searchable.pdf`];
	$("example").textContent = lines.join("\n");
	$("example-copy").addEventListener("click", () =>
		copy(lines.join("\n"), $("example-copy")));
}

// A user who follows a link to the part for programs wants to see it open.
function openPrograms() {
	$("programs").open = true;
	$("programs").scrollIntoView();
}

takeDrops();
takeChoices();
showExample();
$("to-programs").addEventListener("click", openPrograms);
if (location.hash === "#programs")
	openPrograms();
startOptions();

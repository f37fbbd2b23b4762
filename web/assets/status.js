// SPDX-License-Identifier: BSD-3-Clause
// The page at /status: the gate's figures, refreshed, with what they were in the
// last minutes as small plots.

import * as service from "./service.js";
import { bytes, duration, explain, plural } from "./sentences.js";
import { make } from "./viewer.js";

const EVERY_MS = 2000;
const KEPT = 150;	// samples: five minutes
const SVG = "http://www.w3.org/2000/svg";

const $ = (id) => document.getElementById(id);
const round = (n) => n < 10 ? Math.round(n * 10) / 10 : Math.round(n);

// --- plots -----------------------------------------------------------------

const seconds = (ms) => `${round(ms / 1000)} s`;
const plots = [
	{ title: "Waiting", of: (s) => s.queued, show: String },
	{ title: "Running", of: (s) => s.running, show: String, least: (s) => s.slots },
	{ title: "Answers a second", of: (s) => s.goodput.answers_per_s, show: round },
	{ title: "Longest wait", of: (s) => s.oldest_wait_ms, show: seconds, low: 1000 },
	{ title: "Time in a worker", of: (s) => s.service_ms, show: seconds, low: 1000 },
	{ title: "Spool", of: (s) => s.spool_bytes, show: bytes, low: 1e6 },
].map((plot) => ({ ...plot, samples: [] }));

function drawn(name, attributes) {
	const e = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes))
		e.setAttribute(key, value);
	return e;
}

function makePlot(plot) {
	plot.now = make("span");
	plot.svg = drawn("svg", { viewBox: `0 0 ${KEPT} 100`, preserveAspectRatio: "none",
		role: "img" });
	plot.area = drawn("path", { class: "area" });
	plot.curve = drawn("path", { class: "curve" });
	plot.svg.append(drawn("path", { class: "axis", d: `M0 100H${KEPT}` }), plot.area, plot.curve);
	return make("section", { class: "plot" }, make("h2", {}, plot.title, plot.now), plot.svg);
}

function addSample(plot, status) {
	const { samples } = plot;
	samples.push(plot.of(status) ?? 0);
	if (samples.length > KEPT)
		samples.shift();
	const top = Math.max(...samples, plot.low ?? 1, plot.least?.(status) ?? 0);
	const x = (i) => KEPT - samples.length + i + 1;
	const d = samples.map((v, i) => `${x(i)} ${100 - 94 * v / top}`).join("L");
	plot.curve.setAttribute("d", `M${d}`);
	plot.area.setAttribute("d", `M${x(0)} 100L${d}L${KEPT} 100Z`);
	const now = plot.show(samples.at(-1));
	plot.now.textContent = `${now}, at most ${plot.show(Math.max(...samples))}`;
	plot.svg.setAttribute("aria-label", `${plot.title} in the last five minutes: now ${plot.now.textContent}`);
}

// --- figures ---------------------------------------------------------------

function showFigures(s) {
	const figures = [
		["Waiting", s.queued, s.clients_queued > 0 ? `of ${plural(s.clients_queued, "client")}` : ""],
		["Running", s.running, `of ${plural(s.slots, "slot")}`],
		["Arriving", s.reading, ""],
		["Answered", s.totals.answered, ""],
		["Refused", s.totals.refused, ""],
		["Serving for", duration(s.uptime_ms), ""],
	];
	$("figures").replaceChildren(...figures.map(([name, value, more]) =>
		make("div", { class: "figure" }, make("dt", {}, name),
			make("dd", {}, String(value), more ? make("small", {}, ` ${more}`) : ""))));
	$("ready").textContent = s.ready ? "ready" : "not ready";
	$("ready").className = `badge ${s.ready ? "ready" : "not-ready"}`;
}

function doing(w) {
	if (w.state !== "busy" && w.state !== "draining")
		return "";
	return w.pages > 0 ? `${w.stage}, page ${w.page} of ${w.pages}` : w.stage;
}

function showWorkers(s) {
	const workers = (s.workers ?? []).filter((w) => w.state !== "none");
	$("worker-card").hidden = workers.length === 0;
	$("workers").replaceChildren(...workers.map((w) => make("tr", {},
		make("td", {}, String(w.pid)),
		make("td", {}, make("span", { class: `badge ${w.state}` }, w.state)),
		make("td", {}, doing(w)),
		make("td", {}, w.request_ms > 0 && s.now_ms > w.request_ms
			? duration(s.now_ms - w.request_ms) : ""),
		make("td", {}, String(w.requests)),
		make("td", {}, bytes(w.rss_bytes)))));
}

const names = {
	answered: "Answered by a worker", served: "Answered by the gate itself",
	refused: "Refused", expired: "Too late", failed: "Failed",
	aborted_reading: "Client left while sending", aborted_queued: "Client left while waiting",
	aborted_running: "Client left while its pages were read", aborted_sharing: "Client left while another one’s was read",
	replayed: "Given to a second worker", shared: "Given another one’s answer",
};

function showTotals(s) {
	$("since").textContent = new Date(s.since).toLocaleString();
	$("totals").replaceChildren(...Object.entries(names).map(([key, name]) =>
		make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, String(s.totals[key] ?? 0)))));
}

async function refresh() {
	try {
		const s = await service.status();
		showFigures(s);
		showWorkers(s);
		showTotals(s);
		plots.forEach((plot) => addSample(plot, s));
		$("trouble").hidden = true;
	} catch (e) {
		const failure = e instanceof service.Failure ? e : new service.Failure(0);
		const { title, todo } = explain(failure);
		$("trouble").textContent = `${title} ${todo}`;
		$("trouble").hidden = false;
	}
	setTimeout(refresh, document.hidden ? 4 * EVERY_MS : EVERY_MS);
}

$("plots").append(...plots.map(makePlot));
refresh();

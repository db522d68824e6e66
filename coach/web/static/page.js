"use strict";
// Shows what the server says while it is fresh. The language is that of 2018: what hangs on treadmills is old.

const STALE_MS = 3000; // the server sends each second: two may be late, three are a lost connection
const SLEPT_MS = 2000; // a visible page looks at the clock five times a second
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const REFUSED_MS = 10000; // another tab may have been let in meanwhile
const ANSWER_MS = 3000; // a command that takes longer is for another moment
const NOTED_MS = 30000;
const ASKED_MS = 90000; // a question covers the number, so it goes away by itself, as in the terminal
const WINDOWS_S = [120, 300, 600];
const $ = (id) => document.getElementById(id);
const root = document.documentElement.style, look = document.body.classList;
const controls = document.querySelectorAll(".control");

// Of a browser's two clocks one may stand while it sleeps, and the other may be set.
const now = () => ({ wall: Date.now(), mono: performance.now() });
const since = (then) => Math.max(Date.now() - then.wall, performance.now() - then.mono);
const NEVER = { wall: -1e15, mono: -1e15 };

let beat = NEVER; // how new what is shown is
let least = Infinity; // by which the walk's time was behind this clock
let walk = null; // the last glance
let refused; // why, as a word and a detail
let held = false; // so many wrong codes came that no other is looked at
let said = null; // what stands in place of a walk

function put(id, text) {
	const place = $(id);
	if (place.textContent !== text) place.textContent = text;
}

function fill(id, ...parts) {
	$(id).textContent = "";
	$(id).append(...parts);
}

const press = (id, on) => $(id).setAttribute("aria-pressed", on);
const tint = (element, tone) => element.style.setProperty("--tone", `var(--${tone})`);

function headline(arrow, word, detail, tone, acting = false) {
	// The word is a live region: only a change of it may touch it.
	if (tone === "alarm" && $("said").textContent !== word) dismiss();
	put("arrow", arrow && arrow + "\uFE0E"); // never a picture
	put("said", word);
	put("detail", detail);
	tint($("banner"), tone);
	$("banner").classList.toggle("acting", acting);
	$("word").classList.toggle("long", word.length > 24);
	root.setProperty("--n", Math.max(6, arrow.length + 1 + word.length));
}

function number(text, tone) {
	tint($("stage"), tone);
	tint($("gauge"), tone);
	put("number", text === "--" ? "no heart rate" : text + " beats per minute");
	put("tag", text);
	$("digits").dataset.text = text;
}

function blank() {
	look.add("blank");
	number("--", "muted");
	put("time", "");
	$("unit").hidden = true;
	put("average", "");
	fill("trace");
}

function blankWith(word, detail = "", troubled = true) {
	blank();
	dismiss();
	look.add("idle");
	headline(troubled ? "✕" : "", word, detail, "easy", troubled);
	put("walk", "");
	put("link", "");
	$("link").className = "";
}

function render() {
	compose();
	drawDigits(); // last, when everything else has its size
}

function compose() {
	if (document.hidden) return blank(); // or it would begin with an old number when it is seen again
	if (refused) return blankWith(refused[0], refused[1]);
	if (beat === NEVER && since(opened) <= STALE_MS) return blank();
	if (since(beat) > STALE_MS) return blankWith("No connection", "keep walking as you are; the page tries again");
	if (said !== null) return blankWith(said, "", false);
	if (walk === null) return;
	look.remove("blank", "idle");
	const { head, gauge, step, link } = walk;
	headline(head.arrow, head.word, head.detail, head.tone, head.acting);
	number(walk.bpm, walk.tone);
	put("average", walk.average);
	put("link", link.mark + "\uFE0E " + link.text);
	$("link").classList.toggle("troubled", link.troubled);
	put("walk", [walk.unrecorded && "not recorded", walk.muted && "muted", walk.walk, walk.clock].filter(Boolean).join("  "));
	showStep(step);
	showGauge(gauge);
	put("pause", walk.paused ? "Go on" : "Pause");
	press("mute", walk.muted);
	if (walk.finished) dismiss();
	controls.forEach((key) => { key.disabled = walk.finished; });
	if (tracing() && Math.abs(walk.at_s - traceAt) > 2) loadTrace();
	drawTrace();
}

function showStep(step) {
	put("name", (step.name + " " + step.place).trim());
	put("follows", step.follows);
	$("left").classList.toggle("counting", step.counting);
	put("time", step.left);
	$("unit").hidden = !step.timed;
	$("share").classList.toggle("none", step.share === null);
	root.setProperty("--share", 100 * (step.share || 0) + "%");
}

function showGauge(gauge) {
	$("gauge").classList.toggle("none", gauge === null);
	if (gauge === null) return;
	$("gauge").setAttribute("aria-label", gauge.says);
	put("lo", String(gauge.lo_bpm));
	put("hi", String(gauge.hi_bpm));
	const known = gauge.at !== null;
	const ahead = known && gauge.expected !== null && Math.abs(gauge.expected - gauge.at) > 0.01;
	$("at").className = known ? ["less", "", "more"][gauge.beyond + 1] : "gone";
	$("needle").className = known ? "" : "gone";
	$("ahead").className = ahead ? "" : "gone";
	const set = (name, share) => root.setProperty("--" + name, 100 * share + "%");
	set("lo-at", gauge.lo);
	set("hi-at", gauge.hi);
	if (known) set("at", gauge.at);
	set("from", Math.min(gauge.at, gauge.expected));
	set("long", Math.abs(gauge.at - gauge.expected));
}

// Digits are strokes in a cell of any proportions, so that three fill a telephone's width at full height.
function digit(sign, w, h, t) {
	const l = t / 2, r = w - t / 2, u = t / 2, d = h - t / 2, m = h / 2, c = w / 2;
	const k = Math.min((r - l) / 2, (m - u) / 2);
	const arc = (x, y, sweep = 1) => `A${k} ${k} 0 0 ${sweep} ${x} ${y}`;
	const ring = (a, b) => `M${l} ${a + k}${arc(l + k, a)}H${r - k}${arc(r, a + k)}V${b - k}${arc(r - k, b)}H${l + k}${arc(l, b - k)}Z`;
	const top = `M${l} ${u + k}${arc(l + k, u)}H${r - k}${arc(r, u + k)}`;
	const bowl = (y) => `H${r - k}${arc(r, y + k)}V${d - k}${arc(r - k, d)}H${l + k}${arc(l, d - k)}`;
	switch (sign) {
		case "0": return ring(u, d);
		case "1": return `M${c - w * 0.16} ${u + h * 0.12}L${c + w * 0.1} ${u}V${d}`;
		case "2": return `${top}C${r} ${m} ${l} ${m + k * 0.4} ${l} ${d}H${r}`;
		case "3": return `${top}V${m - k}${arc(r - k, m)}H${c}${bowl(m)}`;
		case "4": return `M${r - w * 0.16} ${d}V${u}L${l} ${h * 0.72}H${r}`;
		case "5": return `M${r} ${u}H${l}V${m - t * 0.1}${bowl(m - t * 0.1)}`;
		case "6": return `M${r} ${u + k}${arc(r - k, u, 0)}H${l + k}${arc(l, u + k, 0)}V${d - k}${arc(l + k, d, 0)}H${r - k}${arc(r, d - k, 0)}V${m + k - t * 0.2}${arc(r - k, m - t * 0.2, 0)}H${l}`;
		case "7": return `M${l} ${u}H${r}L${l + w * 0.22} ${d}`;
		case "8": return ring(u, m) + ring(m, d);
		case "9": return digit("6", w, h, t);
		default: return `M${l + w * 0.08} ${m}H${r - w * 0.08}`;
	}
}

let drawn = "";
function drawDigits() {
	const place = $("stage").getBoundingClientRect(), text = $("digits").dataset.text || "--";
	const key = [text, place.width, place.height, innerHeight].join();
	if (key === drawn) return;
	drawn = key;
	const least = 0.455 * innerHeight;
	let w = 0.96 * place.width / 3.28; // three digits, and two gaps of 0.14
	const h = Math.max(Math.min(least, place.height), Math.min(place.height - 0.03 * innerHeight, w / 0.4));
	w = Math.min(w, 0.6 * h);
	const t = Math.min(0.26 * w, 0.15 * h);
	const signs = [...text];
	const step = 1.14 * w, x0 = (place.width - step * signs.length + 0.14 * w) / 2, y0 = (place.height - h) / 2;
	const group = svg("g", { "stroke-width": t });
	signs.forEach((sign, i) => {
		const turn = sign === "9" ? ` rotate(180 ${w / 2} ${h / 2})` : "";
		group.append(svg("path", { d: digit(sign, w, h, t), transform: `translate(${x0 + i * step} ${y0})${turn}` }));
	});
	fill("digits", group);
}

function svg(kind, attributes, text = "") {
	const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
	for (const key in attributes) made.setAttribute(key, attributes[key]);
	made.textContent = text;
	return made;
}

// The trace
let traced = null, traceAt = -1e9;
const tracing = () => look.contains("tracing");

async function loadTrace() {
	traceAt = walk.at_s;
	try {
		const answer = await ask("/trace" + pass());
		if (answer.ok) traced = await answer.json();
	} catch { return; } // the stream notices that the server is gone
	if (tracing()) render();
}

function drawTrace() {
	if (!tracing() || traced === null || walk === null) return;
	const { width, height } = $("stage").getBoundingClientRect();
	const size = Math.max(16, 0.034 * innerHeight), left = 3 * size, top = size + $("tag").offsetHeight, bottom = 1.7 * size, pen = Math.max(3, 0.007 * innerHeight);
	const end = walk.at_s, span = WINDOWS_S.find((s) => s >= end) || 900, begin = end - span;
	const bands = traced.bands.map(([at, lo, hi], i, all) => ({ from: i ? Math.max(at, begin) : begin, to: i + 1 < all.length ? all[i + 1][0] : end, lo, hi }))
		.filter(({ from, to }) => to >= from);
	const points = traced.at_s.map((at, i) => [at, traced.bpm[i]]).filter(([at]) => at >= begin);
	const seen = [...points.map((p) => p[1]), ...bands.flatMap((b) => [b.lo, b.hi])].filter((v) => v !== null);
	const low = Math.min(...seen, 200) - 6, high = Math.max(...seen, 60) + 6;
	const x = (at) => left + ((at - begin) / span) * (width - left - 2 * size);
	const y = (bpm) => top + ((high - bpm) / (high - low)) * (height - bottom - top);
	const parts = bands.filter(({ lo }) => lo !== null)
		.map(({ from, to, lo, hi }) => svg("rect", { x: x(from), y: y(hi), width: Math.max(0, x(to) - x(from)), height: y(lo) - y(hi) }));
	const last = bands[bands.length - 1], gauge = walk.gauge || {};
	const label = (text, x, y, anchor) => svg("text", { x, y, "font-size": size, "text-anchor": anchor }, text);
	if (last && last.lo !== null) {
		for (const [bpm, name] of [[last.lo, gauge.lo_bpm], [last.hi, gauge.hi_bpm]]) {
			parts.push(svg("line", { x1: left, x2: width - 2 * size, y1: y(bpm), y2: y(bpm), "stroke-width": 2 }), label(name, left - size * 0.4, y(bpm) + size * 0.35, "end"));
		}
	}
	const tones = points.map(([at, bpm]) => {
		const band = bands.find((one, i) => i + 1 === bands.length || bands[i + 1].from > at);
		return bpm === null ? null : !band || band.lo === null ? "text" : bpm < band.lo ? "below" : bpm > band.hi ? "above" : "in";
	});
	const draw = (tone, kind, attributes) => {
		parts.push(svg(kind, attributes));
		tint(parts[parts.length - 1], tone);
	};
	const at = (point) => `${x(point[0]).toFixed(1)} ${y(point[1]).toFixed(1)}`;
	let d = "";
	points.forEach((point, i) => {
		if (!tones[i]) return;
		d += d ? "L" + at(point) : tones[i - 1] ? `M${at(points[i - 1])}L${at(point)}` : `M${at(point)}h0`;
		if (tones[i] === tones[i + 1]) return;
		draw(tones[i], "path", { d, "stroke-width": pen });
		d = "";
		if (i === points.length - 1) draw(tones[i], "circle", { cx: x(point[0]), cy: y(point[1]), r: 2 * pen });
	});
	parts.push(label(`-${span / 60} min`, left, height - size * 0.4, "start"), label("now", width - 2 * size, height - size * 0.4, "end"));
	fill("trace", ...parts);
}

$("stage").onclick = () => {
	look.toggle("tracing");
	press("stage", tracing());
	traceAt = -1e9;
	render();
};
if (window.ResizeObserver) new ResizeObserver(render).observe($("stage"));
else addEventListener("resize", render);

// The stream
let source = null, turn = 0, tries = 0, retry = 0, due = 0, opened = NEVER, tick = now();

async function ask(path, options) {
	const cut = new AbortController(), late = setTimeout(() => cut.abort(), ANSWER_MS);
	try { return await fetch(path, { cache: "no-store", signal: cut.signal, ...options }); } finally { clearTimeout(late); }
}

function post(path, body) {
	const headers = { "Content-Type": "application/json", "X-Coach-Page": kept.page };
	return ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}

// The cookie goes to every port of this name; what is kept here goes to none.
let kept = { page: "" };
for (const store of ["sessionStorage", "localStorage"]) {
	try { window[store].page = window[store].page || ""; kept = window[store]; } catch { /* not allowed */ }
}
const pass = () => "?page=" + kept.page;

async function enter() {
	const code = location.hash.slice(1);
	held = false;
	if (!code) return;
	const answer = await post("/enter", { code });
	held = answer.status === 429;
	if (held) return; // what was let in before is in
	if (answer.ok) kept.page = (await answer.json()).page;
	else if (answer.status !== 403) throw new Error(answer.status);
	history.replaceState(null, "", location.pathname); // used, or no good
}

async function connect() {
	tick = now();
	const mine = ++turn;
	clearTimeout(retry);
	retry = 0;
	if (source) source.close();
	opened = now();
	least = Infinity;
	try { await enter(); } catch { return again(mine); }
	if (mine !== turn) return;
	source = new EventSource("/walk" + pass());
	const hear = (kind, act) => source.addEventListener(kind, (event) => {
		if (mine !== turn) return;
		if (!document.hidden && since(tick) > SLEPT_MS) connect(); // what waited meanwhile is old
		else act(JSON.parse(event.data));
	});
	hear("controls", ({ allowed }) => controls.forEach((key) => { key.hidden = !allowed; }));
	hear("glance", (glance) => {
		const behind = performance.now() - 1000 * glance.at_s;
		least = walk && glance.at_s > walk.at_s - 3 ? Math.min(least, behind) : behind; // of another walk
		walk = glance;
		said = null;
		alive(behind - least); // of a slow network, or of a walk that stands, what is new here is old
		render();
	});
	hear("none", ({ text }) => {
		alive(0);
		said = text;
		walk = null;
		render();
	});
	hear("said", (cue) => speak(cue.speech));
	source.onerror = () => { if (mine === turn) fail(mine); };
}

function alive(age) {
	beat = { wall: Date.now() - age, mono: performance.now() - age };
	clearTimeout(due);
	due = setTimeout(watch, STALE_MS + 1 - age); // to the moment
	tries = 0;
	refused = undefined;
}

async function fail(mine) {
	source.close();
	try {
		const { status, body } = await ask("/walk" + pass()); // a stream does not say why it was refused
		if (body) body.cancel();
		if (mine !== turn) return;
		const why = held ? ["Too many wrong codes: wait a minute"] : ["Scan the new code", "`coach screen` shows it on the computer"];
		refused = { 403: why, 429: ["Too many tabs of this page are open: close one."] }[status];
		if (refused) render();
	} catch { /* the server is gone */ }
	again(mine);
}

function again(mine) {
	if (mine !== turn || retry) return;
	const wait = refused ? REFUSED_MS : RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)];
	retry = setTimeout(connect, wait * (0.8 + 0.4 * Math.random()));
}

function watch() {
	tick = now();
	if (refused || since(beat) <= STALE_MS) return;
	if (beat !== NEVER || since(opened) > STALE_MS) render();
	if (!retry && since(opened) > STALE_MS) {
		if (source) source.close();
		again(++turn);
	}
}
setInterval(watch, 200);

function wake() {
	if (document.hidden) return render();
	watch();
	if (since(beat) > STALE_MS / 2) connect(); // a browser that slept may hold a stream that is dead without saying so
	keepAwake();
}
document.addEventListener("visibilitychange", wake);
addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
addEventListener("online", connect);
addEventListener("hashchange", () => { if (location.hash) connect(); });

// Words aloud
const mouth = window.speechSynthesis;
let speaks = false;
$("voice").hidden = !mouth;
$("voice").onclick = () => {
	speaks = !speaks;
	press("voice", speaks);
	mouth.cancel();
	speak("Cues are spoken here.");
};

function speak(text) {
	if (!speaks) return;
	mouth.cancel(); // only the newest is still true
	const words = new SpeechSynthesisUtterance(text);
	words.lang = "en";
	mouth.speak(words);
}

// A screen that stays on
let lock = null, told = false;

async function keepAwake() {
	if (lock && !lock.released) return;
	try {
		lock = await navigator.wakeLock.request("screen"); // in a secure context alone
		if (look.contains("dims")) unnotice();
	} catch {
		if (document.hidden || told) return;
		told = true;
		notice(dimming(), "dims");
	}
}
addEventListener("click", () => navigator.wakeLock && keepAwake()); // some browsers wait for a tap

function dimming() {
	const agent = navigator.userAgent, apple = /iPad|iPhone/.test(agent) || (/Mac/.test(agent) && navigator.maxTouchPoints > 1);
	const taps = apple ? "Display & Brightness, then Auto-Lock: Never" : /Android/.test(agent) && "Display, then Screen timeout: the longest";
	return taps ? `This screen will dim. In Settings tap ${taps}.` : "This screen may dim: its power settings keep it on.";
}

let hides = 0;
function notice(text, kind) {
	unnotice();
	look.add(kind);
	$("notice").firstChild.textContent = text;
	clearTimeout(hides);
	hides = setTimeout(unnotice, NOTED_MS); // nobody can tap on a television
}
const unnotice = () => look.remove("dims", "failed");
$("notice").onclick = unnotice;

// The walker's commands
async function command(body) {
	const { ok, status } = await post("/command", { ...body, t: walk && walk.at_s }).catch(() => ({}));
	if (!ok) notice(status === 403 ? "This page may only look on." : "That did not get through", "failed");
	else if (look.contains("failed")) unnotice();
}
$("pause").onclick = () => command({ command: walk && walk.paused ? "resume" : "pause" });
$("next").onclick = () => command({ command: "skip_step" });
$("mute").onclick = () => command({ command: "mute", muted: !(walk && walk.muted) });

let leave = 0;
const dismiss = () => document.querySelectorAll("dialog").forEach((dialog) => dialog.removeAttribute("open"));

function asks(key, id, made) {
	$(key).onclick = () => {
		dismiss();
		$(id).setAttribute("open", ""); // never modal: the word behind it would not be read out
		$(id).querySelector("button").focus();
		clearTimeout(leave);
		leave = setTimeout(dismiss, ASKED_MS);
	};
	$(id).onclick = (event) => {
		const chosen = event.target.closest("button");
		if (!chosen) return;
		dismiss();
		$(key).focus();
		if (chosen.value) command(made(chosen.value));
	};
}
addEventListener("keydown", ({ key }) => { if (key === "Escape") dismiss(); });
asks("talk", "talking", (answer) => ({ command: "talk_test", answer }));
asks("pain", "hurting", (level) => ({ command: "pain", level: Number(level) }));

connect();
keepAwake();

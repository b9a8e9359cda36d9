// What the pages do beyond HTML. Every page works without it: answers are then saved by the form's own button.
//
// form[data-autosave=URL][data-attempt=ID] with [data-item=PLACE][data-seq=N] in it, and [data-saved] anywhere:
//   sends each answer as it is given; the link [data-item-link=PLACE] is marked as answered.
// [data-deadline=ISO] with [data-countdown] and [data-countdown-said] in it; data-now=ISO is the server's clock.
// input[data-echo=URL] with [data-echo-for=ID]: says how the server understands what is typed; data-echo-later: once it is.
// [data-filter-box] around input[data-filter=ID]: narrows the labels in that element; give the box `hidden`.
// form[data-draft=URL] with data-draft-place, -seq and -owner, and [data-draft-saved] in it: keeps a draft as one types.
// [data-unsent-drafts=OWNER]: sends the drafts of whoever is signed in that this browser could not send before.
// [data-ticking=SECONDS]: lets the figures of a running timer go on.
// button[data-copy=ID]: copies that input; give it `hidden`. [data-look-again=SECONDS]: loads the page anew then.
// form[data-hash=ID]: works out the SHA-256 of the chosen file and sends only that, in the input ID; [data-hashing] says so.
// form[data-warn-unsaved]: asks before leaving. [data-print]: prints; give it `hidden`. [data-focus]: is focused.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const UNSENT = "cpd-unsent-";
const KEEP_UNSENT_FOR = 3 * 24 * 3600 * 1000;
const LONGEST_WAIT = 30_000;
const TYPING_PAUSE = 600;
const TOKEN = "meta[name=csrf-token]";
const JSON_HEADERS = { "Content-Type": "application/json", Accept: "application/json" };

let leavingOnPurpose = false;
const reasonsToStay = [];
addEventListener("beforeunload", (event) => {
  if (!leavingOnPurpose && reasonsToStay.some((holds) => holds())) event.preventDefault();
});

// --- a form goes out once, however often its button is pressed
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  leavingOnPurpose = true;
  setTimeout(() => { delete form.dataset.sent; leavingOnPurpose = false; }, 5000);
});
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

// --- the token of whoever is signed in by now, after signing in again in another tab
async function freshToken(address) {
  const page = await (await fetch(address, { headers: { Accept: "text/html" } })).text();
  const fresh = one(TOKEN, new DOMParser().parseFromString(page, "text/html"))?.content;
  if (!fresh) throw new Error("signed out");
  all(TOKEN).forEach((meta) => { meta.content = fresh; });
  all("input[name=csrf_token]").forEach((input) => { input.value = fresh; });
}

// --- answers of a paper, saved as they are given
// The answers no server has acknowledged yet, by place, kept over a closed browser.
function recall(key) {
  try { return new Map(Object.entries(JSON.parse(localStorage.getItem(key)).answers)); } catch { return new Map(); }
}

function keep(key, answers) {
  try {
    if (answers.size === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ at: Date.now(), answers: Object.fromEntries(answers) }));
  } catch { /* no room, or not allowed: the answers still live in this page */ }
}

function forgetOld() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(UNSENT))) {
    if (Date.now() - JSON.parse(localStorage.getItem(key)).at > KEEP_UNSENT_FOR) localStorage.removeItem(key);
  }
}

const isTicked = (input) => ["radio", "checkbox"].includes(input.type);
const answersOf = (item) => all("input:not([type=hidden]), textarea", item);

function answerIn(item) {
  const given = answersOf(item).filter((input) => !isTicked(input) || input.checked);
  return given.map((input) => input.value.trim()).filter(Boolean);
}

function showAnswer(item, response) {
  for (const input of answersOf(item)) {
    if (isTicked(input)) input.checked = response.includes(input.value); else input.value = response[0] ?? "";
  }
}

function autosave(form) {
  const key = UNSENT + form.dataset.attempt;
  const unsent = recall(key);
  const items = new Map(all("[data-item]", form).map((item) => [item.dataset.item, item]));
  const seqs = new Map([...items].map(([place, item]) => [place, Number(item.dataset.seq) || 0]));
  const indicator = one("[data-saved]");
  const typing = new Map();
  let sending = false;
  let refused = false;
  let wait = 0;
  let again;

  function acknowledge(place, seq) {
    if (unsent.get(place)?.seq === seq) unsent.delete(place);
    keep(key, unsent);
    const seen = one("[data-seen]", items.get(place) ?? form);
    if (seen && items.has(place)) seen.value = Math.max(seen.value, seq);
  }
  function say(state, text) {
    if (!indicator || indicator.textContent === text) return;
    indicator.className = `saved saved--${state}`;
    indicator.textContent = text;
  }
  function refuse(problem) {
    refused = true;
    say("refused", problem);
    const reload = document.createElement("a");
    reload.href = location.href;
    reload.textContent = "Load the page again";
    reload.addEventListener("click", () => { leavingOnPurpose = true; });
    indicator?.append(" ", reload);
  }
  function note(place) {
    clearTimeout(typing.get(place));
    typing.delete(place);
    const response = answerIn(items.get(place));
    const seq = seqs.get(place) + 1;
    seqs.set(place, seq);
    unsent.set(place, { response, seq });
    keep(key, unsent);
    markAnswered(place, response.length > 0);
    send();
  }
  async function post(place, { response, seq }) {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      headers: { ...JSON_HEADERS, "X-CSRFToken": one(TOKEN)?.content ?? "" },
      body: JSON.stringify({ place, response, seq }),
    });
    if (answer.ok && !answer.redirected) return acknowledge(place, seq);
    const { problem } = await answer.json().catch(() => ({}));
    if ([404, 409, 413, 422].includes(answer.status)) {
      acknowledge(place, seq);
      return refuse(problem ?? "This answer was not taken.");
    }
    if (answer.status === 400) await freshToken(location.href);
    throw new Error(answer.status === 401 ? "signed out" : "later");
  }
  async function send() {
    clearTimeout(again);
    if (sending || refused || unsent.size === 0) return;
    sending = true;
    try {
      while (unsent.size > 0 && !refused) {
        if (wait === 0) say("saving", "Saving…");
        await post(...unsent.entries().next().value);
        wait = 0;
      }
      if (!refused && typing.size === 0) say("saved", "All answers saved");
    } catch (error) {
      wait = Math.min(LONGEST_WAIT, wait * 2 || 1000);
      say("waiting", error.message === "signed out"
        ? "Not saved: you are signed out. Sign in in another tab; this page then saves by itself."
        : "Not saved yet. We keep trying.");
      again = setTimeout(send, wait);
    } finally {
      sending = false;
    }
  }
  function recover() {
    for (const [place, { response, seq }] of [...unsent]) {
      if (!items.has(place)) continue;
      if (seq <= seqs.get(place)) { acknowledge(place, seq); continue; }
      seqs.set(place, seq);
      showAnswer(items.get(place), response);
      markAnswered(place, response.length > 0);
    }
    send();
  }

  form.addEventListener("change", (event) => {
    const item = event.target.closest("[data-item]");
    if (item && (isTicked(event.target) || typing.has(item.dataset.item))) note(item.dataset.item);
  });
  form.addEventListener("input", (event) => {
    const place = event.target.closest("[data-item]")?.dataset.item;
    if (!place || isTicked(event.target)) return;
    say("saving", "Saving…");
    clearTimeout(typing.get(place));
    typing.set(place, setTimeout(() => note(place), TYPING_PAUSE));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-item] input")) event.preventDefault();
  });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", send);
  reasonsToStay.push(() => unsent.size > 0 || typing.size > 0);
  recover();
}

function markAnswered(place, answered) {
  for (const link of all(`[data-item-link="${CSS.escape(place)}"]`)) {
    link.classList.toggle("is-answered", answered);
    one(".visually-hidden", link).textContent = answered ? ", answered" : ", not answered";
  }
}

// --- drafts of what is typed, kept on the server while it is typed
const DRAFT = `${UNSENT}draft-`;
const DRAFT_PAUSE = 1500;
const LONGEST_KEEPALIVE = 60_000;
const NOT_KEPT = ["csrf_token", "form_id", "version"];

function heldDraft(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function holdDraft(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify({ at: Date.now(), ...draft }));
    else localStorage.removeItem(key);
  } catch { /* no room, or not allowed: the words still stand in this page */ }
}

function typedIn(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (!NOT_KEPT.includes(name)) (fields[name] ??= []).push(value);
  }
  return fields;
}

function showTyped(form, fields) {
  for (const input of all("input[name]:not([type=hidden]), textarea[name], select[name]", form)) {
    const given = fields[input.name] ?? [];
    if (isTicked(input)) input.checked = given.includes(input.value);
    else if (input.matches("select")) input.value = given.find((value) => value && offers(input, value)) ?? "";
    else input.value = given[0] ?? "";
  }
}

const offers = (select, value) => [...select.options].some((option) => option.value === value);

async function postDraft({ url, seq, fields }, leaving = false) {
  const body = JSON.stringify({ seq, fields });
  const answer = await fetch(url, {
    method: "POST",
    keepalive: leaving && body.length < LONGEST_KEEPALIVE,
    headers: { ...JSON_HEADERS, "X-CSRFToken": one(TOKEN)?.content ?? "" },
    body,
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok && !answer.redirected) return said;
  if ([403, 404, 409, 413, 422].includes(answer.status)) return { problem: said.problem ?? "This draft was not kept." };
  if (answer.status === 400) await freshToken(location.href);
  throw new Error(answer.status === 401 ? "signed out" : "later");
}

function keepDraft(form) {
  const { draft: url, draftPlace: place, draftOwner: owner } = form.dataset;
  const key = DRAFT + place;
  const indicator = one("[data-draft-saved]", form);
  let seq = Number(form.dataset.draftSeq) || 0;
  let pending = null;
  let pause;
  let again;
  let wait = 0;
  let sending = false;
  let over = false;
  let waiting = false;

  function say(state, text) {
    if (!indicator || indicator.textContent === text) return;
    indicator.className = `saved draft-saved saved--${state}`;
    indicator.textContent = text;
  }
  function note() {
    seq = Math.max(seq + 1, Date.now());
    pending = { url, owner, seq, fields: typedIn(form) };
    holdDraft(key, pending);
  }
  async function send(leaving = false) {
    clearTimeout(pause);
    clearTimeout(again);
    if (!pending || over || (sending && !leaving)) return;
    const draft = pending;
    sending = true;
    try {
      const said = await postDraft(draft, leaving);
      wait = 0;
      if (pending === draft) pending = null;
      if (!pending) holdDraft(key, null);
      if (said.problem) { over = true; say("refused", said.problem); return; }
      seq = Math.max(seq, said.seq ?? 0);
      if (!pending) say("saved", said.at ? `Draft saved ${said.at}` : "");
    } catch (error) {
      wait = Math.min(LONGEST_WAIT, wait * 2 || 1000);
      say("waiting", error.message === "signed out"
        ? "You are signed out. What you typed is kept in this browser. Sign in in another tab, and it is saved."
        : "The draft is not saved yet. We keep trying.");
      again = setTimeout(send, wait);
    } finally {
      sending = false;
    }
    if (pending && wait === 0) send();
  }
  function changed() {
    clearTimeout(pause);
    waiting = true;
    if (!over) pause = setTimeout(() => { waiting = false; note(); send(); }, DRAFT_PAUSE);
  }
  function leave() {
    if (over || !waiting) return;
    waiting = false;
    note();
    send(true);
  }

  const held = heldDraft(key);
  if (held?.owner === owner && held.seq > seq) {
    showTyped(form, held.fields);
    seq = held.seq;
    changed();
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(pause);
    clearTimeout(again);
    if (waiting || pending) note();
    over = true;
  });
  addEventListener("pageshow", (event) => { if (event.persisted) over = false; });
  addEventListener("pagehide", leave);
  addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else send(); });
  reasonsToStay.push(() => over && waiting);
}

// What could not be sent before: from a page that was closed while its writer was signed out.
async function sendUnsentDrafts(said) {
  const here = all("form[data-draft]").map((form) => DRAFT + form.dataset.draftPlace);
  const keys = Object.keys(localStorage).filter((name) => name.startsWith(DRAFT) && !here.includes(name));
  let sent = 0;
  for (const key of keys) {
    const draft = heldDraft(key);
    if (draft?.owner !== said.dataset.unsentDrafts) continue;
    const { problem } = await postDraft(draft);
    holdDraft(key, null);
    if (!problem) sent += 1;
  }
  if (sent === 0) return;
  const show = document.createElement("a");
  show.href = "/log";
  show.textContent = "Show it";
  said.classList.add("saved--saved");
  said.append("What you typed and could not send is now kept as a draft. ", show);
}

// --- the figures of a running timer
function goOn(shown) {
  const began = performance.now() - Number(shown.dataset.ticking) * 1000;
  const two = (number) => String(number).padStart(2, "0");
  setInterval(() => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    shown.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }, 1000);
}

// --- the time that is left
function countdown(box) {
  const ahead = box.dataset.now ? Date.parse(box.dataset.now) - Date.now() : 0;
  const deadline = Date.parse(box.dataset.deadline);
  const shown = one("[data-countdown]", box);
  const said = one("[data-countdown-said]", box);
  let before = Infinity;
  const timer = setInterval(tick, 1000);

  function tick() {
    const seconds = Math.max(0, Math.round((deadline - Date.now() - ahead) / 1000));
    const passed = [300, 60, 0].find((mark) => seconds <= mark && before > mark && before < Infinity);
    if (passed !== undefined) said.textContent = words(passed);
    shown.textContent = words(seconds);
    box.classList.toggle("countdown--short", seconds <= 60);
    before = seconds;
    if (seconds === 0) clearInterval(timer);
  }

  function words(seconds) {
    if (seconds === 0) return "Time is up: what is saved counts";
    const [number, unit] = seconds < 60 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
    return `${number} ${unit}${number === 1 ? "" : "s"} left`;
  }

  tick();
}

// --- how the server understands a duration
function echo(input) {
  const output = one(`[data-echo-for="${CSS.escape(input.id)}"]`);
  let timer;
  async function ask() {
    const text = input.value;
    const address = new URL(input.dataset.echo, location.href);
    address.searchParams.set("text", text);
    const answer = text.trim() ? await fetch(address, { headers: { Accept: "application/json" } }) : null;
    if (input.value !== text) return;
    const { text: understood, problem } = answer?.ok ? await answer.json() : {};
    output.textContent = problem || understood || "";
    output.classList.toggle("echo--wrong", Boolean(problem));
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => { output.textContent = ""; }), 300);
  });
  const isToldNow = input.value && input.getAttribute("aria-invalid") !== "true" && !("echoLater" in input.dataset);
  if (isToldNow) ask().catch(() => {});
}

// --- a box that narrows a long list of ticks as one types
function narrow(input) {
  const list = document.getElementById(input.dataset.filter);
  one("[data-filter-box]").hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const label of all("label", list)) {
      const text = label.textContent.toLowerCase();
      label.hidden = !words.every((word) => text.includes(word)) && !one(":checked", label);
    }
    for (const group of all("details", list)) {
      const left = all("label", group).some((label) => !label.hidden);
      group.hidden = !left;
      group.open = words.length > 0 && left;
    }
  });
}

// --- the fingerprint of a file, worked out here so that the file need not leave the device
async function fingerprint(blob) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function hashFirst(form) {
  if (!globalThis.crypto?.subtle) return;
  const chosen = one("input[type=file]", form);
  const answer = document.getElementById(form.dataset.hash);
  one("[data-hashing]", form).hidden = false;
  form.addEventListener("submit", async (event) => {
    const [file] = chosen.files;
    if (!file || /\.jwt$/i.test(file.name) || file.size > 50_000_000) return;
    event.preventDefault();
    // The first stands in the public log; the second shows that we have the file.
    const prints = [new Blob([file]), new Blob(["I hold this file\n", file])].map(fingerprint);
    answer.value = (await Promise.all(prints)).join(".");
    chosen.disabled = true;
    form.submit();
  });
  addEventListener("pageshow", () => { chosen.disabled = false; answer.value = ""; });
}

// --- small things
try { forgetOld(); } catch { /* storage is switched off */ }
all("form[data-autosave]").forEach(autosave);
all("form[data-hash]").forEach(hashFirst);
all("form[data-draft]").forEach(keepDraft);
all("[data-unsent-drafts]").forEach((said) => { sendUnsentDrafts(said).catch(() => {}); });
all("[data-ticking]").forEach(goOn);
all("[data-deadline]").forEach(countdown);
all("input[data-echo]").forEach(echo);
all("input[data-filter]").forEach(narrow);
for (const form of all("form[data-warn-unsaved]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  reasonsToStay.push(() => changed);
}
if (one("form.kept-form")) addEventListener("focus", () => { freshToken("/").catch(() => {}); });
for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of navigator.clipboard ? all("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const input = document.getElementById(button.dataset.copy);
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      button.textContent = "Copied";
    } catch { /* it is selected and can be copied by hand */ }
  });
}
for (const waiting of all("[data-look-again]")) {
  setTimeout(() => location.reload(), 1000 * Number(waiting.dataset.lookAgain));
}
if (!location.hash) {
  const first = one("[data-focus]");
  if (first && !first.hasAttribute("tabindex")) first.tabIndex = -1;
  first?.focus();
}

// The check-in page of a gate. What the gate says is said at once, by the list on the device; the server hears of it when it can.

import { Camera } from './camera.js';
import { judge, mark, search, standing, told } from './list.js';
import { Gate, isTakenAlong, newId, takeAlong } from './send.js';
import { nameOf, resultName, say, showResults, showScans, showState, showVerdict, sound, tone } from './show.js';

/** How long the server is asked about a ticket that the list does not know. */
const ASKING = 4000;

const at = (id) => document.getElementById(id);
const files = new URL(at('app').dataset.files, location.origin).pathname;
const path = location.pathname;
const page = { isReady: false, isSecure: globalThis.isSecureContext };
/** The scan whose verdict is shown, its guest, and the party of which it is asked how many came. */
let shown = null;
let guestShown = null;
let asked = null;

const gate = new Gate(path, () => redraw());

const kind = () => gate.kept?.list.gate.kind ?? 'BOTH';
/** Which way a ticket goes through this gate now. */
const way = () => (kind() === 'BOTH' ? document.querySelector('input[name=way]:checked').value : kind());
const ways = () => (kind() === 'BOTH' ? ['ENTRY', 'EXIT'] : [kind()]);
const standingOf = (guest) => standing(guest, gate.scans);

function look() {
  const typed = at('search').value;
  showResults(gate, gate.kept ? search(gate.kept.list.guests, typed) : [], typed, { standingOf, ways: ways() });
}

/** The last scan that moved somebody and was not taken back. */
function last() {
  const undone = new Set(gate.own.map((scan) => scan.body.undoes));
  // Whoever was let in all the same went through too.
  const moved = (scan) => (['ADMITTED', 'EXITED'].includes(scan.answer?.result ?? scan.result) || scan.body.wasLetIn) && !scan.body.undoes;
  return gate.own.findLast((scan) => moved(scan) && !undone.has(scan.id) && scan.state !== 'failed');
}

function redraw() {
  showState(gate, page);
  at('app').classList.toggle('gone', gate.isGone);
  at('way').hidden = kind() !== 'BOTH';
  at('walk-in').hidden = kind() === 'EXIT';
  if (!gate.kept) return;
  showScans(gate, last());
  // A list that somebody is about to press a button of stays as it is.
  if (!at('results').contains(document.activeElement)) look();
  if (shown?.answer?.result && shown.toldAs !== shown.answer.result) tellAgain();
}

/** The server saw otherwise while its verdict is still on the page. */
function tellAgain() {
  const { answer, attendeeId } = shown;
  if (attendeeId && !gate.guests.has(attendeeId) && gate.isWanted) return;
  verdict(shown, answer.result, gate.guests.get(attendeeId));
}

function verdict(scan, result, guest) {
  const isAsked = scan.toldAs !== result;
  scan.toldAs = result;
  shown = scan;
  guestShown = guest ?? null;
  const anyway = Boolean(guest) && way() === 'ENTRY' && ['ALREADY_INSIDE', 'CANCELLED', 'WRONG_LIST', 'TOO_EARLY'].includes(result);
  showVerdict({ word: resultName(gate, result), kind: tone(result), guest, name: scan.name, stands: guest && standingOf(guest), anyway });
  if (isAsked) sound(tone(result));
}

/** Takes a scan in: says what comes of it, keeps it, sends it. */
async function take({ guest, body, name, direction, party, wasLetIn }) {
  if (!gate.kept || gate.isGone) return;
  const stands = guest && standingOf(guest);
  const opensAt = gate.kept.list.event.opensAt;
  const said = judge(guest, { now: Date.now(), opensAt, way: direction, party, stands });
  const isLetIn = wasLetIn ?? said.result === 'ADMITTED';
  const isAsked = !guest && Boolean(body.ticket) && gate.isConnected && navigator.onLine;
  const scan = await gate.keep({
    id: newId(), name: name ?? nameOf(guest), attendeeId: guest?.id ?? null, result: said.result, effect: said.effect, isAsked,
    body: {
      ...body, direction,
      ...(said.party || party ? { party: said.party ?? party } : {}),
      ...(direction === 'EXIT' || isAsked ? {} : { wasLetIn: isLetIn }),
    },
  });
  if (isAsked) await ask(scan);
  else {
    verdict(scan, said.result, guest);
    gate.sync();
  }
}

/** A ticket that the list does not know may be newer than the list: the server is asked, for a moment. */
async function ask(scan) {
  showVerdict({ word: say('asking'), kind: 'calm', name: '' });
  shown = scan;
  await Promise.race([gate.sync(true), new Promise((resolve) => setTimeout(resolve, ASKING))]);
  if (!scan.answer) await gate.amend(scan, { isAsked: false, body: { ...scan.body, wasLetIn: false } });
  if (shown === scan) verdict(scan, scan.answer?.result ?? scan.result, gate.guests.get(scan.attendeeId));
}

/** Somebody who was not on the list is let in by name. */
async function walkIn(givenName, familyName) {
  if (!gate.kept || gate.isGone) return;
  const scan = await gate.keep({
    id: newId(), name: `${givenName} ${familyName}`, attendeeId: null, result: 'ADMITTED', effect: 1,
    body: { walkIn: { givenName, familyName }, direction: 'ENTRY', wasLetIn: true },
  });
  verdict(scan, 'ADMITTED', null);
  gate.sync();
}

async function undo() {
  const scan = last();
  if (!scan) return;
  const { attendeeId, name, effect } = scan;
  const taken = await gate.keep({ id: newId(), name, attendeeId, result: 'UNDONE', effect: -effect, body: { undoes: scan.id } });
  verdict(taken, 'UNDONE', gate.guests.get(attendeeId));
  gate.sync();
}

/** What a camera, a reader or a hand gave. A party of several is asked how many of them came. */
async function read(text, isTyped = false) {
  const ticket = told(text);
  if (!ticket || !gate.kept) return;
  const hash = await mark(ticket);
  const guest = hash && gate.tickets.get(hash);
  const direction = way();
  const body = { ticket: ticket.slice(0, 512) };
  const stands = guest && standingOf(guest);
  const most = stands && (direction === 'EXIT' ? stands.inside : stands.left);
  const isLetIn = guest && (direction === 'EXIT' || judge(guest, { now: Date.now(), opensAt: gate.kept.list.event.opensAt, way: direction, stands }).result === 'ADMITTED');
  if (!isLetIn || most <= 1) {
    await take({ guest, body, name: guest ? undefined : say('somebody'), direction });
    return;
  }
  asked = { guest, body, direction, isTyped };
  shown = null;
  const word = say(direction === 'EXIT' ? 'let_out' : 'admit');
  showVerdict({ word: say(direction === 'EXIT' ? 'choose_out' : 'choose'), kind: 'calm', guest, stands, choice: { most, word } });
}

const numberOf = (input) => {
  const typed = Number.parseInt(input?.value ?? '', 10);
  return Number.isNaN(typed) ? undefined : Math.max(1, Math.min(typed, Number(input.max) || typed));
};

function listen() {
  at('ticket').addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = at('code').value;
    at('code').value = '';
    await read(text, true);
  });
  at('looking').addEventListener('submit', (event) => event.preventDefault());
  at('search').addEventListener('input', look);
  at('results').addEventListener('click', async ({ target }) => {
    const button = target.closest('button');
    const row = target.closest('li');
    if (!button || !row) return;
    const guest = gate.guests.get(row.dataset.id);
    const party = numberOf(row.querySelector('input'));
    at('search').value = '';
    await take({ guest, body: { attendeeId: guest.id }, direction: button.dataset.way, party });
    at('verdict').focus();
    look();
  });
  at('verdict-party').addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!asked) return;
    const { isTyped, ...meant } = asked;
    asked = null;
    await take({ ...meant, party: numberOf(at('verdict-count')) });
    // A reader that types goes on where it was.
    at(isTyped ? 'code' : 'verdict').focus();
  });
  at('verdict-anyway').addEventListener('click', async () => {
    const guest = guestShown;
    at('verdict-anyway').hidden = true;
    await take({ guest, body: { attendeeId: guest.id }, direction: 'ENTRY', wasLetIn: true });
    at('verdict').focus();
  });
  at('walk-in-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const names = [at('given').value.trim(), at('family').value.trim()];
    if (names.some((name) => !name)) return;
    at('walk-in-form').reset();
    at('walk-in').open = false;
    await walkIn(...names);
    at('verdict').focus();
  });
  at('undo').addEventListener('click', undo);
  at('trouble-list').addEventListener('click', async ({ target }) => {
    const scan = target.closest('button') && gate.scans.find((scan) => scan.id === target.closest('li').dataset.id);
    if (scan) await gate.amend(scan, { isTrouble: false });
    redraw();
  });
  const camera = new Camera(at('video'), files, read);
  at('camera').addEventListener('click', async () => {
    const stop = () => {
      camera.stop();
      at('camera').setAttribute('aria-pressed', 'false');
      at('camera').textContent = say('camera');
      at('camera-note').textContent = '';
    };
    if (camera.stream) return stop();
    try {
      await camera.start();
      at('camera').setAttribute('aria-pressed', 'true');
      at('camera').textContent = say('camera_stop');
      at('camera-note').textContent = say('camera_on');
    } catch (error) {
      stop();
      at('camera-note').textContent = say(error.name === 'NotAllowedError' ? 'camera_denied' : 'camera_none');
    }
  });
}

/** What the page needs to come back: its own files, by the addresses at which it asks for them. */
function needed() {
  const own = ['door.js', 'show.js', 'list.js', 'send.js', 'signed.js', 'camera.js', 'jsQR.js', 'door.css'].map((name) => `${files}/${name}`);
  const sheets = [...document.querySelectorAll('link[rel=stylesheet]')].map((sheet) => sheet.getAttribute('href'));
  return [...new Set([...own, ...sheets])];
}

async function start() {
  listen();
  at('app').hidden = false;
  page.isReady = await isTakenAlong(path);
  await gate.start();
  const languages = [...document.querySelectorAll('.languages a')].map((link) => link.lang);
  try {
    page.isReady = !gate.isGone && (await takeAlong(path, languages, needed()));
  } catch {
    // Without a network, what was taken along before is as good.
    page.isReady = await isTakenAlong(path);
  }
  redraw();
}

start();

// What is kept on the device, and how it reaches the server: scans wait in IndexedDB by their own ids until they are answered, so
// that sending one twice changes nothing.
//
// The list is kept as the text that the server signed, and is believed neither when it arrives nor when it is taken up again unless
// its signature holds. What the server said of guests since is kept beside it, and like the scans it is the
// device's own. Where the browser cannot look at signatures, the list
// is used as it came for as long as the page is open, and neither kept nor taken up.

import { prepare } from './list.js';
import { seal } from './signed.js';

/** Scans of a batch; the server takes 500. */
const BATCH = 200;
/** How often the list is asked for anew, and how long an answer is waited for at most. */
const REFRESH = 60_000;
const PATIENCE = 20_000;
/** Longest pause between two tries. */
const LONGEST = 60_000;
/** How long after an event its list may stay on a device. */
const AFTERLIFE = 7 * 86_400_000;
/** Scans that stay to be looked at after they were sent. */
const LATEST = 50;
const CACHE = 'kuvend-door';

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** The database of this device; memory alone where the browser keeps nothing. */
class Store {
  static async open() {
    try {
      const opening = indexedDB.open('kuvend-door', 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore('lists');
        opening.result.createObjectStore('scans', { keyPath: 'id' });
      };
      return new Store(await done(opening));
    } catch {
      return new Store(null);
    }
  }

  constructor(db) {
    this.db = db;
  }

  async put(name, value, key) {
    if (this.db) await done(this.db.transaction(name, 'readwrite').objectStore(name).put(value, key));
  }

  async delete(name, key) {
    if (this.db) await done(this.db.transaction(name, 'readwrite').objectStore(name).delete(key));
  }

  async all(name) {
    if (!this.db) return [];
    const store = this.db.transaction(name).objectStore(name);
    const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    return keys.map((key, place) => [key, values[place]]);
  }
}

export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** What this device calls itself, for as long as the browser remembers it. */
function deviceName() {
  const fresh = `door-${newId().slice(0, 8)}`;
  try {
    localStorage.kuvendDoor ??= fresh;
    return localStorage.kuvendDoor;
  } catch {
    return fresh;
  }
}

/** A gate's list and its scans, on the device and on the server. `tell` is called when anything changed. */
export class Gate {
  constructor(path, tell) {
    Object.assign(this, { path, tell, token: path.split('/').pop() });
    Object.assign(this, { kept: null, guests: new Map(), tickets: new Map(), scans: [], latest: 0, device: deviceName() });
    // Where a list was found that the server did not sign: 'device' or 'network', until a good one is there.
    this.altered = null;
    Object.assign(this, { isConnected: navigator.onLine, refusal: null, isGone: false, tries: 0, timer: null, run: null, isWanted: false });
  }

  async start() {
    this.store = await Store.open();
    this.seal = await seal(this.token);
    for (const [token, kept] of await this.store.all('lists')) {
      if (token === this.token) await this.takeUp(kept);
      // One that does not say when it is over is over.
      else if (!(Date.parse(kept?.endsAt) + AFTERLIFE >= Date.now())) await this.store.delete('lists', token);
    }
    this.scans = (await this.store.all('scans')).map(([, scan]) => scan).sort((one, other) => one.latest - other.latest);
    this.latest = this.scans.at(-1)?.latest ?? 0;
    addEventListener('online', () => this.sync(true));
    addEventListener('offline', () => this.lost());
    addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.sync());
    setInterval(() => this.sync(), REFRESH);
    return this.sync(true);
  }

  get isKept() {
    return this.store.db !== null;
  }

  /** The scans of this gate. */
  get own() {
    return this.scans.filter((scan) => scan.gate === this.kept?.list.gate.id);
  }

  get waiting() {
    return this.own.filter((scan) => scan.state === 'waiting');
  }

  /** How many scans wait to be sent. Without a list it is not known whose they are, and they wait all the same. */
  get unsent() {
    return this.kept ? this.waiting.length : this.scans.filter((scan) => scan.state === 'waiting').length;
  }

  /** Keeps a scan, first of all; sending it may take as long as it takes. */
  async keep(scan) {
    // The server puts scans in order by their moments: two of one device never share one.
    this.latest = Math.max(Date.now(), this.latest + 1);
    const kept = { ...scan, gate: this.kept.list.gate.id, device: this.device, latest: this.latest, state: 'waiting' };
    kept.body = { id: scan.id, at: new Date(this.latest).toISOString(), ...scan.body };
    this.scans.push(kept);
    await this.store.put('scans', kept);
    this.tell();
    return kept;
  }

  /** Changes a scan that is kept. */
  async amend(scan, changes) {
    Object.assign(scan, changes);
    await this.store.put('scans', scan);
  }

  /** Sends what waits, then asks for the list: in this order, so that no scan counts twice. */
  sync(isFresh = false) {
    this.isWanted ||= isFresh;
    this.isAgain = true;
    this.run ??= this.exchange().finally(() => {
      this.run = null;
      this.tell();
      // Whatever was seen at the very end.
      if (this.isAgain && this.isConnected && !this.isGone) this.sync();
    });
    return this.run;
  }

  async exchange() {
    clearTimeout(this.timer);
    try {
      while (this.isAgain && !this.isGone) {
        this.isAgain = false;
        await this.send();
        await this.refresh();
      }
      this.isConnected = true;
      if (this.refusal || this.altered) this.later();
      else this.tries = 0;
    } catch {
      this.isConnected = false;
      this.later();
    }
  }

  later() {
    this.tries += 1;
    const pause = Math.min(LONGEST, 1000 * 2 ** this.tries) * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => this.sync(), pause);
  }

  lost() {
    this.isConnected = false;
    this.tell();
  }

  async ask(what, options) {
    const response = await fetch(`${this.path}/${what}`, { ...options, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
    if (response.status === 404) await this.forget();
    if (response.status >= 500 || response.status === 429) throw new Error('later');
    return response;
  }

  async send() {
    this.refusal = null;
    while (!this.isGone && this.waiting.length > 0) {
      // A scan's id is its device's: it goes out by the name under which it was kept, whatever the browser remembers since.
      const device = this.waiting[0].device ?? this.device;
      const batch = this.waiting.filter((scan) => (scan.device ?? this.device) === device).slice(0, BATCH);
      const body = JSON.stringify({ device, scans: batch.map((scan) => scan.body) });
      const response = await this.ask('scans', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      if (this.isGone) return;
      const answer = await response.json();
      if (response.ok) await this.answered(batch, answer.results);
      else {
        this.refusal = answer.code ?? 'MALFORMED';
        return;
      }
    }
  }

  async answered(batch, results) {
    const answers = new Map(results.map((one) => [one.id, one]));
    for (const scan of batch) {
      const answer = answers.get(scan.id);
      if (!answer) throw new Error('a scan was not answered');
      // One that the server cannot keep does not hold up the others.
      if (answer.code) {
        await this.amend(scan, { state: 'failed', isTrouble: true, answer: { code: answer.code } });
        continue;
      }
      const guest = answer.attendeeId && this.guests.get(answer.attendeeId);
      if (guest) this.see(guest, answer);
      else if (answer.attendeeId) this.isWanted = true;
      const { result, conflict, attendeeId } = answer;
      // Who was asked about is told of on the page itself.
      const isTrouble = Boolean(conflict) || (result !== scan.result && !scan.isAsked);
      await this.amend(scan, { state: 'sent', answer: { result, conflict }, attendeeId: scan.attendeeId ?? attendeeId, isTrouble });
    }
    const sent = this.scans.filter((scan) => scan.state !== 'waiting');
    for (const scan of sent.slice(0, -LATEST).filter((scan) => !scan.isTrouble)) {
      this.scans.splice(this.scans.indexOf(scan), 1);
      await this.store.delete('scans', scan.id);
    }
    await this.write();
    this.tell();
  }

  async refresh() {
    if (this.isGone || (!this.isWanted && Date.now() - (this.kept?.takenAt ?? 0) < REFRESH - 1000)) return;
    // The signature is the list's tag too: whoever has another list than it says is sent the newest.
    const headers = this.kept?.signature ? { 'if-none-match': `"${this.kept.signature}"` } : {};
    const response = await this.ask('snapshot', { headers });
    if (this.isGone) return;
    if (response.status !== 304 && !response.ok) throw new Error('no list');
    const isFirst = !this.kept;
    if (response.status === 304) Object.assign(this.kept, { takenAt: Date.now() });
    else if (!(await this.receive(await response.text(), response.headers.get('kuvend-signature')))) return;
    this.altered = null;
    this.isWanted = false;
    // Only now is it known which gate this is: an earlier link of it may have left scans to send.
    this.isAgain ||= isFirst;
    await this.write();
  }

  /** A list that arrived, if the server signed it. What was seen while it came is not in it yet, and still waits. */
  async receive(text, signature) {
    if (this.seal && !(await this.seal.believes(text, signature))) {
      this.altered = 'network';
      return false;
    }
    this.adopt({ list: JSON.parse(text), text, signature, takenAt: Date.now(), seen: new Map() });
    return true;
  }

  /** The list that this device kept, if it is as the server signed it. Else it leaves the device, and is fetched anew. */
  async takeUp(kept) {
    // A browser that cannot tell does not take one up.
    if (this.seal && (await this.seal.believes(kept?.text, kept?.signature))) {
      const { text, signature, takenAt, seen } = kept;
      this.adopt({ list: JSON.parse(text), text, signature, takenAt: Number(takenAt) || 0, seen: new Map() });
      for (const [id, stands] of Array.isArray(seen) ? seen : []) if (this.guests.has(id)) this.see(this.guests.get(id), stands);
    } else {
      if (this.seal) this.altered = 'device';
      await this.store.delete('lists', this.token);
    }
  }

  /** What the server said of a party since the list was taken along. */
  see(guest, { inside, arrived }) {
    Object.assign(guest, { inside, arrived });
    this.kept.seen.set(guest.id, { inside, arrived });
  }

  adopt(kept) {
    this.kept = kept;
    this.guests = prepare(kept.list.guests);
    this.tickets = new Map(kept.list.guests.flatMap((guest) => guest.tickets.map((ticket) => [ticket, guest])));
    this.tell();
  }

  async write() {
    if (!this.seal) return;
    const { list, text, signature, takenAt, seen } = this.kept;
    await this.store.put('lists', { text, signature, takenAt, endsAt: list.event.endsAt, seen: [...seen] }, this.token);
  }

  /** The link opens nothing any more: the guests' names leave the device, what was not sent stays. */
  async forget() {
    this.isGone = true;
    await this.store.delete('lists', this.token);
    for (const scan of this.own.filter((scan) => scan.state !== 'waiting')) await this.store.delete('scans', scan.id);
    const cache = await globalThis.caches?.open(CACHE);
    await cache?.delete(this.path, { ignoreSearch: true, ignoreVary: true });
    this.tell();
  }
}

/** Whether the page comes back without a network already. */
export const isTakenAlong = async (path) => Boolean(navigator.serviceWorker?.controller && (await caches.match(path, { ignoreSearch: true, ignoreVary: true })));

/** Has the page come back without a network: in every language it is offered in, with all that it loads. Says whether it will. */
export async function takeAlong(path, languages, files) {
  if (!('serviceWorker' in navigator)) return false;
  await navigator.serviceWorker.register('/door/sw.js', { scope: '/door/' });
  await navigator.serviceWorker.ready;
  const cache = await caches.open(CACHE);
  const pages = [path, ...languages.map((language) => `${path}?lang=${language}`)];
  await Promise.all([...pages, ...files].map(async (address) => {
    const response = await fetch(address, { cache: address.includes('/door/files/') ? 'default' : 'no-cache' });
    if (!response.ok) throw new Error(address);
    await cache.put(address, response);
  }));
  return true;
}

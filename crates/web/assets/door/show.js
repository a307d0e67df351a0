// Shows what is known. Whatever somebody once typed is put on the page as text and never as markup.

const SHOWN = 30;
const at = (id) => document.getElementById(id);
const words = Object.fromEntries([...document.querySelectorAll('#words data')].map((word) => [word.value, word.textContent]));

/** A text of the page's language, with its places filled. */
export const say = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');

const language = document.documentElement.lang;
const hour = (moment, timeZone) => new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(moment);
const lower = (code) => code.toLowerCase();

/** An element with text and children. */
function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

const nameOfScan = (gate, scan) => (gate.guests.has(scan.attendeeId) ? nameOf(gate.guests.get(scan.attendeeId)) : scan.name);

export const nameOf = (guest) => guest?.name ?? guest?.organisation ?? say('seat');

/** What a result is called. */
export function resultName(gate, result) {
  const { opensAt, timeZone } = gate.kept.list.event;
  return say(`result_${lower(result)}`, { time: hour(new Date(opensAt), timeZone) });
}

const beside = (guest) => (guest.companions ?? []).map((name) => `+ ${name}`).join(', ');
/** What there is to know of whoever has no place: whoever is let in by no list of places may be looked at twice. */
const withoutPlace = (guest) => (guest && !guest.refusal && guest.place !== 'CONFIRMED' ? say(`place_${lower(guest.place)}`) : '');
const facts = (guest) => [guest.name && guest.organisation, guest.function, guest.category && say(`category_${lower(guest.category)}`), beside(guest)].filter(Boolean).join(' · ');

/** How a party stands, where it is one or somebody is inside. */
const inside = ({ inside: n, size }) => (size > 1 || n > 0 ? say('inside', { n, size }) : '');

const TONES = { ADMITTED: 'good', EXITED: 'calm', UNDONE: 'calm', ALREADY_INSIDE: 'wait', TOO_EARLY: 'wait', WRONG_LIST: 'wait' };
export const tone = (result) => TONES[result] ?? 'bad';

/** The line of what is sent and what is known. */
export function showState(gate, { isReady, isSecure }) {
  const write = (id, text, kind) => {
    const element = at(id);
    if (element.textContent !== text) element.textContent = text;
    element.className = text ? `state ${kind}` : '';
  };
  const waiting = gate.unsent;
  write('net', say(gate.isConnected ? 'online' : 'offline'), gate.isConnected ? 'good' : 'wait');
  write('waiting', waiting > 0 ? say('waiting', { n: waiting }) : say('all_sent'), waiting > 0 ? 'wait' : 'good');
  write('taken', gate.kept ? say('taken', { time: hour(new Date(gate.kept.takenAt)) }) : '', '');
  write('ready', isReady ? say('ready') : '', '');
  const notes = [
    gate.isGone && ['bad', say('gone', { n: waiting })],
    !gate.isGone && gate.altered === 'device' && ['bad', say('altered_here')],
    !gate.isGone && gate.altered === 'network' && ['bad', say('altered_there')],
    !gate.isGone && !gate.kept && ['wait', say('no_list')],
    !isSecure && ['wait', say('insecure')],
    isSecure && !gate.isKept && ['wait', say('no_store')],
    gate.refusal && ['bad', say('refused', { code: gate.refusal })],
  ].filter(Boolean);
  const shown = notes.map(([kind, text]) => `${kind}${text}`).join();
  if (at('notes').dataset.shown === shown) return;
  at('notes').dataset.shown = shown;
  at('notes').replaceChildren(...notes.map(([kind, text]) => make('p', { class: `banner ${kind}` }, text)));
}

/** The verdict: a colour, a word, a name. */
export function showVerdict({ word, kind, guest, name, stands, choice, anyway }) {
  const panel = at('verdict');
  const doubt = withoutPlace(guest);
  panel.className = `verdict ${doubt && kind === 'good' ? 'wait' : kind}`;
  at('verdict-word').textContent = word;
  at('verdict-name').textContent = guest ? nameOf(guest) : name ?? '';
  at('verdict-facts').textContent = guest ? [doubt, facts(guest), stands && inside(stands)].filter(Boolean).join(' · ') : '';
  at('verdict-alert').hidden = !(guest?.isAnnounced && (kind === 'good' || choice));
  at('verdict-party').hidden = !choice;
  at('verdict-anyway').hidden = !anyway;
  panel.hidden = false;
  if (choice) {
    Object.assign(at('verdict-count'), { max: choice.most, value: choice.most });
    const button = at('verdict-party').querySelector('button');
    button.textContent = choice.word;
    button.focus();
  }
  panel.scrollIntoView({ block: 'nearest' });
}

/** Guests that were looked for, each with what may be done. */
export function showResults(gate, found, typed, { standingOf, ways }) {
  const n = found.length;
  const counted = n > SHOWN ? say('found_more', { n, shown: SHOWN }) : say('found', { n });
  at('found').textContent = typed.trim() ? counted : gate.kept ? say('guests', { n: gate.kept.list.guests.length }) : '';
  at('results').replaceChildren(...found.slice(0, SHOWN).map((guest) => {
    const stands = standingOf(guest);
    const name = nameOf(guest);
    const row = make('li', { 'data-id': guest.id }, make('strong', {}, name));
    if (guest.isAnnounced) row.append(' ', make('span', { class: 'state accepted' }, `★ ${say('announced')}`));
    if (withoutPlace(guest)) row.append(' ', make('span', { class: 'state deferred' }, withoutPlace(guest)));
    if (guest.refusal) row.append(' ', make('span', { class: 'state failed' }, resultName(gate, guest.refusal)));
    row.append(make('p', { class: 'soft' }, [facts(guest), inside(stands)].filter(Boolean).join(' · ')));
    const acts = make('div', { class: 'row' });
    const most = ways.includes('ENTRY') ? Math.max(stands.left, ways.includes('EXIT') ? stands.inside : 0) : stands.inside;
    if (most > 1) {
      const count = make('input', { type: 'number', inputmode: 'numeric', min: '1', max: String(most), 'aria-label': `${say('how_many')} ${name}` });
      count.value = String(ways.includes('ENTRY') && stands.left > 0 ? stands.left : stands.inside);
      acts.append(count);
    }
    for (const way of ways) {
      if (way === 'EXIT' && stands.inside === 0) continue;
      const button = make('button', { type: 'button', 'data-way': way }, say(way === 'EXIT' ? 'let_out' : 'admit'), make('span', { class: 'unseen' }, ` ${name}`));
      if (way === 'EXIT') button.classList.add('quiet');
      acts.append(button);
    }
    row.append(acts);
    return row;
  }));
}

/** The latest scans, the last that can be taken back, and what the server saw otherwise. */
export function showScans(gate, last) {
  const own = gate.own;
  const latest = own.slice(-10).reverse().map((scan) => {
    const result = scan.answer?.result ?? scan.result;
    const kind = { good: 'accepted', wait: 'deferred', bad: 'failed' }[tone(result)] ?? '';
    const sent = scan.state === 'failed' ? say('not_taken', { code: scan.answer.code }) : say(scan.state === 'waiting' ? 'waits' : 'sent');
    return make('li', {}, `${hour(new Date(scan.latest))} ${nameOfScan(gate, scan)} `, make('span', { class: `state ${kind}` }, resultName(gate, result)), ` ${sent}`);
  });
  at('latest').replaceChildren(...latest);
  at('undo').hidden = !last;
  at('undo').textContent = last ? say('undo', { name: nameOfScan(gate, last) }) : '';
  const troubles = own.filter((scan) => scan.isTrouble);
  at('troubles').hidden = troubles.length === 0;
  at('trouble-list').replaceChildren(...troubles.map((scan) => {
    const { result, conflict, code } = scan.answer;
    const there = code ? say('not_taken', { code }) : resultName(gate, result);
    const text = say('trouble', { name: nameOfScan(gate, scan), here: resultName(gate, scan.result), there });
    const more = conflict ? ` ${say(`conflict_${lower(conflict)}`)}` : '';
    return make('li', { 'data-id': scan.id }, make('p', {}, text + more), make('button', { type: 'button', class: 'quiet' }, say('seen'), make('span', { class: 'unseen' }, ` ${scan.name}`)));
  }));
}

let audio = null;
/** Tells without being looked at. */
export function sound(kind) {
  navigator.vibrate?.(kind === 'good' || kind === 'calm' ? 80 : [120, 80, 120]);
  if (!at('sound').checked) return;
  audio ??= new AudioContext();
  const tone = audio.createOscillator();
  tone.frequency.value = kind === 'good' || kind === 'calm' ? 880 : 220;
  tone.connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + (kind === 'good' ? 0.12 : 0.4));
}

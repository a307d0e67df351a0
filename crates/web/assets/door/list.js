// What is known of guests: who is meant, where a party stands, what a gate says. Knows no page and no network.

/** Plain letters as far as a browser can tell; the server's own folding comes with the list. */
export const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

/** Makes guests quick to look through. */
export function prepare(guests) {
  for (const guest of guests) {
    guest.words = ` ${guest.folded} ${plain([guest.name, guest.organisation, ...(guest.companions ?? [])].filter(Boolean).join(' '))}`;
  }
  return new Map(guests.map((guest) => [guest.id, guest]));
}

/** The guests whose name or organisation has every word of what was typed, those first in which words begin so. */
export function search(guests, typed) {
  const wanted = plain(typed).split(' ').filter(Boolean);
  if (wanted.length === 0) return [];
  const found = [];
  for (const guest of guests) {
    let begun = 0;
    const has = wanted.every((word) => {
      const place = guest.words.indexOf(word);
      if (place > 0 && (guest.words[place - 1] === ' ' || guest.words.includes(` ${word}`))) begun += 1;
      return place >= 0;
    });
    if (has) found.push([begun, guest]);
  }
  return found.sort(([one], [other]) => other - one).map(([, guest]) => guest);
}

/** The ticket itself, without what a link has around it. */
export const told = (text) => {
  const last = text.trim().split('/').pop();
  return last.endsWith('.svg') ? last.slice(0, -4) : last;
};

/** What the list keeps of a ticket: the first half of its SHA-256 as base64url; nothing where the browser cannot tell. */
export async function mark(ticket) {
  if (!globalThis.crypto?.subtle) return null;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(ticket)));
  return btoa(String.fromCharCode(...hash.slice(0, 16))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Where a party stands: as the server said, and what was seen here since. */
export function standing(guest, scans) {
  const size = Math.max(1, guest.partySize);
  const waiting = scans.filter((scan) => scan.state === 'waiting' && scan.attendeeId === guest.id);
  const undone = new Set(waiting.map((scan) => scan.body.undoes).filter(Boolean));
  const here = new Set(waiting.map((scan) => scan.id));
  let { inside, arrived } = guest;
  for (const scan of waiting) {
    if (undone.has(scan.id) || here.has(scan.body.undoes)) continue;
    inside = Math.min(size, Math.max(0, inside + scan.effect));
    arrived = Math.max(arrived, inside);
  }
  return { inside, arrived, size, left: size - inside };
}

/** What the gate says, as the server would: the result, and by how many it changes who is inside. */
export function judge(guest, { now, opensAt, way, party, stands }) {
  if (!guest) return { result: 'UNKNOWN_TICKET', party: null, effect: 0 };
  if (way === 'EXIT') {
    const out = party ?? Math.max(1, stands.inside);
    return { result: 'EXITED', party: out, effect: -Math.min(out, stands.inside) };
  }
  if (guest.refusal) return { result: guest.refusal, party: null, effect: 0 };
  if (now < Date.parse(opensAt)) return { result: 'TOO_EARLY', party: null, effect: 0 };
  if (stands.left === 0) return { result: 'ALREADY_INSIDE', party: null, effect: 0 };
  const into = Math.min(party ?? stands.left, stands.left);
  return { result: 'ADMITTED', party: into, effect: into };
}

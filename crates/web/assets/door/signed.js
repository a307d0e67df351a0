// What shows that a list is the server's, and that nobody altered it on its way or on this device: an HMAC over its very text, with a
// key that both derive from the token of the gate's link (`domain/door/signature.rs`). Knows no page and no network.

const CONTEXT = 'kuvend door snapshot';
const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const bytes = (text) => new TextEncoder().encode(text);

/** The bytes of a base64url text; none where it is no such text. */
function decoded(text) {
  try {
    return Uint8Array.from(atob(String(text).replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/**
 * What a gate's lists are looked at with: `believes(text, signature)` says whether the server wrote it. Nothing where the browser
 * cannot tell, as on an address that is not secure.
 */
export async function seal(token) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return null;
  const link = await subtle.importKey('raw', bytes(decodeURIComponent(token)), HMAC, false, ['sign']);
  const derived = await subtle.sign('HMAC', link, bytes(CONTEXT));
  const key = await subtle.importKey('raw', derived, HMAC, false, ['verify']);
  return { believes: async (text, signature) => typeof text === 'string' && subtle.verify('HMAC', key, decoded(signature), bytes(text)) };
}

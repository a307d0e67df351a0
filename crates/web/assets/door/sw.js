// Brings the check-in page back where there is no network. Scans and lists are the page's own business: they pass by.

const CACHE = 'kuvend-door';
/** How long a page is waited for where one is at hand. */
const PATIENCE = 4000;
const LOOSE = { ignoreSearch: true, ignoreVary: true };

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/** The newest page where there is a network, else the one that was taken along; of any language rather than none. */
async function page(request) {
  const cache = await caches.open(CACHE);
  const kept = (await cache.match(request, { ignoreVary: true })) ?? (await cache.match(request, LOOSE));
  const options = kept ? { signal: AbortSignal.timeout(PATIENCE) } : {};
  try {
    const response = await fetch(request, options);
    // A link that opens nothing any more opens nothing here either.
    if (response.status === 404) await cache.delete(request, LOOSE);
    return response.status >= 500 && kept ? kept : response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Files change their addresses with what is in them. */
async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && /^\/door\/[^/]+$/.test(pathname)) event.respondWith(page(request));
  else if (pathname.startsWith('/door/files/') || pathname.startsWith('/assets/')) event.respondWith(file(request));
});

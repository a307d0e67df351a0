// Registers for a listed event on its page as somebody would who saw it announced: a narrow phone, no JavaScript, four languages,
// the keyboard alone; confirms by the letter, and lands on the guest's own page. Every page and state is looked at by axe-core.
// Needs the product running with its inbox.
//
//   [KUVEND_TEST_BROWSER=/usr/bin/chromium] [PICTURES=folder] node self_registration.mjs http://127.0.0.1:8080 kv_…
//
// Plans the events first. Prints `N passed, N failed`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium } from 'playwright-core';

import { ask } from './lib/invitation.mjs';

const base = process.argv[2] ?? process.env.BASE_URL ?? 'http://127.0.0.1:8080';
const token = process.argv[3] ?? process.env.KUVEND_TOKEN ?? '';
const pictures = process.env.PICTURES;
const executablePath = process.env.KUVEND_TEST_BROWSER ?? '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const languages = ['en', 'sq', 'it', 'el'];
const phone = { viewport: { width: 360, height: 780 } };

let passed = 0;
let failed = 0;
const check = (what, holds) => {
  holds ? (passed += 1) : (failed += 1);
  if (!holds) console.log(`FAIL ${what}`);
};

const run = (query, input) => ask(base, token, query, { input });
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);

/** The id of a published and listed event. */
async function plan(more) {
  const title = [['en', 'An evening of migrants’ stories'], ['sq', 'Një mbrëmje me rrëfime migrantësh'], ['it', 'Una serata di storie di migranti'], ['el', 'Μια βραδιά με ιστορίες μεταναστών']];
  const { createEvent } = await run('mutation($input: CreateEventInput!) { createEvent(input: $input) { event { id } userErrors { field code } } }', {
    title: title.map(([language, text]) => ({ language, text })),
    description: [{ language: 'en', text: 'Three people tell how they came and how they stayed.' }],
    kind: 'MEETING', startsAt: day(20), endsAt: day(20.1), timeZone: 'Europe/Tirane', visibility: 'LISTED', registration: 'OPEN',
    interpretation: ['it'], venue: { name: 'National Theatre', city: 'Tirana' }, ...more,
  });
  await run('mutation($input: PublishEventInput!) { publishEvent(input: $input) { userErrors { field code } } }', { id: createEvent.event.id, version: 1 });
  return createEvent.event.id;
}

const event = await plan({ capacity: 2, registrationPartyLimit: 2 });
const considered = await plan({ approval: 'SELF_REGISTRATION' });
const closed = await plan({ registration: 'CLOSED' });
const cancelled = await plan({});
await run('mutation($input: CancelEventInput!) { cancelEvent(input: $input) { userErrors { field code } } }', { id: cancelled });
const postponed = await plan({});
await run('mutation($input: PostponeEventInput!) { postponeEvent(input: $input) { userErrors { field code } } }', { id: postponed });

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const plain = await browser.newContext({ ...phone, javaScriptEnabled: false, locale: 'en-GB' });
// axe-core is a script: it looks at the page from a browser of its own, in which scripts run.
const watched = await browser.newContext({ ...phone, bypassCSP: true, locale: 'en-GB' });
const page = await plain.newPage();
const eye = await watched.newPage();
const elsewhere = [];
for (const shown of [page, eye]) {
  shown.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
}

/** Looks at what a browser shows: axe-core finds nothing, and nobody scrolls sideways. */
async function look(name, shown) {
  await shown.evaluate(axe);
  const { violations } = await shown.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  check(`${name}: axe-core finds nothing ${violations.map((one) => `${one.id} (${one.nodes[0].target})`)}`, violations.length === 0);
  const width = await shown.evaluate(() => document.documentElement.scrollWidth);
  check(`${name}: fits 360 px (${width})`, width <= 360);
  if (pictures) await shown.screenshot({ path: `${pictures}/${name.replace(/\W+/g, '-')}.png`, fullPage: true });
}

/** The link in the newest letter to an address. */
async function letter(address) {
  for (let tries = 0; tries < 40; tries += 1) {
    const inbox = await (await fetch(`${base}/inbox`)).text();
    for (const [, id] of inbox.matchAll(/href="\/inbox\/([^"/]+)"/g)) {
      const source = (await (await fetch(`${base}/inbox/${id}/source`)).text()).replace(/=\r?\n/g, '');
      const link = source.includes(address) && source.match(/\/confirm\/[A-Za-z0-9_-]+/);
      if (link) return link[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`no letter to ${address}`);
}

/** Comes to a control of a page by Tab alone, from its top. */
async function reach(shown, control) {
  for (let presses = 0; presses < 60; presses += 1) {
    await shown.keyboard.press('Tab');
    check('Tab never leads into the field that nobody sees', (await shown.locator('#website:focus').count()) === 0);
    if ((await shown.locator(`${control}:focus`).count()) === 1) return;
  }
  throw new Error(`no number of Tabs leads to ${control}`);
}

/** Fills in the form of an event by the keyboard alone, without JavaScript, and finds the link in the letter. */
async function register(id, [given, family, address], persons) {
  await page.goto(`${base}/e/${id}?lang=en`);
  // Nobody fills in a form faster.
  await new Promise((resolve) => setTimeout(resolve, 3500));
  await reach(page, '#given_name');
  await page.keyboard.type(given);
  await reach(page, '#family_name');
  await page.keyboard.type(family);
  await reach(page, '#email');
  await page.keyboard.type(address);
  await reach(page, '#function');
  await page.keyboard.type('Teacher, association of teachers abroad');
  if (persons) {
    await reach(page, '#party_size');
    await page.keyboard.type(String(persons));
  }
  await reach(page, '#consent_follow-up');
  await page.keyboard.press('Space');
  await reach(page, 'button[type=submit]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/register\/sent/);
  return letter(address);
}

/** Confirms by the keyboard alone. */
async function confirm(link) {
  await page.goto(`${base}${link}?lang=en`);
  await reach(page, 'button[type=submit]');
  await Promise.all([page.waitForURL(/\/r\//), page.keyboard.press('Enter')]);
}

for (const lang of languages) {
  await eye.goto(`${base}/e/${event}?lang=${lang}`);
  await look(`event ${lang}`, eye);
  check(`${lang}: names its language`, (await eye.locator('html').getAttribute('lang')) === lang);
  check(`${lang}: nothing is ticked`, (await eye.locator('input:checked').count()) === 0);
  check(`${lang}: letters come in this language`, (await eye.locator('#preferred_language').inputValue()) === lang);
  await eye.locator('button[type=submit]').click();
  check(`${lang}: an empty form is refused in an alert`, (await eye.getByRole('alert').count()) === 1);
  check(`${lang}: three fields are to be filled in`, (await eye.getByRole('alert').getByRole('link').count()) === 3);
  const first = eye.getByRole('alert').getByRole('link').first();
  const field = (await first.getAttribute('href')).slice(1);
  check(`${lang}: the summary leads to the field`, (await eye.locator(`#${field}`).getAttribute('aria-describedby')).includes(`${field}_fault`));
  await look(`event with errors ${lang}`, eye);
  for (const [name, id] of [['closed', closed], ['cancelled', cancelled], ['postponed', postponed], ['considered', considered]]) {
    await eye.goto(`${base}/e/${id}?lang=${lang}`);
    await look(`event ${name} ${lang}`, eye);
    check(`event ${name} ${lang}: one registers where one can`, (await eye.locator('form').count()) === (name === 'considered' ? 1 : 0));
  }
}

const now = Date.now();
const link = await register(event, ['Artemisa Marije', 'Papadhimitriu-Gjergjkastrioti von und zu Hohenzollern', `artemisa.${now}@example.org`], 2);
for (const lang of languages) {
  await eye.goto(`${base}${link}?lang=${lang}`);
  await look(`confirm a place ${lang}`, eye);
}
await confirm(link);
check('one lands on the own page with the place', (await page.getByText('your place is confirmed').count()) === 1);
check('and is asked there what one needs', (await page.locator('#asking').count()) === 1);
await page.goto(`${base}${link}`);
check('the letter leads there from now on', page.url().includes('/r/'));

// There is no place left: whoever comes now is told before, and waits.
for (const lang of languages) {
  await eye.goto(`${base}/e/${event}?lang=${lang}`);
  await look(`event full ${lang}`, eye);
}
await page.goto(`${base}/e/${event}?lang=en`);
check('that all places are taken is told before', (await page.getByText('All places are taken at present').count()) === 1);
const late = await register(event, ['Besnik', 'Leka', `besnik.${now}@example.org`], 1);
for (const lang of languages) {
  await eye.goto(`${base}${late}?lang=${lang}`);
  await look(`confirm to wait ${lang}`, eye);
}
await confirm(late);
check('and one waits', (await page.getByText('you are on the waiting list').count()) === 1);

const pending = await register(considered, ['Drita', 'Kola', `drita.${now}@example.org`]);
await confirm(pending);
check('where the office considers each registration, one hears of it', (await page.getByText('We have received your request').count()) === 1);

check(`nothing is loaded from elsewhere ${elsewhere}`, elsewhere.length === 0);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

// Opens a focal point's page in a real browser, as a focal point would: a phone's width, no JavaScript, four languages. Needs the
// product running and an API token.
//
//   KUVEND_TEST_BROWSER=/usr/bin/chromium node delegation.mjs http://127.0.0.1:8080 kv_…
//
// Prints `N passed, N failed`.
import { chromium } from 'playwright-core';

import { ask } from './lib/invitation.mjs';

const base = process.env.BASE_URL ?? process.argv[2] ?? 'http://127.0.0.1:8080';
const token = process.argv[3] ?? '';
const executablePath = process.env.KUVEND_TEST_BROWSER ?? '/usr/bin/chromium';
const languages = {
  en: { name: 'English', add: 'Add to the delegation', saved: 'Your delegation has been updated' },
  sq: { name: 'Shqip', add: 'Shtojeni në delegacion', saved: 'Delegacioni Juaj u përditësua' },
  it: { name: 'Italiano', add: 'Aggiunga alla delegazione', saved: 'La Sua delegazione è stata aggiornata' },
  el: { name: 'Ελληνικά', add: 'Προσθήκη στην αντιπροσωπεία', saved: 'Η αντιπροσωπεία σας ενημερώθηκε' },
};

let passed = 0;
let failed = 0;
const check = (what, holds) => {
  holds ? (passed += 1) : (failed += 1);
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
};

/** A delegation of at most three with a focal point: the path of its page. */
async function delegation() {
  const run = (query, input) => ask(base, token, query, { input });
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
  const title = [['en', 'A day of neighbours'], ['sq', 'Ditë fqinjësie'], ['it', 'Una giornata di vicinato'], ['el', 'Μια ημέρα γειτονίας']];
  const { createEvent } = await run('mutation($input: CreateEventInput!) { createEvent(input: $input) { event { id } userErrors { field code } } }', {
    title: title.map(([language, text]) => ({ language, text })),
    kind: 'MEETING', startsAt: day(20), endsAt: day(20.1), timeZone: 'Europe/Tirane', capacity: 50,
  });
  const eventId = createEvent.event.id;
  await run('mutation($input: PublishEventInput!) { publishEvent(input: $input) { userErrors { field code } } }', { id: eventId, version: 1 });
  const { createOrganisation } = await run('mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) { organisation { id } userErrors { field code } } }', {
    name: [{ language: 'en', text: `Permanent Representation to the Organisation for Neighbourly Cooperation ${Date.now()}` }], kind: 'INTERNATIONAL_PARTNER',
  });
  const { createDelegation } = await run('mutation($input: CreateDelegationInput!) { createDelegation(input: $input) { delegation { linkPath } userErrors { field code } } }', {
    eventId, organisationId: createOrganisation.organisation.id, quota: 3,
    focalPoint: { givenName: 'Artemisa', familyName: 'Browser', email: `focal.${Date.now()}@example.org` },
  });
  return createDelegation.delegation.linkPath;
}

const link = new URL(await delegation(), base).href;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** A visitor with a fresh browser on a phone; every request that leaves for elsewhere is noted. */
async function visitor(what, act) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB', viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const elsewhere = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== new URL(link).origin) elsewhere.push(url.origin);
  });
  try {
    await act(page);
    check(`${what}: nothing is loaded from elsewhere`, elsewhere.length === 0);
  } catch (error) {
    check(`${what}: ${String(error.message).split('\n')[0]}`, false);
  } finally {
    await context.close();
  }
}

/** Whether the page fits its width: nobody scrolls sideways on a phone. Layout is measured from outside the page. */
async function fits(page) {
  const cdp = await page.context().newCDPSession(page);
  const { cssContentSize, cssLayoutViewport } = await cdp.send('Page.getLayoutMetrics');
  return cssContentSize.width <= cssLayoutViewport.clientWidth;
}

/** Names somebody in the first form of the page. */
async function name(page, given, family, button) {
  await page.locator('#new_given_name').fill(given);
  await page.locator('#new_family_name').fill(family);
  await page.locator('#new_email').fill(`${given}.${Date.now()}@example.org`.toLowerCase());
  await page.getByRole('button', { name: button }).click();
}

await visitor('four languages', async (page) => {
  for (const [tag, words] of Object.entries(languages)) {
    await page.goto(link);
    await page.getByRole('link', { name: words.name, exact: true }).click();
    check(`${tag}: the page names its language`, (await page.locator('html').getAttribute('lang')) === tag);
    check(`${tag}: the button speaks it`, await page.getByRole('button', { name: words.add }).isVisible());
    check(`${tag}: one level-one heading`, (await page.locator('h1').count()) === 1);
    check(`${tag}: the page fits 390 px`, await fits(page));
  }
});

await visitor('naming, replacing, withdrawing', async (page) => {
  const { add, saved } = languages.en;
  await page.goto(`${link}?lang=en`);
  await page.getByRole('button', { name: add }).click();
  check('what is missing is said in an alert', (await page.getByRole('alert').innerText()).includes('Please give the given name.'));
  await name(page, 'Wolfeschlegelsteinhausenbergerdorff', 'Papadopoulou', add);
  check('a member is named', (await page.getByRole('status').innerText()).includes(saved));
  check('and counted', (await page.locator('#count').innerText()) === '1 of 3');
  check('a long name fits 390 px', await fits(page));
  await name(page, 'Drin', 'Leka', add);
  const members = page.locator('.members > li');
  check('two are listed', (await members.count()) === 2);
  await members.nth(1).locator('summary').click();
  const unlabelled = [];
  for (const field of await page.locator('input:not([type=hidden])').all()) {
    const id = await field.getAttribute('id');
    if ((await page.locator(`label[for="${id}"]`).count()) !== 1) unlabelled.push(id);
  }
  check(`every field has its label ${unlabelled}`, unlabelled.length === 0);
  for (const target of await page.locator('button:visible, summary, .languages a').all()) {
    const box = await target.boundingBox();
    check('a touch target is at least 44 px high', box === null || box.height >= 44);
  }
  check('an open form fits 390 px', await fits(page));
  await page.locator('#m2_given_name').fill('Ema');
  await page.getByRole('button', { name: 'Replace Drin Leka' }).click();
  check('a member\'s form is shown again open', await page.locator('#m2_given_name').isVisible());
  check('with what was typed', (await page.locator('#m2_given_name').inputValue()) === 'Ema');
  await page.locator('#m2_family_name').fill('<b>Leka</b>');
  await page.getByRole('button', { name: 'Replace Drin Leka' }).click();
  check('what was typed is a name and no markup', (await members.nth(1).locator('strong').innerText()) === 'Ema <b>Leka</b>');
  await members.nth(1).locator('summary').click();
  await page.getByRole('button', { name: 'Ema <b>Leka</b> heads the delegation' }).click();
  check('the head comes first', (await members.first().innerText()).includes('Head of delegation'));
  await members.nth(1).locator('summary').click();
  await page.getByRole('button', { name: 'Withdraw Wolfeschlegelsteinhausenbergerdorff Papadopoulou' }).click();
  check('who was withdrawn is listed no more', (await members.count()) === 1);
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

// Registers in a real browser, as somebody abroad would: a narrow phone, no JavaScript, four languages, the keyboard alone;
// then opens one's own page. Every page and state is looked at by axe-core. Needs the product running with its inbox.
//
//   [KUVEND_TEST_BROWSER=/usr/bin/chromium] [PICTURES=folder] node register.mjs http://127.0.0.1:8080 kv_…
//
// Opens the form of the office first. Prints `N passed, N failed`.
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

const { registrationForm } = await ask(base, token, '{ registrationForm { version } }');
await ask(base, token, 'mutation($input: UpdateRegistrationFormInput!) { updateRegistrationForm(input: $input) { userErrors { field code } } }', {
  input: {
    version: registrationForm?.version ?? 0, isOpen: true,
    fields: ['RESIDENCE_COUNTRY', 'RESIDENCE_CITY', 'PHONE', 'BIRTH_YEAR', 'PROFESSION'].map((field, place) => ({ field, need: place === 0 ? 'REQUIRED' : 'OPTIONAL' })),
    introduction: [{ language: 'en', text: 'Wherever you live, we would like to stay in touch.' }, { language: 'sq', text: 'Kudo që jetoni, dëshirojmë të mbetemi në lidhje.' }],
  },
});

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const plain = await browser.newContext({ ...phone, javaScriptEnabled: false, locale: 'en-GB' });
// axe-core is a script: it looks at the page from a browser of its own, in which scripts run.
const watched = await browser.newContext({ ...phone, bypassCSP: true, locale: 'en-GB' });
const page = await plain.newPage();
const eye = await watched.newPage();

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
async function letter(address, path) {
  for (let tries = 0; tries < 40; tries += 1) {
    const inbox = await (await fetch(`${base}/inbox`)).text();
    for (const [, id] of inbox.matchAll(/href="\/inbox\/([^"/]+)"/g)) {
      const source = (await (await fetch(`${base}/inbox/${id}/source`)).text()).replace(/=\r?\n/g, '');
      const link = source.includes(address) && source.match(new RegExp(`/${path}/[A-Za-z0-9_-]+`));
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
    if ((await shown.locator(`${control}:focus`).count()) === 1) return;
  }
  throw new Error(`no number of Tabs leads to ${control}`);
}

for (const lang of languages) {
  await eye.goto(`${base}/register?lang=${lang}`);
  await look(`form ${lang}`, eye);
  check(`${lang}: nothing is ticked`, (await eye.locator('input:checked').count()) === 0);
  await eye.locator('button[type=submit]').click();
  check(`${lang}: an empty form is refused in an alert`, (await eye.getByRole('alert').count()) === 1);
  await look(`form with errors ${lang}`, eye);
  const first = eye.getByRole('alert').getByRole('link').first();
  const field = (await first.getAttribute('href')).slice(1);
  check(`${lang}: the summary leads to the field`, (await eye.locator(`#${field}`).getAttribute('aria-describedby')).includes(`${field}_fault`));
  for (const path of ['register/sent', 'register/nonsense', 'me', 'me/sent', 'me/nonsense', 'confirm/nonsense']) {
    await eye.goto(`${base}/${path}?lang=${lang}`);
    await look(`${path} ${lang}`, eye);
    check(`${path} ${lang}: names its language`, (await eye.locator('html').getAttribute('lang')) === lang);
  }
}

// The keyboard alone, without JavaScript.
const address = `browser.${Date.now()}@example.org`;
await page.goto(`${base}/register?lang=en`);
await new Promise((resolve) => setTimeout(resolve, 3500));
await page.locator('#given_name').focus();
await page.keyboard.type('Artemisa Marije');
await page.keyboard.press('Tab');
await page.keyboard.type('Papadhimitriu-Gjergjkastrioti von und zu Hohenzollern');
await page.keyboard.press('Tab');
await page.keyboard.type(address);
await page.keyboard.press('Tab');
for (let presses = 0; presses < 12 && (await page.locator('button[type=submit]:focus').count()) === 0; presses += 1) {
  if ((await page.locator('#residence_country:focus').count()) === 1) await page.keyboard.type('It');
  if ((await page.locator('#consent_follow-up:focus').count()) === 1) await page.keyboard.press('Space');
  check('Tab never leads into the field that nobody sees', (await page.locator('#website:focus').count()) === 0);
  await page.keyboard.press('Tab');
}
await page.keyboard.press('Enter');
await page.waitForURL(/register\/sent/);
check('the form is taken by keyboard alone', true);

const confirm = await letter(address, 'confirm');
for (const lang of languages) {
  await eye.goto(`${base}${confirm}?lang=${lang}`);
  await look(`confirm ${lang}`, eye);
}
await page.goto(`${base}${confirm}`);
await reach(page, 'button[type=submit]');
await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
for (const lang of languages) {
  await eye.goto(`${base}${confirm}?lang=${lang}`);
  check(`${lang}: it is confirmed`, (await eye.locator('form').count()) === 0);
  await look(`confirmed ${lang}`, eye);
}

await page.goto(`${base}/me`);
await reach(page, '#email');
await page.keyboard.type(address);
await page.keyboard.press('Enter');
await page.waitForURL(/me\/sent/);
const own = await letter(address, 'me');
for (const lang of languages) {
  await eye.goto(`${base}${own}?lang=${lang}`);
  await look(`own page ${lang}`, eye);
}
await page.goto(`${base}${own}?lang=en`);
check('what was agreed to is ticked', await page.locator('#consent_follow-up').isChecked());
// A purpose is taken back, the copy asked for, and everything left, by the keyboard alone.
await reach(page, '#consent_follow-up');
await page.keyboard.press('Space');
await reach(page, 'button[value=prefer]');
await page.keyboard.press('Enter');
await page.waitForURL(/saved=1/);
check('what was unticked stays so', !(await page.locator('#consent_follow-up').isChecked()));
await page.goto(`${base}${own}?lang=en`);
await reach(page, '#consent_follow-up');
await page.keyboard.press('Space');
await reach(page, 'button[value=prefer]');
await page.keyboard.press('Enter');
await page.waitForURL(/saved=1/);
check('what was ticked again stays so', await page.locator('#consent_follow-up').isChecked());
await page.goto(`${base}${own}?lang=en`);
await reach(page, 'button[value=copy]');
await page.keyboard.press('Enter');
await page.waitForURL(/saved=1/);
await page.goto(`${base}${own}?lang=en`);
await reach(page, 'button[value=leave]');
await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
check('everything is taken back', (await page.locator('input:checked').count()) === 0);
for (const lang of languages) {
  await eye.goto(`${base}${own}?lang=${lang}&saved=1`);
  await look(`own page after decisions ${lang}`, eye);
}

// Correcting what is kept: by the keyboard alone, a fault told at its field, a new address confirmed by its letter.
for (const lang of languages) {
  await eye.goto(`${base}${own}/correct?lang=${lang}`);
  await look(`correct ${lang}`, eye);
  await eye.locator('#given_name').fill('');
  await eye.locator('#email').fill('nobody');
  await eye.locator('button[type=submit]').click();
  check(`${lang}: two faults are told`, (await eye.getByRole('alert').getByRole('link').count()) === 2);
  await look(`correct with errors ${lang}`, eye);
}
const moved = `moved.${Date.now()}@example.org`;
await page.goto(`${base}${own}?lang=en`);
await page.locator(`a[href*="/correct"]`).focus();
await page.keyboard.press('Enter');
await page.waitForURL(/correct/);
await page.locator('#email').focus();
await page.keyboard.press('Control+A');
await page.keyboard.type(moved);
for (let presses = 0; presses < 12 && (await page.locator('button[type=submit]:focus').count()) === 0; presses += 1) {
  if ((await page.locator('#residence_city:focus').count()) === 1) await page.keyboard.type('Reggio di Calabria');
  await page.keyboard.press('Tab');
}
await page.keyboard.press('Enter');
await page.waitForURL(/saved=1/);
check('what was corrected is shown', (await page.getByText('Reggio di Calabria').count()) === 1);
check('a new address waits', (await page.getByText(moved).count()) === 1);
const again = await letter(moved, 'confirm');
for (const lang of languages) {
  await eye.goto(`${base}${again}?lang=${lang}`);
  await look(`confirm a new address ${lang}`, eye);
}
await page.goto(`${base}${again}?lang=en`);
await page.locator('button[type=submit]').click();
await page.waitForLoadState();
await page.goto(`${base}${own}?lang=en`);
check('both addresses are kept, the new one first', (await page.getByText(`${moved}, ${address}`).count()) === 1);

// The copy of one's data, by the link that the office made for it.
const found = await ask(base, token, 'query($search: String!) { contacts(search: $search) { nodes { id } } }', { search: moved });
const made = await ask(base, token, 'mutation($input: CreateCopyLinkInput!) { createCopyLink(input: $input) { path userErrors { code } } }', {
  input: { contactId: found.contacts.nodes[0].id },
});
for (const lang of languages) {
  await eye.goto(`${base}${made.createCopyLink.path}?lang=${lang}`);
  check(`copy ${lang}: names its language`, (await eye.locator('html').getAttribute('lang')) === lang);
  check(`copy ${lang}: tells what was typed`, (await eye.getByText('Reggio di Calabria').count()) > 0);
  await look(`copy ${lang}`, eye);
}
await page.goto(`${base}${made.createCopyLink.path}?lang=en`);
check('the copy is read without JavaScript', (await page.getByText(moved).count()) > 0);

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

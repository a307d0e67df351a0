// Opens the guest's page in a real browser, as a guest would: a phone's width, no JavaScript, four languages, the
// keyboard alone. Needs the product running with one invitation that nobody has answered yet.
//
//   KUVEND_TEST_BROWSER=/usr/bin/chromium BASE_URL=http://127.0.0.1:8080 RSVP_LINK=/r/… node rsvp.mjs
//
// RSVP_LINK is a path or a whole address; both may also be given as arguments. With a token (`kv_…`) in the place of the
// link, an invitation is made first. Prints `N passed, N failed`.
import { chromium } from 'playwright-core';

import { invite } from './lib/invitation.mjs';

const base = process.env.BASE_URL ?? process.argv[2] ?? 'http://127.0.0.1:8080';
const given = process.env.RSVP_LINK ?? process.argv[3] ?? '';
const link = new URL(given.startsWith('kv_') ? await invite(base, given) : given, base).href;
// Of an event in a room and on line, where the program makes one itself.
const hybrid = given.startsWith('kv_') && new URL(await invite(base, given, { format: 'HYBRID', onlineLink: 'https://example.org/live' }), base).href;
const executablePath = process.env.KUVEND_TEST_BROWSER ?? '/usr/bin/chromium';
const languages = {
  en: { name: 'English', send: 'Send my answer', saved: 'Your answer has been saved', gone: 'This link does not open anything any more' },
  sq: { name: 'Shqip', send: 'Dërgojeni përgjigjen', saved: 'Përgjigjja Juaj u ruajt', gone: 'Kjo lidhje nuk hap më asgjë' },
  it: { name: 'Italiano', send: 'Invia la risposta', saved: 'La Sua risposta è stata salvata', gone: 'Questo collegamento non apre più nulla' },
  el: { name: 'Ελληνικά', send: 'Αποστολή απάντησης', saved: 'Η απάντησή σας αποθηκεύτηκε', gone: 'Ο σύνδεσμος αυτός δεν ανοίγει πλέον τίποτα' },
};

let passed = 0;
let failed = 0;
const check = (what, holds) => {
  holds ? (passed += 1) : (failed += 1);
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
};
const attempt = async (what, act) => {
  try {
    await act();
  } catch (error) {
    check(`${what}: ${String(error.message).split('\n')[0]}`, false);
  }
};

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** A guest with a fresh browser; every request that leaves for elsewhere is noted. */
async function guest(options, act) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const elsewhere = [];
  const complaints = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== new URL(link).origin) elsewhere.push(url.origin);
  });
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  try {
    await act(page);
    check(`nothing is loaded from elsewhere (${options.viewport.width} px)`, elsewhere.length === 0);
    // The browser reports a refused answer's status on its console; anything else is a complaint.
    const odd = complaints.filter((text) => !text.includes('status of 4'));
    check(`the browser does not complain${odd.length ? `: ${odd[0]}` : ''}`, odd.length === 0);
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

/** What has the focus, by the accessibility tree. */
async function focused(page) {
  const cdp = await page.context().newCDPSession(page);
  const { nodes } = await cdp.send('Accessibility.getFullAXTree');
  const node = nodes.find((one) => one.properties?.some((p) => p.name === 'focused' && p.value.value) && one.role?.value !== 'RootWebArea');
  return { role: node?.role?.value ?? '', name: node?.name?.value ?? '' };
}

/** Presses Tab until what is wanted has the focus. */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 60; presses += 1) {
    const now = await focused(page);
    if (wanted(now)) return now;
    await page.keyboard.press('Tab');
  }
  throw new Error('no number of Tabs leads there');
}

const phone = { viewport: { width: 390, height: 844 } };
const desk = { viewport: { width: 1200, height: 800 } };

await attempt('languages on a phone', () => guest(phone, async (page) => {
  for (const [tag, words] of Object.entries(languages)) {
    await page.goto(link);
    await page.getByRole('link', { name: words.name, exact: true }).click();
    check(`${tag}: the page names its language`, (await page.locator('html').getAttribute('lang')) === tag);
    check(`${tag}: the button speaks it`, await page.getByRole('button', { name: words.send }).isVisible());
    check(`${tag}: one level-one heading`, (await page.locator('h1').count()) === 1);
    check(`${tag}: the page fits 390 px`, await fits(page));
    const unlabelled = [];
    for (const field of await page.locator('input, select, textarea').all()) {
      const id = await field.getAttribute('id');
      if ((await page.locator(`label[for="${id}"]`).count()) !== 1) unlabelled.push(id);
    }
    check(`${tag}: every field has its label ${unlabelled}`, unlabelled.length === 0);
    const gone = await page.goto(new URL(`/r/nonsense?lang=${tag}`, link).href);
    check(`${tag}: a bad link is a kind 404`, gone.status() === 404 && (await page.locator('h1').innerText()) === words.gone);
  }
}));

await attempt('touch targets', () => guest(phone, async (page) => {
  await page.goto(link);
  for (const target of await page.locator('.choice label, button, .languages a, select').all()) {
    const box = await target.boundingBox();
    check(`a touch target is at least 44 px high (${await target.innerText().then((t) => t.split('\n')[0])})`, box === null || box.height >= 44);
  }
}));

await attempt('questions that belong to an answer', () => guest(phone, async (page) => {
  await page.goto(link);
  check('a deputy is not asked for at first', !(await page.locator('#given_name').isVisible()));
  await page.locator('label[for="represented"]').click();
  check('a deputy is asked for where one is sent', await page.locator('#given_name').isVisible());
}));

await attempt('an answer without a choice', () => guest(phone, async (page) => {
  await page.goto(`${link}?lang=en`);
  await page.locator('#reason').fill('Kept <b>as typed</b>');
  await page.getByRole('button', { name: languages.en.send }).click();
  check('what is wrong is said in an alert', (await page.getByRole('alert').innerText()).includes('Please choose one of the answers.'));
  check('what was typed is kept', (await page.locator('#reason').inputValue()) === 'Kept <b>as typed</b>');
  const described = await page.locator('fieldset').first().getAttribute('aria-describedby');
  check('the question is described by its fault', described?.split(' ').includes('response_fault') ?? false);
  await page.goto(`${link}?lang=en`);
  check('nothing was answered', (await page.locator('#status').count()) === 0);
}));

await attempt('an answer by keyboard alone', () => guest(desk, async (page) => {
  await page.goto(`${link}?lang=en`);
  await page.keyboard.press('Tab');
  await tabTo(page, (now) => now.role === 'radio');
  // No radio is chosen: Tab reaches the group, Space chooses, the arrows move the choice.
  await page.keyboard.press('Space');
  check('Space accepts', await page.locator('#response').isChecked());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  check('the arrows move to declining', await page.locator('#declined').isChecked());
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  check('and back to accepting', await page.locator('#response').isChecked());
  // Past the fields that name who comes along.
  await tabTo(page, (now) => now.role === 'textbox' && now.name.startsWith('A message to us'));
  await page.keyboard.type('With pleasure – me kënaqësi');
  await tabTo(page, (now) => now.role === 'button');
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.keyboard.press('Enter'),
  ]);
  check('the answer is taken with 303 See Other', answer.status() === 303);
  await page.waitForURL(/saved=1/);
  check('the page says that it is saved', (await page.getByRole('status').first().innerText()).includes(languages.en.saved));
  check('the page shows the answer', await page.locator('#status').isVisible());
  check('the address tells nothing but the link', /^\/r\/[\w-]+$/.test(new URL(page.url()).pathname) && /^\?saved=1(&lang=en)?$/.test(new URL(page.url()).search));
}));

await attempt('the answer so far', () => guest(phone, async (page) => {
  for (const [tag, words] of Object.entries(languages)) {
    await page.goto(`${link}?lang=${tag}`);
    check(`${tag}: the answer so far is shown`, (await page.locator('#status').innerText()).length > 20);
    check(`${tag}: it is not called saved anew`, !(await page.locator('main').innerText()).includes(words.saved));
    await page.locator('summary').first().click();
    check(`${tag}: the answer given is chosen`, await page.locator('#response').isChecked());
    check(`${tag}: the page still fits 390 px`, await fits(page));
  }
  await page.locator('label[for="declined"]').click();
  await page.getByRole('button', { name: languages.el.send }).click();
  await page.waitForURL(/saved=1/);
  await page.goto(`${link}?lang=en`);
  await page.locator('summary').first().click();
  check('the last answer wins', await page.locator('#declined').isChecked());
}));

if (hybrid) {
  await attempt('in the room or on line', () => guest(phone, async (page) => {
    await page.goto(`${hybrid}?lang=en`);
    check('how one takes part is asked', await page.getByLabel('How will you take part?').isVisible());
    await page.locator('label[for="declined"]').click();
    await page.getByRole('button', { name: languages.en.send }).click();
    await page.waitForURL(/saved=1/);
    check('whoever declines need not choose', (await page.getByRole('status').first().innerText()).includes(languages.en.saved));
    await page.locator('summary').first().click();
    await page.locator('label[for="response"]').click();
    await page.getByRole('button', { name: languages.en.send }).click();
    check('whoever comes has to', await page.locator('#attends_fault').isVisible());
    check('the page fits 390 px', await fits(page));
    await page.getByLabel('How will you take part?').selectOption({ label: 'Online' });
    await page.getByRole('button', { name: languages.en.send }).click();
    await page.waitForURL(/saved=1/);
    check('and finds the way there', (await page.locator('a[href="https://example.org/live"]').count()) === 1);
  }));
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

// Opens what the guest's page asks of who comes (needs, questions of the event) and what it lets them ask a panel, as a guest would: a
// phone's width, no JavaScript, four languages, the keyboard alone. Every state is looked at by axe-core. Needs the product running with
// its inbox, and an API token.
//
//   [KUVEND_TEST_BROWSER=/usr/bin/chromium] [PICTURES=folder] node asking.mjs http://127.0.0.1:8080 kv_…
//
// Prints `N passed, N failed`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium } from 'playwright-core';

import { ask, inviteTo } from './lib/invitation.mjs';

const base = process.env.BASE_URL ?? process.argv[2] ?? 'http://127.0.0.1:8080';
const token = process.argv[3] ?? '';
const executablePath = process.env.KUVEND_TEST_BROWSER ?? '/usr/bin/chromium';
const pictures = process.env.PICTURES;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const width = 360;
const languages = {
  en: { needs: 'What else should we know?', save: 'Save', coach: 'Do you come by our coach?', ask: 'Send my question', topic: 'Migrants talk' },
  sq: { needs: 'Çfarë tjetër duhet të dimë?', save: 'Ruaj', coach: 'A vini me autobusin tonë?', ask: 'Dërgojeni pyetjen', topic: 'Migrantët flasin' },
  it: { needs: 'Che altro dobbiamo sapere?', save: 'Salva', coach: 'Viene con il nostro pullman?', ask: 'Invia la domanda', topic: 'I migranti parlano' },
  el: { needs: 'Τι άλλο πρέπει να γνωρίζουμε;', save: 'Αποθήκευση', coach: 'Θα έρθετε με το λεωφορείο μας;', ask: 'Αποστολή ερώτησης', topic: 'Οι μετανάστες μιλούν' },
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

/** An event that asks three questions and has two panels in a published run of show, and a party of two invited to it. */
async function invitation() {
  const run = (query, input) => ask(base, token, query, { input });
  const wall = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
  const said = (word) => Object.entries(languages).map(([language, words]) => ({ language, text: words[word] }));
  const plain = (text) => [{ language: 'en', text }];
  const { createEvent } = await run('mutation($input: CreateEventInput!) { createEvent(input: $input) { event { id } userErrors { field code } } }', {
    title: said('topic'), kind: 'CONFERENCE', startsAt: wall(20), endsAt: wall(20.3), timeZone: 'Europe/Tirane', capacity: 50, interpretation: ['it'],
  });
  const eventId = createEvent.event.id;
  await run('mutation($input: PublishEventInput!) { publishEvent(input: $input) { userErrors { field code } } }', { id: eventId, version: 1 });
  await run('mutation($input: KeepQuestionsInput!) { keepQuestions(input: $input) { userErrors { field code } } }', {
    eventId, version: 0, questions: [
      { key: 'coach', kind: 'YES_NO', wording: said('coach'), isRequired: true },
      { key: 'from', kind: 'CHOICE', wording: plain('From where?'), condition: { question: 'coach', anyOf: ['YES'] }, options: [{ key: 'tirana', label: plain('Tirana') }, { key: 'durres', label: plain('Durrës') }] },
      { key: 'song', kind: 'TEXT', wording: plain('What do you sing?') },
    ],
  });
  for (const topic of [said('topic'), plain('A conversation of those who returned with those who never left, about what a village needs')]) {
    await run('mutation($input: AddPanelInput!) { addPanel(input: $input) { userErrors { field code } } }', { eventId, topic });
  }
  await run('mutation($input: PublishAgendaInput!) { publishAgenda(input: $input) { userErrors { field code } } }', { eventId, acceptConflicts: ['PANEL_WITHOUT_MODERATOR'] });
  return inviteTo(base, token, eventId, { givenName: 'Artemisa', familyName: `Asking ${Date.now()}`, email: `asking.${Date.now()}@example.org` });
}

const link = new URL(await invitation(), base).href;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const phone = { viewport: { width, height: 780 }, locale: 'en-GB' };
const plain = await browser.newContext({ ...phone, javaScriptEnabled: false });
// axe-core is a script: it looks at the page from a browser of its own, in which scripts run.
const watched = await browser.newContext({ ...phone, bypassCSP: true });
const page = await plain.newPage();
const eye = await watched.newPage();
for (const one of [page, eye]) one.setDefaultTimeout(10_000);
const elsewhere = [];
page.on('request', (request) => {
  const url = new URL(request.url());
  if (url.protocol !== 'data:' && url.origin !== new URL(link).origin) elsewhere.push(url.origin);
});

/** Looks at what the watching browser shows: axe-core finds nothing, and nobody scrolls sideways. */
async function look(name) {
  await eye.evaluate(axe);
  const { violations } = await eye.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  check(`${name}: axe-core finds nothing ${violations.map((one) => `${one.id} (${one.nodes[0].target})`)}`, violations.length === 0);
  const wide = await eye.evaluate(() => document.documentElement.scrollWidth);
  check(`${name}: fits ${width} px (${wide})`, wide <= width);
  if (pictures) await eye.screenshot({ path: `${pictures}/${name.replace(/\W+/g, '-')}.png`, fullPage: true });
}

/** What has the focus, by the accessibility tree. */
async function focused() {
  const cdp = await plain.newCDPSession(page);
  const { nodes } = await cdp.send('Accessibility.getFullAXTree');
  const node = nodes.find((one) => one.properties?.some((p) => p.name === 'focused' && p.value.value) && one.role?.value !== 'RootWebArea');
  return { role: node?.role?.value ?? '', name: node?.name?.value ?? '' };
}

/** Presses Tab until what is wanted has the focus. */
async function tabTo(wanted) {
  for (let presses = 0; presses < 90; presses += 1) {
    const now = await focused();
    if (wanted(now)) return now;
    await page.keyboard.press('Tab');
  }
  throw new Error('no number of Tabs leads there');
}

/** Presses Enter on a button, and waits for the page that comes of it. */
async function enter() {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.keyboard.press('Enter'),
  ]);
  await page.waitForLoadState();
  return answer.status();
}

await attempt('who has not answered', async () => {
  await page.goto(`${link}?lang=en`);
  check('who has not answered is asked nothing', (await page.locator('#asking').count()) === 0);
  check('and asks nothing', (await page.locator('#floor').count()) === 0);
  await page.locator('label[for="response"]').click();
  await page.locator('.reply button[type=submit]').first().click();
  await page.waitForURL(/saved=1/);
});

await attempt('four languages', async () => {
  for (const [tag, words] of Object.entries(languages)) {
    await page.goto(`${link}?lang=${tag}`);
    check(`${tag}: the page asks in it`, (await page.locator('#asking h2').innerText()) === words.needs);
    check(`${tag}: and so do the event's questions`, (await page.locator('#asking legend').first().innerText()).startsWith(words.coach));
    check(`${tag}: the buttons speak it`, await page.getByRole('button', { name: words.save, exact: true }).isVisible() && await page.getByRole('button', { name: words.ask }).isVisible());
    check(`${tag}: and so do the panels`, (await page.locator('#panel').innerText()).includes(words.topic));
    const unlabelled = [];
    for (const field of await page.locator('#asking, #floor').locator('input:not([type=hidden]), select, textarea').all()) {
      const id = await field.getAttribute('id');
      if ((await page.locator(`label[for="${id}"]`).count()) !== 1) unlabelled.push(id);
    }
    check(`${tag}: every field has its label ${unlabelled}`, unlabelled.length === 0);
    await eye.goto(`${link}?lang=${tag}`);
    for (const summary of await eye.locator('summary').all()) await summary.click();
    await look(`${tag} open`);
    // What is refused is told in the same language, and looked at as well.
    await eye.locator('#floor button').first().click();
    check(`${tag}: what lacks is said in an alert`, (await eye.locator('#floor [role=alert] li').count()) === 2);
    await look(`${tag} question refused`);
    check(`${tag}: a refused page keeps its language`, (await eye.locator('html').getAttribute('lang')) === tag);
  }
});

await attempt('touch targets', async () => {
  await page.goto(`${link}?lang=en`);
  for (const summary of await page.locator('#asking summary').all()) await summary.click();
  let low = 0;
  for (const target of await page.locator('#asking, #floor').locator('.choice label, button, select, summary, textarea').all()) {
    const box = await target.boundingBox();
    if (box !== null && box.height < 44) low += 1;
  }
  check(`every touch target is at least 44 px high (${low} are not)`, low === 0);
});

await attempt('what one needs, by the keyboard alone', async () => {
  await page.goto(`${link}?lang=en`);
  await tabTo((now) => now.role === 'radio' && now.name === 'Yes');
  await page.keyboard.press('Space');
  check('Space answers a question', await page.locator('[name="q.coach"][value="YES"]').isChecked());
  await tabTo((now) => now.role === 'textbox' && now.name.startsWith('What do you sing'));
  await page.keyboard.type('Kur më vjen <b>burri</b>');
  await tabTo((now) => now.role.startsWith('DisclosureTriangle') || now.name.startsWith('Food'));
  await page.keyboard.press('Enter');
  const need = page.locator('#asking details').first().locator('select').first();
  check('Enter opens the needs of a kind', await need.isVisible());
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  check('the arrows say of how many a need is', (await need.inputValue()) === '1');
  await tabTo((now) => now.role === 'button' && now.name === 'Save');
  check('a need without consent is refused', (await enter()) === 422);
  check('that is said in an alert', (await page.locator('#asking [role=alert]').innerText()).includes('Without your consent'));
  await page.keyboard.press('Tab');
  const next = await focused();
  check(`from where the next Tab leads on (${next.role} ${next.name})`, next.role === 'link' && next.name.startsWith('Without your consent'));
  check('what was typed is kept', (await page.locator('[name="q.song"]').inputValue()) === 'Kur më vjen <b>burri</b>' && await page.locator('[name="q.coach"][value="YES"]').isChecked());
  check('and what one needs, with its list open', (await need.inputValue()) === '1' && await need.isVisible());
  check('the box is described by its fault', ((await page.locator('#agree').getAttribute('aria-describedby')) ?? '').includes('agree_fault'));
  await page.keyboard.press('Enter');
  await tabTo((now) => now.role === 'checkbox' && now.name.startsWith('I agree'));
  await page.keyboard.press('Space');
  await tabTo((now) => now.role === 'button' && now.name === 'Save');
  check('with consent it is taken', (await enter()) === 303);
  check('the page says so', (await page.locator('#told').innerText()).includes('has been saved'));
  await page.goto(`${link}?lang=sq`);
  check('it is there in another language', (await page.locator('[name="q.song"]').inputValue()) === 'Kur më vjen <b>burri</b>' && await page.locator('#agree').isChecked());
  await eye.goto(`${link}?lang=en&told=1`);
  await look('told');
});

await attempt('a question to a panel, by the keyboard alone', async () => {
  await page.goto(`${link}?lang=en`);
  await tabTo((now) => now.role === 'textbox' && now.name === 'Your question');
  await page.keyboard.type('Why did you <i>return</i>?');
  await tabTo((now) => now.role === 'button' && now.name === 'Send my question');
  check('a question to no panel is refused', (await enter()) === 422);
  check('what was typed is kept', (await page.locator('#question').inputValue()) === 'Why did you <i>return</i>?');
  await tabTo((now) => now.role === 'link' && now.name === 'Please choose a panel.');
  await page.keyboard.press('Enter');
  await tabTo((now) => now.role.startsWith('combobox') || now.name.startsWith('To which panel'));
  await page.keyboard.press('ArrowDown');
  await tabTo((now) => now.role === 'button' && now.name === 'Send my question');
  check('to a panel it is taken', (await enter()) === 303);
  check('the page says so', (await page.locator('#sent').innerText()).includes('has been sent'));
  check('what was asked stands there as text', (await page.locator('#floor blockquote').innerText()) === 'Why did you <i>return</i>?');
  check('with where it stands', (await page.locator('#floor .state').innerText()) === 'Not read yet');
  await eye.goto(`${link}?lang=en&asked=1`);
  await look('question sent');
  await tabTo((now) => now.role === 'button' && now.name === 'Take this question back');
  check('it can be taken back', (await enter()) === 303);
  check('and is gone', (await page.locator('#floor blockquote').count()) === 0 && (await page.locator('#sent').innerText()).includes('taken back'));
});

await attempt('on a desk', async () => {
  await eye.setViewportSize({ width: 1200, height: 800 });
  await eye.goto(`${link}?lang=en`);
  for (const summary of await eye.locator('summary').all()) await summary.click();
  const parts = ['.sheet > .reply:not(.asking)', '#asking', '#floor'];
  const boxes = await Promise.all(parts.map((part) => eye.locator(part).boundingBox()));
  const clear = boxes.every((box, index) => index === 0 || box.y >= boxes[index - 1].y + boxes[index - 1].height - 1);
  check('the answer, what is asked and what one asks stand below one another', clear);
  if (pictures) await eye.screenshot({ path: `${pictures}/desk.png`, fullPage: true });
});

check('nothing is loaded from elsewhere', elsewhere.length === 0);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

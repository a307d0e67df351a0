// Takes the picture of the README: a guest's page on a phone, and beside it a year's statistics in GraphiQL. Needs the
// demonstration server just started, since it invites somebody.
//
//   cargo run -- demo
//   cd tests/browser && npm ci && node picture/take.mjs http://127.0.0.1:8080 kv_… ../../docs/guest-page.png
import { chromium } from 'playwright-core';

import { ask, inviteTo } from '../lib/invitation.mjs';

const [base, token, path] = process.argv.slice(2);
const executablePath = process.env.KUVEND_TEST_BROWSER ?? '/usr/bin/chromium';
const height = 790;
const phone = { width: 390, height };
const desk = { width: 840, height };
const gap = 32;

const { events } = await ask(base, token, '{ events(first: 10) { nodes { id startsAtLocal } } }');
const coming = events.nodes.find((event) => event.startsAtLocal.includes('-12-18T') && event.startsAtLocal > new Date().toISOString());
const link = await inviteTo(base, token, coming.id, { givenName: 'Artemisa', familyName: 'Hoxhallari', email: 'artemisa.hoxhallari@example.org' });

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** A picture of a page, once it looks as it should. */
async function picture(viewport, address, prepare) {
  const context = await browser.newContext({
    viewport, locale: 'en-GB', colorScheme: 'light', extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const page = await context.newPage();
  await page.goto(address);
  await prepare(page);
  const bytes = await page.screenshot();
  await context.close();
  return `data:image/png;base64,${bytes.toString('base64')}`;
}

const guest = await picture(phone, new URL(`${link}?lang=en`, base).href, (page) => page.locator('label[for="response"]').click());

const query = `query Year {
  engagementStatistics(
    filter: {
      from: "2023-01-01"
      to: "2023-12-31"
    }
  ) {
    events
    invited { value }
    responseRate {
      numerator
      denominator
    }
    attendances { value }
    uniquePeople {
      value
      lowerBound
      note
      definition { text }
    }
  }
}
`;
const figures = await picture(desk, base, async (page) => {
  await page.getByRole('button', { name: 'Hide editor tools' }).click();
  await page.locator('.graphiql-query-editor .CodeMirror').evaluate((editor, text) => editor.CodeMirror.setValue(text), query);
  // GraphiQL notices after a moment which operation stands there now.
  await page.waitForTimeout(1_000);
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.locator('.result-window').getByText('lowerBound').waitFor();
  await page.mouse.move(0, 0);
});

const width = phone.width + desk.width + 3 * gap;
const page = await (await browser.newContext({ viewport: { width, height: height + 2 * gap } })).newPage();
await page.setContent(`<style>
  body { margin: 0; padding: ${gap}px; display: flex; gap: ${gap}px; background: #e4e7ec }
  img { height: ${height}px; border-radius: 14px; box-shadow: 0 0 0 1px #c3c8d0 }
</style><img src="${guest}"><img src="${figures}">`);
await page.screenshot({ path });
await browser.close();

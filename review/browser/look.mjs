// Opens pages in Chromium as people do, and prints what it has seen as JSON. It reads on standard input: the browser's program,
// and for each page its file, how often the Tab key is pressed at most, and its views: the width of the window, the colour
// scheme, and where a screenshot goes, if anywhere.
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// measure runs in the page: what a person could not read, reach or trust.
function measure() {
  const outside = [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && !e.closest('.skip, thead') && (box.right > innerWidth + 1 || box.left < -1);
  });
  const spilt = [...document.querySelectorAll('svg .box')].flatMap(box => {
    const frame = box.querySelector('rect').getBBox();
    return [...box.querySelectorAll('text')]
      .filter(text => text.getBBox().x + text.getBBox().width > frame.x + frame.width)
      .map(text => text.textContent);
  });
  return {
    title: document.title,
    text: document.body.textContent,
    width: document.documentElement.scrollWidth,
    outside: outside.map(e => e.outerHTML.slice(0, 200)),
    spilt,
    headings: [...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1])),
    ids: [...document.querySelectorAll('[id]')].map(e => e.id),
    links: [...document.querySelectorAll('[href], [src]')].map(e => e.getAttribute('href') ?? e.getAttribute('src')),
    active: [...document.querySelectorAll('script, iframe, object, embed, form, img, foreignObject, animate')].length,
    handlers: [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(name => name.startsWith('on')),
    reachable: [...document.querySelectorAll('a[href], summary')].filter(e => e.checkVisibility() && e.getClientRects().length > 0).length,
    ran: Object.keys(globalThis).filter(name => name.startsWith('hostile')),
    background: getComputedStyle(document.body).backgroundColor,
  };
}

// tabbed is how many elements the Tab key reaches, and which of those show no focus.
async function tabbed(page, most) {
  const seen = [];
  for (let i = 0; i < most + 5; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (e === document.body) return null;
      e.dataset.reached ??= String(Math.random());
      return { id: e.dataset.reached, text: e.textContent.trim().slice(0, 60), outline: getComputedStyle(e).outlineStyle };
    });
    if (at === null || seen.some(s => s.id === at.id)) break;
    seen.push(at);
  }
  return { reached: seen.length, unseen: seen.filter(s => s.outline === 'none').map(s => s.text) };
}

async function look(browser, { file, keyboard, views }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  const said = [];
  const requests = [];
  page.on('console', message => said.push(message.text()));
  page.on('pageerror', error => said.push(String(error)));
  page.on('dialog', dialog => { said.push('a dialog: ' + dialog.message()); dialog.dismiss(); });
  page.on('request', request => { if (request.url().split('#')[0] !== url && request.url() !== 'data:,') requests.push(request.url()); });
  await page.goto(url, { waitUntil: 'load' });
  const keys = keyboard ? await tabbed(page, keyboard) : null;
  const seen = [];
  for (const { width, scheme, picture } of views) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    const closed = await page.evaluate(measure);
    if (picture) {
      const height = await page.evaluate(() => Math.min(document.documentElement.scrollHeight, 12000));
      await page.screenshot({ path: picture, fullPage: true, clip: { x: 0, y: 0, width, height } });
    }
    await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
    const open = await page.evaluate(measure);
    // The page's own policy lets nobody run a script in it: axe comes by the browser's protocol.
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const faults = violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')}`);
    await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = false; }));
    seen.push({ width, scheme, faults, closed, open });
  }
  await context.close();
  return { file, said, requests, keys, views: seen };
}

const { program, pages } = JSON.parse(readFileSync(0, 'utf8'));
const browser = await chromium.launch({
  executablePath: program,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const seen = [];
try {
  for (const page of pages) seen.push(await look(browser, page));
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(seen));

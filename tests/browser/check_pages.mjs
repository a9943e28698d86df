// Open pages in a headless chromium and tell what a reader, a printer and an accessibility checker find.
//
//   node check_pages.mjs < job.json
//
// job: {chromium, flags, shots, pages: {name: address}}. Prints one JSON line for each page: {name, rules: {theme:
// [serious findings of axe-core]}, wide: {width: pixels that stick out}, broken, asked, csv, pages}. `asked` are the
// addresses that the page wanted beside its own, `csv` is what its download gives with JavaScript switched off, `pages`
// the number of sheets it prints on, `titles` what the page was called each time (a script that ran would have changed
// it); pictures and print are left in the folder of shots.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const job = JSON.parse(readFileSync(0, 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
mkdirSync(job.shots, { recursive: true });

async function findings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  return violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => `${one.id} (${one.impact}): ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`);
}

async function read(browser, name, address) {
  const seen = { name, rules: {}, wide: {}, broken: 0, asked: [], titles: [] };
  for (const theme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: theme });
    page.on('request', request => {
      if (request.url() !== address && !request.url().startsWith('data:')) seen.asked.push(request.url());
    });
    await page.goto(address);
    for (const link of await page.locator('a[href^="javascript:" i]').all()) await link.click();
    seen.titles.push(await page.title());
    seen.broken += await page.evaluate(() => [...document.images].filter(one => !one.naturalWidth).length);
    seen.rules[theme] = await findings(page);
    for (const width of [1280, 800, 380]) {
      await page.setViewportSize({ width, height: 900 });
      seen.wide[width] = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await page.screenshot({ path: join(job.shots, `${name}-${theme}-${width}.png`), fullPage: true });
    }
    await page.close();
  }
  const page = await browser.newPage({ javaScriptEnabled: false, colorScheme: 'dark' });
  await page.goto(address);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
  seen.csv = readFileSync(await download.path(), 'utf8');
  const print = await page.pdf({ path: join(job.shots, `${name}.pdf`), format: 'A4', preferCSSPageSize: true });
  seen.pages = (print.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
  await page.close();
  return seen;
}

const browser = await chromium.launch({ executablePath: job.chromium, args: job.flags });
try {
  for (const [name, address] of Object.entries(job.pages)) console.log(JSON.stringify(await read(browser, name, address)));
} finally {
  await browser.close();
}

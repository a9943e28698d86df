// Open notebooks in a running JupyterLab as a reader would: wait for the kernel, clear the stored outputs with the
// Edit menu, run every cell with the Run menu, and tell what the page then shows.
//
//   node run_notebooks.mjs < job.json
//
// job: {server, token, chromium, flags, notebooks: {path: [cells that may fail]}, shots, widths, seconds}; paths are
// below the server's root. Prints one JSON line for each notebook: {notebook, cells, unrun, red, pictures, broken, threw,
// clipped, seconds}, where `red` is what Lab prints on red (errors, warnings) and `clipped` lists for each width of the
// window the pictures that are cut off, or {notebook, failure, ...}. What that means is for the caller to judge; the exit
// code is 0 if the browser worked.
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chromium } from 'playwright-core';

const job = JSON.parse(readFileSync(0, 'utf8'));
const limit = job.seconds * 1000;
mkdirSync(job.shots, { recursive: true });

async function choose(page, menu, entry) {
  await page.locator('.lm-MenuBar-itemLabel', { hasText: new RegExp(`^${menu}$`) }).click();
  await page.locator('.lm-Menu-itemLabel', { hasText: new RegExp(`^${entry}$`) }).click();
}

// What a reader sees, read from the page: every code cell's prompt, and what stands below it.
function look(mayFail) {
  const seen = { cells: 0, unrun: [], red: [], pictures: 0, broken: 0, idle: false, dialog: '' };
  document.querySelectorAll('.jp-Notebook .jp-Cell').forEach((cell, number) => {
    if (!cell.classList.contains('jp-CodeCell') || !cell.querySelector('.cm-content')?.textContent.trim()) return;
    seen.cells += 1;
    if (!/\[\d+\]/.test(cell.querySelector('.jp-InputPrompt')?.textContent ?? '')) seen.unrun.push(number);
    for (const output of cell.querySelectorAll('[data-mime-type$="jupyter.stderr"], [data-mime-type$="jupyter.error"]')) {
      if (!mayFail.includes(number)) seen.red.push(`cell ${number}: ${output.textContent.trim().slice(-400)}`);
    }
    for (const picture of cell.querySelectorAll('.jp-OutputArea-output img')) {
      seen.pictures += 1;
      if (!picture.complete || !picture.naturalWidth) seen.broken += 1;
    }
  });
  // the status bar; the notebook's own indicator is idle also before there is a kernel
  seen.idle = /\(ipykernel\) \| Idle/.test(document.querySelector('#jp-bottom-panel')?.textContent ?? '');
  seen.dialog = document.querySelector('.jp-Dialog')?.innerText.replace(/\s+/g, ' ') ?? '';
  return seen;
}

async function until(page, what, mayFail, done) {
  const end = Date.now() + limit;
  for (;;) {
    const seen = await page.evaluate(look, mayFail);
    if (seen.dialog) throw new Error(`a dialog came up: ${seen.dialog}`);
    if (done(seen)) return seen;
    if (Date.now() > end) throw new Error(`${what}: not within ${job.seconds} s`);
    await page.waitForTimeout(100);
  }
}

async function readThrough(page, notebook, mayFail) {
  const address = notebook.split('/').map(encodeURIComponent).join('/');
  await page.goto(`${job.server}lab/tree/${address}?reset&token=${job.token}`);
  await until(page, 'opening it and starting its kernel', mayFail, seen => seen.cells && seen.idle);
  await choose(page, 'Edit', 'Clear Outputs of All Cells');
  await until(page, 'clearing the outputs', mayFail, seen => seen.unrun.length === seen.cells);
  await choose(page, 'Run', 'Run All Cells');
  return until(page, 'running the cells', mayFail,
    seen => seen.idle && (seen.red.length || (!seen.unrun.length && !seen.broken)));
}

// Pictures of a cell's output that its column cuts off or squeezes out of shape.
function clipped() {
  return [...document.querySelectorAll('.jp-OutputArea-output img')].filter(picture => {
    const own = picture.getBoundingClientRect();
    const column = picture.closest('.jp-OutputArea').getBoundingClientRect();
    const shape = own.width / own.height / (picture.naturalWidth / picture.naturalHeight);
    return own.right > column.right + 1 || own.left < column.left - 1 || Math.abs(shape - 1) > 0.02;
  }).map(picture => `${picture.naturalWidth} x ${picture.naturalHeight}`);
}

async function shoot(page, notebook, width) { // the whole notebook in one picture, from its top
  const path = join(job.shots, `${basename(notebook, '.ipynb')}-${width}.png`);
  const scroller = '.jp-NotebookPanel .jp-WindowedPanel-outer';
  await page.setViewportSize({ width, height: 900 });
  await page.waitForTimeout(300);
  const height = await page.locator(scroller).first().evaluate(panel => panel.scrollHeight).catch(() => 700);
  await page.setViewportSize({ width, height: Math.min(height + 150, 15000) });
  await page.locator(scroller).first().evaluate(panel => panel.scrollTo(0, 0));
  await page.waitForTimeout(300);
  const cut = await page.evaluate(clipped);
  await page.locator('.jp-NotebookPanel').first().screenshot({ path });
  return cut;
}

const browser = await chromium.launch({ executablePath: job.chromium, args: job.flags });
try {
  for (const [notebook, mayFail] of Object.entries(job.notebooks)) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(limit);
    const begun = Date.now(), threw = [];
    page.on('pageerror', error => threw.push(String(error).slice(0, 400)));
    const found = await readThrough(page, notebook, mayFail).catch(error => ({ failure: String(error).slice(0, 800) }));
    const cut = {};
    for (const width of job.widths) {
      cut[width] = await shoot(page, notebook, width).catch(error => [String(error).slice(0, 400)]);
    }
    console.log(JSON.stringify({ notebook, ...found, threw, clipped: cut, seconds: (Date.now() - begun) / 1000 }));
    await page.close();
  }
} finally {
  await browser.close();
}

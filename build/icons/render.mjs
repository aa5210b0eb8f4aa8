// `node build/icons/render.mjs`: icon.svg as the PNGs that packaging takes. To run after a change of the drawing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { BROWSER_ARGS, chromiumPath } from '../../tests/support/chromium.ts';

const SIZES = [256, 512, 1024];

const svg = readFileSync(join(import.meta.dirname, 'icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: await chromiumPath(), args: BROWSER_ARGS });
for (const size of SIZES) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${svg}`);
  await page.screenshot({ path: join(import.meta.dirname, `${size}x${size}.png`), omitBackground: true });
}
await browser.close();

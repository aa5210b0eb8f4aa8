import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { BROWSER_ARGS, chromiumPath } from '../tests/support/chromium.ts';

const root = resolve(import.meta.dirname, '..');
const at = (path: string) => resolve(root, path);

/**
 * The engine's threads are started from their TypeScript here, which Node strips with a WebAssembly module. V8 may crash
 * when two threads replace one wrapper of that module at a time, so it is kept from doing so.
 */
const WITHOUT_WRAPPER_TIER_UP = ['--no-wasm-generic-wrapper'];

/** `FRAMESCOPE_SEED=random npm test` looks at other cases of each property, `FRAMESCOPE_SEED=7` at those of seed 7. */
const seed = process.env['FRAMESCOPE_SEED'] ?? '1';

/** Four kinds of test: Node, Electron main against a stand-in, components in a Chromium, whole stories. */
export default defineConfig({
  root,
  test: {
    expect: { poll: { timeout: 10_000 } }, // waiting for an event that will come; a loaded machine is no failure
    provide: { propertySeed: seed === 'random' ? null : Number(seed) },
    setupFiles: [at('tests/support/property-seed.ts')],
    retry: process.env['CI'] ? 1 : 0, // the last line but one names those that needed it
    reporters: [['default', { summary: false }], at('tests/support/plain-reporter.ts')],
    coverage: {
      provider: 'v8',
      include: ['electron/**', 'proxy/**', 'renderer/**'],
      reporter: ['text-summary', 'html'],
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'proxy',
          include: ['tests/proxy/**/*.test.ts', 'tests/build/**/*.test.ts', 'tests/fuzz/**/*.test.ts'],
          environment: 'node',
          execArgv: WITHOUT_WRAPPER_TIER_UP,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        resolve: { alias: { electron: at('tests/support/fake-electron.ts') } },
        test: { name: 'electron', include: ['tests/electron/**/*.test.ts'], environment: 'node' },
      },
      {
        extends: true,
        plugins: [react()],
        optimizeDeps: {
          // found before the first test: what is found during one reloads the page under it
          entries: [at('renderer/index.html'), at('tests/renderer/**/*.test.{ts,tsx}')],
          include: [
            'react/jsx-dev-runtime',
            'react-dom/client',
            'zustand',
            'vitest-browser-react',
            'jsonc-parser',
            'diff',
            'microdiff',
            'fast-json-patch',
            'uplot',
          ],
        },
        test: {
          name: 'renderer',
          include: ['tests/renderer/**/*.test.{ts,tsx}'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: await chromiumPath(), args: BROWSER_ARGS },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

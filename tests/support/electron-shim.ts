// Preloaded (`node --import`) into a Node process that runs the real out/electron/main.js: its `electron` is
// electron-shim-api.ts, whose window is a page of a real Chromium.

import { registerHooks } from 'node:module';

const url = new URL('./electron-shim-api.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url, shortCircuit: true } : next(specifier, context),
});

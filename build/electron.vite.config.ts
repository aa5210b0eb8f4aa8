import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';

const at = (path: string) => resolve(import.meta.dirname, '..', path);

/** The desktop's processes, all in one folder, where they find each other. The page is built for itself. */
export default defineConfig({
  main: {
    build: {
      outDir: at('out/electron'),
      target: 'node24',
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('electron/main.ts'),
          engine: at('electron/engine.ts'),
          'archive-thread': at('proxy/session/archive-thread.ts'),
          'own/sandbox-thread': at('proxy/session/own/sandbox-thread.ts'),
          'demo-process': at('proxy/demo/demo-process.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/electron'),
      emptyOutDir: false, // it comes after main, into the same folder
      rolldownOptions: {
        input: { preload: at('electron/preload.ts') },
        // a sandboxed preload must be CommonJS and one file, whatever package.json says
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
});

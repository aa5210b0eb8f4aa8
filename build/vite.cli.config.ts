import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '..');
const at = (path: string) => resolve(root, path);

/** Command line and web mode: plain Node, never Electron. All files in one folder, where they find each other. */
export default defineConfig({
  root,
  publicDir: false,
  build: {
    ssr: true,
    target: 'node24',
    outDir: at('out/cli'),
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        main: at('proxy/cli/main.ts'),
        'archive-thread': at('proxy/session/archive-thread.ts'),
        'own/sandbox-thread': at('proxy/session/own/sandbox-thread.ts'),
        'demo-process': at('proxy/demo/demo-process.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});

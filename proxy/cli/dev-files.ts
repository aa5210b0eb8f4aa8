// The page straight from its sources, for those who work on it: Vite in the place of the built files.

import { join } from 'node:path';
import type { PageFiles } from './web-server.ts';

/** `root` is the project's folder. Vite is only there in a checkout. */
export async function sourceFiles(root: string): Promise<PageFiles> {
  const { createServer } = await import('vite');
  const vite = await createServer({
    configFile: join(root, 'build/vite.renderer.config.ts'),
    server: { middlewareMode: true, hmr: { host: '127.0.0.1' } },
    plugins: [
      {
        name: 'no-policy',
        transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
      },
    ],
  });
  return (request, response) => {
    vite.middlewares(request, response);
    return true;
  };
}

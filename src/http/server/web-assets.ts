import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { renderPlainPage } from './plain-page.ts';
import type { App } from './typed-app.ts';

// The build writes compressed files beside the originals.
const hidden = { config: { access: 'public' }, schema: { hide: true }, compress: false } as const;
const oneYearMs = 365 * 24 * 60 * 60 * 1000;
// Built file names hold the hash of their content.
const immutable = { maxAge: oneYearMs, immutable: true };
const revalidated = { maxAge: 0, cacheControl: false };

/** The page: its files, and `index.html` for every route of the page. */
export function registerWebAssets(app: App, webDirectory: string): void {
  app.get('/assets/*', hidden, (request, reply) => {
    const name = (request.params as { '*': string })['*'];
    reply.removeHeader('cache-control');
    return reply.sendFile(`assets/${name}`, webDirectory, immutable);
  });
  app.get<{ Params: { file: string } }>('/:file', hidden, (request, reply) => {
    const { file } = request.params;
    const isFile = /^[\w-]+(\.[\w-]+)+$/.test(file) && existsSync(join(webDirectory, file));
    if (!isFile) return sendPage(request, reply, webDirectory);
    return reply.header('cache-control', 'no-cache').sendFile(file, webDirectory, revalidated);
  });
  app.get('/', hidden, (request, reply) => sendPage(request, reply, webDirectory));
  app.get('/*', hidden, (request, reply) => sendPage(request, reply, webDirectory));
  // Clients of the API get a 404, not the page.
  for (const path of ['/api/*', '/webhooks/*']) {
    app.all(path, { schema: { hide: true } }, (_request, reply) => reply.callNotFound());
  }
}

function sendPage(request: FastifyRequest, reply: FastifyReply, webDirectory: string) {
  const accepted = request.headers.accept ?? '*/*';
  if (!/text\/html|text\/\*|\*\/\*/i.test(accepted)) return reply.callNotFound();
  reply.header('cache-control', 'no-cache');
  if (existsSync(join(webDirectory, 'index.html'))) {
    return reply.sendFile('index.html', webDirectory, revalidated);
  }
  return reply.code(503).type('text/html; charset=utf-8').send(renderPlainPage(notBuilt));
}

const notBuilt = {
  title: 'The page is not built yet',
  text: [
    'Afterpush and its API are running; only the page is missing.',
    'Run `npm run build` in the Afterpush checkout, then load this page again.',
  ],
};

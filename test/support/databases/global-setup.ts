import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { makeEmbeddedTemplate, makePostgresTemplate, type Template } from './templates.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `GET <templates>/postgres` or `/embedded` returns the location of the template. */
    templates: string;
  }
}

const makers = { postgres: makePostgresTemplate, embedded: makeEmbeddedTemplate };

/** Provides one template of each kind for the whole run, created when a test file first needs it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const made = new Map<string, Promise<Template>>();
  const server = createServer((request, response) => {
    const kind = request.url?.slice(1) as keyof typeof makers;
    const template = made.get(kind) ?? makers[kind]();
    made.set(kind, template);
    template.then(
      ({ location }) => response.end(location),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  project.provide('templates', `http://127.0.0.1:${port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    for (const template of await Promise.allSettled(made.values())) {
      if (template.status === 'fulfilled') await template.value[Symbol.asyncDispose]();
    }
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/platform/package-root.ts';
import { startAfterpush } from '../support/afterpush-process.ts';

test('the page serves the licences of everything that is bundled in it', async () => {
  await using server = await startAfterpush();
  const response = await fetch(`${server.url}/third-party-notices.txt`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  const text = await response.text();
  for (const name of [
    'react',
    'react-dom',
    '@base-ui/react',
    '@pierre/diffs',
    '@primer/octicons-react',
    '@shikijs/langs',
    '@tanstack/react-query',
    '@tanstack/react-virtual',
  ]) {
    expect(text, name).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
  }
  expect(text.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(5);
});

test('the package contains the licences of everything that is bundled in the server', () => {
  const text = readFileSync(join(packageRoot, 'dist/third-party-notices.txt'), 'utf8');
  for (const name of ['graphql', '@octokit/graphql-schema', 'fastify', 'avvio', 'pg', 'pino']) {
    expect(text, name).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
  }
});

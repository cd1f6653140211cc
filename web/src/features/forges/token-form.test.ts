import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { TokenForm } from './token-form.tsx';

const forge: ForgeSummary = {
  id: 'github',
  type: 'github',
  web_base_url: 'https://github.com',
  api_base_url: 'https://api.github.com',
  token_linked: true,
  token_source: { kind: 'gh', name: 'gh' },
  token_message: null,
  token_expires_at: null,
  paused_until: null,
  budgets: [],
};

function render(change: Partial<ForgeSummary>): string {
  const form = createElement(TokenForm, { forge: { ...forge, ...change }, takesFocus: false });
  return renderToStaticMarkup(
    createElement(QueryClientProvider, { client: new QueryClient() }, form),
  );
}

test('a token of another tool names its place and offers to link it', () => {
  const markup = render({});
  expect(markup).toContain('Found on this machine, from gh');
  expect(markup).toContain('Link the token from gh');
  expect(markup).not.toContain('Unlink');
});

test('a token of the configuration is not offered: it is stored there', () => {
  const markup = render({ token_source: { kind: 'configuration', name: 'configuration' } });
  expect(markup).toContain('Read from the configuration');
  expect(markup).not.toContain('Link it');
});

test('a linked token can be unlinked, and there is nothing to link without one', () => {
  expect(render({ token_source: { kind: 'linked', name: 'linked' } })).toContain('Unlink');
  const missing = render({ token_linked: false, token_source: null });
  expect(missing).not.toContain('Link it');
});

test('the box for a token shows how tokens of the forge begin, where they have a beginning', () => {
  expect(render({})).toContain('placeholder="github_pat_… or ghp_…"');
  expect(render({ type: 'gitlab' })).toContain('placeholder="glpat-…"');
  expect(render({ type: 'gitea' })).not.toContain('placeholder');
});

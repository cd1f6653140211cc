import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFields, findText, toFields } from './parsing/json-fields.ts';
import { createForgeRegistry } from './registry.ts';
import { createTestDeps } from './testing/test-deps.ts';

const recorded = process.env.AFTERPUSH_RECORDED ?? '';

/** How each forge names the event of a recorded file, and where its id of a repository is. */
const forges = [
  {
    type: 'github',
    web: 'https://github.com',
    toHeaders: (file: string) => ({ 'x-github-event': toGitHubEvent(file) }),
    repositories: [['repository', 'id']],
    heads: [['pull_request', 'head', 'repo', 'id']],
  },
  {
    type: 'gitlab',
    web: 'https://gitlab.com',
    toHeaders: () => ({}),
    repositories: [['project', 'id'], ['project_id']],
    heads: [['object_attributes', 'source_project_id']],
  },
  {
    type: 'gitea',
    web: 'https://try.gitea.io',
    toHeaders: (file: string) => ({ 'x-gitea-event': toGitHubEvent(file) }),
    repositories: [['repository', 'id']],
    heads: [['pull_request', 'head', 'repo', 'id']],
  },
  {
    type: 'bitbucket',
    web: 'https://bitbucket.org',
    toHeaders: (file: string) => ({ 'x-event-key': toBitbucketEvent(file) }),
    repositories: [['repository', 'uuid']],
    heads: [['pullrequest', 'source', 'repository', 'uuid']],
  },
  {
    type: 'bitbucket_data_center',
    folder: 'stash',
    web: 'https://bitbucket.example.com',
    toHeaders: (_: string, body: unknown) => ({
      'x-event-key': findText(toFields(body), 'eventKey') ?? '',
    }),
    repositories: [
      ['repository', 'id'],
      ['pullRequest', 'toRef', 'repository', 'id'],
    ],
    heads: [['pullRequest', 'fromRef', 'repository', 'id']],
  },
  {
    type: 'azure_devops',
    folder: 'azure',
    web: 'https://dev.azure.com',
    toHeaders: () => ({}),
    repositories: [
      ['resource', 'repository', 'id'],
      ['resource', 'pullRequest', 'repository', 'id'],
    ],
    heads: [],
  },
] as const;

function toGitHubEvent(file: string): string {
  if (/^(pr|pull_request)_(?!review|comment)/.test(file)) return 'pull_request';
  return file.startsWith('push') ? 'push' : file.replace('.json', '');
}

function toBitbucketEvent(file: string): string {
  const events = { created: 'created', updated: 'updated', declined: 'rejected' };
  const [, change = ''] = /^pr_(created|updated|declined|fulfilled)/.exec(file) ?? [];
  if (change !== '') return `pullrequest:${Reflect.get(events, change) ?? change}`;
  return file.startsWith('push') ? 'repo:push' : 'other';
}

/** The first of these values that the body has, as text. */
function findId(body: unknown, paths: readonly (readonly string[])[]): string | undefined {
  for (const path of paths) {
    const parent = path.slice(0, -1).reduce(findFieldsOf, toFields(body));
    const id = parent?.[path.at(-1) ?? ''];
    if (typeof id === 'string' || typeof id === 'number') return `${id}`;
  }
  return undefined;
}

function findFieldsOf(fields: ReturnType<typeof toFields>, name: string) {
  return findFields(fields, name);
}

// Set AFTERPUSH_RECORDED to a folder of recorded deliveries to check the parsers against them.
describe.skipIf(recorded === '').each(forges)('a recorded delivery of $type', (forge) => {
  const { type, web, toHeaders, repositories, heads } = forge;
  const folder = join(recorded, 'folder' in forge ? forge.folder : type, 'webhooks');
  const files = recorded === '' ? [] : readdirSync(folder);
  const settings = { id: type, type, apiBaseUrl: `${web}/api`, webBaseUrl: web };
  const [adapter] = createForgeRegistry([settings], createTestDeps()).listForges();

  const parse = (file: string) => {
    const body = readFileSync(join(folder, file));
    const json: unknown = JSON.parse(body.toString('utf8'));
    return { json, message: adapter?.webhooks.parse({ headers: toHeaders(file, json), body }) };
  };

  test('names its repository by the id that the forge gave it', () => {
    const named = files.map((file) => ({ file, ...parse(file) }));
    const known = named.filter(({ message }) => message?.repository);
    for (const { file, json, message } of known) {
      expect(`${message?.repository?.id}`, file).toBe(findId(json, repositories));
    }
    expect(known.length).toBeGreaterThan(3);
  });

  test('names by their ids the repositories of branches, commits and heads', () => {
    const hints = files.flatMap((file) => {
      const { json, message } = parse(file);
      return (message?.hints ?? []).map((hint) => ({ file, json, hint }));
    });
    for (const { file, json, hint } of hints) {
      const named = hint.kind === 'pull_request' ? hint.head?.repository : hint.repository;
      if (!named) continue;
      const inHead = hint.kind === 'pull_request' ? findId(json, heads) : undefined;
      expect(`${named.id}`, file).toBe(inHead ?? findId(json, repositories));
    }
    expect(hints.length).toBeGreaterThan(3);
  });
});

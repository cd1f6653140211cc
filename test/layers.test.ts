import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../src/platform/package-root.ts';

// A linter that checks nothing also passes, so these tests plant violations that it must report.

let tree: string;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'afterpush-layers-'));
  for (const path of ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'scripts']) {
    cpSync(join(packageRoot, path), join(tree, path), { recursive: true });
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(tree, 'node_modules'));
  execFileSync('git', ['init', '-q', tree]);
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

function lint(): string {
  const oxlint = join(packageRoot, 'node_modules/.bin/oxlint');
  const result = spawnSync(oxlint, ['--deny-warnings', 'src', 'demo', 'web'], { cwd: tree });
  return `${result.status} ${result.stdout.toString()}`;
}

describe('the layer rule', () => {
  test.each([
    ['src/domain/a.ts', '../platform/clock.ts', 'domain may not import platform'],
    ['src/domain/b.ts', 'node:fs', 'domain imports no package'],
    ['src/contract/a.ts', 'fastify', 'contract imports no package but typebox'],
    ['src/store/queries/a.ts', '../../forge/forge.ts', 'store may not import forge'],
    ['src/sync/a.ts', '../store/rows.ts', 'sync may not import store'],
    ['src/http/routes/a.ts', '../../cli/program.ts', 'http/routes may not import cli'],
    ['src/forge/github/a.ts', '../../http/server.ts', 'forge/github may not import http'],
    ['src/git/a.ts', '../app/main.ts', 'git may not import app'],
    ['src/http/views/a.ts', '../routes/chats.ts', 'http/views may not import http/routes'],
    ['src/http/server/a.ts', '../deps.ts', 'http/server may not import http;'],
    ['src/http/events/a.ts', '../app.ts', 'http/events may not import http;'],
    ['src/http/events/b.ts', '../server/metrics.ts', 'http/events may not import http/server'],
    [
      'src/forge/parsing/a.ts',
      '../client/rate-limit.ts',
      'forge/parsing may not import forge/client',
    ],
    [
      'src/forge/client/a.ts',
      '../lookup/repositories.ts',
      'forge/client may not import forge/lookup',
    ],
    ['src/forge/lookup/a.ts', '../diff/changes.ts', 'forge/lookup may not import forge/diff'],
    ['src/forge/gitea/a.ts', '../github/urls.ts', 'forge/gitea may not import forge/github'],
    ['src/store/b.ts', '../../demo/seed/picture.ts', 'store may not import demo'],
    ['demo/forge/a.ts', '../../src/forge/forge.ts', 'demo/forge may not import forge'],
    ['web/src/a.ts', '../../src/domain/backoff.ts', 'web/src may not import domain'],
    ['web/src/ui/a.ts', '../api/client.ts', 'web/src/ui may not import web/src/api'],
    [
      'web/src/shared/a.ts',
      '../features/board/x.ts',
      'web/src/shared may not import web/src/features',
    ],
    [
      'web/src/features/status/a.ts',
      '../board/x.ts',
      'web/src/features/status may not import web/src/features/board',
    ],
    ['web/src/features/board/a.ts', '../../pages/x.tsx', 'board may not import web/src/pages'],
  ])('%s may not import %s', (path, specifier, message) => {
    plant(path, `import { planted } from '${specifier}';\nexport const kept = planted;\n`);
    expect(lint()).toContain(message);
    rmSync(join(tree, path));
  });

  test('rejects an import cycle', () => {
    plant('src/store/one.ts', `import { two } from './two.ts';\nexport const one = () => two;\n`);
    plant('src/store/two.ts', `import { one } from './one.ts';\nexport const two = () => one;\n`);
    expect(lint()).toContain('no-cycle');
    rmSync(join(tree, 'src/store'), { recursive: true });
  });

  test('rejects an import cycle of types', () => {
    plant(
      'src/store/one.ts',
      `import type { Two } from './two.ts';\nexport type One = { two: Two };\n`,
    );
    plant(
      'src/store/two.ts',
      `import type { One } from './one.ts';\nexport type Two = { one: One };\n`,
    );
    expect(lint()).toContain('no-cycle');
    rmSync(join(tree, 'src/store'), { recursive: true });
  });

  test('accepts a tree without violations', () => {
    plant('src/domain/word.ts', `export const word = 'chat';\n`);
    plant(
      'src/store/fine.ts',
      `import { word } from '../domain/word.ts';\nexport const it = word;\n`,
    );
    expect(lint()).toMatch(/^0 /);
  });
});

describe('the pattern rule', () => {
  const tail = "export const tail = (text: string) => text.replace(/[),;.]+$/, '');\n";

  test.each([
    ['a pattern that starts again at every repetition', tail],
    [
      'a pattern of exponential time',
      'export const is = (text: string) => /^(?:a+)+$/.test(text);\n',
    ],
    ['a pattern that is built', 'export const of = (text: string) => new RegExp(`^${text}$`);\n'],
  ])('rejects %s', (_, text) => {
    plant('src/domain/pattern.ts', text);
    expect(lint()).toContain('patterns(linear)');
    rmSync(join(tree, 'src/domain/pattern.ts'));
  });

  test('accepts a linear pattern, and any pattern in a test', () => {
    plant('src/domain/pattern.ts', 'export const is = (text: string) => /^a+$/.test(text);\n');
    plant('src/domain/pattern.test.ts', tail);
    expect(lint()).toMatch(/^0 /);
  });
});

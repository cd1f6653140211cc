import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../src/platform/package-root.ts';

// A linter that checks nothing also passes, so these tests plant violations that it must report. Starting the linter
// takes most of its time, so it runs once over all violations, each in its own file, and once over files without any.

const forbiddenImports: [path: string, specifier: string, message: string][] = [
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
];

const cycles = {
  'src/store/one.ts': `import { two } from './two.ts';\nexport const one = () => two;\n`,
  'src/store/two.ts': `import { one } from './one.ts';\nexport const two = () => one;\n`,
  'src/store/type-one.ts': `import type { Two } from './type-two.ts';\nexport type One = { two: Two };\n`,
  'src/store/type-two.ts': `import type { One } from './type-one.ts';\nexport type Two = { one: One };\n`,
};

const tail = "export const tail = (text: string) => text.replace(/[),;.]+$/, '');\n";
const forbiddenPatterns: [description: string, path: string, text: string][] = [
  ['a pattern that starts again at every repetition', 'src/domain/restarting.ts', tail],
  [
    'a pattern of exponential time',
    'src/domain/exponential.ts',
    'export const is = (text: string) => /^(?:a+)+$/.test(text);\n',
  ],
  [
    'a pattern that is built',
    'src/domain/built.ts',
    'export const of = (text: string) => new RegExp(`^${text}$`);\n',
  ],
];

const allowed = {
  'src/domain/word.ts': `export const word = 'chat';\n`,
  'src/store/fine.ts': `import { word } from '../domain/word.ts';\nexport const it = word;\n`,
  'src/domain/pattern.ts': 'export const is = (text: string) => /^a+$/.test(text);\n',
  'src/domain/pattern.test.ts': tail,
};

/** Plants the files in a new tree and returns what the linter prints: its lines start with the path of a file. */
function lint(files: Record<string, string>): { status: number | null; lines: string[] } {
  const tree = mkdtempSync(join(tmpdir(), 'afterpush-layers-'));
  try {
    for (const path of ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'scripts']) {
      cpSync(join(packageRoot, path), join(tree, path), { recursive: true });
    }
    symlinkSync(join(packageRoot, 'node_modules'), join(tree, 'node_modules'));
    execFileSync('git', ['init', '-q', tree]);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    return runLinter(tree);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

function runLinter(tree: string): { status: number | null; lines: string[] } {
  const oxlint = join(packageRoot, 'node_modules/.bin/oxlint');
  const folders = ['src', 'demo', 'web'];
  const { status, stdout } = spawnSync(oxlint, ['--deny-warnings', '--format=unix', ...folders], {
    cwd: tree,
    encoding: 'utf8',
  });
  return { status, lines: stdout.split('\n') };
}

describe('a tree of violations', () => {
  let lines: string[];

  beforeAll(() => {
    ({ lines } = lint({
      ...Object.fromEntries(
        forbiddenImports.map(([path, specifier]) => [path, importOf(specifier)]),
      ),
      ...Object.fromEntries(forbiddenPatterns.map(([, path, text]) => [path, text])),
      ...cycles,
    }));
  });

  function listProblems(path: string): string {
    return lines.filter((line) => line.startsWith(`${path}:`)).join('\n');
  }

  test.each(forbiddenImports)('%s may not import %s', (path, _, message) => {
    expect(listProblems(path)).toContain(message);
  });

  test.each(Object.keys(cycles))('rejects the import cycle of %s', (path) => {
    expect(listProblems(path)).toContain('no-cycle');
  });

  test.each(forbiddenPatterns)('rejects %s', (_, path) => {
    expect(listProblems(path)).toContain('patterns(linear)');
  });
});

test('accepts a tree without violations, and any pattern in a test', () => {
  expect(lint(allowed)).toMatchObject({ status: 0 });
});

function importOf(specifier: string): string {
  return `import { planted } from '${specifier}';\nexport const kept = planted;\n`;
}

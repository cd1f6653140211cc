import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/platform/package-root.ts';
import { adminToken, startAfterpush } from '../support/afterpush-process.ts';
import { createEmptyPostgresUrl } from '../support/databases/postgres-url.ts';
import { eventually } from '../support/eventually.ts';

let directory: string;

/** An empty project with the packed package, and its dependencies as this checkout has them. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'afterpush-package-'));
  const modules = join(directory, 'node_modules');
  mkdirSync(modules);
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', directory];
  const name = execFileSync('npm', args, { cwd: packageRoot, encoding: 'utf8' }).trim();
  execFileSync('tar', ['xzf', join(directory, name), '-C', directory]);
  for (const name of listDependencies()) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(packageRoot, 'node_modules', name), join(modules, name));
  }
  cpSync(join(directory, 'package'), join(modules, 'afterpush'), { recursive: true });
  cpSync(join(packageRoot, 'examples'), join(directory, 'examples'), { recursive: true });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Everything else must be in the package. */
function listDependencies(): string[] {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(packageRoot, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>;
  return Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) =>
    existsSync(join(packageRoot, 'node_modules', name)),
  );
}

async function runExample(name: string, environment: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join('examples', name)], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory, ...environment },
  });
  return stdout;
}

test('a program lists with afterpush/client what needs a person', async () => {
  await using server = await startAfterpush();
  const chat = await server.client.createChat({ title: 'Fix the login test' });
  const signal = { origin: 'https://unknown.example/acme/app.git', branch: 'agent/login' };
  await server.client.sendPushSignal({ ...signal, chat_id: chat.id });
  await eventually('the verdict', async () => {
    const { diff_statuses: statuses } = await server.client.getChat(chat.id);
    return statuses[0]?.verdict.section === 'needs_you';
  });
  const environment = { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: adminToken };

  const output = await runExample('list-what-needs-you.mjs', environment);

  expect(output).toMatch(/^Fix the login test: agent\/login no_forge .+\n1 chats need you\n$/);
});

test.each([
  ['--jq', '.[].title'],
  ['--template', '{% for chat in list %}{{ chat.title }}{% endfor %}'],
])('the packed command line formats JSON with %s', async (option, format) => {
  await using server = await startAfterpush();
  await server.client.createChat({ title: 'Fix the login test' });
  const env = { ...process.env, AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: adminToken };
  const args = [join(directory, 'node_modules/afterpush/dist/afterpush.js'), 'chats', 'list'];

  const { stdout } = await promisify(execFile)(process.execPath, [...args, option, format], {
    env,
  });

  expect(stdout).toBe('Fix the login test\n');
});

describe('a program runs the workers and the API in its own process, and ends', () => {
  const run = (environment: Record<string, string>) =>
    runExample('run-inside-your-process.mjs', {
      AFTERPUSH_DATA_DIR: join(directory, 'data'),
      ...environment,
    });
  const printed = /^Fix the login test: agent\/login \w+$/m;

  test('with the embedded database', async () => {
    expect(await run({})).toMatch(printed);
  });

  test('with its own PostgreSQL, where its next start finds everything', async () => {
    const url = await createEmptyPostgresUrl();
    expect(await run({ AFTERPUSH_DATABASE_URL: url })).toMatch(printed);
    await using server = await startAfterpush({ environment: { AFTERPUSH_DATABASE_URL: url } });
    expect((await server.client.getChat('task-1')).diff_statuses).toMatchObject([
      { git_branch: 'agent/login' },
    ]);
  });
});

test('the declarations of the package fit a strict program', () => {
  const source = `
    import { type Afterpush, startAfterpush } from 'afterpush';
    import { type Chat, createClient, type WaitGoal, waitGoals } from 'afterpush/client';
    const goals: readonly WaitGoal[] = waitGoals;
    const server: Promise<Afterpush> = startAfterpush({ AFTERPUSH_PORT: '0' });
    const chat: Promise<Chat> = createClient({ baseUrl: '' }).getChat('id');
    // @ts-expect-error: an id is a text
    void createClient({ baseUrl: '' }).getChat(1);
    void [goals, server, chat];`;
  writeFileSync(join(directory, 'program.mts'), source);
  const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
  const options =
    '--noEmit --strict --module nodenext --target es2023 --lib es2023,dom,esnext.disposable';
  execFileSync(process.execPath, [tsc, ...options.split(' '), '--types', '', 'program.mts'], {
    cwd: directory,
    stdio: 'pipe',
  });
});

test('the client has no dependencies', async () => {
  const { outputFiles } = await import('esbuild').then(({ build }) =>
    build({
      entryPoints: [join(directory, 'node_modules/afterpush/dist/client.js')],
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'esm',
    }),
  );
  expect(outputFiles[0]?.text.length).toBeLessThan(40_000);
});

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Random } from '../random.ts';
import { toLockFile } from '../seed/repository-content.ts';
import { toEventStore, toGuide, toPicture, toTest } from './new-files.ts';
import {
  findCachedUser,
  importWithRetry,
  logSometimes,
  type Snippet,
  toReverseCharge,
  waitForSession,
} from './snippets.ts';

type Change = (clone: string, random: Random) => Promise<void>;

/** The changes the agents make. Each leaves the branch different, in whatever round. */
const changes = {
  'login-wait': addSnippet(waitForSession),
  'login-test': addTest('test/login.test.ts', 'keeps the session of a user who logs in twice'),
  'session-setting': tuneSetting('src/config.ts', 'sessionMinutes'),
  'user-cache': addSnippet(findCachedUser),
  'reverse-charge': addSnippet(toReverseCharge),
  'rename-billing': renameBilling,
  'import-retry': addSnippet(importWithRetry),
  'retry-setting': tuneSetting('src/config.ts', 'retries'),
  'import-test': addTest('test/importer.test.ts', 'imports after the share was away'),
  'slow-import': addSnippet(logSometimes),
  'event-store': addFile('src/event-store.ts', toEventStore),
  guide: addFile('docs/überblick-概要.md', toGuide),
  logo: addFile('assets/logo.png', toPicture),
  'lock-file': addFile('package-lock.json', (random) => {
    const packages = ['fastify', 'pino', 'zod', 'undici', 'yaml'];
    return toLockFile(packages, 2 + Math.floor(random() * 90));
  }),
} satisfies Record<string, Change>;

/** Names one of them. */
export type ChangeName = keyof typeof changes;

/** Makes one change in a clone. */
export function makeChange(clone: string, name: ChangeName, random: Random): Promise<void> {
  return changes[name](clone, random);
}

function addFile(path: string, toContent: (random: Random) => string | Buffer): Change {
  return (clone, random) => write(clone, path, toContent(random));
}

/** At the end of the module, in place of what an earlier round left there. */
function addSnippet({ path, toSource }: Snippet): Change {
  return async (clone, random) => {
    const text = await read(clone, path);
    const value = 2 + Math.floor(random() * 97);
    const [unchanging = ''] = toSource(0).split('0');
    const [kept = ''] = text.split(unchanging);
    await write(clone, path, `${kept.trimEnd()}\n\n${toSource(value)}`);
  };
}

function addTest(path: string, title: string): Change {
  return async (clone, random) => {
    const text = await read(clone, path);
    await write(clone, path, `${text}\n${toTest(title, random)}`);
  };
}

/** Two agents that turn the same knob are in each other's way. */
function tuneSetting(path: string, name: string): Change {
  return async (clone, random) => {
    const text = await read(clone, path);
    const value = 2 + Math.floor(random() * 97);
    await write(clone, path, text.replace(new RegExp(`(${name} = )\\d+`), `$1${value}`));
  };
}

async function renameBilling(clone: string): Promise<void> {
  await rename(join(clone, 'src/billing.ts'), join(clone, 'src/invoices.ts')).catch(
    () => undefined,
  );
  const reminders = await read(clone, 'src/reminders.ts');
  await write(clone, 'src/reminders.ts', reminders.replaceAll('./billing.ts', './invoices.ts'));
}

async function read(clone: string, path: string): Promise<string> {
  return readFile(join(clone, path), 'utf8').catch(() => '');
}

async function write(clone: string, path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(join(clone, path)), { recursive: true });
  await rm(join(clone, path), { force: true });
  await writeFile(join(clone, path), content);
}

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkPlace } from '../../git/clone.ts';

/** Whether git has a working credential for a host without a prompt. */
interface Known {
  works: boolean;
  at: number;
}

const limitMs = 2_000;
const freshMs = 10 * 60_000;
const fileName = 'git-credentials.json';

/** What is remembered about hosts such as `https://github.com`. It contains no credential. */
export function readKnownHosts(dataDirectory: string, now: number): Map<string, boolean> {
  const known = Object.entries(readFile(join(dataDirectory, fileName)));
  const fresh = known.filter(([, entry]) => Math.abs(now - (entry?.at ?? Number.NaN)) < freshMs);
  return new Map(fresh.map(([host, entry]) => [host, entry?.works === true]));
}

/** Runs git's credential helpers for a host, and remembers whether they found something. */
export async function checkHost(
  host: string,
  place: WorkPlace,
  dataDirectory: string,
): Promise<boolean> {
  const works = await hasCredential(host, place);
  const file = join(dataDirectory, fileName);
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    const content = { ...readFile(file), [host]: { works, at: Date.now() } };
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // It is checked again the next time.
  }
  return works;
}

function readFile(file: string): Record<string, Partial<Known> | null> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null
      ? (content as Record<string, Partial<Known> | null>)
      : {};
  } catch {
    return {};
  }
}

/** No prompt of any kind: no terminal, no askpass, no window of a credential manager. */
function hasCredential(host: string, { directory, environment }: WorkPlace): Promise<boolean> {
  const env = {
    ...environment,
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
  };
  const child = spawn('git', ['-c', 'core.askpass=', 'credential', 'fill'], {
    cwd: directory,
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stdin.on('error', () => undefined);
  const { protocol, host: name } = new URL(host);
  child.stdin.end(`protocol=${protocol.slice(0, -1)}\nhost=${name}\n\n`);
  // Helpers may have started further processes, so the whole group is ended.
  const timer = setTimeout(() => end(child.pid), limitMs);
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0 && /^password=./m.test(output));
    });
  });
}

function end(processId: number | undefined): void {
  try {
    if (processId !== undefined) process.kill(-processId, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

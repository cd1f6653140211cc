// The change shown in the screenshots. It is pushed to the demo through askpass, like an agent's.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './installed.mjs';

const title = 'Slow down repeated login attempts';
const branch = 'feat/login-attempts';
const files = {
  'src/session/login.ts': `import { countAttempt, waitForTurn } from './attempts.ts';
import { findUser } from './users.ts';

export async function login(name: string) {
  await waitForTurn(name);
  const user = await findUser(name);
  if (user === undefined) {
    countAttempt(name);
    return 'unknown';
  }
  return 'welcome';
}
`,
  'src/session/attempts.ts': `const attempts = new Map<string, number>();

export function countAttempt(name: string): void {
  attempts.set(name, (attempts.get(name) ?? 0) + 1);
}

/** The first attempt does not wait; the tenth waits half a minute. */
export async function waitForTurn(name: string): Promise<void> {
  const delayMs = Math.min(2 ** (attempts.get(name) ?? 0) * 30 - 30, 30_000);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
}
`,
  'test/login.test.ts': `test('greets a known user', async () => {});
test('lets a stranger wait longer each time', async () => {});
`,
};

/** Pushes the change, opens its pull request and returns the id of its chat. */
export async function pushChange({ url, forgeUrl, token, directory }) {
  const origin = `${forgeUrl}/acme/storefront.git`;
  const { id } = await send(`${url}/api/v1/chats`, token, { title });
  const agent = await send(`${url}/api/v1/chats/${id}/tokens`, token, {});
  await push(origin, join(directory, 'clone'), {
    PATH: process.env.PATH,
    HOME: directory,
    GIT_ASKPASS: join(root, 'dist/askpass.js'),
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    AFTERPUSH_URL: url,
    AFTERPUSH_TOKEN: agent.token,
    AFTERPUSH_CHAT_ID: id,
  });
  const match = encodeURIComponent(origin);
  const { password } = await send(`${url}/api/v1/external-auth?match=${match}`, token);
  const pulls = `${forgeUrl}/api/v3/repos/acme/storefront/pulls`;
  await send(pulls, password, { head: branch, base: 'main', title });
  return id;
}

async function send(url, bearer, body) {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function push(origin, clone, env) {
  const git = (...args) => promisify(execFile)('git', args, { cwd: dirname(clone), env });
  await git('clone', '-q', origin, clone);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), text);
  }
  const identity = ['-c', 'user.name=Agent', '-c', 'user.email=agent@example.test'];
  await git('-C', clone, 'checkout', '-q', '-b', branch);
  await git('-C', clone, 'add', '-A');
  await git('-C', clone, ...identity, 'commit', '-q', '-m', title);
  await git('-C', clone, 'push', '-q', 'origin', branch);
}

// `npm run test:package`: installs the packed package with npm into an empty home directory, as a stranger
// does, and starts its commands. It needs the npm registry.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled, root } from './installed.mjs';
import { waitForListening } from './wait-for-listening.mjs';

const execute = promisify(execFile);

ensureInstalled();
await ensureBuilt();

const home = mkdtempSync(join(tmpdir(), 'afterpush-home-'));
const environment = { PATH: process.env.PATH ?? '', HOME: home };
const options = { cwd: join(home, 'project'), env: environment };
const afterpush = join(options.cwd, 'node_modules', '.bin', 'afterpush');
try {
  mkdirSync(options.cwd);
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', home];
  const { stdout: name } = await execute('npm', pack, { cwd: root });
  const install = ['install', '--no-update-notifier', join(home, name.trim())];
  const { stdout, stderr } = await execute('npm', install, options);
  console.log(stdout.trim());
  assert.equal(stderr, '', 'the installation prints warnings');

  const server = spawn(afterpush, ['serve'], {
    env: { ...environment, AFTERPUSH_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    console.log(`serve: ${await waitForListening(server)}`);
    // The token may come after the start of the command.
    const wait = 'until [ -s "$AFTERPUSH_TOKEN_FILE" ]; do sleep 0.1; done';
    const print = 'echo "$AFTERPUSH_CHAT_ID $(cat "$AFTERPUSH_TOKEN_FILE")"';
    const run = ['run', '--', 'sh', '-c', `${wait}; ${print}`];
    const { stdout: chat } = await execute(afterpush, run, options);
    assert.match(chat, /^clone-[0-9a-f]{16} afterpush-chat\.\S+\n$/);
    console.log(`run: ${chat.split(' ')[0]}`);
    const { stdout: chats } = await execute(afterpush, ['chats', 'list', '--json'], options);
    assert.equal(JSON.parse(chats).length, 1);
    await checkDoctor();
  } finally {
    server.kill();
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** It exits with 1 where this machine has a problem, such as a full disk; that is not tested here. */
async function checkDoctor() {
  const { stdout } = await execute(afterpush, ['doctor', '--json'], options).catch(
    (error) => error,
  );
  const { findings } = JSON.parse(stdout);
  const states = Object.fromEntries(findings.map(({ check, state }) => [check, state]));
  assert.equal(states.server ?? states.database, 'ok', stdout);
  console.log(`doctor: ${findings.length} findings`);
}

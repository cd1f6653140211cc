// `npm run test:agents`: connects real coding agents to a server, lets them work on a stub model, and checks that
// their hooks name the chat and hand over a comment. Installs the agents from npm, about 1 GB, into a temporary home.
// Names of agents as arguments choose some of them.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startStubModel } from './agents/stub-model.mjs';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled, root } from './installed.mjs';
import { waitForListening } from './wait-for-listening.mjs';

const execute = promisify(execFile);
const longestTurnMs = 120_000;
const prompt = 'Say hello';

/** How each agent is installed and started, so that it works on the stub model without an account. */
const agents = {
  'claude-code': {
    package: '@anthropic-ai/claude-code',
    setUp: 'install.cjs',
    program: 'claude',
    args: ['-p', prompt],
    environment: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'stub' }),
  },
  codex: {
    package: '@openai/codex',
    program: 'codex',
    args: ['exec', '--skip-git-repo-check', '--dangerously-bypass-hook-trust', prompt],
    configure: (home, url) => {
      const file = join(home, '.codex', 'config.toml');
      const provider = `name = "stub"\nbase_url = "${url}/v1"\nwire_api = "responses"\n`;
      const before = `model = "stub"\nmodel_provider = "stub"\n\n`;
      const after = `\n[model_providers.stub]\n${provider}`;
      writeFileSync(file, `${before}${readFileSync(file, 'utf8')}${after}`);
    },
  },
  gemini: {
    package: '@google/gemini-cli',
    program: 'gemini',
    args: ['--skip-trust', '-m', 'gemini-2.5-flash', '-p', prompt],
    environment: (url) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: 'stub' }),
    configure: (home) => {
      const file = join(home, '.gemini', 'settings.json');
      const settings = JSON.parse(readFileSync(file, 'utf8'));
      const security = { auth: { selectedType: 'gemini-api-key' } };
      writeFileSync(file, JSON.stringify({ ...settings, security }));
    },
  },
  copilot: {
    package: '@github/copilot',
    program: 'copilot',
    args: ['--trust-folder', '--allow-all-tools', '-p', prompt],
    environment: (url) => ({
      COPILOT_OFFLINE: 'true',
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_API_KEY: 'stub',
      COPILOT_MODEL: 'gpt-4.1',
    }),
  },
};

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !(name in agents));
if (unknown !== undefined) {
  console.error(`No agent is called ${unknown}. Known are ${Object.keys(agents).join(', ')}.`);
  process.exit(2);
}

ensureInstalled();
await ensureBuilt();

const home = mkdtempSync(join(tmpdir(), 'afterpush-agents-'));
const project = join(home, 'project');
const dataDirectory = join(home, 'data');
const afterpush = join(root, 'dist', 'afterpush.js');
const chatId = 'work';
const environment = {
  PATH: process.env.PATH ?? '',
  HOME: home,
  AFTERPUSH_DATA_DIR: dataDirectory,
  AFTERPUSH_CHAT_ID: chatId,
};
const model = await startStubModel();
try {
  mkdirSync(project);
  await execute('git', ['init', '--quiet', project]);
  const server = spawn('node', [afterpush, 'serve', '--port', '0'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await waitForListening(server);
    await createChat();
    for (const [name, agent] of Object.entries(agents)) {
      if (chosen.length === 0 || chosen.includes(name)) await checkAgent(name, agent);
    }
  } finally {
    server.kill();
  }
} finally {
  model.close();
  rmSync(home, { recursive: true, force: true });
}

async function checkAgent(name, agent) {
  const { package: id, setUp, program, args, environment: toMore, configure } = agent;
  await execute('npm', ['install', '--silent', '--ignore-scripts', '--prefix', home, id]);
  if (setUp) await execute('node', [join(home, 'node_modules', id, setUp)]);
  await execute('node', [afterpush, 'connect', name, '--yes'], { env: environment });
  configure?.(home, model.url);
  const remark = `Rename it to ${randomUUID()}.`;
  await postComment(remark);
  model.requests.length = 0;
  const env = { ...environment, ...toMore?.(model.url) };
  const binary = join(home, 'node_modules', '.bin', program);
  const { stdout: version } = await execute(binary, ['--version'], { env });
  const turn = execute(binary, args, { cwd: project, env, timeout: longestTurnMs });
  turn.child.stdin.end();
  await turn;
  const [first = '', ...later] = model.requests;
  assert.ok(first.includes(`in the chat ${chatId}`), `${name}: the session does not know its chat`);
  assert.ok(!first.includes(remark), `${name}: the comment came before the end of the turn`);
  assert.ok(
    later.some((body) => body.includes(remark)),
    `${name}: the comment was not handed over`,
  );
  console.log(`${name}: session named, comment handed over (${version.trim().split('\n')[0]})`);
}

async function createChat() {
  await request('/api/v1/chats', { id: chatId, title: 'Work of an agent' });
  const origin = 'https://forge.invalid/acme/app.git';
  await request('/api/v1/push-signals', { chat_id: chatId, origin, branch: 'work' });
}

function postComment(body) {
  const line = { path: 'a.txt', old_line: null, new_line: 1, start_line: 1, quoted: 'a' };
  const comment = { id: randomUUID(), target: 'agent', head_sha: null, ...line, body };
  return request(`/api/v1/chats/${chatId}/comments`, comment);
}

async function request(path, body) {
  const file = join(dataDirectory, 'connection.json');
  const { url, token } = JSON.parse(readFileSync(file, 'utf8'));
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, sent);
  assert.ok(response.ok, `POST ${path}: ${response.status} ${await response.text()}`);
}

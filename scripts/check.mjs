// `npm run check`: format, lint with the layer rule, types, dead code and wording, in parallel.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, findTool, root } from './installed.mjs';

ensureInstalled();

// Each of these programs ends within seconds, so collecting garbage costs more than it frees, and a second thread
// repeats the work of the first.
const semiSpace = '--max-semi-space-size=128';
const environment = { ...process.env, FORCE_COLOR: '0', GOGC: 'off', GOMEMLIMIT: '2GiB' };
const oneChecker = ['--checkers', '1'];

/** The longest first. */
const checks = [
  ['lint', findTool('oxlint'), ['--deny-warnings', '--threads=1']],
  ['types', findTool('tsc'), ['-p', 'tsconfig.json', ...oneChecker]],
  ['dead code', findTool('knip'), []],
  ['format', findTool('biome'), ['check', '--error-on-warnings', '.']],
  ['types of the page', findTool('tsc'), ['-p', 'web/tsconfig.json', ...oneChecker]],
  ['wording', join(root, 'scripts/wording.mjs'), []],
];

function runCheck([name, script, args]) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [semiSpace, script, ...args], {
      cwd: root,
      env: environment,
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ name, passed: code === 0, output }));
  });
}

const waiting = [...checks];
const results = [];

async function runWaiting() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    results.push(await runCheck(check));
  }
}

// More at once than there are processors would only compete for their caches.
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, runWaiting));
for (const { name, passed, output } of results) {
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}`);
  if (!passed) console.log(output);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;

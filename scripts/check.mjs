// `npm run check`: format, lint with the layer rule, types, dead code and wording, in parallel.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, findTool, root } from './installed.mjs';

ensureInstalled();

const checks = [
  ['format', findTool('biome'), ['check', '--error-on-warnings', '.']],
  ['lint', findTool('oxlint'), ['--deny-warnings']],
  ['types', findTool('tsc'), ['-p', 'tsconfig.json']],
  ['types of the page', findTool('tsc'), ['-p', 'web/tsconfig.json']],
  ['dead code', findTool('knip'), []],
  ['wording', join(root, 'scripts/wording.mjs'), []],
];

function runCheck([name, script, args]) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ name, passed: code === 0, output }));
  });
}

const results = await Promise.all(checks.map(runCheck));
for (const { name, passed, output } of results) {
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}`);
  if (!passed) console.log(output);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;

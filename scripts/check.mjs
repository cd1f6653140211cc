// `npm run check`: format, lint with the layer rule, types and dead code, side by side.
import { spawn } from 'node:child_process';
import { ensureInstalled, findTool, root } from './installed.mjs';

ensureInstalled();

const checks = [
  ['format', 'biome', ['check', '--error-on-warnings', '.']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['types of the page', 'tsc', ['-p', 'web/tsconfig.json']],
  ['dead code', 'knip', []],
];

function runCheck([name, command, args]) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [findTool(command), ...args], {
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

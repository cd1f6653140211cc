import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const minNode = [20, 19];

/** Exits with a clear message if Node is too old. */
function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > minNode[0] || (major === minNode[0] && minor >= minNode[1])) return;
  console.error(`Afterpush needs Node ${minNode.join('.')} or newer; this is ${process.version}.`);
  process.exit(1);
}

/** Installs the dependencies of package-lock.json, unless they are installed. */
export function ensureInstalled() {
  requireNode();
  if (isInstalled(root)) return;
  console.error('Installing dependencies (once) ...');
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Whether `node_modules` has what package-lock.json names, by the list that npm keeps of it. */
export function isInstalled(directory) {
  const list = join(directory, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const installed = readPackages(list);
  const wanted = Object.entries(readPackages(join(directory, 'package-lock.json')));
  return wanted.every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    // npm leaves out what is for another platform.
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity && fitsPlatform(found);
  });
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** A directory that was installed on another platform has the wrong programs. */
function fitsPlatform({ os, cpu }) {
  return (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
}

/** Runs a command in the repository and exits with its exit code if it fails. */
export function run(command, args) {
  // On Windows npm is a batch file, which only a shell can start.
  const shell = process.platform === 'win32' && command === 'npm';
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell });
  if (result.error) console.error(`${command}: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

const toolPackages = { biome: '@biomejs/biome', tsc: 'typescript' };

/** The script of a development tool, to run with Node, because `node_modules/.bin` differs by platform. */
export function findTool(name) {
  const folder = join(root, 'node_modules', toolPackages[name] ?? name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { startLoopbackServer } from './loopback-server.ts';

export interface LoopbackSshd extends AsyncDisposable {
  /** The only account that may sign in: the one that runs the tests. */
  user: string;
  /** For `ssh -F`: each of the host names leads to this server. */
  configFile: string;
}

export interface SshdOptions {
  /** The bare repository that every path leads to. */
  repository: string;
  hosts: readonly string[];
}

/** Debian and others keep it out of the search path of users. */
const programs = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'];
const program = programs.find(isProgram);

/** Why no sshd can be started here. */
export const sshdProblem = program === undefined ? 'sshd is not installed' : undefined;

/** Starts a real sshd on the loopback interface, with new keys, that serves git as a forge does. */
export async function startLoopbackSshd(options: SshdOptions): Promise<LoopbackSshd> {
  if (program === undefined) throw new Error(sshdProblem);
  // Where root starts it, sshd gives up its rights in this directory.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-sshd-'));
  const port = await findFreePort();
  const config = writeServerFiles(directory, port, options.repository);
  const child = spawn(program, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += String(chunk);
  });
  const ended = once(child, 'exit');
  await eventually('the start of sshd', () => {
    if (child.exitCode !== null) throw new Error(output);
    return isListening(port);
  });
  const { username: user } = userInfo();
  return {
    user,
    configFile: writeClientConfig(directory, { port, user, hosts: options.hosts }),
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function writeServerFiles(directory: string, port: number, repository: string): string {
  for (const name of ['host', 'user']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, name)]);
  }
  const command = join(directory, 'serve-git');
  writeFileSync(command, formatCommand(repository));
  chmodSync(command, 0o755);
  const config = join(directory, 'sshd_config');
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(directory, 'host')}`,
    `AuthorizedKeysFile ${join(directory, 'user.pub')}`,
    `ForceCommand ${command}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  return config;
}

/** Each request is for the one repository, whatever its path. */
function formatCommand(repository: string): string {
  return `#!/bin/sh
case $SSH_ORIGINAL_COMMAND in
git-receive-pack*) exec git-receive-pack '${repository}' ;;
git-upload-pack*) exec git-upload-pack '${repository}' ;;
esac
exit 128
`;
}

function writeClientConfig(
  directory: string,
  { port, user, hosts }: { port: number; user: string; hosts: readonly string[] },
): string {
  const knownHosts = join(directory, 'known_hosts');
  writeFileSync(knownHosts, `* ${readFileSync(join(directory, 'host.pub'), 'utf8')}`);
  const file = join(directory, 'ssh_config');
  const lines = [
    `Host ${hosts.join(' ')}`,
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${user}`,
    `  IdentityFile ${join(directory, 'user')}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${knownHosts}`,
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

async function findFreePort(): Promise<number> {
  await using server = await startLoopbackServer();
  return Number(new URL(server.origin).port);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

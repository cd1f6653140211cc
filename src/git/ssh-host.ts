import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { FindSshHost } from './remote-urls.ts';

const timeLimitMs = 1_500;
const keptMs = 5 * 60_000;
const mostFiles = 50;

// The host comes from the configuration of a clone. OpenSSH substitutes it in commands.
const hostForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/;

export interface SshPlace {
  environment: Record<string, string | undefined>;
  /** Read instead of the configuration of the user and of the system. */
  configFile?: string;
  monotonic?: () => number;
}

/**
 * Resolves the names that `Host` and `HostName` of the SSH configuration define, with `ssh -G`, which
 * connects to nothing. A configuration with `Match exec` would run its commands, so it is not evaluated.
 * Each host is resolved once in five minutes.
 */
export function createSshHosts(place: SshPlace): FindSshHost {
  const monotonic = place.monotonic ?? (() => performance.now());
  const known = new Map<string, { host: Promise<string | undefined>; at: number }>();
  return (host) => {
    const kept = known.get(host);
    if (kept && monotonic() - kept.at < keptMs) return kept.host;
    const found = resolveHost(host, place);
    if (known.size > 1_000) known.clear();
    known.set(host, { host: found, at: monotonic() });
    return found;
  };
}

async function resolveHost(host: string, place: SshPlace): Promise<string | undefined> {
  if (!hostForm.test(host)) return undefined;
  if (!mayBeAlias(listConfigFiles(place).flatMap(readWithIncludes))) return undefined;
  const output = await runSsh(host, place);
  const [, name] = /^hostname (\S+)$/m.exec(output ?? '') ?? [];
  const isNew = name !== undefined && name.toLowerCase() !== host.toLowerCase();
  return isNew && /^[A-Za-z0-9_.:-]{1,253}$/.test(name) ? name.toLowerCase() : undefined;
}

/** OpenSSH finds them by the account, not by HOME. */
function listConfigFiles({ configFile, environment }: SshPlace): string[] {
  if (configFile !== undefined) return [configFile];
  const system =
    process.platform === 'win32'
      ? join(environment.PROGRAMDATA ?? 'C:\\ProgramData', 'ssh', 'ssh_config')
      : '/etc/ssh/ssh_config';
  return [join(userInfo().homedir, '.ssh', 'config'), system];
}

/** Whether the configuration names hosts, and can be evaluated without running a command. */
function mayBeAlias(texts: readonly string[]): boolean {
  const lines = texts.flatMap((text) => text.split('\n'));
  if (lines.some((line) => /^\s*match\b.*\bexec\b/i.test(line))) return false;
  return lines.some((line) => /^\s*hostname\b/i.test(line));
}

function readWithIncludes(file: string): string[] {
  const texts: string[] = [];
  const waiting = [file];
  for (let read = 0; waiting.length > 0 && read < mostFiles; read += 1) {
    const text = readText(waiting.shift() ?? '');
    texts.push(text);
    for (const line of text.split('\n')) {
      if (!/^\s*include\b/i.test(line)) continue;
      const patterns = line
        .trim()
        .replaceAll('"', '')
        .split(/[\s=]+/)
        .slice(1);
      waiting.push(...patterns.flatMap((pattern) => listIncluded(pattern, dirname(file))));
    }
  }
  return texts;
}

function listIncluded(pattern: string, directory: string): string[] {
  const path = pattern.replace(/^~(?=[\\/])/, userInfo().homedir);
  const whole = isAbsolute(path) ? path : join(directory, path);
  const name = basename(whole);
  if (!/[*?]/.test(name)) return [whole];
  try {
    return readdirSync(dirname(whole)).map((entry) => join(dirname(whole), entry));
  } catch {
    return [];
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function runSsh(host: string, { environment, configFile }: SshPlace): Promise<string | undefined> {
  const options = { timeout: timeLimitMs, env: environment, maxBuffer: 256 * 1024 };
  const file = configFile === undefined ? [] : ['-F', configFile];
  return new Promise((resolve) => {
    const child = execFile('ssh', ['-G', ...file, '--', host], options, (error, output) =>
      resolve(error ? undefined : output),
    );
    child.stdin?.end();
  });
}

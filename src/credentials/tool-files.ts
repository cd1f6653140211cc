import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Machine } from './credential.ts';

export type Fields = Record<string, unknown>;

const largestFileBytes = 1024 * 1024;

/** gh's list of the hosts that the person is signed in to. */
export function readGhHosts(machine: Machine): Fields {
  const { GH_CONFIG_DIR, APPDATA } = machine.environment;
  if (GH_CONFIG_DIR) return readYaml(join(GH_CONFIG_DIR, 'hosts.yml'));
  const ofWindows = APPDATA ? [join(APPDATA, 'GitHub CLI')] : [];
  const directories = [...ofWindows, ...listConfigDirectories(machine, 'gh')];
  return readFirst(directories.map((directory) => join(directory, 'hosts.yml')));
}

export function readGlabHosts(machine: Machine): Fields {
  const { GLAB_CONFIG_DIR } = machine.environment;
  const directories = GLAB_CONFIG_DIR
    ? [GLAB_CONFIG_DIR]
    : listConfigDirectories(machine, 'glab-cli');
  const files = directories.map((directory) => join(directory, 'config.yml'));
  return toFields(readFirst(files).hosts);
}

export interface TeaLogin {
  url: string;
  token: unknown;
}

export function readTeaLogins(machine: Machine): TeaLogin[] {
  const directories = listConfigDirectories(machine, 'tea');
  const { logins } = readFirst(directories.map((directory) => join(directory, 'config.yml')));
  if (!Array.isArray(logins)) return [];
  return logins.flatMap((login: unknown) => {
    const { url, token } = toFields(login);
    return typeof url === 'string' ? [{ url, token }] : [];
  });
}

function listConfigDirectories({ environment, homeDirectory }: Machine, name: string): string[] {
  const { XDG_CONFIG_HOME, LOCALAPPDATA } = environment;
  return [
    ...(XDG_CONFIG_HOME ? [join(XDG_CONFIG_HOME, name)] : []),
    join(homeDirectory, '.config', name),
    join(homeDirectory, 'Library', 'Application Support', name),
    ...(LOCALAPPDATA ? [join(LOCALAPPDATA, name)] : []),
  ];
}

function readFirst(paths: readonly string[]): Fields {
  for (const path of paths) {
    const content = readYaml(path);
    if (Object.keys(content).length > 0) return content;
  }
  return {};
}

/** A file that is missing, large or damaged has nothing to offer; its tool reports what is wrong. */
function readYaml(path: string): Fields {
  try {
    if (statSync(path).size > largestFileBytes) return {};
    return toFields(parse(readFileSync(path, 'utf8'), { logLevel: 'silent', maxAliasCount: 10 }));
  } catch {
    return {};
  }
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

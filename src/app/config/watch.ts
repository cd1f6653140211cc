import { delimiter, isAbsolute, join, normalize } from 'node:path';
import type { SettingErrors } from './settings.ts';

const mostDirectories = 100;

/**
 * Parses `AFTERPUSH_WATCH`: directories separated like those of PATH or by commas; in the file also a list.
 * `~/` is the home directory.
 */
export function parseWatch(value: unknown, homeDirectory: string, errors: SettingErrors): string[] {
  if (value === undefined || value === null) return [];
  const entries: unknown[] = typeof value === 'string' ? splitList(value) : toList(value);
  const directories: string[] = [];
  for (const entry of entries) {
    const path = typeof entry === 'string' ? expandHome(entry.trim(), homeDirectory) : undefined;
    if (path !== undefined && isAbsolute(path)) directories.push(normalize(path));
    else {
      const given = JSON.stringify(entry);
      errors.push({ name: 'watch', message: `must list absolute directories, not ${given}` });
    }
  }
  if (directories.length > mostDirectories) {
    errors.push({
      name: 'watch',
      message: `must not list more than ${mostDirectories} directories`,
    });
  }
  return [...new Set(directories)];
}

function splitList(text: string): string[] {
  return text
    .split(delimiter)
    .flatMap((part) => part.split(','))
    .filter((part) => part.trim() !== '');
}

function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function expandHome(path: string, homeDirectory: string): string {
  if (path === '~') return homeDirectory;
  return /^~[\\/]/.test(path) ? join(homeDirectory, path.slice(2)) : path;
}

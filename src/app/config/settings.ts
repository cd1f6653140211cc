import { parse } from 'yaml';

export interface SettingError {
  name: string;
  message: string;
}

export type SettingErrors = SettingError[];

/** The configuration cannot be used; the message names every wrong setting. */
export class ConfigError extends Error {
  constructor(errors: readonly SettingError[]) {
    const lines = errors.map(({ name, message }) => `  ${formatName(name)} ${message}`);
    super(`The configuration has ${formatCount(errors.length)}:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
  }
}

const names = [
  'database_url',
  'data_dir',
  'events_url',
  'host',
  'port',
  'public_url',
  'admin_token',
  'secret_key',
  'forges',
  'host_aliases',
  'watch',
  'no_pr_backoff',
  'no_pr_retry_window',
  'diff_status_ttl',
  'no_token_backoff',
  'acquisition_lease',
  'poll_factor',
  'log_level',
  'discover',
] as const;

type SettingName = (typeof names)[number];

/** Settings that the file may contain as lists or mappings. */
const structured = ['forges', 'host_aliases', 'watch'] as const;

type StructuredName = (typeof structured)[number];

/** Settings as strings; structured ones as parsed from their source. */
export type RawSettings = { [Name in Exclude<SettingName, StructuredName>]?: string } & {
  [Name in StructuredName]?: unknown;
};

/** Variables of the command line and of askpass, which may share a shell with the server. */
const clientVariables = new Set([
  'AFTERPUSH_URL',
  'AFTERPUSH_TOKEN',
  'AFTERPUSH_CHAT_ID',
  'AFTERPUSH_WORKSPACE_ID',
]);

/** The settings of the file, overridden by those of the environment. */
export function readSettings(
  environment: Record<string, string | undefined>,
  fileText: string | undefined,
  errors: SettingErrors,
): RawSettings {
  return { ...readFile(fileText, errors), ...readEnvironment(environment, errors) };
}

function readEnvironment(
  environment: Record<string, string | undefined>,
  errors: SettingErrors,
): RawSettings {
  const settings: Record<string, string> = {};
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('AFTERPUSH_') || clientVariables.has(variable)) continue;
    const name = variable.slice('AFTERPUSH_'.length).toLowerCase();
    if (!isSettingName(name)) errors.push({ name, message: formatUnknown(name) });
    else if (value !== undefined && value !== '') settings[name] = value;
  }
  return settings;
}

function readFile(text: string | undefined, errors: SettingErrors): RawSettings {
  if (text === undefined || text.trim() === '') return {};
  const content = parseYaml(text, errors);
  if (content === undefined) return {};
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    errors.push({
      name: 'afterpush.config.yaml',
      message: 'must be a list of `name: value` lines',
    });
    return {};
  }
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(content)) {
    if (!isSettingName(name)) errors.push({ name, message: formatUnknown(name) });
    else if (isStructured(name)) settings[name] = value;
    else if (typeof value === 'string' || typeof value === 'number') settings[name] = String(value);
    else errors.push({ name, message: 'must be a string or a number' });
  }
  return settings;
}

function parseYaml(text: string, errors: SettingErrors): unknown {
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'not YAML';
    errors.push({ name: 'afterpush.config.yaml', message: `cannot be parsed: ${reason}` });
    return undefined;
  }
}

function isSettingName(name: string): name is SettingName {
  return (names as readonly string[]).includes(name);
}

function isStructured(name: SettingName): name is StructuredName {
  return (structured as readonly string[]).includes(name);
}

function formatUnknown(name: string): string {
  const like = names.find((known) => known.startsWith(name.slice(0, 5)));
  return `is not a setting${like ? `; did you mean ${formatName(like)}?` : ''}`;
}

function formatCount(count: number): string {
  return count === 1 ? '1 error' : `${count} errors`;
}

function formatName(name: string): string {
  return /[./]/.test(name) ? name : `AFTERPUSH_${name.toUpperCase()}`;
}

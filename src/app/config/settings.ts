import { parse } from 'yaml';

export interface Fault {
  name: string;
  message: string;
}

export type Faults = Fault[];

/** The configuration cannot be used; the message names every wrong setting. */
export class ConfigError extends Error {
  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ name, message }) => `  ${toVariable(name)} ${message}`);
    super(`The configuration has ${faults.length} fault(s):\n${lines.join('\n')}`);
    this.name = 'ConfigError';
  }
}

const names = [
  'database_url',
  'data_dir',
  'host',
  'port',
  'public_url',
  'admin_token',
  'secret_key',
  'forges',
  'no_pr_backoff',
  'no_pr_retry_window',
  'diff_status_ttl',
  'no_token_backoff',
  'acquisition_lease',
  'log_level',
] as const;

type SettingName = (typeof names)[number];

/** Settings as text, `forges` as whatever it was written as. */
export type RawSettings = { [Name in Exclude<SettingName, 'forges'>]?: string } & {
  forges?: unknown;
};

/** Read by the command line and by askpass, which may share a shell with the server. */
const clientVariables = new Set([
  'AFTERPUSH_URL',
  'AFTERPUSH_TOKEN',
  'AFTERPUSH_CHAT_ID',
  'AFTERPUSH_WORKSPACE_ID',
]);

/** Settings of the file, overridden by those of the environment. */
export function readSettings(
  environment: Record<string, string | undefined>,
  fileText: string | undefined,
  faults: Faults,
): RawSettings {
  return { ...readFile(fileText, faults), ...readEnvironment(environment, faults) };
}

function readEnvironment(
  environment: Record<string, string | undefined>,
  faults: Faults,
): RawSettings {
  const settings: Record<string, string> = {};
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('AFTERPUSH_') || clientVariables.has(variable)) continue;
    const name = variable.slice('AFTERPUSH_'.length).toLowerCase();
    if (!isSettingName(name)) faults.push({ name, message: toUnknown(name) });
    else if (value !== undefined && value !== '') settings[name] = value;
  }
  return settings;
}

function readFile(text: string | undefined, faults: Faults): RawSettings {
  if (text === undefined || text.trim() === '') return {};
  const content = parseYaml(text, faults);
  if (content === undefined) return {};
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    faults.push({
      name: 'afterpush.config.yaml',
      message: 'must be a list of `name: value` lines',
    });
    return {};
  }
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(content)) {
    if (!isSettingName(name)) faults.push({ name, message: toUnknown(name) });
    else if (name === 'forges') settings[name] = value;
    else if (typeof value === 'string' || typeof value === 'number') settings[name] = String(value);
    else faults.push({ name, message: 'must be a text or a number' });
  }
  return settings;
}

function parseYaml(text: string, faults: Faults): unknown {
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'not YAML';
    faults.push({ name: 'afterpush.config.yaml', message: `cannot be read: ${reason}` });
    return undefined;
  }
}

function isSettingName(name: string): name is SettingName {
  return (names as readonly string[]).includes(name);
}

function toUnknown(name: string): string {
  const like = names.find((known) => known.startsWith(name.slice(0, 5)));
  return `is not a setting${like ? `; did you mean ${toVariable(like)}?` : ''}`;
}

function toVariable(name: string): string {
  return name.endsWith('.yaml') ? name : `AFTERPUSH_${name.toUpperCase()}`;
}

import { isAbsolute, join } from 'node:path';
import type { SyncDurations } from '../domain/backoff.ts';
import { trimTrailing } from '../domain/trim-characters.ts';
import type { HostAliases } from '../forge/parsing/host-aliases.ts';
import { defaultDataDirectory } from '../platform/connection-file.ts';
import { parseDuration } from '../platform/duration.ts';
import type { LogLevel } from '../platform/logger.ts';
import { isNatsUrl } from '../store/nats/nats-url.ts';
import { type ConfiguredForge, parseForges } from './config/forges.ts';
import { parseHostAliases } from './config/host-aliases.ts';
import {
  ConfigError,
  type RawSettings,
  readSettings,
  type SettingErrors,
} from './config/settings.ts';
import { parseWatch } from './config/watch.ts';

export interface Config {
  /** Undefined: the embedded database in `databaseDirectory`. */
  databaseUrl: string | undefined;
  databaseDirectory: string;
  /** A NATS server that carries events between replicas; undefined: the database does. */
  eventsUrl: string | undefined;
  /** Holds secrets, and the connection file by which the command line finds the server. */
  dataDirectory: string;
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** The server's public URL, when it differs from host and port. No trailing slash. */
  publicUrl: string | undefined;
  /** Undefined: generated at the first start and stored in the data directory. */
  adminToken: string | undefined;
  /** Undefined: generated at the first start and stored in the data directory. */
  secretKey: string | undefined;
  forges: ConfiguredForge[];
  hostAliases: HostAliases;
  /** Directories whose clones are watched. */
  watch: string[];
  durations: SyncDurations;
  /** How often to poll, compared to the durations; 0: not at all. */
  pollFactor: number;
  logLevel: LogLevel;
  /** Uses what the person's other tools on this machine know: tokens, forges, pull requests. */
  discover: boolean;
}

export interface ConfigSources {
  environment: Record<string, string | undefined>;
  /** The text of `afterpush.config.yaml`, when there is one. */
  fileText?: string | undefined;
  homeDirectory: string;
}

/** Reads the configuration. Throws `ConfigError`, which names every wrong setting at once. */
export function loadConfig({ environment, fileText, homeDirectory }: ConfigSources): Config {
  const errors: SettingErrors = [];
  const settings = readSettings(environment, fileText, errors);
  const byDefault = defaultDataDirectory(environment, homeDirectory);
  const dataDirectory = parseDataDirectory(settings, errors) ?? byDefault;
  const forges = parseForges(settings.forges, environment, errors);
  const config: Config = {
    databaseUrl: parseDatabaseUrl(settings, errors),
    databaseDirectory: join(dataDirectory, 'database'),
    eventsUrl: parseEventsUrl(settings, errors),
    dataDirectory,
    host: settings.host ?? '127.0.0.1',
    port: parsePort(settings, errors),
    publicUrl: parsePublicUrl(settings, errors),
    adminToken: parseSecret('admin_token', 8, settings, errors),
    secretKey: parseSecret('secret_key', 16, settings, errors),
    forges,
    hostAliases: parseHostAliases(settings.host_aliases, forges, errors),
    watch: parseWatch(settings.watch, homeDirectory, errors),
    durations: {
      noPrBackoffMs: parseMilliseconds('no_pr_backoff', '15s', settings, errors),
      noPrRetryWindowMs: parseMilliseconds('no_pr_retry_window', '2m', settings, errors),
      diffStatusTtlMs: parseMilliseconds('diff_status_ttl', '120s', settings, errors),
      noTokenBackoffMs: parseMilliseconds('no_token_backoff', '10m', settings, errors),
      acquisitionLeaseMs: parseMilliseconds('acquisition_lease', '5m', settings, errors),
    },
    pollFactor: parsePollFactor(settings, errors),
    logLevel: parseLogLevel(settings, errors),
    discover: parseSwitch('discover', settings, errors),
  };
  if (errors.length > 0) throw new ConfigError(errors);
  return config;
}

function parseDataDirectory(settings: RawSettings, errors: SettingErrors): string | undefined {
  const path = settings.data_dir;
  if (path === undefined || isAbsolute(path)) return path;
  errors.push({ name: 'data_dir', message: `must be an absolute path, not "${path}"` });
  return undefined;
}

function parseDatabaseUrl(settings: RawSettings, errors: SettingErrors): string | undefined {
  const text = settings.database_url;
  if (text === undefined) return undefined;
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  errors.push({
    name: 'database_url',
    message: 'must be a URL like postgres://user:password@host:5432/database',
  });
  return undefined;
}

/** The embedded database belongs to one process, which needs no other to hear of its changes. */
function parseEventsUrl(settings: RawSettings, errors: SettingErrors): string | undefined {
  const text = settings.events_url;
  if (text === undefined) return undefined;
  // The value is not repeated: it may hold a password (S10).
  if (!isNatsUrl(text)) {
    errors.push({
      name: 'events_url',
      message: 'must be a URL like nats://user:password@host:4222',
    });
  } else if (settings.database_url === undefined) {
    errors.push({ name: 'events_url', message: 'needs AFTERPUSH_DATABASE_URL' });
  }
  return text;
}

function parsePort(settings: RawSettings, errors: SettingErrors): number {
  const text = settings.port ?? '4700';
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  errors.push({ name: 'port', message: `must be a number from 0 to 65535, not "${text}"` });
  return 0;
}

function parsePublicUrl(settings: RawSettings, errors: SettingErrors): string | undefined {
  const text = settings.public_url;
  if (text === undefined) return undefined;
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return trimTrailing(text, '/');
  errors.push({ name: 'public_url', message: 'must be a URL like https://afterpush.example.com' });
  return undefined;
}

function parseSecret(
  name: 'admin_token' | 'secret_key',
  shortest: number,
  settings: RawSettings,
  errors: SettingErrors,
): string | undefined {
  const text = settings[name];
  // The value is never repeated in a message (S10).
  if (text !== undefined && (text.length < shortest || !/^[\x21-\x7e]+$/.test(text))) {
    const message = `must have at least ${shortest} characters, all printable ASCII without spaces`;
    errors.push({ name, message });
  }
  return text;
}

function parseMilliseconds(
  name: Exclude<keyof RawSettings, 'forges' | 'host_aliases' | 'watch'>,
  byDefault: string,
  settings: RawSettings,
  errors: SettingErrors,
): number {
  const text = settings[name] ?? byDefault;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  errors.push({ name, message: `must be a duration like 500ms, 15s, 2m or 1h, not "${text}"` });
  return 0;
}

const highestPollFactor = 10;

function parsePollFactor(settings: RawSettings, errors: SettingErrors): number {
  const text = settings.poll_factor ?? '1';
  const factor = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && factor <= highestPollFactor) return factor;
  const message = `must be a number from 0 to ${highestPollFactor}, not "${text}"`;
  errors.push({ name: 'poll_factor', message });
  return 1;
}

function parseSwitch(name: 'discover', settings: RawSettings, errors: SettingErrors): boolean {
  const text = settings[name] ?? 'on';
  if (text !== 'on' && text !== 'off') {
    errors.push({ name, message: `must be on or off, not "${text}"` });
  }
  return text === 'on';
}

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

function parseLogLevel(settings: RawSettings, errors: SettingErrors): LogLevel {
  const text = settings.log_level ?? 'warn';
  const level = logLevels.find((known) => known === text);
  if (level) return level;
  errors.push({ name: 'log_level', message: `must be one of ${logLevels.join(', ')}` });
  return 'warn';
}

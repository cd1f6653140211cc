import { pino } from 'pino';

export type LogFields = Record<string, unknown>;

/** A structured log. Callers must never pass a token (S10). */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Where log lines are written. */
interface LogDestination {
  write(line: string): void;
}

/** Logs JSON lines to standard error; standard output is reserved for command output. */
export function createLogger(
  level: LogLevel,
  destination: LogDestination = pino.destination(2),
): Logger {
  const formatters = { log: (fields: LogFields) => toLoggable(fields) as LogFields };
  const timestamp = pino.stdTimeFunctions.isoTime;
  // Without this serializer, pino would replace what the formatter returns for `err`.
  const serializers = { err: (value: unknown) => value };
  return pino({ level, base: undefined, timestamp, formatters, serializers }, destination);
}

const maxDepth = 6;
const maxItems = 100;
const maxTextLength = 8_000;

/**
 * What is logged of a value: errors with message, stack and cause, texts without secrets. `secrets` are
 * texts that must not appear, whatever their form (S10).
 */
export function toLoggable(value: unknown, secrets: readonly string[] = [], depth = 0): unknown {
  if (typeof value === 'string') return redact(value, secrets);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= maxDepth) return '[nested too deeply]';
  const toPart = (part: unknown) => toLoggable(part, secrets, depth + 1);
  if (value instanceof Error) return toLoggableError(value, toPart);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, maxItems).map(toPart);
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxItems)
      .map(([name, part]) => [
        name,
        secretName.test(name) && typeof part === 'string' ? redacted : toPart(part),
      ]),
  );
}

/** Further fields of an error are omitted: some libraries attach the request with its headers. */
function toLoggableError(error: Error, toPart: (part: unknown) => unknown): LogFields {
  const { name, message, stack, cause, code } = error as Error & { code?: unknown };
  const errors = error instanceof AggregateError ? error.errors : undefined;
  return {
    type: toPart(name),
    message: toPart(message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: toPart(code) } : {}),
    stack: toPart(stack),
    ...(cause === undefined ? {} : { cause: toPart(cause) }),
    ...(errors === undefined ? {} : { errors: toPart(errors) }),
  };
}

const redacted = '[redacted]';
const secretName = /(?:token|password|secret|authorization|cookie)$/i;

/** The forms in which credentials appear in URLs, headers and messages. */
const secretForms: readonly [RegExp, string][] = [
  [/(:\/\/)[^/?#\s@]{1,500}@/g, `$1${redacted}@`],
  [/\b(bearer|basic) +[\w.~+/=:-]{4,}/gi, `$1 ${redacted}`],
  [/\b(?:gh[a-z]_|github_pat_|glpat-|gldt-|glcbt-|ATBB|ATATT)[\w=.-]{8,}/g, redacted],
  [/\b(\w{0,20}[_-]?(?:token|password|secret)["']?[=:] ?["']?)[^\s&"']{4,}/gi, `$1${redacted}`],
];

function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, redacted), text);
  const cut = known.length > maxTextLength ? `${known.slice(0, maxTextLength)}…` : known;
  return secretForms
    .reduce((rest, [form, replacement]) => rest.replaceAll(form, replacement), cut)
    .replaceAll(/[\x7f-\x9f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, ' ');
}

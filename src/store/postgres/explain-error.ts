import { DatabaseUnavailable } from '../database.ts';
import { type ExplainError, findSqlState } from './session.ts';

/**
 * Classes 08, 53, 57 and 58: the server cannot serve now; 28 and 3D: it refuses to; 25006: it is a
 * standby or set to read-only; 55P03: a lock was not granted in time.
 */
const unavailableStates = /^(08|28|3D|53|57|58|25006|55P03)/;

/** Messages of `pg` errors without a code, about connections that broke or were never opened. */
const lostConnection = /^(Connection terminated|timeout exceeded|Query read timeout)|not queryable/;

/** The name of the database in messages, without its password (S10). */
export function toPlace(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = hostname || searchParams.get('host') || 'localhost';
  return `${host}${port ? `:${port}` : ''}${pathname}`;
}

/** Errors that mean the database could not be reached become `DatabaseUnavailable`. */
export function explainErrorsOf(url: string): ExplainError {
  const place = toPlace(url);
  return (error) => {
    if (!(error instanceof Error) || !meansUnavailable(error)) return error;
    const message = `The database ${place} is not available: ${toReason(error)}`;
    return new DatabaseUnavailable(message, { cause: error });
  };
}

function meansUnavailable(error: Error): boolean {
  const state = findSqlState(error);
  if (state !== undefined) return unavailableStates.test(state);
  return 'syscall' in error || isTlsFailure(error) || lostConnection.test(error.message);
}

function isTlsFailure(error: Error): boolean {
  if (!('code' in error) || typeof error.code !== 'string') return false;
  return /SSL|TLS|CERT|^ECONN|^EPIPE$|^ETIMEDOUT$/.test(error.code);
}

function toReason(error: Error): string {
  // After trying several addresses, Node leaves the message of the aggregate empty.
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((each) => each.message).join(', ');
  }
  return error.message;
}

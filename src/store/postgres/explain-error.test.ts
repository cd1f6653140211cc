import { DatabaseError } from 'pg';
import { describe, expect, test } from 'vitest';
import { DatabaseUnavailable } from '../database.ts';
import { explainErrorsOf, toPlace } from './explain-error.ts';

const explain = explainErrorsOf('postgres://ada:hunter2@db.example.com:5433/afterpush');

function serverError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('the reason', 10, 'error'), { code });
}

function systemError(code: string): Error {
  return Object.assign(new Error('connect failed'), { code, syscall: 'connect' });
}

describe('an error', () => {
  test.each([
    ['the server is shutting down', serverError('57P01')],
    ['the server is starting', serverError('57P03')],
    ['too many connections', serverError('53300')],
    ['the server is a standby', serverError('25006')],
    ['a lock was not granted in time', serverError('55P03')],
    ['wrong password', serverError('28P01')],
    ['connection refused', systemError('ECONNREFUSED')],
    ['no such host', systemError('ENOTFOUND')],
    ['the certificate is not trusted', Object.assign(new Error(), { code: 'CERT_HAS_EXPIRED' })],
    ['the connection broke', new Error('Connection terminated unexpectedly')],
    ['the pool was busy for too long', new Error('timeout exceeded when trying to connect')],
  ])('means that the database is unavailable: %s', (_, error) => {
    expect(explain(error)).toBeInstanceOf(DatabaseUnavailable);
  });

  test.each([
    ['a unique value already exists', serverError('23505')],
    ['the statement is wrong', serverError('42601')],
    ['the program is wrong', new TypeError('undefined is not a function')],
  ])('is not changed: %s', (_, error) => {
    expect(explain(error)).toBe(error);
  });

  test('names the database and the reason, and never the password', () => {
    const refused = new AggregateError([new Error('connect ECONNREFUSED ::1:5433')]);

    expect(String(explain(Object.assign(refused, { code: 'ECONNREFUSED' })))).toBe(
      'DatabaseUnavailable: The database db.example.com:5433/afterpush is not available: ' +
        'connect ECONNREFUSED ::1:5433',
    );
  });
});

test('a database behind a unix socket is named by its directory', () => {
  expect(toPlace('postgres:///afterpush?host=/run/postgresql')).toBe('/run/postgresql/afterpush');
});

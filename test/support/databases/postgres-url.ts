import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { findTemplate } from './find-template.ts';

/** The URL of a new database with all migrations applied, on a real Postgres. */
export async function createPostgresUrl(): Promise<string> {
  return createDatabase('TEMPLATE postgres');
}

/** The URL of a new database without any tables. */
export async function createEmptyPostgresUrl(): Promise<string> {
  return createDatabase('');
}

async function createDatabase(options: string): Promise<string> {
  const template = await findTemplate('postgres');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: toUrl(template, 'template1') });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} ${options}`);
  } finally {
    await client.end();
  }
  return toUrl(template, name);
}

function toUrl(url: string, database: string): string {
  return new URL(`/${database}`, url).href;
}

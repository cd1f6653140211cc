import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { findTemplate } from './templates.ts';

/** Creates a database with all migrations applied on a real Postgres, and returns its URL. */
export async function createPostgresUrl(): Promise<string> {
  return createDatabase('TEMPLATE postgres');
}

/** Creates a database without tables, and returns its URL. */
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

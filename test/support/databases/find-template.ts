import type { Database } from '../../../src/store/database.ts';
import { makeEmbeddedTemplate, makePostgresTemplate, type Template } from './templates.ts';

/**
 * Where the template of this run is: a URL or a data directory. Test files share one; a program
 * outside the test run, such as a benchmark, makes its own, which ends with it.
 */
export async function findTemplate(kind: Database['kind']): Promise<string> {
  return process.env.VITEST ? requestTemplate(kind) : (await makeOwn(kind)).location;
}

async function requestTemplate(kind: Database['kind']): Promise<string> {
  const { inject } = await import('vitest');
  const response = await fetch(`${inject('templates')}/${kind}`);
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer;
}

const own = new Map<Database['kind'], Promise<Template>>();

function makeOwn(kind: Database['kind']): Promise<Template> {
  const template =
    own.get(kind) ?? (kind === 'postgres' ? makePostgresTemplate() : makeEmbeddedTemplate());
  own.set(kind, template);
  return template;
}

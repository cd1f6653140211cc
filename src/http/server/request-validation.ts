import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { HttpProblem } from './problem-response.ts';
import type { App } from './typed-app.ts';

type Validator = ReturnType<typeof Compile>;
type Fault = ReturnType<Validator['Errors']>[number];

/**
 * Checks what a request brings. Nothing unknown is dropped in silence, and only query parameters,
 * which are always text, are read as integers where one is asked for.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (given: unknown) => {
    // No body at all arrives as null: an empty one.
    const value = httpPart === 'querystring' ? readIntegers(schema, given) : (given ?? {});
    if (validator.Check(value)) return { value };
    return { error: new HttpProblem(400, toDetail(validator.Errors(value))) };
  };
};

/** JSON is the one content type. A request that announces it and sends nothing has no body. */
export function registerJsonParser(app: App): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, String(body), done);
  });
}

/** Refuses a NUL in any text, which no database column holds. */
export async function refuseNul({ body, params, query }: FastifyRequest): Promise<void> {
  for (const part of [params, query, body]) {
    if (typeof part !== 'object' || part === null || Buffer.isBuffer(part)) continue;
    for (const [field, value] of Object.entries(part)) {
      if (typeof value === 'string' && value.includes('\0')) {
        throw new HttpProblem(400, `${field} must not contain a NUL character.`);
      }
    }
  }
}

function readIntegers(schema: TSchema, query: unknown): unknown {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> };
  const values: [string, unknown][] = Object.entries(query ?? {});
  return Object.fromEntries(
    values.map(([name, value]) => {
      const isInteger = Object.hasOwn(properties, name) && properties[name]?.type === 'integer';
      const reads = isInteger && typeof value === 'string' && /^-?\d{1,15}$/.test(value);
      return [name, reads ? Number(value) : value];
    }),
  );
}

/** Names the first field at fault and what it has to be. */
function toDetail(faults: readonly Fault[]): string {
  const unknown = faults.find((fault) => fault.keyword === 'additionalProperties');
  if (unknown) return `${listNames(unknown, 'additionalProperties')} is not known here.`;
  const missing = faults.find((fault) => fault.keyword === 'required');
  if (missing) return `${listNames(missing, 'requiredProperties')} is required.`;
  const [fault] = faults;
  if (!fault) return 'The request is not valid.';
  const field = fault.instancePath.slice(1).replaceAll('/', '.') || 'The body';
  return `${field} ${toExpectation(fault)}.`;
}

function toExpectation(fault: Fault): string {
  if (fault.keyword !== 'enum') return fault.message;
  const { allowedValues } = fault.params;
  return `must be one of ${allowedValues.join(', ')}`;
}

function listNames(fault: Fault, parameter: string): string {
  const names = (fault.params as Record<string, string[] | undefined>)[parameter] ?? [];
  return names.map((name) => name.slice(0, 100)).join(', ');
}

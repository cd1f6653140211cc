import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { HttpProblem } from './problem-response.ts';
import type { App } from './typed-app.ts';

type Validator = ReturnType<typeof Compile>;
type ValidationError = ReturnType<Validator['Errors']>[number];

/**
 * Validates requests. Unknown fields are refused, not dropped. Only query parameters, which are always
 * text, are converted to integers where the schema wants one.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (given: unknown) => {
    // A missing body arrives as null and counts as empty.
    const value = httpPart === 'querystring' ? readIntegers(schema, given) : (given ?? {});
    if (validator.Check(value)) return { value };
    return { error: new HttpProblem(400, toDetail(validator.Errors(value))) };
  };
};

/** JSON is the only content type. An empty JSON body counts as no body. */
export function registerJsonParser(app: App): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, String(body), done);
  });
}

/** Refuses NUL characters, which no text column of the database accepts. */
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

/** Names the first invalid field and what it must be. */
function toDetail(errors: readonly ValidationError[]): string {
  const unknown = errors.find((error) => error.keyword === 'additionalProperties');
  if (unknown) return `${listNames(unknown, 'additionalProperties')} is not known here.`;
  const missing = errors.find((error) => error.keyword === 'required');
  if (missing) return `${listNames(missing, 'requiredProperties')} is required.`;
  const [error] = errors;
  if (!error) return 'The request is not valid.';
  const field = error.instancePath.slice(1).replaceAll('/', '.') || 'The body';
  return `${field} ${toExpectation(error)}.`;
}

function toExpectation(error: ValidationError): string {
  if (error.keyword !== 'enum') return error.message;
  const { allowedValues } = error.params;
  return `must be one of ${allowedValues.join(', ')}`;
}

function listNames(error: ValidationError, parameter: string): string {
  const names = (error.params as Record<string, string[] | undefined>)[parameter] ?? [];
  return names.map((name) => name.slice(0, 100)).join(', ');
}

import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { isWithinLimits, type JsonLimits } from '../../platform/json-limits.ts';
import { HttpProblem } from './problem-response.ts';
import type { App } from './typed-app.ts';

type Validator = ReturnType<typeof Compile>;
type ValidationError = ReturnType<Validator['Errors']>[number];

/**
 * Validates requests. Unknown fields are refused, not dropped. Only query parameters, which are always
 * text, are converted to integers where the schema wants one.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  // Most requests use a few routes, and compiling the schemas of all would delay the start.
  let compiled: Validator | undefined;
  return (given: unknown) => {
    compiled ??= Compile(schema);
    const validator = compiled;
    // A missing body arrives as null and counts as empty.
    const value = httpPart === 'querystring' ? readIntegers(schema, given) : (given ?? {});
    if (validator.Check(value)) {
      const long = findLongText(schema, value);
      return long === undefined ? { value } : { error: new HttpProblem(400, long) };
    }
    return { error: new HttpProblem(400, toDetail(validator.Errors(value))) };
  };
};

/** JSON is the only content type. An empty JSON body counts as no body. */
export function registerJsonParser(app: App): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
    if (bytes.length === 0) done(null, undefined);
    else if (!isWithinLimits(bytes, bodyLimits)) done(new HttpProblem(400, tooComplex));
    else void parseJson(request, bytes.toString('utf8'), done);
  });
}

/** No request has more than a dozen fields, or an object inside another. */
const bodyLimits: JsonLimits = { maxDepth: 16, maxValues: 1_000 };
const tooComplex = 'The body has too many fields, or they are nested too deeply. Send fewer.';

/** Refuses what no text column of the database accepts: NUL characters, half of a surrogate pair. */
export async function refuseUnstorable({ body, params, query }: FastifyRequest): Promise<void> {
  for (const part of [params, query, body]) {
    if (typeof part !== 'object' || part === null || Buffer.isBuffer(part)) continue;
    for (const [field, value] of Object.entries(part)) {
      if (typeof value === 'string' && value.includes('\0')) {
        throw new HttpProblem(400, `${field} must not contain a NUL character.`);
      }
      if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) {
        throw new HttpProblem(400, `${field} must not contain half of a surrogate pair.`);
      }
    }
  }
}

/** A text, or a text that may be null. */
interface TextSchema {
  maxLength?: number;
  anyOf?: { maxLength?: number }[];
}

/**
 * TypeBox counts what a reader takes for one character, so that a letter with a million accents has a
 * length of one. The API counts code points, as JSON Schema does.
 */
function findLongText(schema: TSchema, value: unknown): string | undefined {
  const { properties = {} } = schema as { properties?: Record<string, TextSchema> };
  const parts: [string, unknown][] = Object.entries(value ?? {});
  for (const [name, part] of parts) {
    const text = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const maxLength = text?.maxLength ?? text?.anyOf?.find((one) => one.maxLength)?.maxLength;
    if (typeof part !== 'string' || maxLength === undefined || part.length <= maxLength) continue;
    if (part.length > 2 * maxLength || Array.from(part).length > maxLength) {
      return `${name} must not have more than ${maxLength} characters.`;
    }
  }
  return undefined;
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
  // The summary of all unknown fields is missing when there are many.
  if (error.keyword === 'boolean') return 'is not known here';
  if (error.keyword !== 'enum') return error.message;
  const { allowedValues } = error.params;
  return `must be one of ${allowedValues.join(', ')}`;
}

function listNames(error: ValidationError, parameter: string): string {
  const names = (error.params as Record<string, string[] | undefined>)[parameter] ?? [];
  return names
    .slice(0, 5)
    .map((name) => name.slice(0, 100))
    .join(', ');
}

import { Liquid } from 'liquidjs';

/** Renders a list as `list`, or the fields of an object. Throws what is wrong with the template. */
export async function renderTemplate(content: unknown, template: string): Promise<string> {
  // With a list of templates, it reads none from files.
  const engine = new Liquid({ templates: {}, strictFilters: true, ownPropertyOnly: true });
  const scope = Array.isArray(content) ? { list: content } : (content as object);
  return engine.parseAndRender(template, scope);
}

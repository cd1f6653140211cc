/** Where GraphQL is answered, beside the REST API. */
export function toGraphQlUrl(apiBaseUrl: string): string {
  return `${apiBaseUrl.replace(/\/api\/v3$/, '/api')}/graphql`;
}
